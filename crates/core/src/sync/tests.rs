//! What pushes make of the store, against what a fresh fetch makes of it.

mod late;

use linnet_proto::im_proto::MessageType;

use super::apply::{self, Entry, Origin};
use crate::model::ConversationId;
use crate::model::conversation::{ConversationInfo, CoreInfo, Settings};
use crate::model::message::{Incoming, Reaction};
use crate::store::tests::{ALICE, BOB, Desk, chat, from_bob};
use crate::store::{Change, conversation};

/// Messages, reactions, ranges and summary: what a person can see of conversations.
const SEEN: &str = "SELECT key, server_id, sender, kind, message_index, place, tier, created, version, state, content, ext,
        hidden, recalled, counts, pops, previews, mentions_me FROM message WHERE hidden = 0 ORDER BY place, id";
const REACTIONS: &str = "SELECT m.key, r.key, r.user_id, r.value, r.created FROM reaction r JOIN message m ON m.id = r.message
        ORDER BY m.place, r.key, r.user_id";
const SUMMARY: &str = "SELECT conversation_id, member, min_index, read_index, hidden, sort_time, unread, mentioned,
        preview_kind, preview_text, preview_sender FROM conversation WHERE hidden = 0 ORDER BY conversation_id";

impl Desk {
    async fn apply(&self, entries: Vec<Incoming>, origin: Origin) {
        self.store
            .write(move |tx| {
                let entries: Vec<_> = entries.into_iter().map(Entry::from).collect();
                let skipped = apply::inbox(tx, &entries, origin, &[])?;
                assert_eq!(skipped, 0);
                Ok(())
            })
            .await
            .unwrap();
    }

    async fn load(&self, info: ConversationInfo, messages: Vec<Incoming>) {
        self.store
            .write(move |tx| {
                assert_eq!(apply::load_page(tx, &[info], messages)?, 0);
                Ok(())
            })
            .await
            .unwrap();
    }

    async fn seen(&self) -> Vec<String> {
        let mut all = self.rows(SEEN).await;
        all.extend(self.rows(REACTIONS).await);
        all.extend(self.rows(SUMMARY).await);
        all
    }
}

/// What the server says of the conversation with Bob; the read position and the hidden part are what changes.
fn info(read_index: i64, min_index: i64) -> ConversationInfo {
    ConversationInfo {
        conversation: chat(),
        inbox: 0,
        ticket: Some("ticket".to_owned()),
        member: Some(true),
        member_count: Some(2),
        badge_count: None,
        core: Some(CoreInfo {
            version: 1,
            ext_full: true,
            ..CoreInfo::default()
        }),
        settings: Some(Settings {
            version: 1,
            read_index,
            min_index,
            ext_full: true,
            ..Settings::default()
        }),
        members: Vec::new(),
        members_complete: false,
    }
}

fn command(kind: MessageType, content: &str) -> Incoming {
    Incoming {
        server_id: 0,
        index: 0,
        order: 0,
        kind: kind as i32,
        content: content.to_owned(),
        ext: Default::default(),
        version: 0,
        ..from_bob(9, "")
    }
}

fn numbered(json: &str) -> Incoming {
    command(MessageType::Command, json)
}

/// The 50002 that a recall of message `index` makes, and the message as it is fetched afterwards.
fn recall(index: i64) -> (Incoming, Incoming) {
    let mut after = from_bob(index, "");
    after.version = 2;
    after
        .ext
        .insert("s:is_recalled".to_owned(), "true".to_owned());
    let mut told = command(MessageType::UpdateMessageExt, "");
    told.version = 2;
    told.ext = after.ext.clone();
    told.ext.insert(
        "s:server_message_id".to_owned(),
        after.server_id.to_string(),
    );
    (told, after)
}

/// Message `index` with a reaction, and the 70002 that tells it.
fn reaction(index: i64) -> (Incoming, Incoming) {
    let mut after = from_bob(index, &words(index));
    after.version = 3;
    after.reactions = vec![Reaction {
        key: "👍".to_owned(),
        user: ALICE.0,
        value: "👍".to_owned(),
        created: 5_000,
    }];
    let mut told = command(MessageType::UpdateMessageProperty, "");
    told.version = 3;
    told.reactions = after.reactions.clone();
    told.ext.insert(
        "s:server_message_id".to_owned(),
        after.server_id.to_string(),
    );
    told.ext
        .insert("s:client_message_id".to_owned(), format!("bob-{index}"));
    (told, after)
}

fn words(index: i64) -> String {
    format!("number {index}")
}

fn history(upto: i64) -> Vec<Incoming> {
    (1..=upto)
        .map(|index| from_bob(index, &words(index)))
        .collect()
}

/// The one comparison: `pushes` on top of five known messages show the same as a fresh fetch of what the server then has.
async fn same(what: &str, pushes: Vec<Incoming>, fresh: ConversationInfo, messages: Vec<Incoming>) {
    for origin in [Origin::Push, Origin::Pull] {
        let told = Desk::new();
        told.load(info(0, 0), history(5)).await;
        told.apply(pushes.clone(), origin).await;
        // Seen twice, nothing changes.
        told.apply(pushes.clone(), Origin::Pull).await;
        let fetched = Desk::new();
        fetched.load(fresh.clone(), messages.clone()).await;
        assert_eq!(told.seen().await, fetched.seen().await, "{what}");
    }
}

/// Invariant 5: pushes on old state make the state of a fresh fetch.
#[tokio::test]
async fn pushes_on_what_is_known_show_the_same_as_a_fresh_fetch() {
    same("a message", vec![from_bob(6, "six")], info(0, 0), {
        let mut all = history(5);
        all.push(from_bob(6, "six"));
        all
    })
    .await;

    let mut own = from_bob(6, "mine");
    own.sender = ALICE;
    let mut all = history(5);
    all.push(own.clone());
    same(
        "an own message from another device",
        vec![own],
        info(6, 0),
        all,
    )
    .await;

    let (told, after) = recall(3);
    let mut all = history(5);
    all[2] = after;
    same("a recall", vec![told], info(0, 0), all).await;

    let (told, after) = recall(5);
    let mut all = history(5);
    all[4] = after;
    same("a recall of the newest", vec![told], info(0, 0), all).await;

    let (told, after) = reaction(4);
    let mut all = history(5);
    all[3] = after;
    same("a reaction", vec![told], info(0, 0), all).await;

    let mut edited = from_bob(2, "better words");
    edited.version = 4;
    let mut all = history(5);
    all[1] = edited.clone();
    same("an edit", vec![edited], info(0, 0), all).await;

    let read = r#"{"command_type":1,"conversation_id":"0:1:10001:10009","read_index":4}"#;
    same(
        "read elsewhere",
        vec![numbered(read)],
        info(4, 0),
        history(5),
    )
    .await;

    let deleted = format!(
        r#"{{"command_type":2,"message_id":{}}}"#,
        from_bob(2, "").server_id
    );
    let mut all = history(5);
    all.remove(1);
    same(
        "deleted elsewhere",
        vec![numbered(&deleted)],
        info(0, 0),
        all,
    )
    .await;

    let cleared = r#"{"command_type":9,"last_message_index":"3"}"#;
    let rest = history(5).split_off(3);
    same(
        "cleared elsewhere",
        vec![numbered(cleared)],
        info(0, 3),
        rest.clone(),
    )
    .await;

    let hidden = command(MessageType::UpdateMinIndex, r#"{"min_index":3}"#);
    same("history hidden", vec![hidden], info(0, 3), rest).await;

    let mut gone = info(0, 0);
    gone.member = Some(false);
    let destroyed = command(MessageType::ConversationDestroy, "");
    same("dissolved", vec![destroyed], gone, history(5)).await;
}

/// Invariant 5: pushes on old state make the state of a fresh fetch.
#[tokio::test]
async fn a_recall_that_comes_before_its_message_is_merged_when_the_message_comes() {
    let desk = Desk::new();
    let (told, after) = recall(6);
    desk.load(info(0, 0), history(5)).await;
    desk.apply(vec![told], Origin::Push).await;
    desk.apply(vec![from_bob(6, "too late")], Origin::Pull)
        .await;
    let fetched = Desk::new();
    let mut all = history(5);
    all.push(after);
    fetched.load(info(0, 0), all).await;
    assert_eq!(desk.seen().await, fetched.seen().await);
    assert_eq!(
        desk.rows("SELECT count(*) FROM pending_mutation").await,
        ["0"]
    );
    assert_eq!(
        desk.rows("SELECT count(*) FROM message WHERE content LIKE '%too late%'")
            .await,
        ["0"]
    );
}

#[tokio::test]
async fn deleting_a_conversation_takes_it_from_the_list_until_somebody_writes() {
    for kind in [3, 620, 1010] {
        let desk = Desk::new();
        desk.load(info(0, 0), history(5)).await;
        let told = format!(
            r#"{{"command_type":{kind},"conversation_id":"0:1:10001:10009","last_message_index":5}}"#
        );
        desk.apply(vec![numbered(&told)], Origin::Push).await;
        assert_eq!(desk.rows("SELECT hidden FROM conversation").await, ["1"]);
        assert_eq!(desk.rows("SELECT count(*) FROM message").await, ["0"]);
        desk.apply(vec![from_bob(6, "still there?")], Origin::Push)
            .await;
        assert_eq!(
            desk.rows("SELECT hidden, unread FROM conversation").await,
            ["0 | 1"]
        );
    }
}

/// It may have been opened on another device so long ago that the inbox tells nothing of it.
#[tokio::test]
async fn a_deleted_conversation_that_the_first_load_names_is_back_in_the_list() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    let deleted =
        r#"{"command_type":3,"conversation_id":"0:1:10001:10009","last_message_index":5}"#;
    desk.apply(vec![numbered(deleted)], Origin::Push).await;
    desk.load(info(0, 5), Vec::new()).await;
    assert_eq!(desk.rows("SELECT hidden FROM conversation").await, ["0"]);
}

#[tokio::test]
async fn a_deleted_conversation_that_was_opened_again_stays_when_the_deletion_comes_after_the_answer()
 {
    let desk = Desk::new();
    desk.load(info(0, 0), history(5)).await;
    // The answer to opening it; the server knew of the deletion by then.
    let mut again = info(0, 5);
    if let Some(settings) = &mut again.settings {
        settings.version = 3;
    }
    desk.store
        .write(move |tx| {
            let cid = conversation::apply(tx, &again)?;
            conversation::show(tx, cid)
        })
        .await
        .unwrap();
    let deleted =
        r#"{"command_type":3,"conversation_id":"0:1:10001:10009","last_message_index":5}"#;
    let opened =
        r#"{"command_type":4,"conversation_id":"0:1:10001:10009","conversation_version":3}"#;
    desk.apply(vec![numbered(deleted), numbered(opened)], Origin::Push)
        .await;
    assert_eq!(desk.rows("SELECT hidden FROM conversation").await, ["0"]);
}

/// A server that was set back did not know it any more; then another device of the person made it again, and nothing is
/// written in it yet.
#[tokio::test]
async fn a_chat_that_left_the_list_is_back_when_another_device_has_made_it_again() {
    let desk = Desk::new();
    desk.load(info(0, 0), Vec::new()).await;
    let unknown = desk.store.write(|tx| {
        let cid = conversation::find_in(tx, &chat().id)?.unwrap();
        conversation::set_member(tx, cid, false)?;
        conversation::list_no_more(tx, cid)
    });
    unknown.await.unwrap();
    let state = "SELECT hidden, member FROM conversation";
    assert_eq!(desk.rows(state).await, ["1 | 0"]);
    let made = r#"{"command_type":7,"conversation_id":"0:1:10001:10009","added_participant":[10001,10009]}"#;
    desk.apply(vec![numbered(made)], Origin::Pull).await;
    assert_eq!(desk.rows(state).await, ["0 | 1"]);
}

/// Each page that a message touches is enciphered, written and synced: what says nothing is written now and then only.
#[tokio::test]
async fn a_position_that_concerns_no_own_message_is_seldom_kept() {
    let desk = Desk::new();
    desk.load(info(0, 0), Vec::new()).await;
    let mut kept = Vec::new();
    for index in 1..=150 {
        let mut entry = Entry::from(from_bob(index, &words(index)));
        entry.previous_index = index - 1;
        desk.store
            .write(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]).map(|_| ()))
            .await
            .unwrap();
        kept.extend(
            desk.rows("SELECT read_index FROM participant WHERE read_index > 0")
                .await,
        );
    }
    kept.dedup();
    assert_eq!(kept, ["64", "128"]);
}

/// Invariant 6: a changed old message is no news.
#[tokio::test]
async fn a_changed_old_message_extends_nothing_moves_nothing_and_notifies_nobody() {
    let desk = Desk::new();
    let recent: Vec<_> = (101..=105)
        .map(|index| from_bob(index, &words(index)))
        .collect();
    desk.load(info(105, 0), recent).await;
    let before = desk.rows("SELECT lo, hi FROM index_range").await;
    let summary = desk
        .rows("SELECT sort_time, unread, hidden FROM conversation")
        .await;
    let mut changes = desk.store.changes();
    let mut old = from_bob(7, "edited long ago");
    old.version = 9;
    old.created = 99_999_999;
    desk.apply(vec![old], Origin::Push).await;
    assert_eq!(desk.rows("SELECT lo, hi FROM index_range").await, before);
    assert_eq!(
        desk.rows("SELECT sort_time, unread, hidden FROM conversation")
            .await,
        summary
    );
    let committed = changes.recv().await.unwrap();
    let live = |change: &Change| matches!(change, Change::MessageNew { live: true, .. });
    assert!(!committed.changes.iter().any(live));
}

#[tokio::test]
async fn one_bad_entry_is_skipped_and_the_rest_of_its_page_stays() {
    let desk = Desk::new();
    let mut bad = from_bob(2, "two");
    bad.created = 2;
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON message WHEN new.created = 2 BEGIN SELECT raise(ABORT, 'no'); END";
    desk.execute(trigger).await;
    let entries: Vec<_> = [from_bob(1, "one"), bad, from_bob(3, "three")]
        .map(Entry::from)
        .into();
    let skipped = desk
        .store
        .write(move |tx| apply::inbox(tx, &entries, Origin::Pull, &[]))
        .await
        .unwrap();
    assert_eq!(skipped, 1);
    assert_eq!(
        desk.rows("SELECT message_index FROM message ORDER BY 1")
            .await,
        ["1", "3"]
    );
    assert_eq!(desk.rows("SELECT unread FROM conversation").await, ["2"]);
}

#[tokio::test]
async fn an_older_version_changes_nothing() {
    let desk = Desk::new();
    let (told, after) = recall(2);
    let mut all = history(5);
    all[1] = after;
    desk.load(info(0, 0), all).await;
    let before = desk.seen().await;
    let mut stale = told;
    stale.version = 1;
    stale.ext.remove("s:is_recalled");
    desk.apply(vec![stale, from_bob(2, &words(2))], Origin::Pull)
        .await;
    assert_eq!(desk.seen().await, before);
}

#[tokio::test]
async fn an_unknown_kind_is_kept_and_an_unknown_command_is_nothing() {
    let desk = Desk::new();
    let mut strange = from_bob(1, "");
    strange.kind = 12_345;
    strange.content = "{\"x\":1}".to_owned();
    let mut unknown = command(MessageType::Command, "not json");
    unknown.kind = 59_999;
    desk.apply(
        vec![
            strange,
            unknown,
            numbered("[]"),
            numbered("{\"command_type\":77}"),
        ],
        Origin::Push,
    )
    .await;
    assert_eq!(
        desk.rows("SELECT kind, content FROM message").await,
        ["12345 | {\"x\":1}"]
    );
    assert_eq!(
        desk.rows("SELECT preview_kind FROM conversation").await,
        ["5"]
    );
}

/// Invariant 4: completeness is a set of ranges.
#[tokio::test]
async fn news_extend_the_complete_end_and_a_hole_stays_a_hole() {
    let desk = Desk::new();
    desk.load(
        info(0, 0),
        (11..=15).map(|index| from_bob(index, "x")).collect(),
    )
    .await;
    desk.apply(vec![from_bob(16, "x"), from_bob(19, "x")], Origin::Pull)
        .await;
    assert_eq!(
        desk.rows("SELECT lo, hi FROM index_range ORDER BY lo")
            .await,
        ["11 | 16", "19 | 19"],
        "a jump in a pull is not verified"
    );
    let entry = Entry {
        previous_index: 29,
        ..Entry::from(from_bob(30, "x"))
    };
    desk.store
        .write(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]))
        .await
        .unwrap();
    assert_eq!(
        desk.rows("SELECT lo, hi FROM index_range ORDER BY lo")
            .await,
        ["11 | 16", "19 | 19", "30 | 30"]
    );
    desk.store
        .write(|tx| apply::inbox(tx, &[Entry::from(from_bob(40, "x"))], Origin::Pull, &[77]))
        .await
        .unwrap();
    let ranges = desk
        .rows("SELECT lo, hi FROM index_range ORDER BY lo")
        .await;
    assert_eq!(
        ranges,
        ["11 | 16", "19 | 19", "30 | 30", "40 | 40"],
        "77 was said to be partial"
    );
}

#[tokio::test]
async fn both_ways_to_count_unread_agree_on_a_complete_history() {
    let desk = Desk::new();
    let mut told = info(2, 0);
    told.badge_count = Some(5);
    if let Some(settings) = &mut told.settings {
        settings.read_badge_count = 2;
    }
    desk.load(told.clone(), history(5)).await;
    assert_eq!(
        desk.rows("SELECT unread, badge_count - read_badge_count FROM conversation")
            .await,
        ["3 | 3"]
    );
    // Only the newest is here: the server's counters see the rest.
    let fresh = Desk::new();
    fresh.load(told, history(5).split_off(4)).await;
    assert_eq!(fresh.rows("SELECT unread FROM conversation").await, ["3"]);
}

#[tokio::test]
async fn what_was_deleted_unread_on_another_device_is_not_counted_once_the_history_is_known() {
    let desk = Desk::new();
    let mut told = info(0, 0);
    told.badge_count = Some(1);
    desk.load(told, Vec::new()).await;
    assert_eq!(desk.rows("SELECT unread FROM conversation").await, ["1"]);
    desk.store
        .write(|tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            apply::past(tx, cid, Vec::new(), Some((0, 0))).map(|_| ())
        })
        .await
        .unwrap();
    assert_eq!(desk.rows("SELECT unread FROM conversation").await, ["0"]);
}

#[tokio::test]
async fn what_was_written_elsewhere_has_read_even_when_history_brought_it_first() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(2)).await;
    let written = Incoming {
        sender: ALICE,
        ..from_bob(3, "written on the other device")
    };
    let (page, entry) = (vec![written.clone(), from_bob(4, "and answered")], written);
    desk.store
        .write(move |tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            apply::past(tx, cid, page, Some((1, 4))).map(|_| ())
        })
        .await
        .unwrap();
    desk.apply(vec![entry, from_bob(4, "and answered")], Origin::Pull)
        .await;
    assert_eq!(
        desk.rows("SELECT read_index, unread FROM conversation")
            .await,
        ["3 | 1"]
    );
}

#[tokio::test]
async fn bobs_receipt_moves_his_position_forward_only() {
    let desk = Desk::new();
    // He wrote the last one himself.
    desk.load(info(0, 0), history(3)).await;
    for (index, expected) in [(2, "3"), (5, "5"), (4, "5"), (6, "6")] {
        let json = format!(r#"{{"P2PSender":"{BOB}","P2PSenderReadIndex":{index}}}"#);
        let id: ConversationId = chat().id;
        desk.store
            .write(move |tx| apply::receipt(tx, &id, &json))
            .await
            .unwrap();
        assert_eq!(
            desk.rows("SELECT read_index FROM participant WHERE user_id = 10009")
                .await,
            [expected]
        );
    }
}

#[tokio::test]
async fn a_newer_setting_is_asked_for_and_an_older_one_is_not() {
    let desk = Desk::new();
    desk.load(info(0, 0), history(1)).await;
    let wanted = || desk.rows("SELECT info_wanted FROM conversation");
    desk.apply(
        vec![numbered(r#"{"command_type":4,"conversation_version":0}"#)],
        Origin::Push,
    )
    .await;
    assert_eq!(wanted().await, ["0"]);
    desk.apply(
        vec![numbered(
            r#"{"command_type":6,"group_version":9007199254740993}"#,
        )],
        Origin::Push,
    )
    .await;
    assert_eq!(wanted().await, ["1"]);
    let stale = ConversationInfo {
        core: Some(CoreInfo {
            version: 0,
            name: "old".to_owned(),
            ext_full: true,
            ..CoreInfo::default()
        }),
        ..info(0, 0)
    };
    desk.store
        .write(move |tx| conversation::apply(tx, &stale).map(|_| ()))
        .await
        .unwrap();
    assert_eq!(
        desk.rows("SELECT name, info_version FROM conversation")
            .await,
        [" | 1"]
    );
}

/// Catching up takes as much work for a page of 500 whether there are a thousand messages or twenty-five thousand.
#[tokio::test]
async fn a_page_of_500_takes_the_same_work_however_much_is_here() {
    let desk = Desk::new();
    let mut steps = Vec::new();
    for page in 0..50 {
        let entries: Vec<_> = (1..=500)
            .map(|at| {
                Entry::from(from_bob(
                    page * 500 + at,
                    "an ordinary line of ordinary length, as people write",
                ))
            })
            .collect();
        // The count of what is unread is another matter: what came before is read.
        desk.store
            .write(move |tx| {
                let cid = conversation::ensure(tx, &chat())?;
                conversation::set_read(tx, cid, page * 500, None)
            })
            .await
            .unwrap();
        desk.watch();
        desk.store
            .write_replayable(move |tx| apply::inbox(tx, &entries, Origin::Pull, &[]))
            .await
            .unwrap();
        steps.push(desk.ran().steps);
    }
    assert_eq!(desk.rows("SELECT count(*) FROM message").await, ["25000"]);
    // The first pages make the tables and indexes deep.
    let (early, late) = (steps[5], steps[49]);
    assert!(early > 0);
    assert!(late <= early + early / 10, "{steps:?}");
}
