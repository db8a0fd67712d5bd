//! Pictures of every kind, from file to file.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use linnet_core::media::{Mode, Source, Variant};
use linnet_core::model::album::Album;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{Body, Delivery, MessageRow, Picture};
use linnet_core::{Draft, PictureDraft};
use linnet_tests::world::{ALICE, BOB, Device, World, in_time};

/// Red, green, blue and white quarters: which corner is which can be told after any turn.
const QUARTERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [250; 3]];

fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let quarter = usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
        Rgb(QUARTERS[quarter])
    })
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// Puts an EXIF block with an orientation behind the first marker.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
    block.extend_from_slice(&[1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

fn png(width: u32, height: u32, data: &[u8], colour: ExtendedColorType) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(data, width, height, colour)
        .unwrap();
    out
}

fn transparent_png() -> Vec<u8> {
    let image = RgbaImage::from_fn(120, 80, |x, _| {
        Rgba([200, 40, 60, if x < 60 { 0 } else { 255 }])
    });
    png(120, 80, image.as_raw(), ExtendedColorType::Rgba8)
}

fn animated_gif() -> Vec<u8> {
    let mut out = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut out);
        for n in 0..3 {
            let frame = RgbaImage::from_pixel(40, 30, Rgba([n * 60, 80, 200, 255]));
            encoder.encode_frame(image::Frame::new(frame)).unwrap();
        }
    }
    out
}

fn cmyk_jpeg() -> Vec<u8> {
    let mut out = Vec::new();
    let data = [0, 255, 255, 0].repeat(64 * 48);
    jpeg_encoder::Encoder::new(&mut out, 95)
        .encode(&data, 64, 48, jpeg_encoder::ColorType::Cmyk)
        .unwrap();
    out
}

fn wide_gamut_jpeg() -> Vec<u8> {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let image = quarters(64, 48);
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 92);
    encoder.add_icc_profile(&profile).unwrap();
    encoder
        .encode(image.as_raw(), 64, 48, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    out
}

/// Noise does not compress: 2,100 x 2,000 pixels are a little over 12 MiB.
fn twelve_mib_png() -> Vec<u8> {
    let mut noise = 0x2545_f491_u32;
    let image = RgbImage::from_fn(2_100, 2_000, |_, _| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let [a, b, c, _] = noise.to_le_bytes();
        Rgb([a, b, c])
    });
    png(2_100, 2_000, image.as_raw(), ExtendedColorType::Rgb8)
}

/// A small file that says it has 3,600 megapixels.
fn bomb() -> Vec<u8> {
    let mut png = png(8, 8, &[7; 8 * 8 * 3], ExtendedColorType::Rgb8);
    png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let crc = crc32fast::hash(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&crc);
    png
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn draft(path: &Path, mode: Mode) -> PictureDraft {
    PictureDraft {
        submission: Draft::new_submission(),
        source: Source::Path(path.to_owned()),
        mode,
        caption: String::new(),
        album: None,
    }
}

async fn send(
    device: &Device,
    chat: &ConversationId,
    picture: PictureDraft,
) -> Result<MessageKey, String> {
    in_time(
        "the picture is taken in",
        device.client.send(chat, Draft::picture(picture)),
    )
    .await
    .map_err(|error| error.code())
}

fn picture(row: &MessageRow) -> &Picture {
    match &row.body {
        Body::Picture { picture } => picture,
        other => panic!("no picture: {other:?}"),
    }
}

/// Waits for the picture of a message on somebody's screen.
async fn comes(device: &Device, chat: &ConversationId, key: &MessageKey) -> Picture {
    let rows = device
        .sees(chat, "the picture", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some())
        })
        .await;
    picture(rows.iter().find(|row| row.id == *key).unwrap()).clone()
}

async fn bytes(device: &Device, picture: &Picture, variant: Variant) -> Vec<u8> {
    let file = in_time("the download", device.client.media(&picture.media, variant))
        .await
        .unwrap();
    std::fs::read(file.path).unwrap()
}

fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 40)
}

#[tokio::test(flavor = "multi_thread")]
async fn all_eight_orientations_arrive_upright() {
    let (world, files) = (World::new().await, Files::new());
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    // Which quarter of the stored picture ends in the upper left and upper right corner.
    let corners = [
        (0, 1),
        (1, 0),
        (3, 2),
        (2, 3),
        (0, 2),
        (2, 0),
        (3, 1),
        (1, 3),
    ];
    let stored = jpeg(&quarters(96, 64));
    for (orientation, (left, right)) in (1..=8_u8).zip(corners) {
        let path = files.put(
            &format!("turned-{orientation}.jpg"),
            &turned(&stored, orientation),
        );
        let key = send(&alice, &chat, draft(&path, Mode::Compress))
            .await
            .unwrap();
        let found = comes(&bob, &chat, &key).await;
        let upright = if orientation < 5 { (96, 64) } else { (64, 96) };
        assert_eq!(
            (found.width, found.height),
            upright,
            "orientation {orientation}"
        );
        for variant in [Variant::Thumb, Variant::Preview, Variant::Original] {
            let image = image::load_from_memory(&bytes(&bob, &found, variant).await)
                .unwrap()
                .to_rgb8();
            assert_eq!(
                (image.width(), image.height()),
                upright,
                "orientation {orientation}"
            );
            let (width, height) = (image.width(), image.height());
            let upper_left = image.get_pixel(width / 5, height / 5).0;
            let upper_right = image.get_pixel(width * 4 / 5, height / 5).0;
            assert!(
                near(upper_left, QUARTERS[left]),
                "orientation {orientation}: {upper_left:?}"
            );
            assert!(
                near(upper_right, QUARTERS[right]),
                "orientation {orientation}: {upper_right:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_picture_arrives_as_what_it_is() {
    let (world, files) = (World::new().await, Files::new());
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;

    let path = files.put("clear.png", &transparent_png());
    let key = send(&alice, &chat, draft(&path, Mode::Compress))
        .await
        .unwrap();
    let found = comes(&bob, &chat, &key).await;
    assert_eq!(found.mime, "image/png");
    let image = image::load_from_memory(&bytes(&bob, &found, Variant::Original).await)
        .unwrap()
        .to_rgba8();
    assert_eq!(
        (image.get_pixel(5, 5).0[3], image.get_pixel(115, 5).0[3]),
        (0, 255)
    );

    let gif = animated_gif();
    let path = files.put("moving.gif", &gif);
    let key = send(&alice, &chat, draft(&path, Mode::Compress))
        .await
        .unwrap();
    let found = comes(&bob, &chat, &key).await;
    assert!(found.animated && found.mime == "image/gif");
    assert_eq!(
        bytes(&bob, &found, Variant::Original).await,
        gif,
        "an animation is not touched"
    );

    let deep: Vec<u8> = (0..60 * 40 * 3_u32)
        .flat_map(|n| u16::try_from(n * 9).unwrap().to_ne_bytes())
        .collect();
    let path = files.put("deep.png", &png(60, 40, &deep, ExtendedColorType::Rgb16));
    let key = send(&alice, &chat, draft(&path, Mode::Compress))
        .await
        .unwrap();
    let found = comes(&bob, &chat, &key).await;
    assert_eq!((found.width, found.height), (60, 40));
    image::load_from_memory(&bytes(&bob, &found, Variant::Original).await).unwrap();

    for (name, file) in [("ink.jpg", cmyk_jpeg()), ("wide.jpg", wide_gamut_jpeg())] {
        let path = files.put(name, &file);
        let key = send(&alice, &chat, draft(&path, Mode::Compress))
            .await
            .unwrap();
        let found = comes(&bob, &chat, &key).await;
        assert_eq!(
            (found.width, found.height, found.name.as_str()),
            (64, 48, name)
        );
        let bytes = bytes(&bob, &found, Variant::Original).await;
        assert_eq!(
            image::load_from_memory(&bytes).unwrap().color(),
            image::ColorType::Rgb8,
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_12_mib_original_arrives_byte_for_byte() {
    let (world, files) = (World::new().await, Files::new());
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let original = twelve_mib_png();
    assert!(original.len() > 12 * 1024 * 1024);
    let path = files.put("large.png", &original);
    let mut screen = alice.screen(&chat).await;
    let key = send(&alice, &chat, draft(&path, Mode::Original))
        .await
        .unwrap();
    let rows = screen.until("the echo", |rows| !rows.is_empty()).await;
    let echo = picture(&rows[0]).clone();
    assert_eq!(
        bytes(&alice, &echo, Variant::Original).await,
        original,
        "the echo shows it before it is sent"
    );
    // Text does not wait for the upload.
    alice.says(&chat, "look at this").await;

    let found = comes(&bob, &chat, &key).await;
    assert_eq!(usize::try_from(found.bytes).unwrap(), original.len());
    assert_eq!(bytes(&bob, &found, Variant::Original).await, original);
    let sent = comes(&alice, &chat, &key).await;
    assert!(
        alice
            .client
            .media(&sent.media, Variant::Original)
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_with_a_sentence_and_leaves_nothing() {
    let (world, files) = (World::new().await, Files::new());
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let whole = jpeg(&quarters(400, 300));
    for (name, file, wanted) in [
        (
            "cut.jpg",
            whole[..whole.len() / 3].to_vec(),
            &["damaged_picture", "not_a_picture"][..],
        ),
        (
            "words.png",
            b"these are only words".to_vec(),
            &["not_a_picture"],
        ),
        ("bomb.png", bomb(), &["too_many_pixels"]),
        ("nothing.png", Vec::new(), &["empty_file"]),
    ] {
        let path = files.put(name, &file);
        let refused = send(&alice, &chat, draft(&path, Mode::Compress))
            .await
            .unwrap_err();
        assert!(wanted.contains(&refused.as_str()), "{name}: {refused}");
    }
    let gone = send(
        &alice,
        &chat,
        draft(&files.0.path().join("gone.png"), Mode::Compress),
    )
    .await;
    assert!(matches!(
        gone.unwrap_err().as_str(),
        "unreadable_file" | "file"
    ));
    assert!(alice.screen(&chat).await.messages().is_empty());
    assert!(alice.client.unsent().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_arrives_in_order_also_after_a_restart_without_a_network() {
    let mut world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    world.stop().await;
    let mut keys = Vec::new();
    for index in 0..3_u32 {
        let path = files.put(&format!("{index}.jpg"), &jpeg(&quarters(80 + index, 60)));
        let album = Album {
            id: "album-1".to_owned(),
            index,
            count: 3,
        };
        let caption = if index == 0 { "three of them" } else { "" };
        let picture = PictureDraft {
            caption: caption.to_owned(),
            album: Some(album),
            ..draft(&path, Mode::Compress)
        };
        keys.push(send(&alice, &chat, picture).await.unwrap());
        // The chosen file is not needed any more.
        std::fs::remove_file(path).unwrap();
    }
    let echo = alice
        .sees(&chat, "three echoes", |rows| rows.len() == 3)
        .await;
    let closed = alice.stop().await;
    world.restart().await;
    let alice = closed.open().await;
    alice.client.start();
    let bob = world.device(BOB).await;
    let rows = bob.sees(&chat, "the album", |rows| rows.len() == 3).await;
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row.id, keys[index]);
        assert_eq!(
            row.album.as_ref().map(|album| (album.index, album.count)),
            Some((index as u32, 3))
        );
        assert!(picture(row).thumbhash.is_some());
    }
    assert_eq!(picture(&rows[0]).caption, "three of them");
    // The row keeps its picture's id, so nothing flickers.
    let own = alice
        .sees(&chat, "all sent", |rows| {
            rows.iter()
                .all(|row| row.delivery == Some(Delivery::Sent) && row.server_id.is_some())
        })
        .await;
    for (before, after) in echo.iter().zip(&own) {
        assert_eq!(before.id, after.id);
        assert!(
            alice
                .client
                .media(&picture(after).media, Variant::Preview)
                .await
                .is_ok()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_cancelled_and_leaves_nothing() {
    let mut world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    world.stop().await;
    let path = files.put("changed-my-mind.jpg", &jpeg(&quarters(300, 200)));
    let key = send(&alice, &chat, draft(&path, Mode::Compress))
        .await
        .unwrap();
    alice.sees(&chat, "the echo", |rows| rows.len() == 1).await;
    in_time("cancel", alice.client.cancel(&key)).await.unwrap();
    alice.reads(&chat, &[]).await;
    world.restart().await;
    alice.client.poke(linnet_core::Poke::RetryNow);
    alice.says(&chat, "only words").await;
    let bob = world.device(BOB).await;
    bob.reads(&chat, &["only words"]).await;
}
