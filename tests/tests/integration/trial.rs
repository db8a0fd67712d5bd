//! The trial, as a newcomer's client finds it: who is there, what they say, and the bot that answers.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use linnet_core::media::{Mode, Source, Variant};
use linnet_core::model::conversation::ConversationKind;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::Body;
use linnet_core::{Draft, PictureDraft};
use linnet_tests::world::{ALICE, BOB, Device, Lines, World, in_time, words};

const ECHO: i64 = 10086;

async fn trial() -> World {
    World::with(|config| config.trial = true).await
}

/// The line of a 1:1 with this person, once it is there.
async fn with(device: &Device, peer: i64) -> ConversationId {
    let mut lines = Lines::open(&device.client).await;
    in_time("a conversation", async {
        loop {
            if let Some(row) = lines.rows.iter().find(|row| row.peer == Some(UserId(peer))) {
                return row.id.clone();
            }
            lines.next().await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_a_bot_and_a_welcome_are_there() {
    let world = trial().await;
    for (user, peer) in [(ALICE, BOB), (BOB, ALICE)] {
        let device = world.device(user).await;
        let lines = Lines::open(&device.client).await;
        assert_eq!(lines.rows.len(), 3);
        assert!(
            lines
                .rows
                .iter()
                .any(|row| row.kind == ConversationKind::Group)
        );
        for other in [peer, ECHO] {
            let id = with(&device, other).await;
            // Names and pictures of people come after the conversations.
            let row = device.row(&id, |row| row.avatar.media.is_some()).await;
            assert!(!row.title.contains(&other.to_string()), "{}", row.title);
            let portrait = row.avatar.media.unwrap();
            let file = in_time("portrait", device.client.media(&portrait, Variant::Thumb)).await;
            assert!(file.unwrap().path.is_file());
            device.sees(&id, "a welcome", |rows| rows.len() == 1).await;
        }
        in_time("stop", device.client.stop()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_answers_words_with_words_and_a_picture_with_a_picture() {
    let world = trial().await;
    let alice = world.device(ALICE).await;
    let echo = with(&alice, ECHO).await;
    alice.says(&echo, "你好 😀").await;
    alice
        .sees(&echo, "the words again", |rows| {
            let said = words(rows);
            said.len() == 3 && said[1..] == ["你好 😀", "你好 😀"] && !rows[2].own
        })
        .await;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("blue.png");
    let blue = RgbImage::from_pixel(640, 480, Rgb([20, 60, 200]));
    DynamicImage::from(blue)
        .save_with_format(&path, ImageFormat::Png)
        .unwrap();
    let draft = Draft::picture(PictureDraft {
        submission: Draft::new_submission(),
        source: Source::Path(path),
        mode: Mode::Compress,
        caption: String::new(),
        album: None,
    });
    in_time("accepted", alice.client.send(&echo, draft))
        .await
        .unwrap();
    let rows = alice
        .sees(&echo, "a picture back", |rows| {
            rows.len() == 5 && !rows[4].own
        })
        .await;
    let Body::Picture { picture } = &rows[4].body else {
        panic!("no picture: {:?}", rows[4].body);
    };
    for variant in [Variant::Thumb, Variant::Preview, Variant::Original] {
        let file = in_time("download", alice.client.media(&picture.media, variant))
            .await
            .unwrap();
        assert!(file.mime.starts_with("image/"));
        assert!(file.path.is_file());
    }
    in_time("stop", alice.client.stop()).await;
}
