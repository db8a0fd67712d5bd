//! What lies in the folder of pictures afterwards.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use futures_util::future::BoxFuture;
use linnet_proto::im_proto::{RequestBody, ResponseBody};

use super::*;
use crate::config::SystemClock;
use crate::error::Error;
use crate::media::{Requests, Setup, Variant};
use crate::model::kind::picture::PictureContent;
use crate::model::message::Incoming;
use crate::model::picture::object_id;
use crate::model::user::Profile;
use crate::model::{MediaId, MessageKey};
use crate::store::outbox::{self, NewItem};
use crate::store::tests::{BOB, Desk, chat, from_bob};
use crate::store::{Mid, Tx, conversation, message, person};
use crate::sync::apply::{self, Entry, Origin};

struct NoServer;

impl Requests for NoServer {
    fn request(&self, _: i32, _: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        Box::pin(std::future::ready(Err(Error::Stopped)))
    }
}

/// Puts all sizes of these pictures into the folder of the cache, and opens it.
fn filled<const N: usize>(folder: &Path, pictures: &[(&str, MediaId); N]) -> Arc<Media> {
    let cache = folder.join("media/cache");
    std::fs::create_dir_all(&cache).unwrap();
    for (_, id) in pictures {
        for variant in Variant::ALL {
            let name = format!("{}.{}", id.as_str().replace(':', "-"), variant.word());
            std::fs::write(cache.join(name), b"a picture").unwrap();
        }
    }
    let media = Media::open(Setup {
        user: crate::model::UserId(10001),
        folder,
        budget: 1_000_000,
        clock: Arc::new(SystemClock),
        requests: Arc::new(NoServer),
        proxies: crate::proxy::Proxies::system(),
        trust: crate::trust::Trust::system(),
        takes_videos: true,
        service: &"http://127.0.0.1:1".parse().unwrap(),
        worker: None,
    });
    Arc::new(media.unwrap())
}

/// Which of these pictures have a file in the folder.
fn there<'a, const N: usize>(
    folder: &Path,
    pictures: &[(&'a str, MediaId); N],
) -> BTreeSet<&'a str> {
    let files: Vec<String> = std::fs::read_dir(folder.join("media/cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let has_a_file = |id: &MediaId| {
        let name = id.as_str().replace(':', "-");
        files.iter().any(|file| file.starts_with(&name))
    };
    pictures
        .iter()
        .filter(|(_, id)| has_a_file(id))
        .map(|(name, _)| *name)
        .collect()
}

async fn wait_for(wanted: impl Fn() -> bool) {
    let end = tokio::time::Instant::now() + Duration::from_secs(20);
    while !wanted() {
        assert!(tokio::time::Instant::now() < end, "not in time");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn picture(index: i64, uri: &str) -> Incoming {
    Incoming {
        kind: 10003,
        content: PictureContent {
            uri: uri.to_owned(),
            width: 4,
            height: 3,
            ..PictureContent::default()
        }
        .to_json(),
        ..from_bob(index, "")
    }
}

async fn write(desk: &Desk, f: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static) {
    desk.store.write(f).await.unwrap();
}

fn by_index(tx: &Tx<'_>, index: i64) -> Mid {
    let server_id = from_bob(index, "").server_id;
    message::target(tx, server_id, "").unwrap().unwrap()
}

#[tokio::test]
async fn withdrawn_deleted_and_cleared_pictures_leave_the_folder_and_shared_ones_stay() {
    const URIS: [&str; 7] = [
        "cleared", "recalled", "told", "deleted", "kept", "shared", "face",
    ];
    let desk = Desk::new();
    let folder = desk.folder.path();
    let pictures = URIS.map(|uri| (uri, object_id(uri)));
    let media = filled(folder, &pictures);
    let stop = CancellationToken::new();
    let task = tokio::spawn(run(desk.store.clone(), media, stop.clone()));
    write(&desk, |tx| {
        let entries: Vec<Entry> = URIS
            .iter()
            .chain(&["shared"])
            .zip(1..)
            .map(|(uri, index)| Entry::from(picture(index, uri)))
            .collect();
        apply::inbox(tx, &entries, Origin::Push, &[])?;
        // Bob's portrait is the same object as a picture that goes.
        let bob = Profile {
            user: BOB,
            nick_name: "Bob".to_owned(),
            portrait: "face".to_owned(),
            description: String::new(),
            bot: false,
        };
        person::store(tx, &[], &[bob])
    })
    .await;
    write(&desk, |tx| {
        let cid = conversation::ensure(tx, &chat())?;
        conversation::raise_min_index(tx, cid, 1)?;
        message::recall(tx, by_index(tx, 2))?;
        let told = by_index(tx, 3);
        message::replace_ext(tx, told, 2, r#"{"s:is_recalled":"true"}"#)?;
        for index in [4, 6, 7] {
            let deleted = by_index(tx, index);
            message::delete(tx, deleted)?;
        }
        Ok(())
    })
    .await;
    let wanted = BTreeSet::from(["kept", "shared", "face"]);
    wait_for(|| there(folder, &pictures) == wanted).await;
    // The last message that shows it takes it along.
    write(&desk, |tx| {
        let last = by_index(tx, 8);
        message::recall(tx, last)
    })
    .await;
    let wanted = BTreeSet::from(["kept", "face"]);
    wait_for(|| there(folder, &pictures) == wanted).await;
    assert_eq!(
        desk.rows("SELECT object_key FROM media ORDER BY object_key")
            .await,
        ["face", "kept"],
        "nor does anything say where the others can be had"
    );
    // So does the picture of a person who has another one, or none.
    write(&desk, |tx| {
        let bob = Profile {
            user: BOB,
            nick_name: "Bob".to_owned(),
            portrait: String::new(),
            description: String::new(),
            bot: false,
        };
        person::store(tx, &[], &[bob])
    })
    .await;
    let wanted = BTreeSet::from(["kept"]);
    wait_for(|| there(folder, &pictures) == wanted).await;
    stop.cancel();
    task.await.unwrap();
}

/// Between the look at what is shown and the forgetting, somebody sends the picture on, or it comes once more.
#[tokio::test]
async fn a_picture_that_is_shown_again_meanwhile_can_still_be_had() {
    for comes in [true, false] {
        let desk = Desk::new();
        write(&desk, |tx| {
            let entry = Entry::from(picture(1, "bird"));
            apply::inbox(tx, &[entry], Origin::Push, &[])?;
            let first = by_index(tx, 1);
            message::delete(tx, first)
        })
        .await;
        let look = |snapshot: &crate::store::Snapshot<'_>| media::unwanted(snapshot, ROUND);
        let unwanted = desk.store.read(look).await.unwrap();
        assert_eq!(unwanted.gone, [object_id("bird")]);
        write(&desk, move |tx| {
            if comes {
                let entry = Entry::from(picture(2, "bird"));
                return apply::inbox(tx, &[entry], Origin::Push, &[]).map(|_| ());
            }
            let sent_on = NewItem {
                content: picture(2, "bird").content,
                attachment: None,
                ..unsent(1, &MediaId("b".repeat(64)), &MediaId("a".repeat(64)))
            };
            outbox::accept(tx, &chat().id, &sent_on).map(|_| ())
        })
        .await;
        write(&desk, move |tx| {
            let gone = media::forget(tx, unwanted)?;
            assert_eq!(gone, media::Unwanted::default());
            media::settle(tx, &gone)
        })
        .await;
        let known = desk.rows("SELECT object_key FROM media").await;
        assert_eq!(known, ["bird"]);
        let noted = desk.rows("SELECT id FROM media_unwanted").await;
        assert_eq!(noted, Vec::<String>::new());
    }
}

fn unsent(number: u32, media: &MediaId, original: &MediaId) -> NewItem {
    NewItem {
        key: MessageKey(format!("5c1d1f0e-8d65-4f0c-9a4d-3f8f5f0c{number:04}")),
        kind: 10003,
        content: PictureContent {
            uri: format!("local:{}", media.as_str()),
            ..PictureContent::default()
        }
        .to_json(),
        ext: Default::default(),
        mentions: Vec::new(),
        created: 5,
        tried: false,
        attachment: Some(format!(
            r#"{{"media":"{}","original":"{}"}}"#,
            media.as_str(),
            original.as_str()
        )),
    }
}

#[tokio::test]
async fn an_unsent_picture_that_is_given_up_takes_its_copies_along_unless_another_needs_them() {
    let desk = Desk::new();
    let folder = desk.folder.path();
    let pictures = [("original", "a"), ("small", "b"), ("other", "c")]
        .map(|(name, digit)| (name, MediaId(digit.repeat(64))));
    let media = filled(folder, &pictures);
    let [original, small, other] = pictures.clone().map(|(_, id)| id);
    let (first, second) = (unsent(1, &small, &original), unsent(2, &other, &original));
    let (one, two) = desk
        .store
        .write(move |tx| {
            conversation::ensure(tx, &chat())?;
            let one = outbox::accept(tx, &chat().id, &first)?.unwrap();
            let two = outbox::accept(tx, &chat().id, &second)?.unwrap();
            Ok((one, two))
        })
        .await
        .unwrap();
    write(&desk, move |tx| outbox::discard(tx, &one).map(|_| ())).await;
    remove(&desk.store, &media).await.unwrap();
    assert_eq!(
        there(folder, &pictures),
        BTreeSet::from(["original", "other"])
    );
    write(&desk, move |tx| outbox::discard(tx, &two).map(|_| ())).await;
    remove(&desk.store, &media).await.unwrap();
    assert_eq!(there(folder, &pictures), BTreeSet::new());
}

#[cfg(feature = "multimedia")]
#[tokio::test]
async fn an_own_picture_that_is_withdrawn_goes_under_all_its_names() {
    let desk = Desk::new();
    let folder = desk.folder.path();
    let local = |digit: &str| MediaId(digit.repeat(64));
    let pictures = [
        ("object", object_id("mine")),
        ("small", local("b")),
        ("original", local("a")),
    ];
    let media = filled(folder, &pictures);
    let ids = [local("b"), local("a")];
    write(&desk, move |tx| {
        crate::store::media::alias(tx, &object_id("mine"), &ids)?;
        let mine = Incoming {
            sender: tx.me(),
            ..picture(1, "mine")
        };
        apply::inbox(tx, &[Entry::from(mine)], Origin::Push, &[])?;
        let mine = by_index(tx, 1);
        message::recall(tx, mine)
    })
    .await;
    remove(&desk.store, &media).await.unwrap();
    assert_eq!(there(folder, &pictures), BTreeSet::new());
}
