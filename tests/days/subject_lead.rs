//! A subject lead who may hear only a part. On the first day the subject lead listens and the head does
//! not; on the second the head does, and first alone. What is for the head alone is in the head's pack
//! and nowhere else.

use crate::filled;
use crate::support::keys::{DOWN, ENTER, ctrl};
use crate::support::{NOTEBOOK, PHRASE, Review, Terminal, files_below, give_key};
use std::path::Path;
use std::process::Command;

const RIGHT: &str = "\x1b[C";
const FEEDBACK: &str = "\x1b[17~";

/// The two points that both may hear on the first day, and one that only the head may.
const FIRST_DAY: [&str; 2] = ["Pupils put it into their own words", "Some pupils wait to be told"];
const HEAD_ALONE: &str = "Two classes need a steady teacher, saxifrage";
/// What is said on the second day.
const SECOND_DAY: &str = "Which books will show it in a year";
/// Marked for the head, sealed.
const MARKED: &str = "toadflax: cover in two classes since January";
/// Open, and held back by the lead.
const HELD: &str = "Bindweed in the corridor talk of two adults";
/// What never leaves.
const NEVER: [&str; 2] = ["wolfsbane for the reviewer alone", "Bindweed"];

#[test]
fn a_subject_lead_may_hear_only_a_part() {
    let mut review = prepared();
    review.at("2027-01-19T11:41");
    the_first_day_is_presented(&review);
    review.at("2027-01-20T11:26");
    the_second_day_is_presented(&review);
    review.at("2027-01-20T18:00");
    what_leaves_for_both_has_nothing_of_the_heads_own(&review);
    the_heads_pack_has_it(&review);
    review.is_sound();
}

fn prepared() -> Review {
    let mut review = Review::bare("");
    let plan = filled(&review.cli(&["plan", "template", "subject"]));
    std::fs::write(review.path("plan.toml"), plan).unwrap();
    review.at("2027-01-19T09:30");
    give_key(review.home());
    review.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
    review.cli(&["accept", NOTEBOOK, "--yes"]);
    let noted = |line: &str| {
        let done = review.cli_with_input(&["note", NOTEBOOK, "-"], line);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    let seen = [noted("Y4 say how they know #1 + @lesson"), noted("Y6 wait with closed books #1 - @books")];
    let held = noted(&format!("{HELD} #3 - @walk"));
    noted(&format!("{MARKED} !head"));
    noted(&format!("{} !me", NEVER[0]));
    let add = |kind: &str, words: &str, meeting: &str, more: &[&str]| {
        let args = ["point", NOTEBOOK, "add", kind, words, "--meeting", meeting, "--question", "1"];
        review.cli(&[&args[..], more].concat());
    };
    add("strength", FIRST_DAY[0], "summary-1", &["--evidence", &seen[0]]);
    add("development", FIRST_DAY[1], "summary-1", &["--evidence", &seen[1]]);
    add("development", HEAD_ALONE, "summary-1", &["--evidence", &held]);
    add("wondering", SECOND_DAY, "summary-2", &["--evidence", &seen[1]]);
    review.cli(&["release", NOTEBOOK, "--hold", &held]);
    review
}

/// The points of the meeting that is on.
fn points(review: &Review) -> Terminal {
    let mut screen = review.screen(120, 40);
    screen.wait_for(" Capture ");
    screen.send(FEEDBACK);
    screen.send("3");
    screen
}

fn the_first_day_is_presented(review: &Review) {
    let mut screen = points(review);
    screen.wait_for(HEAD_ALONE);
    for _ in 0..4 {
        if screen.text().lines().any(|line| line.contains('›') && line.contains("saxifrage")) {
            break;
        }
        screen.send(DOWN);
        screen.settle();
    }
    screen.send_and_wait("H", "head alone: skipped here");
    // The subject lead looks on from here.
    let so_far = screen.bytes();
    let before = screen.send_and_wait("4", "Presenting: what is said");
    assert!(before.contains("1 point for the head alone is not shown."), "{before}");
    screen.send_and_wait(ENTER, "1 of 2");
    screen.send_and_wait("s", "✓ said");
    screen.send_and_wait(RIGHT, "2 of 2");
    screen.send_and_wait("s", "✓ said");
    screen.send_and_wait(RIGHT, "That was the last point");
    let shown = String::from_utf8_lossy(&screen.raw()[so_far..]).into_owned();
    assert!(shown.contains("own words") && !shown.contains("saxifrage") && !shown.contains("teacher"), "{shown}");
    screen.send(&ctrl('c'));
    screen.wait_for("head alone: skipped here");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
}

fn the_second_day_is_presented(review: &Review) {
    let mut screen = points(review);
    let shown = screen.wait_for(SECOND_DAY);
    // What was said on the first day is there to be remembered, and is not new.
    assert_eq!(shown.matches("not again here").count(), 2, "{shown}");
    assert!(!shown.contains(HEAD_ALONE), "it belongs to the first meeting still: {shown}");
    screen.send(&ctrl('f'));
    screen.wait_for(HEAD_ALONE);
    for _ in 0..4 {
        if screen.text().lines().any(|line| line.contains('›') && line.contains("saxifrage")) {
            break;
        }
        screen.send(DOWN);
        screen.settle();
    }
    screen.send(">");
    screen.wait_gone(HEAD_ALONE);
    screen.send(&ctrl('f'));
    screen.wait_for(HEAD_ALONE);
    screen.send_and_wait("4", "Presenting: what is said");
    let first = screen.send_and_wait(ENTER, "1 of 2");
    assert!(first.contains("saxifrage") && first.contains("for the head alone"), "{first}");
    assert!(first.contains("then, when the others have joined: Which books"), "{first}");
    screen.send_and_wait("s", "✓ said");
    let second = screen.send_and_wait(RIGHT, "2 of 2");
    assert!(
        second.contains(SECOND_DAY) && !second.contains("saxifrage") && !second.contains("for the head"),
        "{second}"
    );
    screen.send_and_wait("s", "✓ said");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
}

fn point_named(feedback: &serde_json::Value, words: &str) -> String {
    let meetings = feedback["meetings"].as_array().unwrap();
    let points = meetings.iter().flat_map(|m| m["points"].as_array().unwrap());
    points.filter(|p| p["text"] == words).map(|p| p["id"].as_str().unwrap().to_owned()).next().unwrap()
}

fn what_leaves_for_both_has_nothing_of_the_heads_own(review: &Review) {
    let both = "host-head-and-subject-lead";
    for format in ["md", "html", "docx"] {
        let name = format!("both/report.{format}");
        std::fs::create_dir_all(review.path("both")).unwrap();
        review.cli(&["report", NOTEBOOK, "--audience", both, "--appendix", "--format", format, "-o", &name]);
    }
    // That the words rest on what is held back is settled; that they are the head's alone is not.
    let id = point_named(&review.json(&["feedback", NOTEBOOK]), HEAD_ALONE);
    let refused = review.cli_with_input(&["point", NOTEBOOK, "confirm", &id], "");
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && told.contains("--confirm") && !told.contains("saxifrage"), "{told}");
    let key = age_key(review);
    review.cli(&["export", NOTEBOOK, "--audience", both, "--confirm", &id, "-r", &key, "-o", "both.age"]);
    unpack(review, "both.age", "both/pack");
    let said = text_below(&review.path("both"));
    for words in [FIRST_DAY[0], FIRST_DAY[1], SECOND_DAY, "Y6 wait with closed books"] {
        assert!(said.contains(words), "{words}");
    }
    for words in [&["saxifrage", "steady teacher", "toadflax"], &NEVER[..]].concat() {
        assert!(!said.contains(words), "{words} leaves for the subject lead too");
    }
    let card = review.cli(&["card", NOTEBOOK, "--meeting", "summary-1"]);
    assert!(card.contains(FIRST_DAY[0]) && !card.contains("saxifrage"), "{card}");
}

fn the_heads_pack_has_it(review: &Review) {
    let key = age_key(review);
    let id = point_named(&review.json(&["feedback", NOTEBOOK]), HEAD_ALONE);
    let args = ["export", NOTEBOOK, "--audience", "host-head", "--confirm", &id, "-r", &key, "-o", "head.age"];
    let mut export = review.terminal(&args, 120, 50);
    export.send_and_wait("", "1 note is marked for the head alone");
    export.wait_for("assphrase");
    export.send(&format!("{PHRASE}{ENTER}"));
    assert_eq!(export.wait_exit(), 0, "{}", export.text());
    unpack(review, "head.age", "head");
    let said = text_below(&review.path("head"));
    for words in ["saxifrage", "toadflax", FIRST_DAY[0], SECOND_DAY] {
        assert!(said.contains(words), "{words}");
    }
    // A report gets handed on: not even the head's has it.
    let report = std::fs::read_to_string(find(&review.path("head"), "report.html")).unwrap();
    assert!(report.contains(FIRST_DAY[0]) && !report.contains("saxifrage") && !report.contains("toadflax"), "{report}");
    for words in NEVER {
        assert!(!said.contains(words), "{words}");
    }
}

// ── What leaves, as whoever gets it opens it ─────────────────────────────────────────────────────

/// A key of somebody outside; gives the public one.
fn age_key(review: &Review) -> String {
    let file = review.path("outside.key");
    if !file.exists() {
        assert!(Command::new("age-keygen").arg("-o").arg(&file).output().unwrap().status.success());
    }
    let public = Command::new("age-keygen").arg("-y").arg(&file).output().unwrap();
    String::from_utf8(public.stdout).unwrap().trim().to_owned()
}

fn unpack(review: &Review, pack: &str, to: &str) {
    let zip = review.path(&format!("{pack}.zip"));
    let pack = review.path(pack);
    let pack = if pack.exists() { pack } else { pack.with_extension("zip.age") };
    let mut open = Command::new("age");
    let opened = open.args(["-d", "-i"]).arg(review.path("outside.key")).arg("-o").arg(&zip).arg(pack).status();
    assert!(opened.unwrap().success());
    unzip(&zip, &review.path(to));
}

fn unzip(zip: &Path, to: &Path) {
    assert!(Command::new("unzip").arg("-q").arg(zip).arg("-d").arg(to).status().unwrap().success());
}

/// The bytes of every file, those inside Word's files too.
fn text_below(folder: &Path) -> String {
    for (path, _) in files_below(folder) {
        if path.extension().is_some_and(|e| e == "docx") {
            unzip(&path, &path.with_extension("unzipped"));
        }
    }
    files_below(folder).into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

fn find(folder: &Path, name: &str) -> std::path::PathBuf {
    files_below(folder).into_iter().map(|(path, _)| path).find(|path| path.ends_with(name)).unwrap()
}
