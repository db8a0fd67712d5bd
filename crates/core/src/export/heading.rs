//! What stands above the messages of an export, and the clock that its times are told by.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::words::Language;

/// What stands above the messages.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Name of the conversation.
    pub title: String,
    /// When it is exported: milliseconds since 1970.
    pub at: i64,
    /// Not older: milliseconds since 1970.
    pub from: Option<i64>,
    /// Older than this.
    pub before: Option<i64>,
    /// Language of everything but the messages.
    pub language: Language,
    /// Where the person is: times are told so.
    pub zone: TimeZone,
}

impl Heading {
    /// A moment as the person's clock and calendar show it.
    pub(super) fn moment(&self, time: i64, form: &str) -> String {
        let Ok(time) = Timestamp::from_millisecond(time) else {
            return String::new();
        };
        time.to_zoned(self.zone.clone()).strftime(form).to_string()
    }

    /// The day of the export.
    pub(super) fn day(&self) -> String {
        self.moment(self.at, "%Y-%m-%d")
    }
}
