//! `cargo xtask bench [FIGURE..]`: measures the figures of `docs/BENCHMARKS.md` on this machine, each beside its floor
//! in the same run, and writes that file. With names it measures those figures only and writes nothing.
//!
//! Everything is real: sockets on 127.0.0.1, files on the disk, the server with its full durability. The server runs in
//! this process except where its memory is measured.

mod account;
mod connections;
mod delivery;
mod driven;
mod failure;
mod file;
mod floor;
mod history;
mod idle;
mod list;
mod messages;
mod panel;
mod people;
mod photo;
mod report;
mod samples;
mod scrolling;
mod search;
mod service;
mod signed_in;
mod socket;
mod stage;
mod start;
mod throughput;
mod video;
mod voice;
mod window;

use std::pin::Pin;
use std::process::ExitCode;

use failure::Outcome;
use report::{Figure, Report};

/// Figures that come.
type Measuring = Pin<Box<dyn Future<Output = Outcome<Vec<Figure>>>>>;

/// A measurement and its name on the command line.
struct Measurement {
    name: &'static str,
    run: fn() -> Measuring,
}

/// In the order of the report.
const MEASUREMENTS: &[Measurement] = &[
    Measurement {
        name: "visible",
        run: || Box::pin(messages::measure()),
    },
    Measurement {
        name: "delivery",
        run: || Box::pin(delivery::measure()),
    },
    Measurement {
        name: "throughput",
        run: || Box::pin(throughput::measure()),
    },
    Measurement {
        name: "history",
        run: || Box::pin(history::measure()),
    },
    Measurement {
        name: "list",
        run: || Box::pin(list::measure()),
    },
    Measurement {
        name: "search",
        run: || Box::pin(search::measure()),
    },
    Measurement {
        name: "photo",
        run: || Box::pin(photo::measure()),
    },
    Measurement {
        name: "video",
        run: || Box::pin(video::measure()),
    },
    Measurement {
        name: "file",
        run: || Box::pin(file::measure()),
    },
    Measurement {
        name: "voice",
        run: || Box::pin(voice::measure()),
    },
    Measurement {
        name: "connections",
        run: || Box::pin(connections::measure()),
    },
    Measurement {
        name: "start",
        run: || Box::pin(start::measure()),
    },
    Measurement {
        name: "people",
        run: || Box::pin(people::measure()),
    },
    Measurement {
        name: "idle",
        run: || Box::pin(idle::measure()),
    },
    Measurement {
        name: "panel",
        run: || Box::pin(panel::measure()),
    },
    Measurement {
        name: "scrolling",
        run: || Box::pin(scrolling::measure()),
    },
];

#[tokio::main]
async fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|name| !MEASUREMENTS.iter().any(|one| one.name == name.as_str()))
    {
        let known: Vec<&str> = MEASUREMENTS.iter().map(|one| one.name).collect();
        eprintln!("There is no figure {unknown}. Known: {}", known.join(", "));
        return ExitCode::FAILURE;
    }
    let mut report = Report::new();
    let mut failed = false;
    for measurement in MEASUREMENTS {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == measurement.name) {
            continue;
        }
        eprintln!("measuring: {}", measurement.name);
        match (measurement.run)().await {
            Ok(figures) => {
                for figure in figures {
                    println!("{}", figure.line());
                    report.add(figure);
                }
            }
            Err(error) => {
                eprintln!("{} could not be measured: {error}", measurement.name);
                report.missing(measurement.name);
                failed = true;
            }
        }
    }
    if wanted.is_empty()
        && let Err(error) = report.write()
    {
        eprintln!("docs/BENCHMARKS.md cannot be written: {error}");
        failed = true;
    }
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
