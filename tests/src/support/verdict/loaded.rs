//! Files, videos and recordings at the end of a plan: on each device every one that the server has is what was sent,
//! byte for byte.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::{Act, Answer, Message, Seen, Stage, State, VOICE, at_server};

/// The code of what is nowhere any more.
const GONE: &str = "media_gone";

/// SHA-256 in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Loads all files on all devices.
///
/// # Errors
/// One cannot be loaded, or is another one.
pub(super) async fn check(stage: &Stage) -> Result<(), String> {
    let there: BTreeSet<String> = at_server(stage)?.into_keys().collect();
    for at in 0..stage.slots.len() {
        let Some(Answer::Seen { seen }) = stage.ask(at, Act::Look).await else {
            return Err(format!("device {at} does not answer"));
        };
        for message in with_files(&seen).filter(|message| there.contains(&message.key)) {
            let wanted = wanted(stage, message)?;
            let key = message.key.clone();
            match stage.ask(at, Act::Load { key }).await {
                Some(Answer::Loaded { sha256 }) if sha256 == wanted => {}
                // A server that was set back has the message again, and may have deleted the file in between.
                Some(Answer::Refused { code }) if code == GONE && stage.ledger.was_set_back => {}
                other => {
                    return Err(format!(
                        "device {at} loads the file of {message:?}: {other:?} instead of {wanted}"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Messages that are at the server and bring a file.
fn with_files(seen: &Seen) -> impl Iterator<Item = &Message> {
    let messages = seen.chats.values().flat_map(|chat| &chat.messages);
    messages.filter(|message| {
        let stopped = matches!(message.state, State::Stopped(_));
        !stopped && !message.lost && name(&message.body).is_some()
    })
}

/// The sum of what was sent under the name that a message has.
fn wanted(stage: &Stage, message: &Message) -> Result<String, String> {
    let name = name(&message.body).unwrap_or_default();
    if let Some(sum) = stage.ledger.files.get(name) {
        return Ok(sum.clone());
    }
    let picture = stage.picture();
    if picture.file_name().is_some_and(|file| file == name) {
        let bytes = std::fs::read(picture).map_err(|error| error.to_string())?;
        return Ok(sha256(&bytes));
    }
    Err(format!("nobody sent {message:?}"))
}

/// The name of the file that a message brings, as [`Message::body`] has it; a recording has none.
fn name(body: &str) -> Option<&str> {
    let inner = body.strip_prefix('(')?.strip_suffix(')')?;
    let mut parts = inner.split(' ');
    match parts.next()? {
        "file" | "video" => parts.next(),
        VOICE => Some(VOICE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_message_is_told_by_its_body() {
        for (body, wanted) in [
            ("(file sent-3.bin 120)", Some("sent-3.bin")),
            ("(video sent-4.mp4 22400 320x180 )", Some("sent-4.mp4")),
            ("(voice 1000 false)", Some("voice")),
            ("(picture) 7 24x24 image/png", None),
            ("(recalled)", None),
            ("device 0 line 1 w0n1w", None),
        ] {
            assert_eq!(name(body), wanted, "{body}");
        }
    }
}
