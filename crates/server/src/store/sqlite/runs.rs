//! Runs of the server: each start writes a number of its own into the database. Who has kept something of an answer
//! can ask later whether this is still the database that it came from: one that was set back to an older copy does not
//! know the run. What a client has of an inbox shows that only where a later entry has reached it.

use std::collections::BTreeSet;

use rand::RngExt;
use rusqlite::{Connection, TransactionBehavior, params};

/// Starts that are remembered. A client that was away for more loads everything again.
const KEPT: i64 = 1_000;

/// The runs that a database knows.
pub(super) struct Runs {
    /// This one; 0 beside a running server.
    pub(super) current: i64,
    known: BTreeSet<i64>,
}

impl Runs {
    /// Of a process that uses the database beside the server and answers nobody.
    pub(super) fn none() -> Self {
        Self {
            current: 0,
            known: BTreeSet::new(),
        }
    }

    /// Begins one. The numbers are rows of `meta`; the value is their order.
    pub(super) fn begin(db: &mut Connection) -> rusqlite::Result<Self> {
        let current = rand::rng().random_range(1..=i64::MAX);
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute(
            "INSERT INTO meta (key, value)
             SELECT 'run:' || ?1, coalesce(max(CAST(value AS INTEGER)), 0) + 1 FROM meta WHERE key >= 'run:' AND key < 'run;'",
            [current],
        )?;
        tx.execute(
            "DELETE FROM meta WHERE key >= 'run:' AND key < 'run;' AND CAST(value AS INTEGER) <=
               (SELECT max(CAST(value AS INTEGER)) FROM meta WHERE key >= 'run:' AND key < 'run;') - ?1",
            params![KEPT],
        )?;
        let known = {
            let mut statement =
                tx.prepare("SELECT substr(key, 5) FROM meta WHERE key >= 'run:' AND key < 'run;'")?;
            let keys = statement.query_map([], |row| row.get::<_, String>(0))?;
            let keys: Vec<String> = keys.collect::<rusqlite::Result<_>>()?;
            keys.iter().filter_map(|key| key.parse().ok()).collect()
        };
        tx.commit()?;
        Ok(Self { current, known })
    }

    pub(super) fn knows(&self, run: i64) -> bool {
        self.known.contains(&run)
    }
}
