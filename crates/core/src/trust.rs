//! Whose certificates are believed, by one rule for commands, the socket, pictures and token servers.

use std::sync::{Arc, LazyLock, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::Connector;

use crate::error::Transport;

/// The rule. Clones share it, and what was read for it.
#[derive(Clone)]
pub struct Trust(Arc<Inner>);

struct Inner {
    /// None: the authorities of the system.
    only: Option<Vec<Vec<u8>>>,
    made: OnceLock<Arc<ClientConfig>>,
}

impl Trust {
    /// The authorities this system trusts. They are read when the first address with TLS is spoken to, once for the
    /// process: there are more than a hundred, and neither a start nor a new connection should wait for them.
    pub fn system() -> Self {
        static SYSTEM: LazyLock<Trust> = LazyLock::new(|| Trust::from(None));
        SYSTEM.clone()
    }

    /// These certificates (DER) and no others: for tests and for programs that bring their own.
    pub fn only(certificates: Vec<Vec<u8>>) -> Self {
        Self::from(Some(certificates))
    }

    fn from(only: Option<Vec<Vec<u8>>>) -> Self {
        Self(Arc::new(Inner {
            only,
            made: OnceLock::new(),
        }))
    }

    /// For an HTTP client.
    pub(crate) fn for_http(&self) -> Result<ClientConfig, Transport> {
        let mut config = ClientConfig::clone(&*self.config()?);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    /// For a socket to a `wss` address.
    pub(crate) fn for_socket(&self) -> Result<Connector, Transport> {
        self.config().map(Connector::Rustls)
    }

    /// For any other connection with TLS.
    pub(crate) fn config(&self) -> Result<Arc<ClientConfig>, Transport> {
        if let Some(made) = self.0.made.get() {
            return Ok(Arc::clone(made));
        }
        let mut roots = RootCertStore::empty();
        let mut readable = true;
        match &self.0.only {
            Some(only) => {
                let all = only.iter().map(|der| CertificateDer::from(der.as_slice()));
                roots.add_parsable_certificates(all);
            }
            None => {
                let found = rustls_native_certs::load_native_certs();
                for error in &found.errors {
                    tracing::warn!(%error, "certificates of the system could not be read");
                }
                let (used, left_out) = roots.add_parsable_certificates(found.certs);
                tracing::debug!(used, left_out, "certificates of the system");
                readable = used > 0;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Transport::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        if !readable {
            // Nobody is believed; perhaps the file is there the next time.
            return Ok(Arc::new(config));
        }
        Ok(Arc::clone(self.0.made.get_or_init(|| Arc::new(config))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names the address for the copy of this test that runs with certificates of its own.
    const ADDRESS: &str = "LINNET_TEST_TOKEN_URL";

    #[tokio::test]
    async fn the_certificates_that_ssl_cert_file_names_are_believed() {
        use crate::auth::{Renew, TokenProvider as _, TokenServer};
        use crate::model::UserId;

        if let Ok(address) = std::env::var(ADDRESS) {
            let server = TokenServer::new(&address, 1, UserId(10001), None).unwrap();
            assert_eq!(server.token(Renew::No).await.unwrap().expose(), "tok-1");
            return;
        }
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let coded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, made.cert.der());
        let lines: Vec<_> = coded
            .as_bytes()
            .chunks(64)
            .map(String::from_utf8_lossy)
            .collect();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        );
        std::fs::write(file.path(), pem).unwrap();
        let address = token_server(&made).await;
        let here = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "trust::tests::the_certificates_that_ssl_cert_file_names_are_believed",
            ])
            .env(ADDRESS, address)
            .env("SSL_CERT_FILE", file.path())
            .env_remove("SSL_CERT_DIR")
            .output()
            .await
            .unwrap();
        assert!(
            here.status.success(),
            "{}",
            String::from_utf8_lossy(&here.stdout)
        );
    }

    /// Gives one token, over TLS with this certificate.
    async fn token_server(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> String {
        use rustls::pki_types::PrivateKeyDer;
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
                .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://{}/get_token", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"Token\":\"tok-1\"}";
            stream.write_all(answer).await.unwrap();
            stream.shutdown().await.ok();
        });
        address
    }

    #[test]
    fn the_system_is_asked_when_it_is_needed_and_once() {
        let trust = Trust::from(None);
        assert!(trust.0.made.get().is_none());
        let first = trust.config().unwrap();
        assert!(Arc::ptr_eq(&first, &trust.clone().config().unwrap()));
        assert!(Arc::ptr_eq(&Trust::system().0, &Trust::system().0));
    }
}
