//! What comes late, or names a message by its client message id alone.

use super::*;
use crate::error::Error;
use crate::model::UserId;
use crate::model::conversation::ConversationRef;
use crate::model::user::Participant;
use crate::store::{participant, set_back};

const CAROL: UserId = UserId(10017);

fn birds() -> ConversationRef {
    ConversationRef {
        id: "9000001".into(),
        short_id: 9_000_001,
        kind: 2,
    }
}

fn member(user: UserId) -> Participant {
    Participant {
        user,
        role: 0,
        alias: String::new(),
        sort_order: 0,
        muted_until: 0,
        mute_reason: String::new(),
    }
}

/// Alice's group with Bob and Carol.
async fn with_a_group() -> Desk {
    let desk = Desk::new();
    let group = ConversationInfo {
        conversation: birds(),
        member_count: Some(3),
        members: [ALICE, BOB, CAROL].map(member).to_vec(),
        members_complete: true,
        ..info(0, 0)
    };
    desk.load(group, Vec::new()).await;
    desk
}

fn in_the_group(kind: MessageType, content: &str) -> Incoming {
    Incoming {
        conversation: birds(),
        ..command(kind, content)
    }
}

fn carol_is_removed() -> Incoming {
    in_the_group(
        MessageType::Command,
        r#"{"command_type":7,"removed_participant":[10017]}"#,
    )
}

async fn members(desk: &Desk) -> Vec<String> {
    desk.rows("SELECT user_id FROM participant ORDER BY user_id")
        .await
}

#[tokio::test]
async fn a_receipt_that_comes_after_carol_was_removed_makes_her_no_member_again() {
    let desk = with_a_group().await;
    desk.apply(vec![carol_is_removed()], Origin::Push).await;
    let receipt = in_the_group(
        MessageType::ReadCommand,
        r#"{"P2PSender":10017,"P2PSenderReadIndex":5}"#,
    );
    desk.apply(vec![receipt], Origin::Push).await;
    assert_eq!(members(&desk).await, ["10001", "10009"]);
}

#[tokio::test]
async fn a_member_list_that_was_asked_for_before_a_removal_does_not_undo_it() {
    let desk = with_a_group().await;
    let cid = desk
        .store
        .read(|snapshot| conversation::find(snapshot, &birds().id))
        .await
        .unwrap()
        .unwrap();
    let asked_at = desk
        .store
        .read(move |snapshot| participant::version(snapshot, cid))
        .await
        .unwrap();
    desk.apply(vec![carol_is_removed()], Origin::Push).await;
    let old = [ALICE, BOB, CAROL].map(member);
    let kept = desk
        .store
        .write(move |tx| participant::replace_at(tx, cid, asked_at, &old))
        .await
        .unwrap();
    assert!(!kept, "it is asked for again");
    assert_eq!(members(&desk).await, ["10001", "10009"]);
}

#[tokio::test]
async fn details_of_a_member_that_come_after_the_removal_do_not_undo_it() {
    let desk = with_a_group().await;
    let changed = in_the_group(
        MessageType::Command,
        r#"{"command_type":7,"modified_participant":[10017]}"#,
    );
    desk.apply(vec![changed], Origin::Push).await;
    let (cid, asked) = desk.store.read(participant::wanted).await.unwrap().unwrap();
    desk.apply(vec![carol_is_removed()], Origin::Push).await;
    desk.store
        .write(move |tx| participant::settle(tx, cid, &asked, &[member(CAROL)]))
        .await
        .unwrap();
    assert_eq!(members(&desk).await, ["10001", "10009"]);
}

#[tokio::test]
async fn what_names_a_message_by_its_client_id_alone_is_merged_when_the_message_comes() {
    let (mut recalled, _) = recall(6);
    recalled.ext.remove("s:server_message_id");
    let (mut liked, _) = reaction(7);
    liked.ext.remove("s:server_message_id");
    let mut withdrawn = command(MessageType::RecallMsgCommand, "");
    withdrawn
        .ext
        .insert("s:target_client_message_id".to_owned(), "bob-8".to_owned());
    let nobody = command(MessageType::UpdateMessageExt, "");

    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    desk.apply(vec![recalled, liked, withdrawn, nobody], Origin::Push)
        .await;
    let late = (6..=8).map(|index| from_bob(index, "too late"));
    desk.apply(late.collect(), Origin::Pull).await;
    assert_eq!(
        desk.rows(
            "SELECT message_index, recalled, content = '' FROM message
             WHERE message_index > 5 ORDER BY message_index"
        )
        .await,
        ["6 | 1 | 1", "7 | 0 | 0", "8 | 1 | 1"]
    );
    assert_eq!(
        desk.rows(
            "SELECT m.message_index, r.key FROM reaction r JOIN message m ON m.id = r.message"
        )
        .await,
        ["7 | 👍"]
    );
    assert_eq!(
        desk.rows("SELECT count(*) FROM pending_mutation").await,
        ["0"],
        "nothing waits, also not what names nobody"
    );
}

/// Bob's device did not know that the server had it, so it sent it once more after the server was set back.
#[tokio::test]
async fn a_message_that_was_lost_and_is_sent_again_is_one_message() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            set_back::forget_lost(tx, cid, 4, &set_back::Evidence::default())?;
            set_back::cut_ranges(tx, cid, 4, 0)
        })
        .await
        .unwrap();
    let mut again = from_bob(5, &words(5));
    again.server_id += 1_000;
    desk.apply(vec![again], Origin::Push).await;
    assert_eq!(
        desk.rows("SELECT key, state, message_index FROM message ORDER BY place, tier, id")
            .await
            .last()
            .unwrap(),
        "bob-5 | 0 | 5"
    );
    assert_eq!(desk.rows("SELECT count(*) FROM message").await, ["5"]);
}

/// The server kept the first one for too short a time, or lost it and nobody here knows of it yet.
#[tokio::test]
async fn a_message_that_is_sent_again_under_another_id_is_one_message_at_its_new_place() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    let mut again = from_bob(6, &words(3));
    again.ext = from_bob(3, &words(3)).ext;
    again.server_id += 1_000;
    desk.apply(vec![again.clone()], Origin::Push).await;
    let last = async || {
        let all = "SELECT key, state, message_index FROM message ORDER BY place, tier, id";
        desk.rows(all).await.last().unwrap().clone()
    };
    assert_eq!(last().await, "bob-3 | 0 | 6");
    assert_eq!(desk.rows("SELECT count(*) FROM message").await, ["5"]);
    // Said twice.
    desk.apply(vec![again.clone()], Origin::Pull).await;
    assert_eq!(last().await, "bob-3 | 0 | 6");
    // At a place that was given before, it shows that the server was set back.
    again.server_id += 1_000;
    again.index = 4;
    let entries = [Entry::from(again)];
    let applied = desk
        .store
        .write(move |tx| apply::inbox(tx, &entries, Origin::Push, &[]))
        .await;
    assert!(matches!(applied, Err(Error::SetBack)), "{applied:?}");
}

#[tokio::test]
async fn what_was_missed_and_read_on_another_device_is_not_told_as_new() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    let mut changes = desk.store.changes();
    let mut missed = || {
        let mut messages = 0;
        while let Ok(committed) = changes.try_recv() {
            for change in &committed.changes {
                if let Change::CaughtUp { messages: more, .. } = change {
                    messages += more;
                }
            }
        }
        messages
    };
    let read = |index| {
        numbered(&format!(
            r#"{{"command_type":1,"conversation_id":"0:1:10001:10009","read_index":{index}}}"#
        ))
    };
    let six = (6..=11).map(|index| from_bob(index, "missed"));
    desk.apply(six.chain([read(10)]).collect(), Origin::Pull)
        .await;
    assert_eq!(missed(), 1);
    let two = (12..=13).map(|index| from_bob(index, "missed"));
    desk.apply(two.chain([read(13)]).collect(), Origin::Pull)
        .await;
    assert_eq!(missed(), 0);
}
