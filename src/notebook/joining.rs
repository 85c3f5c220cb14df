//! What a notebook has, and what another one lacks: the journal as seen by those who join it.
//!
//! Two notebooks are joined by the union of their journals. To send only what is lacking, each says
//! what it holds: for every writer the numbers that are here, and which of them are here without
//! their body. A body that was emptied on purpose may be sent again by somebody who has not heard of
//! that yet; it is emptied again as it arrives, so saying “hollow” without a reason does no harm.

use super::change::{Body, Change, Header, Hlc, damaged};
use super::place::FileId;
use super::value::{Value, kind};
use super::{Notebook, connect, connect_existing, journal, read_id, schema, sql_trouble};
use crate::clock::Moment;
use crate::files;
use crate::ids::{ChangeId, NotebookId, PersonId, WriterId};
use crate::trouble::{Result, Trouble};
use rusqlite::{OpenFlags, ToSql, named_params};
use std::collections::BTreeMap;
use std::path::Path;

/// Numbers of one writer as ranges, each from its first to its last, in ascending order and apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers(Vec<(u64, u64)>);

impl Numbers {
    /// Ranges as they came from elsewhere; none if they are not in order.
    pub fn from_ranges(ranges: Vec<(u64, u64)>) -> Option<Self> {
        let mut last = 0;
        for (from, to) in &ranges {
            if *from <= last || to < from {
                return None;
            }
            last = *to;
        }
        Some(Self(ranges))
    }

    /// The ranges.
    pub fn ranges(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// Whether a number is among them.
    pub fn contains(&self, seq: u64) -> bool {
        let at = self.0.partition_point(|(_, to)| *to < seq);
        self.0.get(at).is_some_and(|(from, _)| *from <= seq)
    }

    /// The highest; zero if there are none.
    pub fn last(&self) -> u64 {
        self.0.last().map_or(0, |(_, to)| *to)
    }

    /// How many up to the highest are not here.
    pub fn gaps(&self) -> u64 {
        let here: u64 = self.0.iter().map(|(from, to)| to - from + 1).sum();
        self.last() - here
    }

    /// Adds a number that is higher than all there are.
    fn push(&mut self, seq: u64) {
        match self.0.last_mut() {
            Some((_, to)) if *to + 1 == seq => *to = seq,
            _ => self.0.push((seq, seq)),
        }
    }
}

/// What is held of one writer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// The numbers that are here.
    pub here: Numbers,
    /// Those of them that are here without a body.
    pub hollow: Numbers,
}

/// What a notebook holds, writer by writer.
pub type Holdings = BTreeMap<WriterId, Held>;

/// A change that is here, by its place in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local(i64);

/// How a change that arrives stands to what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not here yet.
    New,
    /// It is here, but for its body, which has come now.
    Fills,
    /// It is here.
    Known,
    /// Another change stands here under its number, or its chain is not the one that is here.
    Forks,
}

/// A writer as this notebook knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownWriter {
    /// The writer.
    pub writer: WriterId,
    /// In whose name it writes.
    pub author: PersonId,
}

impl Notebook {
    /// Opens a notebook that is to be joined with one of this id; makes it if it is not there, and
    /// goes on with one whose making was interrupted.
    ///
    /// # Errors
    /// When the file is no notebook, or that of another review.
    pub fn join(path: &Path, id: NotebookId) -> Result<Self> {
        if !path.exists() {
            return Self::create(path, id);
        }
        let empty = std::fs::metadata(path).is_ok_and(|m| m.len() == 0);
        let mut connection = if empty {
            connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?
        } else {
            connect_existing(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?
        };
        schema::migrate(&mut connection)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(sql_trouble)?;
        let notebook = Self { connection, path: path.to_owned(), id, file: FileId::at(path) };
        if notebook.is_empty()? || read_id(&notebook.connection)? == id {
            return Ok(notebook);
        }
        Err(Trouble::new(
            format!("{} is the notebook of another review.", files::shown(path)),
            "Check the name of the file and of what you join it with; nothing was taken over.",
        ))
    }

    /// Whether a file is a notebook whose making was interrupted, so that nothing is in it yet.
    ///
    /// # Errors
    /// When it is no notebook at all.
    pub fn is_interrupted(path: &Path) -> Result<bool> {
        if std::fs::metadata(path).is_ok_and(|m| m.len() == 0) {
            return Ok(true);
        }
        let connection = connect_existing(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Made and not furnished yet: then there is no table to ask.
        if schema::version(&connection)? == 0 {
            return Ok(true);
        }
        Self { connection, path: path.to_owned(), id: NotebookId([0; 16]), file: FileId::at(path) }.is_empty()
    }

    /// Removes a notebook that nothing is in, with its side files.
    ///
    /// # Errors
    /// When something is in it, or the folder cannot be written to.
    pub fn discard(self) -> Result<()> {
        if !self.is_empty()? {
            return Err(Trouble::new("This notebook is not empty.", "Nothing was removed."));
        }
        let path = self.path.clone();
        // With the last connection the side files go.
        drop(self);
        files::remove(&path)
    }

    /// Whether no change is here: its making was interrupted.
    pub fn is_empty(&self) -> Result<bool> {
        self.connection.query_row("SELECT NOT EXISTS(SELECT 1 FROM change)", [], |r| r.get(0)).map_err(sql_trouble)
    }

    /// What is here, to be told to another notebook.
    pub fn holdings(&self) -> Result<Holdings> {
        let mut statement = self
            .connection
            .prepare(
                "SELECT c.writer, c.seq, b.change IS NULL FROM change c LEFT JOIN body b ON b.change = c.local
                 ORDER BY c.writer, c.seq",
            )
            .map_err(sql_trouble)?;
        let mut rows = statement.query([]).map_err(sql_trouble)?;
        let mut all = Holdings::new();
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            let held = all.entry(WriterId(row.get(0).map_err(sql_trouble)?)).or_default();
            let seq = row.get::<_, i64>(1).map_err(sql_trouble)?.unsigned_abs();
            held.here.push(seq);
            if row.get(2).map_err(sql_trouble)? {
                held.hollow.push(seq);
            }
        }
        Ok(all)
    }

    /// The changes here that `theirs` lacks, or lacks the bodies of: by writer and number, ascending.
    /// Bodies of concerns never leave, so nobody lacks one.
    pub fn lacking(&self, theirs: &Holdings) -> Result<Vec<Local>> {
        let mut statement = self
            .connection
            .prepare(
                "SELECT c.local, c.writer, c.seq, b.change IS NOT NULL AND c.kind <> :concern
                 FROM change c LEFT JOIN body b ON b.change = c.local ORDER BY c.writer, c.seq",
            )
            .map_err(sql_trouble)?;
        let mut rows = statement.query(named_params! {":concern": kind::CONCERN}).map_err(sql_trouble)?;
        let mut lacking = Vec::new();
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            let seq = row.get::<_, i64>(2).map_err(sql_trouble)?.unsigned_abs();
            let body: bool = row.get(3).map_err(sql_trouble)?;
            let held = theirs.get(&WriterId(row.get(1).map_err(sql_trouble)?));
            if held.is_none_or(|h| !h.here.contains(seq) || (body && h.hollow.contains(seq))) {
                lacking.push(Local(row.get(0).map_err(sql_trouble)?));
            }
        }
        Ok(lacking)
    }

    /// All changes in order of arrival, for joining. Bodies of concerns never leave.
    pub fn changes(&self) -> Result<Vec<Change>> {
        self.read_changes("ORDER BY c.local", named_params! {":concern": kind::CONCERN})
    }

    /// One change; as [`Self::changes`] gives it.
    pub fn change(&self, id: ChangeId) -> Result<Option<Change>> {
        let found = self.read_changes("WHERE c.id = :id", named_params! {":concern": kind::CONCERN, ":id": id.0})?;
        Ok(found.into_iter().next())
    }

    /// A change, to be sent. It is proved once more, so that damage here is never passed on.
    pub fn change_at(&self, local: Local) -> Result<Change> {
        let which = named_params! {":concern": kind::CONCERN, ":local": local.0};
        let found = self.read_changes("WHERE c.local = :local", which)?;
        found.into_iter().next().ok_or_else(|| damaged().because("a change that was here is gone"))
    }

    fn read_changes(&self, which: &str, params: &[(&str, &dyn ToSql)]) -> Result<Vec<Change>> {
        let sql = format!(
            "SELECT c.header, c.signature, b.salt, b.bytes FROM change c
             LEFT JOIN body b ON b.change = c.local AND c.kind <> :concern {which}"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(sql_trouble)?;
        let rows = statement
            .query_map(params, |r| {
                Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, [u8; 64]>(1)?, r.get(2)?, r.get::<_, Option<Vec<u8>>>(3)?))
            })
            .map_err(sql_trouble)?;
        let mut out = Vec::new();
        for row in rows {
            let (header, signature, salt, bytes) = row.map_err(sql_trouble)?;
            let body = match (salt, bytes) {
                (Some(salt), Some(bytes)) => Some(Body { salt, bytes }),
                _ => None,
            };
            out.push(Change::verify(header, signature, body)?);
        }
        Ok(out)
    }

    /// How a change that arrives stands to what is here; nothing is written.
    pub fn standing(&self, change: &Change) -> Result<Standing> {
        if !journal::links(&self.connection, change)? {
            return Ok(Standing::Forks);
        }
        Ok(match journal::under_number(&self.connection, change)? {
            None => Standing::New,
            Some((_, id, _)) if id != change.id => Standing::Forks,
            Some((_, _, false)) if change.body.is_some() => Standing::Fills,
            Some(_) => Standing::Known,
        })
    }

    /// The writers of this notebook, each with the person in whose name it began.
    pub fn known_writers(&self) -> Result<Vec<KnownWriter>> {
        let mut statement = self
            .connection
            .prepare("SELECT header, min(seq) FROM change GROUP BY writer ORDER BY writer")
            .map_err(sql_trouble)?;
        let mut rows = statement.query([]).map_err(sql_trouble)?;
        let mut writers = Vec::new();
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            let header = Header::decode(&row.get::<_, Vec<u8>>(0).map_err(sql_trouble)?)?;
            writers.push(KnownWriter { writer: header.writer, author: header.author });
        }
        Ok(writers)
    }

    /// How many changes of each person are known to exist and are not here yet.
    pub fn gaps(&self) -> Result<BTreeMap<PersonId, u64>> {
        let mut gaps = BTreeMap::new();
        let holdings = self.holdings()?;
        for known in self.known_writers()? {
            let missing = holdings.get(&known.writer).map_or(0, |h| h.here.gaps());
            if missing > 0 {
                *gaps.entry(known.author).or_default() += missing;
            }
        }
        Ok(gaps)
    }

    /// What the plan says two things about, since two notebooks were made from two versions of it.
    pub fn plan_conflicts(&self) -> Result<Vec<String>> {
        let mut statement = self
            .connection
            .prepare(
                "SELECT 1, id, bytes FROM person WHERE conflict UNION ALL SELECT 2, id, bytes FROM question WHERE conflict
                 UNION ALL SELECT 3, id, bytes FROM activity WHERE conflict
                 UNION ALL SELECT 0, x'', bytes FROM fact WHERE conflict ORDER BY 1, 2",
            )
            .map_err(sql_trouble)?;
        let mut rows = statement.query([]).map_err(sql_trouble)?;
        let mut about = Vec::new();
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            let bytes: Vec<u8> = row.get(2).map_err(sql_trouble)?;
            let kind = match row.get::<_, u8>(0).map_err(sql_trouble)? {
                0 => kind::VISIT,
                1 => kind::PERSON,
                2 => kind::QUESTION,
                _ => kind::ACTIVITY,
            };
            about.push(match Value::decode(kind, &bytes)? {
                Some(Value::Person(person)) => person.name,
                Some(Value::Question(question)) => format!("question {}", question.number),
                Some(Value::Activity(activity)) => format!("“{}”", activity.title),
                _ => "the visit itself".to_owned(),
            });
        }
        Ok(about)
    }

    /// By how many minutes a logical time lies ahead of `now`; none if it may be adopted.
    pub fn ahead(hlc: Hlc, now: Moment) -> Option<i64> {
        (hlc > Hlc::ceiling(now)).then(|| i64::try_from(hlc.0 >> 16).unwrap_or(i64::MAX).saturating_sub(now.0) / 60_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_know_what_is_among_them_and_what_is_not() {
        let mut numbers = Numbers::default();
        for seq in [1, 2, 3, 7, 8, 12] {
            numbers.push(seq);
        }
        assert_eq!(numbers.ranges(), [(1, 3), (7, 8), (12, 12)]);
        let among: Vec<u64> = (0..15).filter(|n| numbers.contains(*n)).collect();
        assert_eq!(among, [1, 2, 3, 7, 8, 12]);
        assert_eq!((numbers.last(), numbers.gaps()), (12, 6));
        assert_eq!((Numbers::default().last(), Numbers::default().gaps()), (0, 0));
    }

    #[test]
    fn ranges_from_elsewhere_are_in_order_or_none() {
        assert!(Numbers::from_ranges(vec![(1, 3), (5, 5), (u64::MAX, u64::MAX)]).is_some());
        for bad in [vec![(0, 3)], vec![(3, 2)], vec![(1, 4), (4, 5)], vec![(5, 6), (1, 2)]] {
            assert_eq!(Numbers::from_ranges(bad.clone()), None, "{bad:?}");
        }
    }
}
