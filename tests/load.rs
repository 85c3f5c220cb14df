//! Many at one notebook: nothing is lost and nothing is there twice; and who only looks costs nothing.
//!
//! By default small. The full size, and how long it takes, by hand:
//!
//! ```text
//! VISITBOOK_LOAD=50x100 cargo test --release --test load -- --nocapture many_write
//! VISITBOOK_LOAD_UNDER='strace -f -qq -o /dev/null --seccomp-bpf -e trace=fdatasync,fsync
//!     -e inject=fdatasync,fsync:delay_enter=5000' VISITBOOK_LOAD=50x100 cargo test …     # a disk of 5 ms
//! VISITBOOK_IDLE=100 cargo test --release --test load -- --nocapture --ignored many_look_on
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a load test stops where it cannot go on, and prints what it measured"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::{NOTEBOOK, Review, Terminal};
use visitbook::clock::Clock;
use visitbook::home::Home;
use visitbook::review::capture::Capture;
use visitbook::tasks::Desk;

/// Those of the sample review who capture.
const PEOPLE: [&str; 4] = ["lead", "elmstead", "brook-row", "hollins"];

/// What tells this program that it is a writer, not the test: its number.
const WRITER: &str = "VISITBOOK_LOAD_WRITER";

/// How many processes write how many notes each.
fn size() -> (usize, usize) {
    let size = std::env::var("VISITBOOK_LOAD").unwrap_or_else(|_| "8x25".to_owned());
    let (processes, notes) = size.split_once('x').expect("processes x notes");
    (processes.parse().unwrap(), notes.parse().unwrap())
}

fn words(writer: usize, note: usize) -> String {
    format!("note {note} of writer {writer}")
}

/// Not a test: the writing half of the one below, as a process of its own.
#[test]
fn a_writer() {
    let Ok(number) = std::env::var(WRITER) else { return };
    let number: usize = number.parse().unwrap();
    let folder = PathBuf::from(std::env::var_os("VISITBOOK_LOAD_FOLDER").unwrap());
    let home = Home::at(folder.join(format!("home-of-writer-{number}")));
    let person = PEOPLE[number % PEOPLE.len()];
    let mut desk = Desk::open(&home, &folder.join(NOTEBOOK), Some(person), Clock::machine()).unwrap();
    let mut took = String::new();
    for note in 0..size().1 {
        let capture = Capture { text: words(number, note), ..Capture::default() };
        let start = Instant::now();
        desk.capture(&capture, None, None).unwrap();
        took.push_str(&format!("{}\n", start.elapsed().as_micros()));
        desk.remember().unwrap();
    }
    std::fs::write(folder.join(format!("took-{number}")), took).unwrap();
}

fn start_writer(folder: &Path, number: usize) -> Child {
    let me = std::env::current_exe().unwrap();
    let under = std::env::var("VISITBOOK_LOAD_UNDER").unwrap_or_default();
    let mut words = under.split_whitespace();
    let mut command = match words.next() {
        Some(tool) => {
            let mut command = Command::new(tool);
            command.args(words).arg(me);
            command
        }
        None => Command::new(me),
    };
    command.args(["--exact", "a_writer", "--nocapture"]).env(WRITER, number.to_string());
    command.env("VISITBOOK_LOAD_FOLDER", folder).stdout(Stdio::null()).spawn().unwrap()
}

#[test]
fn many_write_at_once_and_every_note_is_there_once() {
    let review = Review::fernhollow("");
    let (processes, notes) = size();
    let start = Instant::now();
    let mut writers: Vec<Child> = (0..processes).map(|n| start_writer(review.folder(), n)).collect();
    // The program itself among them.
    let by_hand: Vec<String> = (0..3).map(|n| format!("note {n} from the shell")).collect();
    for note in &by_hand {
        review.cli(&["note", NOTEBOOK, note]);
    }
    for writer in &mut writers {
        assert!(writer.wait().unwrap().success());
    }
    let all = start.elapsed();
    let there = review.notes();
    let wanted: BTreeSet<String> =
        (0..processes).flat_map(|p| (0..notes).map(move |n| words(p, n))).chain(by_hand).collect();
    assert_eq!(there.len(), wanted.len(), "none is missing and none is there twice");
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>(), wanted);
    review.is_sound();
    let mut took: Vec<f64> = (0..processes)
        .flat_map(|n| {
            let times = std::fs::read_to_string(review.path(&format!("took-{n}"))).unwrap();
            times.lines().map(|t| t.parse::<f64>().unwrap() / 1000.0).collect::<Vec<_>>()
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |part: usize| took[(took.len() - 1) * part / 100];
    println!("{processes} processes, {notes} notes each, {:.1} s in all", all.as_secs_f64());
    let [half, ninety, most, last] = [50, 90, 99, 100].map(at);
    println!("a note took, in ms: half of them {half:.1}, 90% {ninety:.1}, 99% {most:.1}, the slowest {last:.1}");
}

/// How long a process has worked so far, all its threads together.
fn worked(pid: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let each = threads.filter_map(|t| {
        let line = std::fs::read_to_string(t.path().join("schedstat")).ok()?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(each.sum())
}

#[test]
#[ignore = "a minute of looking on, to be read by a person"]
fn many_look_on_and_cost_nothing() {
    let number = |name: &str, otherwise| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let (sessions, seconds) = (number("VISITBOOK_IDLE", 100_u64), number("VISITBOOK_IDLE_SECONDS", 60));
    let lead = Review::fernhollow("2026-06-10T10:58");
    let others: Vec<Review> = PEOPLE[1..].iter().map(|p| lead.colleague(p)).collect();
    let at = |n: u64| match usize::try_from(n).unwrap() % PEOPLE.len() {
        0 => &lead,
        n => &others[n - 1],
    };
    let screens: Vec<Terminal> = (0..sessions).map(|n| at(n).screen(100, 30)).collect();
    for screen in &screens {
        screen.wait_for("Capture");
    }
    for screen in &screens {
        screen.settle();
    }
    let before: Vec<(Duration, usize)> = screens.iter().map(|s| (worked(s.pid()), s.bytes())).collect();
    std::thread::sleep(Duration::from_secs(seconds));
    let after: Vec<(Duration, usize)> = screens.iter().map(|s| (worked(s.pid()), s.bytes())).collect();
    let pairs = || before.iter().zip(&after);
    let work: Duration = pairs().map(|(b, a)| a.0.saturating_sub(b.0)).sum();
    let bytes: usize = pairs().map(|(b, a)| a.1 - b.1).sum();
    let share = work.as_secs_f64() / seconds as f64 * 100.0;
    println!(
        "{sessions} idle sessions, {seconds} s: {:.2} s of work, {share:.2}% of one core in all",
        work.as_secs_f64()
    );
    println!("{bytes} bytes written to their terminals, the turning minutes");
}
