//! Whether somebody is there, as far as the server tells (protocol: own choices, section 14).

use std::collections::BTreeMap;

use linnet_proto::choices;
use serde::Serialize;
use serde_json::Value;

use super::UserId;

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Presence {
    /// They are.
    Online,
    /// They are not.
    Away {
        /// When they were last: milliseconds since 1970; none when it is not told.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        last: Option<i64>,
    },
}

impl Presence {
    fn of(state: i64) -> Option<Self> {
        match state {
            choices::PRESENT => Some(Self::Online),
            choices::ABSENT => Some(Self::Away { last: None }),
            last if last > 0 => Some(Self::Away { last: Some(last) }),
            _ => None,
        }
    }
}

/// What the header of an answer or a push says of people. What cannot be read is passed over; of more people than a
/// client asks for nothing is taken.
pub fn read(told: &str) -> BTreeMap<UserId, Presence> {
    let one = |pair: &str| {
        let (user, state) = pair.split_once(':')?;
        Some((
            UserId(user.parse().ok()?),
            Presence::of(state.parse().ok()?)?,
        ))
    };
    told.split(',')
        .take(choices::MAX_WATCHED)
        .filter_map(one)
        .collect()
}

/// What a transient message says of people, when it is of this kind.
pub fn told(json: &Value) -> Option<BTreeMap<UserId, Presence>> {
    let kind = json.get("type")?.as_i64()?;
    if kind != choices::PRESENCE_CONTENT_TYPE {
        return None;
    }
    Some(read(json.get("presence")?.as_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_tells_is_read_and_nonsense_is_passed_over() {
        let found = read("10009:1,10017:0,10025:1760000000000,x:1,7,8:,9:-5,,10:2x");
        let found: Vec<_> = found.into_iter().collect();
        assert_eq!(
            found,
            [
                (UserId(10009), Presence::Online),
                (UserId(10017), Presence::Away { last: None }),
                (
                    UserId(10025),
                    Presence::Away {
                        last: Some(1_760_000_000_000)
                    }
                ),
            ]
        );
        let many: Vec<String> = (1..2_000).map(|user| format!("{user}:1")).collect();
        assert_eq!(read(&many.join(",")).len(), choices::MAX_WATCHED);
    }

    #[test]
    fn only_a_message_of_its_kind_tells_of_presence() {
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(told(&json(r#"{"type":1000,"presence":"1:1"}"#)), None);
        assert_eq!(told(&json(r#"{"type":1020}"#)), None);
        assert_eq!(told(&json(r#"[1020]"#)), None);
        let found = told(&json(r#"{"type":1020,"presence":"10009:1"}"#)).unwrap();
        assert_eq!(found.len(), 1);
    }
}
