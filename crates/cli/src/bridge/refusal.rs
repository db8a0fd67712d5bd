//! Why a request was not carried out.

use linnet_core::Error;
use serde_json::{Value, json};

use crate::failure::Failure;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The first message is not the one that tells the secret.
    #[error("the first message tells the secret: hello")]
    HelloFirst,
    /// It is another one.
    #[error("the secret is not the one that the bridge printed")]
    WrongSecret,
    /// Another application or user.
    #[error("the bridge has the account of another {0}")]
    OtherAccount(&'static str),
    /// No request at all.
    #[error("no request: {0}")]
    NoRequest(String),
    /// There is no such method.
    #[error("the bridge has no method {0}")]
    NoMethod(String),
    /// The method takes something else.
    #[error("{0}")]
    Params(String),
    /// Too much at once.
    #[error("more than {0} at the same time")]
    TooMany(&'static str),
    /// Parts of a file do not come as they were announced.
    #[error("the file is not handed over as it was announced: {0}")]
    Upload(&'static str),
    /// The core says why.
    #[error("{0}")]
    Core(#[from] Error),
    /// A message did not get through; the core's word and sentence.
    #[error("{text}")]
    NotSent {
        /// A stable word.
        code: String,
        /// The sentence.
        text: String,
    },
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Core(error) => Self::Core(error),
            other => Self::NotSent {
                code: other.code(),
                text: other.text(),
            },
        }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::Core(error.into())
    }
}

impl Refusal {
    fn code(&self) -> String {
        match self {
            Self::HelloFirst => "hello_first".to_owned(),
            Self::WrongSecret => "wrong_secret".to_owned(),
            Self::OtherAccount(_) => "other_account".to_owned(),
            Self::NoRequest(_) => "no_request".to_owned(),
            Self::NoMethod(_) => "no_method".to_owned(),
            Self::Params(_) => "params".to_owned(),
            Self::TooMany(_) => "too_many".to_owned(),
            Self::Upload(_) => "upload".to_owned(),
            Self::Core(error) => error.code(),
            Self::NotSent { code, .. } => code.clone(),
        }
    }

    /// As it goes over the socket. The number is that of the wire's table, where it is one: a status of the envelope, of a
    /// message, of a change of a conversation, or of a friend request, as the code says.
    pub fn told(&self) -> Value {
        let code = self.code();
        let status = code
            .rsplit_once('_')
            .and_then(|(_, number)| number.parse::<i32>().ok())
            .or(self.number());
        let (text, check, log_id) = match self {
            Self::Core(error) => {
                let reason = error.reason();
                (
                    json!({ "zh": reason.text.zh, "en": reason.text.en }),
                    check(error),
                    reason.log_id,
                )
            }
            other => {
                let text = other.to_string();
                (json!({ "zh": text, "en": text }), 0, None)
            }
        };
        json!({ "code": code, "status": status, "checkCode": check.to_string(), "text": text, "logId": log_id })
    }

    /// The number of what has a word instead.
    fn number(&self) -> Option<i32> {
        match self {
            Self::OtherAccount(_) => Some(55),
            Self::WrongSecret | Self::HelloFirst => Some(1),
            Self::Core(
                Error::Status { status, .. }
                | Error::Send { status, .. }
                | Error::Operation { status, .. },
            ) => Some(*status),
            Self::Core(Error::Shared(error)) => error.status(),
            _ => None,
        }
    }
}

fn check(error: &Error) -> i64 {
    match error {
        Error::Send { check_code, .. } | Error::Operation { check_code, .. } => *check_code,
        Error::Shared(error) => check(error),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_server_has_its_number_and_a_sentence_in_both_languages() {
        let told = Refusal::from(Error::Operation {
            status: 4,
            check_code: 500,
            log_id: Some("L1".to_owned()),
        })
        .told();
        assert_eq!(told["code"], "text_refused");
        assert_eq!(
            (&told["status"], &told["checkCode"]),
            (&json!(4), &json!("500"))
        );
        assert_eq!(told["logId"], "L1");
        assert!(told["text"]["zh"] != told["text"]["en"]);
        let friend = Refusal::from(Error::Friend {
            status: 2,
            log_id: None,
        });
        assert_eq!(friend.told()["status"], 2);
        assert_eq!(Refusal::WrongSecret.told()["status"], 1);
        assert_eq!(
            Refusal::NoMethod("x_1".to_owned()).told()["status"],
            Value::Null
        );
    }
}
