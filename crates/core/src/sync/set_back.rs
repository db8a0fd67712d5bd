//! After the server was set back to an older state (a backup was put in place): everything is loaded again, and what
//! was known of later is given up. What the server lost stays here, apart and marked; what it got since is news.

use std::collections::BTreeMap;

use super::history::{Gap, History, Side};
use super::load::{Page, Pages};
use super::{Inbox, apply, refresh, wire};
use crate::error::{Error, Result, Transport};
use crate::model::ConversationId;
use crate::model::conversation::{ConversationInfo, ConversationRef};
use crate::model::message::Incoming;
use crate::store::meta::{self, Reload};
use crate::store::range::{self, IndexRange};
use crate::store::set_back::{self, Evidence};
use crate::store::{Change, Cid, Tx, contact, conversation};

/// Conversations of one request for those that were not named.
const UNNAMED: usize = 20;

/// Pages of one history that are asked for to find where it parts from ours. Past that nothing of it counts as known:
/// what is here stays, and is asked for again when somebody looks.
const SEARCHED: u32 = 400;

/// Loads everything and sets what is known here by it. A stopped one begins again, because it is still wanted; what was
/// set is found to be so.
pub(super) async fn load(inbox: &mut Inbox, wanted: Reload) -> Result<()> {
    let known = inbox.store.read(set_back::conversations).await?;
    let mut unnamed: BTreeMap<ConversationId, Cid> =
        known.into_iter().map(|(cid, id)| (id, cid)).collect();
    let mut pages = Pages::from(None, false);
    inbox.progress(pages.progress);
    while let Some(page) = pages.next(inbox).await? {
        let mut rest = Vec::new();
        if page.last {
            let named = page.named();
            unnamed.retain(|id, _| !named.contains(id));
            rest = infos(inbox, &mut unnamed).await?;
        }
        let Page {
            conversations,
            messages,
            reached,
            last,
        } = page;
        let mut by_conversation: BTreeMap<ConversationId, Vec<Incoming>> = BTreeMap::new();
        for message in messages {
            let id = message.conversation.id.clone();
            by_conversation.entry(id).or_default().push(message);
        }
        let mut found = Vec::new();
        for info in conversations {
            unnamed.remove(&info.conversation.id);
            let messages = by_conversation.remove(&info.conversation.id);
            found.push(told(inbox, info, messages.unwrap_or_default(), true).await?);
        }
        for info in rest {
            unnamed.remove(&info.conversation.id);
            found.push(told(inbox, info, Vec::new(), false).await?);
        }
        let unknown: Vec<Cid> = match last {
            true => unnamed.values().copied().collect(),
            false => Vec::new(),
        };
        inbox
            .store
            .write(move |tx| {
                for told in found {
                    told.set(tx)?;
                }
                for cid in unknown {
                    not_there(tx, cid)?;
                }
                if last {
                    meta::set_inbox(tx, reached.start)?;
                    contact::start_over(tx)?;
                    meta::reload_answered(tx, wanted)?;
                    tx.change(Change::ServerSetBack);
                }
                Ok(())
            })
            .await?;
        if last {
            inbox.cursor = Some(reached.start);
        }
        inbox.progress(pages.progress);
    }
    Ok(())
}

/// What the server says of conversations that its list does not name: they are deleted, or it does not know them. Fewer
/// at a time when they are too large for an answer, down to one; one that is too large by itself is left as it is.
async fn infos(
    inbox: &Inbox,
    unnamed: &mut BTreeMap<ConversationId, Cid>,
) -> Result<Vec<ConversationInfo>> {
    let cids: Vec<Cid> = unnamed.values().copied().collect();
    let targets = inbox
        .store
        .read(move |snapshot| {
            let stored = cids.iter().map(|cid| conversation::get(snapshot, *cid));
            stored.collect::<Result<Vec<_>>>()
        })
        .await?;
    let targets = targets.into_iter().flatten();
    let targets: Vec<ConversationRef> = targets.map(|stored| stored.conversation).collect();
    let mut rest = &targets[..];
    let mut many = UNNAMED;
    let mut infos = Vec::new();
    while !rest.is_empty() {
        let (some, after) = rest.split_at(many.min(rest.len()));
        match refresh::infos::of(&inbox.link, some.iter()).await {
            Ok(told) => infos.extend(told),
            Err(Error::Transport(Transport::TooLarge)) if some.len() > 1 => {
                many = some.len() / 2;
                continue;
            }
            Err(Error::Transport(Transport::TooLarge)) => {
                tracing::warn!("a conversation is too large to be asked for");
                for target in some {
                    unnamed.remove(&target.id);
                }
            }
            Err(other) => return Err(other),
        }
        rest = after;
    }
    Ok(infos)
}

/// What the server has of one conversation.
struct Told {
    info: ConversationInfo,
    /// Its newest messages.
    messages: Vec<Incoming>,
    evidence: Evidence,
    /// It stands in the server's list.
    listed: bool,
}

/// Asks for more of a history until it is clear up to where it is the one that is here.
async fn told(
    inbox: &Inbox,
    info: ConversationInfo,
    messages: Vec<Incoming>,
    listed: bool,
) -> Result<Told> {
    // What the person has cleared since, perhaps on another device, is not told any more: that it is here is no sign
    // of a loss. It goes when the settings are applied.
    let hidden = info.settings.as_ref().map_or(0, |own| own.min_index);
    let mut evidence = Evidence {
        from: i64::MAX,
        gone: hidden,
        ..Evidence::default()
    };
    note(&mut evidence, &messages);
    let id = info.conversation.id.clone();
    let held = inbox
        .store
        .read(move |snapshot| match conversation::find(snapshot, &id)? {
            Some(cid) => set_back::held(snapshot, cid),
            None => Ok(Vec::new()),
        })
        .await?;
    let history = History::new(inbox.store.clone(), inbox.link.clone());
    for _ in 0..SEARCHED {
        let Some(index) = evidence.ask_next(&held) else {
            break;
        };
        // Without a message in the list it is not known how far the history goes.
        let anchor = if evidence.newest <= hidden { 0 } else { index };
        search(&history, &info.conversation, anchor, &mut evidence).await?;
    }
    Ok(Told {
        info,
        messages,
        evidence,
        listed,
    })
}

async fn search(
    history: &History,
    target: &ConversationRef,
    anchor: i64,
    evidence: &mut Evidence,
) -> Result<()> {
    let gap = Gap {
        lo: 1,
        hi: if anchor == 0 { i64::MAX } else { anchor },
        bounded: false,
    };
    let (page, gone) = history.ask(target, gap, Side::Older).await?;
    let more = page.has_more.unwrap_or(false);
    let messages: Vec<_> = page
        .messages
        .into_iter()
        .filter_map(wire::message)
        .collect();
    evidence.gone = evidence.gone.max(wire::index(Some(gone)));
    note(evidence, &messages);
    if !more || messages.is_empty() {
        evidence.from = 0;
    }
    Ok(())
}

fn note(evidence: &mut Evidence, messages: &[Incoming]) {
    for message in messages.iter().filter(|message| message.index > 0) {
        evidence.has.insert(message.index, message.server_id);
        evidence.keys.insert(message.key(), message.server_id);
        evidence.from = evidence.from.min(message.index);
        evidence.newest = evidence.newest.max(message.index);
    }
    evidence.newest = evidence.newest.max(evidence.gone);
}

impl Told {
    /// Sets what is known of the conversation by what the server says.
    fn set(self, tx: &mut Tx<'_>) -> Result<()> {
        let Self {
            info,
            messages,
            evidence,
            listed,
        } = self;
        let cid = conversation::ensure(tx, &info.conversation)?;
        let held = set_back::held_in(tx, cid)?;
        let common = evidence.common(&held);
        let before = conversation::get_in(tx, cid)?;
        let cleared = before.as_ref().map_or(0, |stored| stored.server_min_index);
        let read_before = range::tail(tx, cid)?.unwrap_or(0).min(common);
        set_back::forget_lost(tx, cid, common, &evidence)?;
        let lowered = info
            .settings
            .as_ref()
            .is_some_and(|settings| settings.min_index < cleared);
        // A search that was given up proves nothing of what is here.
        let proven = match evidence.ask_next(&held) {
            None => common,
            Some(_) => 0,
        };
        set_back::cut_ranges(tx, cid, proven, if lowered { cleared + 1 } else { 0 })?;
        if info.settings.is_some() {
            set_back::forget_settings(tx, cid)?;
        }
        conversation::apply(tx, &info)?;
        if listed {
            conversation::show(tx, cid)?;
        } else {
            conversation::not_listed(tx, cid)?;
        }
        let read = info
            .settings
            .as_ref()
            .map_or(0, |settings| settings.read_index);
        let mut news = 0;
        for message in &messages {
            let new = message.sender != tx.me()
                && !message.is_command()
                && message.index > read_before.max(read)
                && !set_back::known(tx, message.server_id)?;
            news += u32::from(new);
            set_back::forget_version(tx, message.server_id)?;
        }
        let skipped = apply::past(tx, cid, messages, None)?;
        if skipped > 0 {
            tracing::warn!(skipped, "messages of a reload could not be used");
        }
        if news > 0 {
            tx.change(Change::CaughtUp {
                conversation: cid,
                messages: news,
            });
        }
        Ok(())
    }
}

/// The server does not know the conversation: it was made after the state that it was set back to.
fn not_there(tx: &mut Tx<'_>, cid: Cid) -> Result<()> {
    set_back::forget_lost(tx, cid, 0, &Evidence::default())?;
    set_back::lose_unplaced(tx, cid)?;
    set_back::cut_ranges(tx, cid, 0, 0)?;
    // When it is made again, its indexes begin anew: none of them has been read or cleared.
    set_back::forget_settings(tx, cid)?;
    // There is nothing to ask for.
    let nothing = IndexRange {
        lo: 0,
        hi: 0,
        gone: false,
    };
    range::add(tx, cid, nothing)?;
    conversation::set_member(tx, cid, false)?;
    // Another device may never have known it: an empty one stands in no list.
    conversation::list_no_more(tx, cid)
}
