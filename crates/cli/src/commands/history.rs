//! `history`: messages of a conversation.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use linnet_core::error::Transport;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::Anchor;
use linnet_core::view::row::{SharedRow, TimelineRow};
use linnet_core::{Client, Error};

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::{Line, tell};

/// Which messages.
#[derive(Debug, Args)]
pub struct History {
    /// Conversation.
    conversation: String,
    /// Only what stands before this message.
    #[arg(long)]
    before: Option<String>,
    /// How many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

/// Tells the messages, the oldest first.
///
/// # Errors
/// There is no such conversation or message, or as for every command that opens the account.
pub async fn run(folder: &Path, words: History) -> Result<(), Failure> {
    let client = Account::open(folder).await?;
    let conversation = ConversationId(words.conversation);
    let wanted = usize::try_from(words.limit).unwrap_or(usize::MAX);
    let before = words.before.map(MessageKey);
    let found = back(&client, &conversation, before, |rows| rows.len() >= wanted).await;
    client.stop().await;
    let found = found?;
    let from = found.len().saturating_sub(wanted);
    for row in found.iter().skip(from) {
        tell(&Line {
            conversation: &conversation,
            message: row,
        })?;
    }
    Ok(())
}

/// Longest wait for something to change while older messages are on their way.
const PATIENCE: Duration = Duration::from_secs(30);

/// Messages before one, or before the end, until they are enough or there are no more; the oldest first.
///
/// # Errors
/// There is no such conversation or message, or older ones do not come.
pub async fn back(
    client: &Client,
    conversation: &ConversationId,
    before: Option<MessageKey>,
    enough: impl Fn(&[SharedRow]) -> bool,
) -> Result<Vec<SharedRow>, Error> {
    let anchor = before.clone().map_or(Anchor::End, Anchor::Message);
    let mut timeline = client.timeline(conversation, anchor).await?;
    loop {
        let rows: Vec<SharedRow> = timeline
            .rows()
            .iter()
            .filter_map(|row| match row {
                TimelineRow::Message(row) => Some(row.clone()),
                _ => None,
            })
            .take_while(|row| Some(&row.id) != before.as_ref())
            .collect();
        let state = timeline.state();
        if state.at_start || enough(&rows) {
            return Ok(rows);
        }
        if !state.loading_older {
            timeline.older().await?;
        }
        match tokio::time::timeout(PATIENCE, timeline.next()).await {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Error::Stopped),
            Err(_) => return Err(Transport::TimedOut.into()),
        }
    }
}
