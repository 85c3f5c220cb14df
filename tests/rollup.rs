//! Across reviews: many notebooks and packs, one account, with the real program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const FERNHOLLOW: &str = include_str!("../sample-data/fernhollow.toml");
/// The test key of the age specification's own tools; its secret half is known to everybody.
const SECRET: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// A folder with reviews of several schools, all led by the same person.
struct Group {
    dir: tempfile::TempDir,
}

impl Group {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("reviews")).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_visitbook"))
            .args(args)
            .current_dir(self.dir.path())
            .env("VISITBOOK_HOME", self.path("home"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn ok(&self, args: &[&str]) -> (String, String) {
        let ended = self.run(args, "");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success(), "{args:?}: {said}");
        (String::from_utf8(ended.stdout).unwrap(), said)
    }

    fn refused(&self, args: &[&str]) -> String {
        let ended = self.run(args, "");
        assert_eq!(ended.status.code(), Some(1), "{args:?}");
        String::from_utf8(ended.stderr).unwrap()
    }

    /// A review of a school, with points of these kinds and words.
    fn review(&self, n: usize, school: &str, points: &[(&str, &str)]) -> String {
        let plan = FERNHOLLOW
            .replace("521873b2dda29f9ef835ad3560deba2d", &format!("521873b2dda29f9ef835ad3560deba{n:02}"))
            .replace("Fernhollow Primary", school);
        let (plan_file, notebook) = (format!("{n}.toml"), format!("reviews/{n}.visitbook"));
        fs::write(self.path(&plan_file), plan).unwrap();
        self.ok(&["new", &plan_file, "-o", &notebook, "--as", "lead"]);
        self.ok(&["accept", &notebook, "--yes"]);
        for (kind, words) in points {
            let mark = if *kind == "development" { "-" } else { "+" };
            let (note, _) =
                self.ok(&["note", &notebook, &format!("seen: {words} @lesson #1 {mark}"), "--now", "2026-06-10T09:30"]);
            self.ok(&["point", &notebook, "add", kind, words, "--evidence", note.trim()]);
        }
        notebook
    }
}

const OFFER: (&str, &str) = ("offer", "Phonics leads would show how they hear every reader");
const NEED: (&str, &str) = ("development", "Reading is not yet heard every day");

#[test]
fn offers_and_needs_of_many_schools_stand_side_by_side() {
    let group = Group::new();
    for (n, (school, point)) in
        [("Alder", OFFER), ("Birch", NEED), ("Cedar", NEED), ("Damson", NEED)].iter().enumerate()
    {
        group.review(n, school, &[*point]);
    }
    let (named, _) = group.ok(&["rollup", "reviews", "--named"]);
    for words in [
        "From 4 reviews at Alder, Birch, Cedar and Damson.",
        "an offer meets a need",
        "Alder: Phonics leads",
        "Damson: Reading",
    ] {
        assert!(named.contains(words), "{words}\n{named}");
    }
    let (unnamed, _) = group.ok(&["rollup", "reviews"]);
    assert!(unnamed.contains("<3") && unnamed.contains("Reading and phonics"), "{unnamed}");
    for (format, file) in [("csv", "a.csv"), ("json", "a.json"), ("html", "a.html"), ("table", "a.txt")] {
        group.ok(&["rollup", "reviews", "--format", format, "-o", file]);
        let written = fs::read_to_string(group.path(file)).unwrap();
        for secret in ["Alder", "Birch", "Cedar", "Damson", "Phonics leads", "heard every day"] {
            assert!(!written.contains(secret), "{secret} in {file}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(group.path("a.json")).unwrap()).unwrap();
    let reading =
        json["themes"].as_array().unwrap().iter().find(|t| t["theme"] == "Reading and phonics").unwrap().clone();
    assert_eq!((reading["needs"].as_u64(), reading["offers"].as_u64()), (Some(3), None));
    let page = fs::read_to_string(group.path("a.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("need 3, strength &lt;3, offer &lt;3"), "{page}");
}

#[test]
fn what_may_not_enter_is_named_and_the_rest_is_taken() {
    let group = Group::new();
    let notebooks: Vec<String> = ["Alder", "Birch", "Cedar", "Damson"]
        .iter()
        .enumerate()
        .map(|(n, school)| group.review(n, school, &[NEED]))
        .collect();
    // One is there as a pack for the steering group, one as a pack for its head alone, one by somebody else's lead.
    for (notebook, audience, file) in
        [(&notebooks[0], "steering-group", "a.zip.age"), (&notebooks[1], "host-head", "b.zip.age")]
    {
        group.ok(&["export", notebook, "-r", PUBLIC, "--audience", audience, "-o", file]);
    }
    fs::write(group.path("key.txt"), format!("{SECRET}\n")).unwrap();
    fs::write(group.path("broken.visitbook"), b"not a notebook").unwrap();
    let files = ["a.zip.age", "b.zip.age", "broken.visitbook", &notebooks[2], &notebooks[3], &notebooks[3]];
    let args = |more: &[&'static str]| [&["rollup", "-i", "key.txt", "--named"], more].concat();
    let (told, said) = group.ok(&[args(&[]), files.to_vec()].concat());
    assert!(told.contains("From 3 reviews at Alder, Cedar and Damson."), "{told}");
    assert!(said.contains("b.zip.age: left out. This was made for the head of the host school"), "{said}");
    assert!(said.contains("broken.visitbook: left out.") && said.contains("the same visit again"), "{said}");
    let (told, _) = group.ok(&[args(&["--heads-agreed"]), files.to_vec()].concat());
    assert!(told.contains("From 4 reviews"), "{told}");
    // Whoever does not lead a review brings nothing of it.
    let none = group.refused(&["rollup", &notebooks[2], "--named", "--as", "hollins"]);
    assert!(none.contains("left out.") && none.contains("no review to take in"), "{none}");
}

#[test]
fn too_few_schools_do_not_go_unnamed() {
    let group = Group::new();
    let (one, two) = (group.review(0, "Alder", &[NEED]), group.review(1, "Birch", &[OFFER]));
    let refused = group.refused(&["rollup", &one, &two]);
    assert!(refused.contains("fewer than 3 schools"), "{refused}");
    group.ok(&["rollup", &one, &two, "--named"]);
}
