//! Checks request signatures of the AWS version 4 family, as the storage calls of kinds 3 and 4
//! carry them (`docs/PROTOCOL.md`, chapter Media).

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Name of the method, at the start of the `authorization` header.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The parts of an `authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access_key: &'a str,
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads `AWS4-HMAC-SHA256 Credential=.., SignedHeaders=.., Signature=..`.
    pub(super) fn parse(header: &'a str) -> Option<Self> {
        let rest = header.strip_prefix(ALGORITHM)?;
        let (mut credential, mut headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            let (name, value) = part.trim().split_once('=')?;
            match name {
                "Credential" => credential = Some(value),
                "SignedHeaders" => headers = Some(value),
                "Signature" => signature = Some(value),
                _ => return None,
            }
        }
        let mut scope = credential?.split('/');
        let parsed = Self {
            access_key: scope.next()?,
            date: scope.next()?,
            region: scope.next()?,
            service: scope.next()?,
            signed_headers: headers?.split(';').collect(),
            signature: signature?,
        };
        (scope.next() == Some("aws4_request") && scope.next().is_none()).then_some(parsed)
    }

    /// Whether this header's signature is the one that `secret` gives for the request.
    pub(super) fn is_valid(&self, secret: &str, request: &SignedRequest<'_>) -> bool {
        let Some(text) = self.text_to_sign(request) else {
            return false;
        };
        let key = [self.region, self.service, "aws4_request"].iter().fold(
            hash(format!("AWS4{secret}").as_bytes(), self.date.as_bytes()),
            |key, part| key.and_then(|key| hash(&key, part.as_bytes())),
        );
        let (Some(key), Ok(signature)) = (key, hex::decode(self.signature)) else {
            return false;
        };
        Hmac::<Sha256>::new_from_slice(&key).is_ok_and(|mut mac| {
            mac.update(text.as_bytes());
            mac.verify_slice(&signature).is_ok()
        })
    }

    fn text_to_sign(&self, request: &SignedRequest<'_>) -> Option<String> {
        let mut canonical = format!(
            "{}\n{}\n{}\n",
            request.method,
            request.path,
            canonical_query(request.query)
        );
        for name in &self.signed_headers {
            let value = (request.header)(name)?;
            let value: Vec<&str> = value.split_ascii_whitespace().collect();
            writeln!(canonical, "{name}:{}", value.join(" ")).ok()?;
        }
        write!(
            canonical,
            "\n{}\n{}",
            self.signed_headers.join(";"),
            request.body_sha256
        )
        .ok()?;
        Some(format!(
            "{ALGORITHM}\n{}\n{}/{}/{}/aws4_request\n{}",
            (request.header)("x-amz-date")?,
            self.date,
            self.region,
            self.service,
            hex::encode(Sha256::digest(canonical))
        ))
    }
}

/// The request as it came.
pub(super) struct SignedRequest<'a> {
    pub(super) method: &'a str,
    /// Path as sent.
    pub(super) path: &'a str,
    /// Query as sent, without the question mark.
    pub(super) query: &'a str,
    /// Value of a header by its lower-case name.
    pub(super) header: &'a dyn Fn(&str) -> Option<String>,
    /// Lower hex SHA-256 of the body.
    pub(super) body_sha256: &'a str,
}

fn hash(key: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text);
    Some(mac.finalize().into_bytes().to_vec())
}

/// Pairs decoded, encoded again in the one allowed way, and sorted.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// Everything but letters, digits and `-._~` becomes `%XX`.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    encoded
}

/// Signs like a client; for tests of this folder.
#[cfg(test)]
pub(super) fn sign(
    access_key: &str,
    secret: &str,
    scope: (&str, &str, &str),
    signed_headers: &[&str],
    request: &SignedRequest<'_>,
) -> String {
    let (date, region, service) = scope;
    let unsigned = Authorization {
        access_key,
        date,
        region,
        service,
        signed_headers: signed_headers.to_vec(),
        signature: "",
    };
    let text = unsigned.text_to_sign(request).unwrap();
    let mut key = hash(format!("AWS4{secret}").as_bytes(), date.as_bytes()).unwrap();
    for part in [region, service, "aws4_request"] {
        key = hash(&key, part.as_bytes()).unwrap();
    }
    format!(
        "{ALGORITHM} Credential={access_key}/{date}/{region}/{service}/aws4_request, \
         SignedHeaders={}, Signature={}",
        signed_headers.join(";"),
        hex::encode(hash(&key, text.as_bytes()).unwrap())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn header(name: &str) -> Option<String> {
        match name {
            "host" => Some("example.amazonaws.com".to_owned()),
            "x-amz-date" => Some("20150830T123600Z".to_owned()),
            _ => None,
        }
    }

    fn request<'a>(query: &'a str) -> SignedRequest<'a> {
        SignedRequest {
            method: "GET",
            path: "/",
            query,
            header: &header,
            body_sha256: EMPTY,
        }
    }

    /// Case "get-vanilla" of the published test suite of the method.
    const VANILLA: &str = "AWS4-HMAC-SHA256 \
        Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
        SignedHeaders=host;x-amz-date, \
        Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    /// Case "get-vanilla-query-order-key-case": two parameters, sorted before signing.
    const QUERY: &str = "AWS4-HMAC-SHA256 \
        Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
        SignedHeaders=host;x-amz-date, \
        Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";

    #[test]
    fn the_published_cases_are_valid() {
        let vanilla = Authorization::parse(VANILLA).unwrap();
        assert_eq!(vanilla.access_key, "AKIDEXAMPLE");
        assert!(vanilla.is_valid(SECRET, &request("")));
        let query = Authorization::parse(QUERY).unwrap();
        assert!(query.is_valid(SECRET, &request("Param2=value2&Param1=value1")));
    }

    #[test]
    fn our_own_signing_gives_the_published_signature() {
        let made = sign(
            "AKIDEXAMPLE",
            SECRET,
            ("20150830", "us-east-1", "service"),
            &["host", "x-amz-date"],
            &request(""),
        );
        assert_eq!(made, VANILLA);
    }

    #[test]
    fn any_change_makes_a_signature_invalid() {
        let vanilla = Authorization::parse(VANILLA).unwrap();
        assert!(!vanilla.is_valid("other", &request("")));
        assert!(!vanilla.is_valid(SECRET, &request("a=b")));
        let post = SignedRequest {
            method: "POST",
            ..request("")
        };
        assert!(!vanilla.is_valid(SECRET, &post));
        let body = SignedRequest {
            body_sha256: "00",
            ..request("")
        };
        assert!(!vanilla.is_valid(SECRET, &body));
        let short = Authorization {
            signature: "5fa0",
            ..vanilla.clone()
        };
        assert!(!short.is_valid(SECRET, &request("")));
        let missing = Authorization {
            signed_headers: vec!["host", "x-other"],
            ..vanilla
        };
        assert!(!missing.is_valid(SECRET, &request("")));
    }

    #[test]
    fn headers_that_are_not_of_the_form_are_refused() {
        for header in [
            "",
            "AWS4-HMAC-SHA256",
            "Bearer abc",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request",
            "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request/x, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=00, X",
        ] {
            assert_eq!(Authorization::parse(header), None, "{header}");
        }
    }

    #[test]
    fn queries_are_encoded_in_one_way() {
        assert_eq!(
            canonical_query("b=2&a=x+y&a=%E4%BD%A0&c"),
            "a=%E4%BD%A0&a=x%20y&b=2&c="
        );
    }
}
