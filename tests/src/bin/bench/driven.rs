//! Linnet's window with a driver, on a chat that has grown long: for what only the page itself can tell.

use std::path::Path;

use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::{App, Desktop};
use rusqlite::params;

use crate::failure::Outcome;
use crate::history::database;
use crate::idle::fill;
use crate::signed_in::SignedIn;
use crate::stage::Stage;
use crate::window::beside;

/// Whose window it is.
const BOB: i64 = 10_009;
const ALICE: i64 = 10_001;
/// The chat.
const CHAT: &str = "0:1:10001:10009";
/// Pictures that are at the server; those of further messages are the same ones.
const PICTURES: u32 = 30;
/// How the window's data is called.
const NAME: &str = "bob";
const WINDOW: Place = Place {
    x: 40,
    y: 40,
    width: 1280,
    height: 800,
};
/// Between two messages.
const APART_MS: i64 = 60_000;

/// What a further message says.
pub enum Said {
    /// A picture that is at the server.
    Picture,
    /// Words, with the marks of formatted texts in them.
    Words(String),
}

/// Bob's chat with Alice: some pictures that she has sent, and `count` messages before those that `said` tells of.
pub async fn prepare(
    stage: &Stage,
    desktop: &Desktop,
    place: &Path,
    count: i64,
    said: impl Fn(i64) -> Said,
) -> Outcome<()> {
    let bob = SignedIn::new(stage, BOB, &desktop.data_folder(NAME))?;
    fill(stage, &bob, place, PICTURES).await?;
    lengthen(&bob.folder().join("linnet.db"), count, said)
}

/// Messages behind the last that is there, all of them read.
fn lengthen(file: &Path, count: i64, said: impl Fn(i64) -> Said) -> Outcome<()> {
    let mut database = database(file)?;
    let pictures: Vec<(String, String)> = database
        .prepare("SELECT content, ext FROM message WHERE kind = 10003 ORDER BY message_index")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let (conversation, last, time): (i64, i64, i64) = database.query_row(
        "SELECT conversation, max(message_index), max(created) FROM message",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let transaction = database.transaction()?;
    for number in 1..=count {
        let (kind, content, ext) = match said(number) {
            Said::Words(words) => {
                let content = serde_json::json!({ "text": words }).to_string();
                (10_001, content, "{}".to_owned())
            }
            Said::Picture => {
                let at = usize::try_from(number)? % pictures.len().max(1);
                let (content, ext) = pictures.get(at).ok_or("no picture was sent")?;
                (10_003, content.clone(), ext.clone())
            }
        };
        let index = last + number;
        transaction
            .prepare_cached(
                "INSERT INTO message (conversation, key, server_id, sender, kind, message_index, place, created, version,
                                      content, ext, previews)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, 1, ?8, ?9, 1)",
            )?
            .execute(params![
                conversation,
                uuid::Uuid::new_v4().to_string(),
                8_000_000_000 + number,
                if number % 3 == 0 { BOB } else { ALICE },
                kind,
                index,
                time - (count - number) * APART_MS,
                content,
                ext,
            ])?;
    }
    let newest = last + count;
    transaction.execute(
        "DELETE FROM index_range WHERE conversation = ?1",
        [conversation],
    )?;
    transaction.execute(
        "INSERT INTO index_range (conversation, lo, hi) VALUES (?1, 0, ?2)",
        params![conversation, newest],
    )?;
    transaction.execute(
        "UPDATE conversation SET read_index = ?2, newest_index = ?2, unread = 0 WHERE id = ?1",
        params![conversation, newest],
    )?;
    transaction.commit()?;
    Ok(())
}

/// The window of the same build as this program, with the chat open.
pub async fn open(desktop: &Desktop) -> Outcome<App<'_>> {
    let app = desktop.open_program(beside("linnet")?, NAME).await?;
    app.arrange(WINDOW).await?;
    app.focus().await?;
    app.open_chat(CHAT).await?;
    Ok(app)
}
