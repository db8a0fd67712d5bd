//! Files: dropped beside pictures, sent, loaded, saved under free names, and asked about before they run.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, drag, story};
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

fn write(folder: &Path, name: &str, bytes: usize) -> Result<(PathBuf, Vec<u8>)> {
    let content: Vec<u8> = (0..bytes).map(|n| (n * 31 % 251) as u8).collect();
    let path = folder.join(name);
    std::fs::write(&path, &content)?;
    Ok((path, content))
}

/// Waits until the file of this name stands so.
async fn stands(app: &App<'_>, name: &str, state: &str) -> Result<()> {
    app.until(
        &format!("{name} is {state}"),
        "return [...document.querySelectorAll('[data-testid=file]')]
           .some(f => f.innerText.includes(arguments[0]) && f.dataset.state === arguments[1]);",
        &[json!(name), json!(state)],
    )
    .await
    .map(drop)
}

/// Waits until so many files in the tray have been looked at.
async fn tray_holds(app: &App<'_>, count: usize) -> Result<()> {
    app.until(
        &format!("{count} files in the tray"),
        "return document.querySelectorAll('[data-testid=tray-item][aria-busy=false]').length === arguments[0];",
        &[json!(count)],
    )
    .await
    .map(drop)
}

/// Presses the file of this name.
async fn press(app: &App<'_>, name: &str) -> Result<()> {
    app.until(
        &format!("{name} to press"),
        "const file = [...document.querySelectorAll('[data-testid=file]')]
           .find(f => f.innerText.includes(arguments[0]));
         file?.click();
         return Boolean(file);",
        &[json!(name)],
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
fn files_are_dropped_sent_loaded_and_saved() -> Result<()> {
    story("files", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "send me the papers").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        let bob = desktop.open_chat(&service, "bob", BOB, CHAT, RIGHT).await?;

        let home = desktop.display.home();
        let (report, content) = write(home, "年度 report (final).pdf", 12 * 1024 * 1024 + 5)?;
        let (script, _) = write(home, "setup.sh", 2_000)?;
        let sea = draw(home, "sea.png", 800, 600, 20)?;
        let target = alice.place_of("[data-testid=timeline]").await?;
        drag::files(&desktop.display, &[&report, &sea, &script], target).await?;
        tray_holds(&alice, 3).await?;
        assert_eq!(alice.count("[data-testid=tray-file]").await?, 2);
        alice.picture("tray").await?;
        alice.nothing_wrong().await?;
        alice.write(COMPOSER, "here they are").await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        stands(&alice, ".pdf", "here").await?;

        bob.find_text("[data-testid=timeline]", "here they are")
            .await?;
        stands(&bob, ".pdf", "away").await?;
        stands(&bob, "setup.sh", "away").await?;
        bob.picture("away").await?;
        press(&bob, ".pdf").await?;
        stands(&bob, ".pdf", "here").await?;
        let saved = home.join("Downloads").join("年度 report (final).pdf");
        bob.find_text("[data-testid=notice]", "Downloads").await?;
        assert!(std::fs::read(&saved)? == content, "it is the same file");
        bob.picture("here").await?;
        bob.nothing_wrong().await?;

        // Loaded first; opening it is another press, and is asked about.
        press(&bob, "setup.sh").await?;
        stands(&bob, "setup.sh", "here").await?;
        press(&bob, "setup.sh").await?;
        bob.find("[data-testid=confirm]").await?;
        bob.picture("may run").await?;
        bob.click("[data-testid=confirm-cancel]").await?;
        bob.gone("[data-testid=confirm]").await?;

        // The same name again finds a free one.
        drag::files(&desktop.display, &[&report], target).await?;
        tray_holds(&alice, 1).await?;
        alice.click("[data-testid=send]").await?;
        alice.gone("[data-testid=tray]").await?;
        bob.until(
            "a second report",
            "return document.querySelectorAll('[data-testid=file][data-state=away]').length === 1;",
            &[],
        )
        .await?;
        bob.click("[data-testid=file][data-state=away]").await?;
        bob.gone("[data-testid=file][data-state=away]").await?;
        let again = home.join("Downloads").join("年度 report (final) (2).pdf");
        bob.find_text("[data-testid=notice]", "(2)").await?;
        assert!(std::fs::read(again)? == content);

        colours(&bob, "dark").await?;
        bob.find("[data-testid=file]").await?;
        bob.picture("dark").await?;
        alice.close().await?;
        bob.close().await?;
        service.stop().await;

        // No server at all: what was saved is known, and was moved away by nobody.
        let bob = desktop.open("bob", &[]).await?;
        bob.arrange(RIGHT).await?;
        bob.open_chat(CHAT).await?;
        stands(&bob, ".pdf", "here").await?;
        bob.picture("offline").await?;
        bob.close().await
    })
}
