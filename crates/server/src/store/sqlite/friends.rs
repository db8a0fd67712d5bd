//! Friends: two rows for each friendship, one for each side.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    FriendMessageType, FriendUserInfo, NewFriendMessageNotify, StatusCode,
};
use rusqlite::{Row, params};

use super::people;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::contacts::{ContactPage, FriendChange, ListPage};

/// What is there, the newest first.
pub(super) const OLDER: &str = "SELECT peer, since_ms, alias, note, gone, version FROM friend
     WHERE owner = ?1 AND gone = 0 AND version < ?2 ORDER BY version DESC LIMIT ?3";
/// What changed.
pub(super) const NEWER: &str = "SELECT peer, since_ms, alias, note, gone, version FROM friend
     WHERE owner = ?1 AND version > ?2 ORDER BY version LIMIT ?3";

/// Who is no friend any more, or never was.
const NO_FRIEND: Refusal = Refusal::new(StatusCode::NotFriend, "this user is not your friend");

/// One page of a list: one entry more is read, to know whether there are more.
pub(super) fn page<T>(
    snapshot: &Snapshot<'_>,
    (older, newer): (&str, &str),
    owner: UserId,
    page: ListPage,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<(T, i64)>,
) -> Outcome<ContactPage<T>> {
    let (sql, from) = match page.newer {
        true => (newer, page.cursor),
        false if page.cursor <= 0 => (older, i64::MAX),
        false => (older, page.cursor),
    };
    let mut statement = snapshot.db.prepare_cached(sql)?;
    let rows = statement.query_map(params![owner, from, page.limit.saturating_add(1)], read)?;
    let mut entries = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    Ok(ContactPage {
        next_cursor: entries.last().map_or(page.cursor, |(_, version)| *version),
        entries: entries.into_iter().map(|(entry, _)| entry).collect(),
        has_more,
        total: 0,
    })
}

pub(super) fn list(
    snapshot: &Snapshot<'_>,
    by: UserId,
    wanted: ListPage,
) -> Outcome<ContactPage<FriendUserInfo>> {
    let mut found = page(snapshot, (OLDER, NEWER), by, wanted, |row| {
        let since_ms: i64 = row.get(1)?;
        let (alias, note): (String, String) = (row.get(2)?, row.get(3)?);
        let gone: bool = row.get(4)?;
        let mut ext = BTreeMap::new();
        for (key, value) in [(choices::EXT_ALIAS, alias), (choices::HEADER_NOTE, note)] {
            if !gone && !value.is_empty() {
                ext.insert(key.to_owned(), value);
            }
        }
        if gone {
            ext.insert(choices::EXT_GONE.to_owned(), "1".to_owned());
        }
        let friend = FriendUserInfo {
            user_id: Some(row.get(0)?),
            apply_time_second: Some(since_ms / 1000),
            ext,
            profile: None,
        };
        Ok((friend, row.get(5)?))
    })?;
    for friend in &mut found.entries {
        let known = people::profiles(snapshot, &[friend.user_id.unwrap_or_default()])?;
        friend.profile = known.into_iter().next();
    }
    found.total = count(snapshot, by)?;
    Ok(found)
}

/// How many friends somebody has.
pub(super) fn count(snapshot: &Snapshot<'_>, user: UserId) -> Outcome<i64> {
    Ok(snapshot
        .db
        .prepare_cached("SELECT count(*) FROM friend WHERE owner = ?1 AND gone = 0")?
        .query_row([user], |row| row.get(0))?)
}

pub(super) fn are(snapshot: &Snapshot<'_>, one: UserId, other: UserId) -> Outcome<bool> {
    Ok(snapshot
        .db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM friend WHERE owner = ?1 AND peer = ?2 AND gone = 0)",
        )?
        .query_row([one, other], |row| row.get(0))?)
}

/// Makes two people friends; both are told.
pub(super) fn join(tx: &mut Tx<'_>, asker: UserId, asked: UserId) -> Outcome<()> {
    for (owner, peer) in [(asker, asked), (asked, asker)] {
        let version = version(tx, owner)?;
        tx.db
            .prepare_cached(
                "INSERT INTO friend (owner, peer, since_ms, version) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (owner, peer) DO UPDATE SET
                     since_ms = excluded.since_ms, gone = 0, alias = '', note = '',
                     version = excluded.version
                 WHERE gone = 1",
            )?
            .execute(params![owner, peer, tx.now_ms, version])?;
    }
    tell(
        tx,
        FriendMessageType::AddFriend as i32,
        (asker, asked),
        String::new(),
        &[asker, asked],
    );
    Ok(())
}

pub(super) fn delete(tx: &mut Tx<'_>, by: UserId, users: &[UserId]) -> Outcome<()> {
    for user in users {
        if !are(tx, by, *user)? {
            continue;
        }
        for (owner, peer) in [(by, *user), (*user, by)] {
            let version = version(tx, owner)?;
            tx.db
                .prepare_cached(
                    "UPDATE friend SET gone = 1, alias = '', note = '', version = ?3
                     WHERE owner = ?1 AND peer = ?2",
                )?
                .execute([owner, peer, version])?;
        }
        tell(
            tx,
            FriendMessageType::DeleteFriend as i32,
            (by, *user),
            String::new(),
            &[by, *user],
        );
    }
    Ok(())
}

pub(super) fn update(
    tx: &mut Tx<'_>,
    by: UserId,
    user: UserId,
    change: FriendChange,
) -> Outcome<()> {
    if !are(tx, by, user)? {
        return Err(NO_FRIEND);
    }
    let version = version(tx, by)?;
    tx.db
        .prepare_cached(
            "UPDATE friend SET alias = coalesce(?3, alias), note = coalesce(?4, note), version = ?5
             WHERE owner = ?1 AND peer = ?2",
        )?
        .execute(params![by, user, change.alias, change.note, version])?;
    tell(
        tx,
        choices::FRIEND_UPDATED,
        (by, user),
        String::new(),
        &[by],
    );
    Ok(())
}

/// The number of the next change of somebody's friends: above all before it, also after the clock was set back.
fn version(tx: &mut Tx<'_>, owner: UserId) -> Outcome<i64> {
    let last: i64 = tx
        .db
        .prepare_cached("SELECT coalesce(max(version), 0) FROM friend WHERE owner = ?1")?
        .query_row([owner], |row| row.get(0))?;
    Ok(tx.next_id().max(last.saturating_add(1)))
}

/// Tells those of these users who are connected that there is something to read again.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    kind: i32,
    (from, to): (UserId, UserId),
    content: String,
    users: &[UserId],
) {
    let notify = NewFriendMessageNotify {
        message_type: Some(kind),
        from_id: Some(from),
        to_id: Some(to),
        content: (!content.is_empty()).then_some(content),
        ..NewFriendMessageNotify::default()
    };
    tx.contact_news(notify, users);
}
