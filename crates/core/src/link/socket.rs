//! One open socket (protocol: envelope, section 4): frames out, answers and pushes in, the heartbeat. It ends by
//! itself when the other side is silent, and never opens itself again: see [`super::connect`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use linnet_proto::choices;
use linnet_proto::frame::{self, FrameError, FrameHead};
use linnet_proto::im_proto::{Request, Response};
use md5::{Digest, Md5};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use tokio_util::sync::CancellationToken;

use super::pushes::{LinkEvent, Queue};
use super::tunnel::{self, Way};
use crate::auth::Token;
use crate::config::{Clock, Endpoints, Limits, in_time};
use crate::error::Transport;
use crate::fail_points::fail_point;
use crate::http::no_connection;

/// Requests that wait to be written. When full, the next one waits, within its time limit.
const OUTGOING: usize = 64;

/// Requests that wait for their answer. One more is refused as if the connection were lost, and is tried again.
const WAITING: usize = 1024;

/// A push larger than this is not queued but pulled: content is at most 64 KiB, and a queue of these stays small.
const PUSH_BYTES: usize = 128 * 1024;

/// Inbox that is read (protocol: envelope, section 4.3).
const INBOX: i32 = 0;

type Stream = WebSocketStream<MaybeTlsStream<Box<dyn tunnel::Stream>>>;
type Answers = HashMap<i64, oneshot::Sender<Result<Response, Transport>>>;

/// Why there is no socket (any more).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The server does not accept the token.
    Refused,
    /// It was refused or closed without the word of the server: by the server, or by anybody on the way.
    Doubtful,
    /// Anything else.
    Failed(Transport),
    /// Closed from here.
    Closed,
}

struct Outgoing {
    sequence: i64,
    frame: Vec<u8>,
    answer: oneshot::Sender<Result<Response, Transport>>,
}

/// To ask over an open socket. Clones share it.
#[derive(Clone)]
pub(super) struct Handle {
    outgoing: mpsc::Sender<Outgoing>,
    close: CancellationToken,
}

impl Handle {
    /// Sends a request and waits for the answer with its sequence id. The caller limits how long.
    pub async fn exchange(
        &self,
        sequence: i64,
        sent_ms: i64,
        request: &Request,
    ) -> Result<Response, Transport> {
        let head = FrameHead {
            seqid: sequence.unsigned_abs(),
            logid: sent_ms.unsigned_abs(),
            service: choices::SERVICE,
            method: frame::METHOD,
        };
        let bytes = frame::encode_request(&head, request);
        if bytes.len() > choices::MAX_FRAME_BYTES {
            return Err(Transport::RequestTooLarge);
        }
        let (answer, answered) = oneshot::channel();
        let outgoing = Outgoing {
            sequence,
            frame: bytes,
            answer,
        };
        self.outgoing
            .send(outgoing)
            .await
            .map_err(|_| Transport::Lost)?;
        answered.await.unwrap_or(Err(Transport::Lost))
    }

    /// Whether a request has a chance.
    pub fn is_open(&self) -> bool {
        !self.close.is_cancelled() && !self.outgoing.is_closed()
    }

    /// Ends the socket.
    pub fn close(&self) {
        self.close.cancel();
    }
}

/// A socket that is open and not yet running.
pub(super) struct Socket {
    stream: Stream,
    outgoing: mpsc::Receiver<Outgoing>,
    close: CancellationToken,
}

/// Who opens it.
pub(super) struct Identity<'a> {
    pub app_id: i32,
    pub device_id: &'a str,
    pub token: &'a Token,
}

/// Opens a socket.
pub(super) async fn open(
    endpoints: &Endpoints,
    way: &Way<'_>,
    identity: &Identity<'_>,
    limits: &Limits,
    clock: &dyn Clock,
) -> Result<(Handle, Socket), Ended> {
    // The errors of the library may hold the address with the token: none is passed on or logged.
    let mut request = address(endpoints, identity)
        .into_client_request()
        .map_err(|_| Ended::Failed(Transport::Connect))?;
    request.headers_mut().insert(
        "Sec-WebSocket-Protocol",
        HeaderValue::from_static(frame::SUBPROTOCOL),
    );
    let config = WebSocketConfig::default()
        .max_message_size(Some(limits.answer_bytes))
        .max_frame_size(Some(limits.answer_bytes));
    let connector = match endpoints.frontier().scheme() {
        "wss" => Some(way.trust.for_socket().map_err(Ended::Failed)?),
        _ => None,
    };
    let connect = async {
        let stream = tunnel::to(endpoints.frontier(), way)
            .await
            .map_err(Ended::Failed)?;
        client_async_tls_with_config(request, stream, Some(config), connector)
            .await
            .map_err(refusal)
    };
    let opened = in_time(clock, limits.connect, connect)
        .await
        .ok_or(Ended::Failed(Transport::TimedOut))?;
    let (stream, _) = opened?;
    let (sender, outgoing) = mpsc::channel(OUTGOING);
    let close = CancellationToken::new();
    let handle = Handle {
        outgoing: sender,
        close: close.clone(),
    };
    Ok((
        handle,
        Socket {
            stream,
            outgoing,
            close,
        },
    ))
}

/// Why a handshake did not end in a socket. Only the server knows its own status (protocol: own choices, socket
/// refused): without it a refusal is as well the sign-in page of a hotel.
fn refusal(error: SocketError) -> Ended {
    match error {
        SocketError::Http(answer) => {
            let status = answer.status().as_u16();
            let told = answer.headers().get(choices::STATUS_HEADER);
            let told = told.and_then(|value| value.to_str().ok()?.trim().parse::<i32>().ok());
            match (told, status) {
                (Some(1 | 100), _) => Ended::Refused,
                (None, 401 | 403) => Ended::Doubtful,
                _ => Ended::Failed(Transport::Http(status)),
            }
        }
        SocketError::Tls(_) => Ended::Failed(Transport::Tls),
        SocketError::Io(error) => Ended::Failed(no_connection(&error, false)),
        SocketError::Protocol(_) | SocketError::HttpFormat(_) => {
            Ended::Failed(Transport::Undecodable)
        }
        _ => Ended::Failed(Transport::Connect),
    }
}

/// The address with its query (protocol: envelope, section 4.1).
fn address(endpoints: &Endpoints, identity: &Identity<'_>) -> String {
    let key_text = format!(
        "{}{}{}{}",
        frame::FPID,
        frame::APP_KEY,
        identity.device_id,
        frame::ACCESS_KEY_SALT
    );
    let access_key = hex::encode(Md5::digest(key_text));
    let mut url = endpoints.frontier().clone();
    url.query_pairs_mut()
        .append_pair("token", identity.token.expose())
        .append_pair("aid", &identity.app_id.to_string())
        .append_pair("fpid", frame::FPID)
        .append_pair("device_id", identity.device_id)
        .append_pair("access_key", &access_key)
        .append_pair("device_platform", "web")
        .append_pair("version_code", env!("CARGO_PKG_VERSION"));
    url.into()
}

impl Socket {
    /// Carries frames until the socket ends; says why it did.
    pub async fn run(self, limits: &Limits, clock: &dyn Clock, pushes: &Queue) -> Ended {
        let (sink, stream) = self.stream.split();
        let answers = Arc::new(Mutex::new(Answers::new()));
        tokio::select! {
            ended = read(stream, limits, clock, pushes, &answers) => ended,
            ended = write(sink, self.outgoing, limits, clock, &answers) => ended,
            () = self.close.cancelled() => Ended::Closed,
        }
        // Whoever still waits learns from the dropped senders that the connection is lost.
    }
}

async fn read(
    mut stream: SplitStream<Stream>,
    limits: &Limits,
    clock: &dyn Clock,
    pushes: &Queue,
    answers: &Mutex<Answers>,
) -> Ended {
    loop {
        let message = match in_time(clock, limits.dead, stream.next()).await {
            None => return Ended::Failed(Transport::TimedOut),
            Some(None) => return Ended::Failed(Transport::Lost),
            Some(Some(Err(SocketError::Capacity(_)))) => {
                // It is the answer to one of those who wait: whoever can asks for less.
                for (_, answer) in lock(answers).drain() {
                    answer.send(Err(Transport::TooLarge)).ok();
                }
                return Ended::Failed(Transport::TooLarge);
            }
            Some(Some(Err(_))) => return Ended::Failed(Transport::Lost),
            Some(Some(Ok(message))) => message,
        };
        match message {
            Message::Binary(bytes) => take(&bytes, limits, pushes, answers),
            // Protocol: gaps, section 4: a server closes a socket whose token has expired. Filters on the way close
            // with the same code.
            Message::Close(Some(close)) if close.code == CloseCode::Policy => {
                return Ended::Doubtful;
            }
            Message::Close(_) => return Ended::Failed(Transport::Lost),
            // The answer to the heartbeat, a ping or its answer: a sign of life.
            Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

/// Protocol: envelope, section 4.3. What cannot be read is left out: one bad frame does not end the connection.
fn take(bytes: &[u8], limits: &Limits, pushes: &Queue, answers: &Mutex<Answers>) {
    let frame_limits = super::frame_limits(limits);
    let mut sequence = 0;
    let read = frame::decode(bytes, &frame_limits).and_then(|frame| {
        // The frame of an answer has the number of its request (protocol: envelope, section 4.3).
        sequence = i64::try_from(frame.seqid).unwrap_or(0);
        let plain = frame::payload(&frame, &frame_limits)?;
        Ok((
            frame.service,
            plain.len(),
            frame::response(&plain, &frame_limits)?,
        ))
    });
    let (service, size, response) = match read {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(bytes = bytes.len(), %error, "unreadable frame left out");
            if matches!(error, FrameError::PayloadTooLarge)
                && let Some(answer) = lock(answers).remove(&sequence)
            {
                answer.send(Err(Transport::TooLarge)).ok();
            }
            return;
        }
    };
    if service != choices::SERVICE {
        return;
    }
    match response.sequence_id.unwrap_or(0) {
        0 if response.inbox_type.unwrap_or(INBOX) != INBOX => {}
        0 if size > PUSH_BYTES => pushes.put(LinkEvent::Overflow, 0),
        0 => pushes.put(LinkEvent::Push(Box::new(response)), size),
        sequence => {
            if let Some(answer) = lock(answers).remove(&sequence) {
                // Nobody waits any more when the time limit has passed: then the answer is late, and dropped.
                answer.send(Ok(response)).ok();
            }
        }
    }
}

async fn write(
    mut sink: SplitSink<Stream, Message>,
    mut outgoing: mpsc::Receiver<Outgoing>,
    limits: &Limits,
    clock: &dyn Clock,
    answers: &Mutex<Answers>,
) -> Ended {
    loop {
        let written = match in_time(clock, limits.heartbeat, outgoing.recv()).await {
            None => {
                lock(answers).retain(|_, answer| !answer.is_closed());
                in_time(
                    clock,
                    limits.socket_request,
                    sink.send(Message::text(frame::HEARTBEAT)),
                )
                .await
            }
            Some(None) => return Ended::Closed,
            Some(Some(first)) => {
                let batch = async {
                    let mut next = Some(first);
                    // What waits goes out in one write.
                    while let Some(request) = next {
                        if register(answers, request.sequence, request.answer) {
                            sink.feed(Message::binary(request.frame)).await?;
                        }
                        next = outgoing.try_recv().ok();
                    }
                    fail_point!("core socket before write");
                    sink.flush().await?;
                    fail_point!("core socket after write");
                    Ok::<_, SocketError>(())
                };
                in_time(clock, limits.socket_request, batch).await
            }
        };
        match written {
            Some(Ok(())) => {}
            Some(Err(_)) => return Ended::Failed(Transport::Lost),
            None => return Ended::Failed(Transport::TimedOut),
        }
    }
}

/// Remembers who waits; before the frame is written, because the answer may be quick.
fn register(
    answers: &Mutex<Answers>,
    sequence: i64,
    answer: oneshot::Sender<Result<Response, Transport>>,
) -> bool {
    let mut answers = lock(answers);
    if answers.len() >= WAITING {
        answers.retain(|_, answer| !answer.is_closed());
    }
    if answer.is_closed() || answers.len() >= WAITING {
        return false;
    }
    answers.insert(sequence, answer);
    true
}

fn lock(answers: &Mutex<Answers>) -> MutexGuard<'_, Answers> {
    answers.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_has_the_query_of_the_protocol_and_keeps_the_path() {
        let endpoints = Endpoints::own("http://127.0.0.1:8080", "").unwrap();
        let token = Token::new("a+b/c=").unwrap();
        let identity = Identity {
            app_id: 1,
            device_id: "7001",
            token: &token,
        };
        let text = address(&endpoints, &identity);
        let url = url::Url::parse(&text).unwrap();
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/ws/v2");
        assert_eq!(query["token"], "a+b/c=");
        assert_eq!(query["aid"], "1");
        assert_eq!(query["fpid"], "89");
        assert_eq!(query["device_id"], "7001");
        let text = "89e0f82475ab9dbf5717d18b4a9c0d7fd07001f8a69f1719916z";
        assert_eq!(query["access_key"], hex::encode(Md5::digest(text)));
    }
}
