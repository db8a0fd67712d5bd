//! Why something did not work, in words for people.

use serde::Serialize;

/// A sentence in both languages; the page shows the one it is set to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LocalText {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl LocalText {
    /// A sentence and its translation.
    pub(crate) fn new(zh: &str, en: &str) -> Self {
        Self {
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    /// Words of somebody, which are in no language of ours.
    pub(crate) fn same(words: &str) -> Self {
        Self::new(words, words)
    }

    /// What something is, with somebody's words about it if there are any.
    pub(crate) fn named(zh: &str, en: &str, words: &str) -> Self {
        let with_words = |name: &str| match words {
            "" => format!("[{name}]"),
            words => format!("[{name}] {words}"),
        };
        Self {
            zh: with_words(zh),
            en: with_words(en),
        }
    }
}

/// Why something did not work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Reason {
    /// A stable word for the kind of failure, e.g. `token_expired`, `too_large`, `status_56`.
    pub code: String,
    /// What happened and what to do.
    pub text: LocalText,
    /// The server's log id, to quote when asking for help.
    pub log_id: Option<String>,
}
