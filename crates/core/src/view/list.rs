//! The conversation list: pinned first, newest pin first, then by the newest message that moves its conversation up
//! (protocol: sync, section 6.7).

mod choice;
mod counts;
mod window;

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::paint;
use super::row::{BesideRow, ConversationRow, Diff, ListOverview};
use crate::error::Result;
use crate::model::UserId;
use crate::model::folder::Folder;
use crate::store::conversation::{self, Key};
use crate::store::{Change, Cid, Committed, Snapshot, Store, take_waiting};

use choice::{Chosen, Wanted};
pub use choice::{ListChoice, ListChooser};
use window::Window;
pub(crate) use window::sort;

/// Conversations read one by one after a change; when there are more, all keys and the rows of the window are read.
const ONE_BY_ONE: usize = 64;

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListUpdate {
    /// Of the rows from the first on, as many as somebody has scrolled to, in order.
    pub diffs: Vec<Diff<ConversationRow>>,
    /// Those that were asked for beside them, as they are now.
    pub beside: Vec<BesideRow>,
    /// How many conversations the filter takes, with those that have no row yet.
    pub size: u32,
    /// What the bar above the list shows.
    pub overview: ListOverview,
    /// Unread messages of all conversations that are neither muted nor archived.
    pub unread_total: u32,
}

/// The first conversations of an account, in order, and their changes. More are read when somebody scrolls
/// ([`ListChooser::reach`]); all of them with [`ConversationList::whole`].
pub struct ConversationList {
    store: Store,
    me: UserId,
    changes: broadcast::Receiver<Arc<Committed>>,
    store_seq: i64,
    /// What changed and was not read yet.
    changed: BTreeSet<Concern>,
    /// So much changed that all keys are read again.
    all: bool,
    /// Something else is to be shown.
    choosing: bool,
    window: Window,
    folders: Vec<Folder>,
    beside: Beside,
    /// What is wanted; the list keeps a sender, so that it never ends.
    wanted: (ListChooser, watch::Receiver<Wanted>),
    /// What was told last beside the rows.
    told: Around,
}

/// What is told with the rows.
#[derive(Debug, Clone, Default, PartialEq)]
struct Around {
    beside: Vec<BesideRow>,
    size: u32,
    overview: ListOverview,
    unread_total: u32,
}

impl Around {
    fn with(self, diffs: Vec<Diff<ConversationRow>>) -> ListUpdate {
        let Self {
            beside,
            size,
            overview,
            unread_total,
        } = self;
        ListUpdate {
            diffs,
            beside,
            size,
            overview,
            unread_total,
        }
    }
}

/// Rows that are told wherever they stand.
#[derive(Default)]
struct Beside {
    /// None of one that is not stored.
    lines: Vec<(Option<Cid>, BesideRow)>,
    /// One that was named is not stored: it may come.
    unknown: bool,
}

impl Beside {
    fn put(&mut self, cid: Cid, row: Option<&ConversationRow>) {
        for (_, line) in self.lines.iter_mut().filter(|(of, _)| *of == Some(cid)) {
            line.row = row.cloned();
        }
    }
}

impl ConversationList {
    pub(crate) fn new(store: Store, me: UserId) -> Self {
        Self {
            changes: store.changes(),
            store,
            me,
            store_seq: 0,
            changed: BTreeSet::new(),
            all: false,
            choosing: false,
            window: Window::default(),
            folders: Vec::new(),
            beside: Beside::default(),
            wanted: ListChooser::new(),
            told: Around::default(),
        }
    }

    /// All rows of all conversations, archived ones among them, whatever is chosen.
    #[must_use]
    pub fn whole(self) -> Self {
        self.wanted.0.everything();
        self
    }

    /// What changes the filter, and asks for more rows, while the list is followed.
    pub fn chooser(&self) -> ListChooser {
        self.wanted.0.clone()
    }

    /// The rows as they were last told.
    pub fn rows(&self) -> &[ConversationRow] {
        self.window.rows()
    }

    /// The list as it is after it was opened, as one update.
    pub fn first(&self) -> ListUpdate {
        let rows = self.rows().to_vec();
        self.told.clone().with(vec![Diff::Reset { rows }])
    }

    /// What the bar above the list shows.
    pub fn overview(&self) -> ListOverview {
        self.window
            .counts()
            .overview(self.window.filter(), &self.folders)
    }

    /// The first rows now, and unread messages of all conversations that are neither muted nor archived.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<(Vec<ConversationRow>, u32)> {
        self.read_again().await?;
        self.window.take_diffs();
        self.told = self.now();
        Ok((self.rows().to_vec(), self.told.unread_total))
    }

    /// The next change; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<ListUpdate> {
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(code = %error.code(), "the conversation list could not be read");
                return None;
            }
            if let Some(update) = self.update() {
                return Some(update);
            }
            self.wait().await?;
        }
    }

    /// Reads what is to be read. What was found out is kept before anything is awaited: whoever drops this finds it again.
    async fn catch_up(&mut self) -> Result<()> {
        loop {
            if self.all || self.changed.len() > ONE_BY_ONE {
                self.read_again().await?;
            } else if self.choosing {
                self.choose().await?;
            } else if !self.changed.is_empty() {
                self.read(self.changed.clone()).await?;
            } else {
                let missing = self.window.missing();
                if missing.is_empty() {
                    return Ok(());
                }
                self.fill(missing).await?;
            }
        }
    }

    /// Waits until there is something to read; none when the client has stopped.
    async fn wait(&mut self) -> Option<()> {
        let changed = tokio::select! {
            changed = self.changes.recv() => changed,
            Ok(()) = self.wanted.1.changed() => {
                self.choosing = true;
                return Some(());
            }
        };
        match changed {
            Ok(committed) => self.note(&committed),
            Err(RecvError::Lagged(_)) => self.all = true,
            Err(RecvError::Closed) => return None,
        }
        // What waits already is told in the same update.
        let (waiting, missed) = take_waiting(&mut self.changes);
        for committed in waiting {
            self.note(&committed);
        }
        self.all |= missed;
        Some(())
    }

    fn now(&self) -> Around {
        let beside = self.beside.lines.iter();
        Around {
            beside: beside.map(|(_, line)| line.clone()).collect(),
            size: u32::try_from(self.window.size()).unwrap_or(u32::MAX),
            overview: self.overview(),
            unread_total: self.window.counts().messages(),
        }
    }

    /// What is to be told, if anything is.
    fn update(&mut self) -> Option<ListUpdate> {
        let (now, diffs) = (self.now(), self.window.take_diffs());
        if diffs.is_empty() && now == self.told {
            return None;
        }
        self.told = now.clone();
        Some(now.with(diffs))
    }

    fn note(&mut self, committed: &Committed) {
        self.all |= committed.changes.contains(&Change::Names);
        let old = committed.store_seq != 0 && committed.store_seq <= self.store_seq;
        let concerns =
            committed
                .changes
                .iter()
                .filter(|_| !old)
                .filter_map(|change| match change {
                    Change::Conversation { conversation } => {
                        Some(Concern::Conversation(*conversation))
                    }
                    Change::Person { user } => Some(Concern::Person(*user)),
                    _ => None,
                });
        self.changed.extend(concerns);
        self.choosing |= self.beside.unknown && !self.changed.is_empty();
    }

    /// All keys and the rows of the window, told as what changed.
    async fn read_again(&mut self) -> Result<()> {
        let (me, wanted) = (self.me, self.wanted.1.borrow_and_update().clone());
        let (store_seq, window, beside, folders) = self
            .store
            .read(move |snapshot| {
                let (chosen, beside) = named(snapshot, me, &wanted)?;
                let window = Window::read(snapshot, me, chosen)?;
                let folders = conversation::folder_list(snapshot, me)?;
                Ok((snapshot.store_seq, window, beside, folders))
            })
            .await?;
        (self.store_seq, self.beside, self.folders) = (store_seq, beside, folders);
        self.window.replace(window);
        self.changed.clear();
        (self.all, self.choosing) = (false, false);
        Ok(())
    }

    async fn choose(&mut self) -> Result<()> {
        let (me, wanted) = (self.me, self.wanted.1.borrow_and_update().clone());
        let (chosen, beside) = self
            .store
            .read(move |snapshot| named(snapshot, me, &wanted))
            .await?;
        self.beside = beside;
        self.window.choose(me, chosen);
        self.choosing = false;
        Ok(())
    }

    async fn fill(&mut self, missing: Vec<Cid>) -> Result<()> {
        let me = self.me;
        let rows = self
            .store
            .read(move |snapshot| window::rows(snapshot, me, &missing))
            .await?;
        self.window.append(rows);
        Ok(())
    }

    async fn read(&mut self, changed: BTreeSet<Concern>) -> Result<()> {
        let me = self.me;
        let (fresh, folders) = self
            .store
            .read(move |snapshot| {
                let mut cids = BTreeSet::new();
                for concern in changed {
                    match concern {
                        Concern::Conversation(cid) => {
                            cids.insert(cid);
                        }
                        Concern::Person(user) => {
                            cids.extend(conversation::showing(snapshot, user)?)
                        }
                    }
                }
                let mut fresh = Vec::new();
                for cid in cids {
                    fresh.push((cid, line(snapshot, me, cid)?));
                }
                Ok((fresh, conversation::folder_list(snapshot, me)?))
            })
            .await?;
        self.changed.clear();
        self.folders = folders;
        for (cid, line) in fresh {
            self.beside.put(cid, line.as_ref().map(|(_, row)| row));
            self.window.put(me, cid, line);
        }
        Ok(())
    }
}

/// The conversations that a choice names: the one that is held, and the rows beside the list.
fn named(snapshot: &Snapshot<'_>, me: UserId, wanted: &Wanted) -> Result<(Chosen, Beside)> {
    let held = match &wanted.choice.held {
        Some(id) => conversation::find(snapshot, id)?,
        None => None,
    };
    let mut beside = Beside {
        unknown: wanted.choice.held.is_some() && held.is_none(),
        ..Beside::default()
    };
    for id in &wanted.beside {
        let cid = conversation::find(snapshot, id)?;
        let line = match cid {
            Some(cid) => line(snapshot, me, cid)?,
            None => None,
        };
        beside.unknown |= cid.is_none();
        let row = line.map(|(_, row)| row);
        let id = id.clone();
        beside.lines.push((cid, BesideRow { id, row }));
    }
    Ok((Chosen::new(wanted, held), beside))
}

/// A line of the list; none while the conversation is deleted, or before anything is known about it.
fn line(snapshot: &Snapshot<'_>, me: UserId, cid: Cid) -> Result<Option<(Key, ConversationRow)>> {
    let Some(key) = conversation::key(snapshot, cid)? else {
        return Ok(None);
    };
    let stored = conversation::get(snapshot, cid)?;
    Ok(stored.map(|stored| (key, paint::conversation_row(me, &stored))))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    Conversation(Cid),
    Person(UserId),
}

#[cfg(test)]
mod tests;
