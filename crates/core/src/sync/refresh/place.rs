//! Where an own message stands that the server has confirmed and the inbox does not tell. When the server does not have it
//! any more, what it has shows why: the history was cleared, it keeps nothing any more of that time, or it was set back.

use linnet_proto::im_proto::MessageStatus;

use super::infos;
use crate::error::{Error, Result, Transport};
use crate::link::Link;
use crate::model::conversation::ConversationRef;
use crate::model::message::Incoming;
use crate::store::meta::{self, Cause};
use crate::store::unplaced::{self, Asked, Unplaced, Why};
use crate::store::{Store, conversation, message, set_back};
use crate::sync::history::{Gap, History, Side};
use crate::sync::{single, wire};

/// What the server knows of a message.
enum Known {
    /// It, with its place.
    There(Box<Incoming>),
    /// It shows no such message to this person.
    Gone,
    /// It tells nothing of it.
    Nothing,
    /// It has nothing to do with this person in that conversation.
    NoConversation,
}

/// Asks for the place of one message and keeps the answer. True when the inbox is to be read now: to tell more, or
/// because the server was set back and everything is to be loaded again.
pub(super) async fn one(store: &Store, link: &Link, unplaced: Unplaced) -> Result<bool> {
    let Unplaced {
        message,
        asked,
        why,
    } = unplaced;
    let Some(asked) = asked else {
        store
            .write_replayable(move |tx| unplaced::settle(tx, message))
            .await?;
        return Ok(false);
    };
    let known = known(link, &asked).await?;
    let lost = match &known {
        Known::Gone if matches!(why, Why::NotTold { .. }) => {
            !forgotten(store, link, &asked).await?
        }
        Known::NoConversation if matches!(why, Why::NotTold { .. }) && asked.member => {
            !named(link, &asked.conversation).await?
        }
        _ => false,
    };
    // Whether the history was cleared meanwhile, or the person removed, the inbox will say. What it does not say then is
    // asked for once more, and shows whether the server was set back.
    let unclear = why == Why::Repeated
        && match known {
            Known::Gone => asked.cleared == 0,
            Known::NoConversation => asked.member,
            _ => false,
        };
    store
        .write_replayable(move |tx| {
            unplaced::settle(tx, message)?;
            if lost {
                // The reload asks for it once more, and then sets it apart.
                return meta::want_reload(tx, Cause::SetBack);
            }
            let stored = conversation::get_in(tx, asked.cid)?;
            let min_index = stored.map_or(0, |stored| stored.min_index);
            // Since the inbox was read: it goes with the history.
            let cleared_since = match why {
                Why::NotTold { cleared } => min_index > cleared,
                Why::Repeated => true,
                Why::SetBack => false,
            };
            match &known {
                Known::There(incoming) => {
                    message::store(tx, asked.cid, min_index, incoming, false).map(|_| ())
                }
                Known::Gone if why == Why::SetBack => {
                    set_back::keep_apart_unplaced(tx, asked.cid, message)
                }
                Known::Gone | Known::NoConversation if unclear => {
                    unplaced::wait(tx, asked.cid, message)
                }
                Known::Gone if cleared_since => {
                    message::hide_echo(tx, asked.cid, &asked.key, asked.server_id)
                }
                Known::Gone | Known::NoConversation | Known::Nothing => {
                    unplaced::place_by_age(tx, asked.cid, message)
                }
            }
        })
        .await?;
    Ok(lost || unclear)
}

/// Asks where it stands (protocol: commands, 211).
async fn known(link: &Link, asked: &Asked) -> Result<Known> {
    let answer = single::ask(link, &asked.conversation, asked.server_id).await;
    let answer = match answer {
        Err(Error::Transport(Transport::TooLarge)) => {
            tracing::warn!("a message is too large to be asked for");
            return Ok(Known::Nothing);
        }
        Err(error) if error.is_refusal() => {
            tracing::info!(
                status = error.status(),
                "the server does not tell where a message stands"
            );
            return Ok(Known::NoConversation);
        }
        other => other?,
    };
    let Some(found) = answer.and_then(|body| body.msg_info) else {
        return Ok(Known::Nothing);
    };
    let gone = found.status() == MessageStatus::NotExist;
    Ok(match found.body.and_then(wire::message) {
        Some(incoming) => Known::There(Box::new(incoming)),
        None if gone => Known::Gone,
        None => Known::Nothing,
    })
}

/// Whether the server keeps nothing any more of the time of a message that it does not have: something of the history is
/// gone, and nothing that is older is there. Otherwise it has lost it.
async fn forgotten(store: &Store, link: &Link, asked: &Asked) -> Result<bool> {
    let history = History::new(store.clone(), link.clone());
    let everything = Gap {
        lo: 1,
        hi: i64::MAX,
        bounded: false,
    };
    let answer = history
        .ask(&asked.conversation, everything, Side::Newer)
        .await;
    let (page, gone) = match answer {
        // It says nothing of being set back.
        Err(error) if error.is_refusal() => return Ok(true),
        other => other?,
    };
    let kept = page.messages.iter();
    let older = kept.filter_map(|message| message.server_message_id).min();
    Ok(gone > 0 && older.is_none_or(|older| older > asked.server_id))
}

/// Whether the server knows this person in the conversation.
async fn named(link: &Link, target: &ConversationRef) -> Result<bool> {
    let infos = match infos::of(link, std::iter::once(target)).await {
        Err(error) if error.is_refusal() => return Ok(true),
        other => other?,
    };
    Ok(infos.iter().any(|info| info.conversation.id == target.id))
}
