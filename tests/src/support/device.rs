//! A core that does what it is told: the same in this process and in one of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use linnet_core::auth::{Renew, Token, TokenProvider, TokenServer};
use linnet_core::config::{Config, DatabaseKey, Endpoints, Limits};
use linnet_core::error::TokenError;
use linnet_core::media::{Mode, Source};
use linnet_core::model::album::Album;
use linnet_core::model::mark::MarkKind;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Delivery, MessageRow, TimelineRow};
use linnet_core::{
    Anchor, Client, Draft, Error, ExportLanguage, ExportProgress, ExportWanted, Forward, FromDraft,
    PictureDraft, Poke, Result, SearchFilter, VideoDraft,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::act::{Act, Answer};
use super::clock::PlanClock;
use super::seen;
use crate::world::picture_worker;

/// Messages that a search answers at most.
const FOUND: usize = 100;

/// What a device is opened with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setup {
    /// Whose it is.
    pub user: i64,
    /// Where everything is kept.
    pub folder: PathBuf,
    /// Key of the database.
    pub key: String,
    /// Its way to the server.
    pub api: String,
    /// Seconds in a second.
    pub rate: u32,
    /// When the plan began, by the real clock: milliseconds since 1970.
    pub began_ms: i64,
    /// What the clock was moved on by so far.
    pub moved_ms: i64,
    /// How far somebody has set its time of day beside the right one.
    pub set_ms: i64,
}

/// An open device.
#[derive(Clone)]
pub struct Device {
    client: Client,
    clock: PlanClock,
    tokens_given: Arc<AtomicBool>,
    screens: Arc<tokio::sync::Mutex<seen::Screens>>,
}

/// The application's server, which can refuse.
struct Tokens {
    server: TokenServer,
    given: Arc<AtomicBool>,
}

impl TokenProvider for Tokens {
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        if self.given.load(Ordering::SeqCst) {
            self.server.token(renew)
        } else {
            Box::pin(std::future::ready(Err(TokenError::Refused(401).into())))
        }
    }
}

impl Device {
    /// Opens it; nothing is started. `clock`: the one of the process, if it has one.
    ///
    /// # Errors
    /// As for any client.
    pub async fn open(setup: &Setup, clock: Option<PlanClock>) -> Result<Self> {
        let clock = clock.unwrap_or_else(|| {
            let clock = PlanClock::new(setup.rate, setup.began_ms);
            clock.jump(setup.moved_ms);
            clock.set(setup.set_ms);
            clock
        });
        let endpoints = Endpoints::own(&setup.api, "")?;
        let user = UserId(setup.user);
        let key = DatabaseKey::from_hex(&setup.key)?;
        let mut config = Config::new(endpoints, 1, user, &setup.folder, key)?;
        config.clock = Arc::new(clock.clone());
        config.media_worker = Some(picture_worker());
        // The HTTP client keeps its own time, so its limits are the plan's in real time.
        config.limits.connect = real(Limits::default().connect, setup.rate);
        config.limits.http_request = real(Limits::default().http_request, setup.rate);
        // A plan waits less long for what was postponed.
        config.limits.reload = Duration::from_secs(20);
        let given = Arc::new(AtomicBool::new(true));
        let server = TokenServer::new(&format!("{}/get_token", setup.api), 1, user, None)?;
        let tokens = Tokens {
            server,
            given: Arc::clone(&given),
        };
        Ok(Self {
            client: Client::builder(config).tokens(tokens).open().await?,
            clock,
            tokens_given: given,
            screens: Arc::default(),
        })
    }

    /// Does something.
    pub async fn act(&self, act: Act) -> Answer {
        match self.try_act(act).await {
            Ok(answer) => answer,
            Err(error) => Answer::Refused { code: error.code() },
        }
    }

    async fn try_act(&self, act: Act) -> Result<Answer> {
        let client = &self.client;
        match act {
            Act::Start => client.start(),
            Act::OneToOne { user } => {
                let id = client.create_one_to_one(UserId(user)).await?.to_string();
                return Ok(Answer::Chat { id });
            }
            Act::Group { name, users } => {
                let users = users.into_iter().map(UserId).collect();
                let id = client.create_group(&name, &name, users).await?.to_string();
                return Ok(Answer::Chat { id });
            }
            Act::Text { chat, key, words } => {
                let draft = Draft::text(MessageKey(key), words, vec![]);
                client.send(&ConversationId(chat), draft).await?;
            }
            Act::Picture { chat, key, file } => {
                if file.extension().is_some_and(|ending| ending == "mp4") {
                    let source = Source::Path(file);
                    let looked = client.look_at_video(&source).await?;
                    let draft = Draft::video(VideoDraft {
                        caption: key.clone(),
                        submission: MessageKey(key),
                        source,
                        cover: looked.and_then(|looked| looked.cover),
                        album: None,
                    });
                    client.send(&ConversationId(chat), draft).await?;
                    return Ok(Answer::Done);
                }
                if file.extension().is_some_and(|ending| ending == "opus") {
                    let chat = ConversationId(chat);
                    client.put_voice(&chat, &file).await?;
                    if let Err(error) = client.send_voice(&chat, MessageKey(key)).await {
                        client.discard_voice(&chat).await?;
                        return Err(error);
                    }
                    return Ok(Answer::Done);
                }
                if file.extension().is_none_or(|ending| ending != "png") {
                    let draft = Draft::file(MessageKey(key), Source::Path(file));
                    client.send(&ConversationId(chat), draft).await?;
                    return Ok(Answer::Done);
                }
                let draft = Draft::picture(PictureDraft {
                    caption: key.clone(),
                    submission: MessageKey(key),
                    source: Source::Path(file),
                    mode: Mode::Original,
                    album: None,
                });
                client.send(&ConversationId(chat), draft).await?;
            }
            Act::Forward {
                chat,
                count,
                to,
                key,
                together,
                comment,
            } => {
                let mut messages = Vec::new();
                for back in 0..count {
                    let row = self
                        .message(chat.clone(), back, |row| row.can_forward)
                        .await?;
                    let Some(row) = row else {
                        return Ok(Answer::Nothing);
                    };
                    messages.push(row.id);
                }
                messages.reverse();
                let keys = messages.iter().map(ToString::to_string).collect();
                let forward = Forward {
                    submission: MessageKey(key),
                    messages,
                    to: vec![ConversationId(to)],
                    together,
                    comment,
                };
                client.forward(forward).await?;
                return Ok(Answer::Forwarded { keys });
            }
            Act::Write { chat, words, files } => {
                let chat = ConversationId(chat);
                let base = client.draft(&chat).await?.revision;
                client.save_draft(&chat, base, words).await?;
                client.save_attachments(&chat, &files).await?;
            }
            Act::SendDraft { chat, keys } => self.send_draft(ConversationId(chat), keys).await?,
            Act::SendLater { chat, key, after } => {
                let chat = ConversationId(chat);
                let draft = client.draft(&chat).await?;
                let due = linnet_core::config::Clock::now_ms(&self.clock) + after;
                client
                    .send_later(&chat, MessageKey(key), draft.text, draft.revision, due)
                    .await?;
            }
            Act::TakeBack { chat } => {
                let Some(row) = self.message(chat, 0, has_stopped).await? else {
                    return Ok(Answer::Nothing);
                };
                client.take_back_failed(&row.id).await?;
            }
            Act::Draft { chat } => return self.draft(ConversationId(chat)).await,
            Act::Export { chat, place } => {
                let wanted = ExportWanted {
                    from: None,
                    before: None,
                    load: false,
                    language: ExportLanguage::En,
                };
                let progress = watch::Sender::new(ExportProgress::default());
                let cancel = CancellationToken::new();
                let chat = ConversationId(chat);
                let work = client.export(&chat, wanted, &place, &progress, &cancel);
                Box::pin(work).await?;
            }
            Act::Find { words } => {
                let everywhere = SearchFilter::default();
                let found = client.search(&words, &everywhere, None, 50).await?;
                let texts = found.rows.into_iter().map(|row| row.text);
                return Ok(Answer::Texts {
                    texts: texts.collect(),
                });
            }
            Act::Recall { chat, back } => {
                let Some(row) = self.message(chat, back, |row| row.can_recall).await? else {
                    return Ok(Answer::Nothing);
                };
                client.recall(&row.id).await?;
                return Ok(message(&row));
            }
            Act::Delete { chat, back } => {
                let Some(row) = self.message(chat, back, |_| true).await? else {
                    return Ok(Answer::Nothing);
                };
                client.delete_message(&row.id).await?;
                return Ok(message(&row));
            }
            Act::React { chat, back, on } => {
                let Some(row) = self.message(chat, back, |row| row.can_answer).await? else {
                    return Ok(Answer::Nothing);
                };
                drop(client.react(&row.id, "👍", on).await?);
            }
            Act::Mark {
                chat,
                back,
                mark,
                on,
            } => {
                let may = |row: &MessageRow| match mark {
                    MarkKind::PinForAll => row.can_pin_for_all,
                    MarkKind::Favourite | MarkKind::Pin => row.can_mark,
                };
                let Some(row) = self.message(chat, back, may).await? else {
                    return Ok(Answer::Nothing);
                };
                drop(client.mark(&row.id, mark, on).await?);
            }
            Act::Edit { chat, back, words } => {
                let Some(row) = self.message(chat, back, |row| row.can_edit).await? else {
                    return Ok(Answer::Nothing);
                };
                drop(client.edit(&row.id, &words).await?);
            }
            Act::Read { chat } => {
                client.mark_conversation_read(&ConversationId(chat)).await?;
            }
            // What is asked for is kept and carried out; the person does not wait for it.
            Act::Clear { chat } => drop(client.clear_history(&ConversationId(chat)).await?),
            Act::Away { chat } => drop(client.delete_conversation(&ConversationId(chat)).await?),
            Act::Pin { chat, on } => drop(client.set_pinned(&ConversationId(chat), on).await?),
            Act::Mute { chat, on } => drop(client.set_muted(&ConversationId(chat), on).await?),
            Act::Block { user, on } => drop(client.set_blocked(UserId(user), on).await?),
            Act::Add { chat, user } => {
                client
                    .add_members(&ConversationId(chat), vec![UserId(user)])
                    .await?;
            }
            Act::Remove { chat, user } => {
                client
                    .remove_member(&ConversationId(chat), UserId(user))
                    .await?;
            }
            Act::Rename { chat, name } => client.rename(&ConversationId(chat), &name).await?,
            Act::Retry => return self.retry().await,
            Act::Wake => client.poke(Poke::WokeUp),
            Act::Tokens { given } => {
                self.tokens_given.store(given, Ordering::SeqCst);
                if given {
                    client.poke(Poke::TokenChanged);
                }
            }
            Act::Online => client.poke(Poke::RetryNow),
            Act::Clock { moved_ms } => self.clock.jump(moved_ms - self.clock.moved_ms()),
            Act::SetClock { beside_ms } => self.clock.set(beside_ms),
            // Only a process can be killed; it does not pass this on.
            Act::Die { .. } => return Ok(Answer::Nothing),
            Act::Look => {
                let seen = Box::new(seen::look(client, &mut *self.screens.lock().await).await?);
                return Ok(Answer::Seen { seen });
            }
            Act::Search { words } => {
                let everywhere = SearchFilter::default();
                let found = client.search(&words, &everywhere, None, FOUND).await?;
                return Ok(Answer::Found {
                    keys: found
                        .rows
                        .iter()
                        .map(|row| row.message.to_string())
                        .collect(),
                    more: found.more,
                });
            }
            Act::Load { key } => {
                let file = client.file_of(&MessageKey(key)).await?;
                let Some(path) = client.load_file(&file.media).await? else {
                    return Ok(Answer::Nothing);
                };
                let bytes = tokio::fs::read(path).await?;
                return Ok(Answer::Loaded {
                    sha256: hex::encode(Sha256::digest(bytes)),
                });
            }
            Act::Stop => {
                *self.screens.lock().await = seen::Screens::default();
                client.stop().await;
            }
        }
        Ok(Answer::Done)
    }

    async fn send_draft(&self, chat: ConversationId, keys: Vec<String>) -> Result<()> {
        let draft = self.client.draft(&chat).await?;
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let album = keys.first().cloned().unwrap_or_default();
        let mut words = draft.text;
        let pictures = (0..).zip(keys.into_iter().zip(draft.attachments));
        let pictures = pictures.map(|(index, (key, file))| {
            Draft::picture(PictureDraft {
                submission: MessageKey(key),
                source: Source::Path(file),
                mode: Mode::Original,
                caption: std::mem::take(&mut words),
                album: Some(Album {
                    id: album.clone(),
                    index,
                    count,
                }),
            })
        });
        let from = FromDraft {
            revision: draft.revision,
            attachments: Some(Vec::new()),
        };
        self.client
            .send_together(&chat, pictures.collect(), from)
            .await
            .map(drop)
    }

    async fn draft(&self, chat: ConversationId) -> Result<Answer> {
        let draft = self.client.draft(&chat).await?;
        let timeline = self.client.timeline(&chat, Anchor::End).await?;
        let own = timeline.rows().iter().filter_map(|row| match row {
            TimelineRow::Message(row) if row.own => Some(row),
            _ => None,
        });
        let stopped = own.clone().filter(|row| has_stopped(row)).count();
        Ok(Answer::Draft {
            words: draft.text,
            files: draft.attachments.len(),
            own: own.count(),
            stopped,
            planned: self.client.planned(&chat).await?.len(),
        })
    }

    /// A message, counted from the newest that fits.
    async fn message(
        &self,
        chat: String,
        back: usize,
        fits: impl Fn(&MessageRow) -> bool,
    ) -> Result<Option<MessageRow>> {
        let timeline = self
            .client
            .timeline(&ConversationId(chat), Anchor::End)
            .await?;
        let rows = timeline.rows().iter().rev().filter_map(|row| match row {
            TimelineRow::Message(row) => Some((**row).clone()),
            _ => None,
        });
        Ok(rows.filter(fits).nth(back))
    }

    /// As a person who sees that something has stopped.
    async fn retry(&self) -> Result<Answer> {
        let mut keys = Vec::new();
        let (chats, _) = self.client.conversations().whole().open().await?;
        for chat in chats {
            let timeline = self.client.timeline(&chat.id, Anchor::End).await?;
            for row in timeline.rows() {
                let TimelineRow::Message(row) = row else {
                    continue;
                };
                if matches!(row.delivery, Some(Delivery::Failed { .. })) {
                    match self.client.retry(&row.id).await {
                        Ok(()) => keys.push(row.id.to_string()),
                        // It went meanwhile.
                        Err(Error::NotNow(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(Answer::Again { keys })
    }
}

fn has_stopped(row: &MessageRow) -> bool {
    matches!(row.delivery, Some(Delivery::Failed { .. }))
}

fn message(row: &MessageRow) -> Answer {
    Answer::Message {
        key: row.id.to_string(),
    }
}

fn real(limit: Duration, rate: u32) -> Duration {
    limit / rate.max(1)
}
