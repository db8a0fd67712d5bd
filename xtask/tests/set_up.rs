//! What a newcomer meets before anything is built: which packages are missing and why, the question before `sudo`, the
//! list on a system without apt, and `cargo test` in place of nextest. The programs are small fakes on a path of
//! their own, so nothing is installed and nothing is built.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempdir::Folder;

const XTASK: &str = env!("CARGO_BIN_EXE_xtask");

/// Nothing of this project but std is used here.
mod tempdir {
    use std::path::PathBuf;

    pub struct Folder(pub PathBuf);

    impl Folder {
        pub fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }
}

/// A system with these programs and no others.
struct System {
    folder: Folder,
}

impl System {
    fn new(name: &str) -> Self {
        let system = Self {
            folder: Folder::new(name),
        };
        fs::create_dir_all(system.programs()).unwrap();
        system.program("id", "echo 1000");
        system
    }

    fn programs(&self) -> PathBuf {
        self.folder.0.join("bin")
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.programs().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// One that notes its words.
    fn noting(&self, name: &str, script: &str) {
        let notes = self.folder.0.join("notes");
        self.program(
            name,
            &format!("echo {name} \"$@\" >> {}\n{script}", notes.display()),
        );
    }

    fn notes(&self) -> String {
        fs::read_to_string(self.folder.0.join("notes")).unwrap_or_default()
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(Path::new(XTASK)).args(words).output().unwrap()
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", self.programs())
            .env("DISPLAY", ":0")
            .stdin(Stdio::null());
        command
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn debian(name: &str) -> System {
    let system = System::new(name);
    system.program("dpkg-query", "exit 1");
    system.noting("apt-get", "exit 0");
    system.noting("sudo", "exit 0");
    system
}

#[test]
fn without_anybody_to_ask_nothing_is_installed_and_the_way_by_hand_is_told() {
    let system = debian("nobody");
    let output = system.run(&["run"]);
    let said = said(&output);
    assert!(!output.status.success());
    assert!(
        said.contains("These system packages are missing:"),
        "{said}"
    );
    assert!(said.contains("libwebkit2gtk-4.1-dev") && said.contains("the page of the window"));
    assert!(said.contains("sudo apt-get install --no-install-recommends build-essential"));
    assert_eq!(system.notes(), "");
}

#[test]
fn somebody_who_says_no_is_heard() {
    let system = debian("no");
    // A terminal, so that there is somebody to ask.
    let mut terminal = system.command(Path::new("/usr/bin/script"));
    terminal
        .args(["-qec", &format!("{XTASK} run"), "/dev/null"])
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = terminal.spawn().unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut keyboard, b"n\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = said(&output);
    assert!(
        said.contains("Install them now with sudo apt-get? [Y/n]"),
        "{said}"
    );
    assert!(said.contains("Nothing was installed."), "{said}");
    assert_eq!(system.notes(), "");
}

#[test]
fn with_yes_the_missing_packages_are_installed_with_sudo() {
    let system = debian("yes");
    let said = said(&system.run(&["run", "--yes"]));
    let notes = system.notes();
    let mut lines = notes.lines();
    assert_eq!(lines.next(), Some("sudo apt-get update -q"), "{said}");
    let install = lines.next().unwrap();
    assert!(install.starts_with("sudo apt-get install -y -q --no-install-recommends"));
    assert!(install.contains("libwebkit2gtk-4.1-dev"));
    // What comes next is Node, which no package list brings.
    assert!(said.contains("Node is missing."), "{said}");
}

#[test]
fn a_system_without_apt_gets_the_exact_list() {
    let system = System::new("elsewhere");
    let output = system.run(&["run"]);
    let said = said(&output);
    assert!(!output.status.success());
    assert!(said.contains("Needed here, by Debian's names:"), "{said}");
    assert!(said.contains("(pkg-config: webkit2gtk-4.1)"), "{said}");
    assert!(
        said.contains("Not found on this system: build-essential"),
        "{said}"
    );
}

#[test]
fn without_nextest_cargo_test_runs_everything() {
    let system = System::new("nextest");
    system.program(
        "dpkg-query",
        "for name in \"$@\"; do echo \"$name installed\"; done",
    );
    system.program("apt-get", "exit 1");
    system.program("node", "echo v22.1.0");
    // Its folder of dependencies is the real one and stays as it is.
    system.program(
        "npm",
        "case $1 in ci) exit 1;; esac; echo ' Tests  2 passed (2)'",
    );
    system.noting(
        "cargo",
        "case $1 in nextest) exit 101;; test) echo 'test result: ok. 3 passed; 0 failed;';; esac",
    );
    let output = system.run(&["test", "--quick"]);
    let said = said(&output);
    assert!(
        said.contains("cargo-nextest is not installed: using `cargo test`."),
        "{said}"
    );
    let notes = system.notes();
    let run = "cargo test --workspace --features linnet-tests/faults --no-fail-fast --lib --bins --tests --examples";
    assert!(notes.lines().any(|line| line == run), "{notes}");
    // The fakes passed their three tests twice: as Rust tests and as doc tests.
    assert!(
        said.contains("Rust tests             3 passed, 0 failed"),
        "{said}"
    );
    assert!(
        said.contains("doc tests              3 passed, 0 failed"),
        "{said}"
    );
}
