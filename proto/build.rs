//! Compiles `schema/*.proto` with protox (no protoc needed) and hands the descriptor set to prost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use prost_types::{DescriptorProto, FileDescriptorSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schema = PathBuf::from("schema");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&schema)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|ext| ext == "proto"));
    files.sort();
    println!("cargo:rerun-if-changed=schema");

    let descriptors = protox::compile(&files, [&schema])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(
        out.join("im_proto.descriptors"),
        prost::Message::encode_to_vec(&descriptors),
    )?;
    std::fs::write(out.join("embedded.rs"), embedded(&descriptors)?)?;

    // BTreeMap: maps leave in key order, so that equal values have equal bytes.
    // Boxes: a body has a place for each command and is up to 15 KB, too much to be part of every future that asks.
    prost_build::Config::new()
        .btree_map(["."])
        .boxed(".im_proto.Request.body")
        .boxed(".im_proto.Response.body")
        .compile_fds(descriptors)?;
    Ok(())
}

/// For every message the fields that hold a message, as tables for `src/weight.rs`.
fn embedded(descriptors: &FileDescriptorSet) -> Result<String, Box<dyn std::error::Error>> {
    let mut messages = BTreeMap::new();
    for file in &descriptors.file {
        let package = format!(".{}", file.package());
        for message in &file.message_type {
            collect(&package, message, &mut messages);
        }
    }
    let place = |name: &str| messages.keys().position(|known| known == name);

    let mut text = String::from("static EMBEDDED: &[&[(u32, usize)]] = &[\n");
    for (name, message) in &messages {
        let mut fields = Vec::new();
        for field in &message.field {
            // The type is a group or a message.
            if matches!(field.r#type, Some(10 | 11)) {
                let child = place(field.type_name())
                    .ok_or_else(|| format!("{name}: unknown type {}", field.type_name()))?;
                fields.push((field.number(), child));
            }
        }
        fields.sort_unstable();
        writeln!(text, "    &{fields:?}, // {name}")?;
    }
    text.push_str("];\n");
    for (constant, name) in [
        ("REQUEST", ".im_proto.Request"),
        ("REQUEST_BODY", ".im_proto.RequestBody"),
        ("RESPONSE", ".im_proto.Response"),
    ] {
        let at = place(name).ok_or("the envelope is missing")?;
        writeln!(text, "pub(crate) const {constant}: usize = {at};")?;
    }
    Ok(text)
}

fn collect<'a>(
    scope: &str,
    message: &'a DescriptorProto,
    messages: &mut BTreeMap<String, &'a DescriptorProto>,
) {
    let name = format!("{scope}.{}", message.name());
    for nested in &message.nested_type {
        collect(&name, nested, messages);
    }
    messages.insert(name, message);
}
