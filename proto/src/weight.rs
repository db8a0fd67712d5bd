//! How many messages a body would become, counted before it is decoded.
//!
//! An empty message takes two bytes on the wire and several hundred in memory, so a limit on bytes
//! alone would let 4 MiB of input ask for a gigabyte. This walk allocates nothing and visits
//! the bytes in the decoder's order: where the bytes are malformed it stops, and so will the decoder.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Most messages and map entries inside one request or answer. A page of 500 messages with a dozen
/// ext entries each is below 10,000.
pub(crate) const MAX_EMBEDDED: usize = 65_536;

/// Deeper than any message of the schema; the decoder refuses at the same depth.
const MAX_DEPTH: usize = 100;

/// Whether `bytes`, read as `message`, hold no more than [`MAX_EMBEDDED`] messages.
pub(crate) fn is_bounded(bytes: &[u8], message: usize) -> bool {
    let mut left = MAX_EMBEDDED;
    count(bytes, message, MAX_DEPTH, &mut left) != Outcome::Over
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Done,
    Malformed,
    Over,
}

fn count(mut bytes: &[u8], message: usize, depth: usize, left: &mut usize) -> Outcome {
    let fields = EMBEDDED.get(message).copied().unwrap_or_default();
    while !bytes.is_empty() {
        let Some(tag) = varint(&mut bytes) else {
            return Outcome::Malformed;
        };
        let Ok(number) = u32::try_from(tag >> 3) else {
            return Outcome::Malformed;
        };
        if tag & 7 != 2 {
            if skip(tag, &mut bytes).is_none() {
                return Outcome::Malformed;
            }
            continue;
        }
        let Some(content) = delimited(&mut bytes) else {
            return Outcome::Malformed;
        };
        let Some((_, child)) = fields.iter().find(|(field, _)| *field == number) else {
            continue;
        };
        if *left == 0 {
            return Outcome::Over;
        }
        *left -= 1;
        if depth == 0 {
            return Outcome::Malformed;
        }
        match count(content, *child, depth - 1, left) {
            Outcome::Done => {}
            stopped => return stopped,
        }
    }
    Outcome::Done
}

/// Passes over the value of a field that is not length-delimited; a group with all it holds.
fn skip(tag: u64, bytes: &mut &[u8]) -> Option<()> {
    let mut open = 0_usize;
    let mut tag = tag;
    loop {
        match tag & 7 {
            0 => varint(bytes).map(drop)?,
            1 => take(bytes, 8).map(drop)?,
            2 => delimited(bytes).map(drop)?,
            3 => open += 1,
            4 => open = open.checked_sub(1)?,
            5 => take(bytes, 4).map(drop)?,
            _ => return None,
        }
        if open == 0 {
            return Some(());
        }
        tag = varint(bytes)?;
    }
}

fn delimited<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(varint(bytes)?).ok()?;
    take(bytes, length)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (content, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(content)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f).checked_shl(shift).unwrap_or(0);
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::im_proto::{
        MessageBody, MessagesPerUserResponseBody, PropertyItemList, Response, ResponseBody,
    };

    fn pull(messages: Vec<MessageBody>) -> Vec<u8> {
        Response {
            body: Some(Box::new(ResponseBody {
                messages_per_user_body: Some(MessagesPerUserResponseBody {
                    messages,
                    ..Default::default()
                }),
                ..Default::default()
            })),
            ..Default::default()
        }
        .encode_to_vec()
    }

    #[test]
    fn a_full_page_is_within_the_limit() {
        let message = MessageBody {
            content: Some("{\"text\":\"hello\"}".to_owned()),
            ext: (0..12)
                .map(|n| (format!("s:key{n}"), String::new()))
                .collect(),
            property_list: [("like".to_owned(), PropertyItemList::default())].into(),
            ..Default::default()
        };
        assert!(is_bounded(&pull(vec![message; 500]), RESPONSE));
    }

    /// Invariant 13: memory and work are bounded.
    #[test]
    fn empty_messages_are_counted_one_by_one() {
        // The body and its member are two.
        let most = MAX_EMBEDDED - 2;
        assert!(is_bounded(
            &pull(vec![MessageBody::default(); most]),
            RESPONSE
        ));
        assert!(!is_bounded(
            &pull(vec![MessageBody::default(); most + 1]),
            RESPONSE
        ));
    }

    #[test]
    fn a_group_is_passed_over_with_all_it_holds() {
        // Field 3000: a group with a nested group, a varint and text; then field 6, the body.
        let bytes = [
            0xc3, 0xbb, 0x01, 0x0b, 0x08, 0x01, 0x12, 0x01, 0x61, 0x0c, 0xc4, 0xbb, 0x01, 0x32,
            0x00,
        ];
        let mut left = 1;
        assert!(count(&bytes, RESPONSE, MAX_DEPTH, &mut left) == Outcome::Done);
        assert_eq!(left, 0);
        assert!(Response::decode(&bytes[..]).unwrap().body.is_some());
    }
}
