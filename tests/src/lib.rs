//! Support for integration tests.

pub mod desktop;
