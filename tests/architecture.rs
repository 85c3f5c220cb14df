//! The house keeps its shape: imports run one way, and some doors have one key.
//!
//! Reads the sources as text. A new folder must be given its floor here before it can be used.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing look at the sources is a failing test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first. A module may import from its own floor's module and from lower floors.
const FLOORS: &[&[&str]] = &[
    &["trouble", "text"],
    &["clock", "ids", "secret", "files"],
    &["home"],
    &["review"],
    &["vault"],
    &["plan", "notebook"],
    &["team"],
    &["export"],
    &["tasks"],
    &["tui"],
    &["cli"],
];

/// Which layer alone may name a crate.
const DOORS: &[(&str, &str)] = &[
    ("rusqlite", "notebook"),
    ("age", "vault"),
    ("ed25519_dalek", "vault"),
    ("ssh_key", "vault"),
    ("ratatui", "tui"),
    ("tui_textarea", "tui"),
    ("clap", "cli"),
    ("zip", "export plan"),
    ("docx_rs", "export"),
    ("krilla", "export"),
    ("maud", "export plan"),
];

fn sources() -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The module at the top of `src` that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|names| names.contains(&module))
}

/// The code of a file without its comments and without its tests.
fn code(text: &str) -> String {
    let end = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..end].lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.contains("test") || path.components().any(|c| c.as_os_str() == "testing")
}

/// Whether a crate is named as a path or an import (`age::`, `use age;`), not as part of a word.
fn names(code: &str, krate: &str) -> bool {
    code.match_indices(&format!("{krate}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        if matches!(from.as_str(), "main" | "lib") || is_test(&path) {
            continue;
        }
        let own = floor(&from).unwrap_or_else(|| panic!("{from} has no floor in tests/architecture.rs"));
        let code = code(&text);
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + 7..];
            // `use crate::{a, b}` would hide what is imported; the house style is one path a line.
            let to: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            match floor(&to) {
                Some(other) if other < own || to == from => {}
                Some(other) if other == own && own < 2 => {}
                _ => wrong.push(format!("{}: crate::{to}", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the direction:\n{}", wrong.join("\n"));
}

#[test]
fn some_doors_have_one_key() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        let code = code(&text);
        for (krate, layers) in DOORS {
            if !layers.split(' ').any(|l| l == from) && names(&code, krate) {
                wrong.push(format!("{}: {krate}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "crates named outside their layer:\n{}", wrong.join("\n"));
}

#[test]
fn drawing_only_reads() {
    for (path, text) in sources() {
        let shown = path.display().to_string();
        let draws = shown.ends_with("tui/view.rs") || shown.contains("tui/panes/") || shown.contains("tui/prompts/");
        if !draws || is_test(&path) {
            continue;
        }
        let code = code(&text);
        for forbidden in ["&mut App", "RefCell", "Cell::new", "Clock", "tasks::Desk", "Notebook"] {
            assert!(!code.contains(forbidden), "{shown} draws, and names {forbidden}");
        }
    }
}

#[test]
fn there_is_no_field_for_a_grade() {
    // The tool has no field for a grade, ever (programme rows, `alliance` 9).
    for (path, text) in sources() {
        let code = code(&text).to_lowercase();
        for word in ["grade:", "rating:", "judgement:"] {
            assert!(!code.contains(word), "{} has a field {word}", path.display());
        }
    }
}

#[test]
fn files_say_why_they_are_there_and_stay_small() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines = code(&text).lines().count();
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not open with what it is for", path.display()));
        }
        if lines > 400 && !is_test(&path) {
            wrong.push(format!("{} has {lines} lines of code", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn key_names_stand_only_in_keymaps() {
    // A key's name typed into a sentence is wrong as soon as somebody has another keymap.
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = path.display().to_string();
        if !shown.contains("/tui/") || shown.contains("keymap") || shown.contains("/terminal/") || is_test(&path) {
            continue;
        }
        for (number, line) in code(&text).lines().enumerate() {
            for key in ["\"^", "Ctrl-", "(F1", " F2", " F3", " F4"] {
                if line.contains(key) {
                    wrong.push(format!("{shown}:{number}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_line_of_what_is_defended_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let section = text.split("## What is defended").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<&str> = section.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| defended")).collect();
    assert!(rows.len() > 8, "the table is there");
    let mut code = String::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                code.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut wrong = Vec::new();
    for row in rows {
        let shown_by = row.split('|').nth(2).unwrap();
        let named: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            wrong.push(format!("nothing shows: {row}"));
        }
        for name in named {
            let there =
                if name.contains('/') { root.join(name).exists() } else { code.contains(&format!("fn {name}(")) };
            if !there {
                wrong.push(name.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "not there: {wrong:#?}");
}
