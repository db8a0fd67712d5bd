//! From stored rows to rows that are shown. Pure.

mod contact;
mod found;
mod group_change;
pub(crate) mod happened;
mod history;
pub(crate) mod live;
mod marked;
mod planned;
mod quote;
mod reactions;
mod rights;
mod shared;
mod streamed;
mod thread;

pub use contact::{contact_row, request_row};
pub use found::found_row;
pub use group_change::{group_change, join_request};
pub use history::history_row;
pub use marked::marked_row;
pub use planned::{planned_row, reminder_row};
pub use quote::preview;
#[cfg(feature = "voice")]
pub use reactions::is_played;
pub use rights::Rights;
pub use shared::shared_item;
pub use thread::thread_row;

use linnet_proto::choices;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::error::{reason, stored_reason};
use crate::model::album;
use crate::model::bot;
use crate::model::content;
use crate::model::conversation::{self as conversations, ConversationKind};
use crate::model::file_entry::whole_seconds;
use crate::model::file_name::may_run;
use crate::model::format;
use crate::model::kind::coupon::Coupon;
use crate::model::kind::file::FileContent;
use crate::model::kind::picture::PictureContent;
use crate::model::kind::video::VideoContent;
use crate::model::kind::{self, Content, Noun, Shown};
use crate::model::let_through::LetThrough;
use crate::model::links;
use crate::model::mark::Marks;
use crate::model::message as kept;
use crate::model::picture::{is_local, object_id};
use crate::model::readers::Readers;
use crate::model::signs::{is_blank, without_direction};
use crate::model::user::{MUTED_FOREVER, Role};
use crate::model::{MediaId, ServerMessageId, UserId};
use crate::store::message::State;
use crate::store::{conversation, message, outbox, participant, person};
use crate::view::row::{
    Avatar, Body, ConversationRow, Delivery, DraftLine, FileRow, Member, MessageRow, Muted,
    Outgoing, Person, Picture, Preview, StreamedRow, UnsavedEdit, VideoRow, VoiceRow,
};
use crate::view::unnamed;

/// Pictures believed to move by their type. Of others their message says it.
const MOVING: [&str; 1] = ["image/gif"];

/// What a message row needs to know beside the message.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The person of this account.
    pub me: UserId,
    /// Kind of the conversation.
    pub kind: ConversationKind,
    /// Own role in it.
    pub role: i32,
    /// The other person of a 1:1 has read up to here.
    pub peer_read: i64,
    /// How far the others of a group have.
    pub readers: Readers,
    /// Own messages older than this can no longer be withdrawn: milliseconds by the server's clock.
    pub recall_after: i64,
    /// Answers of bots whose last piece came before this time are interrupted: milliseconds by the server's clock.
    pub silent_before: i64,
    /// What the person may do.
    pub rights: Rights,
}

impl Scene {
    /// The person is owner or manager of a group.
    fn leads(&self) -> bool {
        self.kind == ConversationKind::Group && (self.role == 1 || self.role == 2)
    }

    /// Whether the person may pin messages for everybody: both in a 1:1, owner and managers in a group.
    pub fn may_pin_for_all(&self) -> bool {
        self.rights.member && (self.kind == ConversationKind::OneToOne || self.leads())
    }
}

/// A message.
pub fn message_row(scene: &Scene, stored: &message::Stored, percent: Option<u8>) -> MessageRow {
    let own = stored.sender == scene.me;
    let ext = content::ext(&stored.ext);
    let body = body(scene.me, stored, &ext);
    let at_server = matches!(stored.state, State::Settled | State::OnlyMe) && stored.server_id != 0;
    let mine_in_time = own && stored.created >= scene.recall_after;
    let leads = scene.leads();
    let shown = !matches!(
        body,
        Body::Recalled | Body::Notice { .. } | Body::Shown(Shown::Call(_))
    );
    // What cannot be shown says nothing to others either, and a coupon is one.
    let stays = matches!(
        body,
        Body::Shown(Shown::Unsupported(_) | Shown::Encrypted(_) | Shown::Coupon(_))
    );
    let text = matches!(body, Body::Text { .. });
    let streamed = bot::of_message(&ext, stored.created).filter(|_| text && !own);
    let edited = text
        && streamed.is_none()
        && (!stored.wanted_content.is_empty()
            || ext
                .get(choices::EXT_IS_EDITED)
                .is_some_and(|edited| edited == "true"));
    MessageRow {
        id: stored.key.clone(),
        server_id: (stored.server_id != 0).then_some(ServerMessageId(stored.server_id)),
        sender: stored.sender,
        sender_name: name(&stored.sender_name, stored.sender),
        sender_avatar: avatar(
            &stored.sender_portrait,
            &stored.sender_name,
            stored.sender.0,
        ),
        own,
        time: stored.created,
        delivery: own.then(|| delivery(scene, stored, percent)),
        read_by: (own && at_server && shown)
            .then(|| scene.readers.of(stored.position.index))
            .flatten(),
        album: album::of_message(&ext),
        can_recall: at_server && shown && scene.rights.member && (mine_in_time || leads),
        can_edit: at_server && own && text && scene.rights.write,
        can_answer: at_server && shown && scene.rights.write,
        can_react: at_server && shown && scene.rights.react,
        can_unreact: at_server && shown && scene.rights.member,
        can_claim: at_server && !own && scene.rights.member && is_free_coupon(&body),
        can_mark: at_server && shown,
        can_pin_for_all: at_server && shown && scene.may_pin_for_all(),
        marks: match shown {
            true => stored.marks,
            false => Marks::default(),
        },
        can_forward: stored.stands() && shown && !stays,
        edited,
        edit_pending: text && !stored.wanted_content.is_empty(),
        can_write_again: stored.can_write_again && stored.recalled && scene.rights.write,
        answers: if shown { stored.answers } else { 0 },
        unsaved_edit: unsaved_edit(&stored.unsaved_edit),
        quote: match &stored.quote {
            Some(quoted) if shown => Some(quote::quote(scene.me, quoted)),
            _ => None,
        },
        reactions: match shown {
            true => reactions::reactions(scene.me, &stored.reactions, &stored.wanted_reactions),
            false => Vec::new(),
        },
        mentions_me: stored.mentions_me,
        links: match &body {
            Body::Text { text } => links::find(text),
            Body::Picture { picture } => links::find(&picture.caption),
            Body::Video { video } => links::find(&video.caption),
            _ => Vec::new(),
        },
        format: match &body {
            Body::Text { text } => format::read(text),
            _ => Vec::new(),
        },
        lost: stored.state == State::Lost,
        streamed: streamed.map(|streamed| StreamedRow::of(streamed, scene)),
        body,
    }
}

/// A coupon that nobody has claimed.
fn is_free_coupon(body: &Body) -> bool {
    matches!(body, Body::Shown(Shown::Coupon(coupon)) if !coupon.taken)
}

fn unsaved_edit(json: &str) -> Option<UnsavedEdit> {
    if json.is_empty() {
        return None;
    }
    // Written by the store and nowhere else.
    let kept: kept::UnsavedEdit = serde_json::from_str(json).ok()?;
    Some(UnsavedEdit {
        text: kept.text,
        reason: reason(&kept.code, kept.log_id.as_deref()),
    })
}

fn body(
    me: UserId,
    stored: &message::Stored,
    ext: &std::collections::BTreeMap<String, String>,
) -> Body {
    if stored.recalled {
        return Body::Recalled;
    }
    match kind::parse(stored.kind, stored.shown_content(), ext) {
        Content::Text(text) => Body::Text { text: seen(text) },
        Content::Notice(notice) => Body::Notice {
            text: seen(notice.words),
            happened: stored
                .happened
                .as_ref()
                .map(|said| happened::happened(me, said)),
            said_by: (stored.sender.0 != 0).then(|| name(&stored.sender_name, stored.sender)),
        },
        Content::Picture(found) => Body::Picture {
            picture: picture(*found, ext, stored),
        },
        Content::File(found) => Body::File {
            file: file(*found, stored),
        },
        Content::Voice(found) => Body::Voice {
            voice: VoiceRow {
                media: media_of(&found.uri, found.media_id(), stored),
                millis: found.millis,
                wave: kind::voice::wave_of(ext),
                bytes: found.bytes,
                played: reactions::is_played(me, stored),
            },
        },
        Content::Video(found) => Body::Video {
            video: video(*found, ext, stored),
        },
        Content::Shown(Shown::Coupon(coupon)) => Body::Shown(Shown::Coupon(Coupon {
            taken: coupon.taken || stored.wanted.claims(),
            ..coupon
        })),
        Content::Shown(shown) => Body::Shown(shown),
    }
}

/// The id that leads to what a message brings with it. Only what was written here may name a file of this computer.
fn media_of(uri: &str, id: Option<MediaId>, stored: &message::Stored) -> MediaId {
    let written_here = matches!(stored.state, State::Accepted | State::Sent | State::Stopped);
    match is_local(uri) && !written_here {
        true => object_id(""),
        false => id.unwrap_or_else(|| object_id("")),
    }
}

/// The file that a message brings, and a recording as one; none when it brings none.
pub fn file_of(stored: &message::Stored) -> Option<FileRow> {
    if stored.recalled {
        return None;
    }
    let ext = content::ext(&stored.ext);
    match kind::parse(stored.kind, stored.shown_content(), &ext) {
        Content::File(found) => Some(file(*found, stored)),
        Content::Video(found) => Some(video(*found, &ext, stored).file),
        Content::Voice(found) => Some(FileRow {
            media: media_of(&found.uri, found.media_id(), stored),
            may_run: may_run(&found.name),
            bytes: found.bytes,
            name: found.name,
        }),
        _ => None,
    }
}

/// What a message brings to be loaded: a picture, a recording, a video or a file.
pub fn media_of_message(stored: &message::Stored) -> Option<MediaId> {
    if stored.recalled {
        return None;
    }
    let ext = content::ext(&stored.ext);
    match kind::parse(stored.kind, stored.shown_content(), &ext) {
        Content::Picture(found) => Some(media_of(&found.uri, found.media_id(), stored)),
        _ => file_of(stored).map(|file| file.media),
    }
}

fn file(found: FileContent, stored: &message::Stored) -> FileRow {
    FileRow {
        media: media_of(&found.uri, found.media_id(), stored),
        may_run: may_run(&found.name),
        bytes: found.bytes,
        name: found.name,
    }
}

/// Name of a video that its sender gave none: what it is saved under says what it is.
const NAMELESS_VIDEO: &str = "video.mp4";

fn video(
    found: VideoContent,
    ext: &std::collections::BTreeMap<String, String>,
    stored: &message::Stored,
) -> VideoRow {
    let name = match found.name.as_str() {
        "" => NAMELESS_VIDEO.to_owned(),
        name => name.to_owned(),
    };
    VideoRow {
        file: FileRow {
            media: media_of(&found.uri, found.media_id(), stored),
            may_run: may_run(&name),
            bytes: found.bytes,
            name,
        },
        cover: found
            .cover_id()
            .map(|cover| media_of(&found.cover, Some(cover), stored)),
        width: found.width,
        height: found.height,
        seconds: whole_seconds(found.duration),
        thumbhash: thumbhash(ext),
        caption: seen(found.caption),
    }
}

fn thumbhash(ext: &std::collections::BTreeMap<String, String>) -> Option<String> {
    ext.get(choices::EXT_THUMBHASH)
        .filter(|hash| hash.len() <= 64)
        .cloned()
}

/// A picture as the bubble and the viewer show it.
pub fn picture(
    found: PictureContent,
    ext: &std::collections::BTreeMap<String, String>,
    stored: &message::Stored,
) -> Picture {
    Picture {
        media: media_of(&found.uri, found.media_id(), stored),
        width: found.width,
        height: found.height,
        bytes: found.bytes,
        animated: MOVING.contains(&found.mime.as_str())
            || ext
                .get(choices::EXT_ANIMATED)
                .is_some_and(|said| said == "1"),
        mime: found.mime,
        name: found.name,
        thumbhash: thumbhash(ext),
        caption: seen(found.caption),
        problem: None,
    }
}

fn delivery(scene: &Scene, stored: &message::Stored, percent: Option<u8>) -> Delivery {
    match stored.state {
        State::Accepted => match percent {
            Some(percent) => Delivery::Uploading { percent },
            None => match outbox::held_until(&stored.reason) {
                Some(until) => Delivery::HeldBack {
                    reason: reason(outbox::HELD_BACK, None),
                    until,
                },
                None => Delivery::Sending,
            },
        },
        State::Sent | State::Lost => Delivery::Sent,
        State::Stopped => Delivery::Failed {
            reason: stored_reason(&stored.reason),
        },
        State::OnlyMe => Delivery::OnlyMe {
            reason: stored_reason(&stored.reason),
        },
        State::Settled => {
            let read = scene.kind == ConversationKind::OneToOne
                && stored.position.index > 0
                && stored.position.index <= scene.peer_read;
            if read { Delivery::Read } else { Delivery::Sent }
        }
    }
}

/// A name to show, [`unnamed::person`] when there is none or nobody could see it.
pub fn name(known: &str, user: UserId) -> String {
    plain(known).unwrap_or_else(|| unnamed::person(user))
}

/// A name as it stands in lines and sentences: none when nothing of it can be seen, and without signs that turn around
/// what follows it.
pub fn plain(name: &str) -> Option<String> {
    if is_blank(name) {
        return None;
    }
    Some(without_direction(name).trim().to_owned())
}

/// A text as it came, and nothing when nothing of it can be seen: the page has a word for that.
pub fn seen(text: String) -> String {
    if is_blank(&text) { String::new() } else { text }
}

/// As [`line`], for names that stand in fields.
pub fn one_line(text: &str) -> String {
    line(text)
}

/// A text for a place that has one line and other words beside it.
pub fn line(text: &str) -> String {
    seen(without_direction(text).trim().to_owned())
}

/// A picture, or initials on a colour.
pub fn avatar(portrait: &str, name: &str, id: i64) -> Avatar {
    // A picture of this computer is named by nobody else.
    let media = match portrait {
        "" => None,
        portrait if is_local(portrait) => None,
        portrait => Some(object_id(portrait)),
    };
    Avatar {
        media,
        initials: initials(name, id),
        // A step that shares no factor with 360 keeps neighbours apart.
        hue: u16::try_from(id.rem_euclid(360) * 137 % 360).unwrap_or(0),
    }
}

/// Signs of one initial that are kept: emoji made of several people have seven, and somebody may stack a thousand marks.
const INITIAL_SIGNS: usize = 12;

/// Up to two characters as people count them: the first of the first and of the last word, the last two of a Chinese
/// person's name, the first of a longer Chinese one.
fn initials(name: &str, id: i64) -> String {
    let Some(name) = plain(name) else {
        let digits = id.to_string();
        let skip = digits.len().saturating_sub(2);
        return digits.chars().skip(skip).collect();
    };
    let name = name.as_str();
    let letters = |c: &char| c.is_alphanumeric();
    let east_asian = |c: &char| {
        letters(c)
            && (('\u{2e80}'..='\u{9fff}').contains(c) || ('\u{ac00}'..='\u{d7af}').contains(c))
    };
    let signs: Vec<char> = name.chars().filter(east_asian).collect();
    match signs.len() {
        0 => {}
        // A person's name: the given name stands last.
        1..=3 => return signs.iter().skip(signs.len().saturating_sub(2)).collect(),
        // A group's or a longer one: its beginning tells most.
        _ => return signs.iter().take(1).collect(),
    }
    let initial = |word: &str| -> Option<String> {
        let letter = word
            .graphemes(true)
            .find(|part| part.chars().any(|c| letters(&c)))?;
        let kept = letter.chars().take(INITIAL_SIGNS);
        Some(kept.flat_map(char::to_uppercase).collect())
    };
    let mut words = name.split_whitespace().filter_map(initial);
    match (words.next(), words.next_back()) {
        (Some(first), last) => first + &last.unwrap_or_default(),
        (None, _) => {
            let sign = name.graphemes(true).next().unwrap_or_default();
            sign.chars().take(INITIAL_SIGNS).collect()
        }
    }
}

/// What somebody is called: what the person calls them, else their own name.
fn called<'a>(remark: &'a str, nick_name: &'a str) -> &'a str {
    match is_blank(remark) {
        true => nick_name,
        false => remark,
    }
}

/// A person.
pub fn person(stored: &person::Stored) -> Person {
    let user = stored.profile.user;
    let called = called(&stored.remark, &stored.profile.nick_name);
    Person {
        id: user,
        name: name(called, user),
        avatar: avatar(&stored.profile.portrait, called, user.0),
    }
}

/// Role for people.
pub fn role(number: i32) -> Role {
    match number {
        1 => Role::Owner,
        2 => Role::Manager,
        _ => Role::Member,
    }
}

/// A member.
pub fn member(stored: &participant::Stored) -> Member {
    let user = stored.participant.user;
    let called = called(&stored.remark, &stored.nick_name);
    Member {
        person: Person {
            id: user,
            name: name(called, user),
            avatar: avatar(&stored.portrait, called, user.0),
        },
        nickname: plain(&stored.nick_name).filter(|_| called != stored.nick_name),
        role: role(stored.participant.role),
        alias: plain(&stored.participant.alias),
        muted: match stored.participant.muted_until {
            0 => None,
            MUTED_FOREVER => Some(Muted { until: None }),
            until => Some(Muted { until: Some(until) }),
        },
    }
}

/// Title of a conversation. Never empty.
pub fn title(stored: &conversation::Stored) -> String {
    match known_title(stored) {
        Some(name) => name,
        None if stored.peer != 0 => unnamed::person(UserId(stored.peer)),
        None => unnamed::group(),
    }
}

fn known_title(stored: &conversation::Stored) -> Option<String> {
    let members: Vec<String> = stored.member_names.split('、').filter_map(plain).collect();
    [&stored.name, &stored.peer_name, &members.join("、")]
        .into_iter()
        .find_map(|name| plain(name))
}

/// Picture of a conversation.
pub fn conversation_avatar(stored: &conversation::Stored) -> Avatar {
    let title = known_title(stored).unwrap_or_default();
    let (portrait, seed) = match stored.peer {
        0 => (&stored.icon, stored.conversation.short_id),
        peer => (&stored.peer_portrait, peer),
    };
    avatar(portrait, &title, seed)
}

/// A line of the list.
pub fn conversation_row(me: UserId, stored: &conversation::Stored) -> ConversationRow {
    let title = title(stored);
    let kind = conversations::kind(stored.conversation.kind);
    let own = stored.preview_sender == me.0;
    let preview = Noun::of_number(stored.preview_kind).map(|preview| Preview {
        kind: preview,
        text: line(&stored.preview_text),
        sender: (kind != ConversationKind::OneToOne && !own && preview != Noun::Notice)
            .then(|| name(&stored.sender_name, UserId(stored.preview_sender))),
        own,
        happened: stored
            .preview_event
            .as_ref()
            .map(|said| happened::happened(me, said)),
    });
    ConversationRow {
        id: stored.conversation.id.clone(),
        kind,
        avatar: conversation_avatar(stored),
        title,
        peer: (stored.peer != 0).then_some(UserId(stored.peer)),
        bot: stored.peer_bot,
        unread: u32::try_from(stored.unread).unwrap_or(0),
        mentioned: stored.mentioned,
        pinned: stored.pinned,
        muted: stored.muted,
        let_through: (!stored.own.let_through.is_empty())
            .then(|| LetThrough::read(&stored.own.let_through)),
        favourite: stored.own.favourite,
        marked_unread: stored.own.marked_unread,
        archived: stored.own.archived,
        join_requests: match stored.member && role(stored.my_role) != Role::Member {
            true => stored.own.join_requests,
            false => 0,
        },
        folders: stored.own.folders.clone(),
        notes: stored.peer == me.0,
        member: stored.member,
        closed: happened::closed(me, stored),
        members: match kind {
            ConversationKind::OneToOne => 0,
            _ => u32::try_from(stored.member_count).unwrap_or(0),
        },
        preview,
        draft: Some(DraftLine {
            text: line(&stored.draft),
            pictures: stored.draft_pictures,
            voice: stored.draft_voice,
        })
        .filter(|draft| draft.pictures || draft.voice || !draft.text.is_empty()),
        outgoing: match stored.outgoing {
            2 => Some(Outgoing::Failed),
            1 => Some(Outgoing::Sending),
            _ => None,
        },
        time: stored.sort_time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_nobody_can_see_is_a_number_and_none_turns_a_sentence_around() {
        for (known, shown) in [
            ("Bob", "Bob"),
            (" Bob ", "Bob"),
            ("", "User 10009"),
            ("\u{200b}\u{200d}", "User 10009"),
            ("\u{3164}", "User 10009"),
            ("\u{202e}\u{2066} ", "User 10009"),
            ("Bob\u{202e}", "Bob"),
            ("\u{2067}Bob\u{200f}", "Bob"),
            ("שלום", "שלום"),
        ] {
            assert_eq!(name(known, UserId(10009)), shown, "{known:?}");
        }
    }

    #[test]
    fn a_text_nobody_can_see_is_none_and_others_stay_as_they_came() {
        assert_eq!(seen("\u{200b}\n\u{2800}".to_owned()), "");
        let turned = "a\u{202e}b\u{200b}";
        assert_eq!(seen(turned.to_owned()), turned);
        assert_eq!(line("\u{202e} a\u{2066}b"), "ab");
        assert_eq!(line("\u{202e}\u{200b}"), "");
    }

    #[test]
    fn initials_are_two_at_most_and_never_none() {
        for (name, expected) in [
            ("Alice Liddell", "AL"),
            ("Alice Pleasance Liddell", "AL"),
            ("Anna von der Heide 🌿", "AH"),
            ("e\u{301}mile Zola", "E\u{301}Z"),
            ("नीरज", "नी"),
            ("👩‍👩‍👧‍👦 👍🏽", "👩‍👩‍👧‍👦"),
            ("🇫🇷", "🇫🇷"),
            ("bob", "B"),
            ("王小明", "小明"),
            ("Echo 回声", "回声"),
            ("欢迎使用 Linnet · Welcome", "欢"),
            ("🐦", "🐦"),
            ("", "01"),
            ("  ", "01"),
            ("\u{200b}\u{3164}", "01"),
            ("\u{202e}·bob", "B"),
            ("\u{202e}·", "·"),
        ] {
            assert_eq!(initials(name, 10001), expected, "{name}");
        }
    }
}
