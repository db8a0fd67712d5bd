//! Runs of the server that something here was answered by, and that it has not said since to know: rows of `meta`,
//! because there are few of them. They are told with the next pull of the inbox.

use linnet_proto::choices;
use rusqlite::Connection;

use super::{Snapshot, Tx, meta};
use crate::error::Result;

/// Start of the key; the number of the run follows.
const PREFIX: &str = "run:";

/// Most that are kept, as many as one request may name.
const MOST: i64 = choices::MAX_RUNS as i64;

/// Something of this run's answers may be stored from now on.
pub(super) fn note(connection: &Connection, run: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO meta (key, value) SELECT ?1, 0
             WHERE (SELECT count(*) FROM meta WHERE key >= 'run:' AND key < 'run;') < ?2
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(rusqlite::params![format!("{PREFIX}{run}"), MOST])?;
    Ok(())
}

/// The runs that were noted.
pub fn noted(snapshot: &Snapshot<'_>) -> Result<Vec<i64>> {
    let rows = meta::numbered(snapshot, PREFIX, MOST)?;
    Ok(rows.into_iter().map(|(run, _)| run).collect())
}

/// The server has said of these whether it knows them.
pub fn settle(tx: &mut Tx<'_>, answered: &[i64]) -> Result<()> {
    for run in answered {
        meta::unset(tx.connection(), &format!("{PREFIX}{run}"))?;
    }
    Ok(())
}
