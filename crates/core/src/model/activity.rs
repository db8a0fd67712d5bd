//! What somebody is doing in a conversation at this moment.

use linnet_proto::choices::TYPING_CONTENT_TYPE;
use linnet_proto::im_proto::InputStatus;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::content::number;
use super::kind::{text, voice};

/// Something a person is about to send. Good for 3 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Activity {
    /// They write.
    Typing,
    /// They record a voice message.
    Recording,
}

impl Activity {
    /// The JSON that tells of it, as the demo applications send it (protocol: content, section 8).
    pub(crate) fn content(self) -> String {
        let composed = match self {
            Self::Typing => text::TYPE,
            Self::Recording => voice::TYPE,
        };
        json!({ "type": TYPING_CONTENT_TYPE, "ext": "", "message_type": composed }).to_string()
    }

    /// What such a JSON tells; none when it tells something else. That of 411 adds its status, which may say that what
    /// was written is gone again: `Some(None)`.
    pub(crate) fn told(json: &Value) -> Option<Option<Self>> {
        if number(json.get("type")) != TYPING_CONTENT_TYPE {
            return None;
        }
        if number(json.get("status")) == i64::from(InputStatus::ClearInput as i32) {
            return Some(None);
        }
        let composed = number(json.get("message_type"));
        Some(Some(match composed == i64::from(voice::TYPE) {
            true => Self::Recording,
            false => Self::Typing,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json;

    #[test]
    fn an_activity_is_known_by_its_json_and_written_so() {
        let told = |text: &str| Activity::told(&json::read::<Value>(text).unwrap_or_default());
        for (text, activity) in [
            (
                r#"{"type":1000,"ext":"","message_type":10001}"#,
                Activity::Typing,
            ),
            (r#"{"type":"1000","status":3}"#, Activity::Typing),
            (r#"{"type":1000,"ext":"\ud83d"}"#, Activity::Typing),
            (
                r#"{"type":1000,"ext":{},"message_type":10006}"#,
                Activity::Recording,
            ),
        ] {
            assert_eq!(told(text), Some(Some(activity)), "{text}");
        }
        assert_eq!(told(r#"{"type":1000,"status":4}"#), Some(None));
        for text in [r#"{"type":7,"status":3}"#, "not json", "[]", ""] {
            assert_eq!(told(text), None, "{text}");
        }
        for activity in [Activity::Typing, Activity::Recording] {
            assert_eq!(told(&activity.content()), Some(Some(activity)));
        }
    }
}
