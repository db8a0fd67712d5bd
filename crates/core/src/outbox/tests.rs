//! The outbox with a real database and link, against a scripted server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use linnet_proto::choices;
use linnet_proto::im_proto::{
    Frame, GetMessageByIdResponseBody, GetTicketResponseBody, MessageInfo, MessageStatus, Request,
    Response, ResponseBody, SendMessageResponseBody,
};
use prost::Message as _;
use tokio::sync::{Notify, broadcast, mpsc};
use tokio_tungstenite::tungstenite::Message;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, DatabaseKey, Endpoints, SystemClock};
use crate::link::tests::{Server, answer_to, in_time};
use crate::media::Setup;
use crate::model::UserId;
use crate::model::conversation::ConversationRef;
use crate::store::message::{self, State};
use crate::store::{Committed, conversation, message::Stored};
use crate::sync::refresh;

const ALICE: UserId = UserId(10001);
const SEND: i32 = 100;
const TICKET: i32 = 2005;
const FIND: i32 = 211;
/// Status of a command that the server does not have.
const REFUSED: i32 = 5;

/// What the server does with a request.
enum Does {
    Answer(Box<Response>),
    /// It takes its time: the answer comes when it is told to.
    AnswerWhen(Box<Response>, Arc<Notify>),
    /// The socket breaks.
    Breaks,
}

fn status(status: i32) -> impl Fn(&Request) -> Does {
    move |request| Does::Answer(Box::new(answer_to(request, status)))
}

fn accepts(request: &Request) -> Does {
    sent(request, 0)
}

/// Answers 100 with this body status and a server id made of the sequence id, 2005 with a ticket.
fn sent(request: &Request, send_status: i32) -> Does {
    let mut response = answer_to(request, 0);
    let sequence = request.sequence_id.unwrap();
    response.body = Some(match request.cmd.unwrap() {
        SEND => ResponseBody {
            send_message_body: Some(SendMessageResponseBody {
                server_message_id: Some(1_000_000 + sequence),
                status: Some(send_status),
                ..SendMessageResponseBody::default()
            }),
            ..ResponseBody::default()
        },
        TICKET => ResponseBody {
            get_ticket_body: Some(GetTicketResponseBody {
                ticket: Some(format!("ticket-{sequence}")),
            }),
            ..ResponseBody::default()
        },
        other => panic!("unexpected command {other}"),
    });
    Does::Answer(Box::new(response))
}

/// What the server does with one request.
type Step = Box<dyn Fn(&Request) -> Does + Send>;

/// A server that does with the first request what the first of `script` says, and accepts everything after the last.
/// The requests come out of the channel.
async fn server(script: Vec<Step>) -> (Server, mpsc::UnboundedReceiver<Request>) {
    server_that_finds(script, |request| {
        let mut response = answer_to(request, 0);
        response.body = Some(ResponseBody::default());
        Does::Answer(Box::new(response))
    })
    .await
}

/// As [`server`]; what it does when it is asked for one message is `finds`, beside the script and without coming out.
async fn server_that_finds(
    script: Vec<Step>,
    finds: impl Fn(&Request) -> Does + Send + 'static,
) -> (Server, mpsc::UnboundedReceiver<Request>) {
    let mut server = Server::start(|_| (503, Vec::new())).await;
    let (seen, requests) = mpsc::unbounded_channel();
    let mut sockets = std::mem::replace(&mut server.sockets, mpsc::channel(1).1);
    let mut script = script.into_iter();
    tokio::spawn(async move {
        while let Some(mut peer) = sockets.recv().await {
            while let Some(Ok(message)) = peer.stream.next().await {
                let Message::Binary(bytes) = message else {
                    continue;
                };
                let request = Request::decode(Frame::decode(&*bytes).unwrap().payload()).unwrap();
                let does = match request.cmd {
                    Some(SEND | TICKET) => {
                        let does = match script.next() {
                            Some(step) => step(&request),
                            None => accepts(&request),
                        };
                        seen.send(request).ok();
                        does
                    }
                    Some(FIND) => finds(&request),
                    // Of nothing else the outbox has to know.
                    _ => Does::Answer(Box::new(answer_to(&request, REFUSED))),
                };
                match does {
                    Does::Answer(response) => peer.send(&response, choices::SERVICE).await,
                    Does::AnswerWhen(response, told) => {
                        told.notified().await;
                        peer.send(&response, choices::SERVICE).await;
                    }
                    Does::Breaks => break,
                }
            }
        }
    });
    (server, requests)
}

struct Alice {
    store: Store,
    link: Link,
    outbox: Outbox,
    tokens: PastedToken,
    folder: Arc<tempfile::TempDir>,
    key: DatabaseKey,
}

fn chat() -> ConversationId {
    "0:1:10001:10009".into()
}

impl Alice {
    async fn new(server: &Server) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let alice = Self::open(server, folder, DatabaseKey::random());
        let chat = ConversationRef {
            id: chat(),
            short_id: 77,
            kind: 1,
        };
        alice
            .store
            .write(move |tx| {
                let cid = conversation::ensure(tx, &chat)?;
                conversation::set_ticket(tx, cid, "ticket-0")
            })
            .await
            .unwrap();
        alice
    }

    fn open(server: &Server, folder: Arc<tempfile::TempDir>, key: DatabaseKey) -> Self {
        let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
        let config = Config::new(endpoints, 1, ALICE, folder.path(), key.clone()).unwrap();
        let store = Store::open(folder.path(), &key, ALICE, Arc::new(SystemClock)).unwrap();
        let tokens = PastedToken::new("tok-1").unwrap();
        let link = Link::new(&config, Arc::new(tokens.clone())).unwrap();
        let media = Media::open(Setup {
            proxies: crate::proxy::Proxies::system(),
            trust: crate::trust::Trust::system(),
            folder: folder.path(),
            budget: 1_000_000,
            clock: Arc::new(SystemClock),
            requests: Arc::new(link.clone()),
            worker: None,
        })
        .unwrap();
        let outbox = Outbox::new(
            store.clone(),
            link.clone(),
            Arc::new(media),
            1,
            Arc::new(SystemClock),
        );
        Self {
            store,
            link,
            outbox,
            tokens,
            folder,
            key,
        }
    }

    async fn start(&self) {
        self.link.start();
        in_time(
            self.link
                .connection()
                .wait_for(|state| *state == Connection::Online),
        )
        .await
        .unwrap();
        self.outbox.start().await.unwrap();
    }

    async fn stop(self) -> (Arc<tempfile::TempDir>, DatabaseKey) {
        self.outbox.stop().await;
        self.link.stop().await;
        self.store.close().await;
        (self.folder, self.key)
    }

    async fn send(&self, words: &str) -> MessageKey {
        let draft = Draft::text(Draft::new_submission(), words, vec![]);
        self.outbox.send(&chat(), draft).await.unwrap()
    }

    async fn row(&self, key: &MessageKey) -> Option<Stored> {
        let key = key.clone();
        self.store
            .read(move |snapshot| message::find(snapshot, &key))
            .await
            .unwrap()
    }

    /// What the client runs beside the outbox, until it is cancelled.
    fn ask_for_places(&self) -> CancellationToken {
        let stop = CancellationToken::new();
        tokio::spawn(refresh::run(
            self.store.clone(),
            self.link.clone(),
            stop.clone(),
        ));
        stop
    }

    /// Waits until there is no such row.
    async fn goes(&self, key: &MessageKey, changes: &mut broadcast::Receiver<Arc<Committed>>) {
        in_time(async {
            while self.row(key).await.is_some() {
                changes.recv().await.unwrap();
            }
        })
        .await;
    }

    /// Waits for the row to come to a state.
    async fn reaches(&self, key: &MessageKey, state: State) -> Stored {
        let mut changes = self.store.changes();
        in_time(async {
            loop {
                let row = self.row(key).await.unwrap();
                if row.state == state {
                    return row;
                }
                changes.recv().await.unwrap();
            }
        })
        .await
    }

    async fn order(&self) -> Vec<MessageKey> {
        let rows = self
            .store
            .read(|snapshot| {
                let cid = conversation::find(snapshot, &chat())?.unwrap();
                message::last(snapshot, cid, 100)
            })
            .await
            .unwrap();
        rows.into_iter().map(|row| row.key).collect()
    }
}

fn words(request: &Request) -> String {
    let body = request
        .body
        .as_ref()
        .unwrap()
        .send_message_body
        .as_ref()
        .unwrap();
    content::parse(10001, body.content(), &BTreeMap::new()).text()
}

trait Text {
    fn text(self) -> String;
}

impl Text for content::Content {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }
}

async fn next(requests: &mut mpsc::UnboundedReceiver<Request>) -> Request {
    in_time(requests.recv()).await.unwrap()
}

#[tokio::test]
async fn alice_writes_and_each_message_goes_once_in_order() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let mut keys = Vec::new();
    for number in 0..20 {
        keys.push(alice.send(&format!("line {number}")).await);
    }
    for (number, key) in keys.iter().enumerate() {
        let request = next(&mut requests).await;
        assert_eq!(words(&request), format!("line {number}"));
        let body = request.body.unwrap().send_message_body.unwrap();
        assert_eq!(body.client_message_id(), key.as_str());
        assert_eq!(body.ext["s:client_message_id"], key.as_str());
        assert_eq!(
            (body.conversation_short_id(), body.ticket()),
            (77, "ticket-0")
        );
        assert!(alice.reaches(key, State::Sent).await.server_id > 1_000_000);
    }
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_message_written_while_another_is_on_its_way_is_tried_once() {
    let told = Arc::new(Notify::new());
    let slow = || -> Step {
        let told = Arc::clone(&told);
        Box::new(move |request| match accepts(request) {
            Does::Answer(response) => Does::AnswerWhen(response, Arc::clone(&told)),
            other => other,
        })
    };
    let (server, mut requests) = server(vec![slow(), slow()]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    alice.send("first").await;
    assert_eq!(words(&next(&mut requests).await), "first");
    let second = alice.send("second").await;
    told.notify_one();
    assert_eq!(words(&next(&mut requests).await), "second");
    // One that was tried twice would be looked up, for its place may lie before what the inbox has read.
    let key = second.clone();
    let item = alice
        .store
        .read(move |snapshot| rows::by_key(snapshot, &key))
        .await
        .unwrap();
    assert_eq!(item.unwrap().tries, 1);
    told.notify_one();
    alice.reaches(&second, State::Sent).await;
}

/// Invariant 2: it reaches the server exactly once.
#[tokio::test]
async fn a_doubled_enter_is_one_message() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let draft = Draft::text(Draft::new_submission(), "once", vec![]);
    let chat = chat();
    let (first, second) = tokio::join!(
        alice.outbox.send(&chat, draft.clone()),
        alice.outbox.send(&chat, draft)
    );
    let key = first.unwrap();
    assert_eq!(key, second.unwrap());
    alice.reaches(&key, State::Sent).await;
    next(&mut requests).await;
    assert!(requests.try_recv().is_err());
    assert_eq!(alice.order().await, [key]);
}

#[tokio::test]
async fn a_stopped_message_keeps_its_place_and_holds_nothing_up() {
    let (server, mut requests) = server(vec![
        Box::new(accepts),
        Box::new(status(8)),
        Box::new(accepts),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let first = alice.send("first").await;
    alice.reaches(&first, State::Sent).await;
    let bad = alice.send("bad").await;
    let stopped = alice.reaches(&bad, State::Stopped).await;
    assert!(stopped.reason.contains("status_8") && stopped.reason.contains("log-"));
    let third = alice.send("third").await;
    alice.reaches(&third, State::Sent).await;
    for _ in 0..3 {
        next(&mut requests).await;
    }

    // Again with the same id, and now it is accepted.
    alice.outbox.retry(&bad).await.unwrap();
    alice.reaches(&bad, State::Sent).await;
    let again = next(&mut requests).await;
    assert_eq!(
        again
            .body
            .unwrap()
            .send_message_body
            .unwrap()
            .client_message_id(),
        bad.as_str()
    );
    assert!(matches!(
        alice.outbox.retry(&bad).await,
        Err(Error::NotNow(_))
    ));
}

#[tokio::test]
async fn a_stopped_message_is_taken_back_for_editing_or_deleted() {
    let (server, _requests) = server(vec![
        Box::new(status(21)),
        Box::new(|request| sent(request, 3)),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let long = alice.send("too long").await;
    alice.reaches(&long, State::Stopped).await;
    assert_eq!(alice.outbox.unsent().await.unwrap(), [(chat(), 1)]);
    assert_eq!(alice.outbox.take_back(&long).await.unwrap(), "too long");
    assert!(alice.row(&long).await.is_none());

    let refused = alice.send("refused").await;
    let row = alice.reaches(&refused, State::Stopped).await;
    assert!(row.reason.contains("send_3"));
    alice.outbox.cancel(&refused).await.unwrap();
    assert!(alice.order().await.is_empty());
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_with_the_same_message() {
    let (server, mut requests) =
        server(vec![Box::new(status(500)), Box::new(|_| Does::Breaks)]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("patience").await;
    let late = alice.send("after it").await;
    alice.reaches(&late, State::Sent).await;
    for tries in 0..3 {
        let request = next(&mut requests).await;
        assert_eq!(words(&request), "patience");
        assert_eq!(request.retry_count.unwrap_or(0), tries);
        assert_eq!(
            request
                .body
                .unwrap()
                .send_message_body
                .unwrap()
                .client_message_id(),
            key.as_str()
        );
    }
    assert_eq!(words(&next(&mut requests).await), "after it");
}

#[tokio::test]
async fn an_invalid_ticket_is_renewed_once() {
    let (server, mut requests) = server(vec![
        Box::new(status(2)),
        Box::new(accepts),
        Box::new(accepts),
        Box::new(status(2)),
        Box::new(accepts),
        Box::new(status(2)),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("with a new ticket").await;
    alice.reaches(&key, State::Sent).await;
    let commands: Vec<i32> = [
        next(&mut requests).await,
        next(&mut requests).await,
        next(&mut requests).await,
    ]
    .iter()
    .map(|request| request.cmd.unwrap())
    .collect();
    assert_eq!(commands, [SEND, TICKET, SEND]);

    let stopped = alice.send("twice refused").await;
    let row = alice.reaches(&stopped, State::Stopped).await;
    assert!(row.reason.contains("status_2"));
}

#[tokio::test]
async fn a_conversation_without_ticket_gets_one_first() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let cid = alice
        .store
        .read(|snapshot| conversation::find(snapshot, &chat()))
        .await
        .unwrap()
        .unwrap();
    alice
        .store
        .write(move |tx| conversation::set_ticket(tx, cid, ""))
        .await
        .unwrap();
    alice.start().await;
    let key = alice.send("hello").await;
    alice.reaches(&key, State::Sent).await;
    let asked = next(&mut requests).await;
    assert_eq!(asked.cmd, Some(TICKET));
    let asked = asked.body.unwrap().get_ticket_body.unwrap();
    assert_eq!(
        (asked.to_id, asked.conversation_short_id),
        (Some(10009), None)
    );
    let sent = next(&mut requests)
        .await
        .body
        .unwrap()
        .send_message_body
        .unwrap();
    assert!(sent.ticket().starts_with("ticket-10"));
}

#[tokio::test]
async fn body_status_4_is_for_alices_eyes_only() {
    let (server, _requests) = server(vec![Box::new(|request| sent(request, 4))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("hm").await;
    let row = alice.reaches(&key, State::OnlyMe).await;
    assert!(row.reason.contains("send_4") && row.server_id > 0);
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_expired_token_keeps_the_message_until_the_next_one() {
    let (server, mut requests) = server(vec![Box::new(status(100))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("kept").await;
    let mut state = alice.link.connection();
    in_time(state.wait_for(|state| matches!(state, Connection::SignInNeeded { .. })))
        .await
        .unwrap();
    assert_eq!(alice.row(&key).await.unwrap().state, State::Accepted);
    alice.tokens.replace("tok-2").unwrap();
    alice.link.poke(crate::Poke::TokenChanged);
    alice.reaches(&key, State::Sent).await;
    next(&mut requests).await;
    assert_eq!(next(&mut requests).await.token.as_deref(), Some("tok-2"));
}

#[tokio::test]
async fn what_waits_is_sent_after_a_restart_in_its_order() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let keys = [
        alice.send("one").await,
        alice.send("two").await,
        alice.send("three").await,
    ];
    let (folder, key) = alice.stop().await;

    let alice = Alice::open(&server, folder, key);
    assert_eq!(alice.order().await, keys);
    alice.start().await;
    for (key, wanted) in keys.iter().zip(["one", "two", "three"]) {
        assert_eq!(words(&next(&mut requests).await), wanted);
        alice.reaches(key, State::Sent).await;
    }
}

#[tokio::test]
async fn a_message_waiting_for_the_network_can_be_cancelled() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let gone = alice.send("never mind").await;
    let kept = alice.send("but this").await;
    alice.outbox.cancel(&gone).await.unwrap();
    alice.start().await;
    alice.reaches(&kept, State::Sent).await;
    assert_eq!(words(&next(&mut requests).await), "but this");
    assert!(matches!(
        alice.outbox.cancel(&kept).await,
        Err(Error::NotNow(_))
    ));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_it_is_taken_in() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let text = |words: &str| Draft::text(Draft::new_submission(), words, vec![]);
    let refused = |draft| async { alice.outbox.send(&chat(), draft).await.unwrap_err().code() };
    assert_eq!(refused(text(" \n ")).await, "empty");
    assert_eq!(refused(text(&"x".repeat(70_000))).await, "too_long");
    // Below the limit as it is typed, above it as JSON.
    assert_eq!(refused(text(&"\"".repeat(40_000))).await, "too_long");
    assert_eq!(
        refused(Draft::text("not-a-uuid".into(), "x", vec![])).await,
        "not_found"
    );
    let nowhere = alice
        .outbox
        .send(&"0:1:10001:10017".into(), text("x"))
        .await
        .unwrap_err();
    assert_eq!(nowhere.code(), "not_found");
    assert!(alice.order().await.is_empty());
}

#[tokio::test]
async fn a_picture_on_its_way_ends_with_the_database() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let key = alice.send("stands for a picture").await;
    let item = alice
        .store
        .read(move |snapshot| rows::by_key(snapshot, &key))
        .await
        .unwrap()
        .unwrap();
    alice.store.close().await;
    // Neither round by round without a pause, nor waiting for a connection that nothing opens.
    in_time(alice.outbox.prepare(item)).await;
}

/// The answer of a server that shows the message no more.
fn is_cleared(request: &Request) -> Does {
    let mut response = answer_to(request, 0);
    response.body = Some(ResponseBody {
        get_message_by_id_body: Some(GetMessageByIdResponseBody {
            msg_info: Some(MessageInfo {
                status: Some(MessageStatus::NotExist as i32),
                body: None,
            }),
        }),
        ..ResponseBody::default()
    });
    Does::Answer(Box::new(response))
}

#[tokio::test]
async fn what_was_sent_again_into_a_cleared_history_goes_with_it() {
    let (server, _requests) = server_that_finds(
        vec![Box::new(|_| Does::Breaks), Box::new(accepts)],
        is_cleared,
    )
    .await;
    let alice = Alice::new(&server).await;
    let mut changes = alice.store.changes();
    alice.start().await;
    let asking = alice.ask_for_places();
    let key = alice.send("is there already").await;
    alice.goes(&key, &mut changes).await;
    asking.cancel();
}

#[tokio::test]
async fn a_place_that_was_not_told_is_asked_for_until_it_is_also_after_a_restart() {
    let answers = Arc::new(AtomicBool::new(false));
    let (asked, mut asks) = mpsc::unbounded_channel();
    let told = Arc::clone(&answers);
    let (server, _requests) = server_that_finds(
        vec![Box::new(|_| Does::Breaks), Box::new(accepts)],
        move |request| {
            asked.send(()).ok();
            if told.load(Ordering::Relaxed) {
                is_cleared(request)
            } else {
                Does::Breaks
            }
        },
    )
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let asking = alice.ask_for_places();
    let key = alice.send("is there already").await;
    for _ in 0..2 {
        in_time(asks.recv()).await.unwrap();
    }
    asking.cancel();
    let (folder, database) = alice.stop().await;
    answers.store(true, Ordering::Relaxed);
    let again = Alice::open(&server, folder, database);
    let mut changes = again.store.changes();
    assert_eq!(again.row(&key).await.unwrap().state, State::Sent);
    again.start().await;
    let asking = again.ask_for_places();
    again.goes(&key, &mut changes).await;
    asking.cancel();
}
