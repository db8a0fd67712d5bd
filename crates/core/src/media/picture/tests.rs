use image::{DynamicImage, ExtendedColorType, Rgb, RgbImage};
use jpeg_encoder::ColorType;

use super::fixtures::*;
use super::{compress, convert, inspect, pixels};
use crate::media::header::Header;
use crate::media::kind::Kind;
use crate::media::problem::Problem;
use crate::model::picture::MAX_BYTES;

fn open(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

/// Near enough for a lossy format.
fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found
        .into_iter()
        .zip(wanted)
        .all(|(found, wanted)| found.abs_diff(wanted) <= 12)
}

/// The four quarters, as read from the middle of each.
fn corners(image: &RgbImage) -> [[u8; 3]; 4] {
    let (width, height) = image.dimensions();
    let at = |x: u32, y: u32| image.get_pixel(width * x / 4, height * y / 4).0;
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

#[test]
fn all_eight_orientations_are_shown_and_sent_upright() {
    let [red, green, blue, white] = QUARTERS;
    // Which quarter stands where once the tag is applied to a picture whose stored quarters are red, green / blue,
    // white.
    let shown = [
        (1, [red, green, blue, white]),
        (2, [green, red, white, blue]),
        (3, [white, blue, green, red]),
        (4, [blue, white, red, green]),
        (5, [red, blue, green, white]),
        (6, [blue, red, white, green]),
        (7, [white, green, blue, red]),
        (8, [green, white, red, blue]),
    ];
    for (value, wanted) in shown {
        let file = jpeg_with(&quarters(640, 480), |encoder| {
            encoder.add_exif_metadata(&exif(value, false)).unwrap();
        });
        let size = if value < 5 { (640, 480) } else { (480, 640) };
        let found = inspect(&file).unwrap();
        assert_eq!(
            (found.inspection.width, found.inspection.height),
            size,
            "{value}"
        );
        let sent = compress(&file).unwrap();
        assert_eq!((sent.width, sent.height), size, "{value}");
        for (what, bytes) in [("preview", &found.preview), ("sent", &sent.bytes)] {
            let corners = corners(&open(bytes).to_rgb8());
            let same = corners.iter().zip(wanted).all(|(f, w)| near(*f, w));
            assert!(same, "{what} of {value}: {corners:?}");
        }
    }
}

#[test]
fn a_photo_is_sent_smaller_and_without_its_place() {
    let file = jpeg_with(&photo(4000, 3000), |encoder| {
        encoder.add_exif_metadata(&exif(1, true)).unwrap();
    });
    let found = inspect(&file).unwrap().inspection;
    assert!(found.has_location && !found.animated && !found.transparent);
    assert_eq!((found.width, found.height), (4000, 3000));
    assert_eq!(found.bytes, file.len() as u64);

    let sent = compress(&file).unwrap();
    assert_eq!(
        (sent.kind, sent.width, sent.height),
        (Kind::Jpeg, 2560, 1920)
    );
    assert!(sent.bytes.len() < file.len() / 2);
    let header = Header::read(&sent.bytes).unwrap();
    assert_eq!((header.exif, header.xmp), (None, None));
    // The tray says about how large it will be.
    let about = found.compressed_bytes.unwrap();
    let exact = sent.bytes.len() as u64;
    assert!(
        about > exact / 3 && about < exact * 3,
        "{about} for {exact}"
    );
}

#[test]
fn a_small_jpeg_that_would_only_grow_keeps_its_pixels_and_loses_its_place() {
    let small = jpeg(&quarters(200, 100));
    let tight = compress(&small).unwrap();
    let located = {
        let prefixed = [b"Exif\0\0".to_vec(), exif(1, true)].concat();
        let mut segment = vec![0xff, 0xe1];
        segment.extend_from_slice(&(prefixed.len() as u16 + 2).to_be_bytes());
        segment.extend_from_slice(&prefixed);
        [
            &tight.bytes[..2],
            &segment,
            &tight.bytes[2..],
            b"a video behind it",
        ]
        .concat()
    };
    assert!(inspect(&located).unwrap().inspection.has_location);
    let sent = compress(&located).unwrap();
    assert_eq!(Header::read(&sent.bytes).unwrap().exif, None);
    assert!(sent.bytes.len() <= tight.bytes.len());
    assert!(!sent.bytes.ends_with(b"behind it"));
    open(&sent.bytes);
}

#[test]
fn a_transparent_png_stays_a_transparent_png() {
    for side in [300, 3_000] {
        let file = with_chunk(&transparent_png(side, side), b"eXIf", &exif(1, true));
        let found = inspect(&file).unwrap();
        assert!(found.inspection.transparent && found.inspection.has_location);
        assert!(open(&found.preview).color().has_alpha());
        let sent = compress(&file).unwrap();
        assert_eq!((sent.kind, sent.width), (Kind::Png, side.min(2560)));
        assert_eq!(Header::read(&sent.bytes).unwrap().exif, None);
        let image = open(&sent.bytes).to_rgba8();
        assert_eq!(image.get_pixel(1, 1).0[3], 0);
        assert_eq!(image.get_pixel(sent.width / 2, sent.width / 2).0[3], 255);
    }
}

#[test]
fn a_png_stays_one_only_when_that_is_smaller() {
    let drawing = png_of(&quarters(1200, 900));
    let sent = compress(&drawing).unwrap();
    assert_eq!(sent.kind, Kind::Png);
    assert!(sent.bytes.len() <= drawing.len());
    assert_eq!(inspect(&drawing).unwrap().inspection.compressed_bytes, None);

    let sent = compress(&png_of(&photo(1200, 900))).unwrap();
    assert_eq!(sent.kind, Kind::Jpeg);
}

#[test]
fn sixteen_bits_a_value_are_read_and_sent_as_eight() {
    let value = [0x80_u8, 0x12, 0x20, 0x55, 0xff, 0xff];
    let data: Vec<u8> = if cfg!(target_endian = "little") {
        [value[1], value[0], value[3], value[2], value[5], value[4]].repeat(64 * 48)
    } else {
        value.repeat(64 * 48)
    };
    let file = png(64, 48, &data, ExtendedColorType::Rgb16);
    assert_eq!(open(&file).color(), image::ColorType::Rgb16);
    let sent = compress(&file).unwrap();
    let found = open(&sent.bytes).to_rgb8().get_pixel(20, 20).0;
    assert!(near(found, [0x80, 0x20, 0xff]), "{found:?}");
    inspect(&file).unwrap();
}

#[test]
fn ink_of_adobe_files_is_read_the_right_way_round() {
    // Cyan 10 %, magenta 90 %, yellow 80 %, black 20 %: a dark red.
    let ink = [26, 230, 204, 51];
    let light = |ink: u8| (255 - u32::from(ink)) * (255 - 51) / 255;
    let wanted = [light(26) as u8, light(230) as u8, light(204) as u8];
    for coding in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let file = cmyk_jpeg(320, 200, ink, coding);
        assert!(Header::read(&file).unwrap().adobe);
        for bytes in [
            inspect(&file).unwrap().preview,
            compress(&file).unwrap().bytes,
        ] {
            let found = open(&bytes).to_rgb8().get_pixel(50, 50).0;
            assert!(near(found, wanted), "{found:?} for {wanted:?}");
        }
    }
}

#[test]
fn wide_gamut_colours_are_converted_and_the_profile_is_gone() {
    // A green of Display P3 inside sRGB: sRGB (100, 200, 100) is about (126, 197, 112) there.
    let file = wide_gamut_jpeg(&RgbImage::from_pixel(320, 200, Rgb([126, 197, 112])));
    assert!(Header::read(&file).unwrap().profile);
    let sent = compress(&file).unwrap();
    assert!(!Header::read(&sent.bytes).unwrap().profile);
    for bytes in [sent.bytes, inspect(&file).unwrap().preview] {
        let found = open(&bytes).to_rgb8().get_pixel(50, 50).0;
        assert!(near(found, [100, 200, 100]), "{found:?}");
    }
}

#[test]
fn a_broken_profile_is_left_out() {
    let file = jpeg_with(&quarters(200, 100), |encoder| {
        encoder.add_icc_profile(b"no profile at all").unwrap();
    });
    let sent = compress(&file).unwrap();
    assert!(near(corners(&open(&sent.bytes).to_rgb8())[0], QUARTERS[0]));
}

#[test]
fn a_progressive_jpeg_is_read() {
    let file = jpeg_with(&quarters(300, 200), |encoder| encoder.set_progressive(true));
    let found = inspect(&file).unwrap();
    assert!(near(
        corners(&open(&found.preview).to_rgb8())[3],
        QUARTERS[3]
    ));
}

#[test]
fn what_moves_is_untouched_but_for_its_place() {
    let moving = gif(3);
    let found = inspect(&moving).unwrap().inspection;
    assert!(found.animated);
    assert_eq!(
        (found.mime.as_str(), found.compressed_bytes),
        ("image/gif", None)
    );
    assert_eq!(compress(&moving).unwrap().bytes, moving);

    let moving = animated_webp(60, 40);
    let found = inspect(&moving).unwrap().inspection;
    assert!(found.animated && found.has_location);
    let sent = compress(&moving).unwrap();
    assert_eq!(sent.kind, Kind::Webp);
    let header = Header::read(&sent.bytes).unwrap();
    assert!(header.animated && header.exif.is_none());
    open(&sent.bytes);
}

#[test]
fn a_still_gif_or_webp_inside_the_limits_stays_what_it_is() {
    assert!(!inspect(&gif(1)).unwrap().inspection.animated);
    assert_eq!(compress(&gif(1)).unwrap().kind, Kind::Gif);
    let still = webp(&quarters(200, 100));
    assert_eq!(compress(&still).unwrap().bytes, still);
    let large = compress(&webp(&quarters(2800, 1200))).unwrap();
    assert_eq!((large.kind, large.width), (Kind::Jpeg, 2560));
}

#[test]
fn files_that_end_too_early_are_refused() {
    for file in [
        jpeg(&photo(400, 300)),
        png_of(&photo(400, 300)),
        gif(2),
        webp(&photo(400, 300)),
    ] {
        for part in [file.len() * 4 / 5, file.len() / 2, 40] {
            let problem = inspect(&file[..part]).err();
            assert!(
                matches!(problem, Some(Problem::Incomplete | Problem::Damaged)),
                "{part} of {}: {problem:?}",
                file.len()
            );
        }
    }
}

#[test]
fn damage_in_the_middle_is_a_problem_or_a_picture_and_never_a_panic() {
    let mut seed = 0x9e37_79b9_u32;
    for file in [
        jpeg(&photo(120, 90)),
        jpeg_with(&photo(120, 90), |encoder| encoder.set_progressive(true)),
        png_of(&photo(120, 90)),
        gif(2),
        webp(&photo(120, 90)),
        animated_webp(60, 40),
    ] {
        for _ in 0..40 {
            let mut file = file.clone();
            for _ in 0..8 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = seed as usize % file.len();
                file[at] = (seed >> 16) as u8;
            }
            let _ = inspect(&file);
            let _ = compress(&file);
        }
    }
}

#[test]
fn too_large_files_are_refused_before_they_are_looked_into() {
    let bytes = vec![0xff; MAX_BYTES as usize + 1];
    assert_eq!(
        inspect(&bytes).err(),
        Some(Problem::TooManyBytes {
            bytes: MAX_BYTES + 1
        })
    );
    assert_eq!(inspect(b"").err(), Some(Problem::Empty));
}

#[test]
fn pixels_for_the_clipboard_are_upright_and_bounded() {
    let file = jpeg_with(&quarters(640, 480), |encoder| {
        encoder.add_exif_metadata(&exif(6, false)).unwrap();
    });
    let (width, height, rgba) = pixels(&file, 64 * 48).unwrap();
    assert_eq!((width, height), (48, 64));
    assert_eq!(rgba.len(), 48 * 64 * 4);
    assert!(near([rgba[0], rgba[1], rgba[2]], QUARTERS[2]));
    assert_eq!(rgba[3], 255);
}

#[test]
fn a_long_screenshot_is_sent_as_wide_as_it_is() {
    let file = png_of(&RgbImage::from_pixel(1080, 20_000, Rgb([250, 240, 230])));
    let found = inspect(&file).unwrap();
    let size = (found.inspection.width, found.inspection.height);
    assert_eq!(size, (1080, 20_000));
    // A strip of 27 pixels would show nothing.
    let preview = open(&found.preview);
    assert!(preview.width() > 150, "{}", preview.width());
    let sent = compress(&file).unwrap();
    assert_eq!((sent.width, sent.height), size);
    let (width, height, _) = pixels(&file, 26_214_400).unwrap();
    assert_eq!((width, height), size);
}

/// As cameras leave them that lose power, and programs that write into the head.
fn badly_put_together(whole: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let table = whole
        .windows(2)
        .position(|pair| pair == [0xff, 0xdb])
        .unwrap();
    let between = |stray: &[u8]| [&whole[..table], stray, &whole[table..]].concat();
    vec![
        ("no end mark", whole[..whole.len() - 2].to_vec()),
        ("half an end mark", whole[..whole.len() - 1].to_vec()),
        (
            "bytes between segments",
            between(b"\0\0 made by a scanner\0"),
        ),
        (
            "a mark between segments",
            between(&[0xff, 0x01, 0xff, 0x00, 0xff]),
        ),
    ]
}

#[test]
fn a_jpeg_that_is_put_together_badly_is_sent_made_anew() {
    for whole in [
        jpeg(&quarters(640, 480)),
        jpeg_with(&quarters(640, 480), |encoder| {
            encoder.set_progressive(true);
        }),
    ] {
        for (what, file) in badly_put_together(&whole) {
            let found = inspect(&file).unwrap_or_else(|problem| panic!("{what}: {problem}"));
            assert_eq!(
                (found.inspection.width, found.inspection.height),
                (640, 480)
            );
            for made in [compress(&file).unwrap(), convert(&file).unwrap()] {
                let header = Header::read(&made.bytes).unwrap();
                assert!(!header.is_for_us_only(), "{what}");
                assert_eq!((made.kind, made.width), (Kind::Jpeg, 640), "{what}");
                let corners = corners(&open(&made.bytes).to_rgb8());
                assert!(near(corners[3], QUARTERS[3]), "{what}: {corners:?}");
            }
            // Whoever is sent it sees it as it is.
            assert_eq!(crate::media::shown_as(&file), Some("image/jpeg"));
        }
    }
}

#[test]
fn pictures_of_windows_and_of_scanners_are_sent_as_kinds_of_the_web() {
    for format in [image::ImageFormat::Bmp, image::ImageFormat::Tiff] {
        let mut file = std::io::Cursor::new(Vec::new());
        quarters(640, 480).write_to(&mut file, format).unwrap();
        let file = file.into_inner();
        let found = inspect(&file).unwrap();
        assert_eq!(
            (found.inspection.width, found.inspection.height),
            (640, 480)
        );
        let kept = convert(&file).unwrap();
        assert_eq!(kept.kind, Kind::Png);
        assert_eq!(open(&kept.bytes).to_rgb8(), quarters(640, 480));
        let sent = compress(&file).unwrap();
        assert!(sent.kind.is_of_the_web() && sent.bytes.len() <= kept.bytes.len());
        // Cut off, it has no pixels to make anything of.
        let half = inspect(&file[..file.len() / 2]).err();
        let refused = matches!(half, Some(Problem::Damaged | Problem::Incomplete));
        assert!(refused, "{half:?}");
    }
}

#[test]
fn a_bmp_whose_fourth_byte_is_empty_is_not_invisible() {
    let mut file = std::io::Cursor::new(Vec::new());
    let clear = image::RgbaImage::from_pixel(64, 48, image::Rgba([220, 30, 30, 0]));
    clear.write_to(&mut file, image::ImageFormat::Bmp).unwrap();
    let made = convert(&file.into_inner()).unwrap();
    assert_eq!(
        open(&made.bytes).to_rgba8().get_pixel(5, 5).0,
        [220, 30, 30, 255]
    );
}

#[test]
fn a_turned_tiff_stands_upright_and_the_negative_of_a_camera_is_named() {
    // Little endian; width, height, eight bits, no packing, black is 0, one strip, orientation 6.
    let tiff = |extra: &[[u16; 4]]| {
        let entries = [
            [256, 3, 4, 0],
            [257, 3, 2, 0],
            [258, 3, 8, 0],
            [259, 3, 1, 0],
            [262, 3, 1, 0],
            [273, 3, 200, 0],
            [274, 3, 6, 0],
            [278, 3, 2, 0],
            [279, 3, 8, 0],
        ];
        let mut file = b"II*\0\x08\0\0\0".to_vec();
        let count = (entries.len() + extra.len()) as u16;
        file.extend_from_slice(&count.to_le_bytes());
        for [tag, kind, value, rest] in entries.iter().chain(extra) {
            for part in [tag, kind, &1, &0, value, rest] {
                file.extend_from_slice(&part.to_le_bytes());
            }
        }
        file.resize(200, 0);
        file.extend_from_slice(&[0, 80, 160, 240, 0, 80, 160, 240]);
        file
    };
    let made = convert(&tiff(&[])).unwrap();
    assert_eq!((made.width, made.height), (2, 4));
    let image = open(&made.bytes).to_luma8();
    assert_eq!(image.get_pixel(0, 0).0, [0]);
    assert_eq!(image.get_pixel(0, 3).0, [240]);
    for negative in [[330, 4, 8, 0], [50_706, 1, 1, 0]] {
        assert_eq!(
            inspect(&tiff(&[negative])).err(),
            Some(Problem::NoDecoder {
                kind: "RAW".to_owned()
            })
        );
    }
}
