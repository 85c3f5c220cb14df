//! Notebooks of any size, written as a visit would write them: the sample day's lines over and over.

use std::path::{Path, PathBuf};
use visitbook::clock::{Clock, Moment};
use visitbook::home::Home;
use visitbook::ids::NoteId;
use visitbook::notebook::value as v;
use visitbook::notebook::{NewChange, Notebook, Pen};
use visitbook::review::capture::{self, Capture, Context, Reading};
use visitbook::review::evidence::{Readers, Valence};
use visitbook::review::feedback::PointKind;
use visitbook::review::visit::Review;
use visitbook::secret::Secret;
use visitbook::tasks::feedback::NewPoint;
use visitbook::tasks::{Desk, making, sample};
use visitbook::vault::writer::WriterKey;

/// What unlocks the key of every notebook here.
pub const PHRASE: &str = "correct horse battery staple bench";
/// Changes of so many notes go into one transaction; a person's own go one by one.
const AT_ONCE: usize = 250;

/// A notebook of a certain size, and the home of its lead.
pub struct Filled {
    pub home: Home,
    pub path: PathBuf,
}

impl Filled {
    /// Sits down as the lead.
    pub fn desk(&self) -> Desk {
        Desk::open(&self.home, &self.path, Some("lead"), Clock::fixed(sample::MORNING)).unwrap()
    }
}

#[derive(serde::Deserialize)]
struct Day {
    note: Vec<Entry>,
}

#[derive(serde::Deserialize)]
struct Entry {
    line: String,
}

/// The lines of the sample day, marks and all.
pub fn lines() -> Vec<String> {
    let day: Day = toml::from_str(include_str!("../../sample-data/day.toml")).unwrap();
    day.note.into_iter().map(|n| n.line).collect()
}

/// How the line at `n` reads as a note; none if it is no plain note.
pub fn capture(review: &Review, lines: &[String], n: usize) -> Option<Capture> {
    let context = Context { questions: &review.questions, source: None, activity_sources: &[], seal: None };
    match capture::read(&lines[n % lines.len()], &context) {
        Reading::Note(capture) => Some(capture),
        _ => None,
    }
}

/// Makes a notebook with so many open notes and so many sealed ones in `folder`.
pub fn fill(folder: &Path, notes: usize, sealed: usize) -> Filled {
    let plan = include_str!("../../sample-data/fernhollow.toml");
    let review = visitbook::plan::read(plan, "fernhollow.toml").unwrap().review;
    std::fs::create_dir_all(folder).unwrap();
    let home = Home::at(folder.join("home"));
    let path = folder.join("bench.visitbook");
    let start = sample::MORNING.plus_minutes(-90);
    drop(making::make(&home, &review, &path, Clock::fixed(start)).unwrap());
    let filled = Filled { home, path };
    let mut desk = filled.desk();
    desk.make_key(&Secret::new(PHRASE.to_owned())).unwrap();
    desk.accept_protocol().unwrap();
    let lines = lines();
    for n in 0..sealed {
        let mut capture = capture(&review, &lines, n).or_else(|| capture(&review, &lines, 0)).unwrap();
        capture.seal = Some(Readers::Me);
        desk.capture(&capture, Some(review.activities[n % review.activities.len()].id), None).unwrap();
    }
    drop(desk);
    open_notes(&filled.path, folder, &review, notes);
    filled
}

/// Makes the notebook of one of many reviews, with so many open notes and a few points, all led from one home.
pub fn one_of_many(folder: &Path, n: usize, notes: usize) {
    let plan = include_str!("../../sample-data/fernhollow.toml");
    let mut review = visitbook::plan::read(plan, "fernhollow.toml").unwrap().review;
    review.visit.id.0[14..].copy_from_slice(&u16::try_from(n).unwrap().to_be_bytes());
    review.visit.school = format!("School {n}");
    let home = Home::at(folder.join("home"));
    let path = folder.join(format!("reviews/{n}.visitbook"));
    drop(making::make(&home, &review, &path, Clock::fixed(sample::MORNING)).unwrap());
    open_notes(&path, folder, &review, notes);
    let mut desk = Desk::open(&home, &path, Some("lead"), Clock::fixed(sample::MORNING)).unwrap();
    for (kind, text) in [
        (PointKind::Strength, "Pupils explain regrouping with counters"),
        (PointKind::Offer, "Phonics leads could show how they hear every reader"),
        (PointKind::Development, "Attendance falls off before each holiday"),
        (PointKind::Development, "Subject leaders have little time to monitor"),
    ] {
        let (question, meeting, evidence) = (None, None, Vec::new());
        desk.make_point(&NewPoint { kind, question, meeting, text: text.to_owned(), evidence }).unwrap();
    }
}

fn open_notes(path: &Path, folder: &Path, review: &Review, notes: usize) {
    let mut notebook = Notebook::open(path).unwrap();
    let key = WriterKey::load_or_create(&folder.join("colleague")).unwrap();
    let people: Vec<_> = review.people.iter().filter(|p| p.role.captures()).map(|p| p.id).collect();
    let lines = lines();
    let start = sample::MORNING.plus_minutes(-90);
    let mut n = 0;
    while n < notes {
        let until = (n + AT_ONCE).min(notes);
        // The notes of one visit: an hour and a half, whatever their number.
        let minutes = i64::try_from(n * 90 / notes.max(1)).unwrap();
        let at = start.plus_minutes(minutes);
        let changes: Vec<_> = (n..until).flat_map(|n| note(review, &lines, n)).collect();
        let author = people[(n / AT_ONCE) % people.len()];
        let pen = Pen { author, key: &key, clock: Clock::fixed(at), zone: review.visit.zone };
        notebook.write_at(&pen, Moment(at.0 + i64::try_from(n % 60_000).unwrap()), &changes).unwrap();
        n = until;
    }
}

/// The changes by which a note comes to be, as `tasks` writes them.
fn note(review: &Review, lines: &[String], n: usize) -> Vec<NewChange> {
    let id = NoteId::fresh().unwrap();
    let activity = Some(review.activities[n % review.activities.len()].id);
    let mut changes =
        vec![NewChange::new(id, v::NoteCreated {}), NewChange::new(id, v::NoteFiled { activity, seen: None })];
    let Some(capture) = capture(review, lines, n) else {
        changes
            .push(NewChange::new(id, v::NoteText { text: lines[n % lines.len()].clone(), reflection: String::new() }));
        return changes;
    };
    changes.push(NewChange::new(id, v::NoteText { text: capture.text, reflection: capture.reflection }));
    changes.extend(capture.questions.iter().map(|q| NewChange::new(id, v::NoteQuestion { question: *q, on: true })));
    if let Some(valence) = capture.valence.filter(|v| *v != Valence::Neutral) {
        changes.push(NewChange::new(id, v::NoteValence { valence }));
    }
    if let Some(source) = capture.source {
        changes.push(NewChange::new(id, v::NoteSource { source: Some(source) }));
    }
    if capture.place.is_some() {
        changes.push(NewChange::new(id, v::NotePlace { place: capture.place }));
    }
    changes
}
