//! The way of an own picture before it can be sent: copied, made ready, applied for, uploaded in parts, committed, its
//! addresses written into the content. Each finished step is kept and never done again; after a kill the way goes on
//! from the last one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use futures_util::future::BoxFuture;
use linnet_proto::choices;
use tokio_util::sync::CancellationToken;

use super::draft::PictureDraft;
use super::rules::{self, Verdict};
use super::{Accepting, Outbox, STORE_PAUSE, Wait, ext};
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::media::{Accepted, Ready, Source, UploadState, Watch};
use crate::model::connection::Connection;
use crate::model::kind::picture::{self, PictureContent};
use crate::model::picture::{Addresses, LOCAL_OBJECT, Remote, object_id};
use crate::model::{ConversationId, MediaId, MessageKey};
use crate::store::outbox::{self as rows, Item, NewItem};
use crate::store::{Change, Mid, Store, media};

/// The steps by their numbers in the store.
mod step {
    /// The chosen file is copied and looked at: [`super::Accepted`].
    pub const ACCEPTED: i64 = 0;
    /// The bytes to upload are made: [`super::Ready`].
    pub const READY: i64 = 1;
    /// How far the upload is: [`super::UploadState`], done when committed.
    pub const UPLOAD: i64 = 2;
}

/// What is known of a picture's way.
#[derive(Default)]
struct Steps {
    accepted: Option<Accepted>,
    ready: Option<Ready>,
    upload: UploadState,
}

impl Steps {
    fn read(steps: &[rows::Step]) -> Self {
        let mut read = Self::default();
        // What cannot be read is done again.
        for step in steps {
            match step.step {
                step::ACCEPTED => read.accepted = serde_json::from_str(&step.data).ok(),
                step::READY => read.ready = serde_json::from_str(&step.data).ok(),
                step::UPLOAD => read.upload = serde_json::from_str(&step.data).unwrap_or_default(),
                _ => {}
            }
        }
        read
    }

    /// Names of the files it needs.
    fn files(&self) -> Vec<String> {
        let original = self
            .accepted
            .as_ref()
            .map(|accepted| accepted.original.clone());
        let ready = self.ready.as_ref().map(|ready| ready.file.clone());
        original.into_iter().chain(ready).collect()
    }
}

impl Outbox {
    /// Copies the chosen picture and writes what is known before it is uploaded. None for a submission that was taken
    /// in before: its file may be gone by now.
    pub(super) async fn take_in(
        &self,
        to: &ConversationId,
        key: &MessageKey,
        draft: PictureDraft,
        seen: Option<&MediaId>,
        accepting: &mut Accepting,
    ) -> Result<Option<NewItem>> {
        let (known, id) = (key.clone(), to.clone());
        let (again, target) = self
            .0
            .store
            .read(move |snapshot| {
                Ok((
                    rows::is_known(snapshot, &known)?,
                    rows::target(snapshot, &id)?,
                ))
            })
            .await?;
        if again {
            return Ok(None);
        }
        if !target.ok_or(Error::NotFound("conversation"))?.member {
            return Err(Error::NotMember);
        }
        let accepted = self.0.media.accept(&draft.source, draft.mode, seen).await?;
        accepting.files.push(accepted.original.clone());
        if let Source::Staged(path) = draft.source {
            accepting.staged.push(path);
        }
        let found = &accepted.inspection;
        let content = PictureContent {
            // Never sent: replaced by the object key before the first try.
            uri: format!("{LOCAL_OBJECT}{}", accepted.media),
            app_id: self.0.app_id,
            width: found.width,
            height: found.height,
            bytes: found.bytes,
            mime: found.mime.clone(),
            name: accepted.name.clone(),
            caption: draft.caption,
            ..PictureContent::default()
        };
        let mut ext = ext(key, &[]);
        ext.insert(choices::EXT_THUMBHASH.to_owned(), found.thumbhash.clone());
        if let Some(album) = draft.album {
            ext.insert(choices::EXT_ALBUM_ID.to_owned(), album.id);
            ext.insert(choices::EXT_ALBUM_INDEX.to_owned(), album.index.to_string());
            ext.insert(choices::EXT_ALBUM_COUNT.to_owned(), album.count.to_string());
        }
        Ok(Some(NewItem {
            kind: picture::TYPE,
            content: content.to_json(),
            ext,
            tried: false,
            picture: Some(json(&accepted)?),
            ..self.blank(key.clone())
        }))
    }

    /// Starts the way of a picture, or goes on with it.
    pub(super) fn upload(&self, item: Item) {
        let mut work = self.work();
        if !work.started || self.0.stop.is_cancelled() || work.uploads.contains_key(&item.message) {
            return;
        }
        let cancel = CancellationToken::new();
        work.uploads.insert(item.message, cancel.clone());
        drop(work);
        let outbox = self.clone();
        self.0.tasks.spawn(async move {
            let (message, conversation) = (item.message, item.conversation);
            tokio::select! {
                () = outbox.prepare(item) => {}
                () = cancel.cancelled() => {}
                () = outbox.0.stop.cancelled() => {}
            }
            outbox.work().uploads.remove(&message);
            // It is ready, or does not hold later pictures up any more.
            outbox.kick(conversation);
        });
    }

    /// Until it is ready, stopped or gone.
    pub(super) async fn prepare(&self, mut item: Item) {
        loop {
            let goes_on = match self.round(&mut item).await {
                Ok(goes_on) => goes_on,
                // The database is closed for good: another round would come here at once, for ever.
                Err(Error::Stopped) => false,
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot use the database");
                    self.wait(Wait::For(STORE_PAUSE)).await
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// One try, with the pauses around it. False when there is nothing more to do.
    async fn round(&self, item: &mut Item) -> Result<bool> {
        let inner = &*self.0;
        let key = item.key.clone();
        match inner
            .store
            .read(move |snapshot| rows::by_key(snapshot, &key))
            .await?
        {
            Some(now) if now.stage == rows::Stage::Preparing => *item = now,
            _ => return Ok(false),
        }
        let wait = match self.prepare_once(item).await {
            Ok(wait) => wait,
            Err(Error::Stopped) => return Ok(false),
            Err(error) => self.keep_failure(item, &error).await?,
        };
        Ok(match wait {
            Some(wait) => self.wait(wait).await,
            None => false,
        })
    }

    /// None: it is ready, or gone. Some: what to wait for before the next round.
    async fn prepare_once(&self, item: &Item) -> Result<Option<Wait>> {
        let inner = &*self.0;
        let Ok(_turn) = inner.uploads.acquire().await else {
            return Ok(None);
        };
        let message = item.message;
        let steps = inner
            .store
            .read(move |snapshot| rows::steps(snapshot, message))
            .await?;
        let steps = Steps::read(&steps);
        let accepted = steps.accepted.ok_or(Error::NotFound("picture"))?;
        let ready = match steps.ready {
            Some(ready) => ready,
            None => {
                let ready = inner.media.make_ready(&accepted).await?;
                let data = json(&ready)?;
                fail_point!("core picture before keeping it ready");
                inner
                    .store
                    .write(move |tx| rows::save_step(tx, message, step::READY, true, &data))
                    .await?;
                ready
            }
        };
        // From here on there is a network to try, and a try to count.
        if !matches!(*inner.link.connection().borrow(), Connection::Online) {
            return Ok(Some(Wait::Online));
        }
        let this = item.clone();
        if !inner
            .store
            .write(move |tx| rows::count_try(tx, &this))
            .await?
        {
            return Ok(None);
        }
        let mut watch = Follow::new(inner.store.clone(), item);
        let uri = inner.media.upload(&ready, steps.upload, &mut watch).await?;
        fail_point!("core picture after upload");
        // From now on the row calls the picture by its object; it is shown without a download under that name too.
        inner.media.uploaded(&accepted, &uri).await?;
        let addresses = inner.media.addresses(inner.app_id, &uri).await?;
        let remote = Remote {
            uri: uri.clone(),
            app_id: inner.app_id,
            bytes: ready.bytes,
            md5: ready.md5.clone(),
        };
        let object = object_id(&uri);
        let content = content(item, &ready, uri, addresses, inner.app_id)?;
        let this = item.clone();
        let ids = local_ids(&accepted);
        fail_point!("core picture before freezing");
        inner
            .store
            .write(move |tx| {
                if rows::freeze(tx, &this, &content)? {
                    media::put(tx, &remote)?;
                    media::alias(tx, &object, &ids)?;
                }
                Ok(())
            })
            .await?;
        fail_point!("core picture after freezing");
        Ok(None)
    }

    async fn keep_failure(&self, item: &mut Item, error: &Error) -> Result<Option<Wait>> {
        let inner = &*self.0;
        item.tries = item.tries.saturating_add(1);
        tracing::info!(
            tries = item.tries,
            code = error.code(),
            "a picture was not uploaded"
        );
        match rules::verdict(error, item.tries, true) {
            Verdict::Renew => Ok(Some(Wait::No)),
            Verdict::Hold => Ok(Some(Wait::Online)),
            Verdict::Again => {
                let pause = rules::pause(item.tries);
                Ok(Some(Wait::For(pause)))
            }
            Verdict::NewTicket | Verdict::OnlyMe | Verdict::Stop => {
                let (this, reason) = (item.clone(), error.reason());
                inner
                    .store
                    .write(move |tx| rows::stop(tx, &this, &reason))
                    .await?;
                Ok(None)
            }
        }
    }

    /// Files that an item needs.
    pub(super) async fn files_of(&self, message: Mid) -> Result<Vec<String>> {
        let steps = self
            .0
            .store
            .read(move |snapshot| rows::steps(snapshot, message))
            .await?;
        Ok(Steps::read(&steps).files())
    }

    /// Lets files of a message go that was given up.
    pub(super) async fn give_up(&self, files: Vec<String>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let _alone = self.0.files.write().await;
        let shared = self.needed().await?;
        self.0.media.given_up(files, shared).await
    }

    /// Lets files of messages go that are not in the outbox any more, e.g. after a crash.
    pub(super) async fn release_files(&self) -> Result<()> {
        let _alone = self.0.files.write().await;
        let needed = self.needed().await?;
        self.0.media.release_others(needed).await
    }

    async fn needed(&self) -> Result<Vec<String>> {
        let steps = self.0.store.read(rows::all_steps).await?;
        let mut files = Vec::new();
        for step in steps {
            files.extend(Steps::read(&[step]).files());
        }
        Ok(files)
    }

    /// The message is at the server: its file becomes an ordinary one of the cache. What fails here is put right at
    /// the next start.
    pub(super) async fn uploaded_is_sent(&self, item: &Item, steps: Vec<rows::Step>) {
        let steps = Steps::read(&steps);
        let uri = PictureContent::parse(&item.content)
            .map(|content| content.uri)
            .unwrap_or_default();
        let (Some(accepted), Some(ready)) = (steps.accepted, steps.ready) else {
            return;
        };
        let kept = async {
            let _alone = self.0.files.write().await;
            let shared = self.needed().await?;
            fail_point!("core picture before letting files go");
            self.0.media.sent(&accepted, &ready, &uri, shared).await?;
            let (message, mut ids) = (item.message, local_ids(&accepted));
            ids.push(object_id(&uri));
            // Withdrawn or deleted meanwhile, it leaves no files behind.
            self.0
                .store
                .write_replayable(move |tx| media::unwant_if_gone(tx, message, &ids))
                .await
        };
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a sent picture could not be put into the cache");
        }
        self.0.store.announce(Change::Media {
            media: accepted.media,
        });
    }
}

/// Ids of this computer under which the files of a picture lie: the one that its row shows, and its file's.
fn local_ids(accepted: &Accepted) -> Vec<MediaId> {
    vec![accepted.media.clone(), MediaId(accepted.original.clone())]
}

/// The frozen content: what is known from the start, with the bytes that were uploaded and where they are.
fn content(
    item: &Item,
    ready: &Ready,
    uri: String,
    addresses: Addresses,
    app_id: i32,
) -> Result<String> {
    let known = PictureContent::parse(&item.content).ok_or(Error::NotFound("picture"))?;
    let content = PictureContent {
        uri,
        app_id,
        addresses,
        width: ready.width,
        height: ready.height,
        bytes: ready.bytes,
        md5: ready.md5.clone(),
        mime: ready.kind.mime().to_owned(),
        name: known.name,
        caption: known.caption,
    }
    .to_json();
    if content.len() > choices::MAX_CONTENT_BYTES {
        return Err(super::draft::too_long());
    }
    Ok(content)
}

/// Keeps how far an upload is, and tells the percent.
struct Follow {
    store: Store,
    message: Mid,
    progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
}

impl Follow {
    fn new(store: Store, item: &Item) -> Self {
        let (conversation, message) = (item.conversation, item.message);
        let told = AtomicU8::new(u8::MAX);
        let announce = store.clone();
        let progress = move |sent: u64, all: u64| {
            let percent = u8::try_from(sent.saturating_mul(100) / all.max(1))
                .unwrap_or(100)
                .min(100);
            if told.swap(percent, Ordering::Relaxed) != percent {
                announce.announce(Change::Upload {
                    conversation,
                    message,
                    percent,
                });
            }
        };
        Self {
            store,
            message,
            progress: Arc::new(progress),
        }
    }
}

impl Watch for Follow {
    fn keep<'a>(&'a mut self, state: &'a UploadState) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (message, done, data) = (self.message, state.uri.is_some(), json(state)?);
            self.store
                .write(move |tx| rows::save_step(tx, message, step::UPLOAD, done, &data))
                .await
        })
    }

    fn progress(&self) -> Arc<dyn Fn(u64, u64) + Send + Sync> {
        Arc::clone(&self.progress)
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    // Plain structs of texts and numbers always have a JSON form.
    serde_json::to_string(value).map_err(|_| Error::NotNow("a step cannot be written"))
}
