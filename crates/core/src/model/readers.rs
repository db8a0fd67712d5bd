//! Who of a group has read what.

use std::sync::Arc;

use serde::Serialize;

/// How far the other members of a group have read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readers(Arc<[Reader]>);

/// How far one of them has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Has read up to here.
    pub read_index: i64,
    /// Sees nothing up to here.
    pub min_index: i64,
}

impl Reader {
    /// Whether the message at this index is there for them.
    pub fn sees(self, index: i64) -> bool {
        index > self.min_index
    }

    /// Whether they have read it (protocol: sync, section 9.6).
    pub fn has_read(self, index: i64) -> bool {
        self.sees(index) && index <= self.read_index
    }
}

/// How many have read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ReadBy {
    /// Have.
    pub count: u32,
    /// Can, the writer not counted.
    pub of: u32,
}

impl Readers {
    /// Of these members.
    pub fn new(members: Vec<Reader>) -> Self {
        Self(members.into())
    }

    /// How many have read the message at an index; none when nobody can.
    pub fn of(&self, index: i64) -> Option<ReadBy> {
        let number = |has: fn(Reader, i64) -> bool| {
            let members = self.0.iter().filter(|member| has(**member, index));
            u32::try_from(members.count()).unwrap_or(u32::MAX)
        };
        let of = number(Reader::sees);
        (of > 0 && index > 0).then(|| ReadBy {
            count: number(Reader::has_read),
            of,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_later_is_not_counted_and_nobody_is_no_number() {
        let reader = |read_index, min_index| Reader {
            read_index,
            min_index,
        };
        let readers = Readers::new(vec![reader(5, 0), reader(2, 0), reader(9, 7)]);
        assert_eq!(readers.of(3), Some(ReadBy { count: 1, of: 2 }));
        assert_eq!(readers.of(8), Some(ReadBy { count: 1, of: 3 }));
        assert_eq!(readers.of(7), Some(ReadBy { count: 0, of: 2 }));
        assert_eq!(readers.of(0), None);
        assert_eq!(Readers::default().of(3), None);
    }
}
