//! Sending later and reminders in a real window: planned by mouse and by key, there after a restart, and sent.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const BAR: &str = "[data-testid=planned-bar]";
const DIALOG: &str = "[data-testid=planned]";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 720,
};

/// The menu of the button to send, by the key that asks for it.
async fn asks_when(app: &App<'_>) -> Result<()> {
    app.keys("ctrl+shift+Return").await?;
    app.find("[data-testid=time-own]").await.map(drop)
}

#[test]
fn what_is_planned_is_there_after_a_restart_and_can_be_sent_now() -> Result<()> {
    story("later", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "Call me when you are home").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, BOBS, PLACE)
            .await?;
        let bob = desktop
            .open_chat(&service, "bob", BOB, BOBS, Place { x: 1100, ..PLACE })
            .await?;

        // By key, and a time that is offered.
        alice.write(COMPOSER, "Good morning!").await?;
        asks_when(&alice).await?;
        alice.picture("menu-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=time-hour]").await?;
        alice.find(BAR).await?;
        // A day and a time of one's own, by the keyboard.
        alice.write(COMPOSER, "See you there").await?;
        asks_when(&alice).await?;
        alice.click("[data-testid=time-own]").await?;
        alice.find("[data-testid=time-dialog]").await?;
        alice.keys("Right").await?;
        alice.keys("Down").await?;
        alice.picture("time-light-en").await?;
        alice.nothing_wrong().await?;
        alice.keys("Return").await?;
        alice.click("[data-testid=time-ok]").await?;
        alice.gone("[data-testid=time-dialog]").await?;
        alice.find_text(BAR, "2 planned messages").await?;
        alice.picture("bar-light-en").await?;

        // A reminder.
        alice
            .run(
                "document.querySelector('[data-testid=message-row]').dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, clientX: 500, clientY: 200}));",
                &[],
            )
            .await?;
        alice.click("[data-testid=menu-remind]").await?;
        alice.click("[data-testid=time-morning]").await?;
        alice.gone("[data-testid=menu]").await?;
        alice.close().await?;

        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;
        alice.find_text(BAR, "2 planned messages").await?;
        alice.looks("zh", "dark").await?;
        alice.find_text(BAR, "2 条定时消息").await?;
        alice.write(COMPOSER, "再说").await?;
        asks_when(&alice).await?;
        alice.picture("menu-dark-zh").await?;
        alice.click("[data-testid=time-own]").await?;
        alice.find("[data-testid=time-dialog]").await?;
        alice.picture("time-dark-zh").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=time-dialog]").await?;
        alice.click(BAR).await?;
        alice.find(DIALOG).await?;
        alice.picture("list-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=planned-send]").await?;
        bob.hears("Good morning!").await?;
        alice
            .until(
                "one left",
                "return document.querySelectorAll('[data-testid=planned-row]').length === 1;",
                &[],
            )
            .await?;
        alice.click("[data-testid=planned-edit]").await?;
        alice.find("[data-testid=planned-field]").await?;
        alice.picture("editing-dark-zh").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=planned-field]").await?;
        alice.click("[data-testid=planned-discard]").await?;
        alice.gone(DIALOG).await?;
        alice.gone(BAR).await?;

        alice.click("[data-testid=go-favourites]").await?;
        alice
            .find_text("[data-testid=reminder-row]", "Call me when you are home")
            .await?;
        alice.picture("reminders-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=reminder-row]").await?;
        alice
            .until(
                "the message that is pointed out",
                "return [...document.querySelectorAll('[data-testid=message-row].marked')].some(e => e.textContent.includes(arguments[0]));",
                &[json!("Call me")],
            )
            .await?;
        bob.close().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
