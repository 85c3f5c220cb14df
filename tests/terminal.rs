//! The real program and a real terminal: what it writes, and how it gives the terminal back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::thread;
use std::time::Duration;
use support::keys::{BACKSPACE, ENTER, UP, alt, ctrl};
use support::stream::{Piece, is_ours, looks, pieces};
use support::{NOTEBOOK, Review, Terminal, signal, typed, wait, wait_gone};

/// An activity that yields evidence and is not quiet.
const NOW: &str = "2026-06-10T10:58";

// ── Giving the terminal back ─────────────────────────────────────────────────────────────────────

/// A shell at work in a terminal, as most people start the program.
struct Shell<'a> {
    terminal: Terminal,
    review: &'a Review,
    before: String,
    said: usize,
}

impl<'a> Shell<'a> {
    fn begin(review: &'a Review) -> Self {
        let terminal = review.tool("sh", &["-i"], 100, 30);
        let mut shell = Self { terminal, review, before: String::new(), said: 0 };
        shell.run("PS1=; stty -echo");
        shell.before = shell.modes();
        shell
    }

    /// Runs a command; gives its exit status when the shell says it is done.
    fn run(&mut self, command: &str) -> String {
        self.begin_running(command);
        self.ended()
    }

    fn begin_running(&mut self, command: &str) {
        self.said += 1;
        // The words are put together by the shell, so that its echo does not look like its answer.
        self.terminal.send(&format!("{command}; printf '%s{}:%s.\\n' said $?\n", self.said));
    }

    fn ended(&self) -> String {
        let mark = format!("said{}:", self.said);
        let screen = self.terminal.wait_until(&mark, |s| s.split(&mark).nth(1).is_some_and(|rest| rest.contains('.')));
        screen.split(&mark).nth(1).unwrap().split('.').next().unwrap().to_owned()
    }

    /// Every setting of the terminal.
    fn modes(&mut self) -> String {
        self.run("stty -a > modes");
        std::fs::read_to_string(self.review.path("modes")).unwrap()
    }

    /// Starts the screen; gives its process, once it takes keys.
    fn visitbook(&mut self) -> u32 {
        let program = env!("CARGO_BIN_EXE_visitbook");
        self.begin_running(&format!("sh -c 'echo $$ > pid; exec {program} {NOTEBOOK} --as lead --now {NOW}'"));
        self.terminal.wait_for(" Capture ");
        std::fs::read_to_string(self.review.path("pid")).unwrap().trim().parse().unwrap()
    }

    /// The terminal is as it was before, in every way a person would notice.
    fn is_given_back(&mut self, way: &str) {
        assert!(self.terminal.is_plain(), "{way}: {}", self.terminal.text());
        assert_eq!(self.modes(), self.before, "{way}");
    }
}

#[test]
fn however_the_screen_ends_the_shell_finds_its_terminal_as_it_was() {
    let review = Review::fernhollow(NOW);
    let mut shell = Shell::begin(&review);

    assert_eq!(shell.run(&format!("{} nowhere.visitbook", env!("CARGO_BIN_EXE_visitbook"))), "1");
    assert!(shell.terminal.text().contains("There is no notebook"));
    assert!(!shell.terminal.raw().contains(&0x1b), "an error before the start leaves the terminal alone");

    shell.visitbook();
    shell.terminal.send(&ctrl('q'));
    assert_eq!(shell.ended(), "0");
    shell.is_given_back("the quit key");

    for (name, status) in [("TERM", "143"), ("HUP", "129"), ("INT", "130"), ("QUIT", "131")] {
        let program = shell.visitbook();
        // What is typed must not become a command of the shell afterwards.
        shell.terminal.send_and_wait("half a note", "half a note");
        signal(program, name);
        assert_eq!(shell.ended(), status, "{name}");
        shell.is_given_back(name);
        wait_gone(program, Duration::from_secs(1));
    }
    // (A panic has no way in from outside; src/tui/terminal/pty_tests.rs tries that in a terminal too.)
}

#[test]
fn trouble_with_the_notebook_gives_the_terminal_back_and_says_so_there() {
    let review = Review::fernhollow(NOW);
    let mut shell = Shell::begin(&review);
    shell.visitbook();
    shell.terminal.send_and_wait("a note that has nowhere to go", "a note that has nowhere to go");
    for file in [NOTEBOOK.to_owned(), format!("{NOTEBOOK}-wal")] {
        std::fs::write(review.path(&file), vec![b'x'; 64 * 1024]).unwrap();
    }
    shell.terminal.send(ENTER);
    assert_eq!(shell.ended(), "1");
    assert!(shell.terminal.text().contains("This notebook is damaged."), "{}", shell.terminal.text());
    assert_eq!(support::drafts(review.home()).len(), 1, "the line is kept");
    shell.is_given_back("trouble");
}

#[test]
fn ctrl_z_goes_back_to_the_shell_and_fg_returns() {
    let review = Review::fernhollow(NOW);
    let mut shell = Shell::begin(&review);
    let program = shell.visitbook();
    shell.terminal.send_and_wait("half a note", "half a note");
    shell.terminal.send(&ctrl('z'));
    // 128 and the signal that stopped it.
    assert_eq!(shell.ended(), "147");
    shell.is_given_back("stopped");
    let stopped = || std::fs::read_to_string(format!("/proc/{program}/stat")).unwrap().contains(") T ");
    wait(stopped, || "it still runs".to_owned());

    shell.begin_running("fg");
    shell.terminal.wait_until("the line to be back", |s| typed(s) == "half a note");
    shell.terminal.send_and_wait(" goes on", "half a note goes on");
    shell.terminal.send(ENTER);
    shell.terminal.wait_for("Saved.");
    shell.terminal.send(&ctrl('q'));
    assert_eq!(shell.ended(), "0");
    shell.is_given_back("after fg");
    assert_eq!(review.notes(), ["half a note goes on"]);
}

// ── What is written ──────────────────────────────────────────────────────────────────────────────

/// A screen with marks of every kind on it, and open words that begin with `words`.
fn a_full_screen(review: &Review, words: &str) -> Terminal {
    let mut screen = review.screen(100, 30);
    screen.wait_for("Capture");
    for marks in ["#1 +", "#2 -", "#3 ?", "!"] {
        screen.send(&format!("{words} {marks}{ENTER}"));
    }
    screen.wait_until("four notes", |s| s.contains("4 notes") && s.contains("Saved, sealed") && typed(s).is_empty());
    // Every screen and the cards over them, and back.
    for (key, there) in
        [("2", "Tag"), ("3", "What is missing"), ("4", "Locked"), ("5", "Summary meeting"), ("1", "Capture")]
    {
        screen.send(&alt(key.chars().next().unwrap()));
        screen.wait_for(there);
    }
    screen.send_and_wait(&ctrl('x'), "A concern");
    screen.send(&ctrl('c'));
    screen.wait_gone("A concern");
    screen.send(UP);
    screen.send_and_wait(&alt('h'), "History");
    screen.send(&ctrl('c'));
    screen.wait_gone("History");
    screen
}

#[test]
fn nothing_but_plain_sequences_is_ever_sent_and_nothing_is_asked_of_the_terminal() {
    let review = Review::fernhollow(NOW);
    let mut screen = a_full_screen(&review, "Pupils say “why” — naïvely, 数学");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
    let raw = screen.raw();
    for piece in pieces(&raw) {
        assert!(is_ours(&piece), "{piece:?}");
    }
    let looks = looks(&raw);
    assert!(
        looks.iter().any(|look| look.starts_with(&[38, 5]) || look.windows(2).any(|w| w == [38, 5])),
        "256 colours"
    );
}

/// Colours of letters and grounds, as 16-colour and as 256-colour codes.
fn colours(raw: &[u8]) -> (usize, usize) {
    let (mut few, mut many) = (0, 0);
    for look in looks(raw) {
        let mut numbers = look.into_iter();
        while let Some(n) = numbers.next() {
            match n {
                30..=37 | 40..=47 | 90..=97 | 100..=107 => few += 1,
                38 | 48 => {
                    many += 1;
                    numbers.by_ref().take(2).for_each(drop);
                }
                _ => {}
            }
        }
    }
    (few, many)
}

#[test]
fn no_color_means_no_colour_and_a_plain_terminal_gets_sixteen() {
    let mut review = Review::fernhollow(NOW);
    review.set("NO_COLOR", "1");
    let screen = a_full_screen(&review, "Pupils say why");
    assert_eq!(colours(&screen.raw()), (0, 0));

    let mut review = Review::fernhollow(NOW);
    review.set("TERM", "xterm");
    let screen = a_full_screen(&review, "Pupils say why");
    let (few, many) = colours(&screen.raw());
    assert!(few > 0 && many == 0, "{few} of sixteen, {many} of more");
}

#[test]
fn a_locale_without_utf_8_gets_ascii_alone_and_the_note_is_kept_whole() {
    let mut review = Review::fernhollow(NOW);
    review.set("LANG", "C");
    let screen = a_full_screen(&review, "Pupils say “why” — naïvely, 数学");
    let raw = screen.raw();
    let beyond = raw.iter().position(|byte| !byte.is_ascii());
    assert_eq!(beyond, None, "{:?}", beyond.map(|at| String::from_utf8_lossy(&raw[at.saturating_sub(40)..at + 10])));
    assert!(screen.text().contains("naively"), "{}", screen.text());
    assert_eq!(review.notes()[0], "Pupils say “why” — naïvely, 数学");
}

#[test]
fn words_that_would_act_on_a_terminal_reach_none() {
    // A title is set, the clipboard is written, the screen is cleared, the direction turns, a bell rings.
    const HOSTILE: &str =
        "a\x1b]0;owned\x07b\x1b]52;c;b3duZWQ=\x1b\\c\x1b[2Jd\u{9b}31me\u{202e}f\u{2066}g\x07h\x1bPq\x1b\\i\r\x08j";
    let review = Review::fernhollow(NOW);
    let words = format!("{HOSTILE} #1 + // {HOSTILE}");
    let done = review.cli_with_input(&["note", NOTEBOOK, "-"], &words);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for format in ["table", "csv", "md", "json"] {
        for piece in pieces(review.cli(&["list", NOTEBOOK, "--format", format]).as_bytes()) {
            assert!(matches!(piece, Piece::Text(_)), "{format}: {piece:?}");
        }
    }

    let mut screen = a_full_screen_after(&review);
    // Pasted, too, and in a prompt.
    screen.send(&format!("\x1b[200~{}\x1b[201~", HOSTILE.replace('\x1b', "\u{9b}")));
    screen.wait_until("the paste", |s| !typed(s).is_empty());
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
    for piece in pieces(&screen.raw()) {
        assert!(is_ours(&piece), "{piece:?}");
    }
}

/// Each screen once, with the hostile note in its list.
fn a_full_screen_after(review: &Review) -> Terminal {
    let mut screen = review.screen(120, 40);
    screen.wait_for("owned");
    screen.send_and_wait(&alt('2'), "a question");
    screen.send_and_wait("t", "owned");
    screen.send_and_wait("h", "History");
    screen.send(&ctrl('c'));
    screen.wait_gone("History");
    screen.send_and_wait(&alt('3'), "What is missing");
    screen.send_and_wait(ENTER, "Esc back  Enter edit");
    screen.send_and_wait(ENTER, "^D save");
    screen.send(&ctrl('c'));
    screen.wait_gone("^D save");
    screen.send_and_wait(&alt('1'), "Capture");
    screen
}

#[test]
fn a_screen_on_which_nothing_changes_writes_nothing() {
    // Far from the turn of the minute, when the clock is drawn.
    let review = Review::fernhollow("2026-06-10T10:58:10");
    let screen = review.screen(100, 30);
    screen.wait_for("Capture");
    screen.settle();
    let before = screen.bytes();
    thread::sleep(Duration::from_secs(3));
    assert_eq!(screen.bytes(), before, "{:?}", String::from_utf8_lossy(&screen.raw()[before..]));
}

// ── Sizes ────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_storm_of_sizes_while_typing_breaks_nothing() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(200, 60);
    screen.wait_for("Capture");
    let sizes =
        [(1, 1), (200, 60), (2, 40), (80, 24), (79, 24), (80, 23), (1, 60), (200, 1), (10, 3), (81, 25), (120, 40)];
    let words = "typed in a storm of sizes ";
    for (n, letter) in words.repeat(3).chars().enumerate() {
        let (columns, rows) = sizes[n % sizes.len()];
        screen.resize_unseen(columns, rows);
        screen.send(&letter.to_string());
        // Another screen, and something laid over it, in the middle of it all.
        match n {
            20 => screen.send(&alt('2')),
            21 => screen.send(&alt('3')),
            22 => screen.send(&alt('5')),
            23 => screen.send(&alt('1')),
            40 => screen.send(&ctrl('p')),
            43 => screen.send(&ctrl('c')),
            _ => {}
        }
    }
    screen.resize(120, 30);
    screen.send(&ctrl('l'));
    let text = screen.wait_until("the line", |s| s.contains(" Capture ") && typed(s).ends_with("a storm of sizes"));
    assert!(typed(&text).starts_with("typed in a storm o"), "{text}");
    screen.send(ENTER);
    screen.wait_for("Saved.");
    screen.send(&ctrl('q'));
    assert_eq!(screen.wait_exit(), 0);
}

#[test]
fn below_80x24_a_plain_notice_stands_and_the_line_goes_on() {
    let review = Review::fernhollow(NOW);
    let mut screen = review.screen(79, 23);
    screen.wait_for("visitbook needs 80x24; this window is 79x23.");
    screen.send_and_wait("written blindx", "written blindx");
    screen.send(&format!("{BACKSPACE}ly"));
    screen.wait_for("written blindly");
    screen.send(ENTER);
    screen.wait_gone("written blindly");
    screen.resize(80, 24);
    screen.wait_until("the whole screen", |s| s.contains("Capture") && s.contains("written blindly"));
    assert_eq!(review.notes(), ["written blindly"]);
}

#[test]
fn a_notebook_past_its_date_says_so_whole_at_opening_and_the_line_is_ready() {
    let mut review = Review::fernhollow(NOW);
    review.cli(&["note", NOTEBOOK, "Y4 explain regrouping"]);
    review.at("2027-08-02T09:00");
    let mut screen = review.screen(80, 24);
    let seen = screen.wait_for("To be kept until 31 July 2027 only.");
    assert!(seen.contains("“Purge” in the palette empties it."), "what to do now is on the screen too:\n{seen}");
    screen.send_and_wait("the line is ready", "the line is ready");
    review.at("2027-07-31T18:00");
    let screen = review.screen(80, 24);
    screen.wait_for(" Capture ");
    screen.settle();
    assert!(!screen.text().contains("To be kept"), "the last day itself is in time:\n{}", screen.text());
}
