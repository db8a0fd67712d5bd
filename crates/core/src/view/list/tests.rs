use super::*;
use crate::model::conversation::{ConversationInfo, ConversationRef, CoreInfo};
use crate::model::message::Incoming;
use crate::store::draft;
use crate::store::tests::{ALICE, Desk, chat, from_bob};
use crate::sync::apply::{self, Entry, Origin};
use crate::view::row::ListFilter;

async fn arrive(desk: &Desk, message: Incoming) {
    desk.store
        .write(move |tx| apply::inbox(tx, &[Entry::from(message)], Origin::Push, &[]).map(|_| ()))
        .await
        .unwrap();
}

fn from_carol(index: i64) -> Incoming {
    Incoming {
        conversation: ConversationRef {
            id: "0:1:10001:10017".into(),
            short_id: 78,
            kind: 1,
        },
        sender: UserId(10017),
        server_id: 8_000_000_000_000_000 + index,
        ext: Default::default(),
        created: 2_000_000 + index,
        ..from_bob(index, "from Carol")
    }
}

#[tokio::test]
async fn whoever_looks_at_something_else_in_between_misses_no_line() {
    use futures_util::FutureExt as _;

    let desk = Desk::new();
    arrive(&desk, from_bob(1, "one")).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    list.open().await.unwrap();
    arrive(&desk, from_bob(2, "two")).await;
    // As in a `select!` whose other branch is quicker: begun, and dropped while it waits for the database.
    let told = match list.next().now_or_never() {
        // The database was quicker.
        Some(update) => update,
        None => {
            let waited = std::time::Duration::from_secs(20);
            let update = tokio::time::timeout(waited, list.next()).await;
            update.expect("it is told")
        }
    };
    assert_eq!(told.unwrap().unread_total, 2);
    assert_eq!(list.rows[0].preview.as_ref().unwrap().text, "two");
}

#[tokio::test]
async fn a_draft_is_told_by_its_words_and_its_pictures_until_there_is_neither() {
    let desk = Desk::new();
    arrive(&desk, from_bob(1, "one")).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let mut told = Vec::new();
    for (revision, text, attachments) in [
        (1, " ", "[]"),
        (2, "so", "[]"),
        (3, "", r#"["/a.png"]"#),
        (4, "so", r#"["/a.png"]"#),
        (5, "", "[]"),
    ] {
        let draft = draft::Stored {
            revision,
            text: text.to_owned(),
            attachments: attachments.to_owned(),
            ..draft::Stored::default()
        };
        desk.store
            .write(move |tx| {
                let cid = conversation::ensure(tx, &chat())?;
                draft::restore(tx, cid, &draft)
            })
            .await
            .unwrap();
        let (rows, _) = list.open().await.unwrap();
        told.push(
            rows[0]
                .draft
                .clone()
                .map(|draft| (draft.text, draft.pictures)),
        );
    }
    let so = || "so".to_owned();
    assert_eq!(
        told,
        [
            None,
            Some((so(), false)),
            Some((String::new(), true)),
            Some((so(), true)),
            None
        ]
    );
}

#[tokio::test]
async fn whoever_writes_last_stands_first_and_a_pin_stays_on_top() {
    let desk = Desk::new();
    arrive(&desk, from_bob(1, "one")).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (mut rows, unread) = list.open().await.unwrap();
    assert_eq!((rows.len(), unread), (1, 1));
    arrive(&desk, from_carol(1)).await;
    arrive(&desk, from_carol(2)).await;
    let peers = |rows: &[ConversationRow]| -> Vec<i64> {
        rows.iter()
            .filter_map(|row| row.peer)
            .map(UserId::get)
            .collect()
    };
    let mut total = 0;
    while rows.first().is_none_or(|row| row.unread < 2) {
        let update = list.next().await.unwrap();
        diff::apply(&mut rows, &update.diffs);
        total = update.unread_total;
    }
    assert_eq!((peers(&rows), total), (vec![10017, 10009], 3));
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            let settings = crate::model::conversation::Settings {
                version: 5,
                pinned: true,
                pinned_time: 7,
                ext_full: true,
                ..Default::default()
            };
            conversation::apply_settings(tx, cid, &settings)
        })
        .await
        .unwrap();
    while peers(&rows) != [10009, 10017] {
        let update = list.next().await.unwrap();
        diff::apply(&mut rows, &update.diffs);
    }
    assert_eq!(rows, list.rows, "the diffs lead to the rows");
    arrive(&desk, from_carol(3)).await;
    let update = list.next().await.unwrap();
    assert!(matches!(
        update.diffs[..],
        [Diff::Set { at: 1, .. }] | [Diff::Remove { at: 1, .. }, Diff::Insert { at: 1, .. }]
    ));
}

async fn peers(desk: &Desk) -> Vec<i64> {
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (rows, _) = list.open().await.unwrap();
    rows.iter()
        .filter_map(|row| row.peer)
        .map(UserId::get)
        .collect()
}

#[tokio::test]
async fn conversations_of_the_same_time_stand_in_one_order_on_every_device() {
    let (bob, mut carol) = (from_bob(1, "now"), from_carol(1));
    carol.created = bob.created;
    let (phone, desk) = (Desk::new(), Desk::new());
    // Each device meets another of them first.
    for message in [bob.clone(), carol.clone()] {
        arrive(&phone, message).await;
    }
    for message in [carol, bob] {
        arrive(&desk, message).await;
    }
    assert_eq!(peers(&phone).await, peers(&desk).await);
}

#[tokio::test]
async fn a_new_conversation_stands_where_the_servers_time_says_on_every_device() {
    let info = |created| ConversationInfo {
        conversation: chat(),
        inbox: 0,
        ticket: Some("ticket".to_owned()),
        member: Some(true),
        member_count: Some(2),
        badge_count: None,
        core: Some(CoreInfo {
            version: 1,
            created,
            ext_full: true,
            ..CoreInfo::default()
        }),
        settings: None,
        members: Vec::new(),
        members_complete: false,
    };
    let (phone, desk) = (Desk::new(), Desk::new());
    // It was made on the phone, whose clock is ahead, by an answer that said no time.
    phone
        .store
        .write(move |tx| {
            let cid = conversation::apply(tx, &info(0))?;
            conversation::set_created(tx, cid, 5_000_000)
        })
        .await
        .unwrap();
    for device in [&phone, &desk] {
        arrive(device, from_carol(1)).await;
        device
            .store
            .write(move |tx| conversation::apply(tx, &info(1_000)).map(|_| ()))
            .await
            .unwrap();
    }
    assert_eq!(peers(&phone).await, [10017, 10009]);
    assert_eq!(peers(&phone).await, peers(&desk).await);
}

/// Chats with so many people, all of whom have written.
async fn many(desk: &Desk, count: i64) {
    let entries = (0..count).map(|number| {
        Entry::from(Incoming {
            conversation: ConversationRef {
                id: format!("0:1:10001:{}", 20_001 + number).as_str().into(),
                short_id: 1_000 + number,
                kind: 1,
            },
            sender: UserId(20_001 + number),
            server_id: 9_000_000_000_000_000 + number,
            // Before anything of Bob.
            created: 1 + number,
            ..from_bob(1, "hello")
        })
    });
    let entries: Vec<Entry> = entries.collect();
    desk.store
        .write(move |tx| apply::inbox(tx, &entries, Origin::Pull, &[]).map(|_| ()))
        .await
        .unwrap();
}

#[tokio::test]
async fn one_change_moves_one_line_of_what_is_shown_however_many_there_are() {
    let desk = Desk::new();
    many(&desk, 2_000).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    list.open().await.unwrap();
    let mut shown = list.shown();
    assert_eq!(shown.len(), 2_000);
    arrive(&desk, from_bob(1, "one")).await;
    let update = list.next().await.unwrap();
    assert_eq!((update.diffs.len(), update.shown.len()), (1, 1));
    diff::apply(&mut shown, &update.shown);
    assert_eq!(shown.first(), Some(&chat().id));
    assert_eq!(update.overview.unread, 2_001);
    list.chooser().choose(ListChoice {
        filter: ListFilter::Groups,
        held: None,
    });
    let update = list.next().await.unwrap();
    diff::apply(&mut shown, &update.shown);
    assert_eq!(shown, []);
    arrive(&desk, from_bob(2, "two")).await;
    let update = list.next().await.unwrap();
    // Its line goes and comes with another time.
    assert_eq!((update.diffs.len(), update.shown.len()), (2, 0));
}
