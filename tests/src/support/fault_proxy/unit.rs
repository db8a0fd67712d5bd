//! Where a request, an answer or a push begins and ends in the bytes of a connection.

use linnet_proto::frame;

/// Largest head of a request or an answer.
const HEAD: usize = 64 * 1024;

/// What one WebSocket frame of the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An answer to a request.
    Answer,
    /// A push.
    Push,
    /// Everything else: heartbeat, close.
    Other,
}

/// The head of an HTTP message, its empty line included, once all of it is here.
pub fn head(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4).filter(|end| *end <= HEAD)
}

/// Length of the body that a head announces; 0 when it announces none.
pub fn body(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    text.lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|length| length.trim().parse().ok())
        .unwrap_or(0)
}

/// Whether a request asks for the socket.
pub fn is_upgrade(head: &[u8]) -> bool {
    String::from_utf8_lossy(head)
        .to_ascii_lowercase()
        .contains("\r\nupgrade: websocket")
}

/// Length of the WebSocket frame at the start of these bytes, and where its payload begins; none while it is not all
/// here (RFC 6455, section 5.2).
pub fn frame(bytes: &[u8]) -> Option<(usize, usize)> {
    let second = usize::from(*bytes.get(1)?);
    let masked = second & 0x80 != 0;
    let (mut start, length): (usize, usize) = match second & 0x7f {
        126 => {
            let long = bytes.get(2..4)?;
            (4, usize::from(u16::from_be_bytes([long[0], long[1]])))
        }
        127 => {
            let long: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
            (10, usize::try_from(u64::from_be_bytes(long)).ok()?)
        }
        short => (2, short),
    };
    if masked {
        start += 4;
    }
    let end = start.checked_add(length)?;
    (bytes.len() >= end).then_some((end, start))
}

/// Whether a frame of a device is a request.
pub fn is_request(frame: &[u8]) -> bool {
    frame.first().is_some_and(|first| first & 0x0f == 2)
}

/// What a frame of the server is. The server masks nothing.
pub fn kind(bytes: &[u8], start: usize) -> Kind {
    if !is_request(bytes) {
        return Kind::Other;
    }
    let limits = frame::Limits {
        max_frame: bytes.len(),
        max_payload: 16 * 1024 * 1024,
    };
    let response = bytes
        .get(start..)
        .and_then(|payload| frame::decode(payload, &limits).ok())
        .and_then(|frame| {
            let plain = frame::payload(&frame, &limits).ok()?;
            frame::response(&plain, &limits).ok()
        });
    match response.map(|response| response.sequence_id.unwrap_or(0)) {
        Some(0) => Kind::Push,
        Some(_) => Kind::Answer,
        None => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_told_from_half_of_it() {
        let mut bytes = vec![0x82, 126, 1, 0];
        bytes.extend(vec![7; 256]);
        assert_eq!(frame(&bytes), Some((260, 4)));
        assert_eq!(frame(&bytes[..259]), None);
        assert_eq!(frame(&[0x81, 0x82, 1, 2, 3, 4, 5, 6, 0x81]), Some((8, 6)));
        assert_eq!(frame(&[0x81]), None);
    }

    #[test]
    fn the_length_of_a_body_is_found_in_its_head() {
        let request = b"POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nabc";
        let end = head(request).unwrap();
        assert_eq!((end, body(&request[..end])), (request.len() - 3, 12));
        assert!(!is_upgrade(request));
        assert!(is_upgrade(b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"));
        assert_eq!(head(b"GET / HTTP/1.1\r\nHost: a\r\n"), None);
    }
}
