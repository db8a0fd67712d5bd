//! An address on this machine that nobody should ever ask. Hostile texts hold it; a hit means that something was loaded
//! or opened because of a message.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Result;

/// Listens, counts, answers nothing.
#[derive(Debug)]
pub struct Canary {
    address: String,
    hits: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Canary {
    /// On a port of 127.0.0.1 that is free.
    ///
    /// # Errors
    ///
    /// No port could be had.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("127.0.0.1:{}", listener.local_addr()?.port());
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&hits);
        let task = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Self {
            address,
            hits,
            task,
        })
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How often somebody came.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        self.task.abort();
    }
}
