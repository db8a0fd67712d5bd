//! The account for pages and scripts on this computer: requests, answers and events as JSON over a web socket. All
//! connections share the one client that has the account's folder open. `docs/SDK.md` has the shape.
//!
//! Never here: an address that other computers reach, a secret in an address, a queue without an end.

mod connection;
mod events;
mod methods;
mod objects;
mod outgoing;
mod refusal;
mod shape;
mod uploads;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use linnet_core::Client;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::failure::Failure;

/// Sockets at the same time, those that have not told the secret included; one more is answered 503 and closed.
const MAX_CONNECTIONS: usize = 16;
/// How long opening a socket and telling the secret may take, each.
const PATIENCE: Duration = Duration::from_secs(10);

/// What opens the bridge.
pub struct Door {
    /// Whoever knows it is let in.
    pub secret: Secret,
    /// Pages that may ask at all.
    pub origins: Vec<String>,
    /// Application of the account.
    pub app_id: i32,
    /// Folder for files that are handed over.
    pub uploads: PathBuf,
}

impl Door {
    /// Whether a page of this origin may ask. Programs that are no browser name none.
    fn lets(&self, origin: Option<&str>) -> bool {
        origin.is_none_or(|origin| self.origins.iter().any(|known| known == origin))
    }
}

/// A new one for each start.
pub struct Secret(String);

impl Secret {
    /// From the system's random numbers.
    pub fn random() -> Self {
        Self(hex::encode(rand::random::<[u8; 32]>()))
    }

    /// To be told the person.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Compares in a time that says nothing of where the two differ.
    fn is(&self, told: &str) -> bool {
        let (own, told) = (self.0.as_bytes(), told.as_bytes());
        let other = own
            .iter()
            .zip(told)
            .fold(0, |other, (one, two)| other | (one ^ two));
        own.len() == told.len() && other == 0
    }
}

/// Takes connections until it is dropped; their tasks end with it.
///
/// # Errors
/// The folder for files cannot be used.
pub async fn serve(listener: TcpListener, client: Client, door: Door) -> Result<(), Failure> {
    uploads::clear(&door.uploads)?;
    let (door, seats) = (Arc::new(door), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // No more files may be open: those that are will end.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
                    connections.spawn(turn_away(stream));
                    continue;
                };
                let (client, door) = (client.clone(), Arc::clone(&door));
                connections.spawn(async move {
                    connection::run(stream, client, &door).await;
                    drop(seat);
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// All seats are taken. Whoever does not read the answer is not waited for.
async fn turn_away(mut stream: TcpStream) {
    const ANSWER: &[u8] =
        b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let _written = tokio::time::timeout(PATIENCE, stream.write_all(ANSWER)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_whole_and_no_two_are_alike() {
        let secret = Secret::random();
        assert_eq!(secret.text().len(), 64);
        assert!(secret.is(secret.text()));
        let shorter: String = secret.text().chars().take(63).collect();
        for wrong in ["", &shorter, Secret::random().text()] {
            assert!(!secret.is(wrong), "{wrong}");
        }
        assert!(!secret.is(&format!("{}0", secret.text())));
    }

    #[test]
    fn only_pages_that_were_named_may_ask_and_files_only_when_asked_for() {
        let door = |origins: &[&str]| Door {
            secret: Secret::random(),
            origins: origins.iter().map(|&origin| origin.to_owned()).collect(),
            app_id: 1,
            uploads: PathBuf::new(),
        };
        assert!(door(&[]).lets(None));
        for origin in ["null", "file://", "http://localhost:5173"] {
            assert!(!door(&[]).lets(Some(origin)));
            assert!(door(&[origin]).lets(Some(origin)));
        }
        assert!(!door(&["http://localhost:5173"]).lets(Some("http://localhost:51730")));
    }
}
