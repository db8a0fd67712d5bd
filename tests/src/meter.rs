//! Counts what comes from a server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Carries bytes between devices and a server, and counts those that the server gives.
pub struct Meter {
    /// Where devices connect.
    pub address: SocketAddr,
    given: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Meter {
    /// In front of a server that will listen on 127.0.0.1, at the same port.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.3:0").await?;
        let address = listener.local_addr()?;
        let given = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&given);
        let task = tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                tokio::spawn(carry(device, address.port(), Arc::clone(&counted)));
            }
        });
        Ok(Self {
            address,
            given,
            task,
        })
    }

    /// Bytes that the server has given so far.
    pub fn given(&self) -> u64 {
        self.given.load(Ordering::SeqCst)
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(device: TcpStream, port: u16, given: Arc<AtomicU64>) -> std::io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    let (mut from_device, mut to_device) = device.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let asked = async {
        tokio::io::copy(&mut from_device, &mut to_server).await?;
        to_server.shutdown().await
    };
    let answered = async {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let read = from_server.read(&mut chunk).await?;
            if read == 0 {
                return to_device.shutdown().await;
            }
            given.fetch_add(read as u64, Ordering::SeqCst);
            to_device.write_all(&chunk[..read]).await?;
        }
    };
    tokio::try_join!(asked, answered).map(drop)
}
