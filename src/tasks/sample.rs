//! A sample day in a fresh folder: what `visitbook demo` opens, and what tests of the whole are made on.
//!
//! Four visitors write it as they would: each at a desk of their own, with a key and a writer of their
//! own, through the same tasks as the screen. So nothing in it is made up but the words. The lead's home
//! stays, with a key whose phrase is given back; the others' homes are thrown away at the end, and with
//! them whatever only they could open.

use super::{Desk, concern::Route, feedback::NewPoint, making, marks::Mark};
use crate::clock::{Clock, Moment, Tz, instant_of};
use crate::files;
use crate::home::Home;
use crate::ids::NoteId;
use crate::plan;
use crate::review::capture::{self, Context, Reading};
use crate::review::feedback::PointKind;
use crate::review::timetable::ActivityKind;
use crate::review::visit::Review;
use crate::secret::Secret;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::{identity, passphrase};
use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// When the demo begins: 10:36 on the first morning, at break, 2026-06-10T10:36 at the school.
pub const MORNING: Moment = Moment(1_781_084_160_000);

const PLAN: &str = include_str!("../../sample-data/fernhollow.toml");
const DAY: &str = include_str!("../../sample-data/day.toml");

/// Who opens the sample.
const ME: &str = "lead";

/// The work factor of the others' keys: these protect nothing, since they are thrown away at once.
const NO_WORK: u8 = 1;

/// A sample day, ready to be opened.
#[derive(Debug)]
pub struct Sample {
    /// The lead's home, with a key.
    pub home: Home,
    /// The notebook.
    pub notebook: PathBuf,
    /// What unlocks the lead's key.
    pub phrase: Secret,
    /// Who to be, as in `--as`.
    pub me: &'static str,
    /// The moment up to which the day was written: where a rehearsal clock should begin.
    pub start: Moment,
}

/// Makes the sample in `folder`, which must be new or empty: all that was written before `until`, or everything.
///
/// Takes about a second, most of it for the lead's key.
///
/// # Errors
/// When something is in the folder, or it cannot be written. What was made until then is removed.
pub fn build(folder: &Path, until: Option<Moment>) -> Result<Sample> {
    files::ensure_private_folder(folder)?;
    if !files::list(folder)?.is_empty() {
        return Err(Trouble::new(
            format!("{} is not empty.", files::shown(folder)),
            "Name a new folder; nothing was written.",
        ));
    }
    let built = read_day().and_then(|day| Builder::new(folder, &day, until)?.build(&day));
    let others = files::remove_folder(&others(folder));
    if built.is_err() {
        // Best effort: the folder was empty before, and the first trouble is the one to tell.
        for left in files::list(folder).unwrap_or_default() {
            let _ = if left.is_dir() { files::remove_folder(&left) } else { files::remove(&left) };
        }
    }
    others.and(built)
}

fn others(folder: &Path) -> PathBuf {
    folder.join("others")
}

/// `day.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    note: Vec<NoteEntry>,
    accepted: Vec<AcceptedEntry>,
    concern: Vec<ConcernEntry>,
    point: Vec<PointEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteEntry {
    key: String,
    #[serde(deserialize_with = "wall")]
    at: NaiveDateTime,
    by: String,
    activity: String,
    line: String,
    #[serde(default)]
    impact: bool,
    #[serde(default)]
    learning: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedEntry {
    by: String,
    #[serde(deserialize_with = "wall")]
    at: NaiveDateTime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConcernEntry {
    by: String,
    #[serde(deserialize_with = "wall")]
    told_at: NaiveDateTime,
    whom: String,
    route: Route,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointEntry {
    #[allow(dead_code, reason = "names the point for whoever reads the file")]
    key: String,
    kind: PointKind,
    question: Option<String>,
    meeting: String,
    text: String,
    evidence: Vec<String>,
}

/// Times stand in the file as TOML's local date-times: the school's own clocks.
fn wall<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<NaiveDateTime, D::Error> {
    toml::value::Datetime::deserialize(d)?.to_string().parse().map_err(D::Error::custom)
}

/// Something that a person did, in its place in time.
enum Deed<'a> {
    Accept,
    Note(&'a NoteEntry),
    Concern(&'a ConcernEntry),
}

fn read_day() -> Result<Day> {
    toml::from_str(DAY).map_err(|e| broken(&e))
}

struct Builder {
    review: Review,
    until: Moment,
    home: Home,
    others: PathBuf,
    notebook: PathBuf,
    phrase: Secret,
    desks: BTreeMap<String, Desk>,
    notes: BTreeMap<String, NoteId>,
}

impl Builder {
    fn new(folder: &Path, day: &Day, until: Option<Moment>) -> Result<Self> {
        let review = plan::read(PLAN, "fernhollow.toml")
            .map_err(|mistakes| broken(&mistakes.first().map(ToString::to_string).unwrap_or_default()))?
            .review;
        let zone = review.visit.zone;
        let last = day.note.iter().map(|n| instant_of(n.at, zone)).max().unwrap_or(MORNING);
        Ok(Self {
            until: until.unwrap_or(last.plus_minutes(1)),
            review,
            home: Home::at(folder.join("home")),
            others: others(folder),
            notebook: folder.join("fernhollow.visitbook"),
            phrase: passphrase::generate()?,
            desks: BTreeMap::new(),
            notes: BTreeMap::new(),
        })
    }

    fn build(mut self, day: &Day) -> Result<Sample> {
        let zone = self.review.visit.zone;
        let mut deeds: Vec<(Moment, &str, Deed<'_>)> = Vec::new();
        deeds.extend(day.accepted.iter().map(|a| (instant_of(a.at, zone), &*a.by, Deed::Accept)));
        deeds.extend(day.note.iter().map(|n| (instant_of(n.at, zone), &*n.by, Deed::Note(n))));
        deeds.extend(day.concern.iter().map(|c| (instant_of(c.told_at, zone), &*c.by, Deed::Concern(c))));
        deeds.sort_by_key(|(at, ..)| *at);
        let first = deeds.first().map_or(MORNING, |(at, ..)| *at);
        self.sit_down(first.plus_minutes(-60), deeds.iter().map(|(_, by, _)| *by))?;
        deeds.retain(|(at, ..)| *at < self.until);
        for (at, by, deed) in &deeds {
            self.does(*at, by, deed, zone)?;
        }
        self.draft_points(&day.point)?;
        // Desks remember how far they wrote when they are left; the others' homes are removed after that.
        self.desks.clear();
        Ok(Sample { home: self.home, notebook: self.notebook, phrase: self.phrase, me: ME, start: self.until })
    }

    /// Makes the notebook, and for everyone a home and a key that all the others see before anything is sealed.
    fn sit_down<'a>(&mut self, at: Moment, people: impl Iterator<Item = &'a str>) -> Result<()> {
        let clock = Clock::fixed(at);
        drop(making::make(&self.home, &self.review, &self.notebook, clock)?);
        for key in people {
            if self.desks.contains_key(key) {
                continue;
            }
            let home = if key == ME { self.home.clone() } else { Home::at(self.others.join(key)) };
            let mut desk = Desk::open(&home, &self.notebook, Some(key), clock)?;
            if key == ME {
                desk.make_key(&self.phrase)?;
            } else {
                identity::create_with(&home, &passphrase::generate()?, at, NO_WORK)?;
                desk.announce_key()?;
            }
            self.desks.insert(key.to_owned(), desk);
        }
        Ok(())
    }

    fn does(&mut self, at: Moment, by: &str, deed: &Deed<'_>, zone: Tz) -> Result<()> {
        let desk = self.desks.get_mut(by).ok_or_else(|| broken(&format!("nobody is called {by}")))?;
        desk.set_clock(Clock::fixed(at));
        match deed {
            Deed::Accept => desk.accept_protocol(),
            Deed::Concern(c) => desk.record_concern(c.route, &c.whom, instant_of(c.told_at, zone)).map(drop),
            Deed::Note(entry) => {
                let note = write_note(desk, &self.review, entry)?;
                self.notes.insert(entry.key.clone(), note);
                Ok(())
            }
        }
    }

    /// The half-drafted feedback of the first summary meeting, as far as its evidence is there.
    fn draft_points(&mut self, points: &[PointEntry]) -> Result<()> {
        let meeting = self.review.activities.iter().find(|a| a.kind == ActivityKind::TeamMeeting);
        let meeting = meeting.and_then(|a| a.start).map(|t| instant_of(t, self.review.visit.zone));
        let desk = self.desks.get_mut(ME).ok_or_else(|| broken(&"there is no lead"))?;
        desk.set_clock(Clock::fixed(meeting.map_or(self.until, |m| m.min(self.until))));
        for entry in points {
            let asked = |number: &String| {
                let found = self.review.questions.iter().find(|q| q.number == *number);
                found.map(|q| q.id).ok_or_else(|| broken(&format!("there is no question {number}")))
            };
            desk.make_point(&NewPoint {
                kind: entry.kind,
                question: entry.question.as_ref().map(asked).transpose()?,
                meeting: Some(activity(&self.review, &entry.meeting)?.id),
                text: entry.text.clone(),
                evidence: entry.evidence.iter().filter_map(|key| self.notes.get(key).copied()).collect(),
            })?;
        }
        Ok(())
    }
}

/// Reads the line as the capture line does, and saves it.
fn write_note(desk: &mut Desk, review: &Review, entry: &NoteEntry) -> Result<NoteId> {
    let filed = activity(review, &entry.activity)?;
    let context = Context {
        questions: &review.questions,
        source: None,
        activity_sources: filed.kind.sources(),
        seal: review.visit.capture.seal(),
    };
    let Reading::Note(capture) = capture::read(&entry.line, &context) else {
        return Err(broken(&format!("{} is not a note: {}", entry.key, entry.line)));
    };
    let note = desk.capture(&capture, Some(filed.id), None)?.note;
    if entry.impact {
        desk.mark(&[note], &Mark::Impact, None)?;
    }
    if entry.learning {
        desk.mark(&[note], &Mark::Learning, None)?;
    }
    Ok(note)
}

fn activity<'a>(review: &'a Review, key: &str) -> Result<&'a crate::review::timetable::Activity> {
    review.activities.iter().find(|a| a.key == key).ok_or_else(|| broken(&format!("there is no activity {key}")))
}

/// The sample is part of the program, so this is a fault of ours.
fn broken(cause: &impl ToString) -> Trouble {
    Trouble::new("The sample day that comes with visitbook is damaged.", "Please install visitbook again.")
        .because(clean_line(&cause.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::{Filter, Notebook, Order};
    use crate::review::evidence::Readers;
    use crate::review::evidence::{Note, Valence};
    use chrono::NaiveDate;

    fn whole() -> (tempfile::TempDir, Sample) {
        let dir = tempfile::tempdir().unwrap();
        let sample = build(dir.path(), None).unwrap();
        (dir, sample)
    }

    fn notes(sample: &Sample) -> Vec<Note> {
        Notebook::open(&sample.notebook).unwrap().notes(&Filter::default(), Order::Oldest, 0, 1000).unwrap()
    }

    fn lead(sample: &Sample) -> Desk {
        Desk::open(&sample.home, &sample.notebook, Some(sample.me), Clock::fixed(sample.start)).unwrap()
    }

    fn every_file(folder: &Path, out: &mut Vec<(PathBuf, Vec<u8>)>) {
        for path in files::list(folder).unwrap() {
            if path.is_dir() {
                every_file(&path, out);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                out.push((path, bytes));
            }
        }
    }

    #[test]
    fn the_demo_begins_at_break_on_the_first_morning() {
        let break_time = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap().and_hms_opt(10, 36, 0).unwrap();
        assert_eq!(MORNING, instant_of(break_time, Tz::Europe__London));
    }

    #[test]
    fn the_whole_sample_says_what_the_data_says() {
        let (_dir, sample) = whole();
        let day = read_day().unwrap();
        let notes = notes(&sample);
        assert_eq!(notes.len(), day.note.len());
        assert!(notes.len() >= 80);
        let zone = Tz::Europe__London;
        let mut notebook = Notebook::open(&sample.notebook).unwrap();
        let review = notebook.review().unwrap();
        for (note, entry) in notes.iter().zip(&day.note) {
            assert_eq!(note.written, instant_of(entry.at, zone), "{}", entry.key);
            assert_eq!(review.person(note.author).unwrap().key, entry.by);
            assert_eq!(review.activity(note.activity.unwrap()).unwrap().key, entry.activity);
            assert!(!note.rehearsal && !note.edited && !note.conflict && note.seen.is_none());
            // A seal mark stands first or last, in a word of its own.
            let marked = entry.line.starts_with('!') || entry.line.split(' ').next_back().unwrap().starts_with('!');
            assert_eq!(note.sealed().is_some(), marked, "{}", entry.line);
            if let Some(evidence) = note.evidence() {
                assert_eq!((evidence.marks.impact, evidence.marks.learning), (entry.impact, entry.learning));
            }
        }
        let n01 = notes[0].evidence().unwrap();
        assert_eq!(n01.marks.valence, Valence::Strength);
        assert!(n01.text.starts_with("Hall: 'Prove it' wall") && !n01.text.contains('#'));
        for person in review.people.iter().filter(|p| p.role.is_team()) {
            let accepted = day.accepted.iter().find(|a| a.by == person.key).unwrap();
            assert_eq!(notebook.accepted(person.id).unwrap().unwrap().0, instant_of(accepted.at, zone));
            assert_eq!(notebook.keys().unwrap().iter().filter(|k| k.person == person.id && k.own).count(), 1);
            let concerns = day.concern.iter().filter(|c| c.by == person.key).count();
            assert_eq!(notebook.concerns(person.id).unwrap().len(), concerns);
        }
        let points = notebook.points().unwrap();
        assert_eq!(points.len(), day.point.len());
        for (point, entry) in points.iter().zip(&day.point) {
            assert_eq!((point.kind, &point.text), (entry.kind, &entry.text));
            assert_eq!(point.evidence.len(), entry.evidence.len());
        }
        let found = notebook.examine().unwrap();
        assert!(found.file_sound && found.journal_sound && found.tables_agree, "{found:?}");
    }

    #[test]
    fn in_the_morning_the_rest_of_the_day_is_not_written_yet() {
        let dir = tempfile::tempdir().unwrap();
        let sample = build(dir.path(), Some(MORNING)).unwrap();
        assert_eq!(sample.start, MORNING);
        let day = read_day().unwrap();
        let before = day.note.iter().filter(|n| instant_of(n.at, Tz::Europe__London) < MORNING).count();
        assert_eq!(notes(&sample).len(), before);
        assert!((25..60).contains(&before));
        let notebook = Notebook::open(&sample.notebook).unwrap();
        let points = notebook.points().unwrap();
        assert_eq!(points.len(), day.point.len());
        assert!(
            points.iter().all(|p| p.made <= MORNING && p.evidence.iter().all(|n| notebook.note(*n).unwrap().is_some()))
        );
        // It is the lead's to go on with: same home, same key, and the protocol is accepted.
        let mut lead = lead(&sample);
        let entry = lead.entry().unwrap();
        assert!(!entry.needs_key && !entry.needs_protocol);
        assert_eq!(lead.reach(Readers::Team, lead.me()).unwrap().persons.len(), 4);
    }

    #[test]
    fn nothing_sealed_is_plain_in_any_file_and_the_others_homes_are_gone() {
        let (dir, sample) = whole();
        let day = read_day().unwrap();
        let mut files = Vec::new();
        every_file(dir.path(), &mut files);
        assert!(files.iter().any(|(p, _)| *p == sample.notebook));
        let top: Vec<_> = self::files::list(dir.path()).unwrap();
        assert_eq!(top, [dir.path().join("fernhollow.visitbook"), dir.path().join("home")]);
        let is_in = |words: &str| files.iter().any(|(_, b)| b.windows(words.len()).any(|w| w == words.as_bytes()));
        // Twenty letters of a note, after any seal mark: found if it is open, found nowhere if it is sealed.
        let words = |entry: &NoteEntry| {
            let letters: Vec<char> = entry.line.chars().collect();
            letters[6..26].iter().collect::<String>()
        };
        let mut sealed = 0;
        for (note, entry) in notes(&sample).iter().zip(&day.note) {
            assert_eq!(is_in(&words(entry)), note.sealed().is_none(), "{}", entry.line);
            sealed += usize::from(note.sealed().is_some());
        }
        assert!(sealed >= 5);
        assert!(!is_in("deputy DSL"), "whom a concern was told is sealed");
        assert!(!is_in(sample.phrase.expose()));
    }

    #[test]
    fn the_lead_opens_what_is_for_the_lead_and_nothing_else() {
        let (_dir, sample) = whole();
        let desk = lead(&sample);
        let keys = identity::unlock(&sample.home, &sample.phrase).unwrap();
        let mut opened = BTreeMap::new();
        for note in notes(&sample) {
            let Some(outside) = note.sealed() else { continue };
            let result = desk.open_sealed(note.id, &keys);
            let mine = outside.readers != Readers::Me || note.author == desk.me();
            assert_eq!(result.is_ok(), mine, "{:?}", outside.readers);
            if let Ok(unlocked) = result {
                assert_eq!((unlocked.author, &unlocked.readers), (note.author, &outside.persons));
                let team = if outside.readers == Readers::Team { 4 } else { 2 };
                assert_eq!(unlocked.readers.len(), team);
                *opened.entry(outside.readers.mark()).or_insert(0) += 1;
            }
        }
        assert_eq!(opened.keys().copied().collect::<Vec<_>>(), ["!", "!head", "!team"]);
    }

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        files::create_private(&dir.path().join("mine.txt"), b"mine").unwrap();
        let trouble = build(dir.path(), None).unwrap_err();
        assert!(trouble.what().contains("is not empty"), "{trouble}");
        assert_eq!(files::list(dir.path()).unwrap(), [dir.path().join("mine.txt")]);
    }
}
