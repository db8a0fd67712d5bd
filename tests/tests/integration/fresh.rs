//! `apply(pushes, old state) == freshly fetched state`, for every kind of push in use.

use std::time::Duration;

use linnet_core::model::mark::MarkKind;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{ConversationRow, Delivery, MessageRow, TimelineRow};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, LIMIT, Lines, Screen, World, done, in_time};

/// Everything a person sees: the list, all messages of each conversation, the group panels.
#[derive(Debug, PartialEq)]
struct Seen {
    unread: u32,
    conversations: Vec<(ConversationRow, Vec<MessageRow>, Option<Panel>)>,
}

#[derive(Debug, PartialEq)]
struct Panel {
    description: String,
    notice: String,
    members: Vec<(UserId, Role, Option<String>)>,
    my_role: Role,
}

impl Seen {
    /// With the screens it was read from: what one of them asked the server for comes while it is open.
    async fn by(device: &Device) -> (Self, Vec<Screen>) {
        let list = Lines::open(&device.client).await;
        let (mut conversations, mut screens) = (Vec::new(), Vec::new());
        for mut row in list.rows {
            // Typed here and nowhere else; an order of a moment, equal to the second by other means.
            row.draft = None;
            let mut screen = Screen::open(&device.client, &row.id, linnet_core::Anchor::End).await;
            if row.member {
                screen.to_start().await;
            }
            assert!(
                !screen
                    .rows
                    .iter()
                    .any(|row| matches!(row, TimelineRow::Gap { .. })),
                "{row:?}"
            );
            // People leave a panel with the group; what a former member remembers is not asked again.
            let panel = match row.member {
                true => Some(Panel::of(device, &row.id).await),
                false => None,
            };
            let mut messages = screen.messages();
            for message in &mut messages {
                // Words of a recall are kept where it was asked for, and nowhere else.
                message.can_write_again = false;
            }
            conversations.push((row, messages, panel));
            screens.push(screen);
        }
        let seen = Self {
            unread: list.unread,
            conversations,
        };
        (seen, screens)
    }
}

impl Panel {
    async fn of(device: &Device, id: &ConversationId) -> Self {
        let details = in_time("details", device.client.details(id)).await.unwrap();
        let members = in_time("members", device.client.members(id)).await.unwrap();
        let mut members: Vec<_> = members
            .into_iter()
            .map(|member| (member.person.id, member.role, member.alias))
            .collect();
        members.sort_by_key(|member| member.0);
        Self {
            description: details.description,
            notice: details.notice,
            members,
            my_role: details.my_role,
        }
    }
}

/// What a device knows from pushes must become what a device that signs in now fetches.
async fn same_as_fresh(world: &World, what: &str, devices: &[&Device]) {
    for device in devices {
        let fresh = world.device(device.user).await;
        let end = tokio::time::Instant::now() + LIMIT / 3;
        let mut events = device.client.events();
        let mut fresh_events = fresh.client.events();
        loop {
            let (old, _screens) = Seen::by(device).await;
            let (new, _fresh_screens) = Seen::by(&fresh).await;
            if old == new {
                break;
            }
            if tokio::time::Instant::now() > end {
                assert_eq!(old, new, "after {what}, for {}", device.user);
            }
            // Either may still be about to hear something, or its screens to be answered, which no event tells.
            let news = async {
                tokio::select! {
                    _ = events.next() => {}
                    _ = fresh_events.next() => {}
                }
            };
            tokio::time::timeout(Duration::from_millis(200), news)
                .await
                .ok();
        }
        fresh.stop().await;
    }
}

async fn sent(device: &Device, chat: &ConversationId, key: &MessageKey) {
    device
        .sees(chat, "sent", |rows| {
            rows.iter().any(|row| {
                row.id == *key
                    && matches!(row.delivery, Some(Delivery::Sent | Delivery::Read))
                    && row.server_id.is_some()
            })
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_push_of_a_chat_leads_to_what_a_fresh_load_gives() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let all = [&alice, &bob];
    let chat = alice.chat_with(BOB).await;
    let first = alice.says(&chat, "first").await;
    let second = alice.says(&chat, "second").await;
    sent(&alice, &chat, &second).await;
    let answer = bob_answers(&bob, &chat).await;
    same_as_fresh(&world, "messages (500)", &all).await;

    bob.client.mark_read(&chat, &second).await.unwrap();
    same_as_fresh(&world, "reading (50001.1, 50013)", &all).await;

    done(bob.client.react(&second, "👍", true)).await.unwrap();
    done(bob.client.react(&second, "🐦", true)).await.unwrap();
    done(bob.client.react(&second, "🐦", false)).await.unwrap();
    done(alice.client.react(&second, "👍", true)).await.unwrap();
    same_as_fresh(&world, "reactions (70002)", &all).await;
    done(alice.client.edit(&second, "second, edited"))
        .await
        .unwrap();
    same_as_fresh(&world, "an edit (2021)", &all).await;
    Box::pin(bob_marks(&bob, &second)).await;
    Box::pin(same_as_fresh(&world, "marks (50012)", &all)).await;

    let third = alice.says(&chat, "third").await;
    sent(&alice, &chat, &third).await;
    for quoted in [&second, &third] {
        answers(&bob, &chat, quoted).await;
    }
    done(bob.client.react(&third, "👍", true)).await.unwrap();
    same_as_fresh(&world, "answers (ref_msg_info)", &all).await;
    done(alice.client.recall(&third)).await.unwrap();
    same_as_fresh(&world, "a recall (50002)", &all).await;
    done(bob.client.delete_message(&second)).await.unwrap();
    same_as_fresh(&world, "a quoted message deleted (50001.2)", &all).await;

    done(alice.client.delete_message(&answer)).await.unwrap();
    same_as_fresh(&world, "a deleted message (50001.2)", &all).await;

    done(alice.client.set_pinned(&chat, true)).await.unwrap();
    done(alice.client.set_muted(&chat, true)).await.unwrap();
    same_as_fresh(&world, "settings (50001.4)", &all).await;

    done(bob.client.clear_history(&chat)).await.unwrap();
    same_as_fresh(&world, "a cleared history (50001.9)", &all).await;

    done(bob.client.delete_conversation(&chat)).await.unwrap();
    same_as_fresh(&world, "a deleted conversation (50001.3)", &all).await;
    let back = alice.says(&chat, "back").await;
    sent(&alice, &chat, &back).await;
    bob.reads(&chat, &["back"]).await;
    same_as_fresh(&world, "a message after it", &all).await;
    drop(first);
}

/// Bob marks a message in every way, and takes one mark away.
async fn bob_marks(bob: &Device, message: &MessageKey) {
    for mark in MarkKind::ALL {
        done(bob.client.mark(message, mark, true)).await.unwrap();
    }
    done(bob.client.mark(message, MarkKind::Pin, false))
        .await
        .unwrap();
}

/// Bob answers a message, once he has it.
async fn answers(bob: &Device, chat: &ConversationId, quoted: &MessageKey) {
    bob.sees(chat, "what he answers", |rows| {
        rows.iter().any(|row| row.id == *quoted)
    })
    .await;
    let draft = linnet_core::Draft::text(linnet_core::Draft::new_submission(), "so it is", vec![])
        .answering(Some(quoted.clone()));
    let key = bob.client.send(chat, draft).await.unwrap();
    sent(bob, chat, &key).await;
}

async fn bob_answers(bob: &Device, chat: &ConversationId) -> MessageKey {
    bob.reads(chat, &["first", "second"]).await;
    let key = bob.says(chat, "answer").await;
    sent(bob, chat, &key).await;
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn every_push_of_a_group_leads_to_what_a_fresh_load_gives() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let all = [&alice, &bob];
    let users = vec![UserId(BOB), UserId(CAROL)];
    let group = alice
        .client
        .create_group("nonce-3", "Birds", users)
        .await
        .unwrap();
    let hello = alice.says(&group, "hello").await;
    sent(&alice, &group, &hello).await;
    bob.sees(&group, "hello", |rows| {
        rows.iter().any(|row| row.id == hello)
    })
    .await;
    same_as_fresh(&world, "a new group", &all).await;

    alice.client.rename(&group, "Finches").await.unwrap();
    alice.client.set_notice(&group, "Be kind").await.unwrap();
    same_as_fresh(&world, "shared information (50001.6)", &all).await;

    alice
        .client
        .set_role(&group, UserId(BOB), Role::Manager)
        .await
        .unwrap();
    same_as_fresh(&world, "a role (50001.7)", &all).await;

    bob.client
        .remove_member(&group, UserId(CAROL))
        .await
        .unwrap();
    carol.row(&group, |row| !row.member).await;
    same_as_fresh(&world, "a removed member (50001.7)", &all).await;

    alice
        .client
        .add_members(&group, vec![UserId(CAROL)])
        .await
        .unwrap();
    carol.row(&group, |row| row.member).await;
    same_as_fresh(&world, "an added member (50001.7)", &all).await;

    carol.client.leave(&group).await.unwrap();
    same_as_fresh(&world, "a member who left", &all).await;
}
