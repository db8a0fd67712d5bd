//! History of one conversation: pages of 301 in both directions, and the state of its gaps (protocol: sync, section 5).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_proto::choices;
use linnet_proto::im_proto::{
    GetConversationParticipantsReadIndexV3RequestBody, Imcmd, MessageDirection,
    MessagesInConversationRequestBody, MessagesInConversationResponseBody, RequestBody,
};
use tokio::sync::watch;

use super::{apply, wire};
use crate::error::Reason;
use crate::error::{Error, Result, Transport};
use crate::link::Link;
use crate::model::conversation::ConversationRef;
use crate::model::gap::GapState;
use crate::model::message::Incoming;
use crate::store::range::{self, IndexRange};
use crate::store::{Change, Cid, Store, Tx, conversation, meta, set_back};

/// Messages of one page.
const PAGE: i32 = 50;

/// Messages that are left out of one page because each alone is larger than an answer may be; then the page fails.
const LEFT_OUT: usize = 8;

/// Pages of one conversation in a row that bring no message and say that there is more: then its gaps wait for somebody
/// to ask again, or for the next connection.
const EMPTY_PAGES: u32 = 100;

/// Gaps whose state is remembered; past it all are unknown again.
const REMEMBERED: usize = 1_000;

/// A hole between two ranges, or before the first, or everything when nothing is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gap {
    /// Lowest missing index.
    pub lo: i64,
    /// Highest missing index; `i64::MAX` when the newest message is not known.
    pub hi: i64,
    /// Something complete lies below it: what is missing then is a hole, otherwise the beginning.
    pub bounded: bool,
}

/// From which side a gap is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// From its upper end towards older messages.
    Older,
    /// From its lower end towards newer messages.
    Newer,
}

/// Loads history and remembers how gaps stand.
#[derive(Clone)]
pub struct History {
    store: Store,
    link: Link,
    states: Arc<Mutex<HashMap<(Cid, i64), State>>>,
    /// Pages in a row without a message, for conversations whose last page was one.
    empty: Arc<Mutex<HashMap<Cid, u32>>>,
}

/// How a page ended, for all who wanted it.
type Outcome = std::result::Result<(), Arc<Error>>;

#[derive(Debug, Clone)]
enum State {
    /// A page is on its way; its outcome comes here.
    Loading(watch::Receiver<Option<Outcome>>),
    Failed(Reason),
}

impl History {
    /// Nothing is loaded before it is asked for.
    pub fn new(store: Store, link: Link) -> Self {
        Self {
            store,
            link,
            states: Arc::default(),
            empty: Arc::default(),
        }
    }

    /// Counts the pages without a message. True when that goes on for too long.
    fn is_endless(&self, conversation: Cid, page: &Page) -> bool {
        let mut empty = self.empty.lock().unwrap_or_else(PoisonError::into_inner);
        if !page.more || !page.messages.is_empty() {
            empty.remove(&conversation);
            return false;
        }
        let pages = empty.entry(conversation).or_default();
        *pages += 1;
        let endless = *pages >= EMPTY_PAGES;
        if endless {
            empty.remove(&conversation);
        }
        endless
    }

    fn states(&self) -> MutexGuard<'_, HashMap<(Cid, i64), State>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a gap stands that is not stored as gone.
    pub fn state(&self, conversation: Cid, lo: i64) -> GapState {
        match self.states().get(&(conversation, lo)) {
            None => GapState::Unknown,
            Some(State::Loading(_)) => GapState::Loading,
            Some(State::Failed(reason)) => GapState::Failed {
                reason: reason.clone(),
            },
        }
    }

    /// There is a connection again: what failed is tried when somebody looks.
    pub fn forget_failures(&self) {
        let mut again = Vec::new();
        self.states().retain(|(conversation, _), state| {
            let failed = matches!(state, State::Failed(_));
            if failed {
                again.push(*conversation);
            }
            !failed
        });
        for conversation in again {
            self.store.announce(Change::Gaps { conversation });
        }
    }

    /// Loads one page of a gap. Who asks while one is on its way waits for it and gets its outcome: answered at once,
    /// it would look, find the same gap and ask again without pause.
    pub async fn fill(&self, conversation: Cid, gap: Gap, side: Side) -> Result<()> {
        let key = (conversation, gap.lo);
        let mut running = loop {
            let mut others = match self.begin(key) {
                Ok(running) => break running,
                Err(others) => others,
            };
            // Without an outcome whoever asked has gone away: the page is asked for anew.
            if let Ok(outcome) = others.wait_for(Option::is_some).await
                && let Some(outcome) = outcome.clone()
            {
                return outcome.map_err(Error::Shared);
            }
        };
        self.store.announce(Change::Gaps { conversation });
        let outcome = self.page(conversation, gap, side).await.map_err(Arc::new);
        running.outcome = Some(outcome.clone());
        drop(running);
        outcome.map_err(Error::Shared)
    }

    /// Notes that a page of a gap is being loaded, unless it is: then its outcome is to be waited for.
    fn begin(
        &self,
        key: (Cid, i64),
    ) -> std::result::Result<Running<'_>, watch::Receiver<Option<Outcome>>> {
        let mut states = self.states();
        if let Some(State::Loading(others)) = states.get(&key) {
            return Err(others.clone());
        }
        if states.len() > REMEMBERED {
            states.retain(|_, state| matches!(state, State::Loading(_)));
        }
        let (tell, told) = watch::channel(None);
        states.insert(key, State::Loading(told));
        Ok(Running {
            history: self,
            key,
            outcome: None,
            tell,
        })
    }

    async fn page(&self, cid: Cid, gap: Gap, side: Side) -> Result<()> {
        let stored = self
            .store
            .read(move |snapshot| conversation::get(snapshot, cid))
            .await?;
        let target = stored.ok_or(Error::NotFound("conversation"))?.conversation;
        let mut rest = gap;
        for _ in 0..LEFT_OUT {
            let asked = self.ask(&target, rest, side).await;
            let (left_out, next) = match (&asked, side) {
                (Err(Error::Transport(Transport::TooLarge)), Side::Older) => (
                    rest.hi,
                    Gap {
                        hi: rest.hi - 1,
                        ..rest
                    },
                ),
                (Err(Error::Transport(Transport::TooLarge)), Side::Newer) => (
                    rest.lo,
                    Gap {
                        lo: rest.lo + 1,
                        ..rest
                    },
                ),
                _ => {
                    let (answer, gone_to) = asked?;
                    let page = Page::read(answer, gone_to, rest, side);
                    // The same question would get the same answer for ever.
                    let endless = page.leads_nowhere() || self.is_endless(cid, &page);
                    let stored = self
                        .store
                        .write_replayable(move |tx| page.store(tx, cid))
                        .await?;
                    if stored == Stored::SetBack {
                        return Err(Error::SetBack);
                    }
                    return match endless {
                        false => Ok(()),
                        true => Err(Error::Answer {
                            command: Imcmd::GetMessagesByConversation as i32,
                            log_id: None,
                        }),
                    };
                }
            };
            if rest.hi == i64::MAX || next.lo > next.hi {
                // Where it stands is not known, or nothing else is missing.
                return asked.map(|_| ());
            }
            tracing::warn!("a message is too large to be fetched and is left out");
            self.states().insert(
                (cid, left_out),
                State::Failed(Error::from(Transport::TooLarge).reason()),
            );
            rest = next;
        }
        Err(Transport::TooLarge.into())
    }

    /// One page, with fewer messages when they are too large for an answer, down to one.
    pub(super) async fn ask(
        &self,
        target: &ConversationRef,
        gap: Gap,
        side: Side,
    ) -> Result<(MessagesInConversationResponseBody, i64)> {
        let (direction, anchor) = match side {
            // 0 is "from the newest"; the anchor itself may or may not come with the page.
            Side::Older => (
                MessageDirection::Older,
                if gap.hi == i64::MAX { 0 } else { gap.hi },
            ),
            Side::Newer => (MessageDirection::Newer, gap.lo),
        };
        let mut limit = PAGE;
        loop {
            match self.request(target, direction, anchor, limit).await {
                Err(Error::Transport(Transport::TooLarge)) if limit > 1 => limit /= 2,
                other => return other,
            }
        }
    }

    async fn request(
        &self,
        target: &ConversationRef,
        direction: MessageDirection,
        anchor: i64,
        limit: i32,
    ) -> Result<(MessagesInConversationResponseBody, i64)> {
        let command = Imcmd::GetMessagesByConversation as i32;
        let body = RequestBody {
            messages_in_conversation_body: Some(MessagesInConversationRequestBody {
                conversation_id: Some(target.id.0.clone()),
                conversation_type: Some(target.kind),
                conversation_short_id: Some(target.short_id),
                direction: Some(direction as i32),
                anchor_index: Some(anchor),
                limit: Some(limit),
            }),
            ..RequestBody::default()
        };
        let answer = self.link.request_answer(command, body).await?;
        let gone_to = answer
            .headers
            .get(choices::HEADER_GONE_INDEX)
            .and_then(|index| index.parse().ok());
        let page = answer.body.messages_in_conversation_body;
        let page = page.ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })?;
        Ok((page, gone_to.unwrap_or(0)))
    }

    /// Asks how far the members have read.
    pub async fn read_positions(&self, cid: Cid, target: ConversationRef) -> Result<()> {
        let command = Imcmd::GetConversationParticipantsReadIndexV3 as i32;
        let body = RequestBody {
            participants_read_index_body: Some(GetConversationParticipantsReadIndexV3RequestBody {
                conversation_short_id: Some(target.short_id),
                conversation_type: Some(target.kind),
                conversation_id: Some(target.id.0),
            }),
            ..RequestBody::default()
        };
        let answer = self.link.request(command, body).await?;
        let list = answer
            .participants_read_index_body
            .ok_or(Error::Answer {
                command,
                log_id: None,
            })?
            .indexes;
        let positions: Vec<_> = list.iter().filter_map(wire::read_position).collect();
        self.store
            .write_replayable(move |tx| conversation::apply_read_positions(tx, cid, &positions))
            .await
    }
}

/// What one page of history says.
pub(super) struct Page {
    messages: Vec<Incoming>,
    complete: Span,
    gone: Span,
    /// The server has more.
    more: bool,
}

impl Page {
    /// The answer to a question about one side of a gap.
    pub(super) fn read(
        answer: MessagesInConversationResponseBody,
        gone_to: i64,
        gap: Gap,
        side: Side,
    ) -> Self {
        let more = answer.has_more.unwrap_or(false);
        let next = wire::index(answer.next_cursor);
        let gone_to = wire::index(Some(gone_to));
        let messages: Vec<_> = answer
            .messages
            .into_iter()
            .filter_map(wire::message)
            .collect();
        let came = messages
            .iter()
            .map(|message| message.index)
            .filter(|index| *index > 0);
        let (lowest, highest) = (came.clone().min(), came.max());
        let (complete, gone) = match side {
            Side::Older => older(gap, lowest, highest, more, next),
            Side::Newer => newer(gap, highest, more, next),
        };
        let (complete, gone) = cut(gap, gone_to, complete, gone);
        Self {
            messages,
            complete,
            gone,
            more,
        }
    }

    /// There is more, and nothing of what was missing is known now.
    fn leads_nowhere(&self) -> bool {
        self.more && self.complete.is_none() && self.gone.is_none()
    }

    /// Puts it into the store. One that has another message where one stands here is of a server that was set back to an
    /// older state: nothing of it is stored, and everything is loaded again.
    pub(super) fn store(self, tx: &mut Tx<'_>, cid: Cid) -> Result<Stored> {
        for message in &self.messages {
            if set_back::index_is_taken(tx, cid, message.index, message.server_id)? {
                meta::note_set_back(tx)?;
                return Ok(Stored::SetBack);
            }
        }
        // Without messages no range follows from them.
        let complete = self.complete.unwrap_or((1, 0));
        let skipped = apply::past(tx, cid, self.messages, Some(complete))?;
        if skipped > 0 {
            tracing::warn!(skipped, "messages of a history page could not be used");
        }
        if let Some((lo, hi)) = self.gone {
            range::add(tx, cid, IndexRange { lo, hi, gone: true })?;
        }
        Ok(Stored::Kept)
    }
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// It is in the store.
    Kept,
    /// It is of a server that was set back.
    SetBack,
}

/// Takes the "loading" off a gap whatever happens, and tells those who wait or look at it: whoever asked may go away
/// while the page is on its way, and the gap is then for others to ask for.
struct Running<'a> {
    history: &'a History,
    key: (Cid, i64),
    outcome: Option<Outcome>,
    tell: watch::Sender<Option<Outcome>>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let outcome = self.outcome.take();
        let mut states = self.history.states();
        match &outcome {
            Some(Err(error)) => {
                states.insert(self.key, State::Failed(error.reason()));
            }
            // Its first message may have been left out: that stays so.
            _ if matches!(states.get(&self.key), Some(State::Loading(_))) => {
                states.remove(&self.key);
            }
            _ => {}
        };
        drop(states);
        self.tell.send_replace(outcome);
        let (conversation, _) = self.key;
        self.history.store.announce(Change::Gaps { conversation });
    }
}

type Span = Option<(i64, i64)>;

/// What an older page makes complete, and what it shows to be gone.
fn older(
    gap: Gap,
    lowest: Option<i64>,
    highest: Option<i64>,
    more: bool,
    next: i64,
) -> (Span, Span) {
    let top = if gap.hi == i64::MAX {
        highest
    } else {
        Some(gap.hi)
    };
    let Some(top) = top else {
        // Nothing here and nothing there: the history is empty.
        return (Some((0, 0)).filter(|_| !more), None);
    };
    if more {
        // A page of hidden messages only still says how far it went.
        let reached = lowest
            .unwrap_or(top + 1)
            .min(if next > 0 { next + 1 } else { i64::MAX });
        return (Some((reached, top)).filter(|(lo, hi)| lo <= hi), None);
    }
    if !gap.bounded {
        return (Some((0, top)), None);
    }
    // The server has nothing older, and yet something older is here: what lies between is kept no more.
    let reached = lowest.unwrap_or(top + 1);
    (
        Some((reached, top)).filter(|(lo, hi)| lo <= hi),
        Some((gap.lo, reached - 1)).filter(|(lo, hi)| lo <= hi),
    )
}

/// What a newer page makes complete, and what it shows to be gone.
fn newer(gap: Gap, highest: Option<i64>, more: bool, next: i64) -> (Span, Span) {
    if !more {
        let top = if gap.hi == i64::MAX {
            highest.unwrap_or(gap.lo)
        } else {
            gap.hi
        };
        return (Some((gap.lo, top)).filter(|(lo, hi)| lo <= hi), None);
    }
    let reached = highest.unwrap_or(0).max(next - 1);
    (Some((gap.lo, reached)).filter(|(lo, hi)| lo <= hi), None)
}

/// Takes what the server says it no longer keeps, up to `gone_to`, out of what a page seems to make complete.
fn cut(gap: Gap, gone_to: i64, complete: Span, gone: Span) -> (Span, Span) {
    if gone_to < gap.lo {
        return (complete, gone);
    }
    // That there is nothing at all any more is worth knowing: it is not asked for again.
    let left = complete
        .map(|(lo, hi)| (if hi == 0 { lo } else { lo.max(gone_to + 1) }, hi))
        .filter(|(lo, hi)| lo <= hi);
    let end = gone.map_or(gone_to, |(_, hi)| hi.max(gone_to));
    (left, Some((gap.lo, end.min(gap.hi))))
}

/// The gaps between `ranges` and before the first, lowest first. `floor`: the highest hidden index.
pub fn gaps(ranges: &[IndexRange], floor: i64) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut next = floor + 1;
    let mut bounded = false;
    for range in ranges {
        if range.lo > next {
            gaps.push(Gap {
                lo: next,
                hi: range.lo - 1,
                bounded,
            });
        }
        next = next.max(range.hi + 1);
        bounded = true;
    }
    gaps
}

#[cfg(test)]
mod pages;
#[cfg(test)]
mod shared;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{Desk, chat, from_bob};

    const HOLE: Gap = Gap {
        lo: 11,
        hi: 20,
        bounded: true,
    };
    const START: Gap = Gap {
        lo: 1,
        hi: 20,
        bounded: false,
    };

    #[test]
    fn an_older_page_is_complete_from_its_lowest_index_to_the_gaps_end() {
        assert_eq!(
            older(HOLE, Some(15), Some(20), true, 14),
            (Some((15, 20)), None)
        );
        assert_eq!(
            older(HOLE, Some(4), Some(20), true, 3),
            (Some((4, 20)), None)
        );
    }

    /// Also a server that does not number its starts, and of whose inbox nothing new has come.
    #[tokio::test]
    async fn a_page_with_another_message_where_one_stands_here_shows_that_the_server_was_set_back()
    {
        let desk = Desk::new();
        let page = |server_id| {
            let mut message = from_bob(5, "five");
            message.server_id += server_id;
            Page {
                messages: vec![message],
                complete: Some((5, 5)),
                gone: None,
                more: true,
            }
        };
        let store = |page: Page| {
            desk.store.write(move |tx| {
                let cid = conversation::ensure(tx, &chat())?;
                page.store(tx, cid)
            })
        };
        assert_eq!(store(page(0)).await.unwrap(), Stored::Kept);
        assert_eq!(
            store(page(0)).await.unwrap(),
            Stored::Kept,
            "the same again"
        );
        assert_eq!(desk.store.read(meta::reload).await.unwrap(), None);
        let before = desk.rows("SELECT * FROM message").await;
        for _ in 0..2 {
            assert_eq!(store(page(1)).await.unwrap(), Stored::SetBack);
            let wanted = desk.store.read(meta::reload).await.unwrap().unwrap();
            assert_eq!(wanted.set_backs, 1, "one reload answers both");
            assert_eq!(desk.rows("SELECT * FROM message").await, before);
        }
    }

    #[test]
    fn a_hole_that_the_server_no_longer_keeps_is_gone() {
        assert_eq!(
            older(HOLE, Some(15), Some(20), false, 0),
            (Some((15, 20)), Some((11, 14)))
        );
        assert_eq!(older(HOLE, None, None, false, 0), (None, Some((11, 20))));
    }

    #[test]
    fn the_end_of_the_pages_is_the_beginning_of_the_history() {
        assert_eq!(
            older(START, Some(3), Some(20), false, 0),
            (Some((0, 20)), None)
        );
        let everything = Gap {
            lo: 1,
            hi: i64::MAX,
            bounded: false,
        };
        assert_eq!(
            older(everything, None, None, false, 0),
            (Some((0, 0)), None)
        );
        assert_eq!(
            older(everything, Some(5), Some(9), true, 4),
            (Some((5, 9)), None)
        );
    }

    #[test]
    fn a_beginning_that_the_server_no_longer_keeps_is_gone_and_no_beginning() {
        let reached = older(START, Some(8), Some(20), false, 7);
        assert_eq!(
            cut(START, 7, reached.0, reached.1),
            (Some((8, 20)), Some((1, 7)))
        );
        // Nothing of it is left.
        let reached = older(START, None, None, false, 0);
        assert_eq!(cut(START, 40, reached.0, reached.1), (None, Some((1, 20))));
        // Of a whole history, which is then known to be empty.
        let everything = Gap {
            lo: 1,
            hi: i64::MAX,
            bounded: false,
        };
        let reached = older(everything, None, None, false, 0);
        assert_eq!(
            cut(everything, 40, reached.0, reached.1),
            (Some((0, 0)), Some((1, 40)))
        );
        // From below, a page says nothing about what came before its first message.
        let reached = newer(HOLE, Some(20), false, 21);
        assert_eq!(
            cut(HOLE, 14, reached.0, reached.1),
            (Some((15, 20)), Some((11, 14)))
        );
        // What is gone lies below the gap.
        let reached = older(HOLE, Some(11), Some(20), false, 10);
        assert_eq!(cut(HOLE, 5, reached.0, reached.1).1, reached.1);
    }

    #[test]
    fn numbers_at_the_ends_of_their_kind_are_not_believed() {
        for said in [i64::MIN, -1, i64::MAX - 1, i64::MAX] {
            let answer = MessagesInConversationResponseBody {
                next_cursor: Some(said),
                has_more: Some(true),
                ..MessagesInConversationResponseBody::default()
            };
            for side in [Side::Older, Side::Newer] {
                let page = Page::read(answer.clone(), said, HOLE, side);
                assert_eq!((page.complete, page.gone), (None, None), "{said}");
            }
        }
    }

    #[test]
    fn gaps_are_what_no_range_covers() {
        let complete = |lo, hi| IndexRange {
            lo,
            hi,
            gone: false,
        };
        assert_eq!(gaps(&[complete(0, 10)], 0), []);
        assert_eq!(
            gaps(&[complete(5, 10), complete(21, 30)], 2),
            [
                Gap {
                    lo: 3,
                    hi: 4,
                    bounded: false
                },
                Gap {
                    lo: 11,
                    hi: 20,
                    bounded: true
                }
            ]
        );
    }
}
