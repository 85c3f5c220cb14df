//! What a key costs, counted: bytes to the terminal, frames, readings of the notebook. Times are
//! measured in `benches/`.
//!
//! The limits are today's figures with a little room. Whoever raises one says why.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "support/stage.rs"]
mod stage;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use stage::{Stage, quantile};
use visitbook::clock::Clock;
use visitbook::tasks::{Desk, sample};

fn stage() -> (tempfile::TempDir, Stage) {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample::build(folder.path(), Some(sample::MORNING)).unwrap();
    let desk = Desk::open(&sample.home, &sample.notebook, Some(sample.me), Clock::fixed(sample.start)).unwrap();
    (folder, Stage::open(desk, sample.start))
}

/// Ten notes as a reviewer types them, marks and all.
fn lines() -> impl Iterator<Item = &'static str> {
    let day = include_str!("../sample-data/day.toml");
    day.lines().filter_map(|l| l.strip_prefix("line = ")).map(|l| l.trim_matches(['"', '\''])).take(10)
}

#[test]
fn a_frame_and_a_typed_character_cost_few_bytes() {
    let (_folder, mut stage) = stage();
    let first = stage.draw().len();
    let mut typed = Vec::new();
    for line in lines() {
        typed.extend(stage.write(line));
        stage.press(KeyCode::Enter);
    }
    let figures = (first, quantile(&typed, 0.5), quantile(&typed, 0.99));
    let (first, median, p99) = figures;
    assert!(first <= 4_700, "first frame, median and p99 of a typed character: {figures:?}");
    assert!(median <= 2, "first frame, median and p99 of a typed character: {figures:?}");
    assert!(p99 <= 60, "first frame, median and p99 of a typed character: {figures:?}");
}

#[test]
fn a_frame_in_which_nothing_changed_writes_nothing() {
    let (_folder, mut stage) = stage();
    stage.draw();
    assert_eq!(stage.draw().len(), 0);
    stage.write("half typed");
    assert_eq!(stage.draw().len(), 0);
}

#[test]
fn a_typed_character_reads_nothing_and_a_saved_note_reads_once() {
    let (_folder, mut stage) = stage();
    stage.draw();
    let before = stage.readings();
    stage.write("Y4 explain regrouping with counters #1 + @lesson");
    assert_eq!(stage.readings(), before, "while one types the notebook is not asked");
    stage.press(KeyCode::Enter);
    assert_eq!(stage.readings(), before + 1, "and once when a note is on the disk");
}

#[test]
fn a_key_asks_for_at_most_one_thing_to_be_done() {
    // One frame follows each key, and no key does the work of two.
    let (_folder, mut stage) = stage();
    for c in "Y4 explain".chars() {
        assert!(stage.update(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)).is_empty());
    }
    assert_eq!(stage.update(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)).len(), 1);
}

#[test]
fn a_note_is_one_transaction_of_few_changes() {
    let (_folder, mut stage) = stage();
    let before = stage.desk.notebook().changes().unwrap().len();
    let version = stage.desk.notebook().reader().unwrap();
    let commits = version.others_version().unwrap();
    stage.write("Y4 explain regrouping #1 #3 + @lesson");
    stage.press(KeyCode::Enter);
    // Made, filed, words, two questions, direction, source, place.
    assert_eq!(stage.desk.notebook().changes().unwrap().len() - before, 8);
    assert_eq!(version.others_version().unwrap() - commits, 1, "in one commit");
}
