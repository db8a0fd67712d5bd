//! What happened to a group, and why nothing can be written in one.

use super::rights::is_silenced;
use super::{line, name};
use crate::model::UserId;
use crate::model::kind::notice::GroupEventKind;
use crate::model::user::MUTED_FOREVER;
use crate::store::conversation;
use crate::store::message::Happened as Stored;
use crate::view::row::{Called, Closed, Happened};

/// What a line says that happened.
pub(crate) fn happened(me: UserId, stored: &Stored) -> Happened {
    let event = &stored.event;
    let named = u32::try_from(event.targets.len()).unwrap_or(u32::MAX);
    Happened {
        kind: event.kind,
        actor: (event.actor != 0).then(|| called(me, stored, event.actor)),
        targets: event
            .targets
            .iter()
            .map(|user| called(me, stored, *user))
            .collect(),
        others: event.count.saturating_sub(named),
        name: line(&event.name),
        until: (event.until > 0).then_some(event.until),
    }
}

pub(crate) fn called(me: UserId, stored: &Stored, user: i64) -> Called {
    let id = UserId(user);
    Called {
        id,
        name: name(stored.names.get(&user).map_or("", String::as_str), id),
        me: id == me,
    }
}

/// Why nothing can be written; none when something can.
pub(super) fn closed(me: UserId, stored: &conversation::Stored) -> Option<Closed> {
    if !stored.member {
        // The last line that somebody reads who is taken out says so.
        let last = stored.preview_event.as_ref();
        let by = || {
            last.filter(|last| last.event.actor != 0)
                .map(|last| called(me, last, last.event.actor))
        };
        return Some(
            match last.map(|last| (last.event.kind, &last.event.targets)) {
                Some((GroupEventKind::Dissolved, _)) => Closed::Dissolved { by: by() },
                Some((GroupEventKind::Removed, targets)) if targets.contains(&me.0) => {
                    Closed::Removed { by: by() }
                }
                _ => Closed::NoMember,
            },
        );
    }
    let group = is_silenced(stored);
    match stored.my_muted_until {
        0 if group => Some(Closed::GroupMuted),
        0 => None,
        until => Some(Closed::Muted {
            until: (until != MUTED_FOREVER).then_some(until),
            reason: line(&stored.my_mute_reason),
            group,
        }),
    }
}
