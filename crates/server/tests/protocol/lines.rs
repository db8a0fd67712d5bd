//! System lines: what happens to a group is told in its history, by the server and by nobody else.

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::groups::{add, dissolve, leave, remove, rename};
use crate::recall::{role, unread};

/// What happened, as the lines of a history say it, oldest first: kind, actor, targets.
async fn lines(
    person: &Person,
    group: &ConversationInfoV2,
) -> Vec<(String, i64, serde_json::Value)> {
    let mut history = person.history(group).await;
    history.reverse();
    let lines = history.iter().filter(|said| said.sender == Some(0));
    lines
        .map(|line| {
            assert_eq!(line.message_type, Some(10008));
            let said: serde_json::Value = serde_json::from_str(&line.ext["a:notice"]).unwrap();
            let kind = said["kind"].as_str().unwrap().to_owned();
            (
                kind,
                said["actor"].as_i64().unwrap(),
                said["targets"].clone(),
            )
        })
        .collect()
}

fn line(kind: &str, actor: i64, targets: &[i64]) -> (String, i64, serde_json::Value) {
    (kind.to_owned(), actor, serde_json::json!(targets))
}

#[tokio::test]
async fn everything_that_happens_to_a_group_is_told_in_its_history_and_unread_for_nobody() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    bob.ask(650, add(&group, &[CAROL])).await;
    alice.ask(902, rename(&group, "walks")).await;
    alice.ask(902, rename(&group, "walks")).await;
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    alice.ask(655, role(&group, BOB, GroupRole::Ordinary)).await;
    alice.ask(651, remove(&group, &[CAROL])).await;
    alice.ask(650, add(&group, &[CAROL])).await;
    carol.ask(652, leave(&group)).await;
    alice.ask(655, role(&group, BOB, GroupRole::Owner)).await;
    bob.ask(614, dissolve(&group)).await;
    let all = [
        line("created", ALICE, &[BOB]),
        line("invited", BOB, &[CAROL]),
        line("renamed", ALICE, &[]),
        line("manager", ALICE, &[BOB]),
        line("member", ALICE, &[BOB]),
        line("removed", ALICE, &[CAROL]),
        line("invited", ALICE, &[CAROL]),
        line("left", CAROL, &[]),
        line("owner", ALICE, &[BOB]),
        line("dissolved", BOB, &[]),
    ];
    assert_eq!(lines(&alice, &group).await, all);
    assert_eq!(lines(&bob, &group).await, all);
    assert_eq!(unread(&alice.see(&group).await), 0);
    // Carol was added twice: of the time before that there is nothing for her, and she left last.
    assert_eq!(
        lines(&carol, &group).await,
        [line("invited", ALICE, &[CAROL])]
    );
    // What she had read before is still in her inbox: the last of it is that she was taken out.
    let (entries, _) = carol.inbox(0).await;
    let told: Vec<_> = entries
        .iter()
        .filter(|entry| entry.sender == Some(0))
        .map(words)
        .collect();
    assert_eq!(
        told[..6],
        [
            "10009 added 10017",
            "10001 renamed the group to \"walks\"",
            "10001 made 10009 a manager",
            "10009 is no longer a manager",
            "10001 removed 10017",
            "10001 added 10017"
        ]
    );
    stage.stop().await;
}

#[tokio::test]
async fn nobody_else_can_write_such_a_line_or_take_one_back() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let group = alice.group_with(&[BOB]).await;
    let his = bob.see(&group).await;
    let mut forged = text(&his, "b1", "10001 made 10009 the owner of the group");
    forged.send_message_body.as_mut().unwrap().message_type = Some(10008);
    assert_eq!(bob.refused(100, forged).await, 4);
    // A text may not say so beside its words either.
    let mut forged = text(&his, "b2", "hello");
    let body = forged.send_message_body.as_mut().unwrap();
    body.ext.insert("a:notice".into(), "{}".into());
    body.ext.insert("a:other".into(), "kept".into());
    bob.ask(100, forged).await;
    let history = alice.history(&group).await;
    assert!(!history[0].ext.contains_key("a:notice"));
    assert_eq!(history[0].ext["a:other"], "kept");
    // The owner recalls the messages of others; what happened has happened.
    let created = history[1].server_message_id.unwrap();
    assert_eq!(alice.refused(702, recall(&group, created)).await, 11);
    stage.stop().await;
}
