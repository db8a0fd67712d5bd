//! The package for pages: built once, and its quick start with the values of a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::process::Bridge;
use crate::stage::{ALICE, BOB, LIMIT, Stage};

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui")
}

/// The built package. Each process of a test builds its own: none reads what another one writes.
pub fn built() -> &'static Path {
    static BUILT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new("node")
            .current_dir(ui())
            .arg("node_modules/vite/bin/vite.js")
            .args(["build", "--logLevel", "error", "--emptyOutDir"])
            .args(["--config", "packages/bytedim/vite.config.ts", "--outDir"])
            .arg(folder.path().join("dist"))
            .output()
            .expect("node is there");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "the package is not built: {said}");
        let manifest = "packages/bytedim/package.json";
        std::fs::copy(ui().join(manifest), folder.path().join("package.json")).unwrap();
        folder
    });
    folder.path()
}

/// A file of the package's tests.
pub fn test_file(name: &str) -> PathBuf {
    ui().join("packages/bytedim/test").join(name)
}

/// The script of the guide for Alice, who writes to Bob.
pub fn quick_start(bridge: &Bridge, sdk: &str) -> String {
    let script = std::fs::read_to_string(test_file("quick-start.js")).unwrap();
    let values = [
        ("{sdk}", sdk.to_owned()),
        ("{appId}", "1".to_owned()),
        ("{userId}", ALICE.to_string()),
        ("{peerId}", BOB.to_string()),
        ("{apiUrl}", bridge.address.clone()),
        ("{token}", bridge.secret.clone()),
    ];
    values
        .iter()
        .fold(script, |script, (name, value)| script.replace(name, value))
}

/// The story of two people.
pub fn story(alice: &Bridge, bob: &Bridge) -> String {
    let script = std::fs::read_to_string(test_file("story.js")).unwrap();
    let values = [
        ("{aliceUrl}", &alice.address),
        ("{aliceToken}", &alice.secret),
        ("{bobUrl}", &bob.address),
        ("{bobToken}", &bob.secret),
    ];
    values
        .iter()
        .fold(script, |script, (name, value)| script.replace(name, value))
}

/// What a script shows in Node, where it imports the package by its name.
pub async fn in_node(stage: &Stage, script: &str) -> Value {
    let folder = stage.folder.path().join("application");
    std::fs::create_dir_all(folder.join("node_modules")).unwrap();
    let installed = folder.join("node_modules/bytedim");
    std::os::unix::fs::symlink(built(), installed).unwrap();
    std::fs::write(folder.join("script.mjs"), script).unwrap();
    std::fs::copy(test_file("in-node.js"), folder.join("in-node.mjs")).unwrap();
    let child = tokio::process::Command::new("node")
        .current_dir(&folder)
        .args(["in-node.mjs", "script.mjs"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let output = tokio::time::timeout(LIMIT * 2, child.wait_with_output());
    let output = output.await.expect("it ends in time").unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}
