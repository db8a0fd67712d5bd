//! Marks on messages: what a person keeps, and what is pinned in a conversation.

use linnet_proto::im_proto::ActionType;
use serde::{Deserialize, Serialize};

/// How a message is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum MarkKind {
    /// Among the person's favourites, which are one list over all conversations.
    Favourite,
    /// Pinned in its conversation, for the person alone.
    Pin,
    /// Pinned in its conversation, for everybody in it.
    PinForAll,
}

impl MarkKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Favourite, Self::Pin, Self::PinForAll];

    /// `ActionType` of the wire. No two share a bit.
    pub fn action(self) -> i32 {
        let action = match self {
            Self::Favourite => ActionType::Favorite,
            Self::Pin => ActionType::Pin,
            Self::PinForAll => ActionType::ConvTopMsg,
        };
        action as i32
    }

    /// The kind of an `ActionType`; none for one that is not kept.
    pub fn of_action(action: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| i64::from(kind.action()) == action)
    }
}

/// The marks on one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Marks {
    /// Among the favourites.
    pub favourite: bool,
    /// Pinned for the person alone.
    pub pinned: bool,
    /// Pinned for everybody.
    pub pinned_for_all: bool,
}

impl Marks {
    /// Of the sum of `ActionType`s.
    pub fn of_bits(bits: i64) -> Self {
        let has = |kind: MarkKind| bits & i64::from(kind.action()) != 0;
        Self {
            favourite: has(MarkKind::Favourite),
            pinned: has(MarkKind::Pin),
            pinned_for_all: has(MarkKind::PinForAll),
        }
    }

    /// Whether it has this one.
    pub fn has(self, kind: MarkKind) -> bool {
        match kind {
            MarkKind::Favourite => self.favourite,
            MarkKind::Pin => self.pinned,
            MarkKind::PinForAll => self.pinned_for_all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_bit_of_its_own() {
        for kind in MarkKind::ALL {
            let bits = i64::from(kind.action());
            assert_eq!(MarkKind::of_action(bits), Some(kind));
            let marks = Marks::of_bits(bits);
            for other in MarkKind::ALL {
                assert_eq!(marks.has(other), other == kind);
            }
        }
        assert_eq!(Marks::of_bits(0), Marks::default());
        assert_eq!(MarkKind::of_action(3), None);
    }
}
