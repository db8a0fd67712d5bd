//! Lines of JSON: what comes in and what goes out.

use std::io::Write as _;
use std::path::PathBuf;

use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::MessageRow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::failure::Failure;

/// Something to be sent: a text or a file, to a person or into a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToSend {
    /// Comes back with the answer; whatever the writer wants.
    #[serde(default)]
    pub id: Value,
    /// A person, by user id.
    pub to: Option<UserId>,
    /// A conversation, by id.
    pub conversation: Option<ConversationId>,
    /// Words.
    pub text: Option<String>,
    /// A file, by path.
    pub file: Option<PathBuf>,
}

impl ToSend {
    /// Reads a line.
    ///
    /// # Errors
    /// It is no JSON, has a key that is not known, or does not say what goes where.
    pub fn read(line: &str) -> Result<Self, Failure> {
        let line: Self =
            serde_json::from_str(line).map_err(|error| Failure::Line(error.to_string()))?;
        line.check()
    }

    /// It says what goes where.
    ///
    /// # Errors
    /// It does not, or says two things at once.
    pub fn check(self) -> Result<Self, Failure> {
        let wrong = |why: &str| Err(Failure::Line(why.to_owned()));
        match (&self.to, &self.conversation) {
            (Some(_), None) | (None, Some(_)) => {}
            _ => return wrong("name one of \"to\" and \"conversation\""),
        }
        match (&self.text, &self.file) {
            (Some(_), None) | (None, Some(_)) => Ok(self),
            _ => wrong("give one of \"text\" and \"file\""),
        }
    }
}

/// A message of a conversation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line<'a> {
    /// Where it stands.
    pub conversation: &'a ConversationId,
    /// It, as the window has it.
    pub message: &'a MessageRow,
}

/// Writes an answer. Whoever reads no more ends the program.
///
/// # Errors
/// The reader has gone.
pub fn tell(answer: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, answer).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// Writes why something did not work.
pub fn tell_failure(failure: &Failure) {
    let line = json!({ "error": { "code": failure.code(), "text": failure.text() } });
    // Nobody is left to be told when this cannot be written.
    let _: std::io::Result<()> = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_one_place_and_one_thing() {
        let text = ToSend::read(r#"{"id":7,"to":"10009","text":"hi"}"#).unwrap();
        assert_eq!((text.to, text.id), (Some(UserId(10_009)), json!(7)));
        ToSend::read(r#"{"conversation":"0:1:1:2","file":"/tmp/a"}"#).unwrap();
        for wrong in [
            "",
            "[]",
            r#"{"text":"hi"}"#,
            r#"{"to":"10009"}"#,
            r#"{"to":"10009","conversation":"c","text":"hi"}"#,
            r#"{"to":"10009","text":"hi","file":"a"}"#,
            r#"{"to":"10009","text":"hi","txt":"hi"}"#,
        ] {
            assert!(
                matches!(ToSend::read(wrong), Err(Failure::Line(_))),
                "{wrong}"
            );
        }
    }
}
