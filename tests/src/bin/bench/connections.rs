//! What an idle connection costs the server.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::socket;

const CONNECTIONS: usize = 5_000;
/// Fewer than a user may have.
const DEVICES: usize = 10;
/// Handshakes at once.
const AT_ONCE: usize = 64;

/// The server as a process of its own.
struct Service {
    child: Child,
    api_url: String,
    frontier_url: String,
    _folder: tempfile::TempDir,
}

#[derive(Deserialize)]
struct Ready {
    api_url: String,
    frontier_url: String,
}

impl Service {
    fn start() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut program: PathBuf = std::env::current_exe()?;
        program.set_file_name("linnet-server");
        let mut child = Command::new(&program)
            .args(["serve", "--listen", "127.0.0.1:0", "--dev", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        std::io::BufReader::new(output).read_line(&mut line)?;
        let ready: Ready = serde_json::from_str(&line)?;
        Ok(Self {
            child,
            api_url: ready.api_url,
            frontier_url: ready.frontier_url,
            _folder: folder,
        })
    }

    /// Memory of the process that is its own, bytes.
    fn memory(&self) -> Outcome<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = std::fs::read_to_string(path)?;
        let kb = text
            .lines()
            .find_map(|line| line.strip_prefix("Pss:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
            .ok_or("no PSS")?;
        Ok(kb * 1024)
    }

    async fn token(&self, http: &reqwest::Client, user: i64) -> Outcome<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            token: String,
        }
        let url = format!("{}/get_token?appID=1&userID={user}", self.api_url);
        let answer = http.get(url).send().await?.error_for_status()?;
        let answer: Answer = serde_json::from_slice(&answer.bytes().await?)?;
        Ok(answer.token)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.child.kill().and_then(|()| self.child.wait()).is_err() {
            eprintln!("the server had ended already");
        }
    }
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    // Both processes hold as many sockets as there are connections; the server inherits the limit.
    let files = rlimit::increase_nofile_limit(2 * CONNECTIONS as u64)?;
    if files < CONNECTIONS as u64 + 256 {
        return Err(format!("only {files} open files are allowed here").into());
    }
    let service = Service::start()?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut addresses = Vec::with_capacity(CONNECTIONS);
    for user in 0..CONNECTIONS / DEVICES {
        let token = service.token(&http, 10_001 + user as i64).await?;
        for device in 0..DEVICES {
            let device = (1 + device).to_string();
            addresses.push(socket::address(&service.frontier_url, &token, &device));
        }
    }
    // What starting to serve costs is not the price of a connection.
    let first = addresses.split_off(CONNECTIONS - AT_ONCE);
    let warm: Vec<_> = open_all(first).await?;
    let before = service.memory()?;
    let held = open_all(addresses).await?;
    let after = service.memory()?;
    let each = (after.saturating_sub(before)) as f64 / held.len() as f64 / 1024.0;
    let connections = warm.len() + held.len();
    drop((warm, held));
    Ok(vec![Figure {
        name: "Idle connections",
        how: format!(
            "{connections} WebSocket connections of {} users that say nothing; growth of the server's own memory (PSS) \
             for each",
            CONNECTIONS / DEVICES
        ),
        measured: format!("{each:.1} KB"),
        floor: String::new(),
        ratio: None,
        bound: "must < 20 KB, aim 10 KB",
        verdict: Verdict::at_most(each, 20.0, 10.0),
    }])
}

async fn open_all<T: IntoIterator<Item = String>>(
    addresses: T,
) -> Outcome<Vec<impl Sized + use<T>>> {
    stream::iter(addresses)
        .map(|address| async move { socket::open(&address).await })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}
