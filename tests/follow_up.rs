//! After the day: the action plan and the notebook of the return visit, with the real program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use serde_json::Value;
use std::process::{Command, Stdio};

struct Folder(tempfile::TempDir);

impl Folder {
    fn run(&self, args: &[&str]) -> (bool, String, String) {
        let ended = Command::new(env!("CARGO_BIN_EXE_visitbook"))
            .args(args)
            .current_dir(self.0.path())
            .env("VISITBOOK_HOME", self.0.path().join("home"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
        (ended.status.success(), text(ended.stdout), text(ended.stderr))
    }

    fn ok(&self, args: &[&str]) -> String {
        let (well, out, said) = self.run(args);
        assert!(well, "{args:?}: {said}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(args)).unwrap()
    }
}

fn reviewed() -> Folder {
    let folder = Folder(tempfile::tempdir().unwrap());
    std::fs::write(folder.0.path().join("plan.toml"), include_str!("../sample-data/fernhollow.toml")).unwrap();
    folder.ok(&["new", "plan.toml", "-o", "m.visitbook", "--as", "lead"]);
    folder.ok(&["accept", "m.visitbook", "--yes"]);
    folder
}

#[test]
fn what_was_noted_is_what_the_return_visit_asks_and_the_plan_goes_on() {
    let folder = reviewed();
    let note =
        folder.ok(&["note", "m.visitbook", "Y3 books: reading not heard @books #1 -", "--now", "2026-06-10T09:30"]);
    let point = folder.ok(&[
        "point",
        "m.visitbook",
        "add",
        "development",
        "Reading is not heard every day",
        "--evidence",
        &note,
    ]);
    let action = folder.ok(&[
        "action",
        "m.visitbook",
        "add",
        "Hear every reader daily",
        "--from",
        &point,
        "--owner",
        "English lead",
    ]);
    folder.ok(&["action", "m.visitbook", "set", &action[..8], "--progress", "begun", "--by", "end of autumn"]);
    let listed = folder.json(&["action", "m.visitbook", "list", "--format", "json"]);
    assert_eq!((listed[0]["progress"].as_str(), listed[0]["by"].as_str()), (Some("begun"), Some("end of autumn")));

    let made = folder.ok(&["follow-up", "m.visitbook"]);
    assert_eq!(made, "m-return.visitbook");
    let asked = folder.json(&["coverage", &made, "--format", "json", "--as", "lead"]);
    assert!(asked["questions"][0]["title"].as_str().unwrap().starts_with("Reading is"), "{asked}");
    // Evidence of the return visit is tagged, covered and reported like any other; the plan goes on.
    folder.ok(&["accept", &made, "--yes"]);
    folder.ok(&["note", &made, "Y3 readers heard by an adult each day @pupils #1 +", "--now", "2026-12-11T09:40"]);
    let report = folder.ok(&["report", &made]);
    assert!(
        report.contains("Set out: Hear every reader daily (end of autumn). When the return was planned: begun"),
        "{report}"
    );
    let carried = folder.json(&["action", &made, "list", "--format", "json"]);
    assert_eq!(carried[0]["action"], "Hear every reader daily");
    folder.ok(&["doctor", &made]);
    let (well, _, said) = folder.run(&["follow-up", "m.visitbook"]);
    assert!(!well && said.contains("m-return.visitbook"), "never over another notebook: {said}");
}

#[test]
fn what_would_stay_back_from_a_report_stays_out_of_the_return_visit_with_its_actions() {
    let folder = reviewed();
    let note = folder.ok(&["note", "m.visitbook", "Y3 books @books #1 -", "--now", "2026-06-10T09:30"]);
    let point = |words: &str| folder.ok(&["point", "m.visitbook", "add", "development", words, "--evidence", &note]);
    let act = |words: &str, from: &[&str]| folder.ok(&[&["action", "m.visitbook", "add", words], from].concat());
    let (goes, alone) = (point("Reading is not heard every day"), point("STAYS for the head"));
    let held = point("STAYS held back");
    act("Hear every reader", &["--from", &goes]);
    act("STAYS with the head", &["--from", &alone]);
    act("STAYS with what is held back", &["--from", &held]);
    // What may leave and what not is often settled last.
    folder.ok(&["point", "m.visitbook", "head-alone", &alone]);
    folder.ok(&["release", "m.visitbook", "--hold", &held]);
    act("Set down by hand", &[]);
    let made = folder.ok(&["follow-up", "m.visitbook"]);
    let carried = folder.ok(&["action", &made, "list", "--format", "json"]);
    assert!(carried.contains("Hear every reader") && carried.contains("Set down by hand"), "{carried}");
    let asked = folder.ok(&["report", &made]);
    assert!(asked.contains("Reading is not heard every day"), "{asked}");
    assert!(!carried.contains("STAYS") && !asked.contains("STAYS"), "{carried}\n{asked}");
}

#[test]
fn only_the_lead_makes_the_return_visit_and_only_the_team_works_on_the_plan() {
    let folder = reviewed();
    let (well, _, said) = folder.run(&["follow-up", "m.visitbook", "--as", "hollins"]);
    assert!(!well && said.contains("Only the lead"), "{said}");
    let (well, _, _) = folder.run(&["action", "m.visitbook", "add", "x", "--as", "host-maths"]);
    assert!(!well);
    let (well, _, said) = folder.run(&["action", "m.visitbook", "set", "abcd", "--progress", "done", "--as", "lead"]);
    assert!(!well && said.contains("visitbook action NOTEBOOK list"), "{said}");
}

#[test]
fn a_triad_shows_who_has_reviewed_whom_and_what_i_take_home() {
    let folder = reviewed();
    folder.ok(&["note", "m.visitbook", "Stem sentences on every wall @walk #2", "--now", "2026-06-10T09:30"]);
    let listed = folder.json(&["list", "m.visitbook", "--format", "json"]);
    let note = listed[0]["id"].as_str().unwrap().to_owned();
    folder.ok(&["tag", "m.visitbook", &note[..8], "--learning"]);
    let template = folder.ok(&["group", "template"]);
    let filled = template.replacen("notebook = \"\"", "notebook = \"m.visitbook\"", 1);
    std::fs::write(folder.0.path().join("group.toml"), filled).unwrap();
    let shown = folder.ok(&["group", "show", "group.toml", "--now", "2027-02-01T09:00"]);
    for words in ["Our triad", "Deadline: Friday 16 July 2027 (165 days left)", "TBC", "done", "planned"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    let home = folder.ok(&["group", "learning", "group.toml"]);
    assert!(home.contains("From Alder Bank") && home.contains("Stem sentences on every wall"), "{home}");
    let others = folder.ok(&["group", "learning", "group.toml", "--as", "hollins"]);
    assert!(!others.contains("Stem sentences"), "one's own alone: {others}");
}
