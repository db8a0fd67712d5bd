//! A connection that tells when something has happened, so that a test asks then and not again and again: who asks
//! without a pause runs into the limits of its own rate.

#![allow(dead_code, reason = "each test uses the part it needs")]

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Connects; returns once the server has read where the inbox of the token's user ends. Whatever is committed from here
/// on is pushed.
pub async fn connect(frontier_url: &str, token: &str) -> Socket {
    let address =
        format!("{frontier_url}?token={token}&aid=1&device_id=9&fpid=89&device_platform=web");
    let mut handshake = address.into_client_request().unwrap();
    handshake.headers_mut().insert(
        "sec-websocket-protocol",
        "binary, base64, pbbp2".parse().unwrap(),
    );
    let (stream, _) = tokio_tungstenite::connect_async(handshake).await.unwrap();
    let mut socket = Socket(stream);
    socket.0.send(Message::text("hi")).await.unwrap();
    while !matches!(socket.0.next().await.unwrap().unwrap(), Message::Text(_)) {}
    socket
}

impl Socket {
    /// Waits for the next push.
    pub async fn push(&mut self) {
        while !self.0.next().await.unwrap().unwrap().is_binary() {}
    }

    /// Waits until the server closes the connection.
    pub async fn close(mut self) {
        while let Some(Ok(message)) = self.0.next().await {
            if message.is_close() {
                return;
            }
        }
    }
}
