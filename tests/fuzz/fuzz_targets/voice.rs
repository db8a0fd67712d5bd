//! A file that says it is a recording: its container and its samples, as in the worker.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linnet_core::fuzzing::voice(bytes));
