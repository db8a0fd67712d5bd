//! Registered people and the tokens given to them.

use linnet_proto::choices;
use linnet_proto::im_proto::Profile;
use rusqlite::{OptionalExtension, Row, params};

use super::media;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::store::{Revoked, TokenRecord};

fn profile(row: &Row<'_>) -> rusqlite::Result<Profile> {
    Ok(Profile {
        uid: Some(row.get(0)?),
        nick_name: Some(row.get(1)?),
        protrait: Some(row.get(2)?),
        basic_ext_info: described(row.get(3)?, row.get(4)?),
        ..Profile::default()
    })
}

/// The public part of what an application keeps of a person: here, what they say of themselves, and that they are a bot.
fn described(description: String, bot: bool) -> Option<String> {
    let mut object = serde_json::Map::new();
    if !description.is_empty() {
        object.insert(choices::HEADER_DESCRIPTION.to_owned(), description.into());
    }
    if bot {
        object.insert(choices::EXT_BOT.to_owned(), "1".into());
    }
    (!object.is_empty()).then(|| serde_json::Value::Object(object).to_string())
}

pub(super) fn add(
    tx: &Tx<'_>,
    user: UserId,
    name: Option<String>,
    portrait: Option<String>,
) -> Outcome<()> {
    let before: Option<String> = tx
        .db
        .prepare_cached("SELECT portrait FROM user WHERE user = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()?;
    if let (Some(before), Some(now)) = (before, &portrait)
        && before != *now
    {
        media::let_go_of_picture(tx, &before)?;
    }
    tx.db
        .prepare_cached(
            "INSERT INTO user (user, nick_name, portrait, created_ms)
             VALUES (?1, coalesce(?2, ''), coalesce(?3, ''), ?4)
             ON CONFLICT (user) DO UPDATE SET
                 nick_name = coalesce(?2, nick_name), portrait = coalesce(?3, portrait)",
        )?
        .execute(params![user, name, portrait, tx.now_ms])?;
    Ok(())
}

pub(super) fn all(snapshot: &Snapshot<'_>) -> Outcome<Vec<Profile>> {
    let mut statement = snapshot.db.prepare_cached(
        "SELECT user, nick_name, portrait, description, bot FROM user ORDER BY user",
    )?;
    let users = statement
        .query_map([], profile)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(users)
}

pub(super) fn profiles(snapshot: &Snapshot<'_>, users: &[UserId]) -> Outcome<Vec<Profile>> {
    let mut statement = snapshot.db.prepare_cached(
        "SELECT user, nick_name, portrait, description, bot FROM user WHERE user = ?1",
    )?;
    let mut found = Vec::new();
    for user in users {
        found.extend(statement.query_row([user], profile).optional()?);
    }
    Ok(found)
}

pub(super) fn put_token(tx: &Tx<'_>, token: &TokenRecord) -> Outcome<()> {
    add(tx, token.user, None, None)?;
    tx.db
        .prepare_cached("DELETE FROM token WHERE user = ?1 AND expires_ms < ?2")?
        .execute(params![token.user, tx.now_ms - KEPT_EXPIRED_MS])?;
    tx.db
        .prepare_cached(
            "INSERT OR REPLACE INTO token (digest, app, user, expires_ms) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            token.digest.as_slice(),
            token.app_id,
            token.user,
            token.expires_ms
        ])?;
    Ok(())
}

pub(super) fn revoke(tx: &Tx<'_>, what: Revoked) -> Outcome<usize> {
    let gone = match what {
        Revoked::Token(digest) => tx
            .db
            .prepare_cached("DELETE FROM token WHERE digest = ?1")?
            .execute([digest.as_slice()])?,
        Revoked::User(user) => tx
            .db
            .prepare_cached("DELETE FROM token WHERE user = ?1")?
            .execute([user])?,
        Revoked::Others(user, digest) => tx
            .db
            .prepare_cached("DELETE FROM token WHERE user = ?1 AND digest <> ?2")?
            .execute(params![user, digest.as_slice()])?,
    };
    if gone > 0 {
        tx.db
            .prepare_cached(
                "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revocations'",
            )?
            .execute([])?;
    }
    Ok(gone)
}

pub(super) fn revocations(snapshot: &Snapshot<'_>) -> Outcome<i64> {
    Ok(snapshot
        .db
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revocations'")?
        .query_row([], |row| row.get(0))?)
}

/// An expired token is told from an unknown one for a month.
const KEPT_EXPIRED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

pub(super) fn token(snapshot: &Snapshot<'_>, digest: &[u8; 32]) -> Outcome<Option<TokenRecord>> {
    Ok(snapshot
        .db
        .prepare_cached("SELECT app, user, expires_ms FROM token WHERE digest = ?1")?
        .query_row([digest.as_slice()], |row| {
            Ok(TokenRecord {
                digest: *digest,
                app_id: row.get(0)?,
                user: row.get(1)?,
                expires_ms: row.get(2)?,
            })
        })
        .optional()?)
}
