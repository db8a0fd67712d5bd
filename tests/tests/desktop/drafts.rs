//! What somebody wrote or attached stays where it was written, through other chats, other screens and a restart.

use std::path::PathBuf;

use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Desktop, Result, Service, drag, story};
use serde_json::{Value, json};

const BOBS: &str = "0:1:10001:10009";
const CAROLS: &str = "0:1:10001:10017";
const TILE: &str = "[data-testid=tray-item]";

const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};

/// Bob and Carol have both written to Alice.
async fn service() -> Result<Service> {
    let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
    for person in [BOB, CAROL] {
        let writer = service.writer(person).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "show me").await?;
    }
    Ok(service)
}

async fn open<'d>(desktop: &'d Desktop, service: &Service, chat: &str) -> Result<App<'d>> {
    let arguments = service.arguments(ALICE);
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let alice = desktop.open("alice", &words).await?;
    alice.arrange(PLACE).await?;
    alice.open_chat(chat).await?;
    Ok(alice)
}

/// Opens Alice's window again, signed in from before.
async fn again<'d>(desktop: &'d Desktop, chat: &str) -> Result<App<'d>> {
    let alice = desktop.open("alice", &[]).await?;
    alice.arrange(PLACE).await?;
    alice.open_chat(chat).await?;
    Ok(alice)
}

async fn field_holds(alice: &App<'_>, words: &str) -> Result<()> {
    alice
        .until(
            &format!("{words:?} in the field"),
            "return document.querySelector(arguments[0]).value === arguments[1];",
            &[json!(COMPOSER), json!(words)],
        )
        .await
        .map(drop)
}

/// Waits until the core has what stands in the field and in the tray: the list says so.
async fn list_says(alice: &App<'_>, chat: &str, words: &str) -> Result<()> {
    alice
        .find_text(
            &format!("[data-testid=conversation-row][data-id='{chat}']"),
            words,
        )
        .await
}

async fn drop_files(alice: &App<'_>, desktop: &Desktop, files: &[PathBuf]) -> Result<()> {
    let files: Vec<_> = files.iter().map(PathBuf::as_path).collect();
    let target = alice.place_of("[data-testid=timeline]").await?;
    drag::files(&desktop.display, &files, target).await
}

#[test]
fn what_is_dropped_belongs_to_the_chat_it_was_dropped_on_and_a_pipe_holds_up_nothing() -> Result<()>
{
    story("drop", async |desktop| {
        let service = service().await?;
        let alice = open(desktop, &service, BOBS).await?;
        let home = desktop.display.home();
        let pipe = home.join("pipe.png");
        desktop
            .display
            .processes
            .ask("mkfifo", &[&pipe.to_string_lossy()])
            .await?;
        // The pipe before the pictures: nobody ever writes into it.
        let mut files = vec![pipe];
        for n in 0..4 {
            files.push(draw(home, &format!("sea {n}.png"), 3000, 2000, n * 40)?);
        }
        drop_files(&alice, desktop, &files).await?;
        alice.open_chat(CAROLS).await?;
        // Bob's draft has them, Carol's tray has none of them, also when all have been looked at.
        alice.click("[data-testid=go-settings]").await?;
        alice.click("[data-testid=go-chats]").await?;
        alice.open_chat(BOBS).await?;
        alice.tray_holds(4).await?;
        assert_eq!(alice.count(TILE).await?, 5);
        alice.picture("tray").await?;
        alice.nothing_wrong().await?;
        alice.open_chat(CAROLS).await?;
        assert_eq!(alice.count(TILE).await?, 0);
        // A page that is loaded anew has the same trays.
        alice
            .run("window.isOld = true; location.reload();", &[])
            .await?;
        alice
            .until(
                "the page to be loaded anew",
                "return !window.isOld && document.querySelector('[data-testid=conversation-row]') !== null;",
                &[],
            )
            .await?;
        alice.open_chat(BOBS).await?;
        alice.tray_holds(4).await?;
        assert_eq!(alice.count(TILE).await?, 5);
        alice
            .click("[data-testid=tray-item].bad [data-testid=tray-remove]")
            .await?;
        alice.gone("[data-testid=tray-item].bad").await?;
        alice.click("[data-testid=send]").await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(4).await?;
        alice.close().await
    })
}

#[test]
fn a_draft_of_sixty_pictures_comes_back_whole_through_chats_and_restarts() -> Result<()> {
    story("sixty", async |desktop| {
        let service = service().await?;
        let alice = open(desktop, &service, BOBS).await?;
        let home = desktop.display.home();
        let mut files = Vec::new();
        for n in 0..60_u8 {
            files.push(draw(home, &format!("{n:02}.png"), 64, 48, n * 4)?);
        }
        drop_files(&alice, desktop, &files).await?;
        alice.tray_holds(60).await?;
        alice.write(COMPOSER, "sixty").await?;
        list_says(&alice, BOBS, "sixty").await?;
        for _ in 0..20 {
            alice.open_chat(CAROLS).await?;
            alice.open_chat(BOBS).await?;
        }
        alice.tray_holds(60).await?;
        assert_eq!(alice.count("[data-testid=tray-item].bad").await?, 0);
        alice.write(COMPOSER, " pictures").await?;
        list_says(&alice, BOBS, "sixty pictures").await?;
        alice.kill().await?;

        // Typing begins before anything else.
        let alice = again(desktop, BOBS).await?;
        alice.write(COMPOSER, " of it").await?;
        list_says(&alice, BOBS, "sixty pictures of it").await?;
        alice.tray_holds(60).await?;
        alice.kill().await?;
        let alice = again(desktop, BOBS).await?;
        field_holds(&alice, "sixty pictures of it").await?;
        alice.tray_holds(60).await?;
        alice.close().await
    })
}

#[test]
fn a_text_far_too_long_for_a_message_is_kept() -> Result<()> {
    story("long", async |desktop| {
        let service = service().await?;
        let alice = open(desktop, &service, BOBS).await?;
        let long = "all work and no play ".repeat(3_334);
        alice.write(COMPOSER, &long).await?;
        alice.find("[data-testid=byte-counter]").await?;
        keys(&alice, "70,000 characters").await?;
        alice.picture("counter").await?;
        alice.open_chat(CAROLS).await?;
        alice.open_chat(BOBS).await?;
        let kept = format!("{long}{}", "x".repeat(KEYS));
        field_holds(&alice, &kept).await?;
        list_says(&alice, BOBS, "all work and no play").await?;
        alice.kill().await?;
        let alice = again(desktop, BOBS).await?;
        field_holds(&alice, &kept).await?;

        // Up to a megabyte; what is more is refused whole.
        alice.write(COMPOSER, &"字".repeat(300_000)).await?;
        keys(&alice, "370,000 characters, a megabyte").await?;
        alice.write(COMPOSER, &"字".repeat(50_000)).await?;
        alice.find("[data-testid=composer-full]").await?;
        alice.picture("full").await?;
        alice.close().await
    })
}

/// Keys that are pressed for a measurement.
const KEYS: usize = 20;

/// Types at the end of the field and tells how long each key took until it was painted. Told and not judged: the
/// machine that tests may have other things to do.
async fn keys(alice: &App<'_>, what: &str) -> Result<()> {
    let took: Value = alice
        .until(
            "the keys to be typed",
            "const w = window;
             if (!w.linnetKeys) {
               w.linnetKeys = [];
               const field = document.querySelector(arguments[0]);
               field.focus();
               field.setSelectionRange(field.value.length, field.value.length);
               const key = () => {
                 const began = performance.now();
                 document.execCommand('insertText', false, 'x');
                 requestAnimationFrame(() => setTimeout(() => {
                   w.linnetKeys.push(Math.round(performance.now() - began));
                   if (w.linnetKeys.length < arguments[1]) key();
                 }));
               };
               key();
             }
             if (w.linnetKeys.length < arguments[1]) return null;
             const took = w.linnetKeys;
             w.linnetKeys = null;
             return took.sort((a, b) => a - b);",
            &[json!(COMPOSER), json!(KEYS)],
        )
        .await?;
    println!("a key in {what}: {took} ms");
    Ok(())
}
