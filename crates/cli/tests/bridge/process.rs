//! The bridge as a process.

use std::path::Path;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use crate::stage::{LIMIT, program};

/// A process that is the bridge of an account. It ends with this.
pub struct Bridge {
    child: Child,
    pub address: String,
    pub secret: String,
}

impl Bridge {
    pub async fn start(folder: &Path, more: &[&str]) -> Self {
        let words = [&["bridge"], more].concat();
        let mut child = program(folder, &words).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(LIMIT, lines.next_line());
        let line = line.await.expect("it starts in time").unwrap().unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let told = |name: &str| told["bridge"][name].as_str().unwrap().to_owned();
        Self {
            child,
            address: told("address"),
            secret: told("secret"),
        }
    }

    pub async fn stop(mut self) {
        self.child.kill().await.unwrap();
    }
}
