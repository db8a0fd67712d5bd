//! The inbox: pushes in their chain, pulls for everything else (protocol: sync, sections 3 and 4).

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::im_proto::{
    Imcmd, MessagesPerUserRequestBody, MessagesPerUserResponseBody, NewMessageNotify,
    NewMessageNotifyType, RequestBody, Response,
};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::apply::{self, Entry, Origin};
use super::{Loading, load, transient, wire};
use crate::config::{Clock, Limits};
use crate::error::{Error, Result};
use crate::link::{Link, LinkEvent, Pushes};
use crate::store::{Change, Store, meta};

/// Entries of one answer: the most the local server gives; others choose for themselves.
const PAGE: i32 = 500;

/// Pushes applied in one transaction.
const BATCH: usize = 64;

/// Pages of one pull without an entry or an end: a server that answers so is not asked for ever.
const EMPTY_PAGES: u32 = 100;

/// A hole in the inbox is answered with a first load at most this often.
const RELOAD_PAUSE_MS: i64 = 10 * 60 * 1000;

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
}

/// What a pull ended with.
enum Pulled {
    /// Everything is here.
    Done,
    /// The server no longer keeps what comes after our position.
    Hole,
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
        }
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
        match self.store.read(meta::inbox_cursor).await {
            Ok(cursor) => self.cursor = cursor,
            Err(error) => {
                tracing::error!(code = %error.code(), "the inbox position cannot be read");
                return;
            }
        }
        if self.cursor.is_some() {
            self.loading.send_replace(Loading {
                finished: true,
                ..Loading::default()
            });
        }
        let mut poll = self.limits.poll;
        let mut next = Instant::now();
        loop {
            let pull;
            tokio::select! {
                biased;
                event = pushes.recv() => match event {
                    Some(event) => pull = self.events(event, &mut pushes).await,
                    None => return,
                },
                () = self.nudge.notified() => pull = true,
                () = tokio::time::sleep_until(next) => pull = true,
            }
            if !pull {
                continue;
            }
            match self.catch_up().await {
                Ok(interval) => {
                    poll = interval.map_or(self.limits.poll, |interval| interval.min(LONGEST_POLL));
                }
                // The next poll, or the next connection, repeats it.
                Err(error) => {
                    tracing::info!(code = %error.code(), "the inbox was not read to its end")
                }
            }
            next = Instant::now() + poll;
        }
    }

    /// First load when there was none, then the inbox to its end. Answers the interval the server asks for.
    async fn catch_up(&mut self) -> Result<Option<Duration>> {
        if self.cursor.is_none() {
            load::run(self).await?;
        }
        let mut interval = None;
        if let Pulled::Hole = self.pull(&mut interval).await? {
            let now = self.clock.now_ms();
            let last = self.store.read(meta::reloaded).await?;
            if last == 0 || now - last >= RELOAD_PAUSE_MS {
                tracing::info!("the inbox has a hole, everything is loaded again");
                self.store
                    .write(move |tx| meta::set_reloaded(tx, now.max(1)))
                    .await?;
                load::run(self).await?;
                self.pull(&mut interval).await?;
            }
        }
        Ok(interval)
    }

    /// One event and what waits behind it. True when a pull must follow.
    async fn events(&mut self, first: LinkEvent, pushes: &mut Pushes) -> bool {
        let mut pull = false;
        let mut chained: Vec<Entry> = Vec::new();
        let mut reached = self.cursor;
        let mut next = Some(first);
        let mut count = 0;
        while let Some(event) = next.take() {
            match event {
                LinkEvent::Up | LinkEvent::Overflow => pull = true,
                LinkEvent::Down => {}
                LinkEvent::Push(response) => {
                    match Self::push(*response, &mut reached, pull, &mut chained) {
                        Pushed::Kept => {}
                        Pushed::PullNeeded => pull = true,
                        Pushed::Transient(passing) => transient::apply(&self.store, passing).await,
                    }
                }
            }
            count += 1;
            if count < BATCH {
                next = pushes.try_recv();
            }
        }
        if let Some(cursor) = reached.filter(|_| !chained.is_empty())
            && let Err(error) = self
                .store_entries(chained, cursor, Origin::Push, Vec::new())
                .await
        {
            tracing::warn!(code = %error.code(), "pushes were not stored, the inbox is pulled instead");
            pull = true;
        }
        pull
    }

    fn push(
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
            // Live groups are no part of the inbox and not of this version.
            return Pushed::Kept;
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
                previous_index: notify.previous_msg_index_in_conv.unwrap_or(0).max(0),
                badge_count: notify.badge_count.map(i64::from),
            });
            *reached = Some(next);
            Pushed::Kept
        } else {
            tracing::warn!("a push without a usable message was skipped");
            Pushed::PullNeeded
        }
    }

    async fn store_entries(
        &mut self,
        entries: Vec<Entry>,
        cursor: i64,
        origin: Origin,
        partial: Vec<i64>,
    ) -> Result<()> {
        self.store
            .write_replayable(move |tx| {
                let skipped = apply::inbox(tx, &entries, origin, &partial)?;
                if skipped > 0 {
                    tracing::warn!(skipped, "entries of the inbox could not be used");
                }
                meta::advance_inbox(tx, cursor)
            })
            .await?;
        self.cursor = self.cursor.max(Some(cursor));
        Ok(())
    }

    /// Reads the inbox to its end, one page being stored while the next is on its way.
    async fn pull(&mut self, interval: &mut Option<Duration>) -> Result<Pulled> {
        let Some(mut cursor) = self.cursor else {
            return Ok(Pulled::Done);
        };
        let mut page = self.page(cursor).await?;
        let mut empty = 0;
        loop {
            let next = page.next_cursor.unwrap_or(cursor).max(cursor);
            let more = page.has_more.unwrap_or(false);
            if let Some(ms) = page.next_interval.filter(|ms| *ms > 0) {
                *interval = Some(Duration::from_millis(ms.unsigned_abs()));
            }
            if page.messages.is_empty() {
                if next > cursor {
                    self.store
                        .write_replayable(move |tx| meta::advance_inbox(tx, next))
                        .await?;
                    self.cursor = Some(next);
                    return Ok(Pulled::Hole);
                }
                empty += 1;
                if !more || empty >= EMPTY_PAGES {
                    return Ok(Pulled::Done);
                }
            } else if next == cursor && more {
                // The position does not move: asking again would give the same page for ever.
                return Err(Error::Answer {
                    command: Imcmd::GetMessagesByUser as i32,
                    log_id: None,
                });
            }
            let partial = std::mem::take(&mut page.hasmore_message_conv_list);
            let entries = entries(page);
            let link = self.link.clone();
            let following = async move {
                match more {
                    true => request(&link, next).await.map(Some),
                    false => Ok(None),
                }
            };
            let stored = self.store_entries(entries, next, Origin::Pull, partial);
            let (stored, following) = tokio::join!(stored, following);
            stored?;
            cursor = next;
            match following? {
                Some(following) => page = following,
                None => return Ok(Pulled::Done),
            }
        }
    }

    async fn page(&self, cursor: i64) -> Result<MessagesPerUserResponseBody> {
        request(&self.link, cursor).await
    }

    /// Says how far the first load is.
    pub(super) fn progress(&self, loading: Loading) {
        self.loading.send_replace(loading);
        self.store.announce(Change::Loading);
    }
}

/// What came of one push.
enum Pushed {
    Kept,
    PullNeeded,
    Transient(Box<linnet_proto::im_proto::NewP2pMessageNotify>),
}

async fn request(link: &Link, cursor: i64) -> Result<MessagesPerUserResponseBody> {
    let command = Imcmd::GetMessagesByUser as i32;
    let body = RequestBody {
        messages_per_user_body: Some(MessagesPerUserRequestBody {
            cursor: Some(cursor),
            limit: Some(PAGE),
            ..MessagesPerUserRequestBody::default()
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    answer.messages_per_user_body.ok_or(Error::Answer {
        command,
        log_id: None,
    })
}

fn entries(page: MessagesPerUserResponseBody) -> Vec<Entry> {
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
