//! The byte stream under the socket: straight to the server, or through an HTTP proxy that is asked with CONNECT, for
//! `ws` as for `wss`.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::UrlError;
use url::Url;

use crate::proxy::Proxies;

/// Longest answer of a proxy that is read; more is no proxy.
const HEAD: usize = 8 * 1024;

/// Opens it. The caller limits the time.
pub(super) async fn to(server: &Url, proxies: &Proxies) -> Result<TcpStream, Error> {
    let host = server.host_str().ok_or(UrlError::NoHostName)?;
    let port = server
        .port_or_known_default()
        .ok_or(UrlError::UnsupportedUrlScheme)?;
    let Some(proxy) = proxies.of(server) else {
        // Brackets belong to the address of the page, not to the one of the network.
        return connect(host.trim_matches(['[', ']']), port).await;
    };
    // Others (SOCKS) carry no socket from here; HTTP alone goes on then.
    if proxy.uri().scheme_str() != Some("http") {
        return Err(UrlError::UnsupportedUrlScheme.into());
    }
    let proxy_host = proxy.uri().host().ok_or(UrlError::NoHostName)?;
    let proxy_port = proxy.uri().port_u16().unwrap_or(80);
    let mut stream = connect(proxy_host.trim_matches(['[', ']']), proxy_port).await?;
    let mut head =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(credentials) = proxy.basic_auth() {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(credentials.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    stream.write_all(&head).await?;
    answered(&mut stream).await?;
    Ok(stream)
}

async fn connect(host: &str, port: u16) -> Result<TcpStream, Error> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads the proxy's answer to its end and not a byte further: what follows is the server's.
async fn answered(stream: &mut TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        head.push(stream.read_u8().await?);
    }
    let status = head.split(|byte| *byte == b' ').nth(1);
    match status {
        Some(b"200") => Ok(()),
        _ => Err(io::ErrorKind::ConnectionRefused.into()),
    }
}
