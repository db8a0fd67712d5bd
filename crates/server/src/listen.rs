//! Accepting connections. Done here and not by the web framework, because that has no limit on how
//! long the head of a request may take, nor on how many connections wait with one.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// HTTP connections at one time; sockets that are open count for their user instead. When all are
/// taken the next one waits in the queue of the operating system.
const CONNECTIONS: usize = 4096;
/// HTTP connections of one address at one time; more are closed at once. Not for loopback: there a proxy may stand for
/// everybody, or they are this computer's own.
const CONNECTIONS_PER_ADDRESS: usize = 512;
/// Most that is read ahead on a connection, and so the longest head of a request.
const READ_AHEAD: usize = 16 * 1024;
/// How long the head of a request may take, counted from the answer before it. Longer than
/// clients keep an idle connection, so that it is they who close it.
const HEAD_LIMIT: Duration = Duration::from_secs(120);
/// Pause after an accept that failed: mostly there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until stopped, then lets running requests finish. The caller limits how long that takes.
pub(crate) async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let open = TaskTracker::new();
    let addresses = Arc::new(Addresses::default());
    // Ends only when stopped: the semaphore is never closed.
    while let Some(Ok(place)) = stop
        .run_until_cancelled(Arc::clone(&places).acquire_owned())
        .await
    {
        match stop.run_until_cancelled(listener.accept()).await {
            None => break,
            Some(Ok((stream, peer))) => {
                let Some(seat) = Seat::take(&addresses, peer.ip()) else {
                    continue;
                };
                open.spawn(connection(
                    stream,
                    routes.clone(),
                    stop.clone(),
                    (place, seat),
                ));
            }
            Some(Err(error)) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    open.close();
    open.wait().await;
}

/// How many connections each address has.
#[derive(Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

/// One of the connections of an address; given back when dropped.
struct Seat {
    addresses: Arc<Addresses>,
    /// None for an address that is not counted.
    address: Option<IpAddr>,
}

impl Seat {
    fn take(addresses: &Arc<Addresses>, peer: IpAddr) -> Option<Self> {
        let address = counted(peer);
        if let Some(address) = address {
            let mut counts = addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(address).or_default();
            if *count >= CONNECTIONS_PER_ADDRESS {
                return None;
            }
            *count += 1;
        }
        Some(Self {
            addresses: Arc::clone(addresses),
            address,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut counts = self
            .addresses
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&address);
            }
        }
    }
}

/// The address that a connection counts for: of IPv6 the half that names a network, since its owner has all the rest.
fn counted(peer: IpAddr) -> Option<IpAddr> {
    match peer.to_canonical() {
        address if address.is_loopback() => None,
        IpAddr::V4(address) => Some(address.into()),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            Some(Ipv6Addr::from_bits(network).into())
        }
    }
}

/// One connection: requests one after another, until one turns it into a socket.
async fn connection(
    stream: TcpStream,
    routes: Router,
    stop: CancellationToken,
    _places: (OwnedSemaphorePermit, Seat),
) {
    // Small frames must not wait for more of them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_buf_size(READ_AHEAD);
    let served = http
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
        .with_upgrades();
    let mut served = pin!(served);
    let ended = match stop.run_until_cancelled(served.as_mut()).await {
        Some(ended) => ended,
        None => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_connections() {
        let addresses = Arc::new(Addresses::default());
        let take = |peer: &str| Seat::take(&addresses, peer.parse().unwrap());
        let mut seats: Vec<Seat> = (0..CONNECTIONS_PER_ADDRESS)
            .map(|_| take("192.168.1.7").unwrap())
            .collect();
        assert!(take("192.168.1.7").is_none());
        assert!(
            take("::ffff:192.168.1.7").is_none(),
            "the same, written otherwise"
        );
        assert!(take("192.168.1.8").is_some());
        seats.pop();
        assert!(take("192.168.1.7").is_some());
        // A network of IPv6 is one address; this computer is not counted.
        seats.clear();
        seats
            .extend((0..CONNECTIONS_PER_ADDRESS).filter_map(|n| take(&format!("2001:db8::{n:x}"))));
        assert!(take("2001:db8::ffff:1").is_none());
        assert!(take("2001:db8:0:1::1").is_some());
        seats.extend((0..CONNECTIONS_PER_ADDRESS + 1).filter_map(|_| take("127.0.0.1")));
        assert_eq!(seats.len(), 2 * CONNECTIONS_PER_ADDRESS + 1);
    }
}
