//! The HTTP client of uploads and downloads.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::error::{Error, Result};
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Longest wait for a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Longest silence in the middle of an answer.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);
/// Hosted storage answers downloads with one redirect at most.
const REDIRECTS: usize = 3;

/// A client of its own: a large upload does not keep commands waiting for a connection. Clones share it.
#[derive(Clone)]
pub(super) struct Http {
    proxies: Proxies,
    trust: Trust,
    made: Arc<OnceLock<Client>>,
}

impl Http {
    /// Makes nothing yet.
    pub fn new(proxies: Proxies, trust: Trust) -> Self {
        Self {
            proxies,
            trust,
            made: Arc::default(),
        }
    }

    /// The client. Made when the first picture moves: it reads all certificates of the system, which no start should
    /// wait for.
    pub fn get(&self) -> Result<&Client> {
        match self.made.get() {
            Some(made) => Ok(made),
            None => {
                let made = client(&self.proxies, &self.trust)?;
                Ok(self.made.get_or_init(|| made))
            }
        }
    }
}

fn client(proxies: &Proxies, trust: &Trust) -> Result<Client> {
    Client::builder()
        .connect_timeout(CONNECT_LIMIT)
        .read_timeout(SILENCE_LIMIT)
        .redirect(Policy::limited(REDIRECTS))
        .proxy(proxies.for_http())
        .use_preconfigured_tls(trust.for_http()?)
        .build()
        .map_err(transport)
}

/// The transport error of a failed HTTP request. The address is not kept: it carries a signature.
pub(super) fn transport(error: reqwest::Error) -> Error {
    crate::link::http_failure(&error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_start_reads_the_certificates_and_one_client_is_made_for_uploads_and_downloads() {
        let uploads = Http::new(Proxies::system(), Trust::system());
        let downloads = uploads.clone();
        assert!(downloads.made.get().is_none());
        let first: *const Client = uploads.get().unwrap();
        assert!(std::ptr::eq(first, uploads.get().unwrap()));
        assert!(std::ptr::eq(first, downloads.get().unwrap()));
    }
}
