//! Accounts that cannot be opened, and where their keys are.

use linnet_core::error::Reason;
use linnet_core::model::{AccountId, UserId};
use serde::Serialize;
use ts_rs::TS;

/// An account that cannot be opened, and what can be done.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Names it in every command.
    pub account: AccountId,
    /// The person.
    pub user: UserId,
    /// Name to show.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// The message store can be set aside and loaded again.
    pub can_set_aside: bool,
    /// The recovery code helps.
    pub needs_code: bool,
}

/// What became of a message store that was set aside.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetAsideInfo {
    /// Name of the file it is kept in, in the account's folder.
    pub file: String,
    /// Unsent messages that were saved.
    pub messages: u32,
    /// Drafts that were saved.
    pub drafts: u32,
}

/// Where the key of an account's message store is.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyPlace {
    /// In the keyring alone, by the person's choice.
    pub keyring_only: bool,
    /// There is a keyring that can be used.
    pub possible: bool,
}
