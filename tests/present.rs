//! Presenting the sample day's points on the real program: said, answered, killed in the middle, found again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use support::keys::{DOWN, ENTER, alt, ctrl};
use support::{NOTEBOOK, PHRASE, Review, drafts, files_with, wait};

const RIGHT: &str = "\x1b[C";
/// Five minutes before the first summary meeting.
const NOW: &str = "2026-06-10T11:55";
const POINTS: [&str; 4] =
    ["Thank you for the open doors", "Adults wait", "Quick finishers copy", "Who chooses the task"];

/// A notebook with four points, the third sealed on sealed evidence.
fn prepared() -> Review {
    let review = Review::fernhollow(NOW);
    let sealed = review.cli_with_input(&["note", NOTEBOOK, "-"], "zanzibar !team");
    let sealed = String::from_utf8(sealed.stdout).unwrap();
    for (n, (kind, words)) in ["thanks", "strength", "development", "wondering"].iter().zip(POINTS).enumerate() {
        if n == 2 {
            let args = ["point", NOTEBOOK, "add", kind, "-", "--meeting", "summary-1", "--evidence", sealed.trim()];
            assert!(review.cli_with_input(&args, words).status.success());
        } else {
            review.cli(&["point", NOTEBOOK, "add", kind, words, "--meeting", "summary-1"]);
        }
    }
    review
}

#[test]
fn presented_answered_killed_and_nothing_is_lost() {
    let review = prepared();
    let mut screen = review.screen(80, 24);
    // The team meeting is on: Readiness comes up by itself.
    screen.wait_for("Whose notes are in");
    screen.send(&alt('5'));
    screen.send("3");
    screen.wait_for(POINTS[0]);
    let before = screen.send_and_wait("4", "Presenting: what is said");
    assert!(before.contains("1 sealed point is not shown."), "{before}");
    screen.send_and_wait(ENTER, "1 of 3");
    screen.send_and_wait("s", "✓ said");
    screen.send_and_wait(RIGHT, "2 of 3");
    // A colleague writes: not a byte.
    screen.settle();
    let (shown, bytes) = (screen.text(), screen.bytes());
    let colleague = review.colleague("elmstead");
    colleague.cli(&["point", NOTEBOOK, "add", "strength", "Quite another point", "--meeting", "summary-1"]);
    colleague.cli(&["note", NOTEBOOK, "A note of a colleague's @books"]);
    screen.settle();
    let after = screen.text();
    assert_eq!(still(&after), still(&shown));
    assert!(screen.bytes() - bytes < 400, "only the clock: {}", screen.bytes() - bytes);
    screen.send_and_wait("d", "The host adds: what does the host say?");
    screen.send_and_wait("from January in Year 2", "from January in Year 2");
    // A second after the last key, as is promised; twice that where the machine is busy.
    thread::sleep(Duration::from_secs(2));
    assert_eq!(drafts(review.home()).len(), 1, "the half-typed answer is kept");
    assert!(files_with(review.folder(), "from January").is_empty(), "sealed from the first character");
    screen.kill();
    screen.wait_exit();

    // It is there again, as the answer that it was.
    let mut screen = review.screen(80, 24);
    // The line that waits comes before Readiness.
    screen.wait_for("Capture");
    screen.send_and_wait(&alt('r'), "Passphrase");
    screen.send(&format!("{PHRASE}{ENTER}"));
    let back = screen.wait_for("The host adds: what does the host say?");
    assert!(back.contains("from January in Year 2"), "{back}");
    screen.send(ENTER);
    screen.wait_gone("what does the host say?");
    wait(|| review.notes().contains(&"from January in Year 2".to_owned()), || "it is not saved".to_owned());
    wait(|| drafts(review.home()).is_empty(), || "the draft is still there".to_owned());
    screen.send(&alt('5'));
    screen.send("3");
    screen.wait_for("the host adds");
    screen.send_and_wait("4", "Presenting");
    screen.send_and_wait(ENTER, "1 of 4");
    screen.wait_for("✓ said");
    screen.send(&ctrl('c'));
    screen.wait_gone("1 of 4");
    drop(screen);

    let feedback = review.json(&["feedback", NOTEBOOK]);
    let points = feedback["meetings"][0]["points"].as_array().unwrap();
    let said = |n: usize| points[n]["said_at"].as_array().unwrap().len();
    assert_eq!((said(0), said(1)), (1, 0));
    assert_eq!(points[1]["host"], "the host adds");
    assert_eq!(points[1]["host_said"], "from January in Year 2");
    assert!(review.cli(&["feedback", NOTEBOOK]).contains("the host adds: from January in Year 2"));
    review.is_sound();
}

/// The screen without the line of the clock, which goes on.
fn still(screen: &str) -> String {
    screen.lines().filter(|line| !line.contains("in all")).collect::<Vec<_>>().join("\n")
}

/// What a program last asked the terminal to copy.
fn copied(raw: &[u8]) -> String {
    let raw = String::from_utf8_lossy(raw);
    let (_, request) = raw.rsplit_once("\x1b]52;c;").unwrap();
    let coded = request.split(['\x07', '\x1b']).next().unwrap();
    let mut tool = Command::new("base64").arg("-d").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(coded.as_bytes()).unwrap();
    String::from_utf8(tool.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn what_the_host_was_told_and_the_speaking_card_from_shell_and_screen() {
    let review = prepared();
    review.cli(&["told", NOTEBOOK, "The head knows that books differ"]);
    let mut screen = review.screen(100, 30);
    screen.wait_for("Whose notes are in");
    screen.send_and_wait(&alt('t'), "@told");
    screen.send("Subject leader knows about the tasks");
    screen.wait_for("told the host");
    screen.send(ENTER);
    screen.wait_for("Saved.");
    screen.send(&alt('5'));
    screen.send("3");
    screen.wait_for(POINTS[0]);
    let log = screen.send_and_wait("5", "What the host was told");
    assert!(log.contains("books differ") && log.contains("knows about the tasks"), "{log}");
    screen.send(&ctrl('c'));
    screen.wait_gone("What the host was told");
    screen.send_and_wait(&alt('m'), "plain and unreleased, without sealed points");
    screen.send(ENTER);
    screen.wait_for("into which file?");
    screen.send(ENTER);
    screen.wait_for("is written, plain");
    screen.send_and_wait(&alt('m'), "to the clipboard");
    screen.send(DOWN);
    screen.send(ENTER);
    screen.wait_for("Handed to the clipboard");
    let copied = copied(&screen.raw());
    assert!(copied.contains(POINTS[1]) && !copied.contains(POINTS[2]), "{copied}");
    let card = std::fs::read_to_string(review.path("speaking-card-2026-06-10-1200.html")).unwrap();
    assert!(card.contains(POINTS[1]) && !card.contains(POINTS[2]) && !card.contains("zanzibar"), "{card}");
    drop(screen);

    let told = review.cli(&["told", NOTEBOOK]);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert_eq!(review.json(&["list", NOTEBOOK, "--source", "told"]).as_array().unwrap().len(), 2);
    assert_eq!(review.json(&["list", NOTEBOOK, "--untagged"]).as_array().unwrap().len(), 0);
    let done = review.cli_with_input(&["card", NOTEBOOK], "");
    let (out, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(out.contains(POINTS[0]) && out.contains("[ ]"), "{out}");
    assert!(said.contains("Plain") && said.contains("1 sealed point is not shown."), "{said}");
}

#[test]
fn the_printed_card_is_one_page() {
    let review = Review::fernhollow(NOW);
    for n in 0..14 {
        let words = format!("Point {n}: {}", "and so it goes on for quite a while ".repeat(7));
        review.cli(&["point", NOTEBOOK, "add", "strength", &words, "--meeting", "summary-1"]);
    }
    review.cli(&["card", NOTEBOOK, "-o", "card.html"]);
    let page = format!("file://{}", review.path("card.html").display());
    let to = format!("--print-to-pdf={}", review.path("card.pdf").display());
    let profile = format!("--user-data-dir={}", review.path("profile").display());
    let printed = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", &profile, &to, &page])
        .output()
        .and_then(|_| Command::new("pdfinfo").arg(review.path("card.pdf")).output());
    // Where there is no browser, the property of the card's own arithmetic has to do.
    let Ok(printed) = printed else { return };
    let told = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(told.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{told}");
}
