//! The server of a plan: the same in this process and in one of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use linnet_server::{Config, Rates, Running, Server};
use serde::{Deserialize, Serialize};

use super::clock::PlanClock;

/// What a server is started with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setup {
    /// Where everything is kept.
    pub folder: PathBuf,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// People by name.
    pub people: Vec<(i64, String)>,
    /// Seconds for which things are kept; none: for ever.
    pub retention: Option<u64>,
    /// Seconds in a second.
    pub rate: u32,
    /// When the plan began, by the real clock: milliseconds since 1970.
    pub began_ms: i64,
    /// What the clock was moved on by so far.
    pub moved_ms: i64,
}

/// Starts it. `clock`: the one of the process, if it has one.
///
/// # Errors
/// As for any server, as words.
pub async fn start(setup: &Setup, clock: PlanClock) -> Result<Running, String> {
    let mut config = Config::new(&setup.folder);
    config.listen = setup.listen;
    config.dev = true;
    config.retention = setup.retention.map(Duration::from_secs);
    config.clock = Arc::new(clock);
    // A plan does in seconds what people do in days; how often one may ask has tests of its own.
    config.rates = Rates::unlimited();
    let running = Server::start(config)
        .await
        .map_err(|error| error.to_string())?;
    for (user, name) in &setup.people {
        running
            .add_user(*user, Some(name.clone()), None)
            .await
            .map_err(|refusal| refusal.reason.to_owned())?;
    }
    Ok(running)
}
