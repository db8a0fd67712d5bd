//! The window's one channel: numbered batches, each acknowledged by the page, at most [`IN_FLIGHT`] on the way.
//!
//! Every list keeps its rows as the page has them or will have them. What changes while two batches are on the way
//! waits beside the rows; more than [`WAITING`] rows waiting are thrown away and the list goes out whole instead. So a
//! page that is slow, or was reloaded, or lost a batch, costs memory for its rows and never for its backlog.

mod feed;
mod presence;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_core::model::connection::Connection;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::view::row::{
    BesideRow, ContactRow, ConversationRow, Diff, ListOverview, LiveRow, LiveState, Member,
    RequestRow, TimelineRow, TimelineState,
};
use linnet_core::{ListUpdate, LiveUpdate, PresenceNews};

use self::feed::Feed;
use self::presence::PresenceFeed;
use crate::ipc::{AccountInfo, Batch, Intake, Playing, RecordingNow, Update};

/// Batches on the way to the page.
const IN_FLIGHT: usize = 2;

/// Rows of one list that wait; beyond it the list is sent whole.
const WAITING: usize = 1_000;

/// Single events (typing, notices, troubles) that the page has not acknowledged; beyond it the oldest goes.
const EVENTS: usize = 1_000;

/// Carries a batch to the page. False when the page is gone.
pub type Sink = Box<dyn Fn(Batch) -> bool + Send>;

/// The channel and everything that waits for it.
#[derive(Default)]
pub struct Stream {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    sink: Option<Sink>,
    last: u64,
    /// The next batch rests on nothing before it.
    fresh: bool,
    on_the_way: VecDeque<OnTheWay>,
    accounts: BTreeMap<AccountId, AccountFeed>,
    timelines: BTreeMap<u32, TimelineFeed>,
    members: BTreeMap<u32, Feed<Member>>,
    /// What waits to be sent in each conversation. Empty ones stay: a page that missed a batch must hear of them.
    trays: BTreeMap<(AccountId, ConversationId), Fresh<Vec<Intake>>>,
    recording: Fresh<Option<RecordingNow>>,
    playing: Fresh<Option<Playing>>,
    /// Something was recorded or played in this run.
    sounded: bool,
    events: VecDeque<Update>,
}

/// A batch the page has not acknowledged. Lists can be sent whole again; what happened once is kept until then.
struct OnTheWay {
    n: u64,
    events: Vec<Update>,
}

struct AccountFeed {
    info: Fresh<AccountInfo>,
    list: Feed<ConversationRow>,
    beside: Vec<BesideRow>,
    /// How many conversations its filter takes.
    size: u32,
    overview: ListOverview,
    /// None until the list has been read.
    unread_total: Option<u32>,
    connection: Fresh<Connection>,
    loading: Option<Fresh<Loading>>,
    /// None until somebody has looked at them.
    contacts: Option<Feed<ContactRow>>,
    /// None until somebody has come into a live group.
    live: Option<LiveFeed>,
    presence: PresenceFeed,
    requests: Feed<RequestRow>,
    /// None until the requests have been read.
    unseen: Option<u32>,
}

/// How far the first load is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading {
    /// Conversations stored.
    pub done: u32,
    /// Conversations expected.
    pub total: u32,
    /// Everything is here.
    pub finished: bool,
}

#[derive(Default)]
struct LiveFeed {
    rows: Feed<LiveRow>,
    state: LiveState,
}

struct TimelineFeed {
    rows: Feed<TimelineRow>,
    state: Fresh<TimelineState>,
}

/// A value of which only the newest matters, and whether the page has it.
struct Fresh<T> {
    value: T,
    sent: bool,
}

/// A page that has just loaded knows of nothing.
impl<T> Default for Fresh<Option<T>> {
    fn default() -> Self {
        Self {
            value: None,
            sent: true,
        }
    }
}

impl<T: Clone + PartialEq> Fresh<T> {
    fn new(value: T) -> Self {
        Self { value, sent: false }
    }

    fn set(&mut self, value: T) {
        if self.value != value {
            self.value = value;
            self.sent = false;
        }
    }

    fn take(&mut self) -> Option<T> {
        (!std::mem::replace(&mut self.sent, true)).then(|| self.value.clone())
    }
}

impl Stream {
    /// A page has loaded: it gets everything from the beginning, numbered from 1.
    pub fn attach(&self, sink: Sink) {
        let mut inner = self.lock();
        inner.sink = Some(sink);
        inner.last = 0;
        // Its predecessor closed its views by going away.
        inner.timelines.clear();
        inner.members.clear();
        inner.start_over();
        inner.flush();
    }

    /// The page has this batch and all before it.
    pub fn ack(&self, n: u64) {
        let mut inner = self.lock();
        inner.on_the_way.retain(|sent| sent.n > n);
        inner.flush();
    }

    /// The page missed a number: it has the batches up to `after` and none behind it.
    pub fn resync(&self, after: u64) {
        let mut inner = self.lock();
        inner.on_the_way.retain(|sent| sent.n > after);
        inner.start_over();
        inner.flush();
    }

    /// An account was opened or its facts changed.
    pub fn account(&self, info: AccountInfo) {
        self.change(|inner| match inner.accounts.get_mut(&info.id) {
            Some(account) => account.info.set(info),
            None => {
                let feed = AccountFeed {
                    info: Fresh::new(info.clone()),
                    list: Feed::default(),
                    beside: Vec::new(),
                    size: 0,
                    overview: ListOverview::default(),
                    unread_total: None,
                    connection: Fresh::new(Connection::Stopped),
                    loading: None,
                    contacts: None,
                    live: None,
                    presence: PresenceFeed::default(),
                    requests: Feed::default(),
                    unseen: None,
                };
                inner.accounts.insert(info.id, feed);
            }
        });
    }

    /// An account was signed out.
    pub fn account_gone(&self, id: &AccountId) {
        self.change(|inner| {
            inner.trays.retain(|(account, _), _| account != id);
            if inner.accounts.remove(id).is_some() {
                inner.event(Update::AccountGone {
                    account: id.clone(),
                });
            }
        });
    }

    /// The conversation list of an account changed.
    pub fn conversations(&self, id: &AccountId, update: ListUpdate) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                account.list.change(update.diffs);
                account.beside = update.beside;
                account.size = update.size;
                account.overview = update.overview;
                account.unread_total = Some(update.unread_total);
            }
        });
    }

    /// People have come or gone.
    pub fn presence(&self, id: &AccountId, news: Vec<PresenceNews>) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                account.presence.change(news);
            }
        });
    }

    /// The contacts of an account changed.
    pub fn contacts(&self, id: &AccountId, diffs: Vec<Diff<ContactRow>>) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                account
                    .contacts
                    .get_or_insert_with(Feed::default)
                    .change(diffs);
            }
        });
    }

    /// The live group of an account changed.
    pub fn live(&self, id: &AccountId, update: LiveUpdate) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                let live = account.live.get_or_insert_with(LiveFeed::default);
                live.rows.change(update.diffs);
                live.state = update.state;
            }
        });
    }

    /// The friend requests of an account changed.
    pub fn requests(&self, id: &AccountId, diffs: Vec<Diff<RequestRow>>, unseen: u32) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                account.requests.change(diffs);
                account.unseen = Some(unseen);
            }
        });
    }

    /// The connection of an account changed.
    pub fn connection(&self, id: &AccountId, connection: Connection) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                account.connection.set(connection);
            }
        });
    }

    /// The first load of an account went on.
    pub fn loading(&self, id: &AccountId, loading: Loading) {
        self.change(|inner| {
            if let Some(account) = inner.accounts.get_mut(id) {
                match &mut account.loading {
                    Some(known) => known.set(loading),
                    None => account.loading = Some(Fresh::new(loading)),
                }
            }
        });
    }

    /// A timeline was opened under this number, in place of one that had it before.
    pub fn timeline_opened(&self, view: u32, rows: Vec<TimelineRow>, state: TimelineState) {
        self.change(|inner| {
            let feed = TimelineFeed {
                rows: Feed::whole(rows),
                state: Fresh::new(state),
            };
            inner.timelines.insert(view, feed);
        });
    }

    /// An open timeline changed.
    pub fn timeline(&self, view: u32, diffs: Vec<Diff<TimelineRow>>, state: TimelineState) {
        self.change(|inner| {
            if let Some(timeline) = inner.timelines.get_mut(&view) {
                timeline.rows.change(diffs);
                timeline.state.set(state);
            }
        });
    }

    /// The members of a group were opened under this number, in place of what had it before.
    pub fn members_opened(&self, view: u32, rows: Vec<Member>) {
        self.change(|inner| {
            inner.members.insert(view, Feed::whole(rows));
        });
    }

    /// Members that are shown changed.
    pub fn members(&self, view: u32, diffs: Vec<Diff<Member>>) {
        self.change(|inner| {
            if let Some(members) = inner.members.get_mut(&view) {
                members.change(diffs);
            }
        });
    }

    /// A timeline or a member list was closed; what waits of it is not sent any more.
    pub fn view_closed(&self, view: u32) {
        let mut inner = self.lock();
        inner.timelines.remove(&view);
        inner.members.remove(&view);
    }

    /// A conversation's tray changed: everything that stands in it.
    pub fn tray(&self, account: &AccountId, conversation: &ConversationId, files: Vec<Intake>) {
        self.change(|inner| {
            let key = (account.clone(), conversation.clone());
            match inner.trays.get_mut(&key) {
                Some(known) => known.set(files),
                None => {
                    inner.trays.insert(key, Fresh::new(files));
                }
            }
        });
    }

    /// How the recording stands that is being made.
    pub fn recording(&self, recording: Option<RecordingNow>) {
        self.change(|inner| {
            inner.sounded |= recording.is_some();
            inner.recording.set(recording);
        });
    }

    /// How the recording stands that is being played.
    pub fn playing(&self, playing: Option<Playing>) {
        self.change(|inner| {
            inner.sounded |= playing.is_some();
            inner.playing.set(playing);
        });
    }

    /// Something that happens once.
    pub fn event(&self, update: Update) {
        self.change(|inner| inner.event(update));
    }

    /// Unread messages of all accounts.
    pub fn unread_total(&self) -> u32 {
        self.lock()
            .accounts
            .values()
            .filter_map(|account| account.unread_total)
            .fold(0, u32::saturating_add)
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let mut inner = self.lock();
        change(&mut inner);
        inner.flush();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn event(&mut self, update: Update) {
        if let Update::File { account, media, .. } = &update {
            // How a file stood before is no news any more.
            self.events.retain(|before| {
                !matches!(before, Update::File { account: of, media: file, .. } if of == account && file == media)
            });
        }
        if let Update::Exporting { account, .. } = &update {
            self.events.retain(
                |before| !matches!(before, Update::Exporting { account: of, .. } if of == account),
            );
        }
        if let Update::DeletingAccount { account, .. } = &update {
            self.events.retain(|before| {
                !matches!(before, Update::DeletingAccount { account: of, .. } if of == account)
            });
        }
        if let Update::LoadingHistory { account, .. } = &update {
            self.events.retain(
                |before| !matches!(before, Update::LoadingHistory { account: of, .. } if of == account),
            );
        }
        if let Update::People { account } = &update {
            // Thousands of names come one by one; that something came is said once.
            self.events.retain(
                |before| !matches!(before, Update::People { account: of } if of == account),
            );
        }
        if let Update::Group {
            account,
            conversation,
        } = &update
        {
            self.events.retain(|before| {
                !matches!(before, Update::Group { account: of, conversation: it } if of == account && it == conversation)
            });
        }
        self.events.push_back(update);
        self.bound_events();
    }

    fn bound_events(&mut self) {
        let excess = self.events.len().saturating_sub(EVENTS);
        self.events.drain(..excess);
    }

    /// The page has nothing.
    fn start_over(&mut self) {
        self.fresh = true;
        while let Some(lost) = self.on_the_way.pop_back() {
            for event in lost.events.into_iter().rev() {
                self.events.push_front(event);
            }
        }
        self.bound_events();
        for account in self.accounts.values_mut() {
            account.info.sent = false;
            account.list.start_over();
            account.requests.start_over();
            if let Some(contacts) = &mut account.contacts {
                contacts.start_over();
            }
            if let Some(live) = &mut account.live {
                live.rows.start_over();
            }
            account.presence.start_over();
            account.connection.sent = false;
            if let Some(loading) = &mut account.loading {
                loading.sent = false;
            }
        }
        for timeline in self.timelines.values_mut() {
            timeline.rows.start_over();
        }
        for members in self.members.values_mut() {
            members.start_over();
        }
        for tray in self.trays.values_mut() {
            tray.sent = false;
        }
        // Also that there is none any more: the page may have missed the end of one.
        self.recording.sent &= !self.sounded;
        self.playing.sent &= !self.sounded;
    }

    fn flush(&mut self) {
        while self.on_the_way.len() < IN_FLIGHT {
            if self.sink.is_none() {
                return;
            }
            let mut updates = self.take();
            let events: Vec<Update> = self.events.drain(..).collect();
            updates.extend(events.iter().cloned());
            if updates.is_empty() {
                return;
            }
            self.last += 1;
            let n = self.last;
            let fresh = std::mem::take(&mut self.fresh);
            self.on_the_way.push_back(OnTheWay { n, events });
            let sent = |sink: &Sink| sink(Batch { n, fresh, updates });
            if !self.sink.as_ref().is_some_and(sent) {
                // Everything goes out again to the page that attaches next.
                self.sink = None;
            }
        }
    }

    /// All of the lists that waits, accounts before what is said about them.
    fn take(&mut self) -> Vec<Update> {
        let mut updates = Vec::new();
        for (id, feed) in &mut self.accounts {
            if let Some(account) = feed.info.take() {
                updates.push(Update::Account { account });
            }
            if let Some(connection) = feed.connection.take() {
                updates.push(Update::Connection {
                    account: id.clone(),
                    connection,
                });
            }
            if let Some(loading) = feed.loading.as_mut().and_then(Fresh::take) {
                updates.push(Update::Loading {
                    account: id.clone(),
                    done: loading.done,
                    total: loading.total,
                    finished: loading.finished,
                });
            }
            let Some(unread_total) = feed.unread_total else {
                continue;
            };
            if let Some(diffs) = feed.list.take() {
                updates.push(Update::Conversations {
                    account: id.clone(),
                    diffs,
                    beside: feed.beside.clone(),
                    size: feed.size,
                    overview: feed.overview.clone(),
                    unread_total,
                });
            }
        }
        for (id, feed) in &mut self.accounts {
            if let (Some(unseen), Some(diffs)) = (feed.unseen, feed.requests.take()) {
                updates.push(Update::Requests {
                    account: id.clone(),
                    diffs,
                    unseen,
                });
            }
            if let Some(diffs) = feed.contacts.as_mut().and_then(Feed::take) {
                updates.push(Update::Contacts {
                    account: id.clone(),
                    diffs,
                });
            }
            if let Some(live) = &mut feed.live
                && let Some(diffs) = live.rows.take()
            {
                updates.push(Update::Live {
                    account: id.clone(),
                    diffs,
                    state: live.state.clone(),
                });
            }
            if let Some((whole, people)) = feed.presence.take() {
                updates.push(Update::Presence {
                    account: id.clone(),
                    whole,
                    people,
                });
            }
        }
        for (view, feed) in &mut self.timelines {
            let diffs = feed.rows.take();
            let state = feed.state.take();
            if diffs.is_some() || state.is_some() {
                updates.push(Update::Timeline {
                    view: *view,
                    diffs: diffs.unwrap_or_default(),
                    state: feed.state.value,
                });
            }
        }
        for (view, feed) in &mut self.members {
            if let Some(diffs) = feed.take() {
                updates.push(Update::Members { view: *view, diffs });
            }
        }
        for ((account, conversation), feed) in &mut self.trays {
            if let Some(files) = feed.take() {
                updates.push(Update::Tray {
                    account: account.clone(),
                    conversation: conversation.clone(),
                    files,
                });
            }
        }
        if let Some(recording) = self.recording.take() {
            updates.push(Update::Recording { recording });
        }
        if let Some(playing) = self.playing.take() {
            updates.push(Update::Playing { playing });
        }
        updates
    }
}
