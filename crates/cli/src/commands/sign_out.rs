//! `sign-out`: forgets the account.

use std::path::Path;

use serde_json::json;

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::tell;

/// Signs out.
///
/// # Errors
/// Nobody is signed in, or something cannot be removed.
pub fn run(folder: &Path) -> Result<(), Failure> {
    Account::forget(folder)?;
    tell(&json!({ "signedOut": true }))
}
