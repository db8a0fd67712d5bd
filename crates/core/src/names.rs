//! Addresses of names, by one rule for commands, the socket, pictures and token servers: the system's.

use std::io;
use std::net::SocketAddr;
#[cfg(any(test, feature = "multimedia"))]
use std::net::{IpAddr, Ipv4Addr};
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

    /// The same without addresses of this computer and of private networks: for what strangers name.
    #[cfg(any(test, feature = "multimedia"))]
    pub(crate) fn only_public(&self) -> Self {
        let lookup = Arc::clone(&self.0);
        Self(Arc::new(move |name| {
            let found = lookup(name);
            Box::pin(async move {
                let mut found = found.await?;
                found.retain(|address| is_public(address.ip()));
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

/// Whether an address belongs to the public network.
#[cfg(any(test, feature = "multimedia"))]
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            // This network, networks of carriers, protocol assignments, benchmarks, reserved.
            let special = a == 0
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b))
                || a >= 240;
            let local = ip.is_private() || ip.is_loopback() || ip.is_link_local();
            !(special || local || ip.is_documentation() || ip.is_multicast())
        }
        IpAddr::V6(ip) => match ip.segments() {
            // Networks without IPv4 reach it by these.
            [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
                let [.., a, b, c, d] = ip.octets();
                is_public(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
            }
            // Those that lead to an IPv4 address or nowhere: 6to4, Teredo and what stands beside it, documentation.
            [0x2002, ..] | [0x2001, 0..0x200, ..] | [0x2001, 0x0db8, ..] => false,
            // Nothing outside of 2000::/3 was given out.
            [first, ..] => (0x2000..0x4000).contains(&first),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_into_the_house_has_no_public_address() {
        let at = |address: &str| SocketAddr::new(address.parse().unwrap(), 0);
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "::ffff:192.168.1.1",
            "fe80::1",
            "fd00::1",
            "2002:c0a8:101::1",
            "64:ff9b::c0a8:101",
        ] {
            let names = Names::fixed(vec![at(inside)]).only_public();
            let found = names.addresses("stickers.example").await;
            assert!(found.is_err(), "{inside}");
        }
        let both = vec![at("10.0.0.1"), at("93.184.215.14"), at("2606:2800:21f::1")];
        let names = Names::fixed(both.clone()).only_public();
        let found = names.addresses("stickers.example").await.unwrap();
        assert_eq!(found, &both[1..]);
        assert!(is_public("64:ff9b::5db8:d70e".parse().unwrap()));
    }
}
