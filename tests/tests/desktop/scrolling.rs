//! The row one reads stays where it is on the screen, whatever comes in around it.

use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const CHAT: &str = "0:1:10001:10009";
const LEFT: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};
const RIGHT: Place = Place {
    x: 1320,
    y: 30,
    width: 1280,
    height: 800,
};

/// Screen pixels a row may move: one, for rounding.
const MOST: f64 = 1.0;

/// Scrolls so that the row nearest to the middle is well inside, and answers its id.
async fn read_in_the_middle(app: &App<'_>, from_top: f64) -> Result<String> {
    let id = app
        .run(
            "const t = document.querySelector('[data-testid=timeline]');
             t.scrollTop = arguments[0];
             const middle = t.getBoundingClientRect().top + t.clientHeight / 2;
             const rows = [...t.querySelectorAll('[data-testid=message-row]')];
             const far = r => Math.abs(r.getBoundingClientRect().top - middle);
             return rows.sort((a, b) => far(a) - far(b))[0].dataset.id;",
            &[json!(from_top)],
        )
        .await?;
    Ok(id.as_str().ok_or("no row in view")?.to_owned())
}

/// Waits until the number of rows has stayed the same for half a second of frames.
async fn settled(app: &App<'_>) -> Result<()> {
    app.until(
        "the rows to settle",
        "const now = document.querySelectorAll('[data-testid=message-row]').length;
         const seen = window.linnetSettled;
         if (!seen || seen.rows !== now) { window.linnetSettled = {rows: now, at: performance.now()}; return false; }
         return performance.now() - seen.at > 500;",
        &[],
    )
    .await
    .map(drop)
}

#[test]
fn a_chosen_row_stays_when_older_rows_a_message_and_pictures_come() -> Result<()> {
    story("scrolling", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        // Written by Alice on another device: nothing is unread, so the chat opens at its end.
        let elsewhere = service.writer(ALICE).await?;
        let own = elsewhere.chat_with(BOB).await?;
        // More than any first window and its first pages hold: thirty older rows are still to come.
        for n in 0..240 {
            // Of different heights, so that a guess of a row's height is wrong.
            let words = format!(
                "Line {n} {}",
                "多一点文字 and some more. ".repeat(n % 7 * 4)
            );
            elsewhere.say(&own, words.trim_end()).await?;
        }
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(LEFT).await?;
        alice.open_chat(CHAT).await?;
        alice
            .find_text("[data-testid=timeline]", "Line 239")
            .await?;

        settled(&alice).await?;

        // Older rows come in above.
        let before = alice.count("[data-testid=message-row]").await?;
        let row = read_in_the_middle(&alice, 300.0).await?;
        alice.watch_row(&row).await?;
        alice
            .until(
                "thirty older rows",
                "return document.querySelectorAll('[data-testid=message-row]').length >= arguments[0];",
                &[json!(before + 30)],
            )
            .await?;
        let moved = alice.watched_row_moved().await?;
        assert!(moved <= MOST, "older rows moved it by {moved}");

        // A message arrives below.
        let row = read_in_the_middle(&alice, 1_500.0).await?;
        alice.watch_row(&row).await?;
        writer.say(&chat, "The newest of all").await?;
        alice
            .find_text("[data-testid=conversation-preview]", "The newest of all")
            .await?;
        alice.find("[data-testid=to-end]").await?;
        let moved = alice.watched_row_moved().await?;
        assert!(moved <= MOST, "a new message moved it by {moved}");
        alice.picture("reading").await?;
        alice.close().await?;

        // Pictures load around it: they are in the middle of what a new window finds.
        let words = service.arguments(BOB);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let bob = desktop.open("bob", &words).await?;
        bob.arrange(RIGHT).await?;
        bob.open_chat(CHAT).await?;
        for n in 0..8_u8 {
            let file = draw(
                desktop.display.home(),
                &format!("{n}.png"),
                500 + u32::from(n) * 40,
                700,
                n * 30,
            )?;
            desktop.display.copy_picture(&file).await?;
            bob.focus().await?;
            bob.click(COMPOSER).await?;
            bob.keys("ctrl+v").await?;
            bob.tray_holds(1).await?;
            bob.press(COMPOSER, fantoccini::key::Key::Enter).await?;
            bob.gone("[data-testid=tray]").await?;
            bob.say(&format!("that was picture {n}")).await?;
            bob.stands(&format!("that was picture {n}"), "sent").await?;
        }
        for n in 0..12 {
            writer
                .say(&chat, &format!("After {n} {}", "words ".repeat(60)))
                .await?;
        }
        let words = service.arguments(BOB);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let fresh = desktop.open("bob-elsewhere", &words).await?;
        fresh.arrange(LEFT).await?;
        fresh.open_chat(CHAT).await?;
        fresh
            .find_text("[data-testid=timeline]", "After 11")
            .await?;
        let loaded = "[data-testid=picture][data-loaded]";
        let already = fresh.count(loaded).await?;
        let row = fresh
            .run(
                "const all = [...document.querySelectorAll('[data-testid=message-row]')];
                 const row = all.find(r => r.innerText.includes('that was picture 1'));
                 row.scrollIntoView({block: 'center'});
                 return row.dataset.id;",
                &[],
            )
            .await?;
        fresh
            .watch_row(row.as_str().ok_or("no row after a picture")?)
            .await?;
        fresh
            .until(
                "a picture to load",
                "return document.querySelectorAll(arguments[0]).length > arguments[1];",
                &[json!(loaded), json!(already)],
            )
            .await?;
        let moved = fresh.watched_row_moved().await?;
        assert!(moved <= MOST, "a picture moved it by {moved}");
        fresh.picture("picture-above").await?;
        fresh.close().await?;
        bob.close().await?;
        service.stop().await;
        Ok(())
    })
}
