//! The bridge as pages and scripts meet it: whom it lets in, and the SDK's quick start over it, in Node and in Chromium.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "bridge/browser.rs"]
mod browser;
#[path = "bridge/package.rs"]
mod package;
#[path = "bridge/process.rs"]
mod process;
#[path = "support/stage.rs"]
mod stage;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use process::Bridge;
use stage::{ALICE, BOB, LIMIT, Stage, run};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A socket of a page, or the HTTP status that it was refused with.
async fn open(address: &str, origin: Option<&str>) -> Result<Socket, u16> {
    let mut request = address.into_client_request().unwrap();
    if let Some(origin) = origin {
        let origin = origin.parse().unwrap();
        request.headers_mut().insert("Origin", origin);
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

async fn say(socket: &mut Socket, request: &Value) {
    socket
        .send(Message::text(request.to_string()))
        .await
        .unwrap();
}

/// The next answer; what happens by itself is passed over. None when the bridge has closed.
async fn heard(socket: &mut Socket) -> Option<Value> {
    loop {
        let message = tokio::time::timeout(LIMIT, socket.next())
            .await
            .expect("an answer in time");
        let Some(Ok(Message::Text(text))) = message else {
            return None;
        };
        let told: Value = serde_json::from_str(&text).unwrap();
        if told.get("event").is_none() {
            return Some(told);
        }
    }
}

async fn ask(socket: &mut Socket, request: &Value) -> Option<Value> {
    say(socket, request).await;
    heard(socket).await
}

fn hello(bridge: &Bridge) -> Value {
    json!({
        "id": 1, "method": "hello",
        "params": { "secret": bridge.secret, "appId": 1, "userId": ALICE.to_string() },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn only_this_computer_is_listened_to() {
    let stage = Stage::new().await;
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let words = ["bridge", "--listen", address];
        let (_, error, code) = run(&stage.account("alice"), &words, "").await;
        let wrong = error[0]["error"]["code"].as_str();
        assert_eq!((wrong, code), (Some("not_loopback"), 1), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_know_the_secret_is_told_nothing_else() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    let bridge = Bridge::start(&stage.account("alice"), &[]).await;
    let list = json!({ "id": 7, "method": "conversation.list" });
    let with = |name: &str, value: Value| {
        let mut hello = hello(&bridge);
        hello["params"][name] = value;
        hello
    };
    let wrong_secret = with("secret", json!("0".repeat(64)));
    let other_user = with("userId", json!(BOB.to_string()));
    let other_app = with("appId", json!(7));
    let nothing = json!({ "id": 1, "method": "hello", "params": {} });
    for (first, code) in [
        (&list, "hello_first"),
        (&nothing, "params"),
        (&wrong_secret, "wrong_secret"),
        (&other_user, "other_account"),
        (&other_app, "other_account"),
        (&json!("hello"), "no_request"),
    ] {
        let mut socket = open(&bridge.address, None).await.unwrap();
        let answer = ask(&mut socket, first).await.unwrap();
        assert_eq!(answer["error"]["code"], code, "{first}");
        assert!(answer["error"]["text"]["en"].is_string());
        assert_eq!(heard(&mut socket).await, None, "it is closed: {first}");
    }
    let mut socket = open(&bridge.address, None).await.unwrap();
    let answer = ask(&mut socket, &hello(&bridge)).await.unwrap();
    assert_eq!(answer["result"]["user"], ALICE.to_string());
    let answer = ask(&mut socket, &list).await.unwrap();
    assert_eq!(
        (&answer["id"], &answer["result"]["list"]),
        (&json!(7), &json!([]))
    );
    for (request, code) in [
        (
            json!({ "id": 8, "method": "conversation.fly" }),
            "no_method",
        ),
        (json!({ "id": 9, "method": "hello" }), "no_method"),
        (
            json!({ "id": 10, "method": "conversation.get", "params": { "conversationId": "x", "y": 1 } }),
            "params",
        ),
        (
            json!({ "id": 11, "method": "conversation.get", "params": { "conversationId": "x" } }),
            "not_found",
        ),
    ] {
        let answer = ask(&mut socket, &request).await.unwrap();
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&request["id"], &json!(code))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_stay_outside_and_a_secret_in_an_address_is_refused() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    let allowed = "http://localhost:5173";
    let bridge = Bridge::start(&stage.account("alice"), &["--origin", allowed]).await;
    for origin in [
        "http://localhost:5174",
        "https://localhost:5173",
        "null",
        "file://",
    ] {
        let refused = open(&bridge.address, Some(origin)).await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
    let mut socket = open(&bridge.address, Some(allowed)).await.unwrap();
    // The right origin alone opens nothing.
    let answer = ask(
        &mut socket,
        &json!({ "id": 1, "method": "conversation.list" }),
    )
    .await;
    assert_eq!(answer.unwrap()["error"]["code"], "hello_first");
    let address = format!("{}/?token={}", bridge.address, bridge.secret);
    assert_eq!(open(&address, None).await.err(), Some(400));
    bridge.stop().await;

    let bridge = Bridge::start(&stage.account("alice"), &["--origin", "null"]).await;
    assert!(open(&bridge.address, Some("null")).await.is_ok());
    assert_eq!(open(&bridge.address, Some(allowed)).await.err(), Some(403));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_too_many_ends_or_is_refused() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    let bridge = Bridge::start(&stage.account("alice"), &[]).await;

    let mut socket = open(&bridge.address, None).await.unwrap();
    ask(&mut socket, &hello(&bridge)).await.unwrap();
    let large = json!({ "id": 2, "method": "x", "params": "x".repeat(600 * 1024) });
    // The bridge may close before all of it is written.
    let _written = socket.send(Message::text(large.to_string())).await;
    assert_eq!(heard(&mut socket).await, None);

    let mut sockets = Vec::new();
    let refused = loop {
        match open(&bridge.address, None).await {
            Ok(socket) => sockets.push(socket),
            Err(status) => break status,
        }
        assert!(sockets.len() <= 16);
    };
    assert_eq!((refused, sockets.len()), (503, 16));
    let mut socket = sockets.pop().unwrap();
    ask(&mut socket, &hello(&bridge)).await.unwrap();
    drop(sockets);

    let chat = json!({
        "id": 3, "method": "conversation.create",
        "params": { "participants": [BOB.to_string()], "group": false },
    });
    let chat = ask(&mut socket, &chat).await.unwrap()["result"]["id"].clone();
    // Without the server no message is answered.
    stage.server.stop().await;
    for number in 0..32_u64 {
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let body = json!({ "kind": "text", "text": "waits" });
        let params = json!({ "conversationId": chat, "id": id, "body": body });
        let send = json!({ "id": 100 + number, "method": "message.send", "params": params });
        say(&mut socket, &send).await;
    }
    let one_more = json!({ "id": 200, "method": "conversation.list" });
    let answer = ask(&mut socket, &one_more).await.unwrap();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(200), &json!("too_many"))
    );
}

/// What a quick start showed, and what the other person has of it.
async fn assert_talked(stage: &Stage, shown: &Value) {
    let read = |id: &str| -> Value {
        let text = shown[id]
            .as_str()
            .unwrap_or_else(|| panic!("no {id}: {shown}"));
        serde_json::from_str(text).unwrap()
    };
    assert_eq!(shown.get("failed"), None, "{shown}");
    assert_eq!(read("init"), 3);
    let chat = read("conversation");
    assert_eq!(chat, format!("0:1:{ALICE}:{BOB}"));
    let list = read("list");
    assert_eq!(
        list,
        json!([[chat, "", 1]]),
        "what Bob wrote before is in the list"
    );
    let text = read("text");
    assert_eq!((&text[0], &text[3]), (&json!(true), &json!("hello")));
    assert_eq!(read("image")[0], true, "{shown}");
    // From local echo to sent, the same message.
    let upserts = read("upserts");
    let of_text: Vec<&Value> = upserts
        .as_array()
        .unwrap()
        .iter()
        .filter(|upsert| upsert[0] == text[1])
        .map(|upsert| &upsert[1])
        .collect();
    assert_eq!(
        (of_text.first(), of_text.last()),
        (Some(&&json!(2)), Some(&&json!(3)))
    );

    let chat = chat.as_str().unwrap();
    let (told, errors, _) = run(&stage.account("bob"), &["history", chat], "").await;
    let said: Vec<(&str, &str)> = told
        .iter()
        .map(|line| &line["message"]["body"])
        .map(|body| {
            let words = body["text"].as_str().unwrap_or_default();
            (body["kind"].as_str().unwrap(), words)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("text", "are you there?"),
            ("text", "hello"),
            ("picture", "")
        ],
        "{errors:?}"
    );
    assert_eq!(told[1]["message"]["serverId"], text[2]);
}

/// Alice and Bob, who has written before.
async fn with_a_word_of_bob() -> Stage {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    stage.sign_in("bob", BOB).await;
    let words = ["send", "--to", "10001", "--text", "are you there?"];
    let (_, errors, code) = run(&stage.account("bob"), &words, "").await;
    assert_eq!(code, 0, "{errors:?}");
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quick_start_runs_in_node_from_the_package() {
    let stage = with_a_word_of_bob().await;
    let bridge = Bridge::start(&stage.account("alice"), &[]).await;
    let script = package::quick_start(&bridge, "bytedim");
    let shown = package::in_node(&stage, &script).await;
    assert_talked(&stage, &shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_over_a_bridge_the_other_is_told_over_theirs() {
    let stage = Stage::new().await;
    stage.sign_in("alice", ALICE).await;
    stage.sign_in("bob", BOB).await;
    let alice = Bridge::start(&stage.account("alice"), &[]).await;
    let bob = Bridge::start(&stage.account("bob"), &[]).await;
    let script = package::story(&alice, &bob);
    let shown = package::in_node(&stage, &script).await;
    assert_eq!(
        shown,
        json!({ "done": "true" }),
        "{}",
        shown["failed"].as_str().unwrap_or_default()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quick_start_runs_in_chromium_from_a_copied_folder() {
    let stage = with_a_word_of_bob().await;
    let site = browser::Site::open().await;
    let bridge = Bridge::start(&stage.account("alice"), &["--origin", &site.origin]).await;
    let script = package::quick_start(&bridge, "./bytedim.js");
    let script = format!("<script type=\"module\">{script}</script>");
    let shown = site.show(&stage, &script).await;
    assert_talked(&stage, &shown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quick_start_runs_in_chromium_from_a_script_tag() {
    let stage = with_a_word_of_bob().await;
    let site = browser::Site::open().await;
    let bridge = Bridge::start(&stage.account("alice"), &["--origin", &site.origin]).await;
    let script = package::quick_start(&bridge, "");
    let script = script.replace(
        "import { BytedIM, IMEvent, im_proto, MultimediaPlugin } from '';",
        "const { BytedIM, IMEvent, im_proto, MultimediaPlugin } = window.im;",
    );
    let script = format!("<script src=\"im.js\"></script><script>{script}</script>");
    let shown = site.show(&stage, &script).await;
    assert_talked(&stage, &shown).await;
}
