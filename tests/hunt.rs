//! The hunt: words typed as sealed notes are in no file, and after the lock in no memory of the program.
//!
//! Three invented words, whose first letters no other word shares, are typed character by character
//! into the program in a real terminal, in every way a sealed note comes about. Everything the
//! program can write to lies below one folder: the notebook, `VISITBOOK_HOME`, the temporary files,
//! the working folder. A colleague's session on the same notebook is open all the while in one of the tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

#[path = "support/hunting.rs"]
mod hunting;
mod support;

use hunting::Hunt;
use portable_pty::CommandBuilder;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::Terminal;
use visitbook::clock::Clock;
use visitbook::home::Home;
use visitbook::secret::Secret;
use visitbook::tasks::Desk;
use visitbook::tasks::sample::{self, Sample};
use visitbook::vault::identity;

/// The words, and as they are typed. No word of the sample begins like one of them.
const WORDS: [&str; 3] = ["qyzzlewick", "xolvanderm", "zubbernock"];
const SAID: &str = "qyzzlewick xolvanderm zubbernock";

const NOW: &str = "2026-06-10T10:36";
const LOCK: &str = "\x0b";
const SAVE_LONG: &str = "\x04";
const UNDO: &str = "\x15";
const ESC: &str = "\x1b";
const DAY: &str = "\x1b1";
const TAG: &str = "\x1b2";
const SEALED: &str = "\x1b4";
const CONCERN: &str = "\x18";

/// A sample visit with everything below one folder.
struct Place {
    root: tempfile::TempDir,
    sample: Sample,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let sample = sample::build(&root.path().join("visit"), Some(sample::MORNING)).unwrap();
        for folder in ["tmp", "work"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        let place = Self { root, sample };
        let hunt = Hunt::for_words_and_pieces(&WORDS);
        assert_eq!(hunt.below(place.root.path()), [""; 0], "no word of the sample is like them");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The lead's session.
    fn session(&self) -> Terminal {
        let session = self.session_of("lead", self.sample.home.root());
        session.wait_for("Capture");
        session
    }

    fn session_of(&self, person: &str, home: &Path) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args([self.sample.notebook.to_str().unwrap(), "--as", person, "--now", NOW]);
        command.env("TMPDIR", self.path("tmp"));
        Terminal::run(command, home, &self.path("work"), 100, 30)
    }

    /// A colleague on the same computer, with a home and a key of their own.
    fn colleague(&self) -> Terminal {
        let home = Home::at(self.path("colleague"));
        let clock = Clock::fixed(self.sample.start);
        let mut desk = Desk::open(&home, &self.sample.notebook, Some("elmstead"), clock).unwrap();
        identity::create(&home, &Secret::new("the colleague's own phrase".to_owned()), self.sample.start).unwrap();
        desk.accept_protocol().unwrap();
        desk.announce_key().unwrap();
        drop(desk);
        let session = self.session_of("elmstead", home.root());
        session.wait_for("Capture");
        session
    }

    /// Runs a command of the program; what it says goes into the working folder as well.
    fn command(&self, name: &str, args: &[&str]) -> Output {
        let done = Command::new(env!("CARGO_BIN_EXE_visitbook"))
            .args(args)
            .args(["--as", "lead", "--now", NOW])
            .current_dir(self.path("work"))
            .env("VISITBOOK_HOME", self.sample.home.root())
            .env("TMPDIR", self.path("tmp"))
            .output()
            .unwrap();
        std::fs::write(self.path("work").join(format!("{name}.out")), &done.stdout).unwrap();
        std::fs::write(self.path("work").join(format!("{name}.err")), &done.stderr).unwrap();
        done
    }

    /// Every list, document and pack that the program makes, written into the working folder.
    fn write_everything_out(&self) {
        let notebook = self.sample.notebook.to_str().unwrap().to_owned();
        let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
        let all: [(&str, &[&str]); 9] = [
            ("list", &["list", &notebook]),
            ("list-json", &["list", &notebook, "--format", "json"]),
            ("search", &["list", &notebook, "--search", "explain"]),
            ("history", &["history", &notebook]),
            ("history-json", &["history", &notebook, "--format", "json"]),
            ("feedback", &["feedback", &notebook]),
            ("report", &["report", &notebook, "--format", "html", "-o", "report.html"]),
            ("export", &["export", &notebook, "-r", key, "--leave-sealed", "-o", "pack.age"]),
            ("doctor", &["doctor", &notebook]),
        ];
        for (name, args) in all {
            let done = self.command(name, args);
            assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }

    /// Nothing is found in any file.
    #[track_caller]
    fn is_clean(&self, when: &str) {
        let found = Hunt::for_words_and_pieces(&WORDS).below(self.root.path());
        assert!(found.is_empty(), "{when}: {found:#?}");
    }

    /// Something is found, so that this test is known to look in the right place.
    #[track_caller]
    fn is_not_clean(&self, when: &str) {
        assert!(!Hunt::for_words(&WORDS).below(self.root.path()).is_empty(), "{when}: the words are open there");
    }
}

/// Types one character after the other, each read by the program on its own, and waits for the last.
fn type_slowly(session: &mut Terminal, text: &str) {
    for (at, c) in text.char_indices() {
        let before = session.bytes();
        session.send(c.encode_utf8(&mut [0; 4]));
        let typed = &text[..at + c.len_utf8()];
        session.wait_until(&format!("“{typed}”"), |_| session.bytes() > before);
    }
}

fn unlock(session: &mut Terminal, phrase: &Secret) {
    session.send_and_wait("\x1bu", "Passphrase");
    session.send(phrase.expose());
    session.send_and_wait("\r", "▒ unlocked");
}

/// Locks, and looks through the memory of the program.
#[track_caller]
fn lock_and_look(session: &mut Terminal, when: &str) {
    session.send(LOCK);
    session.wait_gone("▒ unlocked");
    session.settle();
    assert!(!WORDS.iter().any(|w| session.text().contains(w)), "{when}: on the screen");
    if can_read_memory() {
        let found = Hunt::for_words(&WORDS).in_memory(session.pid());
        assert!(found.is_empty(), "{when}: {found:#?}");
    }
}

#[track_caller]
fn is_in_memory(session: &Terminal, when: &str) {
    if can_read_memory() {
        assert!(
            !Hunt::for_words(&WORDS).in_memory(session.pid()).is_empty(),
            "{when}: the words are there to be found"
        );
    }
}

/// Reading another program's memory needs root; a test run without it and outside CI leaves that part out.
fn can_read_memory() -> bool {
    let root = rustix::process::geteuid().is_root();
    assert!(root || std::env::var_os("CI").is_none(), "run as root to look into memory");
    root
}

#[test]
fn sealed_from_the_first_character() {
    let place = Place::new();
    let mut session = place.session();
    type_slowly(&mut session, "! ");
    session.wait_for("SEALED");
    type_slowly(&mut session, SAID);
    session.wait_for("zubbernock");
    place.is_clean("while typing");
    session.settle();
    place.is_clean("the draft was kept meanwhile");
    session.send_and_wait("\r", "Saved, sealed.");
    place.is_clean("saved");
    lock_and_look(&mut session, "saved and locked");

    unlock(&mut session, &place.sample.phrase);
    session.send_and_wait(SEALED, "can read");
    session.send("\x1b[F");
    session.send_and_wait("o", "qyzzlewick");
    is_in_memory(&session, "unlocked and shown");
    place.is_clean("unlocked and shown");
    lock_and_look(&mut session, "shown and locked");

    unlock(&mut session, &place.sample.phrase);
    session.send_and_wait("e", "The words of a sealed note");
    type_slowly(&mut session, " again zubbernock");
    session.settle();
    place.is_clean("editing");
    session.send_and_wait(SAVE_LONG, "still sealed");
    place.is_clean("edited");
    session.send_and_wait("u", "Undone");
    place.is_clean("undone");
    session.send_and_wait("e", "The words of a sealed note");
    type_slowly(&mut session, " not saved: xolvanderm");
    lock_and_look(&mut session, "locked over a half-typed edit");
    session.send_and_wait(DAY, "1 half-typed line waits");
    place.is_clean("the half-typed edit was put aside");

    session.send_and_wait(TAG, "Tag");
    session.send_and_wait("/", "Search");
    type_slowly(&mut session, "xolvanderm");
    session.settle();
    place.is_clean("searched for");
    session.send(ESC);
    lock_and_look(&mut session, "searched for and locked");

    place.write_everything_out();
    place.is_clean("written out beside an open session");
    session.send("\x11");
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("at the end");
}
