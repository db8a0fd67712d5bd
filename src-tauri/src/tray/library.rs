//! The library that draws tray icons is loaded when the first one is made, and the program would end if it were not
//! there. Packages recommend it, people may leave it out: then there is no tray.

use std::path::{Path, PathBuf};

/// Either of them will do.
const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];

/// Where the system's loader looks, besides `LD_LIBRARY_PATH` and the folders of an architecture below them.
const FOLDERS: [&str; 5] = ["/usr/local/lib", "/usr/lib", "/usr/lib64", "/lib", "/lib64"];

/// Whether it can be loaded.
pub(super) fn is_installed() -> bool {
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&named).collect();
    for folder in FOLDERS {
        folders.push(folder.into());
        folders.extend(of_architectures(Path::new(folder)));
    }
    let found = is_in(&folders);
    if !found {
        tracing::info!("there is no tray icon: libayatana-appindicator3 is not installed");
    }
    found
}

/// `/usr/lib/x86_64-linux-gnu` and the like.
fn of_architectures(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let below = entries.flatten().map(|entry| entry.path());
    below
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            name.is_some_and(|name| name.contains("-linux-"))
        })
        .collect()
}

fn is_in(folders: &[PathBuf]) -> bool {
    folders
        .iter()
        .any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_where_distributions_put_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("aarch64-linux-gnu");
        std::fs::create_dir(&folder).unwrap();
        assert!(!is_in(&of_architectures(place.path())));
        std::fs::write(folder.join(NAMES[0]), b"").unwrap();
        assert!(is_in(&of_architectures(place.path())));
    }
}
