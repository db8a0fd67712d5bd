//! Pictures that could not be loaded for want of a connection are asked for again: at once when there is a connection
//! again, otherwise after pauses that grow, as a picture's server may be away while the messages come. The page knows
//! which ones it does not have.

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// The first pause; it doubles with each time in a row.
const FIRST: Duration = Duration::from_secs(5);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// What failed so long after the last time is no row.
const QUIET: Duration = Duration::from_secs(60);

/// Knows that something failed; which pictures it was is not kept.
#[derive(Default)]
pub struct PicturesAgain {
    failed: Notify,
    online: Notify,
}

impl PicturesAgain {
    /// A picture could not be loaded, and may be later.
    pub fn failed(&self) {
        self.failed.notify_one();
    }

    /// A connection is there again.
    pub fn online(&self) {
        self.online.notify_waiters();
    }

    /// Says when to ask again, for ever.
    pub async fn run(&self, again: impl Fn()) {
        self.run_with(FIRST, again).await;
    }

    async fn run_with(&self, first: Duration, again: impl Fn()) {
        let mut pause = first;
        let mut last: Option<Instant> = None;
        loop {
            self.failed.notified().await;
            if last.is_none_or(|last| last.elapsed() > QUIET + pause) {
                pause = first;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {
                    pause = pause.saturating_mul(2).min(LONGEST);
                }
                () = self.online.notified() => pause = first,
            }
            again();
            last = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    /// Runs it until `again` was said `times` times while `meanwhile` happens again and again.
    async fn said(times: usize, first: Duration, meanwhile: impl Fn(&PicturesAgain)) {
        let pictures = PicturesAgain::default();
        let said = AtomicUsize::new(0);
        let run = pictures.run_with(first, || {
            said.fetch_add(1, Ordering::SeqCst);
        });
        let wait = async {
            while said.load(Ordering::SeqCst) < times {
                meanwhile(&pictures);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(LIMIT, async {
            tokio::select! {
                () = run => {}
                () = wait => {}
            }
        })
        .await
        .expect("in time");
    }

    #[tokio::test]
    async fn a_connection_that_is_there_again_brings_the_failed_pictures_at_once() {
        said(2, LIMIT * 100, |pictures| {
            pictures.failed();
            pictures.online();
        })
        .await;
    }

    #[tokio::test]
    async fn without_another_connection_they_are_asked_for_after_a_pause() {
        said(2, Duration::from_millis(10), PicturesAgain::failed).await;
    }

    #[tokio::test]
    async fn a_connection_alone_is_no_reason() {
        let pictures = PicturesAgain::default();
        let run = pictures.run_with(Duration::ZERO, || panic!("nothing had failed"));
        let online = async {
            for _ in 0..10 {
                pictures.online();
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = run => {}
            () = online => {}
        }
    }
}
