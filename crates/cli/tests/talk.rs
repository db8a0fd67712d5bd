//! The command line as a script uses it: two people, each a process, over a real server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "support/stage.rs"]
mod stage;

use std::path::Path;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use stage::{ALICE, BOB, LIMIT, Stage, program, run};

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
