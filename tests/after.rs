//! After the day: the lead makes actions of two points, says who and by when, ticks off the thanks; the shell and a
//! colleague's screen tell the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::Terminal;
use support::keys::{DOWN, ENTER, UP};
use visitbook::tasks::sample;

/// The Friday after the visit.
const NOW: &str = "2026-06-12T15:30";

/// F6 and F10.
const FEEDBACK: &str = "\x1b[17~";
const AFTER: &str = "\x1b[21~";
const QUIT: &str = "\x11";
const UNDO: &str = "\x15";

/// The whole sample after its second day; gives its folder, notebook and home.
fn after_the_day() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample::build(&folder.path().join("sample"), None).unwrap();
    (folder, sample.notebook, sample.home.root().to_owned())
}

fn screen(notebook: &Path, home: &Path, folder: &Path, (width, height): (u16, u16)) -> Terminal {
    let args = [notebook.to_str().unwrap(), "--as", "lead", "--now", NOW];
    Terminal::start(&args, home, folder, width, height)
}

fn shell(notebook: &Path, home: &Path, words: &[&str]) -> String {
    let mut run = Command::new(env!("CARGO_BIN_EXE_visitbook"));
    let (command, rest) = words.split_first().unwrap();
    run.arg(command).arg(notebook).args(rest).args(["--as", "lead", "--now", NOW]).env("VISITBOOK_HOME", home);
    let done = run.output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A field of the form is filled in; the next one comes.
fn fill(screen: &mut Terminal, words: &str, next: &str) {
    screen.send_and_wait(words, words);
    screen.send(ENTER);
    screen.wait_for(next);
}

#[test]
fn the_lead_makes_two_actions_of_points_and_ticks_off_the_thanks_and_the_shell_says_the_same() {
    let (folder, notebook, home) = after_the_day();
    let mut lead = screen(&notebook, &home, folder.path(), (120, 40));
    lead.send(FEEDBACK);
    lead.wait_for("[Points]");
    // To the first day's meeting, to which the sample's points belong; there from the top to the bottom.
    lead.send(&support::keys::ctrl('f'));
    lead.wait_for("9 points");
    let mut made = 0;
    for _ in 0..10 {
        lead.settle();
        let chosen = lead.text().lines().find(|l| l.starts_with('›')).map(str::to_owned).unwrap_or_default();
        if chosen.contains("- development") && !chosen.contains("in the action plan") {
            lead.send("f");
            lead.wait_for("What is to be done?");
            lead.send(ENTER);
            lead.wait_for("Set down in the action plan");
            made += 1;
            if made == 2 {
                break;
            }
        }
        lead.send(DOWN);
    }
    assert_eq!(made, 2, "{}", lead.text());
    lead.wait_for("in the action plan");

    lead.send(AFTER);
    lead.wait_for("[What leaves]");
    lead.send("2");
    lead.wait_for("2 actions");
    // The one that was made last is chosen.
    lead.send(ENTER);
    lead.wait_for("The action, part by part");
    fill(&mut lead, "Subject leader", "Subject leader");
    fill(&mut lead, "26 June", "26 June");
    lead.send("\x1b");
    lead.wait_gone("The action, part by part");
    lead.wait_for("Subject leader · 26 June");
    lead.send(UP);
    lead.send(" ");
    lead.wait_for("begun");
    lead.send(UNDO);
    lead.wait_gone("begun");

    lead.send("3");
    lead.wait_for("Thanks sent to pupils");
    for _ in 0..5 {
        lead.send(DOWN);
    }
    lead.wait_until("the thanks are chosen", |s| s.lines().any(|l| l.starts_with('›') && l.contains("Thanks sent")));
    lead.send("w");
    lead.wait_for("a word beside it");
    lead.send_and_wait("a card for each class", "a card for each class");
    lead.send(ENTER);
    lead.wait_until("the tick", |s| s.lines().any(|l| l.contains("[x]") && l.contains("Thanks sent")));
    lead.send(QUIT);
    lead.wait_exit();

    let actions = shell(&notebook, &home, &["action", "list"]);
    assert_eq!(actions.lines().count(), 3, "{actions}");
    assert_eq!(actions.matches("planned").count(), 2, "{actions}");
    assert!(actions.lines().any(|l| l.contains("Subject leader") && l.contains("26 June")), "{actions}");
    let listed: serde_json::Value =
        serde_json::from_str(&shell(&notebook, &home, &["action", "list", "--format", "json"])).unwrap();
    assert!(listed.as_array().unwrap().iter().all(|a| a["point"].is_string()), "{listed}");
    let timeline = shell(&notebook, &home, &["timeline"]);
    let thanks = timeline.split("\n[").find(|row| row.contains("Thanks sent")).unwrap();
    assert!(thanks.starts_with("x] 6. By 12 June 2026"), "{timeline}");
    assert!(thanks.contains("on 12 June 15:3") && thanks.contains(": a card for each class"), "{timeline}");
    assert_eq!(timeline.matches("[x]").count(), 1, "{timeline}");
    assert!(timeline.contains("(since Fri 5 June)"), "{timeline}");

    // The shell takes it back, and the screen knows.
    let timeline = shell(&notebook, &home, &["timeline", "untick", "6"]);
    assert!(!timeline.contains("[x]"), "{timeline}");
    let mut again = screen(&notebook, &home, folder.path(), (80, 24));
    again.send(AFTER);
    again.wait_for("[What leaves]");
    again.send("3");
    again.wait_for("Before and after the day");
    again.wait_until("no tick", |s| s.contains("[ ]") && !s.contains("[x]"));
}
