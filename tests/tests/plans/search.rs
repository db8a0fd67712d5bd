//! SIGKILL while the index of words follows the messages.

use linnet_tests::support::crash_search::{What, followed};

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_found_by_what_they_say_wherever_the_index_was_killed() {
    for what in [What::Learn, What::Change, What::Forget] {
        for point in [
            "core search before index",
            "core search before commit",
            "core search after commit",
            "core search before queue",
        ] {
            if let Err(why) = followed(what, point).await {
                panic!("{what:?}, killed at {point:?}: {why}");
            }
        }
    }
}
