//! Addresses of names, by one rule for commands, the socket, pictures and token servers: the system's.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

type Lookup = dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Who is asked. Clones share it.
#[derive(Clone)]
pub struct Names(Arc<Lookup>);

/// A name without an address.
#[derive(Debug, thiserror::Error)]
#[error("name not found")]
pub struct NameNotFound(#[source] io::Error);

impl Names {
    /// The system.
    pub fn system() -> Self {
        Self(Arc::new(|name| {
            Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
        }))
    }

    /// These addresses for every name, in this order: for tests.
    pub fn fixed(addresses: Vec<SocketAddr>) -> Self {
        Self(Arc::new(move |_| {
            let addresses = addresses.clone();
            Box::pin(std::future::ready(Ok(addresses)))
        }))
    }

    /// The same with IPv4 before IPv6.
    pub(crate) fn ipv4_first(&self) -> Self {
        let lookup = Arc::clone(&self.0);
        Self(Arc::new(move |name| {
            let found = lookup(name);
            Box::pin(async move {
                let mut found = found.await?;
                found.sort_by_key(SocketAddr::is_ipv6);
                Ok(found)
            })
        }))
    }

    /// The addresses of a name; their port means nothing.
    pub(crate) fn addresses(
        &self,
        name: &str,
    ) -> BoxFuture<'static, Result<Vec<SocketAddr>, NameNotFound>> {
        let found = (self.0)(name.to_owned());
        Box::pin(async move {
            let found = found.await.map_err(NameNotFound)?;
            if found.is_empty() {
                return Err(NameNotFound(io::ErrorKind::NotFound.into()));
            }
            Ok(found)
        })
    }
}

/// For the socket's connections.
impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = NameNotFound;
    type Future = BoxFuture<'static, Result<Self::Response, NameNotFound>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NameNotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = self.addresses(name.as_str());
        Box::pin(async move { Ok(found.await?.into_iter()) })
    }
}

/// For those of an HTTP client.
impl reqwest::dns::Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let found = self.addresses(name.as_str());
        Box::pin(async move {
            let found: reqwest::dns::Addrs = Box::new(found.await?.into_iter());
            Ok(found)
        })
    }
}
