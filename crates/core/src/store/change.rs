//! What a transaction changed for the person, in terms that views, events and notifications share.

use std::sync::Arc;

use crate::error::Reason;
use crate::model::UserId;
use crate::model::activity::Activity;
use crate::model::contact::ContactNews;
use crate::model::presence::Presence;

/// Row of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cid(pub i64);

/// Row of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mid(pub i64);

/// One thing that changed. Readers fetch the new state from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A line of the list: names, settings, summary, membership.
    Conversation {
        /// Which.
        conversation: Cid,
    },
    /// A message came that was not there before.
    MessageNew {
        /// Where.
        conversation: Cid,
        /// Which.
        message: Mid,
        /// It is news (not history, not the first load): it may notify.
        live: bool,
    },
    /// Messages of others were missed and are here now; told in one summary.
    CaughtUp {
        /// Where.
        conversation: Cid,
        /// How many.
        messages: u32,
    },
    /// A message says, stands or is marked differently, or became visible or hidden.
    Message {
        /// Where.
        conversation: Cid,
        /// Which.
        message: Mid,
    },
    /// A message of a conversation is marked, or no longer, or a marked one changed.
    Marks {
        /// Where.
        conversation: Cid,
    },
    /// Texts are planned otherwise in a conversation.
    Planned {
        /// Where.
        conversation: Cid,
    },
    /// A planned text was sent later than planned.
    SentLate {
        /// Where.
        conversation: Cid,
    },
    /// A planned text was not sent, and waits for the person to decide.
    PlannedHeld {
        /// Where.
        conversation: Cid,
    },
    /// Somebody did not let the person into a group.
    JoinRefused {
        /// Who.
        by: UserId,
        /// Name of the group, as the server tells it.
        group: String,
    },
    /// The person is to be reminded of other messages, or at other times.
    Reminders,
    /// The time has come to remind the person of a message.
    Reminder {
        /// Where.
        conversation: Cid,
        /// Which.
        message: Mid,
    },
    /// Answers to a message of a conversation show it differently: more of them than are told one by one.
    Quotes {
        /// Where.
        conversation: Cid,
    },
    /// All messages of a conversation at or below its `min_index` are gone.
    Cleared {
        /// Where.
        conversation: Cid,
    },
    /// Ranges changed, or a gap is being loaded, failed or is gone.
    Gaps {
        /// Where.
        conversation: Cid,
    },
    /// Somebody has read further.
    ReadByOthers {
        /// Where.
        conversation: Cid,
    },
    /// The person has read further, on any device.
    Read {
        /// Where.
        conversation: Cid,
    },
    /// Members came, left or changed.
    Members {
        /// Where.
        conversation: Cid,
        /// Who; none when it may be anybody.
        users: Vec<UserId>,
    },
    /// What all members share of a conversation has a new version: name, announcement, who can write.
    Info {
        /// Where.
        conversation: Cid,
    },
    /// Those without a name are called otherwise: the language is another.
    Names,
    /// A name or picture is known or changed.
    Person {
        /// Whose.
        user: UserId,
    },
    /// A friend, a request or a blocked person changed, or what waits for them.
    Contact {
        /// Who.
        user: UserId,
        /// What happened, when it is news.
        news: Option<ContactNews>,
    },
    /// So many contacts changed that all of them are to be read.
    Contacts,
    /// Requests were seen, here or on another device.
    RequestsSeen,
    /// The server refused what the person had asked for about a contact; as `Refused`.
    ContactRefused {
        /// Whom it was about; 0 for nobody.
        user: UserId,
        /// Name of the kind of operation.
        operation: &'static str,
        /// Why.
        reason: Reason,
    },
    /// Somebody or something unknown was named, and is fetched.
    Wanted,
    /// A picture was withdrawn, deleted or cleared: its files may go.
    MediaUnwanted,
    /// What waits to be sent changed.
    Outbox {
        /// Where.
        conversation: Cid,
    },
    /// A file stands otherwise on this computer, or is known under another id.
    Media {
        /// Which.
        media: crate::model::MediaId,
    },
    /// Not stored: an upload went on.
    #[cfg_attr(
        not(feature = "multimedia"),
        expect(dead_code, reason = "own pictures only")
    )]
    Upload {
        /// Where.
        conversation: Cid,
        /// Which message.
        message: Mid,
        /// Of the bytes, 0 to 100.
        percent: u8,
    },
    /// The server refused what the person had asked for: its effect is gone, and this is why.
    Refused {
        /// Where.
        conversation: Cid,
        /// Name of the kind of operation.
        operation: &'static str,
        /// Why.
        reason: Reason,
    },
    /// The server had been set back to an older state, and everything was loaded again.
    ServerSetBack,
    /// Not stored: the first load went on.
    Loading,
    /// Not stored: somebody is about to send something.
    Activity {
        /// Where.
        conversation: Cid,
        /// Who.
        user: UserId,
        /// What they do.
        activity: Activity,
    },
    /// Not stored: people have come or gone.
    Presence {
        /// Who, and how they stand.
        people: Arc<[(UserId, Presence)]>,
    },
    /// Not stored: an application has sent something of its own.
    Signal {
        /// Where.
        conversation: Cid,
        /// Who.
        user: UserId,
        /// As it came.
        content: std::sync::Arc<str>,
    },
}
