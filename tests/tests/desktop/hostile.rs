//! Texts and names from somebody who means harm: shown as they are, and nothing else happens.

use linnet_proto::im_proto::MessageType;
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
        "Z\u{0351}\u{036b}\u{0343}\u{036a}\u{0302}\u{036b}\u{033d}\u{034f}".repeat(30),
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
            // Letter by letter, unfolded; what is not allowed in text at all may have been dropped.
            alice
                .until(
                    &format!("{} letters of {:?}", text.chars().count(), text.chars().take(40).collect::<String>()),
                    "document.querySelectorAll('[data-testid=show-more][aria-expanded=false]').forEach(e => e.click());
                     const plain = s => s.replaceAll('\\0', '').replaceAll('\\ufffd', '');
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

/// Names, a notice, file names and links, and a page that somebody has got markup into after all.
#[test]
fn names_notices_file_names_and_links_do_nothing() -> Result<()> {
    story("hostile-names", async |desktop| {
        let canary = Canary::start().await?;
        let address = canary.address();
        let evil = |what: &str| {
            format!(
                "\"><img src=http://{address}/{what} onerror=\"window.owned='{what}'\"><script>owned=1</script>\u{202e}"
            )
        };
        let (bobs, carols) = (evil("bob"), evil("carol"));
        let service = Service::start(&[(ALICE, "Alice"), (BOB, &bobs), (CAROL, &carols)]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "the beginning").await?;
        let group = bob.group_with(&[ALICE, CAROL], &evil("group")).await?;
        bob.announce(&group, &evil("notice")).await?;

        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        let page = alice.address().await?;
        let windows = alice.window_count().await?;
        let scripts = alice.count("script").await?;

        // A picture that lies elsewhere, with a name that is no name; a system line; a kind nobody knows.
        let file = json!({ "__files": { "media": {
            "type": "image", "displayType": "media", "mime": "image/png", "length": 5,
            "remoteURL": format!("http://{address}/original.png"),
            "ext": {
                "s:file_ext_key_type": "file_ext_value_type_image",
                "s:file_ext_key_uri": format!("../../{address}/<img src=http://{address}/uri>"),
                "s:file_ext_key_file_name": format!("../../{}.png", evil("file")),
                "s:file_ext_key_preview_url": format!("http://{address}/preview.png"),
                "s:file_ext_key_thumb_url": format!("javascript:fetch('http://{address}/thumb')"),
                "s:file_ext_key_original_width": "400", "s:file_ext_key_original_height": "300",
            },
        }}, "text": evil("caption") });
        bob.tell(&chat, MessageType::Image, file.to_string())
            .await?;
        alice.find("[data-testid=picture]").await?;
        bob.tell(
            &chat,
            MessageType::Custom,
            json!({ "type": 2, "text": evil("system") }).to_string(),
        )
        .await?;
        let links = format!(
            "see http://{address}/link and http://bob@{address}/ and javascript:owned=1 and data:text/html,<script>owned=1</script>"
        );
        bob.say(&chat, &links).await?;
        alice.hears(&links).await?;
        // A link says where it leads and goes nowhere by itself.
        alice.click("[data-testid=message-text] a.link").await?;
        alice.find("[data-testid=link-open]").await?;
        alice.picture("link").await?;
        alice
            .press("[data-testid=link-open]", fantoccini::key::Key::Escape)
            .await?;
        alice.gone("[data-testid=link-open]").await?;
        let own = alice
            .run("return [...document.querySelectorAll('a')].filter(a => a.hasAttribute('href')).length;", &[])
            .await?;
        assert_eq!(own, json!(0), "a link with an address of its own");

        let id = group.conversation_id.ok_or("the group has no id")?;
        alice.open_chat(&id).await?;
        alice.click("[data-testid=details]").await?;
        alice
            .find_text("[data-testid=group-panel]", "notice onerror=")
            .await?;
        alice
            .find_text("[data-testid=group-panel]", "carol onerror=")
            .await?;
        alice.picture("group").await?;
        alice.open_chat(CHAT).await?;

        // Markup in the page all the same: it runs nothing and reaches nobody.
        let inside = alice
            .run(
                "const there = `http://${arguments[0]}/inside`;
                 const holder = document.createElement('div');
                 holder.innerHTML = `<img src='${there}' onerror='window.owned=2'><iframe src='${there}'></iframe><style>@import '${there}';</style><form action='${there}'><button id=evil-button></button></form>`;
                 document.body.append(holder);
                 const script = document.createElement('script');
                 script.textContent = 'window.owned = 3';
                 document.body.append(script);
                 const loaded = document.createElement('script');
                 loaded.src = there;
                 document.body.append(loaded);
                 document.getElementById('evil-button').click();
                 open(there);
                 try { new WebSocket(there.replace('http', 'ws')); } catch {}
                 fetch(there).catch(() => {}).finally(() => { holder.dataset.tried = 'yes'; document.body.dataset.tried = 'yes'; });
                 return String(window.owned);",
                &[json!(address)],
            )
            .await?;
        assert_eq!(inside, json!("undefined"), "a script ran");
        alice
            .until(
                "the request was refused",
                "return document.body.dataset.tried === 'yes';",
                &[],
            )
            .await?;
        // A round trip through everything, so that what was on its way has come.
        bob.say(&chat, "the end").await?;
        alice.hears("the end").await?;
        assert_eq!(
            alice.run("return String(window.owned);", &[]).await?,
            json!("undefined"),
            "a script ran"
        );
        assert_eq!(
            alice.count("script").await?,
            scripts + 2,
            "a script came out of words"
        );
        assert_eq!(alice.address().await?, page);
        assert_eq!(alice.window_count().await?, windows);
        assert_eq!(canary.hits(), 0, "somebody asked the canary");
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}

/// Texts of 60 KB that are dear to read through or to lay out.
fn heavy() -> Vec<(&'static str, String)> {
    let filled = |piece: &str| piece.repeat(60_000 / piece.len());
    vec![
        ("an address", format!("https://a.b/{}a", "!".repeat(60_000))),
        ("addresses", filled("https://a.b/( ")),
        ("marks on one letter", format!("a{}", filled("\u{301}"))),
        (
            "marks on many letters",
            filled(
                "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}\u{30f}\u{310}",
            ),
        ),
        ("one word", filled("W")),
        // Each is two signs on the wire.
        ("lines", "\n".repeat(30_000)),
        ("joined emoji", filled("👨\u{200d}")),
        ("flags", filled("🇦")),
        ("joined letters", filled("क\u{94d}")),
        ("directions", filled("\u{202e}a\u{2067}b")),
        (
            "other scripts",
            (0x4e00_u32..)
                .chain(0x20000..)
                .take(18_000)
                .filter_map(char::from_u32)
                .collect(),
        ),
        ("soft hyphens", filled("a\u{ad}")),
        ("tabs", "\t".repeat(30_000)),
        ("letters and tabs", "a\t".repeat(20_000)),
        ("spaces", " ".repeat(60_000) + "x"),
    ]
}

#[test]
fn heavy_texts_are_shown_soon_and_stay_in_their_bubbles() -> Result<()> {
    story("heavy", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "the beginning").await?;
        let carol = service.writer(CAROL).await?;
        let other = carol.chat_with(ALICE).await?;
        carol.say(&other, "elsewhere").await?;
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        let mut rows = alice.count("[data-testid=message-row]").await?;
        for (what, text) in heavy() {
            bob.say(&chat, &text).await?;
            rows += 1;
            let took = alice
                .until(
                    &format!("{what} on the screen"),
                    "const all = document.querySelectorAll('[data-testid=message-row]');
                     if (all.length < arguments[0]) return 0;
                     const begun = performance.now();
                     all[all.length - 1].style.width = '400px';
                     all[all.length - 1].getBoundingClientRect();
                     all[all.length - 1].style.width = '';
                     document.querySelector('[data-testid=timeline]').getBoundingClientRect();
                     return 1 + performance.now() - begun;",
                    &[json!(rows)],
                )
                .await?;
            // For whoever looks at the run: two layouts of the row.
            eprintln!("{what}: {took} ms");
        }
        let outside = alice
            .run(
                "const all = [...document.querySelectorAll('.bubble')];
                 return all.filter(b => getComputedStyle(b).overflow !== 'clip').length;",
                &[],
            )
            .await?;
        assert_eq!(outside, json!(0), "marks may stand outside of their bubble");
        alice.picture("chat").await?;
        // Opened again with all of them.
        alice.open_chat("0:1:10001:10017").await?;
        let began = std::time::Instant::now();
        alice.open_chat(CHAT).await?;
        eprintln!("opened again: {:?}", began.elapsed());
        bob.say(&chat, "the end").await?;
        alice.hears("the end").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
