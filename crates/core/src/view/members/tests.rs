//! One change moves one row.

use super::*;
use crate::model::user::{Participant, Profile};
use crate::store::tests::{ALICE, BOB, Desk, chat};
use crate::store::{conversation, person};
use crate::view::diff::apply;

const OWNER: i32 = 1;
const MANAGER: i32 = 2;

fn member(user: i64, role: i32) -> Participant {
    Participant {
        user: UserId(user),
        role,
        alias: String::new(),
        sort_order: user,
        muted_until: 0,
        mute_reason: String::new(),
    }
}

/// A group of Alice, who owns it, Bob and two others.
async fn group(desk: &Desk) -> Cid {
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            let members = [
                member(10017, 0),
                member(BOB.0, 0),
                member(ALICE.0, OWNER),
                member(10025, 0),
            ];
            participant::replace(tx, cid, &members)?;
            Ok(cid)
        })
        .await
        .unwrap()
}

fn ids(rows: &[Member]) -> Vec<i64> {
    rows.iter().map(|row| row.person.id.0).collect()
}

#[tokio::test]
async fn one_change_moves_one_row_and_the_list_is_what_a_new_one_reads() {
    let desk = Desk::new();
    let cid = group(&desk).await;
    let mut list = MemberList::new(desk.store.clone(), cid);
    let mut rows = list.open().await.unwrap();
    assert_eq!(ids(&rows), [ALICE.0, BOB.0, 10017, 10025]);

    // The last becomes a manager.
    desk.store
        .write(move |tx| participant::store(tx, cid, &[member(10025, MANAGER)]))
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert!(
        matches!(
            diffs.as_slice(),
            [Diff::Remove { at: 3, count: 1 }, Diff::Insert { at: 1, .. }]
        ),
        "{diffs:?}"
    );
    apply(&mut rows, &diffs);

    // Somebody has a name, somebody is muted: a row each, where it stands.
    desk.store
        .write(move |tx| {
            let profile = Profile {
                user: BOB,
                nick_name: "Bob".to_owned(),
                portrait: String::new(),
                description: String::new(),
                bot: false,
            };
            person::store(tx, &[], &[profile])
        })
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert!(
        matches!(diffs.as_slice(), [Diff::Set { at: 2, .. }]),
        "{diffs:?}"
    );
    apply(&mut rows, &diffs);
    assert_eq!(rows[2].person.name, "Bob");

    desk.store
        .write(move |tx| participant::remove(tx, cid, &[UserId(10017)]))
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert_eq!(diffs, [Diff::Remove { at: 3, count: 1 }]);
    apply(&mut rows, &diffs);
    let read = MemberList::new(desk.store.clone(), cid)
        .open()
        .await
        .unwrap();
    assert_eq!(rows, read);
}

#[tokio::test]
async fn hundreds_that_come_at_once_are_told_as_all_of_them() {
    let desk = Desk::new();
    let cid = group(&desk).await;
    let mut list = MemberList::new(desk.store.clone(), cid);
    let mut rows = list.open().await.unwrap();
    desk.store
        .write(move |tx| {
            let many: Vec<_> = (20_000..20_300).map(|user| member(user, 0)).collect();
            participant::store(tx, cid, &many)
        })
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    apply(&mut rows, &diffs);
    assert_eq!(rows.len(), 304);
    let read = MemberList::new(desk.store.clone(), cid)
        .open()
        .await
        .unwrap();
    assert_eq!(rows, read);
}

/// A lively group: nobody's row is read because of what others do.
#[tokio::test]
async fn what_is_about_others_is_no_change() {
    let desk = Desk::new();
    let cid = group(&desk).await;
    let mut list = MemberList::new(desk.store.clone(), cid);
    list.open().await.unwrap();
    desk.store
        .write(move |tx| {
            let stranger = Profile {
                user: UserId(30_000),
                nick_name: "S".to_owned(),
                portrait: String::new(),
                description: String::new(),
                bot: false,
            };
            person::store(tx, &[], &[stranger])?;
            tx.touch(cid);
            Ok(())
        })
        .await
        .unwrap();
    desk.store
        .write(move |tx| participant::remove(tx, cid, &[UserId(10017)]))
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert_eq!(diffs, [Diff::Remove { at: 2, count: 1 }]);
}
