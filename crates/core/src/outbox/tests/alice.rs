//! Alice with a real database and link, and a server that does what it is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use linnet_proto::choices;
use linnet_proto::im_proto::{
    Frame, GetTicketResponseBody, Request, Response, ResponseBody, SendMessageResponseBody,
};
use prost::Message as _;
use tokio::sync::{Notify, broadcast, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use super::super::{Draft, Outbox};
use crate::auth::PastedToken;
use crate::config::{Clock, Config, DatabaseKey, Endpoints, SystemClock};
use crate::link::Link;
use crate::link::tests::{Server, answer_to, in_time};
use crate::media::{Media, Setup};
use crate::model::connection::Connection;
use crate::model::conversation::ConversationRef;
use crate::model::draft::SavedDraft;
use crate::model::message::Incoming;
use crate::model::{ConversationId, MessageKey, UserId, kind};
use crate::store::message::{self, State, Stored};
use crate::store::{Committed, Store, conversation, draft};
use crate::sync::apply::{self, Entry, Origin};
use crate::sync::refresh;

pub(super) const ALICE: UserId = UserId(10001);
pub(super) const SEND: i32 = 100;
pub(super) const TICKET: i32 = 2005;
pub(super) const FIND: i32 = 211;
const HISTORY: i32 = 301;
/// Status of a command that the server does not have.
pub(super) const REFUSED: i32 = 5;

/// What the server does with a request.
pub(super) enum Does {
    Answer(Box<Response>),
    /// It takes its time: the answer comes when it is told to.
    AnswerWhen(Box<Response>, Arc<Notify>),
    /// The socket breaks.
    Breaks,
}

pub(super) fn status(status: i32) -> impl Fn(&Request) -> Does {
    move |request| Does::Answer(Box::new(answer_to(request, status)))
}

pub(super) fn accepts(request: &Request) -> Does {
    sent(request, 0)
}

/// Answers 100 with this body status and a server id made of the sequence id, 2005 with a ticket.
pub(super) fn sent(request: &Request, send_status: i32) -> Does {
    let mut response = answer_to(request, 0);
    let sequence = request.sequence_id.unwrap();
    response.body = Some(Box::new(match request.cmd.unwrap() {
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
    }));
    Does::Answer(Box::new(response))
}

/// What the server does with one request.
pub(super) type Step = Box<dyn Fn(&Request) -> Does + Send>;

/// A server that does with the first request what the first of `script` says, and accepts everything after the last.
/// The requests come out of the channel.
pub(super) async fn server(script: Vec<Step>) -> (Server, mpsc::UnboundedReceiver<Request>) {
    server_that_finds(script, |request| {
        let mut response = answer_to(request, 0);
        response.body = Some(Box::new(ResponseBody::default()));
        Does::Answer(Box::new(response))
    })
    .await
}

/// As [`server`]; what it does when it is asked for one message or for history is `finds`, beside the script and without coming out.
pub(super) async fn server_that_finds(
    script: Vec<Step>,
    finds: impl Fn(&Request) -> Does + Send + 'static,
) -> (Server, mpsc::UnboundedReceiver<Request>) {
    let finds = Arc::new(std::sync::Mutex::new(finds));
    let history = Arc::clone(&finds);
    // History comes over HTTP.
    let mut server = Server::start(move |request| match request.cmd {
        Some(HISTORY) => match history.lock().unwrap()(&request) {
            Does::Answer(response) => (200, response.encode_to_vec()),
            _ => (503, Vec::new()),
        },
        _ => (503, Vec::new()),
    })
    .await;
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
                    Some(FIND) => finds.lock().unwrap()(&request),
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

pub(super) struct Alice {
    pub(super) store: Store,
    pub(super) link: Link,
    pub(super) outbox: Outbox,
    pub(super) tokens: PastedToken,
    pub(super) folder: Arc<tempfile::TempDir>,
    pub(super) key: DatabaseKey,
}

pub(super) fn chat() -> ConversationId {
    "0:1:10001:10009".into()
}

impl Alice {
    pub(super) async fn new(server: &Server) -> Self {
        Self::with_clock(server, Arc::new(SystemClock)).await
    }

    pub(super) async fn with_clock(server: &Server, clock: Arc<dyn Clock>) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let alice = Self::open_with(server, folder, DatabaseKey::random(), clock);
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

    pub(super) fn open(server: &Server, folder: Arc<tempfile::TempDir>, key: DatabaseKey) -> Self {
        Self::open_with(server, folder, key, Arc::new(SystemClock))
    }

    fn open_with(
        server: &Server,
        folder: Arc<tempfile::TempDir>,
        key: DatabaseKey,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
        let mut config = Config::new(endpoints, 1, ALICE, folder.path(), key.clone()).unwrap();
        config.clock = Arc::clone(&clock);
        let store = Store::open(folder.path(), &key, ALICE, Arc::clone(&clock)).unwrap();
        let tokens = PastedToken::new("tok-1").unwrap();
        let link = Link::new(&config, Arc::new(tokens.clone())).unwrap();
        let media = Media::open(Setup {
            user: ALICE,
            proxies: crate::proxy::Proxies::system(),
            trust: crate::trust::Trust::system(),
            folder: folder.path(),
            budget: 1_000_000,
            clock: Arc::clone(&clock),
            requests: Arc::new(link.clone()),
            takes_videos: true,
            service: &"http://127.0.0.1:1".parse().unwrap(),
            worker: None,
        })
        .unwrap();
        let outbox = Outbox::new(store.clone(), link.clone(), Arc::new(media), 1, clock);
        Self {
            store,
            link,
            outbox,
            tokens,
            folder,
            key,
        }
    }

    pub(super) async fn start(&self) {
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

    pub(super) async fn stop(self) -> (Arc<tempfile::TempDir>, DatabaseKey) {
        self.outbox.stop().await;
        self.link.stop().await;
        self.store.close().await;
        (self.folder, self.key)
    }

    pub(super) async fn send(&self, words: &str) -> MessageKey {
        let draft = Draft::text(Draft::new_submission(), words, vec![]);
        self.outbox.send(&chat(), draft).await.unwrap()
    }

    /// Takes an entry of the inbox.
    pub(super) async fn hears(&self, entry: Incoming) {
        self.store
            .write(move |tx| apply::inbox(tx, &[Entry::from(entry)], Origin::Pull, &[]))
            .await
            .unwrap();
    }

    /// Her history was cleared up to this index.
    pub(super) async fn clears(&self, index: i64) {
        self.store
            .write(move |tx| {
                let cid = conversation::find_in(tx, &chat())?.unwrap();
                conversation::raise_min_index(tx, cid, index)
            })
            .await
            .unwrap();
    }

    /// Types on the draft of this revision.
    pub(super) async fn types(&self, base: i64, words: &'static str) {
        self.store
            .write(move |tx| {
                let cid = conversation::find_in(tx, &chat())?.unwrap();
                let saved = draft::save(tx, cid, base, words)?;
                assert_eq!(saved, draft::Save::Kept(base + 1));
                Ok(())
            })
            .await
            .unwrap();
    }

    pub(super) async fn draft(&self) -> SavedDraft {
        let stored = self.store.read(|snapshot| {
            let cid = conversation::find(snapshot, &chat())?.unwrap();
            draft::get(snapshot, cid)
        });
        stored.await.unwrap().into()
    }

    pub(super) async fn row(&self, key: &MessageKey) -> Option<Stored> {
        let key = key.clone();
        self.store
            .read(move |snapshot| message::find(snapshot, &key))
            .await
            .unwrap()
    }

    /// What the client runs beside the outbox, until it is cancelled.
    pub(super) fn ask_for_places(&self) -> CancellationToken {
        let stop = CancellationToken::new();
        tokio::spawn(refresh::run(
            self.store.clone(),
            self.link.clone(),
            Arc::default(),
            stop.clone(),
        ));
        stop
    }

    /// Waits until there is no such row.
    pub(super) async fn goes(
        &self,
        key: &MessageKey,
        changes: &mut broadcast::Receiver<Arc<Committed>>,
    ) {
        in_time(async {
            while self.row(key).await.is_some() {
                changes.recv().await.unwrap();
            }
        })
        .await;
    }

    /// Waits for the row to come to a state.
    pub(super) async fn reaches(&self, key: &MessageKey, state: State) -> Stored {
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

    pub(super) async fn order(&self) -> Vec<MessageKey> {
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

pub(super) fn words(request: &Request) -> String {
    let body = request
        .body
        .as_ref()
        .unwrap()
        .send_message_body
        .as_ref()
        .unwrap();
    kind::parse(10001, body.content(), &BTreeMap::new()).text()
}

trait Text {
    fn text(self) -> String;
}

impl Text for kind::Content {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }
}

pub(super) async fn next(requests: &mut mpsc::UnboundedReceiver<Request>) -> Request {
    in_time(requests.recv()).await.unwrap()
}
