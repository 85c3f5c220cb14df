//! The page beside a pack, in a real browser.
//!
//! This makes a pack with the real program; `src/export/open-me/test/page.test.mjs` then does what a head does, and
//! watches what the browser asks for. Chromium may be missing only where `CI` is unset.

#![cfg(feature = "open-me")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SAYS: &str = "Pupils explain regrouping with counters, in full sentences.";

/// Runs visitbook in a folder; gives what it printed and what it said.
fn visitbook(folder: &Path, args: &[&str]) -> (String, String) {
    let ran = Command::new(env!("CARGO_BIN_EXE_visitbook"))
        .args(args)
        .current_dir(folder)
        .env("VISITBOOK_HOME", folder.join("home"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{args:?}: {said}");
    (String::from_utf8(ran.stdout).unwrap(), said)
}

/// A pack with a passphrase, and its six words.
fn pack(folder: &Path) -> (PathBuf, String) {
    std::fs::write(folder.join("plan.toml"), include_str!("../sample-data/fernhollow.toml")).unwrap();
    visitbook(folder, &["new", "plan.toml", "-o", "m.visitbook", "--as", "lead"]);
    visitbook(folder, &["accept", "m.visitbook", "--yes"]);
    for n in 1..=20 {
        let note = format!("Y4 pupils explain regrouping, group {n} #1 + @lesson");
        visitbook(folder, &["note", "m.visitbook", &note, "--now", "2026-06-10T10:15"]);
    }
    visitbook(folder, &["point", "m.visitbook", "add", "strength", SAYS, "--question", "1"]);
    let (_, said) = visitbook(folder, &["export", "m.visitbook", "-p", "-o", "for-head"]);
    let words: Vec<&str> = said.split_whitespace().collect();
    let numbered =
        |word: &str| word.strip_suffix('.').is_some_and(|n| n.parse::<u8>().is_ok_and(|n| (1..=6).contains(&n)));
    let phrase: Vec<&str> = words.windows(2).filter(|w| numbered(w[0])).map(|w| w[1]).collect();
    assert_eq!(phrase.len(), 6, "{said}");
    (folder.join("for-head.zip.age"), phrase.join(" "))
}

#[test]
fn a_head_opens_the_pack_in_a_browser_and_nothing_leaves_it() {
    let browser = std::env::var("BROWSER").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&browser).exists() {
        assert!(std::env::var_os("CI").is_none(), "{browser} is needed in CI");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (pack, words) = pack(folder.path());
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/export/open-me");
    assert_eq!(
        std::fs::read(folder.path().join("OPEN-ME.html")).unwrap(),
        std::fs::read(built.join("dist/OPEN-ME.html")).unwrap(),
        "what lies beside the pack is the page that is tried here"
    );
    let ran = Command::new("node")
        .args(["--test", "--test-reporter=tap", "test/page.test.mjs"])
        .current_dir(&built)
        .env("PACK", &pack)
        .env("WORDS", words)
        .env("SAYS", SAYS)
        .output()
        .expect("node is there: the page was built with it");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(told.contains("\n# fail 0") && !told.contains("\n# pass 0"), "{told}");
}
