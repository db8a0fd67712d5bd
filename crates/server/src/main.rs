//! The command line of the local IM service.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use linnet_server::media::worker;
use linnet_server::store::sqlite::{OpenError, SqliteStore};
use linnet_server::store::{Delivery, Observer, Store};
use linnet_server::token::Tokens;
use linnet_server::{BlockedWords, Clock, Config, Folder, PublicUrl, Server, SystemClock, UserId};

/// The local IM service of Linnet.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the service. Prints one JSON line with its addresses when it is ready.
    Serve(Serve),
    /// Makes a token for a user, or revokes some; works while the service runs.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Token {
        #[command(subcommand)]
        command: Option<Token>,
        #[command(flatten)]
        new: NewToken,
    },
    /// Registers and lists people; works while the service runs.
    User {
        #[command(subcommand)]
        command: User,
    },
}

#[derive(Args)]
struct NewToken {
    /// Folder of the service.
    #[arg(long, required = true)]
    data: Option<PathBuf>,
    /// Application number.
    #[arg(long, default_value_t = 1)]
    app_id: i32,
    /// User it is for.
    #[arg(long, required = true)]
    user: Option<UserId>,
    /// How long it is valid: a number with s, m, h or d.
    #[arg(long, value_parser = duration, default_value = "7d")]
    expires: Duration,
}

#[derive(Subcommand)]
enum Token {
    /// Takes tokens away: sockets opened with them are closed within seconds.
    Revoke {
        /// Folder of the service.
        #[arg(long)]
        data: PathBuf,
        /// All tokens of this user.
        #[arg(long, required_unless_present = "token", conflicts_with = "token")]
        user: Option<UserId>,
        /// This token; `-` reads it from the standard input, where no other program sees it.
        #[arg(long)]
        token: Option<String>,
    },
}

#[derive(Args)]
struct Serve {
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Address under which clients reach the service, when it is another: `https://im.example.com`.
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Folder of the service; made when missing.
    #[arg(long)]
    data: PathBuf,
    /// Gives tokens to anybody on this machine. Loopback only.
    #[arg(long)]
    dev: bool,
    /// Application number.
    #[arg(long, default_value_t = 1)]
    app_id: i32,
    /// How long messages are kept: a number with s, m, h or d. Without it, for ever.
    #[arg(long, value_parser = duration)]
    retention: Option<Duration>,
    /// Origin of a web page that may call; can be given more than once.
    #[arg(long)]
    allow_origin: Vec<String>,
    /// Only friends can write to each other in a chat of two.
    #[arg(long)]
    friends_only: bool,
    /// Most members of a group.
    #[arg(long, value_name = "MEMBERS", default_value_t = 200, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    largest_group: u32,
    /// File with words that nobody may send, be called by or put on a notice: one on each line.
    #[arg(long, value_name = "FILE")]
    blocked_words: Option<PathBuf>,
    /// Comes with two people, a bot and conversations, and ends when its last client has gone.
    #[arg(long)]
    trial: bool,
    /// Ends when the last client has been gone for so many seconds. 60 with --trial.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    exit_when_idle: Option<u64>,
}

#[derive(Subcommand)]
enum User {
    /// Registers a user, or changes name and picture.
    Add {
        /// Folder of the service.
        #[arg(long)]
        data: PathBuf,
        /// Number of the user.
        #[arg(long)]
        user: UserId,
        /// Name to show.
        #[arg(long)]
        name: Option<String>,
        /// Address of a picture.
        #[arg(long)]
        portrait: Option<String>,
        /// Nobody's own: it stands in the list of bots.
        #[arg(long)]
        bot: bool,
    },
    /// Lists registered users.
    List {
        /// Folder of the service.
        #[arg(long)]
        data: PathBuf,
    },
}

/// `30d`, `12h`, `90s`, `15m`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let number: u64 = digits
        .parse()
        .map_err(|_| format!("{text} is not a number with s, m, h or d"))?;
    let seconds = match text.strip_prefix(digits) {
        Some("s" | "") => 1,
        Some("m") => 60,
        Some("h") => 60 * 60,
        Some("d") => 24 * 60 * 60,
        _ => return Err(format!("{text} is not a number with s, m, h or d")),
    };
    number
        .checked_mul(seconds)
        .map(Duration::from_secs)
        .ok_or_else(|| format!("{text} is too long"))
}

/// Seconds after which a trial without clients ends: a window that is opened again finds it still
/// there, and an evening's trial does not run for ever.
const TRIAL_IDLE: u64 = 60;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // Before anything else is there that a picture could reach.
    let words = std::env::args_os().skip(1);
    let words: Vec<String> = words
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    if let Some((first, rest)) = words.split_first()
        && first == worker::ARGUMENT
    {
        return worker::main(rest);
    }
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("LINNET_SERVER_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .init();
    // One for each core, and one that may wait for the disk.
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get() + 1);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build();
    let ended = runtime
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(run(cli.command)));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(options) => serve(options).await,
        Command::Token {
            command: Some(command),
            ..
        } => revoke(command).await,
        Command::Token { command: None, new } => issue(new).await,
        Command::User { command } => people(command).await,
    }
}

async fn issue(new: NewToken) -> Result<(), Failure> {
    // Both are there: the command line demands them.
    let (Some(data), Some(user)) = (new.data, new.user) else {
        return Err("--data and --user are needed".into());
    };
    let store = open(&data)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tokens = Tokens::new(Arc::clone(&store), clock, new.app_id);
    let token = tokens.issue(user, new.expires).await?;
    store.close().await?;
    writeln!(std::io::stdout(), "{token}")?;
    Ok(())
}

async fn revoke(command: Token) -> Result<(), Failure> {
    let Token::Revoke { data, user, token } = command;
    let store = open(&data)?;
    // Tokens are known by themselves, whatever application they are for.
    let tokens = Tokens::new(Arc::clone(&store), Arc::new(SystemClock), 0);
    let revoked = match (user, token) {
        (Some(user), _) => tokens.revoke_all(user).await?,
        (None, Some(token)) if token == "-" => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line)?;
            tokens.revoke(line.trim()).await?
        }
        (None, token) => tokens.revoke(&token.unwrap_or_default()).await?,
    };
    store.close().await?;
    if revoked == 0 {
        return Err("there is no such token".into());
    }
    writeln!(std::io::stdout(), "{revoked}")?;
    Ok(())
}

async fn people(command: User) -> Result<(), Failure> {
    match command {
        User::Add {
            data,
            user,
            name,
            portrait,
            bot,
        } => {
            if user <= 0 {
                return Err("a user id is a positive number".into());
            }
            let store = open(&data)?;
            store.add_user(user, name, portrait).await?;
            if bot {
                store.set_bot(user, true).await?;
            }
            store.close().await?;
        }
        User::List { data } => {
            let store = open(&data)?;
            let mut out = std::io::stdout().lock();
            for user in store.users().await? {
                let id = user.uid.unwrap_or_default();
                writeln!(out, "{id}\t{}", user.nick_name.unwrap_or_default())?;
            }
            store.close().await?;
        }
    }
    Ok(())
}

/// Nobody listens to what a command line changes; a running server is not told, and need not be.
struct Nobody;

impl Observer for Nobody {
    fn committed(&self, _deliveries: Vec<Delivery>) {}
}

/// Opens the store of a folder, whether or not a server runs with it.
fn open(data: &std::path::Path) -> Result<Arc<dyn Store>, Failure> {
    let folder = Folder::open(data)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let beside = SqliteStore::open_beside(folder.path(), &clock, Arc::new(Nobody));
    if !matches!(beside, Err(OpenError::InUse)) {
        return Ok(Arc::new(beside?));
    }
    // Its schema is older than ours, or there is none yet: it may be changed while no server runs, nor starts.
    let Some(_lock) = folder.lock()? else {
        return Err(OpenError::InUse.into());
    };
    let opened = SqliteStore::open(folder.path(), &clock, None, Arc::new(Nobody))?;
    Ok(Arc::new(opened))
}

/// Open files: connections (see `listen.rs`), sockets and the database. Desktops allow a program 1,024 unless it asks.
const FILES: u64 = 16_384;

async fn serve(options: Serve) -> Result<(), Failure> {
    let ended = end()?;
    if let Err(error) = rlimit::increase_nofile_limit(FILES) {
        tracing::warn!(%error, "only few connections are possible at the same time");
    }
    let blocked_words = match &options.blocked_words {
        Some(file) => {
            let list = std::fs::read_to_string(file)
                .map_err(|error| format!("the blocked words cannot be read: {error}"))?;
            BlockedWords::read(&list)?
        }
        None => BlockedWords::default(),
    };
    let server = Server::start(Config {
        listen: options.listen,
        public_url: options.public_url,
        dev: options.dev,
        app_id: options.app_id,
        retention: options.retention,
        allow_origin: options.allow_origin,
        friends_only: options.friends_only,
        largest_group: usize::try_from(options.largest_group)?,
        blocked_words: Arc::new(blocked_words),
        trial: options.trial,
        picture_worker: Some(own_program()?),
        ..Config::new(options.data)
    })
    .await?;
    let ready = serde_json::json!({
        "api_url": server.api_url,
        "frontier_url": server.frontier_url,
    });
    {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{ready}")?;
        out.flush()?;
    }
    tracing::info!(address = %server.address, "ready");
    let limit = options
        .exit_when_idle
        .or(options.trial.then_some(TRIAL_IDLE));
    match limit {
        Some(limit) => {
            let idle = server.idle(Duration::from_secs(limit));
            tokio::select! {
                () = ended => {}
                () = idle => tracing::info!("the last client has gone"),
            }
        }
        None => ended.await,
    }
    tracing::info!("ending");
    server.stop().await;
    Ok(())
}

/// This program, to be started again. On Linux by the name that stays good when the file is replaced by a newer one
/// while the service runs.
fn own_program() -> std::io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return Ok(running);
    }
    std::env::current_exe()
}

/// Completes at SIGTERM or Ctrl-C.
fn end() -> Result<impl Future<Output = ()>, Failure> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "no Ctrl-C");
        }
    })
}
