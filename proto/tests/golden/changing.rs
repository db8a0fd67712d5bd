//! Values of the golden vectors: changing a message.

use linnet_proto::im_proto as im;

use super::{Case, Value};

pub const CHAT: &str = "0:1:10001:10009";
pub const SHORT_ID: i64 = 7_300_000_000_000_000_001;
pub const MESSAGE: i64 = 7_300_000_000_000_000_123;

pub fn request(cmd: i32, sequence_id: i64, body: im::RequestBody) -> Value {
    Value::Request(Box::new(im::Request {
        cmd: Some(cmd),
        sequence_id: Some(sequence_id),
        token: Some("token-of-alice".to_owned()),
        inbox_type: Some(0),
        body: Some(Box::new(body)),
        auth_type: Some(2),
        ..Default::default()
    }))
}

pub fn answer(cmd: i32, sequence_id: i64, body: im::ResponseBody) -> Value {
    Value::Response(Box::new(im::Response {
        cmd: Some(cmd),
        sequence_id: Some(sequence_id),
        status_code: Some(0),
        inbox_type: Some(0),
        body: Some(Box::new(body)),
        log_id: Some("log-1".to_owned()),
        request_arrived_time: Some(1_763_800_000_123),
        server_execution_end_time: Some(1_763_800_000_125),
        ..Default::default()
    }))
}

fn property(operation: im::OperationType, key: &str) -> im::ModifyPropertyContent {
    im::ModifyPropertyContent {
        operation: Some(operation as i32),
        key: Some(key.to_owned()),
        value: Some(key.to_owned()),
        idempotent_id: Some("10001".to_owned()),
    }
}

pub fn cases() -> Vec<Case> {
    let colour = || [("a:colour".to_owned(), "red".to_owned())].into();
    let react = im::ModifyMessagePropertyRequestBody {
        property_list: Some(im::ModifyPropertyBody {
            conversation_id: Some(CHAT.to_owned()),
            conversation_type: Some(1),
            conversation_short_id: Some(SHORT_ID),
            server_message_id: Some(MESSAGE),
            client_message_id: Some("1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned()),
            modify_property_content: vec![
                property(im::OperationType::AddPropertyItem, "👍"),
                property(im::OperationType::RemovePropertyItem, "🎉"),
            ],
        }),
        ticket: Some("ticket-1".to_owned()),
    };
    let edit = im::ModifyMessageExtRequestBody {
        conversation_short_id: SHORT_ID,
        message_id: MESSAGE,
        ticket: "ticket-1".to_owned(),
        ext: colour(),
        is_edited: Some(true),
        content: Some("{\"text\":\"你好\"}".to_owned()),
        conversation_type: Some(1),
        message_type: Some(10001),
        conversation_id: Some(CHAT.to_owned()),
    };
    vec![
        (
            "705-set-message-property",
            "request",
            request(
                705,
                10031,
                im::RequestBody {
                    modify_message_property_body: Some(react),
                    ..Default::default()
                },
            ),
        ),
        (
            "705-set-message-property",
            "answer",
            answer(
                705,
                10031,
                im::ResponseBody {
                    modify_message_property_body: Some(im::ModifyMessagePropertyResponseBody {
                        status: Some(1),
                        version: Some(7),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2021-modify-message-ext",
            "request",
            request(
                2021,
                10032,
                im::RequestBody {
                    modify_message_ext_body: Some(edit),
                    ..Default::default()
                },
            ),
        ),
        (
            "2021-modify-message-ext",
            "answer",
            answer(
                2021,
                10032,
                im::ResponseBody {
                    modify_message_ext_body: Some(im::ModifyMessageExtResponseBody {
                        ext: colour(),
                        version: Some(8),
                    }),
                    ..Default::default()
                },
            ),
        ),
    ]
}
