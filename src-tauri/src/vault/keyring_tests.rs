//! The vault against a Secret Service that is absent, locked, without a collection, forgetful, silent, or refuses: on a
//! private bus, spoken to by this program run again. In every case there is a key and a token at the next start, or a
//! word why not, and no secret where others can read it.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt as _;
use linnet_core::config::DatabaseKey;
use linnet_core::model::AccountId;
use zbus::message::{Message, Type};
use zbus::{ObjectPath, OwnedObjectPath, OwnedVariant, Variant};

use super::*;

/// How the service behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Works,
    /// Locked, and the person closes the question.
    Locked,
    /// Locked, and the person enters the password.
    Unlocks,
    NoCollection,
    Silent,
    Refuses,
}

type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

struct Item {
    attributes: HashMap<String, String>,
    secret: Secret,
}

struct State {
    mood: Mood,
    locked: bool,
    items: BTreeMap<String, Item>,
    made: u32,
}

/// A bus of its own with the service on it.
struct Desktop {
    bus: Child,
    _folder: tempfile::TempDir,
    address: String,
    state: Arc<Mutex<State>>,
    service: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for Desktop {
    fn drop(&mut self) {
        if let Some(service) = &self.service {
            service.abort();
        }
        self.bus.kill().unwrap();
        self.bus.wait().unwrap();
    }
}

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

impl Desktop {
    fn empty() -> Self {
        // Not the session's own configuration: that would start the keyring of this computer.
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("bus.conf");
        let socket = folder.path().join("bus");
        let rules = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\"><allow eavesdrop=\"true\"/>\
             <allow send_destination=\"*\"/><allow own=\"*\"/></policy></busconfig>",
            socket.display()
        );
        std::fs::write(&configuration, rules).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon, of the package dbus-daemon");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            bus,
            _folder: folder,
            address: address.trim().to_owned(),
            state: Arc::new(Mutex::new(State {
                mood: Mood::Works,
                locked: false,
                items: BTreeMap::new(),
                made: 0,
            })),
            service: None,
        }
    }

    async fn with(mood: Mood) -> Self {
        let mut desktop = Self::empty();
        desktop.serve(mood).await;
        desktop
    }

    async fn serve(&mut self, mood: Mood) {
        self.turn(mood);
        let connection = zbus::connection::Builder::address(self.address.as_str())
            .build()
            .await
            .unwrap();
        let mut calls = zbus::MessageStream::from(&connection);
        connection
            .request_name("org.freedesktop.secrets")
            .await
            .unwrap();
        let state = Arc::clone(&self.state);
        self.service = Some(tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                if call.message_type() == Type::MethodCall {
                    answer(&connection, &state, &call).await;
                }
            }
        }));
    }

    fn turn(&self, mood: Mood) {
        let mut state = self.state.lock().unwrap();
        state.mood = mood;
        state.locked = matches!(mood, Mood::Locked | Mood::Unlocks);
    }

    fn names(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let mut names: Vec<String> = state
            .items
            .values()
            .map(|item| {
                item.attributes["username"]
                    .rsplit('/')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        names.sort();
        names
    }

    fn forget_everything(&self) {
        self.state.lock().unwrap().items.clear();
    }

    /// Runs [`inside`] in a process whose session is this desktop.
    fn start(&self, data: &Path, what: &str) {
        start(&self.address, data, what);
    }
}

fn start(address: &str, data: &Path, what: &str) {
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "vault::keyring_tests::inside"])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env("LINNET_VAULT_DATA", data)
        .env("LINNET_VAULT_DOES", what)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{what}: {said}"
    );
}

async fn answer(connection: &zbus::Connection, state: &Mutex<State>, call: &Message) {
    let header = call.header();
    let member = header.member().unwrap().to_string();
    let path = header.path().unwrap().to_string();
    let mood = state.lock().unwrap().mood;
    let session = || ObjectPath::from_static_str_unchecked("/org/freedesktop/secrets/session/1");
    let none = || ObjectPath::from_static_str_unchecked("/");
    let object = |path: &str| OwnedObjectPath::try_from(path.to_owned()).unwrap();
    let sent = match member.as_str() {
        _ if mood == Mood::Silent && member != "OpenSession" => return,
        // Whoever speaks to a service whose public key is 1 has the same key in every session: what one hid, another
        // finds again, and this service needs to understand nothing of it.
        "OpenSession" => {
            connection
                .reply(&header, &(Variant::from(vec![1_u8]), session()))
                .await
        }
        _ if mood == Mood::Refuses => {
            let error = "org.freedesktop.DBus.Error.AccessDenied";
            connection.reply_error(&header, error, &"not for you").await
        }
        "SearchItems" => {
            let wanted: HashMap<String, String> = call.body().deserialize().unwrap();
            let (found, locked) = {
                let state = state.lock().unwrap();
                let found: Vec<OwnedObjectPath> = state
                    .items
                    .iter()
                    .filter(|(_, item)| {
                        wanted
                            .iter()
                            .all(|(k, v)| item.attributes.get(k) == Some(v))
                    })
                    .map(|(path, _)| object(path))
                    .collect();
                (found, state.locked)
            };
            let empty = Vec::new();
            let both = if locked {
                (empty, found)
            } else {
                (found, empty)
            };
            connection.reply(&header, &both).await
        }
        "ReadAlias" => {
            let collection = if mood == Mood::NoCollection {
                object("/")
            } else {
                object(COLLECTION)
            };
            connection.reply(&header, &collection).await
        }
        "CreateCollection" => {
            let error = "org.freedesktop.DBus.Error.NotSupported";
            connection
                .reply_error(&header, error, &"no collections here")
                .await
        }
        "Unlock" => {
            let asked: Vec<OwnedObjectPath> = call.body().deserialize().unwrap();
            if state.lock().unwrap().locked {
                let nothing: Vec<OwnedObjectPath> = Vec::new();
                connection
                    .reply(&header, &(nothing, object("/prompt")))
                    .await
            } else {
                connection.reply(&header, &(asked, none())).await
            }
        }
        "Prompt" => {
            let done = connection.reply(&header, &()).await;
            if mood == Mood::Unlocks {
                state.lock().unwrap().locked = false;
            }
            let dismissed = mood != Mood::Unlocks;
            let outcome = (dismissed, Variant::from(vec![COLLECTION]));
            let interface = "org.freedesktop.Secret.Prompt";
            connection
                .emit_signal(None::<&str>, "/prompt", interface, "Completed", &outcome)
                .await
                .unwrap();
            done
        }
        "CreateItem" => {
            let body = call.body();
            let (properties, secret, _): (HashMap<String, OwnedVariant>, Secret, bool) =
                body.deserialize().unwrap();
            let attributes = properties["org.freedesktop.Secret.Item.Attributes"]
                .try_clone()
                .unwrap();
            let attributes: HashMap<String, String> = attributes.try_into().unwrap();
            let path = {
                let mut state = state.lock().unwrap();
                state.made += 1;
                let path = format!("{COLLECTION}/{}", state.made);
                state
                    .items
                    .insert(path.clone(), Item { attributes, secret });
                path
            };
            connection.reply(&header, &(object(&path), none())).await
        }
        "GetSecret" => {
            let secret = state
                .lock()
                .unwrap()
                .items
                .get(&path)
                .map(|item| item.secret.clone());
            connection.reply(&header, &(secret.unwrap(),)).await
        }
        "SetSecret" => {
            let (secret,): (Secret,) = call.body().deserialize().unwrap();
            state.lock().unwrap().items.get_mut(&path).unwrap().secret = secret;
            connection.reply(&header, &()).await
        }
        "Delete" => {
            state.lock().unwrap().items.remove(&path);
            connection.reply(&header, &none()).await
        }
        "Get" => {
            let (_, name): (String, String) = call.body().deserialize().unwrap();
            let value = property(&state.lock().unwrap(), &path, &name);
            connection.reply(&header, &value).await
        }
        "GetAll" => {
            let all: HashMap<&str, Variant<'static>> = ["Locked", "Label", "Collections"]
                .into_iter()
                .map(|name| (name, property(&state.lock().unwrap(), &path, name)))
                .collect();
            connection.reply(&header, &all).await
        }
        _ => {
            let error = "org.freedesktop.DBus.Error.UnknownMethod";
            connection.reply_error(&header, error, &member).await
        }
    };
    sent.unwrap();
}

fn property(state: &State, path: &str, name: &str) -> Variant<'static> {
    match name {
        "Locked" => Variant::from(state.locked),
        "Attributes" => Variant::from(state.items[path].attributes.clone()),
        "Collections" if state.mood == Mood::NoCollection => {
            Variant::from(Vec::<OwnedObjectPath>::new())
        }
        "Collections" => Variant::from(vec![
            OwnedObjectPath::try_from(COLLECTION.to_owned()).unwrap(),
        ]),
        _ => Variant::from("login"),
    }
}

fn alice() -> AccountId {
    AccountId::from("a11ce00000000000")
}

/// The account's folder in a data folder.
fn account(data: &Path) -> std::path::PathBuf {
    data.join("accounts").join(alice().as_str())
}

/// What a process does with the vault. Each word is one thing.
#[tokio::test]
#[ignore = "runs in the session of a private bus, see the tests below"]
async fn inside() {
    let data = std::path::PathBuf::from(std::env::var_os("LINNET_VAULT_DATA").unwrap());
    let folders = Folders::open(&data).unwrap();
    let folder = folders.account(&alice());
    folders::make_private(&folder).unwrap();
    let mut vault = Vault::new(&folders);
    vault.patience = Duration::from_secs(2);
    let noted = data.join("key-of-the-test");
    let database = folder.join("database");
    for what in std::env::var("LINNET_VAULT_DOES")
        .unwrap()
        .split_whitespace()
    {
        let known = database.exists();
        match what {
            "opens" | "opens-keyring-only" => {
                let only = what == "opens-keyring-only";
                let key = vault.database_key(&alice(), &folder, known, only).await;
                let key = key.unwrap().expect("there is a key");
                match std::fs::read_to_string(&noted) {
                    Ok(first) => assert_eq!(key.to_hex(), first, "the key of the database"),
                    Err(_) => std::fs::write(&noted, key.to_hex()).unwrap(),
                }
                std::fs::write(&database, b"").unwrap();
                vault.keep_key(&alice(), &key).await;
            }
            "has-no-key" => {
                let key = vault.database_key(&alice(), &folder, true, true).await;
                assert!(key.unwrap().is_none());
            }
            "chooses-keyring-only" => {
                let key = DatabaseKey::from_hex(&std::fs::read_to_string(&noted).unwrap()).unwrap();
                assert!(vault.keeps(&alice(), &key).await);
                vault.remove_copy(&folder).unwrap();
            }
            "may-not-choose-keyring-only" => {
                let key = DatabaseKey::from_hex(&std::fs::read_to_string(&noted).unwrap()).unwrap();
                assert!(!vault.keeps(&alice(), &key).await);
            }
            "keeps-token" => vault.keep_token(&alice(), &folder, "tok-77").await.unwrap(),
            "has-token" => {
                let token = vault.token(&alice(), &folder).await;
                assert_eq!(token.as_deref(), Some("tok-77"));
            }
            "has-no-token" => assert_eq!(vault.token(&alice(), &folder).await, None),
            "in-keyring" => assert_eq!(vault.place().await, SecretsPlace::Keyring),
            "in-files" => assert_eq!(vault.place().await, SecretsPlace::File),
            other => panic!("{other}"),
        }
    }
}

/// No file but the owner's can be read by others, and the token lies where it is said to lie.
fn assert_private(data: &Path, token_in_file: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let folder = account(data);
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(folder.join(TOKEN_FILE).exists(), token_in_file);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if !bytes.is_empty() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_works_has_the_secrets_and_the_folder_a_recovery_copy() {
    let data = tempfile::tempdir().unwrap();
    let desktop = Desktop::with(Mood::Works).await;
    desktop.start(data.path(), "opens in-keyring keeps-token has-token");
    assert_eq!(desktop.names(), ["database-key", "token"]);
    assert_private(data.path(), false);
    assert!(account(data.path()).join(KEY_FILE).exists());
    desktop.start(data.path(), "opens has-token");
    // The person removes the copy: the keyring's own is used, and the copy is back.
    std::fs::remove_file(account(data.path()).join(KEY_FILE)).unwrap();
    desktop.start(data.path(), "opens");
    assert!(account(data.path()).join(KEY_FILE).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_or_a_bus_everything_works_from_private_files() {
    let nowhere = tempfile::tempdir().unwrap();
    start(
        "unix:path=/nonexistent/linnet-bus",
        nowhere.path(),
        "opens in-files keeps-token has-token opens may-not-choose-keyring-only",
    );
    assert_private(nowhere.path(), true);
    let absent = tempfile::tempdir().unwrap();
    let desktop = Desktop::empty();
    desktop.start(absent.path(), "opens in-files keeps-token has-token");
    desktop.start(absent.path(), "opens has-token may-not-choose-keyring-only");
    assert_private(absent.path(), true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_cannot_be_used_loses_nothing() {
    for mood in [
        Mood::Locked,
        Mood::NoCollection,
        Mood::Silent,
        Mood::Refuses,
    ] {
        let data = tempfile::tempdir().unwrap();
        let desktop = Desktop::with(mood).await;
        println!("{mood:?}");
        desktop.start(data.path(), "opens in-files keeps-token has-token");
        desktop.start(data.path(), "opens has-token may-not-choose-keyring-only");
        assert_private(data.path(), true);
        assert_eq!(desktop.names(), Vec::<String>::new());
        // It works at a later start: the token moves there, the copy of the key stays.
        desktop.turn(Mood::Works);
        desktop.start(data.path(), "opens in-keyring has-token");
        assert_eq!(desktop.names(), ["database-key", "token"]);
        assert_private(data.path(), false);
        // And breaks again: the key is in its copy, the token is asked for anew.
        desktop.turn(mood);
        desktop.start(data.path(), "opens has-no-token");
        desktop.turn(Mood::Works);
        desktop.start(data.path(), "opens has-token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_comes_later_takes_the_token_over() {
    let data = tempfile::tempdir().unwrap();
    let mut desktop = Desktop::empty();
    desktop.start(data.path(), "opens keeps-token in-files");
    desktop.serve(Mood::Unlocks).await;
    // Locked until the person enters the password.
    desktop.start(data.path(), "opens has-token in-keyring");
    assert_private(data.path(), false);
    desktop.start(data.path(), "has-token opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_were_deleted_are_made_again_from_the_recovery_copy() {
    let data = tempfile::tempdir().unwrap();
    let desktop = Desktop::with(Mood::Works).await;
    desktop.start(data.path(), "opens keeps-token");
    desktop.forget_everything();
    desktop.start(data.path(), "opens has-no-token");
    assert_eq!(desktop.names(), ["database-key"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_kept_in_the_keyring_alone_is_in_no_file_and_is_asked_for_when_it_is_gone() {
    let data = tempfile::tempdir().unwrap();
    let desktop = Desktop::with(Mood::Works).await;
    desktop.start(data.path(), "opens chooses-keyring-only opens-keyring-only");
    let copy = account(data.path()).join(KEY_FILE);
    assert!(!copy.exists());
    desktop.start(data.path(), "opens-keyring-only");
    assert!(!copy.exists(), "opening makes no copy");
    for mood in [Mood::Locked, Mood::Silent, Mood::Refuses] {
        desktop.turn(mood);
        desktop.start(data.path(), "has-no-key");
        assert!(!copy.exists());
    }
    desktop.turn(Mood::Works);
    desktop.start(data.path(), "opens-keyring-only");
    desktop.forget_everything();
    desktop.start(data.path(), "has-no-key");
    assert!(!copy.exists());
}
