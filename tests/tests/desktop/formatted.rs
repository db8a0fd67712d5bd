//! Texts as their senders formatted them, and a coupon that one of two people claims.

use linnet_proto::im_proto::MessageType;
use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const CHAT: &str = "0:1:10001:10009";
const LEFT: Place = Place {
    x: 0,
    y: 30,
    width: 1200,
    height: 800,
};
const RIGHT: Place = Place { x: 1320, ..LEFT };

const WRITTEN: &str = "**Bring** *warm* clothes, ~~no~~ binoculars:\n\n- hat\n- gloves\n\n1. meet\n2. walk\n\n> at the `north` gate\n\n```\ncargo run <b>\n```";

/// Waits until the chat has elements like these with these words.
async fn shows(app: &App<'_>, parts: &[(&str, &str)]) -> Result<()> {
    for (element, words) in parts {
        app.find_text(&format!("[data-testid=timeline] {element}"), words)
            .await?;
    }
    Ok(())
}

/// Whether it can be claimed here, and what is said of it.
async fn coupon(app: &App<'_>, says: &str, claimable: bool) -> Result<()> {
    app.until(
        &format!("the coupon to be {says:?}"),
        "const card = [...document.querySelectorAll('[data-testid=card]')].find(c => c.innerText.includes('Ten percent'));
         return !!card && card.innerText.includes(arguments[0])
           && !!card.querySelector('[data-testid=coupon-claim]') === arguments[1];",
        &[json!(says), json!(claimable)],
    )
    .await
    .map(drop)
}

async fn colours(app: &App<'_>, theme: &str) -> Result<()> {
    app.click("[data-testid=go-settings]").await?;
    app.click(&format!("[data-testid=set-theme] input[value={theme}]"))
        .await?;
    app.click("[data-testid=go-chats]").await
}

#[test]
fn formatted_texts_look_so_and_a_coupon_is_claimed_for_both() -> Result<()> {
    story("formatted", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, WRITTEN).await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        let bob = desktop.open_chat(&service, "bob", BOB, CHAT, RIGHT).await?;
        for app in [&alice, &bob] {
            shows(
                app,
                &[
                    ("strong", "Bring"),
                    ("em", "warm"),
                    ("s, del", "no"),
                    ("ul li", "gloves"),
                    ("ol li", "walk"),
                    ("blockquote code, blockquote", "north"),
                    ("[data-testid=code-block]", "cargo run <b>"),
                ],
            )
            .await?;
            assert_eq!(app.count("[data-testid=timeline] b").await?, 0);
        }
        alice.picture("texts-light-en").await?;
        alice.nothing_wrong().await?;
        // What merely looks like it stays, and an own one is formatted as well.
        alice.write(COMPOSER, "2*3*4 = **24**").await?;
        alice.press(COMPOSER, fantoccini::key::Key::Enter).await?;
        for app in [&alice, &bob] {
            shows(app, &[("strong", "24")]).await?;
            app.hears("2*3*4 = 24").await?;
        }

        // Both see a coupon, one can claim it, and both see that it was.
        let content = json!({ "type": "3", "detail": "Ten percent off", "start": 0, "end": 3 });
        writer
            .tell(&chat, MessageType::Custom, content.to_string())
            .await?;
        coupon(&alice, "Not claimed yet", true).await?;
        coupon(&bob, "Not claimed yet", false).await?;
        alice.picture("coupon-light-en").await?;
        alice.click("[data-testid=coupon-claim]").await?;
        coupon(&alice, "Claimed", false).await?;
        coupon(&bob, "Claimed", false).await?;
        bob.picture("claimed-light-en").await?;
        colours(&alice, "dark").await?;
        coupon(&alice, "Claimed", false).await?;
        alice.picture("claimed-dark-en").await?;
        alice.nothing_wrong().await?;

        // As it was written, for who wants that.
        alice.click("[data-testid=go-settings]").await?;
        alice.click("[data-testid=set-format]").await?;
        alice.click("[data-testid=go-chats]").await?;
        alice.hears("2*3*4 = **24**").await?;
        assert_eq!(alice.count("[data-testid=timeline] strong").await?, 0);
        alice.picture("as-written-dark-en").await?;
        alice.close().await?;
        bob.close().await?;
        service.stop().await;
        Ok(())
    })
}
