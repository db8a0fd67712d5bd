//! `cargo xtask lint`: reads which room imports which, and fails on an arrow that runs up.
//!
//! The lists of floors stand in `docs/ARCHITECTURE.md`, in code blocks whose first line names the folder
//! (```` ```floors crates/core/src ````). Each line of a block is one floor, the top one first, with the rooms on it:
//! a top-level module, or a folder below one (`model/kind`). A room may import rooms on lower floors, and itself; two
//! rooms on one floor only when they stand in one folder. Every file has a room, and every room has a file, so that
//! the page and the code cannot drift apart. Tests may import what they like.
//!
//! A program of its own, because `cargo xtask` itself has no dependencies, and this one reads Rust with `syn`.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Where the lists stand.
const PAGE: &str = "docs/ARCHITECTURE.md";

/// First line of a list, before the folder's name.
const FENCE: &str = "```floors ";

/// A module or a name inside one, from the crate's root.
type ModulePath = Vec<String>;

/// One list: the folder it is about, and the floor of each room, counted from the top.
#[derive(Debug)]
struct House {
    folder: String,
    floors: BTreeMap<ModulePath, usize>,
}

/// One module that names another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    from: ModulePath,
    line: usize,
    to: ModulePath,
}

/// What one file says.
#[derive(Debug, Default)]
struct Contents {
    imports: Vec<Import>,
    /// Modules that only tests have.
    test_modules: Vec<ModulePath>,
    /// `pub use` of the file: name, and what it stands for. Those of `lib.rs` are followed.
    exports: Vec<(String, ModulePath)>,
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match check(&root) {
        Ok(complaints) if complaints.is_empty() => ExitCode::SUCCESS,
        Ok(complaints) => {
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            eprintln!(
                "{} imports or rooms do not fit the floors of {PAGE}. Move what is imported to the floor where it \
                 belongs, or hand it in from above.",
                complaints.len()
            );
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// All complaints about all lists.
fn check(root: &Path) -> Result<Vec<String>, String> {
    let page = root.join(PAGE);
    let text = fs::read_to_string(&page).map_err(|why| format!("{}: {why}", page.display()))?;
    let houses = houses(&text)?;
    if houses.is_empty() {
        return Err(format!("{PAGE} has no list of floors."));
    }
    let mut complaints = Vec::new();
    for house in &houses {
        let mut files = BTreeMap::new();
        for path in rust_files(&root.join(&house.folder))? {
            let source =
                fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
            let relative = path
                .strip_prefix(root.join(&house.folder))
                .map_err(|why| why.to_string())?;
            files.insert(relative.to_owned(), source);
        }
        complaints.extend(house.complaints(&files)?);
    }
    Ok(complaints)
}

/// The lists of a page.
fn houses(page: &str) -> Result<Vec<House>, String> {
    let mut houses = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(folder) = line.trim().strip_prefix(FENCE) else {
            continue;
        };
        let mut floors = BTreeMap::new();
        for (floor, line) in lines
            .by_ref()
            .take_while(|line| !line.trim().starts_with("```"))
            .enumerate()
        {
            // Behind two spaces and a dash stands what the floor is, for people.
            let rooms = line.split("  - ").next().unwrap_or_default();
            for room in rooms.split_whitespace() {
                let path: ModulePath = room.split('/').map(str::to_owned).collect();
                if floors.insert(path, floor).is_some() {
                    return Err(format!("{PAGE}: {room} stands on two floors of {folder}."));
                }
            }
        }
        houses.push(House {
            folder: folder.to_owned(),
            floors,
        });
    }
    Ok(houses)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|why| why.to_string())?.path();
            // Programs of their own use the crate from outside.
            if path.is_dir() && path.file_name().is_some_and(|name| name != "bin") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

impl House {
    /// What does not fit, of all files of the folder.
    fn complaints(&self, files: &BTreeMap<PathBuf, String>) -> Result<Vec<String>, String> {
        let mut contents = BTreeMap::new();
        for (path, source) in files {
            let read = read(&module_of(path), source)
                .map_err(|why| format!("{}/{}: {why}", self.folder, path.display()))?;
            contents.insert(path, read);
        }
        let exports: BTreeMap<String, ModulePath> = contents
            .iter()
            .filter(|(path, _)| module_of(path) == ["lib"])
            .flat_map(|(_, read)| read.exports.clone())
            .collect();
        let test_modules: BTreeSet<&ModulePath> = contents
            .values()
            .flat_map(|read| &read.test_modules)
            .collect();
        let mut unused: BTreeSet<&ModulePath> = self.floors.keys().collect();
        let mut complaints = Vec::new();
        for (path, read) in &contents {
            let module = module_of(path);
            if stands_below(&module, &test_modules) {
                continue;
            }
            let Some((room, floor)) = self.room_of(&module) else {
                complaints.push(format!(
                    "{}/{}: stands on no floor of {PAGE}",
                    self.folder,
                    path.display()
                ));
                continue;
            };
            unused.remove(room);
            for import in &read.imports {
                let target = self.follow(&import.to, &exports);
                let Some((wanted, its_floor)) = self.room_of(&target) else {
                    continue;
                };
                if wanted == room
                    || its_floor > floor
                    || (its_floor == floor && siblings(room, wanted))
                {
                    continue;
                }
                complaints.push(format!(
                    "{}/{}:{}: {} imports {}, which stands {}",
                    self.folder,
                    path.display(),
                    import.line,
                    room.join("/"),
                    target.join("::"),
                    if its_floor == floor {
                        "on the same floor"
                    } else {
                        "higher up"
                    },
                ));
            }
        }
        for room in unused {
            complaints.push(format!(
                "{PAGE}: {} has no room {}",
                self.folder,
                room.join("/")
            ));
        }
        let modules: BTreeSet<ModulePath> = contents.keys().map(|path| module_of(path)).collect();
        let imports: Vec<&Import> = contents
            .iter()
            .filter(|(path, _)| !stands_below(&module_of(path), &test_modules))
            .flat_map(|(_, read)| &read.imports)
            .collect();
        for circle in circles(&modules, &imports) {
            complaints.push(format!(
                "{}: {} import each other in a circle",
                self.folder,
                circle.join(", ")
            ));
        }
        Ok(complaints)
    }

    /// The room a module belongs to: the longest listed path it begins with.
    fn room_of(&self, module: &[String]) -> Option<(&ModulePath, usize)> {
        (1..=module.len())
            .rev()
            .filter_map(|end| module.get(..end))
            .find_map(|start| self.floors.get_key_value(start))
            .map(|(room, floor)| (room, *floor))
    }

    /// A name of the crate's front door is what it stands for; any other is itself.
    fn follow(&self, target: &ModulePath, exports: &BTreeMap<String, ModulePath>) -> ModulePath {
        let is_room = self.room_of(target).is_some();
        match target.first().and_then(|name| exports.get(name)) {
            Some(meant) if !is_room => meant.clone(),
            _ => target.clone(),
        }
    }
}

/// Whether a module is one of these, or inside one.
fn stands_below(module: &[String], these: &BTreeSet<&ModulePath>) -> bool {
    (1..=module.len())
        .filter_map(|end| module.get(..end))
        .any(|start| these.contains(&start.to_vec()))
}

/// Files that lead back to themselves through others. A module and what stands inside it count as close enough to know
/// each other; two files side by side do not.
fn circles(modules: &BTreeSet<ModulePath>, imports: &[&Import]) -> Vec<Vec<String>> {
    let mut arrows: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = BTreeMap::new();
    for import in imports {
        let file = (1..=import.to.len())
            .rev()
            .filter_map(|end| import.to.get(..end))
            .find_map(|start| modules.get(start));
        let Some(target) = file else {
            continue;
        };
        let related = target.starts_with(&import.from) || import.from.starts_with(target);
        if let (Some(from), false) = (modules.get(&import.from), related) {
            arrows.entry(from).or_default().insert(target);
        }
    }
    let reached = |start: &ModulePath| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&ModulePath> = arrows.get(start).into_iter().flatten().copied().collect();
        while let Some(module) = next.pop() {
            if seen.insert(module) {
                next.extend(arrows.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let reach: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = modules
        .iter()
        .map(|module| (module, reached(module)))
        .collect();
    let leads =
        |from: &ModulePath, to: &ModulePath| reach.get(from).is_some_and(|seen| seen.contains(to));
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for module in modules.iter().filter(|module| leads(module, module)) {
        found.insert(
            modules
                .iter()
                .filter(|other| leads(module, other) && leads(other, module))
                .map(|other| other.join("/"))
                .collect(),
        );
    }
    found.into_iter().collect()
}

/// Two rooms of one folder, not of the crate's root.
fn siblings(one: &[String], other: &[String]) -> bool {
    one.len() > 1 && other.len() > 1 && one.first() == other.first()
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; `lib.rs` and `main.rs` are rooms of those names.
fn module_of(path: &Path) -> ModulePath {
    let mut parts: ModulePath = path
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn read(module: &ModulePath, source: &str) -> Result<Contents, String> {
    let file = syn::parse_file(source).map_err(|why| why.to_string())?;
    let mut contents = Contents::default();
    // Paths inside `lib.rs` begin at the root, though its room has a name.
    let at = if module == &["lib"] || module == &["main"] {
        Vec::new()
    } else {
        module.clone()
    };
    read_items(module, &at, &file.items, &mut contents);
    Ok(contents)
}

fn read_items(room: &ModulePath, at: &ModulePath, items: &[syn::Item], contents: &mut Contents) {
    for item in items {
        if let syn::Item::Mod(inner) = item {
            let mut path = at.clone();
            path.push(inner.ident.to_string());
            if inner.attrs.iter().any(is_for_tests) {
                contents.test_modules.push(path);
            } else if let Some((_, items)) = &inner.content {
                read_items(room, &path, items, contents);
            }
            continue;
        }
        if attributes(item).iter().any(is_for_tests) {
            continue;
        }
        if let syn::Item::Use(import) = item
            && matches!(import.vis, syn::Visibility::Public(_))
        {
            export(&import.tree, &mut Vec::new(), &mut contents.exports);
        }
        scan(room, at, item.to_token_stream(), &mut contents.imports);
    }
}

/// `#[cfg(test)]`, alone or with others of which one is enough.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let words = list.tokens.to_string();
    list.path.is_ident("cfg") && (words == "test" || words.starts_with("any (test"))
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Names that a `pub use` gives, with what they stand for.
fn export(tree: &syn::UseTree, before: &mut ModulePath, exports: &mut Vec<(String, ModulePath)>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            export(&path.tree, before, exports);
            before.pop();
        }
        syn::UseTree::Name(name) => {
            let mut meant = before.clone();
            meant.push(name.ident.to_string());
            exports.push((name.ident.to_string(), meant));
        }
        syn::UseTree::Rename(renamed) => {
            let mut meant = before.clone();
            meant.push(renamed.ident.to_string());
            exports.push((renamed.rename.to_string(), meant));
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                export(tree, before, exports);
            }
        }
        syn::UseTree::Glob(_) => {}
    }
}

/// Finds each `crate::…` and `super::…`, in `use` lines and in the middle of code.
fn scan(room: &ModulePath, at: &ModulePath, tokens: TokenStream, imports: &mut Vec<Import>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        match token {
            TokenTree::Group(group) => scan(room, at, group.stream(), imports),
            TokenTree::Ident(word) if separated(&tokens, next + 1) => {
                let start = match word.to_string().as_str() {
                    "crate" => Some((Vec::new(), next + 3)),
                    "super" => Some(above(at, &tokens, next)),
                    _ => None,
                };
                if let Some((start, from)) = start {
                    let line = word.span().start().line;
                    targets(start, &tokens, from, &mut |to| {
                        imports.push(Import {
                            from: room.clone(),
                            line,
                            to,
                        });
                    });
                }
            }
            _ => {}
        }
        next += 1;
    }
}

/// Whether `::` stands at this place.
fn separated(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    colon(tokens.get(at)) && colon(tokens.get(at + 1))
}

/// Where `super::super::` leads, and the place behind it.
fn above(at: &ModulePath, tokens: &[TokenTree], mut place: usize) -> (ModulePath, usize) {
    let mut path = at.clone();
    while let Some(TokenTree::Ident(word)) = tokens.get(place) {
        if word != "super" || !separated(tokens, place + 1) {
            break;
        }
        path.pop();
        place += 3;
    }
    (path, place)
}

/// Each path that begins with `start` and goes on at a place, groups in braces taken apart.
fn targets(
    mut start: ModulePath,
    tokens: &[TokenTree],
    mut place: usize,
    found: &mut dyn FnMut(ModulePath),
) {
    loop {
        match tokens.get(place) {
            Some(TokenTree::Ident(word)) => {
                start.push(word.to_string());
                if !separated(tokens, place + 1) {
                    return found(start);
                }
                place += 3;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inside
                    .split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
                {
                    if !part.is_empty() {
                        targets(start.clone(), part, 0, found);
                    }
                }
                return;
            }
            _ => return found(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 15: no arrow runs up.
    #[test]
    fn this_project_keeps_its_floors() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(check(&root), Ok(Vec::new()));
    }

    const PAGE: &str = "Rooms:\n\n```floors src\nlib\nview  - what is shown\nsync\nlink store\nmodel/kind model/id\n```\n";

    fn complaints(files: &[(&str, &str)]) -> Vec<String> {
        let all = [
            ("lib.rs", "pub use view::Row;"),
            ("view.rs", "pub struct Row;"),
            ("sync/mod.rs", ""),
            ("link.rs", ""),
            ("store.rs", ""),
            ("model/kind.rs", ""),
            ("model/id.rs", ""),
        ];
        let mut tree: BTreeMap<PathBuf, String> = all
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
            .collect();
        for (path, text) in files {
            tree.insert(PathBuf::from(path), (*text).to_owned());
        }
        let houses = houses(PAGE).unwrap();
        houses.first().unwrap().complaints(&tree).unwrap()
    }

    #[test]
    fn arrows_down_are_fine() {
        let view = "use crate::sync::Inbox; use crate::{store, model::{id::Id, kind}};";
        assert_eq!(complaints(&[("view.rs", view)]), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_up_is_named_with_its_line() {
        let found = complaints(&[(
            "store.rs",
            "use crate::model::id::Id;\nuse crate::view::Row;",
        )]);
        assert_eq!(
            found,
            ["src/store.rs:2: store imports view::Row, which stands higher up"]
        );
    }

    #[test]
    fn an_arrow_up_is_found_wherever_it_hides() {
        for text in [
            "fn f() -> crate::view::Row { todo() }",
            "use crate::{model::id::Id, view::{Row, Other}};",
            "mod inner { use super::super::view::Row; }",
            "fn f() { warn!(reason = crate::view::why()); }",
            "use crate::Row;",
            "use super::view::Row;",
        ] {
            assert!(!complaints(&[("store.rs", text)]).is_empty(), "{text}");
        }
    }

    #[test]
    fn two_rooms_of_one_floor_meet_only_inside_one_folder() {
        assert_eq!(
            complaints(&[("link.rs", "use crate::store::Store;")]).len(),
            1
        );
        assert!(complaints(&[("model/kind.rs", "use super::id::Id;")]).is_empty());
    }

    #[test]
    fn files_side_by_side_do_not_lead_back_to_each_other() {
        let files = [
            ("model/kind.rs", "use super::id::Id;"),
            ("model/id.rs", "use super::kind::Kind;"),
        ];
        assert_eq!(
            complaints(&files),
            ["src: model/id, model/kind import each other in a circle"]
        );
        let longer = [
            ("sync/a.rs", "use super::b::B;"),
            ("sync/b.rs", "use crate::sync::c;"),
            ("sync/c.rs", "use super::a::A;"),
        ];
        assert_eq!(
            complaints(&longer),
            ["src: sync/a, sync/b, sync/c import each other in a circle"]
        );
        // A module and what stands inside it know each other.
        let family = [
            ("sync/mod.rs", "use self::a::A; use super::sync::a::B;"),
            ("sync/a.rs", "use super::Inbox;"),
        ];
        assert_eq!(complaints(&family), Vec::<String>::new());
    }

    #[test]
    fn tests_may_import_what_they_like() {
        let text = "#[cfg(test)] mod tests; #[cfg(test)] use crate::view::Row; #[cfg(test)] mod more { use crate::view::Row; }";
        let files = [
            ("store.rs", text),
            ("store/tests.rs", "use crate::view::Row;"),
        ];
        assert_eq!(complaints(&files), Vec::<String>::new());
    }

    #[test]
    fn a_file_without_a_floor_and_a_room_without_a_file_are_told() {
        assert_eq!(
            complaints(&[("garden.rs", "")]),
            ["src/garden.rs: stands on no floor of docs/ARCHITECTURE.md"]
        );
        let houses = houses("```floors src\nlib cellar\n```").unwrap();
        let tree = BTreeMap::from([(PathBuf::from("lib.rs"), String::new())]);
        assert_eq!(
            houses.first().unwrap().complaints(&tree).unwrap(),
            ["docs/ARCHITECTURE.md: src has no room cellar"]
        );
    }

    #[test]
    fn a_room_on_two_floors_is_refused() {
        assert!(super::houses("```floors src\nlib\nlib\n```").is_err());
    }
}
