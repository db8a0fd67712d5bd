//! One connection through the proxy.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::unit::{self, Kind};
use super::{HELD, State};

/// Bytes read at once, and the piece that a delay is for.
const PIECE: usize = 16 * 1024;

/// Largest request that is doubled.
const DOUBLED: usize = 1024 * 1024;

/// Longest wait for the answer to a doubled request, which nobody hears.
const UNHEARD: Duration = Duration::from_secs(5);

/// Which way bytes go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Carries one connection to its end.
pub(super) async fn run(device: TcpStream, server: SocketAddr, state: &State) {
    let Ok(upstream) = TcpStream::connect(server).await else {
        return;
    };
    // As the ends themselves do: small frames must not wait for more of them.
    if device
        .set_nodelay(true)
        .and(upstream.set_nodelay(true))
        .is_err()
    {
        return;
    }
    let (from_device, to_device) = device.into_split();
    let (from_server, to_server) = upstream.into_split();
    // Whether the connection is a socket is known from its first head, which goes up before anything comes down.
    let (tell, mut told) = tokio::sync::watch::channel(None);
    let up = Up {
        state,
        from: from_device,
        to: to_server,
        server,
        waiting: Vec::new(),
    };
    let down = async {
        let Ok(socket) = told.wait_for(Option::is_some).await.map(|known| *known) else {
            return;
        };
        let down = Down {
            state,
            from: from_server,
            to: to_device,
            waiting: Vec::new(),
            held: VecDeque::new(),
        };
        if socket == Some(true) {
            down.socket().await;
        } else {
            down.plain().await;
        }
    };
    tokio::select! {
        () = up.run(&tell) => {}
        () = down => {}
    }
}

struct Up<'a> {
    state: &'a State,
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    server: SocketAddr,
    waiting: Vec<u8>,
}

impl Up<'_> {
    async fn run(mut self, tell: &tokio::sync::watch::Sender<Option<bool>>) {
        let mut socket = None;
        loop {
            if !read(&mut self.from, &mut self.waiting).await {
                return;
            }
            if socket.is_none() {
                socket = unit::head(&self.waiting)
                    .map(|end| unit::is_upgrade(self.waiting.get(..end).unwrap_or_default()));
                if socket.is_none() {
                    continue;
                }
                tell.send_replace(socket);
                if socket == Some(true) {
                    let end = unit::head(&self.waiting).unwrap_or(0);
                    let head: Vec<u8> = self.waiting.drain(..end).collect();
                    if !write(self.state, Way::Up, &mut self.to, &head).await {
                        return;
                    }
                }
            }
            let went = if socket == Some(true) {
                self.frames().await
            } else {
                self.requests().await
            };
            if !went {
                return;
            }
        }
    }

    /// Whole frames; a request may go twice.
    async fn frames(&mut self) -> bool {
        while let Some((end, _)) = unit::frame(&self.waiting) {
            let frame: Vec<u8> = self.waiting.drain(..end).collect();
            let twice = unit::is_request(&frame) && take(&self.state.double_requests);
            for _ in 0..=usize::from(twice) {
                if !write(self.state, Way::Up, &mut self.to, &frame).await {
                    return false;
                }
            }
        }
        true
    }

    /// What is here goes on at once, unless a request is to be doubled: that is gathered first.
    async fn requests(&mut self) -> bool {
        if self.state.double_requests.load(Ordering::SeqCst) > 0
            && let Some(head) = unit::head(&self.waiting)
        {
            let whole = head + unit::body(self.waiting.get(..head).unwrap_or_default());
            if whole <= DOUBLED {
                if self.waiting.len() < whole {
                    return true;
                }
                if take(&self.state.double_requests) {
                    let request = self.waiting.get(..whole).unwrap_or_default().to_vec();
                    tokio::spawn(say_again(self.server, request));
                }
            }
        }
        let bytes = std::mem::take(&mut self.waiting);
        write(self.state, Way::Up, &mut self.to, &bytes).await
    }
}

/// Sends a request on a connection of its own and lets its answer fall.
async fn say_again(server: SocketAddr, request: Vec<u8>) {
    let exchange = async {
        let mut stream = TcpStream::connect(server).await.ok()?;
        stream.write_all(&request).await.ok()?;
        let mut answer = vec![0; PIECE];
        stream.read(&mut answer).await.ok()
    };
    drop(tokio::time::timeout(UNHEARD, exchange).await);
}

struct Down<'a> {
    state: &'a State,
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    waiting: Vec<u8>,
    held: VecDeque<Vec<u8>>,
}

impl Down<'_> {
    async fn plain(mut self) {
        while read(&mut self.from, &mut self.waiting).await {
            let bytes = std::mem::take(&mut self.waiting);
            if !write(self.state, Way::Down, &mut self.to, &bytes).await {
                return;
            }
        }
    }

    async fn socket(mut self) {
        let state = self.state;
        let mut opened = false;
        loop {
            // Registered before the state is looked at, so that nothing let go meanwhile is missed.
            let released = state.released.notified();
            if !state.hold_pushes.load(Ordering::SeqCst) && !self.let_go().await {
                break;
            }
            tokio::select! {
                more = read(&mut self.from, &mut self.waiting) => if !more { break },
                () = released => continue,
            }
            if !opened {
                let Some(end) = unit::head(&self.waiting) else {
                    continue;
                };
                opened = true;
                let head: Vec<u8> = self.waiting.drain(..end).collect();
                if !write(state, Way::Down, &mut self.to, &head).await {
                    break;
                }
            }
            if !self.frames().await {
                break;
            }
        }
        state.held.fetch_sub(self.held.len(), Ordering::SeqCst);
    }

    async fn frames(&mut self) -> bool {
        while let Some((end, start)) = unit::frame(&self.waiting) {
            let frame: Vec<u8> = self.waiting.drain(..end).collect();
            let kind = unit::kind(&frame, start);
            let hold = kind == Kind::Push && self.state.hold_pushes.load(Ordering::SeqCst);
            if hold && self.held.len() < HELD {
                self.held.push_back(frame);
                self.state.held.fetch_add(1, Ordering::SeqCst);
                continue;
            }
            let twice = kind == Kind::Answer && take(&self.state.double_answers);
            for _ in 0..=usize::from(twice) {
                if !write(self.state, Way::Down, &mut self.to, &frame).await {
                    return false;
                }
            }
        }
        true
    }

    async fn let_go(&mut self) -> bool {
        let times = self.state.release.load(Ordering::SeqCst).max(1);
        while let Some(push) = self.held.pop_front() {
            self.state.held.fetch_sub(1, Ordering::SeqCst);
            for _ in 0..times {
                if !write(self.state, Way::Down, &mut self.to, &push).await {
                    return false;
                }
            }
        }
        true
    }
}

/// Takes one of a number of times; false when none is left.
fn take(times: &AtomicU32) -> bool {
    times
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        })
        .is_ok()
}

async fn read(from: &mut OwnedReadHalf, waiting: &mut Vec<u8>) -> bool {
    let mut buffer = [0; PIECE];
    match from.read(&mut buffer).await {
        Ok(count @ 1..) => {
            waiting.extend_from_slice(buffer.get(..count).unwrap_or_default());
            true
        }
        _ => false,
    }
}

/// Carries bytes on as the network is now. False when the connection is over.
async fn write(state: &State, way: Way, to: &mut OwnedWriteHalf, bytes: &[u8]) -> bool {
    for piece in bytes.chunks(PIECE) {
        loop {
            let changed = state.changed.notified();
            if !state.silent.load(Ordering::SeqCst) {
                break;
            }
            changed.await;
        }
        let mut pause = Duration::from_millis(state.delay_ms.load(Ordering::SeqCst));
        let rate = state.rate.load(Ordering::SeqCst);
        let takes = (piece.len() as u64 * 1000).checked_div(rate);
        pause += Duration::from_millis(takes.unwrap_or(0));
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        if way == Way::Down && state.deaf.load(Ordering::SeqCst) {
            continue;
        }
        let left = state.cut_after.load(Ordering::SeqCst);
        let count = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if left >= 0 {
            if count >= left {
                state.cut_after.store(-1, Ordering::SeqCst);
                let first = usize::try_from(left).unwrap_or(0).min(piece.len());
                // The rest is what the cut takes; whether its first bytes arrive does not matter.
                drop(to.write_all(piece.get(..first).unwrap_or_default()).await);
                return false;
            }
            state.cut_after.store(left - count, Ordering::SeqCst);
        }
        if to.write_all(piece).await.is_err() {
            return false;
        }
        if way == Way::Up {
            state.sent.fetch_add(piece.len(), Ordering::SeqCst);
            state.passed.notify_waiters();
        }
    }
    true
}
