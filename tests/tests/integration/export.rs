//! A conversation as a folder.

use std::path::{Path, PathBuf};

use linnet_core::media::Source;
use linnet_core::model::ConversationId;
use linnet_core::{Draft, Error, ExportLanguage, ExportProgress, ExportWanted};
use linnet_tests::exported::{ReadExport, read};
use linnet_tests::world::{ALICE, BOB, Device, World, done, in_time};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Kinds, words and ids of a screen that shows all of a conversation.
type Shown = Vec<(String, String)>;

fn everything() -> ExportWanted {
    ExportWanted {
        from: None,
        before: None,
        load: true,
        language: ExportLanguage::En,
    }
}

async fn export(
    device: &Device,
    chat: &ConversationId,
    wanted: ExportWanted,
    place: &Path,
) -> Result<PathBuf, Error> {
    let progress = watch::Sender::new(ExportProgress::default());
    let cancel = CancellationToken::new();
    let work = device
        .client
        .export(chat, wanted, place, &progress, &cancel);
    let path = in_time("the export", work).await?;
    let told = *progress.borrow();
    assert!(!told.loading && told.done <= told.total, "{told:?}");
    Ok(path)
}

async fn exported(device: &Device, chat: &ConversationId, wanted: ExportWanted) -> ReadExport {
    let place = tempfile::tempdir().unwrap();
    let path = export(device, chat, wanted, place.path()).await.unwrap();
    read(&path).unwrap()
}

fn told(read: &ReadExport) -> Shown {
    let messages = read.messages.iter();
    messages
        .map(|message| (message.id.clone(), message.text.clone()))
        .collect()
}

/// What the person sees when they scroll through all of it.
async fn seen(device: &Device, chat: &ConversationId) -> Shown {
    use linnet_core::view::row::Body;
    let mut screen = device.screen(chat).await;
    in_time("the beginning", screen.to_start()).await;
    screen
        .messages()
        .iter()
        .map(|row| {
            let words = match &row.body {
                Body::Text { text } | Body::Notice { text, .. } => text.clone(),
                Body::Picture { picture } => picture.caption.clone(),
                _ => String::new(),
            };
            (row.id.as_str().to_owned(), words)
        })
        .collect()
}

fn folder_is_empty(place: &Path) -> bool {
    std::fs::read_dir(place).unwrap().next().is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_sees_is_exported_and_nothing_else() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let hostile = "<img src=x onerror=alert(1)> & \"quotes\" </article> 你好 🐦";
    alice.says(&chat, hostile).await;
    alice
        .says(&chat, "**bold** and https://linnet.example/a?b=c")
        .await;
    let recalled = alice.says(&chat, "goldfinch taken back").await;
    let deleted = alice.says(&chat, "siskin deleted here").await;
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("年度 <报告>.txt");
    std::fs::write(&file, "rows ".repeat(20_000)).unwrap();
    let draft = Draft::file(Draft::new_submission(), Source::Path(file.clone()));
    in_time("the file", alice.client.send(&chat, draft))
        .await
        .unwrap();
    let all_sent = |rows: &[linnet_core::view::row::MessageRow]| {
        rows.len() == 5 && rows.iter().all(|row| row.server_id.is_some())
    };
    alice.sees(&chat, "all sent", all_sent).await;
    bob.sees(&chat, "all there", all_sent).await;
    done(alice.client.recall(&recalled)).await.unwrap();
    let his = bob.sees(&chat, "all there", all_sent).await;
    let gone = his.iter().find(|row| row.id == deleted).unwrap().id.clone();
    done(bob.client.delete_message(&gone)).await.unwrap();
    bob.sees(&chat, "one recalled, one deleted", |rows| {
        rows.len() == 4
            && rows
                .iter()
                .any(|row| row.body == linnet_core::view::row::Body::Recalled)
    })
    .await;

    let place = tempfile::tempdir().unwrap();
    let path = export(&bob, &chat, everything(), place.path())
        .await
        .unwrap();
    let back = read(&path).unwrap();
    assert_eq!(told(&back), seen(&bob, &chat).await);
    assert_eq!((back.gaps, back.missing_files), (0, 0));
    assert_eq!(back.messages[0].text, hostile);
    let (role, lies) = &back.messages.last().unwrap().files[0];
    assert_eq!(role, "file");
    assert_eq!(
        std::fs::read(path.join(lies)).unwrap(),
        std::fs::read(&file).unwrap()
    );
    for name in ["index.html", "messages.jsonl"] {
        let page = std::fs::read_to_string(path.join(name)).unwrap();
        assert!(
            !page.contains("goldfinch") && !page.contains("siskin"),
            "{name}: {page}"
        );
    }
    // The second one of a day has another name.
    let second = export(&bob, &chat, everything(), place.path())
        .await
        .unwrap();
    assert_ne!(second, path);

    // A fresh device has none of it on its disk and exports the same; from its cache alone it says what is missing.
    let fresh = world.device(BOB).await;
    let here = ExportWanted {
        load: false,
        ..everything()
    };
    let before = exported(&fresh, &chat, here.clone()).await;
    assert_eq!(before.missing_files, 1);
    let loaded = exported(&fresh, &chat, everything()).await;
    assert_eq!(loaded.messages.len(), back.messages.len());
    assert_eq!((loaded.gaps, loaded.missing_files), (0, 0));
    assert_eq!(exported(&fresh, &chat, here).await.missing_files, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_loaded_is_asked_for_or_said_and_days_are_kept_to() {
    const MESSAGES: usize = 130;
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..MESSAGES {
        alice.says(&chat, &format!("line {number}")).await;
    }
    let all = |rows: &[linnet_core::view::row::MessageRow]| {
        rows.last().is_some_and(|row| row.server_id.is_some())
            && linnet_tests::world::words(rows).last() == Some(&"line 129")
    };
    let rows = alice.sees(&chat, "the last one, sent", all).await;
    let last_time = rows.last().unwrap().time;

    // The first load brings the newest messages only.
    let bob = world.device(BOB).await;
    let here = ExportWanted {
        load: false,
        ..everything()
    };
    let part = exported(&bob, &chat, here).await;
    assert!(part.messages.len() < MESSAGES, "{}", part.messages.len());
    assert_eq!(part.gaps, 1);
    let whole = exported(&bob, &chat, everything()).await;
    let words: Vec<&str> = whole.messages.iter().map(|one| one.text.as_str()).collect();
    let wanted: Vec<String> = (0..MESSAGES)
        .map(|number| format!("line {number}"))
        .collect();
    assert_eq!(words, wanted);
    assert_eq!(whole.gaps, 0);

    let times: Vec<(String, i64)> = {
        let mut screen = alice.screen(&chat).await;
        in_time("the beginning", screen.to_start()).await;
        let rows = screen.messages();
        rows.iter()
            .map(|row| (row.id.as_str().to_owned(), row.time))
            .collect()
    };
    let (from, before) = (times[20].1, last_time);
    let days = ExportWanted {
        from: Some(from),
        before: Some(before),
        ..everything()
    };
    let between = exported(&bob, &chat, days).await;
    let wanted: Vec<&str> = times
        .iter()
        .filter(|(_, time)| (from..before).contains(time))
        .map(|(id, _)| id.as_str())
        .collect();
    let ids: Vec<&str> = between.messages.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, wanted);

    // Without the server what is missing cannot be had, and that is the answer.
    let fresh = world.device(BOB).await;
    world.stop().await;
    let place = tempfile::tempdir().unwrap();
    let refused = export(&fresh, &chat, everything(), place.path()).await;
    assert!(
        refused.is_err() && folder_is_empty(place.path()),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_export_and_a_place_that_cannot_be_written_leave_nothing() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "hello").await;
    let place = tempfile::tempdir().unwrap();
    let nowhere = place.path().join("nowhere");
    assert!(export(&alice, &chat, everything(), &nowhere).await.is_err());
    let cancel = CancellationToken::new();
    let progress = watch::Sender::new(ExportProgress::default());
    let mut told = progress.subscribe();
    let work = alice
        .client
        .export(&chat, everything(), place.path(), &progress, &cancel);
    // When it has begun.
    let stop = async {
        told.changed().await.unwrap();
        assert!(!folder_is_empty(place.path()));
        cancel.cancel();
    };
    let both = async { tokio::join!(work, stop).0 };
    let answer = in_time("the end", both).await;
    assert!(matches!(answer, Err(Error::Cancelled)), "{answer:?}");
    assert!(folder_is_empty(place.path()));
}
