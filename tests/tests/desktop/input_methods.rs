//! Chinese is written with an input method: Enter ends what is being composed, and only the next one does what Enter does.

use std::time::Duration;

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::input_method::{ENVIRONMENT, start, types};
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Desktop, Result, Service, story_with};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const BAR: &str = "[data-testid=composer-bar]";
const SWITCHER: &str = "[data-testid=switcher-input]";
const NAME: &str = "[data-testid=text-dialog] .input";
const LIMIT: Duration = Duration::from_secs(240);
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};

/// The field holds these words and has the keyboard.
async fn holds(app: &App<'_>, css: &str, words: &str) -> Result<()> {
    app.until(
        &format!("{words:?} in {css}"),
        "const field = document.querySelector(arguments[0]);
         return field?.value.trim() === arguments[1] && document.activeElement === field;",
        &[json!(css), json!(words)],
    )
    .await
    .map(drop)
}

/// Types letters, which are composed: the candidates stand in a window of the input method, and nothing in the page. Keys
/// come in their order, so what follows is waited for by what it does.
async fn composes(desktop: &Desktop, app: &App<'_>, letters: &str) -> Result<()> {
    app.focus().await?;
    types(desktop, letters).await
}

async fn empties(app: &App<'_>, css: &str) -> Result<()> {
    app.keys("ctrl+a").await?;
    app.keys("BackSpace").await?;
    holds(app, css, "").await
}

/// How many messages of one's own there are.
async fn own(app: &App<'_>) -> Result<u64> {
    app.count("[data-testid=message-row][data-own=true]").await
}

#[test]
fn enter_ends_what_is_composed_and_the_next_one_sends() -> Result<()> {
    story_with("input-methods", LIMIT, ENVIRONMENT, async |desktop| {
        start(desktop).await?;
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "张三")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "hello").await?;
        // Its owner may give it another name.
        let owner = service.writer(ALICE).await?;
        let group = owner.group_with(&[BOB], "Linnets").await?;
        owner.say(&group, "welcome").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, BOBS, PLACE)
            .await?;
        alice.click(COMPOSER).await?;

        // Enter takes the letters as they are; nothing is sent.
        composes(desktop, &alice, "nihao").await?;
        desktop
            .display
            .picture(&desktop.picture_file("composing"))
            .await?;
        alice.keys("Return").await?;
        holds(&alice, COMPOSER, "nihao").await?;
        empties(&alice, COMPOSER).await?;
        assert_eq!(own(&alice).await?, 0);

        // The blank chooses a candidate, and Enter sends it.
        composes(desktop, &alice, "nihao").await?;
        alice.keys("space").await?;
        holds(&alice, COMPOSER, "你好").await?;
        assert_eq!(own(&alice).await?, 0);
        alice.keys("Return").await?;
        holds(&alice, COMPOSER, "").await?;
        alice.hears("你好").await?;

        // Esc gives up what is composed, and only the next one the answer that was begun.
        alice
            .run(
                "document.querySelector('[data-testid=message-row]').dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'}));",
                &[],
            )
            .await?;
        alice
            .find("[data-testid=hover-bar] [data-testid=reply]")
            .await?;
        alice
            .run(
                "document.querySelector('[data-testid=hover-bar] [data-testid=reply]').click();",
                &[],
            )
            .await?;
        alice.find(BAR).await?;
        composes(desktop, &alice, "nihao").await?;
        alice.keys("Escape").await?;
        composes(desktop, &alice, "nihao").await?;
        alice.keys("space").await?;
        holds(&alice, COMPOSER, "你好").await?;
        alice.find(BAR).await?;
        empties(&alice, COMPOSER).await?;
        alice.keys("Escape").await?;
        alice.gone(BAR).await?;

        // Whom a chat is with is found by what was composed.
        alice.keys("ctrl+k").await?;
        alice.find(SWITCHER).await?;
        composes(desktop, &alice, "zhangsan").await?;
        alice.keys("Return").await?;
        holds(&alice, SWITCHER, "zhangsan").await?;
        empties(&alice, SWITCHER).await?;
        composes(desktop, &alice, "zhangsan").await?;
        alice.keys("space").await?;
        holds(&alice, SWITCHER, "张三").await?;
        alice
            .find_text("[data-testid=switcher-row]", "张三")
            .await?;
        alice.keys("Return").await?;
        alice.gone(SWITCHER).await?;

        // Somebody is called: Enter ends the letters, the next one picks, the third one sends.
        alice.keys("ctrl+k").await?;
        alice.find(SWITCHER).await?;
        composes(desktop, &alice, "linnets").await?;
        alice.keys("Return").await?;
        holds(&alice, SWITCHER, "linnets").await?;
        alice
            .find_text("[data-testid=switcher-row]", "Linnets")
            .await?;
        alice.keys("Return").await?;
        alice.gone(SWITCHER).await?;
        alice.hears("welcome").await?;
        alice.click(COMPOSER).await?;
        alice.keys("at").await?;
        holds(&alice, COMPOSER, "@").await?;
        alice
            .find_text("[data-testid=mention-choice]", "张三")
            .await?;
        composes(desktop, &alice, "zhangsan").await?;
        alice.keys("Return").await?;
        alice
            .find_text("[data-testid=mention-choice][aria-selected=true]", "张三")
            .await?;
        alice.picture("mention").await?;
        assert_eq!(own(&alice).await?, 1);
        alice.keys("Return").await?;
        holds(&alice, COMPOSER, "@张三").await?;
        assert_eq!(own(&alice).await?, 1);
        alice.keys("Return").await?;
        holds(&alice, COMPOSER, "").await?;
        alice
            .until("the message", "return document.querySelectorAll('[data-testid=message-row][data-own=true]').length === 2;", &[])
            .await?;

        // A name, in a form that Enter saves.
        alice.click("[data-testid=details]").await?;
        alice.click("[data-testid=rename]").await?;
        alice.find(NAME).await?;
        empties(&alice, NAME).await?;
        composes(desktop, &alice, "nihao").await?;
        alice.keys("Return").await?;
        holds(&alice, NAME, "nihao").await?;
        empties(&alice, NAME).await?;
        composes(desktop, &alice, "nihao").await?;
        alice.keys("space").await?;
        holds(&alice, NAME, "你好").await?;
        alice.keys("Return").await?;
        alice.gone(NAME).await?;
        alice.find_text("[data-testid=group-panel]", "你好").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
