//! SIGKILL while a conversation is exported.

use linnet_tests::support::crash_export::exported_again;

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_killed_says_that_it_is_not_finished() {
    for (point, times) in [
        ("core export after a message", 2),
        ("core export before its name", 1),
    ] {
        if let Err(why) = exported_again(point, times).await {
            panic!("killed at {point:?}: {why}");
        }
    }
}
