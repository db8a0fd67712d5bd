//! Shortcuts on every layout, and everything in another size.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const WIDE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};
/// At 200 % it has 360 CSS pixels.
const NARROW: Place = Place {
    x: 0,
    y: 30,
    width: 720,
    height: 800,
};
const LONG: &str =
    "ThisIsAVeryLongNameWithoutASingleSpaceThatNobodyShouldHaveButSomebodyAlwaysDoesSomewhere";

async fn page_is_wide(app: &App<'_>, pixels: u32) -> Result<()> {
    app.until(
        &format!("the page to be {pixels} pixels wide"),
        "return Math.abs(innerWidth - arguments[0]) <= 2;",
        &[json!(pixels)],
    )
    .await
    .map(drop)
}

/// Presses a button of the page: the driver's pointer misses where everything is shown in another size.
async fn press_button(app: &App<'_>, css: &str) -> Result<()> {
    app.find(css).await?;
    app.run(
        "document.querySelector(arguments[0]).click();",
        &[json!(css)],
    )
    .await
    .map(drop)
}

/// Nothing stands outside of the window, or of the dialog that is open. Tabs do: they scroll.
async fn nothing_stands_outside(app: &App<'_>) -> Result<()> {
    let outside = app
        .run(
            "const box = (document.querySelector('dialog[open]') ?? document.documentElement).getBoundingClientRect();
             const inside = document.querySelectorAll('dialog[open] *').length ? 'dialog[open] *' : 'button, input, textarea, h1, [data-testid=message-row]';
             return [...document.querySelectorAll(inside)]
               .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, [role=tablist]'))
               .map(e => [e, e.getBoundingClientRect()])
               .filter(([, r]) => r.width > 0 && (r.right > box.right + 1 || r.left < box.left - 1))
               .map(([e]) => e.outerHTML.slice(0, 120));",
            &[],
        )
        .await?;
    assert_eq!(outside, json!([]));
    Ok(())
}

#[test]
fn shortcuts_work_on_a_russian_layout_and_everything_can_be_made_larger() -> Result<()> {
    story("keys", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, LONG)]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        for n in 0..10 {
            bob.say(
                &chat,
                &format!("{n}: 多一点文字 and some more words that take a line"),
            )
            .await?;
        }
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(WIDE).await?;
        alice.open_chat(BOBS).await?;

        desktop.display.processes.ask("setxkbmap", &["ru"]).await?;
        alice.keys("ctrl+Cyrillic_el").await?;
        alice.find("[data-testid=switcher]").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=switcher]").await?;
        desktop.display.processes.ask("setxkbmap", &["us"]).await?;

        alice.keys("ctrl+plus").await?;
        page_is_wide(&alice, 1280 * 100 / 110).await?;
        alice.keys("ctrl+KP_Add").await?;
        page_is_wide(&alice, 1280 * 100 / 125).await?;
        alice.keys("ctrl+minus").await?;
        page_is_wide(&alice, 1280 * 100 / 110).await?;
        alice.keys("ctrl+0").await?;
        page_is_wide(&alice, 1280).await?;

        // Twice as large in a narrow window: everything can be reached.
        alice.arrange(NARROW).await?;
        for _ in 0..5 {
            alice.keys("ctrl+equal").await?;
        }
        page_is_wide(&alice, 360).await?;
        nothing_stands_outside(&alice).await?;
        alice.picture("chat-360").await?;
        press_button(&alice, "[data-testid=back]").await?;
        alice.find("[data-testid=conversation-list]").await?;
        nothing_stands_outside(&alice).await?;
        alice.picture("list-360").await?;
        press_button(&alice, "[data-testid=go-settings]").await?;
        alice.find("[data-testid=settings]").await?;
        nothing_stands_outside(&alice).await?;
        alice.picture("settings-360").await?;
        press_button(&alice, "[data-testid=go-chats]").await?;

        // A name without a space stays inside of the dialog.
        alice.keys("ctrl+n").await?;
        alice
            .write("[data-testid=new-chat-id]", &CAROL.to_string())
            .await?;
        press_button(&alice, "[data-testid=new-chat-id-do]").await?;
        alice.find("[data-testid=found-person]").await?;
        nothing_stands_outside(&alice).await?;
        alice.picture("long-name-360").await?;
        alice.close().await?;

        // It is remembered.
        let alice = desktop.open("alice", &words).await?;
        alice.arrange_to(NARROW, 360).await?;
        press_button(&alice, "[data-testid=go-settings]").await?;
        alice.find_text("[data-testid=set-usual]", "200%").await?;
        press_button(&alice, "[data-testid=set-usual]").await?;
        page_is_wide(&alice, 720).await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
