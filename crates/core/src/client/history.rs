//! Older messages that are not on this computer: where some are missing, and having them all.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Client;
use crate::error::{Error, Result, Transport};
use crate::model::ConversationId;
use crate::store::{Cid, Snapshot, conversation, message, range};
use crate::sync::history::{Gap, Side, gaps};

/// What a server that is asked too often is given before the next page.
const LATER: Duration = Duration::from_secs(2);

/// Pages in a row that are refused because they are asked for too often; then it ends.
const REFUSED: u32 = 30;

impl Client {
    /// Whether messages are missing on this computer that the server may have: of one conversation, or of any. `from`
    /// (milliseconds since 1970): older ones do not matter.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation that is not known here.
    pub async fn lacks_history(
        &self,
        id: Option<&ConversationId>,
        from: Option<i64>,
    ) -> Result<bool> {
        let Some(id) = id else {
            let missing = self
                .0
                .store
                .read(|snapshot| range::incomplete(snapshot, 1))
                .await?;
            return Ok(!missing.is_empty());
        };
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .read(move |snapshot| {
                Ok(newest_missing(snapshot, cid, from, &BTreeSet::new())?.is_some())
            })
            .await
    }

    /// Loads what is missing of one conversation, or of all, those with something new first; in each the newest first,
    /// as far back as `from`. `loaded` hears how many messages have come. Then the index of words learns them. Answers
    /// whether all of them are here now: what the server does not give is left out, and so is a conversation that it
    /// refuses when all were asked for. What came before it was cancelled or failed stays.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation, [`Error::Cancelled`], or what prevented the server's answer.
    pub async fn load_history(
        &self,
        id: Option<&ConversationId>,
        from: Option<i64>,
        loaded: &watch::Sender<u64>,
        cancel: &CancellationToken,
    ) -> Result<bool> {
        let all = match id {
            Some(id) => vec![self.place(id).await?.cid],
            None => {
                self.0
                    .store
                    .read(|snapshot| range::incomplete(snapshot, usize::MAX))
                    .await?
            }
        };
        let mut whole = true;
        for cid in all {
            let before = *loaded.borrow();
            let told = |came: u64| {
                loaded.send_replace(before.saturating_add(came));
            };
            let load = Box::pin(self.load_missing(cid, from, &told));
            match cancel.run_until_cancelled(load).await {
                None => return Err(Error::Cancelled),
                Some(Ok(complete)) => whole &= complete,
                Some(Err(error)) if id.is_none() && is_refused(&error) => whole = false,
                Some(Err(error)) => return Err(error),
            }
        }
        self.0.indexer.catch_up().await?;
        Ok(whole)
    }

    /// Loads what is missing of a conversation, the newest first, as far back as is wanted; `told` hears how many messages
    /// have come. Answers whether all of it is here now.
    pub(super) async fn load_missing(
        &self,
        cid: Cid,
        from: Option<i64>,
        told: &(dyn Fn(u64) + Sync),
    ) -> Result<bool> {
        let known =
            move |snapshot: &Snapshot<'_>| message::count_between(snapshot, cid, 0, i64::MAX);
        let before = self.0.store.read(known).await?;
        // Where a message stands that alone is larger than an answer may be.
        let mut too_large = BTreeSet::new();
        let mut refused = 0;
        loop {
            let passed = too_large.clone();
            let (gap, here) = self
                .0
                .store
                .read(move |snapshot| {
                    let gap = newest_missing(snapshot, cid, from, &passed)?;
                    Ok((gap, known(snapshot)?))
                })
                .await?;
            told(here.saturating_sub(before));
            let Some(gap) = gap else {
                return Ok(too_large.is_empty());
            };
            match self.0.history.fill(cid, gap, Side::Older).await {
                Ok(()) => refused = 0,
                Err(error) if error.code() == Error::from(Transport::TooLarge).code() => {
                    too_large.insert(gap.lo);
                }
                Err(error) if is_too_often(&error) && refused < REFUSED => {
                    refused += 1;
                    self.0.link.sleep(LATER).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// The server wants to be asked less often (protocol: enums, StatusCode).
fn is_too_often(error: &Error) -> bool {
    matches!(error.status(), Some(23 | 78))
}

/// The server does not give the history of this conversation, and may give that of others.
fn is_refused(error: &Error) -> bool {
    match error {
        Error::Shared(error) => is_refused(error),
        Error::Status { .. } => !is_too_often(error),
        Error::Answer { .. } | Error::NotFound(_) | Error::NotMember => true,
        _ => false,
    }
}

/// Parts of the history that are not here, from the oldest on.
pub(super) fn missing(snapshot: &Snapshot<'_>, cid: Cid) -> Result<Vec<Gap>> {
    let stored = conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
    let ranges = range::list(snapshot, cid)?;
    let mut missing = gaps(&ranges, stored.min_index);
    if ranges.is_empty() {
        missing.push(Gap {
            lo: stored.min_index + 1,
            hi: i64::MAX,
            bounded: false,
        });
    }
    Ok(missing)
}

/// The newest part that is missing and wanted. `passed`: beginnings of parts that cannot be had.
fn newest_missing(
    snapshot: &Snapshot<'_>,
    cid: Cid,
    from: Option<i64>,
    passed: &BTreeSet<i64>,
) -> Result<Option<Gap>> {
    let mut missing = missing(snapshot, cid)?;
    missing.retain(|gap| !passed.contains(&gap.lo));
    let Some(gap) = missing.pop() else {
        return Ok(None);
    };
    let above = message::created_above(snapshot, cid, gap.hi)?;
    // What stands above it may be older already than what is wanted.
    let wanted = from.is_none_or(|from| above.is_none_or(|above| above >= from));
    Ok(wanted.then_some(gap))
}
