//! The way of an own picture or file before it can be sent: copied, made ready, applied for, uploaded in parts,
//! committed, its addresses written into the content. Each finished step is kept and never done again; after a kill the
//! way goes on from the last one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use futures_util::future::BoxFuture;
use linnet_proto::choices;
use tokio_util::sync::CancellationToken;

use super::draft::{DraftBody, too_long};
use super::rules::{self, Verdict};
#[cfg(feature = "voice")]
use super::voice;
use super::{Accepting, Outbox, STORE_PAUSE, Wait, ext, file, picture, video};
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
#[cfg(feature = "voice")]
use crate::media::voice::AcceptedVoice;
use crate::media::{
    Accepted, AcceptedFile, AcceptedVideo, Media, Ready, Source, UploadState, Watch,
};
use crate::model::connection::Connection;
use crate::model::kind;
use crate::model::picture::{ObjectKind, Remote, object_id};
use crate::model::{ConversationId, MediaId, MessageKey};
use crate::store::outbox::{self as rows, Item, NewItem, StepName};
use crate::store::{Change, Mid, Store, media, saved_file};

/// What is known of the way of a picture or file.
struct Way {
    what: What,
    upload: UploadState,
    /// Of the cover of a video.
    cover: UploadState,
}

/// What goes the way: a picture that was looked at and may be made smaller, any file as it is, or a video with a cover.
enum What {
    Picture {
        accepted: Box<Accepted>,
        ready: Option<Ready>,
    },
    File(AcceptedFile),
    #[cfg(feature = "voice")]
    Voice(AcceptedVoice),
    Video(Box<AcceptedVideo>),
}

/// An object that a message names, and the ids of this computer under which it lies here.
struct Object {
    remote: Remote,
    local: Vec<MediaId>,
}

impl Way {
    /// None when its first step cannot be read. What cannot be read of the others is done again.
    fn read(message_type: i32, steps: &[rows::Step]) -> Option<Self> {
        let data = |name: StepName| {
            let step = steps.iter().find(|step| step.step == name.as_str());
            step.map_or("", |step| step.data.as_str())
        };
        let accepted = data(StepName::Accept);
        let what = match message_type {
            kind::file::TYPE => What::File(serde_json::from_str(accepted).ok()?),
            #[cfg(feature = "voice")]
            kind::voice::TYPE => What::Voice(serde_json::from_str(accepted).ok()?),
            kind::video::TYPE => What::Video(serde_json::from_str(accepted).ok()?),
            _ => What::Picture {
                accepted: serde_json::from_str(accepted).ok()?,
                ready: serde_json::from_str(data(StepName::Transform)).ok(),
            },
        };
        let state = |name| serde_json::from_str(data(name)).unwrap_or_default();
        Some(Self {
            what,
            upload: state(StepName::Upload),
            cover: state(StepName::Cover),
        })
    }

    /// Ids of this computer under which its file lies: the one that its row shows, and its file's.
    fn local_ids(&self) -> Vec<MediaId> {
        let (media, original) = match &self.what {
            What::Picture { accepted, .. } => (&accepted.media, &accepted.original),
            What::File(accepted) => (&accepted.media, &accepted.original),
            #[cfg(feature = "voice")]
            What::Voice(accepted) => (&accepted.file.media, &accepted.file.original),
            What::Video(accepted) => (&accepted.file.media, &accepted.file.original),
        };
        vec![media.clone(), MediaId(original.clone())]
    }

    /// As [`Self::local_ids`], of the cover of a video.
    fn cover_ids(&self) -> Vec<MediaId> {
        let cover = match &self.what {
            What::Video(accepted) => accepted.cover.as_deref(),
            _ => None,
        };
        cover.map_or_else(Vec::new, |cover| {
            vec![cover.media.clone(), MediaId(cover.original.clone())]
        })
    }

    /// Where the person has the file that they send as it is.
    fn place(&self) -> Option<PathBuf> {
        match &self.what {
            What::File(accepted) => accepted.place.clone(),
            What::Video(accepted) => accepted.file.place.clone(),
            _ => None,
        }
    }
}

/// Names of the files in the media folder that these steps need.
fn files_of(steps: &[rows::Step]) -> Vec<String> {
    let names = steps.iter().flat_map(|step| {
        let places: &[&str] = match step.step.as_str() {
            name if name == StepName::Accept.as_str() => &["/original", "/cover/original"],
            name if name == StepName::Transform.as_str() => &["/file"],
            _ => &[],
        };
        let data: serde_json::Value = serde_json::from_str(&step.data).unwrap_or_default();
        let named = |place: &&str| Some(data.pointer(place)?.as_str()?.to_owned());
        places.iter().filter_map(named).collect::<Vec<_>>()
    });
    names.collect()
}

impl Outbox {
    /// Copies the chosen picture or file and writes what is known before it is uploaded. None for a submission that was
    /// taken in before: its file may be gone by now.
    pub(super) async fn take_in(
        &self,
        to: &ConversationId,
        key: &MessageKey,
        body: DraftBody,
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
        let mut ext = ext(key, &[]);
        let (message_type, content, data, original, source) = match body {
            // It has no file and goes another way.
            DraftBody::Text { .. } | DraftBody::Custom(_) => {
                return Err(Error::NotFound("picture"));
            }
            DraftBody::Picture(draft) => {
                let accepted = self.0.media.accept(&draft.source, draft.mode, seen).await?;
                let content = picture::fresh(
                    &accepted,
                    draft.caption,
                    draft.album,
                    self.0.app_id,
                    &mut ext,
                );
                let data = json(&accepted)?;
                let original = accepted.original;
                (kind::picture::TYPE, content, data, original, draft.source)
            }
            DraftBody::File(source) => {
                let accepted = self.0.media.accept_file(&source).await?;
                let content = file::fresh(&accepted, self.0.app_id);
                let data = json(&accepted)?;
                (kind::file::TYPE, content, data, accepted.original, source)
            }
            #[cfg(feature = "voice")]
            DraftBody::Voice(made) => {
                let source = Source::Staged(made.path);
                let accepted = self.0.media.accept_voice(&source).await?;
                let content = voice::fresh(&accepted, self.0.app_id, &mut ext);
                let data = json(&accepted)?;
                let original = accepted.file.original;
                (kind::voice::TYPE, content, data, original, source)
            }
            DraftBody::Video(draft) => {
                let (source, cover) = (draft.source, draft.cover);
                let accepted = self.0.media.accept_video(&source, cover.as_ref()).await?;
                let (caption, album) = (draft.caption, draft.album);
                let content = video::fresh(&accepted, caption, album, self.0.app_id, &mut ext);
                let data = json(&accepted)?;
                if let Some(cover) = accepted.cover {
                    accepting.files.push(cover.original);
                }
                (
                    kind::video::TYPE,
                    content,
                    data,
                    accepted.file.original,
                    source,
                )
            }
        };
        accepting.files.push(original);
        if let Source::Staged(path) = source {
            accepting.staged.push(path);
        }
        Ok(Some(NewItem {
            kind: message_type,
            content,
            ext,
            tried: false,
            attachment: Some(data),
            ..self.blank(key.clone())
        }))
    }

    /// Starts the way of a picture or file, or goes on with it.
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
        let mut way = Way::read(item.kind, &steps).ok_or(Error::NotFound("picture"))?;
        if let What::Picture { accepted, ready } = &mut way.what
            && ready.is_none()
        {
            let made = inner.media.make_ready(accepted).await?;
            let data = json(&made)?;
            fail_point!("core picture before keeping it ready");
            inner
                .store
                .write(move |tx| rows::save_step(tx, message, StepName::Transform, true, &data))
                .await?;
            *ready = Some(made);
        }
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
        let cover_uri = match &way.what {
            What::Video(accepted) => {
                let state = std::mem::take(&mut way.cover);
                self.upload_cover(item, accepted.cover.as_deref(), state)
                    .await?
            }
            _ => None,
        };
        fail_point!("core video after its cover");
        let mut watch = Follow::new(inner.store.clone(), item);
        let upload = std::mem::take(&mut way.upload);
        let uri = way.what.upload(&inner.media, upload, &mut watch).await?;
        fail_point!("core picture after upload");
        let (content, objects) = self.uploaded(item, &way, uri, cover_uri).await?;
        let (this, place) = (item.clone(), way.place());
        fail_point!("core picture before freezing");
        inner
            .store
            .write(move |tx| {
                if !rows::freeze(tx, &this, &content)? {
                    return Ok(());
                }
                for Object { remote, local } in &objects {
                    media::put(tx, remote)?;
                    media::alias(tx, &object_id(&remote.uri), local)?;
                }
                // What a person has somewhere stands first.
                if let (Some(place), Some(object)) = (place, objects.first()) {
                    saved_file::put(tx, &object_id(&object.remote.uri), place)?;
                }
                Ok(())
            })
            .await?;
        fail_point!("core picture after freezing");
        Ok(None)
    }

    /// The cover of a video goes first: it is small, and the content names both.
    async fn upload_cover(
        &self,
        item: &Item,
        cover: Option<&Accepted>,
        state: UploadState,
    ) -> Result<Option<String>> {
        let Some(cover) = cover else { return Ok(None) };
        let mut watch = Follow::cover(self.0.store.clone(), item);
        let uri = self.0.media.upload_cover(cover, state, &mut watch).await?;
        Ok(Some(uri))
    }

    /// The bytes are at the server: the content as it will be sent, and where its objects are, the one that was chosen
    /// first.
    async fn uploaded(
        &self,
        item: &Item,
        way: &Way,
        uri: String,
        cover_uri: Option<String>,
    ) -> Result<(String, Vec<Object>)> {
        let inner = &*self.0;
        let app_id = inner.app_id;
        let remote = |kind, bytes, md5: &str| Remote {
            kind,
            uri: uri.clone(),
            app_id,
            bytes,
            md5: md5.to_owned(),
        };
        let mut covers = None;
        let (content, remote) = match &way.what {
            What::Picture { accepted, ready } => {
                // From now on the row calls the picture by its object; it is shown without a download under that name
                // too.
                inner.media.uploaded(accepted, &uri).await?;
                let ready = ready.as_ref().ok_or(Error::NotFound("picture"))?;
                let remote = remote(ObjectKind::Picture, ready.bytes, &ready.md5);
                let addresses = inner.media.addresses(&remote).await?;
                let content = picture::frozen(&item.content, ready, uri, addresses, app_id)?;
                (content, remote)
            }
            What::File(accepted) => {
                let remote = remote(ObjectKind::File, accepted.bytes, &accepted.md5);
                let address = inner.media.addresses(&remote).await?.original;
                (file::frozen(accepted, uri, address, app_id), remote)
            }
            #[cfg(feature = "voice")]
            What::Voice(accepted) => {
                let remote = remote(ObjectKind::Audio, accepted.file.bytes, &accepted.file.md5);
                let address = inner.media.addresses(&remote).await?.original;
                (voice::frozen(accepted, uri, address, app_id), remote)
            }
            What::Video(accepted) => {
                let file = &accepted.file;
                let remote = remote(ObjectKind::Video, file.bytes, &file.md5);
                let address = inner.media.addresses(&remote).await?.original;
                let cover = match (&accepted.cover, cover_uri) {
                    (Some(cover), Some(uri)) => {
                        inner.media.uploaded(cover, &uri).await?;
                        let remote = Remote {
                            uri: uri.clone(),
                            app_id,
                            ..Remote::default()
                        };
                        let address = inner.media.addresses(&remote).await?.original;
                        covers = Some(remote);
                        Some(video::Place { uri, address })
                    }
                    _ => None,
                };
                let place = video::Place { uri, address };
                (video::frozen(&item.content, place, cover)?, remote)
            }
        };
        if content.len() > choices::MAX_CONTENT_BYTES {
            return Err(too_long());
        }
        let chosen = Object {
            remote,
            local: way.local_ids(),
        };
        let cover = covers.map(|remote| Object {
            remote,
            local: way.cover_ids(),
        });
        Ok((content, [chosen].into_iter().chain(cover).collect()))
    }

    async fn keep_failure(&self, item: &mut Item, error: &Error) -> Result<Option<Wait>> {
        let inner = &*self.0;
        item.tries = item.tries.saturating_add(1);
        tracing::info!(
            tries = item.tries,
            code = error.code(),
            "a picture or file was not uploaded"
        );
        match rules::verdict(error, item.tries, true) {
            Verdict::Renew => Ok(Some(Wait::No)),
            Verdict::Hold => Ok(Some(Wait::Online)),
            Verdict::Again => {
                let pause = rules::pause(item.tries);
                Ok(Some(Wait::For(pause)))
            }
            Verdict::NewTicket | Verdict::OnlyMe | Verdict::UploadAgain | Verdict::Stop => {
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
        Ok(files_of(&steps))
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
        Ok(files_of(&steps))
    }

    /// The message is at the server: its file becomes an ordinary one of the cache. What fails here is put right at
    /// the next start.
    pub(super) async fn uploaded_is_sent(&self, item: &Item, steps: Vec<rows::Step>) {
        let Some(way) = Way::read(item.kind, &steps) else {
            return;
        };
        let attached = kind::attached(item.kind, &item.content).into_iter();
        let uris: Vec<String> = attached.map(|attached| attached.remote.uri).collect();
        let uri_at = |at| uris.get(at).map_or("", String::as_str);
        let uri = uri_at(0);
        let kept = async {
            let _alone = self.0.files.write().await;
            let shared = self.needed().await?;
            fail_point!("core picture before letting files go");
            match &way.what {
                What::Picture { accepted, ready } => {
                    let ready = ready.as_ref().ok_or(Error::NotFound("picture"))?;
                    self.0.media.sent(accepted, ready, uri, shared).await?;
                }
                What::File(accepted) => self.0.media.sent_file(accepted, uri, shared).await?,
                What::Video(accepted) => {
                    let media = &self.0.media;
                    media.sent_video(accepted, uri, uri_at(1), shared).await?;
                }
                #[cfg(feature = "voice")]
                What::Voice(accepted) => {
                    self.0.media.sent_file(&accepted.file, uri, shared).await?;
                }
            }
            let (message, mut ids) = (item.message, way.local_ids());
            ids.extend(way.cover_ids());
            ids.extend(uris.iter().map(|uri| object_id(uri)));
            // Withdrawn or deleted meanwhile, it leaves no files behind.
            self.0
                .store
                .write_replayable(move |tx| media::unwant_if_gone(tx, message, &ids))
                .await
        };
        if let Err(error) = kept.await
            // Then the next start finds it.
            && !matches!(error, Error::Stopped)
        {
            tracing::warn!(%error, "a sent picture or file could not be put into the cache");
        }
        let shown = way.local_ids().into_iter().next();
        if let Some(media) = shown {
            self.0.store.announce(Change::Media { media });
        }
    }
}

impl What {
    async fn upload(
        &self,
        media: &Media,
        state: UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        match self {
            Self::Picture { ready, .. } => {
                let ready = ready.as_ref().ok_or(Error::NotFound("picture"))?;
                media.upload(ready, state, watch).await
            }
            Self::File(accepted) => media.upload_file(accepted, state, watch).await,
            #[cfg(feature = "voice")]
            Self::Voice(accepted) => media.upload_file(&accepted.file, state, watch).await,
            Self::Video(accepted) => media.upload_file(&accepted.file, state, watch).await,
        }
    }
}

/// Keeps how far an upload is, and tells the percent.
struct Follow {
    store: Store,
    message: Mid,
    step: StepName,
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
            step: StepName::Upload,
            progress: Arc::new(progress),
        }
    }

    /// Of the cover of a video, which is too small to be told of.
    fn cover(store: Store, item: &Item) -> Self {
        Self {
            store,
            message: item.message,
            step: StepName::Cover,
            progress: Arc::new(|_, _| {}),
        }
    }
}

impl Watch for Follow {
    fn keep<'a>(&'a mut self, state: &'a UploadState) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (message, step) = (self.message, self.step);
            let (done, data) = (state.uri.is_some(), json(state)?);
            self.store
                .write(move |tx| rows::save_step(tx, message, step, done, &data))
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
