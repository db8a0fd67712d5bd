//! The trays themselves: what stands in each, in its order, and what is known of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_core::media::{FileFacts, Inspection, LookedVideo, Mode, Source};
use linnet_core::model::album::Album;
use linnet_core::model::file_name::name_of_path;
use linnet_core::model::{AccountId, ConversationId, MediaId, MessageKey};
use linnet_core::{Draft, MAX_ATTACHMENTS, PictureDraft, VideoDraft};
use tokio_util::sync::CancellationToken;

use crate::folder_zip::Contents;
use crate::ipc::{AttachmentChoice, Failure, Intake, IntakeKind, SendMode};
use crate::stream::Stream;

/// All trays, one for each conversation that something was attached to since the start.
#[derive(Default)]
pub struct Staging(Mutex<BTreeMap<(AccountId, ConversationId), Arc<Tray>>>);

/// The files of one conversation that are not sent yet, at most [`MAX_ATTACHMENTS`].
pub struct Tray {
    /// Whose.
    pub account: AccountId,
    /// Where they are to go.
    pub conversation: ConversationId,
    /// Whether the files of the saved draft are in it. Held while they are put there.
    pub loaded: tokio::sync::Mutex<bool>,
    /// Held while the draft is made to name what stands here, and while something of it is being sent.
    pub saving: tokio::sync::Mutex<()>,
    items: Mutex<Vec<Item>>,
    /// The client message id of words that go beside files: sending them twice is one message.
    words: Mutex<MessageKey>,
}

struct Item {
    source: Source,
    /// The client message id it will have: sending it twice is one message.
    submission: MessageKey,
    /// What the page knows.
    facts: Intake,
    /// Its small copy, once looked at.
    preview: Option<MediaId>,
    look: Look,
}

/// What a look found.
pub enum Found {
    /// A picture, and the id of its small copies.
    Picture(MediaId, Inspection),
    /// A video.
    Video(LookedVideo),
    /// Anything else that can be sent.
    File(FileFacts),
    /// A folder, which can be made into a file.
    Folder(Contents),
}

/// A message that is made of a tray.
#[derive(Debug)]
pub enum Made {
    /// A picture, and what the person saw of it.
    Picture(PictureDraft, Option<MediaId>),
    /// A video.
    Video(VideoDraft),
    /// A file as it is.
    File(MessageKey, Source),
    /// The words, when there is no picture or video that they could go with.
    Words(MessageKey, String),
}

impl From<Made> for Draft {
    fn from(made: Made) -> Self {
        match made {
            Made::Picture(picture, seen) => Self::picture(picture).as_seen(seen),
            Made::Video(video) => Self::video(video),
            Made::File(submission, source) => Self::file(submission, source),
            Made::Words(submission, words) => Self::text(submission, words, Vec::new()),
        }
    }
}

/// A look at a file that is to be made.
#[derive(Clone)]
pub struct Look {
    /// Which file.
    pub source: Source,
    /// Ends it: the file was taken out of the tray, or is looked at anew.
    pub cancel: CancellationToken,
    handle: String,
}

impl Staging {
    /// The tray of a conversation; made when there is none.
    pub fn tray(&self, account: &AccountId, conversation: &ConversationId) -> Arc<Tray> {
        let key = (account.clone(), conversation.clone());
        let tray = || Arc::new(Tray::new(account.clone(), conversation.clone()));
        Arc::clone(self.lock().entry(key).or_insert_with(tray))
    }

    /// The tray that this handle is in.
    pub fn holding(&self, handle: &str) -> Option<Arc<Tray>> {
        let trays = self.lock();
        let found = trays.values().find(|tray| tray.holds(handle));
        found.map(Arc::clone)
    }

    /// Whose picture a handle stands for, and which; none before it was looked at.
    pub fn preview(&self, handle: &str) -> Option<(AccountId, MediaId)> {
        let tray = self.holding(handle)?;
        let media = tray.preview(handle)?;
        Some((tray.account.clone(), media))
    }

    /// The account was closed. Its drafts name what stood in its trays.
    pub fn account_gone(&self, account: &AccountId) {
        self.lock().retain(|(owner, _), tray| {
            if owner == account {
                tray.end_looks();
            }
            owner != account
        });
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(AccountId, ConversationId), Arc<Tray>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tray {
    fn new(account: AccountId, conversation: ConversationId) -> Self {
        Self {
            account,
            conversation,
            loaded: tokio::sync::Mutex::default(),
            saving: tokio::sync::Mutex::default(),
            items: Mutex::default(),
            words: Mutex::new(Draft::new_submission()),
        }
    }

    /// Adds files behind those that are here. A file that is here already keeps its place and is looked at anew, as it
    /// may have another content now. Answers the looks to be made, and how many files found no room.
    pub fn add(&self, sources: Vec<Source>) -> (Vec<Look>, usize) {
        let mut items = self.lock();
        let (mut looks, mut refused) = (Vec::new(), 0);
        for source in sources {
            let known = items
                .iter_mut()
                .find(|item| item.source.path() == source.path());
            if let Some(item) = known {
                looks.push(item.begin());
            } else if items.len() < MAX_ATTACHMENTS {
                let item = Item::new(source);
                looks.push(item.look.clone());
                items.push(item);
            } else {
                refused += 1;
            }
        }
        (looks, refused)
    }

    /// Begins a new look at what could not be looked at.
    pub fn look_again(&self) -> Vec<Look> {
        let mut items = self.lock();
        items
            .iter_mut()
            .filter(|item| item.facts.problem.is_some())
            .map(Item::begin)
            .collect()
    }

    /// Begins a new look at everything.
    pub fn look_again_at_all(&self) -> Vec<Look> {
        self.lock().iter_mut().map(Item::begin).collect()
    }

    /// What a look found, or why the file cannot be sent.
    pub fn looked_at(&self, look: &Look, found: Result<Found, Failure>) {
        let mut items = self.lock();
        let item = items.iter_mut().find(|item| item.is(&look.handle));
        // It was taken out, or a newer look is under way.
        let Some(item) = item.filter(|_| !look.cancel.is_cancelled()) else {
            return;
        };
        let facts = &mut item.facts;
        facts.looking = false;
        match found {
            Ok(Found::File(found)) => {
                facts.kind = IntakeKind::File;
                facts.bytes = found.bytes;
            }
            Ok(Found::Folder(found)) => {
                facts.kind = IntakeKind::Folder;
                facts.files = u32::try_from(found.files).unwrap_or(u32::MAX);
                facts.bytes = found.bytes;
            }
            Ok(Found::Video(found)) => {
                facts.kind = IntakeKind::Video;
                facts.bytes = found.bytes;
                facts.width = found.facts.width;
                facts.height = found.facts.height;
                facts.mime = found.facts.mime;
                facts.seconds = found.facts.duration.div_ceil(1000);
                facts.pictured = found.cover.is_some();
                item.preview = found.cover;
            }
            Ok(Found::Picture(media, found)) => {
                item.preview = Some(media);
                facts.kind = IntakeKind::Picture;
                facts.pictured = true;
                facts.bytes = found.bytes;
                facts.width = found.width;
                facts.height = found.height;
                facts.mime = found.mime;
                facts.compressed_bytes = found.compressed_bytes;
                facts.has_location = found.has_location;
            }
            Err(failure) => facts.problem = Some(failure.reason),
        }
    }

    /// Takes a file out and ends the look at it.
    pub fn remove(&self, handle: &str) -> Option<Source> {
        let mut items = self.lock();
        let at = items.iter().position(|item| item.is(handle))?;
        let item = items.remove(at);
        item.look.cancel.cancel();
        Some(item.source)
    }

    /// Begins to make a folder into a file. None when there is no such folder, or it is being made into one.
    pub fn pack(&self, handle: &str) -> Option<Look> {
        let mut items = self.lock();
        let item = items.iter_mut().find(|item| item.is(handle))?;
        let waits = item.facts.kind == IntakeKind::Folder && !item.facts.looking;
        waits.then(|| item.begin())
    }

    /// A folder was made into this file: it stands in its place, and is to be looked at. None when it was taken out
    /// meanwhile.
    pub fn packed(&self, look: &Look, file: Source) -> Option<Look> {
        let mut items = self.lock();
        let item = items.iter_mut().find(|item| item.is(&look.handle))?;
        if look.cancel.is_cancelled() {
            return None;
        }
        item.facts.name = name_of_path(file.path());
        item.facts.kind = IntakeKind::File;
        item.look.source = file.clone();
        item.source = file;
        Some(item.begin())
    }

    /// Moves a file to another place. False when there is no such file or place.
    pub fn place(&self, handle: &str, to: usize) -> bool {
        let mut items = self.lock();
        let Some(at) = items.iter().position(|item| item.is(handle)) else {
            return false;
        };
        if to >= items.len() {
            return false;
        }
        let item = items.remove(at);
        items.insert(to, item);
        true
    }

    /// Files as they are sent, with what the person saw; several pictures and videos are an album. The words go with the
    /// first of these, and by themselves when there is none. None when one of them is not here, was not looked at to its
    /// end, or is a folder still.
    pub fn messages(&self, choices: &[AttachmentChoice], words: &str) -> Option<Vec<Made>> {
        let items = self.lock();
        let chosen: Vec<(&Item, SendMode)> = choices
            .iter()
            .map(|choice| {
                let item = items.iter().find(|item| item.is(&choice.handle))?;
                let (kind, facts) = (item.facts.kind, &item.facts);
                let ready = !facts.looking && facts.problem.is_none() && kind != IntakeKind::Folder;
                let mode = match kind {
                    IntakeKind::Picture | IntakeKind::Video => choice.mode,
                    IntakeKind::File | IntakeKind::Folder => SendMode::File,
                };
                ready.then_some((item, mode))
            })
            .collect::<Option<_>>()?;
        let shown = chosen.iter().filter(|(_, mode)| *mode != SendMode::File);
        let count = u32::try_from(shown.count()).ok()?;
        let (mut album_id, mut index) = (None, 0);
        let mut messages = Vec::new();
        for (item, mode) in chosen {
            let (submission, source) = (item.submission.clone(), item.source.clone());
            let mode = match mode {
                SendMode::Compress => Mode::Compress,
                SendMode::Original => Mode::Original,
                SendMode::File => {
                    messages.push(Made::File(submission, source));
                    continue;
                }
            };
            // Made from the first submission, so that the same submissions again are the same album.
            let id = album_id.get_or_insert_with(|| item.submission.to_string());
            let caption = match index {
                0 => words.to_owned(),
                _ => String::new(),
            };
            let album = (count > 1).then(|| Album {
                id: id.clone(),
                index,
                count,
            });
            index += 1;
            let preview = item.preview.clone();
            messages.push(match item.facts.kind {
                IntakeKind::Video => Made::Video(VideoDraft {
                    submission,
                    source,
                    cover: preview,
                    caption,
                    album,
                }),
                _ => Made::Picture(
                    PictureDraft {
                        submission,
                        source,
                        mode,
                        caption,
                        album,
                    },
                    preview,
                ),
            });
        }
        if count == 0 && !words.trim().is_empty() {
            messages.push(Made::Words(self.words().clone(), words.to_owned()));
        }
        Some(messages)
    }

    /// The words beside files were sent: the next ones are another message.
    pub fn words_sent(&self) {
        *self.words() = Draft::new_submission();
    }

    fn words(&self) -> MutexGuard<'_, MessageKey> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the files are, in order, but for these.
    pub fn paths_without(&self, handles: &[&str]) -> Vec<PathBuf> {
        self.lock()
            .iter()
            .filter(|item| !handles.iter().any(|handle| item.is(handle)))
            .map(|item| item.source.path().to_owned())
            .collect()
    }

    /// Tells the page what stands here. Told while nobody changes it, so that the last word is the newest.
    pub fn tell(&self, stream: &Stream) {
        let items = self.lock();
        let files = items.iter().map(|item| item.facts.clone()).collect();
        stream.tray(&self.account, &self.conversation, files);
    }

    fn holds(&self, handle: &str) -> bool {
        self.lock().iter().any(|item| item.is(handle))
    }

    fn preview(&self, handle: &str) -> Option<MediaId> {
        let items = self.lock();
        items.iter().find(|item| item.is(handle))?.preview.clone()
    }

    fn end_looks(&self) {
        for item in self.lock().iter() {
            item.look.cancel.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Item {
    fn new(source: Source) -> Self {
        let handle = uuid::Uuid::new_v4().simple().to_string();
        let name = name_of_path(source.path());
        Self {
            facts: Intake {
                handle: handle.clone(),
                kind: IntakeKind::File,
                name,
                bytes: 0,
                files: 0,
                seconds: 0,
                pictured: false,
                width: 0,
                height: 0,
                mime: String::new(),
                compressed_bytes: None,
                has_location: false,
                looking: true,
                problem: None,
            },
            submission: Draft::new_submission(),
            preview: None,
            look: Look {
                source: source.clone(),
                cancel: CancellationToken::new(),
                handle,
            },
            source,
        }
    }

    fn is(&self, handle: &str) -> bool {
        self.facts.handle == handle
    }

    /// Begins a look in place of the one there was.
    fn begin(&mut self) -> Look {
        self.look.cancel.cancel();
        self.look.cancel = CancellationToken::new();
        self.facts.looking = true;
        self.facts.problem = None;
        self.look.clone()
    }
}

#[cfg(test)]
mod tests;
