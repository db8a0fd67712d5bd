//! The one way in: what entries of the inbox, pages of history and answers mean for the store.
//!
//! An entry that cannot be applied is undone alone, counted and skipped, so that one bad entry never stops the rest.

mod command;

use std::collections::BTreeMap;

use linnet_proto::keys;

use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::conversation::ConversationInfo;
use crate::model::kind;
use crate::model::message::Incoming;
use crate::store::conversation::Listing;
use crate::store::message::Outcome;
use crate::store::range::{self, IndexRange};
use crate::store::{Change, Cid, Tx, conversation, media, message, participant, set_back};
pub use command::receipt;
use command::{command, is_command};

/// Where entries come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Pushed as it happened: may notify.
    Push,
    /// Missed, pulled afterwards: told in one summary.
    Pull,
}

/// An entry with what its push said beside it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The message or command.
    pub incoming: Incoming,
    /// Index of the message before it in its conversation; 0 when not said.
    pub previous_index: i64,
    /// Messages that raise the badge, this one included; none when not said.
    pub badge_count: Option<i64>,
}

impl From<Incoming> for Entry {
    fn from(incoming: Incoming) -> Self {
        Self {
            incoming,
            previous_index: 0,
            badge_count: None,
        }
    }
}

/// What a page of entries has done to one conversation so far.
struct Seen {
    min_index: i64,
    /// Whether the server's news are known to be in the list.
    listed: bool,
    /// The person is a member, as far as is known or asked.
    member: bool,
    /// Highest index known to be complete.
    tail: Option<i64>,
    /// What this page adds at the end.
    fresh: Option<(i64, i64)>,
    /// Indexes of the news for the summary.
    news: Vec<i64>,
    /// The other person of a 1:1; 0 in a group.
    peer: i64,
    /// Highest index at which each of the others has written.
    wrote: BTreeMap<UserId, i64>,
    /// Something before what this page brings is missing.
    hole: bool,
}

/// Applies entries in the order of the inbox. `partial` are conversations of which some new messages were left out.
/// Answers how many were skipped.
pub fn inbox(tx: &mut Tx<'_>, entries: &[Entry], origin: Origin, partial: &[i64]) -> Result<usize> {
    // Entries are good but for a rare one: all together first, since undoing each alone costs a copy of every page it
    // touches.
    match tx.attempt(|tx| pass(tx, entries, origin, partial, false)) {
        Err(error) if error.is_about_the_data() => pass(tx, entries, origin, partial, true),
        other => other,
    }
}

fn pass(
    tx: &mut Tx<'_>,
    entries: &[Entry],
    origin: Origin,
    partial: &[i64],
    alone: bool,
) -> Result<usize> {
    let mut seen = BTreeMap::new();
    let mut skipped = 0;
    for entry in entries {
        if !alone {
            one(tx, entry, origin, partial, &mut seen)?;
            continue;
        }
        if let Err(error) = tx.attempt(|tx| one(tx, entry, origin, partial, &mut seen)) {
            if !error.is_about_the_data() {
                return Err(error);
            }
            skipped += 1;
            tracing::warn!(code = %error.code(), kind = entry.incoming.kind, "an entry was skipped");
        }
    }
    for (conversation, seen) in seen {
        if let Some((lo, hi)) = seen.fresh {
            range::add(
                tx,
                conversation,
                IndexRange {
                    lo,
                    hi,
                    gone: false,
                },
            )?;
        }
        for (user, index) in &seen.wrote {
            participant::wrote(tx, conversation, *user, *index, seen.hole)?;
        }
        // What was read on another device meanwhile is no news.
        let read = match conversation::get_in(tx, conversation)? {
            Some(stored) if !seen.news.is_empty() => stored.read_index.max(stored.min_index),
            _ => continue,
        };
        let messages = seen.news.iter().filter(|index| **index > read).count();
        if messages > 0 {
            tx.change(Change::CaughtUp {
                conversation,
                messages: u32::try_from(messages).unwrap_or(u32::MAX),
            });
        }
    }
    Ok(skipped)
}

fn one(
    tx: &mut Tx<'_>,
    entry: &Entry,
    origin: Origin,
    partial: &[i64],
    seen: &mut BTreeMap<Cid, Seen>,
) -> Result<()> {
    let incoming = &entry.incoming;
    if is_command(incoming) {
        command(tx, incoming)?;
        // It may have cleared or hidden what is remembered.
        if let Some(cid) = conversation::find_in(tx, &incoming.conversation.id)?
            && let Some(seen) = seen.get_mut(&cid)
            && let Some(stored) = conversation::get_in(tx, cid)?
        {
            seen.min_index = stored.min_index;
            seen.listed = stored.listing == Listing::Listed;
            seen.member = stored.member;
        }
        return Ok(());
    }
    let cid = conversation::ensure(tx, &incoming.conversation)?;
    let before = look(tx, cid, seen)?;
    // Only what lies behind everything known is news; a changed old message is no news and extends nothing.
    let new_tail = incoming.index > before.tail.unwrap_or(0).max(before.min_index);
    let live = origin == Origin::Push && new_tail;
    let outcome = message::store(tx, cid, before.min_index, incoming, live)?;
    // News stand behind everything known: only what does not can stand where another message stood.
    if !new_tail {
        let given_before = match outcome {
            Outcome::New(_) => {
                set_back::index_is_taken(tx, cid, incoming.index, incoming.server_id)?
            }
            Outcome::SentAgain(_) => true,
            Outcome::Known(_) | Outcome::Hidden => false,
        };
        if given_before {
            return Err(Error::SetBack);
        }
    }
    note_attached(tx, incoming)?;
    // Also when a page of history was faster and it is no news any more: nothing else says that writing has read.
    if incoming.sender == tx.me() && !incoming.ext.contains_key(keys::DO_NOT_MOVE_READ_INDEX) {
        conversation::set_read(tx, cid, incoming.index, entry.badge_count)?;
    }
    let me = tx.me();
    let state = look(tx, cid, seen)?;
    note_writer(&mut state.wrote, incoming, state.peer, me);
    if !state.member {
        // Messages come to members only: it was made again after a set-back, or nobody said that the person is back. Also
        // when a page of history was faster and it is no news any more.
        conversation::want_info(tx, cid)?;
        state.member = true;
    }
    if !new_tail {
        return Ok(());
    }
    let state = look(tx, cid, seen)?;
    if !state.listed {
        conversation::show(tx, cid)?;
        state.listed = true;
    }
    // Everything before it is here when it follows what is complete, by its index or by what its push says of the one
    // before it. Any other jump may be nothing (a command took the index) or something that is missing: only 301 knows.
    let known = state.tail.unwrap_or(0).max(state.min_index);
    let left_out = state.fresh.is_none() && partial.contains(&incoming.conversation.short_id);
    let joined = !left_out
        && (incoming.index == known + 1
            || (entry.previous_index > 0 && known >= entry.previous_index));
    state.hole |= !joined;
    let lo = match state.fresh {
        Some((lo, _)) if joined => lo,
        _ if joined => known + 1,
        _ if entry.previous_index == 0 => incoming.index,
        _ => entry.previous_index.min(incoming.index - 1) + 1,
    };
    if let Some((lo, hi)) = state.fresh.filter(|_| !joined) {
        let gone = false;
        range::add(tx, cid, IndexRange { lo, hi, gone })?;
    }
    state.fresh = Some((lo, incoming.index));
    state.tail = Some(incoming.index);
    let counts = matches!(outcome, Outcome::New(_)) && incoming.sender != tx.me();
    if counts && origin == Origin::Pull {
        state.news.push(incoming.index);
    }
    match entry.badge_count {
        Some(badge) => conversation::set_badge(tx, cid, badge),
        None => Ok(()),
    }
}

/// Whoever has written has read what stands before: the other person of a 1:1, or anybody else in a group.
fn note_writer(wrote: &mut BTreeMap<UserId, i64>, incoming: &Incoming, peer: i64, me: UserId) {
    let sender = incoming.sender;
    let theirs = match peer {
        0 => sender != me && sender.0 > 0,
        peer => sender.0 == peer,
    };
    if theirs && incoming.index > 0 && !incoming.ext.contains_key(keys::DO_NOT_MOVE_READ_INDEX) {
        let index = wrote.entry(sender).or_default();
        *index = incoming.index.max(*index);
    }
}

fn look<'s>(tx: &Tx<'_>, cid: Cid, seen: &'s mut BTreeMap<Cid, Seen>) -> Result<&'s mut Seen> {
    Ok(match seen.entry(cid) {
        std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
        std::collections::btree_map::Entry::Vacant(place) => {
            let stored = conversation::get_in(tx, cid)?;
            let peer = stored.as_ref().map_or(0, |stored| stored.peer);
            place.insert(Seen {
                min_index: stored.as_ref().map_or(0, |stored| stored.min_index),
                member: stored.as_ref().is_none_or(|stored| stored.member),
                listed: stored.is_none_or(|stored| stored.listing == Listing::Listed),
                tail: range::tail(tx, cid)?,
                fresh: None,
                news: Vec::new(),
                peer,
                wrote: BTreeMap::new(),
                hole: false,
            })
        }
    })
}

/// The ids of its pictures and files lead to their objects from now on.
fn note_attached(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<()> {
    for attached in kind::attached(incoming.kind, &incoming.content) {
        media::put(tx, &attached.remote)?;
    }
    Ok(())
}

/// A page of the first load: conversations, then messages, the newest of each conversation without holes.
pub fn load_page(
    tx: &mut Tx<'_>,
    conversations: &[ConversationInfo],
    messages: Vec<Incoming>,
) -> Result<usize> {
    let mut skipped = 0;
    let mut newest: BTreeMap<i64, i64> = BTreeMap::new();
    for message in &messages {
        let known = newest.entry(message.conversation.short_id).or_default();
        *known = message.index.max(*known);
    }
    for info in conversations {
        let listed = tx.attempt(|tx| {
            let cid = conversation::apply(tx, info)?;
            let newest = newest.get(&info.conversation.short_id);
            conversation::show_loaded(tx, cid, newest.copied().unwrap_or(0))
        });
        if let Err(error) = listed {
            if !error.is_about_the_data() {
                return Err(error);
            }
            skipped += 1;
        }
    }
    let mut pages: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    for message in messages {
        pages
            .entry(message.conversation.id.0.clone())
            .or_default()
            .push(message);
    }
    for page in pages.into_values() {
        let Some(conversation) = page.first().map(|message| message.conversation.clone()) else {
            continue;
        };
        let cid = conversation::ensure(tx, &conversation)?;
        skipped += past(tx, cid, page, None)?;
    }
    Ok(skipped)
}

/// Messages of the past of one conversation. `complete`: the range that is whole now; none: from the lowest to the
/// highest that came. Answers how many were skipped.
pub fn past(
    tx: &mut Tx<'_>,
    cid: Cid,
    messages: Vec<Incoming>,
    complete: Option<(i64, i64)>,
) -> Result<usize> {
    let mut skipped = 0;
    let stored = conversation::get_in(tx, cid)?;
    let (min_index, peer) = stored.map_or((0, 0), |stored| (stored.min_index, stored.peer));
    let mut wrote = BTreeMap::new();
    for message in &messages {
        note_writer(&mut wrote, message, peer, tx.me());
    }
    let indexes = messages
        .iter()
        .map(|message| message.index)
        .filter(|index| *index > 0);
    let complete = complete.or_else(|| Some((indexes.clone().min()?, indexes.max()?)));
    let mut seen = false;
    for incoming in &messages {
        if is_command(incoming) {
            // Commands of the past are in the state already.
            continue;
        }
        let stored = tx.attempt(|tx| {
            let outcome = message::store(tx, cid, min_index, incoming, false)?;
            note_attached(tx, incoming)?;
            Ok(incoming.index > 0 && outcome != Outcome::Hidden)
        });
        match stored {
            Ok(stored) => seen |= stored,
            Err(error) if error.is_about_the_data() => skipped += 1,
            Err(error) => return Err(error),
        }
    }
    if seen {
        // The server lists every conversation that has a message above what was deleted.
        conversation::show(tx, cid)?;
    }
    for (user, index) in wrote {
        participant::wrote(tx, cid, user, index, true)?;
    }
    if let Some((lo, hi)) = complete {
        range::add(
            tx,
            cid,
            IndexRange {
                lo,
                hi,
                gone: false,
            },
        )?;
    }
    Ok(skipped)
}
