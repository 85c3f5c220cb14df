//! The released notebook: what the host may keep in the form that visitbook itself reads.
//!
//! It is a new journal made from a [`Release`] and from nothing else: new identifiers, one writer that
//! is thrown away, each field said once, times to the minute. So it has no history, no seal, no concern
//! and no tie to the notebook it came from. What is for the head alone is not in it, since a notebook
//! has no mark that would keep such a note apart. It carries an application id of its own, so that
//! nobody writes in it or joins it by accident.
//!
//! One that comes back is a stranger's file: only its journal is read, change by change, and folded
//! into fresh tables here; its own tables are never looked at.

use super::change::Change;
use super::value::{self as v, Value, millis, wall_minutes};
use super::{Filter, NewChange, Notebook, Order, Pen, schema, sql_trouble};
use crate::clock::{Clock, Moment, Tz, instant_of};
use crate::files;
use crate::ids::{ActionId, ActivityId, NoteId, NotebookId, PersonId, PointId, QuestionId, Subject};
use crate::review::actions::{Action, Part, Progress};
use crate::review::evidence::{Note, Valence};
use crate::review::feedback::Point;
use crate::review::questions::Origin;
use crate::review::rank;
use crate::review::release::{Release, ReleasedAction, ReleasedActivity, ReleasedNote, ReleasedPoint};
use crate::review::visit::{CaptureAs, Protocol, Review, Safeguarding};
use crate::trouble::{Result, Trouble};
use crate::vault::writer::WriterKey;
use rusqlite::{Connection, MAIN_DB};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The largest released notebook that is read, in bytes; one of 500 notes has about 3 MB.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most changes that are read; a note has about seven.
const MAX_CHANGES: usize = 100_000;

/// What a released notebook says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The visit, who took part, the questions and the timetable; what was not released is empty.
    pub review: Review,
    /// The evidence, oldest first; all of it is open.
    pub notes: Vec<Note>,
    /// The points, in speaking order.
    pub points: Vec<Point>,
    /// What the school set out to do; all of it is open.
    pub actions: Vec<Action>,
}

/// Makes the released notebook of a release: the bytes of its file. Only memory is used.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn write(release: &Release) -> Result<Vec<u8>> {
    let mut scribe = Scribe::new(release)?;
    scribe.facts(release)?;
    for activity in &release.activities {
        scribe.activity(activity)?;
    }
    let mut notes = BTreeMap::new();
    for note in release.open_notes() {
        notes.insert(note.number, scribe.note(note)?);
    }
    let mut points = BTreeMap::new();
    for (place, point) in release.points.iter().enumerate().filter(|(_, p)| !p.head_alone) {
        points.insert(place, scribe.point(point, &notes)?);
    }
    for action in release.open_actions() {
        scribe.action(action, &points)?;
    }
    scribe.finish()
}

/// Writes the new journal.
struct Scribe {
    notebook: Notebook,
    key: WriterKey,
    zone: Tz,
    made: Moment,
    /// Whoever releases; what has no author of its own is told in this name.
    lead: PersonId,
    people: BTreeMap<String, PersonId>,
    questions: BTreeMap<String, QuestionId>,
    activities: Vec<ActivityId>,
    /// When the last note was seen.
    last: Moment,
    rank: Option<String>,
    /// When the last action was set down.
    acted: Moment,
}

impl Scribe {
    fn new(release: &Release) -> Result<Self> {
        let zone = release.visit.zone.parse().unwrap_or(Tz::UTC);
        Ok(Self {
            notebook: Notebook::in_memory(NotebookId::fresh()?)?,
            key: WriterKey::throw_away()?,
            zone,
            made: instant_of(release.made, zone),
            lead: PersonId::fresh()?,
            people: BTreeMap::new(),
            questions: BTreeMap::new(),
            activities: Vec::new(),
            last: Moment(i64::MIN),
            rank: None,
            acted: instant_of(release.made, zone),
        })
    }

    fn write(&mut self, author: PersonId, wall: Moment, changes: &[NewChange]) -> Result<()> {
        let pen = Pen { author, key: &self.key, clock: Clock::fixed(self.made), zone: self.zone };
        self.notebook.write_at(&pen, wall, changes).map(drop)
    }

    /// The visit, its people and its questions.
    fn facts(&mut self, release: &Release) -> Result<()> {
        let visit = &release.visit;
        let facts = Value::Visit(v::VisitFacts {
            programme: visit.programme.clone(),
            school: visit.school.clone(),
            focus: visit.focus.clone(),
            zone: visit.zone.clone(),
            capture: CaptureAs::Open,
            wording: visit.wording,
            keep_until: visit.keep_until.map(|d| d.to_epoch_days()),
            safeguarding: Safeguarding::default(),
            protocol: Protocol::default(),
            do_not_name: Vec::new(),
            documents: Vec::new(),
            timeline: Vec::new(),
            roles: None,
            release: None,
            report: Some(visit.report.clone()).filter(|r| !r.is_empty()),
            prompts: None,
            inspections: None,
            scope: None,
        });
        let mut changes = vec![NewChange::new(Subject(self.notebook.id().0), facts)];
        let mut lead = Some(self.lead);
        for (order, person) in release.people.iter().enumerate() {
            let id = match lead.take_if(|_| person.role.releases()) {
                Some(lead) => lead,
                None => PersonId::fresh()?,
            };
            let facts = Value::Person(v::PersonFacts {
                key: String::new(),
                name: person.label.clone(),
                role: person.role,
                school: person.school.clone(),
                accounts: Vec::new(),
                order: u32::try_from(order).unwrap_or(u32::MAX),
            });
            self.people.entry(person.label.clone()).or_insert(id);
            changes.push(NewChange::new(id, facts));
        }
        for question in &release.questions {
            let id = QuestionId::fresh()?;
            let facts = Value::Question(v::QuestionFacts {
                key: String::new(),
                number: question.number.clone(),
                title: question.title.clone(),
                text: question.text.clone(),
                claim: question.claim.clone(),
                promised: Vec::new(),
                origin: Origin::default(),
            });
            self.questions.insert(question.number.clone(), id);
            changes.push(NewChange::new(id, facts));
        }
        self.write(self.lead, self.made, &changes)
    }

    fn activity(&mut self, activity: &ReleasedActivity) -> Result<()> {
        let id = ActivityId::fresh()?;
        let facts = Value::Activity(v::ActivityFacts {
            key: String::new(),
            title: activity.title.clone(),
            kind: activity.kind,
            day: activity.day.to_epoch_days(),
            start: activity.start.map(wall_minutes),
            end: activity.end.map(wall_minutes),
            place: activity.place.clone(),
            link: String::new(),
            people: Vec::new(),
            accompanied_by: String::new(),
            audience: String::new(),
            host_minutes: None,
            prompts: Vec::new(),
            note: None,
            online: None,
        });
        self.activities.push(id);
        self.write(self.lead, self.made, &[NewChange::new(id, facts)])
    }

    fn note(&mut self, note: &ReleasedNote) -> Result<NoteId> {
        let id = NoteId::fresh()?;
        let activity = note.activity.and_then(|i| self.activities.get(i).copied());
        let reflection = note.reflection.clone().unwrap_or_default();
        let mut changes = vec![
            NewChange::new(id, v::NoteCreated {}),
            NewChange::new(id, v::NoteFiled { activity, seen: millis(None) }),
            NewChange::new(id, v::NoteText { text: note.text.clone(), reflection }),
        ];
        let questions = note.questions.iter().filter_map(|number| self.questions.get(number));
        changes.extend(questions.map(|q| NewChange::new(id, v::NoteQuestion { question: *q, on: true })));
        if note.valence != Valence::Neutral {
            changes.push(NewChange::new(id, v::NoteValence { valence: note.valence }));
        }
        if note.source.is_some() {
            changes.push(NewChange::new(id, v::NoteSource { source: note.source }));
        }
        if note.place.is_some() {
            changes.push(NewChange::new(id, v::NotePlace { place: note.place.clone() }));
        }
        if note.impact {
            changes.push(NewChange::new(id, v::NoteImpact { on: true }));
        }
        // Notes of one minute keep their order by a thousandth of a second each.
        self.last = Moment(self.last.0.saturating_add(1)).max(instant_of(note.at, self.zone));
        let author = match self.people.get(&note.author) {
            Some(author) => *author,
            None => PersonId::fresh()?,
        };
        self.write(author, self.last, &changes)?;
        Ok(id)
    }

    fn point(&mut self, point: &ReleasedPoint, notes: &BTreeMap<usize, NoteId>) -> Result<PointId> {
        let id = PointId::fresh()?;
        let rank = rank::between(self.rank.as_deref(), None);
        let mut changes = vec![
            NewChange::new(id, v::PointMade {}),
            NewChange::new(id, v::PointSort { kind: point.kind }),
            NewChange::new(id, v::PointText { text: point.text.clone() }),
            NewChange::new(id, v::PointRank { rank: rank.clone() }),
        ];
        self.rank = Some(rank);
        let question = point.question.as_ref().and_then(|number| self.questions.get(number).copied());
        if question.is_some() {
            changes.push(NewChange::new(id, v::PointQuestion { question }));
        }
        let meeting = point.meeting.and_then(|i| self.activities.get(i).copied());
        if meeting.is_some() {
            changes.push(NewChange::new(id, v::PointMeeting { meeting }));
        }
        if point.key_message {
            changes.push(NewChange::new(id, v::PointKeyMessage { on: true }));
        }
        if point.support.is_some() {
            changes.push(NewChange::new(id, v::PointSupport { support: point.support }));
        }
        let evidence = point.evidence.iter().filter_map(|number| notes.get(number));
        changes.extend(evidence.map(|n| NewChange::new(id, v::PointEvidence { note: *n, on: true })));
        self.write(self.lead, self.made, &changes)?;
        Ok(id)
    }

    fn action(&mut self, action: &ReleasedAction, points: &BTreeMap<usize, PointId>) -> Result<()> {
        let id = ActionId::fresh()?;
        let point = action.point.and_then(|place| points.get(&place).copied());
        let mut changes = vec![NewChange::new(id, v::ActionMade { point })];
        let said = Part::ALL.map(|part| (part, action.part(part))).into_iter().filter(|(_, text)| !text.is_empty());
        changes.extend(said.map(|(part, text)| NewChange::new(id, v::ActionSays { part, text: text.to_owned() })));
        if action.progress != Progress::default() {
            changes.push(NewChange::new(id, v::ActionProgress { progress: action.progress }));
        }
        // Actions are listed in the order of their making, so each is a thousandth of a second later.
        self.acted = Moment(self.acted.0.saturating_add(1));
        self.write(self.lead, self.acted, &changes)
    }

    fn finish(self) -> Result<Vec<u8>> {
        let mut connection = self.notebook.connection;
        connection.pragma_update(None, "application_id", schema::RELEASED_ID).map_err(sql_trouble)?;
        // Leaves no page and no part of a page that once held something else.
        connection.execute_batch("VACUUM").map_err(sql_trouble)?;
        Ok(connection.serialize(MAIN_DB).map_err(sql_trouble)?.to_vec())
    }
}

/// Reads a released notebook, in memory.
///
/// # Errors
/// When it is none, is damaged, hostile or too large, or was made by a newer visitbook.
pub fn read(bytes: &[u8]) -> Result<Released> {
    let changes = journal(bytes)?;
    let id = changes.first().map(|c| c.header.notebook).ok_or_else(|| damaged("it holds no change"))?;
    let mut notebook = Notebook::in_memory(id)?;
    let read = notebook.absorb(&changes).and_then(|_| {
        Ok(Released {
            review: notebook.review()?,
            notes: notebook.notes(&Filter::default(), Order::Oldest, 0, MAX_CHANGES)?,
            points: notebook.points()?,
            actions: notebook.actions()?,
        })
    });
    read.map_err(|t| because(&t))
}

/// The changes of a received file, each proven, and together such as [`write`] makes them.
fn journal(bytes: &[u8]) -> Result<Vec<Change>> {
    check_head(bytes)?;
    let mut connection = Connection::open_in_memory().map_err(sql_trouble)?;
    connection
        .execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA query_only=ON;")
        .map_err(sql_trouble)?;
    connection.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), true).map_err(damaged)?;
    check_tables(&connection)?;
    let stranger = Notebook { connection, path: PathBuf::new(), id: NotebookId([0; 16]), file: None };
    let changes = stranger.changes().map_err(|t| because(&t))?;
    let writers: HashSet<_> = changes.iter().map(|c| (c.header.writer, c.header.notebook)).collect();
    if writers.len() > 1 || !changes.iter().all(is_released) {
        return Err(damaged("it holds changes that no release makes"));
    }
    Ok(changes)
}

/// Whether a file calls itself a released notebook; [`read`] tells whether it is one.
///
/// # Errors
/// When it cannot be read.
pub fn calls_itself_released(path: &Path) -> Result<bool> {
    let head = files::beginning(path, 72)?;
    Ok(number(&head, APPLICATION_ID_AT) == Some(schema::RELEASED_ID))
}

/// Where SQLite's file header holds the number of the version, and the mark of the program.
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;

fn number(bytes: &[u8], at: usize) -> Option<i32> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(i32::from_be_bytes)
}

/// Looks at a file before SQLite does.
fn check_head(bytes: &[u8]) -> Result<()> {
    let (version, application) = (number(bytes, USER_VERSION_AT), number(bytes, APPLICATION_ID_AT));
    if !bytes.starts_with(b"SQLite format 3\0") || application != Some(schema::RELEASED_ID) {
        return Err(Trouble::new(
            "This is not a released notebook.",
            "Check that it is the file that came in the pack from the lead reviewer.",
        ));
    }
    if bytes.len() > MAX_BYTES {
        return Err(Trouble::new(
            "This released notebook is far too large, so it was not opened.",
            format!(
                "The limit is {} MB. Ask the lead reviewer whether it really came from them.",
                MAX_BYTES / (1024 * 1024)
            ),
        ));
    }
    if version.is_none_or(|v| v > schema::newest()) {
        return Err(Trouble::new(
            "This released notebook was made by a newer visitbook.",
            "Install the newest visitbook and open it again, or read report.html in the same pack.",
        ));
    }
    Ok(())
}

/// Checks that the two tables that are read are the very ones this program makes, whole, and not too many rows:
/// under the same name a stranger could have put a view that never ends.
fn check_tables(connection: &Connection) -> Result<()> {
    const TABLES: &str = "SELECT group_concat(type || ' ' || sql, char(10) ORDER BY name) FROM sqlite_schema
        WHERE name IN ('change', 'body')";
    let tables = |c: &Connection| c.query_row(TABLES, [], |r| r.get::<_, Option<String>>(0)).map_err(damaged);
    if tables(connection)? != tables(&Notebook::in_memory(NotebookId([0; 16]))?.connection)? {
        return Err(damaged("its journal is not of the known shape"));
    }
    for table in ["change", "body"] {
        let verdict: String =
            connection.query_row(&format!("PRAGMA integrity_check({table})"), [], |r| r.get(0)).map_err(damaged)?;
        let rows: usize =
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).map_err(damaged)?;
        if verdict != "ok" || rows > MAX_CHANGES {
            return Err(damaged("its journal is not whole"));
        }
    }
    Ok(())
}

/// Whether a change is such as [`write`] makes it: a fact or open words with their marks, said once. So there is no
/// seal, no erasing and no chain of edits in it, and folding it takes no longer than reading it.
fn is_released(change: &Change) -> bool {
    let header = &change.header;
    matches!(header.kind, 1 | 2 | 4 | 5 | 20..=27 | 50..=56 | 62 | 64 | 110..=112)
        && header.replaces.is_empty()
        && change.body.is_some()
}

fn damaged(cause: impl std::fmt::Display) -> Trouble {
    let cause = crate::text::clean_line(&cause.to_string());
    Trouble::new("This released notebook is damaged.", "Ask the lead reviewer to send the pack once more.")
        .because(cause)
}

/// The same for trouble whose own advice speaks to the owner of a notebook.
fn because(trouble: &Trouble) -> Trouble {
    damaged(trouble.cause().unwrap_or(trouble.what()))
}

#[cfg(test)]
mod tests;
