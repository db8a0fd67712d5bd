//! A display in memory, for a machine without one.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::{During, Failure, Result};

/// Xvfb with a window manager. Both end with it.
pub struct VirtualDisplay {
    /// Value of `DISPLAY`.
    pub name: String,
    server: Child,
    window_manager: Option<Child>,
}

impl VirtualDisplay {
    /// Starts on a number that is free.
    pub fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .during("start Xvfb")?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            // Xvfb writes the number once it is ready, or ends and closes the pipe.
            BufReader::new(out)
                .read_line(&mut number)
                .during("hear from Xvfb")?;
        }
        let mut display = Self {
            name: format!(":{}", number.trim()),
            server,
            window_manager: None,
        };
        if number.trim().is_empty() {
            return Err(Failure::new("Xvfb did not start."));
        }
        let manager = Command::new("openbox")
            .env("DISPLAY", &display.name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .during("start openbox")?;
        display.window_manager = Some(manager);
        Ok(display)
    }

    /// Keeps what is on the screen as a PNG file.
    pub fn picture(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).during("make the folder for the picture")?;
        }
        let status = Command::new("import")
            .args(["-window", "root"])
            .arg(file)
            .env("DISPLAY", &self.name)
            .status()
            .during("start `import`")?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(
                "`import` could not take a picture of the screen.",
            ))
        }
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        for child in self.window_manager.iter_mut().chain([&mut self.server]) {
            // Already gone is as good as ended.
            let _ended = child.kill();
            let _reaped = child.wait();
        }
    }
}
