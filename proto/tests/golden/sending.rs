//! Values of the golden vectors: sending.

use linnet_proto::im_proto as im;

use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "100-send-message",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(100),
                sequence_id: Some(10001),
                sdk_version: Some("1.0".to_owned()),
                token: Some("token-of-alice".to_owned()),
                refer: Some(3),
                inbox_type: Some(0),
                build_number: Some("1".to_owned()),
                body: Some(Box::new(im::RequestBody {
                    send_message_body: Some(im::SendMessageRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        content: Some("{\"text\":\"@Bob 你好\"}".to_owned()),
                        ext: [
                            ("a:colour".to_owned(), "blue".to_owned()),
                            (
                                "s:client_message_id".to_owned(),
                                "1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned(),
                            ),
                            ("s:mentioned_users".to_owned(), "10009,10017".to_owned()),
                        ]
                        .into(),
                        message_type: Some(10001),
                        ticket: Some("ticket-1".to_owned()),
                        client_message_id: Some("1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned()),
                        mentioned_users: vec![10009, 10017],
                        ignore_badge_count: Some(false),
                        ref_msg_info: Some(im::ReferencedMessageInfo {
                            referenced_message_id: 7_300_000_000_000_000_123,
                            hint: "".to_owned(),
                            root_message_id: Some(7_300_000_000_000_000_123),
                            root_message_conv_index: Some(3),
                            ..Default::default()
                        }),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                device_id: Some("1001".to_owned()),
                channel: Some("".to_owned()),
                device_platform: Some("linux".to_owned()),
                version_code: Some("1".to_owned()),
                headers: [
                    ("X-Tt-Env".to_owned(), "prod".to_owned()),
                    ("a-first".to_owned(), "1".to_owned()),
                ]
                .into(),
                auth_type: Some(2),
                retry_count: Some(0),
                access: Some("web_sdk".to_owned()),
                ..Default::default()
            })),
        ),
        (
            "100-send-message",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(100),
                sequence_id: Some(10001),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    send_message_body: Some(im::SendMessageResponseBody {
                        server_message_id: Some(7_300_000_000_000_000_123),
                        extra_info: Some("".to_owned()),
                        status: Some(0),
                        client_message_id: Some("1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned()),
                        check_code: Some(0),
                        check_message: Some("".to_owned()),
                        is_async_send: Some(false),
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
            "400-send-online",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(400),
                sequence_id: Some(10002),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "400-send-online",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(400),
                sequence_id: Some(10002),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "401-send-offline",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(401),
                sequence_id: Some(10003),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "401-send-offline",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(401),
                sequence_id: Some(10003),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "410-send-user-action",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(410),
                sequence_id: Some(10004),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    send_user_action_body: Some(im::SendUserActionRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        action_type: Some(1),
                        extra: [("a:from".to_owned(), "list".to_owned())].into(),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "410-send-user-action",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(410),
                sequence_id: Some(10004),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    send_user_action_body: Some(im::SendUserActionResponseBody {}),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "411-send-input-status",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(411),
                sequence_id: Some(10005),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    send_input_status_body: Some(im::SendInputStatusRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        status: Some(1),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "411-send-input-status",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(411),
                sequence_id: Some(10005),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "504-new-p2p-msg-notify",
            "push",
            Value::Response(Box::new(im::Response {
                cmd: Some(504),
                sequence_id: Some(0),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    has_new_p2p_message_notify: Some(im::NewP2pMessageNotify {
                        send_type: Some(1),
                        sender: Some(10001),
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        message_type: Some(50013),
                        content: Some("{\"P2PSender\":10001,\"P2PSenderReadIndex\":3}".to_owned()),
                        ext: [("a:colour".to_owned(), "blue".to_owned())].into(),
                        create_time: Some(1_763_800_000_123),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                ..Default::default()
            })),
        ),
        (
            "701-delete-message",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(701),
                sequence_id: Some(10006),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    delete_message_body: Some(im::DeleteMessageRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        message_id: Some(7_300_000_000_000_000_123),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "701-delete-message",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(701),
                sequence_id: Some(10006),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "702-recall-message",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(702),
                sequence_id: Some(10007),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    recall_message_body: Some(im::RecallMessageRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        server_message_id: Some(7_300_000_000_000_000_123),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "702-recall-message",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(702),
                sequence_id: Some(10007),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    recall_message_body: Some(im::RecallMessageResponseBody {
                        toast: Some("Too late".to_owned()),
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
            "2005-get-ticket",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2005),
                sequence_id: Some(10008),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_ticket_body: Some(im::GetTicketRequestBody {
                        ticket_type: Some(3),
                        conversation_type: Some(1),
                        to_id: Some(10009),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2005-get-ticket",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2005),
                sequence_id: Some(10008),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_ticket_body: Some(im::GetTicketResponseBody {
                        ticket: Some("ticket-2".to_owned()),
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
            "2031-send-message-p2p",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2031),
                sequence_id: Some(10009),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    send_message_p2p_body: Some(im::SendMessageP2pRequestBody {
                        send_type: Some(1),
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_type: Some(1),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        visible_user: vec![10009],
                        message_type: Some(10013),
                        content: Some(
                            "{\"type\":1000,\"ext\":\"\",\"message_type\":10001}".to_owned(),
                        ),
                        ext: [("a:colour".to_owned(), "blue".to_owned())].into(),
                        client_message_id: Some("1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned()),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2031-send-message-p2p",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2031),
                sequence_id: Some(10009),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    send_message_p2p_body: Some(im::SendMessageP2pResponseBody {
                        failed_user: vec![10017],
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
