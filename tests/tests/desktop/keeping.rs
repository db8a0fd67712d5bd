//! What one person keeps of messages and passes on, in a real window: forward to another chat, delete and have it back,
//! keep as a favourite, pin for both, call somebody in a group.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const CAROL: i64 = 10017;
const CAROLS: &str = "0:1:10001:10017";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1100,
    height: 720,
};

async fn colours(app: &App<'_>, theme: &str, language: &str) -> Result<()> {
    app.until(
        "other colours",
        "document.documentElement.dataset.theme = arguments[0];
         return document.documentElement.dataset.theme === arguments[0];",
        &[json!(theme)],
    )
    .await?;
    app.picture(&format!("{theme} {language}")).await.map(drop)
}

#[test]
fn messages_are_forwarded_kept_pinned_and_had_back() -> Result<()> {
    story("keeping", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "The train leaves at 7:40").await?;
        bob.say(&chat, "Platform 4").await?;
        let carol = service.writer(CAROL).await?;
        let carols = carol.chat_with(ALICE).await?;
        carol.say(&carols, "When do we leave?").await?;
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;

        // Forwarded to Carol, with words behind it.
        alice
            .chooses("The train leaves at 7:40", "menu-forward")
            .await?;
        alice
            .click(&format!("[data-testid=forward-row][data-id='{CAROLS}']"))
            .await?;
        alice
            .write("[data-testid=forward-comment]", "Says Bob")
            .await?;
        alice.picture("forwarding").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=forward-do]").await?;
        alice.gone("[data-testid=forward-do]").await?;
        alice.open_chat(CAROLS).await?;
        alice.stands("The train leaves at 7:40", "sent").await?;
        alice.stands("Says Bob", "sent").await?;

        // Deleted, and had back.
        alice.chooses("Says Bob", "menu-delete-message").await?;
        alice.find("[data-testid=undo-bar]").await?;
        alice.picture("deleted").await?;
        alice.click("[data-testid=undo-delete]").await?;
        alice.hears("Says Bob").await?;

        // Kept, and pinned for both.
        alice.open_chat(BOBS).await?;
        alice.chooses("Platform 4", "menu-favourite").await?;
        alice
            .chooses("The train leaves at 7:40", "menu-pin_for_all")
            .await?;
        alice
            .find_text("[data-testid=pin-bar]", "The train leaves at 7:40")
            .await?;
        alice.picture("pinned").await?;
        colours(&alice, "dark", "en").await?;
        alice.chooses("Platform 4", "menu-details").await?;
        alice.find("[data-testid=details-facts]").await?;
        alice.picture("details").await?;
        alice.keys("Escape").await?;
        alice.click("[data-testid=go-favourites]").await?;
        alice
            .find_text("[data-testid=favourites]", "Platform 4")
            .await?;
        alice.picture("favourites").await?;
        alice.nothing_wrong().await?;
        alice.close().await?;

        // All of it is there again.
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;
        alice
            .find_text("[data-testid=pin-bar]", "The train leaves at 7:40")
            .await?;
        alice.write(COMPOSER, "Thank you").await?;
        alice.keys("Return").await?;
        alice.stands("Thank you", "sent").await?;
        service.stop().await;
        Ok(())
    })
}
