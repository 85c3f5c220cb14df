//! The hour before the summary meeting, on the sample day: from tagged evidence to an ordered feedback
//! for a slot of twenty minutes, with the keys counted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::path::PathBuf;
use support::Terminal;
use support::keys::{DOWN, END, ENTER, HOME, UP};
use visitbook::clock::Clock;
use visitbook::tasks::Desk;
use visitbook::tasks::feedback::PointDeed;
use visitbook::tasks::sample;

/// The team alone, a quarter of an hour before the last summary meeting.
const NOW: &str = "2026-06-11T11:42";

/// F4 and F6.
const QUESTIONS: &str = "\x1bOS";
const FEEDBACK: &str = "\x1b[17~";
const RIGHT: &str = "\x1b[C";

/// A screen on which keys are counted, and the typing of words is not.
struct Counted {
    screen: Terminal,
    keys: usize,
}

impl Counted {
    fn press(&mut self, key: &str) {
        self.keys += 1;
        self.screen.send(key);
    }

    /// Selects the chosen note and goes on to the next.
    fn select(&mut self, selected: usize) {
        self.press(" ");
        self.screen.wait_until("the selection", |s| s.matches('●').count() >= selected && s.contains("›"));
    }

    /// The words of a point on what is selected; none of them stands there yet.
    fn say(&mut self, kind: &str, words: &str) {
        let title = format!("The words of the {kind}");
        self.press("p");
        self.screen.wait_for(&title);
        self.finish(&title, words);
    }

    fn finish(&mut self, title: &str, words: &str) {
        self.screen.send_and_wait(words, words.split_at(words.len() / 2).1.trim());
        self.press(ENTER);
        self.screen.wait_gone(title);
    }

    /// From the evidence of one question to that of the next.
    fn next_question(&mut self, title: &str, first: &str) {
        self.press(RIGHT);
        self.screen.wait_until("the next question", |s| s.lines().any(|l| l.contains('─') && l.contains(title)));
        self.screen.wait_until("its evidence", |s| s.lines().any(|l| l.contains('›') && l.contains(first)));
    }
}

/// The whole sample with its evidence and no point; gives its folder, notebook and home.
fn evidence_alone() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample::build(&folder.path().join("sample"), None).unwrap();
    let clock = Clock::rehearsal(sample.start);
    let mut desk = Desk::open(&sample.home, &sample.notebook, Some(sample.me), clock).unwrap();
    for point in desk.notebook().points().unwrap() {
        desk.change_point(point.id, &PointDeed::Delete, None).unwrap();
    }
    (folder, sample.notebook, sample.home.root().to_owned())
}

const POINTS: [(&str, &str); 7] = [
    ("strength", "Number facts are alive in every corridor, and pupils in Year 4 explain why they work."),
    ("strength", "Flashback is a habit from Year 5 on, and pupils know what it is for."),
    ("strength", "Adults ask for the reason, wait for it, and the wall in the hall shows what comes of it."),
    ("development", "In Year 6 few pupils answer, and the box for reasoning mostly holds one word."),
    ("development", "Those who finish early have nowhere to go; the same tasks stand in all books we saw."),
    ("wondering", "We wondered what fair means to pupils when everyone gets the same sheet."),
    ("offer", "Your Year 6 cards could be shown to others, and your subject leader wants to show them."),
];

#[test]
fn from_tagged_evidence_to_an_ordered_feedback_in_under_sixty_keys() {
    let (folder, notebook, home) = evidence_alone();
    let args = [notebook.to_str().unwrap(), "--as", "lead", "--now", NOW];
    let screen = Terminal::start(&args, &home, folder.path(), 120, 40);
    screen.wait_for("Capture");
    let mut lead = Counted { screen, keys: 0 };

    lead.press(QUESTIONS);
    lead.screen.wait_for("What is missing");
    lead.press(ENTER);
    lead.screen.wait_for("8 rooms passed");
    lead.screen.settle();
    // The kind is what the evidence says of itself; two kinds of source lie under each.
    lead.select(1);
    lead.select(2);
    lead.say("strength", POINTS[0].1);
    lead.select(1);
    lead.select(2);
    lead.say("strength", POINTS[1].1);

    lead.next_question("2 Reasoning", "Hall:");
    lead.select(1);
    lead.select(2);
    lead.say("strength", POINTS[2].1);
    lead.select(1);
    lead.press(DOWN);
    lead.select(2);
    lead.say("development", POINTS[3].1);

    lead.next_question("2b Vocabulary", "Working walls");
    lead.next_question("3 Challenge", "6 of 30");
    lead.select(1);
    (0..5).for_each(|_| lead.press(DOWN));
    lead.select(2);
    lead.say("development", POINTS[4].1);
    lead.press(END);
    lead.select(1);
    lead.say("wondering", POINTS[5].1);
    (0..3).for_each(|_| lead.press(UP));
    lead.select(1);
    lead.select(2);
    lead.press("p");
    lead.screen.wait_for("The words of the strength");
    lead.press("\t");
    lead.screen.wait_for("The words of the impact seen");
    lead.press("\t");
    lead.screen.wait_for("The words of the offer");
    lead.finish("The words of the offer", POINTS[6].1);

    lead.press(FEEDBACK);
    lead.screen.wait_for("7 points");
    // The opening is made from the day, and stands at the end until all are put in their usual order.
    lead.press("N");
    let opening = lead.screen.wait_for("The words of the thanks");
    assert!(opening.contains("classes") || opening.contains("pupils"), "{opening}");
    lead.press(ENTER);
    lead.screen.wait_for("8 points");
    lead.press("=");
    lead.screen.wait_until("the usual order", |s| in_order(s, &["Thank you for having us", POINTS[0].1, POINTS[5].1]));
    lead.press(HOME);
    for nth in 1..=3 {
        lead.press(DOWN);
        if nth == 3 {
            lead.press(DOWN);
            lead.press(DOWN);
        }
        lead.press("*");
        lead.screen.wait_until("the key message", |s| s.matches("key message").count() >= nth);
    }
    let shown = lead.screen.wait_for("it fits");
    assert!(shown.contains("20 min ours: 35 less the host's 15"), "{shown}");
    assert!(lead.keys < 60, "{} keys", lead.keys);

    lead.screen.send("\x11");
    assert_eq!(lead.screen.wait_exit(), 0);
    what_was_made(&folder, &notebook, &home);
}

/// Whether the screen shows the beginnings of these words one below the other.
fn in_order(screen: &str, words: &[&str]) -> bool {
    let found: Option<Vec<usize>> = words.iter().map(|w| screen.find(&w[..w.len().min(20)])).collect();
    found.is_some_and(|at| at.is_sorted())
}

fn what_was_made(folder: &tempfile::TempDir, notebook: &std::path::Path, home: &std::path::Path) {
    let json = {
        let args = ["feedback", notebook.to_str().unwrap(), "--format", "json", "--as", "lead"];
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_visitbook"))
            .args(args)
            .env("VISITBOOK_HOME", home)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice::<serde_json::Value>(&done.stdout).unwrap()
    };
    let meetings = json["meetings"].as_array().unwrap();
    assert_eq!(meetings.len(), 1, "all for the meeting that comes next");
    let points = meetings[0]["points"].as_array().unwrap();
    let told = |key: &str| points.iter().map(|p| p[key].clone()).collect::<Vec<_>>();
    let kinds = ["thanks", "strength", "strength", "strength", "offer", "development", "development", "wondering"];
    assert_eq!(told("kind"), kinds);
    assert_eq!(
        told("question"),
        [serde_json::Value::Null, "1".into(), "1".into(), "2".into(), "3".into(), "2".into(), "3".into(), "3".into()]
    );
    assert_eq!(told("evidence_open"), [0, 2, 2, 2, 2, 2, 2, 1]);
    assert!(points.iter().all(|p| p["unsupported"] == false && p["sealed"] == false), "{points:?}");
    let key: Vec<bool> = points.iter().map(|p| p["key_message"].as_bool().unwrap()).collect();
    assert_eq!(key, [false, true, true, false, false, true, false, false]);
}
