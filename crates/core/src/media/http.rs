//! The HTTP client of uploads and downloads.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response};

use crate::error::{Error, Result, Transport};
use crate::http::{self, Client};
use crate::names::Names;
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
    client: Arc<Client>,
    proxies: Proxies,
}

impl Http {
    /// Makes nothing yet.
    pub fn new(proxies: Proxies, trust: Trust) -> Self {
        let by = proxies.clone();
        Self {
            client: Arc::new(Client::new(move || {
                http::builder(&by, &trust, &Names::system())?
                    .connect_timeout(CONNECT_LIMIT)
                    .read_timeout(SILENCE_LIMIT)
                    .redirect(Policy::limited(REDIRECTS))
                    .build()
                    .map_err(|_| Transport::Tls)
            })),
            proxies,
        }
    }

    /// The client. Made when the first picture moves.
    pub fn get(&self) -> Result<reqwest::Client> {
        Ok(self.client.get()?)
    }

    /// What is asked from now on goes over new connections.
    pub fn forget_connections(&self) {
        self.client.forget_connections();
    }

    /// Sends what may be asked twice: when a connection kept from before has died, once more over a new one.
    pub async fn ask_twice(
        &self,
        request: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Response> {
        match request(&self.get()?).send().await {
            Err(error) if http::failure(&error, &self.proxies) == Transport::Lost => {
                self.forget_connections();
                let again = request(&self.get()?).send().await;
                again.map_err(|error| self.transport(&error))
            }
            answer => answer.map_err(|error| self.transport(&error)),
        }
    }

    /// The transport error of a failed HTTP request. The address is not kept: it carries a signature.
    pub fn transport(&self, error: &reqwest::Error) -> Error {
        http::failure(error, &self.proxies).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_is_made_for_uploads_and_downloads() {
        let uploads = Http::new(Proxies::system(), Trust::system());
        let downloads = uploads.clone();
        uploads.get().unwrap();
        assert!(Arc::ptr_eq(&uploads.client, &downloads.client));
    }
}
