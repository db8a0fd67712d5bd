//! Values of the golden vectors: frames.

use linnet_proto::im_proto as im;

use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "frame",
            "request",
            Value::Frame(im::Frame {
                seqid: 10001,
                logid: 1_763_800_000_123,
                service: 2,
                method: 1,
                payload_type: Some("pb".to_owned()),
                payload: Some(b"\x08\x90\x03\x10\x91\x4e".to_vec()),
                ..Default::default()
            }),
        ),
        (
            "frame",
            "push",
            Value::Frame(im::Frame {
                seqid: 0,
                logid: 0,
                service: 2,
                method: 1,
                headers: vec![im::frame::ExtendedEntry {
                    key: "a".to_owned(),
                    value: "".to_owned(),
                }],
                payload_encoding: Some("__lz4".to_owned()),
                payload_type: Some("pb".to_owned()),
                payload: Some(b"\x50\x08\xf4\x03\x10\x00".to_vec()),
                ..Default::default()
            }),
        ),
    ]
}
