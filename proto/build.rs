//! Compiles `schema/*.proto` with protox (no protoc needed) and hands the descriptor set to prost.

use std::path::PathBuf;

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

    // BTreeMap: maps leave in key order, so that equal values have equal bytes.
    prost_build::Config::new()
        .btree_map(["."])
        .compile_fds(descriptors)?;
    Ok(())
}
