//! What a key costs, counted: bytes to the terminal and frames. Times are measured in `benches/`.
//!
//! The limits are today's figures with a little room. Whoever raises one says why.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "support/stage.rs"]
mod stage;

use stage::{Stage, quantile};
use visitbook::clock::Clock;
use visitbook::tasks::{Desk, sample};

/// A line as a reviewer types it, marks and all.
const LINE: &str =
    "Y4: pupils explain regrouping with counters, 'because ten ones' // talk drives fluency #1 + @lesson";

fn stage() -> (tempfile::TempDir, Stage) {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample::build(folder.path(), Some(sample::MORNING)).unwrap();
    let desk = Desk::open(&sample.home, &sample.notebook, Some(sample.me), Clock::fixed(sample.start)).unwrap();
    (folder, Stage::open(desk, sample.start))
}

#[test]
fn probe() {
    let (_folder, mut stage) = stage();
    let first = stage.draw();
    println!("first {}", first.len());
    std::fs::write("/tmp/first.bin", &first).unwrap();
    let day = include_str!("../sample-data/day.toml");
    let mut all = Vec::new();
    for line in day.lines().filter_map(|l| l.strip_prefix("line = ")).take(30) {
        let line = line.trim_matches(['"', '\'']);
        for c in line.chars() {
            let b = stage.press(crossterm::event::KeyCode::Char(c));
            if b.len() > 60 {
                println!("{} {c:?} {} {:?}", stage.app.day.line.text(), b.len(), String::from_utf8_lossy(&b));
            }
            all.push(b.len());
        }
        stage.press(crossterm::event::KeyCode::Enter);
    }
    all.sort_unstable();
    println!(
        "n {} median {} p90 {} p95 {} p98 {} p99 {} max {} mean {}",
        all.len(),
        quantile(&all, 0.5),
        quantile(&all, 0.9),
        quantile(&all, 0.95),
        quantile(&all, 0.98),
        quantile(&all, 0.99),
        quantile(&all, 1.0),
        all.iter().sum::<usize>() / all.len()
    );
}
