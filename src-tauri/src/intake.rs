//! What a person dropped, pasted or picked, until it is sent: one tray for each conversation of each account. The page
//! gets handles and facts; paths stay here. A file goes to the tray of the conversation it was given to, whatever is
//! open when it has been looked at, and has one place there, however often the conversation is opened.
//!
//! A tray begins as the saved draft has it, and every change is saved there at once: after a restart it is as it was.
//! The page gets whole trays through the window's channel, so a page that was loaded anew has them again.

mod portrait;
pub(crate) mod trays;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use linnet_core::error::{MediaError, Reason};
use linnet_core::media::Source;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::{Client, Draft, FromDraft, MAX_ATTACHMENTS, SavedDraft};

use self::trays::{Found, Look, Tray};
use crate::clipboard::Picture;
use crate::folders::{self, Folders};
use crate::ipc::{AttachmentChoice, Failure, Update};
use crate::shell::Shell;
use crate::{failure, file_address, folder_zip};

/// How long a pasted picture whose draft nobody sent stays in its folder.
const STAGED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Shell {
    /// The files at these addresses. What leads to none is told to the person in a sentence.
    pub async fn files_at(&self, addresses: Vec<String>) -> Vec<Source> {
        let resolved = file_address::resolve(addresses).await;
        for reason in resolved.refused {
            self.stream.event(Update::Notice { reason });
        }
        resolved.files.into_iter().map(Source::Path).collect()
    }

    /// Addresses of what was dropped; the window's event has `paths`.
    pub fn dropped_addresses(&self, paths: &[PathBuf]) -> Vec<String> {
        #[cfg(target_os = "linux")]
        {
            let noted = self.dropped.take();
            if !noted.is_empty() {
                return noted;
            }
        }
        file_address::of_paths(paths)
    }

    /// Files of this computer, as if they were dropped.
    pub fn take_dropped(self: &Arc<Self>, paths: Vec<PathBuf>) {
        self.take_addresses(file_address::of_paths(&paths));
    }

    /// Files were dropped on the window. They belong to the conversation that was on the screen then, unless a picture of
    /// somebody is being chosen.
    pub fn take_addresses(self: &Arc<Self>, addresses: Vec<String>) {
        if !addresses.is_empty()
            && let Some(account) = self.portraits.awaited()
        {
            let shell = Arc::clone(self);
            self.spawn(async move { shell.portrait_dropped(account, addresses).await });
            return;
        }
        let refused = match self.visible().conversation {
            _ if addresses.is_empty() => no_files(),
            None => no_chat(),
            Some((account, conversation)) => {
                // A place of the desktop that takes long to answer holds up nothing that lies elsewhere.
                for addresses in file_address::by_place(addresses) {
                    self.take_in_from(&account, &conversation, addresses);
                }
                return;
            }
        };
        let reason = refused.reason;
        self.stream.event(Update::Notice { reason });
    }

    /// Takes in what lies at these addresses; why something cannot be, is said.
    fn take_in_from(
        self: &Arc<Self>,
        account: &AccountId,
        conversation: &ConversationId,
        addresses: Vec<String>,
    ) {
        let (account, conversation) = (account.clone(), conversation.clone());
        let shell = Arc::clone(self);
        self.spawn(async move {
            let sources = shell.files_at(addresses).await;
            // Why, was said of each.
            if sources.is_empty() {
                return;
            }
            let taken = shell.take_in(&account, &conversation, sources).await;
            if let Err(Failure { reason, .. }) = taken {
                shell.stream.event(Update::Notice { reason });
            }
        });
    }

    /// Puts files into a conversation's tray. They stand there when this answers, and are looked at from then on.
    /// What finds no room is named in a notice and not taken in.
    ///
    /// # Errors
    /// The person cannot write there, or the draft cannot be read or saved.
    pub async fn take_in(
        self: &Arc<Self>,
        account: &AccountId,
        conversation: &ConversationId,
        sources: Vec<Source>,
    ) -> Result<(), Failure> {
        let client = &self.accounts.get(account)?.client;
        if !client.can_write(conversation).await? {
            return Err(linnet_core::Error::NotMember.into());
        }
        let tray = self.open_tray(account, conversation).await?;
        let (looks, refused) = tray.add(sources);
        tray.tell(&self.stream);
        self.look_at(&tray, looks);
        if refused > 0 {
            let reason = too_many(refused);
            self.stream.event(Update::Notice { reason });
        }
        self.save_tray(&tray).await
    }

    /// A conversation's tray, as its draft has it when it is opened the first time.
    ///
    /// # Errors
    /// The draft cannot be read.
    pub async fn open_tray(
        self: &Arc<Self>,
        account: &AccountId,
        conversation: &ConversationId,
    ) -> Result<Arc<Tray>, Failure> {
        let tray = self.staging.tray(account, conversation);
        let mut loaded = tray.loaded.lock().await;
        if !*loaded {
            let client = &self.accounts.get(account)?.client;
            let saved = client.draft(conversation).await?;
            let sources = saved
                .attachments
                .into_iter()
                .map(|path| source(&self.folders, path))
                .collect();
            let (looks, _) = tray.add(sources);
            *loaded = true;
            if !looks.is_empty() {
                tray.tell(&self.stream);
                self.look_at(&tray, looks);
            }
        }
        drop(loaded);
        Ok(tray)
    }

    /// A conversation was opened: what could not be looked at the last time may be there again.
    pub fn look_again(self: &Arc<Self>, tray: &Arc<Tray>) {
        let looks = tray.look_again();
        if !looks.is_empty() {
            tray.tell(&self.stream);
            self.look_at(tray, looks);
        }
    }

    /// The person does not want it any more. A look that is under way ends.
    ///
    /// # Errors
    /// The draft cannot be saved.
    pub async fn discard_intake(self: &Arc<Self>, handle: &str) -> Result<(), Failure> {
        let Some(tray) = self.staging.holding(handle) else {
            return Ok(());
        };
        let Some(discarded) = tray.remove(handle) else {
            return Ok(());
        };
        tray.tell(&self.stream);
        self.save_tray(&tray).await?;
        // Not before the draft no longer names it.
        remove_staged(vec![discarded]).await;
        Ok(())
    }

    /// Moves a file to another place in its tray.
    ///
    /// # Errors
    /// The draft cannot be saved.
    pub async fn move_intake(self: &Arc<Self>, handle: &str, to: usize) -> Result<(), Failure> {
        let Some(tray) = self.staging.holding(handle) else {
            return Ok(());
        };
        if tray.place(handle, to) {
            tray.tell(&self.stream);
            self.save_tray(&tray).await?;
        }
        Ok(())
    }

    /// Makes a folder of a tray into an archive, which stands in its place; the person has asked for it.
    ///
    /// # Errors
    /// The draft cannot be saved. Why there is no archive stands in the tray.
    pub async fn pack_intake(self: &Arc<Self>, handle: &str) -> Result<(), Failure> {
        let Some(tray) = self.staging.holding(handle) else {
            return Ok(());
        };
        let Some(look) = tray.pack(handle) else {
            return Ok(());
        };
        tray.tell(&self.stream);
        let (folder, staged) = (look.source.path().to_owned(), self.folders.staged());
        let cancel = look.cancel.clone();
        let packed = on_thread(move || folder_zip::pack(&folder, &staged, &cancel)).await;
        match packed {
            Ok(path) => {
                let file = Source::Staged(path);
                match tray.packed(&look, file.clone()) {
                    Some(look) => {
                        self.look_at(&tray, vec![look]);
                        self.save_tray(&tray).await?;
                    }
                    // Nobody wants it any more.
                    None => remove_staged(vec![file]).await,
                }
            }
            Err(failure) => tray.looked_at(&look, Err(failure)),
        }
        tray.tell(&self.stream);
        Ok(())
    }

    /// Sends files of a tray in this order, all of them or none, and takes them out of it. Answers what is left of the
    /// draft.
    ///
    /// # Errors
    /// One of them is not there any more or cannot be sent; then all are still in the tray.
    pub async fn send_tray(
        self: &Arc<Self>,
        account: &AccountId,
        conversation: &ConversationId,
        words: &str,
        choices: &[AttachmentChoice],
        revision: i64,
    ) -> Result<SavedDraft, Failure> {
        let client = &self.accounts.get(account)?.client;
        let tray = self.open_tray(account, conversation).await?;
        // What is added meanwhile is saved after this, so that the draft never names what was sent.
        let saving = tray.saving.lock().await;
        let drafts = tray
            .messages(choices, words)
            .ok_or_else(attachment_gone)?
            .into_iter()
            .map(Draft::from)
            .collect();
        let handles: Vec<&str> = choices.iter().map(|one| one.handle.as_str()).collect();
        let from = FromDraft {
            revision,
            attachments: Some(tray.paths_without(&handles)),
        };
        let sent = client.send_together(conversation, drafts, from).await;
        let left = match sent {
            Ok(left) => left,
            Err(error) => {
                drop(saving);
                // The tile whose file is gone or another one says so.
                let looks = tray.look_again_at_all();
                tray.tell(&self.stream);
                self.look_at(&tray, looks);
                return Err(error.into());
            }
        };
        tray.words_sent();
        let gone = handles
            .iter()
            .filter_map(|handle| tray.remove(handle))
            .collect();
        tray.tell(&self.stream);
        drop(saving);
        remove_staged(gone).await;
        // For what was added meanwhile. The files are sent, whatever comes of this.
        if let Err(Failure { reason, .. }) = self.save_tray(&tray).await {
            self.stream.event(Update::Notice { reason });
        }
        Ok(left)
    }

    /// Looks at files, each by itself: one that takes long or never answers holds up no other.
    fn look_at(self: &Arc<Self>, tray: &Arc<Tray>, looks: Vec<Look>) {
        for look in looks {
            let (shell, tray) = (Arc::clone(self), Arc::clone(tray));
            self.spawn(async move {
                let found = look.cancel.run_until_cancelled(async {
                    let client = &shell.accounts.get(&tray.account)?.client;
                    look_at(client, &look).await
                });
                // None: the person did not want it any more.
                if let Some(found) = found.await {
                    tray.looked_at(&look, found);
                    tray.tell(&shell.stream);
                }
            });
        }
    }

    async fn save_tray(&self, tray: &Tray) -> Result<(), Failure> {
        let _turn = tray.saving.lock().await;
        let client = &self.accounts.get(&tray.account)?.client;
        client
            .save_attachments(&tray.conversation, &tray.paths_without(&[]))
            .await?;
        Ok(())
    }
}

/// A picture, a video, or what is sent as the file it is: what is neither, has no decoder, is damaged or too large to be
/// decoded. A folder waits for the person to say that it is to become one.
async fn look_at(client: &Client, look: &Look) -> Result<Found, Failure> {
    let source = &look.source;
    match client.inspect(source).await {
        Ok((media, found)) => Ok(Found::Picture(media, found)),
        Err(linnet_core::Error::Media(MediaError::NotAPicture | MediaError::NoDecoder(_))) => {
            match client.look_at_video(source).await? {
                Some(video) => Ok(Found::Video(video)),
                None => Ok(Found::File(client.look_at_file(source).await?)),
            }
        }
        Err(linnet_core::Error::Media(MediaError::Damaged | MediaError::TooManyPixels)) => {
            Ok(Found::File(client.look_at_file(source).await?))
        }
        Err(error @ linnet_core::Error::Media(MediaError::NotAFile)) => {
            let (path, cancel) = (source.path().to_owned(), look.cancel.clone());
            on_thread(move || match path.is_dir() {
                true => folder_zip::count(&path, &cancel).map(Found::Folder),
                false => Err(error.into()),
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// Folders may lie on what does not answer: then this thread waits, and nothing waits for it.
async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (send, done) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("folder-reader".to_owned());
    thread
        // Who asked may have given up.
        .spawn(move || drop(send.send(work())))
        .map_err(linnet_core::Error::from)?;
    done.await
        .unwrap_or_else(|_| Err(linnet_core::Error::Cancelled.into()))
}

/// Writes a pasted picture to a file of its own, as it was given.
///
/// # Errors
/// The disk is full.
pub async fn stage(folders: &Folders, picture: Picture) -> linnet_core::Result<Source> {
    let folder = folders.staged();
    let written = tokio::task::spawn_blocking(move || {
        // A folder of its own: the file's name is what the receiver sees.
        let folder = folder.join(uuid::Uuid::new_v4().simple().to_string());
        folders::make_private(&folder)?;
        let path = folder.join(format!("picture.{}", picture.suffix));
        folders::write_private(&path, &picture.bytes)?;
        Ok(Source::Staged(path))
    });
    written.await.unwrap_or(Err(linnet_core::Error::Cancelled))
}

/// Removes pasted pictures, each with the folder it had for itself. The core has removed those that were sent.
async fn remove_staged(sources: Vec<Source>) {
    for source in sources {
        let Source::Staged(path) = source else {
            continue;
        };
        let removed = match tokio::fs::remove_file(&path).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => match path.parent() {
                Some(folder) => tokio::fs::remove_dir(folder).await,
                None => Ok(()),
            },
        };
        if let Err(error) = removed {
            tracing::warn!(%error, "a pasted picture could not be removed");
        }
    }
}

/// A file a draft named: one of our own when it lies in our folder.
fn source(folders: &Folders, path: PathBuf) -> Source {
    if path.starts_with(folders.staged()) {
        Source::Staged(path)
    } else {
        Source::Path(path)
    }
}

/// Removes pasted pictures that nobody sent or removed, as a program that ended at once leaves them. `named` is what
/// drafts name: those stay.
pub fn clean(folders: &Folders, named: &BTreeSet<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folders.staged()) else {
        return;
    };
    let now = SystemTime::now();
    let old: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let made = entry.metadata().and_then(|facts| facts.modified());
            made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > STAGED))
        })
        .map(|entry| entry.path())
        .filter(|folder| !named.iter().any(|path| path.starts_with(folder)))
        .collect();
    for path in old {
        if let Err(error) = std::fs::remove_dir_all(path) {
            tracing::warn!(%error, "an old pasted picture could not be removed");
        }
    }
}

fn no_files() -> Failure {
    Failure::own(
        "drop_without_files",
        "这次拖放没有带来文件。请先保存文件再拖入，或复制后在这里粘贴。",
        "Nothing came with that drop. Save the file first, then drop it, or copy it and paste here.",
    )
}

fn no_chat() -> Failure {
    Failure::own(
        "drop_without_chat",
        "请先打开一个会话，再把文件拖到那里。",
        "Open a conversation first, then drop the files there.",
    )
}

fn attachment_gone() -> Failure {
    Failure::own(
        "attachment_gone",
        "附件已不在。请移除后重新添加。",
        "The attachment is no longer there. Remove it and add it again.",
    )
}

fn too_many(refused: usize) -> Reason {
    failure::reason(
        "too_many_files",
        &format!(
            "每个会话最多可放 {MAX_ATTACHMENTS} 个文件，其余 {refused} 个没有添加。请先发送或移除一些。"
        ),
        &format!(
            "At most {MAX_ATTACHMENTS} files can wait in one conversation; {refused} more were not added. Send or remove some first."
        ),
    )
}
