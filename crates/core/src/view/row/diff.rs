//! What changed in a list that somebody shows.

use serde::Serialize;

/// One change of a list that somebody shows. Applied in order to the rows of the last `Reset`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum Diff<T> {
    /// Forget everything and show these.
    Reset {
        /// All rows now.
        rows: Vec<T>,
    },
    /// Put rows in front of the row that stands at `at` (or at the end).
    Insert {
        /// Position of the first new row.
        at: usize,
        /// The new rows.
        rows: Vec<T>,
    },
    /// Replace one row; its id stays the same.
    Set {
        /// Position of the row.
        at: usize,
        /// The row now.
        row: T,
    },
    /// Take rows away.
    Remove {
        /// Position of the first row that goes.
        at: usize,
        /// How many go.
        count: usize,
    },
}
