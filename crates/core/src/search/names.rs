//! Finding people and groups by their names: letters, pinyin or initials, or a whole id.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast::Receiver;

use crate::error::Result;
use crate::model::UserId;
use crate::model::matching::NameFinder;
use crate::store::{Change, Cid, Committed, Snapshot, Store, conversation, person, take_waiting};

/// Somebody or something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// As it is shown to be found; empty when none is known.
    pub name: String,
    /// Who or what.
    pub who: Who,
}

/// Who or what has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// A person.
    Person(UserId),
    /// A group.
    Group(Cid),
}

/// All names, in memory: they are looked through with each letter that is typed. Read again when one of them may have
/// changed.
pub(crate) struct Names {
    known: Mutex<Known>,
}

struct Known {
    changes: Receiver<Arc<Committed>>,
    people: Option<Arc<Vec<Named>>>,
    groups: Option<Arc<Vec<Named>>>,
}

impl Known {
    /// Forgets what may have changed since it was last asked.
    fn look_at_changes(&mut self) {
        let (waiting, missed) = take_waiting(&mut self.changes);
        for change in waiting.iter().flat_map(|committed| &committed.changes) {
            match change {
                Change::Person { .. } => self.people = None,
                Change::Conversation { .. } => self.groups = None,
                _ => {}
            }
        }
        if missed {
            (self.people, self.groups) = (None, None);
        }
    }
}

/// Everybody, or every group; a search under way keeps what it began with.
type Shared = Arc<Vec<Named>>;

impl Names {
    pub fn new(store: &Store) -> Self {
        Self {
            known: Mutex::new(Known {
                changes: store.changes(),
                people: None,
                groups: None,
            }),
        }
    }

    /// People and groups whose names fit, the best first, at most `limit` of each.
    pub fn find(
        &self,
        snapshot: &Snapshot<'_>,
        me: UserId,
        words: &str,
        limit: usize,
    ) -> Result<Vec<Who>> {
        let (people, groups) = self.all(snapshot, me)?;
        let mut found = best(&people, words, limit);
        found.extend(best(&groups, words, limit));
        Ok(found)
    }

    fn all(&self, snapshot: &Snapshot<'_>, me: UserId) -> Result<(Shared, Shared)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.look_at_changes();
        let people = match &known.people {
            Some(people) => Arc::clone(people),
            None => Arc::clone(known.people.insert(Arc::new(people(snapshot, me)?))),
        };
        let groups = match &known.groups {
            Some(groups) => Arc::clone(groups),
            None => Arc::clone(known.groups.insert(Arc::new(groups(snapshot)?))),
        };
        Ok((people, groups))
    }
}

fn people(snapshot: &Snapshot<'_>, me: UserId) -> Result<Vec<Named>> {
    let named = person::names(snapshot, me)?;
    Ok(named
        .into_iter()
        .map(|(user, name)| Named {
            name,
            who: Who::Person(user),
        })
        .collect())
}

fn groups(snapshot: &Snapshot<'_>) -> Result<Vec<Named>> {
    let named = conversation::group_names(snapshot)?;
    Ok(named
        .into_iter()
        .map(|(cid, name)| Named {
            name,
            who: Who::Group(cid),
        })
        .collect())
}

/// Those that fit best; of two that fit alike the shorter name, of which more was typed.
fn best(named: &[Named], words: &str, limit: usize) -> Vec<Who> {
    let words = words.trim();
    if words.is_empty() {
        return Vec::new();
    }
    let finder = NameFinder::new(words);
    let mut found: Vec<(u8, usize, Who)> = named
        .iter()
        .filter_map(|named| {
            let is_id = matches!(named.who, Who::Person(user) if user.to_string() == words);
            let rank = if is_id {
                Some(0)
            } else if named.name.is_empty() {
                None
            } else {
                finder.rank(&named.name)
            };
            Some((rank?, named.name.len(), named.who))
        })
        .collect();
    found.sort_unstable();
    found.truncate(limit);
    found.into_iter().map(|(_, _, who)| who).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_names_come_first() {
        let named: Vec<Named> = ["王小明", "小王", "Wang Fang", "Bob", ""]
            .iter()
            .zip(10_001..)
            .map(|(name, user)| Named {
                name: (*name).to_owned(),
                who: Who::Person(UserId(user)),
            })
            .collect();
        let found = |words: &str, limit| -> Vec<i64> {
            best(&named, words, limit)
                .into_iter()
                .map(|who| match who {
                    Who::Person(user) => user.0,
                    Who::Group(_) => 0,
                })
                .collect()
        };
        assert_eq!(found("wang", 9), [10_003, 10_001, 10_002]);
        assert_eq!(found("wang", 1), [10_003]);
        assert_eq!(found("xm", 9), [10_001]);
        assert_eq!(found("10005", 9), [10_005]);
        assert_eq!(found("  ", 9), [0; 0]);
    }
}
