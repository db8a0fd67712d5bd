//! Values of the golden vectors: who can write in a group.

use linnet_proto::im_proto as im;

use super::Case;
use super::changing::{answer, request};

const GROUP: i64 = 7_300_000_000_000_000_002;

pub fn cases() -> Vec<Case> {
    vec![
        (
            "2019-block-members",
            "request",
            request(
                2019,
                10051,
                im::RequestBody {
                    block_members_body: Some(im::BlockMembersRequestBody {
                        block_status: Some(im::BlockStatus::Block as i32),
                        block_time: [(10009, 600)].into(),
                        conv_short_id: Some(GROUP),
                        conversation_type: Some(2),
                        conversation_id: Some(GROUP.to_string()),
                        biz_ext: [("a:mute_reason".to_owned(), "too loud".to_owned())].into(),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2019-block-members",
            "answer",
            answer(
                2019,
                10051,
                im::ResponseBody {
                    block_members_body: Some(im::BlockMembersResponseBody {
                        failed_members: vec![10017],
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2020-block-conversation",
            "request",
            request(
                2020,
                10052,
                im::RequestBody {
                    block_conversation_body: Some(im::BlockConversationRequestBody {
                        conversation_id: Some(GROUP.to_string()),
                        conv_short_id: Some(GROUP),
                        conversation_type: Some(2),
                        block_status: Some(im::BlockStatus::Block as i32),
                        block_normal_only: Some(true),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2020-block-conversation",
            "answer",
            answer(
                2020,
                10052,
                im::ResponseBody {
                    block_conversation_body: Some(im::BlockConversationResponseBody {}),
                    ..Default::default()
                },
            ),
        ),
    ]
}
