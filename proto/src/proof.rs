//! How a client and the local server show each other that they know the application secret, without sending it (own
//! choice, section 5 of the chapter Own choices of `docs/PROTOCOL.md`). Here are the texts that both make their keyed
//! hash (HMAC-SHA-256 under the secret, lower hex) of; the hash itself is made by whoever has the secret.
//!
//! Each text names the address that the client uses: what one server has said or was told is worth nothing at another,
//! so nobody can sit in between and pass it on.

/// Path of the question.
pub const PATH: &str = "/get_proof";

/// First word of the `Authorization` header of a request for a token; the server's nonce and the client's keyed hash
/// follow.
pub const SCHEME: &str = "Linnet-Proof";

/// Fewest and most characters of a nonce: hex digits, at least 128 bits.
pub const NONCE_CHARS: std::ops::RangeInclusive<usize> = 32..=128;

/// Whether a text can be a nonce.
pub fn is_nonce(text: &str) -> bool {
    NONCE_CHARS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What the server makes its proof of: the root address it is reached at, the client's nonce and its own.
pub fn of_server(address: &str, client_nonce: &str, server_nonce: &str) -> String {
    format!("linnet server\n{address}\n{client_nonce}\n{server_nonce}")
}

/// What the client makes its proof of: the root address it asks, the server's nonce, and for whom it wants a token.
pub fn of_client(address: &str, server_nonce: &str, app_id: i32, user: i64) -> String {
    format!("linnet client\n{address}\n{server_nonce}\n{app_id}\n{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_hex_of_a_certain_length() {
        assert!(is_nonce(&"0f".repeat(16)));
        for bad in ["", "0f", &"0g".repeat(16), &"0f".repeat(65)] {
            assert!(!is_nonce(bad), "{bad}");
        }
    }

    #[test]
    fn no_text_can_stand_for_another() {
        let nonce = "0f".repeat(16);
        assert_ne!(
            of_server("http://127.0.0.1:1", &nonce, &nonce),
            of_server("http://127.0.0.1:2", &nonce, &nonce)
        );
        assert_ne!(
            of_client("http://127.0.0.1:1", &nonce, 1, 10001),
            of_client("http://127.0.0.1:1", &nonce, 1, 10009)
        );
    }
}
