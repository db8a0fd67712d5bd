//! Between protobuf and plain values. Nothing outside this file, `link/` and the verbs' requests knows a wire type.

use linnet_proto::im_proto as wire;
use linnet_proto::{choices, keys};

use crate::model::conversation::{ConversationInfo, ConversationRef, CoreInfo, Settings, Silenced};
use crate::model::kind::notice;
use crate::model::line::one_line;
use crate::model::live::{LiveHappened, LiveInfo, LiveMember, LiveMessage, Priority};
use crate::model::message::{Incoming, Reaction};
use crate::model::quote::Reference;
use crate::model::signs::is_blank;
use crate::model::user::{MUTED_FOREVER, Participant, Profile, ReadPosition};
use crate::model::{ConversationId, UserId};

/// Longest conversation id believed.
const LONGEST_ID: usize = 256;

/// Highest index believed: what is added to indexes or taken from them never leaves 64 bits then. No conversation has
/// so many messages.
const HIGHEST_INDEX: i64 = i64::MAX / 4;

/// An index as somebody said it; 0 when it was not said or makes no sense.
pub fn index(said: Option<i64>) -> i64 {
    said.filter(|index| (0..=HIGHEST_INDEX).contains(index))
        .unwrap_or(0)
}

/// A message or command; none when it names no conversation or has no type.
pub fn message(body: wire::MessageBody) -> Option<Incoming> {
    let conversation = conversation_ref(
        body.conversation_id,
        body.conversation_short_id,
        body.conversation_type,
    )?;
    let kind = body.message_type?;
    let index = index(body.index_in_conversation);
    let order = body.order_in_conversation.unwrap_or(0);
    let sender = UserId(body.sender.unwrap_or(0));
    let mut ext = body.ext;
    if sender.0 != 0 {
        // Only the server itself, which is nobody, says what happened to a group.
        ext.remove(choices::EXT_NOTICE);
    }
    Some(Incoming {
        conversation,
        server_id: body.server_message_id.unwrap_or(0).max(0),
        index,
        order: if order > 0 { order } else { index },
        kind,
        sender,
        content: body.content.unwrap_or_default(),
        ext,
        created: body.create_time.unwrap_or(0),
        version: body.version.unwrap_or(0),
        status: body.status.unwrap_or(0),
        reactions: reactions(body.property_list),
        quote: body.reference_info.and_then(reference),
    })
}

/// Reactions within our own limits: a server may let more through, and each of them is a row and a name here.
fn reactions(list: std::collections::BTreeMap<String, wire::PropertyItemList>) -> Vec<Reaction> {
    let keys = list
        .into_iter()
        .filter(|(key, _)| key.len() <= choices::MAX_REACTION_KEY_BYTES && !is_blank(key))
        .take(choices::MAX_REACTION_KEYS);
    let mut reactions = Vec::new();
    for (key, items) in keys {
        for item in items.items {
            let user = item.uid.unwrap_or(0);
            if user <= 0 {
                continue;
            }
            if reactions.len() >= choices::MAX_REACTIONS {
                return reactions;
            }
            reactions.push(Reaction {
                key: key.clone(),
                user,
                value: item
                    .value
                    .filter(|value| value.len() <= choices::MAX_REACTION_KEY_BYTES)
                    .unwrap_or_default(),
                created: item.create_time.unwrap_or(0).saturating_mul(1000),
            });
        }
    }
    reactions
}

/// What is said of a quoted message; none when it names none.
fn reference(info: wire::ReferenceInfo) -> Option<Reference> {
    let said_by = info.ext.get(choices::EXT_QUOTED_SENDER);
    Some(Reference {
        message: Some(info.referenced_message_id).filter(|id| *id > 0)?,
        hint: one_line(&info.hint, choices::MAX_HINT_CHARS),
        kind: i32::try_from(info.ref_message_type).unwrap_or(0),
        state: info.referenced_message_status,
        sender: said_by
            .and_then(|user| user.parse().ok())
            .filter(|user: &i64| *user > 0)
            .unwrap_or(0),
        root: info.root_message_id.unwrap_or(0).max(0),
        root_index: index(info.root_message_conv_index),
    })
}

/// Identity of a conversation; none when its id is missing or absurd.
pub fn conversation_ref(
    id: Option<String>,
    short_id: Option<i64>,
    kind: Option<i32>,
) -> Option<ConversationRef> {
    let id = id.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID)?;
    Some(ConversationRef {
        id: ConversationId(id),
        short_id: short_id.unwrap_or(0),
        kind: kind.unwrap_or(0),
    })
}

/// Everything said about a conversation.
pub fn conversation(info: wire::ConversationInfoV2) -> Option<ConversationInfo> {
    let conversation = conversation_ref(
        info.conversation_id,
        info.conversation_short_id,
        info.conversation_type,
    )?;
    let (members, members_complete) = match info.first_page_participants {
        Some(page) => {
            let complete = !page.has_more.unwrap_or(false);
            let members: Vec<Participant> = page
                .participants
                .into_iter()
                .filter_map(participant)
                .collect();
            (members, complete)
        }
        None => (Vec::new(), false),
    };
    let mut members = members;
    let own = info.user_info.and_then(participant);
    if let Some(own) = own.filter(|_| info.is_participant == Some(true)) {
        // Beside the first page, in which the person need not be, and with what only they are told.
        match members.iter_mut().find(|member| member.user == own.user) {
            Some(member) => *member = own,
            None if !members_complete => members.push(own),
            None => {}
        }
    }
    Some(ConversationInfo {
        conversation,
        inbox: info.inbox_type.unwrap_or(0),
        ticket: info.ticket,
        member: info.is_participant,
        member_count: info.participants_count.map(i64::from),
        badge_count: info.badge_count.map(i64::from),
        core: info.conversation_core_info.map(core),
        settings: info.conversation_setting_info.map(settings),
        members,
        members_complete,
    })
}

/// The shared part.
pub fn core(core: wire::ConversationCoreInfo) -> CoreInfo {
    CoreInfo {
        version: core.info_version.unwrap_or(0),
        name: core.name.unwrap_or_default(),
        description: core.desc.unwrap_or_default(),
        notice: core.notice.unwrap_or_default(),
        icon: core.icon.unwrap_or_default(),
        owner: core.owner.unwrap_or(0),
        created: core.create_time.unwrap_or(0),
        silenced: match (
            core.block_status == Some(wire::BlockStatus::Block as i32),
            core.block_normal_only,
        ) {
            (false, _) => Silenced::Nobody,
            (true, Some(true)) => Silenced::Ordinary,
            (true, _) => Silenced::Everybody,
        },
        ext: core.ext,
        ext_full: core.ext_full.unwrap_or(true),
    }
}

/// The own part.
pub fn settings(settings: wire::ConversationSettingInfo) -> Settings {
    Settings {
        version: settings.setting_version.unwrap_or(0),
        min_index: index(settings.min_index),
        read_index: index(settings.read_index),
        read_badge_count: settings.read_badge_count.map_or(0, i64::from),
        muted: settings.mute.unwrap_or(0) != 0,
        pinned: settings.stick_on_top.unwrap_or(0) != 0,
        pinned_time: settings.set_top_time.unwrap_or(0),
        favourite: settings.favorite.unwrap_or(0) != 0,
        ext: settings.ext,
        ext_full: settings.ext_full.unwrap_or(true),
    }
}

/// A member; none without a user id.
pub fn participant(participant: wire::Participant) -> Option<Participant> {
    let mut ext = participant.ext;
    let is_muted = participant.blocked == Some(wire::BlockStatus::Block as i32);
    let until = ext.get(choices::EXT_MUTED_UNTIL);
    let until = until.and_then(|until| until.parse().ok());
    let reason = ext.remove(choices::EXT_MUTE_REASON).unwrap_or_default();
    Some(Participant {
        user: UserId(participant.user_id.filter(|id| *id > 0)?),
        role: participant.role.unwrap_or(0),
        alias: participant.alias.unwrap_or_default(),
        sort_order: participant.sort_order.unwrap_or(0),
        muted_until: match is_muted {
            true => until.filter(|until| *until > 0).unwrap_or(MUTED_FOREVER),
            false => 0,
        },
        mute_reason: one_line(&reason, choices::MAX_MUTE_REASON_CHARS),
    })
}

/// A message of a live group; none when it names no group or has no type.
pub(crate) fn live_message(body: wire::MessageBody) -> Option<LiveMessage> {
    let group = body.conversation_short_id.filter(|group| *group > 0)?;
    let kind = body.message_type?;
    let sender = UserId(body.sender.unwrap_or(0).max(0));
    let mut ext = body.ext;
    let mut said = |key: &str| ext.remove(key).unwrap_or_default();
    let notice = said(choices::EXT_NOTICE);
    // Only the server itself, which is nobody, says what happened to a group.
    let happened = match sender.0 {
        0 => live_happened(notice),
        _ => None,
    };
    Some(LiveMessage {
        group,
        index: index(body.index_in_conversation_v2.or(body.index_in_conversation)),
        server_id: body.server_message_id.unwrap_or(0).max(0),
        client_id: said(keys::CLIENT_MESSAGE_ID),
        priority: Priority::read(Some(&said(keys::MESSAGE_PRIORITY))),
        alias: said(keys::LIVE_ALIAS),
        avatar: said(keys::LIVE_AVATAR),
        kind,
        sender,
        content: body.content.unwrap_or_default(),
        ext,
        created: body.create_time.unwrap_or(0),
        happened,
    })
}

/// Names that a line of a live group gives at most.
const LIVE_NAMES: usize = 21;

fn live_happened(notice: String) -> Option<LiveHappened> {
    let said: serde_json::Value = crate::model::json::read(&notice)?;
    let names = said.get("names").and_then(serde_json::Value::as_object);
    let names = names.into_iter().flatten().take(LIVE_NAMES);
    let names = names.filter_map(|(user, name)| {
        let name = one_line(name.as_str()?, choices::MAX_NAME_CHARS);
        Some((user.parse().ok()?, name))
    });
    let names = names.collect();
    let ext = [(choices::EXT_NOTICE.to_owned(), notice)].into();
    Some(LiveHappened {
        event: notice::event(&ext)?,
        names,
    })
}

/// Somebody of a live group; none without a user id.
pub(crate) fn live_member(told: wire::Participant) -> Option<LiveMember> {
    let said = |key: &str| told.ext.get(key).map(String::as_str).unwrap_or_default();
    let time = |key: &str| said(key).parse().ok().filter(|time: &i64| *time > 0);
    let barred = told.ext.contains_key(choices::EXT_LIVE_BARRED_UNTIL);
    let barred_until = match barred {
        true => time(choices::EXT_LIVE_BARRED_UNTIL).unwrap_or(MUTED_FOREVER),
        false => 0,
    };
    let (since, avatar) = (
        time(choices::EXT_LIVE_SINCE),
        said(keys::LIVE_AVATAR).to_owned(),
    );
    let speaks = said(choices::EXT_LIVE_SPEAKS) == "1";
    let marks = said(choices::EXT_LIVE_MARKS).split(',');
    let marks = marks.filter_map(mark).take(choices::MAX_LIVE_MARKS);
    let marks = marks.collect();
    let known = participant(told)?;
    Some(LiveMember {
        user: known.user,
        role: known.role,
        alias: known.alias,
        avatar,
        since,
        muted_until: known.muted_until,
        mute_reason: known.mute_reason,
        speaks,
        barred_until,
        marks,
    })
}

/// The name of a mark; none for what is none.
fn mark(name: &str) -> Option<String> {
    let name = one_line(name, choices::MAX_LIVE_MARK_CHARS);
    (!name.is_empty()).then_some(name)
}

/// A live group; none when it has no number.
pub(crate) fn live_info(info: wire::ConversationInfoV2) -> Option<LiveInfo> {
    let group = info.conversation_short_id.filter(|group| *group > 0)?;
    let core = core(info.conversation_core_info.unwrap_or_default());
    let marks = core.ext.keys();
    let marks = marks.filter_map(|key| mark(key.strip_prefix(choices::EXT_LIVE_MARK)?));
    let online = info.participants_count.unwrap_or(0);
    Some(LiveInfo {
        group,
        marks: marks.take(choices::MAX_LIVE_MARKS).collect(),
        name: core.name,
        icon: core.icon,
        owner: UserId(core.owner),
        online: u32::try_from(online).unwrap_or(0),
        inside: info.is_participant,
        silenced: core.silenced,
        own: info
            .user_info
            .and_then(live_member)
            .unwrap_or(LiveMember::plain(UserId(0))),
    })
}

/// A person; none without a user id.
pub fn profile(profile: wire::Profile) -> Option<Profile> {
    let said = profile.basic_ext_info.as_deref();
    let said: Option<serde_json::Value> = said.and_then(crate::model::json::read);
    Some(Profile {
        user: UserId(profile.uid.filter(|id| *id > 0)?),
        nick_name: profile.nick_name.unwrap_or_default(),
        portrait: profile.protrait.unwrap_or_default(),
        description: said.as_ref().and_then(description).unwrap_or_default(),
        bot: said
            .as_ref()
            .and_then(|said| said.get(linnet_proto::choices::EXT_BOT))
            .is_some_and(|bot| bot == "1"),
    })
}

/// Longest words that somebody says of themselves and are kept, in characters.
const MAX_DESCRIPTION: usize = 1_000;

/// What an application keeps of a person may be anything; only our own keys are read.
fn description(said: &serde_json::Value) -> Option<String> {
    let words = said
        .get(linnet_proto::choices::HEADER_DESCRIPTION)?
        .as_str()?;
    Some(words.chars().take(MAX_DESCRIPTION).collect())
}

/// A member's read position; none without a user id.
pub fn read_position(position: &wire::ParticipantReadIndex) -> Option<ReadPosition> {
    Some(ReadPosition {
        user: UserId(position.user_id.filter(|id| *id > 0)?),
        index: index(position.index),
        min_index: index(position.index_min),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_server_says_what_happened_to_a_group() {
        let kept = |sender: i64| {
            let said = message(wire::MessageBody {
                sender: Some(sender),
                ext: [(choices::EXT_NOTICE.to_owned(), "{}".to_owned())].into(),
                ..body()
            });
            said.unwrap().ext.contains_key(choices::EXT_NOTICE)
        };
        assert!(kept(0));
        assert!(!kept(10009) && !kept(-1));
    }

    fn body() -> wire::MessageBody {
        wire::MessageBody {
            conversation_id: Some("0:1:10001:10009".to_owned()),
            message_type: Some(10001),
            ..wire::MessageBody::default()
        }
    }

    /// Invariant 13: what a peer sends is bounded before anything of it is stored.
    #[test]
    fn of_a_list_of_reactions_without_end_only_so_many_are_taken() {
        let item = |uid: i64| wire::PropertyItem {
            uid: Some(uid),
            value: Some("x".repeat(10_000)),
            ..wire::PropertyItem::default()
        };
        let list = |users: i64| wire::PropertyItemList {
            items: (-1..users).map(item).collect(),
        };
        let mut all = std::collections::BTreeMap::new();
        for number in 0..5_000 {
            all.insert(format!("key {number}"), list(40));
        }
        all.insert("\u{200b}".to_owned(), list(3));
        all.insert("x".repeat(65), list(3));
        let message = message(wire::MessageBody {
            property_list: all,
            ..body()
        });
        let taken = message.unwrap().reactions;
        assert_eq!(taken.len(), choices::MAX_REACTIONS);
        assert!(taken.iter().all(|one| one.user > 0));
        assert!(taken.iter().all(|one| one.value.is_empty()));
        let keys: std::collections::BTreeSet<_> = taken.iter().map(|one| &one.key).collect();
        assert!(keys.len() <= choices::MAX_REACTION_KEYS);
    }

    #[test]
    fn a_quote_is_one_short_line_whatever_somebody_sends() {
        let quoted = |info: wire::ReferenceInfo| {
            let said = message(wire::MessageBody {
                reference_info: Some(info),
                ..body()
            });
            said.unwrap().quote
        };
        let info = wire::ReferenceInfo {
            referenced_message_id: 7,
            hint: "a\n".repeat(100_000),
            ref_message_type: i64::MAX,
            referenced_message_status: 99,
            root_message_id: Some(-1),
            root_message_conv_index: Some(i64::MAX),
            ext: [(choices::EXT_QUOTED_SENDER.to_owned(), "-5".to_owned())].into(),
        };
        let quote = quoted(info.clone()).unwrap();
        assert_eq!(quote.hint.chars().count(), choices::MAX_HINT_CHARS);
        assert!(!quote.hint.contains('\n'));
        assert_eq!((quote.kind, quote.sender), (0, 0));
        assert_eq!((quote.root, quote.root_index), (0, 0));
        let none = wire::ReferenceInfo {
            referenced_message_id: -7,
            ..info
        };
        assert_eq!(quoted(none), None);
    }
}
