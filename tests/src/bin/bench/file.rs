//! A file of the largest size from one device to another: how long it takes, and what it costs the core in memory.

use std::path::Path;
use std::time::{Duration, Instant};

use linnet_core::config::Endpoints;
use linnet_core::event::Event;
use linnet_core::media::Source;
use linnet_core::model::{ConversationId, MediaId, UserId};
use linnet_core::view::row::{Body, MessageRow};
use linnet_core::{Client, Draft};
use linnet_proto::choices::MAX_FILE_BYTES;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};
use crate::service::Service;

const MIB: f64 = 1024.0 * 1024.0;
const SENDER: i64 = 10_001;
const RECEIVER: i64 = 10_009;
const REPEATS: usize = 3;

/// How much more memory this process has had than when it began.
struct Memory(u64);

impl Memory {
    fn begin() -> Outcome<Self> {
        // Written so, Linux counts the peak from now on.
        std::fs::write("/proc/self/clear_refs", "5")?;
        Ok(Self(resident("VmRSS:")?))
    }

    fn grown(&self) -> Outcome<u64> {
        Ok(resident("VmHWM:")?.saturating_sub(self.0))
    }
}

fn resident(name: &str) -> Outcome<u64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find(|line| line.starts_with(name));
    let kb = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kb.ok_or("no such line")?.parse::<u64>()? * 1024)
}

/// The file over a loopback socket and onto the disk, and nothing else.
async fn copied(file: &Path, to: &Path) -> Outcome<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let begun = Instant::now();
    let path = file.to_owned();
    let sending = tokio::spawn(async move {
        let mut file = tokio::fs::File::open(path).await?;
        let mut socket = TcpStream::connect(address).await?;
        tokio::io::copy(&mut file, &mut socket).await?;
        socket.shutdown().await
    });
    let (mut socket, _) = listener.accept().await?;
    let mut target = tokio::fs::File::create(to).await?;
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = socket.read(&mut chunk).await?;
        if read == 0 {
            break;
        }
        target
            .write_all(chunk.get(..read).unwrap_or_default())
            .await?;
    }
    target.sync_all().await?;
    sending.await??;
    Ok(begun.elapsed())
}

async fn person(service: &Service, user: i64, folder: &Path) -> Outcome<Client> {
    let endpoints = Endpoints::own(&service.api_url, &service.frontier_url)?;
    let token = service.token(&reqwest::Client::new(), user).await?;
    let client = account::open_at(endpoints, &token, user, folder, None).await?;
    account::start(&client).await?;
    Ok(client)
}

fn media_of(row: &MessageRow) -> Option<MediaId> {
    match &row.body {
        Body::File { file } => Some(file.media.clone()),
        _ => None,
    }
}

/// Sends a file and waits until the other person has its message.
async fn sent(from: &Client, to: &Client, chat: &ConversationId, file: &Path) -> Outcome<MediaId> {
    let mut events = to.events();
    let source = Source::Path(file.to_owned());
    from.send(chat, Draft::file(Draft::new_submission(), source))
        .await?;
    let came = async {
        while let Some(event) = events.next().await {
            if let Event::MessageReceived { message, .. } = event
                && let Some(media) = media_of(&message)
            {
                return Some(media);
            }
        }
        None
    };
    Ok(timeout(LIMIT, came)
        .await?
        .ok_or("the client has stopped")?)
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let service = Service::start()?;
    let alice = person(&service, SENDER, &folder.path().join("alice")).await?;
    let bob = person(&service, RECEIVER, &folder.path().join("bob")).await?;
    let chat = alice.create_one_to_one(UserId(RECEIVER)).await?;
    let write = |name: &str, bytes: u64, seed: u64| -> Outcome<_> {
        let path = folder.path().join(name);
        let content: Vec<u8> = (0..bytes).map(|n| ((n + seed) * 31 % 251) as u8).collect();
        std::fs::write(&path, content)?;
        Ok(path)
    };
    // The way once with a small file: connections and threads stand from here on.
    let small = write("small", 100_000, 7)?;
    let media = sent(&alice, &bob, &chat, &small).await?;
    bob.load_file(&media).await?;

    let (mut up, mut down, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    let (mut up_memory, mut down_memory) = (0, 0);
    for n in 0..REPEATS {
        let large = write("large", MAX_FILE_BYTES, n as u64)?;
        floor.push(copied(&large, &folder.path().join("copy")).await?);
        let (memory, begun) = (Memory::begin()?, Instant::now());
        let media = sent(&alice, &bob, &chat, &large).await?;
        up.push(begun.elapsed());
        up_memory = up_memory.max(memory.grown()?);

        let (memory, begun) = (Memory::begin()?, Instant::now());
        let path = bob.load_file(&media).await?.ok_or("it was paused")?;
        down.push(begun.elapsed());
        down_memory = down_memory.max(memory.grown()?);
        if std::fs::read(path)? != std::fs::read(&large)? {
            return Err("another file came".into());
        }
    }
    alice.stop().await;
    bob.stop().await;
    let (up, down, floor) = (Samples::new(up), Samples::new(down), Samples::new(floor));
    let seconds = |samples: &Samples| samples.p50().as_secs_f64();
    let figure = |name, how: String, samples: &Samples, memory: u64| {
        let ratio = seconds(samples) / seconds(&floor);
        [
            Figure {
                name,
                how,
                measured: ms(samples.p50()),
                floor: ms(floor.p50()),
                ratio: Some(ratio),
                bound: "must < 2 x floor",
                verdict: Verdict::at_most(ratio, 2.0, 2.0),
            },
            Figure {
                name: "File, memory of the core",
                how: "most resident memory of the process of both clients above what it had right before".to_owned(),
                measured: format!("{:.1} MiB", memory as f64 / MIB),
                floor: String::new(),
                ratio: None,
                bound: "must < 8 MiB",
                verdict: Verdict::at_most(memory as f64 / MIB, 8.0, 8.0),
            },
        ]
    };
    let sent = format!(
        "median of {REPEATS} files of 50 MiB: copied into the media folder and synced, uploaded in parts, committed, its \
         message received by the other client; the floor is the file over a loopback socket and onto the disk, synced"
    );
    let loaded =
        "the same files until they are whole in the other client's cache, their sums compared";
    let mut figures = Vec::from(figure("File, sent", sent, &up, up_memory));
    figures.extend(figure(
        "File, loaded",
        loaded.to_owned(),
        &down,
        down_memory,
    ));
    Ok(figures)
}
