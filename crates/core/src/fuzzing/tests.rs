//! The same doors as the fuzzer's, with inputs that are made to nearly make sense: numbers at their ends, commands
//! about what is there and what is not, golden vectors with bytes changed.

use std::cell::RefCell;
use std::sync::LazyLock;

use linnet_proto::im_proto::{
    ConversationInfoV2, ConversationSettingInfo, Imcmd, MessageBody,
    MessagesInConversationResponseBody, MessagesPerUserInitV2ResponseBody,
    MessagesPerUserResponseBody, NewMessageNotify, PropertyItem, PropertyItemList, Response,
    ResponseBody,
};
use linnet_proto::keys;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use prost::Message as _;

use super::*;

thread_local! {
    static ACCOUNT: RefCell<Account> = RefCell::new(Account::new().unwrap());
}

fn receive(response: &Response) {
    receive_bytes(&response.encode_to_vec());
}

fn receive_bytes(bytes: &[u8]) {
    ACCOUNT.with_borrow_mut(|account| {
        let received = account.receive(bytes);
        if received.is_err() {
            // Its database's thread has ended; the next try is told apart from this one.
            *account = Account::new().unwrap();
        }
        received.unwrap();
    });
}

/// Indexes that are there, that are missing, and the ends of their kind.
fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        -1..=12_i64,
        select(vec![
            i64::MIN,
            i64::MIN + 1,
            i64::MAX - 1,
            i64::MAX,
            1 << 53
        ]),
    ]
}

fn person() -> impl Strategy<Value = i64> {
    select(vec![10001, 10009, 10017, 0, -1, i64::MAX])
}

/// What a message or a command of any kind may say.
fn words() -> impl Strategy<Value = String> {
    let command = (0..12_i64, number(), number(), vec(person(), 0..3)).prop_map(
        |(kind, index, version, people)| {
            serde_json::json!({
                "command_type": kind,
                "conversation_id": "0:1:10001:10009",
                "conversation_type": 1,
                "read_index": index,
                "read_badge_count": version,
                "message_id": 7_300_000_000_000_000_122_i64 + (index % 12),
                "last_message_index": index,
                "min_index": index,
                "conversation_version": version,
                "group_version": version,
                "added_participant": people,
                "removed_participant": people,
                "P2PSender": people.first(),
                "P2PSenderReadIndex": index,
            })
            .to_string()
        },
    );
    prop_oneof![command, any::<String>(), Just(kind::text::write("hello")),]
}

fn message() -> impl Strategy<Value = MessageBody> {
    let kind = select(vec![
        10001, 10003, 50001, 50002, 50003, 50005, 50013, 70001, 70002, 50010, 1002, 77, -1,
    ]);
    let ids = (number(), number(), number(), person());
    let times = (number(), number(), number());
    let ext = option::of((number(), any::<bool>()));
    (kind, ids, times, words(), ext, option::of(person())).prop_map(
        |(kind, (index, order, server, sender), (created, version, status), words, ext, liked)| {
            let mut body = MessageBody {
                conversation_id: Some("0:1:10001:10009".to_owned()),
                conversation_type: Some(1),
                conversation_short_id: Some(7_300_000_000_000_000_001),
                server_message_id: Some(match server {
                    0..=12 => 7_300_000_000_000_000_122 + server,
                    other => other,
                }),
                index_in_conversation: Some(index),
                order_in_conversation: Some(order),
                message_type: Some(kind),
                sender: Some(sender),
                content: Some(words),
                create_time: Some(created),
                version: Some(version),
                status: i32::try_from(status).ok(),
                ..MessageBody::default()
            };
            if let Some((about, recalled)) = ext {
                let target = (7_300_000_000_000_000_122 + about.clamp(0, 12)).to_string();
                body.ext = BTreeMap::from([
                    (keys::SERVER_MESSAGE_ID.to_owned(), target),
                    (keys::CLIENT_MESSAGE_ID.to_owned(), format!("bob-{about}")),
                    (keys::IS_RECALLED.to_owned(), recalled.to_string()),
                    ("s:min_index".to_owned(), about.to_string()),
                ]);
            }
            if let Some(user) = liked {
                let item = PropertyItem {
                    uid: Some(user),
                    create_time: Some(created),
                    ..PropertyItem::default()
                };
                let items = PropertyItemList { items: vec![item] };
                body.property_list = BTreeMap::from([("like".to_owned(), items)]);
            }
            body
        },
    )
}

fn answer(body: ResponseBody) -> Response {
    Response {
        body: Some(Box::new(body)),
        ..Response::default()
    }
}

/// Answers and pushes of the golden vectors.
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../proto/tests/golden");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "hex") {
            let text = std::fs::read_to_string(path).unwrap();
            all.extend(text.split('[').skip(1).map(bytes));
        }
    }
    all
});

fn bytes(section: &str) -> Vec<u8> {
    let digits: String = section
        .lines()
        .skip(1)
        .filter_map(|line| line.split("  # ").next())
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    hex::decode(digits).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pushes_of_a_hostile_server_leave_a_state_that_makes_sense(
        message in message(), previous in number(), badge in any::<i32>(), before in number(),
    ) {
        receive(&Response {
            cmd: Some(Imcmd::NewMsgNotify as i32),
            ..answer(ResponseBody {
                has_new_message_notify: Some(NewMessageNotify {
                    message: Some(message),
                    previous_cursor: Some(previous),
                    next_cursor: Some(previous.saturating_add(1)),
                    previous_msg_index_in_conv: Some(before),
                    badge_count: Some(badge),
                    ..NewMessageNotify::default()
                }),
                ..ResponseBody::default()
            })
        });
    }

    #[test]
    fn pages_of_a_hostile_server_leave_a_state_that_makes_sense(
        messages in vec(message(), 0..5), next in number(), more in any::<bool>(), read in number(),
        gone in number(),
    ) {
        receive(&answer(ResponseBody {
            messages_per_user_body: Some(MessagesPerUserResponseBody {
                messages: messages.clone(),
                next_cursor: Some(next),
                ..MessagesPerUserResponseBody::default()
            }),
            ..ResponseBody::default()
        }));
        receive(&answer(ResponseBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2ResponseBody {
                messages: messages.clone(),
                conversations: vec![ConversationInfoV2 {
                    conversation_id: Some("0:1:10001:10009".to_owned()),
                    conversation_setting_info: Some(ConversationSettingInfo {
                        read_index: Some(read),
                        min_index: Some(next),
                        setting_version: Some(read),
                        ..ConversationSettingInfo::default()
                    }),
                    ..ConversationInfoV2::default()
                }],
                ..MessagesPerUserInitV2ResponseBody::default()
            }),
            ..ResponseBody::default()
        }));
        receive(&Response {
            headers: BTreeMap::from([(
                linnet_proto::choices::HEADER_GONE_INDEX.to_owned(),
                gone.to_string(),
            )]),
            ..answer(ResponseBody {
                messages_in_conversation_body: Some(MessagesInConversationResponseBody {
                    messages,
                    next_cursor: Some(next),
                    has_more: Some(more),
                }),
                ..ResponseBody::default()
            })
        });
    }

    #[test]
    fn changed_answers_of_the_golden_vectors_do_no_harm(
        which in any::<Index>(), changes in vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = which.get(&GOLDEN[..]).clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        receive_bytes(&bytes);
    }

    #[test]
    fn any_text_is_some_content(text in any::<String>(), bytes in vec(any::<u8>(), 0..300)) {
        super::content(text.as_bytes());
        super::content(&bytes);
    }

    #[test]
    fn any_words_around_a_picture_are_some_content(
        name in any::<String>(), uri in any::<String>(), number in any::<f64>(), url in any::<String>(),
    ) {
        for address in [url.clone(), format!("https://{url}")] {
            let json = serde_json::json!({ "__files": { "media": {
                "remoteURL": address, "length": number, "mime": format!("image/{name}"), "fileName": name,
                "ext": { "s:file_ext_key_uri": uri, "s:file_ext_key_original_width": number },
            }}});
            super::content(json.to_string().as_bytes());
        }
    }
}

/// A content of each kind, as its senders write it.
const CONTENTS: [&str; 12] = [
    r#"{"text":"{\"innerText\":\"see https://a.example/b **now**\"}"}"#,
    r#"{"url":"https://a.example/b.webp","width":"120","height":90,"text":"haha"}"#,
    r#"{"__files":{"media":{"type":"image","remoteURL":"https://a.example/p","length":70000,"md5":"00","mime":"image/png","ext":{"s:file_ext_key_uri":"linnet/1","s:file_ext_key_original_width":"640","s:file_ext_key_original_height":"480"}}},"text":"look"}"#,
    r#"{"__files":{"media":{"type":"video","remoteURL":"https://a.example/v","length":70000,"ext":{"s:file_ext_key_vid":"v1","s:file_ext_key_video_duration":"3.5","s:file_ext_key_video_cover_uri":"linnet/2","s:file_ext_key_video_cover_url":"https://a.example/c"}}}}"#,
    r#"{"fileName":"report.pdf","remoteURL":"https://a.example/f","type":"pdf","length":"5"}"#,
    r#"{"__files":{"media":{"type":"audio","length":70000,"ext":{"s:file_ext_key_uri":"linnet/3","s:file_ext_key_audio_duration":"8.040"}}}}"#,
    r#"{"latitude":31.23039,"longitude":"121.4737","name":"The Bund","address":"Shanghai"}"#,
    r#"{"link":"https://a.example","title":"A","text":"b","image":"https://a.example/i"}"#,
    r#"{"type":"3","detail":"10 % off","start":0,"end":4}"#,
    r#"{"type":"linnet_history","group":true,"names":[],"entries":[{"name":"Bob","time":1,"kind":"picture","text":"","picture":{"uri":"linnet/4","app_id":1,"bytes":5,"md5":"","width":4,"height":3,"mime":"image/png","thumbhash":""}}]}"#,
    r#"{"nick_name":"Carol","uid":"10017"}"#,
    r#"{"__files":{"media":{"encryptUrl":"https://a.example/e","secretKey":"k","algorithm":"aes"}}}"#,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_contents_of_every_kind_do_no_harm(
        which in select(CONTENTS.to_vec()),
        changes in vec((any::<Index>(), 0..12_usize, vec(any::<u8>(), 0..12)), 0..4),
        longer in option::of((any::<Index>(), 0..5_000_usize)),
    ) {
        let mut bytes = which.as_bytes().to_vec();
        for (at, taken, put) in changes {
            let from = at.index(bytes.len() + 1);
            let to = (from + taken).min(bytes.len());
            bytes.splice(from..to, put);
        }
        if let Some((at, times)) = longer && !bytes.is_empty() {
            let at = at.index(bytes.len());
            let again = bytes[at];
            bytes.splice(at..at, std::iter::repeat_n(again, times));
        }
        super::content(&bytes);
    }
}

#[cfg(feature = "multimedia")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_full_of_marks_stay_bounded(
        text in "([*_~`>#|-]{1,4}|[ \\n\\t]|[0-9]{1,3}[.)] |[a-c字。《]|https://a\\.b/[a-c*_]{0,3}|\\\\|\\[|\\]|<a>|&amp;){0,80}",
    ) {
        formatted(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_the_mark_of_a_picture_do_no_harm(
        magic in select(vec![
            b"\xff\xd8\xff".to_vec(),
            b"\x89PNG\r\n\x1a\n".to_vec(),
            b"GIF89a".to_vec(),
            b"RIFF\x40\0\0\0WEBPVP8 ".to_vec(),
        ]),
        rest in vec(any::<u8>(), 0..400),
    ) {
        picture(&[magic, rest].concat());
    }
}
