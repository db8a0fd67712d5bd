//! Runs plans: one seed, one file, so many seeds, or fresh seeds for some minutes. A plan that fails is made small
//! and kept.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use linnet_tests::support::killable::Place;
use linnet_tests::support::plan::Plan;
use linnet_tests::support::run::{self, Manner};
use linnet_tests::support::shrink;

const HELP: &str = "plan (--seed N | --file F | (--minutes M | --count C) [--from N]) [--real] [--no-shrink] [--tell]";

struct Options {
    seed: Option<u64>,
    file: Option<PathBuf>,
    minutes: Option<u64>,
    count: Option<u64>,
    from: Option<u64>,
    real: bool,
    shrink: bool,
    tell: bool,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let mut options = Self {
            seed: None,
            file: None,
            minutes: None,
            count: None,
            from: None,
            real: false,
            shrink: true,
            tell: false,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--seed" => options.seed = Some(words.next()?.parse().ok()?),
                "--file" => options.file = Some(words.next()?.into()),
                "--minutes" => options.minutes = Some(words.next()?.parse().ok()?),
                "--count" => options.count = Some(words.next()?.parse().ok()?),
                "--from" => options.from = Some(words.next()?.parse().ok()?),
                "--real" => options.real = true,
                "--tell" => options.tell = true,
                "--no-shrink" => options.shrink = false,
                _ => return None,
            }
        }
        let ways = [
            options.seed.is_some(),
            options.file.is_some(),
            options.minutes.is_some(),
            options.count.is_some(),
        ];
        (ways.into_iter().filter(|way| *way).count() == 1).then_some(options)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        eprintln!("{HELP}");
        return ExitCode::from(2);
    };
    let mut manner = Manner::new(if options.real {
        Place::Apart
    } else {
        Place::Here
    });
    manner.tell = options.tell;
    if options.minutes.is_some() || options.count.is_some() {
        return fresh(&options, &manner).await;
    }
    let plan = match (&options.seed, &options.file) {
        (Some(seed), _) => Plan::from_seed(*seed),
        (None, Some(file)) => match Plan::read(file) {
            Ok(plan) => plan,
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                return ExitCode::from(2);
            }
        },
        (None, None) => return ExitCode::from(2),
    };
    let began = Instant::now();
    if one(&plan, &manner, &options).await {
        println!("passed in {} ms", began.elapsed().as_millis());
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Fresh seeds until the time is over, or there were so many.
async fn fresh(options: &Options, manner: &Manner) -> ExitCode {
    let first = options.from.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0, |now| now.as_secs()) * 1_000
    });
    let limit = options
        .minutes
        .map(|minutes| Duration::from_secs(minutes * 60));
    let end = limit.map(|limit| Instant::now() + limit);
    let most = options.count.unwrap_or(u64::MAX);
    let (mut ran, mut failed, mut longest) = (0_u64, 0_u64, Duration::ZERO);
    while ran < most && end.is_none_or(|end| Instant::now() < end) {
        let began = Instant::now();
        if !one(&Plan::from_seed(first + ran), manner, options).await {
            failed += 1;
        } else {
            longest = longest.max(began.elapsed());
        }
        ran += 1;
        if ran.is_multiple_of(100) {
            println!("{ran} ran, {failed} failed");
        }
    }
    println!(
        "seeds {first} to {}: {ran} ran, {failed} failed, the longest that passed took {} ms",
        first + ran.saturating_sub(1),
        longest.as_millis()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn one(plan: &Plan, manner: &Manner, options: &Options) -> bool {
    let Err(why) = Box::pin(run::run(plan, manner)).await else {
        return true;
    };
    let seed = plan.cast.seed;
    println!("seed {seed} FAILED: {why}");
    if !options.shrink {
        return false;
    }
    let quick = Manner {
        settle: Duration::from_secs(6),
        tell: false,
        ..manner.clone()
    };
    match Box::pin(shrink::shrink(plan, &quick, 1)).await {
        Some((small, why)) => {
            let kind = if options.real { "real" } else { "seed" };
            let path = plans().join(format!("{kind}-{seed}.jsonl"));
            match small.write(&path) {
                Ok(()) => println!(
                    "seed {seed} made small, {} steps, kept in {}: {why}",
                    small.steps.len(),
                    path.display()
                ),
                Err(error) => println!("{}: {error}", path.display()),
            }
        }
        None => println!("seed {seed} does not fail again"),
    }
    false
}

fn plans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("plans")
}
