//! A frame of the socket, its payload, and what the payload may be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linnet_proto::frame::{self, Limits};
use prost::Message as _;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        max_frame: 64 * 1024,
        max_payload: 256 * 1024,
    };
    if let Ok(frame) = frame::decode(bytes, &limits)
        && let Ok(payload) = frame::payload(&frame, &limits)
    {
        assert!(payload.len() <= limits.max_payload);
        read(&payload, &limits);
    }
    // Without a frame, as over HTTP.
    read(bytes, &limits);
});

/// What can be read can be written, and reads the same again.
fn read(payload: &[u8], limits: &Limits) {
    if let Ok(request) = frame::request(payload, limits) {
        let again = frame::request(&request.encode_to_vec(), &Limits::default());
        assert_eq!(again.ok().as_ref(), Some(&request));
    }
    if let Ok(response) = frame::response(payload, limits) {
        let again = frame::response(&response.encode_to_vec(), &Limits::default());
        assert_eq!(again.ok().as_ref(), Some(&response));
    }
}
