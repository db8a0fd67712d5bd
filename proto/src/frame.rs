//! The frame around each request and answer on the socket, with limits on what is read.
//!
//! Over HTTP there is no frame: the body is the bytes of `Request` or `Response`; use [`request`]
//! and [`response`] there, so that the same limits hold.

use std::borrow::Cow;

use prost::Message;

pub use crate::im_proto::{Frame, Request, Response};

use crate::choices;
use crate::weight;

/// `method` of every frame.
pub const METHOD: i32 = 1;
/// `payload_type` of every frame.
pub const PAYLOAD_TYPE: &str = "pb";
/// `payload_encoding` of a payload that is one raw LZ4 block.
pub const LZ4: &str = "__lz4";
/// Subprotocol of the socket.
pub const SUBPROTOCOL: &str = "pbbp2";
/// Text frame of the heartbeat, both ways.
pub const HEARTBEAT: &str = "hi";
/// `fpid` in the query of the socket's address.
pub const FPID: &str = "89";
/// Product key that goes into `access_key`; fixed text that belongs to [`FPID`].
pub const APP_KEY: &str = "e0f82475ab9dbf5717d18b4a9c0d7fd0";
/// Last part of the text whose MD5 is `access_key`: fpid, key, device id, this.
pub const ACCESS_KEY_SALT: &str = "f8a69f1719916z";

/// What a reader accepts. A peer that sends more gets an error, never memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest encoded frame, in bytes.
    pub max_frame: usize,
    /// Largest plain payload, in bytes, after decompression.
    pub max_payload: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame: choices::MAX_FRAME_BYTES,
            max_payload: choices::MAX_FRAME_BYTES,
        }
    }
}

/// The numbers of a frame that are not its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    /// Sequence id of the request; 0 for a push.
    pub seqid: u64,
    /// Client time in milliseconds; an answer repeats it. For tracing only.
    pub logid: u64,
    /// Service number; the server repeats what the connection sent.
    pub service: i32,
    /// Method number, [`METHOD`].
    pub method: i32,
}

impl FrameHead {
    /// The head of a received frame, to be repeated in its answer.
    pub fn of(frame: &Frame) -> Self {
        Self {
            seqid: frame.seqid,
            logid: frame.logid,
            service: frame.service,
            method: frame.method,
        }
    }
}

/// Why bytes are not a frame, or a frame's payload is not readable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The encoded frame is over [`Limits::max_frame`].
    #[error("frame of {0} bytes is over the limit")]
    FrameTooLarge(usize),
    /// The plain payload is over [`Limits::max_payload`].
    #[error("payload is over the limit")]
    PayloadTooLarge,
    /// The payload holds so many messages that decoding it would take undue memory.
    #[error("payload holds too many messages")]
    TooManyMessages,
    /// The compressed payload is not an LZ4 block.
    #[error("payload is not an LZ4 block")]
    Compression,
    /// An encoding other than none and `__lz4`.
    #[error("unknown payload encoding")]
    UnknownEncoding,
    /// The bytes are not the message they should be.
    #[error("not a message: {0}")]
    Message(#[from] prost::DecodeError),
}

/// A frame that carries a request.
pub fn encode_request(head: &FrameHead, request: &Request) -> Vec<u8> {
    encode(head, request.encode_to_vec())
}

/// A frame that carries an answer or a push.
pub fn encode_response(head: &FrameHead, response: &Response) -> Vec<u8> {
    encode(head, response.encode_to_vec())
}

fn encode(head: &FrameHead, payload: Vec<u8>) -> Vec<u8> {
    Frame {
        seqid: head.seqid,
        logid: head.logid,
        service: head.service,
        method: head.method,
        payload_type: Some(PAYLOAD_TYPE.to_owned()),
        payload: Some(payload),
        ..Frame::default()
    }
    .encode_to_vec()
}

/// Reads one frame. Its payload is still encoded: see [`payload`].
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Frame, FrameError> {
    if bytes.len() > limits.max_frame {
        return Err(FrameError::FrameTooLarge(bytes.len()));
    }
    Ok(Frame::decode(bytes)?)
}

/// The plain payload of a frame; empty when it has none.
pub fn payload<'a>(frame: &'a Frame, limits: &Limits) -> Result<Cow<'a, [u8]>, FrameError> {
    let payload = frame.payload.as_deref().unwrap_or_default();
    match frame.payload_encoding.as_deref().unwrap_or_default() {
        "" if payload.len() <= limits.max_payload => Ok(Cow::Borrowed(payload)),
        "" => Err(FrameError::PayloadTooLarge),
        LZ4 => decompress(payload, limits.max_payload).map(Cow::Owned),
        _ => Err(FrameError::UnknownEncoding),
    }
}

/// Reads a request from a plain payload or an HTTP body.
pub fn request(bytes: &[u8], limits: &Limits) -> Result<Request, FrameError> {
    if bytes.len() > limits.max_payload {
        return Err(FrameError::PayloadTooLarge);
    }
    if !weight::is_bounded(bytes, weight::REQUEST) {
        return Err(FrameError::TooManyMessages);
    }
    Ok(Request::decode(bytes)?)
}

/// Whether an encoded `RequestBody` holds no more messages than [`request`] would take; for a
/// reader that decodes only the member it needs.
pub fn is_bounded_body(bytes: &[u8]) -> bool {
    weight::is_bounded(bytes, weight::REQUEST_BODY)
}

/// Reads an answer or a push from a plain payload or an HTTP body.
pub fn response(bytes: &[u8], limits: &Limits) -> Result<Response, FrameError> {
    if bytes.len() > limits.max_payload {
        return Err(FrameError::PayloadTooLarge);
    }
    if !weight::is_bounded(bytes, weight::RESPONSE) {
        return Err(FrameError::TooManyMessages);
    }
    Ok(Response::decode(bytes)?)
}

/// One raw LZ4 block does not say its plain size, so the buffer grows with the need, up to the
/// limit; no input can make it larger.
fn decompress(block: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    use lz4_flex::block::{DecompressError, decompress_into};

    // A byte of an LZ4 block stands for at most 255 plain bytes.
    let most = block.len().saturating_mul(255).min(limit);
    let mut size = block.len().saturating_mul(4).clamp(64, 64 * 1024).min(most);
    loop {
        let mut plain = vec![0; size];
        match decompress_into(block, &mut plain) {
            Ok(length) => {
                plain.truncate(length);
                return Ok(plain);
            }
            Err(DecompressError::OutputTooSmall { .. }) if size < most => {
                size = size.saturating_mul(4).min(most);
            }
            Err(DecompressError::OutputTooSmall { .. }) => return Err(FrameError::PayloadTooLarge),
            Err(_) => return Err(FrameError::Compression),
        }
    }
}

#[cfg(test)]
mod tests;
