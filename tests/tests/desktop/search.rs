//! Finding in a real window: people, groups and messages everywhere, matches in one chat, and what is not on this computer.

use fantoccini::key::Key;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const CAROLS: &str = "0:1:10001:10017";
const WIDE: Place = Place {
    x: 0,
    y: 30,
    width: 1200,
    height: 800,
};
const NARROW: Place = Place { width: 480, ..WIDE };
const EVERYWHERE: &str = "[data-testid=search-input]";
const HERE: &str = "[data-testid=chat-search-input]";

/// Writes words in place of those that stand in a field.
async fn types(app: &App<'_>, field: &str, words: &str) -> Result<()> {
    app.find(field).await?;
    app.run(
        "const field = document.querySelector(arguments[0]); field.focus(); field.select();",
        &[json!(field)],
    )
    .await?;
    app.write(field, words).await
}

/// Waits until so many messages are found.
async fn finds(app: &App<'_>, count: u64) -> Result<()> {
    app.until(
        &format!("{count} messages to be found"),
        "return document.querySelectorAll('[data-testid=found-message]').length === arguments[0];",
        &[json!(count)],
    )
    .await
    .map(drop)
}

/// Waits until the message with these words is in view and marked as the one that was gone to, between its neighbours.
async fn stands_at(app: &App<'_>, words: &str, above: &str, below: &str) -> Result<()> {
    app.until(
        &format!("{words:?} between {above:?} and {below:?}"),
        "const rows = [...document.querySelectorAll('[data-testid=message-row]')];
         const at = rows.findIndex(row => row.classList.contains('marked'));
         const box = document.querySelector('[data-testid=timeline]').getBoundingClientRect();
         const seen = rows[at]?.getBoundingClientRect();
         return at > 0 && at + 1 < rows.length && seen.top >= box.top - 1 && seen.bottom <= box.bottom + 1
           && rows[at].innerText.includes(arguments[0])
           && rows[at - 1].innerText.includes(arguments[1]) && rows[at + 1].innerText.includes(arguments[2]);",
        &[json!(words), json!(above), json!(below)],
    )
    .await
    .map(drop)
}

/// Clicks what was found with these words.
async fn picks(app: &App<'_>, words: &str) -> Result<()> {
    app.until(
        &format!("{words:?} to be clicked"),
        "const found = [...document.querySelectorAll('[data-testid=found-message]')].find(f => f.innerText.includes(arguments[0]));
         found?.click();
         return Boolean(found);",
        &[json!(words)],
    )
    .await
    .map(drop)
}

async fn marks(app: &App<'_>, words: &[&str]) -> Result<()> {
    app.until(
        &format!("{words:?} to be marked in what was found"),
        "return JSON.stringify([...document.querySelectorAll('[data-testid=found-message] mark')].map(m => m.textContent)) === arguments[0];",
        &[json!(json!(words).to_string())],
    )
    .await
    .map(drop)
}

#[test]
fn people_groups_and_messages_are_found_and_gone_to() -> Result<()> {
    story("search", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "陈可儿")]).await?;
        let bob = service.writer(BOB).await?;
        let birds = bob
            .group_with(&[ALICE, CAROL], "观鸟群 Birdwatchers")
            .await?;
        bob.say(&birds, "早上在湖边看到三只金翅雀 (goldfinches)")
            .await?;
        // Written by Alice on another device, so that nothing is unread and the chat opens at its end: more than the first
        // load brings and a window asks for.
        let elsewhere = service.writer(ALICE).await?;
        let chat = elsewhere.chat_with(BOB).await?;
        elsewhere.say(&chat, "The hoopoe was here first").await?;
        for number in 1..200 {
            let words = match number {
                150 => "A goldfinch 🐦 sat on the <b>thistle</b>".to_owned(),
                _ => format!("line {number}"),
            };
            elsewhere.say(&chat, &words).await?;
        }
        let carol = service.writer(CAROL).await?;
        let carols = carol.chat_with(ALICE).await?;
        carol.say(&carols, "明天见").await?;
        let arguments = service.arguments(ALICE);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &arguments).await?;
        alice.arrange(WIDE).await?;
        alice.open_chat(BOBS).await?;

        // In the chat: what is not here is said, loaded, and found.
        alice.keys("ctrl+f").await?;
        types(&alice, HERE, "hoopoe").await?;
        alice.find("[data-testid=search-nothing]").await?;
        alice
            .find_text("[data-testid=search-older]", "not on this computer")
            .await?;
        alice.picture("older-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=search-older-load]").await?;
        finds(&alice, 1).await?;
        marks(&alice, &["hoopoe"]).await?;
        alice.gone("[data-testid=search-older]").await?;
        alice.press(HERE, Key::Enter).await?;
        alice
            .find_text(
                "[data-testid=message-row].marked",
                "The hoopoe was here first",
            )
            .await?;
        alice.picture("first-light-en").await?;
        alice.click("[data-testid=way-back]").await?;
        alice
            .find_text("[data-testid=timeline]", "line 199")
            .await?;

        // From match to match.
        types(&alice, HERE, "line 1").await?;
        alice
            .find_text("[data-testid=chat-search-count]", "50+")
            .await?;
        alice.picture("matches-light-en").await?;
        alice.nothing_wrong().await?;
        alice.press(HERE, Key::Enter).await?;
        alice
            .find_text("[data-testid=chat-search-count]", "1 of 50+")
            .await?;
        alice.press(HERE, Key::Enter).await?;
        stands_at(&alice, "line 198", "line 197", "line 199").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=chat-search]").await?;

        // Everywhere: a person by pinyin, a group, messages.
        alice.keys("ctrl+shift+f").await?;
        types(&alice, EVERYWHERE, "chenke").await?;
        alice
            .find_text("[data-testid=found-person]", "陈可儿")
            .await?;
        alice.picture("person-light-en").await?;
        types(&alice, EVERYWHERE, "观鸟").await?;
        alice
            .find_text("[data-testid=found-group]", "Birdwatchers")
            .await?;
        alice.picture("group-light-en").await?;
        types(&alice, EVERYWHERE, "goldfin").await?;
        finds(&alice, 2).await?;
        marks(&alice, &["goldfin", "goldfin"]).await?;
        assert_eq!(alice.count("[data-testid=found-message] b").await?, 0);
        alice.picture("messages-light-en").await?;
        alice.nothing_wrong().await?;

        // A click goes to it, with what stands around it; and back.
        picks(&alice, "thistle").await?;
        alice.gone(EVERYWHERE).await?;
        stands_at(&alice, "on the <b>thistle</b>", "line 149", "line 151").await?;
        alice.picture("gone-to-light-en").await?;
        alice.click("[data-testid=way-back]").await?;
        alice
            .find_text("[data-testid=timeline]", "line 199")
            .await?;
        alice.gone("[data-testid=way-back]").await?;

        alice.looks("zh", "dark").await?;
        alice.open_chat(CAROLS).await?;
        for (place, width) in [(WIDE, "wide"), (NARROW, "narrow")] {
            alice.arrange(place).await?;
            alice.keys("ctrl+shift+f").await?;
            types(&alice, EVERYWHERE, "金翅").await?;
            finds(&alice, 1).await?;
            marks(&alice, &["金翅"]).await?;
            alice.picture(&format!("messages-dark-zh-{width}")).await?;
            alice.nothing_wrong().await?;
            alice.keys("Escape").await?;
            alice.gone(EVERYWHERE).await?;
            alice.keys("ctrl+f").await?;
            types(&alice, HERE, "明").await?;
            finds(&alice, 1).await?;
            alice.picture(&format!("chat-dark-zh-{width}")).await?;
            alice.keys("Escape").await?;
            alice.gone("[data-testid=chat-search]").await?;
        }
        alice.arrange(WIDE).await?;

        // Without a server what is here is found, and what is missing is said.
        service.stop().await;
        alice.keys("ctrl+shift+f").await?;
        types(&alice, EVERYWHERE, "hoopoe").await?;
        finds(&alice, 1).await?;
        alice.press(EVERYWHERE, Key::Enter).await?;
        alice
            .find_text(
                "[data-testid=message-row].marked",
                "The hoopoe was here first",
            )
            .await?;
        alice.close().await
    })
}
