//! Proof that the tables agree with the journal, and their rebuilding from it.

use super::change::{Change, damaged};
use super::value::kind;
use super::{Notebook, fold, journal, run, schema, sql_trouble};
use crate::ids::Subject;
use crate::trouble::Result;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};
use std::collections::HashMap;

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examination {
    /// Changes in the journal.
    pub changes: usize,
    /// SQLite's own check of the file says that it is whole.
    pub file_sound: bool,
    /// Every hash, signature and chain holds.
    pub journal_sound: bool,
    /// The tables say exactly what folding the journal anew says.
    pub tables_agree: bool,
}

impl Notebook {
    /// Examines the file, the journal and the tables; changes nothing.
    pub fn examine(&mut self) -> Result<Examination> {
        let verdict: String =
            self.connection.query_row("PRAGMA integrity_check", [], |r| r.get(0)).map_err(sql_trouble)?;
        let changes = self.changes();
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql_trouble)?;
        let before = dump(&tx)?;
        rebuild(&tx)?;
        let after = dump(&tx)?;
        tx.rollback().map_err(sql_trouble)?;
        Ok(Examination {
            changes: changes.as_ref().map_or(0, Vec::len),
            file_sound: verdict == "ok",
            journal_sound: changes.is_ok_and(|c| chains_hold(&c)),
            tables_agree: before == after,
        })
    }

    /// Builds the tables anew from the journal.
    pub fn rebuild(&mut self) -> Result<()> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql_trouble)?;
        rebuild(&tx)?;
        tx.commit().map_err(sql_trouble)
    }

    /// Everything that the tables say, as text; equal for equal journals.
    pub fn dump(&self) -> Result<String> {
        dump(&self.connection)
    }
}

/// Builds the folded tables anew from the journal, inside the caller's transaction.
pub(super) fn rebuild(connection: &Connection) -> Result<()> {
    // Notes stay and are written over: taking each out of the search and putting it in again would
    // take most of the time. Of what nobody wrote nothing stays.
    for (table, _) in schema::FOLDED.iter().filter(|(table, _)| *table != "note") {
        connection.execute(&format!("DELETE FROM {table}"), []).map_err(sql_trouble)?;
    }
    let never_written = "DELETE FROM note WHERE id NOT IN (SELECT subject FROM change WHERE kind = ?)";
    run(connection, never_written, [kind::NOTE_CREATED])?;
    let mut statement = connection.prepare("SELECT DISTINCT subject FROM change").map_err(sql_trouble)?;
    let subjects: Vec<Subject> =
        statement.query_map([], |r| r.get(0).map(Subject)).and_then(Iterator::collect).map_err(sql_trouble)?;
    for subject in subjects {
        let told = journal::load(connection, subject)?;
        super::erase::remember(connection, told.iter())?;
        fold::store(connection, subject, &told)?;
    }
    fold::recount(connection)?;
    run(connection, "INSERT INTO words(words) VALUES('rebuild')", []).map(drop)
}

fn dump(connection: &Connection) -> Result<String> {
    let mut out = String::new();
    for (table, columns) in schema::FOLDED {
        let mut statement =
            connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {columns}")).map_err(sql_trouble)?;
        let width = statement.column_count();
        let mut rows = statement.query([]).map_err(sql_trouble)?;
        while let Some(row) = rows.next().map_err(sql_trouble)? {
            out.push_str(table);
            for i in 0..width {
                out.push('\t');
                match row.get_ref(i).map_err(sql_trouble)? {
                    ValueRef::Null => out.push('-'),
                    ValueRef::Integer(n) => out.push_str(&n.to_string()),
                    ValueRef::Real(x) => out.push_str(&x.to_string()),
                    ValueRef::Text(t) => out.push_str(&String::from_utf8_lossy(t)),
                    ValueRef::Blob(b) => out.push_str(&crate::ids::hex(b)),
                }
            }
            out.push('\n');
        }
    }
    Ok(out)
}

/// Whether each writer's changes hang together; gaps are allowed (a change that has not arrived yet).
fn chains_hold(changes: &[Change]) -> bool {
    let at: HashMap<_, _> = changes.iter().map(|c| ((c.header.writer, c.header.seq), c.id)).collect();
    changes.iter().all(|c| match c.header.seq {
        0 => false,
        1 => c.header.previous.0 == [0; 32],
        seq => at.get(&(c.header.writer, seq - 1)).is_none_or(|before| *before == c.header.previous),
    })
}

/// The error for a notebook that did not pass.
pub fn disagreement(found: &Examination) -> crate::trouble::Trouble {
    damaged().because(format!(
        "file sound: {}, journal sound: {}, tables agree: {}",
        found.file_sound, found.journal_sound, found.tables_agree
    ))
}
