//! The built schema against the checked-in field table, both ways: nothing missing, nothing extra,
//! no other number, label or type.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};

const FIELDS: &str = include_str!("fields.tsv");
const ENUMS: &str = include_str!("enums.tsv");

fn schema() -> FileDescriptorSet {
    FileDescriptorSet::decode(linnet_proto::DESCRIPTORS).unwrap()
}

/// Lines of a table without its head.
fn lines(table: &str) -> BTreeSet<String> {
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let set: BTreeSet<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    assert_eq!(rows.len(), set.len(), "the table names a row twice");
    set
}

fn type_name(field: &FieldDescriptorProto) -> String {
    match field.r#type() {
        Type::Message | Type::Enum => field
            .type_name()
            .strip_prefix(".im_proto.")
            .expect("a type of the package")
            .to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

fn describe(scope: &str, message: &DescriptorProto, rows: &mut BTreeSet<String>) {
    let name = format!("{scope}{}", message.name());
    let is_map = |entry: &DescriptorProto| entry.options.as_ref().is_some_and(|o| o.map_entry());
    for nested in message.nested_type.iter().filter(|nested| !is_map(nested)) {
        describe(&format!("{name}."), nested, rows);
    }
    for field in &message.field {
        let entry = message.nested_type.iter().find(|nested| {
            is_map(nested) && field.type_name() == format!(".im_proto.{name}.{}", nested.name())
        });
        let (label, kind) = match entry {
            Some(entry) => {
                let [key, value] = &entry.field[..] else {
                    panic!("a map entry has a key and a value");
                };
                assert_eq!((key.number(), value.number()), (1, 2));
                (
                    "map",
                    format!("map<{},{}>", type_name(key), type_name(value)),
                )
            }
            None => {
                let label = match field.label() {
                    Label::Optional => "optional",
                    Label::Required => "required",
                    Label::Repeated => "repeated",
                };
                (label, type_name(field))
            }
        };
        // Unpacked is the default of proto2; nothing may ask for another form.
        assert!(
            field.options.as_ref().is_none_or(|o| o.packed.is_none()),
            "{name}.{} is packed",
            field.name()
        );
        assert!(field.oneof_index.is_none(), "{name}.{}", field.name());
        assert!(field.default_value.is_none(), "{name}.{}", field.name());
        rows.insert(format!(
            "{name}\t{}\t{}\t{label}\t{kind}",
            field.name(),
            field.number()
        ));
    }
}

fn assert_same(built: &BTreeSet<String>, table: &BTreeSet<String>) {
    let missing: Vec<_> = table.difference(built).collect();
    let extra: Vec<_> = built.difference(table).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing from the schema: {missing:#?}\nnot in the table: {extra:#?}"
    );
}

#[test]
fn fields_are_those_of_the_table() {
    let mut built = BTreeSet::new();
    for file in &schema().file {
        assert_eq!(file.package(), "im_proto");
        // Absent means proto2, the syntax with presence and unpacked integers.
        assert!(matches!(file.syntax(), "" | "proto2"), "{}", file.name());
        for message in &file.message_type {
            describe("", message, &mut built);
        }
    }
    assert!(built.len() > 1_000);
    assert_same(&built, &lines(FIELDS));
}

#[test]
fn enum_values_are_those_of_the_table() {
    let mut built = BTreeSet::new();
    for kind in schema().file.iter().flat_map(|file| &file.enum_type) {
        for value in &kind.value {
            built.insert(format!(
                "{}\t{}\t{}",
                kind.name(),
                value.name(),
                value.number()
            ));
        }
    }
    assert!(built.len() > 300);
    assert_same(&built, &lines(ENUMS));
}
