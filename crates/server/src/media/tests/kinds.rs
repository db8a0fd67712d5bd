//! What goes in unchanged, what comes out smaller, and what is refused.

use super::pictures::{animated_gif, bomb, jpeg_turned, png, sixteen_bit, with_profile};
use super::{ALICE, Storage, status};

#[tokio::test]
async fn a_text_with_the_name_of_a_picture_is_refused() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    for content in [
        &b"#!/bin/sh\necho hello\n"[..],
        b"<svg onload=\"alert(1)\"/>",
        b"",
        b"GIF8",
    ] {
        assert_eq!(alice.upload(content).await, None);
    }
}

#[tokio::test]
async fn the_eight_orientations_pass_unchanged_and_their_thumbnails_stand_upright() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    for orientation in 1..=8 {
        let picture = jpeg_turned(orientation);
        let uri = alice.upload(&picture).await.unwrap();
        let [original, _, thumbnail] = storage.addresses(&uri);
        assert_eq!(
            reqwest::get(&original)
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap(),
            picture
        );
        let small = reqwest::get(&thumbnail)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        let small = image::load_from_memory(&small).unwrap().to_rgb8();
        // Shown upright the picture is wide, with red at the left and blue at the right.
        assert_eq!(small.dimensions(), (100, 50), "orientation {orientation}");
        assert!(small.get_pixel(5, 25)[0] > 200, "orientation {orientation}");
        assert!(
            small.get_pixel(95, 25)[2] > 200,
            "orientation {orientation}"
        );
    }
}

#[tokio::test]
async fn a_long_screenshot_is_taken_and_its_preview_is_no_strip() {
    let storage = Storage::start().await;
    let uri = storage
        .client(ALICE)
        .upload(&png(1080, 20_000, false))
        .await
        .unwrap();
    let [original, preview, thumbnail] = storage.addresses(&uri);
    assert_eq!(status(&original).await, 200);
    for (address, size) in [(preview, (164, 3042)), (thumbnail, (5, 100))] {
        let small = reqwest::get(&address).await.unwrap().bytes().await.unwrap();
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), size);
    }
}

#[tokio::test]
async fn a_transparent_picture_keeps_its_transparency() {
    let storage = Storage::start().await;
    let uri = storage
        .client(ALICE)
        .upload(&png(400, 200, true))
        .await
        .unwrap();
    let [_, _, thumbnail] = storage.addresses(&uri);
    let answer = reqwest::get(&thumbnail).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    let small = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap();
    assert!(small.color().has_alpha());
    assert_eq!(small.to_rgba8().get_pixel(0, 0)[3], 0);
}

#[tokio::test]
async fn a_bomb_is_refused_by_its_size_or_has_no_smaller_pictures() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    for (width, height) in [(70_000, 100), (11_000, 11_000), (0, 10)] {
        assert_eq!(
            alice.upload(&bomb(width, height)).await,
            None,
            "{width} x {height}"
        );
    }
    // Within the limits by its head, but there are no such pixels behind it.
    let uri = alice.upload(&bomb(12_000, 8_000)).await.unwrap();
    let [original, preview, thumbnail] = storage.addresses(&uri);
    for _again in 0..2 {
        assert_eq!(status(&preview).await, 404);
        assert_eq!(status(&thumbnail).await, 404);
    }
    assert_eq!(status(&original).await, 200);
}

#[tokio::test]
async fn sixteen_bits_and_animations_have_small_pictures_too() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    for (picture, mime) in [(sixteen_bit(), "image/png"), (animated_gif(), "image/gif")] {
        let uri = alice.upload(&picture).await.unwrap();
        let [original, _, thumbnail] = storage.addresses(&uri);
        let whole = reqwest::get(&original).await.unwrap();
        assert_eq!(whole.headers()["content-type"], mime);
        assert_eq!(whole.bytes().await.unwrap(), picture);
        let small = reqwest::get(&thumbnail).await.unwrap();
        let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
        assert_eq!(small.width(), 100);
    }
}

#[tokio::test]
async fn a_small_picture_keeps_a_colour_profile_that_fits_its_colours() {
    use image::ImageDecoder as _;

    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let mut profile = vec![0; 128];
    for (model, kept) in [(*b"RGB ", true), (*b"CMYK", false)] {
        profile[16..20].copy_from_slice(&model);
        let uri = alice.upload(&with_profile(&profile)).await.unwrap();
        let [_, _, thumbnail] = storage.addresses(&uri);
        let small = reqwest::get(&thumbnail)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        let decoder = image::ImageReader::new(std::io::Cursor::new(small))
            .with_guessed_format()
            .unwrap()
            .into_decoder();
        let found = decoder.unwrap().icc_profile().unwrap();
        assert_eq!(found.is_some_and(|found| found == profile), kept);
    }
}
