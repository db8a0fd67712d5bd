//! Fetches what was named and is not known: conversations, members, people, places of messages, marks. What is wanted is noted
//! in the store, so nothing is forgotten by a stop.

pub(super) mod contacts;
pub(super) mod infos;
mod marks;
mod place;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
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
use crate::model::conversation::ConversationInfo;
use crate::store::{
    Change, Cid, Store, Tx, contact, conversation, meta, participant, person, unplaced,
};

/// Conversations of one request.
const CONVERSATIONS: i64 = 20;

/// People of one request.
const PEOPLE: i64 = 50;

/// People who are asked for again with each connection.
const IN_SIGHT: i64 = 100;

/// After a failure, unless the connection comes back earlier.
const PAUSE: Duration = Duration::from_secs(30);

/// Fetches what is wanted until stopped. `nudge`: "pull now".
pub async fn run(store: Store, link: Link, nudge: Arc<Notify>, stop: CancellationToken) {
    let named = keep(&store, &link, || Box::pin(all(&store, &link, &nudge)));
    // Beside it: a server that cannot answer for them holds up no name.
    let contacts = async {
        // Without a socket no event says that pushes may have been missed.
        let noted = store.write_replayable(|tx| contact::want(tx, &contact::List::ALL));
        if let Err(error) = noted.await {
            tracing::warn!(code = %error.code(), "that contacts are to be read could not be noted");
        }
        keep(&store, &link, || Box::pin(contacts::load(&store, &link))).await;
    };
    tokio::select! {
        () = stop.cancelled() => {}
        _ = async { tokio::join!(named, contacts) } => {}
    }
}

/// That somebody has another name or picture is told once and kept nowhere: with each connection those are asked for
/// again whom the person sees most.
pub async fn look_again(store: Store, link: Link) {
    let mut connection = link.connection();
    loop {
        let online = matches!(*connection.borrow_and_update(), Connection::Online);
        if online && let Err(error) = people_in_sight(&store, &link).await {
            tracing::info!(code = %error.code(), "names could not be asked for again");
        }
        if connection.changed().await.is_err() {
            return;
        }
    }
}

async fn people_in_sight(store: &Store, link: &Link) -> Result<()> {
    let me = store.me();
    let users = store
        .read(move |snapshot| person::in_sight(snapshot, me, IN_SIGHT))
        .await?;
    let most = usize::try_from(PEOPLE).unwrap_or(50);
    for some in users.chunks(most) {
        if refused(fetch_people(store, link, some.to_vec()).await)? {
            break;
        }
    }
    Ok(())
}

/// Fetches when the connection comes and when something is wanted, until the store is closed.
async fn keep<'a>(store: &'a Store, link: &'a Link, fetch: impl Fn() -> BoxFuture<'a, Result<()>>) {
    let mut changes = store.changes();
    let mut connection = link.connection();
    loop {
        let online = matches!(*connection.borrow_and_update(), Connection::Online);
        let failed = online
            && match fetch().await {
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
    let reload = store.read(meta::reload).await?;
    if reload.is_some_and(|reload| reload.set_backs > 0) {
        // Found by a page of history; the inbox loads everything again.
        nudge.notify_one();
    }
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
    marks::load(store, link).await?;
    marks::fetch_messages(store, link).await?;
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
    let infos = infos::of(link, wanted.iter().map(|wanted| &wanted.conversation)).await?;
    store
        .write_replayable(move |tx| told(tx, infos, &wanted))
        .await
}

/// Keeps what the server says of conversations that were wanted.
fn told(
    tx: &mut Tx<'_>,
    infos: Vec<ConversationInfo>,
    wanted: &[conversation::Wanted],
) -> Result<()> {
    let mut named = BTreeSet::new();
    for mut info in infos {
        let id = info.conversation.id.clone();
        let asked = wanted.iter().find(|asked| asked.conversation.id == id);
        // Somebody came or went since, perhaps this person: who is a member is asked again.
        let outdated = match asked {
            Some(asked) => participant::version_of(tx, asked.cid)? != asked.members_version,
            None => false,
        };
        if outdated {
            info.member = None;
            info.members.clear();
            info.members_complete = false;
        }
        conversation::apply(tx, &info)?;
        if let Some(asked) = asked.filter(|_| !outdated) {
            conversation::settle(tx, asked)?;
        }
        named.insert(id);
    }
    for asked in wanted {
        if !named.contains(&asked.conversation.id) {
            conversation::not_named(tx, asked)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{Desk, chat};

    /// As after a set-back: the conversation is made again while the reload that does not know it is on its way.
    #[tokio::test]
    async fn an_answer_that_was_asked_for_before_something_changed_is_asked_for_again() {
        let desk = Desk::new();
        let info = || ConversationInfo {
            conversation: chat(),
            inbox: 0,
            ticket: None,
            member: Some(true),
            member_count: Some(2),
            badge_count: None,
            core: None,
            settings: None,
            members: Vec::new(),
            members_complete: false,
        };
        let cid = desk
            .store
            .write(|tx| conversation::ensure(tx, &chat()))
            .await
            .unwrap();
        let wanted = || async {
            let wanted = desk
                .store
                .read(|snapshot| conversation::wanted(snapshot, 10));
            wanted.await.unwrap()
        };
        let asked = wanted().await;
        assert_eq!(asked.len(), 1);
        desk.store
            .write(move |tx| conversation::set_member(tx, cid, false))
            .await
            .unwrap();
        for member in ["0", "1"] {
            let asked = match member {
                "0" => asked.clone(),
                _ => wanted().await,
            };
            assert_eq!(asked.len(), 1, "it is still wanted");
            desk.store
                .write(move |tx| told(tx, vec![info()], &asked))
                .await
                .unwrap();
            assert_eq!(desk.rows("SELECT member FROM conversation").await, [member]);
        }
        assert!(wanted().await.is_empty());
        // Asked for by the number that it had before it was made again.
        desk.store
            .write(move |tx| conversation::want_info(tx, cid))
            .await
            .unwrap();
        let asked = wanted().await;
        desk.store
            .write(move |tx| {
                let mut again = chat();
                again.short_id += 1;
                conversation::ensure(tx, &again)?;
                told(tx, Vec::new(), &asked)
            })
            .await
            .unwrap();
        assert_eq!(desk.rows("SELECT member FROM conversation").await, ["1"]);
        assert_eq!(wanted().await.len(), 1, "it is asked for by its new number");
    }
}
