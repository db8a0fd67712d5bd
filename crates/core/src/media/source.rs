//! Where a picture that is to be sent comes from.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A file chosen by the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file of theirs: it is copied and never changed.
    Path(PathBuf),
    /// A file made for this purpose (a pasted picture): it is copied too, and removed once the copy is durable.
    Staged(PathBuf),
}

impl Source {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) | Self::Staged(path) => path,
        }
    }
}
