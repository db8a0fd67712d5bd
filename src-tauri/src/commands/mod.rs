//! What the page may ask for: one thin file per family. A command names the account it is for, is a line or two into
//! the core, and holds no rule of its own. Paths never come from the page, numbers of the wire never go to it.

mod accounts;
mod bots;

mod contacts;
mod conversations;
mod desktop;
mod diagnosis;
mod drafts;
mod export;
mod files;
mod forwards;
mod groups;
mod history;
mod intake;
mod joining;
mod list;
mod live;
mod live_members;
mod marks;
mod media_use;
mod mentions;
mod messages;
mod people;
mod pictures;
mod planned;
mod portraits;
mod presence;
mod search;
mod session;
mod settings;
mod timelines;
mod voice;

use std::sync::Arc;

use tauri::State;

use crate::ipc::Failure;
use crate::shell::Shell;

include!("names.rs");

/// What every command answers.
pub type Answer<T> = Result<T, Failure>;

/// The shell, as commands get it.
type Shared<'a> = State<'a, Arc<Shell>>;

macro_rules! handler {
    ($($family:ident: $($name:ident),+;)+) => {
        tauri::generate_handler![$($($family::$name),+),+]
    };
}

/// Calls the command a page asks for.
pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    for_each_command!(handler)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    macro_rules! names {
        ($($family:ident: $($name:ident),+;)+) => {
            [$($(stringify!($name)),+),+]
        };
    }

    #[test]
    fn every_command_has_its_entry_in_the_capability() {
        let text = include_str!("../../capabilities/main.json");
        let capability: serde_json::Value = serde_json::from_str(text).unwrap();
        let entries: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry.as_str().unwrap().to_owned())
            .collect();
        let commands: BTreeSet<String> = for_each_command!(names)
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        assert_eq!(entries, commands);
    }

    #[test]
    fn every_command_function_is_registered() {
        let registered: BTreeSet<String> = for_each_command!(names)
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        let written: BTreeSet<String> = crate::bindings::command_names().into_iter().collect();
        assert_eq!(written, registered);
    }
}
