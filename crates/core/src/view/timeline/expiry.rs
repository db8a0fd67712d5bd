//! What a row offers for a limited time only, and what it does not: an own message can be withdrawn for two minutes, who is
//! muted until some time can write again afterwards, and an answer of which nothing more comes is interrupted. Rows change
//! when the time is over, and not with the click that comes too late.

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::choices::{RECALL_WINDOW_MS, STREAM_SILENCE_MS};

use super::{Timeline, server_now};
use crate::error::Result;
use crate::model::bot::StreamState;
use crate::store::{Change, Committed};
use crate::view::row::MessageRow;

/// Nothing is looked at again sooner than this: the server's clock is only known about.
const SHORTEST: Duration = Duration::from_millis(50);

/// When an answer that is being written counts as interrupted.
fn silent_after(row: &MessageRow) -> Option<i64> {
    let streamed = row.streamed?;
    (streamed.state == StreamState::Writing)
        .then(|| streamed.time.saturating_add(STREAM_SILENCE_MS))
}

impl Timeline {
    /// How long it is until a row of the window is to be painted again; none when none is.
    pub(super) fn until_expiry(&self) -> Option<Duration> {
        let now = server_now(&self.parts);
        let own = self.window.lines.iter().filter(|line| line.row.own);
        let ends = own
            .filter(|line| line.row.can_recall)
            .map(|line| line.row.time.saturating_add(RECALL_WINDOW_MS));
        let unmuted = Some(self.scene.rights.until).filter(|until| *until != 0);
        // A message from the future (of a clock that is wrong) is looked at when its time is over.
        let silent = self.window.lines.iter();
        let silent = silent.filter_map(|line| silent_after(&line.row));
        let left = ends
            .chain(unmuted)
            .chain(silent)
            .min()?
            .saturating_sub(now)
            .saturating_add(1);
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)).max(SHORTEST))
    }

    /// Paints the rows again whose time is over.
    pub(super) async fn expire(&mut self) -> Result<()> {
        let now = server_now(&self.parts);
        let unmuted = self.scene.rights.until;
        if unmuted != 0 && unmuted <= now {
            return self.read_again().await;
        }
        let after = now - RECALL_WINDOW_MS;
        let lines = self.window.lines.iter();
        let expired = lines.filter(|line| {
            let recalled = line.row.own && line.row.can_recall && line.row.time < after;
            recalled || silent_after(&line.row).is_some_and(|end| end < now)
        });
        let changes: Vec<Change> = expired
            .map(|line| Change::Message {
                conversation: self.cid,
                message: line.position.mid,
            })
            .collect();
        if changes.is_empty() {
            return Ok(());
        }
        // As what passes by and is not stored.
        self.taken = vec![Arc::new(Committed {
            store_seq: 0,
            changes,
            glimpses: Vec::new(),
        })];
        self.absorb_taken().await
    }
}
