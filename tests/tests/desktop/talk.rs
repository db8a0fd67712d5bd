//! What two people do with messages in real windows: answer with a quote and go to it, react, edit.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const BAR: &str = "[data-testid=composer-bar]";
const HOVER: &str = "[data-testid=hover-bar]";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 700,
};

/// The row of a message with exactly these words.
const ROW: &str = "const row = words => [...document.querySelectorAll('[data-testid=message-row]')]
    .find(e => e.querySelector('[data-testid=message-text]')?.textContent === words);";

/// Puts the pointer on the bubble with these words, as a mouse does.
async fn points_at(app: &App<'_>, words: &str) -> Result<()> {
    app.until(
        &format!("the bar over {words:?}"),
        &format!(
            "{ROW} const e = row(arguments[0]); if (!e) return false;
             e.scrollIntoView({{block: 'nearest'}});
             e.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true, pointerType: 'mouse'}}));
             return document.querySelector('{HOVER}')?.dataset.for === e.dataset.id;"
        ),
        &[json!(words)],
    )
    .await
    .map(drop)
}

/// Points at a bubble and clicks in the bar over it, before anything that scrolls takes the bar away.
async fn takes(app: &App<'_>, words: &str, button: &str) -> Result<()> {
    app.until(
        &format!("{button} over {words:?}"),
        &format!(
            "{ROW} const e = row(arguments[0]); if (!e) return false;
             e.scrollIntoView({{block: 'nearest'}});
             e.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true, pointerType: 'mouse'}}));
             const bar = document.querySelector('{HOVER}');
             if (bar?.dataset.for !== e.dataset.id) return false;
             bar.querySelector(arguments[1]).click();
             return true;"
        ),
        &[json!(words), json!(button)],
    )
    .await
    .map(drop)
}

async fn row_shows(
    app: &App<'_>,
    words: &str,
    what: &str,
    selector: &str,
    text: &str,
) -> Result<()> {
    app.until(
        what,
        &format!(
            "{ROW} const part = row(arguments[0])?.querySelector(arguments[1]);
             return part !== null && part !== undefined && part.textContent.includes(arguments[2]);"
        ),
        &[json!(words), json!(selector), json!(text)],
    )
    .await
    .map(drop)
}

#[test]
fn two_people_answer_react_and_edit() -> Result<()> {
    story("talk", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "Shall we walk along the river?").await?;
        for number in 1..=40 {
            writer.say(&chat, &format!("number {number}")).await?;
        }
        let arguments = service.arguments(ALICE);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &arguments).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;

        // An answer, begun with the bar; Esc takes it back, and it is there after a restart.
        points_at(&alice, "Shall we walk along the river?").await?;
        alice.picture("hover-bar").await?;
        takes(
            &alice,
            "Shall we walk along the river?",
            "[data-testid=reply]",
        )
        .await?;
        alice
            .find_text(BAR, "Shall we walk along the river?")
            .await?;
        alice.keys("Escape").await?;
        alice.gone(BAR).await?;
        takes(
            &alice,
            "Shall we walk along the river?",
            "[data-testid=reply]",
        )
        .await?;
        alice.find_text(BAR, "Bob").await?;
        alice.write(COMPOSER, "Yes, at").await?;
        alice.picture("replying").await?;
        alice.nothing_wrong().await?;
        alice.close().await?;

        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(BOBS).await?;
        alice
            .find_text(BAR, "Shall we walk along the river?")
            .await?;
        alice.write(COMPOSER, " six").await?;
        alice.keys("Return").await?;
        alice.gone(BAR).await?;
        alice.hears("Yes, at six").await?;
        row_shows(
            &alice,
            "Yes, at six",
            "the quote",
            "[data-testid=quote]",
            "river",
        )
        .await?;

        // To what it quotes, and back.
        alice.click("[data-testid=quote]").await?;
        alice.find("[data-testid=message-row].marked").await?;
        alice.picture("jumped").await?;
        alice.click("[data-testid=way-back]").await?;
        alice.gone("[data-testid=way-back]").await?;
        alice.gone("[data-testid=to-end]").await?;

        // Bob, in his own window, sees it, reacts and answers.
        let his = service.arguments(BOB);
        let his: Vec<&str> = his.iter().map(String::as_str).collect();
        let bob = desktop.open("bob", &his).await?;
        bob.arrange(PLACE).await?;
        bob.open_chat(BOBS).await?;
        row_shows(
            &bob,
            "Yes, at six",
            "the quote",
            "[data-testid=quote]",
            "river",
        )
        .await?;
        takes(&bob, "Yes, at six", "[data-testid=quick-reaction]").await?;
        row_shows(
            &alice,
            "Yes, at six",
            "his reaction",
            "[data-key='👍']",
            "1",
        )
        .await?;
        alice.click("[data-key='👍']").await?;
        row_shows(&bob, "Yes, at six", "both", "[data-key='👍']", "2").await?;
        takes(&bob, "Yes, at six", "[data-testid=react-more]").await?;
        bob.find("[data-testid=reaction-picker] [data-testid=emoji-search]")
            .await?;
        bob.picture("choosing").await?;
        bob.write("[data-testid=emoji-search]", "tada").await?;
        bob.find_text("[data-testid=emoji-panel] [aria-selected=true]", "🎉")
            .await?;
        bob.keys("Return").await?;
        bob.gone("[data-testid=reaction-picker]").await?;
        row_shows(
            &alice,
            "Yes, at six",
            "the other one",
            "[data-key='🎉']",
            "1",
        )
        .await?;

        // The last own text, by keyboard alone: edited, left with Esc, and edited for good.
        alice.click(COMPOSER).await?;
        alice.keys("Up").await?;
        alice.find_text(BAR, "Yes, at six").await?;
        alice.picture("editing").await?;
        alice.keys("Escape").await?;
        alice.gone(BAR).await?;
        alice.keys("Up").await?;
        alice.find_text(BAR, "Yes, at six").await?;
        alice.write(COMPOSER, " thirty").await?;
        alice.keys("Return").await?;
        alice.gone(BAR).await?;
        for app in [&alice, &bob] {
            app.hears("Yes, at six thirty").await?;
            row_shows(
                app,
                "Yes, at six thirty",
                "the mark",
                "[data-testid=edited]",
                "",
            )
            .await?;
            row_shows(
                app,
                "Yes, at six thirty",
                "reactions",
                "[data-key='🎉']",
                "1",
            )
            .await?;
        }
        alice.picture("talk").await?;
        alice.nothing_wrong().await?;
        bob.picture("talk-bob").await?;
        bob.close().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
