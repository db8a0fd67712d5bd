//! Bots: the trial's assistant, which answers piece by piece, on two devices of one person.

use linnet_core::Error;
use linnet_core::model::bot::StreamState;
use linnet_core::model::kind::notice::GroupEventKind;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::{Block, Body, MessageRow};
use linnet_tests::world::{ALICE, BOB, Device, World, in_time};

const ECHO: i64 = 10086;
const ASSISTANT: i64 = 10087;

async fn trial() -> World {
    World::with(|config| config.trial = true).await
}

async fn chat(device: &Device) -> ConversationId {
    in_time("a chat", device.client.start_bot_chat(UserId(ASSISTANT)))
        .await
        .expect("a chat with the bot")
}

fn state(row: &MessageRow) -> Option<StreamState> {
    row.streamed.map(|streamed| streamed.state)
}

fn text(row: &MessageRow) -> &str {
    match &row.body {
        Body::Text { text } => text,
        _ => "",
    }
}

/// Waits until the newest row is an answer in this state, and gives it.
async fn answer(device: &Device, chat: &ConversationId, wanted: StreamState) -> MessageRow {
    let what = format!("an answer that is {wanted:?}");
    let rows = device
        .sees(chat, &what, |rows| {
            rows.last().and_then(state) == Some(wanted)
        })
        .await;
    rows.last().expect("a row").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_with_a_bot_of_the_list_begins_with_its_greeting() {
    let world = trial().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let bots = in_time("the list", alice.client.bots())
        .await
        .expect("bots");
    let ids: Vec<i64> = bots.iter().map(|bot| bot.id.0).collect();
    assert_eq!(ids, [ECHO, ASSISTANT]);
    assert!(bots[1].name.contains("Assistant"), "{}", bots[1].name);
    let chat = chat(&alice).await;
    for device in [&alice, &second] {
        device
            .sees(&chat, "a line and a greeting", |rows| {
                let [line, greeting] = rows else { return false };
                let begins = matches!(&line.body, Body::Notice { happened: Some(happened), .. }
                    if happened.kind == GroupEventKind::NewChat);
                begins && text(greeting).contains("Hello!") && greeting.streamed.is_none()
            })
            .await;
        device.row(&chat, |row| row.bot).await;
    }
    // It is there already: it is not greeted twice.
    assert_eq!(self::chat(&alice).await, chat);
    let with_bob = alice.chat_with(BOB).await;
    alice.row(&with_bob, |row| !row.bot).await;
    let refused = in_time("no bot", alice.client.new_chat(&with_bob, true)).await;
    assert!(matches!(refused, Err(Error::Status { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_see_an_answer_grow_and_end() {
    let world = trial().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let chat = chat(&alice).await;
    alice.says(&chat, "a long one, please").await;
    let (first, other) = tokio::join!(
        answer(&alice, &chat, StreamState::Writing),
        answer(&second, &chat, StreamState::Writing),
    );
    let mut ends = Vec::new();
    for (device, begun) in [(&alice, first), (&second, other)] {
        let streamed = begun.streamed.expect("an answer");
        assert!(streamed.can_stop && !streamed.can_repeat);
        let ended = answer(device, &chat, StreamState::Done).await;
        assert_eq!(ended.id, begun.id, "one row from the first piece on");
        assert!(text(&ended).len() > text(&begun).len());
        assert!(text(&ended).starts_with("This is question 1 of our conversation."));
        assert!(text(&ended).ends_with("Line 40: a linnet sings on a twig."));
        assert!(!ended.edited && ended.streamed.expect("an answer").can_repeat);
        ends.push(text(&ended).to_owned());
    }
    assert_eq!(ends[0], ends[1]);
    // A device that comes later has the same.
    let third = world.device(ALICE).await;
    let fetched = answer(&third, &chat, StreamState::Done).await;
    assert_eq!(text(&fetched), ends[0]);

    alice.says(&chat, "some code, please").await;
    let code = |rows: &[MessageRow]| {
        rows.last().is_some_and(|row| {
            state(row) == Some(StreamState::Done)
                && row
                    .format
                    .iter()
                    .any(|block| matches!(block, Block::CodeBlock { .. }))
        })
    };
    alice.sees(&chat, "code", code).await;
    alice.says(&chat, "please fail").await;
    let failed = answer(&alice, &chat, StreamState::Failed).await;
    assert!(failed.streamed.expect("an answer").can_repeat);
    // What stood before is forgotten.
    in_time("anew", alice.client.new_chat(&chat, false))
        .await
        .expect("a new beginning");
    alice.says(&chat, "hello").await;
    let fresh = answer(&second, &chat, StreamState::Done).await;
    assert!(text(&fresh).contains("question 1 of"), "{}", text(&fresh));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_stopped_on_one_device_and_written_once_more_on_the_other() {
    let world = trial().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let chat = chat(&alice).await;
    let question = alice.says(&chat, "a long one, please").await;
    let begun = answer(&second, &chat, StreamState::Writing).await;
    in_time("stop", second.client.stop_answer(&begun.id))
        .await
        .expect("it is stopped");
    let mut words = Vec::new();
    for device in [&alice, &second] {
        let stopped = answer(device, &chat, StreamState::Stopped).await;
        assert!(!text(&stopped).contains("Line 40"));
        words.push(text(&stopped).to_owned());
    }
    assert_eq!(words[0], words[1]);
    let restarted = alice.restart().await;
    let kept = answer(&restarted, &chat, StreamState::Stopped).await;
    assert_eq!(text(&kept), words[0]);

    in_time("again", restarted.client.answer_again(&begun.id))
        .await
        .expect("it is written once more");
    for device in [&restarted, &second] {
        let ended = answer(device, &chat, StreamState::Done).await;
        assert_eq!(ended.id, begun.id);
        assert!(
            text(&ended).starts_with("Said another way (1)") || text(&ended).contains("way (1)")
        );
    }
    // Nothing of the kind can be done with what a person wrote.
    let mine = restarted.client.stop_answer(&question).await;
    assert!(matches!(mine, Err(Error::NotNow(_))), "{mine:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_on_after_a_restart_of_the_server_and_of_a_device() {
    let mut world = trial().await;
    let alice = world.device(ALICE).await;
    let chat = chat(&alice).await;
    alice.says(&chat, "a long one, please").await;
    answer(&alice, &chat, StreamState::Writing).await;
    let off = alice.stop().await;
    world.restart().await;
    let alice = off.open().await;
    // Not yet online: as it stood.
    let kept = answer(&alice, &chat, StreamState::Writing).await;
    alice.client.start();
    alice.ready().await;
    let ended = answer(&alice, &chat, StreamState::Done).await;
    assert_eq!(ended.id, kept.id);
    assert!(text(&ended).ends_with("Line 40: a linnet sings on a twig."));
}
