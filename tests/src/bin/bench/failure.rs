//! A measurement fails with a sentence; nobody reacts to its kind.

/// What a step of a measurement gives.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
