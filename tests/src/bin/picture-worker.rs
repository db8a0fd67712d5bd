//! The process that decodes pictures, for the tests.

fn main() -> std::process::ExitCode {
    linnet_core::media::worker::main()
}
