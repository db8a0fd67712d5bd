//! The IM client.

pub mod model;
pub mod view;
