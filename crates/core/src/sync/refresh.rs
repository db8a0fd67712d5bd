//! Fetches what was named and is not known: conversations, members, people, places of messages. What is wanted is noted
//! in the store, so nothing is forgotten by a stop.

mod infos;
mod place;

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::im_proto::{
    Imcmd, MgetConversationParticipantsRequestBody, ProfileBatchGetInfoRequestBody, RequestBody,
};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::wire;
use crate::error::{Error, Result, Transport};
use crate::link::Link;
use crate::model::UserId;
use crate::model::connection::Connection;
use crate::store::{Change, Cid, Store, conversation, participant, person, unplaced};

/// Conversations of one request.
const CONVERSATIONS: i64 = 20;

/// People of one request.
const PEOPLE: i64 = 50;

/// After a failure, unless the connection comes back earlier.
const PAUSE: Duration = Duration::from_secs(30);

/// Fetches what is wanted until stopped. `nudge`: "pull now".
pub async fn run(store: Store, link: Link, nudge: Arc<Notify>, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = keep(store, link, &nudge) => {}
    }
}

async fn keep(store: Store, link: Link, nudge: &Notify) {
    let mut changes = store.changes();
    let mut connection = link.connection();
    loop {
        let online = matches!(*connection.borrow_and_update(), Connection::Online);
        let failed = online
            && match all(&store, &link, nudge).await {
                Ok(()) => false,
                Err(error) => {
                    tracing::info!(code = %error.code(), "what was named could not be fetched yet");
                    true
                }
            };
        tokio::select! {
            change = connection.changed() => if change.is_err() { return },
            () = link.sleep(PAUSE), if failed => {}
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

/// Everything that is wanted now. What the server refuses is not wanted any more, so that it stops nothing else.
async fn all(store: &Store, link: &Link, nudge: &Notify) -> Result<()> {
    let mut many = CONVERSATIONS;
    loop {
        let limit = many;
        let wanted = store
            .read(move |snapshot| conversation::wanted(snapshot, limit))
            .await?;
        if wanted.is_empty() {
            break;
        }
        let asked = wanted.clone();
        let answered = conversations(store, link, wanted).await;
        if matches!(answered, Err(Error::Transport(Transport::TooLarge))) && many > 1 {
            many /= 2;
            continue;
        }
        if refused(answered)? {
            store
                .write_replayable(move |tx| {
                    asked
                        .iter()
                        .try_for_each(|wanted| conversation::settle(tx, wanted))
                })
                .await?;
        }
    }
    while let Some(unplaced) = store.read(unplaced::next).await? {
        if place::one(store, link, unplaced).await? {
            nudge.notify_one();
        }
    }
    while let Some((cid, users)) = store.read(participant::wanted).await? {
        let asked = users.clone();
        if refused(members(store, link, cid, users).await)? {
            store
                .write_replayable(move |tx| participant::settle(tx, cid, &asked, &[]))
                .await?;
        }
    }
    loop {
        let wanted = store
            .read(|snapshot| person::wanted(snapshot, PEOPLE))
            .await?;
        if wanted.is_empty() {
            return Ok(());
        }
        let asked = wanted.clone();
        if refused(fetch_people(store, link, wanted).await)? {
            store
                .write_replayable(move |tx| person::unwant(tx, &asked))
                .await?;
        }
    }
}

/// Whether the server will never tell. An answer that is too large will be so the next time.
pub(super) fn refused(result: Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(false),
        Err(Error::Transport(Transport::TooLarge)) => {
            tracing::warn!("what was named is too large to be fetched");
            Ok(true)
        }
        Err(error) if error.is_refusal() => {
            tracing::info!(
                status = error.status(),
                "the server does not tell what was named"
            );
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

async fn conversations(
    store: &Store,
    link: &Link,
    wanted: Vec<conversation::Wanted>,
) -> Result<()> {
    let mut infos = infos::of(link, wanted.iter().map(|wanted| &wanted.conversation)).await?;
    store
        .write_replayable(move |tx| {
            for info in &mut infos {
                let asked = wanted
                    .iter()
                    .find(|asked| asked.conversation.id == info.conversation.id);
                if let Some(asked) = asked
                    && participant::version_of(tx, asked.cid)? != asked.members_version
                {
                    // Somebody came or went since: these members may not be the ones of now.
                    info.member = None;
                    info.members.clear();
                    info.members_complete = false;
                }
                conversation::apply(tx, info)?;
            }
            for asked in &wanted {
                let id = &asked.conversation.id;
                if infos.iter().any(|info| info.conversation.id == *id) {
                    conversation::settle(tx, asked)?;
                } else {
                    conversation::not_named(tx, asked)?;
                }
            }
            Ok(())
        })
        .await
}

async fn members(
    store: &Store,
    link: &Link,
    cid: Cid,
    users: Vec<participant::Wanted>,
) -> Result<()> {
    let stored = store
        .read(move |snapshot| conversation::get(snapshot, cid))
        .await?;
    let Some(stored) = stored.filter(|stored| stored.member) else {
        return store
            .write_replayable(move |tx| participant::settle(tx, cid, &users, &[]))
            .await;
    };
    let command = Imcmd::MgetConversationParticipants as i32;
    let body = RequestBody {
        mget_conversation_participants_body: Some(MgetConversationParticipantsRequestBody {
            conversation_id: Some(stored.conversation.id.0),
            conversation_short_id: Some(stored.conversation.short_id),
            conversation_type: Some(stored.conversation.kind),
            participants: users.iter().map(|(user, _)| user.0).collect(),
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
        .write_replayable(move |tx| participant::settle(tx, cid, &users, &found))
        .await
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
