//! `receive`: messages as they come, and what the lines of the standard input say is sent: this is what bots are made of.
//!
//! A message that was told counts as read. So whoever starts again is told what came meanwhile, and nothing twice.

use std::path::Path;

use linnet_core::event::Event;
use linnet_core::model::ConversationId;
use linnet_core::view::row::{Body, SharedRow};
use linnet_core::{Client, Error};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::{history, send};
use crate::account::Account;
use crate::failure::Failure;
use crate::lines::{Line, ToSend, tell};

/// Tells messages of others, the unread ones first, until the standard input ends.
///
/// # Errors
/// As for every command that opens the account. A line that cannot be carried out is answered and ends nothing.
pub async fn run(folder: &Path) -> Result<(), Failure> {
    let client = Account::open(folder).await?;
    let done = listen(&client).await;
    client.stop().await;
    done
}

async fn listen(client: &Client) -> Result<(), Failure> {
    let mut events = client.events();
    tell(&json!({ "ready": { "user": client.user_id() } }))?;
    all_unread(client).await?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(
                    Event::MessageReceived { conversation, .. }
                    | Event::MessagesMissed { conversation, .. },
                ) => unread(client, &conversation).await?,
                Some(Event::Missed) => all_unread(client).await?,
                Some(_) => {}
                None => return Err(Error::Stopped.into()),
            },
            line = lines.next_line() => match line? {
                Some(line) if line.trim().is_empty() => {}
                Some(line) => answer(client, &line).await?,
                None => return Ok(()),
            },
        }
    }
}

async fn all_unread(client: &Client) -> Result<(), Failure> {
    let (rows, _) = client.conversations().whole().open().await?;
    for row in rows.iter().filter(|row| row.unread > 0) {
        unread(client, &row.id).await?;
    }
    Ok(())
}

/// Tells what is unread in a conversation, and reads it.
async fn unread(client: &Client, conversation: &ConversationId) -> Result<(), Failure> {
    let unread = client.details(conversation).await?.row.unread;
    let unread = usize::try_from(unread).unwrap_or(usize::MAX);
    if unread == 0 {
        return Ok(());
    }
    let of_others = |rows: &[SharedRow]| -> usize { rows.iter().filter(|row| counts(row)).count() };
    let rows = history::back(client, conversation, None, |rows| of_others(rows) >= unread).await?;
    let known = of_others(&rows).saturating_sub(unread);
    let news: Vec<&SharedRow> = rows.iter().filter(|row| counts(row)).skip(known).collect();
    for row in &news {
        tell(&Line {
            conversation,
            message: row,
        })?;
    }
    if let Some(last) = news.last() {
        client.mark_read(conversation, &last.id).await?;
    }
    Ok(())
}

/// It is a message of somebody else.
fn counts(row: &SharedRow) -> bool {
    !row.own && !matches!(row.body, Body::Notice { .. } | Body::Recalled)
}

/// Carries out a line. What comes meanwhile is unread.
async fn answer(client: &Client, line: &str) -> Result<(), Failure> {
    let (id, sent) = match ToSend::read(line) {
        Ok(wanted) => (wanted.id.clone(), send::send(client, wanted).await),
        Err(failure) => (serde_json::Value::Null, Err(failure)),
    };
    match sent {
        Ok(sent) => tell(&sent),
        Err(failure) => tell(&json!({
            "failed": { "id": id, "code": failure.code(), "text": failure.text() }
        })),
    }
}
