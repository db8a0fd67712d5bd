//! What a device is asked to do, and what it answers. Plain values: they go to a device in this process as they are,
//! and to one in a process of its own as lines of JSON.

use std::path::PathBuf;

use linnet_core::model::mark::MarkKind;
use serde::{Deserialize, Serialize};

use super::seen::Seen;

/// Something a person does on a device, or something that happens to the device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Goes online.
    Start,
    /// Opens the conversation with somebody.
    OneToOne {
        /// With whom.
        user: i64,
    },
    /// Makes a group.
    Group {
        /// Its name.
        name: String,
        /// Its members.
        users: Vec<i64>,
    },
    /// Sends words.
    Text {
        /// Where.
        chat: String,
        /// Id of the submission.
        key: String,
        /// What.
        words: String,
    },
    /// Sends a picture; what is none by the ending of its name, as a video, as a recording or as a file.
    Picture {
        /// Where.
        chat: String,
        /// Id of the submission.
        key: String,
        /// The file.
        file: PathBuf,
    },
    /// Sends the newest messages on to another conversation, and words behind them.
    Forward {
        /// From where.
        chat: String,
        /// How many of the newest.
        count: usize,
        /// Where to.
        to: String,
        /// Id of the submission.
        key: String,
        /// As one card.
        together: bool,
        /// The words.
        comment: String,
    },
    /// Writes words and attaches files, and does not send them.
    Write {
        /// Where.
        chat: String,
        /// What.
        words: String,
        /// With them.
        files: Vec<PathBuf>,
    },
    /// Sends what was written: the files as an album, the words with the first.
    SendDraft {
        /// Where.
        chat: String,
        /// Ids of the submissions, one for each file.
        keys: Vec<String>,
    },
    /// Plans the words that were written for a time of day.
    SendLater {
        /// Where.
        chat: String,
        /// Id of the submission.
        key: String,
        /// Milliseconds from now.
        after: i64,
    },
    /// Takes the person's stopped message back into the draft.
    TakeBack {
        /// Where.
        chat: String,
    },
    /// Looks at what was written and not sent.
    Draft {
        /// Where.
        chat: String,
    },
    /// Writes a conversation into a folder, with what is on the device.
    Export {
        /// Which.
        chat: String,
        /// Where the folder is made.
        place: PathBuf,
    },
    /// Looks for words everywhere.
    Find {
        /// Which.
        words: String,
    },
    /// Withdraws one of the person's own messages.
    Recall {
        /// Where.
        chat: String,
        /// Counted from the newest.
        back: usize,
    },
    /// Deletes any message for the person; one that is not at the server is given up.
    Delete {
        /// Where.
        chat: String,
        /// Counted from the newest.
        back: usize,
    },
    /// Reads everything.
    Read {
        /// Where.
        chat: String,
    },
    /// Empties the conversation.
    Clear {
        /// Which.
        chat: String,
    },
    /// Takes the conversation away.
    Away {
        /// Which.
        chat: String,
    },
    /// Keeps the conversation on top, or no longer.
    Pin {
        /// Which.
        chat: String,
        /// On top.
        on: bool,
    },
    /// Reacts to a message that is at the server, or no longer.
    React {
        /// Where.
        chat: String,
        /// Counted from the newest.
        back: usize,
        /// It is to be there.
        on: bool,
    },
    /// Marks a message that is at the server, or no longer.
    Mark {
        /// Where.
        chat: String,
        /// Counted from the newest.
        back: usize,
        /// How.
        mark: MarkKind,
        /// It is to be marked.
        on: bool,
    },
    /// Gives an own text other words.
    Edit {
        /// Where.
        chat: String,
        /// Counted from the newest.
        back: usize,
        /// The words.
        words: String,
    },
    /// Silences the conversation, or no longer.
    Mute {
        /// Which.
        chat: String,
        /// Silent.
        on: bool,
    },
    /// Blocks somebody, or no longer.
    Block {
        /// Whom.
        user: i64,
        /// Blocked.
        on: bool,
    },
    /// Adds somebody to a group.
    Add {
        /// Which group.
        chat: String,
        /// Whom.
        user: i64,
    },
    /// Takes somebody out of a group.
    Remove {
        /// Which group.
        chat: String,
        /// Whom.
        user: i64,
    },
    /// Gives a group another name.
    Rename {
        /// Which group.
        chat: String,
        /// The name.
        name: String,
    },
    /// Sends everything again that has stopped.
    Retry,
    /// The computer woke up.
    Wake,
    /// From now on no new token is given, or one is again.
    Tokens {
        /// Whether there are tokens.
        given: bool,
    },
    /// The network is there again; whatever waits is worth a try.
    Online,
    /// The clock is this far ahead in all, in milliseconds.
    Clock {
        /// Milliseconds.
        moved_ms: i64,
    },
    /// Somebody sets the computer's time of day so far beside the right one, in milliseconds.
    SetClock {
        /// Milliseconds, negative for back.
        beside_ms: i64,
    },
    /// Its process is killed when it comes by this fail point for the so-manieth time from now.
    Die {
        /// Name of the fail point.
        point: String,
        /// From 1.
        times: u32,
    },
    /// Looks at everything.
    Look,
    /// Looks for words.
    Search {
        /// What is typed.
        words: String,
    },
    /// Loads the file that a message brings.
    Load {
        /// Id of the message.
        key: String,
    },
    /// Ends in good order.
    Stop,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Done,
    /// The conversation's id.
    Chat {
        /// Id.
        id: String,
    },
    /// The message that was meant.
    Message {
        /// Its id.
        key: String,
    },
    /// Messages that are sent again.
    Again {
        /// Their ids.
        keys: Vec<String>,
    },
    /// Messages that were forwarded, oldest first.
    Forwarded {
        /// Their ids.
        keys: Vec<String>,
    },
    /// Messages that were found, newest first.
    Found {
        /// Their ids.
        keys: Vec<String>,
        /// There are more.
        more: bool,
    },
    /// A file is here.
    Loaded {
        /// SHA-256 of its bytes, in hex.
        sha256: String,
    },
    /// What was written and not sent, and what stands beside it.
    Draft {
        /// Words.
        words: String,
        /// How many files are attached.
        files: usize,
        /// Own messages, sent or not.
        own: usize,
        /// Those of them that have stopped.
        stopped: usize,
        /// Texts that are planned.
        planned: usize,
    },
    /// Texts of messages that were found.
    Texts {
        /// Them, the newest first.
        texts: Vec<String>,
    },
    /// Not done, and why.
    Refused {
        /// The reason's code.
        code: String,
    },
    /// There was nothing to do it with.
    Nothing,
    /// What is to be seen.
    Seen {
        /// It.
        seen: Box<Seen>,
    },
}
