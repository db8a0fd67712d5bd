//! A network between a device and the server that can be broken on purpose.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

#[derive(Default)]
struct State {
    /// Bytes from the server are held back, and dropped when the connection is cut.
    deaf: AtomicBool,
    /// Nobody is let in.
    closed: AtomicBool,
    /// Bytes that came from a device since the server's were held back.
    sent: AtomicUsize,
    cut: Notify,
    passed: Notify,
}

/// Carries bytes until it is told otherwise.
pub struct Proxy {
    /// Where devices connect.
    pub address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// In front of a server. It has the server's port on another loopback address, because the server refuses a Host
    /// header that names another port.
    ///
    /// # Panics
    /// When the port is taken there.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), server.port()))
            .await
            .expect("the port on another loopback address");
        let address = listener.local_addr().expect("an address");
        let state = Arc::<State>::default();
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if !shared.closed.load(Ordering::SeqCst) {
                    tokio::spawn(carry(device, server, Arc::clone(&shared)));
                }
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// From now on the server hears the devices, and its answers do not come through.
    pub fn hold_answers(&self) {
        self.state.sent.store(0, Ordering::SeqCst);
        self.state.deaf.store(true, Ordering::SeqCst);
    }

    /// Waits until devices have sent at least this many bytes since the answers were held back.
    pub async fn heard(&self, bytes: usize) {
        loop {
            let passed = self.state.passed.notified();
            if self.state.sent.load(Ordering::SeqCst) >= bytes {
                return;
            }
            passed.await;
        }
    }

    /// Cuts all connections and carries normally from then on.
    pub fn cut_and_mend(&self) {
        self.state.deaf.store(false, Ordering::SeqCst);
        self.state.closed.store(false, Ordering::SeqCst);
        self.state.cut.notify_waiters();
    }

    /// Cuts all connections and lets nobody in.
    pub fn cut(&self) {
        self.state.closed.store(true, Ordering::SeqCst);
        self.state.cut.notify_waiters();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.state.cut.notify_waiters();
    }
}

async fn carry(device: TcpStream, server: SocketAddr, state: Arc<State>) {
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut from_device, mut to_device) = device.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_device.read(&mut buffer).await {
            let Some(bytes) = buffer.get(..count) else {
                return;
            };
            if to_server.write_all(bytes).await.is_err() {
                return;
            }
            state.sent.fetch_add(count, Ordering::SeqCst);
            state.passed.notify_waiters();
        }
    };
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut buffer).await {
            if state.deaf.load(Ordering::SeqCst) {
                continue;
            }
            let Some(bytes) = buffer.get(..count) else {
                return;
            };
            if to_device.write_all(bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
        () = state.cut.notified() => {}
    }
}
