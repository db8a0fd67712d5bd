//! Failures of the shell itself, in both languages. Those of the core bring their own words.

use linnet_core::error::ConfigError;
use linnet_core::error::{LocalText, Reason};

use crate::ipc::{Failure, SignInField};

/// A reason of the shell.
pub fn reason(code: &str, zh: &str, en: &str) -> Reason {
    Reason {
        code: code.to_owned(),
        text: LocalText {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
        log_id: None,
    }
}

impl Failure {
    /// A failure of the shell.
    pub fn own(code: &str, zh: &str, en: &str) -> Self {
        Self::from(reason(code, zh, en))
    }

    /// The same, beside a field of the sign-in card.
    pub fn at(self, field: SignInField) -> Self {
        Self {
            field: Some(field),
            ..self
        }
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            field: None,
        }
    }
}

impl From<linnet_core::Error> for Failure {
    fn from(error: linnet_core::Error) -> Self {
        let field = match &error {
            linnet_core::Error::Config(wrong) => field(wrong),
            _ => None,
        };
        Self {
            reason: error.reason(),
            field,
        }
    }
}

/// The field of the sign-in card that a wrong configuration comes from.
fn field(wrong: &ConfigError) -> Option<SignInField> {
    match wrong {
        ConfigError::ApiUrl(_) => Some(SignInField::ApiUrl),
        ConfigError::FrontierUrl(_) => Some(SignInField::FrontierUrl),
        ConfigError::TokenUrl(_) => Some(SignInField::TokenServer),
        ConfigError::AppId => Some(SignInField::AppId),
        _ => None,
    }
}
