//! What an open window costs while nobody does anything: memory with a chat of pictures open, and processor time with
//! the caret in the composer; beside an empty window with a text field.

use std::path::Path;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};
use linnet_core::config::MediaWorker;
use linnet_core::media::{Mode, Source};
use linnet_core::model::ConversationId;
use linnet_core::view::row::Delivery;
use linnet_core::view::row::TimelineRow;
use linnet_core::{Anchor, Client, Draft, PictureDraft};
use linnet_tests::desktop::Display;
use linnet_tests::desktop::display::Place;
use tokio::time::{sleep, timeout};

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::signed_in::SignedIn;
use crate::stage::Stage;
use crate::window::{Kind, Window};

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const PICTURES: u32 = 30;
/// Nothing happens for this long before memory is looked at, as the bound says.
const QUIET: Duration = Duration::from_secs(20);
/// The processor's time is watched for this long.
const WATCHED: Duration = Duration::from_secs(60);
const MEGABYTE: f64 = 1024.0 * 1024.0;

/// Where the first row of the list and the composer are in a window of this size.
const WINDOW: Place = Place {
    x: 40,
    y: 40,
    width: 1280,
    height: 800,
};
const FIRST_ROW: (i32, i32) = (200, 110);
const COMPOSER: (i32, i32) = (760, 775);

struct Cost {
    memory: f64,
    processor: f64,
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let place = tempfile::tempdir()?;
    let data = place.path().join("data");
    let bob = SignedIn::new(&stage, BOB, &data)?;
    fill(&stage, &bob, place.path(), PICTURES).await?;
    let display = Display::start().await?;
    let floor = watch(&display, Kind::Empty(&place.path().join("empty"))).await?;
    let ours = watch(&display, Kind::Linnet(&data)).await?;
    stage.stop().await;
    let over = ours.memory - floor.memory;
    Ok(vec![
        Figure {
            name: "Memory",
            how: format!(
                "PSS of the window's process and all that it started, {} s after a chat with {PICTURES} pictures was \
                 opened; the floor is an empty Tauri window with a text field on the same display",
                QUIET.as_secs()
            ),
            measured: format!("{:.0} MB", ours.memory),
            floor: format!("{:.0} MB", floor.memory),
            ratio: Some(ours.memory / floor.memory),
            bound: "must < floor + 80 MB, aim + 40 MB",
            verdict: Verdict::at_most(over, 80.0, 40.0),
        },
        Figure {
            name: "Idle processor time",
            how: format!(
                "of the same processes in {} s, the caret in the composer, online, nobody writing; the floor is the \
                 empty window with the caret in its text field, which blinks all the time",
                WATCHED.as_secs()
            ),
            measured: format!("{:.3} s", ours.processor),
            floor: format!("{:.3} s", floor.processor),
            ratio: Some(ours.processor / floor.processor),
            bound: "must < 0.1 s, aim 0.05 s",
            verdict: Verdict::at_most(ours.processor, 0.1, 0.05),
        },
    ])
}

async fn watch(display: &Display, kind: Kind<'_>) -> Outcome<Cost> {
    let window = Window::open(display, kind).await?;
    let id = window.id().await?;
    display.arrange(&id, WINDOW).await?;
    display.focus(&id).await?;
    let inside = display.place(&id).await?;
    if let Kind::Linnet(_) = kind {
        click(display, inside, FIRST_ROW).await?;
    }
    // The chat has opened by then.
    sleep(Duration::from_secs(3)).await;
    click(display, inside, COMPOSER).await?;
    // A pointer over a row would be a state of its own.
    display
        .processes
        .ask("xdotool", &["mousemove", "2600", "1200"])
        .await?;
    sleep(QUIET).await;
    let memory = window.memory()? as f64 / MEGABYTE;
    let before = window.processor()?;
    sleep(WATCHED).await;
    let processor = window.processor()?.since(&before).as_secs_f64();
    window.close().await?;
    Ok(Cost { memory, processor })
}

async fn click(display: &Display, inside: Place, at: (i32, i32)) -> Outcome<()> {
    let (x, y) = (inside.x + at.0, inside.y + at.1);
    let words = ["mousemove", &x.to_string(), &y.to_string(), "click", "1"];
    display.processes.ask("xdotool", &words).await?;
    Ok(())
}

/// Alice sends Bob so many pictures, and Bob's folder has the conversation.
pub async fn fill(stage: &Stage, bob: &SignedIn<'_>, place: &Path, pictures: u32) -> Outcome<()> {
    let alice = account::open_with_worker(stage, ALICE, &place.join("alice"), worker()?).await?;
    account::start(&alice).await?;
    let chat = alice
        .create_one_to_one(linnet_core::model::UserId(BOB))
        .await?;
    for number in 0..pictures {
        let file = place.join(format!("{number}.jpg"));
        std::fs::write(&file, photo(number)?)?;
        let draft = PictureDraft {
            submission: Draft::new_submission(),
            source: Source::Path(file),
            mode: Mode::Compress,
            caption: String::new(),
            album: None,
        };
        alice.send(&chat, Draft::picture(draft)).await?;
        timeout(LIMIT, until_sent(&alice, &chat)).await??;
    }
    alice.stop().await;
    let client = bob.client().await?;
    account::start(&client).await?;
    client.stop().await;
    Ok(())
}

async fn until_sent(client: &Client, chat: &ConversationId) -> Outcome<()> {
    let mut timeline = client.timeline(chat, Anchor::End).await?;
    loop {
        let on_its_way = timeline.rows().iter().any(|row| match row {
            TimelineRow::Message(message) => matches!(
                message.delivery,
                Some(Delivery::Sending | Delivery::HeldBack { .. } | Delivery::Uploading { .. })
            ),
            _ => false,
        });
        if !on_its_way {
            return Ok(());
        }
        timeline.next().await.ok_or("alice's client has stopped")?;
    }
}

fn worker() -> Outcome<MediaWorker> {
    Ok(MediaWorker {
        program: std::env::current_exe()?.with_file_name("linnet"),
        args: vec!["media-worker".to_owned()],
    })
}

/// A photo of a phone held either way, each another.
fn photo(seed: u32) -> Outcome<Vec<u8>> {
    let (width, height) = match seed % 3 {
        0 => (1_500, 2_000),
        _ => (2_000, 1_500),
    };
    let image = RgbImage::from_fn(width, height, |x, y| {
        let wave = ((x / 9 + y / 13 + 17 * seed) % 64) as u8;
        image::Rgb([
            (x * 180 / width) as u8 + wave,
            (y * 180 / height) as u8,
            (40 + 5 * seed % 160) as u8 + wave / 2,
        ])
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 88).write_image(
        image.as_raw(),
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}
