//! The lists follow what changes, row by row.

use super::*;
use crate::model::contact::{Friend, Request, RequestState};
use crate::model::operation::ContactOperation;
use crate::model::user::Profile;
use crate::store::operation;
use crate::store::tests::{ALICE, BOB, Desk};
use crate::view::diff::apply;

fn friend(user: i64, name: &str) -> (Friend, Option<Profile>) {
    let user = UserId(user);
    let friend = Friend {
        user,
        since: 1,
        remark: String::new(),
        note: String::new(),
        gone: false,
    };
    let profile = Profile {
        user,
        nick_name: name.to_owned(),
        portrait: String::new(),
        description: String::new(),
        bot: false,
    };
    (friend, Some(profile))
}

fn names(rows: &[ContactRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[tokio::test]
async fn contacts_stand_by_name_and_a_new_name_moves_one_row() {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            let friends = [
                friend(10009, "Bob"),
                friend(10017, "王小明"),
                friend(10025, "alice b"),
            ];
            contact::store_friends(tx, &friends, true, false)
        })
        .await
        .unwrap();
    let mut list = ContactList::new(desk.store.clone(), ALICE);
    let mut rows = list.open().await.unwrap();
    assert_eq!(names(&rows), ["alice b", "Bob", "王小明"]);
    let remark = ContactOperation::Remark {
        name: "Zorro".to_owned(),
    };
    desk.store
        .write(move |tx| operation::ask_of_contact(tx, BOB, &remark))
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert!(
        matches!(
            diffs.as_slice(),
            [Diff::Remove { at: 1, count: 1 }, Diff::Insert { at: 2, .. }]
        ),
        "{diffs:?}"
    );
    apply(&mut rows, &diffs);
    assert_eq!(names(&rows), ["alice b", "王小明", "Zorro"]);
    assert_eq!(rows[2].nickname.as_deref(), Some("Bob"));
    assert_eq!(rows[2].letter, 'Z');
    desk.store
        .write(|tx| {
            operation::ask_of_contact(tx, UserId(10017), &ContactOperation::DeleteFriend {})
        })
        .await
        .unwrap();
    let diffs = list.next().await.unwrap();
    assert_eq!(diffs, [Diff::Remove { at: 1, count: 1 }]);
    apply(&mut rows, &diffs);
    assert_eq!(
        rows,
        ContactList::new(desk.store.clone(), ALICE)
            .open()
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn requests_are_counted_until_they_were_seen() {
    let desk = Desk::new();
    let request = |user: i64, index: i64| {
        let request = Request {
            user: UserId(user),
            incoming: true,
            greeting: "hello".to_owned(),
            asked: index,
            state: RequestState::Waiting,
            index,
        };
        (request, None)
    };
    let mut list = RequestList::new(desk.store.clone(), ALICE);
    let (mut rows, unseen) = list.open().await.unwrap();
    assert_eq!((rows.len(), unseen), (0, 0));
    for (user, index, count) in [(10009, 5, 1), (10017, 6, 2)] {
        let one = request(user, index);
        desk.store
            .write(move |tx| contact::store_requests(tx, &[one], true, false, true))
            .await
            .unwrap();
        let (diffs, unseen) = list.next().await.unwrap();
        assert!(matches!(diffs.as_slice(), [Diff::Insert { at: 0, .. }]));
        assert_eq!(unseen, count);
        apply(&mut rows, &diffs);
    }
    desk.store.write(|tx| contact::see(tx, 6)).await.unwrap();
    let (diffs, unseen) = list.next().await.unwrap();
    apply(&mut rows, &diffs);
    assert_eq!(unseen, 0);
    assert!(rows.iter().all(|row| !row.unseen));
}
