//! A device or a server of a plan, in a process of its own.

#[tokio::main]
async fn main() -> std::io::Result<()> {
    linnet_tests::support::child::run().await
}
