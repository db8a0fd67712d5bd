//! Quotes: what an answer says of the message it answers (protocol: content, section 6).

use linnet_proto::choices;
use linnet_proto::im_proto::{MessageBody, MessageStatus, ReferenceInfo};
use prost::Message;
use rusqlite::{OptionalExtension, params};

use super::lookup::{Conversation, Member};
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::store::Quote;

/// Answers to a message.
pub(super) const ANSWERS: &str =
    "SELECT id, body FROM message WHERE quoted = ?1 AND quoted <> 0 ORDER BY id";

/// What an answer tells of the message it quotes. One that the sender cannot see does not exist for them, so nobody
/// learns from quoting what is hidden from them.
pub(super) fn reference(
    snapshot: &Snapshot<'_>,
    conversation: &Conversation,
    member: &Member,
    quote: Quote,
) -> Outcome<ReferenceInfo> {
    let found = snapshot.visible_message(conversation, member, quote.message)?;
    let (kind, state) = match &found {
        Some(quoted) if quoted.recalled => (quoted.body.message_type, MessageStatus::Recalled),
        Some(quoted) => (quoted.body.message_type, MessageStatus::Available),
        None => (None, MessageStatus::NotExist),
    };
    let mut ext = quote.ext;
    if let Some(quoted) = &found {
        // The client's word is not taken for who said it: `s:` keys of clients are dropped.
        ext.insert(
            choices::EXT_QUOTED_SENDER.to_owned(),
            quoted.sender.to_string(),
        );
    }
    Ok(ReferenceInfo {
        referenced_message_id: quote.message,
        hint: match state {
            MessageStatus::Recalled => String::new(),
            _ => quote.hint,
        },
        ref_message_type: i64::from(kind.unwrap_or_default()),
        referenced_message_status: state as i32,
        root_message_id: quote.root,
        root_message_conv_index: quote.root_index,
        ext,
    })
}

/// The message an answer belongs to; 0 when it is not there.
pub(super) fn quoted(reference: &ReferenceInfo) -> i64 {
    match reference.referenced_message_status() {
        MessageStatus::NotExist => 0,
        _ => reference.referenced_message_id,
    }
}

/// A message was recalled: its words go from the answers to it, too. It can be recalled for two minutes only, so no more
/// answers are there than could be sent in that time.
pub(super) fn recalled(tx: &Tx<'_>, message: i64) -> Outcome<()> {
    let answers: Vec<(i64, Vec<u8>)> = tx
        .db
        .prepare_cached(ANSWERS)?
        .query_map([message], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, bytes) in answers {
        let mut body = MessageBody::decode(bytes.as_slice())?;
        let Some(reference) = &mut body.reference_info else {
            continue;
        };
        reference.hint.clear();
        reference
            .ext
            .retain(|key, _| key == choices::EXT_QUOTED_SENDER);
        reference.set_referenced_message_status(MessageStatus::Recalled);
        tx.db
            .prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?
            .execute(params![id, body.encode_to_vec()])?;
    }
    Ok(())
}

impl Snapshot<'_> {
    /// A message as this user gets it: what they deleted for themselves is deleted in quotes as well.
    pub(super) fn as_read_by(&self, user: UserId, mut body: MessageBody) -> Outcome<MessageBody> {
        let Some(reference) = &mut body.reference_info else {
            return Ok(body);
        };
        let hidden = self
            .db
            .prepare_cached("SELECT 1 FROM hidden WHERE user = ?1 AND message = ?2")?
            .query_row([user, reference.referenced_message_id], |_| Ok(()))
            .optional()?;
        if hidden.is_some() {
            reference.hint.clear();
            reference.set_referenced_message_status(MessageStatus::Deleted);
        }
        Ok(body)
    }
}
