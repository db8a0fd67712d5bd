//! The process that decodes. Pictures come from anybody, decoders are where such programs are broken into, so they run
//! in a process of their own: the same program, started again, that gets bytes on its standard input and gives bytes
//! on its standard output. It holds no key and no token, can open no file, and has limits of memory and time.
//!
//! The program calls [`main`] before it opens a window, a store or a log when it was started with the arguments of its
//! [`MediaWorker`](crate::config::MediaWorker).

mod child;
mod frame;
mod given;
mod parent;

pub use child::main;
pub(in crate::media) use given::Given;
pub use parent::{Pixels, Worker};
