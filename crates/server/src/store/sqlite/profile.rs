//! What somebody says of themselves.

use linnet_proto::choices;
use linnet_proto::im_proto::StatusCode;
use rusqlite::params;

use super::scope::{Outcome, Tx};
use super::{friends, people};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::contacts::ProfileChange;

/// Changes somebody's own profile. Those who share a conversation with them, their friends and their other devices are
/// told that it is another.
pub(super) fn set(tx: &mut Tx<'_>, by: UserId, change: ProfileChange) -> Outcome<()> {
    if people::profiles(tx, &[by])?.is_empty() {
        return Err(Refusal::new(
            StatusCode::UserNotRegister,
            "you are not registered",
        ));
    }
    people::add(tx, by, change.name, change.portrait)?;
    if let Some(description) = change.description {
        tx.db
            .prepare_cached("UPDATE user SET description = ?2 WHERE user = ?1")?
            .execute(params![by, description])?;
    }
    let mut statement = tx.db.prepare_cached(
        "SELECT o.user FROM member m JOIN member o ON o.conversation = m.conversation AND o.active = 1
         WHERE m.user = ?1 AND m.active = 1
         UNION SELECT peer FROM friend WHERE owner = ?1 AND gone = 0
         UNION SELECT ?1",
    )?;
    let told = statement
        .query_map([by], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<UserId>>>()?;
    let kind = choices::PROFILE_CHANGED;
    friends::tell(tx, kind, (by, by), String::new(), &told);
    Ok(())
}
