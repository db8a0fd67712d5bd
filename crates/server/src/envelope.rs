//! The envelope, read and written without the two body messages that have a member for each of
//! a hundred commands: those would be built, moved and thrown away for every command. What is
//! written here is byte for byte a `Response`, and a test says so.

use std::collections::BTreeMap;

use bytes::{Buf, Bytes};
use linnet_proto::frame::{FrameHead, PAYLOAD_TYPE, is_bounded_body};
use linnet_proto::im_proto::Frame;
use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};

use crate::refusal::Refusal;

/// The parts of a `Request` that a server reads; `body` is still encoded.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Envelope {
    #[prost(int32, optional, tag = "1")]
    pub(crate) cmd: Option<i32>,
    #[prost(int64, optional, tag = "2")]
    pub(crate) sequence_id: Option<i64>,
    #[prost(string, optional, tag = "4")]
    pub(crate) token: Option<String>,
    #[prost(bytes = "bytes", optional, tag = "8")]
    pub(crate) body: Option<Bytes>,
    #[prost(string, optional, tag = "9")]
    pub(crate) device_id: Option<String>,
    #[prost(btree_map = "string, string", tag = "15")]
    pub(crate) headers: BTreeMap<String, String>,
    #[prost(int32, optional, tag = "20")]
    pub(crate) retry_count: Option<i32>,
}

impl Envelope {
    /// What the beginning of a request says about it, as far as it goes: command, number and token.
    pub(crate) fn head(mut bytes: &[u8]) -> Self {
        let mut head = Self::default();
        while let Ok((tag, kind)) = decode_key(&mut bytes) {
            let before = bytes;
            if skip_field(kind, tag, &mut bytes, DecodeContext::default()).is_err() {
                break;
            }
            let merged = match tag {
                1 | 2 | 4 => {
                    let mut field = before;
                    head.merge_field(tag, kind, &mut field, DecodeContext::default())
                }
                _ => Ok(()),
            };
            if merged.is_err() {
                break;
            }
        }
        head
    }

    /// The body of the command: the member with this number.
    pub(crate) fn read<M: Message + Default>(&self, member: u32) -> Result<M, Refusal> {
        const BAD: Refusal = Refusal::invalid("the body of the command cannot be read");
        let mut rest = self.body.clone().unwrap_or_default();
        if !is_bounded_body(&rest) {
            return Err(BAD);
        }
        let mut found = None;
        while rest.has_remaining() {
            let (tag, kind) = decode_key(&mut rest).map_err(|_| BAD)?;
            if tag == member && kind == WireType::LengthDelimited {
                let length = decode_varint(&mut rest).map_err(|_| BAD)?;
                let length = usize::try_from(length).map_err(|_| BAD)?;
                if length > rest.remaining() {
                    return Err(BAD);
                }
                found = Some(rest.split_to(length));
            } else {
                skip_field(kind, tag, &mut rest, DecodeContext::default()).map_err(|_| BAD)?;
            }
        }
        let found = found.ok_or(Refusal::invalid("the body of the command is missing"))?;
        M::decode(found).map_err(|_| BAD)
    }
}

/// The body of an answer or push: one member, already encoded; and what stands beside it.
#[derive(Debug, Default)]
pub(crate) struct Body {
    bytes: Bytes,
    headers: BTreeMap<String, String>,
}

impl Body {
    /// A success with nothing to say.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// One member of `ResponseBody`.
    pub(crate) fn member<M: Message>(member: u32, message: &M) -> Self {
        let length = message.encoded_len();
        let mut bytes = Vec::with_capacity(length.saturating_add(8));
        prost::encoding::message::encode(member, message, &mut bytes);
        Self {
            bytes: bytes.into(),
            headers: BTreeMap::new(),
        }
    }

    /// With one more header of the answer.
    pub(crate) fn header(mut self, name: &str, value: String) -> Self {
        self.headers.insert(name.to_owned(), value);
        self
    }
}

/// A `Response`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Answer {
    #[prost(int32, optional, tag = "1")]
    pub(crate) cmd: Option<i32>,
    #[prost(int64, optional, tag = "2")]
    pub(crate) sequence_id: Option<i64>,
    #[prost(int32, optional, tag = "3")]
    pub(crate) status_code: Option<i32>,
    #[prost(string, optional, tag = "4")]
    pub(crate) error_desc: Option<String>,
    #[prost(int32, optional, tag = "5")]
    pub(crate) inbox_type: Option<i32>,
    #[prost(bytes = "bytes", optional, tag = "6")]
    pub(crate) body: Option<Bytes>,
    #[prost(string, optional, tag = "7")]
    pub(crate) log_id: Option<String>,
    #[prost(btree_map = "string, string", tag = "8")]
    pub(crate) headers: BTreeMap<String, String>,
    #[prost(int64, optional, tag = "10")]
    pub(crate) request_arrived_time: Option<i64>,
    #[prost(int64, optional, tag = "11")]
    pub(crate) server_execution_end_time: Option<i64>,
    #[prost(int32, optional, tag = "12")]
    pub(crate) retry_count: Option<i32>,
}

impl Answer {
    /// A push: sequence id 0.
    pub(crate) fn push(cmd: i32, body: Body) -> Self {
        Self {
            cmd: Some(cmd),
            sequence_id: Some(0),
            status_code: Some(0),
            inbox_type: Some(0),
            body: Some(body.bytes),
            ..Self::default()
        }
    }

    /// Puts the outcome of a command in.
    pub(crate) fn outcome(mut self, outcome: Result<Body, Refusal>) -> Self {
        match outcome {
            Ok(body) => {
                self.status_code = Some(0);
                self.body = (!body.bytes.is_empty()).then_some(body.bytes);
                self.headers = body.headers;
            }
            Err(refusal) => {
                self.status_code = Some(refusal.status as i32);
                self.error_desc = Some(refusal.reason.to_owned());
            }
        }
        self
    }

    /// The frame that carries it on the socket. An answer repeats the numbers of its request.
    pub(crate) fn frame(&self, head: FrameHead) -> Vec<u8> {
        Frame {
            seqid: head.seqid,
            logid: head.logid,
            service: head.service,
            method: head.method,
            payload_type: Some(PAYLOAD_TYPE.to_owned()),
            payload: Some(self.encode_to_vec()),
            ..Frame::default()
        }
        .encode_to_vec()
    }
}

/// `NewMessageNotify` with its message already encoded: one message is encoded once, however
/// many people and devices it goes to.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Notify {
    #[prost(string, optional, tag = "2")]
    pub(crate) conversation_id: Option<String>,
    #[prost(int32, optional, tag = "3")]
    pub(crate) conversation_type: Option<i32>,
    #[prost(int32, optional, tag = "4")]
    pub(crate) notify_type: Option<i32>,
    #[prost(bytes = "bytes", optional, tag = "5")]
    pub(crate) message: Option<Bytes>,
    #[prost(int64, optional, tag = "6")]
    pub(crate) previous_cursor: Option<i64>,
    #[prost(int64, optional, tag = "7")]
    pub(crate) next_cursor: Option<i64>,
    #[prost(int64, optional, tag = "8")]
    pub(crate) index_in_conversation: Option<i64>,
    #[prost(int64, optional, tag = "9")]
    pub(crate) index_in_conversation_v2: Option<i64>,
    #[prost(int32, optional, tag = "13")]
    pub(crate) badge_count: Option<i32>,
    #[prost(int64, optional, tag = "16")]
    pub(crate) previous_msg_index_in_conv: Option<i64>,
}

#[cfg(test)]
mod tests;
