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
use support::keys::{BACKSPACE, DOWN, END, ENTER, UP, alt, ctrl};
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
    let shown = screen.wait_for("six words were made for you");
    let phrase = six_words(&shown);
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

/// The words behind the numbers 1 to 6.
fn six_words(shown: &str) -> String {
    let words: Vec<&str> = shown.split([' ', '\n', '│', '.']).filter(|w| !w.is_empty()).collect();
    let behind = |n: usize| {
        let number = n.to_string();
        let at = words.windows(2).position(|pair| pair[0] == number && pair[1].chars().all(|c| c.is_ascii_lowercase()));
        words[at.unwrap_or_else(|| panic!("no word {n} in:\n{shown}")) + 1]
    };
    (1..=6).map(behind).collect::<Vec<_>>().join(" ")
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

/// The row that the arrows are on.
fn chosen(screen: &str) -> &str {
    // The title of the box that has the keyboard has the sign too.
    screen.lines().find(|line| line.contains('›') && !line.contains('─')).unwrap_or_default()
}

/// Moves the arrows to a row, by `key`.
fn choose(screen: &mut Terminal, key: &str, row: &str) {
    for _ in 0..20 {
        let text = screen.text();
        if chosen(&text).contains(row) {
            return;
        }
        let before = chosen(&text).to_owned();
        screen.send(key);
        screen.wait_until("the arrows to move", |s| chosen(s) != before);
    }
    panic!("{row} cannot be chosen:\n{}", screen.text());
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
    choose(screen, UP, DELETED);
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
    screen.wait_for("Tag: evidence without a question");
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
    println!("{}", screen.text());
}

fn gaps_are_seen(screen: &mut Terminal) {
    let matrix = screen.send_and_wait(&alt('3'), "What is missing");
    println!("{matrix}");
}

fn sealed_notes_open_and_close(screen: &mut Terminal, phrase: &str) {
    screen.send_and_wait(&alt('4'), "Locked: nothing sealed can be read.");
    screen.send_and_wait(&alt('u'), "Passphrase");
    screen.send(&format!("not {phrase}{ENTER}"));
    screen.wait_for("does not");
    println!("{}", screen.text());
    screen.send(&format!("{phrase}{ENTER}"));
    screen.wait_for("Unlocked: words can be shown.");
    screen.wait_gone("Passphrase");
    screen.send(ENTER);
    screen.wait_for(SEALED_BY_MARK);
    screen.send(DOWN);
    screen.send(ENTER);
    screen.wait_for(SEALED_BY_KEY);
    screen.send(&ctrl('k'));
    screen.wait_for("Locked: nothing sealed can be read.");
    let locked = screen.wait_gone(SEALED_BY_KEY);
    assert!(!locked.contains(SEALED_BY_MARK), "{locked}");
}

fn a_note_is_sealed_late(screen: &mut Terminal) {
    screen.send_and_wait(&alt('1'), "Capture");
    println!("{}", screen.text());
}

fn a_line_becomes_a_concern(_screen: &mut Terminal) {}
fn feedback_is_made(_screen: &mut Terminal) {}
fn the_commands_agree(_: &Review) {}
fn nothing_sealed_is_plain(_: &Review) {}
fn the_pack_is_written(_: &Review) -> String {
    String::new()
}
fn the_age_tool_opens_it(_: &Review, _: &str) {}
fn visitbook_shows_it(_: &Review, _: &str) {}
