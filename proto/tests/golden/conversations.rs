//! Values of the golden vectors: conversations.

use linnet_proto::im_proto as im;

use super::shared::{group, one_to_one};
use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "603-mark-conversation-delete",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(603),
                sequence_id: Some(10016),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    delete_conversation_body: Some(im::DeleteConversationRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        last_message_index: Some(9),
                        badge_count: Some(0),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "603-mark-conversation-delete",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(603),
                sequence_id: Some(10016),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "608-get-conversation-info-v2",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(608),
                sequence_id: Some(10017),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_conversation_info_v2_body: Some(im::GetConversationInfoV2RequestBody {
                        conversation_id: Some("7300000000000000002".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_002),
                        conversation_type: Some(2),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "608-get-conversation-info-v2",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(608),
                sequence_id: Some(10017),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_conversation_info_v2_body: Some(im::GetConversationInfoV2ResponseBody {
                        conversation_info: Some(group()),
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "609-create-conversation-v2",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(609),
                sequence_id: Some(10018),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    create_conversation_v2_body: Some(im::CreateConversationV2RequestBody {
                        conversation_type: Some(2),
                        participants: vec![10009, 10017],
                        persistent: Some(true),
                        idempotent_id: Some("1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned()),
                        name: Some("Weekend".to_owned()),
                        avatar_url: Some("".to_owned()),
                        description: Some("".to_owned()),
                        biz_ext: [("a:colour".to_owned(), "blue".to_owned())].into(),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "609-create-conversation-v2",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(609),
                sequence_id: Some(10018),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    create_conversation_v2_body: Some(im::CreateConversationV2ResponseBody {
                        conversation: Some(group()),
                        check_code: Some(0),
                        check_message: Some("".to_owned()),
                        status: Some(0),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "610-get-conversation-info-list-v2",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(610),
                sequence_id: Some(10019),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_conversation_info_list_v2_body: Some(
                        im::GetConversationInfoListV2RequestBody {
                            conversation_info_list: vec![
                                im::GetConversationInfoV2RequestBody {
                                    conversation_id: Some("0:1:10001:10009".to_owned()),
                                    conversation_short_id: Some(7_300_000_000_000_000_001),
                                    conversation_type: Some(1),
                                },
                                im::GetConversationInfoV2RequestBody {
                                    conversation_id: Some("7300000000000000002".to_owned()),
                                    conversation_short_id: Some(7_300_000_000_000_000_002),
                                    conversation_type: Some(2),
                                },
                            ],
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "610-get-conversation-info-list-v2",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(610),
                sequence_id: Some(10019),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_conversation_info_list_v2_body: Some(
                        im::GetConversationInfoListV2ResponseBody {
                            conversation_info_list: vec![one_to_one()],
                        },
                    ),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "614-dissolve-conversation",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(614),
                sequence_id: Some(10020),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    dissolve_conversation_body: Some(im::DissolveConversationRequestBody {
                        conversation_id: Some("7300000000000000002".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_002),
                        conversation_type: Some(2),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "614-dissolve-conversation",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(614),
                sequence_id: Some(10020),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "902-set-conversation-core-info",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(902),
                sequence_id: Some(10021),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    set_conversation_core_info_body: Some(im::SetConversationCoreInfoRequestBody {
                        conversation_id: Some("7300000000000000002".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_002),
                        conversation_type: Some(2),
                        name: Some("Sunday".to_owned()),
                        desc: Some("".to_owned()),
                        is_name_set: Some(true),
                        is_desc_set: Some(false),
                        is_notice_set: Some(false),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "902-set-conversation-core-info",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(902),
                sequence_id: Some(10021),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    set_conversation_core_info_body: Some(
                        im::SetConversationCoreInfoResponseBody {
                            conversation_core_info: Some(im::ConversationCoreInfo {
                                conversation_id: Some("7300000000000000002".to_owned()),
                                conversation_short_id: Some(7_300_000_000_000_000_002),
                                conversation_type: Some(2),
                                info_version: Some(3),
                                name: Some("Sunday".to_owned()),
                                desc: Some("".to_owned()),
                                icon: Some("".to_owned()),
                                inbox_type: Some(0),
                                notice: Some("Sunday, nine".to_owned()),
                                ext: [("a:colour".to_owned(), "blue".to_owned())].into(),
                                owner: Some(10001),
                                mode: Some(0),
                                creator_uid: Some(10001),
                                create_time: Some(1_763_800_000_123),
                                ..Default::default()
                            }),
                            status: Some(0),
                            ..Default::default()
                        },
                    ),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "921-set-conversation-setting-info",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(921),
                sequence_id: Some(10022),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    set_conversation_setting_info_body: Some(
                        im::SetConversationSettingInfoRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            set_stick_on_top: Some(true),
                            set_mute: Some(false),
                            ..Default::default()
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "921-set-conversation-setting-info",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(921),
                sequence_id: Some(10022),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    set_conversation_setting_info_body: Some(
                        im::SetConversationSettingInfoResponseBody {
                            setting_info: Some(im::ConversationSettingInfo {
                                conversation_id: Some("7300000000000000002".to_owned()),
                                conversation_short_id: Some(7_300_000_000_000_000_002),
                                conversation_type: Some(2),
                                min_index: Some(1),
                                read_index: Some(3),
                                mute: Some(1),
                                stick_on_top: Some(1),
                                inbox_type: Some(0),
                                setting_version: Some(4),
                                favorite: Some(0),
                                set_top_time: Some(1_763_800_000_123),
                                push_status: Some(1),
                                ..Default::default()
                            }),
                            status: Some(0),
                            ..Default::default()
                        },
                    ),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "922-upsert-conversation-setting-ext-info",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(922),
                sequence_id: Some(10023),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    upsert_conversation_setting_ext_info_body: Some(
                        im::UpsertConversationSettingExtInfoRequestBody {
                            conversation_id: Some("0:1:10001:10009".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_001),
                            conversation_type: Some(1),
                            ext: [("a:cleared_index".to_owned(), "9".to_owned())].into(),
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "922-upsert-conversation-setting-ext-info",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(922),
                sequence_id: Some(10023),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    upsert_conversation_setting_ext_info_body: Some(
                        im::UpsertConversationSettingExtInfoResponseBody {
                            setting_info: Some(im::ConversationSettingInfo {
                                conversation_short_id: Some(7_300_000_000_000_000_001),
                                min_index: Some(9),
                                ext: [("a:cleared_index".to_owned(), "9".to_owned())].into(),
                                setting_version: Some(5),
                                ..Default::default()
                            }),
                            status: Some(0),
                            ..Default::default()
                        },
                    ),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "2006-get-user-conversation-list",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2006),
                sequence_id: Some(10024),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_conversation_list_body: Some(im::GetUserConversationListRequestBody {
                        sort_type: Some(1),
                        cursor: Some(0),
                        con_type: Some(2),
                        limit: Some(20),
                        with_cold: Some(true),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2006-get-user-conversation-list",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2006),
                sequence_id: Some(10024),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_conversation_list_body: Some(im::GetUserConversationListResponseBody {
                        list: vec![one_to_one()],
                        has_more: Some(false),
                        next_cursor: Some(0),
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
    ]
}
