//! What any program would need: a durable commit of one row, a socket that says back what it hears.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use crate::failure::Outcome;
use crate::samples::Samples;
use crate::socket;

/// About the size of a stored message.
const ROW: [u8; 256] = [7; 256];

/// A database file whose commits are on the disk when they answer.
pub fn database(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection
        .execute_batch("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")?;
    Ok(connection)
}

/// One row, one commit.
pub fn commit(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO row (data) VALUES (?1)")?
        .execute([ROW.as_slice()])?;
    Ok(())
}

/// Rows a second when `batch` of them share a commit.
pub fn rows_per_second(batch: usize) -> Outcome<f64> {
    let folder = tempfile::tempdir()?;
    let mut connection = database(&folder.path().join("floor.db"))?;
    let begun = Instant::now();
    let mut rows = 0_usize;
    while begun.elapsed() < Duration::from_secs(2) {
        let transaction = connection.transaction()?;
        for _ in 0..batch {
            commit(&transaction)?;
        }
        transaction.commit()?;
        rows += batch;
    }
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

/// A thread that commits a row whenever it is asked to.
struct Committer {
    asks: mpsc::Sender<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    fn start(path: &Path) -> Outcome<Self> {
        let connection = database(path)?;
        // One caller waits for each answer, so at most a few wait here.
        let (asks, asked) = mpsc::channel::<oneshot::Sender<()>>();
        let thread = std::thread::spawn(move || {
            for done in asked {
                // A failed commit drops the sender, and the caller learns of it.
                if commit(&connection).is_err() || done.send(()).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            asks,
            thread: Some(thread),
        })
    }

    async fn commit(&self) -> Outcome<()> {
        let (done, waiting) = oneshot::channel();
        self.asks
            .send(done)
            .map_err(|_| "the committing thread has ended")?;
        Ok(waiting.await?)
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        let (closed, _) = mpsc::channel();
        self.asks = closed;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            eprintln!("the committing thread panicked");
        }
    }
}

/// A socket server for two: commits `commits` rows, then says to the second what the first said.
async fn relay(listener: TcpListener, committer: Option<Committer>) -> Outcome<()> {
    let accept = async || -> Outcome<_> {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        Ok(accept_async(stream).await?)
    };
    let (mut first, mut second) = (accept().await?, accept().await?);
    while let Some(message) = first.next().await {
        let message = message?;
        if !message.is_binary() {
            break;
        }
        if let Some(committer) = &committer {
            committer.commit().await?;
        }
        second.send(message).await?;
    }
    Ok(())
}

/// One message after another from one socket to another through a relay. `at_relay`: it commits before it passes a
/// message on; `at_ends`: sender and receiver commit too.
pub async fn relayed(messages: usize, at_relay: bool, at_ends: bool) -> Outcome<Samples> {
    let folder = tempfile::tempdir()?;
    let committer = |name: &str, wanted: bool| -> Outcome<Option<Committer>> {
        wanted
            .then(|| Committer::start(&folder.path().join(name)))
            .transpose()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("ws://{}", listener.local_addr()?);
    let relay = tokio::spawn(relay(listener, committer("relay.db", at_relay)?));
    let connect = async || -> Outcome<_> {
        let (stream, _) =
            tokio_tungstenite::connect_async_with_config(address.as_str(), None, true).await?;
        Ok(stream)
    };
    let (mut sender, mut receiver) = (connect().await?, connect().await?);
    let (here, there) = (
        committer("here.db", at_ends)?,
        committer("there.db", at_ends)?,
    );
    let mut times = Vec::with_capacity(messages);
    for _ in 0..messages {
        let begun = Instant::now();
        if let Some(here) = &here {
            here.commit().await?;
        }
        sender.send(Message::Binary(ROW.to_vec().into())).await?;
        tokio::time::timeout(socket::LIMIT, receiver.next())
            .await?
            .ok_or("the relay ended")??;
        if let Some(there) = &there {
            there.commit().await?;
        }
        times.push(begun.elapsed());
    }
    sender.close(None).await?;
    relay.await??;
    Ok(Samples::new(times))
}
