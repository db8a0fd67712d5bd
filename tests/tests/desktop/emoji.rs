//! Emoji in a real web view: they come into the text as typing does, and what was used is there after a restart.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const PANEL: &str = "[data-testid=emoji-panel]";
const SEARCH: &str = "[data-testid=emoji-search]";
const COMPLETION: &str = "[data-testid=emoji-completion]";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};

async fn field_holds(alice: &App<'_>, words: &str) -> Result<()> {
    alice
        .until(
            &format!("{words:?} in the field, which has the keyboard"),
            "const field = document.querySelector(arguments[0]); return field.value === arguments[1] && document.activeElement === field;",
            &[json!(COMPOSER), json!(words)],
        )
        .await
        .map(drop)
}

/// The emoji that Enter would take.
async fn active_is(alice: &App<'_>, sign: &str) -> Result<()> {
    alice
        .find_text(&format!("{PANEL} [aria-selected=true]"), sign)
        .await
}

#[test]
fn emoji_come_in_at_the_caret_and_can_be_undone_and_are_remembered() -> Result<()> {
    story("emoji", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "hello").await?;
        let arguments = service.arguments(ALICE);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &arguments).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;

        // Between two words, by keyboard alone.
        alice.write(COMPOSER, "ab").await?;
        alice.keys("Left").await?;
        alice.keys("ctrl+period").await?;
        alice.find(PANEL).await?;
        alice.write(SEARCH, "tada").await?;
        active_is(&alice, "🎉").await?;
        alice.keys("Return").await?;
        alice.gone(PANEL).await?;
        field_holds(&alice, "a🎉b").await?;
        alice.keys("ctrl+z").await?;
        field_holds(&alice, "ab").await?;
        alice.keys("ctrl+shift+z").await?;
        field_holds(&alice, "a🎉b").await?;

        // Esc closes the panel only.
        alice.click("[data-testid=details]").await?;
        alice.find("[data-testid=profile-panel]").await?;
        alice.click("[data-testid=emoji-open]").await?;
        active_is(&alice, "🎉").await?;
        alice.keys("Escape").await?;
        alice.gone(PANEL).await?;
        alice.find("[data-testid=profile-panel]").await?;
        field_holds(&alice, "a🎉b").await?;

        // A name behind a colon, taken with Tab and then sent with Enter.
        alice.keys("End").await?;
        alice.write(COMPOSER, " :smil").await?;
        alice.find_text(COMPLETION, ":smile:").await?;
        alice.picture("completion").await?;
        alice.nothing_wrong().await?;
        alice.keys("Tab").await?;
        alice.gone(COMPLETION).await?;
        field_holds(&alice, "a🎉b 😄").await?;
        alice.keys("Return").await?;
        alice.hears("a🎉b 😄").await?;
        alice.close().await?;

        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;
        alice.click("[data-testid=emoji-open]").await?;
        alice.find("[data-testid=emoji-group-recent]").await?;
        active_is(&alice, "😄").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
