//! Everything that can go wrong, as a type: what it was, whether trying again helps, and a sentence for people in both
//! languages ([`Error::reason`]). Texts of servers and tokens never become part of a log line made from here.

mod config;
mod reason;
mod text;

pub use config::{AddressError, ConfigError};
pub use reason::{LocalText, Reason};
pub use text::sentence;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use linnet_proto::{choices, keys};
use rusqlite::ErrorCode;

/// Result of the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not be reached, or what came back was not an answer.
    #[error("transport: {0}")]
    Transport(#[from] Transport),
    /// The server answered with a status other than 0 and 200 (protocol: enums, StatusCode).
    #[error("command {command} refused with status {status}")]
    Status {
        /// Command of the request.
        command: i32,
        /// StatusCode.
        status: i32,
        /// The server's own words, for the rules of section 7 of the envelope page; not shown and not logged.
        description: String,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// A message was refused inside its answer (protocol: enums, SendMessageStatus).
    #[error("message refused with send status {status}, check code {check_code}")]
    Send {
        /// SendMessageStatus.
        status: i32,
        /// Code of the application's own check; 0 when there was none.
        check_code: i64,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// A change of a conversation was refused inside its answer (protocol: enums, ConversationOperationStatus).
    #[error("conversation change refused with status {status}, check code {check_code}")]
    Operation {
        /// ConversationOperationStatus.
        status: i32,
        /// Code of the application's own check; 0 when there was none.
        check_code: i64,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// A friend request was refused inside its answer (protocol: enums, FriendErrorCode).
    #[error("friend request refused with status {status}")]
    Friend {
        /// FriendErrorCode.
        status: i32,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// A request to join a group was refused inside its answer (protocol: enums, ApplyErrorCode).
    #[error("request to join refused with status {status}")]
    Join {
        /// ApplyErrorCode.
        status: i32,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// A name of which nothing can be seen.
    #[error("the name is empty")]
    EmptyName,
    /// An answer came without the member its command needs, or with one that makes no sense.
    #[error("answer to command {command} cannot be used")]
    Answer {
        /// Command of the request.
        command: i32,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// No valid token, and none could be had.
    #[error("token: {0}")]
    Token(#[from] TokenError),
    /// The configuration does not fit.
    #[error("configuration: {0}")]
    Config(#[from] ConfigError),
    /// The database answered with an error.
    #[error("database: {0}")]
    Store(#[from] rusqlite::Error),
    /// The account's folder is open in another process.
    #[error("the account's folder is in use")]
    FolderInUse,
    /// The database was written by a newer version; it is left as it is.
    #[error("the database has version {found}, this program knows up to {known}")]
    DatabaseNewer {
        /// Version found.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// The key does not open the database.
    #[error("the key does not open the database")]
    DatabaseKey,
    /// A step to a newer schema failed; the database is as it was before.
    #[error("the database could not be brought to version {to} and was left as it was: {source}")]
    Migration {
        /// Version the step leads to.
        to: i64,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// A picture or its transfer.
    #[error("media: {0}")]
    Media(#[from] MediaError),
    /// What was asked for is not known here.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The person is not a member of the conversation any more.
    #[error("not a member")]
    NotMember,
    /// Nothing to send.
    #[error("the message is empty")]
    EmptyMessage,
    /// A text is longer than its limit.
    #[error("{what} is longer than {limit}")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// Its limit: bytes for messages, characters for names.
        limit: usize,
    },
    /// The content of a custom message, or the name of one of its entries, is not one that can be sent.
    #[error("the content is no JSON object, or an entry has a name of the system")]
    NotCustom,
    /// More messages than one card has room for.
    #[error("the messages do not fit on one card")]
    CardFull,
    /// As many texts are planned in a conversation, or as many reminders are set, as can be.
    #[error("no more than {limit} can be planned")]
    TooManyPlanned {
        /// How many can be.
        limit: usize,
    },
    /// There are as many folders as can be.
    #[error("no more than {limit} folders")]
    TooManyFolders {
        /// How many can be.
        limit: usize,
    },
    /// The name of a folder shows nothing.
    #[error("the folder has no name")]
    NoFolderName,
    /// The time of day that something was planned for has passed.
    #[error("the time has passed")]
    TimePassed,
    /// Not possible in this state, e.g. retrying what is being sent.
    #[error("not possible now: {0}")]
    NotNow(&'static str),
    /// A message that is to be taken away is at the server, or its answer is not known yet.
    #[error("the message is at the server or may be")]
    MayBeSent,
    /// The message says something else than the person saw when they wrote the edit.
    #[error("the message was edited elsewhere")]
    EditedElsewhere,
    /// The coupon was claimed before.
    #[error("the coupon was claimed")]
    CouponTaken,
    /// A reaction was refused inside its answer (protocol: enums, ModifyMessagePropertyStatus).
    #[error("reaction refused with status {status}")]
    Reaction {
        /// ModifyMessagePropertyStatus.
        status: i32,
        /// The server's log id.
        log_id: Option<String>,
    },
    /// The server was set back to an older state; everything is loaded again by itself.
    #[error("the server was set back")]
    SetBack,
    /// What several asked for at once failed, for all of them alike.
    #[error("{0}")]
    Shared(Arc<Error>),
    /// The person cancelled it.
    #[error("cancelled")]
    Cancelled,
    /// The client is stopped.
    #[error("the client is stopped")]
    Stopped,
    /// The program was built without this cargo feature.
    #[error("built without the feature {0}")]
    FeatureMissing(&'static str),
}

/// A failure on the way to the server or back. All of these are worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Transport {
    /// No connection: no network, or no way to the server.
    #[error("cannot connect")]
    Connect,
    /// The server's name has no address.
    #[error("name not found")]
    NameNotFound,
    /// The server's computer answers, and nothing listens there.
    #[error("connection refused")]
    ConnectionRefused,
    /// The certificate of the server was not accepted.
    #[error("certificate not accepted")]
    Certificate,
    /// The encryption failed in another way.
    #[error("secure connection failed")]
    Tls,
    /// Something on the way answered instead of the server: the sign-in page of a network, a filter.
    #[error("something else answered instead of the server")]
    Intercepted,
    /// The proxy does not answer.
    #[error("cannot reach the proxy")]
    ProxyUnreachable,
    /// The proxy answers and opens no way to the server.
    #[error("the proxy opened no connection")]
    ProxyRefused,
    /// The proxy wants a user name and a password, or others.
    #[error("the proxy wants a password")]
    ProxyPassword,
    /// The connection broke with the request under way.
    #[error("connection lost")]
    Lost,
    /// No answer within the limit.
    #[error("no answer in time")]
    TimedOut,
    /// HTTP status other than 200.
    #[error("HTTP status {0}")]
    Http(u16),
    /// The answer is empty or cannot be decoded.
    #[error("undecodable answer")]
    Undecodable,
    /// The answer is larger than the limit.
    #[error("answer too large")]
    TooLarge,
    /// The request is larger than the limit; it was not sent.
    #[error("request too large")]
    RequestTooLarge,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The provider has nothing newer than the token that was refused.
    #[error("no newer token")]
    NoNewer,
    /// The application server could not be reached, or somebody else answered.
    #[error("application server: {0}")]
    Unreachable(#[from] Transport),
    /// The application server wants to be left alone for this long.
    #[error("application server busy for {0:?}")]
    Busy(Duration),
    /// The application server refused: wrong secret, unknown user.
    #[error("application server refused with HTTP status {0}")]
    Refused(u16),
    /// The application server's answer holds no token.
    #[error("application server answered without a token")]
    NoToken,
    /// What the server gives with it is not this account's: it is the token of somebody else.
    #[error("the token of another user")]
    OtherUser,
    /// The token is empty, longer than 4 KiB, or has characters a header cannot carry.
    #[error("not a token")]
    Malformed,
}

/// What can be wrong with a picture or its way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// More bytes than the limit of 50 MiB.
    #[error("file too large")]
    FileTooLarge,
    /// More than 100 megapixels, or a side longer than 65,535 pixels.
    #[error("picture too large")]
    TooManyPixels,
    /// No picture at all, whatever its name says.
    #[error("not a picture")]
    NotAPicture,
    /// A video, for a service that takes none.
    #[error("the service takes no videos")]
    OverseasVideo,
    /// No file: a folder, a pipe, a device.
    #[error("not a file")]
    NotAFile,
    /// A picture of a kind that has no decoder here.
    #[error("no decoder for {0}")]
    NoDecoder(String),
    /// Damaged or cut off.
    #[error("damaged picture")]
    Damaged,
    /// The file is empty.
    #[error("empty file")]
    Empty,
    /// The file is gone or may not be read.
    #[error("file cannot be read")]
    Unreadable,
    /// What the file lies on does not answer, e.g. a network drive without its network.
    #[error("file does not answer")]
    NotAnswering,
    /// The file is another one than the person saw when choosing it.
    #[error("the file was changed after it was chosen")]
    Changed,
    /// The disk is full.
    #[error("disk full")]
    DiskFull,
    /// The decoding process ended, ran out of memory or took too long.
    #[error("the picture worker failed")]
    Worker,
    /// The storage service refused.
    #[error("storage refused: HTTP {http}, code {code}")]
    Storage {
        /// HTTP status.
        http: u16,
        /// The service's own code; empty when it gave none.
        code: String,
        /// The service's request id.
        request_id: Option<String>,
    },
    /// The upload session is no longer valid; the upload begins again from `apply`.
    #[error("upload session expired")]
    SessionExpired,
    /// The object is not kept any more.
    #[error("object gone")]
    Gone,
    /// What came is not what was announced: length, checksum or kind.
    #[error("downloaded bytes do not fit")]
    Mismatch,
    /// What somebody sent has more bytes than are loaded.
    #[error("the received picture is too large")]
    TooLargeToLoad,
    /// What somebody sent is nothing that can be shown here. Its original can be saved.
    #[error("the received picture cannot be shown")]
    CannotBeShown,
    /// A recording of a kind that has no decoder here, or a damaged one. It can be saved.
    #[error("the recording cannot be played")]
    CannotBePlayed,
    /// No microphone is connected, or no sound system runs.
    #[error("no microphone")]
    NoMicrophone,
    /// The system does not let this program use the microphone.
    #[error("the microphone may not be used")]
    MicrophoneRefused,
    /// Another program has the microphone for itself.
    #[error("the microphone is in use")]
    MicrophoneBusy,
    /// The microphone was unplugged while it recorded.
    #[error("the microphone is gone")]
    MicrophoneLost,
    /// Nothing is there to play with.
    #[error("no loudspeaker")]
    NoSpeaker,
    /// A recording shorter than a second.
    #[error("the recording is too short")]
    VoiceTooShort,
    /// Servers overseas take no recordings and videos (protocol: sdk, limits).
    #[error("no recordings overseas")]
    NotOverseas,
}

impl Error {
    /// A stable word for the kind of failure. It is stored, so it never changes its meaning; [`sentence`] has its text.
    pub fn code(&self) -> String {
        let word = match self {
            Self::Transport(transport) => transport.word(),
            Self::Status {
                status: 1 | 100, ..
            } => "token_expired",
            Self::Status { status, .. } => return format!("status_{status}"),
            // Protocol: enums, SendMessageStatus: shown by clients as "the receiver has cancelled the account".
            Self::Send {
                status: 3,
                check_code: 100,
                ..
            } => "receiver_gone",
            Self::Send {
                check_code: keys::CHECK_WORDS,
                ..
            } => "words_refused",
            Self::Operation {
                check_code: keys::CHECK_WORDS,
                ..
            } => "text_refused",
            Self::Send {
                check_code: choices::CHECK_GROUP_MUTED,
                ..
            } => "group_muted",
            Self::Send {
                check_code: choices::CHECK_MEMBER_MUTED,
                ..
            } => "member_muted",
            Self::Send {
                check_code: choices::CHECK_CALLS_EVERYONE,
                ..
            } => "calls_everyone",
            Self::Send {
                check_code: choices::CHECK_MEDIA_GONE,
                ..
            } => "media_to_send_gone",
            Self::Send { status, .. } => return format!("send_{status}"),
            Self::Operation { status, .. } => return format!("operation_{status}"),
            Self::Friend { status, .. } => return format!("friend_{status}"),
            Self::Join { status, .. } => return format!("join_{status}"),
            Self::EmptyName => "empty_name",
            Self::Answer { .. } => "bad_answer",
            Self::Token(token) => token.word(),
            Self::Config(error) => error.word(),
            Self::Store(error) if is_disk_full(error) => "disk_full",
            Self::Store(error) if is_damage(error) => "database_damaged",
            Self::Store(error) if is_not_writable(error) => "not_writable",
            Self::Store(error) if is_busy(error) => "database_busy",
            Self::Store(_) => "database",
            Self::FolderInUse => "folder_in_use",
            Self::DatabaseNewer { .. } => "database_newer",
            Self::DatabaseKey => "database_key",
            Self::Migration { .. } => "database_migration",
            Self::Io(error) if error.kind() == ErrorKind::StorageFull => "disk_full",
            Self::Io(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
                ) =>
            {
                "not_writable"
            }
            Self::Io(_) => "file",
            Self::Media(MediaError::NoDecoder(kind)) => return format!("no_decoder_{kind}"),
            Self::Media(media) => media.word(),
            Self::NotFound(_) => "not_found",
            Self::NotMember => "not_member",
            Self::EmptyMessage => "empty",
            Self::TooLong { .. } => "too_long",
            Self::CardFull => "card_full",
            Self::TooManyPlanned { .. } => "too_many_planned",
            Self::TooManyFolders { .. } => "too_many_folders",
            Self::NoFolderName => "no_folder_name",
            Self::TimePassed => "time_passed",
            Self::NotNow(_) => "not_now",
            Self::MayBeSent => "may_be_sent",
            Self::EditedElsewhere => "edited_elsewhere",
            Self::NotCustom => "not_custom",
            Self::CouponTaken => "coupon_taken",
            Self::Reaction { status, .. } => return format!("reaction_{status}"),
            Self::SetBack => "server_set_back",
            Self::Shared(error) => return error.code(),
            Self::Cancelled => "cancelled",
            Self::Stopped => "stopped",
            Self::FeatureMissing(_) => "feature_missing",
        };
        word.to_owned()
    }

    /// The server's log id, to quote when asking for help.
    pub fn log_id(&self) -> Option<&str> {
        match self {
            Self::Status { log_id, .. }
            | Self::Send { log_id, .. }
            | Self::Operation { log_id, .. }
            | Self::Friend { log_id, .. }
            | Self::Join { log_id, .. }
            | Self::Reaction { log_id, .. }
            | Self::Answer { log_id, .. } => log_id.as_deref(),
            Self::Media(MediaError::Storage { request_id, .. }) => request_id.as_deref(),
            Self::Shared(error) => error.log_id(),
            _ => None,
        }
    }

    /// What happened and what to do, for people.
    pub fn reason(&self) -> Reason {
        reason(&self.code(), self.log_id())
    }

    /// What was to be done cannot be done with this data, and can with other: one bad entry of a page. A full disk or a
    /// damaged file is nobody's bad entry.
    pub(crate) fn is_about_the_data(&self) -> bool {
        match self {
            Self::Store(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
                failure.code,
                ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch
            ),
            Self::Token(TokenError::OtherUser) | Self::SetBack => false,
            Self::Shared(error) => error.is_about_the_data(),
            _ => true,
        }
    }

    /// The database's file is damaged.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Store(error) => is_damage(error),
            Self::Shared(error) => error.is_damage(),
            _ => false,
        }
    }

    /// The server understood and said no, and will the next time too: it is not just busy, and wants no other token
    /// (protocol: envelope, section 7).
    pub(crate) fn is_refusal(&self) -> bool {
        self.status()
            .is_some_and(|status| !matches!(status, 1 | 6 | 16 | 23 | 78 | 100 | 500))
    }

    /// The envelope status of a refused request, if that is what it was (protocol: enums, StatusCode).
    pub fn status(&self) -> Option<i32> {
        match self {
            Self::Status { status, .. } => Some(*status),
            Self::Shared(error) => error.status(),
            _ => None,
        }
    }
}

/// The status inside the answers that change a conversation (protocol: enums, ConversationOperationStatus).
pub(crate) fn accepted(
    status: Option<i32>,
    check_code: Option<i64>,
    log_id: &Option<String>,
) -> Result<()> {
    match status.unwrap_or(0) {
        0 => Ok(()),
        status => Err(Error::Operation {
            status,
            check_code: check_code.unwrap_or(0),
            log_id: log_id.clone(),
        }),
    }
}

/// That the person is not let into a group.
pub fn join_refused(group: &str) -> Reason {
    Reason {
        code: "join_refused".to_owned(),
        text: text::join_refused(group),
        log_id: None,
    }
}

/// A reason from its stored word and log id.
pub fn reason(code: &str, log_id: Option<&str>) -> Reason {
    Reason {
        code: code.to_owned(),
        text: sentence(code, log_id),
        log_id: log_id.map(str::to_owned),
    }
}

/// A stored reason, its words made anew.
pub(crate) fn stored_reason(json: &str) -> Reason {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
    reason(
        text("code").unwrap_or("stopped"),
        text("logId").or_else(|| text("log_id")),
    )
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        // A page whose check value does not fit reads as "not a database" under a cipher.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

fn is_not_writable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)
    )
}

/// Another connection, or the disk, was not ready within the time that SQLite waits.
fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

fn is_disk_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

impl Transport {
    fn word(self) -> &'static str {
        match self {
            Self::Connect => "no_connection",
            Self::NameNotFound => "name_not_found",
            Self::ConnectionRefused => "connection_refused",
            Self::Certificate => "certificate",
            Self::Tls => "tls",
            Self::Intercepted | Self::Http(300..=399 | 511) => "intercepted",
            Self::ProxyUnreachable => "proxy_unreachable",
            Self::ProxyRefused => "proxy_refused",
            Self::ProxyPassword | Self::Http(407) => "proxy_password",
            Self::Lost => "connection_lost",
            Self::TimedOut | Self::Http(408) => "timed_out",
            Self::Http(404 | 410) => "http_not_found",
            Self::Http(429) => "http_busy",
            Self::Http(500..) => "http_unavailable",
            Self::Http(_) => "http",
            Self::Undecodable => "undecodable",
            Self::TooLarge => "answer_too_large",
            Self::RequestTooLarge => "request_too_large",
        }
    }
}

impl TokenError {
    /// Whether only the person can mend it; otherwise it is asked for again by itself.
    pub fn needs_person(&self) -> bool {
        !matches!(self, Self::Unreachable(_) | Self::Busy(_))
    }

    fn word(&self) -> &'static str {
        match self {
            Self::NoNewer => "token_expired",
            Self::Unreachable(transport) => match transport.word() {
                "name_not_found" => "token_server_name",
                "connection_refused" => "token_server_closed",
                "certificate" | "tls" => "token_server_certificate",
                "intercepted" => "token_server_intercepted",
                "timed_out" => "token_server_slow",
                "http_not_found" => "token_server_not_found",
                "http_unavailable" => "token_server_unavailable",
                // The proxy is the same for all servers.
                proxy @ ("proxy_unreachable" | "proxy_refused" | "proxy_password") => proxy,
                _ => "token_server_unreachable",
            },
            Self::Busy(_) => "token_server_busy",
            Self::Refused(_) => "token_refused",
            Self::NoToken => "token_missing",
            Self::OtherUser => "token_other_user",
            Self::Malformed => "token_malformed",
        }
    }
}

impl MediaError {
    fn word(&self) -> &'static str {
        match self {
            Self::FileTooLarge => "file_too_large",
            Self::TooManyPixels => "too_many_pixels",
            Self::NotAPicture => "not_a_picture",
            Self::OverseasVideo => "overseas_video",
            Self::NotAFile => "not_a_file",
            Self::NoDecoder(_) => "no_decoder",
            Self::Damaged => "damaged_picture",
            Self::Empty => "empty_file",
            Self::Unreadable => "unreadable_file",
            Self::NotAnswering => "file_not_answering",
            Self::Changed => "changed_file",
            Self::DiskFull => "disk_full",
            Self::Worker => "picture_worker",
            Self::Storage { .. } => "storage_refused",
            Self::SessionExpired => "upload_expired",
            Self::Gone => "media_gone",
            Self::Mismatch => "media_mismatch",
            Self::TooLargeToLoad => "picture_too_large_to_load",
            Self::CannotBeShown => "picture_cannot_be_shown",
            Self::CannotBePlayed => "voice_cannot_be_played",
            Self::NoMicrophone => "no_microphone",
            Self::MicrophoneRefused => "microphone_refused",
            Self::MicrophoneBusy => "microphone_busy",
            Self::MicrophoneLost => "microphone_lost",
            Self::NoSpeaker => "no_speaker",
            Self::VoiceTooShort => "voice_too_short",
            Self::NotOverseas => "not_overseas",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: i32) -> Error {
        Error::Status {
            command: 100,
            status,
            description: "secret words of the server".to_owned(),
            log_id: Some("20260101L77".to_owned()),
        }
    }

    #[test]
    fn an_unknown_status_shows_its_code_and_log_id() {
        let reason = refused(9_876).reason();
        assert_eq!(reason.code, "status_9876");
        for text in [&reason.text.zh, &reason.text.en] {
            assert!(
                text.contains("9876") && text.contains("20260101L77"),
                "{text}"
            );
        }
    }

    /// Invariant 12: tokens, texts and ids of people never appear in a log.
    #[test]
    fn the_words_of_a_server_do_not_reach_the_log() {
        assert!(!refused(6).to_string().contains("secret"));
    }

    #[test]
    fn both_token_statuses_are_one_reason() {
        assert_eq!(refused(1).reason().code, "token_expired");
        assert_eq!(refused(100).reason().code, "token_expired");
    }

    #[test]
    fn every_failure_of_the_way_has_a_sentence_of_its_own_in_both_languages() {
        let transports = [
            Transport::Connect,
            Transport::NameNotFound,
            Transport::ConnectionRefused,
            Transport::Certificate,
            Transport::Tls,
            Transport::Intercepted,
            Transport::ProxyUnreachable,
            Transport::ProxyRefused,
            Transport::ProxyPassword,
            Transport::Lost,
            Transport::TimedOut,
            Transport::Http(404),
            Transport::Http(429),
            Transport::Http(503),
            Transport::Undecodable,
            Transport::RequestTooLarge,
        ];
        let of_the_server = transports.map(|transport| Error::from(transport).reason());
        let of_the_token_server = [
            TokenError::Unreachable(Transport::Connect),
            TokenError::Unreachable(Transport::NameNotFound),
            TokenError::Unreachable(Transport::ConnectionRefused),
            TokenError::Unreachable(Transport::Certificate),
            TokenError::Unreachable(Transport::Intercepted),
            TokenError::Unreachable(Transport::TimedOut),
            TokenError::Unreachable(Transport::Http(404)),
            TokenError::Unreachable(Transport::Http(503)),
            TokenError::Busy(Duration::from_secs(5)),
            TokenError::Refused(403),
            TokenError::NoToken,
        ]
        .map(|error| Error::from(error).reason());
        let mut seen = std::collections::BTreeSet::new();
        for reason in of_the_server.iter().chain(&of_the_token_server) {
            let (zh, en) = (&reason.text.zh, &reason.text.en);
            assert!(!en.contains("(code"), "no sentence for {}", reason.code);
            assert!(
                seen.insert(zh.clone()) && seen.insert(en.clone()),
                "twice: {en}"
            );
        }
    }

    #[test]
    fn a_reason_made_again_from_its_stored_word_is_the_same() {
        let first = refused(56).reason();
        assert_eq!(reason(&first.code, first.log_id.as_deref()), first);
    }
}
