//! Erase and purge (the format's rule 5): which bodies must be empty, now and on every later arrival.
//!
//! An erase names what it covers: a class, and for each writer the highest number. With a note as
//! its subject it covers that note's changes; with the notebook as its subject, all of them (a
//! purge). Headers and chains stay.
//!
//! It counts where its author may: for what they wrote themself, for every change of a note that
//! they made, and, if the journal anywhere names them lead, for everything. As changes arrive each
//! of these can only come true and never cease to be, so every copy ends with the same bodies empty,
//! in whatever order it heard of erases, notes and people.

use super::change::Change;
use super::fold::Told;
use super::value::{EraseClass, Value, kind};
use super::{Notebook, run, sql_trouble};
use crate::ids::{ChangeId, PersonId, Subject, WriterId};
use crate::review::people::Role;
use crate::trouble::Result;
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The facts of the visit, its people and timetable are never covered, so that the notebook still opens.
const FIRST_COVERED_KIND: u16 = 10;

/// How much lies here in readable or openable form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Held {
    /// Notes with open words.
    pub open: usize,
    /// Notes with a sealed blob, of now or of earlier.
    pub sealed: usize,
    /// Records of concerns.
    pub concerns: usize,
    /// Feedback points with open words.
    pub points: usize,
    /// Feedback points with a sealed blob, of now or of earlier.
    pub sealed_points: usize,
    /// Actions of the host's plan.
    pub actions: usize,
}

/// An erase among changes that are about to be joined: what whoever decides about it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasePreview {
    /// The change.
    pub change: ChangeId,
    /// Who erases.
    pub author: PersonId,
    /// Which bodies.
    pub class: EraseClass,
    /// It is about the whole notebook: a purge.
    pub purge: bool,
    /// How many bodies that lie here it would empty, by who wrote them. One that does not count
    /// (see the module) empties none.
    pub empties: BTreeMap<PersonId, usize>,
}

/// Which of the counts.
type CountOf = fn(&mut Held) -> &mut usize;

/// One line of the table of erases.
struct Line {
    author: PersonId,
    whole: bool,
    class: u8,
}

impl Line {
    /// Whether bodies of this kind are in the class.
    fn takes(&self, kind: u16) -> bool {
        self.class == EraseClass::Everything as u8
            || (self.class == EraseClass::Sealed as u8 && matches!(kind, kind::NOTE_SEALED | kind::POINT_SEALED))
            || (self.class == EraseClass::Concern as u8 && kind == kind::CONCERN)
    }
}

/// Whether a body of this kind can be covered at all. What was deleted stays deleted: that mark says
/// no more than its header does, and without it the note would come back.
fn can_be_covered(kind: u16) -> bool {
    kind >= FIRST_COVERED_KIND
        && !matches!(kind, kind::ERASE | kind::NOTE_DELETED | kind::POINT_DELETED | kind::ACTION_DELETED)
}

/// Remembers the erases among `told`; gives the subjects whose bodies may now be covered.
pub fn remember<'a>(connection: &Connection, told: impl Iterator<Item = &'a Told>) -> Result<BTreeSet<Subject>> {
    let mut subjects = BTreeSet::new();
    for t in told {
        match &t.value {
            Some(Value::Erase(erase)) => {
                for covered in &erase.covers {
                    let seq = number(covered.seq);
                    let sql = "INSERT OR IGNORE INTO erased(change, author, subject, class, writer, seq) VALUES(?, ?, ?, ?, ?, ?)";
                    let (author, subject) = (t.header.author.0, t.header.subject.0);
                    run(connection, sql, (t.id.0, author, subject, erase.class as u8, covered.writer.0, seq))?;
                    if is_purge(t) {
                        written_by(connection, covered.writer, seq, &mut subjects)?;
                    } else {
                        subjects.insert(t.header.subject);
                    }
                }
            }
            // What they purged before it was heard here that they lead counts from now on.
            Some(Value::Person(facts)) if facts.role == Role::Lead => {
                let mut statement = connection
                    .prepare_cached("SELECT subject, writer, seq FROM erased WHERE author = ?")
                    .map_err(sql_trouble)?;
                let rows: Vec<(Subject, WriterId, i64)> = statement
                    .query_map([t.header.subject.0], |r| Ok((Subject(r.get(0)?), WriterId(r.get(1)?), r.get(2)?)))
                    .and_then(Iterator::collect)
                    .map_err(sql_trouble)?;
                for (subject, writer, seq) in rows {
                    if subject.0 == t.header.notebook.0 {
                        written_by(connection, writer, seq, &mut subjects)?;
                    } else {
                        subjects.insert(subject);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(subjects)
}

fn is_purge(t: &Told) -> bool {
    t.header.subject.0 == t.header.notebook.0
}

fn written_by(connection: &Connection, writer: WriterId, seq: i64, into: &mut BTreeSet<Subject>) -> Result<()> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT subject FROM change WHERE writer = ? AND seq <= ?")
        .map_err(sql_trouble)?;
    for subject in statement.query_map((writer.0, seq), |r| r.get(0).map(Subject)).map_err(sql_trouble)? {
        into.insert(subject.map_err(sql_trouble)?);
    }
    Ok(())
}

/// The changes among `told`, all of one subject, whose bodies some erase covers.
pub fn covered(connection: &Connection, told: &[Told]) -> Result<Vec<ChangeId>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT author, subject = :notebook, class FROM erased
             WHERE writer = :writer AND seq >= :seq AND (subject = :subject OR subject = :notebook)",
        )
        .map_err(sql_trouble)?;
    let made_by: BTreeSet<PersonId> =
        told.iter().filter(|t| t.header.kind == kind::NOTE_CREATED).map(|t| t.header.author).collect();
    let mut leads = HashMap::new();
    let mut out = Vec::new();
    for t in told.iter().filter(|t| can_be_covered(t.header.kind)) {
        let lines: Vec<Line> = statement
            .query_map(
                named_params! {
                    ":writer": t.header.writer.0, ":seq": number(t.header.seq),
                    ":subject": t.header.subject.0, ":notebook": t.header.notebook.0,
                },
                |r| Ok(Line { author: PersonId(r.get(0)?), whole: r.get(1)?, class: r.get(2)? }),
            )
            .and_then(Iterator::collect)
            .map_err(sql_trouble)?;
        for line in lines.iter().filter(|l| l.takes(t.header.kind)) {
            let own = line.author == t.header.author || (!line.whole && made_by.contains(&line.author));
            if own || leads_ever(connection, line.author, &mut leads)? {
                out.push(t.id);
                break;
            }
        }
    }
    Ok(out)
}

/// Whether any fact about a person here, of whatever time, names them lead.
fn leads_ever(connection: &Connection, person: PersonId, known: &mut HashMap<PersonId, bool>) -> Result<bool> {
    if let Some(leads) = known.get(&person) {
        return Ok(*leads);
    }
    let mut statement = connection
        .prepare_cached(
            "SELECT b.bytes FROM change c JOIN body b ON b.change = c.local WHERE c.subject = ? AND c.kind = ?",
        )
        .map_err(sql_trouble)?;
    let mut rows = statement.query((person.0, kind::PERSON)).map_err(sql_trouble)?;
    let mut leads = false;
    while let Some(row) = rows.next().map_err(sql_trouble)? {
        let bytes = row.get_ref(0).map_err(sql_trouble)?.as_blob().map_err(|e| sql_trouble(e.into()))?;
        let fact = Value::decode(kind::PERSON, bytes).unwrap_or(None);
        leads |= matches!(fact, Some(Value::Person(facts)) if facts.role == Role::Lead);
    }
    known.insert(person, leads);
    Ok(leads)
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

impl Notebook {
    /// Every writer heard of here, each with its highest number: what a purge covers.
    pub fn writers(&self) -> Result<Vec<(WriterId, u64)>> {
        self.connection
            .prepare_cached("SELECT writer, max(seq) FROM change GROUP BY writer ORDER BY writer")
            .and_then(|mut s| s.query_map([], |r| Ok((WriterId(r.get(0)?), r.get(1)?)))?.collect())
            .map_err(sql_trouble)
    }

    /// What lies here that is not emptied, by who made it. Deleted notes count: their words are kept.
    pub fn held(&self) -> Result<BTreeMap<PersonId, Held>> {
        let mut held: BTreeMap<PersonId, Held> = BTreeMap::new();
        // A note counts as sealed while any blob of it is left, also one from before it was opened again.
        let sorts: [(&str, CountOf); 6] = [
            ("SELECT author, count(*) FROM note WHERE state = 0 GROUP BY author", |h| &mut h.open),
            (
                "SELECT n.author, count(*) FROM note n WHERE EXISTS(
                     SELECT 1 FROM change c JOIN body b ON b.change = c.local WHERE c.subject = n.id AND c.kind = 30)
                 GROUP BY n.author",
                |h| &mut h.sealed,
            ),
            ("SELECT author, count(*) FROM concern GROUP BY author", |h| &mut h.concerns),
            (
                "SELECT p.author, count(*) FROM point p WHERE EXISTS(
                     SELECT 1 FROM change c JOIN body b ON b.change = c.local WHERE c.subject = p.id AND c.kind = 51)
                 GROUP BY p.author",
                |h| &mut h.points,
            ),
            (
                "SELECT p.author, count(*) FROM point p WHERE EXISTS(
                     SELECT 1 FROM change c JOIN body b ON b.change = c.local WHERE c.subject = p.id AND c.kind = 60)
                 GROUP BY p.author",
                |h| &mut h.sealed_points,
            ),
            (
                "SELECT a.author, count(*) FROM action a WHERE EXISTS(
                     SELECT 1 FROM change c JOIN body b ON b.change = c.local WHERE c.subject = a.id AND c.kind = 111)
                 GROUP BY a.author",
                |h| &mut h.actions,
            ),
        ];
        for (sql, sort) in sorts {
            let mut statement = self.connection.prepare_cached(sql).map_err(sql_trouble)?;
            let rows = statement.query_map([], |r| Ok((PersonId(r.get(0)?), r.get(1)?))).map_err(sql_trouble)?;
            for row in rows {
                let (author, count) = row.map_err(sql_trouble)?;
                *sort(held.entry(author).or_default()) = count;
            }
        }
        Ok(held)
    }

    /// The ids of all erases and purges here.
    pub fn erases(&self) -> Result<BTreeSet<ChangeId>> {
        self.connection
            .prepare_cached("SELECT DISTINCT change FROM erased")
            .and_then(|mut s| s.query_map([], |r| r.get(0).map(ChangeId))?.collect())
            .map_err(sql_trouble)
    }

    /// What the erases and purges among `changes` would do here. Whether their authors may is judged by what this
    /// notebook knows of people, and by the people and notes that come with them.
    pub fn preview_erases(&mut self, changes: &[Change]) -> Result<Vec<ErasePreview>> {
        let mut previews = Vec::new();
        let facts = |c: &&Change| matches!(c.header.kind, kind::PERSON | kind::NOTE_CREATED);
        for change in changes.iter().filter(|c| c.header.kind == kind::ERASE) {
            let Some(body) = &change.body else { continue };
            let Ok(Some(Value::Erase(erase))) = Value::decode(kind::ERASE, &body.bytes) else { continue };
            let mut with: Vec<Change> = changes.iter().filter(facts).cloned().collect();
            with.push(change.clone());
            previews.push(ErasePreview {
                change: change.id,
                author: change.header.author,
                class: erase.class,
                purge: change.header.subject.0 == change.header.notebook.0,
                empties: self.would_empty(&with)?,
            });
        }
        Ok(previews)
    }
}
