//! A hundred fixed seeds, and every plan that failed once: the same histories prove little more each time, and fresh ones
//! are drawn by `cargo xtask plan`. Several tests, so that all processors have work.

use std::path::Path;

use linnet_tests::support::killable::Place;
use linnet_tests::support::plan::Plan;
use linnet_tests::support::run::{self, Manner};

/// Seeds of one test in process.
const PART: u64 = 25;

/// Seeds of one test with processes.
const REAL_PART: u64 = 5;

async fn all(plans: impl Iterator<Item = (String, Plan)>, place: Place) {
    let mut failed = Vec::new();
    for (name, plan) in plans {
        if let Err(why) = Box::pin(run::run(&plan, &Manner::new(place))).await {
            failed.push(format!("{name}: {why}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

async fn seeds(part: u64) {
    let plans = (part * PART..(part + 1) * PART).map(|seed| {
        (
            format!("cargo xtask plan --seed {seed}"),
            Plan::from_seed(seed),
        )
    });
    all(plans, Place::Here).await;
}

async fn real_seeds(part: u64) {
    let plans = (part * REAL_PART..(part + 1) * REAL_PART).map(|seed| {
        (
            format!("cargo xtask plan --real --seed {seed}"),
            Plan::from_seed(seed),
        )
    });
    all(plans, Place::Apart).await;
}

macro_rules! parts {
    ($run:ident: $($name:ident $part:literal)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                $run($part).await;
            }
        )*
    };
}

parts!(seeds:
    seeds_from_0 0
    seeds_from_25 1
    seeds_from_50 2
    seeds_from_75 3
);

parts!(real_seeds:
    real_seeds_from_0 0
    real_seeds_from_5 1
);

#[tokio::test(flavor = "multi_thread")]
async fn plans_that_failed_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of kept plans")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no kept plans");
    for place in [Place::Here, Place::Apart] {
        let plans = files.iter().map(|path| {
            let name = format!("cargo xtask plan --file {}", path.display());
            (name, Plan::read(path).expect("a plan"))
        });
        all(plans, place).await;
    }
}
