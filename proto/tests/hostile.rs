//! Any bytes give a value or an error: never a panic, never memory beyond the limits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::LazyLock;

use linnet_proto::frame::{self, Frame, FrameError, Limits};
use linnet_proto::im_proto::{MessageBody, MessagesPerUserResponseBody, Response, ResponseBody};
use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;

const LIMITS: Limits = Limits {
    max_frame: 64 * 1024,
    max_payload: 64 * 1024,
};

fn read_everything(bytes: &[u8]) {
    if let Ok(frame) = frame::decode(bytes, &LIMITS)
        && let Ok(payload) = frame::payload(&frame, &LIMITS)
    {
        assert!(payload.len() <= LIMITS.max_payload);
    }
    let compressed = Frame {
        payload_encoding: Some(frame::LZ4.to_owned()),
        payload: Some(bytes.to_vec()),
        ..Frame::default()
    };
    if let Ok(payload) = frame::payload(&compressed, &LIMITS) {
        assert!(payload.len() <= LIMITS.max_payload);
        drop(frame::response(&payload, &LIMITS));
    }
    // What can be read can be written, and reads the same again.
    if let Ok(request) = frame::request(bytes, &LIMITS) {
        let again = frame::request(&request.encode_to_vec(), &LIMITS).unwrap();
        assert_eq!(request, again);
    }
    if let Ok(response) = frame::response(bytes, &LIMITS) {
        let again = frame::response(&response.encode_to_vec(), &LIMITS).unwrap();
        assert_eq!(response, again);
    }
}

/// Bytes of the golden vectors, so that changes to them reach deep into the schema.
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "hex") {
            let text = std::fs::read_to_string(path).unwrap();
            for section in text.split('[').skip(1) {
                let hex: String = section
                    .lines()
                    .skip(1)
                    .filter_map(|line| line.split("  # ").next())
                    .flat_map(|line| line.chars())
                    .filter(|c| !c.is_whitespace())
                    .collect();
                all.push(hex::decode(hex).unwrap());
            }
        }
    }
    all
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in vec(any::<u8>(), 0..600)) {
        read_everything(&bytes);
    }

    #[test]
    fn changed_vectors(
        which in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = which.get(&GOLDEN[..]).clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        read_everything(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_everything(&bytes);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    // A group in a group and so on, as an unknown field.
    let groups = vec![0xcb; 200_000];
    assert!(frame::request(&groups, &Limits::default()).is_err());
}

#[test]
fn two_million_empty_messages_are_refused_before_they_are_made() {
    let body = MessagesPerUserResponseBody {
        messages: vec![MessageBody::default(); 10],
        ..Default::default()
    };
    // Two bytes each: tag 1 and length 0.
    assert_eq!(body.encode_to_vec(), [0x0a, 0x00].repeat(10));
    let member = [0x0a, 0x00].repeat(2_000_000);
    let wrap = |tag: &[u8], content: &[u8]| {
        let mut bytes = tag.to_vec();
        prost::encode_length_delimiter(content.len(), &mut bytes).unwrap();
        bytes.extend_from_slice(content);
        bytes
    };
    let bytes = wrap(&[0x32], &wrap(&[0xc2, 0x0c], &member));
    assert!(matches!(
        frame::response(&bytes, &Limits::default()),
        Err(FrameError::TooManyMessages)
    ));

    // The same in a request, for a reader of single members: checks of command 210.
    let checks = wrap(&[0x92, 0x0d], &[0x0a, 0x00].repeat(2_000_000));
    assert!(!frame::is_bounded_body(&checks));
    assert!(frame::is_bounded_body(&wrap(
        &[0x92, 0x0d],
        &[0x0a, 0x00].repeat(100)
    )));

    let few = Response {
        body: Some(Box::new(ResponseBody {
            messages_per_user_body: Some(body),
            ..Default::default()
        })),
        ..Default::default()
    };
    assert_eq!(
        frame::response(&few.encode_to_vec(), &Limits::default()).unwrap(),
        few
    );
}

#[test]
fn bodies_over_the_limit_are_refused() {
    let long = vec![0; LIMITS.max_payload + 1];
    assert!(matches!(
        frame::request(&long, &LIMITS),
        Err(FrameError::PayloadTooLarge)
    ));
    assert!(matches!(
        frame::response(&long, &LIMITS),
        Err(FrameError::PayloadTooLarge)
    ));
}
