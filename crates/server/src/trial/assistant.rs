//! The assistant: a bot that answers piece by piece. A question is answered with the first piece; that the answer is to go
//! on, the bot reads from its own message, which comes into its inbox as into everybody's. So it goes on after a restart,
//! begins again when it is asked to, and ends when somebody has stopped it, without any memory but its place in the inbox.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use linnet_proto::im_proto::{ConversationType, MessageBody, MessageType};
use linnet_proto::{choices, keys};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::answers::{self, Answer};
use super::bot::said_back;
use super::{ASSISTANT, send};
use crate::bus::{Bus, Seat};
use crate::clock::Clock;
use crate::refusal::Refusal;
use crate::store::{Edit, EditKind, HistoryRange, Store, Stream, Target};

/// Entries read at a time.
const PAGE: i64 = 100;
/// Answers that are written at the same time; further questions wait in the inbox.
const MOST: usize = 16;
/// Time between two pieces of an answer.
const PAUSE: Duration = Duration::from_millis(100);
/// Characters of a piece.
const PIECE: usize = 24;
/// Messages that are looked through for where the conversation began.
const CONTEXT: i64 = 100;
/// File that remembers how far the bot has come.
const CURSOR: &str = "trial-assistant-cursor";
/// Ext of an answer: the question, by the server's id.
const ANSWER_TO: &str = "a:answer_to";

/// An answer that is being written.
struct Writing {
    target: Target,
    message: i64,
    /// How often it was asked for again.
    tries: i64,
    answer: Answer,
    /// Characters that everybody has.
    told: usize,
    /// Place in the inbox from which it would be found again.
    from: i64,
}

/// The bot, with a place on the bus like any device.
pub(crate) struct Assistant {
    store: Arc<dyn Store>,
    seat: Seat,
    cursor_file: PathBuf,
    cursor: i64,
    writing: Vec<Writing>,
}

impl Assistant {
    /// Seats the bot; `None` when its places are all taken.
    pub(crate) fn new(
        folder: &Path,
        store: Arc<dyn Store>,
        bus: &Arc<Bus>,
        clock: &Arc<dyn Clock>,
    ) -> Option<Self> {
        let cursor_file = folder.join(CURSOR);
        Some(Self {
            store,
            seat: Bus::join(bus, ASSISTANT, "assistant", clock)?,
            cursor: std::fs::read_to_string(&cursor_file)
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(0),
            cursor_file,
            writing: Vec::new(),
        })
    }

    /// Answers until the service stops.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut unread = true;
        loop {
            if unread && self.writing.len() < MOST {
                unread = match self.read_on().await {
                    Ok(more) => more,
                    Err(refusal) => {
                        tracing::warn!(%refusal, "the assistant cannot read its inbox");
                        false
                    }
                };
            }
            let idle = unread && self.writing.len() < MOST;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(PAUSE), if !self.writing.is_empty() => self.write_on().await,
                () = self.seat.mailbox.rung(), if !unread => unread = true,
                () = std::future::ready(()), if idle => {}
            }
        }
    }

    /// Reads one page; whether more waits.
    async fn read_on(&mut self) -> Result<bool, Refusal> {
        let page = self.store.inbox(ASSISTANT, self.cursor, PAGE).await?;
        for message in &page.messages {
            if self.writing.len() >= MOST {
                // Read again from the same place when one of them has ended.
                return Ok(true);
            }
            if let Err(refusal) = self.notice(message).await {
                // A message that was deleted meanwhile, for instance.
                tracing::info!(%refusal, "the assistant could not answer");
            }
        }
        self.cursor = self.cursor.max(page.next_cursor);
        self.remember();
        Ok(page.has_more)
    }

    /// After a restart everything that is not at its end is found again.
    fn remember(&self) {
        let from = self.writing.iter().map(|writing| writing.from).min();
        let cursor = from.unwrap_or(self.cursor).to_string();
        if let Err(error) = std::fs::write(&self.cursor_file, cursor) {
            tracing::warn!(%error, "the assistant will read again what it has read");
        }
    }

    async fn notice(&mut self, message: &MessageBody) -> Result<(), Refusal> {
        let one_to_one = ConversationType::OneToOneChat as i32;
        if message.status() != 0 || message.conversation_type() != one_to_one {
            return Ok(());
        }
        let target = Target {
            short_id: message.conversation_short_id(),
            conversation_id: message.conversation_id().to_owned(),
        };
        let kind = message.message_type();
        match message.sender() {
            ASSISTANT => self.go_on(message, target).await,
            0 if kind == MessageType::System as i32 => self.greet(message, target).await,
            _ if kind == MessageType::Text as i32 => self.begin(message, target).await,
            _ => Ok(()),
        }
    }

    async fn greet(&self, line: &MessageBody, target: Target) -> Result<(), Refusal> {
        let said = notice(line);
        if said.get("kind") != Some(&json!("new_chat")) || said.get("greet") != Some(&json!(true)) {
            return Ok(());
        }
        let content = json!({ (keys::TEXT): answers::GREETING }).to_string();
        let seed = format!("greeting {}", line.server_message_id());
        let kind = MessageType::Text as i32;
        send(
            &self.store,
            ASSISTANT,
            target,
            kind,
            content,
            (&seed, BTreeMap::new()),
        )
        .await
    }

    /// The first piece of the answer to a question.
    async fn begin(&self, question: &MessageBody, target: Target) -> Result<(), Refusal> {
        let id = question.server_message_id();
        let index = question.index_in_conversation();
        self.store
            .mark_read(ASSISTANT, target.clone(), index, true)
            .await?;
        let number = self.number(&target, index).await?;
        let answer = answers::answer(&said_back(question.content()), number, 0);
        let ext = BTreeMap::from([
            (
                choices::EXT_STREAM.to_owned(),
                choices::STREAM_ON.to_owned(),
            ),
            (ANSWER_TO.to_owned(), id.to_string()),
        ]);
        let content = content(&answer, PIECE);
        let seed = format!("answer {id}");
        let kind = MessageType::Text as i32;
        send(&self.store, ASSISTANT, target, kind, content, (&seed, ext)).await
    }

    /// An own message: an answer that is to go on, or one that somebody has stopped.
    async fn go_on(&mut self, message: &MessageBody, target: Target) -> Result<(), Refusal> {
        let ext = |key| message.ext.get(key).map(String::as_str);
        let id = message.server_message_id();
        let on = ext(choices::EXT_STREAM) == Some(choices::STREAM_ON);
        let tries = ext(choices::EXT_STREAM_TRY)
            .and_then(|tries| tries.parse().ok())
            .unwrap_or(0);
        let known = |writing: &Writing| writing.message == id && writing.tries == tries;
        if on && self.writing.iter().any(known) {
            return Ok(());
        }
        self.writing.retain(|writing| writing.message != id);
        let question = ext(ANSWER_TO).and_then(|question| question.parse().ok());
        let (true, Some(question)) = (on, question) else {
            return Ok(());
        };
        let question = self
            .store
            .message(ASSISTANT, target.clone(), question)
            .await?;
        let question = question.body.unwrap_or_default();
        let index = question.index_in_conversation();
        let number = self.number(&target, index).await?;
        let answer = answers::answer(&said_back(question.content()), number, tries);
        let said = said_back(message.content());
        let told = match answer.words.starts_with(&said) {
            true => said.chars().count(),
            false => 0,
        };
        self.writing.push(Writing {
            target,
            message: id,
            tries,
            answer,
            told,
            from: self.cursor,
        });
        Ok(())
    }

    /// Which question of its conversation this is: those before the newest new beginning are forgotten.
    async fn number(&self, target: &Target, index: i64) -> Result<usize, Refusal> {
        let range = HistoryRange {
            newer: false,
            anchor: index,
            limit: CONTEXT,
        };
        let history = self.store.history(ASSISTANT, target.clone(), range).await?;
        let since = history
            .messages
            .iter()
            .take_while(|message| notice(message).get("kind") != Some(&json!("new_chat")));
        let questions = since.filter(|message| {
            message.sender() != ASSISTANT && message.message_type() == MessageType::Text as i32
        });
        Ok(questions.count())
    }

    /// The next piece of each answer.
    async fn write_on(&mut self) {
        let mut left = Vec::new();
        let before = self.writing.len();
        for mut writing in std::mem::take(&mut self.writing) {
            writing.told = writing.told.saturating_add(PIECE);
            match self.tell(&writing).await {
                Ok(Stream::On) => left.push(writing),
                Ok(_) => {}
                // It was stopped, or recalled: nothing more is to be said.
                Err(refusal) => tracing::info!(%refusal, "an answer ends before its end"),
            }
        }
        self.writing = left;
        if self.writing.len() < before {
            self.remember();
        }
    }

    async fn tell(&self, writing: &Writing) -> Result<Stream, Refusal> {
        let all = writing.answer.words.chars().count();
        let stream = match (writing.answer.fails, writing.told) {
            (true, told) if told >= all / 2 => Stream::Failed,
            (_, told) if told >= all => Stream::Done,
            _ => Stream::On,
        };
        let store = &self.store;
        let ticket = store.ticket(ASSISTANT, writing.target.clone(), None);
        let edit = Edit {
            ticket: ticket.await?,
            target: writing.target.clone(),
            message: writing.message,
            kind: EditKind::Piece(content(&writing.answer, writing.told), stream),
        };
        store.edit(ASSISTANT, edit).await?;
        Ok(stream)
    }
}

/// So many characters of an answer, as a message has them.
fn content(answer: &Answer, told: usize) -> String {
    let words: String = answer.words.chars().take(told).collect();
    json!({ (keys::TEXT): words }).to_string()
}

/// What a system line says that happened.
fn notice(message: &MessageBody) -> Value {
    let said = match message.sender() {
        0 => message.ext.get(choices::EXT_NOTICE),
        _ => None,
    };
    said.and_then(|said| serde_json::from_str(said).ok())
        .unwrap_or(Value::Null)
}
