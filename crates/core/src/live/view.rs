//! What is shown of the live group the person is in, as a list that emits diffs.

use tokio::sync::watch;

use super::LiveBoard;
use crate::view::diff;
use crate::view::row::{Diff, LiveRow, LiveState};

/// The next changes.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveUpdate {
    /// Of the messages, in order.
    pub diffs: Vec<Diff<LiveRow>>,
    /// How the group stands now.
    pub state: LiveState,
}

/// The live group the person is in, whichever it is.
pub struct LiveView {
    board: LiveBoard,
    changed: watch::Receiver<u64>,
    rows: Vec<LiveRow>,
    state: Option<LiveState>,
}

impl LiveView {
    pub(super) fn new(board: LiveBoard, mut changed: watch::Receiver<u64>) -> Self {
        changed.mark_changed();
        Self {
            board,
            changed,
            rows: Vec::new(),
            state: None,
        }
    }

    /// The next changes, first how it stands now; none when the client is gone. It may be dropped while it waits:
    /// nothing is missed.
    pub async fn next(&mut self) -> Option<LiveUpdate> {
        loop {
            self.changed.changed().await.ok()?;
            self.changed.borrow_and_update();
            let (rows, state) = self.board.with(|now| {
                let rows = now.room.as_ref().map(super::Room::rows);
                (rows.unwrap_or_default(), now.told())
            });
            let diffs = diff::between(&self.rows, &rows, |row| row.id.as_str());
            if diffs.is_empty() && self.state.as_ref() == Some(&state) {
                continue;
            }
            self.rows = rows;
            self.state = Some(state.clone());
            return Some(LiveUpdate { diffs, state });
        }
    }
}
