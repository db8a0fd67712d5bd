//! Who may load now: a few at a time from each host, so that one that is slow holds up only its own, and the newest
//! question first, because what was asked for last is what stands on the screen.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::error::{Result, Transport};

/// Questions that wait for one host. When there are more, the oldest is answered as one that waited for too long: it is
/// asked again when somebody looks at it.
const WAITING: usize = 512;

/// The turns of one kind of question. Clones share them.
#[derive(Clone)]
pub(super) struct Turns {
    most: usize,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Default)]
struct Host {
    running: usize,
    /// The newest last.
    waiting: VecDeque<oneshot::Sender<Turn>>,
}

/// A turn, until it is dropped.
pub(super) struct Turn {
    turns: Turns,
    host: String,
    /// Nobody waited for it: it counts no more.
    over: bool,
}

impl Turns {
    /// At most `most` at once from a host.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            hosts: Arc::default(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// Too many that came later wait too.
    pub async fn turn(&self, host: &str) -> Result<Turn> {
        let turn = {
            let mut hosts = self.hosts();
            let of_host = hosts.entry(host.to_owned()).or_default();
            if of_host.running < self.most {
                of_host.running += 1;
                return Ok(self.made(host));
            }
            if of_host.waiting.len() >= WAITING {
                of_host.waiting.retain(|waiting| !waiting.is_closed());
            }
            if of_host.waiting.len() >= WAITING {
                of_host.waiting.pop_front();
            }
            let (sender, turn) = oneshot::channel();
            of_host.waiting.push_back(sender);
            turn
        };
        turn.await.map_err(|_| Transport::TimedOut.into())
    }

    fn made(&self, host: &str) -> Turn {
        Turn {
            turns: self.clone(),
            host: host.to_owned(),
            over: false,
        }
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        loop {
            let next = {
                let mut hosts = self.turns.hosts();
                let Some(host) = hosts.get_mut(&self.host) else {
                    return;
                };
                let Some(next) = host.waiting.pop_back() else {
                    host.running = host.running.saturating_sub(1);
                    if host.running == 0 {
                        hosts.remove(&self.host);
                    }
                    return;
                };
                next
            };
            // Not under the lock: a turn whose receiver has gone is dropped here.
            match next.send(self.turns.made(&self.host)) {
                Ok(()) => return,
                Err(mut unwanted) => unwanted.over = true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn a_slow_host_holds_up_only_its_own() {
        let turns = Turns::new(2);
        let slow = [
            turns.turn("slow").await.unwrap(),
            turns.turn("slow").await.unwrap(),
        ];
        assert!(turns.turn("slow").now_or_never().is_none());
        assert!(turns.turn("quick").now_or_never().is_some());
        drop(slow);
        assert!(turns.turn("slow").now_or_never().is_some());
        assert!(turns.hosts().is_empty());
    }

    #[tokio::test]
    async fn the_newest_question_comes_first_and_one_that_is_gone_not_at_all() {
        let turns = Turns::new(1);
        let first = turns.turn("host").await.unwrap();
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(turns.turn("host"))).collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        // Scrolled away.
        drop(waiting.pop());
        drop(first);
        assert!(waiting[0].as_mut().now_or_never().is_none());
        let second = waiting[1].as_mut().now_or_never().unwrap().unwrap();
        drop(second);
        assert!(waiting[0].as_mut().now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn a_turn_that_was_given_and_not_taken_is_passed_on() {
        let turns = Turns::new(1);
        let first = turns.turn("host").await.unwrap();
        let mut older = Box::pin(turns.turn("host"));
        let mut newer = Box::pin(turns.turn("host"));
        assert!(older.as_mut().now_or_never().is_none());
        assert!(newer.as_mut().now_or_never().is_none());
        drop(first);
        drop(newer);
        assert!(older.as_mut().now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn when_too_many_wait_the_oldest_is_told() {
        let turns = Turns::new(1);
        let _first = turns.turn("host").await.unwrap();
        let mut waiting: Vec<_> = (0..=WAITING)
            .map(|_| Box::pin(turns.turn("host")))
            .collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        assert!(waiting[0].as_mut().now_or_never().unwrap().is_err());
        assert!(waiting[1].as_mut().now_or_never().is_none());
    }
}
