//! Texts and names from somebody who means harm: shown as they are, and nothing else happens.

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB, CAROL};
use linnet_tests::desktop::{Canary, Result, Service, story};
use serde_json::json;

const CHAT: &str = "0:1:10001:10009";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};

fn texts(canary: &str) -> Vec<String> {
    vec![
        format!("<img src=\"http://{canary}/img\" onerror=\"location='http://{canary}/error'\">"),
        format!("<script>fetch('http://{canary}/script')</script>"),
        format!("<iframe src=\"http://{canary}/frame\"></iframe><base href=\"http://{canary}/\">"),
        format!("</style><style>@import url(http://{canary}/css); body {{ background: url(//{canary}/bg) }}</style>"),
        format!("![picture](http://{canary}/markdown.png) [link](javascript:location='http://{canary}')"),
        format!("<svg/onload=\"new Image().src='http://{canary}/svg'\"> &lt;b&gt; {{{{7*7}}}} ${{7*7}}"),
        format!("<meta http-equiv=\"refresh\" content=\"0;url=http://{canary}/meta\"><a href=http://{canary} ping>"),
        "\u{202e}gnp.erutcip\u{202c} \u{2066}\u{202e}right to left\u{2069} \u{200b}\u{feff}\u{0}end".to_owned(),
        "Z\u{0351}\u{036b}\u{0343}\u{036a}\u{0302}\u{036b}\u{033d}\u{034f}\u{0334}\u{0319}".repeat(30),
        "没有空格的很长的文字".repeat(1_000),
        "W".repeat(10_000),
        "\n".repeat(200) + "far below",
    ]
}

#[test]
fn markup_scripts_and_overrides_stay_words() -> Result<()> {
    story("hostile", async |desktop| {
        let canary = Canary::start().await?;
        let address = canary.address();
        let name = format!("\u{202e}Bob<img src=http://{address}/name onerror=alert(1)>");
        let service = Service::start(&[(ALICE, "Alice"), (BOB, &name), (CAROL, "Carol")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "the beginning").await?;
        let group = bob
            .group_with(
                &[ALICE, CAROL],
                &format!("<h1>G</h1><img src=//{address}/group>"),
            )
            .await?;

        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        let page = alice.address().await?;
        let windows = alice.window_count().await?;

        for text in texts(address) {
            bob.say(&chat, &text).await?;
            bob.say(&group, &text).await?;
            // Letter by letter; what is not allowed in text at all may have been dropped.
            alice
                .until(
                    &format!("{} letters of {:?}", text.chars().count(), text.chars().take(40).collect::<String>()),
                    "const plain = s => s.replaceAll('\\0', '').replaceAll('\\ufffd', '');
                     return [...document.querySelectorAll('[data-testid=message-text]')].some(e => plain(e.textContent) === plain(arguments[0]));",
                    &[json!(text)],
                )
                .await?;
        }
        alice.picture("chat").await?;
        let group = group.conversation_id.ok_or("the group has no id")?;
        alice.open_chat(&group).await?;
        alice
            .find_text("[data-testid=chat-title]", "<h1>G</h1>")
            .await?;
        alice.click("[data-testid=details]").await?;
        alice.find("[data-testid=group-panel]").await?;
        alice.picture("group").await?;
        alice.open_chat(CHAT).await?;
        bob.say(&chat, "the end").await?;
        alice.hears("the end").await?;

        let made = alice
            .run(
                "return document.querySelectorAll('[data-testid=timeline] :is(script, iframe, style, base, meta, object, embed, form)').length
                   + [...document.querySelectorAll('img')].filter(i => !i.src.startsWith('linnet-media:')).length;",
                &[],
            )
            .await?;
        assert_eq!(made, json!(0), "markup was made from words");
        let wide = alice
            .run("return document.documentElement.scrollWidth > innerWidth || document.querySelector('[data-testid=timeline]').scrollWidth > document.querySelector('[data-testid=timeline]').clientWidth + 1;", &[])
            .await?;
        assert_eq!(
            wide,
            json!(false),
            "a text makes the page wider than the window"
        );
        assert_eq!(alice.address().await?, page);
        assert_eq!(alice.window_count().await?, windows);
        assert_eq!(canary.hits(), 0, "somebody asked the canary");
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
