//! What a person can look at when something does not work: how the connection went, what failed last, how long things
//! took, what waits to be sent. In memory only and bounded: the oldest entry goes when a list is full. No token, text,
//! address or id of a person is in it, because it goes into reports.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_proto::im_proto::Imcmd;
use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::store::outbox;
use crate::view::row::{Connection, Reason};

/// Changes of the connection that are kept: a day of a bad network, hours of one that flaps.
const CHANGES: usize = 100;

/// Failed requests that are kept.
const FAILED: usize = 50;

/// Times of each kind that are kept: what a small chart can show.
const TIMES: usize = 120;

/// How it stands with one account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Diagnosis {
    /// The connection, oldest state first; the last is the one now.
    pub connection: Vec<ConnectionChange>,
    /// What waits to be sent.
    pub queue: Queue,
    /// Requests that failed, oldest first.
    pub failed: Vec<FailedRequest>,
    /// From sending a message to the server's answer.
    pub sends: Vec<Timing>,
    /// Asking for what is new, until the answer is here.
    pub pulls: Vec<Timing>,
}

/// A state of the connection and when it began.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ConnectionChange {
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// The state.
    pub connection: Connection,
}

/// A request that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FailedRequest {
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// Number of the command (protocol: commands).
    pub command: i32,
    /// Why, with its code and the server's log id.
    pub reason: Reason,
}

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Timing {
    /// Milliseconds since 1970, at its end.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// Milliseconds.
    pub ms: u32,
}

/// What is not at the server yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Queue {
    /// Messages whose turn comes.
    pub waiting: u32,
    /// Pictures being made ready or uploaded.
    pub preparing: u32,
    /// Messages that stopped and want a decision.
    pub stopped: u32,
    /// Tries made for those that wait, all together.
    pub tries: u32,
}

/// Where the link notes what happens.
#[derive(Default)]
pub(crate) struct Notebook(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    connection: VecDeque<ConnectionChange>,
    failed: VecDeque<FailedRequest>,
    sends: VecDeque<Timing>,
    pulls: VecDeque<Timing>,
}

impl Notebook {
    /// The connection changed.
    pub fn connection(&self, at: i64, connection: Connection) {
        push(
            &mut self.pages().connection,
            ConnectionChange { at, connection },
            CHANGES,
        );
    }

    /// A request was answered, or was not, after `ms`.
    pub fn request<T>(&self, command: i32, at: i64, ms: i64, outcome: &Result<T>) {
        let mut pages = self.pages();
        match outcome {
            Ok(_) => {
                let times = match Imcmd::try_from(command) {
                    Ok(Imcmd::SendMessage) => &mut pages.sends,
                    Ok(Imcmd::GetMessagesByUser) => &mut pages.pulls,
                    _ => return,
                };
                let ms = u32::try_from(ms.max(0)).unwrap_or(u32::MAX);
                push(times, Timing { at, ms }, TIMES);
            }
            // The person ended it.
            Err(Error::Stopped) => {}
            Err(error) => {
                let failed = FailedRequest {
                    at,
                    command,
                    reason: error.reason(),
                };
                push(&mut pages.failed, failed, FAILED);
            }
        }
    }

    /// All of it, with an empty queue: the link knows of none.
    pub fn told(&self) -> Diagnosis {
        let pages = self.pages();
        Diagnosis {
            connection: pages.connection.iter().cloned().collect(),
            queue: Queue::default(),
            failed: pages.failed.iter().cloned().collect(),
            sends: pages.sends.iter().copied().collect(),
            pulls: pages.pulls.iter().copied().collect(),
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push<T>(list: &mut VecDeque<T>, entry: T, most: usize) {
    if list.len() >= most {
        list.pop_front();
    }
    list.push_back(entry);
}

impl Client {
    /// How it stands with this account, for a person who asks why something does not work.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn diagnosis(&self) -> Result<Diagnosis> {
        let queue = self.0.store.read(outbox::queue).await?;
        Ok(Diagnosis {
            queue,
            ..self.0.link.notebook().told()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Transport;

    #[test]
    fn a_full_list_lets_its_oldest_entry_go() {
        let notebook = Notebook::default();
        for at in 0..1_000 {
            notebook.connection(at, Connection::Connecting);
            notebook.request::<()>(100, at, 3, &Err(Transport::Lost.into()));
            notebook.request(100, at, 3, &Ok(()));
            notebook.request(200, at, -1, &Ok(()));
        }
        let pages = notebook.pages();
        assert_eq!(pages.connection.len(), CHANGES);
        assert_eq!(pages.failed.len(), FAILED);
        assert_eq!((pages.sends.len(), pages.pulls.len()), (TIMES, TIMES));
        assert_eq!(pages.sends.back().unwrap().at, 999);
        assert_eq!(pages.pulls.back().unwrap().ms, 0);
    }

    #[test]
    fn only_what_has_a_chart_is_timed_and_stopping_is_no_failure() {
        let notebook = Notebook::default();
        notebook.request(605, 1, 3, &Ok(()));
        notebook.request::<()>(100, 1, 3, &Err(Error::Stopped));
        let pages = notebook.pages();
        assert!(pages.sends.is_empty() && pages.pulls.is_empty() && pages.failed.is_empty());
    }
}
