//! The program as a shell starts it: its one line, its exits, its other commands.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use linnet_proto::im_proto::{Imcmd, Request, Response};
use prost::Message;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const LIMIT: Duration = Duration::from_secs(60);

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linnet-server"));
    command.kill_on_drop(true).stdin(Stdio::null());
    command
}

async fn run(arguments: &[&str], data: &Path) -> Output {
    let output = program().args(arguments).arg("--data").arg(data).output();
    tokio::time::timeout(LIMIT, output)
        .await
        .expect("it ends")
        .unwrap()
}

struct Served {
    child: Child,
    api_url: String,
    frontier_url: String,
}

async fn serve(arguments: &[&str], data: &Path) -> Served {
    let mut child = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(LIMIT, lines.next_line())
        .await
        .expect("a line");
    let ready: Value = serde_json::from_str(&line.unwrap().unwrap()).unwrap();
    Served {
        child,
        api_url: ready["api_url"].as_str().unwrap().to_owned(),
        frontier_url: ready["frontier_url"].as_str().unwrap().to_owned(),
    }
}

async fn token(server: &Served, secret: Option<&str>) -> reqwest::Response {
    let mut request =
        reqwest::Client::new().get(format!("{}/get_token?appID=1&userID=10001", server.api_url));
    if let Some(secret) = secret {
        request = request.header("authorization", secret);
    }
    request.send().await.unwrap()
}

async fn status_of(server: &Served, token: &str) -> Option<i32> {
    let request = Request {
        cmd: Some(Imcmd::SendOnline as i32),
        token: Some(token.to_owned()),
        ..Default::default()
    };
    let answer = reqwest::Client::new()
        .post(format!("{}/v1/account/online", server.api_url))
        .header("content-type", "application/x-protobuf")
        .body(request.encode_to_vec())
        .send()
        .await
        .unwrap();
    Response::decode(answer.bytes().await.unwrap())
        .unwrap()
        .status_code
}

#[tokio::test]
async fn it_says_where_it_listens_and_ends_cleanly_when_told() {
    let data = tempfile::tempdir().unwrap();
    let mut server = serve(&[], data.path()).await;
    let port = server.api_url.strip_prefix("http://127.0.0.1:").unwrap();
    assert_eq!(server.frontier_url, format!("ws://127.0.0.1:{port}/ws/v2"));

    let second = run(&["serve"], data.path()).await;
    assert!(!second.status.success(), "the folder is locked");
    assert!(second.stdout.is_empty());

    let pid = server.child.id().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .await
            .unwrap()
            .success()
    );
    let ended = tokio::time::timeout(LIMIT, server.child.wait())
        .await
        .expect("it ends");
    assert!(ended.unwrap().success());
}

#[tokio::test]
async fn tokens_need_the_secret_that_only_its_owner_can_read() {
    let data = tempfile::tempdir().unwrap();
    let server = serve(&[], data.path()).await;
    let path = data.path().join("app_secret");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    let secret = std::fs::read_to_string(path).unwrap();
    assert_eq!(token(&server, None).await.status(), 401);
    assert_eq!(token(&server, Some("wrong")).await.status(), 401);
    assert_eq!(token(&server, Some(secret.trim())).await.status(), 200);
}

#[tokio::test]
async fn dev_is_for_this_machine_only() {
    let data = tempfile::tempdir().unwrap();
    let refused = run(&["serve", "--dev", "--listen", "0.0.0.0:0"], data.path()).await;
    assert!(!refused.status.success());
    let server = serve(&["--dev"], data.path()).await;
    assert_eq!(token(&server, None).await.status(), 200);
}

#[tokio::test]
async fn tokens_and_people_are_made_while_it_runs() {
    let data = tempfile::tempdir().unwrap();
    let server = serve(&[], data.path()).await;
    let made = run(
        &["token", "--user", "10001", "--expires", "1h"],
        data.path(),
    )
    .await;
    assert!(made.status.success());
    let made = String::from_utf8(made.stdout).unwrap();
    assert_eq!(status_of(&server, made.trim()).await, Some(0));
    assert_eq!(status_of(&server, "made up").await, Some(1));

    let added = run(
        &["user", "add", "--user", "10009", "--name", "Bob"],
        data.path(),
    )
    .await;
    assert!(added.status.success());
    let listed = run(&["user", "list"], data.path()).await;
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(
        listed
            .lines()
            .any(|line| line.starts_with("10009") && line.ends_with("Bob"))
    );
}

#[tokio::test]
async fn a_trial_ends_after_its_last_client() {
    let data = tempfile::tempdir().unwrap();
    let mut server = serve(&["--trial", "--exit-when-idle", "1"], data.path()).await;
    let secret = std::fs::read_to_string(data.path().join("app_secret")).unwrap();
    let answer = token(&server, Some(secret.trim())).await;
    let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(
        status_of(&server, answer["Token"].as_str().unwrap()).await,
        Some(0)
    );
    let ended = tokio::time::timeout(LIMIT, server.child.wait())
        .await
        .expect("it ends");
    assert!(ended.unwrap().success());
}
