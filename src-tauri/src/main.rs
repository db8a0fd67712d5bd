//! Linnet.
fn main() {}
