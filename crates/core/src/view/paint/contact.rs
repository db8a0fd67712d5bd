//! Contacts and requests as rows.

use super::{called, person, plain};
use crate::model::contact::RequestState;
use crate::model::sorting;
use crate::store::contact::{Stored, StoredRequest};
use crate::view::row::{ContactRow, RequestRow};

/// A line of the contacts.
pub fn contact_row(stored: &Stored) -> ContactRow {
    let known = &stored.person;
    let shown = person(known);
    let nick_name = &known.profile.nick_name;
    ContactRow {
        id: shown.id,
        // Those without a name stand beside those whose name begins with no letter, whatever they are called instead.
        letter: match plain(called(&known.remark, nick_name)) {
            Some(name) => sorting::letter(&name),
            None => '#',
        },
        nickname: plain(nick_name).filter(|_| called(&known.remark, nick_name) != nick_name),
        name: shown.name,
        avatar: shown.avatar,
        friend: stored.friend,
        blocked: stored.blocked,
        chat: stored.chat,
        bot: known.profile.bot,
    }
}

/// A line of the requests. `seen`: requests up to this index were.
pub fn request_row(stored: &StoredRequest, seen: i64) -> RequestRow {
    let request = &stored.request;
    RequestRow {
        person: person(&stored.person),
        incoming: request.incoming,
        greeting: super::seen(request.greeting.clone()),
        time: request.asked,
        state: request.state,
        answering: stored.answering,
        unseen: request.incoming && request.state == RequestState::Waiting && request.index > seen,
    }
}
