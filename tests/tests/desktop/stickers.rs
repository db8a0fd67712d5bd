//! Stickers in a real window: their host is asked about once, those that move do, and those that stand still do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, Rgba, RgbaImage};
use linnet_proto::im_proto::MessageType;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const CHAT: &str = "0:1:10001:10009";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 760,
};

/// A bird of so many pictures: a disc that grows.
fn gif(frames: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.set_repeat(Repeat::Infinite)?;
    for frame in 0..frames {
        let radius = 20 + 12 * i64::from(frame);
        let picture = RgbaImage::from_fn(120, 120, |x, y| {
            let (x, y) = (i64::from(x) - 60, i64::from(y) - 60);
            match x * x + y * y < radius * radius {
                true => Rgba([200, 60, 80, 255]),
                false => Rgba([0, 0, 0, 0]),
            }
        });
        let delay = Delay::from_numer_denom_ms(120, 1);
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay))?;
    }
    drop(encoder);
    Ok(bytes)
}

/// A server in front of another that has stickers as well; all else it passes on. Answers its address.
async fn with_stickers(api: &str, asked: Arc<AtomicUsize>) -> Result<String> {
    let behind = api.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (moving, still) = (gif(4)?, gif(1)?);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (behind, asked) = (behind.clone(), Arc::clone(&asked));
            let (moving, still) = (moving.clone(), still.clone());
            // A connection that ends early is the affair of whoever made it.
            tokio::spawn(async move { serve(socket, &behind, &asked, &moving, &still).await.ok() });
        }
    });
    Ok(address)
}

async fn serve(
    mut socket: TcpStream,
    behind: &str,
    asked: &AtomicUsize,
    moving: &[u8],
    still: &[u8],
) -> std::io::Result<()> {
    // The first line of a request comes with the first bytes.
    let mut head = vec![0; 4096];
    let read = socket.read(&mut head).await?;
    head.truncate(read);
    let line = String::from_utf8_lossy(&head).into_owned();
    let sticker = match line.split(' ').nth(1) {
        Some(path) if path.starts_with("/stickers/moving") => Some(moving),
        Some(path) if path.starts_with("/stickers/still") => Some(still),
        _ => None,
    };
    if let Some(bytes) = sticker {
        asked.fetch_add(1, Ordering::SeqCst);
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: image/gif\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            bytes.len()
        );
        socket.write_all(answer.as_bytes()).await?;
        socket.write_all(bytes).await?;
        return socket.shutdown().await;
    }
    let mut there = TcpStream::connect(behind).await?;
    there.write_all(&head).await?;
    copy_bidirectional(&mut socket, &mut there).await.map(drop)
}

/// Waits until so many stickers are shown and so many of them move.
async fn shows(app: &App<'_>, stickers: u64, moving: u64) -> Result<()> {
    app.until(
        &format!("{stickers} stickers, {moving} of them moving"),
        "return document.querySelectorAll('[data-testid=sticker][data-loaded]').length === arguments[0]
           && document.querySelectorAll('[data-testid=moving] img.shown').length === arguments[1]
           && document.querySelectorAll('[data-testid=moving][data-moves]').length === arguments[1];",
        &[json!(stickers), json!(moving)],
    )
    .await
    .map(drop)
}

#[test]
fn stickers_are_asked_about_once_and_only_those_that_move_do() -> Result<()> {
    story("stickers", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let asked = Arc::new(AtomicUsize::new(0));
        let address = with_stickers(service.api_url(), Arc::clone(&asked)).await?;
        let bob = service.writer(BOB).await?;
        let chat = bob.chat_with(ALICE).await?;
        bob.say(&chat, "look at this").await?;
        let sticker = |name: &str, text: &str| {
            let url = format!("{address}/stickers/{name}.gif");
            json!({ "url": url, "width": 120, "height": 120, "text": text }).to_string()
        };
        bob.tell(&chat, MessageType::Sticker, sticker("moving", "a bird"))
            .await?;
        let mut arguments = service.arguments(ALICE);
        if let Some(api) = arguments.get_mut(1) {
            api.clone_from(&address);
        }
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        let host = address.trim_start_matches("http://");
        alice.find_text("[data-testid=show-stickers]", host).await?;
        alice.find_text("[data-testid=card]", "a bird").await?;
        assert_eq!(asked.load(Ordering::SeqCst), 0, "nobody has agreed yet");
        alice.picture("asks-light-en").await?;
        assert_eq!(alice.accessibility().await?, Vec::<String>::new());
        alice.click("[data-testid=show-stickers]").await?;
        shows(&alice, 1, 1).await?;
        alice.picture("moves-light-en").await?;

        // Others of the same host come without a question.
        for number in 1..=3 {
            let name = format!("still-{number}");
            bob.tell(&chat, MessageType::Sticker, sticker(&name, "a still bird"))
                .await?;
        }
        shows(&alice, 4, 1).await?;
        assert_eq!(alice.count("[data-testid=show-stickers]").await?, 0);
        alice.picture("several-light-en").await?;
        assert_eq!(alice.accessibility().await?, Vec::<String>::new());
        let loaded = asked.load(Ordering::SeqCst);
        assert_eq!(loaded, 4, "each is loaded once");
        alice.close().await?;

        // After a restart, and without a server: from this computer.
        service.stop().await;
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(PLACE).await?;
        alice.open_chat(CHAT).await?;
        shows(&alice, 4, 1).await?;
        assert_eq!(asked.load(Ordering::SeqCst), loaded);
        alice.click("[data-testid=go-settings]").await?;
        alice
            .click("[data-testid=set-theme] input[value=dark]")
            .await?;
        alice.click("[data-testid=go-chats]").await?;
        shows(&alice, 4, 1).await?;
        alice.picture("several-dark-en").await?;
        alice.close().await
    })
}
