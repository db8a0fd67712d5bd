//! The wire of IM Cloud.

/// Messages and enums of package `im_proto`, generated from `schema/`.
#[allow(missing_docs, clippy::all)]
pub mod im_proto {
    include!(concat!(env!("OUT_DIR"), "/im_proto.rs"));
}
