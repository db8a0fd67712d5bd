//! A chat opens where one has to read on, and nothing is read that nobody has seen.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const CAROLS: &str = "0:1:10001:10017";
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

/// Waits until exactly what stands below the last row of which seven tenths are in view is unread. Rows are called `{name} 1` to `{name} {count}`.
async fn only_what_is_in_view_is_read(app: &App<'_>, name: &str, count: u32) -> Result<u64> {
    let read = app
        .until(
            "what is in view to be read, and nothing else",
            "const [name, count, chat] = arguments;
             const box = document.querySelector('[data-testid=timeline]').getBoundingClientRect();
             const seen = [...document.querySelectorAll('[data-testid=message-row]')]
               .filter(r => {
                 const b = r.getBoundingClientRect();
                 return Math.min(b.bottom, box.bottom) - Math.max(b.top, box.top) + 2 >= Math.min(b.height, box.height) * 0.7;
               })
               .map(r => r.innerText.match(new RegExp('^' + name + ' (\\\\d+)'))).filter(m => m).map(m => Number(m[1]));
             const last = Math.max(0, ...seen);
             const row = document.querySelector(`[data-testid=conversation-row][data-id='${chat}']`);
             const unread = Number(row.querySelector('.badge [aria-hidden]')?.textContent ?? 0);
             return last > 0 && unread === count - last ? last : 0;",
            &[json!(name), json!(count), json!(BOBS)],
        )
        .await?;
    read.as_u64().ok_or_else(|| "no number".into())
}

/// Waits until the line of what is new stands in view, right above the message with these words.
async fn line_stands_above(app: &App<'_>, words: &str) -> Result<()> {
    app.until(
        &format!("the line of what is new above {words:?}"),
        "const line = document.querySelector('[data-testid=unread-line]');
         const box = document.querySelector('[data-testid=timeline]').getBoundingClientRect();
         const top = line?.getBoundingClientRect().top;
         if (!line || top < box.top || top > box.bottom) return false;
         const rows = [...document.querySelectorAll('[data-testid=message-row]')];
         const next = rows.find(r => line.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING);
         return next?.innerText.startsWith(arguments[0] + ' ') || next?.innerText.startsWith(arguments[0] + '\\n');",
        &[json!(words)],
    )
    .await
    .map(drop)
}

#[test]
fn a_chat_opens_at_what_is_new_and_nothing_is_read_before_it_was_seen() -> Result<()> {
    story("reading", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        // As many as the first load brings of a chat.
        for n in 1..=20 {
            let words = format!("Old {n} and {}", "more words ".repeat(40));
            writer.say(&chat, words.trim_end()).await?;
        }
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(LEFT).await?;
        alice.focus().await?;
        alice.open_chat(BOBS).await?;
        line_stands_above(&alice, "Old 1").await?;
        let read = only_what_is_in_view_is_read(&alice, "Old", 20).await?;
        assert!(read < 20, "{read} of 20 are in view");
        alice.picture("at-the-line").await?;
        alice.reads_to_the_end(BOBS).await?;

        // Another window has the focus.
        let words = service.arguments(BOB);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let bob = desktop.open("bob", &words).await?;
        bob.arrange(RIGHT).await?;
        bob.focus().await?;
        alice
            .until(
                "the focus to be elsewhere",
                "return !document.hasFocus();",
                &[],
            )
            .await?;
        for n in 1..=40 {
            writer
                .say(&chat, &format!("New {n} and a few words"))
                .await?;
        }
        line_stands_above(&alice, "New 1").await?;
        alice
            .until(
                "all forty to be unread",
                "const row = document.querySelector(`[data-testid=conversation-row][data-id='${arguments[0]}']`);
                 return row.querySelector('.badge [aria-hidden]')?.textContent === '40';",
                &[json!(BOBS)],
            )
            .await?;
        line_stands_above(&alice, "New 1").await?;
        alice.picture("while-away").await?;

        // Back: what is in view is read, the rest when it is.
        alice.focus().await?;
        let read = only_what_is_in_view_is_read(&alice, "New", 40).await?;
        assert!(read < 40, "{read} of 40 are in view");
        line_stands_above(&alice, "New 1").await?;
        alice.reads_to_the_end(BOBS).await?;
        // At the end, and looked at: it is followed.
        writer.say(&chat, "Last 1 and a few words").await?;
        only_what_is_in_view_is_read(&alice, "Last", 1).await?;
        bob.close().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}

#[test]
fn a_chat_that_is_left_in_the_middle_is_there_again_and_the_row_where_it_was() -> Result<()> {
    story("place", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let carol = service.writer(CAROL).await?;
        let other = carol.chat_with(ALICE).await?;
        carol.say(&other, "Somewhere else").await?;
        // Written by Alice on another device: nothing is unread, so the chat opens at its end.
        let elsewhere = service.writer(ALICE).await?;
        let own = elsewhere.chat_with(BOB).await?;
        for n in 0..120 {
            let words = format!("Line {n} {}", "多一点文字 and more. ".repeat(n % 7 * 3));
            elsewhere.say(&own, words.trim_end()).await?;
        }
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(LEFT).await?;
        alice.focus().await?;
        alice.open_chat(BOBS).await?;
        alice
            .find_text("[data-testid=timeline]", "Line 119")
            .await?;

        // As a hand on the wheel, until a row of long ago is in the middle.
        let row = alice
            .until(
                "an old row in the middle",
                "const t = document.querySelector('[data-testid=timeline]');
                 t.dispatchEvent(new WheelEvent('wheel', {deltaY: -100}));
                 const row = [...t.querySelectorAll('[data-testid=message-row]')].find(r => r.innerText.startsWith('Line 40'));
                 if (!row) { t.scrollTop = 0; return false; }
                 const far = row.getBoundingClientRect().top - t.getBoundingClientRect().top - t.clientHeight / 2;
                 if (Math.abs(far) > 2) { t.scrollTop += far; return false; }
                 return row.dataset.id;",
                &[],
            )
            .await?;
        let top = "return document.querySelector(`[data-testid=message-row][data-id='${arguments[0]}']`)?.getBoundingClientRect().top ?? null;";
        let before = alice.run(top, std::slice::from_ref(&row)).await?;
        let before = before.as_f64().ok_or("the row has gone")?;
        alice.open_chat(CAROLS).await?;
        alice
            .find_text("[data-testid=timeline]", "Somewhere else")
            .await?;
        // What comes meanwhile takes nobody away from what they read.
        elsewhere.say(&own, "Written while away").await?;
        alice
            .find_text("[data-testid=conversation-preview]", "Written while away")
            .await?;
        alice.open_chat(BOBS).await?;
        alice
            .until(
                "the row to stand where it stood",
                &format!("const now = (() => {{ {top} }})(); return now !== null && Math.abs(now - arguments[1]) <= 1;"),
                &[row, json!(before)],
            )
            .await?;
        alice.find("[data-testid=to-end]").await?;
        alice.picture("back-again").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}

#[test]
fn a_hundred_quick_switches_leave_every_chat_to_be_opened() -> Result<()> {
    story("switching", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        for (user, name) in [(BOB, "Bob"), (CAROL, "Carol")] {
            let writer = service.writer(user).await?;
            let chat = writer.chat_with(ALICE).await?;
            for n in 0..40 {
                writer.say(&chat, &format!("{name} says {n}")).await?;
            }
        }
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(LEFT).await?;
        alice.open_chat(BOBS).await?;
        alice
            .run(
                "for (let n = 0; n < 100; n++) {
                   document.querySelector(`[data-testid=conversation-row][data-id='${arguments[n % 2]}']`).click();
                 }",
                &[json!(CAROLS), json!(BOBS)],
            )
            .await?;
        for (chat, name) in [(BOBS, "Bob"), (CAROLS, "Carol"), (BOBS, "Bob")] {
            alice.open_chat(chat).await?;
            alice
                .find_text("[data-testid=timeline]", &format!("{name} says"))
                .await?;
        }
        assert_eq!(alice.count("[data-testid=notice]").await?, 0);
        // And it still hears.
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        alice.find(COMPOSER).await?;
        bob.say(&chat, "after all that").await?;
        alice
            .find_text("[data-testid=conversation-preview]", "after all that")
            .await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
