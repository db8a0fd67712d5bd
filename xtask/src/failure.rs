//! Why a command stopped, as a sentence for the person who typed it.

use std::fmt;

/// A sentence that says what happened and, where there is something, what to do.
#[derive(Debug)]
pub struct Failure(String);

/// What every step here answers.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// From a finished sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Adds what was being done to an error of the system.
pub trait During<T> {
    /// `what` completes "Could not ...".
    fn during(self, what: &str) -> Result<T>;
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, what: &str) -> Result<T> {
        self.map_err(|error| Failure(format!("Could not {what}: {error}.")))
    }
}
