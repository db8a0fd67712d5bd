//! Commands over HTTP (protocol: envelope, section 3).

use std::error::Error as _;

use crate::error::Transport;

/// What a failure of the HTTP client means. Its own text is dropped: it holds the address.
pub(crate) fn failure(error: &reqwest::Error) -> Transport {
    if error.is_timeout() {
        return Transport::TimedOut;
    }
    if error.is_body() || error.is_decode() {
        return Transport::Lost;
    }
    if !error.is_connect() {
        return Transport::Lost;
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::InvalidData
        {
            // rustls reports what it does not accept as invalid data.
            return Transport::Tls;
        }
        source = inner.source();
    }
    Transport::Connect
}
