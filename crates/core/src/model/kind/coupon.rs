//! A coupon of the demo applications, and whether it was taken (protocol: content, sections 1 and 4).

use linnet_proto::keys;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;

/// A coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Coupon {
    /// What it is good for. Plain text, one line.
    pub text: String,
    /// Somebody has taken it.
    pub taken: bool,
}

pub(super) fn read_custom(raw: &Raw<'_>, content: &Map<String, Value>) -> Option<Content> {
    let text = words(content.get("detail"));
    if text.is_empty() {
        return None;
    }
    Some(Content::Shown(Shown::Coupon(Coupon {
        text,
        taken: raw
            .ext
            .get(keys::COUPON_STATUS)
            .is_some_and(|status| status == keys::COUPON_TAKEN),
    })))
}

impl Kind for Coupon {
    fn noun(&self) -> Noun {
        Noun::Coupon
    }

    fn preview(&self) -> &str {
        &self.text
    }

    fn notification(&self) -> LocalText {
        LocalText::named("优惠券", "Coupon", &self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{parse, shown};
    use super::*;

    #[test]
    fn bobs_coupon_is_free_until_somebody_has_taken_it() {
        let content = r#"{"type":"3","detail":"新人优惠券，点击领取","start":6,"end":10}"#;
        let coupon = |taken| {
            Shown::Coupon(Coupon {
                text: "新人优惠券，点击领取".to_owned(),
                taken,
            })
        };
        assert_eq!(shown(10012, content), Some(coupon(false)));
        assert_eq!(
            shown(10012, &content.replace("\"3\"", "3")),
            Some(coupon(false))
        );
        for (status, taken) in [("1", true), ("0", false), ("", false)] {
            let ext = BTreeMap::from([(keys::COUPON_STATUS.to_owned(), status.to_owned())]);
            let read = parse(10012, content, &ext);
            assert_eq!(read, Content::Shown(coupon(taken)));
        }
        for none in [
            r#"{"type":3}"#,
            r#"{"type":3,"detail":{}}"#,
            r#"{"type":3,"detail":" "}"#,
        ] {
            assert_eq!(shown(10012, none), None, "{none}");
        }
    }
}
