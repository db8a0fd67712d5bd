use super::*;

/// The tree in one line: what is formatted, in brackets.
fn told(text: &str) -> String {
    let blocks = read(text);
    match blocks.is_empty() {
        true => "plain".to_owned(),
        false => tell_blocks(&blocks),
    }
}

fn tell_blocks(blocks: &[Block]) -> String {
    let told: Vec<String> = blocks.iter().map(tell_block).collect();
    told.join(" | ")
}

fn tell_block(block: &Block) -> String {
    match block {
        Block::Lines { parts } => tell(parts),
        Block::CodeBlock { language, text } => format!("code({language}: {text})"),
        Block::Quoted { blocks } => format!("quote({})", tell_blocks(blocks)),
        Block::List { start, items } => {
            let items: Vec<String> = items.iter().map(|item| tell_blocks(item)).collect();
            let start = start.map_or(String::new(), |start| start.to_string());
            format!("list{start}({})", items.join("; "))
        }
    }
}

fn tell(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Words { text, links } => match links.len() {
                0 => text.clone(),
                count => format!("{text}<{count}>"),
            },
            Inline::Code { text } => format!("[c {text}]"),
            Inline::Bold { parts } => format!("[b {}]", tell(parts)),
            Inline::Italic { parts } => format!("[i {}]", tell(parts)),
            Inline::Struck { parts } => format!("[s {}]", tell(parts)),
        })
        .collect()
}

#[test]
fn marks_in_a_line_become_what_they_mean() {
    for (text, expected) in [
        (
            "**bold** and *slanted* and _slanted_",
            "[b bold] and [i slanted] and [i slanted]",
        ),
        ("这是**重点**内容", "这是[b 重点]内容"),
        // A Chinese colon stands inside of the marks and no blank behind them.
        ("**注意：**请带伞。", "[b 注意：]请带伞。"),
        ("他说**“好。”**然后走了", "他说[b “好。”]然后走了"),
        ("~~gone~~ here", "[s gone] here"),
        ("use `cargo test` now", "use [c cargo test] now"),
        ("`` a`b ``", "[c a`b]"),
        ("```one line```", "[c one line]"),
        ("**a *b* c**", "[b a [i b] c]"),
        ("***both***", "[i [b both]]"),
        ("two\n**lines\nof** it", "two\n[b lines\nof] it"),
        ("`**as it is**`", "[c **as it is**]"),
        (
            "**https://birds.example/**",
            "[b https://birds.example/<1>]",
        ),
        (
            "see https://birds.example/a_b_c*d* **now**",
            "see https://birds.example/a_b_c*d* <1>[b now]",
        ),
        ("# **not a heading**", "# [b not a heading]"),
        (
            "[**words**](https://birds.example)",
            "[[b words]](https://birds.example)<1>",
        ),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn what_nobody_means_as_a_mark_is_none() {
    for text in [
        "",
        "plain",
        "2*3*4 = 24",
        "snake_case_name and __init__.py",
        "¯\\_(ツ)_/¯",
        ">_<",
        "> <",
        "->",
        "好~ 是~",
        "~single~",
        "a * b * c",
        "* ",
        "-1",
        "+ 1",
        "1.5 litres",
        "2026.11.27",
        "#topic",
        "# heading",
        "<b>no</b>",
        "[words](https://birds.example)",
        "![words](https://birds.example/x.png)",
        "a | b\n--|--\n1 | 2",
        "&amp; &lt;",
        "*️⃣ 1 *️⃣",
        "`",
        "**",
        "****",
        "``",
        "    indented",
        "---",
        "title\n===",
        "**open",
    ] {
        assert_eq!(told(text), "plain", "{text}");
    }
}

#[test]
fn code_quotes_and_lists_have_lines_of_their_own() {
    for (text, expected) in [
        (
            "```rust\nfn main() {\n    **x**\n}\n```",
            "code(rust: fn main() {\n    **x**\n})",
        ),
        ("look:\n```\nx\n```\nnice", "look: | code(: x) | nice"),
        // An answer that is still being written.
        ("```\nx", "code(: x)"),
        ("````\n```\n````", "code(: ```)"),
        ("```<img src=x>\nx\n```", "code(img: x)"),
        ("> his words\nmy words", "quote(his words) | my words"),
        ("> one\n> > two\n\nmine", "quote(one | quote(two)) | mine"),
        ("> **one**\n>\n> two", "quote([b one]\n\ntwo)"),
        ("- one\n- *two*\n* three", "list(one; [i two]; three)"),
        ("买:\n1. 米\n2. 油\n走吧", "买: | list1(米; 油) | 走吧"),
        ("3) c\n4) d", "list3(c; d)"),
        (
            "- one\n  more\n  - inner\n- two",
            "list(one\nmore | list(inner); two)",
        ),
        ("- one\n\n- two\n\nafter", "list(one; two) | after"),
        ("1. one\n- other", "list1(one) | list(other)"),
        ("- ```\n  x\n  ```", "list(code(: x))"),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn a_text_is_bounded_in_depth_and_size() {
    let deep = format!("{}x", "> ".repeat(5_000));
    assert_eq!(
        told(&deep),
        format!("quote(quote(quote(quote({}x))))", "> ".repeat(4_996))
    );
    let marks = format!("{}x{}", "*a **b ".repeat(3_000), "** *".repeat(3_000));
    assert!(nesting(&tell_blocks(&read(&marks))) <= 2 * DEEPEST + 1);
    assert_eq!(told(&"- x\n".repeat(2_000)), "plain");
    assert_eq!(told(&"**x** ".repeat(2_000)), "plain");
    assert_ne!(told(&"**x** ".repeat(200)), "plain");
    let long = "**x** ".to_owned() + &"字".repeat(linnet_proto::choices::MAX_CONTENT_BYTES / 3);
    assert_eq!(told(&long), "plain");
}

fn nesting(told: &str) -> usize {
    let mut open = 0_usize;
    let mut most = 0;
    for c in told.chars() {
        match c {
            '[' | '(' => open += 1,
            ']' | ')' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// All words of a tree.
fn words(blocks: &[Block], into: &mut String) {
    fn parts(inline: &[Inline], into: &mut String) {
        for part in inline {
            match part {
                Inline::Words { text, .. } | Inline::Code { text } => into.push_str(text),
                Inline::Bold { parts: inside }
                | Inline::Italic { parts: inside }
                | Inline::Struck { parts: inside } => parts(inside, into),
            }
        }
    }
    for block in blocks {
        match block {
            Block::Lines { parts: inside } => parts(inside, into),
            Block::CodeBlock { text, .. } => into.push_str(text),
            Block::Quoted { blocks } => words(blocks, into),
            Block::List { items, .. } => items.iter().for_each(|item| words(item, into)),
        }
    }
}

proptest::proptest! {
    /// Whatever somebody writes, no letter of it is missing.
    #[test]
    fn no_letter_is_missing(
        text in "([*_~`>-]{1,3}|[ \n]|1\\. |[a-c字。]|https://a\\.b/c|\\\\|\\[|\\]|<|&amp;){0,40}",
    ) {
        let blocks = read(&text);
        if !blocks.is_empty() {
            let mut kept = String::new();
            words(&blocks, &mut kept);
            // The name of a language is told apart from the code.
            let named = format!("{blocks:?}").contains("CodeBlock");
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            if !named {
                proptest::prop_assert_eq!(letters(&kept), letters(&text));
            }
        }
    }

    #[test]
    fn nothing_makes_it_fail(text in "\\PC*") {
        read(&text);
    }
}
