//! Pull the plug in every way: what was said to be saved is there, and so is the half-typed line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::thread;
use std::time::Duration;
use support::keys::{ENTER, alt, ctrl};
use support::{NOTEBOOK, PHRASE, Review, files_with, signal, wait, wait_gone};

/// An activity that yields evidence and is not quiet.
const NOW: &str = "2026-06-10T10:58";

/// How soon a program must be gone whose terminal is.
const SOON: Duration = Duration::from_secs(3);

#[test]
fn kill_9_right_after_enter_loses_nothing() {
    let review = Review::fernhollow(NOW);
    let mut written = Vec::new();
    for n in 0..5 {
        let mut screen = review.screen(100, 30);
        screen.wait_for("Capture");
        let line = format!("Books show step {n} of regrouping");
        screen.note(&line);
        screen.kill();
        written.push(line);
        assert_eq!(kept(&review), written);
    }
    review.is_sound();
}

#[test]
fn kill_9_at_any_instant_loses_nothing_that_was_said_to_be_saved() {
    let review = Review::fernhollow(NOW);
    let (mut all, mut acknowledged) = (Vec::new(), 0);
    // Instants that lie all over typing, saving and drawing.
    for instant in [15, 35, 55, 80, 110, 145, 185, 230] {
        let mut screen = review.screen(100, 30);
        screen.wait_for("Capture");
        let pid = screen.pid();
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(instant));
            signal(pid, "KILL");
        });
        // Typed without waiting, as fast as the line takes it: some notes are saved, one is under way.
        let typed: Vec<String> = (0..12).map(|n| format!("note {n:02} of the run to {instant:03}")).collect();
        for note in &typed {
            screen.send(&format!("{note}{ENTER}"));
        }
        screen.wait_exit();
        killer.join().unwrap();
        let last = screen.text();
        let shown = typed.iter().rposition(|note| is_listed(&last, note)).map_or(0, |at| at + 1);
        // What is kept is what was typed first, whole, and all that the screen had shown as saved.
        let kept: Vec<String> = kept(&review).into_iter().filter(|note| !all.contains(note)).collect();
        assert!(typed.starts_with(&kept), "after {instant} ms: {kept:?}");
        assert!(kept.len() >= shown, "after {instant} ms {shown} were shown as saved, and there are only {kept:?}");
        acknowledged += shown;
        all.extend(kept);
    }
    assert!(acknowledged > 0, "nothing was ever saved: the instants are too early for this machine");
    review.is_sound();
}

/// The notes that are kept, by their words: each start of a rehearsal sets the clock back.
fn kept(review: &Review) -> Vec<String> {
    let mut notes = review.notes();
    notes.sort();
    notes
}

/// Whether the list of notes shows it, and so read it from the notebook: behind its time, which the
/// capture line does not have.
fn is_listed(screen: &str, note: &str) -> bool {
    screen.lines().filter_map(|line| line.find(note).map(|at| &line[..at])).any(|before| before.contains("10:5"))
}

#[test]
fn a_half_typed_line_survives_kill_9_and_does_not_stand_in_the_way() {
    const HALF: &str = "Three pupils could not say why they";
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    screen.send_and_wait(HALF, HALF);
    // A second after the last key, as is promised.
    thread::sleep(Duration::from_secs(1));
    screen.kill();
    assert_eq!(files_with(review.folder(), "Three pupils could not"), Vec::<std::path::PathBuf>::new(), "kept sealed");

    let mut screen = review.screen(100, 30);
    screen.wait_for("1 half-typed line waits");
    // It asks nothing before the next note.
    screen.note("A new line before unlocking");
    screen.send_and_wait(&alt('r'), "Passphrase");
    screen.send(&format!("{PHRASE}{ENTER}"));
    screen.wait_until("the line to be back", |s| s.contains("half-typed line is back") && s.contains(HALF));
    screen.send_and_wait(" chose it", &format!("{HALF} chose it"));
    screen.send(ENTER);
    screen.wait_for("Saved.");
    screen.wait_gone("half-typed line waits");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
    assert_eq!(kept(&review), ["A new line before unlocking".to_owned(), format!("{HALF} chose it")]);

    let screen = review.screen(100, 30);
    screen.wait_for("chose it");
    assert!(!screen.text().contains("half-typed"), "it waits no more:\n{}", screen.text());
}

/// The line is offered again, and comes back whole.
fn comes_back(review: &Review, line: &str) {
    let mut screen = review.screen(100, 30);
    screen.wait_for("1 half-typed line waits");
    screen.send_and_wait(&alt('r'), "Passphrase");
    screen.send(&format!("{PHRASE}{ENTER}"));
    screen.wait_until("the line to be back", |s| s.contains("half-typed line is back") && s.contains(line));
}

#[test]
fn a_closed_terminal_ends_the_program_at_once_and_keeps_the_line() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    // Nobody waits a second here: the signal itself writes the line.
    screen.send_and_wait("Half a note when the window", "Half a note when the window");
    let mut program = screen.hang_up();
    assert_eq!(program.wait_exit_within(SOON), 128 + 1);
    comes_back(&review, "Half a note when the window");
    review.is_sound();
}

#[test]
fn a_terminal_closed_over_a_shell_leaves_no_process_behind() {
    let review = Review::fernhollow(NOW);
    let mut shell = review.tool("sh", &["-i"], 100, 30);
    let program = started_in(&mut shell, &review);
    shell.send_and_wait("Half a note in a shell", "Half a note in a shell");
    let mut shell = shell.hang_up();
    wait_gone(program, SOON);
    shell.wait_exit_within(SOON);
    comes_back(&review, "Half a note in a shell");
}

/// Starts the screen from a shell; gives the program's own process.
fn started_in(shell: &mut support::Terminal, review: &Review) -> u32 {
    let (program, file) = (env!("CARGO_BIN_EXE_visitbook"), review.path("pid"));
    let start = format!("sh -c 'echo $$ > pid; exec {program} {NOTEBOOK} --as lead --now {NOW}'\n");
    shell.send(&start);
    shell.wait_for("Capture");
    std::fs::read_to_string(file).unwrap().trim().parse().unwrap()
}

#[test]
fn term_keeps_the_line_and_ends_at_once_even_on_a_line_that_no_longer_moves() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    screen.send_and_wait("Half a note when told to end", "Half a note when told to end");
    screen.signal("TERM");
    assert_eq!(screen.wait_exit_within(SOON), 128 + 15);
    assert!(screen.is_plain(), "{}", screen.text());

    let mut screen = review.screen(100, 30);
    screen.wait_for("1 half-typed line waits");
    screen.stall();
    screen.send(&format!("saved while nothing could be drawn{ENTER}"));
    // Only the disk can tell: the note is there, and then a line besides the one that waits.
    wait(|| review.notes().len() == 1 && drafts(&review) == 1, || "the note waits for the screen".to_owned());
    screen.send("second half note");
    wait(|| drafts(&review) == 2, || "the half-typed line waits for the screen".to_owned());
    screen.signal("TERM");
    assert_eq!(screen.wait_exit_within(SOON), 128 + 15);
    assert_eq!(review.notes(), ["saved while nothing could be drawn"]);
    review.screen(100, 30).wait_for("2 half-typed lines wait");
}

fn drafts(review: &Review) -> usize {
    support::drafts(review.home()).len()
}

#[test]
fn a_line_that_stalls_delays_no_saving_and_shows_the_newest_when_it_moves_again() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    screen.stall();
    let notes: Vec<String> = (1..=10).map(|n| format!("note {n:02} while the line is stuck")).collect();
    for note in &notes {
        screen.send(&format!("{note}{ENTER}"));
    }
    wait(|| review.notes() == notes, || format!("only {:?} were saved", review.notes()));
    assert!(!screen.text().contains("note 01"), "nothing is drawn meanwhile");
    screen.unstall();
    screen.wait_for("note 10 while");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
}
