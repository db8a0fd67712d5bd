//! The inbox: pushes in their chain, pulls for everything else (protocol: sync, sections 3 and 4).

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    Imcmd, MessagesPerUserRequestBody, MessagesPerUserResponseBody, NewMessageNotify,
    NewMessageNotifyType, RequestBody, Response,
};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::apply::{self, Entry, Origin};
use super::live::LiveQueue;
use super::pieces::Pieces;
use super::refresh::contacts;
use super::transient::Transients;
use super::{Loading, load, set_back, wire};
use crate::config::{Clock, Limits};
use crate::error::{Error, Result, TokenError, Transport};
use crate::link::{Link, LinkEvent, Pushes, naming_runs, server_run};
use crate::model::live::LiveMessage;
use crate::store::meta::{self, Cause, Reload};
use crate::store::{Change, Mid, Store, contact, runs, unplaced};

/// Entries of one answer: the most the local server gives; others choose for themselves.
const PAGE: i32 = 500;

/// Pushes applied in one transaction.
const BATCH: usize = 64;

/// Pages that may wait while earlier ones are stored, and the most that share a transaction. When they do, the next is
/// not asked for before one is taken. More would let a message that is being sent wait long for its own transaction.
const AHEAD: usize = 4;

/// Pages of one pull without an entry or an end: a server that answers so is not asked for ever.
const EMPTY_PAGES: u32 = 100;

/// Longest interval a server may set for the poll.
const LONGEST_POLL: Duration = Duration::from_secs(600);

/// The task that keeps the inbox.
pub struct Inbox {
    pub(super) store: Store,
    pub(super) link: Link,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) limits: Limits,
    pub(super) loading: watch::Sender<Loading>,
    /// "Pull now."
    pub(super) nudge: Arc<Notify>,
    pub(super) stop: CancellationToken,
    pub(super) cursor: Option<i64>,
    /// When everything was last loaded again.
    reloaded: Option<Instant>,
    /// The server was set back: nothing of the inbox is stored before everything is loaded again.
    set_back: bool,
    transients: Transients,
    /// Everything that the server had when it was last asked is here.
    caught_up: watch::Sender<bool>,
    /// Pieces of answers that are not stored yet.
    pieces: Pieces,
    live: LiveQueue,
}

/// Entries that follow each other in the inbox.
struct Page {
    entries: Vec<Entry>,
    /// Position behind the last of them.
    cursor: i64,
    /// Conversations of which some new messages were left out.
    partial: Vec<i64>,
    /// The server no longer keeps what came before the position.
    hole: bool,
}

/// How a pull ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pulled {
    /// Everything is here.
    Done,
    /// The next entry is larger than an answer may be: the inbox cannot be read past it.
    Stuck,
}

impl Inbox {
    /// A task that has not begun.
    pub fn new(
        store: Store,
        link: Link,
        clock: Arc<dyn Clock>,
        limits: Limits,
        loading: watch::Sender<Loading>,
        nudge: Arc<Notify>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            store,
            link,
            clock,
            limits,
            loading,
            nudge,
            stop,
            cursor: None,
            reloaded: None,
            set_back: false,
            transients: Transients::new(),
            caught_up: watch::Sender::new(false),
            pieces: Pieces::default(),
            live: LiveQueue::default(),
        }
    }

    /// Who is told whether everything is here.
    pub fn telling(mut self, caught_up: watch::Sender<bool>) -> Self {
        self.caught_up = caught_up;
        self
    }

    /// Where goes what is said in a live group.
    pub fn with_live(mut self, live: LiveQueue) -> Self {
        self.live = live;
        self
    }

    /// Keeps the inbox until stopped.
    pub async fn run(mut self) {
        let stop = self.stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.keep() => {}
        }
    }

    async fn keep(&mut self) {
        let mut pushes = self.link.take_pushes();
        if let Err(error) = self.remember().await {
            tracing::error!(code = %error.code(), "the inbox position cannot be read");
            return;
        }
        let mut poll = self.limits.poll;
        let mut next = self.clock.sleep(Duration::ZERO);
        loop {
            let pull;
            let held = self.pieces.wait(self.clock.now());
            let held = held.map(|pause| self.clock.sleep(pause));
            let due = async {
                match held {
                    Some(pause) => pause.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                event = pushes.recv() => match event {
                    Some(event) => pull = self.events(event, &mut pushes).await,
                    None => return,
                },
                () = self.nudge.notified() => pull = true,
                () = &mut next => pull = true,
                () = due => pull = self.store_held().await,
            }
            if !pull {
                continue;
            }
            // Afterwards the pull begins behind them. When they cannot be stored, it brings them again.
            self.store_held().await;
            match self.catch_up().await {
                Ok(interval) => {
                    self.caught_up.send_replace(!self.set_back);
                    poll = interval.map_or(self.limits.poll, |interval| interval.min(LONGEST_POLL));
                }
                // The next poll, or the next connection, repeats it.
                Err(error) => {
                    self.note_user(&error);
                    tracing::info!(code = %error.code(), "the inbox was not read to its end")
                }
            }
            next = self.clock.sleep(poll);
        }
    }

    /// Where the last run stopped.
    async fn remember(&mut self) -> Result<()> {
        let (cursor, reload) = self
            .store
            .read(|snapshot| Ok((meta::inbox_cursor(snapshot)?, meta::reload(snapshot)?)))
            .await?;
        self.cursor = cursor;
        self.set_back = reload.is_some_and(|reload| reload.set_backs > 0);
        Ok(())
    }

    fn note_user(&self, error: &Error) {
        if matches!(error, Error::Token(TokenError::OtherUser)) {
            self.link.wrong_user();
        }
    }

    /// First load when there was none, then the inbox to its end, then everything again when that is wanted. Answers
    /// the interval the server asks for.
    async fn catch_up(&mut self) -> Result<Option<Duration>> {
        if self.cursor.is_none() {
            load::first(self).await?;
        }
        let (awaited, wanted) = self
            .store
            .read(|snapshot| Ok((unplaced::awaited(snapshot)?, meta::reload(snapshot)?)))
            .await?;
        // Also found elsewhere, by what the server does not have any more.
        self.set_back = wanted.is_some_and(|wanted| wanted.set_backs > 0);
        let mut interval = None;
        let pulled = self.pull(&mut interval).await?;
        if pulled == Pulled::Stuck {
            // What it says, and what comes before it, is in a first load.
            self.store
                .write(|tx| meta::want_reload(tx, Cause::Hole))
                .await?;
        }
        let wanted = self.store.read(meta::reload).await?;
        let Some(wanted) = wanted else {
            self.read_to_the_end(awaited).await?;
            return Ok(interval);
        };
        if !self.may_reload(wanted) {
            return Ok(interval);
        }
        if wanted.set_backs > 0 {
            tracing::warn!("the server was set back, everything is loaded again");
            set_back::load(self, wanted).await?;
            self.set_back = false;
        } else {
            tracing::info!("the inbox has a hole, everything is loaded again");
            load::again(self, wanted, pulled == Pulled::Stuck).await?;
        }
        self.reloaded = Some(self.clock.now());
        self.pull(&mut interval).await?;
        self.read_to_the_end(awaited).await?;
        Ok(interval)
    }

    /// What was confirmed before the inbox was read is in it, so a message of which it said nothing is asked for.
    async fn read_to_the_end(&self, awaited: Vec<(Mid, i64)>) -> Result<()> {
        if awaited.is_empty() {
            return Ok(());
        }
        self.store
            .write_replayable(move |tx| unplaced::read_to_the_end(tx, &awaited))
            .await
    }

    /// By the clock that is never set: what is wanted waits in the store, also across a restart. After a set-back
    /// nothing comes before the reload, so that one waits less.
    fn may_reload(&self, wanted: Reload) -> bool {
        let pause = match wanted.set_backs {
            0 => self.limits.reload,
            _ => self.limits.reload / 10,
        };
        self.reloaded
            .is_none_or(|last| self.clock.now() >= last + pause)
    }

    /// One event and what waits behind it. True when a pull must follow.
    async fn events(&mut self, first: LinkEvent, pushes: &mut Pushes) -> bool {
        let mut pull = false;
        let mut chained: Vec<Entry> = Vec::new();
        let mut reached = self.pieces.cursor().or(self.cursor);
        let mut next = Some(first);
        let mut count = 0;
        while let Some(event) = next.take() {
            match event {
                LinkEvent::Push(_) if self.set_back => {}
                LinkEvent::Up | LinkEvent::Overflow => {
                    self.caught_up.send_replace(false);
                    pull = true;
                    self.contacts_missed().await;
                }
                LinkEvent::Down => {
                    self.caught_up.send_replace(false);
                }
                LinkEvent::Push(response) => {
                    match Self::push(*response, &mut reached, pull, &mut chained) {
                        Pushed::Kept => {}
                        Pushed::PullNeeded => pull = true,
                        Pushed::Transient(passing) => {
                            self.transients.apply(&self.store, passing).await
                        }
                        Pushed::Live(message) => self.live.put(*message),
                        Pushed::Contacts(notify) => {
                            if let Err(error) = contacts::pushed(&self.store, &notify).await {
                                tracing::warn!(code = %error.code(), "news of contacts were not noted");
                            }
                        }
                    }
                }
            }
            count += 1;
            if count < BATCH {
                next = pushes.try_recv();
            }
        }
        if let Some(cursor) = reached.filter(|_| !chained.is_empty()) {
            self.pieces.hold(chained, cursor);
            if !self.pieces.may_wait(self.clock.now()) {
                pull |= self.store_held().await;
            }
        }
        pull
    }

    /// Stores what was pushed, and with it the pieces of answers that have waited. True when a pull must follow.
    async fn store_held(&mut self) -> bool {
        let Some((entries, cursor)) = self.pieces.take(self.clock.now()) else {
            return false;
        };
        if self.set_back {
            return false;
        }
        let page = Page {
            entries,
            cursor,
            partial: Vec::new(),
            hole: false,
        };
        let Err(error) = self.store_pages(vec![page], Origin::Push).await else {
            return false;
        };
        self.note_user(&error);
        tracing::warn!(code = %error.code(), "pushes were not stored, the inbox is pulled instead");
        true
    }

    /// News of contacts may have been among pushes that were let go, or came while there was no socket: they are not kept.
    /// Noted at the event itself: whoever is busy while the connection comes and goes would miss that.
    async fn contacts_missed(&self) {
        let noted = self
            .store
            .write_replayable(|tx| contact::want(tx, &contact::List::ALL));
        if let Err(error) = noted.await {
            tracing::warn!(code = %error.code(), "that contacts are to be read could not be noted");
        }
    }

    pub(super) fn push(
        response: Response,
        reached: &mut Option<i64>,
        pull: bool,
        chained: &mut Vec<Entry>,
    ) -> Pushed {
        let Some(body) = response.body else {
            return Pushed::Kept;
        };
        if response.cmd == Some(Imcmd::NewP2pMsgNotify as i32) {
            return body
                .has_new_p2p_message_notify
                .map_or(Pushed::Kept, |it| Pushed::Transient(Box::new(it)));
        }
        if response.cmd == Some(Imcmd::NewFriendMsgNotify as i32) {
            return body
                .new_friend_message_notify
                .map_or(Pushed::Kept, |it| Pushed::Contacts(Box::new(it)));
        }
        match body.has_new_message_notify {
            Some(notify) if response.cmd == Some(Imcmd::NewMsgNotify as i32) => {
                Self::entry(notify, reached, pull, chained)
            }
            _ => Pushed::Kept,
        }
    }

    /// The rules of the chain (protocol: sync, section 3).
    fn entry(
        notify: NewMessageNotify,
        reached: &mut Option<i64>,
        pull: bool,
        chained: &mut Vec<Entry>,
    ) -> Pushed {
        if notify.notify_type == Some(NewMessageNotifyType::PerConversation as i32) {
            // Live groups are no part of the inbox.
            return notify
                .message
                .and_then(wire::live_message)
                .map_or(Pushed::Kept, |message| Pushed::Live(Box::new(message)));
        }
        let next = notify.next_cursor.unwrap_or(0);
        let Some(cursor) = *reached else {
            // Before the first load is done everything pushed is loaded or pulled afterwards.
            return Pushed::Kept;
        };
        if next > 0 && next <= cursor {
            return Pushed::Kept;
        }
        let follows = notify.previous_cursor == Some(cursor)
            && next > cursor
            && !notify.need_pull.unwrap_or(false);
        let Some(body) = notify.message.filter(|_| follows && !pull) else {
            return Pushed::PullNeeded;
        };
        if let Some(incoming) = wire::message(body) {
            chained.push(Entry {
                incoming,
                previous_index: wire::index(notify.previous_msg_index_in_conv),
                badge_count: notify.badge_count.map(i64::from),
            });
            *reached = Some(next);
            Pushed::Kept
        } else {
            tracing::warn!("a push without a usable message was skipped");
            Pushed::PullNeeded
        }
    }

    /// Stores pages that follow each other, the position behind the last, and that a reload is wanted for what is
    /// missing before them, in one transaction.
    async fn store_pages(&mut self, pages: Vec<Page>, origin: Origin) -> Result<()> {
        let Some(cursor) = pages.last().map(|page| page.cursor) else {
            return Ok(());
        };
        self.store
            .write_replayable(move |tx| {
                for page in &pages {
                    let skipped = apply::inbox(tx, &page.entries, origin, &page.partial)?;
                    if skipped > 0 {
                        tracing::warn!(skipped, "entries of the inbox could not be used");
                    }
                    if page.hole {
                        meta::want_reload(tx, Cause::Hole)?;
                    }
                }
                meta::advance_inbox(tx, cursor)
            })
            .await?;
        self.cursor = self.cursor.max(Some(cursor));
        Ok(())
    }

    /// Reads the inbox to its end. Pages are fetched while earlier ones are being stored, and those that came meanwhile
    /// are stored in one transaction: what lies scattered in the indexes is then written once for all of them.
    async fn pull(&mut self, interval: &mut Option<Duration>) -> Result<Pulled> {
        let Some(cursor) = self.cursor.filter(|_| !self.set_back) else {
            return Ok(Pulled::Done);
        };
        let named = self.store.read(runs::noted).await?;
        let (pages, fetched) = mpsc::channel(AHEAD);
        let mut said = Said::default();
        let fetch = fetch(self.link.clone(), cursor, &named, pages, &mut said);
        let (end, kept) = tokio::join!(fetch, self.keep_pages(fetched));
        *interval = said.interval.or(*interval);
        // Of the run that answered, more may be kept from now on.
        let answered: Vec<i64> = match said.run {
            None => Vec::new(),
            Some(current) => named.into_iter().filter(|run| *run != current).collect(),
        };
        match kept.and(end) {
            Err(Error::SetBack) => {
                self.store
                    .write(move |tx| {
                        runs::settle(tx, &answered)?;
                        meta::want_reload(tx, Cause::SetBack)
                    })
                    .await?;
                self.set_back = true;
                Ok(Pulled::Done)
            }
            other => {
                if !answered.is_empty() {
                    self.store
                        .write_replayable(move |tx| runs::settle(tx, &answered))
                        .await?;
                }
                other
            }
        }
    }

    async fn keep_pages(&mut self, mut fetched: mpsc::Receiver<Page>) -> Result<()> {
        while let Some(first) = fetched.recv().await {
            let mut pages = vec![first];
            while pages.len() < AHEAD
                && let Ok(next) = fetched.try_recv()
            {
                pages.push(next);
            }
            self.store_pages(pages, Origin::Pull).await?;
        }
        Ok(())
    }

    /// Says how far the first load is.
    pub(super) fn progress(&self, loading: Loading) {
        self.loading.send_replace(loading);
        self.store.announce(Change::Loading);
    }
}

/// What came of one push.
pub(super) enum Pushed {
    Kept,
    PullNeeded,
    Transient(Box<linnet_proto::im_proto::NewP2pMessageNotify>),
    Contacts(Box<linnet_proto::im_proto::NewFriendMessageNotify>),
    Live(Box<LiveMessage>),
}

/// What the answers of a pull say beside the entries.
#[derive(Debug, Default)]
struct Said {
    /// When the server wants to be asked again.
    interval: Option<Duration>,
    /// The run of the server that has answered.
    run: Option<i64>,
}

/// Fetches page after page from `cursor` to the end of the inbox. It also ends when nobody takes pages any more.
/// `named`: the runs that the server is asked whether it knows them.
async fn fetch(
    link: Link,
    mut cursor: i64,
    named: &[i64],
    pages: mpsc::Sender<Page>,
    said: &mut Said,
) -> Result<Pulled> {
    let mut empty = 0;
    let mut limit = PAGE;
    loop {
        let (mut answer, set_back) = match request(&link, cursor, limit, named, said).await {
            Err(Error::Transport(Transport::TooLarge)) if limit > 1 => {
                limit /= 2;
                continue;
            }
            Err(Error::Transport(Transport::TooLarge)) => {
                tracing::warn!("an entry of the inbox is too large to be fetched");
                return Ok(Pulled::Stuck);
            }
            other => other?,
        };
        let told = answer.next_cursor.filter(|next| *next > 0);
        let next = told.unwrap_or(cursor);
        if set_back || (next < cursor && answer.messages.is_empty()) {
            // The inbox ends before our position, or never came by it.
            return Err(Error::SetBack);
        }
        let next = next.max(cursor);
        let more = answer.has_more.unwrap_or(false);
        if let Some(ms) = answer.next_interval.filter(|ms| *ms > 0) {
            said.interval = Some(Duration::from_millis(ms.unsigned_abs()));
        }
        // An empty page and a newer position: what lies between is kept no more (protocol: sync, section 4).
        let hole = answer.messages.is_empty() && next > cursor;
        if answer.messages.is_empty() {
            empty += 1;
            if empty >= EMPTY_PAGES || (!more && !hole) {
                return Ok(Pulled::Done);
            }
            if !hole {
                continue;
            }
        }
        if next == cursor && more {
            // The position does not move: asking again would give the same page for ever.
            return Err(Error::Answer {
                command: Imcmd::GetMessagesByUser as i32,
                log_id: None,
            });
        }
        let page = Page {
            partial: std::mem::take(&mut answer.hasmore_message_conv_list),
            entries: entries(answer),
            cursor: next,
            hole,
        };
        if pages.send(page).await.is_err() {
            // Storing has failed and says so itself.
            return Ok(Pulled::Done);
        }
        if !more {
            return Ok(Pulled::Done);
        }
        cursor = next;
    }
}

/// A page, and whether the server says that it never gave this cursor out, or does not know a run.
async fn request(
    link: &Link,
    cursor: i64,
    limit: i32,
    named: &[i64],
    said: &mut Said,
) -> Result<(MessagesPerUserResponseBody, bool)> {
    let command = Imcmd::GetMessagesByUser as i32;
    let body = RequestBody {
        messages_per_user_body: Some(MessagesPerUserRequestBody {
            cursor: Some(cursor),
            limit: Some(limit),
            ..MessagesPerUserRequestBody::default()
        }),
        ..RequestBody::default()
    };
    let answer = link
        .request_beside(command, body, naming_runs(named))
        .await?;
    said.run = server_run(&answer.headers).or(said.run);
    let set_back = answer.headers.contains_key(choices::HEADER_SET_BACK);
    let page = answer.body.messages_per_user_body.ok_or(Error::Answer {
        command,
        log_id: answer.log_id,
    })?;
    Ok((page, set_back))
}

pub(super) fn entries(page: MessagesPerUserResponseBody) -> Vec<Entry> {
    let count = page.messages.len();
    let entries: Vec<Entry> = page
        .messages
        .into_iter()
        .filter_map(wire::message)
        .map(Entry::from)
        .collect();
    if entries.len() < count {
        tracing::warn!(
            skipped = count - entries.len(),
            "entries of the inbox name no conversation or type"
        );
    }
    entries
}

#[cfg(test)]
mod pages;
#[cfg(test)]
mod server_runs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod too_large;
