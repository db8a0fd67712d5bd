//! A computer with a microphone that hears what its loudspeaker plays: PulseAudio with a null sink, for one test.

use std::f64::consts::TAU;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use linnet_core::sound::RATE;
use tempfile::TempDir;

/// A recording of a second: Opus in Ogg, as another program wrote it.
pub const SECOND: &[u8] = include_bytes!("../../crates/core/src/media/voice/fixtures/tone.opus");

/// Waves a second of the tone.
const PITCH: f64 = 440.0;

/// Longest wait for the sound system.
const LIMIT: Duration = Duration::from_secs(20);

/// Says to a test that it runs inside [`with_sound`].
const INSIDE: &str = "LINNET_TEST_SOUND";

/// Where programs look for the sound system.
const SERVER: &str = "PULSE_SERVER";

/// A sound system of its own, until it is dropped.
pub struct SoundSystem {
    pulse: Child,
    socket: PathBuf,
    _folder: Option<TempDir>,
}

impl SoundSystem {
    /// Starts one.
    ///
    /// # Panics
    /// PulseAudio is not installed, or does not start.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the sound system");
        let mut system = Self::start_at(&folder.path().join("socket"));
        system._folder = Some(folder);
        system
    }

    /// Starts one that is found at this socket. `pulse/native` below the runtime folder is where a desktop has it.
    ///
    /// # Panics
    /// PulseAudio is not installed, or does not start.
    pub fn start_at(socket: &Path) -> Self {
        let folder = socket.parent().expect("a folder for the socket");
        std::fs::create_dir_all(folder).expect("a folder for the socket");
        let pulse = Command::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=300",
                "--use-pid-file=no",
            ])
            .args(["--disable-shm=yes", "--log-level=error", "--realtime=no"])
            .args(["-L", "module-null-sink sink_name=cable rate=48000"])
            .args([
                "-L",
                "module-remap-source source_name=microphone master=cable.monitor",
            ])
            .arg("-L")
            .arg(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .env("HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .env("XDG_CONFIG_HOME", folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed");
        let system = Self {
            pulse,
            socket: socket.to_owned(),
            _folder: None,
        };
        let begun = Instant::now();
        while UnixStream::connect(&system.socket).is_err() {
            assert!(begun.elapsed() < LIMIT, "the sound system does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        system
    }

    /// Nothing answers any more, until it is dropped.
    ///
    /// # Panics
    /// It is not running.
    #[cfg(unix)]
    pub fn hang(&self) {
        let pid = i32::try_from(self.pulse.id()).expect("a process id");
        let pid = rustix::process::Pid::from_raw(pid).expect("a process");
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).expect("it runs");
    }

    /// The variable of the environment by which programs find it.
    pub fn variable(&self) -> (&'static str, String) {
        (SERVER, format!("unix:{}", self.socket.display()))
    }
}

impl Drop for SoundSystem {
    fn drop(&mut self) {
        self.pulse.kill().ok();
        self.pulse.wait().ok();
    }
}

/// Runs the rest of a test in a process that has a sound system: sound devices are found through the environment, which
/// a process does not change for itself. Inside of it the system is answered, outside of it nothing. `name` is the test's
/// own.
///
/// # Panics
/// The test fails there.
pub fn with_sound(name: &str) -> Option<SoundSystem> {
    if std::env::var_os(INSIDE).is_some() {
        let place = std::env::var(SERVER).expect("where the sound system is to be");
        let socket = place.strip_prefix("unix:").expect("a socket");
        return Some(SoundSystem::start_at(Path::new(socket)));
    }
    let folder = tempfile::tempdir().expect("a folder for the sound system");
    let place = format!("unix:{}", folder.path().join("socket").display());
    run_again(name, &[(SERVER, &place)]);
    None
}

/// The same with no sound system at all. True inside of it.
///
/// # Panics
/// The test fails there.
pub fn without_sound(name: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let nothing = tempfile::NamedTempFile::new().expect("an empty file");
    let alsa = nothing.path().to_string_lossy();
    run_again(
        name,
        &[(SERVER, "unix:/nowhere"), ("ALSA_CONFIG_PATH", &alsa)],
    );
    false
}

fn run_again(name: &str, environment: &[(&str, &str)]) {
    let program = std::env::current_exe().expect("the test itself");
    let output = Command::new(program)
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .envs(environment.iter().copied())
        .env(INSIDE, "1")
        .output()
        .expect("the test starts again");
    let said = String::from_utf8_lossy(&output.stdout);
    // A name that is no test's runs none of them, which is no success.
    let ran = said.contains("1 passed");
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && ran, "{name}\n{said}\n{trouble}");
}

/// A tone of this length.
pub fn tone(length: Duration) -> Arc<[i16]> {
    let samples = length.as_millis() as u64 * u64::from(RATE) / 1000;
    (0..samples)
        .map(|at| ((at as f64 * PITCH * TAU / f64::from(RATE)).sin() * 12_000.0) as i16)
        .collect()
}

/// How much of the tone is in samples, by its waves: a loudspeaker that waits on a busy computer makes silence between
/// them, and neither more nor less of them.
pub fn heard(samples: &[i16]) -> Duration {
    let (mut waves, mut low) = (0_u32, false);
    for sample in samples {
        if *sample < -2_000 {
            low = true;
        } else if *sample > 2_000 && low {
            low = false;
            waves += 1;
        }
    }
    Duration::from_secs_f64(f64::from(waves) / PITCH)
}
