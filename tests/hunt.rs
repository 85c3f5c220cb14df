//! The hunt: words typed as sealed notes are in no file, and after the lock in no memory of the program.
//!
//! Three invented words, whose first letters no other word shares, are typed character by character
//! into the program in a real terminal, in every way a sealed note comes about. Everything the
//! program can write to lies below one folder: the notebook, `VISITBOOK_HOME`, the temporary files,
//! the working folder. A colleague's session on the same notebook is open all the while in one of the tests.

#![allow(
    clippy::disallowed_methods,
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
use std::cell::RefCell;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::Terminal;
use visitbook::clock::Clock;
use visitbook::home::Home;
use visitbook::notebook::value::Value;
use visitbook::notebook::{Filter, Notebook};
use visitbook::secret::Secret;
use visitbook::tasks::Desk;
use visitbook::tasks::making;
use visitbook::tasks::release::open_pack;
use visitbook::tasks::sample::{self, Sample};
use visitbook::vault::pack::Keys;
use visitbook::vault::{identity, keys};

/// The words, and as they are typed. No word of the sample begins like one of them.
const WORDS: [&str; 3] = ["qyzzlewick", "xolvanderm", "zubbernock"];
const SAID: &str = "qyzzlewick xolvanderm zubbernock";

/// Well inside an activity, so that a note is filed where the screen looks.
const NOW: &str = "2026-06-10T10:55";
const LOCK: &str = "\x0b";
const SAVE_LONG: &str = "\x04";
const UNDO: &str = "\x15";
const QUIT: &str = "\x11";
const SEAL: &str = "\x13";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const ERASE: &str = "\x10erase\r";
const PURGE: &str = "\x10purge\r";
const ESC: &str = "\x1b";
const DAY: &str = "\x1b1";
const TAG: &str = "\x1b2";
const SEALED: &str = "\x1b4";
const FEEDBACK: &str = "\x1b5";
const CONCERN: &str = "\x18";

/// A key that everybody knows, for what leaves.
const SECRET: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

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

    /// The same with a notebook of its own in which everything is sealed.
    fn sealing_everything() -> Self {
        let mut place = Self::new();
        let plan = include_str!("../sample-data/fernhollow.toml").replace("capture = \"open\"", "capture = \"sealed\"");
        let review = visitbook::plan::read(&plan, "plan.toml").unwrap().review;
        let path = place.path("sealed.visitbook");
        let clock = Clock::fixed(place.sample.start);
        drop(making::make(&place.sample.home, &review, &path, clock).unwrap());
        let mut desk = Desk::open(&place.sample.home, &path, Some("lead"), clock).unwrap();
        desk.accept_protocol().unwrap();
        desk.announce_key().unwrap();
        place.sample.notebook = path;
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
        self.in_a_terminal(&[self.notebook(), "--now", NOW], person, home)
    }

    fn notebook(&self) -> &str {
        self.sample.notebook.to_str().unwrap()
    }

    fn in_a_terminal(&self, args: &[&str], person: &str, home: &Path) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(args);
        command.args(["--as", person]);
        command.env("TMPDIR", self.path("tmp"));
        Terminal::run(command, home, &self.path("work"), 100, 30)
    }

    /// A colleague on the same computer, with a home and a key of their own.
    fn colleague(&self) -> Terminal {
        let home = Home::at(self.path("colleague"));
        let clock = Clock::fixed(self.sample.start);
        let mut desk = Desk::open(&home, &self.sample.notebook, Some("brook-row"), clock).unwrap();
        identity::create(&home, &Secret::new("the colleague's own phrase".to_owned()), self.sample.start).unwrap();
        desk.accept_protocol().unwrap();
        desk.announce_key().unwrap();
        drop(desk);
        let session = self.session_of("brook-row", home.root());
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
        let notebook = self.notebook();
        let all: [(&str, &[&str]); 10] = [
            ("list", &["list", notebook]),
            ("list-json", &["list", notebook, "--format", "json"]),
            ("search", &["list", notebook, "--search", "explain"]),
            ("history", &["history", notebook]),
            ("history-json", &["history", notebook, "--format", "json"]),
            ("feedback", &["feedback", notebook]),
            ("report", &["report", notebook, "--format", "html", "-o", "report.html"]),
            // Its parts are stored, not compressed, so that they are looked through as they are.
            ("report-word", &["report", notebook, "--format", "docx", "--appendix", "-o", "report.docx"]),
            ("export", &["export", notebook, "-r", PUBLIC, "--leave-sealed", "-o", "pack.age"]),
            ("doctor", &["doctor", notebook]),
        ];
        for (name, args) in all {
            let done = self.command(name, args);
            assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        }
        // What leaves is looked into part by part: the words could lie there under its encryption.
        let keys = keys::read_file(SECRET.as_bytes(), || panic!("it has no passphrase")).unwrap();
        let pack = std::fs::read(self.path("work").join("pack.age")).unwrap();
        let opened = open_pack(&pack, Keys::Identities(&keys)).unwrap();
        assert!(opened.files.len() > 2, "a report, the evidence and the released notebook");
        let hunt = Hunt::for_words_and_pieces(&WORDS);
        for file in &opened.files {
            assert_eq!(hunt.in_bytes(&file.bytes), [""; 0], "in {}", file.name);
            assert_eq!(hunt.in_bytes(file.name.as_bytes()), [""; 0]);
        }
    }

    /// The sealed blobs that lie in the notebook, byte by byte as age made them.
    fn blobs(&self) -> Vec<Vec<u8>> {
        let changes = Notebook::open(&self.sample.notebook).unwrap().changes().unwrap();
        let values = changes.iter().filter_map(|c| Value::decode(c.header.kind, &c.body.as_ref()?.bytes).unwrap());
        let blob = |value| if let Value::NoteSealed(sealed) = value { Some(sealed.blob.0) } else { None };
        values.filter_map(blob).collect()
    }

    /// The files in which a part of one of these blobs stands.
    fn files_with(&self, blobs: &[Vec<u8>]) -> Vec<PathBuf> {
        // A large body is spread over pages; of each blob its end and two places before stand for it.
        let parts = |blob: &[u8]| [3, 2, 1].map(|n| blob[blob.len() - n * 60..][..24].to_vec());
        let parts: Vec<Vec<u8>> = blobs.iter().flat_map(|b| parts(b)).collect();
        let holds = |bytes: &[u8]| bytes.windows(24).any(|w| parts.iter().any(|p| p == w));
        let files = support::files_below(self.root.path());
        files.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
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
    // A word alone may stand on the screen anyway; two of them side by side do not.
    let words: Vec<&str> = phrase.expose().split(' ').collect();
    for pair in words.windows(2).map(|pair| pair.join(" ")) {
        assert!(!session.raw().windows(pair.len()).any(|w| w == pair.as_bytes()), "the passphrase was echoed");
    }
    if can_read_memory() {
        let found = Hunt::for_words(&[phrase.expose()]).in_memory(session.pid());
        assert!(found.is_empty(), "the passphrase: {found:#?}");
    }
}

/// Locks, and looks through the memory of the program.
#[track_caller]
fn lock_and_look(session: &mut Terminal, when: &str) {
    session.send_and_wait(LOCK, "Locked.");
    session.settle();
    let shown = session.text();
    assert!(
        !WORDS.iter().any(|w| shown.contains(w)) && !shown.contains("▒ unlocked"),
        "{when}, the screen shows:\n{shown}"
    );
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
    session.send(END);
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
    session.send("\r");
    lock_and_look(&mut session, "searched for and locked");

    place.write_everything_out();
    place.is_clean("written out beside an open session");
    session.send(QUIT);
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("at the end");
}

#[test]
fn where_everything_is_sealed() {
    let place = Place::sealing_everything();
    let mut session = place.session();
    session.wait_for("SEALED: the team");
    type_slowly(&mut session, SAID);
    place.is_clean("while typing, without any mark");
    session.send_and_wait("\r", "Saved, sealed.");
    place.is_clean("saved");
    lock_and_look(&mut session, "saved and locked");

    unlock(&mut session, &place.sample.phrase);
    session.wait_for("qyzzlewick");
    is_in_memory(&session, "unlocked, and listed on Day");
    session.send_and_wait(TAG, "1 without a question");
    session.send_and_wait("1", "all have a question");
    place.is_clean("tagged");
    session.send_and_wait("/", "Search");
    type_slowly(&mut session, "xolv");
    session.send_and_wait("\r", "1 note found");
    place.is_clean("searched for and found");
    session.send_and_wait("p", "What kind of point is it?");
    session.send_and_wait("\r", "The words of the thanks");
    type_slowly(&mut session, "zubbernock");
    session.send("\r");
    session.send(FEEDBACK);
    session.send_and_wait("3", "1 of 1 sealed, not released");
    session.wait_for("zubbernock");
    place.is_clean("a point made of it");
    session.send_and_wait("e", "The words to be said");
    type_slowly(&mut session, " xolvanderm");
    lock_and_look(&mut session, "locked over half-typed words of a point");
    session.send_and_wait(DAY, "brings it back");
    place.is_clean("they were put aside");

    session.send_and_wait(TAG, "not counted until unlocked");
    assert!(!session.text().contains("qyzzlewick"));
    place.write_everything_out();
    place.is_clean("written out beside an open session");
    session.send(QUIT);
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("at the end");
}

#[test]
fn sealed_after_it_was_saved_with_a_colleague_in_the_notebook() {
    let place = Place::new();
    let mut colleague = place.colleague();
    let mut session = place.session();
    type_slowly(&mut session, SAID);
    session.send_and_wait("\r", "Saved.");
    session.send_and_wait(UP, "edit");
    session.send_and_wait("\x05", "The words of a note");
    type_slowly(&mut session, " // zubbernock meant it");
    session.send_and_wait(SAVE_LONG, "Changed.");
    session.send_and_wait(TAG, "Tag");
    session.send_and_wait("/", "Search");
    type_slowly(&mut session, "xolvanderm");
    session.send_and_wait("\r", "zubbernock");
    colleague.wait_for("zubbernock");
    place.is_not_clean("open, and a colleague has read it");

    session.send_and_wait("!", "Who shall be able to read it?");
    session.send_and_wait("\r", "Sealed; colleagues may have read it before.");
    colleague.wait_gone("zubbernock");
    session.wait_gone("still being removed");
    place.is_clean("sealed late, both sessions open");
    lock_and_look(&mut session, "sealed late and locked");

    session.send(ESC);
    session.send_and_wait(DAY, "Capture");
    session.send_and_wait(UNDO, "removed for good");
    place.is_clean("undo brought nothing back");
    place.write_everything_out();
    place.is_clean("written out");
    session.send(QUIT);
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("my session ended");
    colleague.send(QUIT);
    assert_eq!(colleague.wait_exit(), 0);
    place.is_clean("both ended");
}

#[test]
fn while_somebody_reads_it_is_shown_that_old_text_remains() {
    let place = Place::new();
    let mut session = place.session();
    type_slowly(&mut session, SAID);
    session.send_and_wait("\r", "Saved.");
    session.send_and_wait(UP, "edit");
    let reading = rusqlite::Connection::open(place.notebook()).unwrap();
    reading.execute_batch("BEGIN").unwrap();
    reading.query_row("SELECT count(*) FROM note", [], |r| r.get::<_, i64>(0)).unwrap();
    session.send_and_wait("\x1bs", "Who shall be able to read it?");
    session.send_and_wait("\r", "old text still being removed");
    place.is_not_clean("it is shown because it is so");
    reading.execute_batch("COMMIT").unwrap();
    session.wait_gone("old text still being removed");
    place.is_clean("removed as soon as nobody reads");
}

#[test]
fn half_typed_when_the_power_fails() {
    let place = Place::new();
    let mut session = place.session();
    session.send_and_wait(SEAL, "SEALED");
    let (first, rest) = SAID.split_at(SAID.len() - 4);
    type_slowly(&mut session, first);
    wait_for_the_draft(&session, &place);
    session.signal("KILL");
    session.wait_exit();
    drop(session);
    place.is_clean("killed in the middle of a word");

    let mut session = place.session();
    session.wait_for("1 half-typed line waits");
    assert!(!session.text().contains("qyzzlewick"), "an empty line is ready; the draft waits");
    session.send_and_wait("\x1br", "Passphrase");
    session.send("not the passphrase");
    session.send_and_wait("\r", "does not fit");
    session.send(place.sample.phrase.expose());
    session.send_and_wait("\r", "Your half-typed line is back");
    session.wait_for(first);
    session.wait_for("SEALED");
    type_slowly(&mut session, rest);
    is_in_memory(&session, "typed, not saved");
    lock_and_look(&mut session, "locked over a half-typed sealed line");
    session.wait_for("1 half-typed line waits");
    place.is_clean("put aside");

    unlock(&mut session, &place.sample.phrase);
    session.send_and_wait("\x1br", "zubbernock");
    session.send_and_wait("\r", "Saved, sealed.");
    lock_and_look(&mut session, "saved and locked");
    place.is_clean("saved");
    session.signal("HUP");
    session.wait_exit();
    place.is_clean("at the end");
}

fn draft(place: &Place) -> Option<Vec<u8>> {
    let files = support::drafts(place.sample.home.root());
    let is_mine = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().starts_with("draft-");
    files.into_iter().find(|(path, _)| is_mine(path)).map(|(_, bytes)| bytes)
}

/// Waits until the draft holds what was typed: it is written within a second, and then no more.
fn wait_for_the_draft(session: &Terminal, place: &Place) {
    let last = RefCell::new((Instant::now(), None));
    session.wait_until("the draft", |_| {
        let (now, mut last) = (draft(place), last.borrow_mut());
        if now != last.1 {
            *last = (Instant::now(), now);
        }
        last.1.is_some() && last.0.elapsed() > Duration::from_millis(1500)
    });
    assert!(draft(place).unwrap().starts_with(b"age-encryption.org/v1"));
}

#[test]
fn turned_into_a_concern_half_typed_and_saved() {
    let place = Place::new();
    let mut session = place.session();
    type_slowly(&mut session, SAID);
    wait_for_the_draft(&session, &place);
    place.is_clean("half typed");
    session.send_and_wait(CONCERN, "A concern");
    session.send_and_wait("1", "Whom did you tell");
    session.send_and_wait("\r", "Recorded");
    session.wait_for("zubbernock");
    session.send_and_wait("\r", "The words are gone from here");
    assert_eq!(draft(&place), None, "the draft went with them, at once");
    place.is_clean("the line became a concern");
    lock_and_look(&mut session, "a half-typed concern, locked");

    type_slowly(&mut session, SAID);
    session.send_and_wait("\r", "Saved.");
    place.is_not_clean("saved open");
    session.send_and_wait(UP, "edit");
    session.send_and_wait(CONCERN, "The words of the note");
    session.wait_for("zubbernock");
    session.send_and_wait("\r", "Its words are erased.");
    session.wait_gone("still being removed");
    place.is_clean("the note became a concern");
    lock_and_look(&mut session, "a saved concern, locked");
    place.write_everything_out();
    place.is_clean("written out");
    session.send(QUIT);
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("at the end");
}

#[test]
fn erased_by_its_author() {
    let place = Place::new();
    let mut session = place.session();
    type_slowly(&mut session, SAID);
    let before = place.blobs();
    session.send_and_wait(" !me\r", "Saved, sealed.");
    let mine: Vec<_> = place.blobs().into_iter().filter(|b| !before.contains(b)).collect();
    assert_eq!((mine.len(), place.files_with(&mine).is_empty()), (1, false), "the blob can be found");
    unlock(&mut session, &place.sample.phrase);
    session.send_and_wait(SEALED, "can read");
    session.send(END);
    session.send_and_wait("o", "qyzzlewick");
    session.send_and_wait(ERASE, "Erase its words for good?");
    session.send(DOWN);
    session.send_and_wait("\r", "Its words are erased.");
    session.wait_gone("qyzzlewick");
    place.is_clean("erased");
    assert!(place.files_with(&mine).is_empty(), "the blob itself");
    lock_and_look(&mut session, "erased and locked");
    place.write_everything_out();
    session.send(QUIT);
    assert_eq!(session.wait_exit(), 0);
    place.is_clean("at the end");
}

#[test]
fn purged_by_the_lead_with_a_colleague_in_the_notebook_and_put_back() {
    let place = Place::new();
    let mut colleague = place.colleague();
    let mut session = place.session();
    type_slowly(&mut session, SAID);
    session.send_and_wait("\r", "Saved.");
    type_slowly(&mut session, &format!("! {SAID}"));
    session.send_and_wait("\r", "Saved, sealed.");
    colleague.wait_for("zubbernock");
    let blobs = place.blobs();
    let backup = Notebook::open(&place.sample.notebook).unwrap().back_up(place.sample.start).unwrap();
    let earlier = std::fs::read(&backup).unwrap();
    assert!(place.files_with(&blobs).contains(&backup), "the backup has them too");
    unlock(&mut session, &place.sample.phrase);
    session.send("a line half typed");
    wait_for_the_draft(&session, &place);

    session.send_and_wait(PURGE, "What is to be emptied for good?");
    session.send(&DOWN.repeat(3));
    session.send_and_wait("\r", "Purge this notebook?");
    session.wait_for("What stays:");
    session.send(DOWN);
    session.send_and_wait("\r", "Emptied for good.");
    session.wait_gone("still being removed");
    colleague.wait_gone("zubbernock");
    place.is_clean("purged, both sessions open");
    assert!(place.files_with(&blobs).is_empty(), "no blob is left to be opened");
    assert!(place.blobs().is_empty());
    // The line that is being typed is nobody's note yet; it stays until it is saved or given up.
    session.wait_for("a line half typed");
    lock_and_look(&mut session, "purged and locked");
    place.write_everything_out();
    for each in [&mut session, &mut colleague] {
        each.send(QUIT);
        assert_eq!(each.wait_exit(), 0);
    }
    place.is_clean("both ended");

    std::fs::write(&place.sample.notebook, &earlier).unwrap();
    place.is_not_clean("an earlier copy was put back");
    let said = place.command("again", &["list", place.notebook()]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("An earlier copy"), "{said:?}");
    place.is_clean("the earlier copy was opened");
    assert!(place.files_with(&blobs).is_empty());
}

#[test]
fn written_from_the_shell_and_exported_for_the_head() {
    let place = Place::new();
    let mut note = Command::new(env!("CARGO_BIN_EXE_visitbook"));
    // Without a moved clock: what is written in a rehearsal does not leave.
    note.args(["note", place.notebook(), "-", "--as", "lead"]).stdin(Stdio::piped());
    note.stdout(Stdio::piped()).stderr(Stdio::null()).current_dir(place.path("work"));
    note.env("VISITBOOK_HOME", place.sample.home.root()).env("TMPDIR", place.path("tmp"));
    let mut note = note.spawn().unwrap();
    note.stdin.take().unwrap().write_all(format!("{SAID} !head").as_bytes()).unwrap();
    let done = note.wait_with_output().unwrap();
    assert!(done.status.success());
    place.is_clean("written from the shell");

    let pack = place.path("work").join("for-head.age");
    let args = ["export", place.notebook(), "-r", PUBLIC, "-o", pack.to_str().unwrap()];
    let mut export = place.in_a_terminal(&args, "lead", place.sample.home.root());
    export.wait_for("Passphrase of your key");
    export.send(place.sample.phrase.expose());
    export.send_and_wait("\r", "Written for");
    assert_eq!(export.wait_exit(), 0);
    place.is_clean("exported for the head");
    let keys = keys::read_file(SECRET.as_bytes(), || panic!("it has no passphrase")).unwrap();
    let opened = open_pack(&std::fs::read(&pack).unwrap(), Keys::Identities(&keys)).unwrap();
    let hunt = Hunt::for_words(&WORDS);
    let told = opened.files.iter().filter(|f| !hunt.in_bytes(&f.bytes).is_empty()).count();
    assert!(told > 0, "the head's own pack has them, inside its encryption");
}

#[test]
fn bundled_and_merged_elsewhere() {
    let place = Place::new();
    let mut colleague = place.colleague();
    colleague.send("\x11");
    assert_eq!(colleague.wait_exit(), 0);
    let mut session = place.session();
    session.send(&format!("! {SAID}"));
    session.wait_for("zubbernock");
    session.send_and_wait("\r", "Saved, sealed.");
    session.send("\x11");
    assert_eq!(session.wait_exit(), 0);

    let done = place.command("bundle", &["bundle", place.notebook(), "--to", "brook-row", "-o", "team.age"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    place.is_clean("bundled");
    let args = ["merge", "elsewhere.visitbook", "team.age", "--yes"];
    let mut merge = place.in_a_terminal(&args, "brook-row", &place.path("colleague"));
    merge.wait_for("Passphrase of your key");
    merge.send("the colleague's own phrase");
    merge.send_and_wait("\r", "Joined");
    assert_eq!(merge.wait_exit(), 0);
    let count = |path: &Path| {
        let sealed = Filter { sealed: true, ..Filter::default() };
        Notebook::open(path).unwrap().count(&sealed).unwrap()
    };
    let merged = place.path("work").join("elsewhere.visitbook");
    assert_eq!(count(&merged), count(&place.sample.notebook), "the sealed notes went along, sealed");
    place.is_clean("merged elsewhere");
}

#[test]
fn pasted_at_once() {
    let place = Place::new();
    let mut session = place.session();
    session.send(&format!("\x1b[200~! {SAID}\x1b[201~"));
    session.wait_for("zubbernock");
    session.send_and_wait("\r", "Saved, sealed.");
    lock_and_look(&mut session, "pasted and locked");
    session.send(&format!("! {SAID}"));
    session.wait_for("zubbernock");
    session.send_and_wait("\r", "Saved, sealed.");
    lock_and_look(&mut session, "typed in one go and locked");
    place.is_clean("pasted");
}
