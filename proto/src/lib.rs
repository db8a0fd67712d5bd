//! The wire of IM Cloud: the messages of package `im_proto`, the frames that carry them on the
//! socket, the command numbers and their paths, and the names used inside string maps.
//!
//! Nothing here does I/O, keeps state or decides what a message means. The rules are told in
//! `docs/PROTOCOL.md`.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod choices;
pub mod command;
pub mod frame;
pub mod json;
pub mod keys;
pub mod picture;
pub mod proof;
mod weight;

/// Messages and enums of package `im_proto`, generated from `schema/`.
#[allow(missing_docs, clippy::all)]
pub mod im_proto {
    include!(concat!(env!("OUT_DIR"), "/im_proto.rs"));
}

/// The compiled schema as an encoded `FileDescriptorSet`, for tests that compare it with tables.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/im_proto.descriptors"));
