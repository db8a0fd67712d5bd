//! How a text is formatted, whoever wrote it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| linnet_core::fuzzing::formatted(bytes));
