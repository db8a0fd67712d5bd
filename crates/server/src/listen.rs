//! Accepting connections. Done here and not by the web framework, because that has no limit on how
//! long the head of a request may take, nor on how many connections wait with one.

use std::pin::pin;
use std::sync::Arc;
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
/// How long the head of a request may take, counted from the answer before it. Longer than
/// clients keep an idle connection, so that it is they who close it.
const HEAD_LIMIT: Duration = Duration::from_secs(120);
/// Pause after an accept that failed: mostly there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until stopped, then lets running requests finish. The caller limits how long that takes.
pub(crate) async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let open = TaskTracker::new();
    // Ends only when stopped: the semaphore is never closed.
    while let Some(Ok(place)) = stop
        .run_until_cancelled(Arc::clone(&places).acquire_owned())
        .await
    {
        match stop.run_until_cancelled(listener.accept()).await {
            None => break,
            Some(Ok((stream, _))) => {
                open.spawn(connection(stream, routes.clone(), stop.clone(), place));
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

/// One connection: requests one after another, until one turns it into a socket.
async fn connection(
    stream: TcpStream,
    routes: Router,
    stop: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    // Small frames must not wait for more of them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT);
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
