//! A file that says it is a picture: its head, decoding, scaling, encoding, as in the worker.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linnet_core::fuzzing::picture(bytes));
