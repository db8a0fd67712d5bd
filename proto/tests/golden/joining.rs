//! Values of the golden vectors: who comes into a group.

use linnet_proto::im_proto as im;

use super::Case;
use super::changing::{answer, request};

const GROUP: i64 = 7_300_000_000_000_000_002;
const REQUEST: i64 = 7_300_000_000_000_000_200;

fn asked() -> im::ConversationApplyInfo {
    im::ConversationApplyInfo {
        user_id: Some(10017),
        conv_short_id: Some(GROUP),
        conversation_type: Some(2),
        apply_status: Some(im::ApplyStatusCode::Applying as i32),
        apply_id: Some(REQUEST),
        create_time: Some(1_763_800_000_123),
        modify_time: Some(1_763_800_000_124),
        modify_user: Some(10001),
        invite_user_id: Some(10009),
        apply_reason: Some("may I?".to_owned()),
        ..Default::default()
    }
}

fn who_adds() -> std::collections::BTreeMap<String, String> {
    [("a:who_adds".to_owned(), "leaders".to_owned())].into()
}

/// A command: its file, its number, the number of its request, what is asked and what is answered.
fn pair(
    file: &'static str,
    command: i32,
    sequence: i64,
    asks: im::RequestBody,
    answers: im::ResponseBody,
) -> [Case; 2] {
    [
        (file, "request", request(command, sequence, asks)),
        (file, "answer", answer(command, sequence, answers)),
    ]
}

pub fn cases() -> Vec<Case> {
    [
        pair(
            "904-upsert-conversation-core-ext-info",
            904,
            10100,
            im::RequestBody {
                upsert_conversation_core_ext_info_body: Some(
                    im::UpsertConversationCoreExtInfoRequestBody {
                        conversation_id: Some(GROUP.to_string()),
                        conversation_short_id: Some(GROUP),
                        conversation_type: Some(2),
                        ext: who_adds(),
                    },
                ),
                ..Default::default()
            },
            im::ResponseBody {
                upsert_conversation_core_ext_info_body: Some(
                    im::UpsertConversationCoreExtInfoResponseBody {
                        core_info: Some(im::ConversationCoreInfo {
                            conversation_id: Some(GROUP.to_string()),
                            conversation_short_id: Some(GROUP),
                            conversation_type: Some(2),
                            info_version: Some(5),
                            name: Some("Birds".to_owned()),
                            ext: who_adds(),
                            ..Default::default()
                        }),
                        status: Some(0),
                        ..Default::default()
                    },
                ),
                ..Default::default()
            },
        ),
        pair(
            "2022-get-conversation-audit-switch",
            2022,
            10101,
            im::RequestBody {
                get_conversation_audit_switch_body: Some(
                    im::GetConversationAuditSwitchRequestBody {
                        conv_short_id: Some(GROUP),
                        conversation_type: Some(2),
                    },
                ),
                ..Default::default()
            },
            im::ResponseBody {
                get_conversation_audit_switch_body: Some(
                    im::GetConversationAuditSwitchResponseBody {
                        switch_status: Some(true),
                    },
                ),
                ..Default::default()
            },
        ),
        pair(
            "2023-update-conversation-audit-switch",
            2023,
            10102,
            im::RequestBody {
                update_conversation_audit_switch_body: Some(
                    im::UpdateConversationAuditSwitchRequestBody {
                        conv_short_id: Some(GROUP),
                        conversation_type: Some(2),
                        switch_status: Some(true),
                    },
                ),
                ..Default::default()
            },
            im::ResponseBody {
                update_conversation_audit_switch_body: Some(
                    im::UpdateConversationAuditSwitchResponseBody {
                        switch_status: Some(true),
                        status: Some(0),
                        ..Default::default()
                    },
                ),
                ..Default::default()
            },
        ),
        pair(
            "2024-send-conversation-apply",
            2024,
            10103,
            im::RequestBody {
                send_conversation_apply_body: Some(im::SendConversationApplyRequestBody {
                    conv_short_id: Some(GROUP),
                    conversation_type: Some(2),
                    invited_user_ids: vec![10017, 10018],
                    apply_reason: Some("may I?".to_owned()),
                    ..Default::default()
                }),
                ..Default::default()
            },
            im::ResponseBody {
                send_conversation_apply_body: Some(im::SendConversationApplyResponseBody {
                    status: Some(im::ApplyErrorCode::UserAlreadyInGroup as i32),
                    ..Default::default()
                }),
                ..Default::default()
            },
        ),
        pair(
            "2025-ack-conversation-apply",
            2025,
            10104,
            im::RequestBody {
                ack_conversation_apply_body: Some(im::AckConversationApplyRequestBody {
                    apply_id: Some(REQUEST),
                    apply_status: Some(im::ApplyStatusCode::Agree as i32),
                    ..Default::default()
                }),
                ..Default::default()
            },
            im::ResponseBody {
                ack_conversation_apply_body: Some(im::AckConversationApplyResponseBody {
                    apply_info: Some(asked()),
                    status: Some(0),
                    ..Default::default()
                }),
                ..Default::default()
            },
        ),
        pair(
            "2026-get-conversation-apply",
            2026,
            10105,
            im::RequestBody {
                get_conversation_apply_body: Some(im::GetConversationApplyRequestBody {
                    user_id: Some(10017),
                    conv_short_id: Some(GROUP),
                    conversation_type: Some(2),
                }),
                ..Default::default()
            },
            im::ResponseBody {
                get_conversation_apply_body: Some(im::GetConversationApplyResponseBody {
                    apply_info: Some(asked()),
                }),
                ..Default::default()
            },
        ),
        pair(
            "2027-get-conversation-audit-list",
            2027,
            10106,
            im::RequestBody {
                get_conversation_audit_list_body: Some(im::GetConversationAuditListRequestBody {
                    cursor: Some(0),
                    limit: Some(50),
                    conv_short_id: Some(GROUP),
                    no_clear_unread: Some(true),
                }),
                ..Default::default()
            },
            im::ResponseBody {
                get_conversation_audit_list_body: Some(im::GetConversationAuditListResponseBody {
                    apply_info_list: vec![asked()],
                    next_cursor: Some(REQUEST),
                    has_more: Some(false),
                }),
                ..Default::default()
            },
        ),
        pair(
            "2028-get-conversation-audit-unread",
            2028,
            10107,
            im::RequestBody {
                get_conversation_audit_unread_body: Some(
                    im::GetConversationAuditUnreadRequestBody {},
                ),
                ..Default::default()
            },
            im::ResponseBody {
                get_conversation_audit_unread_body: Some(
                    im::GetConversationAuditUnreadResponseBody {
                        unread_count: Some(1),
                        last_apply_info: Some(asked()),
                    },
                ),
                ..Default::default()
            },
        ),
        pair(
            "2029-clear-conversation-audit-unread",
            2029,
            10108,
            im::RequestBody {
                clear_conversation_audit_unread_body: Some(
                    im::ClearConversationAuditUnreadRequestBody {
                        conv_short_id: Some(GROUP),
                    },
                ),
                ..Default::default()
            },
            im::ResponseBody {
                clear_conversation_audit_unread_body: Some(
                    im::ClearConversationAuditUnreadResponseBody {},
                ),
                ..Default::default()
            },
        ),
        pair(
            "2042-batch-get-conversation-audit-unread",
            2042,
            10109,
            im::RequestBody {
                batch_get_conversation_audit_unread: Some(
                    im::BatchGetConversationAuditUnreadRequestBody {
                        conv_short_id: vec![GROUP, GROUP + 1],
                    },
                ),
                ..Default::default()
            },
            im::ResponseBody {
                batch_get_conversation_audit_unread_body: Some(
                    im::BatchGetConversationAuditUnreadResponseBody {
                        unread_count: [(GROUP, 1)].into(),
                    },
                ),
                ..Default::default()
            },
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
