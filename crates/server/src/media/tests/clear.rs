//! What nobody needs goes, and nothing else.

use std::path::Path;

use linnet_proto::choices::MEDIA_GRACE_MS;
use linnet_proto::im_proto::{ConversationInfoV2, ConversationType};

use super::*;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    CoreChange, Delivery, NewConversation, NewMessage, Observer, Store as Messages, Target,
};

struct Nobody;

impl Observer for Nobody {
    fn committed(&self, _: Vec<Delivery>) {}
}

/// What people say to each other, beside the storage; kept for a hundred days.
pub(super) fn store(folder: &Path, clock: &Arc<SetClock>) -> Arc<dyn Messages> {
    let clock: Arc<dyn Clock> = clock.clone();
    let kept = std::time::Duration::from_secs(100 * 24 * 3600);
    Arc::new(SqliteStore::open(folder, &clock, Some(kept), Arc::new(Nobody)).unwrap())
}

fn named(chat: &ConversationInfoV2) -> Target {
    Target {
        short_id: chat.conversation_short_id.unwrap(),
        conversation_id: String::new(),
    }
}

impl Storage {
    async fn conversation(&self, kind: ConversationType) -> ConversationInfoV2 {
        let new = NewConversation {
            kind: kind as i32,
            participants: vec![ALICE, BOB],
            ..NewConversation::default()
        };
        self.store.create(ALICE, new).await.unwrap().value.unwrap()
    }

    /// Alice sends a picture.
    async fn send(&self, chat: &ConversationInfoV2, id: &str, uri: &str) -> i64 {
        let content = json!({ "__files": { "media": { "ext": { "s:file_ext_key_uri": uri } } } });
        let new = NewMessage {
            target: named(chat),
            ticket: chat.ticket.clone().unwrap(),
            client_message_id: id.to_owned(),
            kind: 10003,
            content: content.to_string(),
            ..NewMessage::default()
        };
        let sent = self.store.send(ALICE, new).await.unwrap();
        sent.server_message_id
    }

    async fn clear(&self) {
        while self.service.clear().await.unwrap() {}
    }

    /// The time of grace passes, and what is to go goes.
    async fn grace(&self) {
        self.pass(MEDIA_GRACE_MS + 1);
        self.clear().await;
    }

    async fn has(&self, uri: &str) -> bool {
        let asked = GetMediaUrlsRequestBody {
            uri: Some(uri.to_owned()),
            ..Default::default()
        };
        if self.service.urls(&asked).is_err() {
            return false;
        }
        let [original, preview, _] = self.addresses(uri);
        assert_eq!(
            (status(&original).await, status(&preview).await),
            (200, 200)
        );
        true
    }

    fn files(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap();
            let count = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
                true => count(&entry.path()),
                false => 1,
            };
            entries.map(|entry| count(entry.unwrap())).sum()
        }
        count(&self.folder.path().join("media"))
    }
}

#[tokio::test]
async fn what_was_uploaded_and_never_sent_goes_after_the_time_of_grace() {
    let storage = Storage::start().await;
    let uri = storage
        .client(ALICE)
        .upload(&png(40, 30, false))
        .await
        .unwrap();
    storage.pass(MEDIA_GRACE_MS - 1);
    storage.clear().await;
    assert!(storage.has(&uri).await, "it may still be sent");
    storage.pass(1);
    storage.clear().await;
    assert!(!storage.has(&uri).await);
    assert_eq!(storage.files(), 0);
}

#[tokio::test]
async fn a_picture_stays_while_a_message_names_it() {
    let storage = Storage::start().await;
    let chat = storage.conversation(ConversationType::OneToOneChat).await;
    let uri = storage
        .client(ALICE)
        .upload(&png(40, 30, false))
        .await
        .unwrap();
    let first = storage.send(&chat, "c1", &uri).await;
    storage.grace().await;
    assert!(storage.has(&uri).await);
    // Forwarded, then recalled where it was sent first.
    let second = storage.send(&chat, "c2", &uri).await;
    storage.pass(-storage.since(first));
    storage
        .store
        .recall(ALICE, named(&chat), first)
        .await
        .unwrap();
    storage.grace().await;
    assert!(storage.has(&uri).await, "the second message names it");
    storage.pass(-storage.since(second));
    storage
        .store
        .recall(ALICE, named(&chat), second)
        .await
        .unwrap();
    // Sent once more before its time is over.
    storage.pass(MEDIA_GRACE_MS - 1);
    let third = storage.send(&chat, "c3", &uri).await;
    storage.grace().await;
    assert!(storage.has(&uri).await);
    storage.pass(-storage.since(third));
    storage
        .store
        .recall(ALICE, named(&chat), third)
        .await
        .unwrap();
    storage.clear().await;
    assert!(storage.has(&uri).await, "not at once");
    storage.grace().await;
    assert!(!storage.has(&uri).await);
    assert_eq!(storage.files(), 0);
}

impl Storage {
    /// How long ago a message was sent; its id tells.
    fn since(&self, message: i64) -> i64 {
        self.clock.now_ms() - (message >> 20)
    }
}

#[tokio::test]
async fn the_same_bytes_stay_while_another_object_has_them() {
    let storage = Storage::start().await;
    let chat = storage.conversation(ConversationType::OneToOneChat).await;
    let picture = png(40, 30, false);
    let hers = storage.client(ALICE).upload(&picture).await.unwrap();
    let his = storage.client(BOB).upload(&picture).await.unwrap();
    storage.send(&chat, "c1", &his).await;
    storage.grace().await;
    assert!(!storage.has(&hers).await);
    assert!(storage.has(&his).await);
}

#[tokio::test]
async fn what_the_retention_takes_takes_its_pictures_along() {
    let storage = Storage::start().await;
    let chat = storage.conversation(ConversationType::OneToOneChat).await;
    let uri = storage
        .client(ALICE)
        .upload(&png(40, 30, false))
        .await
        .unwrap();
    storage.send(&chat, "c1", &uri).await;
    storage.pass(101 * 24 * HOUR_MS);
    while storage.store.purge().await.unwrap() {}
    storage.clear().await;
    assert!(storage.has(&uri).await, "not at once");
    storage.grace().await;
    assert!(!storage.has(&uri).await);
}

#[tokio::test]
async fn pictures_of_people_and_groups_stay_until_they_have_others() {
    let storage = Storage::start().await;
    let group = storage.conversation(ConversationType::GroupChat).await;
    let alice = storage.client(ALICE);
    let (portrait, icon) = (png(40, 30, false), png(41, 30, false));
    let portrait = alice.upload(&portrait).await.unwrap();
    let icon = alice.upload(&icon).await.unwrap();
    let set = async |portrait: &str, icon: &str| {
        let added = storage
            .store
            .add_user(ALICE, None, Some(portrait.to_owned()));
        added.await.unwrap();
        let change = CoreChange {
            icon: Some(icon.to_owned()),
            ..CoreChange::default()
        };
        let changed = storage.store.set_core_info(ALICE, named(&group), change);
        changed.await.unwrap();
    };
    set(&portrait, &icon).await;
    storage.grace().await;
    assert!(storage.has(&portrait).await && storage.has(&icon).await);
    // Bob goes, and keeps the picture that the group had then.
    storage.store.leave(BOB, named(&group)).await.unwrap();
    set("", "").await;
    storage.grace().await;
    assert!(!storage.has(&portrait).await);
    assert!(storage.has(&icon).await);
    let back = storage.store.add_members(ALICE, named(&group), vec![BOB]);
    back.await.unwrap();
    storage.grace().await;
    assert!(!storage.has(&icon).await);
}

/// A kill between the files and the row, or an object of an older version.
#[tokio::test]
async fn objects_that_the_store_does_not_know_are_told_of_at_the_start() {
    let storage = Storage::start().await;
    let chat = storage.conversation(ConversationType::OneToOneChat).await;
    let uri = storage
        .client(ALICE)
        .upload(&png(40, 30, false))
        .await
        .unwrap();
    let sent = storage
        .client(ALICE)
        .upload(&png(41, 30, false))
        .await
        .unwrap();
    storage.send(&chat, "c1", &sent).await;
    let file = storage.folder.path().join(crate::store::sqlite::FILE);
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute("DELETE FROM media", []).unwrap();
    storage.grace().await;
    assert!(storage.has(&uri).await, "nobody knows of it");
    storage.service.tell_all().await.unwrap();
    storage.grace().await;
    assert!(!storage.has(&uri).await);
    assert!(storage.has(&sent).await);
}
