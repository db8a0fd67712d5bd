//! A call that was made with an application that can call (protocol: enums, message types 80001 and 80002). The other
//! numbers of that family say what happens during a call and are no messages.

use linnet_proto::im_proto::MessageType;
use serde::Serialize;

use super::{Content, Kind, Noun, Shown};
use crate::error::LocalText;

/// That somebody called. What came says no more that could be relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Call {}

/// Whether it is a message that tells of a call.
pub(super) fn is_call(message_type: i32) -> bool {
    matches!(
        MessageType::try_from(message_type),
        Ok(MessageType::VoipCommand | MessageType::VoipCardCommand)
    )
}

/// Whatever its content is.
pub(super) fn read() -> Content {
    Content::Shown(Shown::Call(Call {}))
}

impl Kind for Call {
    fn noun(&self) -> Noun {
        Noun::Call
    }

    fn preview(&self) -> &str {
        ""
    }

    fn notification(&self) -> LocalText {
        LocalText::new("[通话]", "[Call]")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{is_command, shown};
    use super::*;

    #[test]
    fn a_call_is_a_message_and_what_happens_in_it_is_none() {
        for kind in [80_001, 80_002] {
            assert_eq!(shown(kind, "{}"), Some(Shown::Call(Call {})));
            assert!(!is_command(kind));
        }
        for kind in [80_003, 80_004, 80_005, 50_002] {
            assert!(is_command(kind), "{kind}");
        }
    }
}
