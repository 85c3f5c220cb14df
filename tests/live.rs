//! Several people at one notebook at the same time: what one writes the others see, at once, and
//! nothing of theirs is moved by it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::thread;
use std::time::Duration;
use support::keys::{ENTER, UP, alt, ctrl};
use support::{NOTEBOOK, PHRASE, Review, Terminal, files_with, typed, wait};

/// The lead is at an activity that yields evidence and is not quiet.
const NOW: &str = "2026-06-10T10:58";
/// Lessons: the screen starts quiet.
const LESSONS: &str = "2026-06-10T09:40";

/// Two people, each at their own screen.
fn two(now: &str) -> (Review, Terminal, Review, Terminal) {
    let lead = Review::fernhollow(now);
    let other = lead.colleague("elmstead");
    let (mine, theirs) = (lead.screen(100, 30), other.screen(100, 30));
    (lead, mine, other, theirs)
}

/// The activity that a screen is at, as the shell needs it: whatever the lead writes under now.
fn tell(who: &Review, words: &str) {
    who.cli(&["note", NOTEBOOK, words]);
}

#[test]
fn a_colleagues_note_comes_without_a_key_and_moves_nothing_of_mine() {
    let (lead, mut mine, other, mut theirs) = two(NOW);
    mine.wait_for("Capture");
    theirs.wait_for("Capture");
    tell(&lead, "The first note of the lead");
    mine.wait_for("The first note of the lead");
    mine.send_and_wait("half a line of mi", "half a line of mi");
    let cursor = mine.cursor();
    tell(&lead, "Written in another window of mine");
    mine.wait_for("Written in another window");
    assert_eq!((typed(&mine.text()), mine.cursor()), ("half a line of mi".to_owned(), cursor));

    // A note of a colleague's is counted, or shown, wherever it belongs; a shift turns my day too.
    theirs.note("Colleague writes about pictures");
    wait(|| lead.notes().len() == 3, || "the colleague's note is not there".to_owned());
    theirs.send(&alt('.'));
    mine.wait_for("5 late");
    assert_eq!((typed(&mine.text()), mine.cursor()), ("half a line of mi".to_owned(), cursor));

    // The note that is chosen stays chosen when newer ones come.
    mine.send(&format!("{}{UP}{UP}", support::keys::HOME));
    mine.settle();
    other.cli(&["tag", NOTEBOOK, &id_of(&lead, "Written in another window of mine"), "--question", "1"]);
    tell(&lead, "Newer than the chosen one");
    mine.wait_for("Newer than the chosen one");
    mine.send_and_wait(&alt('h'), "The first note of the lead");
    assert!(!mine.text().contains("“Newer than"), "{}", mine.text());
}

fn id_of(review: &Review, words: &str) -> String {
    let list = review.json(&["list", NOTEBOOK]);
    let note = list.as_array().unwrap().iter().find(|n| n["text"] == words).expect("the note").clone();
    note["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_lies_over_the_screen_is_not_disturbed() {
    let (lead, mut mine, _other, theirs) = two(NOW);
    drop(theirs);
    mine.wait_for("Capture");
    mine.send_and_wait(&alt('u'), "Passphrase");
    mine.send(PHRASE);
    tell(&lead, "while the passphrase is typed");
    wait(|| lead.notes().len() == 1, || "no note".to_owned());
    // Long enough for it to have come; that it came shows when the prompt is gone.
    thread::sleep(Duration::from_millis(1500));
    assert!(mine.text().contains("Passphrase"), "{}", mine.text());
    mine.send_and_wait(ENTER, "Unlocked");
    mine.wait_for("while the passphrase is typed");
}

#[test]
fn on_a_quiet_screen_nothing_is_written_at_all() {
    let (lead, mut mine, _other, theirs) = two(LESSONS);
    mine.wait_for("09:40");
    theirs.wait_for("09:40");
    mine.settle();
    let before = mine.bytes();
    tell(&lead, "seen in a lesson");
    // Long enough for it to have come; that it came shows on the whole screen.
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(mine.bytes(), before, "{}", mine.text());
    mine.send_and_wait(&alt('q'), "seen in a lesson");
}

#[test]
fn an_idle_screen_writes_nothing() {
    let (_lead, mine, _other, theirs) = two(NOW);
    mine.wait_for("Elmstead");
    theirs.wait_for("Lead");
    mine.settle();
    let before = (mine.bytes(), theirs.bytes());
    let minute = mine.text().contains("10:58");
    thread::sleep(Duration::from_secs(2));
    // The clock may turn once meanwhile; nothing else may.
    if minute == mine.text().contains("10:58") {
        assert_eq!((mine.bytes(), theirs.bytes()), before);
    }
}

#[test]
fn who_comes_writes_and_goes_is_seen_and_leaves_nothing() {
    let (lead, mut mine, other, mut theirs) = two(NOW);
    mine.wait_for("Elmstead");
    theirs.send("half a");
    mine.wait_for("writing");
    mine.send_and_wait(&alt('o'), "Who else is here");
    assert!(mine.text().contains("since 10:5"), "{}", mine.text());
    mine.send(support::keys::F1);
    mine.send("\x1b");
    theirs.send(&"\x7f".repeat(6));
    mine.wait_gone("writing");
    // Killed, it cannot say goodbye.
    theirs.kill();
    mine.wait_gone("Elmstead");
    let here = || std::fs::read_dir(lead.path("maths.visitbook-here")).map_or(0, Iterator::count);
    assert_eq!(here(), 1, "and whoever sees it takes its file away");
    // The line drops.
    let again = other.screen(100, 30);
    mine.wait_for("Elmstead");
    assert_eq!(again.hang_up().wait_exit_within(Duration::from_secs(10)), 128 + 1);
    mine.wait_gone("Elmstead");
    assert_eq!(files_with(&lead.path("maths.visitbook-here"), "half a"), Vec::<std::path::PathBuf>::new());
    mine.send(&ctrl('q'));
    assert_eq!(mine.wait_exit(), 0);
    assert!(!lead.path("maths.visitbook-here").exists());
    lead.is_sound();
}

#[test]
fn two_sessions_of_one_person_keep_each_its_half_typed_line() {
    let review = Review::fernhollow(NOW);
    let mut sessions = [review.screen(100, 30), review.screen(100, 30)];
    for (session, line) in sessions.iter_mut().zip(["the older half line", "the newer half line"]) {
        session.wait_for("Capture");
        session.send_and_wait(line, line);
        wait(|| session.text().contains(line), || "not typed".to_owned());
        // A second after the last key, as is promised; and so one is older than the other.
        thread::sleep(Duration::from_millis(1200));
    }
    let third = review.screen(100, 30);
    third.wait_for("Capture");
    assert!(!third.text().contains("half-typed line"), "what a living session types is not offered");
    drop(third);
    for session in &mut sessions {
        session.kill();
    }
    let mut screen = review.screen(100, 30);
    screen.wait_for("2 half-typed lines wait");
    screen.send_and_wait(&alt('r'), "Passphrase");
    screen.send(&format!("{PHRASE}{ENTER}"));
    screen.wait_until("the oldest", |s| typed(s) == "the older half line");
    screen.send(ENTER);
    screen.wait_until("it to be saved", |s| typed(s).is_empty());
    screen.send(&alt('r'));
    screen.wait_until("the other", |s| typed(s) == "the newer half line");
    screen.wait_gone("half-typed lines wait");
}

#[test]
fn the_line_under_an_open_editor_is_kept_too() {
    let review = Review::fernhollow(NOW);
    review.cli(&["note", NOTEBOOK, "a note to change"]);
    let mut screen = review.screen(100, 30);
    screen.wait_for("a note to change");
    screen.send_and_wait("half a line", "half a line");
    screen.send(UP);
    screen.send(&ctrl('e'));
    screen.send_and_wait(" with more words", "a note to change with more words");
    thread::sleep(Duration::from_millis(1200));
    screen.kill();
    review.screen(100, 30).wait_for("2 half-typed lines wait");
}

#[test]
fn a_notebook_taken_away_takes_no_note_and_says_so() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    screen.send_and_wait("what I am typing", "what I am typing");
    std::fs::rename(review.path(NOTEBOOK), review.path("aside")).unwrap();
    screen.wait_for("is no longer there");
    screen.send(ENTER);
    screen.settle();
    assert_eq!(typed(&screen.text()), "what I am typing");
    // Put back, it goes on.
    std::fs::rename(review.path("aside"), review.path(NOTEBOOK)).unwrap();
    screen.wait_gone("is no longer there");
    screen.send_and_wait(ENTER, "Saved.");
    assert_eq!(review.notes(), ["what I am typing"]);
    // Another file in its place is another notebook, however much it looks the same.
    screen.send_and_wait("and this", "and this");
    std::fs::copy(review.path(NOTEBOOK), review.path("copy")).unwrap();
    std::fs::rename(review.path("copy"), review.path(NOTEBOOK)).unwrap();
    screen.wait_for("Another file has taken the place");
    screen.send(ENTER);
    screen.settle();
    assert_eq!(typed(&screen.text()), "and this");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
    review.screen(100, 30).wait_for("1 half-typed line waits");
}

#[test]
fn two_who_change_one_note_at_once_lose_nothing_and_one_of_them_chooses() {
    let (lead, mut mine, other, theirs) = two(NOW);
    theirs.wait_for("Capture");
    tell(&lead, "Sam saw this");
    mine.wait_for("Sam saw this");
    let id = id_of(&lead, "Sam saw this");
    mine.send(UP);
    mine.send(&ctrl('e'));
    mine.send_and_wait(" in two rooms", "Sam saw this in two rooms");
    other.cli(&["edit", NOTEBOOK, &id, "Sam saw this, and so did I"]);
    mine.send_and_wait(&alt('\r'), "both are kept");
    mine.wait_for("two versions");
    let history = lead.cli(&["history", NOTEBOOK, &id]);
    let said = history.split("Written by two at once").nth(1).expect("both versions are listed");
    assert!(said.contains("in two rooms") && said.contains("so did I"), "{history}");

    // Chosen on the screen: the second row.
    mine.send(UP);
    mine.send_and_wait(&alt('v'), "Written by two at once");
    let shown = mine.text();
    assert!(shown.contains("Elmstead") && shown.contains("so did I") && shown.contains("in two rooms"), "{shown}");
    mine.send(support::keys::DOWN);
    mine.send_and_wait(ENTER, "Kept");
    mine.wait_gone("two versions");
    assert_eq!(lead.notes(), ["Sam saw this, and so did I"]);

    // And from the shell, of two versions that a screen and the shell made.
    mine.send(UP);
    mine.send(&ctrl('e'));
    mine.send_and_wait(" again", "so did I again");
    other.cli(&["edit", NOTEBOOK, &id, "Elmstead has the last word"]);
    mine.send_and_wait(&alt('\r'), "both are kept");
    let history = lead.cli(&["history", NOTEBOOK, &id]);
    let line = history.lines().rev().find(|l| l.contains("last word")).expect("their version");
    let change = line.split_whitespace().next().unwrap();
    lead.cli(&["edit", NOTEBOOK, &id, "--keep", change]);
    mine.wait_for("Elmstead has the last word");
    mine.wait_gone("two versions");
    lead.is_sound();
}
