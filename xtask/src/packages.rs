//! System packages: which, why, and how they get here. Only apt is driven; on other systems the list is printed.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Command;

use crate::child;
use crate::failure::{During, Failure, Result};
use crate::options::Options;

/// How to see without apt that a thing is there.
#[derive(Debug, Clone, Copy)]
enum Probe {
    /// `pkg-config --exists` of this module.
    Module(&'static str),
    /// A program of this name.
    Program(&'static str),
    /// A Python module can be imported.
    Python(&'static str),
    /// Makes the picture better; nothing fails without it.
    Comfort,
}

/// One system package.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    name: &'static str,
    why: &'static str,
    probe: Probe,
}

const fn package(name: &'static str, why: &'static str, probe: Probe) -> Package {
    Package { name, why, probe }
}

/// To build and open the app.
pub const BUILD: &[Package] = &[
    package(
        "build-essential",
        "C compiler, for the encrypted store",
        Probe::Program("cc"),
    ),
    package(
        "pkg-config",
        "finds the libraries below",
        Probe::Program("pkg-config"),
    ),
    package(
        "cmake",
        "builds Opus, for voice messages",
        Probe::Program("cmake"),
    ),
    package(
        "libasound2-dev",
        "sound where no sound server runs",
        Probe::Module("alsa"),
    ),
    package(
        "libwebkit2gtk-4.1-dev",
        "the page of the window",
        Probe::Module("webkit2gtk-4.1"),
    ),
    package(
        "libgtk-3-dev",
        "the window itself",
        Probe::Module("gtk+-3.0"),
    ),
    package(
        "libsoup-3.0-dev",
        "used by WebKit",
        Probe::Module("libsoup-3.0"),
    ),
    package(
        "libjavascriptcoregtk-4.1-dev",
        "used by WebKit",
        Probe::Module("javascriptcoregtk-4.1"),
    ),
    package("librsvg2-dev", "icons", Probe::Module("librsvg-2.0")),
    package(
        "libayatana-appindicator3-dev",
        "the tray",
        Probe::Module("ayatana-appindicator3-0.1"),
    ),
    package(
        "libdbus-1-dev",
        "notifications and the keyring",
        Probe::Module("dbus-1"),
    ),
    package(
        "gstreamer1.0-tools",
        "the covers of videos that are sent",
        Probe::Comfort,
    ),
    package(
        "libssl-dev",
        "the cipher of the store",
        Probe::Module("openssl"),
    ),
];

/// To open the app where there is no display.
pub const DISPLAY: &[Package] = &[
    package("xvfb", "a display in memory", Probe::Program("Xvfb")),
    package(
        "openbox",
        "a window manager for it",
        Probe::Program("openbox"),
    ),
    package(
        "dbus",
        "a session bus for it",
        Probe::Program("dbus-run-session"),
    ),
    package(
        "imagemagick",
        "pictures of the screen",
        Probe::Program("import"),
    ),
    package(
        "libgl1-mesa-dri",
        "drawing without a graphics card",
        Probe::Comfort,
    ),
    package("fonts-dejavu-core", "Latin letters", Probe::Comfort),
    package("fonts-noto-cjk", "Chinese characters", Probe::Comfort),
    package("fonts-noto-color-emoji", "emoji", Probe::Comfort),
];

/// To run the tests that need no display, in addition to [`BUILD`].
pub const TESTS: &[Package] = &[
    package(
        "git",
        "applies the patches that take guards away",
        Probe::Program("git"),
    ),
    package(
        "pulseaudio",
        "a microphone that hears the loudspeaker",
        Probe::Program("pulseaudio"),
    ),
    package(
        "gstreamer1.0-plugins-good",
        "takes videos apart",
        Probe::Comfort,
    ),
    package("gstreamer1.0-libav", "decodes videos", Probe::Comfort),
    package(
        "chromium",
        "shows a page that uses the bridge",
        Probe::Program("chromium"),
    ),
];

/// To drive the app from tests, in addition to [`DISPLAY`].
pub const DESKTOP_TESTS: &[Package] = &[
    package(
        "webkit2gtk-driver",
        "drives the window from tests",
        Probe::Program("WebKitWebDriver"),
    ),
    package(
        "xdotool",
        "moves the pointer, for drag and drop",
        Probe::Program("xdotool"),
    ),
    package("x11-utils", "measures windows", Probe::Program("xwininfo")),
    package("wmctrl", "closes windows", Probe::Program("wmctrl")),
    package(
        "dunst",
        "shows notifications, and lets tests click them",
        Probe::Program("dunst"),
    ),
    package("tint2", "a panel with a tray", Probe::Program("tint2")),
    package(
        "xclip",
        "puts a picture on the clipboard in one format only",
        Probe::Program("xclip"),
    ),
    package(
        "fcitx5",
        "an input method, to write Chinese with",
        Probe::Program("fcitx5"),
    ),
    package(
        "hunspell-en-us",
        "a dictionary, to check the spelling with",
        Probe::Comfort,
    ),
    package("fcitx5-pinyin", "its pinyin", Probe::Comfort),
    package(
        "fcitx5-frontend-gtk3",
        "its way into the window",
        Probe::Comfort,
    ),
    package(
        "python3-gi",
        "the other window that files are dragged from",
        Probe::Python("gi"),
    ),
    package("gir1.2-gtk-3.0", "the same", Probe::Comfort),
    package(
        "gnome-keyring",
        "a keyring to keep secrets in",
        Probe::Program("gnome-keyring-daemon"),
    ),
    package("procps", "looks at processes", Probe::Program("ps")),
    package(
        "pulseaudio",
        "a microphone that hears the loudspeaker",
        Probe::Program("pulseaudio"),
    ),
    package(
        "pulseaudio-utils",
        "speaks into it",
        Probe::Program("pacat"),
    ),
];

/// To build packages, in addition to [`BUILD`].
pub const BUNDLE: &[Package] = &[
    package(
        "file",
        "recognises libraries while packing",
        Probe::Program("file"),
    ),
    package(
        "debootstrap",
        "a clean root to install the package into",
        Probe::Comfort,
    ),
];

/// Makes sure that all of `lists` is installed. Quick when it is: one question to dpkg.
pub fn ensure(options: &Options, lists: &[&[Package]]) -> Result<()> {
    let wanted: Vec<Package> = lists.iter().copied().flatten().copied().collect();
    if !has_apt() {
        return probe_all(&wanted);
    }
    let missing = missing(&wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing:");
    print_list(&missing);
    let root = child::answer("id", &["-u"]).is_some_and(|id| id == "0");
    let unattended = options.yes || std::env::var("CI").is_ok_and(|value| value == "true");
    if !root && !unattended && !agreed(&missing)? {
        return Err(Failure::new(format!(
            "Nothing was installed. To do it by hand:\n  sudo apt-get update && sudo apt-get install --no-install-recommends {}",
            names(&missing)
        )));
    }
    // A list of packages that is too old names versions the mirrors no longer have.
    apt(root, &["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(missing.iter().map(|package| package.name));
    apt(root, &install)
}

fn has_apt() -> bool {
    Path::new("/etc/debian_version").exists() && child::exists("apt-get")
}

fn missing(wanted: &[Package]) -> Result<Vec<Package>> {
    // dpkg-query fails when one of them is unknown and still answers for the others.
    let output = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted.iter().map(|package| package.name))
        .output()
        .during("ask dpkg-query what is installed")?;
    let known = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(not_installed(wanted, &known))
}

fn not_installed(wanted: &[Package], known: &str) -> Vec<Package> {
    wanted
        .iter()
        .filter(|package| {
            !known.lines().any(|line| {
                line.split_once(' ')
                    .is_some_and(|(name, status)| name == package.name && status == "installed")
            })
        })
        .copied()
        .collect()
}

fn agreed(missing: &[Package]) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(format!(
            "There is nobody to ask. Add --yes to install them with sudo, or do it by hand:\n  sudo apt-get update && sudo apt-get install --no-install-recommends {}",
            names(missing)
        )));
    }
    print!("Install them now with sudo apt-get? [Y/n] ");
    std::io::stdout().flush().during("ask")?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .during("read the answer")?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes"
    ))
}

fn apt(root: bool, args: &[&str]) -> Result<()> {
    let (program, front): (_, &[&str]) = if root {
        ("apt-get", &[])
    } else {
        ("sudo", &["apt-get"])
    };
    println!(
        "$ {program} {}{}",
        front
            .iter()
            .map(|word| format!("{word} "))
            .collect::<String>(),
        args.join(" ")
    );
    // The terminal stays connected: sudo may ask for a password.
    let status = Command::new(program)
        .args(front)
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .during(&format!("start `{program}`"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(
            "apt-get did not succeed; what it says is above. Once it works by hand, run this command again.",
        ))
    }
}

/// Not a Debian: go on when everything can be found, otherwise say exactly what is needed.
fn probe_all(wanted: &[Package]) -> Result<()> {
    let absent: Vec<Package> = wanted
        .iter()
        .filter(|package| match package.probe {
            Probe::Module(module) => child::answer("pkg-config", &["--exists", module]).is_none(),
            Probe::Program(program) => !child::exists(program),
            Probe::Python(module) => {
                child::answer("/usr/bin/python3", &["-c", &format!("import {module}")]).is_none()
            }
            Probe::Comfort => false,
        })
        .copied()
        .collect();
    if absent.is_empty() {
        return Ok(());
    }
    println!(
        "Packages are installed by this command on Debian and Ubuntu only. Needed here, by Debian's names:"
    );
    print_list(wanted);
    Err(Failure::new(format!(
        "Not found on this system: {}. Install them with your own package manager and run this command again.",
        names(&absent)
    )))
}

fn print_list(packages: &[Package]) {
    for package in packages {
        let how = match package.probe {
            Probe::Module(module) => format!(" (pkg-config: {module})"),
            Probe::Program(_) | Probe::Python(_) | Probe::Comfort => String::new(),
        };
        println!("  {:<30} {}{how}", package.name, package.why);
    }
}

fn names(packages: &[Package]) -> String {
    packages
        .iter()
        .map(|package| package.name)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_removed_but_still_configured_counts_as_missing() {
        let known = "xvfb installed\nopenbox config-files\n";
        let missing = not_installed(DISPLAY, known);
        assert!(missing.iter().all(|package| package.name != "xvfb"));
        assert!(missing.iter().any(|package| package.name == "openbox"));
        assert!(missing.iter().any(|package| package.name == "dbus"));
    }

    #[test]
    fn every_package_says_why() {
        for package in [BUILD, DISPLAY, TESTS, DESKTOP_TESTS, BUNDLE].concat() {
            assert!(!package.why.is_empty(), "{}", package.name);
        }
    }
}
