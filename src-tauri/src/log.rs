//! The log: local files, at most one per day and [`FILES`] of them, never sent anywhere. What goes in never holds
//! tokens, message text or ids of people; only our own crates write below the level of a warning.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::reload;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Registry, fmt};

use crate::folders::{self, Folders};
use crate::ipc::{LogLevel, Settings};

/// Files kept; the oldest goes when a new day begins.
const FILES: usize = 7;

/// Target of lines that hold nothing but timings, so that they have a switch of their own.
pub const TIMINGS: &str = "linnet::timings";

/// Switches the level at run time.
pub struct Log {
    filter: reload::Handle<Targets, Registry>,
}

impl Log {
    /// Starts the log.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn start(folders: &Folders, settings: &Settings) -> io::Result<Self> {
        folders::make_private(&folders.logs())?;
        let file = Builder::new()
            .rotation(Rotation::DAILY)
            .filename_prefix("linnet")
            .filename_suffix("log")
            .max_log_files(FILES)
            .build(folders.logs())
            .map_err(io::Error::other)?;
        let (layer, filter) = reload::Layer::new(targets(settings));
        tracing_subscriber::registry()
            .with(layer)
            .with(
                fmt::layer()
                    .with_ansi(false)
                    .with_writer(std::sync::Mutex::new(file)),
            )
            .try_init()
            .map_err(io::Error::other)?;
        Ok(Self { filter })
    }

    /// Follows changed settings.
    pub fn follow(&self, settings: &Settings) {
        if self.filter.reload(targets(settings)).is_err() {
            tracing::warn!("the log level could not be changed");
        }
    }
}

fn targets(settings: &Settings) -> Targets {
    if !settings.app_log {
        return Targets::new();
    }
    let level = match settings.log_level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let timings = if settings.timings {
        LevelFilter::INFO
    } else {
        LevelFilter::OFF
    };
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("linnet", level)
        .with_target("linnet_core", level)
        .with_target(TIMINGS, timings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    #[test]
    fn levels_and_switches_say_what_is_written() {
        let all = targets(&Settings::default());
        assert!(all.would_enable("linnet::stream", &Level::INFO));
        assert!(all.would_enable(TIMINGS, &Level::INFO));
        // Other crates may write what we would not: addresses with tokens in them, for one.
        assert!(!all.would_enable("reqwest", &Level::DEBUG));
        assert!(!all.would_enable("hyper", &Level::INFO));
        let quiet = targets(&Settings {
            timings: false,
            log_level: LogLevel::Error,
            ..Settings::default()
        });
        assert!(!quiet.would_enable(TIMINGS, &Level::INFO));
        assert!(!quiet.would_enable("linnet_core::link", &Level::WARN));
        let off = targets(&Settings {
            app_log: false,
            ..Settings::default()
        });
        assert!(!off.would_enable("linnet", &Level::ERROR));
    }
}
