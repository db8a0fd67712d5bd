//! A chat becomes a folder: the dialog, how far it is, and what is there in the end.

use std::time::Duration;

use fantoccini::key::Key;
use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Desktop, Result, Service, drag, story};
use linnet_tests::exported;
use serde_json::json;

const CHAT: &str = "0:1:10001:10009";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1200,
    height: 800,
};

/// Messages that Bob has written.
const MESSAGES: usize = 300;

/// How long the dialog of the desktop may take to open.
const DIALOG: Duration = Duration::from_secs(20);

/// Answers the desktop's dialog for a folder: the one it stands in.
async fn takes_the_folder(app: &App<'_>, desktop: &Desktop, title: &str) -> Result<()> {
    let process = app.process();
    let found = async {
        loop {
            for window in desktop.display.windows_of(process).await? {
                let named = desktop
                    .display
                    .processes
                    .ask("xdotool", &["getwindowname", &window])
                    .await?;
                if named.trim() == title {
                    return Result::Ok(window);
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let window = tokio::time::timeout(DIALOG, found)
        .await
        .map_err(|_| format!("no dialog “{title}”"))??;
    desktop.display.answer(&window, "Return").await
}

/// Notes every sentence that says how far it is.
async fn notes_progress(app: &App<'_>) -> Result<()> {
    app.run(
        "window.exportSaid = [];
         new MutationObserver(() => {
           const said = document.querySelector('[data-testid=export-words]')?.textContent;
           if (said && window.exportSaid.at(-1) !== said) window.exportSaid.push(said);
         }).observe(document.body, {subtree: true, childList: true, characterData: true});",
        &[],
    )
    .await
    .map(drop)
}

#[test]
fn a_chat_is_exported_into_a_folder() -> Result<()> {
    story("exporting", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        for number in 1..=MESSAGES {
            writer
                .say(&chat, &format!("line {number} 第{number}行"))
                .await?;
        }
        let downloads = desktop.display.home().join("Downloads");
        std::fs::create_dir(&downloads)?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, PLACE)
            .await?;
        let sea = draw(desktop.display.home(), "sea.png", 800, 600, 20)?;
        let target = alice.place_of("[data-testid=timeline]").await?;
        drag::files(&desktop.display, &[&sea], target).await?;
        alice.tray_holds(1).await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(1).await?;
        alice
            .until(
                "the picture to be sent",
                "const row = [...document.querySelectorAll('[data-testid=message-row][data-own]')].at(-1);
                 return ['sent', 'read'].includes(row?.querySelector('[data-testid=delivery]')?.dataset.state);",
                &[],
            )
            .await?;

        alice.click("[data-testid=chat-menu]").await?;
        alice.click("[data-testid=menu-export]").await?;
        alice.find("[data-testid=export]").await?;
        alice.picture("dialog-light-en").await?;
        alice.nothing_wrong().await?;
        notes_progress(&alice).await?;
        alice.click("[data-testid=export-start]").await?;
        alice
            .find_text("[data-testid=export-words]", "folder")
            .await?;
        takes_the_folder(&alice, desktop, "Choose where to export to").await?;
        alice.gone("[data-testid=export]").await?;
        alice
            .find_text("[data-testid=notice]", "Exported to")
            .await?;
        alice.picture("done-light-en").await?;
        let said = alice.run("return window.exportSaid;", &[]).await?;
        let said: Vec<String> = serde_json::from_value(said)?;
        // So many messages are written quicker than it is told how many.
        let told = said
            .iter()
            .any(|line| line.contains("Loading older messages"));
        assert!(told, "{said:?}");

        let folders: Vec<_> = std::fs::read_dir(&downloads)?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        let [folder] = folders.as_slice() else {
            return Err(format!("in the folder: {folders:?}").into());
        };
        let read = exported::read(folder)?;
        assert_eq!(read.messages.len(), MESSAGES + 1);
        assert_eq!((read.gaps, read.missing_files), (0, 0));
        let (role, lies) = &read.messages[MESSAGES].files[0];
        assert_eq!(role, "picture");
        assert!(std::fs::metadata(folder.join(lies))?.len() > 0);

        // Days that nobody can mean are said beside their field.
        alice.click("[data-testid=chat-menu]").await?;
        alice.click("[data-testid=menu-export]").await?;
        alice
            .click("[data-testid=export-span] input[value=days]")
            .await?;
        alice
            .write(
                "[data-testid=export-from] input, input[data-testid=export-from]",
                "2026-02-31",
            )
            .await?;
        alice.click("[data-testid=export-start]").await?;
        alice.find_text("[data-testid=export]", "Not a day").await?;
        alice.picture("days-light-en").await?;
        alice.click("[data-testid=export-close]").await?;

        alice.click("[data-testid=go-settings]").await?;
        for (setting, value) in [("set-language", "zh"), ("set-theme", "dark")] {
            alice
                .click(&format!("[data-testid={setting}] input[value={value}]"))
                .await?;
        }
        alice.click("[data-testid=go-chats]").await?;
        alice.click("[data-testid=chat-menu]").await?;
        alice.click("[data-testid=menu-export]").await?;
        alice.find("[data-testid=export]").await?;
        alice
            .until(
                "the dark theme",
                "return document.documentElement.dataset.theme === arguments[0];",
                &[json!("dark")],
            )
            .await?;
        alice.picture("dialog-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
