//! Embeds the page and gives every command a permission of its own.

include!("src/commands/names.rs");

macro_rules! names {
    ($($family:ident: $($name:ident),+;)+) => {
        &[$($(stringify!($name)),+),+]
    };
}

const COMMANDS: &[&str] = for_each_command!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The page is embedded when this crate is compiled: a page built anew has to compile it anew. Before the first
    // build of the page the folder is empty, so that the crate can be checked without Node.
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=src/commands/names.rs");
    std::fs::create_dir_all("../ui/dist")?;
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}
