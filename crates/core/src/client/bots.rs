//! Bots: the list of them, a chat with one, its greeting, a new beginning, and answers that are stopped or written once more.
//! All of it needs an answer of the server, and so a connection.
//!
//! Without the cargo feature `bots` each of these answers [`Error::FeatureMissing`]; messages of bots are shown as those of
//! anybody.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::RequestBody;

use super::Client;
use crate::error::{Error, Result};
use crate::link::Answer;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::store::{message, person};
use crate::sync::refresh;
use crate::view::paint;
use crate::view::row::Person;

/// Pages of the list at most; more bots are found by their number.
const PAGES: usize = 20;

impl Client {
    /// The application's bots, as the server lists them.
    ///
    /// # Errors
    /// [`Error::Status`] of a server that has no list, [`Error::FeatureMissing`], or as for any command.
    pub async fn bots(&self) -> Result<Vec<Person>> {
        let mut bots: Vec<UserId> = Vec::new();
        let mut headers = BTreeMap::new();
        for _ in 0..PAGES {
            let answer = self.ask_bots(choices::LIST_BOTS, headers.clone()).await?;
            bots.extend(listed(&answer));
            let Some(cursor) = answer.headers.get(choices::HEADER_CURSOR) else {
                break;
            };
            headers.insert(choices::HEADER_CURSOR.to_owned(), cursor.clone());
        }
        bots.dedup();
        for some in bots.chunks(choices::MAX_BOTS_PAGE) {
            refresh::fetch_people(&self.0.store, &self.0.link, some.to_vec()).await?;
        }
        self.0
            .store
            .read(move |snapshot| {
                let mut rows = Vec::new();
                for user in bots {
                    let known = person::get(snapshot, user)?;
                    rows.push(paint::person(
                        &known.unwrap_or_else(|| person::unknown(user)),
                    ));
                }
                Ok(rows)
            })
            .await
    }

    /// The chat with a bot. In one in which nothing was written yet it greets.
    ///
    /// # Errors
    /// As for [`Client::bots`] and [`Client::create_one_to_one`].
    pub async fn start_bot_chat(&self, bot: UserId) -> Result<ConversationId> {
        if cfg!(not(feature = "bots")) {
            return Err(MISSING);
        }
        let id = self.create_one_to_one(bot).await?;
        let cid = self.place(&id).await?.cid;
        let is_empty = self
            .0
            .store
            .read(move |snapshot| Ok(message::last(snapshot, cid, 1)?.is_empty()))
            .await?;
        if is_empty && let Err(error) = self.new_chat(&id, true).await {
            // The chat is there, and the person can write.
            tracing::info!(code = %error.code(), "the bot was not asked to greet");
        }
        Ok(id)
    }

    /// The chat with a bot begins anew: it remembers nothing of what stands before, and a line says so on all devices. With
    /// `greet` it is asked to greet.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as for [`Client::bots`].
    pub async fn new_chat(&self, id: &ConversationId, greet: bool) -> Result<()> {
        let mut headers = self.chat(id).await?;
        if greet {
            headers.insert(choices::HEADER_GREETING.to_owned(), "1".to_owned());
        }
        self.ask_bots(choices::NEW_CHAT, headers).await.map(drop)
    }

    /// An answer that is being written ends where it is. One that has ended stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for what is no answer of a bot, and as for [`Client::bots`].
    pub async fn stop_answer(&self, key: &MessageKey) -> Result<()> {
        let headers = self.answer(key).await?;
        self.ask_bots(choices::STOP_ANSWER, headers).await.map(drop)
    }

    /// The newest answer of a chat is written once more, in the same message.
    ///
    /// # Errors
    /// As for [`Client::stop_answer`].
    pub async fn answer_again(&self, key: &MessageKey) -> Result<()> {
        let headers = self.answer(key).await?;
        self.ask_bots(choices::ANSWER_AGAIN, headers)
            .await
            .map(drop)
    }

    async fn chat(&self, id: &ConversationId) -> Result<BTreeMap<String, String>> {
        let number = self.place(id).await?.target.short_id.to_string();
        let name = choices::HEADER_CONVERSATION.to_owned();
        Ok(BTreeMap::from([(name, number)]))
    }

    async fn answer(&self, key: &MessageKey) -> Result<BTreeMap<String, String>> {
        let wanted = key.clone();
        let found = self
            .0
            .store
            .read(move |snapshot| message::find(snapshot, &wanted))
            .await?;
        let found = found.ok_or(Error::NotFound("message"))?;
        let ext = crate::model::content::ext(&found.ext);
        let is_answer = crate::model::bot::of_message(&ext, 0).is_some();
        if !is_answer || found.server_id == 0 {
            return Err(Error::NotNow("this is no answer of a bot"));
        }
        let cid = found.conversation;
        let place = self
            .0
            .store
            .read(move |snapshot| crate::store::conversation::get(snapshot, cid))
            .await?;
        let place = place.ok_or(Error::NotFound("conversation"))?;
        Ok(BTreeMap::from([
            (
                choices::HEADER_CONVERSATION.to_owned(),
                place.conversation.short_id.to_string(),
            ),
            (
                choices::HEADER_MESSAGE.to_owned(),
                found.server_id.to_string(),
            ),
        ]))
    }

    async fn ask_bots(&self, command: i32, headers: BTreeMap<String, String>) -> Result<Answer> {
        if cfg!(not(feature = "bots")) {
            return Err(MISSING);
        }
        let body = RequestBody::default();
        self.0.link.request_beside(command, body, headers).await
    }
}

/// What a build without bots answers.
const MISSING: Error = Error::FeatureMissing("bots");

/// The bots that an answer names.
fn listed(answer: &Answer) -> Vec<UserId> {
    let named = answer.headers.get(choices::HEADER_BOTS);
    named
        .map(|named| named.split(','))
        .into_iter()
        .flatten()
        .take(choices::MAX_BOTS_PAGE)
        .filter_map(|user| user.trim().parse().ok())
        .filter(|user| *user > 0)
        .map(UserId)
        .collect()
}
