//! The microphone and the loudspeaker. Samples go in and out as one channel of [`RATE`]; what they are, nobody here knows.
//!
//! Through PulseAudio's own protocol, which PipeWire speaks as well, or through ALSA where neither runs. Whatever asks a
//! device waits for it, so each has a thread of its own and a limit of time.

mod device;
mod microphone;
mod speaker;
mod stretch;

pub use microphone::{Microphone, Picked};
pub use speaker::{Played, Speaker};

/// Samples a second.
pub const RATE: u32 = 48_000;
