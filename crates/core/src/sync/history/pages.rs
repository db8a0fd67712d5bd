//! Pages of a server that answers too much, or always the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use linnet_proto::im_proto::{MessageBody, Request, ResponseBody};
use prost::Message as _;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, Endpoints};
use crate::link::tests::{Server, answer_to};
use crate::store::tests::{ALICE, Desk, chat, from_bob};

/// Largest answer that is taken.
const ANSWER_BYTES: usize = 64 * 1024;

/// Index of the message that alone is larger.
const HUGE: i64 = 5;

pub(super) struct Alice {
    pub(super) desk: Desk,
    pub(super) history: History,
    pub(super) cid: Cid,
}

impl Alice {
    pub(super) async fn new(server: &Server) -> Self {
        let desk = Desk::new();
        let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
        let mut config =
            Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
        config.limits.answer_bytes = ANSWER_BYTES;
        let link = Link::new(&config, Arc::new(PastedToken::new("token").unwrap())).unwrap();
        let cid = desk
            .store
            .write(|tx| conversation::ensure(tx, &chat()))
            .await
            .unwrap();
        Self {
            history: History::new(desk.store.clone(), link),
            desk,
            cid,
        }
    }

    /// What is missing of ten messages.
    pub(super) async fn missing(&self) -> Vec<Gap> {
        let cid = self.cid;
        let ranges = self
            .desk
            .store
            .read(move |snapshot| range::list(snapshot, cid))
            .await
            .unwrap();
        let top = Gap {
            lo: ranges.last().map_or(1, |range| range.hi + 1),
            hi: 10,
            bounded: !ranges.is_empty(),
        };
        let mut missing = gaps(&ranges, 0);
        missing.extend(Some(top).filter(|gap| gap.lo <= gap.hi));
        missing
    }

    /// As a timeline does: what is missing and has not failed is asked for.
    async fn fill_everything(&self, side: Side) {
        for _ in 0..40 {
            let next = self
                .missing()
                .await
                .into_iter()
                .find(|gap| self.history.state(self.cid, gap.lo) == GapState::Unknown);
            let Some(gap) = next else { return };
            // What fails says so as the state of its gap.
            self.history.fill(self.cid, gap, side).await.ok();
        }
        panic!("asked for without end");
    }
}

fn body(index: i64) -> MessageBody {
    let from_bob = from_bob(index, "");
    MessageBody {
        conversation_id: Some(chat().id.0),
        conversation_short_id: Some(chat().short_id),
        conversation_type: Some(chat().kind),
        server_message_id: Some(from_bob.server_id),
        index_in_conversation: Some(index),
        message_type: Some(from_bob.kind),
        sender: Some(from_bob.sender.0),
        content: Some("x".repeat(if index == HUGE { 100_000 } else { 15_000 })),
        ext: from_bob.ext,
        ..MessageBody::default()
    }
}

/// Ten messages, as many at a time as are asked for.
pub(super) fn ten(request: &Request) -> (u16, Vec<u8>) {
    let asked = request.body.clone().unwrap();
    let asked = asked.messages_in_conversation_body.unwrap();
    let (anchor, limit) = (
        asked.anchor_index(),
        usize::try_from(asked.limit()).unwrap(),
    );
    let newer = asked.direction() == MessageDirection::Newer;
    let all: Vec<i64> = match newer {
        true => (anchor.max(1)..=10).collect(),
        false => (1..=anchor).rev().collect(),
    };
    let page: Vec<i64> = all.iter().copied().take(limit).collect();
    let step = if newer { 1 } else { -1 };
    let mut response = answer_to(request, 0);
    response.body = Some(Box::new(ResponseBody {
        messages_in_conversation_body: Some(MessagesInConversationResponseBody {
            next_cursor: page.last().map(|last| last + step),
            has_more: Some(page.len() < all.len()),
            messages: page.into_iter().map(body).collect(),
        }),
        ..ResponseBody::default()
    }));
    (200, response.encode_to_vec())
}

#[tokio::test]
async fn what_is_too_large_for_one_answer_comes_in_several_and_a_message_too_large_alone_is_named()
{
    for side in [Side::Older, Side::Newer] {
        let server = Server::start(|request| ten(&request)).await;
        let alice = Alice::new(&server).await;
        alice.fill_everything(side).await;
        let indexes = alice
            .desk
            .rows("SELECT message_index FROM message ORDER BY message_index")
            .await;
        assert_eq!(
            indexes,
            ["1", "2", "3", "4", "6", "7", "8", "9", "10"],
            "{side:?}"
        );
        let missing = alice.missing().await;
        let missing: Vec<_> = missing.iter().map(|gap| (gap.lo, gap.hi)).collect();
        assert_eq!(missing, [(HUGE, HUGE)], "{side:?}");
        match alice.history.state(alice.cid, HUGE) {
            GapState::Failed { reason } => assert_eq!(reason.code, "answer_too_large"),
            other => panic!("{side:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_has_more_and_never_gives_it_is_not_asked_again_by_itself() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        let mut response = answer_to(&request, 0);
        response.body = Some(Box::new(ResponseBody {
            messages_in_conversation_body: Some(MessagesInConversationResponseBody {
                messages: Vec::new(),
                next_cursor: Some(10),
                has_more: Some(true),
            }),
            ..ResponseBody::default()
        }));
        (200, response.encode_to_vec())
    })
    .await;
    let alice = Alice::new(&server).await;
    alice.fill_everything(Side::Older).await;
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(matches!(
        alice.history.state(alice.cid, 1),
        GapState::Failed { .. }
    ));
}

#[tokio::test]
async fn a_server_whose_history_never_ends_and_never_brings_a_message_is_not_asked_for_ever() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        let anchor = request.body.clone().unwrap();
        let anchor = anchor.messages_in_conversation_body.unwrap().anchor_index();
        let mut response = answer_to(&request, 0);
        response.body = Some(Box::new(ResponseBody {
            messages_in_conversation_body: Some(MessagesInConversationResponseBody {
                messages: Vec::new(),
                next_cursor: Some(anchor - 1),
                has_more: Some(true),
            }),
            ..ResponseBody::default()
        }));
        (200, response.encode_to_vec())
    })
    .await;
    let alice = Alice::new(&server).await;
    let mut gap = Gap {
        lo: 1,
        hi: 1_000_000_000,
        bounded: false,
    };
    let mut pages = 0;
    while alice.history.state(alice.cid, gap.lo) == GapState::Unknown {
        alice.history.fill(alice.cid, gap, Side::Older).await.ok();
        gap.hi -= 1;
        pages += 1;
        assert!(pages < 1_000, "asked without end");
    }
    assert_eq!(asked.load(Ordering::SeqCst), pages);
}
