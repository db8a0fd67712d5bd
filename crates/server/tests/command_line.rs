//! The program as a shell starts it: its one line, its exits, its other commands.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod socket;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use linnet_proto::im_proto::{Imcmd, Request, Response};
use prost::Message;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use socket::Socket;

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

/// A worker that looks at what comes out of a pipe.
fn worker(words: &[&str]) -> Command {
    let mut command = program();
    command.arg("picture-worker").args(words).env_clear();
    command
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_picture_worker_has_limits_and_can_open_nothing() {
    let place = tempfile::tempdir().unwrap();
    let pipe = place.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().await.unwrap();
    assert!(made.success());
    // Open at both ends and empty: it waits for the picture.
    let input = std::fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe)
        .unwrap();
    let mut child = worker(&["look"]).stdin(input).spawn().unwrap();
    let limits = format!("/proc/{}/limits", child.id().unwrap());
    let limit = |text: &str, name: &str| -> Option<String> {
        let line = text.lines().find(|line| line.starts_with(name))?;
        let rest = line.strip_prefix(name)?;
        rest.split_whitespace().next().map(str::to_owned)
    };
    let waiting = async {
        loop {
            let text = std::fs::read_to_string(&limits).unwrap();
            if limit(&text, "Max address space").as_deref() == Some("2147483648") {
                return text;
            }
            tokio::task::yield_now().await;
        }
    };
    let text = tokio::time::timeout(LIMIT, waiting)
        .await
        .expect("the limits are set");
    for (name, value) in [
        ("Max open files", "0"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max cpu time", "30"),
    ] {
        assert_eq!(limit(&text, name).as_deref(), Some(value), "{name}");
    }
    child.kill().await.unwrap();
}

#[tokio::test]
async fn the_picture_worker_says_what_a_picture_is_and_that_another_is_none() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("picture");
    let input = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        std::fs::File::open(&path).unwrap()
    };
    // One red pixel.
    let gif =
        b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
    let run = async |words: &[&str], bytes: &[u8]| {
        let output = worker(words).stdin(input(bytes)).output();
        tokio::time::timeout(LIMIT, output).await.unwrap().unwrap()
    };
    let looked = run(&["look"], gif).await;
    let said: Value = serde_json::from_slice(&looked.stdout).unwrap();
    assert_eq!(
        said,
        serde_json::json!({"kind": "gif", "width": 1, "height": 1})
    );
    let small = run(&["shrink", "100"], gif).await;
    assert!(small.status.success() && !small.stdout.is_empty());
    for (words, code) in [(&["look"][..], 3), (&["shrink", "100"], 3), (&["sing"], 1)] {
        let refused = run(words, b"no picture").await;
        assert_eq!(refused.status.code(), Some(code), "{words:?}");
        assert!(refused.stdout.is_empty());
    }
}

#[tokio::test]
async fn a_token_is_revoked_while_it_runs() {
    let data = tempfile::tempdir().unwrap();
    let server = serve(&[], data.path()).await;
    let new = async || {
        let made = run(&["token", "--user", "10001"], data.path()).await;
        String::from_utf8(made.stdout).unwrap().trim().to_owned()
    };
    let (first, second, third) = (new().await, new().await, new().await);
    for token in [&first, &second, &third] {
        assert_eq!(status_of(&server, token).await, Some(0));
    }
    let becomes_unknown = async |token: &str, socket: Socket| {
        tokio::time::timeout(LIMIT, socket.close())
            .await
            .expect("the connection is closed");
        assert_eq!(status_of(&server, token).await, Some(1));
    };
    let mut sockets = Vec::new();
    for token in [&first, &second, &third] {
        sockets.push(socket::connect(&server.frontier_url, token).await);
    }
    let [of_first, of_second, of_third] = <[Socket; 3]>::try_from(sockets).ok().unwrap();
    let revoked = run(&["token", "revoke", "--token", &first], data.path()).await;
    assert!(revoked.status.success());
    becomes_unknown(&first, of_first).await;
    assert_eq!(status_of(&server, &second).await, Some(0));
    let revoked = run(&["token", "revoke", "--user", "10001"], data.path()).await;
    assert_eq!(String::from_utf8(revoked.stdout).unwrap().trim(), "2");
    becomes_unknown(&second, of_second).await;
    becomes_unknown(&third, of_third).await;
    let again = run(&["token", "revoke", "--user", "10001"], data.path()).await;
    assert!(!again.status.success(), "there is none left");
    for missing in [&["token", "revoke"][..], &["token"]] {
        assert_eq!(run(missing, data.path()).await.status.code(), Some(2));
    }
}

#[tokio::test]
async fn a_database_of_an_older_version_is_not_changed_under_the_server_that_uses_it() {
    let data = tempfile::tempdir().unwrap();
    // What an older server has made, and holds.
    let db = rusqlite::Connection::open(data.path().join("service.db")).unwrap();
    db.execute_batch(include_str!("../src/store/sqlite/schema.sql"))
        .unwrap();
    db.execute("INSERT INTO meta (key, value) VALUES ('schema', '1')", [])
        .unwrap();
    let version = || -> String {
        db.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| {
            row.get(0)
        })
        .unwrap()
    };
    let lock = std::fs::File::create(data.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let new = ["token", "--user", "10001"];
    let refused = run(&new, data.path()).await;
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("a server of an older version is running"),
        "{said}"
    );
    assert_eq!(version(), "1");
    drop(lock);
    assert!(run(&new, data.path()).await.status.success());
    assert_ne!(version(), "1");
}

#[tokio::test]
async fn a_folder_that_others_can_read_is_closed_or_refused() {
    let place = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open = |name: &str| {
        let path = place.path().join(name);
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let new = ["token", "--user", "10001"];
    let empty = open("empty");
    assert!(run(&new, &empty).await.status.success());
    assert_eq!(
        (mode(&empty), mode(&empty.join("service.db"))),
        (0o700, 0o600)
    );
    // One of ours that was opened since, with its files.
    for (path, bits) in [(empty.clone(), 0o755), (empty.join("service.db"), 0o644)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).unwrap();
    }
    let server = serve(&[], &empty).await;
    assert!(run(&new, &empty).await.status.success());
    for name in ["service.db", "service.db-wal", "service.db-shm"] {
        assert_eq!(mode(&empty.join(name)), 0o600, "{name}");
    }
    assert_eq!(mode(&empty), 0o700);
    drop(server);
    // One that holds what others may need.
    let shared = open("shared");
    std::fs::write(shared.join("readme"), "for everybody").unwrap();
    let refused = run(&new, &shared).await;
    assert!(!refused.status.success());
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("chmod 700")
    );
    assert_eq!(mode(&shared), 0o755);
    assert_eq!(std::fs::read_dir(&shared).unwrap().count(), 1);
}
