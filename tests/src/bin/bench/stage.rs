//! A server of its own for a measurement, and people on it.

use std::time::Duration;

use linnet_server::{Config, Rates, Running, Server};
use tempfile::TempDir;

use crate::failure::Outcome;
use crate::socket::Bare;

/// Longer than any measurement.
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

pub struct Stage {
    pub server: Running,
    // Kept until the server has stopped.
    _folder: TempDir,
}

impl Stage {
    pub async fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let config = Config {
            dev: true,
            // What is measured is how fast it can be.
            rates: Rates::unlimited(),
            ..Config::new(folder.path())
        };
        Ok(Self {
            server: Server::start(config).await?,
            _folder: folder,
        })
    }

    pub async fn token(&self, user: i64) -> Outcome<String> {
        let token = self.server.issue_token(user, TOKEN_LIFE).await;
        token.map_err(|refusal| format!("no token: {refusal:?}").into())
    }

    /// A bare protocol client.
    pub async fn bare(&self, user: i64, device: &str) -> Outcome<Bare> {
        let token = self.token(user).await?;
        Bare::connect(&self.server.frontier_url, &token, device).await
    }

    pub async fn stop(self) {
        self.server.stop().await;
    }
}
