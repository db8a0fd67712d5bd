//! What goes wrong on the way: answers that are lost, tokens that expire, a server that goes away.

use std::time::Duration;

use linnet_core::config::Endpoints;
use linnet_core::model::connection::Connection;
use linnet_core::view::row::Delivery;
use linnet_tests::support::fault_proxy::FaultProxy;
use linnet_tests::world::{ALICE, BOB, World, in_time, words};

/// A world whose devices reach the server through a proxy.
async fn through_a_proxy() -> (World, FaultProxy) {
    let mut world = World::new().await;
    let server = world.server.as_ref().unwrap().address;
    let proxy = FaultProxy::start(server, 2).await.unwrap();
    let address = proxy.address;
    world.endpoints = Endpoints::own(
        &format!("http://{address}"),
        &format!("ws://{address}/ws/v2"),
    )
    .unwrap();
    (world, proxy)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_no_second_message() {
    let (world, proxy) = through_a_proxy().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for round in 0..4 {
        let words = format!("exactly once {round}");
        proxy.hold_answers();
        let key = alice.says(&chat, &words).await;
        // The request has passed; its answer has not.
        in_time("the request", proxy.heard(words.len())).await;
        proxy.cut_and_mend();
        alice
            .sees(&chat, "sent", |rows| {
                rows.iter().any(|row| {
                    row.id == key && row.delivery == Some(Delivery::Sent) && row.server_id.is_some()
                })
            })
            .await;
    }
    let bob = world.device(BOB).await;
    let rows = bob
        .sees(&chat, "four messages", |rows| rows.len() >= 4)
        .await;
    let wanted: Vec<String> = (0..4)
        .map(|round| format!("exactly once {round}"))
        .collect();
    assert_eq!(words(&rows), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_in_the_middle_of_many_sends_loses_and_doubles_nothing() {
    let (world, proxy) = through_a_proxy().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let wanted: Vec<String> = (0..60).map(|number| format!("line {number}")).collect();
    for (number, line) in wanted.iter().enumerate() {
        alice.says(&chat, line).await;
        if number % 12 == 5 {
            proxy.cut_and_mend();
        }
    }
    for device in [&alice, &bob] {
        let mut screen = device.screen(&chat).await;
        let sent = |rows: &[linnet_core::view::row::MessageRow]| {
            words(rows).last() == Some(&"line 59") && rows.iter().all(|row| row.server_id.is_some())
        };
        screen.until("the last line, at the server", sent).await;
        screen.to_start().await;
        // Where a message stands that was sent twice is known when the server, asked for it, has answered.
        let in_order = |rows: &[linnet_core::view::row::MessageRow]| words(rows) == wanted;
        screen.until("all lines, in order", in_order).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_is_named_and_found_again() {
    let (world, proxy) = through_a_proxy().await;
    let alice = world.device(ALICE).await;
    proxy.refuse();
    let mut connection = alice.client.connection();
    let state = in_time(
        "offline",
        connection.wait_for(|state| matches!(state, Connection::Offline { .. })),
    )
    .await
    .unwrap()
    .clone();
    assert!(matches!(state, Connection::Offline { since, .. } if since > 0));
    proxy.cut_and_mend();
    alice.client.poke(linnet_core::Poke::NetworkChanged);
    in_time(
        "online",
        connection.wait_for(|state| *state == Connection::Online),
    )
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_keeps_everything_until_a_new_one_comes() {
    let world = World::new().await;
    let alice = world.device_offline(ALICE).await;
    let short = world.token(ALICE, Duration::from_secs(3)).await;
    alice.tokens.replace(&short).unwrap();
    alice.client.start();
    alice.ready().await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "in time").await;
    alice
        .sees(&chat, "sent", |rows| {
            rows.len() == 1 && rows[0].server_id.is_some()
        })
        .await;

    // A computer that wakes up connects anew; once the token has expired it is not let in.
    let mut connection = alice.client.connection();
    in_time("sign-in needed", async {
        while !matches!(
            *connection.borrow_and_update(),
            Connection::SignInNeeded { .. }
        ) {
            alice.client.poke(linnet_core::Poke::WokeUp);
            let next = connection.changed();
            tokio::time::timeout(Duration::from_millis(200), next)
                .await
                .ok();
        }
    })
    .await;
    let key = alice.says(&chat, "kept").await;
    let rows = alice.reads(&chat, &["in time", "kept"]).await;
    assert_eq!(rows[1].delivery, Some(Delivery::Sending));

    let next = world.token(ALICE, Duration::from_secs(3600)).await;
    alice.tokens.replace(&next).unwrap();
    alice.client.poke(linnet_core::Poke::TokenChanged);
    alice
        .sees(&chat, "sent after all", |rows| {
            rows.iter()
                .any(|row| row.id == key && row.delivery == Some(Delivery::Sent))
        })
        .await;
    let bob = world.device(BOB).await;
    bob.reads(&chat, &["in time", "kept"]).await;
}
