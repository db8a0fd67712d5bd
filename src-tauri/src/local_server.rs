//! The trial's server on this computer. The first window that wants it starts it as its own process; a second window
//! of the same person finds it; it ends by itself some time after its last client has gone. Its port is kept, so that
//! accounts still know it after a restart.
//!
//! ```text
//! trial folder/
//!   start           locked while one window looks for the server or starts it
//!   address.json    where it listened last
//!   server.log      what it says; begun anew with each start
//!   data/           its own folder, with the application secret (readable by its owner only)
//! ```

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use linnet_core::auth::ProvenServer;
use linnet_core::model::UserId;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::Instant;

use crate::folders;
use crate::ipc::Failure;

/// Application id of the trial.
pub const APP_ID: i32 = 1;

/// The two people of the trial.
pub const PEOPLE: [UserId; 2] = [UserId(10001), UserId(10009)];

/// How long the server may take to say that it is ready.
const READY: Duration = Duration::from_secs(20);

/// How long what listens on its old port may take to show that it is the server.
const PROOF: Duration = Duration::from_secs(3);

/// How long another window may take to start it: longer than all of [`LocalServer::ensure`] takes.
const OTHER: Duration = Duration::from_secs(30);

/// How often the other window is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A running server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// API address.
    pub api_url: String,
    /// Frontier address.
    pub frontier_url: String,
}

/// The trial's server.
#[derive(Debug, Clone)]
pub struct LocalServer {
    folder: PathBuf,
    program: PathBuf,
    /// How long it may take to say that it is ready.
    ready: Duration,
}

impl LocalServer {
    /// The one of this person.
    ///
    /// # Errors
    /// There is no home folder, or no `linnet-server`.
    pub fn of_this_person() -> Result<Self, Failure> {
        let folder = match std::env::var_os("LINNET_TRIAL_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => folders::user_data()
                .map_err(|_| cannot_start())?
                .join("linnet-trial"),
        };
        let program = program().ok_or_else(|| {
            Failure::own(
                "no_local_server",
                "找不到本机服务器程序 linnet-server，它应与 Linnet 装在一起。请重新安装。",
                "The local server, linnet-server, was not found; it belongs beside Linnet. Install Linnet again.",
            )
        })?;
        Ok(Self {
            folder,
            program,
            ready: READY,
        })
    }

    /// Where it listens; starts it when it does not run.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn ensure(&self) -> Result<Address, Failure> {
        let failed = |error: io::Error| {
            tracing::warn!(%error, "the local server could not be started");
            cannot_start()
        };
        folders::make_private(&self.folder).map_err(failed)?;
        let _turn = self.turn().await.map_err(failed)?;
        let last = self.last_address();
        if let Some(last) = &last
            && self.answers(last).await
        {
            return Ok(last.clone());
        }
        let port = match last.as_ref().and_then(port) {
            Some(port) if is_free(port).await => port,
            // Another program has it now, or it was never started.
            _ => 0,
        };
        // One limit for both tries, as another window waits for this one.
        let until = Instant::now() + self.ready;
        let address = match self.start(port, until).await {
            // Taken in between. A server that is only slow would not be quicker elsewhere.
            Err(error) if port != 0 && error.kind() != io::ErrorKind::TimedOut => {
                self.start(0, until).await
            }
            other => other,
        };
        let address = address.map_err(failed)?;
        let written = serde_json::to_vec(&address)
            .map_err(io::Error::from)
            .and_then(|bytes| folders::write_private(&self.folder.join("address.json"), &bytes));
        written.map_err(failed)?;
        Ok(address)
    }

    /// The server at this address, which has to know the secret of its own folder.
    ///
    /// # Errors
    /// The server has not made its secret yet, or its address is none.
    pub fn proven(&self, address: &Address) -> Result<ProvenServer, Failure> {
        let secret = std::fs::read_to_string(self.folder.join("data/app_secret"))
            .map_err(|_| cannot_start())?;
        Ok(ProvenServer::new(&address.api_url, &secret)?)
    }

    /// One window at a time looks or starts.
    async fn turn(&self) -> io::Result<File> {
        let path = self.folder.join("start");
        let wait = async {
            loop {
                if let Some(held) = folders::lock(&path)? {
                    return Ok(held);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(OTHER, wait)
            .await
            .map_err(io::Error::from)?
    }

    fn last_address(&self) -> Option<Address> {
        let bytes = std::fs::read(self.folder.join("address.json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Whether the server at this address knows our secret: another program may have its port by now.
    async fn answers(&self, address: &Address) -> bool {
        match self.proven(address) {
            Ok(server) => tokio::time::timeout(PROOF, server.is_there())
                .await
                .unwrap_or(false),
            Err(_) => false,
        }
    }

    async fn start(&self, port: u16, until: Instant) -> io::Result<Address> {
        let log = File::create(self.folder.join("server.log"))?;
        let mut server = Command::new(&self.program);
        server
            .arg("serve")
            .arg("--trial")
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--app-id", &APP_ID.to_string()])
            .arg("--data")
            .arg(self.folder.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        // It outlives this window when a second one uses it, so a Ctrl+C for this one is none for it.
        #[cfg(unix)]
        server.process_group(0);
        let mut child = server.spawn()?;
        let out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut line = String::new();
        let mut out = BufReader::new(out);
        let read = tokio::time::timeout_at(until, out.read_line(&mut line)).await;
        match read {
            Ok(Ok(_)) => Ok(serde_json::from_str(&line)?),
            Ok(Err(error)) => Err(error),
            Err(late) => {
                child.start_kill()?;
                Err(late.into())
            }
        }
    }
}

fn cannot_start() -> Failure {
    Failure::own(
        "local_server",
        "本机服务器没有启动。请再试一次；若仍不行，请查看数据目录 linnet-trial 中的 server.log。",
        "The local server did not start. Try again; if it still does not, see server.log in the folder linnet-trial.",
    )
}

/// Whether a server could listen there; a moment later it may be taken all the same.
async fn is_free(port: u16) -> bool {
    tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .is_ok()
}

fn port(address: &Address) -> Option<u16> {
    url::Url::parse(&address.api_url).ok()?.port()
}

/// Beside our own program; in a development build the same folder, seen from the folder of test programs too.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("LINNET_SERVER") {
        return Some(PathBuf::from(named));
    }
    let own = std::env::current_exe().ok()?;
    let name = format!("linnet-server{}", std::env::consts::EXE_SUFFIX);
    own.ancestors()
        .skip(1)
        .take(2)
        .map(|folder: &Path| folder.join(&name))
        .find(|path| path.is_file())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use hmac::{Hmac, KeyInit as _, Mac as _};
    use linnet_proto::proof;
    use sha2::Sha256;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A program that says it is ready at `api_url`, notes each start, and knows the secret `s3cret`.
    fn program(place: &Path, api_url: &str) -> PathBuf {
        let path = place.join("linnet-server");
        let script = format!(
            "#!/bin/sh\necho start \"$@\" >> {place}/starts\nmkdir -p {place}/trial/data\n\
             printf s3cret > {place}/trial/data/app_secret\n\
             echo '{{\"api_url\":\"{api_url}\",\"frontier_url\":\"ws://127.0.0.1:1/ws/v2\"}}'\n",
            place = place.display()
        );
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn keyed(text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"s3cret").unwrap();
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// Proves that it knows the secret, and gives a token to whoever proves it too.
    async fn token_server() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let nonce = "0f".repeat(16);
        let shown = keyed(&proof::of_client(&url, &nonce, APP_ID, PEOPLE[0].0));
        let shown = format!("authorization: {} {nonce} {shown}", proof::SCHEME).to_lowercase();
        let here = url.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                assert!(!head.contains("s3cret"));
                let asked = head.strip_prefix("GET /get_proof?nonce=");
                let body = match asked.and_then(|rest| rest.split_once(' ')) {
                    Some((asked, _)) => {
                        let proof = keyed(&proof::of_server(&here, asked, &nonce));
                        format!(r#"{{"Proof":"{proof}","Nonce":"{nonce}"}}"#)
                    }
                    None if head.to_lowercase().contains(&shown) => {
                        r#"{"Token":"tok-1"}"#.to_owned()
                    }
                    None => "{}".to_owned(),
                };
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        url
    }

    fn starts(place: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(place.join("starts")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn a_second_window_finds_the_server_that_runs() {
        let place = tempfile::tempdir().unwrap();
        let url = token_server().await;
        let server = LocalServer {
            folder: place.path().join("trial"),
            program: program(place.path(), &url),
            ready: READY,
        };
        let (first, second) = tokio::join!(server.ensure(), server.ensure());
        let first = first.unwrap();
        assert_eq!(first.api_url, url);
        assert_eq!(second.unwrap(), first);
        assert_eq!(starts(place.path()).len(), 1);
        let [alice, _] = PEOPLE;
        let proven = server.proven(&first).unwrap();
        let token = proven.token(APP_ID, alice).await.unwrap();
        assert_eq!(token.expose(), "tok-1");
    }

    fn free_port() -> u16 {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    }

    /// Remembers that the server listened there last.
    fn remember(place: &Path, api_url: &str) {
        std::fs::create_dir_all(place.join("trial/data")).unwrap();
        let address = Address {
            api_url: api_url.to_owned(),
            frontier_url: "ws://127.0.0.1:1/ws/v2".to_owned(),
        };
        let json = serde_json::to_vec(&address).unwrap();
        std::fs::write(place.join("trial/address.json"), json).unwrap();
        std::fs::write(place.join("trial/data/app_secret"), "s3cret").unwrap();
    }

    #[tokio::test]
    async fn an_old_port_that_another_program_has_costs_no_try() {
        let place = tempfile::tempdir().unwrap();
        // It takes connections and says nothing.
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        remember(
            place.path(),
            &format!("http://{}", other.local_addr().unwrap()),
        );
        let server = LocalServer {
            folder: place.path().join("trial"),
            program: program(place.path(), "http://127.0.0.1:9"),
            ready: READY,
        };
        let address = server.ensure().await.unwrap();
        assert_eq!(address.api_url, "http://127.0.0.1:9");
        let starts = starts(place.path());
        assert_eq!(starts.len(), 1);
        assert!(starts[0].contains("--listen 127.0.0.1:0"), "{starts:?}");
    }

    #[tokio::test]
    async fn a_server_that_does_not_get_ready_is_not_waited_for_twice() {
        let place = tempfile::tempdir().unwrap();
        let url = format!("http://127.0.0.1:{}", free_port());
        remember(place.path(), &url);
        let path = program(place.path(), &url);
        let script = format!(
            "#!/bin/sh\necho start >> {}/starts\nexec sleep 60\n",
            place.path().display()
        );
        std::fs::write(&path, script).unwrap();
        let server = LocalServer {
            folder: place.path().join("trial"),
            program: path,
            ready: Duration::from_millis(500),
        };
        server.ensure().await.unwrap_err();
        assert_eq!(starts(place.path()).len(), 1);
    }

    /// Whoever waits for another window waits for longer than that one may take.
    #[test]
    fn another_window_waits_for_longer_than_the_first_may_take() {
        assert!(PROOF + READY < OTHER);
    }

    #[tokio::test]
    async fn a_server_that_has_ended_is_started_again_on_its_port() {
        let place = tempfile::tempdir().unwrap();
        let port = free_port();
        let server = LocalServer {
            folder: place.path().join("trial"),
            program: program(place.path(), &format!("http://127.0.0.1:{port}")),
            ready: READY,
        };
        server.ensure().await.unwrap();
        server.ensure().await.unwrap();
        let starts = starts(place.path());
        assert_eq!(starts.len(), 2);
        assert!(starts[0].contains("--listen 127.0.0.1:0"));
        assert!(starts[1].contains(&format!("--listen 127.0.0.1:{port}")));
    }
}
