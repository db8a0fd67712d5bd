//! How a person keeps their list: favourites, marks as unread, the archive, what a muted chat lets through, folders,
//! the order of pins. All of it belongs to the person, on all their devices.

use linnet_core::model::kind::Noun;
use linnet_core::model::let_through::LetThrough;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::{Body, ConversationRow, Delivery, Diff, ListFilter};
use linnet_core::{Asked, Error, Event, EventStream, ListChoice};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, apply, done, in_time};

/// Everything that was asked for has been confirmed.
async fn all_done(device: &Device) {
    in_time("the operations", async {
        while device.client.operations_waiting().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// What was asked for has been done.
async fn confirmed(asked: impl Future<Output = Result<Asked, Error>>) {
    in_time("confirmed", done(asked)).await.unwrap();
}

/// What a list shows under a filter, once it is as wanted.
async fn shows(device: &Device, filter: ListFilter, wanted: &[&ConversationId]) {
    let mut list = device.client.conversations();
    list.chooser().choose(ListChoice { filter, held: None });
    list.open().await.unwrap();
    in_time("the list", async {
        while list.rows().iter().map(|row| &row.id).collect::<Vec<_>>() != wanted {
            list.next().await.expect("the list goes on");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_offline_is_shown_kept_over_a_restart_and_comes_to_all_devices() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let other = world.device(ALICE).await;
    let chat = bob.chat_with(ALICE).await;
    bob.says(&chat, "hello").await;
    alice.reads(&chat, &["hello"]).await;
    alice.client.mark_conversation_read(&chat).await.unwrap();
    other.row(&chat, |row| row.unread == 0).await;

    world.stop().await;
    alice.client.set_favourite(&chat, true).await.unwrap();
    alice.client.mark_unread(&chat, true).await.unwrap();
    alice.client.set_muted(&chat, true).await.unwrap();
    alice.client.set_archived(&chat, true).await.unwrap();
    let chosen = LetThrough {
        people: vec![UserId(BOB)],
        kinds: vec![Noun::File],
    };
    alice
        .client
        .set_let_through(&chat, chosen.clone())
        .await
        .unwrap();
    let set = |row: &ConversationRow| {
        row.favourite
            && row.marked_unread
            && row.archived
            && row.muted
            && row.let_through.as_ref() == Some(&chosen)
    };
    alice.row(&chat, set).await;
    let alice = alice.stop().await.open().await;
    alice.row(&chat, set).await;
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 5);

    world.restart().await;
    alice.client.start();
    alice.ready().await;
    all_done(&alice).await;
    alice.row(&chat, set).await;
    other.row(&chat, set).await;
    let fresh = world.device(ALICE).await;
    fresh.row(&chat, set).await;
    // Nobody else is told.
    bob.row(&chat, |row| !row.favourite && !row.muted && !row.archived)
        .await;

    // Whoever reads it has come back to it, on whatever device.
    other.client.mark_conversation_read(&chat).await.unwrap();
    for device in [&alice, &fresh] {
        device.row(&chat, |row| !row.marked_unread).await;
    }
    confirmed(other.client.set_favourite(&chat, false)).await;
    confirmed(other.client.set_archived(&chat, false)).await;
    confirmed(other.client.set_let_through(&chat, LetThrough::default())).await;
    for device in [&alice, &fresh] {
        device
            .row(&chat, |row| {
                !row.favourite && !row.archived && row.let_through.is_none()
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_message_takes_a_chat_out_of_the_archive_unless_it_is_muted() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let (loud, silent) = (bob.chat_with(ALICE).await, carol.chat_with(ALICE).await);
    bob.says(&loud, "first").await;
    carol.says(&silent, "first").await;
    for chat in [&loud, &silent] {
        alice.reads(chat, &["first"]).await;
    }
    confirmed(alice.client.set_muted(&silent, true)).await;
    for chat in [&loud, &silent] {
        confirmed(alice.client.set_archived(chat, true)).await;
    }
    shows(&alice, ListFilter::All, &[]).await;
    carol.says(&silent, "second").await;
    alice.reads(&silent, &["first", "second"]).await;
    shows(&alice, ListFilter::All, &[]).await;
    bob.says(&loud, "second").await;
    let fresh = world.device(ALICE).await;
    for device in [&alice, &fresh] {
        shows(device, ListFilter::All, &[&loud]).await;
        shows(device, ListFilter::Archived, &[&silent]).await;
    }
    // No longer silent, it has something new, and is back.
    confirmed(alice.client.set_muted(&silent, false)).await;
    for device in [&alice, &fresh] {
        shows(device, ListFilter::All, &[&loud, &silent]).await;
    }
}

/// Whether the next message in a conversation notifies.
async fn notifies(events: &mut EventStream, words: &str) -> bool {
    in_time("the message", async {
        loop {
            let event = events.next().await.expect("events go on");
            if let Event::MessageReceived { muted, message, .. } = event
                && matches!(&message.body, Body::Text { text } if text == words)
            {
                return !muted;
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_group_lets_chosen_people_through_and_others_not() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let users = vec![UserId(BOB), UserId(CAROL)];
    let birds = in_time("group", alice.client.create_group("nonce", "Birds", users))
        .await
        .unwrap();
    for device in [&bob, &carol] {
        device.row(&birds, |row| row.member).await;
    }
    confirmed(alice.client.set_muted(&birds, true)).await;
    let chosen = LetThrough {
        people: vec![UserId(BOB)],
        kinds: vec![],
    };
    confirmed(alice.client.set_let_through(&birds, chosen)).await;
    let other = world.device(ALICE).await;
    other.row(&birds, |row| row.let_through.is_some()).await;
    let (mut here, mut there) = (alice.client.events(), other.client.events());
    bob.says(&birds, "from bob").await;
    for events in [&mut here, &mut there] {
        assert!(notifies(events, "from bob").await);
    }
    carol.says(&birds, "from carol").await;
    for events in [&mut here, &mut there] {
        assert!(!notifies(events, "from carol").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pins_stand_where_they_were_put_on_every_device() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let other = world.device(ALICE).await;
    let mut chats = Vec::new();
    for name in ["Owls", "Larks", "Wrens", "Rooks"] {
        let group = alice.client.create_group(name, name, vec![UserId(BOB)]);
        let chat = in_time("group", group).await.unwrap();
        confirmed(alice.client.set_pinned(&chat, true)).await;
        chats.push(chat);
    }
    let [first, second, third, last] = &chats[..] else {
        panic!("four");
    };
    shows(&other, ListFilter::All, &[last, third, second, first]).await;
    in_time("move", alice.client.move_pin(first, Some(third)))
        .await
        .unwrap();
    in_time("move", alice.client.move_pin(last, None))
        .await
        .unwrap();
    let wanted = [first, third, second, last];
    shows(&alice, ListFilter::All, &wanted).await;
    shows(&other, ListFilter::All, &wanted).await;
    all_done(&alice).await;
    let fresh = world.device(ALICE).await;
    shows(&fresh, ListFilter::All, &wanted).await;
    // Pinned anew it is the newest pin again.
    confirmed(other.client.set_pinned(last, false)).await;
    confirmed(other.client.set_pinned(last, true)).await;
    for device in [&alice, &fresh] {
        shows(device, ListFilter::All, &[last, first, third, second]).await;
    }
    let moved = other.client.move_pin(last, Some(&"0:1:7:9".into())).await;
    assert!(matches!(moved, Err(Error::NotFound(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_made_renamed_ordered_filled_and_deleted_on_all_devices() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let other = world.device(ALICE).await;
    let chat = bob.chat_with(ALICE).await;
    bob.says(&chat, "hello").await;
    for device in [&alice, &other] {
        device.reads(&chat, &["hello"]).await;
    }
    let client = &alice.client;
    let work = in_time("folder", client.create_folder(" Work "))
        .await
        .unwrap();
    let home = in_time("folder", client.create_folder("家")).await.unwrap();
    assert!(matches!(
        client.create_folder("\u{200b}").await,
        Err(Error::NoFolderName)
    ));

    // From here on without a connection.
    all_done(&alice).await;
    world.stop().await;
    client.rename_folder(&work, "Birds").await.unwrap();
    client.move_folder(&home, Some(&work)).await.unwrap();
    client.set_in_folder(&chat, &work, true).await.unwrap();
    let in_work = || ListFilter::Folder { id: work.clone() };
    shows(&alice, in_work(), &[&chat]).await;
    let missing = client.set_in_folder(&chat, "none", true).await;
    assert!(matches!(missing, Err(Error::NotFound("folder"))));
    world.restart().await;
    alice.ready().await;
    all_done(&alice).await;

    let fresh = world.device(ALICE).await;
    for device in [&alice, &other, &fresh] {
        shows(device, in_work(), &[&chat]).await;
        // The chat with oneself in which they are kept is empty, and no line of the list.
        shows(device, ListFilter::All, &[&chat]).await;
        let mut list = device.client.conversations();
        list.open().await.unwrap();
        let told = |list: &linnet_core::ConversationList| -> Vec<(String, u32)> {
            let folders = list.overview().folders;
            folders.into_iter().map(|it| (it.name, it.unread)).collect()
        };
        in_time("the folders", async {
            while told(&list) != [("家".to_owned(), 0), ("Birds".to_owned(), 1)] {
                list.next().await.expect("the list goes on");
            }
        })
        .await;
    }
    in_time("delete", other.client.delete_folder(&work))
        .await
        .unwrap();
    for device in [&alice, &fresh] {
        in_time("one folder", async {
            while device.client.folders().await.unwrap().len() != 1 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        shows(device, ListFilter::All, &[&chat]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_to_oneself_are_a_chat_on_all_devices_once_something_stands_in_it() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let other = world.device(ALICE).await;
    let notes = in_time("notes", alice.client.notes()).await.unwrap();
    assert_eq!(in_time("again", alice.client.notes()).await.unwrap(), notes);
    alice.row(&notes, |row| row.notes && row.unread == 0).await;
    shows(&alice, ListFilter::All, &[]).await;
    alice.says(&notes, "milk").await;
    for device in [&alice, &other] {
        device.reads(&notes, &["milk"]).await;
        shows(device, ListFilter::All, &[&notes]).await;
        device.row(&notes, |row| row.notes && row.unread == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_read_at_once_on_all_devices_and_its_senders_see_that() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let other = world.device(ALICE).await;
    let mut chats = vec![bob.chat_with(ALICE).await];
    for number in 0..11 {
        let name = format!("Birds {number}");
        let users = vec![UserId(ALICE)];
        let group = bob.client.create_group(&name, &name, users);
        chats.push(in_time("group", group).await.unwrap());
    }
    for chat in &chats {
        bob.says(chat, "look").await;
        for device in [&alice, &other] {
            device.row(chat, |row| row.unread == 1).await;
        }
    }
    confirmed(alice.client.mark_unread(&chats[3], true)).await;
    other.row(&chats[3], |row| row.marked_unread).await;
    world.stop().await;
    assert_eq!(alice.client.mark_all_read().await.unwrap(), 12);
    assert_eq!(alice.client.mark_all_read().await.unwrap(), 0);
    world.restart().await;
    for chat in &chats {
        for device in [&alice, &other] {
            device
                .row(chat, |row| row.unread == 0 && !row.marked_unread)
                .await;
        }
    }
    bob.sees(&chats[0], "that it was read", |rows| {
        rows.iter().all(|row| row.delivery == Some(Delivery::Read))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_takes_what_fits_and_holds_what_is_being_read() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let (bobs, carols) = (bob.chat_with(ALICE).await, carol.chat_with(ALICE).await);
    bob.says(&bobs, "one").await;
    alice.row(&bobs, |row| row.unread == 1).await;
    carol.says(&carols, "two").await;
    alice.row(&carols, |row| row.unread == 1).await;

    let mut list = alice.client.conversations();
    let chooser = list.chooser();
    let (mut rows, _) = list.open().await.unwrap();
    let ids = |rows: &[ConversationRow]| -> Vec<ConversationId> {
        rows.iter().map(|row| row.id.clone()).collect()
    };
    assert_eq!(ids(&rows), [carols.clone(), bobs.clone()]);
    let unread = || ListFilter::Unread;
    chooser.choose(ListChoice {
        filter: unread(),
        held: Some(bobs.clone()),
    });
    // A name may come before the filter does.
    loop {
        let update = in_time("the filter", list.next()).await.unwrap();
        let reset = matches!(update.diffs[..], [Diff::Reset { .. }]);
        apply(&mut rows, update.diffs);
        if update.overview.filter == unread() {
            assert!(reset, "another filter is told as a whole");
            break;
        }
    }
    alice.client.mark_conversation_read(&bobs).await.unwrap();
    alice.client.mark_conversation_read(&carols).await.unwrap();
    while list.overview().unread > 0 || rows.iter().any(|row| row.unread > 0) {
        let update = in_time("an update", list.next()).await.unwrap();
        apply(&mut rows, update.diffs);
    }
    // It is being read, and stays; the other one is gone.
    assert_eq!(ids(&rows), std::slice::from_ref(&bobs));
    assert_eq!(list.rows(), rows);
    chooser.choose(ListChoice {
        filter: unread(),
        held: None,
    });
    while !rows.is_empty() {
        let update = in_time("the filter", list.next()).await.unwrap();
        apply(&mut rows, update.diffs);
    }
    carol.says(&carols, "three").await;
    while ids(&rows) != [carols.clone()] {
        let update = in_time("an update", list.next()).await.unwrap();
        apply(&mut rows, update.diffs);
        assert_eq!(list.rows(), rows, "the diffs lead to what is shown");
    }
}
