//! The desktop, end to end: a display in memory, a window manager, a session bus, a keyring, and real windows of the
//! built app driven through WebKit's WebDriver. Nothing here looks into the app: what a story knows, it sees on the
//! page or on the screen.
//!
//! Everything that is started carries one mark in its environment and is ended by its process id when the story ends,
//! whichever way it ends. Every wait has a limit.

pub mod app;
pub mod canary;
pub mod chat;
pub mod cost;
pub mod display;
pub mod drag;
pub mod input_method;
pub mod processes;
pub mod service;
pub mod start;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub use app::App;
pub use canary::Canary;
pub use display::Display;
pub use service::Service;

/// Any failure ends the story; its text says what was waited for.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How long a story may take, with the start of its windows.
const STORY_LIMIT: Duration = Duration::from_secs(150);

/// Tells one story on a desktop of its own. When it fails, the whole screen is kept beside the other pictures.
///
/// # Errors
///
/// Whatever the story answers, or that it took too long.
pub fn story(name: &str, tell: impl AsyncFnOnce(&Desktop) -> Result<()>) -> Result<()> {
    story_within(name, STORY_LIMIT, tell)
}

/// A story that may take another time.
///
/// # Errors
///
/// Whatever the story answers, or that it took too long.
pub fn story_within(
    name: &str,
    limit: Duration,
    tell: impl AsyncFnOnce(&Desktop) -> Result<()>,
) -> Result<()> {
    story_with(name, limit, &[], tell)
}

/// A story that may take another time, with these variables in the environment of everything.
///
/// # Errors
///
/// Whatever the story answers, or that it took too long.
pub fn story_with(
    name: &str,
    limit: Duration,
    environment: &[(&str, &str)],
    tell: impl AsyncFnOnce(&Desktop) -> Result<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let desktop = Desktop::start(name, environment).await?;
        let told = tokio::time::timeout(limit, tell(&desktop)).await;
        let told = told.map(|told| told.and_then(|()| desktop.logs_name_nobody()));
        let result =
            told.unwrap_or_else(|_| Err(format!("{name} took longer than {limit:?}").into()));
        if result.is_err() {
            desktop
                .display
                .picture(&desktop.picture_file("failed"))
                .await?;
        }
        result
    })
}

/// A display and the place for its pictures.
pub struct Desktop {
    /// Where windows open.
    pub display: Display,
    name: String,
    pictures: PathBuf,
    /// What was typed, which no log may hold.
    typed: Mutex<Vec<String>>,
}

impl Desktop {
    /// Starts one; a story gets its own from [`story`].
    ///
    /// # Errors
    ///
    /// A part is not installed or did not become ready.
    pub async fn start(name: &str, environment: &[(&str, &str)]) -> Result<Self> {
        let pictures = target().join("e2e");
        tokio::fs::create_dir_all(&pictures).await?;
        Ok(Self {
            display: Display::start_with(environment).await?,
            name: name.to_owned(),
            pictures,
            typed: Mutex::default(),
        })
    }

    /// Opens a window of the app with a data folder of its own; opened again under the same name, it finds that
    /// folder as it left it.
    ///
    /// # Errors
    ///
    /// The app was not built, or did not open its window in time.
    pub async fn open(&self, name: &str, arguments: &[&str]) -> Result<App<'_>> {
        App::open(self, app::program()?, name, arguments).await
    }

    /// As [`Desktop::open`], with the app of another build.
    ///
    /// # Errors
    ///
    /// It did not open its window in time.
    pub async fn open_program(&self, program: PathBuf, name: &str) -> Result<App<'_>> {
        App::open(self, program, name, &[]).await
    }

    /// Opens a window for a person of this service, at this place of the screen, with a chat open in it.
    ///
    /// # Errors
    ///
    /// The app was not built, did not open its window in time, or does not know the chat.
    pub async fn open_chat(
        &self,
        service: &Service,
        name: &str,
        user: i64,
        chat: &str,
        place: display::Place,
    ) -> Result<App<'_>> {
        let arguments = service.arguments(user);
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let app = self.open(name, &words).await?;
        app.arrange(place).await?;
        app.open_chat(chat).await?;
        Ok(app)
    }

    /// No log of any window and of the local server holds an id of a person or anything that was typed.
    fn logs_name_nobody(&self) -> Result<()> {
        let typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        let people = ["10001", "10009", "10017", "10086"].map(str::to_owned);
        for log in logs_below(self.display.home()) {
            let text = std::fs::read_to_string(&log)?;
            let found = people
                .iter()
                .chain(typed.iter())
                .find(|word| holds(&text, word));
            if let Some(word) = found {
                return Err(format!("{} holds {word:?}", log.display()).into());
            }
        }
        Ok(())
    }

    /// Where the data folder of a window lies.
    pub fn data_folder(&self, name: &str) -> PathBuf {
        self.display.home().join("data").join(name)
    }

    /// `target/e2e/<story>-<what>.png`.
    pub fn picture_file(&self, what: &str) -> PathBuf {
        self.pictures.join(format!("{}-{what}.png", self.name))
    }
}

/// A number inside a longer one, as in the fraction of a time, is not that number.
fn holds(text: &str, word: &str) -> bool {
    let digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
    text.match_indices(word).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        !digit(before.chars().next_back()) && !digit(rest.chars().nth(word.chars().count()))
    })
}

fn logs_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            found.extend(logs_below(&path));
        } else if path.extension().is_some_and(|ending| ending == "log") {
            found.push(path);
        }
    }
    found
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout().join("target"), PathBuf::from)
}

/// The checkout's folder.
pub fn checkout() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}
