//! SIGKILL while a draft is sent, and while a stopped message is taken back into one. Nothing of it is lost, and nothing
//! of it is in both places.

use linnet_tests::support::crash_draft::{sent_together, taken_back};

/// Invariant 16: what a person wrote or attached is nowhere lost.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_with_a_caption_are_sent_as_a_whole_or_stand_in_the_draft() {
    for (point, times, sent) in [
        // Between the copies of the pictures.
        ("core file after rename", 1, Some(false)),
        ("core file after rename", 3, Some(false)),
        ("core send before accepting", 1, Some(false)),
        ("core send after one of several", 1, Some(false)),
        ("core send after one of several", 3, Some(false)),
        ("core send after one of several", 5, Some(false)),
        // Also of what is stored beside it.
        ("core store before commit", 1, None),
        ("core store after commit", 1, None),
        ("core send after accepting", 1, Some(true)),
    ] {
        match sent_together(point, times).await {
            Ok(whole) => assert_eq!(whole, sent.unwrap_or(whole), "killed at {point:?}"),
            Err(why) => panic!("killed at {point:?} (time {times}): {why}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_taken_back_into_the_draft_or_still_there() {
    for (point, taken) in [
        ("core taking back between draft and outbox", Some(false)),
        ("core taking back after commit", Some(true)),
        // Also of what is stored beside it.
        ("core store before commit", None),
        ("core store after commit", None),
    ] {
        match taken_back(point).await {
            Ok(back) => assert_eq!(back, taken.unwrap_or(back), "killed at {point:?}"),
            Err(why) => panic!("killed at {point:?}: {why}"),
        }
    }
}
