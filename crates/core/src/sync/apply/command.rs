//! Commands among the entries: what they change (protocol: sync, section 8), and receipts, which come the same way or by
//! themselves.

use linnet_proto::im_proto::MessageType;
use linnet_proto::keys;
use serde_json::{Map, Value};

use crate::error::Reason;
use crate::error::{Error, Result};
use crate::model::content::{self, number};
use crate::model::mark::MarkKind;
use crate::model::message::Incoming;
use crate::model::user::ReadPosition;
use crate::model::{ConversationId, UserId};
use crate::store::pending::{self, Mutation};
use crate::store::range::{self, IndexRange};
use crate::store::{Cid, Tx, conversation, mark, meta, outbox, participant};
use crate::sync::wire;

/// Whether an entry is no message.
pub(super) fn is_command(incoming: &Incoming) -> bool {
    incoming.is_command() || incoming.kind == MessageType::RecallMsgCommand as i32
}

/// What a command does. Unknown ones are ignored.
pub(super) fn command(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<()> {
    match MessageType::try_from(incoming.kind) {
        Ok(MessageType::Command) => numbered(tx, incoming),
        Ok(MessageType::UpdateMessageExt) => {
            let (server_id, key) = target(incoming);
            let ext = content::write_ext(&incoming.ext);
            pending::apply(tx, server_id, key, incoming.version, &Mutation::Ext(ext))
        }
        Ok(MessageType::RecallMsgCommand) => {
            let id = incoming.ext.get(keys::TARGET_SERVER_MESSAGE_ID);
            let key = incoming.ext.get(keys::TARGET_CLIENT_MESSAGE_ID);
            let id = id.and_then(|id| id.parse().ok()).unwrap_or(0);
            pending::apply(
                tx,
                id,
                key.map_or("", String::as_str),
                incoming.version,
                &Mutation::Recall,
            )
        }
        Ok(MessageType::UpdateMessageProperty) => {
            let (server_id, key) = target(incoming);
            let mutation = Mutation::Reactions(incoming.reactions.clone());
            pending::apply(tx, server_id, key, incoming.version, &mutation)
        }
        Ok(MessageType::MarkCommand) => marked(tx, incoming),
        // Of several at once; what exactly it says is not established: the list is asked for.
        Ok(MessageType::BatchUnmarkCommand) => meta::want_marks(tx),
        Ok(MessageType::SendFailedResp) => {
            let (server_id, key) = target(incoming);
            outbox::refuse_late(tx, server_id, key, &refusal(incoming))
        }
        Ok(MessageType::UpdateMinIndex) => {
            let content = object(&incoming.content);
            let index = [content.get("min_index"), content.get("last_message_index")]
                .into_iter()
                .map(number)
                .chain(["s:min_index", "min_index"].iter().map(|key| {
                    incoming
                        .ext
                        .get(*key)
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(0)
                }))
                .max();
            let index = wire::index(index);
            known(tx, &incoming.conversation.id, |tx, cid| {
                conversation::raise_min_index(tx, cid, index)
            })
        }
        Ok(MessageType::ConversationDestroy) => known(tx, &incoming.conversation.id, |tx, cid| {
            conversation::set_member(tx, cid, false)
        }),
        Ok(MessageType::ReadCommand) => receipt(tx, &incoming.conversation.id, &incoming.content),
        // What exactly they say is not established; what they are about is asked for.
        Ok(MessageType::ModeChange | MessageType::BlockCommand) => {
            known(tx, &incoming.conversation.id, conversation::want_info)
        }
        _ => Ok(()),
    }
}

/// A message was marked, or no longer (50012).
fn marked(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<()> {
    let json = object(&incoming.content);
    let (named, _) = target(incoming);
    let message = match number(json.get("message_id")) {
        0 => named,
        message => message,
    };
    let on = match json.get("do_action") {
        Some(Value::Bool(on)) => Some(*on),
        _ => None,
    };
    let kind = MarkKind::of_action(number(json.get("action_type")));
    let (Some(kind), Some(on), true) = (kind, on, message > 0) else {
        // The hosted service may say it otherwise.
        return meta::want_marks(tx);
    };
    let cid = conversation::ensure(tx, &incoming.conversation)?;
    let time = number(json.get("sort_time"));
    mark::tell(tx, cid, message, kind, on.then_some(time))
}

fn target(incoming: &Incoming) -> (i64, &str) {
    let server_id = incoming
        .ext
        .get(keys::SERVER_MESSAGE_ID)
        .and_then(|id| id.parse().ok());
    let key = incoming
        .ext
        .get(keys::CLIENT_MESSAGE_ID)
        .map_or("", String::as_str);
    (server_id.unwrap_or(0), key)
}

/// Why the server refuses a message that it had taken. Of the code only its key is known (protocol: content, section 4):
/// it is read as the status of a send.
fn refusal(incoming: &Incoming) -> Reason {
    let number = |key: &str| incoming.ext.get(key).and_then(|code| code.parse().ok());
    Error::Send {
        status: number(keys::ERR_CODE).unwrap_or(0),
        check_code: 0,
        log_id: None,
    }
    .reason()
}

fn object(json: &str) -> Map<String, Value> {
    crate::model::json::read(json).unwrap_or_default()
}

/// Runs `f` when the conversation is stored; a command about one that is not has nothing to do.
fn known(
    tx: &mut Tx<'_>,
    id: &ConversationId,
    f: impl FnOnce(&mut Tx<'_>, Cid) -> Result<()>,
) -> Result<()> {
    match conversation::find_in(tx, id)? {
        Some(cid) => f(tx, cid),
        None => Ok(()),
    }
}

/// Command 50001 (protocol: sync, section 8.1).
fn numbered(tx: &mut Tx<'_>, incoming: &Incoming) -> Result<()> {
    let json = object(&incoming.content);
    let get = |key: &str| number(json.get(key));
    let index = |key: &str| wire::index(Some(get(key)));
    let mut target = incoming.conversation.clone();
    if let Some(id) = json
        .get("conversation_id")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
    {
        target.id = ConversationId::from(id);
    }
    if target.kind == 0 {
        target.kind = i32::try_from(get("conversation_type")).unwrap_or(0);
    }
    match get("command_type") {
        1 => {
            let badge = json
                .get("read_badge_count")
                .map(|value| number(Some(value)).clamp(0, i64::from(i32::MAX)));
            known(tx, &target.id, |tx, cid| {
                conversation::set_read(tx, cid, index("read_index"), badge).map(|_| ())
            })
        }
        2 => pending::apply(tx, get("message_id"), "", 0, &Mutation::Delete),
        3 | 620 | 1010 => known(tx, &target.id, |tx, cid| {
            conversation::delete(tx, cid, index("last_message_index"))
        }),
        4 => {
            let cid = conversation::ensure(tx, &target)?;
            // Only a conversation of the list has settings to change: one that was deleted has been opened again, and
            // the deletion may have come after the answer that said so.
            conversation::show(tx, cid)?;
            refresh_if(tx, cid, |stored| {
                stored.setting_version <= get("conversation_version")
            })
        }
        6 => {
            let cid = conversation::ensure(tx, &target)?;
            refresh_if(tx, cid, |stored| {
                stored.info_version <= get("group_version")
            })
        }
        7 => {
            let cid = conversation::ensure(tx, &target)?;
            members(tx, cid, &json)
        }
        8 => known(tx, &target.id, |tx, cid| {
            let lowest = range::lowest(tx, cid)?.unwrap_or(0);
            range::add(
                tx,
                cid,
                IndexRange {
                    lo: 0,
                    hi: lowest,
                    gone: false,
                },
            )
        }),
        9 => known(tx, &target.id, |tx, cid| {
            conversation::raise_min_index(tx, cid, index("last_message_index"))
        }),
        _ => Ok(()),
    }
}

fn refresh_if(
    tx: &mut Tx<'_>,
    cid: Cid,
    old: impl FnOnce(&conversation::Stored) -> bool,
) -> Result<()> {
    match conversation::get_in(tx, cid)? {
        Some(stored) if old(&stored) => conversation::want_info(tx, cid),
        _ => Ok(()),
    }
}

fn members(tx: &mut Tx<'_>, cid: Cid, json: &Map<String, Value>) -> Result<()> {
    let list = |key: &str| -> Vec<UserId> {
        let items = json.get(key).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .map(|id| UserId(number(Some(id))))
            .filter(|user| user.0 > 0)
            .collect()
    };
    let (added, modified, removed) = (
        list("added_participant"),
        list("modified_participant"),
        list("removed_participant"),
    );
    let me = tx.me();
    if removed.contains(&me) {
        conversation::set_member(tx, cid, false)?;
    } else if added.contains(&me) {
        conversation::set_member(tx, cid, true)?;
        // The server lists what somebody was added to or has made. It may be known here from before the server was set
        // back, and have left the list since.
        conversation::show(tx, cid)?;
    }
    participant::remove(tx, cid, &removed)?;
    let mut asked = added;
    asked.extend(modified);
    participant::want(tx, cid, &asked)?;
    // How many there are is part of the information.
    conversation::want_info(tx, cid)
}

/// A read receipt (50013): its sender has read up to an index.
pub fn receipt(tx: &mut Tx<'_>, id: &ConversationId, json: &str) -> Result<()> {
    let json = object(json);
    let position = ReadPosition {
        user: UserId(number(json.get("P2PSender"))),
        index: wire::index(Some(number(json.get("P2PSenderReadIndex")))),
        min_index: 0,
    };
    known(tx, id, |tx, cid| {
        conversation::apply_read_positions(tx, cid, &[position])
    })
}
