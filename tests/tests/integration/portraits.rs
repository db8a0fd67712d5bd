//! Pictures of people and groups: set on one device, seen on all, taken away again.

use std::path::PathBuf;

use image::{Rgb, RgbImage};
use linnet_core::error::{Error, MediaError};
use linnet_core::media::{Source, Variant};
use linnet_core::model::picture::Square;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, MediaId, UserId};
use linnet_core::{Portrait, Result};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, in_time};

const RED: [u8; 3] = [220, 30, 30];
const BLUE: [u8; 3] = [30, 30, 220];

/// A wide picture: red on the left, blue on the right.
fn picture(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("wide.png");
    RgbImage::from_fn(600, 200, |x, _| Rgb(if x < 300 { RED } else { BLUE }))
        .save(&path)
        .unwrap();
    path
}

fn portrait(path: &std::path::Path, left: u32) -> Portrait {
    Portrait {
        source: Source::Path(path.to_owned()),
        square: Some(Square {
            left,
            top: 0,
            side: 200,
        }),
        seen: None,
    }
}

/// The picture in all its sizes is a square of one colour.
async fn shows(device: &Device, media: &MediaId, colour: [u8; 3]) {
    for variant in [Variant::Thumb, Variant::Preview, Variant::Original] {
        let file = in_time("the picture", device.client.media(media, variant))
            .await
            .unwrap();
        let image = image::ImageReader::open(file.path)
            .unwrap()
            .with_guessed_format()
            .unwrap()
            .decode()
            .unwrap()
            .into_rgb8();
        assert_eq!(image.width(), image.height());
        let middle = image.get_pixel(image.width() / 2, image.height() / 2).0;
        let near = middle.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 16);
        assert!(near, "{variant:?}: {middle:?}");
    }
}

/// Waits until the card of somebody has a picture, or none, other than this one.
async fn face(device: &Device, user: i64, before: Option<&MediaId>) -> Option<MediaId> {
    let mut events = device.client.events();
    in_time("another picture", async {
        loop {
            let card = device.client.profile_card(UserId(user)).await.unwrap();
            if card.person.avatar.media.as_ref() != before {
                return card.person.avatar.media;
            }
            events.next().await;
        }
    })
    .await
}

async fn icon(
    device: &Device,
    group: &ConversationId,
    before: Option<&MediaId>,
) -> Option<MediaId> {
    let row = device
        .row(group, |row| row.avatar.media.as_ref() != before)
        .await;
    row.avatar.media
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_ones_own_is_seen_everywhere_without_a_restart() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let her_second = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = picture(&folder);

    let client = &alice.client;
    in_time("set", client.set_own_picture(&portrait(&path, 0)))
        .await
        .unwrap();
    // Hers is in the cache: it is shown without being asked for.
    let first = face(&alice, ALICE, None).await.unwrap();
    shows(&alice, &first, RED).await;
    for device in [&her_second, &bob] {
        assert_eq!(face(device, ALICE, None).await.as_ref(), Some(&first));
        shows(device, &first, RED).await;
    }
    // It stands wherever she does.
    bob.row(&chat, |row| row.avatar.media.as_ref() == Some(&first))
        .await;
    bob.sees(&chat, "her picture", |rows| {
        rows.iter()
            .all(|row| row.sender_avatar.media.as_ref() == Some(&first))
    })
    .await;

    // Another one, and one that she was not here for.
    let bob = bob.stop().await;
    in_time("set", client.set_own_picture(&portrait(&path, 400)))
        .await
        .unwrap();
    let second = face(&her_second, ALICE, Some(&first)).await.unwrap();
    shows(&her_second, &second, BLUE).await;
    world.restart().await;
    let bob = bob.open().await;
    bob.client.start();
    bob.ready().await;
    assert_eq!(
        face(&bob, ALICE, Some(&first)).await.as_ref(),
        Some(&second)
    );
    shows(&bob, &second, BLUE).await;

    for device in [&alice, &her_second] {
        device.ready().await;
    }
    in_time("remove", alice.client.remove_own_picture())
        .await
        .unwrap();
    for device in [&alice, &her_second, &bob] {
        assert_eq!(face(device, ALICE, Some(&second)).await, None);
    }
    let row = bob.row(&chat, |row| row.avatar.media.is_none()).await;
    assert_eq!(row.avatar.initials, "A");

    world.stop().await;
    let offline = alice.client.set_own_picture(&portrait(&path, 0)).await;
    assert!(offline.is_err(), "it needs an answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_group_is_set_by_those_who_lead_it() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    let users = vec![UserId(BOB), UserId(CAROL)];
    let group = alice
        .client
        .create_group("n", "Birds", users)
        .await
        .unwrap();
    bob.row(&group, |_| true).await;
    let folder = tempfile::tempdir().unwrap();
    let path = picture(&folder);

    let refused = in_time(
        "refused",
        bob.client.set_group_picture(&group, &portrait(&path, 0)),
    )
    .await;
    assert!(refused.is_err(), "he is an ordinary member");
    in_time(
        "set",
        alice
            .client
            .set_group_picture(&group, &portrait(&path, 400)),
    )
    .await
    .unwrap();
    let first = icon(&alice, &group, None).await.unwrap();
    for device in [&alice, &bob, &his_second] {
        assert_eq!(icon(device, &group, None).await.as_ref(), Some(&first));
        shows(device, &first, BLUE).await;
        let details = device.client.details(&group).await.unwrap();
        assert_eq!(details.row.avatar.media.as_ref(), Some(&first));
    }
    // Over a restart of the device, and by a manager.
    let bob = bob.restart().await;
    assert_eq!(icon(&bob, &group, None).await.as_ref(), Some(&first));
    alice
        .client
        .set_role(&group, UserId(BOB), Role::Manager)
        .await
        .unwrap();
    in_time("remove", bob.client.remove_group_picture(&group))
        .await
        .unwrap();
    for device in [&alice, &bob, &his_second] {
        assert_eq!(icon(device, &group, Some(&first)).await, None);
    }
}

async fn refused(asked: impl Future<Output = Result<()>>) -> Error {
    in_time("refused", asked).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_or_another_one_by_now_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let folder = tempfile::tempdir().unwrap();
    let path = picture(&folder);
    let source = Source::Path(path.clone());
    let (seen, found) = in_time("look", alice.client.inspect(&source))
        .await
        .unwrap();
    assert_eq!((found.width, found.height), (600, 200));
    // What is shown while it is chosen is there under this id.
    let shown = in_time("preview", alice.client.media(&seen, Variant::Preview)).await;
    assert!(shown.is_ok());
    let chosen = Portrait {
        seen: Some(seen),
        square: None,
        source,
    };
    std::fs::write(&path, b"not a picture").unwrap();
    let error = refused(alice.client.set_own_picture(&chosen)).await;
    assert!(
        matches!(error, Error::Media(MediaError::Changed)),
        "{error}"
    );
    let error = refused(alice.client.set_own_picture(&portrait(&path, 0))).await;
    assert!(
        matches!(error, Error::Media(MediaError::NotAPicture)),
        "{error}"
    );
    let gone = portrait(&folder.path().join("gone.png"), 0);
    let error = refused(alice.client.set_own_picture(&gone)).await;
    assert!(matches!(error, Error::Media(_)), "{error}");
    let card = alice.client.profile_card(UserId(ALICE)).await.unwrap();
    assert_eq!(card.person.avatar.media, None);
    let left = std::fs::read_dir(alice.folder().join("media/tmp")).unwrap();
    assert_eq!(left.count(), 0, "nothing is left behind");
}
