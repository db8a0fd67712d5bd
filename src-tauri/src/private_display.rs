//! A screen in memory for one test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// The screen; it ends with its test.
pub struct PrivateDisplay {
    server: Child,
    name: String,
}

impl PrivateDisplay {
    /// Starts it under a number that nobody has.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "640x480x24"])
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Self {
            server,
            name: format!(":{}", number.trim()),
        }
    }

    /// What `DISPLAY` would say.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for PrivateDisplay {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
