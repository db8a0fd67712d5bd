//! Kinds that are only shown say what they are, and what is asked for without a connection is shown at once and kept.

use linnet_proto::im_proto::MessageType;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::{Value, json};

const CHAT: &str = "0:1:10001:10009";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};

/// What Bob sends, and the words that its bubble has.
fn told() -> Vec<(MessageType, Value, &'static str)> {
    let file = |entry: Value| json!({ "__files": { "media": entry } });
    vec![
        (
            MessageType::File,
            file(
                json!({ "type": "file", "remoteURL": "https://example.com/a", "length": 4_200_000,
                          "ext": { "s:file_ext_key_file_name": "年度报告 2026.pdf" } }),
            ),
            "年度报告 2026.pdf",
        ),
        (
            MessageType::Audio,
            file(
                json!({ "type": "audio", "remoteURL": "https://example.com/a",
                          "ext": { "s:file_ext_key_audio_duration": "8.4" } }),
            ),
            "0:08",
        ),
        (
            MessageType::Video,
            file(
                json!({ "type": "video", "remoteURL": "https://example.com/a", "length": 3_355_443,
                          "ext": { "s:file_ext_key_video_duration": "72" } }),
            ),
            "1:12",
        ),
        (
            MessageType::Location,
            json!({ "latitude": 31.23, "longitude": 121.47, "name": "外滩", "address": "中山东一路" }),
            "中山东一路",
        ),
        (
            MessageType::Custom,
            json!({ "type": 1, "link": "https://example.com/news", "text": "What is new" }),
            "example.com",
        ),
        (
            MessageType::Custom,
            json!({ "type": "3", "detail": "Ten percent off", "start": 0, "end": 3 }),
            "Ten percent off",
        ),
    ]
}

/// Chooses an entry of the menu that is open.
async fn choose(app: &App<'_>, words: &str) -> Result<()> {
    app.until(
        &format!("the entry {words:?}"),
        "const entry = [...document.querySelectorAll('[data-testid=menu] [role=menuitem]')]
           .find(e => e.innerText.trim() === arguments[0]);
         entry?.click();
         return Boolean(entry);",
        &[json!(words)],
    )
    .await
    .map(drop)
}

async fn is_pinned_and_recalled(app: &App<'_>) -> Result<()> {
    app.until(
        "the chat on top, the message recalled",
        "const row = document.querySelector(`[data-testid=conversation-row][data-id='${arguments[0]}']`);
         return row?.classList.contains('pinned')
           && document.body.innerText.includes('You recalled a message');",
        &[json!(CHAT)],
    )
    .await
    .map(drop)
}

#[test]
fn kinds_say_what_they_are_and_wishes_without_a_connection_are_kept() -> Result<()> {
    story("kinds", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        bob.say(&chat, "the beginning").await?;
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        for (kind, content, shown) in told() {
            bob.tell(&chat, kind, content.to_string()).await?;
            alice
                .find_text(
                    "[data-testid=timeline] :is([data-testid=card], [data-testid=file], [data-testid=video-box], [data-testid=voice])",
                    shown,
                )
                .await?;
        }
        alice.picture("cards").await?;
        alice.say("a hasty word").await?;
        alice.stands("a hasty word", "sent").await?;

        service.stop().await;
        alice.click("[data-testid=chat-menu]").await?;
        choose(&alice, "Pin to top").await?;
        alice
            .until(
                "the menu of the message",
                "const row = [...document.querySelectorAll('[data-testid=message-row]')]
                   .find(r => r.innerText.includes('a hasty word'));
                 const bubble = row?.querySelector('[data-testid=message-text]');
                 const at = bubble?.getBoundingClientRect();
                 bubble?.dispatchEvent(new MouseEvent('contextmenu',
                   { bubbles: true, cancelable: true, clientX: at.x + 4, clientY: at.y + 4 }));
                 return Boolean(document.querySelector('[data-testid=menu]'));",
                &[],
            )
            .await?;
        choose(&alice, "Recall").await?;
        is_pinned_and_recalled(&alice).await?;
        alice.picture("asked-without-a-connection").await?;
        alice.close().await?;

        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        is_pinned_and_recalled(&alice).await?;
        alice.close().await
    })
}
