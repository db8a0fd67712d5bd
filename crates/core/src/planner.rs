//! What is to happen at a time of day: texts that were planned are sent, and the person is reminded of messages. It is
//! the only place that waits for the time of day, which somebody may set and which goes on while the computer sleeps: so
//! it is looked at anew at short intervals, and a wait is never trusted to have been as long as it was to be.
//!
//! A text that was due while no client ran is sent at the next start, unless that is a day later: then it stays planned,
//! and the person decides.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::config::Clock;
use crate::error::{Error, Result};
use crate::outbox::Outbox;
use crate::store::{Change, Committed, Store, planned, reminder};

/// The time of day is looked at this often while something is planned.
const LOOK: Duration = Duration::from_secs(20);

/// Does what is planned until stopped.
pub(crate) async fn run(
    store: Store,
    outbox: Outbox,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    stop.run_until_cancelled(keep(&store, &outbox, &*clock))
        .await;
}

async fn keep(store: &Store, outbox: &Outbox, clock: &dyn Clock) {
    let mut changes = store.changes();
    loop {
        let wait = match act(store, outbox, clock.now_ms()).await {
            Ok(None) => None,
            Ok(Some(next)) => {
                let left = next.saturating_sub(clock.now_ms()).max(0);
                Some(Duration::from_millis(left.unsigned_abs()).min(LOOK))
            }
            Err(Error::Stopped) => return,
            Err(error) => {
                tracing::warn!(code = %error.code(), "what was planned could not be done yet");
                Some(LOOK)
            }
        };
        let time = async {
            match wait {
                Some(wait) => clock.sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = time => {}
            open = replanned(&mut changes) => if !open { return },
        }
    }
}

/// Waits until something is planned otherwise; false when the store was closed.
async fn replanned(changes: &mut broadcast::Receiver<Arc<Committed>>) -> bool {
    let concerns = |change: &Change| matches!(change, Change::Planned { .. } | Change::Reminders);
    loop {
        match changes.recv().await {
            Ok(committed) if committed.changes.iter().any(concerns) => return true,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

/// Does what is due at this time of day. Answers when something is due next.
async fn act(store: &Store, outbox: &Outbox, now: i64) -> Result<Option<i64>> {
    // One that cannot be sent is stopped and not due any more, so this ends.
    while let Some(text) = store
        .read(move |snapshot| planned::due(snapshot, now))
        .await?
    {
        match outbox.send_planned(&text.key, Some(now)).await {
            // What prevents it stands beside it, or the person was quicker.
            Ok(()) | Err(Error::NotMember | Error::TooLong { .. } | Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    // Nothing is written while there is nothing to tell.
    if store
        .read(move |snapshot| planned::any_late(snapshot, now))
        .await?
    {
        store
            .write(move |tx| planned::ask_about_late(tx, now))
            .await?;
    }
    let reminder = store.read(reminder::next_due).await?;
    if reminder.is_some_and(|due| due <= now) {
        store.write(move |tx| reminder::tell_due(tx, now)).await?;
    }
    store
        .read(move |snapshot| {
            let planned = planned::next_due(snapshot, now)?;
            let reminder = reminder::next_due(snapshot)?;
            Ok(planned.into_iter().chain(reminder).min())
        })
        .await
}
