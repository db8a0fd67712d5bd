//! People who are called in a group.

use linnet_core::model::mention::Mentioned;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Delivery, MessageRow};
use linnet_core::{Draft, DraftSave, FromDraft};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, in_time};

/// A group that Alice has made, known to all three.
async fn group(alice: &Device, others: &[&Device]) -> ConversationId {
    let group = alice
        .client
        .create_group("n", "Birds", vec![UserId(BOB), UserId(CAROL)])
        .await
        .unwrap();
    for device in others {
        device.row(&group, |row| row.member).await;
    }
    group
}

async fn writes(device: &Device, chat: &ConversationId, words: &str) {
    let base = device.client.draft(chat).await.unwrap().revision;
    let saved = device.client.save_draft(chat, base, words.to_owned()).await;
    assert!(matches!(saved, Ok(DraftSave::Kept(_))), "{saved:?}");
}

async fn sends(device: &Device, chat: &ConversationId) -> MessageKey {
    let saved = device.client.draft(chat).await.unwrap();
    let key = Draft::new_submission();
    let from = FromDraft {
        revision: saved.revision,
        attachments: None,
    };
    let text = Draft::text(key.clone(), saved.text, vec![]);
    let left = device
        .client
        .send_together(chat, vec![text], from)
        .await
        .unwrap();
    assert_eq!(left.mentioned, [], "the next one calls nobody");
    key
}

/// Who fits best, once the names have come.
async fn picks(device: &Device, chat: &ConversationId, words: &str) -> Mentioned {
    in_time("somebody who fits", async {
        loop {
            let choices = device.client.mention_choices(chat, words).await.unwrap();
            if let Some(first) = choices.first() {
                return Mentioned {
                    user: first.user,
                    name: first.name.clone(),
                };
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_picked_is_called_when_their_name_is_still_there() {
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let (bob, carol) = (world.device(BOB).await, world.device(CAROL).await);
    let group = group(&alice, &[&bob, &carol]).await;
    let (his, hers) = (
        picks(&alice, &group, "bo").await,
        picks(&alice, &group, "car").await,
    );
    assert_eq!((his.user, his.name.as_str()), (Some(UserId(BOB)), "Bob"));
    let nobody = alice.client.mention_choices(&group, "zzz").await.unwrap();
    assert_eq!(nobody, []);

    world.stop().await;
    alice
        .client
        .set_mentioned(&group, &[his.clone(), hers])
        .await
        .unwrap();
    writes(&alice, &group, "@Bob and Carol, look").await;
    let alice = alice.stop().await.open().await;
    let saved = alice.client.draft(&group).await.unwrap();
    assert_eq!(saved.mentioned.len(), 2);
    let key = sends(&alice, &group).await;
    world.restart().await;
    alice.client.start();
    alice.ready().await;

    let rows = bob
        .sees(&group, "it", |rows| rows.iter().any(|row| row.id == key))
        .await;
    assert!(rows.iter().any(|row| row.id == key && row.mentions_me));
    bob.row(&group, |row| row.mentioned).await;
    assert_eq!(
        bob.client.unread_mentions(&group).await.unwrap(),
        std::slice::from_ref(&key)
    );
    let rows = carol
        .sees(&group, "it", |rows| rows.iter().any(|row| row.id == key))
        .await;
    assert!(
        rows.iter().all(|row| !row.mentions_me),
        "her name has no sign before it"
    );
    assert_eq!(carol.client.unread_mentions(&group).await.unwrap(), []);

    bob.client.mark_read(&group, &key).await.unwrap();
    bob.row(&group, |row| !row.mentioned).await;
    assert_eq!(bob.client.unread_mentions(&group).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_call_everyone_and_others_are_not_offered_it() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let (bob, carol) = (world.device(BOB).await, world.device(CAROL).await);
    let group = group(&alice, &[&bob, &carol]).await;
    let offered = |choices: Vec<linnet_core::view::row::MentionChoice>| {
        choices
            .iter()
            .map(|one| one.user.map(|user| user.0))
            .collect::<Vec<_>>()
    };
    let all = alice.client.mention_choices(&group, "").await.unwrap();
    assert_eq!(offered(all), [None, Some(BOB), Some(CAROL)]);
    let found = alice.client.mention_choices(&group, "syr").await.unwrap();
    assert_eq!(offered(found), [None], "by its initials");
    let his = bob.client.mention_choices(&group, "").await.unwrap();
    assert_eq!(offered(his), [Some(ALICE), Some(CAROL)]);
    let two = alice.chat_with(BOB).await;
    let nobody = alice.client.mention_choices(&two, "").await.unwrap();
    assert!(nobody.is_empty(), "there is nobody else to call");

    let everyone = Mentioned {
        user: None,
        name: "所有人".to_owned(),
    };
    alice
        .client
        .set_mentioned(&group, &[everyone])
        .await
        .unwrap();
    writes(&alice, &group, "@所有人 开会").await;
    let key = sends(&alice, &group).await;
    for device in [&bob, &carol] {
        device.row(&group, |row| row.mentioned).await;
        assert_eq!(
            device.client.unread_mentions(&group).await.unwrap(),
            std::slice::from_ref(&key)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_back_still_calls_whom_it_called() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let (bob, carol) = (world.device(BOB).await, world.device(CAROL).await);
    let group = group(&alice, &[&bob, &carol]).await;
    let picked = picks(&bob, &group, "carol").await;
    let bob = bob.stop().await.open().await;
    bob.client
        .set_mentioned(&group, std::slice::from_ref(&picked))
        .await
        .unwrap();
    writes(&bob, &group, "@Carol look").await;
    let key = sends(&bob, &group).await;
    alice
        .client
        .remove_member(&group, UserId(BOB))
        .await
        .unwrap();
    bob.client.start();
    bob.sees(&group, "it has stopped", |rows: &[MessageRow]| {
        rows.iter()
            .any(|row| row.id == key && matches!(row.delivery, Some(Delivery::Failed { .. })))
    })
    .await;
    let draft = bob.client.take_back_failed(&key).await.unwrap();
    assert_eq!(
        (draft.text.as_str(), draft.mentioned),
        ("@Carol look", vec![picked])
    );
}
