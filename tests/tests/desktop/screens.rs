//! Every screen: a picture of it, and what axe finds.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const CHAT: &str = "0:1:10001:10009";

const SIZES: [Place; 3] = [
    Place {
        x: 0,
        y: 30,
        width: 1280,
        height: 800,
    },
    Place {
        x: 0,
        y: 30,
        width: 900,
        height: 600,
    },
    Place {
        x: 0,
        y: 30,
        width: 480,
        height: 700,
    },
];

/// Keeps a picture of the screen and adds what axe finds to `wrong`.
async fn look(app: &App<'_>, screen: &str, wrong: &mut Vec<String>) -> Result<()> {
    // In this order: axe waits until no colour is on its way any more.
    let found = app.accessibility().await?;
    app.picture(screen).await?;
    wrong.extend(found.into_iter().map(|line| format!("{screen}: {line}")));
    Ok(())
}

/// Opens something with a click, looks at it, and closes it with Esc.
async fn look_inside(
    app: &App<'_>,
    click: &str,
    inside: &str,
    screen: &str,
    wrong: &mut Vec<String>,
) -> Result<()> {
    app.click(click).await?;
    app.find(inside).await?;
    look(app, screen, wrong).await?;
    app.keys("Escape").await?;
    app.gone(inside).await
}

#[test]
fn every_screen_is_looked_at_and_passes_axe() -> Result<()> {
    story("screens", async |desktop| {
        let service =
            Service::start(&[(ALICE, "Alice"), (BOB, "Bob 博"), (CAROL, "Carol")]).await?;
        let bob = service.writer(BOB).await?;
        let group = bob
            .group_with(
                &[ALICE, CAROL],
                "A group with a rather long name 名字很长的群",
            )
            .await?;
        bob.say(&group, "Who comes for lunch? 谁去吃饭").await?;
        let chat = bob.chat_with(ALICE).await?;
        for words in [
            "早！",
            "See https://192.0.2.7/a/long/path?x=1 for more",
            "😀",
            "好的",
        ] {
            bob.say(&chat, words).await?;
        }
        let mut wrong = Vec::new();

        let stranger = desktop.open("stranger", &[]).await?;
        stranger.arrange(SIZES[0]).await?;
        stranger.find("[data-testid=sign-in]").await?;
        for size in SIZES {
            stranger.arrange(size).await?;
            look(&stranger, &format!("sign-in-{}", size.width), &mut wrong).await?;
        }
        stranger.arrange(SIZES[0]).await?;
        stranger.click("[data-testid=sign-in-own]").await?;
        for size in SIZES {
            stranger.arrange(size).await?;
            look(
                &stranger,
                &format!("sign-in-own-server-{}", size.width),
                &mut wrong,
            )
            .await?;
        }
        stranger.close().await?;

        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(SIZES[0]).await?;
        let row = format!("[data-testid=conversation-row][data-id='{CHAT}']");
        alice.find(&row).await?;
        look(&alice, "list", &mut wrong).await?;
        look_inside(
            &alice,
            "[data-testid=new-chat]",
            "[data-testid=new-chat-dialog]",
            "new-chat",
            &mut wrong,
        )
        .await?;
        look_inside(
            &alice,
            "[data-testid=new-group]",
            "[data-testid=new-group-dialog]",
            "new-group",
            &mut wrong,
        )
        .await?;
        look_inside(
            &alice,
            "[data-testid=search-button]",
            "[data-testid=search-input]",
            "search-everywhere",
            &mut wrong,
        )
        .await?;
        alice.open_chat(CHAT).await?;
        look_inside(
            &alice,
            "[data-testid=chat-menu]",
            "[data-testid=menu]",
            "chat-menu",
            &mut wrong,
        )
        .await?;
        look_inside(
            &alice,
            "[data-testid=message-text] a",
            "[data-testid=link-confirm]",
            "link",
            &mut wrong,
        )
        .await?;
        alice.keys("F1").await?;
        alice.find("[data-testid=shortcuts]").await?;
        look(&alice, "shortcuts", &mut wrong).await?;
        alice.keys("Escape").await?;
        alice.gone("[data-testid=shortcuts]").await?;
        alice
            .open_chat(&group.conversation_id.ok_or("the group has no id")?)
            .await?;
        alice.click("[data-testid=details]").await?;
        alice.find("[data-testid=group-panel]").await?;
        look(&alice, "group-panel", &mut wrong).await?;
        alice.click("[data-testid=panel-close]").await?;
        alice.click("[data-testid=go-contacts]").await?;
        alice.find("[data-testid=contact]").await?;
        look(&alice, "contacts", &mut wrong).await?;

        for (language, theme) in [("en", "light"), ("zh", "dark")] {
            alice.arrange(SIZES[0]).await?;
            alice.click("[data-testid=go-settings]").await?;
            for (setting, value) in [("set-language", language), ("set-theme", theme)] {
                alice
                    .click(&format!("[data-testid={setting}] input[value={value}]"))
                    .await?;
            }
            // The shell keeps a setting before the page wears it.
            alice
                .until(
                    &format!("{theme} colours"),
                    "return document.documentElement.dataset.theme === arguments[0];",
                    &[json!(theme)],
                )
                .await?;
            look(&alice, &format!("settings-{language}-{theme}"), &mut wrong).await?;
            look_inside(
                &alice,
                "[data-testid=open-diagnostics]",
                "[data-testid=diagnostics]",
                &format!("diagnostics-{language}-{theme}"),
                &mut wrong,
            )
            .await?;
            alice.click("[data-testid=go-chats]").await?;
            alice.open_chat(CHAT).await?;
            for size in SIZES {
                alice.arrange(size).await?;
                look(
                    &alice,
                    &format!("chat-{language}-{theme}-{}", size.width),
                    &mut wrong,
                )
                .await?;
                look_inside(
                    &alice,
                    "[data-testid=emoji-open]",
                    "[data-testid=emoji]",
                    &format!("emoji-{language}-{theme}-{}", size.width),
                    &mut wrong,
                )
                .await?;
            }
            alice.click("[data-testid=back]").await?;
            alice.gone("[data-testid=chat]").await?;
            alice.find("[data-testid=conversation-list]").await?;
            look(&alice, &format!("list-{language}-{theme}-480"), &mut wrong).await?;
        }
        alice.arrange(SIZES[0]).await?;
        alice.click("[data-testid=go-settings]").await?;
        look_inside(
            &alice,
            "[data-testid=sign-out]",
            "[data-testid=sign-out-do]",
            "sign-out",
            &mut wrong,
        )
        .await?;
        alice.close().await?;
        service.stop().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    })
}
