//! `cargo xtask package`: a .deb and a .rpm with the app, the local server, icon and launcher entry.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use crate::child;
use crate::clean_root::CleanRoot;
use crate::display::VirtualDisplay;
use crate::failure::{During, Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;

const BUILD_LIMIT: Duration = Duration::from_secs(40 * 60);

/// Packs what Cargo built; finds `src-tauri` by itself.
const TAURI_CLI: &str = "@tauri-apps/cli@2.12.4";

/// How long the installed app may take to show its window.
const WINDOW_LIMIT: Duration = Duration::from_secs(30);

/// How long the page may take to paint once there is a window; the picture is for people to look at.
const PAINT: Duration = Duration::from_secs(6);

/// Builds both packages and starts what the .deb installs. With the name of a .deb it builds nothing and tries that one.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(
        options,
        &[
            packages::BUILD,
            packages::BUNDLE,
            packages::DISPLAY,
            packages::DESKTOP_TESTS,
        ],
    )?;
    if let Some(deb) = options.rest.first() {
        try_out(Path::new(deb))?;
        return Ok(ExitCode::SUCCESS);
    }
    page::ensure_built()?;
    let root = project::root();
    let server = &["build", "--release", "-p", "linnet-server"];
    // The packages' list of files names it below the checkout.
    let output = root.join("target");
    let mut server = child::command("cargo", server, &root);
    server.env("CARGO_TARGET_DIR", &output);
    if !child::run(&mut server, BUILD_LIMIT)?.success {
        return Err(Failure::new(
            "The local server could not be built; the reason is above.",
        ));
    }
    // Prebuilt; `cargo install` would take minutes. Not among the page's dependencies: only this command needs it.
    let words = &["--yes", TAURI_CLI, "build", "--bundles", "deb,rpm"];
    let mut bundle = child::command("npx", words, &root);
    bundle.env("CI", "true").env("CARGO_TARGET_DIR", &output);
    if !child::run(&mut bundle, BUILD_LIMIT)?.success {
        return Err(Failure::new(
            "The packages could not be built; the reason is above.",
        ));
    }
    let kept = collect(&output)?;
    for file in &kept {
        println!("{}", file.display());
    }
    let deb = kept
        .iter()
        .find(|file| file.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| Failure::new("No .deb came out of the build."))?;
    try_out(deb)?;
    Ok(ExitCode::SUCCESS)
}

/// Copies the packages to one folder.
fn collect(output: &Path) -> Result<Vec<PathBuf>> {
    let to = project::target().join("packages");
    fs::create_dir_all(&to).during("make target/packages")?;
    let mut kept = Vec::new();
    for kind in ["deb", "rpm"] {
        let from = output.join("release/bundle").join(kind);
        for entry in fs::read_dir(&from)
            .during("look for the built packages")?
            .flatten()
        {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == kind)
                && let Some(name) = path.file_name()
            {
                let copy = to.join(name);
                fs::copy(&path, &copy).during("copy a package")?;
                kept.push(copy);
            }
        }
    }
    Ok(kept)
}

/// What the package must bring.
const FILES: [&str; 4] = [
    "usr/bin/linnet",
    "usr/bin/linnet-server",
    "usr/share/applications/Linnet.desktop",
    "usr/share/icons/hicolor/128x128/apps/linnet.png",
];

/// Installs the .deb into a clean root, checks what it brings, and starts the app from there on a virtual display.
/// Where no clean root can be made it is unpacked into an empty folder, and libraries come from this machine.
fn try_out(deb: &Path) -> Result<()> {
    match CleanRoot::make() {
        Ok(root) => {
            root.install(deb)?;
            check_files(root.path())?;
            let display = VirtualDisplay::start()?;
            // Abstract sockets know no folders: the display is reached from inside.
            let script = format!(
                "linnet-server --help > /dev/null && DISPLAY={} HOME=/root LIBGL_ALWAYS_SOFTWARE=1 exec linnet --data-dir /tmp/data",
                display.name
            );
            let mut app = root.inside(&script);
            app.env_remove("WAYLAND_DISPLAY")
                .env_remove("DBUS_SESSION_BUS_ADDRESS");
            shows_its_window(&display, &mut app, "installed in a clean root")
        }
        Err(why) => {
            println!(
                "No clean root ({why}): unpacking the .deb instead, with the libraries of this machine."
            );
            unpacked(deb)
        }
    }
}

fn unpacked(deb: &Path) -> Result<()> {
    let root = project::target().join("packages/root");
    if root.exists() {
        fs::remove_dir_all(&root).during("empty the folder to unpack into")?;
    }
    fs::create_dir_all(&root).during("make the folder to unpack into")?;
    let status = Command::new("dpkg")
        .arg("-x")
        .arg(deb)
        .arg(&root)
        .status()
        .during("start dpkg")?;
    if !status.success() {
        return Err(Failure::new("dpkg could not unpack the .deb."));
    }
    check_files(&root)?;
    let display = VirtualDisplay::start()?;
    let home = root.join("home");
    fs::create_dir_all(&home).during("make a home for the app")?;
    let mut app = Command::new("dbus-run-session");
    app.arg("--")
        .arg(root.join("usr/bin/linnet"))
        .arg("--data-dir")
        .arg(home.join("data"))
        .env("DISPLAY", &display.name)
        .env("HOME", &home)
        .env_remove("WAYLAND_DISPLAY")
        .env("LIBGL_ALWAYS_SOFTWARE", "1");
    shows_its_window(&display, &mut app, "unpacked")
}

fn check_files(root: &Path) -> Result<()> {
    match FILES.iter().find(|file| !root.join(file).exists()) {
        Some(file) => Err(Failure::new(format!("The .deb does not bring /{file}."))),
        None => Ok(()),
    }
}

fn shows_its_window(display: &VirtualDisplay, app: &mut Command, how: &str) -> Result<()> {
    let mut app = app.spawn().during("start the app of the package")?;
    let seen = window_appears(display);
    let picture = project::target().join("packages/window.png");
    if seen {
        // Until the page has painted, the window is empty.
        thread::sleep(PAINT);
        display.picture(&picture)?;
    }
    app.kill().during("end the app of the package")?;
    app.wait().during("end the app of the package")?;
    if seen {
        println!(
            "The app of the .deb, {how}, opened its window: {}",
            picture.display()
        );
        Ok(())
    } else {
        Err(Failure::new(format!(
            "The app of the .deb, {how}, showed no window within {} s.",
            WINDOW_LIMIT.as_secs()
        )))
    }
}

fn window_appears(display: &VirtualDisplay) -> bool {
    let deadline = Instant::now() + WINDOW_LIMIT;
    while Instant::now() < deadline {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", "Linnet"])
            .env("DISPLAY", &display.name)
            .output()
            .is_ok_and(|output| output.status.success() && !output.stdout.is_empty());
        if found {
            return true;
        }
        thread::sleep(Duration::from_millis(200));
    }
    false
}
