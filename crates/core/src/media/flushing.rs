//! Has what is written reach the disk while more is written, so that the sync at the end has little left to wait for.

use std::fs::File;
use std::io;
use std::thread::{self, JoinHandle};

/// Bytes that are written before the next flush begins.
const EVERY: u64 = 8 * 1024 * 1024;

/// Flushes of one file, one at a time.
#[derive(Default)]
pub(super) struct Flushing {
    /// Written since the last one began.
    written: u64,
    running: Option<JoinHandle<io::Result<()>>>,
}

impl Flushing {
    /// So many more bytes were written.
    ///
    /// # Errors
    /// What a flush met.
    pub(super) fn wrote(&mut self, file: &File, bytes: usize) -> io::Result<()> {
        self.written += bytes as u64;
        let is_running = self
            .running
            .as_ref()
            .is_some_and(|thread| !thread.is_finished());
        if self.written < EVERY || is_running {
            return Ok(());
        }
        self.end()?;
        self.written = 0;
        let same = file.try_clone()?;
        self.running = thread::Builder::new()
            .name("flush".to_owned())
            .spawn(move || same.sync_data())
            // Without a thread the sync at the end does all of it.
            .ok();
        Ok(())
    }

    /// Waits for the one that runs. What it met is told here and nowhere else: the system tells an error once, and the
    /// sync at the end would not hear of it.
    ///
    /// # Errors
    /// What it met.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self.running.take().map(JoinHandle::join) {
            Some(Ok(flushed)) => flushed,
            Some(Err(_)) => Err(io::Error::other("a flush has panicked")),
            None => Ok(()),
        }
    }
}
