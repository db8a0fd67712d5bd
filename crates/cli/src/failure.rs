//! Why a command did not do what it was asked for.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a command did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// Nobody is signed in.
    #[error("nobody is signed in here: linnet sign-in")]
    NoAccount,
    /// Somebody is.
    #[error("somebody is signed in in {0}: linnet sign-out, or another --folder")]
    Taken(PathBuf),
    /// The token is not given.
    #[error("no token: put it into LINNET_TOKEN, or write it to the standard input")]
    NoToken,
    /// What is kept of the account cannot be read.
    #[error("{0} cannot be read: {1}")]
    Broken(PathBuf, serde_json::Error),
    /// There is no folder for data.
    #[error("no folder for data is known: name one with --folder")]
    NoFolder,
    /// A line that says nothing that can be done.
    #[error("a line says nothing that can be done: {0}")]
    Line(String),
    /// The server did not let the person in.
    #[error("{0}")]
    SignIn(String),
    /// The server was not reached in time.
    #[error("the server was not reached within {0} s")]
    Late(u64),
    /// A message was not sent.
    #[error("{text}")]
    NotSent {
        /// A stable word for the reason.
        code: String,
        /// What happened and what to do.
        text: String,
    },
    /// A file is there already.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// The bridge is for this computer alone.
    #[error(
        "{0} can be reached from other computers: the bridge listens on 127.0.0.1 or [::1] only"
    )]
    NotLoopback(SocketAddr),
    /// The core says why.
    #[error("{0}")]
    Core(#[from] linnet_core::Error),
    /// A file or a stream.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl Failure {
    /// A stable word for it.
    pub fn code(&self) -> String {
        match self {
            Self::NoAccount => "no_account".to_owned(),
            Self::Taken(_) => "taken".to_owned(),
            Self::NoToken => "no_token".to_owned(),
            Self::Broken(..) => "broken".to_owned(),
            Self::NoFolder => "no_folder".to_owned(),
            Self::Line(_) => "line".to_owned(),
            Self::SignIn(_) => "sign_in".to_owned(),
            Self::Late(_) => "timed_out".to_owned(),
            Self::NotSent { code, .. } => code.clone(),
            Self::Exists(_) => "exists".to_owned(),
            Self::NotLoopback(_) => "not_loopback".to_owned(),
            Self::Core(error) => error.code(),
            Self::Io(_) => "io".to_owned(),
        }
    }

    /// What happened and what to do.
    pub fn text(&self) -> String {
        match self {
            Self::Core(error) => error.reason().text.en,
            other => other.to_string(),
        }
    }
}
