//! How fast messages, names and days are found among a million messages.

use std::path::Path;
use std::time::{Duration, Instant};

use linnet_core::model::ConversationId;
use linnet_core::{Client, SearchFilter};
use rusqlite::{Connection, params};
use tokio::time::timeout;

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::history::{database, say_many};
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};
use crate::stage::Stage;

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const MESSAGES: i64 = 1_000_000;
const CONVERSATIONS: i64 = 500;
const PEOPLE: i64 = 50_000;
/// Days that the messages are spread over.
const DAYS: i64 = 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const FIRST_MS: i64 = 1_680_000_000_000;
/// Searches of each form.
const SEARCHES: usize = 300;
/// Rows that are asked for, as the page does.
const PAGE: usize = 50;
/// Messages in a transaction while they are written.
const BATCH: i64 = 20_000;
/// How long the index may take to be made.
const MADE: Duration = Duration::from_secs(1_200);

/// Numbers that look random and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }

    /// As often as words are used: the first of `count` most of all.
    fn word(&mut self, count: u64) -> u64 {
        let unit = self.next(1 << 20) as f64 / f64::from(1 << 20);
        ((count as f64).powf(unit) - 1.0) as u64
    }
}

/// Chinese words of two characters, and English ones, as often as words are used.
fn sentence(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    let words = 4 + numbers.next(9);
    for _ in 0..words {
        if numbers.next(6) == 0 {
            text.push(' ');
            text.push_str(&english(numbers.word(20_000)));
            text.push(' ');
        } else {
            text.push_str(&chinese(numbers.word(40_000)));
        }
    }
    text
}

fn chinese(word: u64) -> String {
    let sign = |number: u64| char::from_u32(0x4e00 + (number % 3_000) as u32).unwrap_or('的');
    [
        sign(word.wrapping_mul(7) % 3_000),
        sign(word.wrapping_mul(131) + word / 3_000),
    ]
    .iter()
    .collect()
}

fn english(word: u64) -> String {
    const PARTS: [&str; 20] = [
        "al", "be", "con", "de", "er", "fin", "gra", "ho", "in", "ju", "kel", "lo", "mar", "ne",
        "or", "pre", "qui", "ro", "sta", "ton",
    ];
    let mut number = word + 20;
    let mut text = String::new();
    while number > 0 {
        text.push_str(PARTS.get((number % 20) as usize).copied().unwrap_or("x"));
        number /= 20;
    }
    text
}

/// A form of search: its name, and what is typed to find something of a text.
struct Form {
    name: &'static str,
    typed: fn(&str) -> Option<String>,
    in_conversation: bool,
}

fn signs(text: &str, count: usize) -> Option<String> {
    let run: Vec<char> = text
        .chars()
        .skip_while(|sign| sign.is_ascii())
        .take_while(|sign| !sign.is_ascii())
        .collect();
    Some(run.get(..count)?.iter().collect())
}

fn beginning(text: &str) -> Option<String> {
    let word = text
        .split(|sign: char| !sign.is_ascii_alphabetic())
        .find(|word| word.len() >= 4)?;
    Some(word.chars().take(4).collect())
}

const FORMS: &[Form] = &[
    Form {
        name: "Search, one character",
        typed: |text| signs(text, 1),
        in_conversation: false,
    },
    Form {
        name: "Search, two characters",
        typed: |text| signs(text, 2),
        in_conversation: false,
    },
    Form {
        name: "Search, four characters",
        typed: |text| signs(text, 4),
        in_conversation: false,
    },
    Form {
        name: "Search, beginning of a word",
        typed: beginning,
        in_conversation: false,
    },
    Form {
        name: "Search in a conversation",
        typed: |text| signs(text, 2),
        in_conversation: true,
    },
];

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let folder = tempfile::tempdir()?;
    let here = folder.path().join("bob");
    let mut figures = Vec::new();

    let mut alice = stage.bare(ALICE, "1").await?;
    let target = alice.one_to_one(ALICE, BOB).await?;
    let bob = account::open(&stage, BOB, &here).await?;
    account::start(&bob).await?;
    let _alice = say_many(alice, &[target]).await?;
    bob.stop().await;
    drop(bob);
    let bytes = fill(&here)?;

    let bob = account::open(&stage, BOB, &here).await?;
    let begun = Instant::now();
    bob.start();
    made(&bob).await?;
    figures.push(told("Index of a million messages, made", ms(begun.elapsed()), format!(
        "from the start of the client until the last of {MESSAGES} messages can be found, half of the time left to others"
    )));
    bob.stop().await;
    drop(bob);
    let size = std::fs::metadata(here.join("search.db"))?.len();
    let ratio = size as f64 / bytes as f64;
    figures.push(Figure {
        name: "Index of words, size",
        how: format!("search.db of {MESSAGES} messages by the bytes of their words"),
        measured: format!("{ratio:.2} x text, {} MB", size / 1_000_000),
        floor: format!("{} MB (the text)", bytes / 1_000_000),
        ratio: Some(ratio),
        bound: "must 1.6 x text, aim 1.5",
        verdict: Verdict::at_most(ratio, 1.6, 1.5),
    });

    let bob = account::open(&stage, BOB, &here).await?;
    let begun = Instant::now();
    let filter = SearchFilter::default();
    let found = bob.search("你", &filter, None, PAGE).await?;
    let first = begun.elapsed();
    figures.push(Figure {
        name: "First search after a start",
        how: format!(
            "the first search of a client that was just opened, {} rows",
            found.rows.len()
        ),
        measured: ms(first),
        floor: String::new(),
        ratio: None,
        bound: "must < 100 ms",
        verdict: Verdict::at_most(millis(first), 100.0, 100.0),
    });
    let texts = samples(&here)?;
    for form in FORMS {
        figures.push(search(&bob, &here, form, &texts).await?);
    }
    figures.push(names(&bob).await?);
    figures.push(days(&bob).await?);
    bob.stop().await;
    stage.stop().await;
    Ok(figures)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn told(name: &'static str, measured: String, how: String) -> Figure {
    Figure {
        name,
        how,
        measured,
        floor: String::new(),
        ratio: None,
        bound: "told",
        verdict: Verdict::Told,
    }
}

/// Writes what Bob would have after years, and tells how many bytes of words it is.
fn fill(folder: &Path) -> Outcome<u64> {
    let mut connection = database(&folder.join("linnet.db"))?;
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let transaction = connection.transaction()?;
    for number in 0..CONVERSATIONS {
        transaction.execute(
            "INSERT INTO conversation (conversation_id, short_id, kind, name) VALUES (?1, ?2, 2, ?3)",
            params![format!("group-{number}"), 5_000_000 + number, format!("{}群{number}", chinese(numbers.word(40_000)))],
        )?;
    }
    for number in 0..PEOPLE {
        let name = match number % 3 {
            0 => english(numbers.word(20_000)),
            _ => format!(
                "{}{}",
                chinese(numbers.word(40_000)),
                chinese(numbers.word(40_000))
            ),
        };
        transaction.execute(
            "INSERT OR IGNORE INTO person (user_id, nick_name, fetched) VALUES (?1, ?2, 1)",
            params![100_000 + number, name],
        )?;
    }
    transaction.commit()?;
    let first: i64 = connection.query_row(
        "SELECT id FROM conversation WHERE conversation_id = 'group-0'",
        [],
        |row| row.get(0),
    )?;
    let mut bytes = 0;
    for batch in 0..MESSAGES / BATCH {
        let transaction = connection.transaction()?;
        for row in 0..BATCH {
            let n = batch * BATCH + row;
            let words = sentence(&mut numbers);
            bytes += words.len() as u64;
            let conversation = first + numbers.word(CONVERSATIONS as u64) as i64;
            transaction
                .prepare_cached(
                    "INSERT INTO message (conversation, key, server_id, sender, kind, message_index, place, created, version, content) \
                     VALUES (?1, ?2, ?3, ?4, 10001, ?3, ?3, ?5, 1, ?6)",
                )?
                .execute(params![
                    conversation,
                    uuid::Uuid::new_v4().to_string(),
                    8_000_000_000 + n,
                    100_000 + numbers.word(500) as i64,
                    FIRST_MS + n * (DAYS * DAY_MS / MESSAGES),
                    format!("{{\"text\":\"{words}\"}}"),
                ])?;
        }
        transaction.commit()?;
    }
    Ok(bytes)
}

/// Waits until everything is in the index and the index is in order: it learns nothing more for a while.
async fn made(client: &Client) -> Outcome<()> {
    let mut progress = client.search_progress();
    timeout(MADE, progress.wait_for(|progress| progress.percent == 100)).await??;
    let newest = SearchFilter {
        from: Some(FIRST_MS + (DAYS - 1) * DAY_MS),
        ..SearchFilter::default()
    };
    let mut numbers = Numbers(1);
    let words = sentence(&mut numbers);
    client.search(&words, &newest, None, 1).await?;
    Ok(())
}

/// Texts of messages from all times.
fn samples(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let connection = database(&folder.join("linnet.db"))?;
    let mut statement = connection.prepare(
        "SELECT json_extract(m.content, '$.text'), c.conversation_id FROM message m
         JOIN conversation c ON c.id = m.conversation WHERE m.id = ?1 AND m.kind = 10001",
    )?;
    let mut numbers = Numbers(77);
    let mut texts = Vec::new();
    while texts.len() < 4 * SEARCHES {
        let id = 2 + numbers.next(MESSAGES as u64 - 2) as i64;
        let found = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)));
        texts.push(found?);
    }
    Ok(texts)
}

async fn search(
    client: &Client,
    folder: &Path,
    form: &Form,
    texts: &[(String, String)],
) -> Outcome<Figure> {
    let asked: Vec<(String, &str)> = texts
        .iter()
        .filter_map(|(text, conversation)| Some(((form.typed)(text)?, conversation.as_str())))
        .take(SEARCHES)
        .collect();
    let (mut times, mut rows) = (Vec::with_capacity(asked.len()), 0);
    for (words, conversation) in &asked {
        let filter = SearchFilter {
            conversation: form
                .in_conversation
                .then(|| ConversationId::from(*conversation)),
            ..SearchFilter::default()
        };
        let begun = Instant::now();
        let found = client.search(words, &filter, None, PAGE).await?;
        times.push(begun.elapsed());
        if found.rows.is_empty() {
            return Err(format!("{words} was not found").into());
        }
        rows += found.rows.len();
    }
    let floor = floor(folder, form, &asked)?;
    let times = Samples::new(times);
    Ok(Figure {
        name: form.name,
        how: format!(
            "{} searches for something that is there among {MESSAGES} messages, until the newest {PAGE} rows are ready to be \
             painted, {} on average; the floor is the bare query of the same index for as many rows, and reading those messages",
            asked.len(),
            rows / asked.len().max(1)
        ),
        measured: times.text(),
        ratio: Some(millis(times.p50()) / millis(floor.p50())),
        floor: floor.text(),
        bound: "must p99 < 10 ms, aim 5 ms",
        verdict: Verdict::at_most(millis(times.p99()), 10.0, 5.0),
    })
}

/// What SQLite needs for the first token of each.
fn floor(folder: &Path, form: &Form, asked: &[(String, &str)]) -> Outcome<Samples> {
    let index: Connection = database(&folder.join("search.db"))?;
    let store = database(&folder.join("linnet.db"))?;
    let mut times = Vec::with_capacity(asked.len());
    for (words, _) in asked {
        let is_word = words.is_ascii();
        let signs: Vec<char> = words.chars().collect();
        let tokens: Vec<String> = match signs.as_slice() {
            _ if is_word => vec![format!("\"{words}\" *")],
            [sign] => vec![format!("\"{sign}\"")],
            several => several
                .windows(2)
                .map(|pair| format!("\"{}\"", pair.iter().collect::<String>()))
                .collect(),
        };
        let begun = Instant::now();
        let mut statement = index.prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT 50",
        )?;
        let rows: Vec<i64> = statement
            .query_map([tokens.join(" AND ")], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut message =
            store.prepare_cached("SELECT key, content, created FROM message WHERE id = ?1")?;
        for row in rows {
            let mut found = message.query([row])?;
            while let Some(row) = found.next()? {
                for column in 0..3 {
                    row.get_ref(column)?;
                }
            }
        }
        times.push(begun.elapsed());
    }
    if times.is_empty() {
        return Err(format!("{}: nothing was asked", form.name).into());
    }
    Ok(Samples::new(times))
}

async fn names(client: &Client) -> Outcome<Figure> {
    let mut numbers = Numbers(5);
    // Read once, when somebody begins to type.
    client.find_names("wang").await?;
    let mut times = Vec::with_capacity(SEARCHES);
    for _ in 0..SEARCHES {
        let word = chinese(numbers.word(40_000));
        let words = match numbers.next(3) {
            0 => word.chars().take(1).collect(),
            1 => english(numbers.word(20_000)),
            _ => ["wx", "zhang", "l", "xm"]
                .get(numbers.next(4) as usize)
                .copied()
                .unwrap_or("w")
                .to_owned(),
        };
        let begun = Instant::now();
        client.find_names(&words).await?;
        times.push(begun.elapsed());
    }
    let times = Samples::new(times);
    Ok(Figure {
        name: "Names",
        how: format!(
            "{SEARCHES} searches for people and groups among {PEOPLE} people and {CONVERSATIONS} groups, by characters, letters, pinyin and initials"
        ),
        measured: times.text(),
        floor: String::new(),
        ratio: None,
        bound: "must p99 < 5 ms",
        verdict: Verdict::at_most(millis(times.p99()), 5.0, 5.0),
    })
}

async fn days(client: &Client) -> Outcome<Figure> {
    let mut numbers = Numbers(9);
    let conversation = ConversationId::from("group-0");
    let mut times = Vec::with_capacity(SEARCHES);
    for _ in 0..SEARCHES {
        let time = FIRST_MS + numbers.next(DAYS as u64) as i64 * DAY_MS;
        let begun = Instant::now();
        let message = client
            .message_at(&conversation, time)
            .await?
            .ok_or("no message")?;
        let mut timeline = client
            .timeline(&conversation, linnet_core::Anchor::Message(message))
            .await?;
        if timeline.rows().is_empty() {
            timeout(LIMIT, timeline.next())
                .await?
                .ok_or("the timeline has ended")?;
        }
        times.push(begun.elapsed());
    }
    let times = Samples::new(times);
    Ok(Figure {
        name: "Jump to a date",
        how: format!(
            "{SEARCHES} days of the largest of {CONVERSATIONS} conversations with {MESSAGES} messages, until the first rows of the timeline are ready to be painted"
        ),
        measured: times.text(),
        floor: String::new(),
        ratio: None,
        bound: "must p99 < 50 ms",
        verdict: Verdict::at_most(millis(times.p99()), 50.0, 50.0),
    })
}
