//! Values of the golden vectors: contacts, friend requests, blocked people.

use std::collections::BTreeMap;

use linnet_proto::im_proto as im;

use super::changing::{answer, request};
use super::{Case, Value};

fn ext(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn bob() -> Option<im::Profile> {
    Some(im::Profile {
        nick_name: Some("Bob".to_owned()),
        uid: Some(10009),
        ..Default::default()
    })
}

fn applicant() -> im::ApplyUserInfo {
    im::ApplyUserInfo {
        user_id: Some(10009),
        apply_time_second: Some(1_763_800_000),
        ext: ext(&[("a:greeting", "hello"), ("a:index", "7")]),
        status: Some(1),
        profile: bob(),
    }
}

fn friend() -> im::FriendUserInfo {
    im::FriendUserInfo {
        user_id: Some(10009),
        apply_time_second: Some(1_763_800_000),
        ext: ext(&[("alias", "Bobby")]),
        profile: bob(),
    }
}

pub fn cases() -> Vec<Case> {
    vec![
        (
            "2032-get-blocklist",
            "request",
            request(
                2032,
                10051,
                im::RequestBody {
                    get_blocklist_body: Some(im::GetBlockListRequestBody {
                        cursor: Some(0),
                        limit: Some(500),
                        ..Default::default()
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2032-get-blocklist",
            "answer",
            answer(
                2032,
                10051,
                im::ResponseBody {
                    get_blocklist_body: Some(im::GetBlockListResponseBody {
                        user_info: vec![im::BlockUserInfo {
                            user_id: Some(10017),
                            create_time: Some(1_763_800_000_123),
                        }],
                        has_more: Some(true),
                        next_cursor: Some(1_763_800_000_119),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2033-set-blocklist",
            "request",
            request(
                2033,
                10052,
                im::RequestBody {
                    set_blocklist_body: Some(im::SetBlocklistRequestBody {
                        set_block_list: Some(true),
                        blocklist: vec![10017],
                        ..Default::default()
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2033-set-blocklist",
            "answer",
            answer(
                2033,
                10052,
                im::ResponseBody {
                    set_blocklist_body: Some(im::SetBlocklistResponseBody {
                        failed_list: vec![10017],
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2034-check-in-blocklist",
            "request",
            request(
                2034,
                10053,
                im::RequestBody {
                    check_in_blocklist_body: Some(im::CheckInBlockListRequestBody {
                        user_to_check: Some(10017),
                        ..Default::default()
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2034-check-in-blocklist",
            "answer",
            answer(
                2034,
                10053,
                im::ResponseBody {
                    check_in_blocklist_body: Some(im::CheckInBlockListResponseBody {
                        in_blocklist: Some(true),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2046-send-friend-apply",
            "request",
            request(
                2046,
                10054,
                im::RequestBody {
                    send_friend_apply_body: Some(im::SendFriendApplyRequestBody {
                        user_id: 10009,
                        ext: ext(&[("a:greeting", "hello")]),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2046-send-friend-apply",
            "answer",
            answer(
                2046,
                10054,
                im::ResponseBody {
                    send_friend_apply_body: Some(im::SendFriendApplyResponseBody {
                        status: Some(1),
                        check_code: Some(0),
                        check_message: Some("ok".to_owned()),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2047-get-friend-apply-list",
            "request",
            request(
                2047,
                10055,
                im::RequestBody {
                    get_friend_apply_list_body: Some(im::GetFriendApplyListRequestBody {
                        cursor: Some(0),
                        limit: Some(500),
                        get_total_count: Some(true),
                        status: Some(1),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2047-get-friend-apply-list",
            "answer",
            answer(
                2047,
                10055,
                im::ResponseBody {
                    get_friend_apply_list_body: Some(im::GetFriendApplyListResponseBody {
                        next_cursor: Some(1_763_800_000_119),
                        has_more: Some(true),
                        user_list: vec![applicant()],
                        total_count: Some(1),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2048-get-friend-receive-apply-list",
            "request",
            request(
                2048,
                10056,
                im::RequestBody {
                    get_friend_receive_apply_list_body: Some(
                        im::GetFriendReceiveApplyListRequestBody {
                            cursor: Some(0),
                            limit: Some(500),
                            get_total_count: Some(true),
                            status: Some(1),
                        },
                    ),
                    ..Default::default()
                },
            ),
        ),
        (
            "2048-get-friend-receive-apply-list",
            "answer",
            answer(
                2048,
                10056,
                im::ResponseBody {
                    get_friend_receive_apply_list_body: Some(
                        im::GetFriendReceiveApplyListResponseBody {
                            next_cursor: Some(1_763_800_000_119),
                            has_more: Some(true),
                            user_list: vec![applicant()],
                            total_count: Some(1),
                        },
                    ),
                    ..Default::default()
                },
            ),
        ),
        (
            "2049-reply-friend-apply",
            "request",
            request(
                2049,
                10057,
                im::RequestBody {
                    reply_friend_apply_body: Some(im::ReplyFriendApplyRequestBody {
                        user_id: vec![10009],
                        attitude: Some(2),
                        ext: ext(&[("a:b", "c")]),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2049-reply-friend-apply",
            "answer",
            answer(
                2049,
                10057,
                im::ResponseBody {
                    reply_friend_apply_body: Some(im::ReplyFriendApplyResponseBody {}),
                    ..Default::default()
                },
            ),
        ),
        (
            "2050-get-friend-list",
            "request",
            request(
                2050,
                10058,
                im::RequestBody {
                    get_friend_list_body: Some(im::GetFriendListRequestBody {
                        cursor: Some(0),
                        limit: Some(500),
                        get_total_count: Some(true),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2050-get-friend-list",
            "answer",
            answer(
                2050,
                10058,
                im::ResponseBody {
                    get_friend_list_body: Some(im::GetFriendListResponseBody {
                        next_cursor: Some(1_763_800_000_119),
                        has_more: Some(true),
                        user_list: vec![friend()],
                        total_count: Some(1),
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2051-delete-friend",
            "request",
            request(
                2051,
                10059,
                im::RequestBody {
                    delete_friend_body: Some(im::DeleteFriendRequestBody {
                        user_id: vec![10009],
                    }),
                    ..Default::default()
                },
            ),
        ),
        (
            "2051-delete-friend",
            "answer",
            answer(
                2051,
                10059,
                im::ResponseBody {
                    delete_friend_body: Some(im::DeleteFriendResponseBody {}),
                    ..Default::default()
                },
            ),
        ),
        (
            "508-new-friend-msg-notify",
            "push",
            Value::Response(Box::new(im::Response {
                cmd: Some(508),
                sequence_id: Some(0),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    new_friend_message_notify: Some(im::NewFriendMessageNotify {
                        message_type: Some(1),
                        from_id: Some(10009),
                        to_id: Some(10001),
                        content: Some("hello".to_owned()),
                        ext: ext(&[("a:b", "c")]),
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                ..Default::default()
            })),
        ),
    ]
}
