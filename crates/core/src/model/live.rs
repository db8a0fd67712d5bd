//! Live groups (protocol: sync, section 14).

use serde::{Deserialize, Serialize};

/// How much a message matters in a live group: what matters less is left out first when there is too much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Priority {
    /// Left out first.
    Low,
    /// What says nothing of it.
    #[default]
    Normal,
    /// Left out last.
    High,
}

impl Priority {
    /// As the ext of a message names it; whatever else stands there is normal.
    pub(crate) fn read(name: Option<&str>) -> Self {
        match name {
            Some("low") => Self::Low,
            Some("high") => Self::High,
            _ => Self::Normal,
        }
    }

    /// Its name in the ext of a message.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_unknown_is_normal() {
        for priority in [Priority::Low, Priority::Normal, Priority::High] {
            assert_eq!(Priority::read(Some(priority.name())), priority);
        }
        assert_eq!(Priority::read(Some("urgent")), Priority::Normal);
        assert_eq!(Priority::read(None), Priority::Normal);
    }
}
