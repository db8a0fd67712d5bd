//! Fetches what was named and is not known: conversations, members, people. What is wanted is noted in the store, so
//! nothing is forgotten by a stop.

use std::time::Duration;

use linnet_proto::im_proto::{
    GetConversationInfoListV2RequestBody, GetConversationInfoV2RequestBody, Imcmd,
    MgetConversationParticipantsRequestBody, ProfileBatchGetInfoRequestBody, RequestBody,
};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::wire;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::UserId;
use crate::store::{Change, Store, conversation, participant, person};
use crate::view::row::Connection;

/// Conversations of one request.
const CONVERSATIONS: i64 = 20;

/// People of one request.
const PEOPLE: i64 = 50;

/// After a failure, unless the connection comes back earlier.
const PAUSE: Duration = Duration::from_secs(30);

/// Fetches what is wanted until stopped.
pub async fn run(store: Store, link: Link, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = keep(store, link) => {}
    }
}

async fn keep(store: Store, link: Link) {
    let mut changes = store.changes();
    let mut connection = link.connection();
    loop {
        let online = matches!(*connection.borrow_and_update(), Connection::Online);
        let failed = online
            && match all(&store, &link).await {
                Ok(()) => false,
                Err(error) => {
                    tracing::info!(code = %error.code(), "what was named could not be fetched yet");
                    true
                }
            };
        tokio::select! {
            change = connection.changed() => if change.is_err() { return },
            () = tokio::time::sleep(PAUSE), if failed => {}
            wanted = wanted(&mut changes), if !failed => if !wanted { return },
        }
    }
}

/// Waits until something is wanted; false when the store is closed.
async fn wanted(
    changes: &mut tokio::sync::broadcast::Receiver<std::sync::Arc<crate::store::Committed>>,
) -> bool {
    loop {
        match changes.recv().await {
            Ok(committed) if committed.changes.contains(&Change::Wanted) => return true,
            Ok(_) => {}
            // What was missed may have been a want.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

/// Everything that is wanted now.
async fn all(store: &Store, link: &Link) -> Result<()> {
    while conversations(store, link).await? {}
    while members(store, link).await? {}
    while people(store, link).await? {}
    Ok(())
}

async fn conversations(store: &Store, link: &Link) -> Result<bool> {
    let wanted = store
        .read(|snapshot| conversation::wanted(snapshot, CONVERSATIONS))
        .await?;
    if wanted.is_empty() {
        return Ok(false);
    }
    let command = Imcmd::GetConversationInfoListV2 as i32;
    let body = RequestBody {
        get_conversation_info_list_v2_body: Some(GetConversationInfoListV2RequestBody {
            conversation_info_list: wanted
                .iter()
                .map(|(_, conversation)| GetConversationInfoV2RequestBody {
                    conversation_id: Some(conversation.id.0.clone()),
                    conversation_short_id: Some(conversation.short_id),
                    conversation_type: Some(conversation.kind),
                })
                .collect(),
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    let list = answer
        .get_conversation_info_list_v2_body
        .ok_or(Error::Answer {
            command,
            log_id: None,
        })?
        .conversation_info_list;
    let infos: Vec<_> = list.into_iter().filter_map(wire::conversation).collect();
    store
        .write_replayable(move |tx| {
            for info in &infos {
                conversation::apply(tx, info)?;
            }
            for (cid, asked) in &wanted {
                if !infos.iter().any(|info| info.conversation.id == asked.id) {
                    conversation::not_found(tx, *cid)?;
                }
            }
            Ok(())
        })
        .await?;
    Ok(true)
}

async fn members(store: &Store, link: &Link) -> Result<bool> {
    let wanted = store
        .read(|snapshot| {
            let Some((cid, users)) = participant::wanted(snapshot)? else {
                return Ok(None);
            };
            Ok(conversation::get(snapshot, cid)?.map(|stored| (cid, users, stored)))
        })
        .await?;
    let Some((cid, users, stored)) = wanted else {
        return Ok(false);
    };
    if !stored.member {
        store
            .write_replayable(move |tx| participant::unwant(tx, cid, &users))
            .await?;
        return Ok(true);
    }
    let command = Imcmd::MgetConversationParticipants as i32;
    let body = RequestBody {
        mget_conversation_participants_body: Some(MgetConversationParticipantsRequestBody {
            conversation_id: Some(stored.conversation.id.0),
            conversation_short_id: Some(stored.conversation.short_id),
            conversation_type: Some(stored.conversation.kind),
            participants: users.iter().map(|user| user.0).collect(),
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    let list = answer
        .mget_conversation_participants_body
        .ok_or(Error::Answer {
            command,
            log_id: None,
        })?
        .participants;
    let found: Vec<_> = list.into_iter().filter_map(wire::participant).collect();
    store
        .write_replayable(move |tx| {
            participant::store(tx, cid, &found)?;
            participant::unwant(tx, cid, &users)
        })
        .await?;
    Ok(true)
}

async fn people(store: &Store, link: &Link) -> Result<bool> {
    let wanted = store
        .read(|snapshot| person::wanted(snapshot, PEOPLE))
        .await?;
    if wanted.is_empty() {
        return Ok(false);
    }
    fetch_people(store, link, wanted).await?;
    Ok(true)
}

/// Asks for the profiles of these people and stores them.
pub async fn fetch_people(store: &Store, link: &Link, users: Vec<UserId>) -> Result<()> {
    let command = Imcmd::ProfileBatchGetInfo as i32;
    let body = RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: users.iter().map(|user| user.0).collect(),
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    let list = answer
        .profile_batch_get_info_body
        .ok_or(Error::Answer {
            command,
            log_id: None,
        })?
        .profiles;
    let profiles: Vec<_> = list.into_iter().filter_map(wire::profile).collect();
    store
        .write_replayable(move |tx| person::store(tx, &users, &profiles))
        .await
}
