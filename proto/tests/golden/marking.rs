//! Values of the golden vectors: marking a message.

use linnet_proto::im_proto as im;

use super::changing::{CHAT, MESSAGE, SHORT_ID, answer, request};
use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        ("2036-mark-message", "request", mark()),
        (
            "2036-mark-message",
            "answer",
            answer(
                2036,
                10041,
                im::ResponseBody {
                    mark_message_body: Some(im::MarkMessageResponseBody {
                        server_message_id: Some(MESSAGE),
                        check_code: Some(0),
                        check_message: Some("ok".to_owned()),
                        status: Some(0),
                    }),
                    ..Default::default()
                },
            ),
        ),
        ("2037-pull-mark-message", "request", pull()),
        (
            "2037-pull-mark-message",
            "answer",
            answer(
                2037,
                10042,
                im::ResponseBody {
                    pull_mark_message_body: Some(im::PullMarkMessageResponseBody {
                        messages: vec![im::MessageBody {
                            conversation_id: Some(CHAT.to_owned()),
                            server_message_id: Some(MESSAGE),
                            ..Default::default()
                        }],
                        has_more: Some(true),
                        next_cursor: Some(1_763_800_000_119),
                        msg_extras: vec![im::MessageExtraInfo {
                            sort_time: Some(1_763_800_000_120),
                        }],
                    }),
                    ..Default::default()
                },
            ),
        ),
    ]
}

fn mark() -> Value {
    let body = im::MarkMessageRequestBody {
        conversation_id: Some(CHAT.to_owned()),
        conversation_type: Some(1),
        conversation_short_id: Some(SHORT_ID),
        server_message_id: Some(MESSAGE),
        do_action: Some(true),
        action_type: Some(im::ActionType::Favorite as i32),
        sort_time: Some(1_763_800_000_120),
        tag: Some(7),
    };
    request(
        2036,
        10041,
        im::RequestBody {
            mark_message_body: Some(body),
            ..Default::default()
        },
    )
}

fn pull() -> Value {
    let body = im::PullMarkMessageRequestBody {
        conversation_id: Some(CHAT.to_owned()),
        conversation_type: Some(1),
        conversation_short_id: Some(SHORT_ID),
        cursor: Some(0),
        limit: Some(50),
        asc: Some(false),
        action_type: Some(im::ActionType::ConvTopMsg as i32),
        tag: Some(7),
        clear_unread_count: Some(false),
    };
    request(
        2037,
        10042,
        im::RequestBody {
            pull_mark_message_body: Some(body),
            ..Default::default()
        },
    )
}
