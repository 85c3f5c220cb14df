//! What leaves after the workshop and what a group learns: actions in the pack, the workshop's sheet, the combined
//! account of a triad, with the real program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const FERNHOLLOW: &str = include_str!("../sample-data/fernhollow.toml");
/// The test key of the age specification's own tools; its secret half is known to everybody.
const SECRET: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// A folder with the reviews of a triad, all led by the same person.
struct Triad(tempfile::TempDir);

impl Triad {
    fn new() -> Self {
        let triad = Self(tempfile::tempdir().unwrap());
        fs::write(triad.path("key.txt"), format!("{SECRET}\n")).unwrap();
        triad
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str], home: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(args).current_dir(self.0.path()).env("VISITBOOK_HOME", self.path(home));
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// What it wrote and what it said.
    fn ok(&self, args: &[&str]) -> (String, String) {
        let ended = self.run(args, "home");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let said = text(ended.stderr);
        assert!(ended.status.success(), "{args:?}: {said}");
        (text(ended.stdout), said)
    }

    fn refused(&self, args: &[&str]) -> String {
        let ended = self.run(args, "home");
        assert!(!ended.status.success() && ended.stdout.is_empty(), "{args:?}");
        String::from_utf8(ended.stderr).unwrap()
    }

    /// A review of a school: a strength, a development with a suggestion, what is learned, and one for the head alone;
    /// an action from the development, one from the point for the head alone, one by hand.
    fn review(&self, n: usize, school: &str, theme: &str) -> String {
        let plan = FERNHOLLOW
            .replace("521873b2dda29f9ef835ad3560deba2d", &format!("521873b2dda29f9ef835ad3560deba{n:02}"))
            .replace("Fernhollow Primary", school);
        let (plan_file, notebook) = (format!("{n}.toml"), format!("{n}.visitbook"));
        fs::write(self.path(&plan_file), plan).unwrap();
        self.ok(&["new", &plan_file, "-o", &notebook, "--as", "lead"]);
        self.ok(&["accept", &notebook, "--yes"]);
        let (note, _) = self.ok(&["note", &notebook, "seen in Y3 @lesson #1 -", "--now", "2026-06-10T09:30"]);
        let point = |kind: &str, words: &str, more: &[&str]| {
            let args = ["point", &notebook, "add", kind, words, "--question", "1", "--evidence", note.trim()];
            self.ok(&[&args, more].concat()).0.trim().to_owned()
        };
        point("strength", &format!("Calm starts everywhere at {school}"), &[]);
        let development = point("development", &format!("{theme} differs from class to class"), &[]);
        point("suggestion", "Let two year groups plan together", &[]);
        point("learning", &format!("We take the {theme} walls home"), &[]);
        let alone = point("development", "HEADONLY point", &[]);
        let action = |words: &str, more: &[&str]| {
            self.ok(&[&["action", &notebook, "add", words], more].concat()).0.trim().to_owned()
        };
        let planned =
            action("Plan together weekly", &["--from", &development, "--owner", "OWNERWORD", "--by", "Easter"]);
        self.ok(&["action", &notebook, "set", &planned, "--progress", "begun"]);
        // The lead found only afterwards that it is for the head alone.
        action("HEADONLY action", &["--from", &alone]);
        self.ok(&["point", &notebook, "head-alone", &alone]);
        action("Set down by hand", &[]);
        notebook
    }

    fn pack(&self, notebook: &str, audience: &str, file: &str) {
        self.ok(&["export", notebook, "-r", PUBLIC, "--audience", audience, "--leave-sealed", "-o", file]);
    }
}

#[test]
fn actions_leave_with_their_points_and_the_preview_says_how_many() {
    let triad = Triad::new();
    let notebook = triad.review(1, "Alder", "Attendance");
    let (preview, said) = triad.ok(&["release", &notebook, "--audience", "all-schools"]);
    assert!(preview.contains("with 2 actions of the school's plan"), "{preview}");
    assert!(said.contains("1 action from a point that stays here"), "{said}");
    let (report, _) = triad.ok(&["report", &notebook, "--audience", "host-head"]);
    assert!(
        report.contains("## What the school set out to do")
            && report.contains("| Plan together weekly | OWNERWORD | Easter | begun |"),
        "{report}"
    );
    assert!(!report.contains("HEADONLY"), "{report}");
    let (others, _) = triad.ok(&["report", &notebook, "--audience", "all-schools"]);
    assert!(others.contains("Plan together weekly") && !others.contains("OWNERWORD"), "{others}");
    let (none, _) = triad.ok(&["report", &notebook, "--no-actions"]);
    assert!(!none.contains("set out to do"), "{none}");
    let listed = triad.ok(&["action", &notebook, "list", "--format", "json"]).0;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let by_hand = listed.as_array().unwrap().iter().find(|a| a["action"] == "Set down by hand").unwrap();
    let (less, _) = triad.ok(&["report", &notebook, "--withhold", by_hand["id"].as_str().unwrap()]);
    assert!(less.contains("Plan together") && !less.contains("Set down by hand"), "{less}");

    triad.pack(&notebook, "host-head", "head.zip.age");
    triad.ok(&["open", "head.zip.age", "-i", "key.txt", "--extract", "out"]);
    let csv = fs::read_to_string(triad.path("out/data/actions.csv")).unwrap();
    assert!(csv.contains("Plan together weekly") && !csv.contains("HEADONLY"), "{csv}");
    let alone = fs::read_to_string(triad.path("out/for-the-head.txt")).unwrap();
    assert!(alone.contains("The school set out: HEADONLY action"), "{alone}");
}

#[test]
fn the_facilitator_makes_the_workshops_sheet_of_the_pack_and_the_lead_of_the_notebook() {
    let triad = Triad::new();
    let notebook = triad.review(1, "Alder", "Attendance");
    triad.pack(&notebook, "host-head", "head.zip.age");
    // Whoever was not on the review has the pack and nothing else.
    let ended = triad.run(&["workshop", "head.zip.age", "-i", "key.txt"], "elsewhere");
    let sheet = String::from_utf8(ended.stdout).unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{said}");
    assert!(said.contains("The head of the host school decides"), "{said}");
    for words in [
        "# Workshop sheet",
        "Attendance differs from class to class",
        "**Suggestion:** Let two year groups plan together",
        "| Plan together weekly | OWNERWORD | Easter |",
        "Calm starts everywhere",
        "Set down by hand",
        "|  |  |  |",
    ] {
        assert!(sheet.contains(words), "{words}\n{sheet}");
    }
    assert!(!sheet.contains("HEADONLY"), "{sheet}");
    let refused = triad.refused(&["workshop", "head.zip.age", "-i", "key.txt", "--audience", "all-schools"]);
    assert!(refused.contains("was settled when this pack was made"), "{refused}");

    let (sheet, said) = triad.ok(&["workshop", &notebook, "--format", "html"]);
    assert!(sheet.contains("<table>") && !sheet.contains("HEADONLY"), "{sheet}");
    assert!(said.contains("Held back"), "{said}");
    triad.ok(&["workshop", &notebook, "--format", "docx", "-o", "sheet.docx"]);
    assert!(fs::read(triad.path("sheet.docx")).unwrap().starts_with(b"PK"));
    assert!(triad.refused(&["workshop", &notebook, "--format", "docx"]).contains("-o FILE"));
    assert!(triad.refused(&["workshop", &notebook, "--as", "hollins"]).contains("Only the lead"));
    assert!(triad.refused(&["workshop", &notebook, "--as", "host-maths"]).contains("lead"));
}

#[test]
fn a_triad_tells_the_network_what_its_visits_taught() {
    let triad = Triad::new();
    let notebooks = [
        triad.review(1, "Alder Bank Primary", "Attendance"),
        triad.review(2, "Birch Rise Primary", "Attendance"),
        triad.review(3, "Cedar Row Primary", "Attendance"),
    ];
    triad.pack(&notebooks[1], "all-schools", "b.zip.age");
    triad.pack(&notebooks[2], "host-head", "c.zip.age");
    let group = |files: [&str; 3]| {
        let template = triad.ok(&["group", "template"]).0;
        let filled =
            files.iter().fold(template, |t, f| t.replacen("notebook = \"\"", &format!("notebook = \"{f}\""), 1));
        fs::write(triad.path("group.toml"), filled).unwrap();
    };
    group([&notebooks[0], "b.zip.age", "c.zip.age"]);
    let account = |more: &[&'static str]| [&["group", "account", "group.toml", "-i", "key.txt"], more].concat();
    let (named, said) = triad.ok(&account(&["--named"]));
    assert!(said.contains("c.zip.age: left out. This was made for the head"), "{said}");
    for words in [
        "# What our visits taught: Our triad",
        "Not in it yet: Cedar Row.",
        "| Alder Bank | Wed 20 January 2027 | Birch Rise and Cedar Row |",
        "### Attendance: 2 schools",
        "We take the Attendance walls home *(Birch Rise)*",
        "Plan together weekly *(Alder Bank)*",
    ] {
        assert!(named.contains(words), "{words}\n{named}");
    }
    assert!(!named.contains("HEADONLY") && !named.contains("OWNERWORD"), "{named}");
    let few = triad.refused(&account(&[]));
    assert!(few.contains("fewer than 3 schools"), "{few}");

    let (unnamed, said) = triad.ok(&account(&["--heads-agreed"]));
    assert!(unnamed.contains("Attendance: 3 schools") && unnamed.contains("at least 3 schools share"), "{unnamed}");
    assert!(said.contains("knows that what all of them share is true of each"), "{said}");
    for words in ["Alder", "Birch", "Cedar", "Our triad", "2027", "walls", "HEADONLY", "OWNERWORD", "together"] {
        assert!(!unnamed.contains(words), "{words}\n{unnamed}");
    }
    for format in ["html", "docx"] {
        triad.ok(&account(&["--named", "--heads-agreed", "--format", format, "-o", format]));
        assert!(!String::from_utf8_lossy(&fs::read(triad.path(format)).unwrap()).contains("HEADONLY"));
    }
    // Of a notebook that somebody else leads nothing enters.
    let (_, said) = triad.ok(&account(&["--named", "--as", "lead"]));
    assert!(!said.contains("1.visitbook: left out"), "{said}");
    let (told, said) = triad.ok(&account(&["--named", "--as", "hollins"]));
    assert!(said.contains("1.visitbook: left out.") && !told.contains("Alder Bank |"), "{said}\n{told}");
}
