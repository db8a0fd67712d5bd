//! SIGKILL while a text is planned, and while it becomes a message. It is nowhere lost, and sent once.

use linnet_tests::support::crash_planned::sent_later;

/// Invariant 16: what a person wrote or attached is nowhere lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_planned_text_is_sent_once_whatever_ends_the_program() {
    for (point, sent) in [
        // Also of what is stored beside it.
        ("core store before commit", None),
        ("core store after commit", None),
        ("core planned before accepting", Some(true)),
        ("core planned after accepting", Some(true)),
    ] {
        match sent_later(point).await {
            Ok(whole) => assert_eq!(whole, sent.unwrap_or(whole), "killed at {point:?}"),
            Err(why) => panic!("killed at {point:?}: {why}"),
        }
    }
}
