//! The desktop, end to end: real windows, a real server, a driver that clicks.

use linnet_tests::desktop::{Result, story};

#[test]
fn window() -> Result<()> {
    story("window", async |desktop| {
        let app = desktop.open("alice", &[]).await?;
        app.find("body").await?;
        eprintln!(
            "{:?} {} {}",
            app.place().await?,
            app.address().await?,
            app.window_count().await?
        );
        app.picture("first").await?;
        eprintln!("{:?}", app.accessibility().await);
        app.close().await
    })
}
