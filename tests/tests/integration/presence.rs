//! Who is there: two people, their devices, a server that comes and goes, and one that does not know it.

use std::collections::BTreeMap;

use linnet_core::PresenceFeed;
use linnet_core::model::UserId;
use linnet_core::model::presence::Presence;
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, in_time};

/// What a window knows, fed by changes.
struct Seen {
    feed: PresenceFeed,
    known: BTreeMap<UserId, Presence>,
}

impl Seen {
    fn of(device: &Device) -> Self {
        Self {
            feed: device.client.presence(),
            known: BTreeMap::new(),
        }
    }

    async fn until(&mut self, what: &str, wanted: impl Fn(Option<&Presence>) -> bool) {
        in_time(what, async {
            while !wanted(self.known.get(&UserId(BOB))) {
                for (user, presence) in self.feed.next().await.expect("the client runs") {
                    match presence {
                        Some(presence) => self.known.insert(user, presence),
                        None => self.known.remove(&user),
                    };
                }
            }
        })
        .await;
    }
}

fn online(presence: Option<&Presence>) -> bool {
    presence == Some(&Presence::Online)
}

fn away(presence: Option<&Presence>) -> bool {
    matches!(presence, Some(Presence::Away { last: Some(last) }) if *last > 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_looked_at_is_seen_to_come_and_go_and_nobody_else() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let her_second = world.device(ALICE).await;
    let chat = bob.chat_with(ALICE).await;
    bob.says(&chat, "hello").await;
    for device in [&alice, &her_second] {
        device.reads(&chat, &["hello"]).await;
    }
    let (mut hers, mut others) = (Seen::of(&alice), Seen::of(&her_second));
    let list = alice.client.watch_presence();
    list.see(vec![UserId(BOB), UserId(CAROL)]);
    hers.until("he is there", online).await;
    assert!(!hers.known.contains_key(&UserId(CAROL)), "a stranger");
    // His place on another screen, which is closed before the first.
    let card = alice.client.watch_presence();
    card.see(vec![UserId(BOB)]);
    drop(card);

    let bob = bob.stop().await;
    hers.until("he has gone", away).await;
    let watching = her_second.client.watch_presence();
    watching.see(vec![UserId(BOB)]);
    others.until("so it is on her other device", away).await;
    let bob = bob.open().await;
    bob.client.start();
    bob.ready().await;
    hers.until("he is back", online).await;

    // Without a connection nothing is known, and with the next one it is asked for again.
    world.stop().await;
    hers.until("nothing is known", |presence| presence.is_none())
        .await;
    world.restart().await;
    hers.until("known again", online).await;

    // Nobody looks any more.
    list.see(vec![]);
    hers.until("not known any more", |presence| presence.is_none())
        .await;
    list.see(vec![UserId(BOB)]);
    hers.until("looked at again", online).await;
    drop(list);
    hers.until("closed", |presence| presence.is_none()).await;
}
