//! Which way a request goes, how often it is tried and how long the pause is (protocol: envelope, sections 5 to 7).

use std::time::Duration;

use crate::error::{Error, Transport};

/// Which way a command takes, and how often it is tried (protocol: envelope, sections 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Policy {
    socket: bool,
    pub attempts: u32,
}

impl Policy {
    pub fn of(command: i32) -> Self {
        match command {
            // First load: page after page, over HTTP only.
            203 | 2043 => Self {
                socket: false,
                attempts: 10,
            },
            301 => Self {
                socket: false,
                attempts: 3,
            },
            // The next poll repeats it.
            200 | 210 => Self {
                socket: true,
                attempts: 1,
            },
            // A later reading position makes it needless.
            604 | 2002 | 411 | 402 | 403 => Self {
                socket: true,
                attempts: 1,
            },
            _ => Self {
                socket: true,
                attempts: 4,
            },
        }
    }

    /// After three attempts on the socket one goes over HTTP.
    pub fn uses_socket(self, attempt: u32) -> bool {
        self.socket && (self.attempts == 1 || attempt < 3)
    }
}

/// Commands whose request says how much it wants: they ask for less when the answer is too large.
pub(super) fn asks_for_pages(command: i32) -> bool {
    matches!(command, 200 | 203 | 301 | 605 | 610)
}

/// Commands that only read, or that say the same however often they are said.
pub(super) fn may_be_asked_twice(command: i32) -> bool {
    matches!(
        command,
        200 | 203 | 211 | 301 | 604 | 605 | 608 | 610 | 654 | 2000 | 2002
            ..=2006 | 2015 | 2017 | 2032 | 2034 | 2043 | 2047 | 2048 | 2050 | 2052
    )
}

/// Failures of the transport, and a server that says it timed out (protocol: envelope, section 7).
pub(super) fn is_worth_another_try(error: &Error) -> bool {
    match error {
        // The same again is as large again.
        Error::Transport(Transport::RequestTooLarge | Transport::TooLarge) => false,
        Error::Transport(_) => true,
        Error::Status {
            status: 500,
            description,
            ..
        } => [
            "i/o timeout",
            "rpc timeout",
            "connection timeout",
            "request timeout",
        ]
        .iter()
        .any(|words| description.contains(words)),
        _ => false,
    }
}

/// Protocol: envelope, section 6.
pub(super) fn retry_delay(attempt: u32) -> Duration {
    let jitter = rand::random_range(0..100_u64);
    let delay = 500 + 100 * u64::from(attempt) + jitter;
    Duration::from_millis(delay.min(2_000))
}
