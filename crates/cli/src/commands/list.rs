//! `list`: the conversations.

use std::path::Path;

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::tell;

/// Tells the conversations, in the order of the list.
///
/// # Errors
/// As for every command that opens the account.
pub async fn run(folder: &Path) -> Result<(), Failure> {
    let client = Account::open(folder).await?;
    let (rows, _) = client.conversations().whole().open().await?;
    client.stop().await;
    rows.iter().try_for_each(tell)
}
