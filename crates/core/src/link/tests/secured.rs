//! A server that is spoken to with TLS.

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::copy_bidirectional;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::trust::Trust;

/// A certificate for this computer, its own authority.
struct Identity {
    certificate: Vec<u8>,
    acceptor: TlsAcceptor,
}

fn identity() -> Identity {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    Identity {
        certificate: made.cert.der().to_vec(),
        acceptor: TlsAcceptor::from(Arc::new(config)),
    }
}

/// Takes TLS off and passes everything on to `address`; answers with its own place.
async fn in_front_of(address: &str, acceptor: TlsAcceptor) -> String {
    let (_, place) = address.split_once("://").unwrap();
    let place = place.split('/').next().unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, place) = (acceptor.clone(), place.clone());
            tokio::spawn(async move {
                // Whoever does not believe the certificate goes away here.
                let Ok(mut plain) = acceptor.accept(stream).await else {
                    return;
                };
                let mut to = TcpStream::connect(place).await.unwrap();
                // It ends with either side.
                copy_bidirectional(&mut plain, &mut to).await.ok();
            });
        }
    });
    here
}

async fn secured(server: &Server, identity: &Identity) -> Endpoints {
    let api = in_front_of(&server.api, identity.acceptor.clone()).await;
    let frontier = in_front_of(&server.frontier, identity.acceptor.clone()).await;
    Endpoints::own(
        &format!("https://{api}"),
        &format!("wss://{frontier}/ws/v2"),
    )
    .unwrap()
}

#[tokio::test]
async fn a_believed_certificate_opens_the_socket_and_http() {
    let mut server = Server::start(|request| ok(&request)).await;
    let identity = identity();
    let endpoints = secured(&server, &identity).await;
    let client = client_with(&server, |config| {
        config.endpoints = endpoints;
        config.trust = Trust::only(vec![identity.certificate.clone()]);
    });
    client.link.start();
    let _peer = server.peer().await;
    client.online().await;
    // History goes over HTTP.
    client
        .link
        .request(HISTORY, RequestBody::default())
        .await
        .unwrap();
    assert_eq!(server.over_http.load(Ordering::SeqCst), 1);
    client.link.stop().await;
}

#[tokio::test]
async fn a_strange_certificate_is_refused_and_said_to_be_so() {
    let server = Server::start(|request| ok(&request)).await;
    let identity = identity();
    let endpoints = secured(&server, &identity).await;
    let client = client_with(&server, |config| {
        config.endpoints = endpoints;
        config.trust = Trust::only(Vec::new());
    });
    client.link.start();
    client
        .connection(|state| {
            matches!(state, Connection::Offline { reason, .. }
                if *reason == Error::from(Transport::Certificate).reason())
        })
        .await;
    let error = client
        .link
        .request_once(HISTORY, &RequestBody::default(), 0)
        .await
        .unwrap_err();
    let strange = matches!(error, Error::Transport(Transport::Certificate));
    assert!(strange, "{error}");
    assert_eq!(server.over_http.load(Ordering::SeqCst), 0);
    client.link.stop().await;
}
