//! A live group in real windows: made, joined, talked in, led: muted, a white list, a mark, somebody put out; dissolved.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const LEFT: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 720,
};
const NARROW: Place = Place {
    x: 1100,
    width: 480,
    ..LEFT
};
const BOBS: &str = "[data-testid=live-member][data-id='10009']";

/// Opens the live groups, and waits for the list of them.
async fn opens(app: &App<'_>) -> Result<()> {
    app.click("[data-testid=new-chat]").await?;
    app.click("[data-testid=new-chat-live]").await?;
    app.find("[data-testid=live-search]").await.map(drop)
}

async fn joins(app: &App<'_>, alias: &str) -> Result<()> {
    app.write("[data-testid=live-alias]", alias).await?;
    app.click("[data-testid=live-join]").await?;
    app.find("[data-testid=live-stream]").await.map(drop)
}

async fn says(app: &App<'_>, words: &str) -> Result<()> {
    app.write("[data-testid=live-input]", words).await?;
    app.click("[data-testid=live-send]").await?;
    app.find_text("[data-testid=live-message]", words).await
}

/// Chooses from the menu of Bob's line.
async fn does(app: &App<'_>, what: &str) -> Result<()> {
    app.click(&format!("{BOBS} [data-testid=live-actions]"))
        .await?;
    app.click(&format!("[data-testid={what}]")).await
}

async fn chooses(app: &App<'_>, list: &str) -> Result<()> {
    app.run(
        "const s = document.querySelector('[data-testid=live-which]'); s.value = arguments[0]; s.dispatchEvent(new Event('change', {bubbles: true}));",
        &[json!(list)],
    )
    .await
    .map(drop)
}

#[test]
fn a_live_group_is_made_joined_led_and_dissolved() -> Result<()> {
    story("live", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let open = async |name: &str, user: i64, place: Place| -> Result<App<'_>> {
            let words = service.arguments(user);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let app = desktop.open(name, &words).await?;
            app.arrange(place).await?;
            Ok(app)
        };
        let alice = open("alice", ALICE, LEFT).await?;
        let bob = open("bob", BOB, NARROW).await?;
        opens(&alice).await?;
        alice.picture("none-light-en").await?;
        alice.nothing_wrong().await?;
        alice.write("[data-testid=live-name]", "Birdsong").await?;
        alice.click("[data-testid=live-create]").await?;
        joins(&alice, "Ali").await?;
        alice.picture("empty-light-en").await?;
        alice.nothing_wrong().await?;

        bob.looks("zh", "dark").await?;
        opens(&bob).await?;
        bob.find_text("[data-testid=live-group]", "Birdsong")
            .await?;
        bob.picture("list-dark-zh").await?;
        bob.nothing_wrong().await?;
        bob.click("[data-testid=live-group] button").await?;
        joins(&bob, "小鲍").await?;
        says(&bob, "早上好，听得见吗？").await?;
        alice
            .find_text("[data-testid=live-message]", "早上好，听得见吗？")
            .await?;
        says(&alice, "loud and clear").await?;
        bob.find_text("[data-testid=live-message]", "loud and clear")
            .await?;
        bob.picture("room-dark-zh").await?;
        bob.nothing_wrong().await?;

        // All are silent but those who lead, and whoever they let speak.
        alice.click("[data-testid=live-people]").await?;
        alice.find(BOBS).await?;
        alice.click("[data-testid=live-mute-all]").await?;
        bob.gone("[data-testid=live-input]").await?;
        bob.picture("silent-dark-zh").await?;
        bob.nothing_wrong().await?;
        does(&alice, "live-speak").await?;
        says(&bob, "谢谢").await?;
        alice.write("[data-testid=live-mark-name]", "Guest").await?;
        alice.click("[data-testid=live-mark-add]").await?;
        alice
            .find_text("[data-testid=live-dialog] .live-marks", "Guest")
            .await?;
        does(&alice, "live-mark").await?;
        alice.find_text(BOBS, "Guest").await?;
        alice.picture("people-light-en").await?;
        alice.nothing_wrong().await?;
        chooses(&alice, "marked:Guest").await?;
        alice.find(BOBS).await?;
        chooses(&alice, "present").await?;
        alice.find(BOBS).await?;
        alice
            .click(&format!("{BOBS} [data-testid=live-actions]"))
            .await?;
        alice.find("[data-testid=live-remove]").await?;
        alice.picture("menu-light-en").await?;
        alice.click("[data-testid=live-remove]").await?;
        alice.click("[data-testid=confirm-ok]").await?;
        bob.find("[data-testid=live-ended]").await?;
        bob.picture("put-out-dark-zh").await?;
        bob.nothing_wrong().await?;

        // It was for this once: he comes again, and sees it end.
        bob.click("[data-testid=live-group] button").await?;
        joins(&bob, "小鲍").await?;
        alice.click("[data-testid=live-back]").await?;
        alice.click("[data-testid=live-dissolve]").await?;
        alice.click("[data-testid=confirm-ok]").await?;
        bob.find("[data-testid=live-ended]").await?;
        bob.gone("[data-testid=live-group]").await?;
        alice.find("[data-testid=live-search]").await?;
        alice.close().await?;
        bob.close().await?;
        service.stop().await;
        Ok(())
    })
}
