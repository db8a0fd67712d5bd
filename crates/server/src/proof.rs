//! Who knows the application secret: shown without sending it. The server goes first, because a program that has taken
//! its port would otherwise be told the secret; then the client shows that it knows it too, once for each token
//! (`docs/PROTOCOL.md`, own choices, section 5).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use linnet_proto::proof;
use rand::RngExt;
use sha2::Sha256;

use crate::UserId;

/// Questions that were answered and may be followed by a request for a token. When full the oldest goes, and whoever
/// asked it asks again.
const WAITING: usize = 256;
/// How long a question may be followed by a request.
const WAIT: Duration = Duration::from_secs(30);

struct Waiting {
    nonce: String,
    since: Instant,
}

/// The secret, and the questions that were answered.
pub(crate) struct Proofs {
    secret: String,
    /// Root address that clients use.
    address: String,
    waiting: Mutex<VecDeque<Waiting>>,
}

impl Proofs {
    pub(crate) fn new(secret: String, address: String) -> Self {
        Self {
            secret,
            address,
            waiting: Mutex::new(VecDeque::new()),
        }
    }

    /// Shows that we know the secret; answers our proof and our own nonce, good for one token.
    pub(crate) fn prove(&self, client_nonce: &str) -> Option<(String, String)> {
        if !proof::is_nonce(client_nonce) {
            return None;
        }
        let nonce = hex::encode(rand::rng().random::<[u8; 32]>());
        let text = proof::of_server(&self.address, client_nonce, &nonce);
        let made = hex::encode(self.keyed(&text)?.finalize().into_bytes());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while waiting.len() >= WAITING
            || waiting
                .front()
                .is_some_and(|oldest| oldest.since.elapsed() > WAIT)
        {
            waiting.pop_front();
        }
        waiting.push_back(Waiting {
            nonce: nonce.clone(),
            since: Instant::now(),
        });
        Some((made, nonce))
    }

    /// Whether this `Authorization` header shows that its sender knows the secret: by proof, or, as application servers
    /// do over TLS, by the secret itself.
    pub(crate) fn knows_secret(&self, given: &str, app_id: i32, user: UserId) -> bool {
        match given.strip_prefix(proof::SCHEME) {
            Some(proven) => self.is_proven(proven, app_id, user),
            None => self.is_secret(given.strip_prefix("Bearer ").unwrap_or(given).trim()),
        }
    }

    fn is_proven(&self, given: &str, app_id: i32, user: UserId) -> bool {
        let Some((nonce, made)) = given.trim().split_once(' ') else {
            return false;
        };
        let asked = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let place = waiting.iter().position(|asked| asked.nonce == nonce);
            // Whatever comes of it, a nonce is good for one request.
            place.and_then(|place| waiting.remove(place))
        };
        if asked.is_none_or(|asked| asked.since.elapsed() > WAIT) {
            return false;
        }
        let text = proof::of_client(&self.address, nonce, app_id, user);
        let (Some(keyed), Ok(made)) = (self.keyed(&text), hex::decode(made)) else {
            return false;
        };
        keyed.verify_slice(&made).is_ok()
    }

    /// Compared by keyed hashes, so that the time taken tells nothing about where the first difference is.
    fn is_secret(&self, given: &str) -> bool {
        match (self.keyed(given), self.keyed(&self.secret)) {
            (Some(given), Some(secret)) => {
                given.verify_slice(&secret.finalize().into_bytes()).is_ok()
            }
            _ => false,
        }
    }

    fn keyed(&self, text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::new_from_slice(self.secret.as_bytes()).ok()?;
        mac.update(text.as_bytes());
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "http://127.0.0.1:8080";
    const ALICE: UserId = 10001;
    const BOB: UserId = 10009;

    fn client_proof(server: &Proofs, address: &str, nonce: &str, user: UserId) -> String {
        let text = proof::of_client(address, nonce, 1, user);
        let made = server.keyed(&text).unwrap().finalize().into_bytes();
        format!("{} {nonce} {}", proof::SCHEME, hex::encode(made))
    }

    #[test]
    fn a_proof_is_good_once_for_one_person_at_one_address() {
        let server = Proofs::new("s3cret".to_owned(), HERE.to_owned());
        let question = "0f".repeat(16);
        let (made, nonce) = server.prove(&question).unwrap();
        let expected = server.keyed(&proof::of_server(HERE, &question, &nonce));
        let expected = hex::encode(expected.unwrap().finalize().into_bytes());
        assert_eq!(made, expected);

        let good = client_proof(&server, HERE, &nonce, ALICE);
        assert!(server.knows_secret(&good, 1, ALICE));
        assert!(!server.knows_secret(&good, 1, ALICE), "shown again");
        let ask = |address: &str, user: UserId| {
            let (_, nonce) = server.prove(&question).unwrap();
            let shown = client_proof(&server, address, &nonce, user);
            server.knows_secret(&shown, 1, ALICE)
        };
        assert!(ask(HERE, ALICE));
        assert!(
            !ask("http://127.0.0.1:9090", ALICE),
            "passed on from elsewhere"
        );
        assert!(!ask(HERE, BOB));
        assert!(server.knows_secret("s3cret", 1, ALICE));
        assert!(server.knows_secret("Bearer s3cret", 1, ALICE));
        for bad in ["", "other", "Linnet-Proof", "Linnet-Proof a b", "Bearer "] {
            assert!(!server.knows_secret(bad, 1, ALICE), "{bad}");
        }
        assert!(server.prove("short").is_none());
    }

    #[test]
    fn many_questions_push_out_the_oldest() {
        let server = Proofs::new("s3cret".to_owned(), HERE.to_owned());
        let question = "0f".repeat(16);
        let (_, first) = server.prove(&question).unwrap();
        for _ in 0..WAITING {
            server.prove(&question).unwrap();
        }
        let shown = client_proof(&server, HERE, &first, ALICE);
        assert!(!server.knows_secret(&shown, 1, ALICE));
        assert_eq!(server.waiting.lock().unwrap().len(), WAITING);
    }
}
