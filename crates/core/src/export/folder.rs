//! The folder of an export. It has its name when it is whole; until then it ends in `.part`, whatever ends the program.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::heading::Heading;
use super::line::{Exported, line};
use super::page::{Page, name as page_name};
use super::{Missing, ON_A_PAGE};
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::model::file_name::plain_name;

/// Names that are tried before another place is needed.
const NAMES: u32 = 1_000;

/// Bytes copied at once.
const CHUNK: usize = 256 * 1024;

/// Bytes of a file's name that are kept: with its number and an ending of the folder it fits every disk.
const LONGEST_NAME: usize = 150;

/// Folder of the files.
const FILES: &str = "files";

/// Signs that Windows and its disks do not allow in names.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// A file that was copied.
pub struct Copied {
    /// Where it lies in the folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// An export that is being written. Nothing is left of one that is dropped before it is finished.
pub struct Folder {
    place: PathBuf,
    name: String,
    part: PathBuf,
    heading: Heading,
    lines: Option<BufWriter<File>>,
    page: Option<Page>,
    pages: usize,
    on_page: usize,
    messages: u64,
    files: u64,
    missing_files: u64,
    missing: u64,
    finished: bool,
}

/// What a program reads first.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents<'a> {
    format: u32,
    conversation: &'a str,
    exported: i64,
    from: Option<i64>,
    before: Option<i64>,
    pages: usize,
    messages: u64,
    files: u64,
    /// Files that could not be had.
    missing_files: u64,
    /// Places at which messages are missing.
    gaps: u64,
}

impl Folder {
    /// Begins an export in a folder that is there, named by the conversation and the day, or with a number. Blocks.
    ///
    /// # Errors
    /// The place cannot be written.
    pub fn create(place: &Path, heading: Heading) -> Result<Self> {
        let stem = disk_name(&format!("{} {}", heading.title, heading.day()));
        for number in 1..=NAMES {
            let name = match number {
                1 => stem.clone(),
                number => format!("{stem} ({number})"),
            };
            let part = place.join(format!("{name}.part"));
            if place.join(&name).exists() {
                continue;
            }
            match fs::create_dir(&part) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other?,
            }
            let mut folder = Self {
                place: place.to_owned(),
                name,
                part,
                page: Some(Page::new(&heading, 1)),
                heading,
                lines: None,
                pages: 1,
                on_page: 0,
                messages: 0,
                files: 0,
                missing_files: 0,
                missing: 0,
                finished: false,
            };
            fs::create_dir(folder.part.join(FILES))?;
            folder.lines = Some(BufWriter::new(File::create(
                folder.part.join("messages.jsonl"),
            )?));
            return Ok(folder);
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
    }

    /// Copies a file. Blocks.
    ///
    /// # Errors
    /// Either cannot be read or written, or it was cancelled.
    pub fn copy(&mut self, from: &Path, name: &str, cancel: &CancellationToken) -> Result<Copied> {
        self.files += 1;
        let path = format!("{FILES}/{:05}-{}", self.files, disk_name(name));
        let mut source = File::open(from)?;
        let mut target = File::create(self.part.join(&path))?;
        let (mut chunk, mut sum, mut bytes) = (vec![0; CHUNK], Sha256::new(), 0);
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let read = source.read(&mut chunk)?;
            let read = chunk.get(..read).unwrap_or_default();
            if read.is_empty() {
                break;
            }
            target.write_all(read)?;
            sum.update(read);
            bytes += read.len() as u64;
        }
        target.sync_all()?;
        Ok(Copied {
            path,
            bytes,
            sha256: hex::encode(sum.finalize()),
        })
    }

    /// Adds a message. Blocks.
    ///
    /// # Errors
    /// The disk cannot be written.
    pub fn add(&mut self, exported: &Exported<'_>) -> Result<()> {
        if self.on_page == ON_A_PAGE {
            self.end_page(true)?;
            self.pages += 1;
            self.page = Some(Page::new(&self.heading, self.pages));
            self.on_page = 0;
        }
        let text = line(exported).map_err(io::Error::from)?;
        if let Some(lines) = &mut self.lines {
            lines.write_all(text.as_bytes())?;
        }
        if let Some(page) = &mut self.page {
            page.add(exported);
        }
        self.on_page += 1;
        self.messages += 1;
        fail_point!("core export after a message");
        let missing = exported.files.iter().filter(|file| file.path.is_none());
        self.missing_files += missing.count() as u64;
        Ok(())
    }

    /// Says that messages are missing between the last one and the next.
    pub fn missing(&mut self, missing: Missing) {
        self.missing += 1;
        if let Some(page) = &mut self.page {
            page.missing(missing);
        }
    }

    /// Messages in it.
    pub fn messages(&self) -> u64 {
        self.messages
    }

    fn end_page(&mut self, more: bool) -> Result<()> {
        if let Some(page) = self.page.take() {
            let html = page.finish(self.pages, more);
            write(&self.part.join(page_name(self.pages)), html.as_bytes())?;
        }
        Ok(())
    }

    /// Ends the last page and gives the folder its name. Blocks.
    ///
    /// # Errors
    /// The disk cannot be written; nothing is left then.
    pub fn finish(mut self) -> Result<PathBuf> {
        self.end_page(false)?;
        if let Some(lines) = self.lines.take() {
            let file = lines.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        let contents = Contents {
            format: 1,
            conversation: &self.heading.title,
            exported: self.heading.at,
            from: self.heading.from,
            before: self.heading.before,
            pages: self.pages,
            messages: self.messages,
            files: self.files,
            missing_files: self.missing_files,
            gaps: self.missing,
        };
        let contents = serde_json::to_vec_pretty(&contents).map_err(io::Error::from)?;
        write(&self.part.join("export.json"), &contents)?;
        fail_point!("core export before its name");
        for number in 1..=NAMES {
            let path = self.place.join(match number {
                1 => self.name.clone(),
                number => format!("{} ({number})", self.name),
            });
            // Something may have taken the name meanwhile.
            if path.exists() {
                continue;
            }
            fs::rename(&self.part, &path)?;
            self.finished = true;
            return Ok(path);
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // Windows removes no file that is open.
        self.lines = None;
        if let Err(error) = fs::remove_dir_all(&self.part) {
            tracing::warn!(%error, "an export that was not finished could not be removed");
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

/// A name that every disk takes.
fn disk_name(name: &str) -> String {
    let plain = plain_name(name).replace(FORBIDDEN, "_");
    let mut cut = String::new();
    // What stands behind the last dot says what a file is: a long name loses its middle.
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 10 && !stem.is_empty() => {
            (stem, format!(".{ending}"))
        }
        _ => (plain.as_str(), String::new()),
    };
    for sign in stem.chars() {
        if cut.len() + sign.len_utf8() + ending.len() > LONGEST_NAME {
            break;
        }
        cut.push(sign);
    }
    let name = format!("{cut}{ending}");
    match name.trim_matches(|sign: char| sign == '.' || sign.is_whitespace()) {
        "" => "linnet".to_owned(),
        name => name.to_owned(),
    }
}
