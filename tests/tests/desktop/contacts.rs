//! Two people become contacts in real windows: asked with a few words, a badge, accepted, called otherwise, seen to come
//! and go, given a picture, blocked; in both languages and colours.

use linnet_tests::desktop::chat::draw;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, drag, story};

/// Nobody has given them a name.
const NAMELESS: i64 = 10025;
const BOBS: &str = "[data-testid=contact][data-id='10009']";

const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 720,
};

async fn replace(app: &App<'_>, line: &str, words: &str) -> Result<()> {
    app.click(&format!("[data-testid={line}]")).await?;
    app.find("[data-testid=text-dialog] .input").await?;
    app.write("[data-testid=text-dialog] .input", words).await?;
    app.click("[data-testid=text-dialog] button[type=submit]")
        .await?;
    app.gone("[data-testid=text-dialog]").await
}

#[test]
fn two_people_become_contacts_and_see_each_other_come_and_go() -> Result<()> {
    story("contacts", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "鲍勃"), (NAMELESS, "")]).await?;
        let nobody = service.writer(NAMELESS).await?;
        let chat = nobody.chat_with(ALICE).await?;
        nobody.say(&chat, "I have no name").await?;
        let open = async |name: &str, user: i64, x: i32| -> Result<App<'_>> {
            let words = service.arguments(user);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let app = desktop.open(name, &words).await?;
            app.arrange(Place { x, ..PLACE }).await?;
            Ok(app)
        };
        let alice = open("alice", ALICE, 0).await?;
        let bob = open("bob", BOB, 1100).await?;
        // Who has no name is a user with a number, in the language of the window.
        alice
            .find_text("[data-testid=conversation-row]", "User 10025")
            .await?;

        alice.click("[data-testid=go-contacts]").await?;
        alice.click("[data-testid=add-contact]").await?;
        alice.write("[data-testid=add-contact-id]", "10009").await?;
        alice.click("[data-testid=add-contact-ok]").await?;
        alice
            .find_text("[data-testid=add-contact-found]", "鲍勃")
            .await?;
        alice
            .write("[data-testid=add-contact-greeting]", "Alice from the choir")
            .await?;
        alice.picture("asking-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=add-contact-ok]").await?;
        alice.gone("[data-testid=add-contact-dialog]").await?;

        bob.find_text("[data-testid=requests-badge]", "1").await?;
        bob.looks("zh", "dark").await?;
        bob.picture("badge-dark-zh").await?;
        bob.focus().await?;
        bob.click("[data-testid=go-contacts]").await?;
        bob.find_text("[data-testid=request]", "Alice from the choir")
            .await?;
        bob.picture("request-dark-zh").await?;
        bob.nothing_wrong().await?;
        bob.gone("[data-testid=requests-badge]").await?;
        bob.click("[data-testid=request-accept]").await?;
        bob.click("[data-testid=contacts-tabs] input[value=contacts]")
            .await?;
        bob.find_text("[data-testid=contact]", "Alice").await?;

        // He is there, and she sees it.
        alice.find(&format!("{BOBS} [data-state=online]")).await?;
        alice.picture("contacts-light-en").await?;
        alice.nothing_wrong().await?;

        // What she calls him.
        alice
            .click(&format!("{BOBS} [data-testid=contact-profile]"))
            .await?;
        alice
            .find_text("[data-testid=profile-presence]", "Online")
            .await?;
        replace(&alice, "profile-remark", "Bob the tenor").await?;
        alice
            .find_text("[data-testid=profile-name]", "Bob the tenor")
            .await?;
        alice.picture("card-light-en").await?;
        alice.nothing_wrong().await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=profile-card]").await?;
        alice.find_text(BOBS, "Bob the tenor").await?;

        // A picture of his own, dropped on the dialog: she sees it without doing anything.
        bob.click("[data-testid=go-settings]").await?;
        bob.click("[data-testid=edit-profile]").await?;
        bob.click("[data-testid=change-picture]").await?;
        bob.find("[data-testid=portrait-dialog]").await?;
        let face = draw(desktop.display.home(), "face.png", 900, 600, 210)?;
        drag::files(
            &desktop.display,
            &[&face],
            bob.place_of("[data-testid=portrait-dialog]").await?,
        )
        .await?;
        bob.find("[data-testid=crop-frame]").await?;
        bob.until(
            "the picture in the frame",
            "const i = document.querySelector('[data-testid=crop-frame] img'); return i.complete && i.naturalWidth > 0;",
            &[],
        )
        .await?;
        bob.picture("crop-dark-zh").await?;
        bob.nothing_wrong().await?;
        bob.click("[data-testid=portrait-use]").await?;
        bob.gone("[data-testid=portrait-dialog]").await?;
        let shown = |css: &str| {
            format!(
                "const i = document.querySelector('{css} .avatar img'); return !!i && i.complete && i.naturalWidth > 0;"
            )
        };
        bob.until(
            "his picture on his card",
            &shown("[data-testid=profile-card]"),
            &[],
        )
        .await?;
        bob.picture("own-card-dark-zh").await?;
        bob.keys("Escape").await?;
        bob.gone("[data-testid=profile-card]").await?;
        let contact = BOBS.replace('\'', "\"");
        alice
            .until("his picture among her contacts", &shown(&contact), &[])
            .await?;

        // Blocked, and no longer.
        alice
            .click(&format!("{BOBS} [data-testid=contact-profile]"))
            .await?;
        alice.click("[data-testid=profile-block]").await?;
        alice.find("[data-testid=profile-blocked]").await?;
        alice.picture("blocked-light-en").await?;
        alice.click("[data-testid=profile-block]").await?;
        alice.gone("[data-testid=profile-blocked]").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=profile-card]").await?;

        // He goes.
        bob.close().await?;
        alice.find(&format!("{BOBS} [data-state=away]")).await?;
        alice.looks("zh", "dark").await?;
        alice.click("[data-testid=go-contacts]").await?;
        alice.find(&format!("{BOBS} [data-state=away]")).await?;
        alice
            .find_text("[data-testid=contacts]", "用户 10025")
            .await?;
        alice.picture("contacts-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.click(BOBS).await?;
        alice
            .find_text("[data-testid=presence-words]", "在线")
            .await?;
        alice.picture("header-dark-zh").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
