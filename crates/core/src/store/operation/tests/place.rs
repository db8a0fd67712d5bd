//! Clearing and deleting a conversation, which name a place in it, and a server that was set back while they wait.

use super::*;
use crate::store::meta;
use crate::store::set_back::{self, Evidence};

fn delete(up_to: i64) -> Operation {
    Operation::DeleteConversation(DeleteConversation {
        up_to,
        badge_count: 0,
        listed: true,
    })
}

/// How far an operation takes the history away.
fn reaches(item: Option<Item>) -> Option<i64> {
    match item?.wanted {
        Wanted::Of(_, operation) => operation.takes_up_to(),
        Wanted::Contact(..) => None,
    }
}

async fn is_over(desk: &Desk, cid: Cid) -> bool {
    let next = desk
        .store
        .read(move |it| next(it, Lane::Of(about(cid))))
        .await;
    matches!(next.unwrap(), Some((_, Ready::Over)))
}

/// The server has lost Bob's messages behind number `common`, and has got one in their place.
async fn set_back_to(desk: &Desk, cid: Cid, common: i64) -> Vec<i64> {
    let held = desk.store.read(move |it| set_back::held(it, cid)).await;
    let held = held.unwrap();
    let new = Incoming {
        server_id: 9_000_000,
        ..from_bob(common + 1, "new")
    };
    let kept = held.iter().filter(|held| held.index <= common);
    let mut has: std::collections::BTreeMap<_, _> =
        kept.map(|held| (held.index, held.server_id)).collect();
    has.insert(new.index, new.server_id);
    let evidence = Evidence {
        has,
        from: 0,
        newest: common + 1,
        ..Evidence::default()
    };
    assert_eq!(evidence.common(&held), common);
    let reloaded = desk.store.write(move |tx| {
        set_back::forget_lost(tx, cid, common, &evidence)?;
        set_back::cut_ranges(tx, cid, common, 0)?;
        apply::past(tx, cid, vec![new], None).map(|_| ())
    });
    reloaded.await.unwrap();
    held.iter().map(|held| held.index).collect()
}

#[tokio::test]
async fn what_a_set_back_server_has_got_since_is_not_taken_away_by_what_was_asked_for_before() {
    for operation in [Operation::Clear(Clear { up_to: 3 }), delete(3)] {
        let desk = Desk::new();
        let cid = three(&desk).await;
        asked(&desk, about(cid), operation.clone()).await;
        let held = set_back_to(&desk, cid, 1).await;
        assert_eq!(held, [1, 2, 3], "the server may have what waits to go");
        assert_eq!(
            reaches(next_of(&desk, about(cid)).await),
            Some(1),
            "{operation:?}"
        );
        let (_, rows) = seen(&desk, cid).await;
        let words: Vec<_> = rows.iter().map(|(_, _, words)| words.as_str()).collect();
        assert_eq!(words, [r#"{"text":"new"}"#], "what is lost was to go");
        let kept = "SELECT count(*) FROM message WHERE state = 5 AND content <> ''";
        assert_eq!(desk.rows(kept).await, ["0"]);
    }
}

/// 0 is "up to the newest" on the wire.
#[tokio::test]
async fn nothing_is_asked_for_when_nothing_of_what_was_to_go_is_left() {
    for operation in [Operation::Clear(Clear { up_to: 3 }), delete(3)] {
        let desk = Desk::new();
        let cid = three(&desk).await;
        asked(&desk, about(cid), operation.clone()).await;
        assert!(!is_over(&desk, cid).await);
        set_back_to(&desk, cid, 0).await;
        assert_eq!(reaches(next_of(&desk, about(cid)).await), Some(0));
        assert!(is_over(&desk, cid).await, "{operation:?}");
    }
}

#[tokio::test]
async fn clearing_an_empty_conversation_leaves_what_comes_meanwhile() {
    let desk = Desk::new();
    let cid = desk.store.write(|tx| conversation::ensure(tx, &chat()));
    let cid = cid.await.unwrap();
    asked(&desk, about(cid), delete(0)).await;
    assert!(!is_over(&desk, cid).await, "it is to leave the list");
    arrive(&desk, from_bob(1, "hello")).await;
    assert!(is_over(&desk, cid).await, "and is back");
    asked(&desk, about(cid), Operation::Clear(Clear { up_to: 0 })).await;
    assert!(is_over(&desk, cid).await);
}

#[tokio::test]
async fn a_place_in_a_history_waits_until_everything_is_loaded_again() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    asked(&desk, about(cid), Operation::Clear(Clear { up_to: 3 })).await;
    let ready = async || {
        let next = desk
            .store
            .read(move |it| next(it, Lane::Of(about(cid))))
            .await;
        next.unwrap().unwrap().1
    };
    desk.store.write(meta::note_set_back).await.unwrap();
    assert!(matches!(ready().await, Ready::AfterReload));
    let answered = meta::Reload {
        holes: 0,
        set_backs: 1,
    };
    let answered = desk
        .store
        .write(move |tx| meta::reload_answered(tx, answered));
    answered.await.unwrap();
    assert!(matches!(ready().await, Ready::Yes { .. }));
}
