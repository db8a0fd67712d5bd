//! The bot: reads its own inbox and answers each message once, across restarts too, because the
//! id of an answer follows from the message it answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linnet_proto::im_proto::{ConversationType, MessageBody, MessageType};
use linnet_proto::json::mend_escapes;
use linnet_proto::keys;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{ECHO, picture, send};
use crate::bus::{Bus, Seat};
use crate::clock::Clock;
use crate::media::MediaService;
use crate::refusal::Refusal;
use crate::store::{Store, Target};

/// Entries read at a time.
const PAGE: i64 = 100;
/// Longest text that is said back, in characters; the rest is cut off.
const LONGEST: usize = 2_000;
/// File that remembers how far the bot has come.
const CURSOR: &str = "trial-echo-cursor";

/// The bot, with a place on the bus like any device.
pub(crate) struct Bot {
    store: Arc<dyn Store>,
    media: MediaService,
    seat: Seat,
    cursor: PathBuf,
}

impl Bot {
    /// Seats the bot; `None` when its places are all taken.
    pub(crate) fn new(
        folder: &Path,
        store: Arc<dyn Store>,
        media: MediaService,
        bus: &Arc<Bus>,
        clock: &Arc<dyn Clock>,
    ) -> Option<Self> {
        Some(Self {
            store,
            media,
            seat: Bus::join(bus, ECHO, "echo", clock)?,
            cursor: folder.join(CURSOR),
        })
    }

    /// Answers until the service stops.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut cursor = self.remembered();
        loop {
            match self.read_on(&mut cursor).await {
                Ok(()) => {}
                Err(refusal) => tracing::warn!(%refusal, "the bot cannot read its inbox"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.seat.mailbox.rung() => {}
            }
        }
    }

    fn remembered(&self) -> i64 {
        std::fs::read_to_string(&self.cursor)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0)
    }

    async fn read_on(&self, cursor: &mut i64) -> Result<(), Refusal> {
        loop {
            let page = self.store.inbox(ECHO, *cursor, PAGE).await?;
            for message in &page.messages {
                if let Err(refusal) = self.answer(message).await {
                    // A conversation it was put out of meanwhile, for instance.
                    tracing::info!(%refusal, "the bot could not answer");
                }
            }
            if page.next_cursor > *cursor {
                *cursor = page.next_cursor;
                if let Err(error) = std::fs::write(&self.cursor, cursor.to_string()) {
                    tracing::warn!(%error, "the bot will read again what it has read");
                }
            }
            if !page.has_more {
                return Ok(());
            }
        }
    }

    async fn answer(&self, message: &MessageBody) -> Result<(), Refusal> {
        if message.sender() == ECHO || message.sender() <= 0 || message.status() != 0 {
            return Ok(());
        }
        let target = Target {
            short_id: message.conversation_short_id(),
            conversation_id: message.conversation_id().to_owned(),
        };
        let is_text = message.message_type() == MessageType::Text as i32;
        let is_picture = message.message_type() == MessageType::Image as i32;
        if !is_text && !is_picture {
            return Ok(());
        }
        let index = message.index_in_conversation();
        self.store
            .mark_read(ECHO, target.clone(), index, true)
            .await?;
        let is_group = message.conversation_type() == ConversationType::GroupChat as i32;
        if is_group && !is_spoken_to(message) {
            return Ok(());
        }
        let seed = format!("answer {}", message.server_message_id());
        if is_picture {
            let content = self.picture(message.server_message_id()).await?;
            return send(
                &self.store,
                ECHO,
                target,
                MessageType::Image as i32,
                content,
                (&seed, BTreeMap::new()),
            )
            .await;
        }
        let content = json!({ (keys::TEXT): said_back(message.content()) }).to_string();
        send(
            &self.store,
            ECHO,
            target,
            MessageType::Text as i32,
            content,
            (&seed, BTreeMap::new()),
        )
        .await
    }

    async fn picture(&self, number: i64) -> Result<String, Refusal> {
        picture::content(&self.media, number)
            .await
            .map_err(|error| {
                tracing::warn!(%error, "the bot has no picture");
                Refusal::server()
            })
    }
}

/// In a group it answers only who calls it.
fn is_spoken_to(message: &MessageBody) -> bool {
    message
        .ext
        .get(keys::MENTIONED_USERS)
        .is_some_and(|users| users.split(',').any(|user| user.parse() == Ok(ECHO)))
}

/// The text of a message, or its content where that is not the JSON it should be.
pub(super) fn said_back(content: &str) -> String {
    let text = serde_json::from_str::<Value>(content)
        .or_else(|_| serde_json::from_str(&mend_escapes(content)))
        .ok()
        .and_then(|value| value.get(keys::TEXT)?.as_str().map(str::to_owned))
        .unwrap_or_else(|| content.to_owned());
    text.chars().take(LONGEST).collect()
}
