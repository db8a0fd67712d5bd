//! How often somebody may ask. Each user has a few buckets of tokens: full at first, emptied by what is asked, filled
//! again evenly. Whoever finds one empty is told to come again later (status 78 for messages, 23 for all else). The
//! numbers are generous for people, and stop programs.
//!
//! Measured by a clock that is never set, so nobody gains by the time of day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use linnet_proto::choices;
use linnet_proto::im_proto::StatusCode;

use crate::UserId;
use crate::refusal::Refusal;

/// One bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How much it holds: so much can be asked at once.
    pub burst: u32,
    /// How much comes back in a minute.
    pub per_minute: u32,
}

/// The buckets of every user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Messages and transient messages.
    pub messages: Rate,
    /// All other commands.
    pub calls: Rate,
    /// People who are put into conversations, or out of them.
    pub invitations: Rate,
    /// People whose profiles are asked for.
    pub lookups: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let [messages, calls, invitations, lookups] =
            choices::RATES.map(|(burst, per_minute)| Rate { burst, per_minute });
        Self {
            messages,
            calls,
            invitations,
            lookups,
        }
    }
}

impl Rates {
    /// So much that nobody reaches it; for measurements.
    pub fn unlimited() -> Self {
        let rate = Rate {
            burst: u32::MAX,
            per_minute: u32::MAX,
        };
        Self {
            messages: rate,
            calls: rate,
            invitations: rate,
            lookups: rate,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spend {
    Message,
    Call,
    Invitations,
    Lookups,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self {
            left: f64::from(rate.burst),
            at: now,
        }
    }

    fn refill(&mut self, rate: Rate, now: Instant) {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        let back = seconds * f64::from(rate.per_minute) / 60.0;
        self.left = (self.left + back).min(f64::from(rate.burst));
        self.at = now;
    }

    fn take(&mut self, rate: Rate, amount: u32, now: Instant) -> bool {
        self.refill(rate, now);
        let amount = f64::from(amount);
        let enough = self.left >= amount;
        if enough {
            self.left -= amount;
        }
        enough
    }
}

/// The four of a user, in the order of [`Spend`].
type Buckets = [Bucket; 4];

/// Everybody's buckets.
pub(crate) struct Meter {
    rates: [Rate; 4],
    users: Mutex<HashMap<UserId, Buckets>>,
}

impl Meter {
    pub(crate) fn new(rates: Rates) -> Self {
        Self {
            rates: [
                rates.messages,
                rates.calls,
                rates.invitations,
                rates.lookups,
            ],
            users: Mutex::new(HashMap::new()),
        }
    }

    /// Takes from a user's bucket, or says that it is empty.
    pub(crate) fn spend(&self, user: UserId, what: Spend, amount: usize) -> Result<(), Refusal> {
        self.spend_at(user, what, amount, Instant::now())
    }

    fn spend_at(
        &self,
        user: UserId,
        what: Spend,
        amount: usize,
        now: Instant,
    ) -> Result<(), Refusal> {
        let at = what as usize;
        let amount = u32::try_from(amount).unwrap_or(u32::MAX);
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let buckets = users
            .entry(user)
            .or_insert_with(|| self.rates.map(|rate| Bucket::full(rate, now)));
        let taken = match (buckets.get_mut(at), self.rates.get(at)) {
            (Some(bucket), Some(rate)) => bucket.take(*rate, amount, now),
            _ => false,
        };
        match (taken, what) {
            (true, _) => Ok(()),
            (false, Spend::Message) => Err(Refusal::new(
                StatusCode::MessageFreq,
                "too many messages: try again later",
            )),
            (false, _) => Err(Refusal::new(
                StatusCode::FrequencyLimit,
                "too many requests: try again later",
            )),
        }
    }

    /// Forgets those whose buckets are full again: they lose nothing by it.
    pub(crate) fn forget_idle(&self) {
        let now = Instant::now();
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.retain(|_, buckets| {
            buckets.iter_mut().zip(self.rates).any(|(bucket, rate)| {
                bucket.refill(rate, now);
                bucket.left < f64::from(rate.burst)
            })
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ALICE: UserId = 10001;
    const BOB: UserId = 10009;

    #[test]
    fn a_bucket_is_emptied_and_fills_again_and_is_its_users_own() {
        let meter = Meter::new(Rates {
            messages: Rate {
                burst: 3,
                per_minute: 60,
            },
            ..Rates::unlimited()
        });
        let begin = Instant::now();
        let say = |user, seconds| {
            let now = begin + Duration::from_secs(seconds);
            meter.spend_at(user, Spend::Message, 1, now)
        };
        for _ in 0..3 {
            say(ALICE, 0).unwrap();
        }
        assert_eq!(say(ALICE, 0).unwrap_err().status, StatusCode::MessageFreq);
        say(BOB, 0).unwrap();
        meter.spend_at(ALICE, Spend::Call, 1, begin).unwrap();
        say(ALICE, 1).unwrap();
        assert!(say(ALICE, 1).is_err());
        // No more than a bucket holds comes back, however long it takes.
        for _ in 0..3 {
            say(ALICE, 3600).unwrap();
        }
        assert!(say(ALICE, 3600).is_err());
        // A clock that goes back gives nothing and takes nothing.
        assert!(say(ALICE, 0).is_err());
    }

    #[test]
    fn what_costs_more_than_is_left_takes_nothing() {
        let meter = Meter::new(Rates {
            invitations: Rate {
                burst: 5,
                per_minute: 0,
            },
            ..Rates::unlimited()
        });
        meter.spend(ALICE, Spend::Invitations, 4).unwrap();
        let refused = meter.spend(ALICE, Spend::Invitations, 2).unwrap_err();
        assert_eq!(refused.status, StatusCode::FrequencyLimit);
        meter.spend(ALICE, Spend::Invitations, 1).unwrap();
        meter.forget_idle();
        assert!(meter.spend(ALICE, Spend::Invitations, 1).is_err());
    }

    #[test]
    fn who_has_been_quiet_is_forgotten() {
        let meter = Meter::new(Rates::unlimited());
        meter.spend(ALICE, Spend::Call, 0).unwrap();
        meter.forget_idle();
        assert!(meter.users.lock().unwrap().is_empty());
    }
}
