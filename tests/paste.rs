//! A timetable pasted into the screen as it came by e-mail: looked at, kept, and taken back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use support::keys::{ENTER, alt, ctrl};
use support::{NOTEBOOK, Review, wait};

/// The lead is at an activity that is not quiet.
const NOW: &str = "2026-06-10T10:58";

const MAIL: &str = "From: Hazel Crane <head@fernhollow.example>\r\nSent: 9 June 2026 17:20\r\nSubject: tomorrow\r\n\r\nHi Sam,\r\n\r\nSorry, we had to change the afternoon. This is how it looks now:\r\n\r\n12.45 - 1.15pm\tLunch with school council\thall\r\n1.30pm\tGovernors (3 of them)\tlibrary\r\n2pm\tHear readers, Y1 and Y2\tRoom 4\r\n\r\nPhone call with the trust – time TBC\r\n12.00 Summary meeting\r\n\r\nBest,\r\nHazel\r\n";

/// The activities that take place, as the shell tells them: start and title.
fn day(review: &Review) -> Vec<String> {
    let told = review.json(&["day", NOTEBOOK]);
    let activities = told["activities"].as_array().unwrap().clone();
    let there = activities.iter().filter(|a| a["dropped"] == false);
    there.map(|a| format!("{} {}", a["start"].as_str().unwrap_or("-"), a["title"].as_str().unwrap())).collect()
}

#[test]
fn a_mail_with_a_table_is_pasted_looked_at_kept_and_taken_back() {
    let review = Review::fernhollow(NOW);
    let before = day(&review);
    let mut screen = review.screen(80, 24);
    screen.wait_for("Capture");
    screen.send_and_wait("half a line", "half a line");
    screen.send_and_wait(&alt('y'), "Paste the e-mail or the table here");
    screen.send(&format!("\x1b[200~{MAIL}\x1b[201~"));
    let shown = screen.wait_for("How it is read; nothing is kept yet");
    assert!(shown.contains("4 activities to put in, 1 there already"), "{shown}");
    screen.send_and_wait("\x1b[6~", "13:30–14:00 Governors");
    assert_eq!(day(&review), before, "nothing is kept by looking");

    screen.send_and_wait(ENTER, "4 activities put into the timetable");
    let after = day(&review);
    for (start, title) in [
        ("12:45", "Lunch with school council"),
        ("13:30", "Governors (3 of them)"),
        ("14:00", "Hear readers, Y1 and Y2"),
    ] {
        let there = |a: &String| a.starts_with("2026-06-10") && a.contains(start) && a.ends_with(title);
        assert!(after.iter().any(there), "{title}: {after:#?}");
    }
    assert!(after.iter().any(|a| a.starts_with("- Phone call with the trust")), "{after:#?}");
    assert!(before.iter().all(|a| after.contains(a)), "what was there stays");
    assert_eq!(after.len(), before.len() + 4);
    assert!(screen.text().contains("half a line"), "the half-typed line is still there");

    // The typing goes first; then one undo takes all of it back.
    screen.send_and_wait(&ctrl('u'), "Capture");
    for _ in 0..20 {
        if screen.text().contains("Undone.") {
            break;
        }
        screen.send(&ctrl('u'));
        screen.settle();
    }
    screen.wait_for("Undone.");
    wait(|| day(&review) == before, || format!("{:#?}", day(&review)));
}

#[test]
fn what_was_pasted_waits_and_only_the_lead_is_let_in() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(120, 40);
    screen.wait_for("Capture");
    screen.send_and_wait(&alt('y'), "Paste the e-mail or the table here");
    screen.send(&format!("\x1b[200~{MAIL}\x1b[201~"));
    screen.wait_for("How it is read");
    screen.send("\x1b");
    screen.wait_for("A timetable, as it came");
    screen.send("\x1b");
    screen.wait_for("The text you pasted waits here");
    let shown = screen.send_and_wait(&alt('y'), "A timetable, as it came");
    assert!(shown.contains("Hear readers, Y1 and Y2"), "{shown}");

    let other = review.colleague("elmstead");
    let mut theirs = other.screen(80, 24);
    theirs.wait_for("Capture");
    theirs.send_and_wait(&alt('y'), "Only the lead puts a timetable into the notebook");
}

#[test]
fn the_shell_puts_the_same_in_by_a_file_and_by_standard_input() {
    let review = Review::fernhollow(NOW);
    let before = day(&review);
    let looked = review.cli_with_input(&["day", NOTEBOOK, "timetable", "-", "--dry-run"], MAIL);
    assert!(
        String::from_utf8_lossy(&looked.stdout).contains("Governors (3 of them) [governors] · at library"),
        "{looked:?}"
    );
    assert_eq!(day(&review), before);
    let kept = review.cli_with_input(&["day", NOTEBOOK, "timetable", "-", "--day", "2026-06-11"], MAIL);
    assert!(kept.status.success(), "{kept:?}");
    let governors = |a: &String| a.starts_with("2026-06-11") && a.contains("13:30") && a.contains("Governors");
    assert!(day(&review).iter().any(governors), "{:#?}", day(&review));
    assert_eq!(day(&review).len(), before.len() + 5, "on another day nothing agrees");
    let again = review.cli_with_input(&["day", NOTEBOOK, "timetable", "-", "--day", "2026-06-11"], MAIL);
    assert!(String::from_utf8_lossy(&again.stderr).contains("in the timetable already"), "{again:?}");
}
