//! Catching up against a scripted server: holes, reloads that fail, and what is remembered of them.

use std::collections::VecDeque;
use std::sync::Mutex;

use futures_util::future::BoxFuture;
use linnet_proto::im_proto::{
    ConversationInfoV2, MessageBody, MessagesPerUserInitV2ResponseBody, Request,
};
use prost::Message as _;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, DatabaseKey, Endpoints, SystemClock};
use crate::link::tests::{Server, answer_to};
use crate::model::UserId;
use crate::store::tests::{Desk, chat, from_bob};
use crate::store::{Tx, conversation};

const PULL: i32 = 200;
const LOAD: i32 = 203;

/// What the server answers, in order; the last answer to a command is repeated.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<Lines>>);

#[derive(Default)]
struct Lines {
    pulls: VecDeque<MessagesPerUserResponseBody>,
    /// None: the server refuses.
    loads: VecDeque<Option<MessagesPerUserInitV2ResponseBody>>,
    /// Commands with the cursor each was asked from.
    asked: Vec<(i32, i64)>,
}

impl Script {
    fn pulls(self, pulls: impl IntoIterator<Item = MessagesPerUserResponseBody>) -> Self {
        self.0.lock().unwrap().pulls = pulls.into_iter().collect();
        self
    }

    fn loads(
        self,
        loads: impl IntoIterator<Item = Option<MessagesPerUserInitV2ResponseBody>>,
    ) -> Self {
        self.0.lock().unwrap().loads = loads.into_iter().collect();
        self
    }

    fn answer(&self, request: &Request) -> (u16, Vec<u8>) {
        let lines = &mut *self.0.lock().unwrap();
        let asked = request.body.clone().unwrap_or_default();
        let mut answer = answer_to(request, 0);
        let command = request.cmd.unwrap();
        let body = answer.body.get_or_insert_default();
        let cursor = match command {
            PULL => {
                body.messages_per_user_body = next(&mut lines.pulls);
                asked.messages_per_user_body.and_then(|body| body.cursor)
            }
            _ => {
                body.messages_per_user_init_v2_body = next(&mut lines.loads).flatten();
                // A refusal that is not worth another try at once.
                let refused = body.messages_per_user_init_v2_body.is_none();
                answer.status_code = Some(if refused { 4 } else { 0 });
                let asked = asked.messages_per_user_init_v2_body;
                asked.and_then(|body| body.cursor)
            }
        };
        lines.asked.push((command, cursor.unwrap_or(0)));
        (200, answer.encode_to_vec())
    }

    /// What was asked since the last time.
    fn asked(&self) -> Vec<(i32, i64)> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

fn next<T: Clone>(answers: &mut VecDeque<T>) -> Option<T> {
    match answers.len() {
        0 | 1 => answers.front().cloned(),
        _ => answers.pop_front(),
    }
}

/// A clock that never goes by itself; pauses are over at once.
#[derive(Clone)]
pub(super) struct Standing {
    began: Instant,
    passed: Arc<Mutex<Duration>>,
}

impl Standing {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            passed: Arc::default(),
        }
    }

    fn pass(&self, time: Duration) {
        *self.passed.lock().unwrap() += time;
    }
}

impl Clock for Standing {
    fn now_ms(&self) -> i64 {
        // Set back again and again: nothing of this may wait for it.
        1_000_000 - i64::try_from(self.passed.lock().unwrap().as_millis()).unwrap()
    }

    fn now(&self) -> Instant {
        self.began + *self.passed.lock().unwrap()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// Alice's inbox with a server that says what its script says, over HTTP only.
async fn inbox(desk: &Desk, script: &Script, clock: &Standing) -> Inbox {
    let answers = script.clone();
    let server = Server::start(move |request| answers.answer(&request)).await;
    inbox_at(desk, &server, clock).await
}

/// Alice's inbox with a server, over HTTP only.
pub(super) async fn inbox_at(desk: &Desk, server: &Server, clock: &Standing) -> Inbox {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let endpoints = Endpoints::own(&server.api, &format!("ws://{nobody}")).unwrap();
    let mut config = Config::new(
        endpoints,
        1,
        UserId(10001),
        desk.folder.path(),
        DatabaseKey::random(),
    )
    .unwrap();
    config.clock = Arc::new(SystemClock);
    let tokens = Arc::new(PastedToken::new("tok").unwrap());
    let link = Link::new(&config, tokens).unwrap();
    link.note_runs_in(desk.store.server_runs());
    let mut inbox = Inbox::new(
        desk.store.clone(),
        link,
        Arc::new(clock.clone()),
        Limits::default(),
        watch::Sender::new(Loading::default()),
        Arc::default(),
        CancellationToken::new(),
    );
    inbox.cursor = desk.store.read(meta::inbox_cursor).await.unwrap();
    inbox
}

/// Alice was here before, up to this position of the inbox, and Bob had written so much.
pub(super) async fn was_here(desk: &Desk, cursor: i64, said: i64) {
    desk.store
        .write(move |tx| {
            let messages = (1..=said).map(|index| from_bob(index, "before")).collect();
            let cid = conversation::ensure(tx, &chat())?;
            apply::past(tx, cid, messages, Some((0, said)))?;
            meta::advance_inbox(tx, cursor)
        })
        .await
        .unwrap();
}

fn entries(indexes: std::ops::RangeInclusive<i64>) -> Vec<MessageBody> {
    indexes
        .map(|index| {
            let message = from_bob(index, "hello");
            MessageBody {
                conversation_id: Some(message.conversation.id.0),
                conversation_short_id: Some(message.conversation.short_id),
                conversation_type: Some(message.conversation.kind),
                server_message_id: Some(message.server_id),
                index_in_conversation: Some(index),
                order_in_conversation: Some(index),
                message_type: Some(message.kind),
                sender: Some(message.sender.0),
                content: Some(message.content),
                ext: message.ext,
                create_time: Some(message.created),
                version: Some(1),
                ..MessageBody::default()
            }
        })
        .collect()
}

pub(super) fn page(
    messages: Vec<MessageBody>,
    next: i64,
    more: bool,
) -> MessagesPerUserResponseBody {
    MessagesPerUserResponseBody {
        messages,
        next_cursor: Some(next),
        has_more: Some(more),
        ..MessagesPerUserResponseBody::default()
    }
}

/// Everything, with or without the conversation with Bob.
pub(super) fn load(
    named: bool,
    messages: Vec<MessageBody>,
) -> Option<MessagesPerUserInitV2ResponseBody> {
    let info = ConversationInfoV2 {
        conversation_id: Some(chat().id.0),
        conversation_short_id: Some(chat().short_id),
        conversation_type: Some(chat().kind),
        is_participant: Some(true),
        ..ConversationInfoV2::default()
    };
    Some(MessagesPerUserInitV2ResponseBody {
        conversations: named.then_some(info).into_iter().collect(),
        messages,
        per_user_cursor: Some(60),
        next_cursor: Some(1),
        has_more: Some(false),
        ..MessagesPerUserInitV2ResponseBody::default()
    })
}

pub(super) async fn wanted(desk: &Desk) -> Option<meta::Reload> {
    desk.store.read(meta::reload).await.unwrap()
}

const ONE_HOLE: Option<meta::Reload> = Some(meta::Reload {
    holes: 1,
    set_backs: 0,
});

/// Invariant 17: a hole in the inbox is remembered until it is filled.
#[tokio::test]
async fn a_hole_is_remembered_through_a_failed_reload_and_a_restart() {
    let desk = Desk::new();
    was_here(&desk, 10, 3).await;
    let script = Script::default()
        .pulls([
            page(Vec::new(), 50, true),
            page(entries(8..=9), 60, false),
            page(Vec::new(), 60, false),
        ])
        .loads([None]);
    let clock = Standing::new();
    let mut first = inbox(&desk, &script, &clock).await;
    first.catch_up().await.unwrap_err();
    assert_eq!(script.asked(), [(PULL, 10), (PULL, 50), (LOAD, 0)]);
    // What follows the hole is here, the hole is known, and nothing calls it complete.
    assert_eq!(desk.store.read(meta::inbox_cursor).await.unwrap(), Some(60));
    assert_eq!(wanted(&desk).await, ONE_HOLE);
    drop(first);

    let script = script.loads([load(true, entries(7..=9))]);
    let mut second = inbox(&desk, &script, &clock).await;
    second.catch_up().await.unwrap();
    assert_eq!(script.asked(), [(PULL, 60), (LOAD, 0), (PULL, 60)]);
    assert_eq!(wanted(&desk).await, None);
    assert_eq!(
        desk.rows("SELECT lo, hi FROM index_range ORDER BY lo")
            .await,
        ["0 | 3", "7 | 9"]
    );
    second.catch_up().await.unwrap();
    assert_eq!(script.asked(), [(PULL, 60)], "answered once");
}

/// Invariant 17: a hole in the inbox is remembered until it is filled.
#[tokio::test]
async fn a_hole_soon_after_a_reload_waits_and_is_not_forgotten() {
    let desk = Desk::new();
    was_here(&desk, 10, 3).await;
    let script = Script::default()
        .pulls([page(Vec::new(), 50, false)])
        .loads([load(true, Vec::new())]);
    let clock = Standing::new();
    let mut inbox = inbox(&desk, &script, &clock).await;
    inbox.catch_up().await.unwrap();
    assert_eq!(script.asked(), [(PULL, 10), (LOAD, 0), (PULL, 50)]);

    let script = script.pulls([page(Vec::new(), 90, false)]);
    for _ in 0..3 {
        clock.pass(Duration::from_secs(30));
        inbox.catch_up().await.unwrap();
    }
    assert_eq!(script.asked(), [(PULL, 50), (PULL, 90), (PULL, 90)]);
    assert_eq!(wanted(&desk).await, ONE_HOLE);
    clock.pass(Limits::default().reload);
    inbox.catch_up().await.unwrap();
    assert_eq!(script.asked(), [(PULL, 90), (LOAD, 0), (PULL, 90)]);
    assert_eq!(wanted(&desk).await, None);
}

/// A reload answers what was wanted when it began, and nothing that was found while it ran.
#[tokio::test]
async fn a_hole_that_is_found_during_a_reload_is_still_wanted_afterwards() {
    let desk = Desk::new();
    let find = |tx: &mut Tx<'_>| meta::want_reload(tx, Cause::Hole);
    desk.store.write(find).await.unwrap();
    let begun = wanted(&desk).await.unwrap();
    desk.store.write(find).await.unwrap();
    desk.store
        .write(move |tx| meta::reload_answered(tx, begun))
        .await
        .unwrap();
    assert!(wanted(&desk).await.is_some());
    let both = wanted(&desk).await.unwrap();
    desk.store
        .write(move |tx| meta::reload_answered(tx, both))
        .await
        .unwrap();
    assert_eq!(wanted(&desk).await, None);
}

/// The command that deleted it elsewhere is among what is gone.
#[tokio::test]
async fn a_conversation_that_a_reload_does_not_name_leaves_the_list_unless_something_is_in_it() {
    for (said, hidden) in [(0, "1"), (3, "2")] {
        let desk = Desk::new();
        was_here(&desk, 10, said).await;
        let script = Script::default()
            .pulls([page(Vec::new(), 50, false)])
            .loads([load(false, Vec::new())]);
        let mut inbox = inbox(&desk, &script, &Standing::new()).await;
        inbox.catch_up().await.unwrap();
        // Its information says the rest.
        assert_eq!(
            desk.rows("SELECT hidden, info_wanted > 0 FROM conversation")
                .await,
            [format!("{hidden} | 1")]
        );
    }
}

/// A server that only ever says that something is gone is not asked for ever.
#[tokio::test]
async fn holes_without_an_end_end_a_pull() {
    let desk = Desk::new();
    was_here(&desk, 10, 3).await;
    let pages = (0..i64::from(EMPTY_PAGES) * 2).map(|at| page(Vec::new(), 50 + at, true));
    let script = Script::default()
        .pulls(pages)
        .loads([load(true, Vec::new())]);
    let mut inbox = inbox(&desk, &script, &Standing::new()).await;
    inbox.pull(&mut None).await.unwrap();
    assert_eq!(script.asked().len(), usize::try_from(EMPTY_PAGES).unwrap());
}
