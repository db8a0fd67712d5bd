//! What an idle connection costs the server.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::service::Service;
use crate::socket;

const CONNECTIONS: usize = 5_000;
/// Fewer than a user may have.
const DEVICES: usize = 10;
/// Handshakes at once.
const AT_ONCE: usize = 64;

pub async fn measure() -> Outcome<Vec<Figure>> {
    // Both processes hold as many sockets as there are connections; the server inherits the limit.
    let files = rlimit::increase_nofile_limit(2 * CONNECTIONS as u64)?;
    if files < CONNECTIONS as u64 + 256 {
        return Err(format!("only {files} open files are allowed here").into());
    }
    let service = Service::start()?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut addresses = Vec::with_capacity(CONNECTIONS);
    for user in 0..CONNECTIONS / DEVICES {
        let token = service.token(&http, 10_001 + user as i64).await?;
        for device in 0..DEVICES {
            let device = (1 + device).to_string();
            addresses.push(socket::address(&service.frontier_url, &token, &device));
        }
    }
    // What starting to serve costs is not the price of a connection.
    let first = addresses.split_off(CONNECTIONS - AT_ONCE);
    let warm: Vec<_> = open_all(first).await?;
    let before = service.memory()?;
    let held = open_all(addresses).await?;
    let after = service.memory()?;
    let each = (after.saturating_sub(before)) as f64 / held.len() as f64 / 1024.0;
    let connections = warm.len() + held.len();
    drop((warm, held));
    Ok(vec![Figure {
        name: "Idle connections",
        how: format!(
            "{connections} WebSocket connections of {} users that say nothing; growth of the server's own memory (PSS) \
             for each",
            CONNECTIONS / DEVICES
        ),
        measured: format!("{each:.1} KB"),
        floor: String::new(),
        ratio: None,
        bound: "must < 20 KB, aim 10 KB",
        verdict: Verdict::at_most(each, 20.0, 10.0),
    }])
}

async fn open_all<T: IntoIterator<Item = String>>(
    addresses: T,
) -> Outcome<Vec<impl Sized + use<T>>> {
    stream::iter(addresses)
        .map(|address| async move { socket::open(&address).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}
