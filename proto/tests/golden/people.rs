//! Values of the golden vectors: people.

use linnet_proto::im_proto as im;

use super::shared::alice;
use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "605-conversation-participants-list",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(605),
                sequence_id: Some(10025),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    conversation_participants_body: Some(
                        im::ConversationParticipantsListRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            cursor: Some(0),
                            limit: Some(100),
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "605-conversation-participants-list",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(605),
                sequence_id: Some(10025),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    conversation_participants_body: Some(
                        im::ConversationParticipantsListResponseBody {
                            participants_page: Some(im::ParticipantsPage {
                                participants: vec![
                                    im::Participant {
                                        user_id: Some(10001),
                                        sort_order: Some(1_763_800_000_123),
                                        role: Some(1),
                                        alias: Some("A".to_owned()),
                                        ..Default::default()
                                    },
                                    im::Participant {
                                        user_id: Some(10009),
                                        sort_order: Some(1_763_800_000_123),
                                        role: Some(0),
                                        ..Default::default()
                                    },
                                ],
                                has_more: Some(true),
                                cursor: Some(100),
                            }),
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
            "650-add-conversation-participants",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(650),
                sequence_id: Some(10026),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    conversation_add_participants_body: Some(
                        im::ConversationAddParticipantsRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            participants: vec![10009, 10017],
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
            "650-add-conversation-participants",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(650),
                sequence_id: Some(10026),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    conversation_add_participants_body: Some(
                        im::ConversationAddParticipantsResponseBody {
                            success_participants: vec![10009],
                            failed_participants: vec![10017],
                            status: Some(2),
                            check_code: Some(0),
                            check_message: Some("".to_owned()),
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
            "651-remove-conversation-participants",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(651),
                sequence_id: Some(10027),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    conversation_remove_participants_body: Some(
                        im::ConversationRemoveParticipantsRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            participants: vec![10017],
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
            "651-remove-conversation-participants",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(651),
                sequence_id: Some(10027),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    conversation_remove_participants_body: Some(
                        im::ConversationRemoveParticipantsResponseBody {
                            failed_participants: vec![10017],
                            status: Some(1),
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
            "652-leave-conversation",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(652),
                sequence_id: Some(10028),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    leave_conversation_body: Some(im::ConversationLeaveRequestBody {
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
            "652-leave-conversation",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(652),
                sequence_id: Some(10028),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "654-mget-conversation-participants",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(654),
                sequence_id: Some(10029),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    mget_conversation_participants_body: Some(
                        im::MgetConversationParticipantsRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            participants: vec![10001, 10009],
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "654-mget-conversation-participants",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(654),
                sequence_id: Some(10029),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    mget_conversation_participants_body: Some(
                        im::MgetConversationParticipantsResponseBody {
                            participants: vec![
                                im::Participant {
                                    user_id: Some(10001),
                                    sort_order: Some(1_763_800_000_123),
                                    role: Some(1),
                                    ..Default::default()
                                },
                                im::Participant {
                                    user_id: Some(10009),
                                    sort_order: Some(1_763_800_000_123),
                                    role: Some(0),
                                    ..Default::default()
                                },
                            ],
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
            "655-update-conversation-participant",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(655),
                sequence_id: Some(10030),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    update_conversation_participant_body: Some(
                        im::UpdateConversationParticipantRequestBody {
                            conversation_id: Some("7300000000000000002".to_owned()),
                            conversation_short_id: Some(7_300_000_000_000_000_002),
                            conversation_type: Some(2),
                            user_id: Some(10009),
                            role: Some(2),
                            alias: Some("".to_owned()),
                            is_alias_set: Some(false),
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
            "655-update-conversation-participant",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(655),
                sequence_id: Some(10030),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    update_conversation_participant_body: Some(
                        im::UpdateConversationParticipantResponseBody {
                            participant: Some(im::Participant {
                                user_id: Some(10009),
                                sort_order: Some(1_763_800_000_123),
                                role: Some(2),
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
            "2015-profile-get-info",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2015),
                sequence_id: Some(10031),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    profile_get_info: Some(im::ProfileGetInfoRequestBody {
                        userid: 10009,
                        from_source: Some(false),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2015-profile-get-info",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2015),
                sequence_id: Some(10031),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    profile_get_info: Some(im::ProfileGetInfoResponseBody {
                        profile: Some(alice()),
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
            "2052-profile-batch-get-info",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2052),
                sequence_id: Some(10032),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    profile_batch_get_info_body: Some(im::ProfileBatchGetInfoRequestBody {
                        userids: vec![10001, 10009],
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2052-profile-batch-get-info",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2052),
                sequence_id: Some(10032),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    profile_batch_get_info_body: Some(im::ProfileBatchGetInfoResponseBody {
                        profiles: vec![
                            alice(),
                            im::Profile {
                                uid: Some(10009),
                                ..Default::default()
                            },
                        ],
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
