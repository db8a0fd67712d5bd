//! Files that mean harm, against the real worker process: bombs, cut-off ones, ones that are two things at once, and
//! odd ones. All are made here. Whatever they are, the answer is a picture or a sentence for a person, and the next
//! picture is looked at as if nothing had been.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::error::{Error, MediaError, Result, Transport};
use linnet_core::media::{Media, Requests, Setup, Source};
use linnet_core::model::picture::MAX_BYTES;
use linnet_proto::im_proto::{RequestBody, ResponseBody};

/// No server is needed to look at a picture.
struct Nobody;

impl Requests for Nobody {
    fn request(&self, _: i32, _: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        Box::pin(async { Err(Transport::Connect.into()) })
    }
}

fn media(folder: &Path) -> Media {
    Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        folder,
        budget: 1 << 20,
        clock: Arc::new(SystemClock),
        requests: Arc::new(Nobody),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        service: &"http://127.0.0.1:9/".parse().unwrap(),
        takes_videos: true,
        worker: Some(MediaWorker {
            program: env!("CARGO_BIN_EXE_linnet-media-worker").into(),
            args: Vec::new(),
        }),
    })
    .unwrap()
}

/// What must come of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// It is a picture, whatever else it may be.
    Picture,
    TooManyPixels,
    NotAPicture,
    NoDecoder,
    Damaged,
    Empty,
    TooLarge,
    /// A picture or a sentence: what a decoder makes of it is its own business.
    Either,
}

const MARK: &[u8] = b"\x89PNG\r\n\x1a\n";

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(data);
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(data);
    bytes.extend_from_slice(&sum.finalize().to_be_bytes());
    bytes
}

/// A PNG that says it has so many pixels, and then has what `rest` gives.
fn claim(width: u32, height: u32, depth: u8, colour: u8, rest: &[u8]) -> Vec<u8> {
    let mut head = width.to_be_bytes().to_vec();
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[depth, colour, 0, 0, 0]);
    [MARK, &chunk(b"IHDR", &head), rest, &chunk(b"IEND", &[])].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(
            &vec![0; (width * height) as usize],
            width,
            height,
            ExtendedColorType::L8,
        )
        .unwrap();
    out
}

/// A colour profile of 64 MiB of nothing, packed into 64 kB.
fn packed_profile() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = PngEncoder::new(&mut out);
    encoder.set_icc_profile(vec![0; 64 << 20]).unwrap();
    encoder
        .write_image(&[0; 4], 2, 2, ExtendedColorType::L8)
        .unwrap();
    out
}

fn jpeg() -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut out)
        .write_image(&[90; 64 * 48 * 3], 64, 48, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// The JPEG with another size in its frame's head.
fn jpeg_that_claims(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg();
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// The JPEG with its one scan again and again.
fn jpeg_of_many_scans() -> Vec<u8> {
    let bytes = jpeg();
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .unwrap();
    let (head, scan) = bytes.split_at(at);
    let scan = &scan[..scan.len() - 2];
    [head, &scan.repeat(5_000), &[0xff, 0xd9]].concat()
}

/// A segment after the first mark of the JPEG.
fn jpeg_with(marker: u8, data: &[u8]) -> Vec<u8> {
    let bytes = jpeg();
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&bytes[..2], &[0xff, marker], &length, data, &bytes[2..]].concat()
}

/// EXIF whose directory names itself as the next one.
fn exif_that_turns_in_circles() -> Vec<u8> {
    let directory = [b"MM\0*\0\0\0\x08\0\0".as_slice(), &8_u32.to_be_bytes()].concat();
    jpeg_with(0xe1, &[b"Exif\0\0".as_slice(), &directory].concat())
}

/// Bytes that belong to nothing between the first segment of the JPEG and the others.
fn jpeg_in_a_sea(stray: usize) -> Vec<u8> {
    let bytes = jpeg();
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xdb])
        .unwrap();
    let (head, rest) = bytes.split_at(at);
    [head, &vec![0x55; stray], rest].concat()
}

fn bmp_that_claims(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM".to_vec();
    for number in [54, 0, 54, 40, width, height, 1 | 24 << 16, 0, 0, 0, 0, 0, 0] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&[7; 300]);
    bytes
}

/// One strip of LZW that says it gives all of it.
fn tiff_that_claims(width: u32, height: u32) -> Vec<u8> {
    let entries = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 5),
        (262, 1),
        (273, 120),
        (277, 1),
        (278, height),
        (279, 60),
    ];
    let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, value) in entries {
        let tag: u16 = tag;
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&[4, 0, 1, 0, 0, 0]);
        bytes.extend_from_slice(&u32::to_le_bytes(value));
    }
    bytes.resize(180, 0x80);
    bytes
}

fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend_from_slice(&width.to_le_bytes());
    bytes.extend_from_slice(&height.to_le_bytes());
    bytes.extend_from_slice(&[0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    for _ in 0..frames {
        bytes.extend_from_slice(&[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    }
    bytes.push(0x3b);
    bytes
}

fn corpus() -> Vec<(&'static str, Vec<u8>, Wanted)> {
    let small = png(40, 30);
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let script = b"<html><script>alert(1)</script><svg onload=alert(1)></html>";
    let archive = b"PK\x03\x04\x14\0\0\0evil.sh#!/bin/sh\nrm -rf ~\n";
    let huge_gif_with_words = [b"GIF89a/*".as_slice(), b"*/=1;alert(1)//", &[0x3b]].concat();
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.extend_from_slice(&[0; 200]);
    let mut webp = b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f".to_vec();
    webp.extend_from_slice(&[0xff; 60]);
    vec![
        // Bombs: little on the wire, much in memory.
        (
            "3.6 gigapixels",
            claim(60_000, 60_000, 8, 6, &[]),
            Wanted::TooManyPixels,
        ),
        (
            "all the pixels there are",
            claim(u32::MAX, u32::MAX, 16, 6, &[]),
            Wanted::TooManyPixels,
        ),
        (
            "a long line",
            claim(100_000, 1, 1, 0, &[]),
            Wanted::TooManyPixels,
        ),
        ("no pixel", claim(0, 0, 8, 2, &[]), Wanted::Damaged),
        (
            "800 MB that do not come",
            claim(
                10_000,
                10_000,
                16,
                6,
                &chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]),
            ),
            Wanted::Either,
        ),
        (
            "10 megapixels of nothing",
            png(16_384, 600),
            Wanted::Picture,
        ),
        (
            "as long as a picture may be",
            png(65_535, 150),
            Wanted::Picture,
        ),
        ("a column of single pixels", png(1, 65_535), Wanted::Picture),
        (
            "a BMP of 4 gigapixels",
            bmp_that_claims(65_000, 65_000),
            Wanted::TooManyPixels,
        ),
        (
            "a BMP of 80 megapixels that are not there",
            bmp_that_claims(10_000, 8_000),
            Wanted::Damaged,
        ),
        (
            "a BMP of less than nothing",
            bmp_that_claims(-5, 40),
            Wanted::Damaged,
        ),
        (
            "a TIFF without a directory",
            b"II*\0\xff\xff\xff\xff".repeat(8),
            Wanted::Damaged,
        ),
        (
            "a TIFF of 4 gigapixels",
            tiff_that_claims(65_000, 65_000),
            Wanted::TooManyPixels,
        ),
        (
            "a TIFF of 80 megapixels that are not there",
            tiff_that_claims(10_000, 8_000),
            Wanted::Either,
        ),
        (
            "a JPEG in a sea of stray bytes",
            jpeg_in_a_sea(5_000_000),
            Wanted::Picture,
        ),
        ("a packed colour profile", packed_profile(), Wanted::Either),
        (
            "a JPEG of 4 gigapixels",
            jpeg_that_claims(65_535, 65_535),
            Wanted::TooManyPixels,
        ),
        (
            "a JPEG of 12 megapixels that are not there",
            jpeg_that_claims(4_000, 3_000),
            Wanted::Either,
        ),
        (
            "a JPEG of 5,000 scans",
            jpeg_of_many_scans(),
            Wanted::Either,
        ),
        (
            "a GIF of 4 gigapixels",
            gif(65_535, 65_535, 1),
            Wanted::TooManyPixels,
        ),
        ("a GIF of 50,000 frames", gif(1, 1, 50_000), Wanted::Picture),
        (
            "EXIF in circles",
            exif_that_turns_in_circles(),
            Wanted::Picture,
        ),
        (
            "a colour profile that is not one",
            jpeg_with(0xe2, b"ICC_PROFILE\0\x01\x01\xff\xff\xff\xff"),
            Wanted::Picture,
        ),
        // Cut off.
        ("half a PNG", half(&small), Wanted::Damaged),
        ("half a JPEG", half(&jpeg()), Wanted::Damaged),
        ("half a GIF", half(&gif(1, 1, 3)), Wanted::Damaged),
        ("only a mark", MARK.to_vec(), Wanted::Damaged),
        ("nothing", Vec::new(), Wanted::Empty),
        // Two things at once.
        (
            "a PNG and a page",
            [&small, script.as_slice()].concat(),
            Wanted::Picture,
        ),
        (
            "a JPEG and an archive",
            [&jpeg(), archive.as_slice()].concat(),
            Wanted::Picture,
        ),
        (
            "a page in a comment",
            jpeg_with(0xfe, script),
            Wanted::Picture,
        ),
        (
            "a script that begins like a GIF",
            huge_gif_with_words,
            Wanted::Damaged,
        ),
        (
            "an archive and a PNG",
            [archive, small.as_slice()].concat(),
            Wanted::NotAPicture,
        ),
        ("a page", script.to_vec(), Wanted::NotAPicture),
        (
            "a vector picture",
            b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
                .to_vec(),
            Wanted::NoDecoder,
        ),
        (
            "a document",
            b"%PDF-1.7\n1 0 obj <</JS (app.alert(1))>>".to_vec(),
            Wanted::NoDecoder,
        ),
        (
            "a program",
            b"\x7fELF\x02\x01\x01".repeat(40),
            Wanted::NotAPicture,
        ),
        // Odd.
        ("a HEIC", heic, Wanted::NoDecoder),
        ("a WebP longer than it is", webp, Wanted::Damaged),
        (
            "colours without a palette",
            claim(4, 4, 8, 3, &chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1])),
            Wanted::Either,
        ),
        (
            "a depth nobody has",
            claim(4, 4, 77, 9, &[]),
            Wanted::Either,
        ),
        (
            "one byte too many",
            vec![0xff; usize::try_from(MAX_BYTES).unwrap() + 1],
            Wanted::TooLarge,
        ),
    ]
}

fn judge(found: &Result<()>) -> Option<Wanted> {
    Some(match found {
        Ok(()) => Wanted::Picture,
        Err(Error::Media(MediaError::TooManyPixels)) => Wanted::TooManyPixels,
        Err(Error::Media(MediaError::NotAPicture)) => Wanted::NotAPicture,
        Err(Error::Media(MediaError::NoDecoder(_))) => Wanted::NoDecoder,
        Err(Error::Media(MediaError::Damaged)) => Wanted::Damaged,
        Err(Error::Media(MediaError::Empty)) => Wanted::Empty,
        Err(Error::Media(MediaError::FileTooLarge)) => Wanted::TooLarge,
        Err(_) => return None,
    })
}

#[tokio::test]
async fn bombs_and_odd_files_get_a_sentence_and_the_next_picture_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    let media = media(folder.path());
    let path = folder.path().join("file.png");
    let source = Source::Path(path.clone());
    let mut wrong = Vec::new();
    for (name, bytes, wanted) in corpus() {
        std::fs::write(&path, &bytes).unwrap();
        let found = media.inspect(&source).await.map(drop);
        if let Err(error) = &found {
            let reason = error.reason();
            assert!(matches!(error, Error::Media(_)), "{name}: {error}");
            assert!(
                !reason.text.zh.is_empty() && !reason.text.en.is_empty(),
                "{name}"
            );
        }
        if wanted != Wanted::Either && judge(&found) != Some(wanted) {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    std::fs::write(&path, png(40, 30)).unwrap();
    media.inspect(&source).await.unwrap();
}
