//! What pictures and files take on the disk, and giving it back.

use linnet_core::Draft;
use linnet_core::media::{FileState, Source, Variant};
use linnet_core::model::MediaId;
use linnet_core::view::row::Body;
use linnet_tests::world::{ALICE, BOB, CAROL, World, in_time};

const BYTES: usize = 100_000;

/// Another file for each `seed`.
fn file(folder: &tempfile::TempDir, seed: u8) -> Source {
    let path = folder.path().join(format!("{seed}.bin"));
    let content: Vec<u8> = (0..BYTES).map(|n| (n % 251) as u8 ^ seed).collect();
    std::fs::write(&path, content).unwrap();
    Source::Path(path)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_conversation_takes_is_told_and_given_back_and_loads_again() {
    let mut world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let chat = alice.chat_with(BOB).await;
    let other = carol.chat_with(BOB).await;
    let folder = tempfile::tempdir().unwrap();
    let mut came: Vec<MediaId> = Vec::new();
    for (device, chat, seed) in [(&alice, &chat, 1), (&carol, &other, 2)] {
        let draft = Draft::file(Draft::new_submission(), file(&folder, seed));
        let key = device.client.send(chat, draft).await.unwrap();
        let rows = bob
            .sees(chat, "the file", |rows| {
                rows.iter()
                    .any(|row| row.id == key && row.server_id.is_some())
            })
            .await;
        let row = rows.into_iter().find(|row| row.id == key).unwrap();
        let Body::File { file } = row.body else {
            panic!("no file: {:?}", row.body);
        };
        in_time("the download", bob.client.load_file(&file.media))
            .await
            .unwrap();
        came.push(file.media);
    }
    let told = bob.client.media_use().await.unwrap();
    assert_eq!(told.conversations.len(), 2, "{told:?}");
    assert!(
        told.conversations
            .iter()
            .all(|one| one.bytes == BYTES as u64)
    );
    assert!(told.bytes >= 2 * BYTES as u64);

    let bob = bob.restart().await;
    assert_eq!(bob.client.media_use().await.unwrap(), told);
    bob.client.clear_media(Some(&chat)).await.unwrap();
    let left = bob.client.media_use().await.unwrap();
    assert_eq!(left.conversations.len(), 1);
    assert_eq!(left.conversations[0].conversation, other);
    let states = bob.client.file_states(&came).await.unwrap();
    assert_eq!(states, [FileState::Away, FileState::Here]);
    assert!(
        bob.client
            .media_here(&came[0], Variant::Original)
            .await
            .is_err()
    );
    in_time("it loads again", bob.client.load_file(&came[0]))
        .await
        .unwrap();
    assert!(
        bob.client
            .media_here(&came[0], Variant::Original)
            .await
            .is_ok()
    );
    bob.client.clear_media(None).await.unwrap();
    assert_eq!(bob.client.media_use().await.unwrap().conversations, []);

    // What is not sent yet stays, and is sent.
    world.stop().await;
    let draft = Draft::file(Draft::new_submission(), file(&folder, 3));
    let key = bob.client.send(&chat, draft).await.unwrap();
    bob.client.clear_media(None).await.unwrap();
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    alice
        .sees(&chat, "what was not sent", |rows| {
            rows.iter()
                .any(|row| row.id == key && row.server_id.is_some())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_limit_counts_at_once() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let folder = tempfile::tempdir().unwrap();
    let draft = Draft::file(Draft::new_submission(), file(&folder, 1));
    let key = alice.client.send(&chat, draft).await.unwrap();
    let rows = bob
        .sees(&chat, "the file", |rows| {
            rows.iter()
                .any(|row| row.id == key && row.server_id.is_some())
        })
        .await;
    let Body::File { file } = &rows[0].body else {
        panic!("no file: {:?}", rows[0].body);
    };
    in_time("the download", bob.client.load_file(&file.media))
        .await
        .unwrap();
    bob.client.set_media_limit(1_000);
    assert!(bob.client.media_use().await.unwrap().bytes <= 1_000);
}
