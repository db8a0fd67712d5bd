//! From the wish to record until it is seen that something is heard.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use linnet_core::config::Endpoints;
use linnet_core::media::voice::Heard;
use linnet_core::model::UserId;
use linnet_core::sound::{Microphone, Picked};
use linnet_tests::sound::SoundSystem;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};
use crate::service::Service;

const REPEATS: usize = 20;
const PERSON: i64 = 10_001;

/// Says that it runs where there is a sound system: devices are found through the environment.
const INSIDE: &str = "LINNET_BENCH_SOUND";

pub async fn measure() -> Outcome<Vec<Figure>> {
    if std::env::var_os(INSIDE).is_some() {
        for (level, floor) in times().await? {
            println!("{} {}", level.as_micros(), floor.as_micros());
        }
        return Ok(Vec::new());
    }
    let sound = SoundSystem::start();
    let (name, place) = sound.variable();
    let output = Command::new(std::env::current_exe()?)
        .arg("voice")
        .env(name, place)
        .env(INSIDE, "1")
        .stderr(Stdio::inherit())
        .output()?;
    let (mut levels, mut floors) = (Vec::new(), Vec::new());
    for line in String::from_utf8(output.stdout)?.lines() {
        let (level, floor) = line.split_once(' ').ok_or("no two numbers")?;
        levels.push(Duration::from_micros(level.parse()?));
        floors.push(Duration::from_micros(floor.parse()?));
    }
    if levels.len() != REPEATS {
        return Err("not measured".into());
    }
    let (levels, floors) = (Samples::new(levels), Samples::new(floors));
    Ok(vec![Figure {
        name: "Voice meter",
        how: format!(
            "median of {REPEATS} recordings: from the wish to record until the first level is told, the draft on the \
             disk; the floor is the microphone alone until its first samples; a null sink of PulseAudio"
        ),
        measured: ms(levels.p50()),
        floor: ms(floors.p50()),
        ratio: Some(levels.p50().as_secs_f64() / floors.p50().as_secs_f64()),
        bound: "must < 150 ms",
        verdict: Verdict::at_most(levels.p50().as_secs_f64(), 0.15, 0.15),
    }])
}

/// The first level, and the first samples of the microphone alone.
async fn times() -> Outcome<Vec<(Duration, Duration)>> {
    let folder = tempfile::tempdir()?;
    let service = Service::start()?;
    let endpoints = Endpoints::own(&service.api_url, &service.frontier_url)?;
    let token = service.token(&reqwest::Client::new(), PERSON).await?;
    let client = account::open_at(endpoints, &token, PERSON, folder.path(), None).await?;
    account::start(&client).await?;
    let chat = client.create_one_to_one(UserId(10_009)).await?;
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        let floor = tokio::task::spawn_blocking(first_samples).await??;
        let (sender, mut told) = mpsc::channel(64);
        let begun = Instant::now();
        let recording = client
            .record_voice(&chat, move |heard| {
                // What comes after the first is not waited for.
                sender.try_send((heard, Instant::now())).ok();
            })
            .await?;
        let (first, at) = timeout(LIMIT, told.recv())
            .await?
            .ok_or("nothing is told")?;
        if !matches!(first, Heard::Level { .. }) {
            return Err("it ended at once".into());
        }
        times.push((at.duration_since(begun), floor));
        recording.stop();
        while let Some((heard, _)) = timeout(LIMIT, told.recv()).await? {
            if matches!(heard, Heard::Ended { .. }) {
                break;
            }
        }
    }
    client.stop().await;
    Ok(times)
}

fn first_samples() -> Result<Duration, linnet_core::error::MediaError> {
    let begun = Instant::now();
    let mut microphone = Microphone::open()?;
    match microphone.next(LIMIT) {
        Some(Picked::Samples(_)) => Ok(begun.elapsed()),
        _ => Err(linnet_core::error::MediaError::NoMicrophone),
    }
}
