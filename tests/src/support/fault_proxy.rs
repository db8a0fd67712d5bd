//! A network between devices and the server that breaks when it is told to: slow, cut (also in the middle of a frame or
//! of a body), silent, closed, saying things twice or late. It knows where a request, an answer or a push begins and
//! ends, so that whole ones can be doubled and held back.

mod pipe;
mod unit;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Pushes that are held back; past it they go through.
const HELD: usize = 256;

/// What the network does now. Everything is off at first.
#[derive(Default)]
struct State {
    /// Bytes from the server are swallowed.
    deaf: AtomicBool,
    /// Nothing passes either way; connections stay open.
    silent: AtomicBool,
    /// Nobody is let in.
    closed: AtomicBool,
    /// Milliseconds before a piece of up to 16 KiB goes on.
    delay_ms: AtomicU64,
    /// Bytes a second; 0: no limit.
    rate: AtomicU64,
    /// Connections are cut when so many bytes more have passed; negative: never.
    cut_after: AtomicI64,
    /// Requests that are still to be sent twice.
    double_requests: AtomicU32,
    /// Answers that are still to be given twice.
    double_answers: AtomicU32,
    /// Pushes wait until they are let through.
    hold_pushes: AtomicBool,
    /// How often the held pushes of each connection go through when they are let go.
    release: AtomicU32,
    /// Counts the times that something was let go.
    released: Notify,
    held: AtomicUsize,
    /// Bytes that came from a device since the server's were held back.
    sent: AtomicUsize,
    passed: Notify,
    cut: Notify,
    changed: Notify,
}

/// Carries bytes until it is told otherwise.
pub struct FaultProxy {
    /// Where devices connect.
    pub address: SocketAddr,
    server: Arc<Mutex<SocketAddr>>,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl FaultProxy {
    /// In front of a server, on the loopback address that ends in `place` (2 and up). It has the server's port there,
    /// because the server refuses a Host header that names another port.
    ///
    /// # Errors
    /// The port is taken there.
    pub async fn start(server: SocketAddr, place: u8) -> std::io::Result<Self> {
        let here = IpAddr::V4(Ipv4Addr::new(127, 0, 0, place));
        let listener = TcpListener::bind((here, server.port())).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            cut_after: AtomicI64::new(-1),
            ..State::default()
        });
        let server = Arc::new(Mutex::new(server));
        let (shared, to) = (Arc::clone(&state), Arc::clone(&server));
        let task = tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if !shared.closed.load(Ordering::SeqCst) {
                    let server = *lock(&to);
                    tokio::spawn(carry(device, server, Arc::clone(&shared)));
                }
            }
        });
        Ok(Self {
            address,
            server,
            state,
            task,
        })
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

    /// Cuts all connections; new ones are let in.
    pub fn cut(&self) {
        self.state.cut.notify_waiters();
    }

    /// Cuts each connection that carries something when so many bytes more have passed, wherever that is.
    pub fn cut_after(&self, bytes: u32) {
        self.state
            .cut_after
            .store(i64::from(bytes), Ordering::SeqCst);
    }

    /// Cuts all connections and lets nobody in.
    pub fn refuse(&self) {
        self.state.closed.store(true, Ordering::SeqCst);
        self.state.cut.notify_waiters();
    }

    /// Nothing passes any more, and nothing is closed.
    pub fn blackhole(&self) {
        self.state.silent.store(true, Ordering::SeqCst);
    }

    /// Every piece of up to 16 KiB waits this long, and no more bytes pass in a second; 0: no limit.
    pub fn slow(&self, delay_ms: u64, rate: u64) {
        self.state.delay_ms.store(delay_ms, Ordering::SeqCst);
        self.state.rate.store(rate, Ordering::SeqCst);
    }

    /// The next requests, over the socket or over HTTP, are sent twice.
    pub fn double_requests(&self, count: u32) {
        self.state.double_requests.store(count, Ordering::SeqCst);
    }

    /// The next answers over the socket are given twice.
    pub fn double_answers(&self, count: u32) {
        self.state.double_answers.store(count, Ordering::SeqCst);
    }

    /// Pushes wait from now on; answers pass them.
    pub fn hold_pushes(&self) {
        self.state.hold_pushes.store(true, Ordering::SeqCst);
    }

    /// Pushes that wait.
    pub fn held(&self) -> usize {
        self.state.held.load(Ordering::SeqCst)
    }

    /// Lets the pushes that wait through, so many times, and holds none back any more.
    pub fn release_pushes(&self, times: u32) {
        self.state.release.store(times, Ordering::SeqCst);
        self.state.hold_pushes.store(false, Ordering::SeqCst);
        self.state.released.notify_waiters();
    }

    /// Carries normally from now on. A connection that has lost something is cut: a network that forgets bytes in the
    /// middle of a stream does not exist.
    pub fn mend(&self) {
        let state = &self.state;
        let lossy = state.deaf.swap(false, Ordering::SeqCst);
        state.closed.store(false, Ordering::SeqCst);
        state.silent.store(false, Ordering::SeqCst);
        state.cut_after.store(-1, Ordering::SeqCst);
        state.double_requests.store(0, Ordering::SeqCst);
        state.double_answers.store(0, Ordering::SeqCst);
        self.slow(0, 0);
        self.release_pushes(1);
        if lossy {
            state.cut.notify_waiters();
        }
        state.changed.notify_waiters();
    }

    /// Cuts all connections and carries normally from then on.
    pub fn cut_and_mend(&self) {
        self.mend();
        self.cut();
    }

    /// The server is somewhere else from now on.
    pub fn moved(&self, server: SocketAddr) {
        *lock(&self.server) = server;
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
        self.state.cut.notify_waiters();
    }
}

async fn carry(device: TcpStream, server: SocketAddr, state: Arc<State>) {
    let cut = state.cut.notified();
    tokio::select! {
        () = cut => {}
        () = pipe::run(device, server, &state) => {}
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
