use super::*;

/// The links of a text: the words that are one, where it leads, and the host as people read it.
fn links(text: &str) -> Vec<(String, String, String)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    find(text)
        .into_iter()
        .map(|link| {
            let words = &units[link.from as usize..link.to as usize];
            (String::from_utf16(words).unwrap(), link.url, link.host)
        })
        .collect()
}

fn words(text: &str) -> Vec<String> {
    links(text).into_iter().map(|(words, ..)| words).collect()
}

#[test]
fn an_address_ends_where_the_sentence_goes_on() {
    for (text, expected) in [
        // What follows a short link of Weibo.
        ("http://t.cn/x《标题》", "http://t.cn/x"),
        ("http://t.cn/x…（分享自微博）", "http://t.cn/x"),
        ("看 http://t.cn/A6x7（分享自 @某人）", "http://t.cn/A6x7"),
        ("https://example.com/a的内容", "https://example.com/a"),
        // It led to another host.
        ("https://example.com请看", "https://example.com"),
        ("https://example.com请看@张三", "https://example.com"),
        ("https://example.com.请看", "https://example.com"),
        ("https://example.com:8080请看", "https://example.com:8080"),
        ("请看https://example.com/a？b=1", "https://example.com/a"),
        ("链接：https://example.com/a，谢谢", "https://example.com/a"),
        ("「https://example.com/a」", "https://example.com/a"),
        (
            "『https://example.com/a』和【https://example.com/b】",
            "https://example.com/a https://example.com/b",
        ),
        ("“https://example.com/a”", "https://example.com/a"),
        ("https://example.com/a。", "https://example.com/a"),
        (
            "https://example.com/a、https://example.com/b",
            "https://example.com/a https://example.com/b",
        ),
        ("https://example.com/a에서", "https://example.com/a"),
        ("https://example.com/aを見て", "https://example.com/a"),
        ("https://example.com/aครับ", "https://example.com/a"),
        ("https://example.com/a　全角空格", "https://example.com/a"),
        ("https://example.com/ａｂｃ", "https://example.com/"),
        // Punctuation at the end.
        ("See https://example.com.", "https://example.com"),
        ("See https://example.com/a.", "https://example.com/a"),
        ("Is it https://example.com/a?", "https://example.com/a"),
        ("https://example.com/a, and", "https://example.com/a"),
        ("https://example.com/a!!!", "https://example.com/a"),
        ("https://example.com/a...", "https://example.com/a"),
        ("https://example.com/a: yes", "https://example.com/a"),
        ("https://example.com/a.html", "https://example.com/a.html"),
        (
            "https://example.com/a?b=1&c=2#d",
            "https://example.com/a?b=1&c=2#d",
        ),
        ("https://example.com?b=1", "https://example.com?b=1"),
        ("https://example.com#d", "https://example.com#d"),
        ("https://example.com/a/", "https://example.com/a/"),
        ("https://example.com/~alice/", "https://example.com/~alice/"),
        ("https://example.com/a,b;c", "https://example.com/a,b;c"),
        (
            "https://example.com/%E5%86%85%E5%AE%B9",
            "https://example.com/%E5%86%85%E5%AE%B9",
        ),
        // Brackets and quotes.
        (
            "https://en.wikipedia.org/wiki/Linnet_(bird)",
            "https://en.wikipedia.org/wiki/Linnet_(bird)",
        ),
        (
            "(https://en.wikipedia.org/wiki/Linnet_(bird))",
            "https://en.wikipedia.org/wiki/Linnet_(bird)",
        ),
        (
            "（https://en.wikipedia.org/wiki/Linnet_(bird)）",
            "https://en.wikipedia.org/wiki/Linnet_(bird)",
        ),
        (
            "https://en.wikipedia.org/wiki/Linnet_(bird).",
            "https://en.wikipedia.org/wiki/Linnet_(bird)",
        ),
        ("(see https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a(看这里)", "https://example.com/a"),
        ("https://example.com/a(see this)", "https://example.com/a"),
        ("[https://example.com/a]", "https://example.com/a"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("\"https://example.com/a\"", "https://example.com/a"),
        ("'https://example.com/a'", "https://example.com/a"),
        (
            "https://example.com/Alice's_cat",
            "https://example.com/Alice's_cat",
        ),
        ("`https://example.com/a`", "https://example.com/a"),
        // Markdown.
        ("[link](https://example.com/a)", "https://example.com/a"),
        ("**https://example.com/a**", "https://example.com/a"),
        ("| https://example.com/a|b |", "https://example.com/a"),
        // Emoji.
        ("https://example.com/a👍", "https://example.com/a"),
        ("👍https://example.com/👍", "https://example.com/"),
        // An override, a zero-width space.
        (
            "https://example.com/\u{202e}gnp.exe",
            "https://example.com/",
        ),
        ("https://example.com\u{200b}/a", "https://example.com"),
        // Scripts with spaces.
        (
            "https://de.wikipedia.org/wiki/Bluthänfling ist",
            "https://de.wikipedia.org/wiki/Bluthänfling",
        ),
        (
            "https://ru.wikipedia.org/wiki/Коноплянка.",
            "https://ru.wikipedia.org/wiki/Коноплянка",
        ),
        // Hosts.
        ("HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A"),
        ("http://localhost:3000/a", "http://localhost:3000/a"),
        ("http://192.168.1.1:8080/", "http://192.168.1.1:8080/"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]:80/a"),
        ("http://wiki/Main", "http://wiki/Main"),
        (
            "https://my_host.example.com/",
            "https://my_host.example.com/",
        ),
        ("end.https://example.com/a", "https://example.com/a"),
        (
            "https://example.com/https://example.org/",
            "https://example.com/https://example.org/",
        ),
        // Without a scheme.
        ("www.example.com", "www.example.com"),
        ("请看www.example.com/a，谢谢", "www.example.com/a"),
        ("www.example.com请看", "www.example.com"),
    ] {
        assert_eq!(words(text).join(" "), expected, "{text}");
    }
}

#[test]
fn words_stay_words() {
    for text in [
        "plain",
        "https://",
        "http:///a",
        "https://。",
        "https://!",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.com/",
        "svn+https://example.com/",
        "xhttps://example.com/",
        // A name before the host.
        "https://bank.com@evil.example/",
        "https://bank.com:443@evil.example/",
        "https://user:secret@evil.example/",
        "https://银行@evil.example/",
        // Ports that there are not.
        "http://example.com:99999/",
        "http://example.com:1234567/",
        "http://[2001:db8::1/a",
        // Mail, and what only looks like a host.
        "bob@example.com",
        "bob@www.example.com",
        "mailto:bob@example.com",
        "www.",
        "www.example",
        "www..com",
        "www.example.1",
        "awww.example.com",
        "example.com",
        "3.14",
    ] {
        assert_eq!(words(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_link_leads_where_its_words_say() {
    let leads = |text: &str| {
        let (_, url, host) = links(text).into_iter().next().unwrap();
        (url, host)
    };
    for (text, url, host) in [
        (
            "www.example.com/a",
            "https://www.example.com/a",
            "www.example.com",
        ),
        ("https://EXAMPLE.com", "https://example.com/", "example.com"),
        (
            "https://例子.中国/a",
            "https://xn--fsqu00a.xn--fiqs8s/a",
            "例子.中国",
        ),
        (
            "https://www.例子.中国",
            "https://www.xn--fsqu00a.xn--fiqs8s/",
            "www.例子.中国",
        ),
        (
            "https://example.中国/",
            "https://example.xn--fiqs8s/",
            "example.中国",
        ),
        // Letters that look alike, and letters of two scripts, are shown as code.
        (
            "https://аpple.com/",
            "https://xn--pple-43d.com/",
            "xn--pple-43d.com",
        ),
        (
            "https://аррӏе.com/",
            "https://xn--80ak6aa92e.com/",
            "xn--80ak6aa92e.com",
        ),
        (
            "https://münchen.de/",
            "https://xn--mnchen-3ya.de/",
            "xn--mnchen-3ya.de",
        ),
        ("https://公司abc.com/", "https://xn--abc-x20fq00e.com/", ""),
        (
            "https://xn--fsqu00a.xn--fiqs8s/",
            "https://xn--fsqu00a.xn--fiqs8s/",
            "xn--fsqu00a.xn--fiqs8s",
        ),
        ("http://127.0.0.1:80/", "http://127.0.0.1/", "127.0.0.1"),
    ] {
        let (leads, shown) = leads(text);
        if host.is_empty() {
            assert!(
                leads.starts_with("https://xn--") && shown.starts_with("xn--"),
                "{text}"
            );
        } else {
            assert_eq!((leads.as_str(), shown.as_str()), (url, host), "{text}");
        }
    }
}

#[test]
fn places_are_counted_as_the_page_counts() {
    let found = find("👍👍 https://example.com/ 好 www.example.org");
    let places: Vec<_> = found.iter().map(|link| (link.from, link.to)).collect();
    assert_eq!(places, [(5, 25), (28, 43)]);
}

#[test]
fn links_past_the_limits_stay_words() {
    let many = "https://example.com/ x ".repeat(400);
    assert_eq!(find(&many).len(), MOST);
    let long = format!(
        "https://example.com/{} https://example.org/",
        "a".repeat(5_000)
    );
    assert_eq!(words(&long), ["https://example.org/"]);
}

/// A text of 60,000 exclamation marks after an address stopped the page for seconds.
#[test]
fn the_work_grows_with_the_length_of_a_text_and_not_faster() {
    let n = 60_000;
    let filled = |piece: &str| piece.repeat(n / piece.chars().count());
    for text in [
        format!("https://a.b/{}a", "!".repeat(n)),
        format!("https://a.b/{}", "!".repeat(n)),
        format!("https://{}", "!".repeat(n)),
        format!("https://{}@", "a".repeat(n)),
        format!("https://a.b/{}", "(".repeat(n)),
        format!("https://a.b/{}", ")".repeat(n)),
        format!("https://a.b/{}", "'".repeat(n)),
        filled("https://"),
        filled("https://a"),
        filled("https://a.b/("),
        filled("https://a.b/(x) "),
        filled("https://a:"),
        filled("https://a@"),
        filled("https://a.b:99999/"),
        filled("https://[::"),
        filled("https://例."),
        filled("http://h"),
        filled("www."),
        filled("!www.a!"),
        filled("www.b.c/("),
        filled("'www.b.cc/"),
        filled("h"),
        filled("w"),
        "\u{301}".repeat(n),
    ] {
        let scanner = Scanner::new(&text);
        scanner.links();
        let steps = scanner.steps.get();
        let most = 24 * text.chars().count().min(LOOKED_THROUGH) + 1_000;
        let begins: String = text.chars().take(24).collect();
        assert!(steps <= most, "{steps} steps for {begins}");
    }
}
