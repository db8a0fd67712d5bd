//! Read positions against a scripted server.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use linnet_proto::choices;
use linnet_proto::im_proto::Request;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Clock, Config, Endpoints, SystemClock};
use crate::link::tests::{Peer, Server, answer_to, in_time};
use crate::model::ConversationId;
use crate::model::message::Incoming;
use crate::store::Change;
use crate::store::tests::{ALICE, Desk, chat, from_bob, open};
use crate::sync::apply::{self, Entry, Origin};

/// The computer's clocks, but for the pause after a failure.
struct Hasty;

impl Clock for Hasty {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms()
    }

    fn now(&self) -> tokio::time::Instant {
        SystemClock.now()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        SystemClock.sleep(if pause == PAUSE { GATHER } else { pause })
    }
}

/// Alice's device, that has five unread messages from Bob.
struct Device {
    desk: Desk,
    link: Link,
    reads: Reads,
    tokens: PastedToken,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Device {
    async fn new(server: &Server) -> Self {
        let device = Self::over(Desk::new(), server);
        let five = (1..=5).map(|index| from_bob(index, "hello")).collect();
        device.arrive(five).await;
        device
    }

    fn over(desk: Desk, server: &Server) -> Self {
        let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
        let mut config =
            Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
        config.clock = Arc::new(Hasty);
        // Other than the pause that is cut short.
        config.limits.dead = PAUSE * 2;
        let tokens = PastedToken::new("token-1").unwrap();
        let link = Link::new(&config, Arc::new(tokens.clone())).unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let reads = Reads::new(desk.store.clone(), link.clone(), &tasks, stop.clone());
        Self {
            desk,
            link,
            reads,
            tokens,
            tasks,
            stop,
        }
    }

    async fn arrive(&self, messages: Vec<Incoming>) {
        self.desk
            .store
            .write(|tx| {
                let entries: Vec<_> = messages.into_iter().map(Entry::from).collect();
                apply::inbox(tx, &entries, Origin::Pull, &[]).map(|_| ())
            })
            .await
            .unwrap();
    }

    /// Alice reads up to a message of Bob's.
    async fn reads(&self, index: i64) {
        self.reads_in(chat().id, index).await;
    }

    async fn reads_in(&self, id: ConversationId, index: i64) {
        let cid = self
            .desk
            .store
            .read(move |snapshot| conversation::find(snapshot, &id))
            .await
            .unwrap();
        self.reads.mark(cid.unwrap(), index).await.unwrap();
    }

    /// Ends everything, and leaves the folder.
    async fn stop(self) -> Desk {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.link.stop().await;
        self.desk.store.close().await;
        self.desk
    }
}

/// How far a request says that was read.
fn told(request: &Request) -> i64 {
    assert_eq!(request.cmd, Some(Imcmd::MarkConversationReadV3 as i32));
    let body = request.body.as_ref().unwrap();
    let read = body.mark_conversation_read_body.as_ref().unwrap();
    read.read_message_index.unwrap()
}

/// The next one; heartbeats between do not make the wait longer.
async fn next(peer: &mut Peer) -> Request {
    in_time(peer.request()).await
}

async fn server() -> Server {
    Server::start(|_| (503, Vec::new())).await
}

#[tokio::test]
async fn a_position_whose_connection_was_lost_is_told_at_the_next_one() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    device.link.start();
    let mut peer = server.peer().await;
    device.reads(3).await;
    assert_eq!(told(&next(&mut peer).await), 3);
    drop(peer);

    let mut peer = server.peer().await;
    let again = next(&mut peer).await;
    assert_eq!(told(&again), 3);
    peer.answer(&again, 0).await;
    // It is told now: the next one is the next that is read.
    device.reads(5).await;
    let last = next(&mut peer).await;
    assert_eq!(told(&last), 5);
    peer.answer(&last, 0).await;
    device.stop().await;
}

#[tokio::test]
async fn what_was_read_without_a_connection_is_told_after_a_restart() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    device.reads(4).await;
    let Desk { folder, key, .. } = device.stop().await;

    let store = open(&folder, &key).unwrap();
    let device = Device::over(Desk { store, folder, key }, &server);
    device.link.start();
    let mut peer = server.peer().await;
    let request = next(&mut peer).await;
    assert_eq!(told(&request), 4);
    peer.answer(&request, 0).await;
    device.stop().await;
}

#[tokio::test]
async fn nothing_is_told_to_a_server_that_was_set_back_before_everything_is_loaded_again() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    device.reads(4).await;
    let wanted = device
        .desk
        .store
        .write(|tx| meta::want_reload(tx, meta::Cause::SetBack));
    wanted.await.unwrap();
    tell(&device.desk.store, &device.link).await.unwrap();
    let waits = device.desk.store.read(|it| untold::waiting(it, ROUND));
    assert_eq!(
        waits.await.unwrap().len(),
        1,
        "it is not told, and not forgotten"
    );
    // After the reload what is read then is told.
    let set = device.desk.store.write(|tx| {
        let answered = meta::Reload {
            holes: 0,
            set_backs: 1,
        };
        meta::reload_answered(tx, answered)
    });
    set.await.unwrap();
    device.link.start();
    let mut peer = server.peer().await;
    let request = next(&mut peer).await;
    assert_eq!(told(&request), 4);
    peer.answer(&request, 0).await;
    device.stop().await;
}

/// Nobody has pulled the inbox from it yet.
#[tokio::test]
async fn a_server_that_does_not_know_what_a_position_means_was_set_back() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    device.reads(4).await;
    device.link.note_runs_in(device.desk.store.server_runs());
    device.desk.store.server_runs().note(7);
    // With the next transaction.
    device.arrive(Vec::new()).await;
    device.link.start();
    let mut peer = server.peer().await;
    let request = next(&mut peer).await;
    let named = request.headers.get(choices::HEADER_RUNS);
    assert_eq!(named.map(String::as_str), Some("7"));
    let mut answer = answer_to(&request, 3);
    let set_back = (choices::HEADER_SET_BACK.to_owned(), "0".to_owned());
    answer.headers.extend([set_back]);
    let mut changes = device.desk.store.changes();
    peer.send(&answer, choices::SERVICE).await;
    in_time(async {
        while !changes
            .recv()
            .await
            .unwrap()
            .changes
            .contains(&Change::Wanted)
        {}
    })
    .await;
    let store = &device.desk.store;
    let wanted = store.read(meta::reload).await.unwrap().unwrap();
    assert_eq!(wanted.set_backs, 1);
    let waits = store.read(|it| untold::waiting(it, ROUND)).await;
    assert_eq!(waits.unwrap().len(), 1, "the reload settles it");
    device.stop().await;
}

#[tokio::test]
async fn a_server_that_cannot_take_a_position_now_is_asked_again() {
    for status in [6, 16, 23, 78, 500] {
        let mut server = server().await;
        let device = Device::new(&server).await;
        device.link.start();
        let mut peer = server.peer().await;
        device.reads(3).await;
        for status in [status, status, 0] {
            let request = next(&mut peer).await;
            assert_eq!(told(&request), 3);
            peer.answer(&request, status).await;
        }
        device.stop().await;
    }
}

#[tokio::test]
async fn a_position_that_met_an_expired_token_is_told_with_the_next_one() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    device.link.start();
    let mut peer = server.peer().await;
    device.reads(3).await;
    let request = next(&mut peer).await;
    peer.answer(&request, 100).await;
    let mut connection = device.link.connection();
    in_time(connection.wait_for(|state| matches!(state, Connection::SignInNeeded { .. })))
        .await
        .unwrap();

    device.tokens.replace("token-2").unwrap();
    device.link.poke(crate::link::Poke::TokenChanged);
    let mut peer = server.peer().await;
    let again = next(&mut peer).await;
    assert_eq!(told(&again), 3);
    assert_eq!(again.token.as_deref(), Some("token-2"));
    device.stop().await;
}

#[tokio::test]
async fn a_position_that_the_server_refuses_is_given_up_and_holds_up_no_other() {
    let mut server = server().await;
    let device = Device::new(&server).await;
    let carol = ConversationRef {
        id: "0:1:10001:10017".into(),
        short_id: 78,
        kind: 1,
    };
    let also = carol.clone();
    let entry = Incoming {
        conversation: carol,
        server_id: 9,
        ..from_bob(1, "hello")
    };
    device.arrive(vec![entry]).await;
    device.reads(3).await;
    device.reads_in(also.id, 1).await;
    device.link.start();
    let mut peer = server.peer().await;
    let refused = next(&mut peer).await;
    assert_eq!(told(&refused), 3);
    peer.answer(&refused, 5).await;
    assert_eq!(told(&next(&mut peer).await), 1);
    let left = device
        .desk
        .store
        .read(|snapshot| untold::waiting(snapshot, ROUND))
        .await
        .unwrap();
    assert_eq!(
        left.into_iter().map(|(_, index)| index).collect::<Vec<_>>(),
        [1]
    );
    device.stop().await;
}

/// So many chats with one unread message each.
async fn chats(device: &Device, count: i64) {
    let entries = (0..count).map(|number| Incoming {
        conversation: ConversationRef {
            id: format!("0:1:10001:{}", 20_001 + number).as_str().into(),
            short_id: 100 + number,
            kind: 1,
        },
        server_id: 1_000 + number,
        ..from_bob(1, "hello")
    });
    device.arrive(entries.collect()).await;
}

#[tokio::test]
async fn many_positions_are_told_in_one_request_where_the_server_knows_it() {
    for status in [0, 5] {
        let mut server = server().await;
        let device = Device::new(&server).await;
        chats(&device, 10).await;
        let (read, marked) = device.reads.mark_all().await.unwrap();
        assert_eq!((read, marked.len()), (11, 0));
        device.link.start();
        let mut peer = server.peer().await;
        let request = next(&mut peer).await;
        assert_eq!(request.cmd, Some(Imcmd::BatchMarkConversationRead as i32));
        let body = request.body.as_ref().unwrap();
        let named = body.batch_mark_read_body.as_ref().unwrap();
        assert_eq!(named.mark_read_requests.len(), 11);
        peer.answer(&request, status).await;
        if status == 5 {
            for _ in 0..11 {
                let request = next(&mut peer).await;
                assert!(told(&request) > 0);
                peer.answer(&request, 0).await;
            }
        }
        in_time(async {
            loop {
                let waiting = device.desk.store.read(|it| untold::waiting(it, ROUND));
                if waiting.await.unwrap().is_empty() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        })
        .await;
        device.stop().await;
    }
}
