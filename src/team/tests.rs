//! Joining through real streams: what is crafted is refused, what is cut off goes on, and whatever
//! happens in whatever order, all end equal.

use super::bundle::{self, Opened, Packing};
use super::exchange::{Asking, Exchanged, exchange};
use super::remote::{Greeting, Line, Remote};
use super::serve::{Host, Summary, serve};
use super::stream::{Introduction, Sender, Sent};
use super::*;
use crate::clock::{Clock, Moment, Tz};
use crate::home::Home;
use crate::ids::*;
use crate::notebook::change::Hlc;
use crate::notebook::value::{self as v, Bytes, PersonFacts, Value};
use crate::notebook::{Body, Change, Filter, Header, NewChange, Notebook, Order, Pen};
use crate::review::evidence::Readers;
use crate::review::people::Role;
use crate::trouble::{Result, Trouble};
use crate::vault::{Pins, WriterKey};
use std::io::{self, Write};
use std::path::PathBuf;

mod agreement;
mod clocks;
mod crafted;
mod cut;
mod relay;

const ID: NotebookId = NotebookId([9; 16]);
/// Wednesday 10 June 2026, in the morning.
const START: Moment = Moment(1_781_081_000_000);
const NAMES: [&str; 5] = ["lead", "asha", "sam", "hollins", "brook"];

/// A person's laptop: a home, a notebook, a writer, a clock.
struct Laptop {
    dir: tempfile::TempDir,
    notebook: Notebook,
    key: WriterKey,
    me: PersonId,
    now: i64,
    /// By how many milliseconds its clock is wrong.
    wrong: i64,
}

impl Laptop {
    /// A laptop with an empty notebook.
    fn new(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let notebook = Notebook::create(&dir.path().join("maths.visitbook"), ID).unwrap();
        let mut laptop = Self::with(dir, notebook, PersonId::of(ID, name));
        laptop.plan();
        laptop
    }

    fn with(dir: tempfile::TempDir, notebook: Notebook, me: PersonId) -> Self {
        let home = Home::at(dir.path().join("home"));
        let key = WriterKey::load_or_create(&home.notebook_file(ID, notebook.path()).unwrap().join("me")).unwrap();
        Self { dir, notebook, key, me, now: START.0, wrong: 0 }
    }

    fn home(&self) -> Home {
        Home::at(self.dir.path().join("home"))
    }

    fn pins(&self) -> Pins {
        Pins::load(&self.home().notebook(ID)).unwrap()
    }

    /// The people of the review, in the lead's name and by a key of its own, as `visitbook new` says it.
    fn plan(&mut self) {
        let folder = self.home().notebook_file(ID, self.notebook.path()).unwrap().join("lead-making");
        let key = WriterKey::load_or_create(&folder).unwrap();
        let pen = Pen { author: PersonId::of(ID, "lead"), key: &key, clock: Clock::fixed(START), zone: Tz::UTC };
        let people = NAMES.iter().enumerate().map(|(n, name)| {
            let facts = PersonFacts {
                key: (*name).to_owned(),
                name: name[..1].to_uppercase() + &name[1..],
                role: if n == 0 { Role::Lead } else { Role::Reviewer },
                school: String::new(),
                accounts: Vec::new(),
                order: u32::try_from(n).unwrap(),
            };
            NewChange::new(PersonId::of(ID, name), Value::Person(facts))
        });
        let visit = visit();
        let all: Vec<NewChange> =
            [NewChange::new(Subject(ID.0), Value::Visit(visit))].into_iter().chain(people).collect();
        self.notebook.write(&pen, &all).unwrap();
    }

    fn clock(&self) -> Clock {
        Clock::fixed(Moment(self.now + self.wrong))
    }

    fn write(&mut self, changes: &[NewChange]) -> Vec<ChangeId> {
        self.now += 1000;
        let pen = Pen { author: self.me, key: &self.key, clock: self.clock(), zone: Tz::Europe__London };
        let written = self.notebook.write(&pen, changes).unwrap().changes;
        self.key.remember(self.notebook.last_seq(self.key.id()).unwrap(), *written.last().unwrap()).unwrap();
        written
    }

    fn note(&mut self, words: &str) -> NoteId {
        let id = NoteId::fresh().unwrap();
        self.write(&[NewChange::new(id, v::NoteCreated {}), NewChange::new(id, text(words))]);
        id
    }

    fn words(&self, id: NoteId) -> Option<String> {
        self.notebook.note(id).unwrap().and_then(|n| n.evidence().map(|e| e.text.clone()))
    }

    fn asking(&self, peer: Peer) -> Asking {
        let writers = self.key.former().iter().copied().chain([self.key.id()]).collect();
        Asking { peer, yes: peer == Peer::File, me: Some(self.me), writers, now: Moment(self.now) }
    }

    /// The inside of a bundle of all there is.
    fn bundle(&self) -> Vec<u8> {
        let introduction = Introduction { from: Some(self.me), writers: vec![(self.key.id(), None)] };
        let mut packing = Packing::default();
        packing.greet(&Greeting { notebook: Some(ID), introduction, ..Greeting::default() }).unwrap();
        let all = self.notebook.lacking(&std::collections::BTreeMap::default()).unwrap();
        packing.give(&mut all.into_iter().map(|local| self.notebook.change_at(local))).unwrap();
        packing.inside().to_vec()
    }

    /// Takes over a bundle, as after a yes.
    fn merge(&mut self, inside: &[u8]) -> Result<Exchanged> {
        bundle::preview(inside, Some(&self.notebook), &self.home(), Moment(self.now))?;
        let mut opened = Opened::new(inside)?;
        exchange(self.notebook.path(), &self.home(), &mut opened, &self.asking(Peer::File), &mut |_| ())
    }

    /// Joins with another as if that were a server.
    fn sync(&mut self, server: &mut Self) -> (Result<Exchanged>, Result<Summary>) {
        self.sync_cut(server, usize::MAX, usize::MAX)
    }

    /// As [`Self::sync`], on a line that breaks after so many bytes of what is asked or answered.
    fn sync_cut(&mut self, server: &mut Self, asked: usize, answered: usize) -> (Result<Exchanged>, Result<Summary>) {
        let (asked_in, asked_out) = io::pipe().unwrap();
        let (answers_in, answers_out) = io::pipe().unwrap();
        let (account, now) = (self.me, Moment(server.now));
        std::thread::scope(|scope| {
            let serving = scope.spawn(move || {
                let mut pins = server.pins();
                let host = Host { notebook: &mut server.notebook, pins: &mut pins, account, now };
                serve(&mut { asked_in }, &mut Cut { inner: answers_out, left: answered }, host)
            });
            let mut line = Line::new(answers_in, Cut { inner: asked_out, left: asked });
            let path = self.notebook.path().to_owned();
            let done = exchange(&path, &self.home(), &mut line, &self.asking(Peer::Server), &mut |_| ());
            drop(line);
            (done, serving.join().unwrap())
        })
    }

    fn dump(&self) -> String {
        self.notebook.dump().unwrap()
    }

    fn assert_sound(&mut self) {
        let found = self.notebook.examine().unwrap();
        assert!(found.file_sound && found.journal_sound && found.tables_agree, "{found:?}");
    }
}

/// A writing end that breaks after so many bytes, in the middle of a write too.
struct Cut<W> {
    inner: W,
    left: usize,
}

impl<W: Write> Write for Cut<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let n = self.inner.write(&bytes[..bytes.len().min(self.left)])?;
        self.left -= n;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn text(words: &str) -> v::NoteText {
    v::NoteText { text: words.to_owned(), reflection: String::new() }
}

fn sealed(blob: &[u8]) -> v::NoteSealed {
    v::NoteSealed { readers: Readers::Me, persons: vec![PersonId([1; 16])], blob: Bytes(blob.to_vec()) }
}

/// The facts of the sample's visit.
fn visit() -> v::VisitFacts {
    let plan = include_str!("../../sample-data/fernhollow.toml");
    let review = crate::plan::read(plan, "fernhollow.toml").unwrap().review;
    let visit = review.visit;
    v::VisitFacts {
        programme: visit.programme,
        school: visit.school,
        focus: visit.focus,
        zone: "Europe/London".to_owned(),
        capture: visit.capture,
        wording: visit.wording,
        keep_until: None,
        safeguarding: visit.safeguarding,
        protocol: visit.protocol,
        do_not_name: Vec::new(),
        documents: Vec::new(),
        timeline: Vec::new(),
        roles: None,
        release: None,
        report: None,
        prompts: None,
        inspections: None,
        scope: None,
    }
}

#[test]
fn both_ways_over_a_line_only_what_the_other_lacks() {
    let (mut asha, mut server) = (Laptop::new("asha"), Laptop::new("sam"));
    let here = asha.note("seen in Y4");
    let there = server.note("heard in Y2");
    let (done, summary) = asha.sync(&mut server);
    let (done, summary) = (done.unwrap(), summary.unwrap());
    // Two changes of a note, and the plan as it was said at each.
    let plan = NAMES.len() as u64 + 1;
    assert_eq!((done.sent, done.taken.new), (plan + 2, plan + 2));
    assert_eq!((summary.sent, summary.taken.new), (plan + 2, plan + 2));
    assert_eq!(asha.words(there).as_deref(), Some("heard in Y2"));
    assert_eq!(server.words(here).as_deref(), Some("seen in Y4"));
    assert_eq!(asha.dump(), server.dump());
    assert!(asha.notebook.plan_conflicts().unwrap().is_empty(), "the same plan twice is no conflict");
    asha.note("one more");
    let (done, summary) = asha.sync(&mut server);
    assert_eq!((done.unwrap().sent, summary.unwrap().sent), (2, 0));
}

#[test]
fn a_bundle_the_same_twice_and_through_a_third_person() {
    let (mut asha, mut sam, mut hollins) = (Laptop::new("asha"), Laptop::new("sam"), Laptop::new("hollins"));
    let id = asha.note("first");
    let old = asha.bundle();
    asha.write(&[NewChange::new(id, text("second"))]);
    sam.merge(&asha.bundle()).unwrap();
    hollins.merge(&sam.bundle()).unwrap();
    let before = hollins.dump();
    for again in [&old, &asha.bundle(), &sam.bundle(), &old] {
        assert_eq!(hollins.merge(again).unwrap().taken.new, 0);
    }
    assert_eq!(hollins.dump(), before);
    assert_eq!(hollins.words(id).as_deref(), Some("second"));
    assert_eq!(hollins.pins().via(asha.key.id()), Some(sam.me), "her writer came through Sam");
    assert_eq!(sam.pins().via(asha.key.id()), None);
}

#[test]
fn a_notebook_that_is_not_here_is_made_by_joining() {
    let (asha, mut server) = (Laptop::new("asha"), Laptop::new("sam"));
    let id = server.note("on the server");
    let path: PathBuf = asha.dir.path().join("new.visitbook");
    let by_file = |server: &Laptop| {
        let inside = server.bundle();
        let mut opened = Opened::new(&inside)?;
        exchange(&path, &asha.home(), &mut opened, &asha.asking(Peer::File), &mut |_| ())
    };
    let by_line = |server: &mut Laptop| {
        let (asked_in, asked_out) = io::pipe().unwrap();
        let (answers_in, answers_out) = io::pipe().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut pins = server.pins();
                let host = Host { notebook: &mut server.notebook, pins: &mut pins, account: asha.me, now: START };
                serve(&mut { asked_in }, &mut { answers_out }, host)
            });
            exchange(
                &path,
                &asha.home(),
                &mut Line::new(answers_in, asked_out),
                &asha.asking(Peer::Server),
                &mut |_| (),
            )
        })
    };
    for file in [false, true] {
        let done = if file { by_file(&server) } else { by_line(&mut server) };
        assert!(done.unwrap().taken.new > 2);
        let mut made = Notebook::open(&path).unwrap();
        assert_eq!(made.note(id).unwrap().unwrap().evidence().unwrap().text, "on the server");
        let found = made.examine().unwrap();
        assert!(found.journal_sound && found.tables_agree);
        drop(made);
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_notebook_whose_making_was_interrupted_is_made_again() {
    let (asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    sam.note("first");
    let inside = sam.bundle();
    let path = asha.dir.path().join("new.visitbook");
    let merge =
        || exchange(&path, &asha.home(), &mut Opened::new(&inside).unwrap(), &asha.asking(Peer::File), &mut |_| ());
    // Reserved and nothing in it; then furnished and no change in it.
    crate::files::reserve(&path, 0o600).unwrap();
    assert!(merge().unwrap().taken.new > 0);
    std::fs::remove_file(&path).unwrap();
    drop(Notebook::create(&path, ID).unwrap());
    assert!(merge().unwrap().taken.new > 0);
    // One that stops before anything came leaves nothing behind.
    std::fs::remove_file(&path).unwrap();
    let cut = &inside[..inside.len() / 4];
    let stopped = exchange(&path, &asha.home(), &mut Opened::new(cut).unwrap(), &asha.asking(Peer::File), &mut |_| ());
    assert!(stopped.is_err());
    assert!(!path.exists() || !Notebook::is_interrupted(&path).unwrap());
}

/// The inside of a bundle with just these changes.
fn bundle_of(changes: &[Sent]) -> Vec<u8> {
    let mut inside = Vec::new();
    let mut sender = Sender::open(&mut inside, Some(ID)).unwrap();
    sender.introduce(&Introduction::default()).unwrap();
    sender.offer(changes.len() as u64).unwrap();
    for sent in changes {
        sender.change(&as_change(sent)).unwrap();
    }
    sender.end().unwrap();
    inside
}

/// A change as it is sent, proved or not.
fn as_change(sent: &Sent) -> Change {
    Change {
        id: ChangeId([0; 32]),
        header: Header::decode(&sent.header).unwrap(),
        bytes: sent.header.clone(),
        signature: sent.signature,
        body: sent.body.clone(),
    }
}
