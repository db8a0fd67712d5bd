//! Who may know whether somebody is there.

use super::scope::{Outcome, Snapshot};
use crate::UserId;

/// Friends of somebody, and those to whom they have written in a conversation in which both are: whoever makes a
/// conversation with a stranger learns nothing. Nobody whom they block.
const MAY_SEE: &str = "SELECT NOT EXISTS (SELECT 1 FROM blocked WHERE owner = ?2 AND peer = ?1 AND gone = 0)
     AND (EXISTS (SELECT 1 FROM friend WHERE owner = ?2 AND peer = ?1 AND gone = 0)
          OR EXISTS (SELECT 1 FROM member a JOIN member b ON b.conversation = a.conversation
                     WHERE a.user = ?1 AND a.active = 1 AND b.user = ?2 AND b.active = 1 AND b.wrote = 1))";

/// Those among these people of whom the caller may know it.
pub(super) fn visible(
    snapshot: &Snapshot<'_>,
    by: UserId,
    users: &[UserId],
) -> Outcome<Vec<UserId>> {
    let mut statement = snapshot.db.prepare_cached(MAY_SEE)?;
    let mut visible = Vec::new();
    for user in users {
        if *user != by && statement.query_row([by, *user], |row| row.get::<_, bool>(0))? {
            visible.push(*user);
        }
    }
    Ok(visible)
}
