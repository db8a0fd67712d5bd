//! The socket at `/ws/v2`: frames in, answers and pushes out, the heartbeat. One task per
//! connection does everything, so what goes out has one order. It holds `sent_cursor`, the place
//! in the user's inbox up to which pushes have left, and reads committed entries from there:
//! ordered, without gaps. Nothing is queued for a slow reader; while a write waits nothing is
//! read either, and a reader that takes nothing for [`WRITE_LIMIT`] is dropped.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, SinkExt, StreamExt};
use linnet_proto::choices;
use linnet_proto::frame::{self, FrameError, FrameHead, HEARTBEAT, Limits, METHOD, SUBPROTOCOL};
use linnet_proto::im_proto::{
    Imcmd, NewMessageNotifyType, NewP2pMessageNotify, StatusCode as Status,
};
use prost::Message as _;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::app::{App, Caller, Shared, Transport};
use crate::body::BUSY;
use crate::budget::{Budget, Purse, UNKNOWN_SENDER};
use crate::bus::{Bus, Seat};
use crate::commands;
use crate::envelope::{Answer, Body, Envelope, Notify};
use crate::fail_points::fail_point;
use crate::live::LivePush;
use crate::refusal::Refusal;
use crate::store::Entry;
use crate::token::Grant;

/// Commands of one connection that run at the same time. When full, the connection is not read.
const IN_FLIGHT: usize = 128;
/// Pages of one connection that are read or wait to be written at the same time: one may have 2 MiB, and a peer that
/// asks for many and takes none would hold them all. Small answers do not wait for them.
const PAGES: usize = 2;
/// Bytes of one connection's requests that are held at the same time. At or above it, the connection is not read.
const HELD: usize = 4 * 1024 * 1024;
/// Bytes that come out of one connection's compressed frames: so much at once, and so much again in a second. No client
/// of ours compresses; a short frame can hold much.
const PLAIN_BURST: i64 = 8 * 1024 * 1024;
const PLAIN_A_SECOND: i64 = 256 * 1024;
/// A peer that takes nothing for so long is dropped.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// A peer that says nothing for so long is dropped; the heartbeat comes every 15 s.
const SILENCE_LIMIT: Duration = Duration::from_secs(180);
/// How often silence and the end of the token are looked at.
const TICK: Duration = Duration::from_secs(30);
/// Member of push 508: it has not the number of the command (protocol: commands).
const FRIEND_NEWS_MEMBER: u32 = 507;
/// Presence is told no more often than this.
const PRESENCE_INTERVAL: Duration = Duration::from_millis(choices::PRESENCE_INTERVAL_MS);
/// Entries read at once for pushes.
const PUSHES: usize = 64;
/// First size of the buffer for what comes in; it grows with the frames.
const READ_BUFFER: usize = 2 * 1024;
/// What is gathered before it is written.
const WRITE_BUFFER: usize = 16 * 1024;

const LIMITS: Limits = Limits {
    max_frame: choices::MAX_FRAME_BYTES,
    max_payload: choices::MAX_FRAME_BYTES,
};

#[derive(Deserialize)]
pub(crate) struct SocketQuery {
    #[serde(default)]
    token: String,
    aid: Option<String>,
    #[serde(default)]
    device_id: String,
}

/// Opens a socket for the owner of the token, or says in the status line why not: 401 for a token
/// that is unknown or has expired, 429 when too many devices are connected.
pub(crate) async fn open(
    State(shared): State<Shared>,
    Query(query): Query<SocketQuery>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let app = shared.app;
    let other_app = query
        .aid
        .is_some_and(|aid| aid.parse() != Ok(app.config.app_id));
    let grant = match app.tokens.check(&query.token).await {
        Ok(grant) if !other_app => grant,
        Ok(_) => {
            let status = (Status::InvalidToken as i32).to_string();
            let headers = [(choices::STATUS_HEADER, status)];
            return (StatusCode::UNAUTHORIZED, headers, "another application").into_response();
        }
        Err(refusal) if refusal.status == Status::ServerErr => {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Err(refusal) => {
            let status = (refusal.status as i32).to_string();
            let headers = [(choices::STATUS_HEADER, status)];
            return (StatusCode::UNAUTHORIZED, headers, refusal.reason).into_response();
        }
    };
    let device: String = query.device_id.chars().take(64).collect();
    let Some(seat) = Bus::join(&app.router.bus, grant.user, &device, &app.config.clock) else {
        return (
            StatusCode::TOO_MANY_REQUESTS,
            "too many devices are connected",
        )
            .into_response();
    };
    let connection = Connection {
        caller: Caller {
            user: grant.user,
            device,
            token: grant.digest,
            watcher: Some(Arc::clone(&seat.mailbox.watcher)),
        },
        seat,
        token: query.token,
        grant,
        sent_cursor: 0,
        service: choices::SERVICE,
        heard: Instant::now(),
        held: Arc::default(),
        plain: Plain {
            left: PLAIN_BURST,
            at: Instant::now(),
        },
        pages: Arc::new(Semaphore::new(PAGES)),
        app: Arc::clone(&app),
    };
    upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER + 2 * choices::MAX_FRAME_BYTES)
        .max_frame_size(choices::MAX_FRAME_BYTES)
        .max_message_size(choices::MAX_FRAME_BYTES)
        .on_upgrade(move |socket| {
            let tracker = app.connections.clone();
            tracker.track_future(connection.run(socket))
        })
}

/// Why a connection ends.
enum End {
    /// The peer went away, or the network did.
    Gone,
    /// We end it, with this code and sentence.
    Close(u16, &'static str),
}

type Ended<T = ()> = Result<T, End>;
type InFlight = FuturesUnordered<Pin<Box<dyn Future<Output = Ready> + Send>>>;

/// An answer on its way out.
struct Ready {
    frame: Vec<u8>,
    /// Kept until it is written.
    _page: Option<OwnedSemaphorePermit>,
}

enum Event {
    Heard(Message),
    Answer(Ready),
    Rung,
    /// Somebody who is watched has come or gone.
    Presence,
    Tick,
    Revoked,
}

struct Connection {
    app: Arc<App>,
    caller: Caller,
    seat: Seat,
    token: String,
    grant: Grant,
    sent_cursor: i64,
    service: i32,
    heard: Instant,
    /// Bytes of requests that are carried out.
    held: Arc<AtomicUsize>,
    plain: Plain,
    pages: Arc<Semaphore>,
}

/// What may still come out of compressed frames. How much is in a frame shows only afterwards, so it can be less than
/// nothing: then the next one waits until that has come back.
struct Plain {
    left: i64,
    at: Instant,
}

impl Plain {
    /// Whether there is something left.
    fn refill(&mut self) -> bool {
        let passed = self.at.elapsed().as_millis();
        let back = i64::try_from(passed)
            .unwrap_or(i64::MAX)
            .saturating_mul(PLAIN_A_SECOND / 1000);
        if back > 0 {
            self.left = self.left.saturating_add(back).min(PLAIN_BURST);
            self.at = Instant::now();
        }
        self.left > 0
    }
}

/// A request that is carried out: its bytes count until it is dropped.
struct Held {
    bytes: usize,
    of_connection: Arc<AtomicUsize>,
    /// Of a long one also from what its user and all may hold.
    _purse: Option<Purse>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.of_connection.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

impl Connection {
    async fn run(mut self, mut socket: WebSocket) {
        if let End::Close(code, reason) = self.serve(&mut socket).await {
            let close = Message::Close(Some(CloseFrame {
                code,
                reason: reason.into(),
            }));
            // The peer may be gone already; then there is nobody to tell.
            drop(tokio::time::timeout(WRITE_LIMIT, socket.send(close)).await);
        }
    }

    async fn serve(&mut self, socket: &mut WebSocket) -> End {
        match self.app.store.inbox_head(self.caller.user).await {
            Ok(head) => self.sent_cursor = head,
            Err(_) => return End::Close(close_code::ERROR, "the inbox cannot be read"),
        }
        let mut in_flight = InFlight::new();
        // The door has just looked at both.
        let mut tick = tokio::time::interval_at(Instant::now() + TICK, TICK);
        let watcher = Arc::clone(&self.seat.mailbox.watcher);
        let (mut presence_waits, mut presence_due) = (false, Instant::now());
        let mut revoked = self.app.revoked.subscribe();
        // What was revoked between the check at the door and here.
        if let Err(end) = self.check_again().await {
            return end;
        }
        loop {
            let stop = self.app.stop.clone();
            let event = tokio::select! {
                message = socket.recv(), if in_flight.len() < IN_FLIGHT && self.has_room() => match message {
                    Some(Ok(message)) => Event::Heard(message),
                    Some(Err(_)) | None => return End::Gone,
                },
                Some(answer) = in_flight.next(), if !in_flight.is_empty() => Event::Answer(answer),
                () = self.seat.mailbox.rung() => Event::Rung,
                () = watcher.rung(), if !presence_waits => {
                    presence_waits = true;
                    continue;
                }
                () = tokio::time::sleep_until(presence_due), if presence_waits => {
                    presence_waits = false;
                    presence_due = Instant::now() + PRESENCE_INTERVAL;
                    Event::Presence
                }
                _ = tick.tick() => Event::Tick,
                // An error would mean that the server is gone.
                Ok(()) = revoked.changed() => Event::Revoked,
                () = stop.cancelled() => return End::Close(close_code::AWAY, "the server ends"),
            };
            let done = match event {
                Event::Heard(message) => self.heard(socket, &mut in_flight, message).await,
                Event::Answer(answer) => answers(socket, &mut in_flight, answer).await,
                Event::Rung => self.push(socket).await,
                Event::Presence => self.push_presence(socket).await,
                Event::Tick => self.look_after(),
                Event::Revoked => self.check_again().await,
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    fn look_after(&self) -> Ended {
        if self.heard.elapsed() > SILENCE_LIMIT {
            return Err(End::Close(close_code::AWAY, "nothing was heard for long"));
        }
        match self.app.tokens.fresh(self.grant) {
            Ok(_) => Ok(()),
            Err(_) => Err(End::Close(close_code::POLICY, "the token has expired")),
        }
    }

    /// Tokens were revoked, perhaps this one.
    async fn check_again(&mut self) -> Ended {
        match self.app.tokens.check(&self.token).await {
            Ok(_) => Ok(()),
            // The store is busy or broken; the token was good.
            Err(refusal) if refusal.status == Status::ServerErr => Ok(()),
            Err(_) => Err(End::Close(
                close_code::POLICY,
                "the token is not valid any more",
            )),
        }
    }

    async fn heard(
        &mut self,
        socket: &mut WebSocket,
        in_flight: &mut InFlight,
        message: Message,
    ) -> Ended {
        self.heard = Instant::now();
        match message {
            Message::Text(_) => write(socket, Message::Text(HEARTBEAT.into())).await,
            Message::Binary(bytes) => self.frame(socket, in_flight, &bytes).await,
            // Pings are answered by the protocol itself.
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn frame(
        &mut self,
        socket: &mut WebSocket,
        in_flight: &mut InFlight,
        bytes: &Bytes,
    ) -> Ended {
        const NO_FRAME: End = End::Close(close_code::INVALID, "this is not a frame");
        let arrived_ms = self.app.now_ms();
        let frame = frame::decode(bytes, &LIMITS).map_err(|_| NO_FRAME)?;
        self.service = frame.service;
        let head = FrameHead::of(&frame);
        let Some((payload, held)) = self.payload(&frame).map_err(|_| NO_FRAME)? else {
            let answer = Answer {
                sequence_id: i64::try_from(head.seqid).ok(),
                ..Answer::default()
            };
            return write(socket, binary(answer.outcome(Err(BUSY)).frame(head))).await;
        };
        let envelope = match Envelope::decode(payload) {
            // Clients set both numbers to the same; one is enough to match the answer.
            Ok(envelope) => Envelope {
                sequence_id: envelope.sequence_id.or(i64::try_from(head.seqid).ok()),
                ..envelope
            },
            Err(_) => {
                let answer = Answer {
                    sequence_id: i64::try_from(head.seqid).ok(),
                    ..Answer::default()
                }
                .outcome(Err(Refusal::invalid("the payload is not a Request")));
                return write(socket, binary(answer.frame(head))).await;
            }
        };
        let caller = self.authorize(envelope.token.as_deref()).await;
        let expired = matches!(&caller, Err(refusal) if refusal.status == Status::ExpiredToken);
        let app = Arc::clone(&self.app);
        let pages = reads_a_page(envelope.cmd).then(|| Arc::clone(&self.pages));
        let answer = async move {
            let page = match pages {
                // Closed by nobody.
                Some(pages) => pages.acquire_owned().await.ok(),
                None => None,
            };
            let answer =
                commands::answer(&app, caller, Transport::Socket, &envelope, arrived_ms).await;
            drop(held);
            Ready {
                frame: answer.frame(head),
                _page: page,
            }
        };
        if expired {
            write(socket, binary(answer.await.frame)).await?;
            return Err(End::Close(close_code::POLICY, "the token has expired"));
        }
        in_flight.push(Box::pin(answer));
        Ok(())
    }

    fn has_room(&self) -> bool {
        self.held.load(Ordering::Acquire) < HELD
    }

    /// The plain payload of a frame, counted; nothing when it is more than can be held now.
    fn payload(&mut self, frame: &frame::Frame) -> Result<Option<(Bytes, Held)>, FrameError> {
        let is_compressed = frame
            .payload_encoding
            .as_deref()
            .is_some_and(|encoding| !encoding.is_empty());
        if is_compressed && !self.plain.refill() {
            return Ok(None);
        }
        let payload = frame::payload(frame, &LIMITS)?.into_owned();
        if is_compressed {
            let length = i64::try_from(payload.len()).unwrap_or(i64::MAX);
            self.plain.left = self.plain.left.saturating_sub(length);
        }
        let bytes = payload.len();
        let purse = if bytes > UNKNOWN_SENDER {
            let mut purse = Budget::purse(&self.app.budget, self.caller.user);
            if !purse.take(bytes) {
                return Ok(None);
            }
            Some(purse)
        } else {
            None
        };
        self.held.fetch_add(bytes, Ordering::AcqRel);
        let held = Held {
            bytes,
            of_connection: Arc::clone(&self.held),
            _purse: purse,
        };
        Ok(Some((payload.into(), held)))
    }

    /// Who sent a frame. A frame without a token is the connection's owner's; one with a newer
    /// token of the same user renews the connection.
    async fn authorize(&mut self, token: Option<&str>) -> Result<Caller, Refusal> {
        let token = token.unwrap_or_default();
        if token.is_empty() || token == self.token {
            self.app.tokens.fresh(self.grant)?;
            return Ok(self.caller.clone());
        }
        let grant = self.app.tokens.check(token).await?;
        if grant.user != self.caller.user {
            return Err(Refusal::new(
                Status::UseridMismatchToken,
                "the token belongs to another user than the connection",
            ));
        }
        self.token = token.to_owned();
        self.grant = grant;
        Ok(self.caller.clone())
    }

    /// Writes everything the user does not have yet.
    async fn push(&mut self, socket: &mut WebSocket) -> Ended {
        self.app
            .tokens
            .fresh(self.grant)
            .map_err(|_| End::Close(close_code::POLICY, "the token has expired"))?;
        let user = self.caller.user;
        while self.sent_cursor < self.seat.mailbox.announced() {
            let recent = self.app.router.recent.after(user, self.sent_cursor, PUSHES);
            let entries = match recent {
                Some(entries) => entries,
                None => {
                    let limit = i64::try_from(PUSHES).unwrap_or(i64::MAX);
                    self.app
                        .store
                        .inbox_entries(user, self.sent_cursor, limit)
                        .await
                        .map_err(|_| End::Close(close_code::ERROR, "the inbox cannot be read"))?
                }
            };
            if entries.is_empty() {
                // Announced, but too old to be kept: there is nothing left to send.
                self.sent_cursor = self.seat.mailbox.announced();
            }
            for entry in entries {
                feed(socket, binary(self.new_message(&entry))).await?;
                self.sent_cursor = entry.cursor;
            }
        }
        for notify in self.seat.mailbox.take_transients() {
            let body = Body::member(Imcmd::NewP2pMsgNotify as u32, notify.as_ref());
            let push = Answer::push(Imcmd::NewP2pMsgNotify as i32, body);
            feed(socket, binary(self.push_frame(&push))).await?;
        }
        for notify in self.seat.mailbox.take_contacts() {
            let body = Body::member(FRIEND_NEWS_MEMBER, notify.as_ref());
            let push = Answer::push(Imcmd::NewFriendMsgNotify as i32, body);
            feed(socket, binary(self.push_frame(&push))).await?;
        }
        for push in self.seat.mailbox.live.take() {
            feed(socket, binary(self.live_message(&push))).await?;
        }
        fail_point!("server socket before push");
        flush(socket).await?;
        fail_point!("server socket after push");
        Ok(())
    }

    /// Says how those stand who have come or gone.
    async fn push_presence(&mut self, socket: &mut WebSocket) -> Ended {
        let mailbox = &self.seat.mailbox;
        let Some(news) = self.app.router.bus.presence.news(&mailbox.watcher) else {
            return Ok(());
        };
        let content = serde_json::json!({
            "type": choices::PRESENCE_CONTENT_TYPE,
            "presence": news,
        });
        let notify = NewP2pMessageNotify {
            message_type: Some(choices::CUSTOM_P2P),
            content: Some(content.to_string()),
            create_time: Some(self.app.now_ms()),
            ..NewP2pMessageNotify::default()
        };
        let body = Body::member(Imcmd::NewP2pMsgNotify as u32, &notify);
        let push = Answer::push(Imcmd::NewP2pMsgNotify as i32, body);
        write(socket, binary(self.push_frame(&push))).await
    }

    fn new_message(&self, entry: &Entry) -> Vec<u8> {
        let item = &entry.item;
        let indexed = item.index > 0;
        let notify = Notify {
            conversation_id: Some(item.conversation_id.clone()),
            conversation_type: Some(item.kind),
            notify_type: Some(NewMessageNotifyType::PerUser as i32),
            message: Some(item.body.clone()),
            previous_cursor: Some(entry.previous),
            next_cursor: Some(entry.cursor),
            index_in_conversation: indexed.then_some(item.index),
            index_in_conversation_v2: indexed.then_some(item.index),
            badge_count: indexed.then_some(item.badge),
            // Indexes of a conversation have no holes.
            previous_msg_index_in_conv: indexed.then_some(item.index - 1),
        };
        let body = Body::member(Imcmd::NewMsgNotify as u32, &notify);
        self.push_frame(&Answer::push(Imcmd::NewMsgNotify as i32, body))
    }

    /// Said in a live group: it stands in no inbox, so it has no cursor.
    fn live_message(&self, push: &LivePush) -> Vec<u8> {
        let indexed = push.index > 0;
        let notify = Notify {
            conversation_id: Some(push.conversation_id.clone()),
            conversation_type: Some(choices::MASS_CHAT),
            notify_type: Some(NewMessageNotifyType::PerConversation as i32),
            message: Some(push.body.clone()),
            index_in_conversation: indexed.then_some(push.index),
            index_in_conversation_v2: indexed.then_some(push.index),
            ..Notify::default()
        };
        let body = Body::member(Imcmd::NewMsgNotify as u32, &notify);
        self.push_frame(&Answer::push(Imcmd::NewMsgNotify as i32, body))
    }

    fn push_frame(&self, push: &Answer) -> Vec<u8> {
        push.frame(FrameHead {
            seqid: 0,
            logid: u64::try_from(self.app.now_ms()).unwrap_or(0),
            service: self.service,
            method: METHOD,
        })
    }
}

/// Commands whose answers hold many stored things.
fn reads_a_page(command: Option<i32>) -> bool {
    matches!(
        command.map(Imcmd::try_from),
        Some(Ok(Imcmd::GetMessagesByUser
            | Imcmd::GetMessagesByUserInitV2
            | Imcmd::GetMessagesByConversation
            | Imcmd::ConversationParticipantsList
            | Imcmd::GetConversationInfoListV2
            | Imcmd::GetUserConversationList))
    )
}

fn binary(frame: Vec<u8>) -> Message {
    Message::Binary(frame.into())
}

/// Writes an answer and all others that are ready, in one go.
async fn answers(socket: &mut WebSocket, in_flight: &mut InFlight, first: Ready) -> Ended {
    feed(socket, binary(first.frame)).await?;
    while let Some(Some(answer)) = in_flight.next().now_or_never() {
        feed(socket, binary(answer.frame)).await?;
    }
    fail_point!("server socket before answer");
    flush(socket).await?;
    fail_point!("server socket after answer");
    Ok(())
}

async fn write(socket: &mut WebSocket, message: Message) -> Ended {
    feed(socket, message).await?;
    flush(socket).await
}

async fn feed(socket: &mut WebSocket, message: Message) -> Ended {
    in_time(socket.feed(message)).await
}

async fn flush(socket: &mut WebSocket) -> Ended {
    in_time(socket.flush()).await
}

async fn in_time(written: impl Future<Output = Result<(), axum::Error>>) -> Ended {
    match tokio::time::timeout(WRITE_LIMIT, written).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}
