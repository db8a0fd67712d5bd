//! Values of the golden vectors: reading.

use linnet_proto::im_proto as im;

use super::{Case, Value};

fn read_in_a_group() -> im::MarkConversationReadRequestBody {
    im::MarkConversationReadRequestBody {
        conversation_id: Some("7300000000000000009".to_owned()),
        conversation_short_id: Some(7_300_000_000_000_000_009),
        conversation_type: Some(2),
        read_message_index: Some(17),
        ..Default::default()
    }
}

pub fn cases() -> Vec<Case> {
    vec![
        (
            "604-mark-conversation-read",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(604),
                sequence_id: Some(10033),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    mark_conversation_read_body: Some(im::MarkConversationReadRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        read_message_index: Some(3),
                        conv_unread_count: Some(0),
                        total_unread_count: Some(7),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "604-mark-conversation-read",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(604),
                sequence_id: Some(10033),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "613-batch-mark-conversation-read",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(613),
                sequence_id: Some(10041),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    batch_mark_read_body: Some(im::BatchMarkConversationReadRequestBody {
                        mark_read_requests: vec![
                            im::MarkConversationReadRequestBody {
                                conversation_id: Some("0:1:10001:10009".to_owned()),
                                conversation_short_id: Some(7_300_000_000_000_000_001),
                                conversation_type: Some(1),
                                read_message_index: Some(3),
                                ..Default::default()
                            },
                            read_in_a_group(),
                        ],
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "613-batch-mark-conversation-read",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(613),
                sequence_id: Some(10041),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    batch_mark_read_body: Some(im::BatchMarkConversationReadResponseBody {
                        failed_requests: vec![read_in_a_group()],
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                ..Default::default()
            })),
        ),
        (
            "2000-get-conversation-participants-read-index-v3",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2000),
                sequence_id: Some(10034),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    participants_read_index_body: Some(
                        im::GetConversationParticipantsReadIndexV3RequestBody {
                            conversation_short_id: Some(7_300_000_000_000_000_001),
                            conversation_type: Some(1),
                            conversation_id: Some("0:1:10001:10009".to_owned()),
                        },
                    ),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2000-get-conversation-participants-read-index-v3",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2000),
                sequence_id: Some(10034),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    participants_read_index_body: Some(
                        im::GetConversationParticipantsReadIndexV3ResponseBody {
                            indexes: vec![
                                im::ParticipantReadIndex {
                                    user_id: Some(10001),
                                    index: Some(3),
                                    index_v2: Some(3),
                                    index_min: Some(0),
                                    ..Default::default()
                                },
                                im::ParticipantReadIndex {
                                    user_id: Some(10009),
                                    index: Some(1),
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
            "2002-mark-conversation-read-v3",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2002),
                sequence_id: Some(10035),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    mark_conversation_read_body: Some(im::MarkConversationReadRequestBody {
                        conversation_id: Some("0:1:10001:10009".to_owned()),
                        conversation_short_id: Some(7_300_000_000_000_000_001),
                        conversation_type: Some(1),
                        read_message_index: Some(3),
                        server_message_id: Some(7_300_000_000_000_000_123),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2002-mark-conversation-read-v3",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2002),
                sequence_id: Some(10035),
                status_code: Some(0),
                inbox_type: Some(0),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
    ]
}
