//! A server in a process of its own.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::failure::Outcome;

/// The server as a process of its own.
pub struct Service {
    child: Child,
    pub api_url: String,
    pub frontier_url: String,
    _folder: tempfile::TempDir,
}

#[derive(Deserialize)]
struct Ready {
    api_url: String,
    frontier_url: String,
}

impl Service {
    pub fn start() -> Outcome<Self> {
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
    pub fn memory(&self) -> Outcome<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = std::fs::read_to_string(path)?;
        let kb = text
            .lines()
            .find_map(|line| line.strip_prefix("Pss:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
            .ok_or("no PSS")?;
        Ok(kb * 1024)
    }

    pub async fn token(&self, http: &reqwest::Client, user: i64) -> Outcome<String> {
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
