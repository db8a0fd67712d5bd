//! A report for whoever helps: how it stands with each account, and the logs, in one file that the person saves where
//! they like and sends by themselves. Logs hold no tokens, texts or ids of people; here what looks like one is taken
//! out once more, because a report leaves the computer.

mod redact;

use std::io::{self, Cursor, Write};
use std::path::Path;

use linnet_core::model::diagnosis::{Diagnosis, Timing};
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub use redact::Redaction;

use crate::ipc::About;

/// Bytes of one log file that are taken, from its end.
const LOG_BYTES: usize = 4 * 1024 * 1024;

/// What is known besides the logs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Version of Linnet.
    pub version: String,
    /// Operating system and processor.
    pub system: String,
    /// Kind of the place where secrets are, and whether there is a tray.
    pub secrets: crate::ipc::SecretsPlace,
    /// Whether the desktop has a tray.
    pub has_tray: bool,
    /// Whether a proxy is in use. Not which.
    pub proxy: bool,
    /// Each open account, without its name.
    pub accounts: Vec<Diagnosis>,
    /// How long the page took to show what came.
    pub paints: Vec<Timing>,
}

impl Facts {
    /// Puts them together.
    pub fn new(about: About, accounts: Vec<Diagnosis>, paints: Vec<Timing>) -> Self {
        Self {
            version: about.version,
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            secrets: about.secrets,
            has_tray: about.has_tray,
            proxy: about.proxy.is_some(),
            accounts,
            paints,
        }
    }
}

/// Makes the file's bytes.
///
/// # Errors
/// A log cannot be read.
pub fn make(facts: &Facts, logs: &Path, redaction: &Redaction) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut zip, "report.json", &serde_json::to_vec_pretty(facts)?)?;
    let mut files: Vec<_> = std::fs::read_dir(logs)?
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "log")
        })
        .collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let bytes = std::fs::read(file.path())?;
        let begin = bytes.len().saturating_sub(LOG_BYTES);
        let text = String::from_utf8_lossy(bytes.get(begin..).unwrap_or_default()).into_owned();
        let name = format!("logs/{}", file.file_name().to_string_lossy());
        add(&mut zip, &name, redaction.text(&text).as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Nothing is compressed, so that what is in it can be looked for in the file itself.
fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> io::Result<()> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(name, stored)?;
    zip.write_all(content)
}

#[cfg(test)]
mod tests {
    use linnet_core::model::diagnosis::Queue;

    use super::*;
    use crate::ipc::{Language, SecretsPlace};

    #[test]
    fn a_report_holds_the_facts_and_the_logs_and_nobodys_secrets() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(
            place.path().join("linnet.2026-01-31.log"),
            "2026-01-31T08:00:00.123456Z  INFO linnet: user 10001 at im.example.com tok eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.c2ln",
        )
        .unwrap();
        std::fs::write(place.path().join("notes.txt"), "not a log").unwrap();
        let about = About {
            version: "0.1.0".to_owned(),
            data_dir: "/home/alice/.local/share/linnet".to_owned(),
            secrets: SecretsPlace::Keyring,
            proxy: Some("http://proxy.example:3128".to_owned()),
            proxy_problem: None,
            has_tray: true,
            system_language: Language::En,
        };
        let diagnosis = Diagnosis {
            connection: Vec::new(),
            queue: Queue::default(),
            failed: Vec::new(),
            sends: vec![Timing { at: 1, ms: 3 }],
            pulls: Vec::new(),
        };
        let facts = Facts::new(about, vec![diagnosis], Vec::new());
        let redaction = Redaction::of(["10001".to_owned(), "im.example.com".to_owned()]);
        let bytes = make(&facts, place.path(), &redaction).unwrap();
        let packed = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(
            packed.file_names().collect::<Vec<_>>(),
            ["report.json", "logs/linnet.2026-01-31.log"]
        );
        // Nothing in it is compressed, so that it can be looked at.
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("report.json") && text.contains("logs/linnet.2026-01-31.log"));
        assert!(text.contains("2026-01-31T08:00:00.123456Z  INFO linnet: user"));
        for secret in [
            "10001",
            "im.example.com",
            "eyJ",
            "alice",
            "proxy.example",
            "notes.txt",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
