//! The signature of the storage service's API: AWS version 4 (protocol: media, section 2).

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::digest;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What is signed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signing<'a> {
    pub access_key: &'a str,
    pub secret: &'a str,
    pub region: &'a str,
    pub service: &'a str,
    /// UTC, basic format: `20150830T123600Z`.
    pub time: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    /// Not encoded, any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Lower-case names.
    pub headers: &'a [(&'a str, &'a str)],
    pub payload: &'a [u8],
}

impl Signing<'_> {
    /// Value of the `authorization` header.
    pub fn authorization(&self) -> String {
        let mut headers = self.headers.to_vec();
        headers.sort_unstable();
        let signed: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let signed = signed.join(";");

        let mut request = format!(
            "{}\n{}\n{}\n",
            self.method,
            self.path,
            canonical_query(self.query)
        );
        for (name, value) in &headers {
            request.push_str(name);
            request.push(':');
            request.push_str(value.trim());
            request.push('\n');
        }
        request.push('\n');
        request.push_str(&signed);
        request.push('\n');
        request.push_str(&digest::sha256(self.payload));

        let day = self.time.get(..8).unwrap_or_default();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let to_sign = format!(
            "{ALGORITHM}\n{}\n{scope}\n{}",
            self.time,
            digest::sha256(request.as_bytes())
        );
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in [day, self.region, self.service, "aws4_request", &to_sign] {
            key = hmac(&key, part.as_bytes());
        }
        format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={signed}, Signature={}",
            self.access_key,
            hex::encode(key)
        )
    }
}

fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
        // HMAC takes keys of any length.
        Err(_) => Vec::new(),
    }
}

/// The query as it is signed and as it must be sent: encoded, in the order of its keys.
pub(super) fn canonical_query(query: &[(&str, &str)]) -> String {
    let mut pairs: Vec<(String, String)> = query
        .iter()
        .map(|(key, value)| (encode(key), encode(value)))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    pairs.join("&")
}

/// Everything but letters, digits and `-._~` as upper hex.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else if write!(out, "%{byte:02X}").is_err() {
            // Writing to a string does not fail.
            return out;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: Signing<'_> = Signing {
        access_key: "AKIDEXAMPLE",
        secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "service",
        time: "20150830T123600Z",
        method: "GET",
        path: "/",
        query: &[],
        headers: &[
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ],
        payload: b"",
    };

    /// `get-vanilla` of the published test suite of the signature.
    #[test]
    fn the_published_vector_without_query() {
        assert_eq!(
            EXAMPLE.authorization(),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
    }

    /// `get-vanilla-query-order-key-case` of the same suite.
    #[test]
    fn the_published_vector_with_a_query_out_of_order() {
        let signing = Signing {
            query: &[("Param2", "value2"), ("Param1", "value1")],
            ..EXAMPLE
        };
        let signature = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
        assert!(signing.authorization().ends_with(signature));
    }

    #[test]
    fn what_is_no_letter_is_encoded() {
        assert_eq!(encode("a/b c~图"), "a%2Fb%20c~%E5%9B%BE");
    }
}
