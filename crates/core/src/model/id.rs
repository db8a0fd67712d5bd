//! Ids. Numbers of the wire are 64 bits wide and a JavaScript number holds 53, so every id is written as text
//! when it leaves the core.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of the wire that is text everywhere else.
macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                match text.trim().parse() {
                    Ok(number) if number > 0 => Ok(Self(number)),
                    _ => Err(InvalidId),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Text that is an id.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

numeric_id!(
    /// A user of the application: positive (protocol: envelope, section 8).
    UserId
);
numeric_id!(
    /// A message as the server names it: unique, larger than 2^53 (protocol: envelope, section 8).
    ServerMessageId
);
text_id!(
    /// A conversation as the server names it: `0:1:10001:10009` for a 1:1, a decimal number for a group. Taken from
    /// the server, never put together here (protocol: envelope, section 8).
    ConversationId
);
text_id!(
    /// The one id a message row has from local echo to recall: the client message id; for a message without one
    /// `s:` and the server id (protocol: sync, section 6).
    MessageKey
);
text_id!(
    /// A picture in the media table: the lower hex SHA-256 of its original's bytes when they are known here,
    /// otherwise `u:` and the hex SHA-256 of its object key.
    MediaId
);
text_id!(
    /// An account on this computer: 16 lower hex digits made from endpoints, application and user.
    AccountId
);

impl UserId {
    /// The number as the wire has it.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// Text that is not a positive decimal number of 63 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: a positive decimal number is expected")]
pub struct InvalidId;

#[cfg(feature = "bindings")]
mod bindings {
    //! To the page every id is a string, under its own name.
    use std::path::PathBuf;

    use super::*;

    macro_rules! as_string {
        ($($name:ident),*) => {$(
            impl ts_rs::TS for $name {
                type WithoutGenerics = Self;
                type OptionInnerType = Self;
                fn name(_: &ts_rs::Config) -> String {
                    stringify!($name).to_owned()
                }
                fn inline(_: &ts_rs::Config) -> String {
                    "string".to_owned()
                }
                fn decl(_: &ts_rs::Config) -> String {
                    concat!("type ", stringify!($name), " = string;").to_owned()
                }
                fn output_path() -> Option<PathBuf> {
                    Some(PathBuf::from(concat!(stringify!($name), ".ts")))
                }
            }
        )*};
    }

    as_string!(
        AccountId,
        ConversationId,
        MediaId,
        MessageKey,
        ServerMessageId,
        UserId
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 8: no number id crosses into JavaScript, no path comes from the page.
    #[test]
    fn a_number_beyond_53_bits_leaves_as_text_and_comes_back_whole() {
        let id = ServerMessageId(7_300_000_000_000_000_123);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"7300000000000000123\"");
        assert_eq!(serde_json::from_str::<ServerMessageId>(&json).unwrap(), id);
    }

    #[test]
    fn zero_negative_and_words_are_no_user_ids() {
        for text in ["0", "-5", "alice", "", "99999999999999999999"] {
            assert_eq!(text.parse::<UserId>(), Err(InvalidId), "{text}");
        }
    }
}
