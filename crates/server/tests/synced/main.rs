//! The log is synced before an answer or a push leaves: seen from below, at the C library's
//! `fdatasync` and the writes to sockets of the real program. (A kill would prove nothing, the
//! page cache survives it. That the disk keeps what it says it has synced is beyond any test.)

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    dead_code,
    missing_docs
)]

#[path = "../protocol/client.rs"]
mod client;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use client::*;

/// Builds the witness with the C compiler that has also built SQLite.
fn witness(folder: &Path) -> PathBuf {
    let library = folder.join("witness.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/synced/witness.c"
        ))
        .status()
        .unwrap();
    assert!(built.success());
    library
}

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn the_log_is_synced_before_answers_and_pushes_leave() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let mut child = Command::new(env!("CARGO_BIN_EXE_linnet-server"))
        .args(["serve", "--dev", "--data"])
        .arg(folder.path().join("data"))
        .env("LD_PRELOAD", witness(folder.path()))
        .env("LINNET_SYNC_WITNESS", &journal)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let _program = Program(child);
    output.read_line(&mut ready).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
    let person = async |user| {
        let api_url = ready["api_url"].as_str().unwrap().to_owned();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{api_url}/get_token?appID=1&userID={user}");
        let answer = http.get(url).send().await.unwrap().bytes().await.unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        Person {
            user,
            token: answer["Token"].as_str().unwrap().to_owned(),
            api_url,
            frontier_url: ready["frontier_url"].as_str().unwrap().to_owned(),
            http,
        }
    };
    let alice = person(ALICE).await;
    let bob = person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let mut hers = alice.socket("1").await;
    let mut his = bob.socket("2").await;

    // What the program did since the journal had this length.
    let since = |length: usize| -> Vec<String> {
        let lines = std::fs::read_to_string(&journal).unwrap();
        lines[length..].lines().map(str::to_owned).collect()
    };
    let synced = |line: &String| line.starts_with("synced") && line.ends_with("service.db-wal");
    for number in 0..20 {
        let length = std::fs::read_to_string(&journal).unwrap().len();
        let body = text(&chat, &format!("c{number}"), "durable");
        hers.ask(100, body).await;
        hers.new_message().await;
        his.new_message().await;
        let done = since(length);
        let sync = done.iter().position(synced);
        let send = done.iter().position(|line| line.starts_with("sends"));
        assert!(sync.is_some() && sync < send, "{done:#?}");
    }
    // The witness tells the two apart: a question leaves without a sync.
    let length = std::fs::read_to_string(&journal).unwrap().len();
    hers.ask(200, pull(0, 50)).await;
    let done = since(length);
    assert!(!done.iter().any(synced), "{done:#?}");
    assert!(done.iter().any(|line| line.starts_with("sends")));
}
