//! Against a server that answers each download as the test says.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::BoxFuture;
use linnet_proto::im_proto::{FileOption, GetMediaUrlsResponseBody, RequestBody, ResponseBody};
use md5::{Digest as _, Md5};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;
use crate::media::folder::private_dir;
use crate::model::picture::{ObjectKind, object_id};
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Answers 2004 with one address.
struct Addresses2004(String);

impl Requests for Addresses2004 {
    fn request(&self, _: i32, body: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        let asked = body.get_media_urls_body.unwrap();
        assert_eq!(asked.media_type, Some(4));
        let answer = GetMediaUrlsResponseBody {
            file_options: vec![FileOption {
                urls: vec![self.0.clone()],
            }],
            ..GetMediaUrlsResponseBody::default()
        };
        Box::pin(async move {
            Ok(Box::new(ResponseBody {
                get_media_urls_body: Some(answer),
                ..ResponseBody::default()
            }))
        })
    }
}

/// What is answered to one download: a head, and bytes, after which the connection ends.
struct Answer {
    head: String,
    bytes: Vec<u8>,
}

fn whole(bytes: &[u8], sent: usize) -> Answer {
    Answer {
        head: format!("200 OK\r\nContent-Length: {}", bytes.len()),
        bytes: bytes[..sent].to_vec(),
    }
}

fn rest(bytes: &[u8], from: usize) -> Answer {
    let (length, last) = (bytes.len(), bytes.len() - 1);
    Answer {
        head: format!(
            "206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{last}/{length}",
            length - from
        ),
        bytes: bytes[from..].to_vec(),
    }
}

fn page(status: &str) -> Answer {
    let page = b"<html>sign in</html>";
    Answer {
        head: format!(
            "{status}\r\nContent-Type: text/html\r\nContent-Length: {}",
            page.len()
        ),
        bytes: page.to_vec(),
    }
}

struct Desk {
    folder: tempfile::TempDir,
    downloader: Downloader,
    /// The `Range` entry of each download, empty when it had none.
    asked: mpsc::UnboundedReceiver<String>,
    remote: Remote,
    media: MediaId,
}

impl Desk {
    /// A message names these bytes, and the server has these answers, one after another.
    async fn new(bytes: &[u8], answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/file", listener.local_addr().unwrap());
        let (tell, asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            for answer in answers {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(socket.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap().to_lowercase();
                let range = head.lines().find_map(|line| line.strip_prefix("range: "));
                tell.send(range.unwrap_or_default().to_owned()).ok();
                let start = format!("HTTP/1.1 {}\r\nConnection: close\r\n\r\n", answer.head);
                socket.write_all(start.as_bytes()).await.unwrap();
                socket.write_all(&answer.bytes).await.unwrap();
                socket.shutdown().await.ok();
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let remote = Remote {
            kind: ObjectKind::File,
            uri: "linnet/0123".to_owned(),
            app_id: 1,
            bytes: bytes.len() as u64,
            md5: hex::encode(Md5::digest(bytes)),
        };
        Self {
            downloader: downloader(folder.path(), address),
            folder,
            asked,
            media: object_id(&remote.uri),
            remote,
        }
    }

    async fn load(&self) -> Result<Vec<u8>> {
        let path = self
            .downloader
            .fetch(&self.media, &self.remote, Variant::Original, &|_, _| {})
            .await?;
        Ok(std::fs::read(path)?)
    }

    fn partly(&self) -> u64 {
        self.downloader.partials.bytes(&self.media)
    }

    async fn range(&mut self) -> String {
        self.asked.recv().await.unwrap()
    }
}

fn downloader(folder: &std::path::Path, address: String) -> Downloader {
    let tmp = folder.join("tmp");
    private_dir(&tmp).unwrap();
    let cache = Arc::new(Cache::open(folder, &tmp, u64::MAX).unwrap());
    let http = Http::new(Proxies::system(), Trust::system());
    let partials = Partials::open(folder).unwrap();
    Downloader::new(http, Arc::new(Addresses2004(address)), cache, partials)
}

fn noise(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|n| (n * 7 % 251) as u8).collect()
}

#[tokio::test]
async fn a_download_that_was_cut_off_goes_on_from_there_also_after_a_restart() {
    let bytes = noise(700_000);
    let half = 400_000;
    let mut desk = Desk::new(&bytes, vec![whole(&bytes, half), rest(&bytes, half)]).await;
    let cut = desk.load().await.unwrap_err();
    assert!(matches!(cut, Error::Transport(_)), "{cut:?}");
    assert_eq!(desk.range().await, "");
    assert_eq!(desk.partly(), half as u64);

    let (told, asked) = (AtomicU64::new(u64::MAX), desk.remote.clone());
    let address = desk.downloader.remembered(&asked).unwrap().original;
    desk.downloader = downloader(desk.folder.path(), address);
    let first = |bytes, total| {
        assert_eq!(total, 700_000);
        told.fetch_min(bytes, Ordering::Relaxed);
    };
    let path = desk
        .downloader
        .fetch(&desk.media, &desk.remote, Variant::Original, &first);
    assert_eq!(std::fs::read(path.await.unwrap()).unwrap(), bytes);
    assert_eq!(desk.range().await, "bytes=400000-");
    assert_eq!(told.into_inner(), half as u64, "what was here counts");
    assert_eq!(desk.partly(), 0);
}

#[tokio::test]
async fn a_server_that_knows_no_parts_gives_the_whole_again() {
    let bytes = noise(300_000);
    let mut desk = Desk::new(&bytes, vec![whole(&bytes, 100_000), whole(&bytes, 300_000)]).await;
    desk.load().await.unwrap_err();
    assert_eq!(desk.load().await.unwrap(), bytes);
    assert_eq!(desk.range().await, "");
    assert_eq!(desk.range().await, "bytes=100000-");
}

#[tokio::test]
async fn the_beginning_of_something_else_is_not_kept() {
    let bytes = noise(300_000);
    let other = vec![9; 300_000];
    let answers = vec![
        whole(&other, 100_000),
        rest(&bytes, 100_000),
        whole(&bytes, 300_000),
    ];
    let mut desk = Desk::new(&bytes, answers).await;
    desk.load().await.unwrap_err();
    // The sum tells, and it is loaded once more from the beginning.
    assert_eq!(desk.load().await.unwrap(), bytes);
    for range in ["", "bytes=100000-", ""] {
        assert_eq!(desk.range().await, range);
    }
}

#[tokio::test]
async fn another_file_is_refused_and_leaves_nothing() {
    let bytes = noise(300_000);
    let desk = Desk::new(&bytes, vec![whole(&[9; 300_000], 300_000)]).await;
    let error = desk.load().await.unwrap_err();
    assert!(
        matches!(error, Error::Media(MediaError::Mismatch)),
        "{error:?}"
    );
    assert_eq!(desk.partly(), 0);
}

#[tokio::test]
async fn the_page_of_a_network_takes_nothing_away() {
    let bytes = noise(300_000);
    let answers = vec![
        whole(&bytes, 100_000),
        page("200 OK"),
        page("503 Service Unavailable"),
        rest(&bytes, 100_000),
    ];
    let desk = Desk::new(&bytes, answers).await;
    desk.load().await.unwrap_err();
    for _page in 0..2 {
        let error = desk.load().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_eq!(desk.partly(), 100_000);
    }
    assert_eq!(desk.load().await.unwrap(), bytes);
}

#[tokio::test]
async fn a_page_that_was_sent_as_a_file_is_that_file() {
    let bytes = b"<html>our shop</html>".to_vec();
    let answer = Answer {
        head: format!(
            "200 OK\r\nContent-Type: text/html\r\nContent-Length: {}",
            bytes.len()
        ),
        bytes: bytes.clone(),
    };
    let desk = Desk::new(&bytes, vec![answer]).await;
    assert_eq!(desk.load().await.unwrap(), bytes);
}

#[tokio::test]
async fn more_than_was_said_is_not_taken() {
    let bytes = noise(300_000);
    let endless = Answer {
        head: format!("200 OK\r\nContent-Length: {}", u64::MAX / 2),
        bytes: Vec::new(),
    };
    let desk = Desk::new(&bytes, vec![endless]).await;
    let error = desk.load().await.unwrap_err();
    assert!(
        matches!(error, Error::Media(MediaError::TooLargeToLoad)),
        "{error:?}"
    );
}
