//! A site with one page, and Chromium, which shows it.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::package::{built, test_file};
use crate::stage::{LIMIT, Stage};

/// Serves a page and the built package, and hears what the page shows in the end.
pub struct Site {
    listener: TcpListener,
    pub origin: String,
}

impl Site {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        Self { listener, origin }
    }

    /// Shows a page with this script; answers its texts by their ids.
    pub async fn show(&self, stage: &Stage, script: &str) -> Value {
        let page = std::fs::read_to_string(test_file("page.html")).unwrap();
        let page = page.replace("{script}", script);
        let profile = stage.folder.path().join("chromium");
        // Without its own sandbox it also runs as root, in a container: the page is ours.
        let _chromium = tokio::process::Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .arg("--disable-dev-shm-usage")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("{}/", self.origin))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromium is not installed: cargo xtask test brings it");
        let told = async {
            loop {
                let (stream, _) = self.listener.accept().await.unwrap();
                if let Some(told) = serve(stream, &page).await {
                    return told;
                }
            }
        };
        tokio::time::timeout(LIMIT * 2, told)
            .await
            .expect("the page tells in time")
    }
}

/// Answers one request; what the page tells is returned.
async fn serve(stream: TcpStream, page: &str) -> Option<Value> {
    let mut stream = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).await.ok()?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut told = vec![0; length];
    stream.read_exact(&mut told).await.ok()?;
    let path = first.split_whitespace().nth(1)?;
    let (kind, body) = match path {
        "/" => ("text/html", page.as_bytes().to_vec()),
        "/bytedim.js" | "/im.js" => {
            let file = built().join("dist").join(path.trim_start_matches('/'));
            ("text/javascript", std::fs::read(file).unwrap())
        }
        _ => ("text/plain", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(&body).await.ok()?;
    stream.flush().await.ok()?;
    (path == "/told").then(|| serde_json::from_slice(&told).unwrap())
}
