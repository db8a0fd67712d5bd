//! `docs/BENCHMARKS.md`.

use std::fmt::Write as _;
use std::path::Path;

use crate::failure::Outcome;

/// Whether a bound was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The aim was reached.
    Aim,
    /// The bound was held.
    Must,
    /// The bound was not held.
    Missed,
    /// The figure has no bound of its own.
    Told,
}

impl Verdict {
    /// For a figure that is better when it is smaller.
    pub fn at_most(value: f64, must: f64, aim: f64) -> Self {
        if value <= aim {
            Self::Aim
        } else if value <= must {
            Self::Must
        } else {
            Self::Missed
        }
    }

    /// For a figure that is better when it is larger.
    pub fn at_least(value: f64, must: f64, aim: f64) -> Self {
        Self::at_most(-value, -must, -aim)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Aim => "aim reached",
            Self::Must => "held",
            Self::Missed => "**missed**",
            Self::Told => "",
        }
    }
}

/// One line of the report.
pub struct Figure {
    pub name: &'static str,
    pub how: String,
    pub measured: String,
    /// The floor of the same run; empty when there is none.
    pub floor: String,
    /// Measured by floor; none where that says nothing.
    pub ratio: Option<f64>,
    pub bound: &'static str,
    pub verdict: Verdict,
}

impl Figure {
    /// For the terminal.
    pub fn line(&self) -> String {
        format!(
            "{}: {} (floor {}) [{}] {}",
            self.name,
            self.measured,
            if self.floor.is_empty() {
                "-"
            } else {
                &self.floor
            },
            self.bound,
            self.verdict.words()
        )
    }
}

/// All figures of a run.
pub struct Report {
    figures: Vec<Figure>,
    missing: Vec<&'static str>,
}

impl Report {
    pub fn new() -> Self {
        Self {
            figures: Vec::new(),
            missing: Vec::new(),
        }
    }

    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub fn missing(&mut self, name: &'static str) {
        self.missing.push(name);
    }

    pub fn write(&self) -> Outcome<()> {
        let mut text = String::from(
            "# Benchmarks\n\n\
             Written by `cargo xtask bench`. Each figure stands beside its floor: the least that any program doing the \
             same\non this machine needs, measured in the same run. *Must* is a bound to hold, *aim* is where it should \
             get to.\n\n",
        );
        writeln!(text, "{}\n", machine())?;
        text.push_str("| figure | measured | floor | times the floor | bound | |\n|---|---|---|---|---|---|\n");
        for figure in &self.figures {
            let ratio = figure
                .ratio
                .map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            writeln!(
                text,
                "| {} | {} | {} | {ratio} | {} | {} |",
                figure.name,
                figure.measured,
                figure.floor,
                figure.bound,
                figure.verdict.words()
            )?;
        }
        text.push_str("\n## How each was measured\n\n");
        for figure in &self.figures {
            writeln!(text, "- **{}**: {}", figure.name, figure.how)?;
        }
        if !self.missing.is_empty() {
            writeln!(
                text,
                "\nNot measured in this run, because the measurement failed: {}.",
                self.missing.join(", ")
            )?;
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/BENCHMARKS.md");
        std::fs::write(path, text)?;
        Ok(())
    }
}

/// Processor, memory, system and date.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        text.lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name")
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(String::new, |kb| format!(", {} GiB", kb / 1024 / 1024));
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split_whitespace().next().unwrap_or("?");
    let system = std::env::consts::OS;
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let busy = load
        .parse::<f64>()
        .is_ok_and(|load| load > 2.0 * cores as f64);
    let caution = if busy {
        "\n\nThe machine was busy with other work during this run: figures and floors hold waiting for it. Run it again on \
         a quiet machine before drawing conclusions."
    } else {
        ""
    };
    format!(
        "Machine: {processor}, {cores} cores{memory}, {system} {}. Date: {}. Load when it ended: {load}.{caution}",
        kernel.trim(),
        day(now)
    )
}

/// `2026-01-31` of seconds since 1970, by the proleptic Gregorian calendar.
fn day(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_767_225_599), "2025-12-31");
    }

    #[test]
    fn a_bound_is_held_up_to_its_value() {
        assert_eq!(Verdict::at_most(2.0, 2.0, 1.0), Verdict::Must);
        assert_eq!(Verdict::at_most(2.1, 2.0, 1.0), Verdict::Missed);
        assert_eq!(Verdict::at_least(10.0, 5.0, 10.0), Verdict::Aim);
        assert_eq!(Verdict::at_least(4.0, 5.0, 10.0), Verdict::Missed);
    }
}
