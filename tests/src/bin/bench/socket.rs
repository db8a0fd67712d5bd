//! A bare protocol client: the frames and nothing else.

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use linnet_proto::frame::{self, FrameHead, Limits, METHOD};
use linnet_proto::im_proto::{
    ConversationInfoV2, ConversationType, CreateConversationV2RequestBody, Imcmd, MessageType,
    Request, RequestBody, Response, SendMessageRequestBody,
};
use prost::Message as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::failure::Outcome;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Every wait for the server ends here.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Opens a socket with small frames sent at once.
pub async fn open(url: &str) -> Outcome<Stream> {
    let mut handshake = url.into_client_request()?;
    handshake
        .headers_mut()
        .insert("sec-websocket-protocol", frame::SUBPROTOCOL.parse()?);
    let (stream, _) = timeout(LIMIT, connect_async_with_config(handshake, None, true)).await??;
    Ok(stream)
}

/// Address of the socket of one device.
pub fn address(frontier: &str, token: &str, device: &str) -> String {
    format!(
        "{frontier}?token={token}&aid=1&device_id={device}&fpid={}&device_platform=web",
        frame::FPID
    )
}

/// A connected client.
pub struct Bare {
    pub sender: Sender,
    pub receiver: Receiver,
}

pub struct Sender {
    sink: SplitSink<Stream, Message>,
    next: u64,
}

pub struct Receiver {
    stream: SplitStream<Stream>,
}

/// A conversation that messages are sent to.
#[derive(Clone)]
pub struct Target {
    pub id: String,
    pub short_id: i64,
    pub ticket: String,
}

impl Bare {
    pub async fn connect(frontier: &str, token: &str, device: &str) -> Outcome<Self> {
        let (sink, stream) = open(&address(frontier, token, device)).await?.split();
        Ok(Self {
            sender: Sender { sink, next: 10_001 },
            receiver: Receiver { stream },
        })
    }

    /// One command and its answer; what comes between is left out.
    pub async fn call(&mut self, cmd: Imcmd, body: RequestBody) -> Outcome<Response> {
        let sequence = self.sender.send(cmd, body).await?;
        loop {
            let answer = self.receiver.next().await?;
            if answer.sequence_id == Some(sequence) {
                if answer.status_code.unwrap_or(0) != 0 {
                    return Err(format!(
                        "command {} refused with status {}",
                        cmd as i32,
                        answer.status_code.unwrap_or(0)
                    )
                    .into());
                }
                return Ok(answer);
            }
        }
    }

    /// The 1:1 conversation of the two, made when there is none.
    pub async fn one_to_one(&mut self, me: i64, other: i64) -> Outcome<Target> {
        let body = RequestBody {
            create_conversation_v2_body: Some(CreateConversationV2RequestBody {
                conversation_type: Some(ConversationType::OneToOneChat as i32),
                participants: vec![me, other],
                ..CreateConversationV2RequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.call(Imcmd::CreateConversationV2, body).await?;
        let made: ConversationInfoV2 = answer
            .body
            .and_then(|body| body.create_conversation_v2_body)
            .and_then(|body| body.conversation)
            .ok_or("no conversation was made")?;
        Ok(Target {
            id: made.conversation_id.ok_or("no conversation id")?,
            short_id: made.conversation_short_id.unwrap_or(0),
            ticket: made.ticket.unwrap_or_default(),
        })
    }
}

impl Sender {
    /// Sends a command; gives the sequence id of its answer.
    pub async fn send(&mut self, cmd: Imcmd, body: RequestBody) -> Outcome<i64> {
        let sequence = self.next;
        self.next += 1;
        let request = Request {
            cmd: Some(cmd as i32),
            sequence_id: Some(sequence as i64),
            body: Some(Box::new(body)),
            ..Request::default()
        };
        let head = FrameHead {
            seqid: sequence,
            logid: sequence,
            service: linnet_proto::choices::SERVICE,
            method: METHOD,
        };
        let frame = frame::encode_request(&head, &request);
        self.sink.send(Message::Binary(frame.into())).await?;
        Ok(sequence as i64)
    }

    /// Sends a text message with a client message id of its own.
    pub async fn say(&mut self, to: &Target, text: &str) -> Outcome<i64> {
        let body = SendMessageRequestBody {
            conversation_id: Some(to.id.clone()),
            conversation_short_id: Some(to.short_id),
            conversation_type: Some(ConversationType::OneToOneChat as i32),
            ticket: Some(to.ticket.clone()),
            message_type: Some(MessageType::Text as i32),
            client_message_id: Some(uuid::Uuid::new_v4().to_string()),
            content: Some(serde_json::json!({ "text": text }).to_string()),
            ..SendMessageRequestBody::default()
        };
        let body = RequestBody {
            send_message_body: Some(body),
            ..RequestBody::default()
        };
        self.send(Imcmd::SendMessage, body).await
    }
}

impl Receiver {
    /// The next answer or push.
    pub async fn next(&mut self) -> Outcome<Response> {
        loop {
            let message = timeout(LIMIT, self.stream.next())
                .await?
                .ok_or("the server closed the socket")??;
            if let Message::Binary(bytes) = message {
                let frame = frame::decode(&bytes, &Limits::default())?;
                let payload = frame::payload(&frame, &Limits::default())?;
                return Ok(Response::decode(payload.as_ref())?);
            }
        }
    }

    /// Waits for the push of a new message; gives its content.
    pub async fn message(&mut self) -> Outcome<String> {
        loop {
            let answer = self.next().await?;
            let pushed = answer
                .body
                .and_then(|body| body.has_new_message_notify)
                .and_then(|notify| notify.message)
                .and_then(|message| message.content);
            if let Some(content) = pushed {
                return Ok(content);
            }
        }
    }
}
