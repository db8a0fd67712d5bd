//! The command line.

use std::path::PathBuf;

use clap::Parser;

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
}
