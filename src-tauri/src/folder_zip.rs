//! A folder becomes one file that can be sent: an archive of what is in it. What it will be is said before: how many
//! files, and how large they are. Links are not followed and not taken along, nor is anything else that is no file; the
//! archive is written to the disk as it is made, never to memory.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use linnet_core::model::file_name::name_of_path;
use tokio_util::sync::CancellationToken;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::folders;
use crate::ipc::Failure;

/// Files of an archive at most.
pub const MOST_FILES: usize = 10_000;
/// Folders inside of each other at most.
const DEEPEST: usize = 64;
/// Bytes of the files of an archive at most: text and tables become a tenth, so that this may still fit.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// Bytes of an archive at most: what a file that is sent may have.
const MOST_ARCHIVED: u64 = 50 * 1024 * 1024;
/// Bytes read at once.
const CHUNK: usize = 256 * 1024;

/// What is in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Files in it and in the folders inside of it.
    pub files: usize,
    /// Their sizes together.
    pub bytes: u64,
}

/// Counts what is in a folder. Blocks.
///
/// # Errors
/// It has more than an archive may have, nothing at all, or cannot be read.
pub fn count(folder: &Path, cancel: &CancellationToken) -> Result<Contents, Failure> {
    let mut contents = Contents::default();
    walk(folder, cancel, &mut |_, bytes| {
        contents.files += 1;
        contents.bytes = contents.bytes.saturating_add(bytes);
        if contents.files > MOST_FILES || contents.bytes > MOST_BYTES {
            return Err(too_much());
        }
        Ok(())
    })?;
    match contents.files {
        0 => Err(nothing()),
        _ => Ok(contents),
    }
}

/// Makes an archive of a folder in a folder of its own, named as it is. Blocks. Nothing is left of one that was not
/// finished.
///
/// # Errors
/// As [`count`], and when the archive is larger than a file may be or the disk is full.
pub fn pack(folder: &Path, staged: &Path, cancel: &CancellationToken) -> Result<PathBuf, Failure> {
    pack_within(MOST_ARCHIVED, folder, staged, cancel)
}

/// As [`pack`], with another limit.
fn pack_within(
    most: u64,
    folder: &Path,
    staged: &Path,
    cancel: &CancellationToken,
) -> Result<PathBuf, Failure> {
    count(folder, cancel)?;
    let own = staged.join(uuid::Uuid::new_v4().simple().to_string());
    folders::make_private(&own).map_err(linnet_core::Error::from)?;
    let path = own.join(format!("{}.zip", name_of_path(folder)));
    let made = write(most, folder, &path, cancel);
    if made.is_err()
        && let Err(error) = fs::remove_dir_all(&own)
    {
        tracing::warn!(%error, "an archive that was not finished could not be removed");
    }
    made.map(|()| path)
}

fn write(most: u64, folder: &Path, path: &Path, cancel: &CancellationToken) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::from(linnet_core::Error::from(error));
    folders::write_private(path, b"").map_err(failed)?;
    let file = File::options()
        .read(true)
        .write(true)
        .open(path)
        .map_err(failed)?;
    let mut zip = ZipWriter::new(file);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    let mut chunk = vec![0; CHUNK];
    walk(folder, cancel, &mut |found, _| {
        let Ok(inside) = found.strip_prefix(folder) else {
            return Ok(());
        };
        let written = (|| -> io::Result<u64> {
            // Opened first: what went since, or may not be read, is told by its error and is no empty file.
            let mut from = open_file(found)?;
            zip.start_file(named(inside), options)?;
            loop {
                if cancel.is_cancelled() {
                    return Err(io::Error::from(io::ErrorKind::Interrupted));
                }
                let read = from.read(&mut chunk)?;
                match chunk.get(..read) {
                    Some(chunk) if !chunk.is_empty() => zip.write_all(chunk)?,
                    _ => break,
                }
            }
            Ok(path.metadata()?.len())
        })();
        match written {
            Ok(archived) if archived > most => Err(too_much()),
            Ok(_) => Ok(()),
            Err(_) if cancel.is_cancelled() => Err(linnet_core::Error::Cancelled.into()),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(unreadable(found)),
            Err(error) => Err(failed(error)),
        }
    })?;
    let file = zip.finish().map_err(|error| failed(error.into()))?;
    let archived = file.metadata().map_err(failed)?.len();
    match archived > most {
        true => Err(too_much()),
        false => Ok(()),
    }
}

/// A file that is one still: another thing may have taken its place, and opening it must not wait.
fn open_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK)
            .bits()
            .cast_signed(),
    );
    let file = options.open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// The name of a file inside of an archive: with slashes on every system, and text whatever it is here.
fn named(inside: &Path) -> String {
    let parts = inside.components();
    let names = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
    names.collect::<Vec<_>>().join("/")
}

/// Tells each file of a folder and of those inside of it, in the order of their names.
fn walk(
    folder: &Path,
    cancel: &CancellationToken,
    each: &mut dyn FnMut(&Path, u64) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((here, depth)) = folders.pop() {
        if depth > DEEPEST {
            return Err(too_much());
        }
        let entries = fs::read_dir(&here).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(|_| unreadable(&here))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if cancel.is_cancelled() {
                return Err(linnet_core::Error::Cancelled.into());
            }
            // Not followed: a link is a link here, wherever it leads.
            let Ok(facts) = entry.metadata() else {
                continue;
            };
            if facts.is_dir() {
                folders.push((entry.path(), depth + 1));
            } else if facts.is_file() {
                each(&entry.path(), facts.len())?;
            }
        }
        // A folder of folders of folders counts as much as one of files.
        if folders.len() > MOST_FILES {
            return Err(too_much());
        }
    }
    Ok(())
}

fn too_much() -> Failure {
    Failure::own(
        "folder_too_large",
        "文件夹太大：压缩后最多 50 MiB，最多 10000 个文件。请只选一部分。",
        "The folder is too large: an archive may have 50 MiB and 10,000 files. Choose a part of it.",
    )
}

fn nothing() -> Failure {
    Failure::own(
        "empty_folder",
        "文件夹里没有可以发送的文件。",
        "There are no files in this folder.",
    )
}

fn unreadable(path: &Path) -> Failure {
    let name = name_of_path(path);
    Failure::own(
        "unreadable_in_folder",
        &format!("无法读取文件夹中的“{name}”。"),
        &format!("“{name}” in this folder cannot be read."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cancel() -> CancellationToken {
        CancellationToken::new()
    }

    #[cfg(unix)]
    #[test]
    fn an_archive_has_the_files_of_a_folder_and_nothing_that_links_lead_to() {
        let place = tempfile::tempdir().unwrap();
        let (folder, staged) = (place.path().join("海边 2026"), place.path().join("staged"));
        fs::create_dir_all(folder.join("b/c")).unwrap();
        fs::write(place.path().join("secret"), b"not to be sent").unwrap();
        fs::write(folder.join("a.txt"), b"words ".repeat(10_000)).unwrap();
        fs::write(folder.join("b/c/图.png"), b"a picture").unwrap();
        std::os::unix::fs::symlink(place.path().join("secret"), folder.join("link")).unwrap();
        std::os::unix::fs::symlink(place.path(), folder.join("b/up")).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join("pipe"))
            .status();
        assert!(made.unwrap().success());
        let contents = count(&folder, &cancel()).unwrap();
        assert_eq!(
            contents,
            Contents {
                files: 2,
                bytes: 60_009
            }
        );
        let path = pack(&folder, &staged, &cancel()).unwrap();
        assert_eq!(path.file_name().unwrap(), "海边 2026.zip");
        let mut zip = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
        assert_eq!(names, ["a.txt", "b/c/图.png"]);
        let mut words = String::new();
        zip.by_name("a.txt")
            .unwrap()
            .read_to_string(&mut words)
            .unwrap();
        assert_eq!(words, "words ".repeat(10_000));
        assert!(path.metadata().unwrap().len() < 6_000, "text becomes small");
    }

    #[test]
    fn what_is_too_much_or_nothing_is_said_and_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let (folder, staged) = (place.path().join("folder"), place.path().join("staged"));
        fs::create_dir_all(folder.join("empty")).unwrap();
        let code = |result: Result<Contents, Failure>| result.unwrap_err().reason.code;
        assert_eq!(code(count(&folder, &cancel())), "empty_folder");
        assert_eq!(
            code(count(&place.path().join("nothing"), &cancel())),
            "unreadable_in_folder"
        );
        // Fits before, and does not become smaller.
        let mut noise = 1_u32;
        let bytes: Vec<u8> = (0..30_000)
            .flat_map(|_| {
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                noise.to_le_bytes()
            })
            .collect();
        fs::write(folder.join("noise"), bytes).unwrap();
        count(&folder, &cancel()).unwrap();
        let refused = pack_within(100_000, &folder, &staged, &cancel()).unwrap_err();
        assert_eq!(refused.reason.code, "folder_too_large");
        assert_eq!(fs::read_dir(&staged).unwrap().count(), 0);
        File::create(folder.join("hole"))
            .unwrap()
            .set_len(MOST_BYTES)
            .unwrap();
        assert_eq!(code(count(&folder, &cancel())), "folder_too_large");
        let stopped = cancel();
        stopped.cancel();
        assert!(pack(&folder, &staged, &stopped).is_err());
    }
}
