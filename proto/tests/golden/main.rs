//! Golden vectors: for every command in use its request and answer as annotated hex, written from
//! the field tables. Each is read by a raw walker, read by the decoder, and equal to what the
//! encoder makes of the values in the modules here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod changing;
mod contacts;
mod conversations;
mod frames;
mod joining;
mod marking;
mod muting;
mod people;
mod pulling;
mod reading;
mod sending;
mod services;
mod shared;
mod walker;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linnet_proto::command::{IN_USE, Imcmd};
use linnet_proto::frame::{self, Limits};
use linnet_proto::im_proto as im;
use prost::Message;

use walker::{Line, Schema};

/// File, section and value of one vector.
type Case = (&'static str, &'static str, Value);

enum Value {
    Request(Box<im::Request>),
    Response(Box<im::Response>),
    Frame(im::Frame),
}

fn cases() -> Vec<Case> {
    [
        sending::cases(),
        changing::cases(),
        marking::cases(),
        contacts::cases(),
        muting::cases(),
        joining::cases(),
        pulling::cases(),
        conversations::cases(),
        people::cases(),
        reading::cases(),
        services::cases(),
        frames::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All vectors in the folder, by file and section.
fn vectors() -> BTreeMap<(String, String), Vec<Line>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut vectors = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "hex") {
            let file = path.file_stem().unwrap().to_str().unwrap();
            for (section, lines) in walker::sections(&std::fs::read_to_string(&path).unwrap()) {
                vectors.insert((file.to_owned(), section), lines);
            }
        }
    }
    vectors
}

#[test]
fn every_vector_has_a_value_and_every_value_a_vector() {
    let named: BTreeSet<_> = cases()
        .iter()
        .map(|(file, section, _)| ((*file).to_owned(), (*section).to_owned()))
        .collect();
    let stored: BTreeSet<_> = vectors().into_keys().collect();
    assert_eq!(named, stored);
}

#[test]
fn every_command_in_use_has_a_request_and_an_answer() {
    let stored = vectors();
    let has = |cmd: Imcmd, section: &str| {
        let file = format!(
            "{}-{}",
            cmd as i32,
            cmd.as_str_name().to_lowercase().replace('_', "-")
        );
        assert!(
            stored.contains_key(&(file.clone(), section.to_owned())),
            "{file} has no {section}"
        );
    };
    for cmd in IN_USE {
        has(*cmd, "request");
        has(*cmd, "answer");
    }
    has(Imcmd::NewMsgNotify, "push");
    has(Imcmd::NewP2pMsgNotify, "push");
    has(Imcmd::NewFriendMsgNotify, "push");
}

#[test]
fn a_raw_walk_reads_every_vector() {
    let schema = Schema::read();
    let stored = vectors();
    for (file, section, value) in cases() {
        let root = match value {
            Value::Request(_) => "Request",
            Value::Response(_) => "Response",
            Value::Frame(_) => "Frame",
        };
        schema.walk(root, &stored[&(file.to_owned(), section.to_owned())]);
    }
}

#[test]
fn decoder_and_encoder_agree_with_every_vector() {
    let stored = vectors();
    for (file, section, value) in cases() {
        let golden = walker::bytes(&stored[&(file.to_owned(), section.to_owned())]);
        let limits = Limits::default();
        match value {
            Value::Request(value) => {
                assert_eq!(frame::request(&golden, &limits).unwrap(), *value, "{file}");
                assert_eq!(
                    hex::encode(value.encode_to_vec()),
                    hex::encode(golden),
                    "{file}"
                );
            }
            Value::Response(value) => {
                assert_eq!(frame::response(&golden, &limits).unwrap(), *value, "{file}");
                assert_eq!(
                    hex::encode(value.encode_to_vec()),
                    hex::encode(golden),
                    "{file}"
                );
            }
            Value::Frame(value) => {
                assert_eq!(frame::decode(&golden, &limits).unwrap(), value, "{file}");
                assert_eq!(
                    hex::encode(value.encode_to_vec()),
                    hex::encode(golden),
                    "{file}"
                );
            }
        }
    }
}

#[test]
fn payloads_of_the_golden_frames_are_read() {
    let stored = vectors();
    let limits = Limits::default();
    let frame = |section: &str| {
        let key = ("frame".to_owned(), section.to_owned());
        frame::decode(&walker::bytes(&stored[&key]), &limits).unwrap()
    };

    let sent = frame("request");
    let request = frame::request(&frame::payload(&sent, &limits).unwrap(), &limits).unwrap();
    assert_eq!((request.cmd, request.sequence_id), (Some(400), Some(10001)));

    // Compressed: one LZ4 token for five literal bytes, then the bytes.
    let pushed = frame("push");
    let response = frame::response(&frame::payload(&pushed, &limits).unwrap(), &limits).unwrap();
    assert_eq!((response.cmd, response.sequence_id), (Some(500), Some(0)));
}
