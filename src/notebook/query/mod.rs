//! Reading: what screens, lists and documents ask of the folded tables.
//!
//! Queries ask only for what is seen: a window of notes, never the notebook. A sealed note comes
//! back as its outside; its blob is fetched one by one, to be opened elsewhere.

mod actions;
mod before;
mod counts;
mod filter;
mod history;
mod keys;
mod reports;
mod roll;
mod versions;

pub use counts::Counts;
pub use filter::Filter;
pub use history::HistoryEntry;
pub use keys::AnnouncedKey;
pub use versions::{Clash, Says, Version};

use super::value::{ActivityFacts, PersonFacts, QuestionFacts, ReleaseAudience, Value, VisitFacts};
use super::{Notebook, change, sql_trouble};
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, ChangeId, ConcernId, NoteId, PersonId, PointId, QuestionId, unhex};
use crate::review::evidence::{Content, Evidence, Marks, Note, Readers, SealedOutside, Source, Valence};
use crate::review::feedback::{Point, PointKind, PointSeal};
use crate::review::names::DoNotName;
use crate::review::people::Person;
use crate::review::questions::Question;
use crate::review::timetable::{Activity, Run};
use crate::review::visit::{Choices, Review, Visit};
use crate::trouble::Result;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use filter::{Clauses, bind, clauses};
use rusqlite::{OptionalExtension, Row};

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Oldest first.
    #[default]
    Oldest,
    /// Newest first.
    Newest,
}

const NOTE_COLUMNS: &str = "n.id, n.author, n.activity, n.written, n.seen, n.state, n.text, n.reflection, n.valence, n.source, \
     n.place, n.impact, n.learning, n.readers, n.persons, n.seal, n.deleted, n.rehearsal, n.conflict, n.edited, \
     (SELECT group_concat(hex(question), '') FROM note_question q WHERE q.note = n.id), n.beside";

/// Trouble with a notebook that was joined, and not to the end.
fn without_plan() -> crate::trouble::Trouble {
    crate::trouble::Trouble::new(
        "This notebook has no plan yet: joining it was interrupted.",
        "Join it again, with “visitbook merge” or “visitbook sync”; it goes on where it stopped.",
    )
}

impl Notebook {
    /// What the plan says and how the day stands.
    ///
    /// # Errors
    /// When the notebook holds no plan yet (it was joined from part of another), or is damaged.
    pub fn review(&self) -> Result<Review> {
        Ok(Review {
            visit: self.visit()?,
            people: self.people()?,
            questions: self.questions()?,
            activities: self.activities()?,
        })
    }

    fn visit(&self) -> Result<Visit> {
        let (bytes, choices): (Vec<u8>, Choices) = self
            .connection
            .prepare_cached(
                "SELECT bytes, (SELECT value FROM choice WHERE name = 'views'),
                        (SELECT value FROM choice WHERE name = 'audience') FROM fact",
            )
            .and_then(|mut s| {
                let choices = |r: &Row<'_>| -> rusqlite::Result<Choices> {
                    let views = r.get::<_, Option<Vec<u8>>>(1)?.is_some_and(|on| on == [1]);
                    let audience: Option<ReleaseAudience> =
                        r.get_ref(2)?.as_blob_or_null()?.map(|_| decode(r, 2)).transpose()?;
                    Ok(Choices { views, audience: audience.map(|chosen| chosen.audience) })
                };
                s.query_row([], |r| Ok((r.get(0)?, choices(r)?))).optional()
            })
            .map_err(sql_trouble)?
            .ok_or_else(without_plan)?;
        let facts: VisitFacts = minicbor::decode(&bytes).map_err(|e| change::damaged().because(e))?;
        Ok(Visit {
            id: self.id,
            programme: facts.programme,
            school: facts.school,
            focus: facts.focus,
            // A zone that this program does not know cannot come from a checked plan.
            zone: facts.zone.parse().unwrap_or(Tz::UTC),
            capture: facts.capture,
            wording: facts.wording,
            keep_until: facts.keep_until.and_then(day_of),
            safeguarding: facts.safeguarding,
            protocol: facts.protocol,
            do_not_name: DoNotName::listed(facts.do_not_name, facts.roles.unwrap_or_default()),
            documents: facts.documents,
            timeline: facts.timeline,
            release: facts.release.unwrap_or_default(),
            scope: facts.scope,
            inspections: before::inspections(facts.inspections.unwrap_or_default()),
            prompts: facts.prompts.unwrap_or_default(),
            report: facts.report.unwrap_or_default(),
            choices,
        })
    }

    fn people(&self) -> Result<Vec<Person>> {
        self.rows("SELECT id, bytes, retired FROM person ORDER BY position, id", |r| {
            let facts: PersonFacts = decode(r, 1)?;
            Ok(Person {
                id: PersonId(r.get(0)?),
                key: facts.key,
                name: facts.name,
                role: facts.role,
                school: facts.school,
                accounts: facts.accounts,
                retired: r.get(2)?,
            })
        })
    }

    fn questions(&self) -> Result<Vec<Question>> {
        let mut questions = self.rows("SELECT id, bytes FROM question", |r| {
            let facts: QuestionFacts = decode(r, 1)?;
            Ok(Question {
                id: QuestionId(r.get(0)?),
                key: facts.key,
                number: facts.number,
                title: facts.title,
                text: facts.text,
                claim: facts.claim,
                promised: facts.promised,
                origin: facts.origin,
            })
        })?;
        questions.sort_by_key(Question::order);
        Ok(questions)
    }

    fn activities(&self) -> Result<Vec<Activity>> {
        let mut activities = self.rows(
            "SELECT id, bytes, start, finish, started, ended, dropped, paused, accompanied, conflict FROM activity",
            |r| {
                let facts: ActivityFacts = decode(r, 1)?;
                Ok(Activity {
                    id: ActivityId(r.get(0)?),
                    key: facts.key,
                    title: facts.title,
                    kind: facts.kind,
                    day: day_of(facts.day).unwrap_or_default(),
                    planned_start: facts.start.and_then(wall_of),
                    planned_end: facts.end.and_then(wall_of),
                    start: r.get::<_, Option<i64>>(2)?.and_then(wall_of),
                    end: r.get::<_, Option<i64>>(3)?.and_then(wall_of),
                    place: facts.place,
                    link: facts.link,
                    people: facts.people,
                    accompanied_by: facts.accompanied_by,
                    audience: facts.audience,
                    host_minutes: facts.host_minutes,
                    prompts: facts.prompts,
                    note: facts.note.unwrap_or_default(),
                    online: facts.online.unwrap_or_default(),
                    run: Run {
                        started: r.get::<_, Option<i64>>(4)?.map(Moment),
                        ended: r.get::<_, Option<i64>>(5)?.map(Moment),
                        dropped: r.get(6)?,
                        paused: r.get::<_, Option<i64>>(7)?.map(Moment),
                        accompanied_by: r.get(8)?,
                    },
                    conflict: r.get(9)?,
                })
            },
        )?;
        activities.sort_by_key(|a| (a.day, a.start.is_none(), a.start, a.end, a.id));
        Ok(activities)
    }

    /// A window of the notes that fit a filter.
    ///
    /// Of a search that finds more than `limit`, these are the notes that came into this file last
    /// (with `offset`, those before them), whatever the order in which they are given.
    pub fn notes(&self, filter: &Filter, order: Order, offset: usize, limit: usize) -> Result<Vec<Note>> {
        let Clauses { from, wheres, order: (first, second) } = clauses(filter);
        let direction = if order == Order::Newest { "DESC" } else { "ASC" };
        let window_direction = if filter.is_search() { "DESC" } else { direction };
        let sql = format!(
            "SELECT {NOTE_COLUMNS} FROM {from} WHERE {wheres}
             ORDER BY {first} {window_direction}, {second} {window_direction} LIMIT :limit OFFSET :offset"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(sql_trouble)?;
        bind(&mut statement, filter)?;
        let at = |name: &str, statement: &mut rusqlite::CachedStatement<'_>, value: usize| -> Result<()> {
            if let Some(index) = statement.parameter_index(name).map_err(sql_trouble)? {
                statement.raw_bind_parameter(index, value).map_err(sql_trouble)?;
            }
            Ok(())
        };
        at(":limit", &mut statement, limit)?;
        at(":offset", &mut statement, offset)?;
        let mut rows = statement.raw_query();
        let mut notes = Vec::new();
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            notes.push(note_of(row).map_err(sql_trouble)?);
        }
        if filter.is_search() {
            notes.sort_by_key(|n| (n.at(), n.id));
            if order == Order::Newest {
                notes.reverse();
            }
        }
        Ok(notes)
    }

    /// One note.
    pub fn note(&self, id: NoteId) -> Result<Option<Note>> {
        self.connection
            .prepare_cached(&format!("SELECT {NOTE_COLUMNS} FROM note n WHERE n.id = ?"))
            .and_then(|mut s| s.query_row([id.0], note_of).optional())
            .map_err(sql_trouble)
    }

    /// Notes whose identifier begins so; for the command line.
    pub fn notes_beginning(&self, hex: &str) -> Result<Vec<NoteId>> {
        self.connection
            .prepare_cached("SELECT id FROM note WHERE hex(id) LIKE upper(?) || '%' LIMIT 3")
            .and_then(|mut s| s.query_map([hex], |r| r.get(0).map(NoteId))?.collect())
            .map_err(sql_trouble)
    }

    /// The writers of a note's changes, each with the highest number of theirs on it.
    pub fn writers_of(&self, note: NoteId) -> Result<Vec<(crate::ids::WriterId, u64)>> {
        self.connection
            .prepare_cached("SELECT writer, max(seq) FROM change WHERE subject = ? GROUP BY writer")
            .and_then(|mut s| s.query_map([note.0], |r| Ok((crate::ids::WriterId(r.get(0)?), r.get(1)?)))?.collect())
            .map_err(sql_trouble)
    }

    /// The blob of a sealed note or point, by the change that holds it.
    pub fn sealed_blob(&self, seal: ChangeId) -> Result<Option<Vec<u8>>> {
        Ok(match self.value_of(seal)? {
            Some(Value::NoteSealed(sealed)) => Some(sealed.blob.0),
            Some(Value::PointSealed(sealed)) => Some(sealed.blob.0),
            Some(Value::Concern(concern)) => Some(concern.blob.0),
            _ => None,
        })
    }

    fn value_of(&self, change: ChangeId) -> Result<Option<Value>> {
        let found: Option<(u16, Vec<u8>)> = self
            .connection
            .prepare_cached("SELECT c.kind, b.bytes FROM change c JOIN body b ON b.change = c.local WHERE c.id = ?")
            .and_then(|mut s| s.query_row([change.0], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .map_err(sql_trouble)?;
        found.map_or(Ok(None), |(kind, bytes)| Value::decode(kind, &bytes))
    }

    /// Concerns recorded by a person: when, and where the sealed record lies.
    pub fn concerns(&self, author: PersonId) -> Result<Vec<(ConcernId, Moment, ChangeId)>> {
        self.connection
            .prepare_cached("SELECT id, at, change FROM concern WHERE author = ? ORDER BY at")
            .and_then(|mut s| {
                s.query_map([author.0], |r| Ok((ConcernId(r.get(0)?), Moment(r.get(1)?), ChangeId(r.get(2)?))))?
                    .collect()
            })
            .map_err(sql_trouble)
    }

    /// The feedback points in their order, deleted ones left out.
    pub fn points(&self) -> Result<Vec<Point>> {
        let mut points = self.rows(
            "SELECT id, author, made, kind, question, meeting, text, rank, deleted, conflict, readers, persons, seal, marks FROM point
             WHERE deleted = 0 ORDER BY rank, id",
            |r| {
                Ok(Point {
                    id: PointId(r.get(0)?),
                    author: PersonId(r.get(1)?),
                    made: Moment(r.get(2)?),
                    kind: PointKind::of_number(r.get(3)?).unwrap_or(PointKind::Strength),
                    question: r.get::<_, Option<[u8; 16]>>(4)?.map(QuestionId),
                    meeting: r.get::<_, Option<[u8; 16]>>(5)?.map(ActivityId),
                    text: r.get(6)?,
                    rank: r.get(7)?,
                    evidence: Vec::new(),
                    deleted: r.get(8)?,
                    conflict: r.get(9)?,
                    seal: match r.get::<_, Option<[u8; 32]>>(12)? {
                        Some(change) => PointSeal::Locked(outside_of(r.get(10)?, r.get(11)?, change)),
                        None => PointSeal::Open,
                    },
                    marks: decode(r, 13)?,
                })
            },
        )?;
        for (point, note) in self.rows("SELECT point, note FROM point_evidence ORDER BY point, position", |r| {
            Ok((PointId(r.get(0)?), NoteId(r.get(1)?)))
        })? {
            if let Some(point) = points.iter_mut().find(|p| p.id == point) {
                point.evidence.push(note);
            }
        }
        Ok(points)
    }

    fn rows<T>(&self, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.query_map([], read)?.collect()).map_err(sql_trouble)
    }
}

fn note_of(r: &Row<'_>) -> rusqlite::Result<Note> {
    let state: u8 = r.get(5)?;
    let content = match state {
        super::fold::SEALED => {
            let change = r.get::<_, Option<[u8; 32]>>(15)?.unwrap_or_default();
            Content::Sealed(outside_of(r.get(13)?, r.get(14)?, change))
        }
        super::fold::OPEN => Content::Open(Evidence {
            text: r.get(6)?,
            reflection: r.get(7)?,
            marks: Marks {
                questions: r
                    .get::<_, Option<String>>(20)?
                    .unwrap_or_default()
                    .as_bytes()
                    .chunks_exact(32)
                    .filter_map(|hex| std::str::from_utf8(hex).ok().and_then(unhex).map(QuestionId))
                    .collect(),
                valence: valence_of(r.get(8)?),
                source: r.get::<_, Option<usize>>(9)?.and_then(|i| Source::ALL.get(i).copied()),
                place: r.get(10)?,
                impact: r.get(11)?,
                learning: r.get(12)?,
            },
        }),
        _ => Content::Erased,
    };
    Ok(Note {
        id: NoteId(r.get(0)?),
        author: PersonId(r.get(1)?),
        activity: r.get::<_, Option<[u8; 16]>>(2)?.map(ActivityId),
        written: Moment(r.get(3)?),
        seen: r.get::<_, Option<i64>>(4)?.map(Moment),
        content,
        deleted: r.get(16)?,
        rehearsal: r.get(17)?,
        conflict: r.get(18)?,
        edited: r.get(19)?,
        beside: decode(r, 21)?,
    })
}

fn outside_of(readers: Option<u8>, persons: Option<Vec<u8>>, change: [u8; 32]) -> SealedOutside {
    let persons = persons.unwrap_or_default();
    SealedOutside {
        readers: readers_of(readers),
        persons: persons.chunks_exact(16).filter_map(PersonId::from_slice).collect(),
        change: ChangeId(change),
    }
}

fn valence_of(number: u8) -> Valence {
    match number {
        1 => Valence::Strength,
        2 => Valence::Development,
        3 => Valence::Wondering,
        _ => Valence::Neutral,
    }
}

fn readers_of(number: Option<u8>) -> Readers {
    match number {
        Some(0) => Readers::Lead,
        Some(1) => Readers::Team,
        Some(2) => Readers::Me,
        Some(3) => Readers::Head,
        _ => Readers::Chosen,
    }
}

fn decode<'b, T: minicbor::Decode<'b, ()>>(row: &'b Row<'_>, index: usize) -> rusqlite::Result<T> {
    let bytes = row.get_ref(index)?.as_blob()?;
    minicbor::decode(bytes)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Blob, Box::new(e)))
}

fn day_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}

fn wall_of(minutes: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(minutes.checked_mul(60)?, 0).map(|t| t.naive_utc())
}
