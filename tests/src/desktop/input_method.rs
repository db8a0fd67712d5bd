//! A real input method: fcitx5 with pinyin, which asks the person to choose among characters while they type.

use std::time::Duration;

use super::{Desktop, Result};

/// What a desktop with fcitx5 has in its environment.
pub const ENVIRONMENT: &[(&str, &str)] = &[("GTK_IM_MODULE", "fcitx"), ("XMODIFIERS", "@im=fcitx")];

/// How long it may take to be ready: it loads a language model.
const READY_LIMIT: Duration = Duration::from_secs(30);

/// Between two keys of a quick hand, milliseconds.
const PACE: &str = "40";

/// Pinyin and nothing beside it, so that it is on from the first key.
const PROFILE: &str = "[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=pinyin
Layout=

[GroupOrder]
0=Default
";

/// Starts it, and waits until it is on the bus.
///
/// # Errors
///
/// It is missing, or did not become ready.
pub async fn start(desktop: &Desktop) -> Result<()> {
    let folder = desktop.display.home().join(".config/fcitx5");
    tokio::fs::create_dir_all(&folder).await?;
    tokio::fs::write(folder.join("profile"), PROFILE).await?;
    desktop.display.keep("fcitx5", &[])?;
    let processes = &desktop.display.processes;
    let ready = async { while processes.ask("fcitx5-remote", &[]).await.is_err() {} };
    tokio::time::timeout(READY_LIMIT, ready)
        .await
        .map_err(|_| "fcitx5 did not become ready".into())
}

/// Types letters as a hand on the keyboard does, into whatever has the focus.
///
/// # Errors
///
/// `xdotool` is missing.
pub async fn types(desktop: &Desktop, letters: &str) -> Result<()> {
    let arguments = ["type", "--delay", PACE, letters];
    desktop
        .display
        .processes
        .ask("xdotool", &arguments)
        .await
        .map(drop)
}
