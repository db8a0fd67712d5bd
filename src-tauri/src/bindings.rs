//! Writes `ui/src/bindings/index.ts`: the types of [`crate::ipc`] and of the core's rows, and one entry per command,
//! read from the command functions themselves. `cargo xtask bindings` runs this with `LINNET_WRITE_BINDINGS=1`;
//! without it the test fails when the file is stale.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ts_rs::{Config, TS, TypeVisitor};

use crate::ipc;

/// Declarations by name, so that the file's order does not depend on who mentions what first.
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
        // Only types with a place of their own have a declaration; the others are written where they are used.
        if T::output_path().is_some() {
            let mut text = T::docs().unwrap_or_default();
            let _ = writeln!(text, "export {}", T::decl(&self.config));
            self.by_name.insert(T::ident(&self.config), tidy(&text));
        }
    }
}

impl Declarations {
    fn collect() -> Self {
        let mut all = Self {
            config: Config::new(),
            seen: HashSet::new(),
            by_name: BTreeMap::new(),
        };
        // What commands take and answer; the rest is reached from these.
        all.visit::<ipc::Hello>();
        all.visit::<ipc::Batch>();
        all.visit::<ipc::Failure>();
        all.visit::<ipc::SignIn>();
        all.visit::<ipc::SettingsChange>();
        all.visit::<ipc::SignOutPreview>();
        all.visit::<ipc::SetAsideInfo>();
        all.visit::<ipc::KeyPlace>();
        all.visit::<ipc::Anchor>();
        all.visit::<ipc::MessageFilter>();
        all.visit::<ipc::Intake>();
        all.visit::<ipc::AttachmentChoice>();
        all.visit::<ipc::PortraitChoice>();
        all.visit::<ipc::PresencePlace>();
        all.visit::<linnet_core::model::picture::Square>();
        all.visit::<ipc::Draft>();
        all.visit::<ipc::DraftSave>();
        all.visit::<ipc::VoiceDraft>();
        all.visit::<ipc::ViewerPage>();
        all.visit::<ipc::PicturePart>();
        all.visit::<ipc::Visible>();
        all.visit::<ipc::SavedPicture>();
        all.visit::<ipc::SavedFile>();
        all.visit::<ipc::DownloadPlace>();
        all.visit::<linnet_core::MediaUse>();
        all.visit::<ipc::AccountDiagnosis>();
        all.visit::<linnet_core::view::row::ConversationDetails>();
        all.visit::<linnet_core::view::row::JoinRequestRow>();
        all.visit::<linnet_core::view::row::LiveGroups>();
        all.visit::<linnet_core::model::live::LiveList>();
        all.visit::<linnet_core::view::row::LiveMembers>();
        all.visit::<linnet_core::view::row::GroupChanges>();
        all.visit::<linnet_core::model::joining::Admitted>();
        all.visit::<linnet_core::view::row::FoundNames>();
        all.visit::<linnet_core::view::row::FoundRows>();
        all.visit::<linnet_core::view::row::SharedItems>();
        all.visit::<linnet_core::view::row::MarkedRows>();
        all.visit::<linnet_core::view::row::MessageReaders>();
        all.visit::<linnet_core::view::row::HistoryRow>();
        all.visit::<linnet_core::view::row::MentionChoice>();
        all.visit::<linnet_core::view::row::MessageDetails>();
        all.visit::<linnet_core::view::row::ProfileCard>();
        all.visit::<linnet_core::view::row::PlannedRow>();
        all.visit::<linnet_core::view::row::ReminderRow>();
        all.visit::<linnet_core::view::row::Thread>();
        all
    }
}

/// Short comments on one line, no blanks at line ends.
fn tidy(text: &str) -> String {
    let joined = text.replace("/**\n * ", "/** ").replace("\n */", " */");
    joined.lines().fold(String::new(), |mut tidied, line| {
        let _ = writeln!(tidied, "{}", line.trim_end());
        tidied
    })
}

/// A command as the page calls it.
struct Command {
    name: String,
    docs: Vec<String>,
    arguments: Vec<(String, String)>,
    answer: String,
}

fn commands() -> Vec<Command> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .collect();
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for item in file.items {
            let syn::Item::Fn(function) = item else {
                continue;
            };
            let marked = function.attrs.iter().any(|attribute| {
                let path = attribute.path();
                path.segments.len() == 2 && path.segments[1].ident == "command"
            });
            if marked {
                found.push(command(&function));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Names of all command functions, for the test that each is registered.
pub(crate) fn command_names() -> Vec<String> {
    commands().into_iter().map(|command| command.name).collect()
}

fn command(function: &syn::ItemFn) -> Command {
    let mut arguments = Vec::new();
    for input in &function.sig.inputs {
        let syn::FnArg::Typed(typed) = input else {
            panic!("a command has no self");
        };
        let syn::Pat::Ident(pattern) = &*typed.pat else {
            panic!("{}: an argument needs a name", function.sig.ident);
        };
        if let Some(kind) = typescript(&typed.ty) {
            arguments.push((camel_case(&pattern.ident.to_string()), kind));
        }
    }
    let syn::ReturnType::Type(_, answer) = &function.sig.output else {
        panic!("{}: a command answers a Result", function.sig.ident);
    };
    Command {
        name: function.sig.ident.to_string(),
        docs: function.attrs.iter().filter_map(doc_line).collect(),
        arguments,
        answer: typescript(answer).unwrap(),
    }
}

fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    pair.path
        .is_ident("doc")
        .then(|| text.value().trim().to_owned())
}

/// The type as the page sees it; none for what Tauri passes in itself.
fn typescript(kind: &syn::Type) -> Option<String> {
    let path = match kind {
        syn::Type::Tuple(tuple) if tuple.elems.is_empty() => return Some("void".to_owned()),
        syn::Type::Path(path) => path.path.segments.last()?,
        _ => panic!("a type the bindings do not know"),
    };
    let inner = || -> String {
        let syn::PathArguments::AngleBracketed(arguments) = &path.arguments else {
            panic!("{} without arguments", path.ident);
        };
        arguments
            .args
            .iter()
            .find_map(|argument| match argument {
                syn::GenericArgument::Type(kind) => typescript(kind),
                _ => None,
            })
            .unwrap()
    };
    Some(match path.ident.to_string().as_str() {
        "Shared" | "State" | "AppHandle" | "WebviewWindow" | "Webview" | "Window" => return None,
        "Channel" => format!("{{ onmessage: (message: {}) => void }}", inner()),
        "Answer" | "Result" => inner(),
        "Option" => format!("{} | null", inner()),
        "Vec" => format!("Array<{}>", inner()),
        "String" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "u8" | "u16" | "u32" | "i32" | "u64" | "i64" => "number".to_owned(),
        other => other.to_owned(),
    })
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
    }
    text
}

fn render() -> String {
    let mut text = String::from(
        "// Generated from src-tauri and crates/core by `cargo xtask bindings`. Not to be edited by hand.\n\n",
    );
    for declaration in Declarations::collect().by_name.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    text.push_str("/** Every command: what it takes and what it answers. A command that fails throws a `Failure`. */\n");
    text.push_str("export interface Commands {\n");
    for command in commands() {
        let _ = writeln!(text, "  /** {} */", command.docs.join(" "));
        let arguments: Vec<String> = command
            .arguments
            .iter()
            .map(|(name, kind)| format!("{name}: {kind}"))
            .collect();
        let arguments = if arguments.is_empty() {
            "Record<string, never>".to_owned()
        } else {
            format!("{{ {} }}", arguments.join(", "))
        };
        let _ = writeln!(
            text,
            "  {}: {{ arguments: {arguments}, answer: {} }}",
            command.name, command.answer
        );
    }
    text.push_str("}\n");
    text
}

#[test]
fn the_bindings_of_the_page_are_not_stale() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings/index.ts");
    let now = render();
    if std::env::var_os("LINNET_WRITE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "ui/src/bindings/index.ts is stale: run `cargo xtask bindings`"
    );
}
