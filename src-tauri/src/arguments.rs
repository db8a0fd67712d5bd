//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use url::Url;

use crate::instance::Request;

/// A desktop messenger for IM Cloud.
#[derive(Debug, Clone, Parser)]
#[command(name = "linnet", version)]
pub struct Arguments {
    /// Folder for accounts, settings and logs; each folder is an instance of its own.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// API address of a server started with `--dev`: signs in at once, with `--frontier` and `--user`.
    #[arg(long, value_name = "API_URL", requires_all = ["frontier", "user"])]
    pub server: Option<String>,

    /// Frontier address of that server.
    #[arg(long, value_name = "FRONTIER_URL", requires = "server")]
    pub frontier: Option<String>,

    /// User id to sign in with there.
    #[arg(long, value_name = "ID", requires = "server")]
    pub user: Option<String>,

    /// Application id of that server.
    #[arg(long, value_name = "ID", default_value_t = 1)]
    pub app_id: i32,

    /// Be the second person of the trial, in a folder of their own, and sign in at once.
    #[arg(long)]
    pub second: bool,

    /// Files to send: they wait beside the message field of the open chat.
    #[arg(value_name = "FILE")]
    pub things: Vec<OsString>,
}

impl Arguments {
    /// What this start is asked to do. To be called before GTK starts, which takes the desktop's token away.
    pub fn request(&self) -> Request {
        let activation = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"]
            .iter()
            .find_map(|name| std::env::var(name).ok())
            .filter(|token| !token.is_empty());
        Request {
            things: self.things.iter().filter_map(address).collect(),
            activation,
        }
    }
}

/// A word of the command line as an address: desktops give `file:` ones, a person in a terminal gives a path.
fn address(word: &OsString) -> Option<String> {
    let path = std::path::absolute(word).ok()?;
    // A drive letter is no scheme, and a file may be called "note: to do.png".
    let is_address = |text: &&str| Url::parse(text).is_ok_and(|url| url.scheme().len() > 1);
    match word.to_str().filter(is_address) {
        Some(text) if !path.exists() => Some(text.to_owned()),
        _ => Url::from_file_path(path).ok().map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_a_user_is_refused() {
        assert!(Arguments::try_parse_from(["linnet"]).is_ok());
        let refused = Arguments::try_parse_from(["linnet", "--server", "http://127.0.0.1:1"]);
        assert!(refused.is_err());
        let whole = Arguments::try_parse_from([
            "linnet",
            "--server",
            "http://127.0.0.1:1",
            "--frontier",
            "ws://127.0.0.1:1/ws/v2",
            "--user",
            "10001",
        ])
        .unwrap();
        assert_eq!(whole.user.as_deref(), Some("10001"));
    }

    #[test]
    fn files_come_as_addresses_however_they_were_named() {
        let here = std::env::current_dir().unwrap();
        let named = [
            "file:///home/alice/%E7%8C%AB.png",
            "/home/alice/a b.png",
            "cat.png",
            "linnet:hello",
        ];
        let words = std::iter::once("linnet").chain(named);
        let things = Arguments::try_parse_from(words).unwrap().request().things;
        let relative = Url::from_file_path(here.join("cat.png")).unwrap();
        assert_eq!(
            things,
            [
                "file:///home/alice/%E7%8C%AB.png",
                "file:///home/alice/a%20b.png",
                relative.as_str(),
                "linnet:hello",
            ]
        );
    }
}
