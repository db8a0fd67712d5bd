//! A file that says it is a video: where its head is, and what that says, as in the worker.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linnet_core::fuzzing::video(bytes));
