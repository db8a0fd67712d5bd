//! Tokens of the local server on this computer, whose application secret lies in a file of this person. The port that
//! it had last time may belong to another program by now, so the secret itself is never sent: first the server shows
//! that it knows it, then we do (own choice, section 5 of the chapter Own choices of the protocol).

use std::fmt;
use std::time::Duration;

use futures_util::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use linnet_proto::proof;
use rand::RngExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use url::Url;

use super::{ANSWER_BYTES, Token, TokenAnswer};
use crate::config;
use crate::error::{ConfigError, Result, TokenError, Transport};
use crate::model::UserId;

/// How long it may take to answer: it runs on this computer.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// A server at an address of this computer, and the secret that it must know.
pub struct ProvenServer {
    /// As the server names itself, without a slash at the end.
    address: String,
    root: Url,
    /// Keyed with the secret.
    key: Hmac<Sha256>,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct ProofAnswer {
    #[serde(rename = "Proof")]
    proof: String,
    #[serde(rename = "Nonce")]
    nonce: String,
}

impl ProvenServer {
    /// Asks nothing yet.
    ///
    /// # Errors
    /// [`ConfigError::TokenUrl`].
    pub fn new(address: &str, secret: &str) -> Result<Self> {
        let root = config::address(address, ["http", "https"]).map_err(ConfigError::TokenUrl)?;
        // Never: a keyed hash takes keys of any length.
        let key =
            Hmac::new_from_slice(secret.trim().as_bytes()).map_err(|_| TokenError::Malformed)?;
        let http = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would be asked for its own computer.
            .no_proxy()
            .build()
            .map_err(|_| Transport::Tls)?;
        Ok(Self {
            address: address.trim_end_matches('/').to_owned(),
            root,
            key,
            http,
        })
    }

    /// Whether the program at this address knows the secret. It learns nothing from being asked.
    pub async fn is_there(&self) -> bool {
        self.nonce().await.is_ok()
    }

    /// A token for a person. Nothing that needs the secret is sent to a program that has not shown that it knows it.
    ///
    /// # Errors
    /// [`TokenError`]: another program has the port, or the server refuses.
    pub async fn token(&self, app_id: i32, user: UserId) -> Result<Token> {
        let nonce = self.nonce().await?;
        let text = proof::of_client(&self.address, &nonce, app_id, user.0);
        let made = hex::encode(self.keyed(&text).finalize().into_bytes());
        let mut url = self.at("/get_token");
        url.query_pairs_mut()
            .append_pair("appID", &app_id.to_string())
            .append_pair("userID", &user.0.to_string());
        let shown = format!("{} {nonce} {made}", proof::SCHEME);
        let asked = self
            .http
            .get(url)
            .header(reqwest::header::AUTHORIZATION, shown);
        let answer: TokenAnswer = ask(asked).await?;
        Ok(Token::new(&answer.token)?)
    }

    /// The server's nonce, once it has shown that it knows the secret.
    async fn nonce(&self) -> Result<String, TokenError> {
        let own = hex::encode(rand::rng().random::<[u8; 32]>());
        let mut url = self.at(proof::PATH);
        url.query_pairs_mut().append_pair("nonce", &own);
        let answer: ProofAnswer = ask(self.http.get(url)).await?;
        let text = proof::of_server(&self.address, &own, &answer.nonce);
        let made = hex::decode(&answer.proof).unwrap_or_default();
        if proof::is_nonce(&answer.nonce) && self.keyed(&text).verify_slice(&made).is_ok() {
            Ok(answer.nonce)
        } else {
            Err(TokenError::NoToken)
        }
    }

    fn at(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(path);
        url
    }

    fn keyed(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = self.key.clone();
        mac.update(text.as_bytes());
        mac
    }
}

impl fmt::Debug for ProvenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvenServer(hidden)")
    }
}

async fn ask<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, TokenError> {
    let answer = request.send().await.map_err(super::transport)?;
    match answer.status().as_u16() {
        200 => {}
        status @ 500.. => return Err(Transport::Http(status).into()),
        status => return Err(TokenError::Refused(status)),
    }
    let mut body = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(super::transport)?);
        if body.len() > ANSWER_BYTES {
            return Err(TokenError::NoToken);
        }
    }
    serde_json::from_slice(&body).map_err(|_| TokenError::NoToken)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Somebody who has the port: hears everything, and answers every question with `answer`.
    async fn impostor(answer: &'static str) -> (String, Arc<Mutex<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(String::new()));
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                hearing
                    .lock()
                    .unwrap()
                    .push_str(&String::from_utf8(head).unwrap());
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
                    answer.len()
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        (address, heard)
    }

    #[tokio::test]
    async fn whoever_has_the_port_hears_neither_the_secret_nor_a_proof_of_it() {
        for answer in [
            r#"{"Token":"tok-1"}"#,
            r#"{"Proof":"","Nonce":"00000000000000000000000000000000"}"#,
            r#"{"Proof":"5e9a","Nonce":"00000000000000000000000000000000"}"#,
            "hello",
        ] {
            let (address, heard) = impostor(answer).await;
            let server = ProvenServer::new(&address, "s3cret").unwrap();
            assert!(!server.is_there().await);
            assert!(server.token(1, UserId(10001)).await.is_err());
            let heard = heard.lock().unwrap().to_lowercase();
            assert!(heard.starts_with("get /get_proof?nonce="), "{heard}");
            assert!(!heard.contains("s3cret") && !heard.contains("authorization"));
            assert!(!heard.contains("get_token"), "{heard}");
        }
    }
}
