//! Writing: new changes of one's own, and changes that arrive from elsewhere.
//!
//! Both end in the same place: the journal grows, and every subject that was touched is folded
//! anew, in one transaction. Nothing that arrives can fork a writer's chain or forge a signature.

use super::change::{Body, Change, Header, Hlc};
use super::fold::{self, Told};
use super::value::{Field, Value, kind, shut_by};
use super::{Notebook, backup, erase, run, schema, sql_trouble};
use crate::clock::{Clock, Moment, Tz};
use crate::ids::{ChangeId, NotebookId, PersonId, Subject, WriterId};
use crate::trouble::{Result, Trouble};
use crate::vault::writer::WriterKey;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, named_params};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::time::Duration;

/// How long the removal of emptied text waits for those who are reading.
const MOMENT: Duration = Duration::from_millis(200);

/// No writer ever gets to this number; a change that carries it is none.
const NEVER: u64 = 1 << 62;

/// With what a change is written: whose hand, which key, which clock.
pub struct Pen<'a> {
    /// The person.
    pub author: PersonId,
    /// The key of this home for this notebook file.
    pub key: &'a WriterKey,
    /// The clock; a moved one marks the changes as rehearsal.
    pub clock: Clock,
    /// The school's zone, for the offset beside the wall time.
    pub zone: Tz,
}

/// A change to be written; what it replaces is found while writing.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// What it is about.
    pub subject: Subject,
    /// What it says.
    pub value: Value,
    /// It stands in the place of these alone; none: of whatever stands while it is written.
    pub over: Option<Vec<ChangeId>>,
}

impl NewChange {
    /// A change of `subject` to `value`.
    pub fn new(subject: impl Into<Subject>, value: impl Into<Value>) -> Self {
        Self { subject: subject.into(), value: value.into(), over: None }
    }

    /// It stands in the place of these changes alone, because its writer had seen no others: what
    /// came in since stays beside it.
    #[must_use]
    pub fn in_place_of(mut self, seen: &[ChangeId]) -> Self {
        self.over = Some(seen.to_vec());
        self
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The new changes, in order.
    pub changes: Vec<ChangeId>,
    /// Old open text was emptied by this, and a colleague's reading still keeps it in the side file.
    pub old_text_remains: bool,
    /// Backups of this notebook that may still hold what was emptied: they could not be opened.
    pub backups_left: Vec<PathBuf>,
}

/// What arrived from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Absorbed {
    /// Changes that were not here yet.
    pub new: usize,
    /// Bodies that were missing here and came now.
    pub filled: usize,
    /// Old open text was emptied by this, and a colleague's reading still keeps it in the side file.
    pub old_text_remains: bool,
    /// Backups of this notebook that may still hold what was emptied: they could not be opened.
    pub backups_left: Vec<PathBuf>,
}

impl Notebook {
    /// Writes changes in one transaction. When it returns, they are on the disk.
    ///
    /// # Errors
    /// When the disk or a colleague stands in the way; then nothing of it was written.
    pub fn write(&mut self, pen: &Pen<'_>, changes: &[NewChange]) -> Result<Written> {
        self.write_at(pen, pen.clock.now(), changes)
    }

    /// Writes changes with a given wall time (a sample day, a late note from paper).
    pub fn write_at(&mut self, pen: &Pen<'_>, wall: Moment, changes: &[NewChange]) -> Result<Written> {
        let id = self.id;
        self.in_place()?;
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql_trouble)?;
        schema::version(&tx)?;
        let (mut seq, mut previous) = chain_end(&tx, pen.key.id())?;
        let order = pen.clock.order_time();
        let mut hlc = latest_adoptable(&tx, order)?;
        let mut subjects: BTreeMap<Subject, Vec<Told>> = BTreeMap::new();
        let mut written = Written::default();
        let mut removing = Vec::new();
        for new in changes {
            let told = match subjects.entry(new.subject) {
                std::collections::btree_map::Entry::Occupied(e) => e.into_mut(),
                std::collections::btree_map::Entry::Vacant(e) => e.insert(load(&tx, new.subject)?),
            };
            let body = Body::new(new.value.encode())?;
            hlc = Hlc::after(hlc, order);
            seq += 1;
            let header = Header {
                notebook: id,
                writer: pen.key.id(),
                seq,
                previous,
                hlc,
                wall,
                offset: wall.offset_minutes(pen.zone),
                author: pen.author,
                subject: new.subject,
                kind: new.value.kind(),
                replaces: replaced_by(told, new),
                body_hash: body.hash(),
                rehearsal: pen.clock.is_rehearsal(),
            };
            let change = Change::sign(header, body, pen.key);
            insert(&tx, &change)?;
            previous = change.id;
            written.changes.push(change.id);
            told.push(Told { id: change.id, header: change.header.clone(), value: Some(new.value.clone()) });
            if backup::removes(change.header.kind) {
                removing.push(change);
            }
        }
        let emptied = settle(&tx, subjects)?;
        tx.commit().map_err(sql_trouble)?;
        // Taken away meanwhile: what nobody will find again must not be said to be saved.
        self.in_place()?;
        (written.old_text_remains, written.backups_left) = self.removed(!emptied.is_empty(), &removing)?;
        Ok(written)
    }

    /// Takes over changes from elsewhere, each already verified. The same ones again, in any order,
    /// make no difference.
    ///
    /// # Errors
    /// When one belongs to another notebook, or another change stands under the same number of the
    /// same writer; then nothing is taken over.
    pub fn absorb(&mut self, changes: &[Change]) -> Result<Absorbed> {
        self.in_place()?;
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql_trouble)?;
        schema::version(&tx)?;
        let (mut done, emptied) = take_over(&tx, self.id, changes)?;
        tx.commit().map_err(sql_trouble)?;
        let removing: Vec<Change> = changes.iter().filter(|c| backup::removes(c.header.kind)).cloned().collect();
        (done.old_text_remains, done.backups_left) = self.removed(!emptied.is_empty(), &removing)?;
        Ok(done)
    }

    /// How many bodies that lie here absorbing `changes` would empty, by who wrote them; nothing is changed.
    pub(super) fn would_empty(&mut self, changes: &[Change]) -> Result<BTreeMap<PersonId, usize>> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql_trouble)?;
        let mut came = HashSet::new();
        for change in changes {
            if !under_number(&tx, change)?.is_some_and(|(_, id, has_body)| id == change.id && has_body) {
                came.insert(change.id);
            }
        }
        let (_, emptied) = take_over(&tx, self.id, changes)?;
        tx.rollback().map_err(sql_trouble)?;
        let mut by_person = BTreeMap::new();
        for (change, author) in emptied {
            if !came.contains(&change) {
                *by_person.entry(author).or_default() += 1;
            }
        }
        Ok(by_person)
    }

    /// After a commit that may have emptied bodies: clears the side file, and tells the backups. Gives
    /// whether old text remains, and the backups out of reach.
    fn removed(&mut self, emptied: bool, removing: &[Change]) -> Result<(bool, Vec<PathBuf>)> {
        let erases = removing.iter().any(|c| c.header.kind == kind::ERASE);
        // Emptied here already does not mean emptied there: an erase is told to the backups in any case.
        let left = if emptied || erases { self.tell_backups(removing) } else { Vec::new() };
        if !emptied && !erases {
            return Ok((false, left));
        }
        let rewritten = self.rewrite();
        Ok((!(self.clear_residue()? && rewritten), left))
    }

    /// Writes every page anew, with what still counts and nothing else. What SQLite deletes it overwrites; but when it
    /// moves rows between pages it leaves their bytes in the gaps of the page they left, and a row that is emptied
    /// afterwards would still stand there. Seldom enough to cost nothing: only after an erase or a late seal.
    fn rewrite(&self) -> bool {
        self.connection.execute_batch("VACUUM").is_ok()
    }

    /// Undoes changes of mine, latest first, each by a new change; possible only while what each said
    /// still stands. Undo never opens a seal.
    ///
    /// # Errors
    /// When somebody changed the same thing since.
    pub fn undo(&mut self, pen: &Pen<'_>, ids: &[ChangeId]) -> Result<Written> {
        let mut reversed = Vec::new();
        for id in ids.iter().rev() {
            let subject: Option<Subject> = self
                .connection
                .query_row("SELECT subject FROM change WHERE id = ?", [id.0], |r| r.get::<_, [u8; 16]>(0))
                .optional()
                .map_err(sql_trouble)?
                .map(Subject);
            let Some(subject) = subject else { continue };
            let told = load(&self.connection, subject)?;
            let makes = |t: &Told| matches!(t.header.kind, kind::NOTE_CREATED | kind::POINT_MADE | kind::ACTION_MADE);
            let whole = told.iter().any(|t| makes(t) && ids.contains(&t.id));
            // What was made by these changes goes as a whole: all that it says is deleted with it.
            let keeps = |v: &Value| {
                !whole || matches!(v, Value::NoteDeleted(_) | Value::PointDeleted(_) | Value::ActionDeleted(_))
            };
            if let Some(value) = fold::undo_value(&told, *id, whole)?.filter(keeps) {
                reversed.push(NewChange { subject, value, over: None });
            }
        }
        if reversed.is_empty() {
            return Err(Trouble::new("There is nothing to undo.", ""));
        }
        self.write(pen, &reversed)
    }

    /// Removes emptied text from the side file; false while a colleague's reading delays it. Call it
    /// again then: it waits only a moment, because nobody else can write meanwhile.
    pub fn clear_residue(&mut self) -> Result<bool> {
        self.connection.busy_timeout(MOMENT).map_err(sql_trouble)?;
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0));
        self.connection.busy_handler(Some(super::wait_for_colleagues)).map_err(sql_trouble)?;
        busy.map(|busy| busy == 0).map_err(sql_trouble)
    }

    /// The highest number that a writer has written here; zero if none.
    pub fn last_seq(&self, writer: WriterId) -> Result<u64> {
        chain_end(&self.connection, writer).map(|(seq, _)| seq)
    }
}

/// Takes changes over, within a transaction; gives what came, and the bodies that were emptied with who wrote them.
fn take_over(
    tx: &Transaction<'_>,
    notebook: NotebookId,
    changes: &[Change],
) -> Result<(Absorbed, Vec<(ChangeId, PersonId)>)> {
    let mut done = Absorbed::default();
    let mut touched = BTreeSet::new();
    for change in changes {
        if change.header.notebook != notebook {
            return Err(Trouble::new(
                "These changes belong to another notebook.",
                "Check that both were made from the same plan; nothing was taken over.",
            ));
        }
        if !links(tx, change)? {
            return Err(forked());
        }
        match under_number(tx, change)? {
            None => {
                insert(tx, change)?;
                done.new += 1;
            }
            Some((_, id, _)) if id != change.id => return Err(forked()),
            Some((local, _, has_body)) => {
                if has_body || change.body.is_none() {
                    continue;
                }
                insert_body(tx, local, change)?;
                done.filled += 1;
            }
        }
        touched.insert(change.header.subject);
    }
    let subjects = touched.into_iter().map(|s| Ok((s, load(tx, s)?))).collect::<Result<BTreeMap<_, _>>>()?;
    Ok((done, settle(tx, subjects)?))
}

/// Folds every touched subject and removes the bodies that may not stay; gives those that were here,
/// with who wrote them.
fn settle(tx: &Transaction<'_>, mut subjects: BTreeMap<Subject, Vec<Told>>) -> Result<Vec<(ChangeId, PersonId)>> {
    // An erase may cover subjects that were not touched themselves.
    for subject in erase::remember(tx, subjects.values().flatten())? {
        if let std::collections::btree_map::Entry::Vacant(e) = subjects.entry(subject) {
            e.insert(load(tx, subject)?);
        }
    }
    let mut emptied = Vec::new();
    for (subject, mut told) in subjects {
        let covered: HashSet<ChangeId> = erase::covered(tx, &told)?.into_iter().collect();
        told.iter_mut().filter(|t| covered.contains(&t.id)).for_each(|t| t.value = None);
        let shut: HashSet<ChangeId> = fold::store(tx, subject, &told)?.into_iter().collect();
        for t in told.iter().filter(|t| covered.contains(&t.id) || shut.contains(&t.id)) {
            if empty(tx, t.id)? {
                emptied.push((t.id, t.header.author));
            }
        }
    }
    Ok(emptied)
}

/// Loads what is told about a subject, in order of arrival.
pub(super) fn load(connection: &rusqlite::Connection, subject: Subject) -> Result<Vec<Told>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT c.id, c.header, b.bytes FROM change c LEFT JOIN body b ON b.change = c.local
             WHERE c.subject = ? ORDER BY c.local",
        )
        .map_err(sql_trouble)?;
    let mut rows = statement.query([subject.0]).map_err(sql_trouble)?;
    let mut told = Vec::new();
    while let Some(row) = rows.next().map_err(sql_trouble)? {
        let id = ChangeId(row.get(0).map_err(sql_trouble)?);
        let header =
            Header::decode(row.get_ref(1).map_err(sql_trouble)?.as_blob().map_err(|e| sql_trouble(e.into()))?)?;
        let value = match row.get_ref(2).map_err(sql_trouble)?.as_blob_or_null().map_err(|e| sql_trouble(e.into()))? {
            // A body of a shape that only a newer program knows is kept and relayed, and not folded.
            Some(bytes) => Value::decode(header.kind, bytes).unwrap_or(None),
            None => None,
        };
        told.push(Told { id, header, value });
    }
    Ok(told)
}

/// The heads that a new value stands in the place of.
fn replaced_by(told: &[Told], new: &NewChange) -> Vec<ChangeId> {
    let value = &new.value;
    let field = Field::of(value.kind(), Some(value));
    let of_field = |t: &Told| field.is_some() && Field::of(t.header.kind, t.value.as_ref()) == field;
    let seen = new.over.iter().flatten();
    let mut replaces: Vec<ChangeId> = fold::heads(told)
        .filter(|(f, _)| {
            (Some(*f) == field && new.over.is_none())
                // A delete names every head it saw, so that an edit it did not see beats it (rule 3).
                || matches!(value.kind(), kind::NOTE_DELETED | kind::POINT_DELETED | kind::ACTION_DELETED)
                // An open field names the seal's head, so that what was written before a seal stays shut (rule 4).
                || shut_by(value.kind()).is_some_and(|seal| f.is(seal))
        })
        .map(|(_, t)| t.id)
        .chain(seen.filter(|id| told.iter().any(|t| t.id == **id && of_field(t))).copied())
        .collect();
    replaces.sort_unstable();
    replaces.dedup();
    replaces
}

fn chain_end(connection: &rusqlite::Connection, writer: WriterId) -> Result<(u64, ChangeId)> {
    connection
        .prepare_cached("SELECT seq, id FROM change WHERE writer = ? ORDER BY seq DESC LIMIT 1")
        .and_then(|mut s| {
            s.query_row([writer.0], |r| Ok((r.get::<_, i64>(0)?.unsigned_abs(), ChangeId(r.get(1)?)))).optional()
        })
        .map_err(sql_trouble)
        .map(|end| end.unwrap_or((0, ChangeId([0; 32]))))
}

fn latest_adoptable(connection: &rusqlite::Connection, now: Moment) -> Result<Hlc> {
    let ceiling = i64::try_from(Hlc::ceiling(now).0).unwrap_or(i64::MAX);
    connection
        .prepare_cached("SELECT max(hlc) FROM change WHERE hlc <= ?")
        .and_then(|mut s| s.query_row([ceiling], |r| r.get::<_, Option<i64>>(0)))
        .map_err(sql_trouble)
        .map(|h| Hlc(h.unwrap_or(0).unsigned_abs()))
}

/// What is here under the number of a change: its place, its id, and whether its body is here.
pub(super) fn under_number(
    connection: &rusqlite::Connection,
    change: &Change,
) -> Result<Option<(i64, ChangeId, bool)>> {
    connection
        .prepare_cached(
            "SELECT c.local, c.id, b.change IS NOT NULL FROM change c LEFT JOIN body b ON b.change = c.local
             WHERE c.writer = :writer AND c.seq = :seq",
        )
        .and_then(|mut s| {
            s.query_row(named_params! {":writer": change.header.writer.0, ":seq": number(change.header.seq)}, |r| {
                Ok((r.get(0)?, ChangeId(r.get(1)?), r.get(2)?))
            })
            .optional()
        })
        .map_err(sql_trouble)
}

/// Whether a change hangs on the change before it and the one after it hangs on it, where these are here.
pub(super) fn links(connection: &rusqlite::Connection, change: &Change) -> Result<bool> {
    let (seq, previous) = (change.header.seq, change.header.previous);
    let beside = |seq: u64| {
        connection
            .prepare_cached("SELECT id, header FROM change WHERE writer = ? AND seq = ?")
            .and_then(|mut s| {
                s.query_row((change.header.writer.0, number(seq)), |r| {
                    Ok((ChangeId(r.get(0)?), r.get::<_, Vec<u8>>(1)?))
                })
                .optional()
            })
            .map_err(sql_trouble)
    };
    let first = match seq {
        0 | NEVER.. => return Ok(false),
        1 => previous.0 == [0; 32],
        _ => beside(seq - 1)?.is_none_or(|(id, _)| id == previous),
    };
    let next = match beside(seq + 1)? {
        Some((_, header)) => Header::decode(&header)?.previous == change.id,
        None => true,
    };
    Ok(first && next)
}

fn forked() -> Trouble {
    Trouble::new(
        "Two different changes carry the same number of the same writer.",
        "A copy of a notebook was written to in two places, or someone forged one. Nothing was taken over; ask the person concerned.",
    )
}

fn insert(tx: &Transaction<'_>, change: &Change) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO change(id, writer, seq, hlc, subject, kind, header, signature)
         VALUES(:id, :writer, :seq, :hlc, :subject, :kind, :header, :signature)",
    )
    .and_then(|mut s| {
        s.execute(named_params! {
            ":id": change.id.0, ":writer": change.header.writer.0,
            ":seq": number(change.header.seq),
            ":hlc": i64::try_from(change.header.hlc.0).unwrap_or(i64::MAX),
            ":subject": change.header.subject.0, ":kind": change.header.kind,
            ":header": change.bytes, ":signature": change.signature,
        })
    })
    .map_err(sql_trouble)?;
    insert_body(tx, tx.last_insert_rowid(), change)
}

fn insert_body(tx: &Transaction<'_>, local: i64, change: &Change) -> Result<()> {
    let Some(body) = &change.body else { return Ok(()) };
    tx.prepare_cached("INSERT INTO body(change, salt, bytes) VALUES(?, ?, ?)")
        .and_then(|mut s| s.execute((local, body.salt, &body.bytes)))
        .map(|_| ())
        .map_err(sql_trouble)
}

/// Empties a body, salt included; true if there was one.
fn empty(tx: &Transaction<'_>, change: ChangeId) -> Result<bool> {
    run(tx, "DELETE FROM body WHERE change = (SELECT local FROM change WHERE id = ?)", [change.0]).map(|n| n > 0)
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
