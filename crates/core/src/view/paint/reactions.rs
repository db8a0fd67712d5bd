//! Reactions as the server says, with what the person wants of their own on top.

use std::collections::BTreeMap;

use linnet_proto::choices::PROPERTY_PLAYED;

use super::{name, seen};
use crate::model::UserId;
use crate::model::line::one_line;
use crate::model::signs::without_direction;
use crate::store::message::{Reacted, Stored};
use crate::view::row::ReactionRow;

/// People named in each reaction.
const NAMED: usize = 5;

/// Longest form of a reaction that is shown, in characters: an emoji of several people has eleven.
const LABEL: usize = 16;

/// What some applications put in front of the emoji.
const PREFIX: &str = "se:";

/// The reactions below a message. `stored` is in the order in which they came.
pub(super) fn reactions(me: UserId, stored: &[Reacted], wanted: &str) -> Vec<ReactionRow> {
    // Written by the store and nowhere else; what cannot be read counts as none.
    let mut wanted: BTreeMap<String, bool> = match wanted {
        "" | "{}" => BTreeMap::new(),
        json => serde_json::from_str(json).unwrap_or_default(),
    };
    // That somebody has listened is shown in another way.
    wanted.remove(PROPERTY_PLAYED);
    let mut rows: Vec<ReactionRow> = Vec::new();
    for one in stored.iter().filter(|one| one.key != PROPERTY_PLAYED) {
        let at = rows.iter().position(|row| row.key == one.key);
        let row = match at.and_then(|at| rows.get_mut(at)) {
            Some(row) => row,
            None => {
                rows.push(row(&one.key));
                let Some(row) = rows.last_mut() else { continue };
                row
            }
        };
        row.count = row.count.saturating_add(1);
        if one.user == me {
            row.own = true;
        } else if row.names.len() < NAMED {
            row.names.push(name(&one.name, one.user));
        }
    }
    for row in &mut rows {
        let Some(on) = wanted.remove(&row.key) else {
            continue;
        };
        row.pending = on != row.own;
        if on && !row.own {
            row.count = row.count.saturating_add(1);
        } else if !on && row.own {
            row.count = row.count.saturating_sub(1);
        }
        row.own = on;
    }
    rows.retain(|row| row.count > 0);
    for (key, _) in wanted.into_iter().filter(|(_, on)| *on) {
        rows.push(ReactionRow {
            count: 1,
            own: true,
            pending: true,
            ..row(&key)
        });
    }
    rows
}

/// Whether a recording was listened to: one of others by this person, an own one by anybody else.
pub fn is_played(me: UserId, stored: &Stored) -> bool {
    let own = stored.sender == me;
    let by = |one: &Reacted| one.key == PROPERTY_PLAYED && (one.user == me) != own;
    stored.reactions.iter().any(by) || (!own && stored.wanted_reactions.contains(PROPERTY_PLAYED))
}

fn row(key: &str) -> ReactionRow {
    let label = key.strip_prefix(PREFIX).unwrap_or(key);
    ReactionRow {
        key: key.to_owned(),
        label: seen(one_line(&without_direction(label), LABEL)),
        count: 0,
        own: false,
        pending: false,
        names: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: UserId = UserId(10001);

    fn from(user: i64, key: &str) -> Reacted {
        Reacted {
            key: key.to_owned(),
            user: UserId(user),
            created: user,
            name: String::new(),
        }
    }

    fn short(rows: &[ReactionRow]) -> Vec<String> {
        rows.iter()
            .map(|row| {
                let own = if row.own { " own" } else { "" };
                let pending = if row.pending { " pending" } else { "" };
                format!("{} {}{own}{pending}", row.label, row.count)
            })
            .collect()
    }

    #[test]
    fn what_is_wanted_stands_over_what_the_server_says() {
        let stored = [from(10001, "👍"), from(10009, "👍"), from(10009, "🐦")];
        for (wanted, shown) in [
            ("{}", vec!["👍 2 own", "🐦 1"]),
            (r#"{"👍":false}"#, vec!["👍 1 pending", "🐦 1"]),
            (r#"{"👍":true}"#, vec!["👍 2 own", "🐦 1"]),
            (r#"{"🐦":true}"#, vec!["👍 2 own", "🐦 2 own pending"]),
            (
                r#"{"🎉":true}"#,
                vec!["👍 2 own", "🐦 1", "🎉 1 own pending"],
            ),
            (r#"{"🎉":false}"#, vec!["👍 2 own", "🐦 1"]),
        ] {
            assert_eq!(short(&reactions(ALICE, &stored, wanted)), shown, "{wanted}");
        }
        // One's own that goes leaves nothing.
        let own = [from(10001, "👍")];
        assert!(reactions(ALICE, &own, r#"{"👍":false}"#).is_empty());
    }

    #[test]
    fn others_are_named_and_no_more_than_five_of_them() {
        let stored: Vec<_> = (10001..10009).map(|user| from(user, "👍")).collect();
        let rows = reactions(ALICE, &stored, "{}");
        assert_eq!(rows[0].count, 8);
        let named = [10002, 10003, 10004, 10005, 10006].map(|user| format!("User {user}"));
        assert_eq!(rows[0].names, named);
    }

    #[test]
    fn a_reaction_is_short_whatever_its_key_is() {
        let stored = [from(10009, "se:👍"), from(10009, &"字\u{202e}".repeat(30))];
        let rows = reactions(ALICE, &stored, "{}");
        assert_eq!(rows[0].label, "👍");
        assert_eq!(rows[0].key, "se:👍");
        assert_eq!(rows[1].label, "字".repeat(16));
    }
}
