use std::path::Path;

use super::*;

#[test]
fn half_an_emoji_is_one_sign_and_hides_nothing() {
    let ext = BTreeMap::new();
    for (content, words) in [
        (r#"{"text":"hi \ud83d"}"#, "hi \u{fffd}"),
        (r#"{"text":"\ude00\ud83d\ude00"}"#, "\u{fffd}😀"),
        (
            r#"{"text":"{\"innerText\":\"in \\ud83d\"}"}"#,
            "in \u{fffd}",
        ),
    ] {
        assert_eq!(parse(10001, content, &ext), Content::Text(words.to_owned()));
    }
    let notice = parse(10012, r#"{"type":2,"text":"by \ud83d","x":"\ud83d"}"#, &ext);
    assert_eq!(
        notice,
        Content::Notice(Notice {
            words: "by \u{fffd}".to_owned(),
            event: None
        })
    );
    let picture = parse(
        10003,
        r#"{"text":"\ud83d","__files":{"media":{"ext":{"s:file_ext_key_uri":"k",
            "s:file_ext_key_file_name":"cat\ud83d.png"}}}}"#,
        &ext,
    );
    let Content::Picture(picture) = picture else {
        panic!("{picture:?}");
    };
    assert_eq!(picture.name, "cat\u{fffd}.png");
    assert_eq!(picture.caption, "\u{fffd}");
}

#[test]
fn what_no_kind_reads_says_its_type() {
    for (message_type, content) in [
        (10012, ""),
        (10012, "hello"),
        (10012, r#"{"type":2,"text":5}"#),
        (10003, r#"{"text":"no picture"}"#),
        (77, r#"{"type":1000}"#),
    ] {
        let read = parse(message_type, content, &BTreeMap::new());
        let Content::Shown(Shown::Unsupported(unsupported)) = &read else {
            panic!("{read:?}");
        };
        assert_eq!(unsupported.message_type, message_type);
        assert_eq!(read.noun(), Noun::Unsupported);
    }
}

#[test]
fn the_number_of_a_kind_leads_to_it() {
    for noun in Noun::ALL {
        assert_eq!(Noun::of_number(noun.number()), Some(noun));
    }
    assert_eq!(Noun::of_number(0), None);
}

/// Types of the wire that are kinds; the others are commands.
const KINDS: [&str; 10] = [
    "Text", "Sticker", "Image", "Video", "File", "Audio", "Location", "System", "Link", "Custom",
];

/// Lines below `folder` that name one of them, tests left out.
fn lines_with_a_type(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            lines_with_a_type(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = |line: &str| {
                line.split("MessageType::").skip(1).any(|rest| {
                    let end = rest.find(|c: char| !c.is_alphanumeric());
                    KINDS.contains(&&rest[..end.unwrap_or(rest.len())])
                })
            };
            let lines = text.lines().filter(|line| named(line));
            found.extend(lines.map(|line| format!("{}: {line}", path.display())));
        }
    }
}

/// Invariant 15: which type of the wire is which kind, this folder alone knows.
#[test]
fn no_other_folder_names_the_type_of_a_kind() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    lines_with_a_type(&source, &mut found);
    let (here, elsewhere): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|line| line.replace('\\', "/").contains("/model/kind/"));
    assert!(here.len() >= 5, "{here:?}");
    assert_eq!(elsewhere, Vec::<String>::new());
}
