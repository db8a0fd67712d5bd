//! Answers of bots that are written piece by piece: a message that is edited with all of its words up to now, whose ext says
//! how far it is (own choices, section 15).

use std::collections::BTreeMap;

use linnet_proto::choices;
use serde::Serialize;

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum StreamState {
    /// More of it comes.
    Writing,
    /// It is complete.
    Done,
    /// Somebody has stopped it.
    Stopped,
    /// Nothing came for a while; it may still go on.
    Interrupted,
    /// The bot could not go on.
    Failed,
}

/// What the ext of an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streamed {
    /// How far it is; never [`StreamState::Interrupted`], which the clock alone knows.
    pub state: StreamState,
    /// When its last piece came, milliseconds since 1970 by the server's clock.
    pub time: i64,
}

/// What a message says of itself; none for one that came whole. `created`: when its first piece came.
pub fn of_message(ext: &BTreeMap<String, String>, created: i64) -> Option<Streamed> {
    let state = match ext.get(choices::EXT_STREAM)?.as_str() {
        choices::STREAM_ON => StreamState::Writing,
        choices::STREAM_DONE => StreamState::Done,
        choices::STREAM_STOPPED => StreamState::Stopped,
        choices::STREAM_FAILED => StreamState::Failed,
        // A way to end that this version does not know.
        _ => StreamState::Interrupted,
    };
    let time = ext.get(choices::EXT_STREAM_TIME);
    Some(Streamed {
        state,
        time: time.and_then(|time| time.parse().ok()).unwrap_or(created),
    })
}

/// Another piece of an answer follows this one, so that it need not be stored at once. The first one is news.
pub fn is_piece(ext: &BTreeMap<String, String>, version: i64) -> bool {
    version > 1
        && ext
            .get(choices::EXT_STREAM)
            .is_some_and(|stream| stream == choices::STREAM_ON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ext(stream: &str, time: &str) -> BTreeMap<String, String> {
        BTreeMap::from([
            (choices::EXT_STREAM.to_owned(), stream.to_owned()),
            (choices::EXT_STREAM_TIME.to_owned(), time.to_owned()),
        ])
    }

    #[test]
    fn whatever_stands_there_has_a_state_and_a_time() {
        for (said, time, state, since) in [
            ("on", "500", StreamState::Writing, 500),
            ("done", "", StreamState::Done, 7),
            ("stopped", "-", StreamState::Stopped, 7),
            ("failed", "99999999999999999999", StreamState::Failed, 7),
            ("exploded", "1", StreamState::Interrupted, 1),
        ] {
            let read = of_message(&ext(said, time), 7).unwrap();
            assert_eq!((read.state, read.time), (state, since), "{said}");
        }
        assert_eq!(of_message(&BTreeMap::new(), 7), None);
    }

    #[test]
    fn the_first_piece_and_the_last_do_not_wait() {
        assert!(is_piece(&ext("on", ""), 2));
        assert!(!is_piece(&ext("on", ""), 1));
        assert!(!is_piece(&ext("done", ""), 9));
    }
}
