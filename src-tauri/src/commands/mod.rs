//! What the page may ask for: one thin file per family. A command names the account it is for, is a line or two into
//! the core, and holds no rule of its own. Paths never come from the page, numbers of the wire never go to it.

use crate::ipc::Failure;

/// What every command answers.
pub type Answer<T> = Result<T, Failure>;
