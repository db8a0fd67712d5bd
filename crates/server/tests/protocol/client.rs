//! A bare client: writes requests and reads answers with the schema alone, so that what the
//! server says is seen as it is on the wire.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{SinkExt, StreamExt};
use linnet_proto::frame::{self, FrameHead, Limits, METHOD};
use linnet_proto::im_proto::*;
use linnet_server::{Clock, Config, Running, Server, UserId};
use prost::Message as _;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub const ALICE: UserId = 10001;
pub const BOB: UserId = 10009;
pub const CAROL: UserId = 10017;
/// Every wait ends here.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A clock that stands still until it is moved.
pub struct StoppedClock(AtomicI64);

impl Default for StoppedClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_760_000_000_000))
    }
}

impl StoppedClock {
    pub fn now(&self) -> i64 {
        self.now_ms()
    }

    pub fn pass(&self, time: Duration) {
        self.0
            .fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A server of its own for one test.
pub struct Stage {
    pub server: Running,
    pub clock: Arc<StoppedClock>,
    pub config: Config,
    folder: TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StoppedClock::default());
        let mut config = Config {
            dev: true,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ..Config::new(folder.path())
        };
        change(&mut config);
        Self {
            server: Server::start(config.clone()).await.unwrap(),
            clock,
            config,
            folder,
        }
    }

    /// Stops the server and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        self.server.stop().await;
        Self {
            server: Server::start(self.config.clone()).await.unwrap(),
            clock: self.clock,
            config: self.config,
            folder: self.folder,
        }
    }

    pub async fn person(&self, user: UserId) -> Person {
        let token = self
            .server
            .issue_token(user, Duration::from_secs(3600))
            .await
            .unwrap();
        self.person_with(user, token)
    }

    pub fn person_with(&self, user: UserId, token: String) -> Person {
        Person {
            user,
            token,
            api_url: self.server.api_url.clone(),
            frontier_url: self.server.frontier_url.clone(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// Somebody with a token.
#[derive(Clone)]
pub struct Person {
    pub user: UserId,
    pub token: String,
    pub api_url: String,
    pub frontier_url: String,
    pub http: reqwest::Client,
}

pub fn request(cmd: i32, token: &str, body: RequestBody) -> Request {
    Request {
        cmd: Some(cmd),
        sequence_id: Some(10_001),
        token: Some(token.to_owned()),
        auth_type: Some(AuthType::TokenAuth as i32),
        device_id: Some("7".to_owned()),
        body: Some(Box::new(body)),
        ..Request::default()
    }
}

impl Person {
    /// One command over HTTP.
    pub async fn call(&self, cmd: i32, body: RequestBody) -> Response {
        self.call_with(cmd, body, &[]).await
    }

    /// One command over HTTP, with headers of the request.
    pub async fn call_with(
        &self,
        cmd: i32,
        body: RequestBody,
        headers: &[(&str, &str)],
    ) -> Response {
        let mut request = request(cmd, &self.token, body);
        for (name, value) in headers {
            request
                .headers
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let path = linnet_proto::command::path(cmd).unwrap_or("v1/message/send");
        let answer = self
            .http
            .post(format!("{}/{path}", self.api_url))
            .header("content-type", "application/x-protobuf")
            .header("accept", "application/x-protobuf")
            .body(request.encode_to_vec())
            .timeout(LIMIT)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let answer = Response::decode(answer.bytes().await.unwrap()).unwrap();
        assert_eq!(answer.cmd, Some(cmd));
        assert_eq!(answer.sequence_id, Some(10_001));
        answer
    }

    /// One command that must succeed; its body. Boxed: a body is some thousand bytes, and a test asks often.
    pub fn ask(&self, cmd: i32, body: RequestBody) -> BoxFuture<'_, ResponseBody> {
        Box::pin(async move {
            let answer = self.call(cmd, body).await;
            assert_eq!(answer.status_code, Some(0), "{:?}", answer.error_desc);
            *answer.body.unwrap_or_default()
        })
    }

    /// One command that must be refused; its status.
    pub fn refused(&self, cmd: i32, body: RequestBody) -> BoxFuture<'_, i32> {
        Box::pin(async move {
            let answer = self.call(cmd, body).await;
            assert_ne!(answer.status_code, Some(0));
            assert!(answer.error_desc.is_some());
            answer.status_code.unwrap()
        })
    }

    pub fn socket_url(&self, device: &str) -> String {
        format!(
            "{}?token={}&aid=1&device_id={device}&fpid=89&device_platform=web",
            self.frontier_url, self.token
        )
    }

    pub async fn socket(&self, device: &str) -> Socket {
        self.try_socket(device).await.unwrap()
    }

    pub async fn try_socket(&self, device: &str) -> Result<Socket, tungstenite::Error> {
        let mut handshake = self.socket_url(device).into_client_request()?;
        handshake.headers_mut().insert(
            "sec-websocket-protocol",
            "binary, base64, pbbp2".parse().unwrap(),
        );
        let (stream, answer) = tokio_tungstenite::connect_async(handshake).await?;
        assert_eq!(
            answer.headers().get("sec-websocket-protocol").unwrap(),
            "pbbp2"
        );
        let mut socket = Socket {
            stream,
            token: self.token.clone(),
            service: 2,
            next: 10_001,
            answers: VecDeque::new(),
            pushes: VecDeque::new(),
        };
        // The heartbeat is answered once the connection has read where its user's inbox ends:
        // whatever is committed from here on is pushed.
        socket.heartbeat().await;
        Ok(socket)
    }
}

/// A connection.
pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub token: String,
    pub service: i32,
    next: i64,
    answers: VecDeque<Response>,
    pushes: VecDeque<Response>,
}

impl Socket {
    pub async fn heartbeat(&mut self) {
        self.stream.send(Message::text("hi")).await.unwrap();
        loop {
            match self.message().await.expect("the socket is open") {
                Message::Text(text) => {
                    assert_eq!(text.as_str(), "hi");
                    return;
                }
                other => self.keep(other),
            }
        }
    }

    async fn message(&mut self) -> Option<Message> {
        tokio::time::timeout(LIMIT, self.stream.next())
            .await
            .expect("the server says something in time")
            .and_then(Result::ok)
    }

    fn keep(&mut self, message: Message) {
        let Message::Binary(bytes) = message else {
            panic!("{message:?}");
        };
        let frame = frame::decode(&bytes, &Limits::default()).unwrap();
        assert_eq!(frame.service, self.service, "the server echoes the service");
        assert_eq!(frame.method, METHOD);
        assert_eq!(frame.payload_type.as_deref(), Some("pb"));
        let payload = frame::payload(&frame, &Limits::default()).unwrap();
        let response = frame::response(&payload, &Limits::default()).unwrap();
        if response.sequence_id == Some(0) {
            self.pushes.push_back(response);
        } else {
            if let Some(id) = response.sequence_id {
                assert_eq!(frame.seqid, id.cast_unsigned());
            }
            self.answers.push_back(response);
        }
    }

    /// Sends a command without waiting; its sequence id.
    pub async fn send(&mut self, cmd: i32, body: RequestBody) -> i64 {
        self.send_with(cmd, body, &[]).await
    }

    async fn send_with(&mut self, cmd: i32, body: RequestBody, headers: &[(&str, &str)]) -> i64 {
        let id = self.next;
        self.next += 1;
        let head = FrameHead {
            seqid: id.cast_unsigned(),
            logid: 1,
            service: self.service,
            method: METHOD,
        };
        let mut request = request(cmd, &self.token, body);
        request.sequence_id = Some(id);
        for (name, value) in headers {
            request
                .headers
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let frame = frame::encode_request(&head, &request);
        self.stream.send(Message::binary(frame)).await.unwrap();
        id
    }

    /// The answer with this sequence id.
    pub async fn answer(&mut self, id: i64) -> Response {
        loop {
            let place = self
                .answers
                .iter()
                .position(|answer| answer.sequence_id == Some(id));
            if let Some(answer) = place.and_then(|place| self.answers.remove(place)) {
                return answer;
            }
            let message = self.message().await.expect("the socket is open");
            self.keep(message);
        }
    }

    pub async fn call(&mut self, cmd: i32, body: RequestBody) -> Response {
        self.call_with(cmd, body, &[]).await
    }

    pub async fn call_with(
        &mut self,
        cmd: i32,
        body: RequestBody,
        headers: &[(&str, &str)],
    ) -> Response {
        let id = self.send_with(cmd, body, headers).await;
        self.answer(id).await
    }

    pub async fn ask(&mut self, cmd: i32, body: RequestBody) -> ResponseBody {
        let answer = self.call(cmd, body).await;
        assert_eq!(answer.status_code, Some(0), "{:?}", answer.error_desc);
        *answer.body.unwrap_or_default()
    }

    pub async fn push(&mut self) -> Response {
        loop {
            if let Some(push) = self.pushes.pop_front() {
                return push;
            }
            let message = self.message().await.expect("the socket is open");
            self.keep(message);
        }
    }

    /// The next stored entry that is pushed.
    pub async fn new_message(&mut self) -> NewMessageNotify {
        let push = self.push().await;
        assert_eq!(push.cmd, Some(500));
        push.body.unwrap().has_new_message_notify.unwrap()
    }

    /// The next transient message that is pushed.
    pub async fn transient(&mut self) -> NewP2pMessageNotify {
        let push = self.push().await;
        assert_eq!(push.cmd, Some(504));
        push.body.unwrap().has_new_p2p_message_notify.unwrap()
    }

    /// Waits until the server ends the connection; the close code, when it said one.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.message().await {
                Some(Message::Close(close)) => return close.map(|close| close.code.into()),
                Some(_) => {}
                None => return None,
            }
        }
    }
}

// The bodies of the commands.

pub fn create(kind: ConversationType, participants: &[UserId]) -> RequestBody {
    RequestBody {
        create_conversation_v2_body: Some(CreateConversationV2RequestBody {
            conversation_type: Some(kind as i32),
            participants: participants.to_vec(),
            persistent: Some(true),
            name: (kind == ConversationType::GroupChat).then(|| "walk".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn text(conversation: &ConversationInfoV2, id: &str, text: &str) -> RequestBody {
    RequestBody {
        send_message_body: Some(SendMessageRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            content: Some(serde_json::json!({ "text": text }).to_string()),
            message_type: Some(MessageType::Text as i32),
            ticket: conversation.ticket.clone(),
            client_message_id: Some(id.to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn pull(cursor: i64, limit: i32) -> RequestBody {
    RequestBody {
        messages_per_user_body: Some(MessagesPerUserRequestBody {
            cursor: Some(cursor),
            limit: Some(limit),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn history(
    conversation: &ConversationInfoV2,
    direction: MessageDirection,
    anchor: i64,
    limit: i32,
) -> RequestBody {
    RequestBody {
        messages_in_conversation_body: Some(MessagesInConversationRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            direction: Some(direction as i32),
            anchor_index: Some(anchor),
            limit: Some(limit),
        }),
        ..Default::default()
    }
}

pub fn info(conversation: &ConversationInfoV2) -> RequestBody {
    RequestBody {
        get_conversation_info_v2_body: Some(GetConversationInfoV2RequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
        }),
        ..Default::default()
    }
}

pub fn recall(conversation: &ConversationInfoV2, message: i64) -> RequestBody {
    RequestBody {
        recall_message_body: Some(RecallMessageRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            server_message_id: Some(message),
        }),
        ..Default::default()
    }
}

pub fn read(conversation: &ConversationInfoV2, index: i64) -> RequestBody {
    RequestBody {
        mark_conversation_read_body: Some(MarkConversationReadRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            read_message_index: Some(index),
            ..Default::default()
        }),
        ..Default::default()
    }
}

impl Person {
    /// The 1:1 with somebody.
    pub async fn chat_with(&self, peer: UserId) -> ConversationInfoV2 {
        let body = create(ConversationType::OneToOneChat, &[self.user, peer]);
        let answer = self.ask(609, body).await;
        answer
            .create_conversation_v2_body
            .unwrap()
            .conversation
            .unwrap()
    }

    /// A new group with these others.
    pub async fn group_with(&self, others: &[UserId]) -> ConversationInfoV2 {
        let mut members = vec![self.user];
        members.extend(others);
        let answer = self
            .ask(609, create(ConversationType::GroupChat, &members))
            .await;
        answer
            .create_conversation_v2_body
            .unwrap()
            .conversation
            .unwrap()
    }

    /// Sends a text that must be accepted; its server id.
    pub async fn say(&self, conversation: &ConversationInfoV2, id: &str, words: &str) -> i64 {
        let answer = self.ask(100, text(conversation, id, words)).await;
        let sent = answer.send_message_body.unwrap();
        assert_eq!(sent.status, Some(0));
        assert_eq!(sent.client_message_id.as_deref(), Some(id));
        sent.server_message_id.unwrap()
    }

    /// The conversation as this person sees it.
    pub async fn see(&self, conversation: &ConversationInfoV2) -> ConversationInfoV2 {
        let answer = self.ask(608, info(conversation)).await;
        answer
            .get_conversation_info_v2_body
            .unwrap()
            .conversation_info
            .unwrap()
    }

    /// Everything in the inbox after a place, page by page, and the place reached.
    pub async fn inbox(&self, mut cursor: i64) -> (Vec<MessageBody>, i64) {
        let mut messages = Vec::new();
        loop {
            let answer = self.ask(200, pull(cursor, 50)).await;
            let page = answer.messages_per_user_body.unwrap();
            messages.extend(page.messages);
            cursor = page.next_cursor.unwrap();
            if !page.has_more.unwrap() {
                return (messages, cursor);
            }
        }
    }

    /// The whole history, newest first.
    pub async fn history(&self, conversation: &ConversationInfoV2) -> Vec<MessageBody> {
        let answer = self
            .ask(301, history(conversation, MessageDirection::Older, 0, 200))
            .await;
        answer.messages_in_conversation_body.unwrap().messages
    }
}

/// The text inside the content of a text message.
pub fn words(message: &MessageBody) -> String {
    let content: serde_json::Value =
        serde_json::from_str(message.content.as_deref().unwrap()).unwrap();
    content["text"].as_str().unwrap().to_owned()
}

/// The JSON of a command message.
pub fn command(message: &MessageBody) -> serde_json::Value {
    assert_eq!(message.message_type, Some(50001));
    serde_json::from_str(message.content.as_deref().unwrap()).unwrap()
}
