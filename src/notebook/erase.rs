//! Erase and purge (the format's rule 5): which bodies must be empty, now and on every later arrival.
//!
//! An erase names what it covers: a class, and for each writer the highest number. With a note as
//! its subject it covers that note's changes; with the notebook as its subject, all of them. Headers
//! and chains stay.

use super::fold::Told;
use super::value::{EraseClass, Value, kind};
use super::{run, sql_trouble};
use crate::ids::{ChangeId, Subject};
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

/// The facts of the visit, its people and timetable are never covered, so that the notebook still opens.
const FIRST_COVERED_KIND: u16 = 10;

/// Remembers the erases among `told`; gives the subjects that they cover.
pub fn remember<'a>(connection: &Connection, told: impl Iterator<Item = &'a Told>) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for t in told {
        let Some(Value::Erase(erase)) = &t.value else { continue };
        for covered in &erase.covers {
            let seq = i64::try_from(covered.seq).unwrap_or(i64::MAX);
            let sql = "INSERT OR IGNORE INTO erased(change, subject, class, writer, seq) VALUES(?, ?, ?, ?, ?)";
            run(connection, sql, (t.id.0, t.header.subject.0, erase.class as u8, covered.writer.0, seq))?;
            if t.header.subject.0 == t.header.notebook.0 {
                let mut statement = connection
                    .prepare_cached("SELECT DISTINCT subject FROM change WHERE writer = ? AND seq <= ?")
                    .map_err(sql_trouble)?;
                let rows =
                    statement.query_map((covered.writer.0, seq), |r| r.get(0).map(Subject)).map_err(sql_trouble)?;
                for subject in rows {
                    subjects.push(subject.map_err(sql_trouble)?);
                }
            } else {
                subjects.push(t.header.subject);
            }
        }
    }
    Ok(subjects)
}

/// The changes among `told` whose bodies some erase covers.
pub fn covered(connection: &Connection, told: &[Told]) -> Result<Vec<ChangeId>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT class FROM erased WHERE writer = :writer AND seq >= :seq AND (subject = :subject OR subject = :notebook)",
        )
        .map_err(sql_trouble)?;
    let mut out = Vec::new();
    for t in told.iter().filter(|t| t.header.kind >= FIRST_COVERED_KIND && t.header.kind != kind::ERASE) {
        let classes = statement
            .query_map(
                named_params! {
                    ":writer": t.header.writer.0, ":seq": i64::try_from(t.header.seq).unwrap_or(i64::MAX),
                    ":subject": t.header.subject.0, ":notebook": t.header.notebook.0,
                },
                |r| r.get::<_, u8>(0),
            )
            .map_err(sql_trouble)?;
        for class in classes {
            let class = class.map_err(sql_trouble)?;
            let hit = class == EraseClass::Everything as u8
                || (class == EraseClass::Sealed as u8 && t.header.kind == kind::NOTE_SEALED)
                || (class == EraseClass::Concern as u8 && t.header.kind == kind::CONCERN);
            if hit {
                out.push(t.id);
                break;
            }
        }
    }
    Ok(out)
}
