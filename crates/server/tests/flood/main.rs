//! Peers that mean harm, many at once, against the real program: its memory stays bounded, and Bob is served.

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
use std::process::{Child, Command, Stdio};

use client::*;
use futures_util::SinkExt;
use futures_util::future::join_all;
use linnet_proto::frame::METHOD;
use linnet_proto::im_proto::{Frame, Request};
use prost::Message as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

/// What a flood may cost beside what the service needs anyway: the floods below hold 20 connections with two pages of
/// 2 MiB and their written copies each, and a thousand with a few kB.
const MOST_MIB: u64 = 192;

struct Program {
    child: Child,
    api_url: String,
    frontier_url: String,
}

impl Program {
    /// With as few files as desktops allow a program by default.
    fn start(folder: &std::path::Path) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", "ulimit -Sn 1024; exec \"$0\" \"$@\""])
            .arg(env!("CARGO_BIN_EXE_linnet-server"))
            .args(["serve", "--dev", "--data"])
            .arg(folder)
            .env("LINNET_SERVER_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        let url = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self {
            child,
            api_url: url("api_url"),
            frontier_url: url("frontier_url"),
        }
    }

    fn address(&self) -> &str {
        self.api_url.strip_prefix("http://").unwrap()
    }

    async fn person(&self, user: i64) -> Person {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/get_token?appID=1&userID={user}", self.api_url);
        let answer = http.get(url).send().await.unwrap().bytes().await.unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        Person {
            user,
            token: answer["Token"].as_str().unwrap().to_owned(),
            api_url: self.api_url.clone(),
            frontier_url: self.frontier_url.clone(),
            http,
        }
    }

    /// Memory in MiB, shared pages counted by their share.
    fn memory(&self) -> u64 {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap();
        let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Bytes that look like nothing, the same in each run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect()
}

/// Bob writes to Carol and reads what he wrote, over HTTP and on a socket.
async fn is_served(bob: &Person, round: &str) {
    let chat = bob.chat_with(CAROL).await;
    bob.say(&chat, round, "still here").await;
    bob.ask(200, pull(0, 50)).await;
    let mut socket = bob.socket("9").await;
    socket.ask(200, pull(0, 50)).await;
}

#[tokio::test]
async fn a_flood_costs_bounded_memory_and_others_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let (alice, bob) = (program.person(ALICE).await, program.person(BOB).await);
    is_served(&bob, "before").await;
    // Something to read: pages of 2 MiB.
    let chat = bob.chat_with(ALICE).await;
    let long = "x".repeat(60_000);
    for number in 0..40 {
        bob.say(&chat, &format!("long {number}"), &long).await;
    }
    let calm = program.memory();
    let mut most = calm;

    // A thousand that begin a request and never end it; some have said nothing at all.
    let address = program.address().to_owned();
    let half_open = join_all((0..1_000).map(|number| {
        let address = address.clone();
        async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            if number % 4 != 0 {
                stream
                    .write_all(b"POST /v1/message/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le")
                    .await
                    .unwrap();
            }
            stream
        }
    }))
    .await;
    is_served(&bob, "half open").await;
    most = most.max(program.memory());

    // Random bytes, as a connection and as a body.
    for seed in 0..40 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        // The server may have hung up before the end of it.
        drop(stream.write_all(&noise(seed, 20_000)).await);
        let body = alice
            .http
            .post(format!("{}/v1/message/send", alice.api_url))
            .header("content-type", "application/x-protobuf")
            .body(noise(seed, 5_000))
            .timeout(LIMIT);
        let status = body.send().await.unwrap().status().as_u16();
        assert_eq!(status, 400);
    }

    // Bodies and frames that are larger than they may be, or say so.
    for claimed in ["999999999999", "4194305"] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST /v1/message/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-protobuf\r\n\
             Content-Length: {claimed}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let block = vec![0; 1 << 20];
        for _ in 0..8 {
            if stream.write_all(&block).await.is_err() {
                break;
            }
        }
        let mut answer = Vec::new();
        // Answered, or cut off in the middle of its own flood.
        if stream.read_to_end(&mut answer).await.is_ok() && !answer.is_empty() {
            assert!(
                answer.starts_with(b"HTTP/1.1 413"),
                "{}",
                String::from_utf8_lossy(&answer)
            );
        }
    }
    for number in 0..4 {
        let mut socket = alice.socket(&format!("large-{number}")).await;
        let flood = Message::binary(vec![0; 4 * 1024 * 1024 + 1]);
        drop(socket.stream.send(flood).await);
        socket.closed().await;
    }
    most = most.max(program.memory());
    is_served(&bob, "oversized").await;

    // Strangers send bodies that are as long as they may be, and keep back the end.
    let mut held_back = Vec::new();
    let stranger = Request {
        cmd: Some(100),
        token: Some("nobody's".to_owned()),
        device_id: Some("7".repeat(4 * 1024 * 1024 - 100)),
        ..Default::default()
    };
    let body = stranger.encode_to_vec();
    let head = format!(
        "POST /v1/message/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-protobuf\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..100 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..body.len() - 1]).await.unwrap();
        held_back.push(stream);
    }
    is_served(&bob, "held back").await;
    most = most.max(program.memory());
    // The end comes after all: then they hear that nobody knows them.
    let mut stream = held_back.pop().unwrap();
    stream.write_all(&body[body.len() - 1..]).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 200");

    // Short frames that hold much: pages are asked for and not taken, so that they wait.
    let mut asking = client::request(200, &alice.token, pull(0, 500));
    asking.device_id = Some("7".repeat(4 * 1024 * 1024 - 1000));
    let plain = asking.encode_to_vec();
    let frame = Frame {
        seqid: 1,
        logid: 1,
        service: 2,
        method: METHOD,
        payload_encoding: Some("__lz4".into()),
        payload: Some(lz4_flex::block::compress(&plain)),
        ..Default::default()
    };
    let frame = frame.encode_to_vec();
    assert!(frame.len() < 20_000);
    let mut packed = Vec::new();
    for number in 0..10 {
        let mut socket = alice.socket(&format!("packed-{number}")).await;
        for _ in 0..100 {
            let sending = socket.stream.send(Message::binary(frame.clone()));
            if tokio::time::timeout(std::time::Duration::from_millis(200), sending)
                .await
                .is_err()
            {
                break;
            }
        }
        packed.push(socket);
        most = most.max(program.memory());
    }
    is_served(&bob, "packed").await;
    most = most.max(program.memory());
    drop((packed, held_back));

    // All of Alice's devices ask for everything, again and again, and read nothing.
    let mut deaf = Vec::new();
    for number in 0..20 {
        let mut socket = alice.socket(&format!("deaf-{number}")).await;
        for _ in 0..100 {
            let asking = socket.send(200, pull(0, 500));
            // The server has stopped reading: then it holds what it holds.
            if tokio::time::timeout(std::time::Duration::from_millis(200), asking)
                .await
                .is_err()
            {
                break;
            }
        }
        deaf.push(socket);
        most = most.max(program.memory());
    }
    is_served(&bob, "deaf").await;
    most = most.max(program.memory());
    drop((deaf, half_open));
    println!("memory: {calm} MiB before, {most} MiB at most");
    assert!(
        most < calm + MOST_MIB,
        "{calm} MiB before, {most} MiB at most"
    );
}
