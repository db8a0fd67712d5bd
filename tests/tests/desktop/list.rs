//! The list of conversations in a real window: its filters, a folder that a chat is dragged onto, several at once.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const BOBS: &str = "0:1:10001:10009";
const CAROLS: &str = "0:1:10001:10017";
const WIDE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 700,
};
const NARROW: Place = Place { width: 480, ..WIDE };

fn row(chat: &str) -> String {
    format!("[data-testid=conversation-row][data-id='{chat}']")
}

/// Chooses something from the menu of a conversation.
async fn choose(app: &App<'_>, chat: &str, entry: &str) -> Result<()> {
    app.find(&row(chat)).await?;
    app.run(
        "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, clientX: 200, clientY: 120}));",
        &[json!(row(chat))],
    )
    .await?;
    app.click(&format!("[data-testid={entry}]")).await
}

/// The list shows these, and no others.
async fn shows(app: &App<'_>, chats: &[&str]) -> Result<()> {
    app.until(
        "what the list shows",
        "return JSON.stringify([...document.querySelectorAll('[data-testid=conversation-row]')].map((row) => row.dataset.id)) === arguments[0];",
        &[json!(json!(chats).to_string())],
    )
    .await
    .map(drop)
}

#[test]
fn a_list_is_filtered_sorted_into_folders_and_chosen_from() -> Result<()> {
    story("list", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        for (user, words) in [(BOB, "The train leaves at 7:40"), (CAROL, "See you")] {
            let writer = service.writer(user).await?;
            let chat = writer.chat_with(ALICE).await?;
            writer.say(&chat, words).await?;
        }
        let arguments = service.arguments(ALICE);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &arguments).await?;
        alice.arrange(WIDE).await?;
        shows(&alice, &[CAROLS, BOBS]).await?;

        choose(&alice, BOBS, "menu-favourite").await?;
        alice.click("[data-testid=filter-favourites]").await?;
        shows(&alice, &[BOBS]).await?;
        alice.picture("favourites-light-en").await?;
        alice.nothing_wrong().await?;
        alice.keys("Home").await?;
        shows(&alice, &[CAROLS, BOBS]).await?;

        // A folder, and a chat that is dragged onto it.
        alice.click("[data-testid=list-menu]").await?;
        alice.click("[data-testid=menu-new-folder]").await?;
        alice
            .write("[data-testid=text-dialog] input", "Work")
            .await?;
        alice.keys("Return").await?;
        alice
            .find_text("[data-testid=filter-folder]", "Work")
            .await?;
        // There is not room for all of them.
        alice
            .run(
                "document.querySelector('[data-testid=filter-folder]').scrollIntoView();",
                &[],
            )
            .await?;
        alice
            .drag(&row(CAROLS), "[data-testid=filter-folder]")
            .await?;
        alice.click("[data-testid=filter-folder]").await?;
        shows(&alice, &[CAROLS]).await?;
        alice.picture("folder-light-en").await?;

        // Several at once.
        alice.click("[data-testid=filter-all]").await?;
        shows(&alice, &[CAROLS, BOBS]).await?;
        choose(&alice, BOBS, "menu-select").await?;
        alice.click(&row(CAROLS)).await?;
        alice
            .find_text("[data-testid=selected-bar]", "2 chats selected")
            .await?;
        alice.picture("selected-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=selected-archive]").await?;
        shows(&alice, &[]).await?;
        alice.close().await?;

        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(NARROW).await?;
        alice.looks("zh", "dark").await?;
        alice.click("[data-testid=filter-archived]").await?;
        shows(&alice, &[CAROLS, BOBS]).await?;
        alice.picture("archived-dark-zh").await?;
        alice.nothing_wrong().await?;
        choose(&alice, BOBS, "menu-archive").await?;
        shows(&alice, &[CAROLS]).await?;
        alice.click("[data-testid=filter-all]").await?;
        shows(&alice, &[BOBS]).await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
