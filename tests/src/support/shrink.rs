//! Makes a failing plan small: steps are left out as long as it still fails (Zeller's delta debugging).

use super::plan::Plan;
use super::run::{self, Manner};

/// Runs at most; a plan that fails now and then only ends here.
const RUNS: usize = 120;

/// A smaller plan that fails too, and why it does. A plan that fails by chance is tried a few times.
pub async fn shrink(plan: &Plan, manner: &Manner, tries: usize) -> Option<(Plan, String)> {
    let mut best = None;
    let mut now = plan.clone();
    let mut parts = 2;
    let mut runs = 0;
    while parts <= now.steps.len().max(1) && runs < RUNS {
        let size = now.steps.len().div_ceil(parts).max(1);
        let mut smaller = None;
        for start in (0..now.steps.len()).step_by(size) {
            let mut left = now.clone();
            left.steps.drain(start..(start + size).min(now.steps.len()));
            runs += 1;
            if let Some(why) = fails(&left, manner, tries).await {
                println!("  {} steps: {}", left.steps.len(), first_line(&why));
                smaller = Some((left, why));
                break;
            }
            if runs >= RUNS {
                break;
            }
        }
        match smaller {
            Some((left, why)) => {
                now = left.clone();
                best = Some((left, why));
                parts = (parts - 1).max(2);
            }
            None if size == 1 => break,
            None => parts = (parts * 2).min(now.steps.len()),
        }
    }
    best
}

async fn fails(plan: &Plan, manner: &Manner, tries: usize) -> Option<String> {
    for _ in 0..tries.max(1) {
        if let Err(why) = Box::pin(run::run(plan, manner)).await {
            return Some(why);
        }
    }
    None
}

/// The first line of a reason.
pub fn first_line(why: &str) -> &str {
    why.lines().next().unwrap_or_default()
}
