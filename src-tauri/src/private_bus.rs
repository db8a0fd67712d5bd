//! A message bus for one test, and services on it that are not real.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use zbus::Connection;

/// Longest wait for anything on it.
const LIMIT: Duration = Duration::from_secs(20);

/// The bus; it ends with its test.
pub struct PrivateBus {
    daemon: Child,
    address: String,
}

impl PrivateBus {
    /// Starts it.
    pub fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
        }
    }

    /// A program on it.
    pub async fn connect(&self) -> Connection {
        zbus::connection::Builder::address(self.address.as_str())
            .build()
            .await
            .unwrap()
    }

    /// Lets somebody listen until `enough`, then ends the bus, and waits until they have heard all that was on it.
    pub async fn end_when<T>(self, listening: impl Future<Output = T>, enough: impl Fn() -> bool) {
        let end = async {
            while !enough() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            drop(self);
        };
        let both = async { tokio::join!(listening, end) };
        tokio::time::timeout(LIMIT, both).await.expect("in time");
    }

    /// A service of this name.
    pub async fn service(&self, name: &'static str) -> Connection {
        let connection = self.connect().await;
        connection.request_name(name).await.unwrap();
        connection
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}
