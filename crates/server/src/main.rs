//! The command line of the local IM service.
fn main() {}
