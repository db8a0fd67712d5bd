use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::media::video::head;

const BALL: &[u8] = include_bytes!("../../../../tests/videos/ball.mp4");
const TURNED: &[u8] = include_bytes!("../../../../tests/videos/turned.mov");
const TONE: &[u8] = include_bytes!("../../../../tests/videos/tone.m4a");

fn head_of(file: &[u8]) -> Vec<u8> {
    let head = head(&mut Cursor::new(file), file.len() as u64);
    head.unwrap().unwrap()
}

#[test]
fn the_head_of_a_video_says_what_it_is() {
    let ball = facts(&head_of(BALL)).unwrap();
    let known = VideoFacts {
        mime: "video/mp4".to_owned(),
        duration: 3_000,
        width: 320,
        height: 180,
        codec: "h264".to_owned(),
    };
    assert_eq!(ball, known);
}

#[test]
fn a_video_taken_upright_is_upright() {
    let turned = facts(&head_of(TURNED)).unwrap();
    assert_eq!((turned.width, turned.height), (180, 320));
    assert_eq!(
        (turned.mime.as_str(), turned.duration),
        ("video/quicktime", 1_000)
    );
}

#[test]
fn what_shows_nothing_is_no_video() {
    assert_eq!(facts(&head_of(TONE)), Err(Problem::NotAPicture));
    assert_eq!(facts(b""), Err(Problem::Damaged));
    assert_eq!(
        facts(b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov"),
        Err(Problem::NotAPicture)
    );
}

/// Lengths, numbers and sizes that lie, in every place of a real head.
#[test]
fn a_head_with_any_of_its_numbers_changed_is_read_within_its_limits() {
    for file in [BALL, TURNED] {
        let head = head_of(file);
        for at in 0..head.len() - 4 {
            for lie in [[0; 4], [0xff; 4], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 1]] {
                let mut hostile = head.clone();
                hostile.splice(at..at + 4, lie);
                take_apart(&hostile);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_video_or_none(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0..2000_usize) {
        take_apart(&bytes);
        take_apart(&[b"\0\0\0\x10ftypisom\0\0\0\0", &*bytes].concat());
        let head = head_of(BALL);
        let cut = cut.min(head.len());
        take_apart(&[&head[..cut], &*bytes].concat());
    }
}
