//! Friends, requests and blocked people: the lists of the server, read when the connection comes and when a push says
//! that one changed. A server that knows the direction tells what changed since the last time; any other is read whole
//! (protocol: own choices, section 6).

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ApplyUserInfo, FriendMessageType, FriendUserInfo, GetBlockListRequestBody,
    GetFriendApplyListRequestBody, GetFriendListRequestBody, GetFriendReceiveApplyListRequestBody,
    Imcmd, NewFriendMessageNotify, RequestBody,
};

use super::refused;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::UserId;
use crate::model::contact::{Blocked, Friend, Request, RequestState};
use crate::model::user::Profile;
use crate::store::contact::{self, List};
use crate::store::{Change, Store, Tx, person};
use crate::sync::wire;

/// Entries of one page.
const PAGE: i32 = 500;

/// Pages of one list at most: a server that never ends is not asked for ever.
const PAGES: u32 = 200;

/// Entries of one page.
enum Entries {
    Friends(Vec<(Friend, Option<Profile>)>),
    Requests(Vec<(Request, Option<Profile>)>),
    Blocked(Vec<Blocked>),
}

impl Entries {
    fn none(list: List) -> Self {
        match list {
            List::Friends => Self::Friends(Vec::new()),
            List::Received | List::Sent => Self::Requests(Vec::new()),
            List::Blocked => Self::Blocked(Vec::new()),
        }
    }

    fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::Friends(all), Self::Friends(more)) => all.extend(more),
            (Self::Requests(all), Self::Requests(more)) => all.extend(more),
            (Self::Blocked(all), Self::Blocked(more)) => all.extend(more),
            _ => {}
        }
    }

    fn store(&self, tx: &mut Tx<'_>, list: List, whole: bool, live: bool) -> Result<()> {
        match self {
            Self::Friends(friends) => contact::store_friends(tx, friends, whole, live),
            Self::Requests(requests) => {
                contact::store_requests(tx, requests, list == List::Received, whole, live)
            }
            Self::Blocked(blocked) => contact::store_blocked(tx, blocked, whole, live),
        }
    }
}

struct Page {
    entries: Entries,
    next: i64,
    more: bool,
    /// It tells what changed after the cursor.
    changes: bool,
    /// How far requests were seen.
    seen: Option<i64>,
}

/// What a push says has to be read again (push 508).
pub(in crate::sync) async fn pushed(store: &Store, notify: &NewFriendMessageNotify) -> Result<()> {
    let kind = notify.message_type.unwrap_or(0);
    let from = UserId(notify.from_id.unwrap_or(0));
    let content = notify.content.clone().unwrap_or_default();
    store
        .write_replayable(move |tx| match kind {
            choices::PROFILE_CHANGED => person::changed(tx, from),
            choices::BLOCK_LIST_CHANGED => contact::want(tx, &[List::Blocked]),
            choices::FRIEND_UPDATED => contact::want(tx, &[List::Friends]),
            choices::FRIEND_REQUESTS_READ => contact::want(tx, &[List::Received]),
            choices::JOIN_REFUSED => {
                let group = group_of(&content);
                tx.change(Change::JoinRefused { by: from, group });
                Ok(())
            }
            choices::FRIEND_REFUSED => contact::want(tx, &[List::Received, List::Sent]),
            kind if kind == FriendMessageType::SendApply as i32 => {
                contact::want(tx, &[List::Received, List::Sent])
            }
            kind if kind == FriendMessageType::DeleteFriend as i32 => {
                contact::want(tx, &[List::Friends])
            }
            // Also what a newer server tells: nothing is missed by reading too much.
            _ => contact::want(tx, &[List::Friends, List::Received, List::Sent]),
        })
        .await
}

/// The name of the group that a push tells of.
fn group_of(content: &str) -> String {
    let said: serde_json::Map<String, serde_json::Value> =
        crate::model::json::read(content).unwrap_or_default();
    let group = said.get("group").and_then(serde_json::Value::as_str);
    let name = group.unwrap_or_default().chars();
    name.take(choices::MAX_NAME_CHARS).collect()
}

/// Reads the lists that are wanted. One that the server does not have is not wanted any more.
pub(super) async fn load(store: &Store, link: &Link) -> Result<()> {
    for list in List::ALL {
        while store
            .read(move |snapshot| contact::is_wanted(snapshot, list))
            .await?
        {
            store
                .write_replayable(move |tx| contact::begin(tx, list))
                .await?;
            let read = refused(Box::pin(read(store, link, list)).await);
            if let Err(error) = read {
                store
                    .write_replayable(move |tx| contact::want(tx, &[list]))
                    .await?;
                return Err(error);
            }
        }
    }
    Ok(())
}

async fn read(store: &Store, link: &Link, list: List) -> Result<()> {
    let (known, live) = store
        .read(move |snapshot| {
            Ok((
                contact::cursor(snapshot, list)?,
                contact::was_read(snapshot, list)?,
            ))
        })
        .await?;
    let mut from = known;
    // From the beginning everything is stored at once: what is not among it is not there.
    let mut all = Entries::none(list);
    for _ in 0..PAGES {
        let page = page(link, list, from).await?;
        if from != 0 && known == from && !page.changes {
            // It does not know where we stood.
            from = 0;
            continue;
        }
        let last = !page.more || page.next == from;
        let whole = known == 0 || !page.changes;
        from = page.next;
        if !whole {
            let entries = page.entries;
            store
                .write_replayable(move |tx| {
                    entries.store(tx, list, false, live)?;
                    contact::set_cursor(tx, list, from)?;
                    page.seen.map_or(Ok(()), |seen| contact::see(tx, seen))
                })
                .await?;
        } else {
            all.append(page.entries);
        }
        if last {
            if whole {
                let cursor = if page.changes { from } else { 0 };
                store
                    .write_replayable(move |tx| {
                        all.store(tx, list, true, live)?;
                        contact::set_cursor(tx, list, cursor)?;
                        page.seen.map_or(Ok(()), |seen| contact::see(tx, seen))
                    })
                    .await?;
            }
            return Ok(());
        }
    }
    tracing::warn!("a list of contacts does not end");
    Ok(())
}

/// One page of a list after a cursor.
async fn page(link: &Link, list: List, cursor: i64) -> Result<Page> {
    let direction = (
        choices::HEADER_DIRECTION.to_owned(),
        choices::NEWER.to_owned(),
    );
    let headers = BTreeMap::from([direction]);
    let (cursor, limit) = (Some(cursor), Some(i64::from(PAGE)));
    let mut body = Box::<RequestBody>::default();
    let command = match list {
        List::Friends => {
            body.get_friend_list_body = Some(GetFriendListRequestBody {
                cursor,
                limit,
                ..GetFriendListRequestBody::default()
            });
            Imcmd::GetFriendList
        }
        List::Received => {
            body.get_friend_receive_apply_list_body = Some(GetFriendReceiveApplyListRequestBody {
                cursor,
                limit,
                ..GetFriendReceiveApplyListRequestBody::default()
            });
            Imcmd::GetFriendReceiveApplyList
        }
        List::Sent => {
            body.get_friend_apply_list_body = Some(GetFriendApplyListRequestBody {
                cursor,
                limit,
                ..GetFriendApplyListRequestBody::default()
            });
            Imcmd::GetFriendApplyList
        }
        List::Blocked => {
            body.get_blocklist_body = Some(GetBlockListRequestBody {
                cursor,
                limit: Some(PAGE),
                ..GetBlockListRequestBody::default()
            });
            Imcmd::GetBlocklist
        }
    } as i32;
    let answer = link.request_beside(command, *body, headers).await?;
    let changes = answer
        .headers
        .get(choices::HEADER_DIRECTION)
        .map(String::as_str)
        == Some(choices::NEWER);
    let number = |name: &str| {
        answer
            .headers
            .get(name)
            .and_then(|value| value.parse().ok())
    };
    let seen = number(choices::HEADER_READ_INDEX);
    let missing = || Error::Answer {
        command,
        log_id: answer.log_id.clone(),
    };
    let (entries, next, more) = match list {
        List::Friends => {
            let found = answer.body.get_friend_list_body.ok_or_else(missing)?;
            let friends = found.user_list.into_iter().filter_map(friend).collect();
            (Entries::Friends(friends), found.next_cursor, found.has_more)
        }
        List::Received => {
            let found = answer.body.get_friend_receive_apply_list_body;
            let found = found.ok_or_else(missing)?;
            let requests = requests(found.user_list, true);
            (requests, found.next_cursor, found.has_more)
        }
        List::Sent => {
            let found = answer.body.get_friend_apply_list_body.ok_or_else(missing)?;
            let requests = requests(found.user_list, false);
            (requests, found.next_cursor, found.has_more)
        }
        List::Blocked => {
            let found = answer.body.get_blocklist_body.ok_or_else(missing)?;
            let blocked = found.user_info.iter().filter_map(|one| {
                Some(Blocked {
                    user: UserId(one.user_id.filter(|id| *id > 0)?),
                    gone: changes && one.create_time.is_none(),
                })
            });
            let blocked = blocked.collect();
            (Entries::Blocked(blocked), found.next_cursor, found.has_more)
        }
    };
    Ok(Page {
        entries,
        next: next.unwrap_or(0),
        more: more.unwrap_or(false),
        changes,
        seen,
    })
}

/// Most characters of what a server says of a friend or a request.
const WORDS: usize = 1_000;

fn words(ext: &BTreeMap<String, String>, key: &str) -> String {
    let words = ext.get(key).map(String::as_str).unwrap_or_default();
    words.chars().take(WORDS).collect()
}

fn friend(info: FriendUserInfo) -> Option<(Friend, Option<Profile>)> {
    let friend = Friend {
        user: UserId(info.user_id.filter(|id| *id > 0)?),
        since: info.apply_time_second.unwrap_or(0).saturating_mul(1000),
        remark: words(&info.ext, choices::EXT_ALIAS),
        note: words(&info.ext, choices::HEADER_NOTE),
        gone: info.ext.contains_key(choices::EXT_GONE),
    };
    Some((friend, info.profile.and_then(wire::profile)))
}

fn requests(list: Vec<ApplyUserInfo>, incoming: bool) -> Entries {
    let read = |info: ApplyUserInfo| {
        let asked = info.apply_time_second.unwrap_or(0).saturating_mul(1000);
        let index = info.ext.get(choices::EXT_INDEX);
        let request = Request {
            user: UserId(info.user_id.filter(|id| *id > 0)?),
            incoming,
            greeting: words(&info.ext, choices::EXT_GREETING),
            asked,
            state: RequestState::of(info.status.unwrap_or(0)),
            // Where there are no numbers the time has to do.
            index: index.and_then(|index| index.parse().ok()).unwrap_or(asked),
        };
        Some((request, info.profile.and_then(wire::profile)))
    };
    Entries::Requests(list.into_iter().filter_map(read).collect())
}
