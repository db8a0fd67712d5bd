//! Voice messages: one is recorded at a time, and one is played.

pub mod play;
pub mod player;
pub mod record;
pub mod recorder;
