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

    fn config(&self) -> Result<Arc<ClientConfig>, Transport> {
        if let Some(made) = self.0.made.get() {
            return Ok(Arc::clone(made));
        }
        let mut roots = RootCertStore::empty();
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
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Transport::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::clone(self.0.made.get_or_init(|| Arc::new(config))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_asked_when_it_is_needed_and_once() {
        let trust = Trust::from(None);
        assert!(trust.0.made.get().is_none());
        let first = trust.config().unwrap();
        assert!(Arc::ptr_eq(&first, &trust.clone().config().unwrap()));
        assert!(Arc::ptr_eq(&Trust::system().0, &Trust::system().0));
    }
}
