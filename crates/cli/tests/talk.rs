//! The command line as a script uses it: two people, each a process, over a real server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use linnet_server::{Config, Running, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const LIMIT: Duration = Duration::from_secs(60);

struct Stage {
    server: Running,
    folder: tempfile::TempDir,
}

impl Stage {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Config::new(folder.path().join("server")))
            .await
            .unwrap();
        for (user, name) in [(ALICE, "Alice"), (BOB, "Bob")] {
            server
                .add_user(user, Some(name.to_owned()), None)
                .await
                .unwrap();
        }
        Self { server, folder }
    }

    fn account(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn sign_in(&self, name: &str, user: i64) {
        let token = self
            .server
            .issue_token(user, Duration::from_secs(3_600))
            .await
            .unwrap();
        let (told, _, code) = self.with_token(name, user, &token).await;
        assert_eq!(code, 0);
        assert_eq!(told[0]["signedIn"]["user"], user.to_string());
    }

    async fn with_token(
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

fn program(folder: &Path, words: &[&str]) -> Command {
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
async fn run(folder: &Path, words: &[&str], input: &str) -> (Vec<Value>, Vec<Value>, i32) {
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

/// A process that receives.
struct Receiving {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Receiving {
    async fn start(folder: &Path) -> Self {
        let mut child = program(folder, &["receive"]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut receiving = Self { child, lines };
        assert!(receiving.next().await.get("ready").is_some());
        receiving
    }

    async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(LIMIT, self.lines.next_line());
        let line = line.await.expect("a line in time").unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn say(&mut self, line: &Value) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
    }

    async fn stop(mut self) {
        drop(self.child.stdin.take());
        let ended = tokio::time::timeout(LIMIT, self.child.wait()).await;
        assert!(ended.expect("it ends with its input").unwrap().success());
    }
}

fn text(line: &Value) -> &str {
    line["message"]["body"]["text"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_scripts_talk_and_whoever_was_away_is_told_everything_once() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    stage.sign_in("bob", BOB).await;
    let (alice, bob) = (stage.account("alice"), stage.account("bob"));
    let send =
        async |words: &str| run(&alice, &["send", "--to", "10009", "--text", words], "").await;
    let (sent, _, code) = send("while you were away").await;
    assert_eq!(code, 0, "{sent:?}");
    assert!(sent[0]["sent"]["serverId"].is_string(), "{sent:?}");

    let mut receiving = Receiving::start(&bob).await;
    assert_eq!(text(&receiving.next().await), "while you were away");
    send("and now").await;
    let line = receiving.next().await;
    assert_eq!(text(&line), "and now");
    assert_eq!(line["message"]["senderName"], "Alice");
    let wrong = json!({ "to": "10001", "txt": "a key that is not known" });
    receiving.say(&wrong).await;
    assert_eq!(receiving.next().await["failed"]["code"], "line");
    let answer = json!({ "id": 7, "conversation": line["conversation"], "text": "I hear you" });
    receiving.say(&answer).await;
    assert_eq!(receiving.next().await["sent"]["id"], 7);
    receiving.stop().await;

    // What was told is not told again.
    let mut receiving = Receiving::start(&bob).await;
    send("last").await;
    assert_eq!(text(&receiving.next().await), "last");
    receiving.stop().await;

    let chat = line["conversation"].as_str().unwrap();
    let (told, _, _) = run(&alice, &["history", chat], "").await;
    let words: Vec<&str> = told.iter().map(text).collect();
    assert_eq!(
        words,
        ["while you were away", "and now", "I hear you", "last"]
    );
    let (two, _, _) = run(&alice, &["history", chat, "--limit", "2"], "").await;
    assert_eq!(two, told[2..]);
    let before = told[2]["message"]["id"].as_str().unwrap();
    let (earlier, _, _) = run(&alice, &["history", chat, "--before", before], "").await;
    assert_eq!(earlier, told[..2]);
    let (list, _, _) = run(&alice, &["list"], "").await;
    assert_eq!(list[0]["title"], "Bob");

    let (out, _, _) = run(&bob, &["sign-out"], "").await;
    assert_eq!(out, [json!({ "signedOut": true })]);
    let (_, error, code) = run(&bob, &["list"], "").await;
    assert_eq!(
        (error[0]["error"]["code"].as_str(), code),
        (Some("no_account"), 1)
    );
    stage.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_as_it_was_and_lines_are_sent_one_after_the_other() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    stage.sign_in("bob", BOB).await;
    let (alice, bob) = (stage.account("alice"), stage.account("bob"));
    let file = stage.folder.path().join("numbers.bin");
    let bytes: Vec<u8> = (0..200_000_u32)
        .map(|number| (number % 251) as u8)
        .collect();
    std::fs::write(&file, &bytes).unwrap();
    let lines = [
        json!({ "to": "10009", "text": "first" }).to_string(),
        "no JSON".to_owned(),
        json!({ "to": "10009", "file": file }).to_string(),
    ];
    let (sent, errors, code) = run(&alice, &["send"], &lines.join("\n")).await;
    assert_eq!((sent.len(), code), (2, 1), "{sent:?} {errors:?}");
    assert_eq!(errors[0]["error"]["code"], "line");

    let chat = sent[1]["sent"]["conversation"].as_str().unwrap();
    let (told, _, _) = run(&bob, &["history", chat], "").await;
    assert_eq!(text(&told[0]), "first");
    let message = told[1]["message"]["id"].as_str().unwrap();
    let target = stage.folder.path().join("copy.bin");
    let place = target.to_str().unwrap();
    let words = ["download", message, "--to", place];
    let (saved, errors, _) = run(&bob, &words, "").await;
    assert_eq!(saved[0]["saved"]["name"], "numbers.bin", "{errors:?}");
    assert_eq!(std::fs::read(&target).unwrap(), bytes);
    let (_, errors, code) = run(&bob, &words, "").await;
    assert_eq!(
        (errors[0]["error"]["code"].as_str(), code),
        (Some("exists"), 1)
    );
    stage.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_good_leaves_nobody_signed_in() {
    let stage = Stage::new().await;
    for (token, wrong) in [("not a token", "token_malformed"), ("unknown", "sign_in")] {
        let (_, error, code) = stage.with_token("alice", ALICE, token).await;
        assert_eq!((error[0]["error"]["code"].as_str(), code), (Some(wrong), 1));
    }
    let (_, error, _) = stage.with_token("alice", ALICE, "").await;
    assert_eq!(error[0]["error"]["code"], "no_token");
    let (_, error, _) = run(&stage.account("alice"), &["list"], "").await;
    assert_eq!(error[0]["error"]["code"], "no_account");
    stage.sign_in("alice", ALICE).await;
    let (_, error, _) = stage.with_token("alice", ALICE, "another").await;
    assert_eq!(error[0]["error"]["code"], "taken");
    stage.server.stop().await;
}
