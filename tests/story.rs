//! A reviewer's day from the plan to the host head's encrypted pack, on the real program.
//!
//! The one test is long because the story is: each chapter leaves behind what the next one needs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::process::Command;
use support::keys::{BACKSPACE, DOWN, END, ENTER, HOME, UP, alt, ctrl};
use support::{NOTEBOOK, Review, Terminal, files_below, files_with, typed};

/// Book scrutiny: evidence is written, and the screen is not quiet.
const MORNING: &str = "2026-06-10T11:10";
const EVENING: &str = "2026-06-10T19:00";

const SIZE: (u16, u16) = (150, 40);

/// Open notes that stay as they are.
const OPEN: [&str; 3] = [
    "Y3 draw regrouping before they write it",
    "Y5 same sheet for all, quick finishers copy it out",
    "Who chooses the task after a quick finish",
];
/// Written without a question; tagged later.
const UNTAGGED: [&str; 2] = ["Marking names the next step", "Targets are in every book"];
const LONG: [&str; 2] = ["Each unit opens with a short check", "Planning keeps the same order in each year"];
/// Before and after it is edited.
const EDITED: (&str, &str) = ("Adults model the stem wobbly", "Adults model the stem sentence");
const DELETED: &str = "Written under the wrong school";
const SEALED_BY_MARK: &str = "Deputy says the scheme is under review";
const SEALED_BY_KEY: &str = "Two classes had three teachers since January";
const SEALED_LATE: &str = "Staffing worries the subject leader";
const CONCERN: &str = "A child said that at home nobody";

#[test]
fn a_visit_day_from_the_plan_to_the_encrypted_notebook() {
    let mut review = Review::bare("");
    a_plan_is_made(&review);
    review.at(MORNING);
    review.cli(&["new", "plan.toml", "-o", NOTEBOOK]);

    let mut screen = review.screen(SIZE.0, SIZE.1);
    let phrase = first_entry(&mut screen);
    notes_are_written(&mut screen);
    notes_are_changed(&mut screen);
    the_day_slips(&mut screen);
    notes_are_tagged(&mut screen);
    gaps_are_seen(&mut screen);
    sealed_notes_open_and_close(&mut screen, &phrase);
    a_note_is_sealed_late(&mut screen);
    a_line_becomes_a_concern(&mut screen);
    feedback_is_made(&mut screen);
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
    review.is_sound();

    review.at(EVENING);
    the_commands_agree(&review);
    nothing_sealed_is_plain(&review);
    let said = the_pack_is_written(&review);
    the_age_tool_opens_it(&review, &said);
    visitbook_shows_it(&review, &said);
}

fn a_plan_is_made(review: &Review) {
    let template = review.cli(&["plan", "template", "subject"]);
    let plan = template
        .replace("2027-01-19", "2026-06-10")
        .replace("2027-01-20", "2026-06-11")
        .replace("The host school", "Fernhollow Primary")
        .lines()
        .map(|line| line.split("# FILL IN").next().unwrap().trim_end().to_owned() + "\n")
        .collect::<String>();
    // A slip first: the check says where it is and what to write.
    std::fs::write(review.path("plan.toml"), plan.replace("end = \"08:45\"", "end = \"08:15\"")).unwrap();
    let refused = review.cli_with_input(&["plan", "check", "plan.toml"], "");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("plan.toml:") && said.contains("08:15"), "{said}");
    std::fs::write(review.path("plan.toml"), plan).unwrap();
    review.cli(&["plan", "check", "plan.toml"]);
    assert!(review.cli(&["plan", "show", "plan.toml"]).contains("Book scrutiny"));
}

/// Gives the generated passphrase, read off the screen.
fn first_entry(screen: &mut Terminal) -> String {
    screen.wait_until("the six words", |s| six_words(s).is_some());
    let phrase = six_words(&screen.text()).unwrap();
    screen.send(ENTER);
    let protocol = screen.wait_for("Protocol for the day");
    assert!(protocol.contains("Conduct"), "{protocol}");
    // Nothing can be written before it is read and accepted.
    for _ in 0..40 {
        if screen.text().contains("I have read this") {
            break;
        }
        screen.send(&DOWN.repeat(4));
        screen.settle();
    }
    let protocol = screen.wait_for("I have read this and will keep to it.");
    assert!(protocol.contains("ext 0"), "whom to tell stands there:\n{protocol}");
    screen.send_and_wait(ENTER, "Accepted.");
    phrase
}

/// The words behind the numbers 1 to 6, once they are all there.
fn six_words(shown: &str) -> Option<String> {
    let (_, shown) = shown.split_once("passphrase").or_else(|| shown.split_once("six words were made for you"))?;
    let words: Vec<&str> = shown.split([' ', '\n', '│', '.']).filter(|w| !w.is_empty()).collect();
    let is_word = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase());
    let behind =
        |n: usize| words.windows(2).find(|pair| pair[0] == n.to_string() && is_word(pair[1])).map(|pair| pair[1]);
    Some((1..=6).map(behind).collect::<Option<Vec<_>>>()?.join(" "))
}

fn notes_are_written(screen: &mut Terminal) {
    screen.note(&format!("{} #1 + @books", OPEN[0]));
    screen.note(&format!("{} #3 -", OPEN[1]));
    screen.note(&format!("{} ? #3", OPEN[2]));
    screen.note(UNTAGGED[0]);
    screen.note(UNTAGGED[1]);
    screen.note(EDITED.0);
    screen.note(SEALED_LATE);

    // Sealed by a mark: the preview says so before Enter.
    screen.send(&format!("! {SEALED_BY_MARK}"));
    screen.wait_for("SEALED");
    screen.send(ENTER);
    screen.wait_for("Saved, sealed.");
    screen.wait_gone(SEALED_BY_MARK);
    // Sealed by a key.
    screen.send(&ctrl('s'));
    screen.wait_for("SEALED");
    screen.send_and_wait(SEALED_BY_KEY, SEALED_BY_KEY);
    screen.send(ENTER);
    screen.wait_gone(SEALED_BY_KEY);
    screen.wait_gone("SEALED");

    // A long note, in the editor.
    screen.send(&ctrl('j'));
    screen.wait_for("^D save");
    screen.send(&format!("{}{ENTER}{} #2", LONG[0], LONG[1]));
    screen.wait_for(LONG[1]);
    screen.send(&ctrl('d'));
    screen.wait_for("Saved.");
    let shown = screen.wait_gone("^D save");
    assert!(shown.contains(LONG[0]), "{shown}");
}

/// What stands behind the arrows' sign, and in which row: in the list, and in what lies over it.
fn chosen(screen: &str) -> Vec<(usize, String)> {
    // The title of the box that has the keyboard has the sign too.
    let rows = screen.lines().enumerate().filter(|(_, line)| !line.contains('─'));
    rows.filter_map(|(n, line)| Some((n, line.rsplit_once('›')?.1.to_owned()))).collect()
}

/// Moves the arrows to a note, by `key`.
fn choose(screen: &mut Terminal, key: &str, note: &str) {
    walk(screen, key, note, |row| row.contains(note));
}

/// Moves the arrows to a choice in a list of choices, and takes it.
fn pick(screen: &mut Terminal, choice: &str) {
    walk(screen, DOWN, choice, |row| row.trim_start().starts_with(choice));
    screen.send(ENTER);
}

fn walk(screen: &mut Terminal, key: &str, to: &str, is_there: impl Fn(&str) -> bool) {
    for _ in 0..20 {
        let before = chosen(&screen.text());
        if before.iter().any(|(_, row)| is_there(row)) {
            return;
        }
        screen.send(key);
        screen.wait_until("the arrows to move", |s| chosen(s) != before);
    }
    panic!("{to} cannot be chosen:\n{}", screen.text());
}

fn notes_are_changed(screen: &mut Terminal) {
    choose(screen, UP, EDITED.0);
    screen.send(&ctrl('e'));
    screen.wait_for("^D save");
    screen.send(&format!("{END}{}sentence", BACKSPACE.repeat("wobbly".len())));
    screen.wait_for(EDITED.1);
    screen.send(&ctrl('d'));
    screen.wait_for("Changed.");
    screen.wait_gone(EDITED.0);

    // Deleted, brought back, and deleted for good.
    screen.note(DELETED);
    choose(screen, UP, DELETED);
    screen.send(&alt('d'));
    screen.wait_for("Deleted; undo brings it back.");
    screen.wait_gone(DELETED);
    screen.send(&ctrl('u'));
    screen.wait_for("Undone.");
    screen.wait_for(DELETED);
    // The arrow stayed on the note above, where the deletion had left it.
    choose(screen, DOWN, DELETED);
    screen.send(&alt('d'));
    screen.wait_gone(DELETED);
}

fn the_day_slips(screen: &mut Terminal) {
    screen.send(&alt('.'));
    let late = screen.wait_for("5 late");
    assert!(late.contains("11:30 Team meeting"), "{late}");
    screen.send(&alt('p'));
    screen.wait_for("paused");
    screen.send(&alt('p'));
    screen.wait_gone("paused");
    screen.send(&alt('n'));
    screen.wait_until("the next activity to be on", |s| s.lines().next().is_some_and(|l| l.contains("Team meeting")));
    screen.send(&alt('i'));
    screen.wait_for("What is put in now");
    screen.send_and_wait("Assembly", "Assembly");
    screen.send(ENTER);
    screen.wait_for("What sort of activity is it?");
    screen.send(ENTER);
    screen.wait_until("the inserted activity", |s| s.matches("Assembly").count() > 1);
}

fn notes_are_tagged(screen: &mut Terminal) {
    screen.send(&alt('2'));
    screen.wait_for("4 without a question");
    // The list narrows as one types.
    screen.send("/");
    screen.wait_for("Search");
    screen.send("names");
    screen.wait_gone(UNTAGGED[1]);
    screen.send(&ctrl('c'));
    screen.wait_for(UNTAGGED[1]);
    // Two at once.
    choose(screen, DOWN, UNTAGGED[0]);
    screen.send_and_wait(" ", "1 selected");
    choose(screen, DOWN, UNTAGGED[1]);
    screen.send_and_wait(" ", "2 selected");
    screen.send("1");
    screen.wait_until("the two to be tagged", |s| UNTAGGED.iter().all(|note| !s.contains(note)));
}

fn gaps_are_seen(screen: &mut Terminal) {
    let shown = screen.send_and_wait(&alt('3'), "What is missing");
    let row = |name: &str| shown.lines().find(|l| l.contains(name)).unwrap_or_default().to_owned();
    // Three of the books on question 1, one of them a strength; sealed notes are told, not counted.
    assert!(row("Progress ").contains("●○○○   3  +1  -0"), "{shown}");
    assert!(row("Leadership ").contains("●○○○   1  +0  -0"), "{shown}");
    assert!(row("Our own question ").contains("●○○○   2  +0  -1"), "{shown}");
    assert!(shown.contains("2 sealed, not counted"), "{shown}");
    assert!(shown.contains("nothing from pupils on 3"), "{shown}");
}

fn sealed_notes_open_and_close(screen: &mut Terminal, phrase: &str) {
    screen.send_and_wait(&alt('4'), "Locked: nothing sealed can be read");
    screen.send_and_wait(&alt('u'), "Passphrase");
    screen.send(&format!("not {phrase}{ENTER}"));
    screen.wait_for("does not fit");
    screen.send(&format!("{phrase}{ENTER}"));
    screen.wait_for("Unlocked: words can be shown");
    screen.wait_gone("Passphrase");
    screen.send(ENTER);
    screen.wait_for(SEALED_BY_MARK);
    screen.send(DOWN);
    screen.send(ENTER);
    screen.wait_for(SEALED_BY_KEY);
    screen.send(&ctrl('k'));
    screen.wait_for("Locked: nothing sealed can be read");
    let locked = screen.wait_gone(SEALED_BY_KEY);
    assert!(!locked.contains(SEALED_BY_MARK), "{locked}");
}

fn a_note_is_sealed_late(screen: &mut Terminal) {
    screen.send_and_wait(&alt('2'), "2 without a question");
    choose(screen, DOWN, SEALED_LATE);
    screen.send_and_wait("!", "Who shall be able to read it?");
    screen.send_and_wait(ENTER, "colleagues may have read it before");
    screen.wait_gone(SEALED_LATE);
}

fn a_line_becomes_a_concern(screen: &mut Terminal) {
    screen.send_and_wait(&alt('1'), "Capture");
    screen.send(CONCERN);
    screen.wait_until("the line", |s| typed(s) == CONCERN);
    let card = screen.send_and_wait(&ctrl('x'), "A concern");
    assert!(card.contains("ext 0") && card.contains("999") && card.matches(CONCERN).count() >= 1, "{card}");
    screen.send_and_wait("1", "Whom did you tell");
    screen.send_and_wait(ENTER, "Recorded, sealed to you alone");
    // The card is there again; Enter erases the words, which belong on the school's form.
    screen.wait_for("A concern");
    screen.send(ENTER);
    screen.wait_until("the words to be gone", |s| !s.contains(CONCERN) && !s.contains("A concern"));
    assert_eq!(typed(&screen.text()), "");
}

/// Makes a point of one note, in Tag.
fn point(screen: &mut Terminal, note: &str, kind: &str, words: &str) {
    screen.send(HOME);
    screen.settle();
    choose(screen, DOWN, note);
    // The kind is what the evidence says of itself.
    screen.send_and_wait("p", &format!("The words of the {kind}"));
    screen.send_and_wait(words, words);
    screen.send(ENTER);
    screen.wait_gone("The words of the");
}

const POINTS: [&str; 3] = ["Pupils draw before they write", "Quick finishers copy", "Tasks after the first one"];

fn feedback_is_made(screen: &mut Terminal) {
    screen.send_and_wait(&alt('2'), "1 without a question");
    screen.send_and_wait("t", OPEN[0]);
    point(screen, OPEN[0], "strength", POINTS[0]);
    point(screen, OPEN[1], "development", POINTS[1]);
    point(screen, OPEN[2], "wondering", POINTS[2]);
    // The brief feedback of this half-day; each point says what it rests on.
    screen.send(&alt('5'));
    screen.wait_until("the points", |s| in_order(s, &POINTS) && s.contains("Summary meeting: brief feedback · Wed"));
    screen.wait_for("one source only: books");
    // In another order.
    choose(screen, DOWN, "1  + strength");
    screen.send("]");
    screen.wait_until("another order", |s| in_order(s, &[POINTS[1], POINTS[0], POINTS[2]]));
    // One made of two, with the evidence of both.
    walk(screen, DOWN, "the wondering", |row| row.contains("? wondering"));
    screen.send(" ");
    screen.wait_for("›●");
    walk(screen, UP, "the development", |row| row.contains("- development"));
    screen.send("m");
    screen.wait_for("2 notes");
    // One without evidence says so.
    screen.send_and_wait("n", "What kind of point is it?");
    pick(screen, "thanks");
    screen.wait_for("The words of the thanks");
    screen.send_and_wait(THANKS, THANKS);
    screen.send(ENTER);
    screen.wait_gone("The words of the");
    screen.wait_for("it fits");
    // The second half-day has a meeting of its own.
    screen.send(&ctrl('f'));
    screen.wait_until("the other meeting", |s| s.contains("brief feedback · Thu") && !s.contains(POINTS[0]));
}

const THANKS: &str = "Thank you for a day without hurry";

/// Whether the screen shows these words one below the other.
fn in_order(screen: &str, words: &[&str]) -> bool {
    words.iter().map(|word| screen.find(word)).collect::<Option<Vec<_>>>().is_some_and(|at| at.is_sorted())
}

/// Every open note that is in force.
fn open_notes() -> Vec<String> {
    let mut notes: Vec<String> = OPEN.iter().chain(&UNTAGGED).map(|note| (*note).to_owned()).collect();
    notes.extend([EDITED.1.to_owned(), LONG.join("\n")]);
    notes.sort();
    notes
}

fn the_commands_agree(review: &Review) {
    let list = review.json(&["list", NOTEBOOK]);
    let list = list.as_array().unwrap();
    let mut open: Vec<_> = list.iter().filter_map(|note| note["text"].as_str()).collect();
    open.sort_unstable();
    assert_eq!(open, open_notes());
    let sealed: Vec<_> = list.iter().filter(|note| note["sealed"] == true).collect();
    assert_eq!(sealed.len(), 3);
    assert!(sealed.iter().all(|note| note["text"].is_null() && note["questions"].is_null()), "{sealed:?}");

    let coverage = review.json(&["coverage", NOTEBOOK]);
    let totals: Vec<_> =
        coverage["questions"].as_array().unwrap().iter().map(|q| q["total"].as_u64().unwrap()).collect();
    assert_eq!((totals, coverage["sealed_not_counted"].as_u64()), (vec![3, 1, 2], Some(3)));

    let feedback = review.json(&["feedback", NOTEBOOK]);
    let points: Vec<_> = feedback["meetings"][0]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["kind"].as_str().unwrap(), p["evidence_open"].as_u64().unwrap()))
        .collect();
    assert_eq!(points, [("development", 2), ("strength", 1), ("thanks", 0)]);
    assert!(in_order(&review.cli(&["feedback", NOTEBOOK]), &[POINTS[1], POINTS[2], POINTS[0], THANKS]));
    let day = review.cli(&["day", NOTEBOOK]);
    assert!(day.contains("Assembly"), "{day}");
}

fn nothing_sealed_is_plain(review: &Review) {
    for words in [SEALED_BY_MARK, SEALED_BY_KEY, SEALED_LATE, CONCERN] {
        assert_eq!(files_with(review.folder(), words), Vec::<std::path::PathBuf>::new(), "{words}");
    }
}

/// Gives the passphrase to be said aloud.
fn the_pack_is_written(review: &Review) -> String {
    let mut export = review.terminal(&["export", NOTEBOOK, "-p", "-o", "for-head.age"], 100, 60);
    assert_eq!(export.wait_exit(), 0, "{}", export.text());
    let said = export.text();
    assert!(said.contains("3 sealed notes"), "what stays is told:\n{said}");
    six_words(&said).unwrap_or_else(|| panic!("no passphrase in:\n{said}"))
}

/// Runs a program that asks for one passphrase; gives all it showed.
fn asked(mut program: Terminal, passphrase: &str) -> String {
    program.wait_until("to be asked", |s| s.contains("assphrase") && s.trim_end().ends_with(':'));
    program.send(&format!("{passphrase}{ENTER}"));
    assert_eq!(program.wait_exit(), 0, "{}", program.text());
    String::from_utf8(program.raw()).unwrap()
}

fn the_age_tool_opens_it(review: &Review, said: &str) {
    asked(review.tool("age", &["-d", "-o", "for-head.zip", "for-head.age"], 100, 30), said);
    let pack = review.path("pack");
    let unzip = Command::new("unzip").arg("-q").arg(review.path("for-head.zip")).arg("-d").arg(&pack).status();
    assert!(unzip.expect("unzip is there").success());
    // The released notebook is among them, and no text; of that, too, every byte is looked at.
    let files: Vec<(String, String)> = files_below(&pack)
        .into_iter()
        .map(|(path, bytes)| {
            (path.file_name().unwrap().to_string_lossy().into(), String::from_utf8_lossy(&bytes).into())
        })
        .collect();
    let file = |name: &str| &files.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}")).1;
    for note in open_notes() {
        for line in note.lines() {
            for name in ["notebook.html", "evidence.json", "evidence.csv", "release.json"] {
                assert!(file(name).contains(line), "“{line}” is not in {name}");
            }
        }
    }
    for point in [POINTS[0], POINTS[1], THANKS] {
        assert!(file("report.html").contains(point), "{point}");
    }
    let released = visitbook::notebook::released::read(&std::fs::read(pack.join("data/released.visitbook")).unwrap());
    let mut released: Vec<_> = released.unwrap().notes.iter().map(|n| n.evidence().unwrap().text.clone()).collect();
    released.sort();
    assert_eq!(released, open_notes());
    let never = [SEALED_BY_MARK, SEALED_BY_KEY, SEALED_LATE, CONCERN, DELETED, EDITED.0, "wobbly", said];
    for (name, text) in &files {
        for words in never {
            assert!(!text.contains(words), "“{words}” is in {name}");
        }
    }
}

fn visitbook_shows_it(review: &Review, said: &str) {
    let shown = asked(review.terminal(&["open", "for-head.age"], 100, 60), said);
    assert!(shown.contains(POINTS[0]) && shown.contains("Fernhollow Primary"), "{shown}");
    assert!(!shown.contains(SEALED_LATE) && !shown.contains(DELETED));
}
