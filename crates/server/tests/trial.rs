//! The trial as its two people find it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod socket;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use linnet_proto::command;
use linnet_proto::im_proto::{
    ConversationInfoV2, GetMediaUrlsRequestBody, Imcmd, ImgOption, MessageBody, MessageType,
    MessagesPerUserInitV2RequestBody, MessagesPerUserRequestBody, ProfileBatchGetInfoRequestBody,
    Request, RequestBody, Response, ResponseBody, SendMessageRequestBody,
};
use linnet_server::{Config, Running, Server};
use prost::Message;
use serde_json::Value;

use socket::Socket;

const ALICE: i64 = 10001;
const BOB: i64 = 10009;
const ECHO: i64 = 10086;
const LIMIT: Duration = Duration::from_secs(60);

struct Person {
    user: i64,
    api_url: String,
    token: String,
}

async fn start(folder: &Path) -> Running {
    Server::start(Config {
        trial: true,
        picture_worker: Some(env!("CARGO_BIN_EXE_linnet-server").into()),
        ..Config::new(folder)
    })
    .await
    .unwrap()
}

impl Person {
    async fn new(server: &Running, user: i64) -> Self {
        Self {
            user,
            api_url: server.api_url.clone(),
            token: server.issue_token(user, LIMIT * 10).await.unwrap(),
        }
    }

    async fn socket(&self, server: &Running) -> Socket {
        socket::connect(&server.frontier_url, &self.token).await
    }

    async fn call(&self, cmd: Imcmd, body: RequestBody) -> ResponseBody {
        let request = Request {
            cmd: Some(cmd as i32),
            sequence_id: Some(1),
            token: Some(self.token.clone()),
            body: Some(Box::new(body)),
            ..Default::default()
        };
        let url = format!("{}/{}", self.api_url, command::path(cmd as i32).unwrap());
        let answer = reqwest::Client::new()
            .post(url)
            .header("content-type", "application/x-protobuf")
            .body(request.encode_to_vec())
            .send()
            .await
            .unwrap();
        let answer = Response::decode(answer.bytes().await.unwrap()).unwrap();
        assert_eq!(
            answer.status_code,
            Some(0),
            "{cmd:?}: {:?}",
            answer.error_desc
        );
        *answer.body.unwrap_or_default()
    }

    /// A picture by its object key, in the size of a portrait.
    async fn picture(&self, uri: &str) -> reqwest::Response {
        let body = RequestBody {
            get_media_urls_body: Some(GetMediaUrlsRequestBody {
                uri: Some(uri.to_owned()),
                img_options: vec![ImgOption {
                    tplv: Some("tplv-resize".to_owned()),
                    params: vec!["100".to_owned(), "100".to_owned()],
                    ..Default::default()
                }],
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = self.call(Imcmd::GetMediaUrls, body).await;
        let options = answer.get_media_urls_body.unwrap().img_options;
        reqwest::get(&options[0].urls[0]).await.unwrap()
    }

    /// Everything at first: conversations, their messages, and the inbox cursor.
    async fn first_load(&self) -> (Vec<ConversationInfoV2>, Vec<MessageBody>, i64) {
        let body = RequestBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
                cursor: Some(0),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = self.call(Imcmd::GetMessagesByUserInitV2, body).await;
        let page = answer.messages_per_user_init_v2_body.unwrap();
        let cursor = page.per_user_cursor();
        (page.conversations, page.messages, cursor)
    }

    async fn send(&self, to: &ConversationInfoV2, kind: MessageType, content: &str, users: &str) {
        let id = uuid::Uuid::new_v4().to_string();
        let mut ext = BTreeMap::from([("s:client_message_id".to_owned(), id.clone())]);
        if !users.is_empty() {
            ext.insert("s:mentioned_users".to_owned(), users.to_owned());
        }
        let body = RequestBody {
            send_message_body: Some(SendMessageRequestBody {
                conversation_id: to.conversation_id.clone(),
                conversation_short_id: to.conversation_short_id,
                conversation_type: to.conversation_type,
                ticket: to.ticket.clone(),
                message_type: Some(kind as i32),
                content: Some(content.to_owned()),
                client_message_id: Some(id),
                mentioned_users: users
                    .split(',')
                    .filter_map(|user| user.parse().ok())
                    .collect(),
                ext,
                ..Default::default()
            }),
            ..Default::default()
        };
        let sent = self
            .call(Imcmd::SendMessage, body)
            .await
            .send_message_body
            .unwrap();
        assert_eq!(sent.status, Some(0));
    }

    /// Pulls, at once and after each push, until a message of the bot comes that was not there.
    async fn answer_of_the_bot(&self, socket: &mut Socket, cursor: &mut i64) -> MessageBody {
        let pulling = async {
            loop {
                let body = RequestBody {
                    messages_per_user_body: Some(MessagesPerUserRequestBody {
                        cursor: Some(*cursor),
                        limit: Some(50),
                        ..Default::default()
                    }),
                    ..Default::default()
                };
                let answer = self.call(Imcmd::GetMessagesByUser, body).await;
                let page = answer.messages_per_user_body.unwrap();
                *cursor = page.next_cursor();
                let found = page
                    .messages
                    .into_iter()
                    .find(|message| message.sender() == ECHO && message.message_type() < 50_000);
                if let Some(found) = found {
                    return found;
                }
                if !page.has_more.unwrap_or_default() {
                    socket.push().await;
                }
            }
        };
        tokio::time::timeout(LIMIT, pulling)
            .await
            .expect("an answer")
    }
}

fn with(conversations: &[ConversationInfoV2], id: &str) -> ConversationInfoV2 {
    conversations
        .iter()
        .find(|conversation| conversation.conversation_id() == id)
        .unwrap_or_else(|| panic!("no conversation {id}"))
        .clone()
}

fn text(message: &MessageBody) -> String {
    let content: Value = serde_json::from_str(message.content()).unwrap();
    content["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn both_people_find_each_other_the_bot_and_the_welcome() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await;
    for (user, others) in [
        (ALICE, ["10001:10009", "10001:10086"]),
        (BOB, ["10001:10009", "10009:10086"]),
    ] {
        let person = Person::new(&server, user).await;
        let (conversations, messages, _) = person.first_load().await;
        assert_eq!(conversations.len(), 3);
        for other in others {
            let conversation = with(&conversations, &format!("0:1:{other}"));
            assert_eq!(conversation.participants_count, Some(2));
            let lines = messages
                .iter()
                .filter(|message| message.conversation_id == conversation.conversation_id);
            assert_eq!(lines.count(), 1);
        }
        let group = conversations
            .iter()
            .find(|one| one.conversation_type == Some(2))
            .unwrap();
        assert_eq!(group.participants_count, Some(3));
        assert!(
            group
                .conversation_core_info
                .as_ref()
                .unwrap()
                .name()
                .contains("Linnet")
        );

        let body = RequestBody {
            profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
                userids: vec![ALICE, BOB, ECHO],
            }),
            ..Default::default()
        };
        let answer = person.call(Imcmd::ProfileBatchGetInfo, body).await;
        let profiles = answer.profile_batch_get_info_body.unwrap().profiles;
        assert_eq!(profiles.len(), 3);
        for profile in profiles {
            assert!(!profile.nick_name().is_empty());
            let picture = person.picture(profile.protrait()).await;
            assert_eq!(picture.status(), 200);
            assert_eq!(picture.headers()["content-type"], "image/jpeg");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn the_bot_says_back_a_text_and_sends_a_picture_for_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await;
    let alice = Person::new(&server, ALICE).await;
    let mut socket = alice.socket(&server).await;
    let (conversations, _, mut cursor) = alice.first_load().await;
    let echo = with(&conversations, "0:1:10001:10086");

    let said = r#"{"text":"你好 😀 <b>"}"#;
    alice.send(&echo, MessageType::Text, said, "").await;
    assert_eq!(
        text(&alice.answer_of_the_bot(&mut socket, &mut cursor).await),
        "你好 😀 <b>"
    );

    alice
        .send(&echo, MessageType::Image, r#"{"__files":{}}"#, "")
        .await;
    let answer = alice.answer_of_the_bot(&mut socket, &mut cursor).await;
    assert_eq!(answer.message_type, Some(MessageType::Image as i32));
    let content: Value = serde_json::from_str(answer.content()).unwrap();
    let file = &content["__files"]["media"];
    let picture = reqwest::get(file["remoteURL"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(picture.status(), 200);
    let bytes = picture.bytes().await.unwrap();
    assert_eq!(file["length"].as_u64(), Some(bytes.len() as u64));
    let thumb = file["ext"]["s:file_ext_key_thumb_url"].as_str().unwrap();
    assert_eq!(reqwest::get(thumb).await.unwrap().status(), 200);
    server.stop().await;
}

#[tokio::test]
async fn in_the_group_the_bot_answers_only_who_calls_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await;
    let bob = Person::new(&server, BOB).await;
    let mut socket = bob.socket(&server).await;
    let (conversations, _, mut cursor) = bob.first_load().await;
    let group = conversations
        .iter()
        .find(|one| one.conversation_type == Some(2))
        .unwrap();
    bob.send(group, MessageType::Text, r#"{"text":"not for you"}"#, "")
        .await;
    bob.send(
        group,
        MessageType::Text,
        r#"{"text":"@Echo hello"}"#,
        "10086",
    )
    .await;
    assert_eq!(
        text(&bob.answer_of_the_bot(&mut socket, &mut cursor).await),
        "@Echo hello"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_second_start_adds_nothing_and_answers_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path()).await;
    let alice = Person::new(&server, ALICE).await;
    let mut socket = alice.socket(&server).await;
    let (conversations, _, mut cursor) = alice.first_load().await;
    let echo = with(&conversations, "0:1:10001:10086");
    alice
        .send(&echo, MessageType::Text, r#"{"text":"once"}"#, "")
        .await;
    alice.answer_of_the_bot(&mut socket, &mut cursor).await;
    server.stop().await;

    // Also when the bot does not know any more how far it had come.
    std::fs::remove_file(folder.path().join("trial-echo-cursor")).unwrap();
    let server = start(folder.path()).await;
    let alice = Person::new(&server, ALICE).await;
    let mut socket = alice.socket(&server).await;
    assert_eq!(alice.user, ALICE);
    alice
        .send(&echo, MessageType::Text, r#"{"text":"twice"}"#, "")
        .await;
    assert_eq!(
        text(&alice.answer_of_the_bot(&mut socket, &mut cursor).await),
        "twice"
    );
    let (conversations, messages, _) = alice.first_load().await;
    assert_eq!(conversations.len(), 3);
    let in_echo = messages
        .iter()
        .filter(|message| message.conversation_id == echo.conversation_id)
        .count();
    assert_eq!(in_echo, 5, "greeting, two questions, two answers");
    server.stop().await;
}

#[tokio::test]
async fn a_server_is_idle_when_its_last_client_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Config::new(folder.path())).await.unwrap();
    let bob = Person::new(&server, BOB).await;
    let limit = Duration::from_millis(200);
    let mut idle = Box::pin(server.idle(limit));
    // Nobody was there yet: it waits for minutes.
    assert!(tokio::time::timeout(limit * 3, &mut idle).await.is_err());
    bob.first_load().await;
    tokio::time::timeout(LIMIT, &mut idle)
        .await
        .expect("the last client has gone");
    server.stop().await;
}
