//! A server behind a proxy, and one that comes back on another port.

use tokio::io::copy_bidirectional;

use super::*;
use crate::proxy::Proxies;

/// An HTTP proxy that notes the first line of each connection and passes everything on: requests with a whole address
/// to `api`, tunnels to where they ask for.
async fn proxy(api: &str) -> (String, mpsc::Receiver<String>) {
    let api = api.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://alice:pw@{}", listener.local_addr().unwrap());
    let (lines, noted) = mpsc::channel(8);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let (lines, api) = (lines.clone(), api.clone());
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(from.read_u8().await.unwrap());
                }
                let text = String::from_utf8(head.clone()).unwrap();
                assert!(text.to_lowercase().contains("proxy-authorization: basic"));
                let first = text.lines().next().unwrap().to_owned();
                let tunnel = first.strip_prefix("CONNECT ");
                let to = tunnel.map_or(api.as_str(), |rest| rest.split(' ').next().unwrap());
                let mut to = TcpStream::connect(to).await.unwrap();
                match tunnel {
                    Some(_) => from.write_all(b"HTTP/1.1 200 Go on\r\n\r\n").await.unwrap(),
                    None => to.write_all(&head).await.unwrap(),
                }
                lines.send(first).await.unwrap();
                // It ends with either side.
                copy_bidirectional(&mut from, &mut to).await.ok();
            });
        }
    });
    (address, noted)
}

#[tokio::test]
async fn the_socket_and_http_both_go_through_the_proxy() {
    let mut server = Server::start(|request| ok(&request)).await;
    let (address, mut noted) = proxy(&server.api).await;
    let client = client_with(&server, |config| config.proxies = Proxies::all(&address));
    client.link.start();
    let _peer = server.peer().await;
    client.online().await;
    let place = server.frontier.trim_start_matches("ws://");
    let place = place.trim_end_matches("/ws/v2");
    assert_eq!(
        in_time(noted.recv()).await.unwrap(),
        format!("CONNECT {place} HTTP/1.1")
    );
    client
        .link
        .request(HISTORY, RequestBody::default())
        .await
        .unwrap();
    let line = in_time(noted.recv()).await.unwrap();
    assert!(line.starts_with(&format!("POST {}/", server.api)), "{line}");
    client.link.stop().await;
}

#[tokio::test]
async fn a_server_that_comes_back_on_another_port_is_found_there() {
    let first = Server::start(|request| ok(&request)).await;
    let mut second = Server::start(|request| ok(&request)).await;
    let client = client_with(&first, |config| {
        // Nobody listens there any more.
        config.endpoints = Endpoints::own("http://127.0.0.1:9", "").unwrap();
    });
    client.link.start();
    client
        .connection(|state| matches!(state, Connection::Offline { .. }))
        .await;
    client
        .link
        .move_to(Endpoints::own(&second.api, &second.frontier).unwrap());
    let _peer = second.peer().await;
    client.online().await;
    client.link.stop().await;
}
