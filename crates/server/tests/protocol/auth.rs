//! Tokens, hosts, origins, devices.

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use linnet_proto::im_proto::*;
use linnet_proto::proof;
use reqwest::StatusCode;
use sha2::Sha256;

use crate::client::*;

async fn get(stage: &Stage, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = http.get(format!("http://{}{path}", stage.server.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.timeout(LIMIT).send().await.unwrap()
}

const TOKEN_PATH: &str = "/get_token?appID=1&userID=10001";

#[tokio::test]
async fn an_unknown_token_is_1_and_an_expired_one_100() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    assert_eq!(
        alice.call(400, RequestBody::default()).await.status_code,
        Some(0)
    );
    let stranger = stage.person_with(ALICE, "nobody-gave-this-out".into());
    assert_eq!(stranger.refused(200, pull(0, 50)).await, 1);
    let nobody = stage.person_with(ALICE, String::new());
    assert_eq!(nobody.refused(200, pull(0, 50)).await, 1);
    stage.clock.pass(Duration::from_secs(3600));
    assert_eq!(alice.refused(200, pull(0, 50)).await, 100);
    // Not only from memory.
    let stage = stage.restart().await;
    let alice = stage.person_with(ALICE, alice.token);
    assert_eq!(alice.refused(200, pull(0, 50)).await, 100);
    stage.stop().await;
}

#[tokio::test]
async fn a_token_is_bound_to_its_user_and_application() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(CAROL).await;
    assert_eq!(
        bob.refused(301, history(&chat, MessageDirection::Older, 0, 20))
            .await,
        3
    );
    // On a connection of alice a token of bob is neither hers nor his.
    let mut socket = alice.socket("1").await;
    socket.token = bob.token.clone();
    let answer = socket.call(200, pull(0, 50)).await;
    assert_eq!(answer.status_code, Some(55));
    // The same folder serving another application does not know the token.
    let mut config = stage.config.clone();
    stage.server.stop().await;
    config.app_id = 2;
    let server = linnet_server::Server::start(config).await.unwrap();
    let elsewhere = Person {
        api_url: server.api_url.clone(),
        ..alice
    };
    assert_eq!(elsewhere.refused(200, pull(0, 50)).await, 1);
    server.stop().await;
}

#[tokio::test]
async fn a_socket_needs_a_token_and_ends_with_it() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let stranger = stage.person_with(ALICE, "nobody-gave-this-out".into());
    let refused = stranger.try_socket("1").await.err().unwrap().to_string();
    assert!(refused.contains("401"), "{refused}");
    let mut socket = alice.socket("1").await;
    let mut quiet = alice.socket("2").await;
    // Whoever is answered has been looked at once: the next look is at what comes after.
    socket.ask(200, pull(0, 1)).await;
    stage.clock.pass(Duration::from_secs(3600));
    let answer = socket.call(100, text(&chat, "c1", "late")).await;
    assert_eq!(answer.status_code, Some(100));
    assert_eq!(socket.closed().await, Some(1008));
    // A connection that is only listening gets nothing more either.
    let bob = stage.person(BOB).await;
    let his = bob.chat_with(ALICE).await;
    bob.say(&his, "c2", "are you there").await;
    assert_eq!(quiet.closed().await, Some(1008));
    let refused = alice.try_socket("1").await.err().unwrap().to_string();
    assert!(refused.contains("401"), "{refused}");
    stage.stop().await;
}

#[tokio::test]
async fn a_newer_token_keeps_the_connection() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut socket = alice.socket("1").await;
    stage.clock.pass(Duration::from_secs(3000));
    socket.token = stage.person(ALICE).await.token;
    socket.ask(200, pull(0, 50)).await;
    stage.clock.pass(Duration::from_secs(3000));
    socket.ask(200, pull(0, 50)).await;
    stage.stop().await;
}

#[tokio::test]
async fn get_token_needs_the_secret_without_dev() {
    let stage = Stage::with(|config| config.dev = false).await;
    assert_eq!(
        get(&stage, TOKEN_PATH, &[]).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let wrong = [("authorization", "Bearer 00")];
    assert_eq!(
        get(&stage, TOKEN_PATH, &wrong).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let secret = linnet_server::Folder::open(&stage.config.data)
        .unwrap()
        .secret()
        .unwrap();
    let right = [("authorization", secret.as_str())];
    let answer = get(&stage, TOKEN_PATH, &right).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: serde_json::Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    let alice = stage.person_with(ALICE, answer["Token"].as_str().unwrap().to_owned());
    alice.ask(200, pull(0, 50)).await;
    let other = get(&stage, "/get_token?appID=2&userID=10001", &right).await;
    assert_eq!(other.status(), StatusCode::FORBIDDEN);
    stage.stop().await;
}

#[tokio::test]
async fn dev_is_refused_on_an_address_others_can_reach() {
    let folder = tempfile::tempdir().unwrap();
    let started = linnet_server::Server::start(linnet_server::Config {
        dev: true,
        listen: "0.0.0.0:0".parse().unwrap(),
        ..linnet_server::Config::new(folder.path())
    })
    .await;
    assert!(matches!(
        started,
        Err(linnet_server::StartError::DevNotLoopback)
    ));
}

#[tokio::test]
async fn all_addresses_are_listened_on_only_when_the_one_for_others_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let config = linnet_server::Config {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..linnet_server::Config::new(folder.path())
    };
    let started = linnet_server::Server::start(config).await;
    assert!(matches!(
        started,
        Err(linnet_server::StartError::PublicUrlMissing)
    ));
}

#[tokio::test]
async fn a_server_behind_a_proxy_answers_to_its_public_name_only() {
    let stage = Stage::with(|config| {
        config.dev = false;
        config.public_url = Some("https://im.example.com".parse().unwrap());
    })
    .await;
    assert_eq!(stage.server.api_url, "https://im.example.com");
    assert_eq!(stage.server.frontier_url, "wss://im.example.com/ws/v2");
    let named = [("host", "im.example.com")];
    assert_eq!(
        get(&stage, TOKEN_PATH, &named).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let other = [("host", "example.com")];
    assert_eq!(
        get(&stage, TOKEN_PATH, &other).await.status(),
        StatusCode::FORBIDDEN
    );
    stage.stop().await;
}

#[tokio::test]
async fn a_folder_is_served_once() {
    let stage = Stage::new().await;
    let second = linnet_server::Server::start(stage.config.clone()).await;
    assert!(matches!(second, Err(linnet_server::StartError::Locked)));
    stage.stop().await;
}

#[tokio::test]
async fn pages_of_other_origins_and_foreign_host_names_are_refused() {
    let stage = Stage::with(|config| {
        config.allow_origin = vec!["http://127.0.0.1:5173".into()];
    })
    .await;
    let foreign = [("origin", "http://evil.example")];
    assert_eq!(
        get(&stage, TOKEN_PATH, &foreign).await.status(),
        StatusCode::FORBIDDEN
    );
    let rebound = [("host", "evil.example")];
    assert_eq!(
        get(&stage, TOKEN_PATH, &rebound).await.status(),
        StatusCode::FORBIDDEN
    );
    let allowed = [("origin", "http://127.0.0.1:5173")];
    let answer = get(&stage, TOKEN_PATH, &allowed).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(
        answer.headers()["access-control-allow-origin"],
        "http://127.0.0.1:5173"
    );
    stage.stop().await;
}

#[tokio::test]
async fn twenty_devices_connect_and_one_more_does_not() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut sockets = Vec::new();
    for device in 0..20 {
        sockets.push(alice.socket(&device.to_string()).await);
    }
    let refused = alice.try_socket("20").await.err().unwrap().to_string();
    assert!(refused.contains("429"), "{refused}");
    // A device that comes back before its old connection is noticed to be dead is let in.
    sockets.push(alice.socket("3").await);
    let bob = stage.person(BOB).await;
    bob.socket("20").await.heartbeat().await;
    stage.stop().await;
}

#[tokio::test]
async fn the_server_shows_first_that_it_knows_the_secret() {
    let stage = Stage::with(|config| config.dev = false).await;
    let secret = std::fs::read_to_string(stage.config.data.join("app_secret")).unwrap();
    let keyed = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.trim().as_bytes()).unwrap();
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    };
    let address = stage.server.api_url.clone();
    let own = "5e".repeat(32);
    let ask = async || {
        let answer = get(&stage, &format!("/get_proof?nonce={own}"), &[]).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let answer: serde_json::Value =
            serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let nonce = answer["Nonce"].as_str().unwrap().to_owned();
        assert_eq!(
            answer["Proof"],
            keyed(&proof::of_server(&address, &own, &nonce))
        );
        nonce
    };
    assert_ne!(ask().await, ask().await);
    let shown = |nonce: &str, user: i64| {
        let made = keyed(&proof::of_client(&address, nonce, 1, user));
        format!("Linnet-Proof {nonce} {made}")
    };
    let token = async |shown: &str| {
        let answer = get(&stage, TOKEN_PATH, &[("authorization", shown)]).await;
        answer.status().as_u16()
    };
    let good = shown(&ask().await, ALICE);
    assert_eq!(token(&good).await, 200);
    assert_eq!(token(&good).await, 401, "a proof is good once");
    assert_eq!(token(&shown(&ask().await, BOB)).await, 401);
    assert_eq!(token(&shown(&"00".repeat(32), ALICE)).await, 401);
    for bad in ["/get_proof", "/get_proof?nonce=", "/get_proof?nonce=zz"] {
        assert_eq!(
            get(&stage, bad, &[]).await.status(),
            StatusCode::BAD_REQUEST
        );
    }
    stage.stop().await;
}

#[tokio::test]
async fn a_revoked_token_is_unknown_and_its_sockets_are_closed() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let mut hers = alice.socket("1").await;
    let mut his = bob.socket("1").await;
    // By another process.
    let file = stage.config.data.join("service.db");
    let other = rusqlite::Connection::open(file).unwrap();
    other
        .execute("DELETE FROM token WHERE user = ?1", [ALICE])
        .unwrap();
    other
        .execute(
            "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revocations'",
            [],
        )
        .unwrap();
    assert_eq!(hers.closed().await, Some(1008));
    assert_eq!(alice.refused(200, pull(0, 50)).await, 1);
    assert!(alice.try_socket("1").await.is_err());
    his.ask(200, pull(0, 50)).await;
    stage.stop().await;
}
