//! What is marked: the lists of the server after a load, and marked messages that are not here (protocol: sync, section 11).

use linnet_proto::im_proto::{
    Imcmd, MessageStatus, PullMarkMessageRequestBody, PullMarkMessageResponseBody, RequestBody,
};

use super::refused;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::conversation::ConversationRef;
use crate::model::mark::MarkKind;
use crate::model::message::Incoming;
use crate::store::mark::{self, WantedList};
use crate::store::{Cid, Store, Tx, conversation};
use crate::sync::{apply, single, wire};

/// Messages of one page.
const PAGE: i64 = 100;

/// Pages of one list at most. A server that never ends is not asked for ever.
const PAGES: u32 = 1_000;

/// How often the lists are read again because marks came meanwhile, before the next reason to look.
const ROUNDS: u32 = 5;

/// Reads the lists when they are wanted. What a server does not have is not wanted any more.
pub(super) async fn load(store: &Store, link: &Link) -> Result<()> {
    for _ in 0..ROUNDS {
        let Some(wanted) = store.read(mark::wanted_list).await? else {
            return Ok(());
        };
        let mut whole = true;
        for kind in MarkKind::ALL {
            let mut read = false;
            let asked = async {
                read = list(store, link, wanted, kind).await?;
                Ok(())
            };
            whole &= refused(asked.await)? || read;
        }
        if whole {
            store
                .write_replayable(move |tx| mark::list_answered(tx, wanted))
                .await?;
        }
    }
    Ok(())
}

/// Reads one list. False when marks came meanwhile.
async fn list(store: &Store, link: &Link, wanted: WantedList, kind: MarkKind) -> Result<bool> {
    let mut marks = Vec::new();
    let mut cursor = 0;
    for _ in 0..PAGES {
        let page = page(link, kind, cursor).await?;
        let times: Vec<i64> = page
            .msg_extras
            .iter()
            .map(|extra| extra.sort_time.unwrap_or(0))
            .collect();
        let incoming = page.messages.into_iter().map(wire::message);
        let found: Vec<(Incoming, i64)> = incoming
            .enumerate()
            .filter_map(|(at, message)| {
                let message = message.filter(|message| message.server_id > 0)?;
                let time = times.get(at).copied().unwrap_or(message.created);
                Some((message, time))
            })
            .collect();
        // The messages are history, whatever becomes of the list.
        marks.extend(
            store
                .write_replayable(move |tx| {
                    found
                        .into_iter()
                        .map(|(message, time)| {
                            let server_id = message.server_id;
                            Ok((keep(tx, message)?, server_id, time))
                        })
                        .collect::<Result<Vec<_>>>()
                })
                .await?,
        );
        let next = page.next_cursor.unwrap_or(0);
        if page.has_more != Some(true) || next == cursor {
            break;
        }
        cursor = next;
    }
    store
        .write_replayable(move |tx| mark::replace(tx, wanted, kind, &marks))
        .await
}

async fn page(link: &Link, kind: MarkKind, cursor: i64) -> Result<PullMarkMessageResponseBody> {
    let command = Imcmd::PullMarkMessage as i32;
    let body = RequestBody {
        pull_mark_message_body: Some(PullMarkMessageRequestBody {
            cursor: Some(cursor),
            limit: Some(PAGE),
            action_type: Some(kind.action()),
            ..PullMarkMessageRequestBody::default()
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    answer.pull_mark_message_body.ok_or(Error::Answer {
        command,
        log_id: None,
    })
}

/// Stores a message that stands alone in its history, as far as is known.
fn keep(tx: &mut Tx<'_>, message: Incoming) -> Result<Cid> {
    let cid = conversation::ensure(tx, &message.conversation)?;
    apply::past(tx, cid, vec![message], None)?;
    Ok(cid)
}

/// Asks for marked messages that are not here. One that the server does not show is not marked.
pub(super) async fn fetch_messages(store: &Store, link: &Link) -> Result<()> {
    while let Some((cid, server_id)) = store.read(mark::missing_message).await? {
        let stored = store
            .read(move |snapshot| conversation::get(snapshot, cid))
            .await?;
        let mut found = None;
        if let Some(stored) = stored {
            let asked = async {
                found = ask(link, &stored.conversation, server_id).await?;
                Ok(())
            };
            refused(asked.await)?;
        }
        store
            .write_replayable(move |tx| {
                if let Some(message) = found {
                    keep(tx, message)?;
                }
                mark::settle(tx, cid, server_id)
            })
            .await?;
    }
    Ok(())
}

async fn ask(
    link: &Link,
    conversation: &ConversationRef,
    server_id: i64,
) -> Result<Option<Incoming>> {
    let answer = single::ask(link, conversation, server_id).await?;
    let Some(found) = answer.and_then(|body| body.msg_info) else {
        return Ok(None);
    };
    if found.status() == MessageStatus::NotExist {
        return Ok(None);
    }
    // Whatever else it is, it is not what was asked for.
    Ok(found.body.and_then(wire::message).filter(|message| {
        message.server_id == server_id && message.conversation.id == conversation.id
    }))
}
