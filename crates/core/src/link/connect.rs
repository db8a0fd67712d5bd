//! Keeps a socket open: at once after a loss, then with growing, jittered pauses, at once when poked. Tells the state.

use std::sync::PoisonError;
use std::time::Duration;

use std::sync::atomic::Ordering;

use linnet_proto::im_proto::{GetConfigsRequestBody, Imcmd, RequestBody};

use super::pushes::LinkEvent;
use super::socket::{self, Ended, Identity};
use super::tunnel::Way;
use super::{Asked, Link, Poke};
use crate::error::{Error, TokenError, Transport};
use crate::model::connection::Connection;

/// The pause after the second failure in a row; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// A socket that lived shorter counts as a failure, or a server that closes at once would be asked without pause.
const PROVEN: Duration = Duration::from_secs(5);

/// Runs until the link stops.
pub(super) async fn keep(link: Link) {
    let inner = &*link.0;
    let mut pokes = inner.pokes.subscribe();
    link.set_connection(Connection::Connecting);
    let mut failures = 0;
    loop {
        let outcome = tokio::select! {
            outcome = once(&link, &mut pokes) => outcome,
            () = inner.stop.cancelled() => break,
        };
        let pause = match outcome {
            Outcome::SignInNeeded => {
                failures = 0;
                // The state is set already. Only somebody who acts can mend it.
                tokio::select! {
                    _ = pokes.changed() => continue,
                    () = inner.stop.cancelled() => break,
                }
            }
            Outcome::Ended { error, proven } => {
                if proven {
                    failures = 0;
                }
                let pause = pause(failures, inner.limits.reconnect).max(wanted_pause(&error));
                offline(&link, &error, pause);
                pause
            }
        };
        failures = failures.saturating_add(1);
        tokio::select! {
            () = inner.clock.sleep(pause) => {}
            _ = pokes.changed() => failures = 0,
            () = inner.stop.cancelled() => break,
        }
    }
    inner.socket.send_replace(None);
    inner.pushes.close();
}

enum Outcome {
    /// No token can be had.
    SignInNeeded,
    /// No socket, or one that ended.
    Ended {
        error: Error,
        /// It worked before it ended: the next try is made at once.
        proven: bool,
    },
}

impl Outcome {
    fn failed(error: impl Into<Error>) -> Self {
        Self::Ended {
            error: error.into(),
            proven: false,
        }
    }
}

/// Opens one socket and runs it to its end.
async fn once(
    link: &Link,
    pokes: &mut tokio::sync::watch::Receiver<(u64, Option<Poke>)>,
) -> Outcome {
    let inner = &*link.0;
    let token = match inner.tokens.current().await {
        Ok(token) => token,
        Err(error) if super::token::needs_person(&error) => {
            link.note_token_failure(&error);
            return Outcome::SignInNeeded;
        }
        Err(error) => return Outcome::failed(error),
    };
    if matches!(*inner.connection.borrow(), Connection::SignInNeeded { .. }) {
        link.set_connection(Connection::Connecting);
    }
    let identity = Identity {
        app_id: inner.app_id,
        device_id: &inner.device_id,
        token: &token,
    };
    let way = Way {
        proxies: &inner.proxies,
        trust: &inner.trust,
        names: &inner.names,
        limit: inner.limits.connect,
    };
    inner.opening.store(true, Ordering::Relaxed);
    let opened = socket::open(
        &link.endpoints(),
        &way,
        &identity,
        &inner.limits,
        &*inner.clock,
    )
    .await;
    inner.opening.store(false, Ordering::Relaxed);
    let (handle, socket) = match opened {
        Ok(opened) => opened,
        Err(Ended::Refused) => {
            // The next round asks for another token.
            inner.tokens.refuse(&token);
            return Outcome::failed(TokenError::NoNewer);
        }
        Err(Ended::Doubtful) => return Outcome::failed(settle(link).await),
        Err(Ended::Failed(error)) => return Outcome::failed(error),
        Err(Ended::Closed) => return Outcome::failed(Transport::Lost),
    };
    let opened_at = inner.clock.now();
    inner.socket.send_replace(Some(handle.clone()));
    *inner.polling.lock().unwrap_or_else(PoisonError::into_inner) = None;
    inner.pushes.put(LinkEvent::Up, 0);
    link.set_connection(Connection::Online);
    tracing::info!("socket open");
    pokes.borrow_and_update();

    let ended = tokio::select! {
        ended = socket.run(&inner.limits, &*inner.clock, &inner.pushes) => ended,
        // On another network, or after sleep, the old connection may look alive for half a minute more.
        () = network_changed(pokes) => Ended::Closed,
    };
    inner.socket.send_replace(None);
    inner.pushes.put(LinkEvent::Down, 0);
    let alive = inner.clock.now().duration_since(opened_at);
    tracing::info!(?ended, alive_ms = alive.as_millis(), "socket closed");
    let proven = alive >= PROVEN;
    match ended {
        Ended::Refused => {
            inner.tokens.refuse(&token);
            Outcome::Ended {
                error: TokenError::NoNewer.into(),
                proven,
            }
        }
        Ended::Doubtful => Outcome::Ended {
            error: settle(link).await,
            proven,
        },
        // Closed from here for a reason: nothing is wrong with the server.
        Ended::Closed => Outcome::Ended {
            error: Transport::Lost.into(),
            proven: true,
        },
        Ended::Failed(error) => Outcome::Ended {
            error: error.into(),
            proven,
        },
    }
}

/// Asks over HTTP, where every answer of the server has its status, whether it refuses the token. If it does, the token
/// is marked with the answer; everything else is not the server's word, and the session goes on.
async fn settle(link: &Link) -> Error {
    let body = RequestBody {
        get_configs_body: Some(GetConfigsRequestBody::default()),
        ..RequestBody::default()
    };
    match link
        .attempt(Imcmd::GetConfigs as i32, &Asked::of(body), 0, false)
        .await
    {
        Err(error @ (Error::Token(_) | Error::Stopped)) => error,
        Err(Error::Status {
            status: 1 | 100, ..
        }) => TokenError::NoNewer.into(),
        // The server accepts the token, or is not reached at all: somebody on the way refused the socket.
        Ok(_) | Err(_) => Transport::Intercepted.into(),
    }
}

/// Ends when a poke says that the path under the socket has changed.
pub(super) async fn network_changed(pokes: &mut tokio::sync::watch::Receiver<(u64, Option<Poke>)>) {
    loop {
        if pokes.changed().await.is_err() {
            return std::future::pending().await;
        }
        if pokes
            .borrow_and_update()
            .1
            .is_some_and(Poke::ends_connections)
        {
            return;
        }
    }
}

/// What a busy application server asks for.
fn wanted_pause(error: &Error) -> Duration {
    match error {
        Error::Token(TokenError::Busy(pause)) => *pause,
        _ => Duration::ZERO,
    }
}

/// None after the first failure, then doubling, each shortened by up to a half so that the clients of a server that
/// comes back do not all come at once.
fn pause(failures: u32, longest: Duration) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    let full = FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(failures.min(16) - 1))
        .min(longest);
    full.mul_f64(rand::random_range(0.5..=1.0))
}

/// Tells that the socket is down, unless HTTP has worked meanwhile: then the polls carry everything.
fn offline(link: &Link, error: &Error, pause: Duration) {
    let inner = &*link.0;
    let polling = *inner.polling.lock().unwrap_or_else(PoisonError::into_inner);
    let recent = inner.limits.poll.saturating_mul(2);
    if polling.is_some_and(|at| inner.clock.now().duration_since(at) < recent) {
        link.set_connection(Connection::Online);
        return;
    }
    let now = inner.clock.now_ms();
    let since = match &*inner.connection.borrow() {
        Connection::Offline { since, .. } => *since,
        _ => now,
    };
    link.set_connection(Connection::Offline {
        since,
        next_try: now.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)),
        reason: error.reason(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_none_to_the_limit_and_differ() {
        let longest = Duration::from_secs(30);
        assert_eq!(pause(0, longest), Duration::ZERO);
        for failures in 1..40 {
            let full = Duration::from_millis(500)
                .saturating_mul(1 << (failures - 1).min(16))
                .min(longest);
            let pause = pause(failures, longest);
            assert!(pause <= full && pause >= full / 2, "{failures}: {pause:?}");
        }
        assert!((0..20).any(|_| pause(9, longest) != pause(9, longest)));
    }
}
