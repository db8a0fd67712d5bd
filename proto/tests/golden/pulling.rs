//! Values of the golden vectors: pulling.

use linnet_proto::im_proto as im;

use super::shared::{message, one_to_one, picture};
use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "200-get-messages-by-user",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(200),
                sequence_id: Some(10010),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    messages_per_user_body: Some(im::MessagesPerUserRequestBody {
                        cursor: Some(1_763_800_000_123_000),
                        limit: Some(500),
                        new_user: Some(0),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "200-get-messages-by-user",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(200),
                sequence_id: Some(10010),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    messages_per_user_body: Some(im::MessagesPerUserResponseBody {
                        messages: vec![message(), picture()],
                        next_cursor: Some(1_763_800_000_123_002),
                        has_more: Some(true),
                        hasmore_message_conv_list: vec![
                            7_300_000_000_000_000_001,
                            7_300_000_000_000_000_002,
                        ],
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
            "202-report-get-messages-cursor",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(202),
                sequence_id: Some(10011),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    report_conversation_cursor_body: Some(im::ReportGetMessagesCursorRequestBody {
                        cursor: Some(1_763_800_000_123_000),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "202-report-get-messages-cursor",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(202),
                sequence_id: Some(10011),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "203-get-messages-by-user-init-v2",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(203),
                sequence_id: Some(10012),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    messages_per_user_init_v2_body: Some(im::MessagesPerUserInitV2RequestBody {
                        cursor: Some(0),
                        new_user: Some(1),
                        init_sub_type: Some(0),
                        conv_limit: Some(50),
                        msg_limit: Some(20),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "203-get-messages-by-user-init-v2",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(203),
                sequence_id: Some(10012),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    messages_per_user_init_v2_body: Some(im::MessagesPerUserInitV2ResponseBody {
                        messages: vec![message()],
                        conversations: vec![one_to_one()],
                        per_user_cursor: Some(1_763_800_000_123_000),
                        next_cursor: Some(50),
                        has_more: Some(true),
                        init_type: Some(1),
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
            "210-check-messages-by-user",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(210),
                sequence_id: Some(10013),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    check_messages_per_user_body: Some(im::CheckMessagePerUserRequestBody {
                        checks: vec![im::InboxMessagesPerUser {
                            inbox_type: Some(0),
                            cursor: Some(1_763_800_000_123_000),
                        }],
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "210-check-messages-by-user",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(210),
                sequence_id: Some(10013),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    check_messages_per_user_body: Some(im::CheckMessagesPerUserResponseBody {
                        messages: vec![im::InboxMessagesPerUserResponseBody {
                            inbox_type: Some(0),
                            has_more: Some(false),
                        }],
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
            "211-get-message-info-by-server-id",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(211),
                sequence_id: Some(10014),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_message_by_id_body: Some(im::GetMessageByIdRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        server_message_id: Some(7_300_000_000_000_000_123),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "211-get-message-info-by-server-id",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(211),
                sequence_id: Some(10014),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_message_by_id_body: Some(im::GetMessageByIdResponseBody {
                        msg_info: Some(im::MessageInfo {
                            status: Some(0),
                            body: Some(message()),
                        }),
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
            "301-get-messages-by-conversation",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(301),
                sequence_id: Some(10015),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    messages_in_conversation_body: Some(im::MessagesInConversationRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        direction: Some(1),
                        anchor_index: Some(0),
                        limit: Some(50),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "301-get-messages-by-conversation",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(301),
                sequence_id: Some(10015),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    messages_in_conversation_body: Some(im::MessagesInConversationResponseBody {
                        messages: vec![message()],
                        next_cursor: Some(2),
                        has_more: Some(true),
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
            "500-new-msg-notify",
            "push",
            Value::Response(Box::new(im::Response {
                cmd: Some(500),
                sequence_id: Some(0),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    has_new_message_notify: Some(im::NewMessageNotify {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        notify_type: Some(1),
                        message: Some(message()),
                        previous_cursor: Some(1_763_800_000_123_000),
                        next_cursor: Some(1_763_800_000_123_001),
                        index_in_conversation: Some(3),
                        badge_count: Some(1),
                        previous_msg_index_in_conv: Some(2),
                        need_pull: Some(false),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                ..Default::default()
            })),
        ),
    ]
}
