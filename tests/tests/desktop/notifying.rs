//! What the desktop around the window shows: notifications of a real notification program, and the tray of a panel.

use std::time::Duration;

use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Desktop, Result, Service, story};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(20);

const CHAT: &str = "0:1:10001:10009";

/// How many notifications a person sees.
async fn standing(desktop: &Desktop) -> Result<usize> {
    let processes = &desktop.display.processes;
    let said = processes.ask("dunstctl", &["count", "displayed"]).await?;
    Ok(said.trim().parse()?)
}

async fn until_standing(desktop: &Desktop, count: usize) -> Result<()> {
    let waiting = async {
        while standing(desktop).await? != count {}
        Ok(())
    };
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(done) => done,
        Err(_) => Err(format!("{} stand, not {count}", standing(desktop).await?).into()),
    }
}

/// Waits until the settings file says that there are none.
async fn until_stored_as_off(desktop: &Desktop) -> Result<()> {
    let file = desktop.data_folder("alice").join("settings.json");
    let waiting = async {
        loop {
            let stored: Value = serde_json::from_slice(&tokio::fs::read(&file).await?)?;
            if stored["notify"] == json!(false) {
                return Ok(());
            }
        }
    };
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(done) => done,
        Err(_) => Err("notifications are still stored as wanted".into()),
    }
}

/// dunst, on the bus before anything is shown, so that no other one is started for it.
async fn start_dunst(desktop: &Desktop) -> Result<()> {
    let file = desktop.display.home().join("dunstrc");
    std::fs::write(
        &file,
        "[global]\n    notification_limit = 0\n    stack_duplicates = false\n[urgency_normal]\n    timeout = 0\n",
    )?;
    let file = file.to_string_lossy().into_owned();
    desktop.display.keep("dunst", &["-conf", &file])?;
    let processes = &desktop.display.processes;
    let ready = async { while processes.ask("dunstctl", &["count"]).await.is_err() {} };
    let ready = tokio::time::timeout(LIMIT, ready).await;
    ready.map_err(|_| "dunst did not become ready".into())
}

#[test]
fn twenty_messages_are_one_notification_that_opens_its_chat_and_goes_when_it_is_read() -> Result<()>
{
    story("notifications", async |desktop| {
        start_dunst(desktop).await?;
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let bob = service.writer(BOB).await?;
        let carol = service.writer(CAROL).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "the beginning").await?;
        let other = carol.chat_with(ALICE).await?;
        carol.say(&other, "the other beginning").await?;

        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.open_chat("0:1:10001:10017").await?;
        alice.hears("the other beginning").await?;
        for number in 1..=20 {
            bob.say(&chat, &format!("message {number} of bob")).await?;
        }
        until_standing(desktop, 1).await?;
        alice
            .until(
                "twenty-one unread",
                "return document.querySelector(`[data-testid=conversation-row][data-id='${arguments[0]}']`)?.innerText.includes('21');",
                &[json!(CHAT)],
            )
            .await?;
        desktop
            .display
            .picture(&desktop.picture_file("counted"))
            .await?;

        let ask =
            async |arguments: &[&str]| desktop.display.processes.ask("dunstctl", arguments).await;
        ask(&["action", "0"]).await?;
        alice.hears("message 20 of bob").await?;
        // The chat opened at the first new one; the last are read when they are seen.
        alice.reads_to_the_end(CHAT).await?;
        until_standing(desktop, 0).await?;

        // Read on another device: it goes without a click.
        alice.open_chat("0:1:10001:10017").await?;
        bob.say(&chat, "read elsewhere").await?;
        until_standing(desktop, 1).await?;
        let elsewhere = desktop.open("elsewhere", &words).await?;
        elsewhere.open_chat(CHAT).await?;
        elsewhere.hears("read elsewhere").await?;
        elsewhere.focus().await?;
        until_standing(desktop, 0).await?;
        elsewhere.close().await?;

        // Not wanted at all.
        alice.click("[data-testid=go-settings]").await?;
        alice.find("[data-testid=set-notify-sound]").await?;
        alice.run("document.querySelector('[data-testid=set-notify]').scrollIntoView({block: 'center'});", &[]).await?;
        alice.picture("settings").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=set-notify]").await?;
        alice.gone("[data-testid=set-notify-sound]").await?;
        until_stored_as_off(desktop).await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}

/// A panel with a tray and nothing else.
fn start_panel(desktop: &Desktop) -> Result<u32> {
    let file = desktop.display.home().join("tint2rc");
    std::fs::write(
        &file,
        "panel_items = S\nsystray = 1\npanel_size = 100% 30\n",
    )?;
    let file = file.to_string_lossy();
    desktop.display.keep("tint2", &["-c", &file])
}

/// Waits until the icon stands in the panel's window.
async fn until_icon_in_panel(desktop: &Desktop) -> Result<()> {
    let processes = &desktop.display.processes;
    let waiting = async {
        loop {
            // A window that goes while all of them are listed makes it fail.
            let Ok(windows) = processes.ask("xwininfo", &["-root", "-tree"]).await else {
                continue;
            };
            let panel = windows.split_once("\"tint2\"").map(|(_, below)| below);
            if panel.is_some_and(|below| below.contains("\"linnet\": ")) {
                return;
            }
        }
    };
    tokio::time::timeout(LIMIT, waiting)
        .await
        .map_err(|_| "there is no icon in the panel".into())
}

#[test]
fn a_window_in_the_tray_comes_back_when_the_panel_goes() -> Result<()> {
    story("tray", async |desktop| {
        start_dunst(desktop).await?;
        let start = desktop.launch("alice", &[], &[])?;
        let window = start.until_windows(1).await?.remove(0);
        start.until_logged("the keyring is known", 1).await?;
        // It comes after Linnet, as it does when both are started with the session.
        let panel = start_panel(desktop)?;
        start.until_logged("the desktop has a tray", 1).await?;
        desktop.display.close(&window).await?;
        start.until_windows(0).await?;
        // What closing did is told where it can be seen.
        until_standing(desktop, 1).await?;
        desktop
            .display
            .picture(&desktop.picture_file("hidden"))
            .await?;
        linnet_tests::desktop::processes::end(panel);
        start.until_windows(1).await?;
        // A panel that comes back has the icon again, and the window can be closed to it.
        let panel = start_panel(desktop)?;
        start
            .until_logged("the desktop has a tray again", 1)
            .await?;
        desktop.display.close(&window).await?;
        start.until_windows(0).await?;
        until_icon_in_panel(desktop).await?;
        desktop
            .display
            .picture(&desktop.picture_file("again"))
            .await?;
        linnet_tests::desktop::processes::end(panel);
        start.until_windows(1).await?;
        let mut start = start;
        start.signal("TERM").await?;
        assert_eq!(start.ended().await?, 0);
        until_standing(desktop, 0).await
    })
}

async fn until_hidden(app: &App<'_>) -> Result<()> {
    let waiting = async {
        while app.window_count().await? > 0 {}
        Ok(())
    };
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(done) => done,
        Err(_) => Err("the window is still there".into()),
    }
}

/// Nobody shows notifications: what closing did is told in the window, when it is seen again and not before, and once.
#[test]
fn that_it_goes_on_in_the_tray_is_told_in_the_window_where_nobody_shows_notifications() -> Result<()>
{
    story("told-in-window", async |desktop| {
        // Otherwise the bus would start a program that shows them.
        let broken = ["org.freedesktop.Notifications"];
        desktop.display.answer_with_errors(&broken).await?;
        let panel = start_panel(desktop)?;
        let app = desktop.open("alice", &[]).await?;
        until_icon_in_panel(desktop).await?;
        let notice = "[data-testid=notice]";
        for times_told in [1, 0] {
            for window in desktop.display.windows_of(app.process()).await? {
                desktop.display.close(&window).await?;
            }
            until_hidden(&app).await?;
            assert_eq!(app.count(notice).await?, 0, "told to nobody");
            // Who starts it again has the window back.
            let mut again = desktop.launch("alice", &[], &[])?;
            assert_eq!(again.ended().await?, 0);
            app.focus().await?;
            if times_told > 0 {
                app.find(notice).await?;
                app.picture("told").await?;
                app.click("[data-testid=notice] button").await?;
                app.gone(notice).await?;
            }
            assert_eq!(app.count(notice).await?, 0);
        }
        app.close().await?;
        linnet_tests::desktop::processes::end(panel);
        Ok(())
    })
}
