//! Reads annotated hex with nothing but the rules of the wire and the names of the schema.
//!
//! A line is one tag: its bytes, then `# number name` and, for a scalar, `: value`. A line that
//! opens a message or a map entry says how long it is, and its fields follow one level deeper.
//! The walk shares no code with the encoder or the decoder.

use std::collections::BTreeMap;

use prost::Message;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FileDescriptorSet};

pub struct Line {
    depth: usize,
    bytes: Vec<u8>,
    note: String,
}

/// The sections of a vector file, by name.
pub fn sections(text: &str) -> BTreeMap<String, Vec<Line>> {
    let mut sections: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut current = None;
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            let added = sections.insert(name.to_owned(), Vec::new());
            assert!(added.is_none(), "two sections {name}");
            current = Some(name.to_owned());
            continue;
        }
        let (hex, note) = line.split_once("  # ").expect("every line has a note");
        let depth = (hex.len() - hex.trim_start().len()) / 2;
        let bytes = hex::decode(hex.replace(' ', "")).expect("hex");
        sections
            .get_mut(current.as_deref().expect("a section before the first line"))
            .unwrap()
            .push(Line {
                depth,
                bytes,
                note: note.to_owned(),
            });
    }
    sections
}

pub fn bytes(lines: &[Line]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.bytes.clone()).collect()
}

pub struct Schema(BTreeMap<String, DescriptorProto>);

impl Schema {
    pub fn read() -> Self {
        fn add(
            scope: &str,
            message: &DescriptorProto,
            all: &mut BTreeMap<String, DescriptorProto>,
        ) {
            let name = format!("{scope}.{}", message.name());
            for nested in &message.nested_type {
                add(&name, nested, all);
            }
            all.insert(name, message.clone());
        }
        let set = FileDescriptorSet::decode(linnet_proto::DESCRIPTORS).unwrap();
        let mut all = BTreeMap::new();
        for message in set.file.iter().flat_map(|file| &file.message_type) {
            add(".im_proto", message, &mut all);
        }
        Self(all)
    }

    /// Walks a section; panics where bytes, note and schema disagree.
    pub fn walk(&self, root: &str, lines: &[Line]) {
        let mut open: Vec<(String, usize)> =
            vec![(format!(".im_proto.{root}"), bytes(lines).len())];
        let mut offset = 0;
        for line in lines {
            while open.len() > 1 && open.last().unwrap().1 == offset {
                open.pop();
            }
            let (message, end) = open.last().unwrap().clone();
            assert_eq!(line.depth, open.len() - 1, "depth of {}", line.note);
            let descriptor = &self.0[&message];
            let entry = descriptor
                .options
                .as_ref()
                .is_some_and(|options| options.map_entry());

            let mut rest = &line.bytes[..];
            let tag = varint(&mut rest);
            let (number, wire) = (tag >> 3, tag & 7);
            let field = descriptor
                .field
                .iter()
                .find(|field| field.number() as u64 == number)
                .unwrap_or_else(|| panic!("{message} has no field {number}"));
            let noted = line.note.split([',', ':']).next().unwrap();
            assert_eq!(noted, format!("{number} {}", field.name()), "in {message}");
            offset += line.bytes.len();

            match field.r#type() {
                Type::Message => {
                    assert_eq!(wire, 2, "{}", line.note);
                    let length = varint(&mut rest) as usize;
                    assert!(rest.is_empty(), "{} holds more than its head", line.note);
                    assert!(
                        line.note.ends_with(&format!("{length} bytes")),
                        "{}",
                        line.note
                    );
                    assert!(offset + length <= end, "{} reaches over its end", line.note);
                    open.push((field.type_name().to_owned(), offset + length));
                }
                Type::String | Type::Bytes => {
                    assert_eq!(wire, 2, "{}", line.note);
                    let length = varint(&mut rest) as usize;
                    assert_eq!(rest.len(), length, "{}", line.note);
                    if field.r#type() == Type::String {
                        let text = std::str::from_utf8(rest).unwrap();
                        assert_eq!(value(line), format!("\"{text}\""), "{}", line.note);
                    }
                }
                Type::Bool => {
                    assert_eq!(wire, 0, "{}", line.note);
                    assert_eq!(value(line), (varint(&mut rest) == 1).to_string());
                    assert!(rest.is_empty());
                }
                // One value per tag: a packed list would be wire type 2.
                Type::Int32 | Type::Int64 | Type::Uint32 | Type::Uint64 | Type::Enum => {
                    assert_eq!(wire, 0, "{}", line.note);
                    assert_eq!(value(line), varint(&mut rest).to_string(), "{}", line.note);
                    assert!(rest.is_empty());
                }
                other => panic!("{other:?} is not in the schema"),
            }
            assert!(offset <= end, "{} reaches over its end", line.note);
            assert!(!entry || number <= 2);
        }
        let total = open.first().unwrap().1;
        assert_eq!(offset, total);
        assert!(
            open.iter().all(|(_, end)| *end == offset),
            "a message is not complete"
        );
    }
}

fn value(line: &Line) -> &str {
    line.note.split_once(": ").expect("a value in the note").1
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (first, rest) = bytes.split_first().expect("a whole varint");
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            break;
        }
    }
    value
}
