//! What the link notes for people who look why something does not work. In memory only and bounded: the oldest entry
//! goes when a list is full.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_proto::im_proto::Imcmd;

use crate::error::{Error, Result};
use crate::model::connection::Connection;
use crate::model::diagnosis::{ConnectionChange, Diagnosis, FailedRequest, Queue, Timing};

/// Changes of the connection that are kept: a day of a bad network, hours of one that flaps.
const CHANGES: usize = 100;

/// Failed requests that are kept.
const FAILED: usize = 50;

/// Times of each kind that are kept: what a small chart can show.
const TIMES: usize = 120;

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
