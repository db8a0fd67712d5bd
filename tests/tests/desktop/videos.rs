//! Videos: dropped beside a picture, sent as an album, played while they load; a folder that is packed first.

use std::path::PathBuf;

use fantoccini::key::Key;
use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, drag, story};
use linnet_tests::video::{BALL, TURNED, clip};
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

/// Waits until so many videos show their covers.
async fn covers(app: &App<'_>, count: usize) -> Result<()> {
    app.until(
        &format!("{count} videos with covers"),
        "return document.querySelectorAll('[data-testid=video-box][data-loaded]').length === arguments[0];",
        &[json!(count)],
    )
    .await
    .map(drop)
}

/// Waits until the video that plays is beyond this second.
async fn plays_beyond(app: &App<'_>, second: f64) -> Result<()> {
    app.until(
        &format!("the video is beyond {second} s"),
        "const video = document.querySelector('[data-testid=video]');
         return Boolean(video) && video.error === null && video.currentTime > arguments[0];",
        &[json!(second)],
    )
    .await
    .map(drop)
}

async fn chosen(app: &App<'_>, control: &str, value: &str) -> Result<()> {
    app.click("[data-testid=go-settings]").await?;
    app.click(&format!("[data-testid={control}] input[value={value}]"))
        .await?;
    app.click("[data-testid=go-chats]").await
}

#[test]
fn videos_are_sent_with_covers_and_play_while_they_load() -> Result<()> {
    story("videos", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "send me the film").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        let bob = desktop.open_chat(&service, "bob", BOB, CHAT, RIGHT).await?;

        let home = desktop.display.home();
        let put = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
            let path = home.join(name);
            std::fs::write(&path, bytes)?;
            Ok(path)
        };
        let film = put("海边 film.mp4", &clip(12 * 1024 * 1024))?;
        let upright = put("upright.mov", TURNED)?;
        let sea = draw(home, "sea.png", 800, 600, 20)?;
        let target = alice.place_of("[data-testid=timeline]").await?;
        drag::files(&desktop.display, &[&film, &sea, &upright], target).await?;
        tray_holds(&alice, 3).await?;
        assert_eq!(alice.count("[data-testid=tray-video]").await?, 2);
        alice.picture("tray").await?;
        alice.nothing_wrong().await?;
        alice.write(COMPOSER, "here it is").await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        covers(&alice, 2).await?;

        bob.find_text("[data-testid=timeline]", "here it is")
            .await?;
        covers(&bob, 2).await?;
        bob.picture("album").await?;
        bob.nothing_wrong().await?;
        bob.click("[data-testid=play-video]").await?;
        plays_beyond(&bob, 0.3).await?;
        bob.picture("playing").await?;
        // Another one ends it.
        bob.click("[data-testid=play-video]").await?;
        bob.until(
            "one plays",
            "return document.querySelectorAll('[data-testid=video]').length === 1;",
            &[],
        )
        .await?;
        bob.press("[data-testid=video]", Key::Escape).await?;
        bob.gone("[data-testid=video]").await?;

        // One alone, in the colours and the language of others.
        let ball = put("ball.mp4", BALL)?;
        drag::files(&desktop.display, &[&ball], target).await?;
        tray_holds(&alice, 1).await?;
        alice.press(COMPOSER, Key::Enter).await?;
        covers(&bob, 3).await?;
        chosen(&bob, "set-theme", "dark").await?;
        chosen(&bob, "set-language", "zh").await?;
        covers(&bob, 3).await?;
        bob.picture("dark").await?;
        bob.nothing_wrong().await?;

        // A folder waits for the word.
        let folder = home.join("Photos");
        std::fs::create_dir_all(folder.join("2026"))?;
        std::fs::write(folder.join("2026/a.txt"), "words")?;
        std::fs::copy(&sea, folder.join("sea.png"))?;
        drag::files(&desktop.display, &[&folder], target).await?;
        tray_holds(&alice, 1).await?;
        alice.picture("folder").await?;
        alice.click("[data-testid=tray-pack]").await?;
        alice.find_text("[data-testid=tray]", "Photos.zip").await?;
        tray_holds(&alice, 1).await?;
        alice.press(COMPOSER, Key::Enter).await?;
        bob.find_text("[data-testid=timeline] [data-testid=file]", "Photos.zip")
            .await?;
        bob.close().await?;
        alice.close().await
    })
}
