use std::sync::Arc;

use linnet_core::model::UserId;
use linnet_core::model::conversation::ConversationKind;
use linnet_core::view::row::Avatar;

use super::*;

/// A page that keeps what it gets and answers only when told to.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<Batch>>>);

impl Page {
    fn sink(&self) -> Sink {
        let page = self.clone();
        Box::new(move |batch| {
            page.0.lock().unwrap().push(batch);
            true
        })
    }

    fn take(&self) -> Vec<Batch> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Numbers of what came.
    fn numbers(&self) -> Vec<u64> {
        self.0.lock().unwrap().iter().map(|batch| batch.n).collect()
    }
}

fn alice() -> AccountInfo {
    AccountInfo {
        id: AccountId::from("a11ce00000000000"),
        user: UserId(10001),
        name: "Alice".to_owned(),
        avatar: avatar(),
        app_id: 1,
        trial: true,
        server: "127.0.0.1".to_owned(),
    }
}

fn avatar() -> Avatar {
    Avatar {
        media: None,
        initials: "A".to_owned(),
        hue: 1,
    }
}

fn row(title: &str) -> ConversationRow {
    ConversationRow {
        id: format!("0:1:10001:{title}").into(),
        kind: ConversationKind::OneToOne,
        title: title.to_owned(),
        avatar: avatar(),
        bot: false,
        peer: None,
        unread: 0,
        mentioned: false,
        pinned: false,
        muted: false,
        let_through: None,
        favourite: false,
        marked_unread: false,
        archived: false,
        join_requests: 0,
        folders: Vec::new(),
        notes: false,
        member: true,
        members: 0,
        closed: None,
        preview: None,
        draft: None,
        outgoing: None,
        time: 0,
    }
}

fn changed(diffs: Vec<Diff<ConversationRow>>, unread_total: u32) -> ListUpdate {
    ListUpdate {
        diffs,
        beside: Vec::new(),
        size: 0,
        overview: ListOverview::default(),
        unread_total,
    }
}

fn insert(title: &str) -> Vec<Diff<ConversationRow>> {
    vec![Diff::Insert {
        at: 0,
        rows: vec![row(title)],
    }]
}

/// Titles a page shows after these batches.
fn shown(batches: &[Batch]) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let updates = batches.iter().flat_map(|batch| &batch.updates);
    for update in updates {
        let Update::Conversations { diffs, .. } = update else {
            continue;
        };
        for diff in diffs {
            match diff {
                Diff::Reset { rows: all } => {
                    rows = all.iter().map(|row| row.title.clone()).collect();
                }
                Diff::Insert { at, rows: new } => {
                    rows.splice(*at..*at, new.iter().map(|row| row.title.clone()));
                }
                Diff::Set { at, row } => rows[*at] = row.title.clone(),
                Diff::Remove { at, count } => {
                    rows.drain(*at..at + count);
                }
            }
        }
    }
    rows
}

fn started() -> (Stream, Page) {
    let stream = Stream::default();
    let page = Page::default();
    stream.account(alice());
    stream.conversations(
        &alice().id,
        changed(vec![Diff::Reset { rows: Vec::new() }], 0),
    );
    stream.attach(page.sink());
    (stream, page)
}

#[test]
fn at_most_two_batches_are_on_the_way() {
    let (stream, page) = started();
    for number in 0..50 {
        stream.conversations(&alice().id, changed(insert(&number.to_string()), 0));
    }
    assert_eq!(page.numbers(), [1, 2]);
    stream.ack(1);
    assert_eq!(page.numbers(), [1, 2, 3]);
    stream.ack(3);
    stream.conversations(&alice().id, changed(insert("bob"), 1));
    assert_eq!(page.numbers(), [1, 2, 3, 4]);
    let batches = page.take();
    assert_eq!(shown(&batches).len(), 51);
    assert_eq!(shown(&batches)[0], "bob");
}

#[test]
fn more_than_a_thousand_rows_waiting_become_one_reset() {
    let (stream, page) = started();
    for number in 0..3_000 {
        stream.conversations(&alice().id, changed(insert(&number.to_string()), 0));
    }
    stream.ack(2);
    let batches = page.take();
    assert_eq!(batches.len(), 3);
    let Update::Conversations { diffs, .. } = &batches[2].updates[0] else {
        panic!("the list comes");
    };
    assert!(matches!(diffs.as_slice(), [Diff::Reset { rows }] if rows.len() == 3_000));
    assert_eq!(shown(&batches).len(), 3_000);
}

#[test]
fn a_reloaded_page_gets_everything_again_from_number_one() {
    let (stream, page) = started();
    stream.conversations(&alice().id, changed(insert("bob"), 1));
    stream.timeline_opened(1, vec![TimelineRow::Unread], TimelineState::default());
    page.take();
    let reloaded = Page::default();
    stream.attach(reloaded.sink());
    let batches = reloaded.take();
    assert_eq!(batches[0].n, 1);
    assert!(matches!(
        &batches[0].updates[0],
        Update::Account { account } if account.id == alice().id
    ));
    assert_eq!(shown(&batches), ["bob"]);
    let timelines = batches[0]
        .updates
        .iter()
        .filter(|update| matches!(update, Update::Timeline { .. }));
    assert_eq!(timelines.count(), 0, "the new page has opened none");
    assert!(page.take().is_empty());
}

#[test]
fn a_page_that_missed_a_batch_gets_whole_lists() {
    let (stream, page) = started();
    stream.timeline_opened(1, vec![TimelineRow::Unread], TimelineState::default());
    page.take();
    stream.resync(0);
    let batches = page.take();
    assert!(matches!(
        batches[0].updates.last(),
        Some(Update::Timeline { view: 1, diffs, .. })
            if matches!(diffs.as_slice(), [Diff::Reset { rows }] if rows.len() == 1)
    ));
}

#[test]
fn a_page_that_never_answers_costs_no_more_than_the_rows() {
    let (stream, _page) = started();
    for number in 0..5_000 {
        stream.conversations(&alice().id, changed(insert("bob"), number));
        stream.event(Update::DragOver { over: true });
    }
    let inner = stream.lock();
    assert!(inner.events.len() <= EVENTS);
    assert!(inner.on_the_way.len() <= IN_FLIGHT);
}

#[test]
fn a_change_of_the_total_alone_reaches_the_page() {
    let (stream, page) = started();
    page.take();
    stream.conversations(&alice().id, changed(Vec::new(), 7));
    assert!(matches!(
        page.take()[0].updates.as_slice(),
        [Update::Conversations {
            unread_total: 7,
            ..
        }]
    ));
    assert_eq!(stream.unread_total(), 7);
}

#[test]
fn a_change_that_does_not_fit_is_not_passed_on() {
    let (stream, page) = started();
    stream.conversations(&alice().id, changed(insert("bob"), 0));
    page.take();
    let wrong = vec![Diff::Remove { at: 5, count: 1 }];
    stream.ack(2);
    stream.conversations(&alice().id, changed(wrong, 0));
    assert_eq!(shown(&page.take()), ["bob"]);
}

#[test]
fn a_closed_timeline_is_silent() {
    let (stream, page) = started();
    stream.timeline_opened(1, Vec::new(), TimelineState::default());
    stream.view_closed(1);
    page.take();
    stream.ack(9);
    stream.timeline(
        1,
        vec![Diff::Reset { rows: Vec::new() }],
        TimelineState::default(),
    );
    assert!(page.take().is_empty());
}

fn in_tray(handle: &str) -> Intake {
    Intake {
        kind: crate::ipc::IntakeKind::Picture,
        handle: handle.to_owned(),
        name: format!("{handle}.png"),
        bytes: 0,
        width: 0,
        height: 0,
        files: 0,
        seconds: 0,
        pictured: false,
        mime: String::new(),
        compressed_bytes: None,
        has_location: false,
        looking: true,
        problem: None,
    }
}

/// Handles of a conversation's tray as these batches leave it.
fn tray(batches: &[Batch], chat: &str) -> Option<Vec<String>> {
    let updates = batches.iter().flat_map(|batch| &batch.updates);
    updates.rev().find_map(|update| match update {
        Update::Tray {
            conversation,
            files,
            ..
        } if conversation.as_str() == chat => {
            Some(files.iter().map(|file| file.handle.clone()).collect())
        }
        _ => None,
    })
}

#[test]
fn what_was_dropped_is_there_again_after_a_resync_and_in_a_page_that_was_loaded_anew() {
    let (stream, page) = started();
    let (bobs, carols) = ("0:1:10001:10009", "0:1:10001:10017");
    stream.tray(&alice().id, &bobs.into(), vec![in_tray("sea")]);
    stream.tray(&alice().id, &carols.into(), vec![in_tray("hill")]);
    stream.tray(&alice().id, &carols.into(), Vec::new());
    page.take();
    stream.resync(0);
    let again = page.take();
    assert_eq!(tray(&again, bobs), Some(vec!["sea".to_owned()]));
    // Also that one is empty: the page may have missed it.
    assert_eq!(tray(&again, carols), Some(Vec::new()));
    let other = Page::default();
    stream.attach(other.sink());
    assert_eq!(tray(&other.take(), bobs), Some(vec!["sea".to_owned()]));
    stream.account_gone(&alice().id);
    let third = Page::default();
    stream.attach(third.sink());
    assert_eq!(tray(&third.take(), bobs), None);
}

fn notice(code: &str) -> Update {
    Update::Notice {
        reason: crate::failure::reason(code, "", ""),
    }
}

/// Codes of the notices a page gets with these batches.
fn notices(batches: &[Batch]) -> Vec<&str> {
    let updates = batches.iter().flat_map(|batch| &batch.updates);
    updates
        .filter_map(|update| match update {
            Update::Notice { reason } => Some(reason.code.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn what_happened_in_a_batch_that_was_missed_is_told_again() {
    let (stream, page) = started();
    page.take();
    stream.event(notice("seen"));
    stream.ack(1);
    stream.event(notice("missed"));
    stream.event(notice("waiting"));
    assert_eq!(notices(&page.take()), ["seen", "missed"]);
    stream.resync(2);
    let batches = page.take();
    assert_eq!(notices(&batches), ["missed", "waiting"]);
    assert_eq!(
        batches
            .iter()
            .map(|batch| (batch.n, batch.fresh))
            .collect::<Vec<_>>(),
        [(4, true)]
    );
    stream.ack(4);
    stream.event(notice("after"));
    let batches = page.take();
    assert_eq!(notices(&batches), ["after"]);
    assert!(!batches[0].fresh);
}

#[test]
fn what_a_page_that_went_away_did_not_get_is_told_to_the_next_one() {
    let (stream, _page) = started();
    stream.attach(Box::new(|_| false));
    stream.event(notice("nobody saw it"));
    let page = Page::default();
    stream.attach(page.sink());
    let batches = page.take();
    assert_eq!(notices(&batches), ["nobody saw it"]);
    assert!(batches[0].fresh);
}

#[test]
fn a_window_without_accounts_starts_over_too() {
    let (stream, page) = (Stream::default(), Page::default());
    stream.attach(page.sink());
    stream.event(notice("missed"));
    page.take();
    stream.resync(0);
    let batches = page.take();
    assert_eq!(notices(&batches), ["missed"]);
    assert!(batches[0].fresh);
}

#[test]
fn of_a_recording_only_how_it_stands_is_told_and_its_end_again_to_a_page_that_missed_it() {
    let (stream, page) = started();
    let recordings = |batches: &[Batch]| -> Vec<Option<u32>> {
        let updates = batches.iter().flat_map(|batch| &batch.updates);
        updates
            .filter_map(|update| match update {
                Update::Recording { recording } => {
                    Some(recording.as_ref().map(|recording| recording.millis))
                }
                _ => None,
            })
            .collect()
    };
    // Nothing was recorded in this run: a page need not hear of it.
    stream.resync(0);
    assert_eq!(recordings(&page.take()), []);
    for millis in 1..=100 {
        stream.recording(Some(RecordingNow {
            account: alice().id,
            conversation: "0:1:10001:10009".into(),
            level: 50,
            millis,
        }));
    }
    stream.recording(None);
    stream.ack(100);
    let told = recordings(&page.take());
    assert!(told.len() < 5, "{told:?}");
    assert_eq!(told.last(), Some(&None));
    // The batch that told the end was lost.
    stream.resync(0);
    assert_eq!(recordings(&page.take()), [None]);
}
