//! Requests to be a friend, to the person and by them.

use rusqlite::{OptionalExtension, params};

use super::{Told, column, effect, keep_profile};
use crate::error::Result;
use crate::model::UserId;
use crate::model::contact::{ContactNews, Request, RequestState};
use crate::model::user::Profile;
use crate::store::change::Change;
use crate::store::{Snapshot, Tx, meta, person};

/// Requests up to this index were seen, on any device.
const SEEN: &str = "requests_seen";

/// What was seen is asked for again.
pub(super) fn forget_seen(tx: &mut Tx<'_>) -> Result<()> {
    meta::unset(tx.connection(), SEEN)
}

/// How far requests were seen.
pub fn seen(snapshot: &Snapshot<'_>) -> Result<i64> {
    Ok(meta::get(snapshot.connection(), SEEN)?.unwrap_or(0))
}

/// Requests up to this index were seen, here or on another device. It only grows.
pub fn see(tx: &mut Tx<'_>, index: i64) -> Result<()> {
    if meta::get(tx.connection(), SEEN)?.unwrap_or(0) < index {
        meta::set(tx.connection(), SEEN, index)?;
        tx.change(Change::RequestsSeen);
    }
    Ok(())
}

/// The highest index of a request to the person; 0 when there is none.
pub fn newest_request(snapshot: &Snapshot<'_>) -> Result<i64> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT coalesce(max(request_index), 0) FROM contact_request WHERE incoming = 1",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Stores requests of one direction; as [`super::store_friends`].
pub fn store_requests(
    tx: &mut Tx<'_>,
    requests: &[(Request, Option<Profile>)],
    incoming: bool,
    whole: bool,
    live: bool,
) -> Result<()> {
    let mut told = Told::new(live);
    if whole {
        let there: std::collections::BTreeSet<i64> =
            requests.iter().map(|(request, _)| request.user.0).collect();
        let known = match incoming {
            true => "SELECT user_id FROM contact_request WHERE incoming = 1",
            false => "SELECT user_id FROM contact_request WHERE incoming = 0",
        };
        for user in column(tx.connection(), known)? {
            if !there.contains(&user) {
                tx.connection()
                    .prepare_cached(
                        "DELETE FROM contact_request WHERE incoming = ?1 AND user_id = ?2",
                    )?
                    .execute(params![incoming, user])?;
                told.note(UserId(user), ContactNews::RequestUpdated);
            }
        }
    }
    for (request, profile) in requests {
        if request.user.0 <= 0 {
            continue;
        }
        keep_profile(tx, request.user, profile.as_ref())?;
        let before: Option<i64> = tx
            .connection()
            .prepare_cached(
                "SELECT request_index FROM contact_request WHERE incoming = ?1 AND user_id = ?2",
            )?
            .query_row(params![incoming, request.user.0], |row| row.get(0))
            .optional()?;
        let changed = tx
            .connection()
            .prepare_cached(
                "INSERT INTO contact_request (incoming, user_id, greeting, asked, state, request_index)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (incoming, user_id) DO UPDATE
                 SET greeting = ?3, asked = ?4, state = ?5, request_index = ?6
                 WHERE greeting <> ?3 OR asked <> ?4 OR state <> ?5 OR request_index <> ?6",
            )?
            .execute(params![
                incoming,
                request.user.0,
                request.greeting,
                request.asked,
                request.state.number(),
                request.index
            ])?;
        if changed > 0 {
            let is_new = before != Some(request.index);
            told.note(
                request.user,
                match request.state {
                    RequestState::Waiting if incoming && is_new => ContactNews::RequestReceived,
                    RequestState::Refused => ContactNews::RequestRefused,
                    _ => ContactNews::RequestUpdated,
                },
            );
        }
    }
    told.tell(tx);
    Ok(())
}

/// Whether somebody's request waits for an answer that was not given yet.
pub fn waits(tx: &Tx<'_>, user: UserId) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM contact_request WHERE incoming = 1 AND user_id = ?1 AND state = ?2)",
        )?
        .query_row(params![user.0, RequestState::Waiting.number()], |row| row.get(0))?)
}

/// What the server has confirmed of an answer to a request, before the list says it.
pub fn confirm_answer(tx: &mut Tx<'_>, user: UserId, state: RequestState) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE contact_request SET state = ?2 WHERE incoming = 1 AND user_id = ?1",
        )?
        .execute(params![user.0, state.number()])?;
    Ok(())
}

/// A request with the person it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRequest {
    /// It, as it is shown.
    pub request: Request,
    /// The other person.
    pub person: person::Stored,
    /// An answer is on its way.
    pub answering: bool,
}

const REQUESTS: &str = "SELECT r.user_id, r.incoming, r.greeting, r.asked, r.state, r.request_index,
        coalesce(u.nick_name, ''), coalesce(u.portrait, ''), coalesce(u.remark, ''), coalesce(u.description, ''),
        coalesce(u.fetched, 0), coalesce(u.missing, 0), coalesce(c.wanted, ''), coalesce(u.bot, 0)
     FROM contact_request r LEFT JOIN person u ON u.user_id = r.user_id LEFT JOIN contact c ON c.user_id = r.user_id
     WHERE ?1 = 0 OR r.user_id = ?1";

/// Requests, all of them or those with one person; in no order.
pub fn requests(snapshot: &Snapshot<'_>, with: Option<UserId>) -> Result<Vec<StoredRequest>> {
    let mut statement = snapshot.connection().prepare_cached(REQUESTS)?;
    let rows = statement.query_map([with.map_or(0, |user| user.0)], |row| {
        let user = UserId(row.get(0)?);
        let incoming: bool = row.get(1)?;
        let effect = effect(&row.get::<_, String>(12)?);
        let told = RequestState::of(row.get(4)?);
        let answer = effect
            .answer
            .filter(|_| incoming && told == RequestState::Waiting);
        Ok(StoredRequest {
            request: Request {
                user,
                incoming,
                greeting: row.get(2)?,
                asked: row.get(3)?,
                state: match answer {
                    Some(true) => RequestState::Accepted,
                    Some(false) => RequestState::Refused,
                    None => told,
                },
                index: row.get(5)?,
            },
            person: person::Stored {
                profile: Profile {
                    user,
                    nick_name: row.get(6)?,
                    portrait: row.get(7)?,
                    description: row.get(9)?,
                    bot: row.get(13)?,
                },
                remark: row.get(8)?,
                fetched: row.get(10)?,
                missing: row.get(11)?,
            },
            answering: answer.is_some(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
