//! Counts that move with the notes.
//!
//! The edges of every screen show how many notes there are, and Questions how many of which sort. To
//! count them each time takes as long as the notebook is large; so each fold of a note takes the old
//! note out of the counts and puts the new one in. They are folded tables like the others: a rebuild
//! makes them anew, and `doctor` compares them.

use crate::ids::Subject;
use crate::notebook::{run, sql_trouble};
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

/// A condition on `note`: its source does not say that it is no evidence.
macro_rules! is_evidence {
    () => {
        "coalesce(source, -1) NOT IN (15, 16)"
    };
}
pub(in crate::notebook) use is_evidence;

const FILED: &str = concat!(
    "INSERT INTO filed(activity, state, untagged, notes)
    SELECT coalesce(activity, x''), state, questions = 0 AND ",
    is_evidence!(),
    ", :by FROM note WHERE id = :note AND deleted = 0
    ON CONFLICT DO UPDATE SET notes = notes + excluded.notes"
);

const TALLY: &str = concat!(
    "INSERT INTO tally(question, activity, source, valence, year, notes)
    SELECT q.question, coalesce(n.activity, x''), coalesce(n.source, -1), n.valence, coalesce(n.year, ''), :by
    FROM note_question q JOIN note n ON n.id = q.note
    WHERE q.note = :note AND n.state = 0 AND n.deleted = 0 AND ",
    is_evidence!(),
    " ON CONFLICT DO UPDATE SET notes = notes + excluded.notes"
);

/// Counts everything anew, for a rebuild.
pub fn recount(connection: &Connection) -> Result<()> {
    connection
        .execute_batch(concat!(
            "DELETE FROM filed;
             INSERT INTO filed(activity, state, untagged, notes)
                 SELECT coalesce(activity, x''), state, questions = 0 AND ",
            is_evidence!(),
            ", count(*) FROM note WHERE deleted = 0 GROUP BY 1, 2, 3;
             DELETE FROM tally;
             INSERT INTO tally(question, activity, source, valence, year, notes)
                 SELECT q.question, coalesce(n.activity, x''), coalesce(n.source, -1), n.valence, coalesce(n.year, ''), count(*)
                 FROM note_question q JOIN note n ON n.id = q.note WHERE n.state = 0 AND n.deleted = 0 AND ",
            is_evidence!(),
            " GROUP BY 1, 2, 3, 4, 5;"
        ))
        .map_err(sql_trouble)
}

/// Takes the note, as the tables have it, out of the counts; gives whether it was in them.
pub fn take_out(connection: &Connection, note: Subject) -> Result<bool> {
    move_by(connection, note, -1)
}

/// Puts the note, as the tables have it now, into the counts. `was_in`: what [`take_out`] gave.
pub fn put_in(connection: &Connection, note: Subject, was_in: bool) -> Result<()> {
    move_by(connection, note, 1)?;
    if was_in {
        for sql in ["DELETE FROM filed WHERE notes = 0", "DELETE FROM tally WHERE notes = 0"] {
            run(connection, sql, [])?;
        }
    }
    Ok(())
}

fn move_by(connection: &Connection, note: Subject, by: i64) -> Result<bool> {
    let mut moved = 0;
    for sql in [FILED, TALLY] {
        moved += run(connection, sql, named_params! {":note": note.0, ":by": by})?;
    }
    Ok(moved > 0)
}

#[cfg(test)]
mod tests {
    use crate::review::evidence::Source;

    #[test]
    fn the_numbers_in_the_condition_are_those_of_what_is_no_evidence() {
        let numbers: Vec<String> =
            Source::ALL.iter().filter(|s| !s.is_evidence()).map(|s| (*s as u8).to_string()).collect();
        assert!(is_evidence!().ends_with(&format!("NOT IN ({})", numbers.join(", "))));
        assert!(Source::ALL.iter().enumerate().all(|(place, s)| *s as usize == place), "stored by its place");
    }
}
