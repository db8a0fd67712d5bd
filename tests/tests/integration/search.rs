//! Finding messages, people and groups.

use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::FoundRow;
use linnet_core::{Error, SearchFilter};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, done, in_time};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

fn everywhere() -> SearchFilter {
    SearchFilter::default()
}

fn inside(chat: &ConversationId) -> SearchFilter {
    SearchFilter {
        conversation: Some(chat.clone()),
        ..SearchFilter::default()
    }
}

/// Waits until these texts are found, the newest first. What has just come is found a moment later.
async fn finds(
    device: &Device,
    words: &str,
    filter: &SearchFilter,
    wanted: &[&str],
) -> Vec<FoundRow> {
    let mut progress = device.client.search_progress();
    let mut events = device.client.events();
    let what = format!("{words:?} finds {wanted:?} for {}", device.user);
    in_time(&what, async {
        loop {
            progress.borrow_and_update();
            let found = device.client.search(words, filter, None, 50).await.unwrap();
            let texts: Vec<&str> = found.rows.iter().map(|row| row.text.as_str()).collect();
            if texts == wanted {
                return found.rows;
            }
            // The index learns something, or what is shown changes without it.
            tokio::select! {
                changed = progress.changed() => changed.unwrap(),
                event = events.next() => assert!(event.is_some(), "the client runs"),
            }
        }
    })
    .await
}

fn marked(row: &FoundRow) -> Vec<String> {
    let units: Vec<u16> = row.text.encode_utf16().collect();
    row.marks
        .iter()
        .map(|part| String::from_utf16(&units[part.from as usize..part.to as usize]).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_on_all_devices_offline_and_after_a_restart() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let group = alice
        .client
        .create_group("nonce", "观鸟群", vec![UserId(bob.user)])
        .await
        .unwrap();
    alice.says(&chat, "A red goldfinch 🐦 朱顶雀").await;
    bob.reads(&chat, &["A red goldfinch 🐦 朱顶雀"]).await;
    alice.says(&group, "Goldfinches 在花园里").await;
    bob.reads(&group, &["Goldfinches 在花园里"]).await;
    for device in [&alice, &bob, &his_second] {
        let both = ["Goldfinches 在花园里", "A red goldfinch 🐦 朱顶雀"];
        finds(device, "goldf", &everywhere(), &both).await;
        finds(device, "goldf", &inside(&chat), &both[1..]).await;
        let rows = finds(device, "顶雀 red", &everywhere(), &both[1..]).await;
        assert_eq!(marked(&rows[0]), ["red", "顶雀"]);
        assert_eq!(rows[0].sender, UserId(ALICE));
        finds(device, "godlfinch", &everywhere(), &both[1..]).await;
        finds(device, "雀顶", &everywhere(), &[]).await;
    }
    world.stop().await;
    finds(&bob, "花园", &everywhere(), &["Goldfinches 在花园里"]).await;
    // Not started: nothing is needed but what is stored.
    let bob = bob.stop().await.open().await;
    finds(&bob, "花园", &everywhere(), &["Goldfinches 在花园里"]).await;
    let mine = bob.says(&chat, "written offline").await;
    bob.client.start();
    let rows = finds(&bob, "offline", &everywhere(), &["written offline"]).await;
    assert!(rows[0].own && rows[0].message == mine);
    world.restart().await;
    bob.ready().await;
    finds(&his_second, "offline", &everywhere(), &["written offline"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_edited_recalled_or_deleted_is_found_as_it_is_or_not_at_all() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let her_second = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let first = alice.says(&chat, "the siskin sings").await;
    let second = alice.says(&chat, "the wren sings").await;
    let third = alice.says(&chat, "the robin sings").await;
    bob.sees(&chat, "all three", |rows| rows.len() == 3).await;
    alice
        .sees(&chat, "all at the server", |rows| {
            rows.iter().all(|row| row.can_edit)
        })
        .await;
    for device in [&alice, &bob, &her_second] {
        let all = ["the robin sings", "the wren sings", "the siskin sings"];
        finds(device, "sings", &everywhere(), &all).await;
    }
    done(alice.client.edit(&first, "the siskin flies"))
        .await
        .unwrap();
    done(alice.client.recall(&second)).await.unwrap();
    for device in [&alice, &bob, &her_second] {
        finds(device, "flies", &everywhere(), &["the siskin flies"]).await;
        finds(device, "wren", &everywhere(), &[]).await;
        finds(device, "sings", &everywhere(), &["the robin sings"]).await;
    }
    // Deleted for her alone, on all of her devices, and had back.
    alice
        .client
        .delete_messages(std::slice::from_ref(&third))
        .await
        .unwrap();
    finds(&alice, "robin", &everywhere(), &[]).await;
    alice.client.undelete_messages(&[third]).await.unwrap();
    finds(&alice, "robin", &everywhere(), &["the robin sings"]).await;
    finds(&bob, "robin", &everywhere(), &["the robin sings"]).await;
    done(bob.client.clear_history(&chat)).await.unwrap();
    finds(&bob, "siskin", &everywhere(), &[]).await;
    finds(&alice, "siskin", &everywhere(), &["the siskin flies"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_find_what_holds_them_and_break_nothing() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let text = "\"NEAR(a b)\" OR c* -- '; DROP TABLE words; <b>bold</b>\u{202e} 👩‍👩‍👧‍👦";
    alice.says(&chat, text).await;
    bob.sees(&chat, "it", |rows| rows.len() == 1).await;
    let found = async |words: &str| {
        let rows = bob
            .client
            .search(words, &everywhere(), None, 10)
            .await
            .unwrap()
            .rows;
        rows.len()
    };
    let mut progress = bob.client.search_progress();
    in_time("it is found", async {
        while found("NEAR(a").await == 0 {
            progress.changed().await.unwrap();
        }
    })
    .await;
    for words in [
        "NEAR(a b)",
        "OR",
        "\"NEAR",
        "c*",
        "';",
        "<b>bold</b>",
        "👩‍👩‍👧‍👦",
        "drop table",
        "words; <b>",
    ] {
        let expected = usize::from(words != "';");
        assert_eq!(found(words).await, expected, "{words}");
    }
    for words in [
        "",
        " ",
        "\0",
        "*",
        "\"",
        "a\0z",
        "x NOT y",
        "rowid:1",
        "tokens : near",
        "^bold zzz",
    ] {
        assert_eq!(found(words).await, 0, "{words}");
    }
    let long = "a".repeat(100_000);
    assert_eq!(found(&long).await, 0);
    assert_eq!(found(&"\" ( * 你".repeat(20_000)).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_found_by_letters_pinyin_and_ids_and_days_are_gone_to() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let group = alice
        .client
        .create_group("nonce", "重庆观鸟", vec![UserId(BOB), UserId(CAROL)])
        .await
        .unwrap();
    let first = alice.says(&chat, "first").await;
    let last = alice.says(&chat, "last").await;
    bob.reads(&chat, &["first", "last"]).await;
    in_time("the group is known", async {
        let mut events = bob.client.events();
        while bob
            .client
            .find_names("cqgn")
            .await
            .unwrap()
            .groups
            .is_empty()
        {
            assert!(events.next().await.is_some(), "the client runs");
        }
    })
    .await;
    for words in ["重庆", "guanniao", "cq"] {
        let found = bob.client.find_names(words).await.unwrap();
        assert_eq!(found.groups[0].id, group, "{words}");
    }
    // Chats by what the list calls them, or by an id, in the order of the list.
    let chats = async |words: &str, limit| -> Vec<_> {
        let found = bob.client.find_conversations(words, limit).await.unwrap();
        found.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(chats("cqgn", 9).await, std::slice::from_ref(&group));
    assert_eq!(chats(group.as_str(), 9).await, std::slice::from_ref(&group));
    assert_eq!(chats("10001", 9).await, std::slice::from_ref(&chat));
    assert_eq!(chats("", 9).await, [chat.clone(), group.clone()]);
    assert_eq!(chats("", 1).await, std::slice::from_ref(&chat));
    assert!(chats("nobody is called so", 9).await.is_empty());
    let found = bob.client.find_names("10001").await.unwrap();
    assert_eq!(found.people[0].id, UserId(ALICE));
    assert_eq!(bob.client.find_names("").await.unwrap(), Default::default());
    assert_eq!(
        bob.client
            .find_names(&"王".repeat(100_000))
            .await
            .unwrap()
            .people
            .len(),
        0
    );

    assert_eq!(bob.client.message_at(&chat, 0).await.unwrap(), Some(first));
    assert_eq!(
        bob.client.message_at(&chat, i64::MAX).await.unwrap(),
        Some(last)
    );
}

/// The first load brings the newest messages of each conversation only.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_on_this_computer_is_said_and_found_once_it_was_loaded() {
    const MESSAGES: usize = 130;
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "the hoopoe was first").await;
    for number in 1..MESSAGES {
        alice.says(&chat, &format!("line {number}")).await;
    }
    alice
        .sees(&chat, "the last one, sent", |rows| {
            rows.last().is_some_and(|row| row.server_id.is_some())
                && linnet_tests::world::words(rows).last() == Some(&"line 129")
        })
        .await;
    let lacks = async |device: &Device, chat: Option<&ConversationId>| {
        device.client.lacks_history(chat, None).await.unwrap()
    };
    let load =
        async |device: &Device, chat: Option<&ConversationId>, cancel: &CancellationToken| {
            let loaded = watch::Sender::new(0);
            let work = device.client.load_history(chat, None, &loaded, cancel);
            let whole = in_time("older messages", Box::pin(work)).await;
            (whole, *loaded.borrow())
        };
    let (go_on, cancelled) = (CancellationToken::new(), CancellationToken::new());
    cancelled.cancel();
    // All of it is on the device that wrote it.
    assert!(!lacks(&alice, Some(&chat)).await && !lacks(&alice, None).await);

    let bob = world.device(BOB).await;
    bob.ready().await;
    bob.row(&chat, |_| true).await;
    finds(&bob, "129", &everywhere(), &["line 129"]).await;
    finds(&bob, "hoopoe", &everywhere(), &[]).await;
    assert!(lacks(&bob, Some(&chat)).await && lacks(&bob, None).await);
    let future = bob.client.lacks_history(Some(&chat), Some(i64::MAX)).await;
    assert!(!future.unwrap(), "what is here is older than that");
    let (ended, came) = load(&bob, Some(&chat), &cancelled).await;
    assert!(matches!(ended, Err(Error::Cancelled)) && came == 0);
    let (whole, came) = load(&bob, Some(&chat), &go_on).await;
    assert!(whole.unwrap() && came > 50, "{came}");
    // At once: the index has learnt what came.
    let found = bob.client.search("hoopoe", &everywhere(), None, 10).await;
    assert_eq!(found.unwrap().rows.len(), 1);
    assert!(!lacks(&bob, Some(&chat)).await && !lacks(&bob, None).await);

    let (fresh, third) = (world.device(BOB).await, world.device(BOB).await);
    for device in [&fresh, &third] {
        device.ready().await;
        device.row(&chat, |_| true).await;
    }
    world.stop().await;
    let (refused, came) = load(&fresh, None, &go_on).await;
    assert!(
        matches!(refused, Err(Error::Shared(_))) && came == 0,
        "{refused:?}"
    );
    assert!(lacks(&fresh, None).await);
    world.restart().await;
    fresh.ready().await;
    let (whole, came) = load(&fresh, None, &go_on).await;
    assert!(whole.unwrap() && came > 50, "{came}");
    let found = fresh.client.search("hoopoe", &everywhere(), None, 10).await;
    assert_eq!(found.unwrap().rows.len(), 1);

    // What somebody has cleared is missing nowhere.
    third.ready().await;
    done(third.client.clear_history(&chat)).await.unwrap();
    assert!(!lacks(&third, Some(&chat)).await && !lacks(&third, None).await);
}
