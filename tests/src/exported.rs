//! Reads the folder of an export back, as somebody does who has nothing but it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// What is wrong with it.
pub type Result<T> = std::result::Result<T, String>;

/// A message of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMessage {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its words.
    pub text: String,
    /// Name of who wrote it.
    pub sender: String,
    /// Files that came with it: what each is, and where it lies.
    pub files: Vec<(String, String)>,
}

/// An export.
#[derive(Debug)]
pub struct ReadExport {
    /// In their order.
    pub messages: Vec<ReadMessage>,
    /// Places at which messages are missing.
    pub gaps: u64,
    /// Files that could not be had.
    pub missing_files: u64,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Reads an export and compares its parts: lines, pages, files and what it says of them.
///
/// # Errors
/// What does not fit.
pub fn read(folder: &Path) -> Result<ReadExport> {
    if folder.extension().is_some_and(|ending| ending == "part") {
        return Err("it was not finished".to_owned());
    }
    let file = |name: &str| {
        fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))
    };
    let contents: Value = serde_json::from_str(&file("export.json")?)
        .map_err(|error| format!("export.json: {error}"))?;
    let number = |name: &str| {
        let number = contents.get(name).and_then(Value::as_u64);
        number.ok_or_else(|| format!("export.json says nothing of {name}"))
    };
    let (mut messages, mut known, mut missing_files) = (Vec::new(), BTreeSet::new(), 0);
    for (at, line) in file("messages.jsonl")?.lines().enumerate() {
        let said: Value =
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
        let mut files = Vec::new();
        for one in said["files"].as_array().into_iter().flatten() {
            match one["path"].as_str() {
                Some(path) => {
                    check_file(folder, path, one)?;
                    known.insert(path.to_owned());
                    files.push((text(&one["role"]), path.to_owned()));
                }
                None => missing_files += 1,
            }
        }
        messages.push(ReadMessage {
            id: text(&said["id"]),
            kind: text(&said["kind"]),
            text: text(&said["text"]),
            sender: text(&said["sender"]["name"]),
            files,
        });
    }
    let lying: BTreeSet<String> = fs::read_dir(folder.join("files"))
        .map_err(|error| format!("files: {error}"))?
        .filter_map(|entry| Some(format!("files/{}", entry.ok()?.file_name().to_str()?)))
        .collect();
    if lying != known {
        return Err("other files lie there than messages name".to_owned());
    }
    if number("messages")? != messages.len() as u64
        || number("missingFiles")? != missing_files
        || number("files")? != known.len() as u64
    {
        return Err("export.json counts otherwise".to_owned());
    }
    let mut pages = String::new();
    for page in 1..=number("pages")? {
        pages.push_str(&match page {
            1 => file("index.html")?,
            page => file(&format!("page-{page}.html"))?,
        });
    }
    check_pages(&pages, &messages)?;
    Ok(ReadExport {
        messages,
        gaps: number("gaps")?,
        missing_files,
    })
}

fn check_file(folder: &Path, path: &str, said: &Value) -> Result<()> {
    let bytes = fs::read(folder.join(path)).map_err(|error| format!("{path}: {error}"))?;
    let sum = hex::encode(Sha256::digest(&bytes));
    if said["bytes"].as_u64() != Some(bytes.len() as u64) || said["sha256"].as_str() != Some(&sum) {
        return Err(format!("{path} is not what its message says"));
    }
    Ok(())
}

/// Every message stands on the pages once, in its place, with its words.
fn check_pages(pages: &str, messages: &[ReadMessage]) -> Result<()> {
    check_markup(pages)?;
    let mut rest = pages;
    for message in messages {
        let begin = format!("<article id=\"m-{}\"", message.id);
        let (_, after) = rest
            .split_once(&begin)
            .ok_or_else(|| format!("{} is not in its place on the pages", message.id))?;
        let (article, after) = after
            .split_once("</article>")
            .ok_or_else(|| format!("{} does not end", message.id))?;
        let shown = visible(article);
        // Marks of formatting are no letters, and neither are the names of languages of code words of the message.
        let mut letters = shown.chars();
        let is_there = message.text.contains("```")
            || message.kind == "notice"
            || message
                .text
                .chars()
                .filter(|sign| sign.is_alphabetic())
                .all(|sign| letters.any(|other| other == sign));
        if !is_there {
            return Err(format!("{} says something else on its page", message.id));
        }
        for (_, path) in message.files.iter().filter(|(role, _)| role != "cover") {
            let name = path.rsplit('-').next_back().unwrap_or(path);
            if !article.contains(name) {
                return Err(format!("{path} is not on its page"));
            }
        }
        rest = after;
    }
    match rest.contains("<article id=") {
        true => Err("the pages have more messages than the lines".to_owned()),
        false => Ok(()),
    }
}

/// Elements that a page may have.
const ELEMENTS: [&str; 29] = [
    "!doctype",
    "a",
    "article",
    "audio",
    "b",
    "bdi",
    "blockquote",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "header",
    "html",
    "img",
    "li",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "style",
    "time",
    "title",
    "ul",
    "video",
];

/// Nothing on the pages runs, and nothing is loaded from elsewhere: whatever anybody wrote is text.
fn check_markup(pages: &str) -> Result<()> {
    for tag in pages.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').ok_or("an element does not end")?;
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        let known = ELEMENTS.contains(&name)
            || name
                .strip_prefix('/')
                .is_some_and(|name| ELEMENTS.contains(&name));
        // Words of others between quotes have no quotes in them.
        let bare: String = tag.split('"').step_by(2).collect();
        let handler = bare.split_whitespace().any(|word| word.starts_with("on"));
        let values: Vec<&str> = tag.split('"').skip(1).step_by(2).collect();
        let loaded = bare.contains("src=") && values.iter().any(|value| value.contains(':'));
        let script = values.iter().any(|value| value.starts_with("javascript:"));
        if !known || handler || loaded || script {
            return Err(format!("a page has <{tag}>"));
        }
    }
    Ok(())
}

/// The text of a piece of a page.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = true;
    for sign in html.chars() {
        match sign {
            '<' => inside = true,
            '>' => inside = false,
            sign if !inside => text.push(sign),
            _ => {}
        }
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (code, sign)| text.replace(code, sign))
}
