//! What several people do in a group, in real windows: call somebody, go to where one is called, answer in a thread, see
//! who has read, keep and send on; in both languages and colours.

use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{Result, Service, story};

const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 720,
};

#[test]
fn several_people_call_answer_read_and_send_on() -> Result<()> {
    story("together", async |desktop| {
        let people = [(ALICE, "Alice"), (BOB, "鲍勃"), (CAROL, "Carol")];
        let service = Service::start(&people).await?;
        let writer = service.writer(BOB).await?;
        let group = writer.group_with(&[ALICE, CAROL], "Linnets").await?;
        for number in 1..=40 {
            writer.say(&group, &format!("number {number}")).await?;
        }
        let id = group.conversation_id().to_owned();
        let bob = desktop
            .open_chat(&service, "bob", BOB, &id, Place { x: 1100, ..PLACE })
            .await?;
        bob.write(COMPOSER, "@").await?;
        bob.find("[data-testid=mention-list]").await?;
        bob.picture("picker-light-en").await?;
        bob.nothing_wrong().await?;
        bob.write(COMPOSER, "ali").await?;
        bob.find_text("[data-testid=mention-choice][aria-selected=true]", "Alice")
            .await?;
        bob.keys("Return").await?;
        bob.write(COMPOSER, "where shall we meet?").await?;
        bob.keys("Return").await?;
        bob.hears("@Alice where shall we meet?").await?;

        // Alice's chat opens where she left off; the button leads to where she is called.
        let alice = desktop
            .open_chat(&service, "alice", ALICE, &id, PLACE)
            .await?;
        alice.find("[data-testid=to-mention]").await?;
        alice.picture("called-light-en").await?;
        alice.click("[data-testid=to-mention]").await?;
        alice
            .until(
                "the message that calls her",
                "return document.querySelector('[data-testid=message-row].marked')?.textContent.includes('where shall we meet?');",
                &[],
            )
            .await?;
        alice.picture("at-the-mention-light-en").await?;

        // An answer, and the thread.
        alice.chooses("where shall we meet?", "menu-reply").await?;
        alice.write(COMPOSER, "At the harbour").await?;
        alice.keys("Return").await?;
        alice.stands("At the harbour", "sent").await?;
        alice.chooses("At the harbour", "menu-thread").await?;
        alice.find("[data-testid=thread-row]").await?;
        alice.picture("thread-light-en").await?;
        alice.nothing_wrong().await?;
        alice.looks("zh", "dark").await?;
        alice.chooses("At the harbour", "menu-thread").await?;
        alice.find("[data-testid=thread-row]").await?;
        alice.picture("thread-dark-zh").await?;
        alice.click("[data-testid=panel-close]").await?;

        // Who has read it: Bob, whose window shows it, and not Carol.
        bob.focus().await?;
        bob.hears("At the harbour").await?;
        bob.reads_to_the_end(&id).await?;
        alice.chooses("At the harbour", "menu-readers").await?;
        alice.find_text("[data-testid=has-read]", "鲍勃").await?;
        alice
            .find_text("[data-testid=has-not-read]", "Carol")
            .await?;
        alice.picture("readers-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=readers]").await?;

        // Kept.
        alice
            .chooses("where shall we meet?", "menu-favourite")
            .await?;
        alice.click("[data-testid=go-favourites]").await?;
        alice
            .find_text("[data-testid=marked-row]", "where shall we meet?")
            .await?;
        alice.picture("favourites-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=go-chats]").await?;

        // Two messages on one card.
        alice.chooses("At the harbour", "menu-select").await?;
        alice
            .run(
                "[...document.querySelectorAll('[data-testid=message-row]')]
                   .find(e => e.textContent.includes('where shall we meet?'))
                   .dispatchEvent(new MouseEvent('click', {bubbles: true}));",
                &[],
            )
            .await?;
        alice.picture("selected-dark-zh").await?;
        alice.click("[data-testid=selection-forward]").await?;
        alice.click("[data-testid=forward-together]").await?;
        alice
            .click(&format!("[data-testid=forward-row][data-id='{id}']"))
            .await?;
        alice.picture("card-dialog-dark-zh").await?;
        alice.click("[data-testid=forward-do]").await?;
        alice.gone("[data-testid=forward-do]").await?;
        alice.click("[data-testid=history-card]").await?;
        alice
            .find_text("[data-testid=history-row]", "where shall we meet?")
            .await?;
        alice.picture("card-dark-zh").await?;
        alice.nothing_wrong().await?;
        bob.find("[data-testid=history-card]").await?;
        bob.picture("card-light-en").await?;
        alice.close().await?;
        bob.close().await?;
        service.stop().await;
        Ok(())
    })
}
