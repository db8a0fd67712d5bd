//! `cargo xtask soak --minutes N`: the app, its local server and the echo bot for a long time, with a server that
//! sleeps now and then. Tells how memory and open files went and what the processor did while nobody wrote; fails when
//! an echo does not come, or when open files pile up.

mod trend;

use std::process::{Command, ExitCode};
use std::time::Duration;

use linnet_tests::desktop::cost::{self, ProcessorTime};
use linnet_tests::desktop::{App, Desktop, Result, story_within};
use tokio::time::{Instant, sleep};

use trend::Trend;

/// Between two messages.
const EVERY: Duration = Duration::from_secs(5);

/// The server sleeps after this many messages, for [`SLEEP`]: longer than a silent connection is believed in.
const MESSAGES: u32 = 12;
const SLEEP: Duration = Duration::from_secs(35);

/// Nobody writes for this long at the end.
const QUIET: Duration = Duration::from_secs(30);

/// Open files may come and go by this many.
const HANDLES: usize = 24;

/// Starting, the sleep that may begin at the last moment, and the quiet at the end.
const AROUND: Duration = Duration::from_secs(240);

const MEGABYTE: f64 = 1024.0 * 1024.0;
const ECHO: &str = "0:1:10001:10086";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let minutes: Option<u32> = match words.as_slice() {
        [option, minutes] if option == "--minutes" => minutes.parse().ok(),
        _ => None,
    };
    let Some(minutes) = minutes.filter(|minutes| *minutes > 0) else {
        eprintln!("Usage: soak --minutes N");
        return ExitCode::from(2);
    };
    let time = Duration::from_secs(60 * u64::from(minutes));
    let told = story_within("soak", time + AROUND, async |desktop| {
        soak(desktop, time).await
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(desktop: &Desktop, time: Duration) -> Result<()> {
    let app = desktop.open("alice", &[]).await?;
    app.click("[data-testid=sign-in-trial]").await?;
    app.open_chat(ECHO).await?;
    let (mut memory, mut handles) = (Trend::default(), Trend::default());
    let begun = Instant::now();
    let (mut said, mut slept) = (0_u32, 0_u32);
    while begun.elapsed() < time {
        said += 1;
        let words = format!("round {said}");
        app.say(&words).await?;
        heard_back(&app, said).await?;
        let all = processes(desktop, &app);
        memory.note(begun.elapsed(), cost::memory(&all)? as f64 / MEGABYTE);
        handles.note(begun.elapsed(), cost::handles(&all)? as f64);
        if said.is_multiple_of(MESSAGES) {
            slept += 1;
            doze(desktop).await?;
        }
        sleep(EVERY).await;
    }
    let all = processes(desktop, &app);
    // What the last message still does is no idling.
    sleep(EVERY * 3).await;
    let before = ProcessorTime::of(&all)?;
    sleep(QUIET).await;
    let idle = ProcessorTime::of(&all)?.since(&before);
    println!(
        "{said} messages and their echoes in {} minutes, {slept} sleeps of the server",
        time.as_secs() / 60
    );
    println!("memory of all processes: {}", memory.words("MB"));
    println!("open files: {}", handles.words("files"));
    println!(
        "processor time while nobody writes: {:.3} s in {} s",
        idle.as_secs_f64(),
        QUIET.as_secs()
    );
    if handles.last() > handles.first() + HANDLES as f64 {
        return Err("open files pile up".into());
    }
    app.close().await
}

/// The app with WebKit's processes, and the local server, which is a child of the app.
fn processes(desktop: &Desktop, app: &App<'_>) -> Vec<u32> {
    cost::tree(&desktop.display.processes, app.process())
}

async fn heard_back(app: &App<'_>, round: u32) -> Result<()> {
    // The bot says the same: own message and echo.
    app.until(
        &format!("the echo of round {round}"),
        "return [...document.querySelectorAll('[data-testid=message-row]:not([data-own]) [data-testid=message-text]')].some(e => e.textContent.includes(arguments[0]));",
        &[serde_json::json!(format!("round {round}"))],
    )
    .await
    .map(drop)
}

/// The server does not answer for a while and then goes on, as after a computer's sleep.
async fn doze(desktop: &Desktop) -> Result<()> {
    let servers = desktop.display.processes.with_argument("--trial");
    for signal in ["-STOP", "-CONT"] {
        for server in &servers {
            let sent = Command::new("kill")
                .arg(signal)
                .arg(server.to_string())
                .status()?;
            if !sent.success() {
                return Err("the server has ended".into());
            }
        }
        if signal == "-STOP" {
            sleep(SLEEP).await;
        }
    }
    Ok(())
}
