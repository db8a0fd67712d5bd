//! Coming into a group in real windows: who asks, who decides, what the group's details tell.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{Result, Service, story};

const WIDE: Place = Place {
    x: 0,
    y: 30,
    width: 1100,
    height: 760,
};
const BESIDE: Place = Place {
    x: 1120,
    y: 30,
    width: 520,
    height: 700,
};

#[test]
fn somebody_asks_to_join_and_the_owner_lets_them_in() -> Result<()> {
    story("joining", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let writer = service.writer(ALICE).await?;
        let group = writer.group_with(&[BOB], "Bird watchers").await?;
        writer
            .announce(&group, "We meet on Sunday at the lake, at seven.")
            .await?;
        let id = group.conversation_id.clone().unwrap_or_default();
        let words = |user| service.arguments(user);
        let (hers, others) = (words(ALICE), words(CAROL));
        let hers: Vec<&str> = hers.iter().map(String::as_str).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &hers).await?;
        alice.arrange(WIDE).await?;
        alice.open_chat(&id).await?;
        alice.click("[data-testid=details]").await?;
        alice.click("[data-testid=join-approval]").await?;
        alice.find("[data-testid=join-requests]").await?;
        alice.picture("details-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=notice-readers]").await?;
        alice.find_text("[data-testid=has-not-read]", "Bob").await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=readers]").await?;
        alice.click("[data-testid=group-changes]").await?;
        alice
            .find_text(
                "[data-testid=group-changes-dialog]",
                "You changed the announcement",
            )
            .await?;
        alice.picture("changes-light-en").await?;
        alice.nothing_wrong().await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=group-changes-dialog]").await?;
        alice.click("[data-testid=details]").await?;

        let carol = desktop.open("carol", &others).await?;
        carol.arrange(BESIDE).await?;
        carol.looks("zh", "dark").await?;
        carol.click("[data-testid=new-chat]").await?;
        carol.click("[data-testid=new-chat-join]").await?;
        carol
            .write("[data-testid=join-number]", "no number")
            .await?;
        carol.click("[data-testid=join-ask]").await?;
        carol
            .find_text("[data-testid=join-group-dialog] [role=alert]", "数字")
            .await?;
        carol.picture("ask-dark-zh").await?;
        carol.nothing_wrong().await?;
        // Not written as words are: a number of a group may stand in a log.
        carol
            .run(
                "const field = document.querySelector('[data-testid=join-number]'); field.select(); document.execCommand('insertText', false, arguments[0]);",
                &[serde_json::json!(id)],
            )
            .await?;
        carol
            .write("[data-testid=join-reason]", "I like birds")
            .await?;
        carol.click("[data-testid=join-ask]").await?;
        carol.gone("[data-testid=join-group-dialog]").await?;

        alice.click("[data-testid=header-requests]").await?;
        alice.click("[data-testid=join-requests]").await?;
        alice
            .find_text("[data-testid=join-row]", "I like birds")
            .await?;
        alice.picture("requests-light-en").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=join-agree]").await?;
        alice
            .find_text("[data-testid=join-state]", "Let in")
            .await?;
        carol
            .find(&format!("[data-testid=conversation-row][data-id='{id}']"))
            .await?;
        carol.close().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
