//! A talk with a bot in a real window: found in the list, greeting, an answer as it grows, stopped, asked for again, one that
//! fails, and a conversation that begins anew.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::{App, Result, story};
use serde_json::json;

const WIDE: Place = Place {
    x: 0,
    y: 30,
    width: 1100,
    height: 760,
};
const NARROW: Place = Place { width: 480, ..WIDE };

/// Waits until the last message is an answer in this state that says these words.
async fn answers(app: &App<'_>, state: &str, words: &str) -> Result<()> {
    app.until(
        &format!("an answer that is {state} and says {words:?}"),
        "const last = [...document.querySelectorAll('[data-testid=message-row]')].at(-1);
         if (!last || 'own' in last.dataset || !last.innerText.includes(arguments[1])) return false;
         const below = [...document.querySelectorAll('[data-testid=streamed]')]
           .find(e => last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
         return (below?.dataset.state ?? 'done') === arguments[0];",
        &[json!(state), json!(words)],
    )
    .await
    .map(drop)
}

/// Stops an answer while it is being written; one that was quicker is asked for again.
async fn stop(app: &App<'_>) -> Result<()> {
    app.until(
        "an answer that was stopped",
        "const find = (what) => [...document.querySelectorAll(`[data-testid=${what}]`)].at(-1);
         if (find('streamed')?.dataset.state === 'stopped') return true;
         find('stop-answer')?.click();
         const again = find('answer-again');
         if (again && Date.now() - (window.askedAgain ?? 0) > 3000) {
           window.askedAgain = Date.now();
           again.click();
         }
         return false;",
        &[],
    )
    .await
    .map(drop)
}

#[test]
fn a_bot_greets_answers_piece_by_piece_is_stopped_and_asked_again() -> Result<()> {
    story("bots", async |desktop| {
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(WIDE).await?;
        alice.click("[data-testid=sign-in-trial]").await?;
        alice.click("[data-testid=new-chat]").await?;
        alice.click("[data-testid=new-chat-bots]").await?;
        alice.find("[data-testid=bot]").await?;
        alice.picture("list-light").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=bot][data-id='10087']").await?;
        alice.gone("[data-testid=bots-dialog]").await?;
        alice
            .find_text("[data-testid=message-row]", "I am a small program")
            .await?;
        alice.picture("greeting-light").await?;
        alice.nothing_wrong().await?;

        // It is told to stop while it writes.
        alice.say("something long, please").await?;
        stop(&alice).await?;
        answers(&alice, "stopped", "This is question").await?;
        alice.picture("stopped-light").await?;
        alice.nothing_wrong().await?;

        // And once more, now to its end.
        alice.click("[data-testid=answer-again]").await?;
        alice.picture("writing-light").await?;
        answers(&alice, "done", "Said another way").await?;
        alice.say("and some code").await?;
        answers(&alice, "done", "Hello, {name}!").await?;
        alice.find("[data-testid=code-block]").await?;
        alice.picture("code-light").await?;

        // One that breaks off says so.
        alice.looks("zh", "dark").await?;
        alice.say("请失败").await?;
        answers(&alice, "failed", "第 1 行").await?;
        alice.picture("failed-dark-zh").await?;
        alice.nothing_wrong().await?;

        // A new conversation: the same chat, and it has forgotten.
        alice.click("[data-testid=chat-menu]").await?;
        alice.click("[data-testid=menu-new-bot-chat]").await?;
        alice.picture("anew-asked-dark-zh").await?;
        alice.nothing_wrong().await?;
        alice.click("[data-testid=confirm-ok]").await?;
        alice.gone("[data-testid=confirm-ok]").await?;
        alice.say("你好").await?;
        answers(&alice, "done", "第 1 个问题").await?;
        alice.picture("anew-dark-zh").await?;
        alice.arrange(NARROW).await?;
        alice.picture("narrow-dark-zh").await?;
        alice.nothing_wrong().await?;

        // Everything of it is there after the window was killed.
        alice.kill().await?;
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(WIDE).await?;
        alice
            .click("[data-testid=conversation-row]:has([data-testid=bot-badge])")
            .await?;
        answers(&alice, "done", "第 1 个问题").await?;
        alice.close().await
    })
}
