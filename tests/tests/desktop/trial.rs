//! Two people try Linnet on one computer, with nothing typed but what they say.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::{Result, story};

/// The conversation the two people of the trial already share.
const SHARED: &str = "0:1:10001:10009";
const ECHO: &str = "10086";

/// Beside each other, so that neither covers the other.
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

#[test]
fn two_people_sign_in_with_one_click_write_to_each_other_and_find_it_all_again() -> Result<()> {
    story("trial", async |desktop| {
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(LEFT).await?;
        alice.find("[data-testid=sign-in]").await?;
        alice.picture("sign-in").await?;
        alice.click("[data-testid=sign-in-trial]").await?;
        alice.open_chat(SHARED).await?;

        let bob = desktop.open("bob", &["--second"]).await?;
        bob.arrange(RIGHT).await?;
        bob.open_chat(SHARED).await?;

        alice.focus().await?;
        alice.say("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?").await?;
        bob.hears("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?").await?;
        alice
            .stands("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?", "sent")
            .await?;

        // Read is what was in view of the window that has the keyboard, and that was Alice's until now.
        bob.focus().await?;
        alice
            .stands("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?", "read")
            .await?;
        bob.say("在的 🐦 yes!").await?;
        alice.hears("在的 🐦 yes!").await?;
        alice.focus().await?;
        bob.stands("在的 🐦 yes!", "read").await?;
        alice.picture("chat").await?;
        bob.picture("chat").await?;

        alice.click("[data-testid=new-chat]").await?;
        alice.write("[data-testid=new-chat-id]", "4711").await?;
        alice.click("[data-testid=new-chat-id-do]").await?;
        alice
            .find("[data-testid=new-chat-dialog] [role=alert]")
            .await?;
        alice.write("[data-testid=new-chat-id]", "").await?;
        alice
            .run(
                "document.querySelector('[data-testid=new-chat-id]').select();",
                &[],
            )
            .await?;
        alice.write("[data-testid=new-chat-id]", ECHO).await?;
        // Known from the first chat: nobody has to be asked.
        let echo = format!("[data-testid=offered-person][data-id='{ECHO}']:only-of-type");
        alice.find(&echo).await?;
        alice.picture("new-chat").await?;
        alice.click(&echo).await?;
        alice.gone("[data-testid=new-chat-dialog]").await?;
        alice.say("ping 回声").await?;
        alice
            .until(
                "the bot's answer",
                "return [...document.querySelectorAll('[data-testid=message-row]:not([data-own])')].some(row => row.innerText.includes('ping 回声'));",
                &[],
            )
            .await?;
        alice.picture("echo").await?;

        alice.kill().await?;
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(LEFT).await?;
        alice.open_chat(SHARED).await?;
        alice.hears("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?").await?;
        alice.hears("在的 🐦 yes!").await?;
        alice
            .stands("早上好，Bob 😀👨‍👩‍👧‍👦 are you there?", "read")
            .await?;
        bob.say("welcome back").await?;
        alice.hears("welcome back").await?;
        alice.close().await?;
        bob.close().await
    })
}
