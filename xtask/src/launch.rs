//! `cargo xtask run`: from a fresh clone to an open window.

use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use crate::child;
use crate::display::VirtualDisplay;
use crate::failure::{During, Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;

/// The app, and the server that the trial starts.
const BUILD: &[&str] = &[
    "build",
    "--package",
    "linnet",
    "--package",
    "linnet-server",
    "--bins",
];

/// How often the picture of a virtual display is renewed.
const PICTURE_EVERY: Duration = Duration::from_secs(5);

/// Sets up, builds and starts.
pub fn run(options: &Options) -> Result<ExitCode> {
    if !options.virtual_display && !has_display() {
        return Err(Failure::new(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
             `cargo xtask run --virtual-display` opens it on a display in memory and keeps a picture of it in target/run/.",
        ));
    }
    let mut lists = vec![packages::BUILD];
    if options.virtual_display {
        lists.push(packages::DISPLAY);
    }
    packages::ensure(options, &lists)?;
    page::ensure_built()?;
    println!(
        "Building Linnet (a development build with the page inside; the first time takes some minutes)."
    );
    // What the window needs and nothing else. Cargo draws its own line of progress, and takes the time it takes: a limit
    // would end the build on a slow machine just before its end.
    let built = child::command("cargo", BUILD, &project::root())
        .status()
        .during("start cargo")?;
    if !built.success() {
        return Err(Failure::new(
            "Linnet could not be built; the reason is above.",
        ));
    }
    let mut app = Command::new(project::target().join("debug/linnet"));
    app.args(&options.rest);
    let code = if options.virtual_display {
        run_unseen(app)?
    } else {
        app.status().during("start Linnet")?.code()
    };
    Ok(if code == Some(0) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Until it is ended with Ctrl+C or from its own menu.
fn run_unseen(app: Command) -> Result<Option<i32>> {
    let display = VirtualDisplay::start()?;
    let picture = project::target().join("run/window.png");
    println!(
        "The window is on display {}. Its picture: {}",
        display.name,
        picture.display()
    );
    println!("Ctrl+C ends it.");
    let mut under_bus = Command::new("dbus-run-session");
    under_bus
        .arg("--")
        .arg(app.get_program())
        .args(app.get_args())
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("LIBGL_ALWAYS_SOFTWARE", "1");
    let mut app = under_bus.spawn().during("start Linnet")?;
    loop {
        thread::sleep(PICTURE_EVERY);
        if let Some(status) = app.try_wait().during("wait for Linnet")? {
            return Ok(status.code());
        }
        if let Err(why) = display.picture(&picture) {
            println!("{why}");
        }
    }
}
