use linnet_proto::choices;

use super::*;
use crate::model::ConversationId;
use crate::model::conversation::{ConversationInfo, ConversationRef, CoreInfo, Settings};
use crate::model::message::Incoming;
use crate::store::tests::{ALICE, Desk, chat, from_bob};
use crate::store::{Tx, draft, message};
use crate::sync::apply::{self, Entry, Origin};
use crate::view::diff;
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
    assert_eq!(list.rows()[0].preview.as_ref().unwrap().text, "two");
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
    assert_eq!(rows, list.rows(), "the diffs lead to the rows");
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

fn ids(rows: &[ConversationRow]) -> Vec<&ConversationId> {
    rows.iter().map(|row| &row.id).collect()
}

/// From the one whose conversation [`many`] has made with this number.
fn from_one_of_many(number: i64, index: i64) -> Incoming {
    Incoming {
        conversation: ConversationRef {
            id: format!("0:1:10001:{}", 20_001 + number).as_str().into(),
            short_id: 1_000 + number,
            kind: 1,
        },
        sender: UserId(20_001 + number),
        server_id: 9_100_000_000_000_000 + number * 1_000 + index,
        created: 3_000_000 + index,
        ext: Default::default(),
        ..from_bob(index, "and more")
    }
}

#[tokio::test]
async fn the_list_begins_with_a_slice_and_goes_on_when_somebody_scrolls() {
    let desk = Desk::new();
    many(&desk, 250).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (mut rows, unread) = list.open().await.unwrap();
    assert_eq!((rows.len(), unread), (100, 250));
    let first = list.first();
    assert_eq!((first.size, first.overview.unread), (250, 250));
    let chooser = list.chooser();
    for (reach, expected) in [(180, 180), (90, 180), (10_000, 250)] {
        chooser.reach(reach);
        if reach != 90 {
            let update = list.next().await.unwrap();
            assert!(matches!(update.diffs[..], [Diff::Insert { .. }]));
            diff::apply(&mut rows, &update.diffs);
        }
        assert_eq!(rows.len(), expected);
    }
    let (all, _) = ConversationList::new(desk.store.clone(), ALICE)
        .whole()
        .open()
        .await
        .unwrap();
    assert_eq!(rows, all);
    // Another filter is told as a whole, from its first rows on.
    chooser.choose(ListChoice {
        filter: ListFilter::Unread,
        held: None,
    });
    let update = list.next().await.unwrap();
    assert!(matches!(&update.diffs[..], [Diff::Reset { rows }] if *rows == all[..100]));
    assert_eq!(update.size, 250);
}

#[tokio::test]
async fn one_change_moves_one_row_whether_or_not_it_is_among_those_that_were_read() {
    let desk = Desk::new();
    many(&desk, 2_000).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (mut rows, _) = list.open().await.unwrap();
    // The last of all comes to the top, and pushes one out.
    arrive(&desk, from_one_of_many(0, 2)).await;
    let update = list.next().await.unwrap();
    assert!(matches!(
        update.diffs[..],
        [
            Diff::Insert { at: 0, .. },
            Diff::Remove { at: 100, count: 1 }
        ]
    ));
    diff::apply(&mut rows, &update.diffs);
    assert_eq!(rows, list.rows());
    assert_eq!((update.size, update.overview.unread), (2_000, 2_000));
    assert_eq!(update.unread_total, 2_001);
    // One that stays outside is counted and moves nothing.
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &from_one_of_many(1, 1).conversation)?;
            conversation::set_read(tx, cid, 1, None).map(|_| ())
        })
        .await
        .unwrap();
    let update = list.next().await.unwrap();
    assert_eq!(update.diffs, []);
    assert_eq!(
        (update.overview.unread, update.unread_total),
        (1_999, 2_000)
    );
    // One that goes lets the next one in.
    let gone = rows[3].id.clone();
    desk.store
        .write(move |tx| {
            let cid = conversation::find_in(tx, &gone)?.unwrap();
            conversation::delete(tx, cid, 1)
        })
        .await
        .unwrap();
    let update = list.next().await.unwrap();
    diff::apply(&mut rows, &update.diffs);
    assert_eq!((rows.len(), update.size), (100, 1_999));
    assert_eq!(rows, list.rows());
}

/// Invariant 21: the work does not grow with the size of the account.
#[tokio::test]
async fn a_change_reads_as_much_of_a_long_list_as_of_a_short_one() {
    let mut taken = Vec::new();
    for count in [300, 3_000] {
        let desk = Desk::new();
        many(&desk, count).await;
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        list.open().await.unwrap();
        desk.watch();
        arrive(&desk, from_one_of_many(0, 2)).await;
        list.next().await.unwrap();
        taken.push(desk.ran().steps);
    }
    assert!(taken[1] <= taken[0] + 3, "hundreds of steps: {taken:?}");
}

#[tokio::test]
async fn a_conversation_is_told_beside_the_list_wherever_it_stands() {
    let desk = Desk::new();
    many(&desk, 300).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (rows, _) = list.open().await.unwrap();
    let last = from_one_of_many(0, 1).conversation.id;
    assert!(!ids(&rows).contains(&&last));
    list.chooser().beside(vec![last.clone(), chat().id]);
    let update = list.next().await.unwrap();
    let told = |update: &ListUpdate| -> Vec<(ConversationId, Option<u32>)> {
        let one =
            |beside: &BesideRow| (beside.id.clone(), beside.row.as_ref().map(|row| row.unread));
        update.beside.iter().map(one).collect()
    };
    assert_eq!(told(&update), [(last.clone(), Some(1)), (chat().id, None)]);
    // It is met for the first time.
    arrive(&desk, from_bob(1, "one")).await;
    let update = list.next().await.unwrap();
    assert_eq!(
        told(&update),
        [(last.clone(), Some(1)), (chat().id, Some(1))]
    );
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &from_one_of_many(0, 1).conversation)?;
            conversation::set_read(tx, cid, 1, None).map(|_| ())
        })
        .await
        .unwrap();
    let update = list.next().await.unwrap();
    assert_eq!(update.diffs, []);
    assert_eq!(told(&update), [(last, Some(0)), (chat().id, Some(1))]);
}

/// Takes a row, as it is shown, as the filter says: nothing is known of keys here.
fn fits(filter: &ListFilter, row: &ConversationRow) -> bool {
    if row.archived != matches!(filter, ListFilter::Archived) {
        return false;
    }
    match filter {
        ListFilter::All | ListFilter::Archived => true,
        ListFilter::Unread => row.unread_or_marked() > 0,
        ListFilter::Mentions => row.mentioned,
        ListFilter::People => row.peer.is_some(),
        ListFilter::Groups => row.peer.is_none(),
        ListFilter::Favourites => row.favourite,
        ListFilter::Drafts => row.draft.is_some(),
        ListFilter::Folder { id } => row.folders.contains(id),
    }
}

/// Something happens to one of the conversations.
async fn happens(desk: &Desk, number: i64, what: u64, index: i64) {
    let of = from_one_of_many(number, index).conversation;
    let settings = move |tx: &mut Tx<'_>, change: &mut dyn FnMut(&mut Settings)| -> Result<()> {
        let cid = conversation::ensure(tx, &of)?;
        let mut settings = Settings {
            version: index,
            ext_full: true,
            ..Settings::default()
        };
        change(&mut settings);
        conversation::apply_settings(tx, cid, &settings)
    };
    let of = from_one_of_many(number, index).conversation;
    let ext = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
    match what {
        0..3 => {
            let mut message = from_one_of_many(number, index);
            if what == 0 {
                message.ext = ext("s:mentioned_users", &ALICE.to_string());
            }
            arrive(desk, message).await;
        }
        3 => {
            let read = move |tx: &mut Tx<'_>| {
                let cid = conversation::ensure(tx, &of)?;
                conversation::set_read(tx, cid, index, None).map(|_| ())
            };
            desk.store.write(read).await.unwrap();
        }
        4 => {
            let pin = move |tx: &mut Tx<'_>| {
                settings(tx, &mut |it| (it.pinned, it.pinned_time) = (true, index))
            };
            desk.store.write(pin).await.unwrap();
        }
        5 => {
            let mute = move |tx: &mut Tx<'_>| settings(tx, &mut |it| it.muted = true);
            desk.store.write(mute).await.unwrap();
        }
        6 => {
            let archive = move |tx: &mut Tx<'_>| {
                settings(tx, &mut |it| {
                    it.ext = ext(choices::EXT_ARCHIVED, &(index + 1).to_string());
                })
            };
            desk.store.write(archive).await.unwrap();
        }
        7 => {
            let favourite = move |tx: &mut Tx<'_>| {
                settings(tx, &mut |it| {
                    it.favourite = true;
                    it.ext = ext(choices::EXT_FOLDERS, "work,home");
                })
            };
            desk.store.write(favourite).await.unwrap();
        }
        8 => {
            let write = move |tx: &mut Tx<'_>| {
                let cid = conversation::ensure(tx, &of)?;
                let text = ["so", "", " \u{200b}"][usize::try_from(index % 3).unwrap()];
                let draft = draft::Stored {
                    revision: index,
                    text: text.to_owned(),
                    attachments: "[]".to_owned(),
                    ..draft::Stored::default()
                };
                draft::restore(tx, cid, &draft)
            };
            desk.store.write(write).await.unwrap();
        }
        9 => {
            let mark = move |tx: &mut Tx<'_>| {
                settings(tx, &mut |it| it.ext = ext(choices::EXT_MARKED_UNREAD, "1"))
            };
            desk.store.write(mark).await.unwrap();
        }
        _ => {
            let delete = move |tx: &mut Tx<'_>| {
                let cid = conversation::ensure(tx, &of)?;
                let newest = message::newest_index_in(tx, cid)?;
                conversation::delete(tx, cid, newest)
            };
            desk.store.write(delete).await.unwrap();
        }
    }
}

#[tokio::test]
async fn whatever_happens_the_window_shows_the_first_rows_of_what_a_new_list_shows() {
    let desk = Desk::new();
    many(&desk, 160).await;
    let mut list = ConversationList::new(desk.store.clone(), ALICE);
    let (mut rows, _) = list.open().await.unwrap();
    let chooser = list.chooser();
    let mut choice = ListChoice::default();
    let mut reach = choice::SLICE;
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    for step in 2..160_i64 {
        match next(12) {
            0 => {
                let filter = [
                    ListFilter::All,
                    ListFilter::Unread,
                    ListFilter::Mentions,
                    ListFilter::People,
                    ListFilter::Groups,
                    ListFilter::Favourites,
                    ListFilter::Drafts,
                    ListFilter::Archived,
                    ListFilter::Folder {
                        id: "home".to_owned(),
                    },
                ][usize::try_from(next(9)).unwrap()]
                .clone();
                if filter != choice.filter {
                    reach = choice::SLICE;
                }
                choice.filter = filter;
                chooser.choose(choice.clone());
            }
            1 => {
                let held = from_one_of_many(i64::try_from(next(160)).unwrap(), 1);
                choice.held = (next(3) > 0).then_some(held.conversation.id);
                chooser.choose(choice.clone());
            }
            2 => {
                reach = reach.max(usize::try_from(next(200)).unwrap());
                chooser.reach(reach);
            }
            _ => {
                for _ in 0..=next(3) {
                    let number = i64::try_from(next(160)).unwrap();
                    happens(&desk, number, next(11), step).await;
                }
            }
        }
        // What has been published by now.
        let (waiting, _) = take_waiting(&mut list.changes);
        waiting.iter().for_each(|committed| list.note(committed));
        list.choosing |= list.wanted.1.has_changed().unwrap();
        list.catch_up().await.unwrap();
        let told = list.update();
        diff::apply(
            &mut rows,
            told.iter()
                .flat_map(|update| update.diffs.clone())
                .collect::<Vec<_>>()
                .as_slice(),
        );

        let mut whole = ConversationList::new(desk.store.clone(), ALICE).whole();
        let (all, unread) = whole.open().await.unwrap();
        let held = |row: &ConversationRow| {
            let may = matches!(
                choice.filter,
                ListFilter::Unread | ListFilter::Mentions | ListFilter::Drafts
            );
            may && !row.archived && choice.held.as_ref() == Some(&row.id)
        };
        let shown: Vec<_> = all
            .iter()
            .filter(|row| fits(&choice.filter, row) || held(row))
            .cloned()
            .collect();
        let first = &shown[..reach.min(shown.len())];
        assert_eq!(ids(&rows), ids(first), "step {step}, {choice:?}");
        assert_eq!(rows, first, "step {step}");
        let now = list.first();
        assert_eq!(now.size as usize, shown.len());
        assert_eq!(now.unread_total, unread);
        let news = |take: &dyn Fn(&ConversationRow) -> bool| {
            let of = |row: &&ConversationRow| {
                !row.archived && !row.muted && row.unread_or_marked() > 0 && take(row)
            };
            u32::try_from(all.iter().filter(of).count()).unwrap()
        };
        let total = all.iter().filter(|row| !row.archived && !row.muted);
        assert_eq!(
            unread,
            total.map(ConversationRow::unread_or_marked).sum::<u32>()
        );
        assert_eq!(now.overview.unread, news(&|_| true));
        assert_eq!(now.overview.favourites, news(&|row| row.favourite));
        let drafts = all
            .iter()
            .filter(|row| !row.archived && row.draft.is_some());
        assert_eq!(now.overview.drafts as usize, drafts.count());
        let archived = all.iter().filter(|row| row.archived);
        assert_eq!(now.overview.archived as usize, archived.count());
    }
}
