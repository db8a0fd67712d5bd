//! Voice messages: recorded, heard, sent and played in two windows, and killed in the middle.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use linnet_tests::sound::{SoundSystem, tone};
use serde_json::json;
use std::time::Duration;

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

/// Waits until a recording has so many seconds.
async fn seconds(app: &App<'_>, wanted: u32) -> Result<()> {
    app.until(
        &format!("{wanted} s are recorded"),
        "const bar = document.querySelector('[data-testid=voice-bar]');
         const [minutes, seconds] = (bar?.querySelector('[data-testid=voice-length]')?.textContent ?? '0:00').split(':');
         return bar?.dataset.state === 'recording' && 60 * minutes + Number(seconds) >= arguments[0];",
        &[json!(wanted)],
    )
    .await
    .map(drop)
}

async fn bar_is(app: &App<'_>, state: &str) -> Result<()> {
    app.find(&format!("[data-testid=voice-bar][data-state={state}]"))
        .await
        .map(drop)
}

/// Waits until so many voice messages are on the screen.
async fn voices(app: &App<'_>, count: u64) -> Result<()> {
    app.until(
        &format!("{count} voice messages"),
        "return document.querySelectorAll('[data-testid=voice]').length === arguments[0];",
        &[json!(count)],
    )
    .await
    .map(drop)
}

#[test]
fn voice_messages_are_recorded_heard_sent_played_and_outlive_a_kill() -> Result<()> {
    story("voice", async |desktop| {
        let home = desktop.display.home();
        let _sound = SoundSystem::start_at(&home.join("run/pulse/native"));
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "tell me").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        let bob = desktop.open_chat(&service, "bob", BOB, CHAT, RIGHT).await?;

        // Somebody speaks all the time.
        let speech: Vec<u8> = tone(Duration::from_secs(300))
            .iter()
            .enumerate()
            .flat_map(|(at, sample)| (sample / (1 + (at / 9_600 % 5) as i16)).to_le_bytes())
            .collect();
        let file = home.join("speech.raw");
        std::fs::write(&file, speech)?;
        let file = file.to_string_lossy();
        let speaking = ["--playback", "--raw", "--rate=48000", "--channels=1", &file];
        desktop.display.keep("pacat", &speaking)?;

        alice.click("[data-testid=record]").await?;
        seconds(&alice, 3).await?;
        alice.picture("recording").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=voice-stop]").await?;
        bar_is(&alice, "draft").await?;
        alice.picture("before sending").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=voice-delete]").await?;
        bar_is(&alice, "deleted").await?;
        alice.picture("deleted").await?;
        alice.click("[data-testid=voice-undo]").await?;
        bar_is(&alice, "draft").await?;
        alice.click("[data-testid=voice-draft-play]").await?;
        alice
            .find("[data-testid=voice-draft-play][aria-label=Pause]")
            .await?;
        alice.click("[data-testid=voice-send]").await?;
        alice.gone("[data-testid=voice-bar]").await?;
        voices(&alice, 1).await?;

        voices(&bob, 1).await?;
        bob.find("[data-testid=voice-unheard]").await?;
        bob.picture("not heard").await?;
        bob.click("[data-testid=voice-play]").await?;
        bob.find("[data-testid=voice][data-playing=true]").await?;
        bob.gone("[data-testid=voice-unheard]").await?;
        bob.click("[data-testid=voice-speed]").await?;
        bob.picture("playing").await?;
        bob.nothing_wrong().await?;
        bob.find("[data-testid=voice][data-playing=false]").await?;
        alice.find("[data-testid=voice-heard]").await?;
        alice.picture("heard").await?;
        alice.looks("zh", "dark").await?;
        voices(&alice, 1).await?;
        alice.picture("heard, dark, zh").await?;

        // Killed in the middle of a word: what was said waits where it was said.
        alice.click("[data-testid=record]").await?;
        seconds(&alice, 2).await?;
        alice.picture("recording, dark, zh").await?;
        alice.kill().await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        bar_is(&alice, "draft").await?;
        alice.picture("after a kill, dark, zh").await?;
        alice.click("[data-testid=voice-send]").await?;
        voices(&alice, 2).await?;
        voices(&bob, 2).await?;
        bob.click("[data-testid=voice-unheard]").await?;
        bob.close().await?;
        alice.close().await
    })
}
