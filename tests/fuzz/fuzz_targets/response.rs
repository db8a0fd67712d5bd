//! An answer or push of a hostile server, applied to a real store and painted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use linnet_core::fuzzing::Account;

static ACCOUNT: LazyLock<Account> =
    LazyLock::new(|| Account::new().expect("an account in the temporary folder"));

fuzz_target!(|bytes: &[u8]| {
    ACCOUNT.receive(bytes).expect("the database works");
});
