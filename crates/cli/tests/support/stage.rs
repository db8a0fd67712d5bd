//! A server with people, their accounts, and processes of the command line.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use linnet_server::{Config, Running, Server};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

pub const ALICE: i64 = 10_001;
pub const BOB: i64 = 10_009;
pub const LIMIT: Duration = Duration::from_secs(60);

pub struct Stage {
    pub server: Running,
    pub folder: tempfile::TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Config::new(folder.path().join("server")))
            .await
            .unwrap();
        for (user, name) in [(ALICE, "Alice"), (BOB, "Bob"), (10_017, "Carol")] {
            server
                .add_user(user, Some(name.to_owned()), None)
                .await
                .unwrap();
        }
        Self { server, folder }
    }

    pub fn account(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub async fn sign_in(&self, name: &str, user: i64) {
        let token = self
            .server
            .issue_token(user, Duration::from_secs(3_600))
            .await
            .unwrap();
        let (told, _, code) = self.with_token(name, user, &token).await;
        assert_eq!(code, 0);
        assert_eq!(told[0]["signedIn"]["user"], user.to_string());
    }

    pub async fn with_token(
        &self,
        name: &str,
        user: i64,
        token: &str,
    ) -> (Vec<Value>, Vec<Value>, i32) {
        let user = user.to_string();
        let words = [
            "sign-in",
            "--api-url",
            &self.server.api_url,
            "--user",
            &user,
        ];
        run(&self.account(name), &words, token).await
    }
}

pub fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linnet-cli"));
    command
        .env("LINNET_FOLDER", folder)
        .env_remove("LINNET_TOKEN")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn read(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

/// What a command answers, what it complains of, and its exit code.
pub async fn run(folder: &Path, words: &[&str], input: &str) -> (Vec<Value>, Vec<Value>, i32) {
    let mut child = program(folder, words).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    let output = tokio::time::timeout(LIMIT, child.wait_with_output());
    let output = output.await.expect("it ends in time").unwrap();
    (
        read(&output.stdout),
        read(&output.stderr),
        output.status.code().unwrap(),
    )
}
