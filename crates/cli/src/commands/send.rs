//! `send`: a text or a file, or many, as lines of the standard input.

use std::path::{Path, PathBuf};

use clap::Args;
use linnet_core::event::{Event, EventStream};
use linnet_core::media::Source;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::Anchor;
use linnet_core::view::row::{Delivery, MessageRow, TimelineRow};
use linnet_core::{Client, Draft, Error};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::{ToSend, tell, tell_failure};

/// What goes where. Without words, each line of the standard input says it.
#[derive(Debug, Args)]
pub struct Send {
    /// A person, by user id.
    #[arg(long)]
    to: Option<UserId>,
    /// A conversation, by id.
    #[arg(long)]
    conversation: Option<String>,
    /// Words.
    #[arg(long)]
    text: Option<String>,
    /// A file.
    #[arg(long)]
    file: Option<PathBuf>,
}

impl Send {
    fn is_empty(&self) -> bool {
        self.to.is_none()
            && self.conversation.is_none()
            && self.text.is_none()
            && self.file.is_none()
    }
}

/// Sends, and tells of each message that it is at the server.
///
/// # Errors
/// One of them was not sent, or as for every command that opens the account.
pub async fn run(folder: &Path, words: Send) -> Result<(), Failure> {
    let one = match words.is_empty() {
        true => None,
        false => Some(
            ToSend {
                id: Value::Null,
                to: words.to,
                conversation: words.conversation.map(ConversationId),
                text: words.text,
                file: words.file,
            }
            .check()?,
        ),
    };
    let client = Account::open(folder).await?;
    let done = match one {
        Some(one) => send(&client, one).await.and_then(|sent| tell(&sent)),
        None => lines(&client).await,
    };
    client.stop().await;
    done
}

/// Each line after the one before it is at the server. A wrong line holds up none behind it.
async fn lines(client: &Client) -> Result<(), Failure> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut failed = None;
    while let Some(line) = lines.next_line().await? {
        if line.trim().is_empty() {
            continue;
        }
        let sent = match ToSend::read(&line) {
            Ok(wanted) => send(client, wanted).await,
            Err(failure) => Err(failure),
        };
        match sent {
            Ok(sent) => tell(&sent)?,
            Err(failure) => {
                if let Some(before) = failed.replace(failure) {
                    tell_failure(&before);
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Sends something and waits until it is at the server.
///
/// # Errors
/// It was not sent; the core keeps it among what failed.
pub async fn send(client: &Client, wanted: ToSend) -> Result<Value, Failure> {
    let conversation = match (wanted.conversation, wanted.to) {
        (Some(conversation), _) => conversation,
        (None, Some(user)) => client.create_one_to_one(user).await?,
        (None, None) => return Err(Failure::Line("nobody is named".to_owned())),
    };
    let mut events = client.events();
    let submission = Draft::new_submission();
    let draft = match (wanted.text, wanted.file) {
        (Some(text), _) => Draft::text(submission, text, vec![]),
        (None, Some(file)) => Draft::file(submission, Source::Path(std::path::absolute(file)?)),
        (None, None) => return Err(Failure::Line("nothing is to be sent".to_owned())),
    };
    let key = client.send(&conversation, draft).await?;
    let row = settled(client, &mut events, &conversation, &key).await?;
    match &row.delivery {
        Some(Delivery::Failed { reason } | Delivery::OnlyMe { reason }) => Err(Failure::NotSent {
            code: reason.code.clone(),
            text: reason.text.en.clone(),
        }),
        _ => Ok(json!({
            "sent": {
                "id": wanted.id, "conversation": conversation, "message": key,
                "serverId": row.server_id, "time": row.time,
            }
        })),
    }
}

/// The message when it is at the server or has stopped. The events are from before it was handed over.
///
/// # Errors
/// The client stops first.
pub async fn settled(
    client: &Client,
    events: &mut EventStream,
    conversation: &ConversationId,
    key: &MessageKey,
) -> Result<MessageRow, Failure> {
    let is_settled = |row: &MessageRow| {
        !matches!(
            row.delivery,
            Some(Delivery::Sending | Delivery::Uploading { .. })
        )
    };
    loop {
        match events.next().await {
            Some(Event::MessageUpdated { message, .. })
                if message.id == *key && is_settled(&message) =>
            {
                return Ok(*message);
            }
            Some(Event::Missed) => {
                let timeline = client
                    .timeline(conversation, Anchor::Message(key.clone()))
                    .await?;
                let row = timeline.rows().iter().find_map(|row| match row {
                    TimelineRow::Message(row) if row.id == *key => Some(row),
                    _ => None,
                });
                if let Some(row) = row.filter(|row| is_settled(row)) {
                    return Ok(MessageRow::clone(row));
                }
            }
            Some(_) => {}
            None => return Err(Error::Stopped.into()),
        }
    }
}
