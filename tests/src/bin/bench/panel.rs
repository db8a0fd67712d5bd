//! What a chat's panel of ten thousand pictures costs in memory, once somebody has scrolled through all of it.

use std::time::Duration;

use linnet_tests::desktop::{App, Desktop, cost};
use serde_json::json;
use tokio::time::sleep;

use crate::driven::{self, Said};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::stage::Stage;

const PICTURES: i64 = 10_000;
/// Of one look: more come when the end of the list is near.
const STEP: i64 = 500;
/// Nothing happens for this long before memory is looked at.
const QUIET: Duration = Duration::from_secs(10);
const MEGABYTE: f64 = 1024.0 * 1024.0;

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let place = tempfile::tempdir()?;
    let desktop = Desktop::start("bench-panel", &[]).await?;
    driven::prepare(&stage, &desktop, place.path(), PICTURES, |_| Said::Picture).await?;
    let app = driven::open(&desktop).await?;
    sleep(QUIET).await;
    let before = memory(&desktop, &app)?;
    app.click("[data-testid=chat-menu]").await?;
    app.click("[data-testid=open-shared]").await?;
    app.find("[data-testid=shared-panel]").await?;
    for shown in (STEP..=PICTURES).step_by(usize::try_from(STEP)?) {
        app.until(
            "more of the panel",
            "const list = document.querySelector('[data-testid=shared-panel] .panel-scroll');
             list.scrollTop = list.scrollHeight;
             return document.querySelectorAll('[data-testid=shared-item]').length >= arguments[0];",
            &[json!(shown)],
        )
        .await?;
    }
    sleep(QUIET).await;
    let after = memory(&desktop, &app)?;
    app.close().await?;
    stage.stop().await;
    Ok(vec![Figure {
        name: "Panel of pictures",
        how: format!(
            "PSS of the window's process and all that it started, {} s after the panel of a chat with {PICTURES} pictures was \
             scrolled to its end; the floor is the same window before the panel was opened",
            QUIET.as_secs()
        ),
        measured: format!("{after:.0} MB"),
        floor: format!("{before:.0} MB"),
        ratio: Some(after / before),
        bound: "told",
        verdict: Verdict::Told,
    }])
}

fn memory(desktop: &Desktop, app: &App<'_>) -> Outcome<f64> {
    let processes = cost::tree(&desktop.display.processes, app.process());
    Ok(cost::memory(&processes)? as f64 / MEGABYTE)
}
