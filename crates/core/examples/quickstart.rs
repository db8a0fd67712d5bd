//! The quick start: sign in, print the conversation list, subscribe to messages, open a conversation with somebody,
//! send, and print what comes.
//!
//! ```sh
//! cargo run -p linnet-server -- serve --listen 127.0.0.1:0 --data /tmp/im --dev
//! cargo run -p linnet-core --example quickstart -- --api-url http://127.0.0.1:PORT \
//!     --frontier-url ws://127.0.0.1:PORT/ws/v2 --app-id 1 --user 10009 --to 10001 --text hello --wait 2s
//! ```

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use linnet_core::auth::{PastedToken, TokenProvider, TokenServer};
use linnet_core::config::{Config, DatabaseKey, Endpoints};
use linnet_core::event::Event;
use linnet_core::model::UserId;
use linnet_core::model::connection::Connection;
use linnet_core::view::row::{Body, MessageRow};
use linnet_core::{Client, Draft};

/// What to do.
#[derive(Parser)]
struct Arguments {
    /// API address of the server.
    #[arg(long)]
    api_url: String,
    /// Address of its socket; made from the API address when left out.
    #[arg(long, default_value = "")]
    frontier_url: String,
    /// Application id.
    #[arg(long, default_value_t = 1)]
    app_id: i32,
    /// Who signs in.
    #[arg(long)]
    user: UserId,
    /// Who is written to.
    #[arg(long)]
    to: UserId,
    /// What is sent.
    #[arg(long, default_value = "hello")]
    text: String,
    /// How long to listen after sending, e.g. `2s` or `500ms`.
    #[arg(long, default_value = "2s", value_parser = duration)]
    wait: Duration,
    /// A token; without it one is asked for at `API_URL/get_token`.
    #[arg(long)]
    token: Option<String>,
    /// Where messages are kept; a temporary folder when left out.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// How long signing in and sending may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is no duration; write for example 2s or 500ms");
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s').ok_or_else(wrong)?, 1_000),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_millis(number.saturating_mul(unit)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let temporary = tempfile::tempdir()?;
    let folder = arguments
        .data
        .clone()
        .unwrap_or_else(|| temporary.path().to_owned());

    // Init.
    let endpoints = Endpoints::own(&arguments.api_url, &arguments.frontier_url)?;
    let tokens: Box<dyn TokenProvider> = match &arguments.token {
        Some(token) => Box::new(PastedToken::new(token)?),
        None => {
            let url = format!("{}/get_token", arguments.api_url.trim_end_matches('/'));
            Box::new(TokenServer::new(
                &url,
                arguments.app_id,
                arguments.user,
                None,
            )?)
        }
    };
    let config = Config::new(
        endpoints,
        arguments.app_id,
        arguments.user,
        &folder,
        key(&folder)?,
    )?;
    let client = Client::builder(config).tokens(tokens).open().await?;
    let mut events = client.events();
    client.start();
    sign_in(&client).await?;

    // The conversation list.
    let (rows, unread) = client.conversations().whole().open().await?;
    println!("{} conversations, {unread} unread", rows.len());
    for row in &rows {
        let preview = row
            .preview
            .as_ref()
            .map_or("", |preview| preview.text.as_str());
        println!(
            "  {}  {} ({} unread)  {preview}",
            row.id, row.title, row.unread
        );
    }

    // Messages, as they come.
    let printing = tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if let Event::MessageReceived { message, .. } = event {
                print(&message);
            }
        }
    });

    // A conversation with somebody, and a message for them.
    let conversation = client.create_one_to_one(arguments.to).await?;
    let draft = Draft::text(Draft::new_submission(), arguments.text, vec![]);
    let message = client.send(&conversation, draft).await?;
    println!("accepted {message} for {conversation}");

    tokio::time::sleep(arguments.wait).await;
    client.stop().await;
    printing.abort();
    Ok(())
}

/// A database key that stays the same for the same folder. A real application keeps it in the desktop's keyring.
fn key(folder: &std::path::Path) -> Result<DatabaseKey, Box<dyn std::error::Error>> {
    let path = folder.join("quickstart.key");
    if let Ok(hex) = std::fs::read_to_string(&path) {
        return Ok(DatabaseKey::from_hex(&hex)?);
    }
    let key = DatabaseKey::random();
    std::fs::create_dir_all(folder)?;
    std::fs::write(path, key.to_hex())?;
    Ok(key)
}

/// Waits until the server is reached and everything missed is here.
async fn sign_in(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let (mut connection, mut caught_up) = (client.connection(), client.caught_up());
    let done = async {
        let state = connection
            .wait_for(|state| matches!(state, Connection::Online | Connection::SignInNeeded { .. }))
            .await?
            .clone();
        if let Connection::SignInNeeded { reason } = state {
            return Err(reason.text.en.into());
        }
        caught_up.wait_for(|caught_up| *caught_up).await?;
        Ok(())
    };
    tokio::time::timeout(PATIENCE, done).await?
}

fn print(message: &MessageRow) {
    let words = match &message.body {
        Body::Text { text } | Body::Notice { text, .. } => text.as_str(),
        Body::Picture { picture } => picture.name.as_str(),
        Body::Recalled => "(recalled)",
        Body::File { file } => file.name.as_str(),
        Body::Voice { .. } => "(voice message)",
        Body::Video { video } => video.file.name.as_str(),
        Body::Shown(_) => "(another kind)",
    };
    println!("{}: {words}", message.sender_name);
}
