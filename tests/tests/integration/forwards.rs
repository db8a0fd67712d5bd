//! Messages that are sent on to other conversations.

use std::path::Path;

use linnet_core::media::{Mode, Source, Variant};
use linnet_core::model::album::Album;
use linnet_core::model::kind::{Noun, Shown};
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Body, MessageRow};
use linnet_core::{Draft, Error, Forward, PictureDraft};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, done, in_time, said, words};

fn forward(messages: &[MessageKey], to: &[&ConversationId]) -> Forward {
    Forward {
        submission: Draft::new_submission(),
        messages: messages.to_vec(),
        to: to.iter().map(|to| (*to).clone()).collect(),
        together: false,
        comment: String::new(),
    }
}

async fn sent(device: &Device, chat: &ConversationId, count: usize) -> Vec<MessageRow> {
    device
        .sees(chat, "all at the server", |rows| {
            rows.len() == count && rows.iter().all(|row| row.server_id.is_some())
        })
        .await
}

fn picture(folder: &Path, number: u8) -> PictureDraft {
    let path = folder.join(format!("{number}.png"));
    image::RgbImage::from_pixel(60, 40, image::Rgb([number * 60, 80, 90]))
        .save(&path)
        .unwrap();
    PictureDraft {
        submission: Draft::new_submission(),
        source: Source::Path(path),
        mode: Mode::Original,
        caption: if number == 0 {
            "birds".to_owned()
        } else {
            String::new()
        },
        album: Some(Album {
            id: "birds".to_owned(),
            index: number.into(),
            count: 3,
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_forwarded_offline_are_kept_over_a_restart_and_arrive_once_everywhere() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let (bob, carol) = (world.device(BOB).await, world.device(CAROL).await);
    let (bobs, carols) = (alice.chat_with(BOB).await, alice.chat_with(CAROL).await);
    assert_eq!(bob.chat_with(ALICE).await, bobs);
    let group = alice
        .client
        .create_group("n", "Birds", vec![UserId(BOB), UserId(CAROL)])
        .await
        .unwrap();
    let first = bob.says(&bobs, "the first words").await;
    alice.reads(&bobs, &["the first words"]).await;
    let mention = Draft::text(Draft::new_submission(), "@Carol look", vec![UserId(CAROL)]);
    let named = alice.client.send(&bobs, mention).await.unwrap();
    sent(&alice, &bobs, 2).await;

    world.stop().await;
    let wish = Forward {
        comment: "what he said".to_owned(),
        ..forward(&[named.clone(), first.clone()], &[&carols, &group, &carols])
    };
    alice.client.forward(wish.clone()).await.unwrap();
    let expected = ["the first words", "@Carol look", "what he said"];
    alice.reads(&carols, &expected).await;
    let alice = alice.stop().await.open().await;
    alice.reads(&group, &expected).await;
    // Asked for once more, as after an answer that was lost.
    alice.client.forward(wish).await.unwrap();

    world.restart().await;
    alice.client.start();
    alice.ready().await;
    for (device, chat) in [
        (&alice, &carols),
        (&second, &carols),
        (&carol, &carols),
        (&bob, &group),
        (&carol, &group),
    ] {
        let rows = device
            .sees(chat, "all of them once", |rows| {
                words(rows) == expected && rows.iter().all(|row| row.server_id.is_some())
            })
            .await;
        assert!(said(&rows).all(|row| row.sender.0 == ALICE));
        // Who was called in the other conversation is not called here.
        assert!(rows.iter().all(|row| !row.mentions_me));
        assert!(rows.iter().all(|row| row.id != first && row.id != named));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_files_are_named_again_and_open_for_those_who_never_saw_the_first_message() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let carol = world.device(CAROL).await;
    let (bobs, carols) = (alice.chat_with(BOB).await, alice.chat_with(CAROL).await);
    assert_eq!(bob.chat_with(ALICE).await, bobs);
    let mut keys = Vec::new();
    for number in 0..3 {
        let draft = Draft::picture(picture(folder.path(), number));
        keys.push(bob.client.send(&bobs, draft).await.unwrap());
    }
    let report = folder.path().join("report.pdf");
    std::fs::write(&report, b"what it says").unwrap();
    let file = Draft::file(Draft::new_submission(), Source::Path(report));
    keys.push(bob.client.send(&bobs, file).await.unwrap());
    let before = sent(&alice, &bobs, 4).await;

    // All but one picture of the album.
    let chosen = [keys[3].clone(), keys[2].clone(), keys[0].clone()];
    alice
        .client
        .forward(forward(&chosen, &[&carols]))
        .await
        .unwrap();
    // Bob withdraws his: hers stand.
    for key in &keys {
        done(bob.client.recall(key)).await.unwrap();
    }
    let rows = sent(&carol, &carols, 3).await;
    let (mut seen, mut albums) = (Vec::new(), Vec::new());
    for row in &rows {
        match &row.body {
            Body::Picture { picture } => {
                let wanted = carol.client.media(&picture.media, Variant::Original);
                let loaded = in_time("the picture", wanted).await.unwrap();
                assert_eq!(shown(&loaded.path).width(), 60);
                seen.push((picture.media.clone(), picture.caption.clone()));
                albums.push(row.album.clone().unwrap());
            }
            Body::File { file } => {
                let path = in_time("the file", carol.client.load_file(&file.media)).await;
                let path = path.unwrap().unwrap();
                assert_eq!(std::fs::read(path).unwrap(), b"what it says");
                assert_eq!(file.name, "report.pdf");
            }
            other => panic!("{other:?}"),
        }
    }
    let was = |at: usize| match &before[at].body {
        Body::Picture { picture } => (picture.media.clone(), picture.caption.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(seen, [was(0), was(2)], "the same objects, and the caption");
    assert_eq!(
        albums.iter().map(|album| album.index).collect::<Vec<_>>(),
        [0, 1]
    );
    assert!(
        albums
            .iter()
            .all(|album| album.count == 2 && album.id == albums[0].id)
    );
    assert_ne!(albums[0].id, "birds");
    alice
        .sees(&bobs, "his are withdrawn", |rows| {
            rows.iter().all(|row| matches!(row.body, Body::Recalled))
        })
        .await;
}

fn shown(path: &Path) -> image::DynamicImage {
    image::load_from_memory(&std::fs::read(path).unwrap()).unwrap()
}

fn card(rows: &[MessageRow]) -> Option<(MessageKey, linnet_core::model::kind::history::History)> {
    rows.iter().find_map(|row| match &row.body {
        Body::Shown(Shown::History(card)) => Some((row.id.clone(), card.clone())),
        _ => None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_shows_the_messages_to_those_who_get_it_until_it_is_withdrawn() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let carol = world.device(CAROL).await;
    let (bobs, carols) = (alice.chat_with(BOB).await, alice.chat_with(CAROL).await);
    assert_eq!(bob.chat_with(ALICE).await, bobs);
    bob.says(&bobs, "see https://birds.example/linnet").await;
    let draft = Draft::picture(PictureDraft {
        album: None,
        ..picture(folder.path(), 0)
    });
    bob.client.send(&bobs, draft).await.unwrap();
    sent(&alice, &bobs, 2).await;
    alice.says(&bobs, "nice").await;
    let rows = sent(&alice, &bobs, 3).await;
    let keys: Vec<MessageKey> = rows.iter().map(|row| row.id.clone()).collect();
    let wish = Forward {
        together: true,
        ..forward(&keys, &[&carols])
    };
    alice.client.forward(wish).await.unwrap();
    for device in [&alice, &carol] {
        let rows = sent(device, &carols, 1).await;
        let (key, found) = card(&rows).unwrap();
        assert_eq!((found.count, found.group), (3, false));
        assert_eq!(found.names, ["Bob", "Alice"]);
        assert_eq!(found.lines[0].text, "see https://birds.example/linnet");
        let all = device.client.history_card(&key).await.unwrap();
        let kinds: Vec<Noun> = all.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, [Noun::Text, Noun::Picture, Noun::Text]);
        assert_eq!((all[0].name.as_str(), all[0].links.len()), ("Bob", 1));
        assert_eq!(all[0].time, rows_time(&alice, &bobs).await);
        let picture = all[1].picture.as_ref().unwrap();
        let loaded = in_time(
            "the picture",
            device.client.media(&picture.media, Variant::Original),
        )
        .await
        .unwrap();
        assert_eq!(shown(&loaded.path).height(), 40);
    }
    let line = carol.row(&carols, |row| row.preview.is_some()).await;
    assert_eq!(line.preview.unwrap().kind, Noun::History);

    let (key, _) = card(&sent(&alice, &carols, 1).await).unwrap();
    done(alice.client.recall(&key)).await.unwrap();
    carol
        .sees(&carols, "withdrawn", |rows| card(rows).is_none())
        .await;
    assert!(matches!(
        carol.client.history_card(&key).await,
        Err(Error::NotFound(_))
    ));
    // Nothing of it is left with her: neither its words nor its picture.
    let closed = carol.stop().await;
    assert!(!closed.stored().contains("birds"));
    let folder = closed.folder().to_owned();
    let carol = closed.open().await;
    carol.client.start();
    carol.ready().await;
    in_time("the picture goes", async {
        while pictures_in(&folder) > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn rows_time(device: &Device, chat: &ConversationId) -> i64 {
    sent(device, chat, 3).await[0].time
}

fn pictures_in(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            count += pictures_in(&path);
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(b"\x89PNG")) {
            count += 1;
        }
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_forwarded_or_written_somewhere_goes_nowhere() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let (bobs, carols) = (alice.chat_with(BOB).await, alice.chat_with(CAROL).await);
    assert_eq!(bob.chat_with(ALICE).await, bobs);
    let group = bob
        .client
        .create_group("n", "Birds", vec![UserId(ALICE)])
        .await
        .unwrap();
    let kept = alice.says(&bobs, "kept").await;
    let withdrawn = alice.says(&bobs, "withdrawn").await;
    sent(&alice, &bobs, 2).await;
    done(alice.client.recall(&withdrawn)).await.unwrap();
    alice.row(&group, |row| row.member).await;
    bob.client
        .remove_member(&group, UserId(ALICE))
        .await
        .unwrap();
    alice.row(&group, |row| !row.member).await;

    for (messages, to) in [
        (vec![kept.clone(), withdrawn.clone()], vec![&carols]),
        (vec![], vec![&carols]),
        (vec![kept.clone()], vec![]),
    ] {
        let refused = alice.client.forward(forward(&messages, &to)).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
    let refused = alice
        .client
        .forward(forward(std::slice::from_ref(&kept), &[&carols, &group]))
        .await;
    assert!(matches!(refused, Err(Error::NotMember)), "{refused:?}");
    // More than one card holds.
    let long = "x".repeat(40_000);
    let (first, second) = (
        alice.says(&bobs, &long).await,
        alice.says(&bobs, &long).await,
    );
    let rows = sent(&alice, &bobs, 4).await;
    assert!(!rows[1].can_forward && rows[2].can_forward);
    let wish = Forward {
        together: true,
        ..forward(&[first, second], &[&carols])
    };
    let refused = alice.client.forward(wish).await;
    assert!(matches!(refused, Err(Error::CardFull)), "{refused:?}");
    alice.reads(&carols, &[]).await;
}
