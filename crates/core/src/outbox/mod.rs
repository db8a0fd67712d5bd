//! What is not sent yet. A message is taken in (in one transaction, with its draft closed) before anything is tried;
//! from then on it is at the server exactly once or stands as stopped with a reason and a way out.
//!
//! Sends of one conversation go in the order of writing; conversations go beside each other, and so do uploads: text
//! does not wait for a picture that is still on its way, a picture waits for older ones. A stopped message holds
//! nothing up. Its content never changes once the first try was made, and each try is claimed and counted before it is
//! made: until its answer is known the message cannot be taken away. A pause between two tries is a stretch of time in
//! memory and never a time of day, which a clock that is set would move; only the number of tries is stored.

#[cfg(feature = "multimedia")]
mod attachment;
mod draft;
#[cfg(feature = "multimedia")]
mod file;
mod forward;
#[cfg(feature = "multimedia")]
mod picture;
mod planned;
pub(crate) mod rules;
mod send;
#[cfg(feature = "voice")]
mod voice;

#[cfg(test)]
mod tests;
#[cfg(feature = "multimedia")]
mod video;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_proto::{choices, keys};
#[cfg(feature = "multimedia")]
use tokio::sync::RwLock;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[cfg(feature = "voice")]
pub(crate) use draft::VoiceSource;
pub use draft::{Draft, FromDraft, PictureDraft, VideoDraft};
pub use forward::{Forward, MAX_FORWARD_TARGETS, MAX_FORWARDED};

use crate::config::Clock;
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::link::Link;
use crate::media::Media;
use crate::model::connection::Connection;
use crate::model::draft::{MAX_ATTACHMENTS, SavedDraft, check_length, write_paths};
use crate::model::kind::{self, text};
use crate::model::mention::{self, Mentioned};
use crate::model::{ConversationId, MessageKey};
use crate::store::draft::{self as drafts, Stored as StoredDraft};
use crate::store::outbox::{self as rows, Item, NewItem, Stage};
use crate::store::{Cid, Mid, Store, conversation, message, participant};
use draft::DraftBody;

/// Conversations that send at the same time; more wait for their turn.
const LANES: usize = 8;

/// Pictures and files that are made ready and uploaded at the same time; more wait for their turn.
#[cfg(feature = "multimedia")]
const UPLOADS: usize = 2;

/// Pause after the database failed under the outbox.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// What waits to be sent, of one account. Clones share it.
#[derive(Clone)]
pub(crate) struct Outbox(Arc<Inner>);

struct Inner {
    store: Store,
    link: Link,
    #[cfg_attr(
        not(feature = "multimedia"),
        expect(dead_code, reason = "pictures are refused before it is asked")
    )]
    media: Arc<Media>,
    #[cfg_attr(
        not(feature = "multimedia"),
        expect(dead_code, reason = "goes into the content of pictures")
    )]
    app_id: i32,
    clock: Arc<dyn Clock>,
    work: Mutex<Work>,
    lanes: Arc<Semaphore>,
    #[cfg(feature = "multimedia")]
    uploads: Arc<Semaphore>,
    /// Files of unsent pictures: shared by those that take one in, alone for whoever looks for files that nothing
    /// needs. Otherwise a file could go between being kept and being named in the outbox.
    #[cfg(feature = "multimedia")]
    files: RwLock<()>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What is going on. One entry per conversation or picture that something is done for, so as bounded as they are.
#[derive(Default)]
struct Work {
    started: bool,
    lanes: HashMap<Cid, Lane>,
    /// Running uploads.
    uploads: HashMap<Mid, CancellationToken>,
}

/// What was made of drafts that are being taken in.
#[derive(Default)]
struct Accepting {
    /// Rows, in order.
    new: Vec<NewItem>,
    /// Copies of pictures and files, to be let go when nothing comes of it.
    #[cfg(feature = "multimedia")]
    files: Vec<String>,
    /// Files made for this purpose, which are not needed once it is stored.
    #[cfg(feature = "multimedia")]
    staged: Vec<std::path::PathBuf>,
}

/// A conversation that is being sent from.
#[derive(Default)]
struct Lane {
    /// Something new came since it looked.
    again: bool,
    /// The message whose first try was claimed when it was taken in, until it is made.
    claimed: Option<Mid>,
}

impl Outbox {
    /// Nothing is sent before [`Outbox::start`]; messages are taken in at once.
    pub fn new(
        store: Store,
        link: Link,
        media: Arc<Media>,
        app_id: i32,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            link,
            media,
            app_id,
            clock,
            work: Mutex::default(),
            lanes: Arc::new(Semaphore::new(LANES)),
            #[cfg(feature = "multimedia")]
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            #[cfg(feature = "multimedia")]
            files: RwLock::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Goes on with everything that waits, also from earlier runs.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn start(&self) -> Result<()> {
        self.work().started = true;
        #[cfg(feature = "multimedia")]
        {
            self.release_files().await?;
            for item in self.0.store.read(rows::preparing).await? {
                self.upload(item);
            }
        }
        for conversation in self.0.store.read(rows::waiting).await? {
            self.kick(conversation);
        }
        Ok(())
    }

    /// Ends all tries; what was not answered is tried again at the next start.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// Takes a message in. When this answers it is on disk and on screen, and is sent as soon as it can be.
    ///
    /// # Errors
    /// What is wrong with the draft or the conversation, [`crate::error::MediaError`] about a picture; then nothing
    /// was taken in.
    pub async fn send(&self, to: &ConversationId, draft: Draft) -> Result<MessageKey> {
        let key = draft.submission.clone();
        self.accept_together(to, vec![draft], None).await?;
        Ok(key)
    }

    /// Takes messages in, in this order: all of them in one transaction, or none. `from` is the saved draft they are
    /// made of; that transaction closes it, and what is left of it is answered.
    ///
    /// # Errors
    /// As [`Outbox::send`]; then nothing was taken in and the draft is as it was.
    pub async fn send_together(
        &self,
        to: &ConversationId,
        drafts: Vec<Draft>,
        from: FromDraft,
    ) -> Result<SavedDraft> {
        let left = self.accept_together(to, drafts, Some(from)).await?;
        Ok(left.unwrap_or_default().into())
    }

    async fn accept_together(
        &self,
        to: &ConversationId,
        drafts: Vec<Draft>,
        from: Option<FromDraft>,
    ) -> Result<Option<StoredDraft>> {
        // With words beside them.
        if drafts.len() > MAX_ATTACHMENTS + 1 {
            return Err(Error::TooLong {
                what: "list of messages",
                limit: MAX_ATTACHMENTS,
            });
        }
        for draft in &drafts {
            draft.check()?;
        }
        let answers = drafts.first().and_then(|draft| draft.answers.clone());
        let voice = drafts.iter().find_map(Draft::voice_name);
        #[cfg(feature = "multimedia")]
        let files = match drafts.iter().any(Draft::has_file) {
            true => Some(self.0.files.read().await),
            false => None,
        };
        let mut accepting = Accepting::default();
        let mut made = Ok(());
        for draft in drafts {
            made = Box::pin(self.make(to, draft, &mut accepting)).await;
            if made.is_err() {
                break;
            }
        }
        let accepted = match made {
            Ok(()) => {
                let made = (accepting.new, voice);
                self.store_together(to, made, answers, from).await
            }
            Err(error) => Err(error),
        };
        #[cfg(feature = "multimedia")]
        drop(files);
        let (items, left) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Copies that no message names.
                #[cfg(feature = "multimedia")]
                if let Err(error) = self.give_up(accepting.files).await {
                    tracing::warn!(%error, "copies of pictures stay until the next start");
                }
                return Err(error);
            }
        };
        #[cfg(feature = "multimedia")]
        self.0.media.remove_staged(accepting.staged).await;
        self.go_on(items);
        Ok(left)
    }

    /// Goes on with what was taken in.
    fn go_on(&self, items: Vec<Item>) {
        for item in items {
            match item.stage {
                Stage::Claimed => self.kick_claimed(item),
                Stage::Waiting => self.kick(item.conversation),
                #[cfg(feature = "multimedia")]
                Stage::Preparing => self.upload(item),
                _ => {}
            }
        }
    }

    /// Makes the row of a message. Nothing is stored but the copy of a picture.
    async fn make(
        &self,
        #[cfg_attr(not(feature = "multimedia"), allow(unused_variables))] to: &ConversationId,
        draft: Draft,
        accepting: &mut Accepting,
    ) -> Result<()> {
        let key = draft.submission.clone();
        let new = match draft.body {
            DraftBody::Text { text, mentions } => {
                let mentions: Vec<i64> = mentions.into_iter().map(|user| user.0).collect();
                NewItem {
                    content: text::write(&text),
                    kind: text::TYPE,
                    ext: ext(&key, &mentions),
                    mentions,
                    attachment: None,
                    ..self.blank(key)
                }
            }
            DraftBody::Custom(custom) => {
                let mut entries = custom.ext;
                entries.extend(ext(&key, &[]));
                NewItem {
                    content: custom.content,
                    kind: choices::CUSTOM,
                    ext: entries,
                    attachment: None,
                    ..self.blank(key)
                }
            }
            #[cfg(not(feature = "multimedia"))]
            DraftBody::Picture(_) | DraftBody::File(_) | DraftBody::Video(_) => {
                return Err(Error::FeatureMissing("multimedia"));
            }
            #[cfg(feature = "multimedia")]
            body => {
                let seen = draft.seen.as_ref();
                // None: the same submission again, it is in already.
                let Some(new) = self.take_in(to, &key, body, seen, accepting).await? else {
                    return Ok(());
                };
                new
            }
        };
        if new.content.len() > choices::MAX_CONTENT_BYTES {
            return Err(draft::too_long());
        }
        accepting.new.push(new);
        Ok(())
    }

    /// Stores all of them and closes the draft they are made of, or nothing. A recording among them is the draft's no more. Answers those that were not stored before.
    async fn store_together(
        &self,
        to: &ConversationId,
        (new, voice): (Vec<NewItem>, Option<String>),
        answers: Option<MessageKey>,
        from: Option<FromDraft>,
    ) -> Result<(Vec<Item>, Option<StoredDraft>)> {
        let to = to.clone();
        let attachments = from
            .as_ref()
            .and_then(|from| from.attachments.as_ref())
            .map(|paths| write_paths(paths));
        fail_point!("core send before accepting");
        let accepted = self
            .0
            .store
            .write(move |tx| {
                let mut items = Vec::new();
                let mut answers = match (answers, &from) {
                    (None, from) if from.is_some() || voice.is_some() => drafts::answers(tx, &to)?,
                    (given, _) => given,
                };
                let picked = match &from {
                    Some(_) => drafts::mentioned(tx, &to)?,
                    None => Vec::new(),
                };
                for mut new in new {
                    call(&mut new, &picked);
                    let mut accepted = rows::accept(tx, &to, &new)?;
                    if let (Some(item), Some(quoted)) = (&mut accepted, answers.take()) {
                        item.answers =
                            message::answer(tx, item.conversation, item.message, &quoted)?;
                    }
                    items.extend(accepted);
                    fail_point!("core send after one of several");
                }
                if from.is_none() && voice.is_none() {
                    return Ok((items, None));
                }
                let conversation =
                    conversation::find_in(tx, &to)?.ok_or(Error::NotFound("conversation"))?;
                if let Some(voice) = voice {
                    drafts::remove_voice(tx, conversation, &voice)?;
                    drafts::save_answers(tx, conversation, "")?;
                }
                let Some(from) = from else {
                    return Ok((items, None));
                };
                let left = drafts::close(tx, conversation, from.revision, attachments.as_deref())?;
                Ok((items, Some(left)))
            })
            .await?;
        fail_point!("core send after accepting");
        Ok(accepted)
    }

    fn blank(&self, key: MessageKey) -> NewItem {
        let online = matches!(*self.0.link.connection().borrow(), Connection::Online);
        NewItem {
            key,
            kind: 0,
            content: String::new(),
            ext: BTreeMap::new(),
            mentions: Vec::new(),
            created: self.0.link.server_now_ms(),
            // The first try follows at once, so it is claimed where the message is taken in: one commit, not two.
            tried: online,
            attachment: None,
        }
    }

    /// Tries a stopped message again.
    ///
    /// # Errors
    /// [`Error::NotNow`] when it is not stopped.
    pub async fn retry(&self, key: &MessageKey) -> Result<()> {
        let key = key.clone();
        let item = self
            .0
            .store
            .write(move |tx| rows::resume(tx, &key))
            .await?
            .ok_or(Error::NotNow("only a stopped message is tried again"))?;
        match item.stage {
            #[cfg(feature = "multimedia")]
            Stage::Preparing => self.upload(item),
            _ => self.kick(item.conversation),
        }
        Ok(())
    }

    /// Takes away a message that is not at the server: one that waits, is being uploaded, or has stopped.
    ///
    /// # Errors
    /// [`Error::MayBeSent`] when it is at the server or may be.
    pub async fn cancel(&self, key: &MessageKey) -> Result<()> {
        self.take_out(key).await
    }

    /// Takes a stopped text out of the conversation and puts its words in front of the draft, in one transaction.
    /// Answers the draft.
    ///
    /// # Errors
    /// [`Error::NotNow`] when it is no stopped text, [`Error::TooLong`] when the draft cannot hold its words as well.
    pub async fn take_back(&self, key: &MessageKey) -> Result<SavedDraft> {
        const NOT_STOPPED: Error = Error::NotNow("only a stopped text is taken back");
        let key = key.clone();
        let (conversation, draft) = self
            .0
            .store
            .write(move |tx| {
                let item = rows::by_key_in(tx, &key)?.ok_or(NOT_STOPPED)?;
                if item.stage != Stage::Stopped || item.attachment {
                    return Err(NOT_STOPPED);
                }
                let words = kind::written_words(item.kind, &item.content);
                let quoted = item.answers.as_ref().map_or(0, |quoted| quoted.message);
                let called = participant::called(tx, item.conversation, &item.mentions, &words)?;
                let draft = drafts::put_in_front(tx, item.conversation, &words, quoted, called)?;
                check_length(draft.text.len())?;
                fail_point!("core taking back between draft and outbox");
                if !rows::discard(tx, &item)? {
                    return Err(NOT_STOPPED);
                }
                Ok((item.conversation, draft))
            })
            .await?;
        fail_point!("core taking back after commit");
        self.kick(conversation);
        Ok(draft.into())
    }

    async fn take_out(&self, key: &MessageKey) -> Result<()> {
        let wanted = key.clone();
        let item = self
            .0
            .store
            .read(move |snapshot| rows::by_key(snapshot, &wanted))
            .await?
            .ok_or(Error::MayBeSent)?;
        if let Some(upload) = self.work().uploads.get(&item.message) {
            upload.cancel();
        }
        #[cfg(feature = "multimedia")]
        let files = self.files_of(item.message).await?;
        let gone = item.clone();
        if !self
            .0
            .store
            .write(move |tx| rows::discard(tx, &gone))
            .await?
        {
            return Err(Error::MayBeSent);
        }
        #[cfg(feature = "multimedia")]
        self.give_up(files).await?;
        self.kick(item.conversation);
        Ok(())
    }

    /// How many messages of each conversation are not at the server.
    pub async fn unsent(&self) -> Result<Vec<(ConversationId, u32)>> {
        self.0.store.read(rows::unsent).await
    }

    /// Sees to it that a lane looks at the conversation.
    fn kick(&self, conversation: Cid) {
        self.enter(conversation, None);
    }

    /// The same for a message whose first try is claimed already: a new lane need not look for it.
    fn kick_claimed(&self, item: Item) {
        self.enter(item.conversation, Some(item));
    }

    fn enter(&self, conversation: Cid, given: Option<Item>) {
        let mut work = self.work();
        if !work.started || self.0.stop.is_cancelled() {
            return;
        }
        if let Some(lane) = work.lanes.get_mut(&conversation) {
            lane.again = true;
            if let Some(item) = given {
                lane.claimed = Some(item.message);
            }
            return;
        }
        work.lanes.insert(conversation, Lane::default());
        drop(work);
        let outbox = self.clone();
        self.0
            .tasks
            .spawn(async move { outbox.lane(conversation, given).await });
    }

    /// Sends what waits in one conversation, one after another, until nothing does.
    async fn lane(&self, conversation: Cid, mut given: Option<Item>) {
        let inner = &*self.0;
        loop {
            let next = match given.take() {
                // Its first try is claimed already.
                Some(item) => Ok(Some((item, true))),
                None => inner
                    .store
                    .read(move |snapshot| rows::next(snapshot, conversation))
                    .await
                    .map(|item| {
                        item.map(|item| {
                            let claimed = self.is_claimed(conversation, item.message);
                            (item, claimed)
                        })
                    }),
            };
            let went_on = match next {
                Ok(Some((item, claimed))) => {
                    let Ok(_turn) = inner.lanes.acquire().await else {
                        return;
                    };
                    self.try_once(item, claimed).await
                }
                Ok(None) => {
                    let mut work = self.work();
                    match work.lanes.get_mut(&conversation) {
                        Some(lane) if lane.again => {
                            lane.again = false;
                            continue;
                        }
                        _ => {
                            work.lanes.remove(&conversation);
                            return;
                        }
                    }
                }
                Err(error) => Err(error),
            };
            let wait = match went_on {
                Ok(wait) => wait,
                Err(Error::Stopped) => break,
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot use the database");
                    Wait::For(STORE_PAUSE)
                }
            };
            if !self.wait(wait).await {
                break;
            }
        }
        self.work().lanes.remove(&conversation);
    }

    /// Whether the try that follows is the one that was claimed when the message was taken in.
    fn is_claimed(&self, conversation: Cid, message: Mid) -> bool {
        let mut work = self.work();
        let lane = work.lanes.get_mut(&conversation);
        lane.is_some_and(|lane| {
            lane.claimed
                .take_if(|claimed| *claimed == message)
                .is_some()
        })
    }

    /// False when the client is being stopped.
    async fn wait(&self, wait: Wait) -> bool {
        let inner = &*self.0;
        let mut connection = inner.link.connection();
        let over = async {
            match wait {
                Wait::No => {}
                Wait::For(pause) => {
                    // A connection that comes back ends the pause: whatever failed is worth a try then.
                    let was_online = matches!(*connection.borrow_and_update(), Connection::Online);
                    let back = async {
                        if was_online
                            && connection
                                .wait_for(|state| !matches!(state, Connection::Online))
                                .await
                                .is_err()
                        {
                            return std::future::pending().await;
                        }
                        if connection
                            .wait_for(|state| matches!(state, Connection::Online))
                            .await
                            .is_err()
                        {
                            std::future::pending::<()>().await;
                        }
                    };
                    tokio::select! {
                        () = inner.clock.sleep(pause) => {}
                        () = back => {}
                    }
                }
                Wait::Online => {
                    // Ends when the link does, and then `stop` has been called.
                    if connection
                        .wait_for(|state| matches!(state, Connection::Online))
                        .await
                        .is_err()
                    {
                        std::future::pending::<()>().await;
                    }
                }
            }
        };
        tokio::select! {
            () = over => true,
            () = inner.stop.cancelled() => false,
        }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.0.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a lane does before it looks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    No,
    For(Duration),
    Online,
}

/// A message that is made of a draft calls those whom the draft calls, when its words have their names.
fn call(new: &mut NewItem, picked: &[Mentioned]) {
    if picked.is_empty() || !new.mentions.is_empty() {
        return;
    }
    let words = kind::written_words(new.kind, &new.content);
    new.mentions = mention::called(&words, picked);
    name_called(&mut new.ext, &new.mentions);
}

/// Entries that every own message carries (protocol: sync, section 7.2).
fn ext(key: &MessageKey, mentions: &[i64]) -> BTreeMap<String, String> {
    let mut ext = BTreeMap::from([(keys::CLIENT_MESSAGE_ID.to_owned(), key.as_str().to_owned())]);
    name_called(&mut ext, mentions);
    ext
}

fn name_called(ext: &mut BTreeMap<String, String>, mentions: &[i64]) {
    if !mentions.is_empty() {
        let list: Vec<String> = mentions.iter().map(i64::to_string).collect();
        ext.insert(keys::MENTIONED_USERS.to_owned(), list.join(","));
    }
}
