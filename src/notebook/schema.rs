//! The shape of the file, and its forward-only migrations.
//!
//! `change`, `body` and `replaced` are the truth and are never migrated. Everything else is folded
//! from them, and is so again whenever a file of an older version is opened. Never edit a step that
//! was released; add one.

use crate::trouble::{Result, Trouble};
use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as a visitbook notebook (`VBnb`).
pub const APPLICATION_ID: i32 = 0x5642_6e62;

/// Marks the file as a released notebook (`VBrl`): read, never written in and never joined.
pub const RELEASED_ID: i32 = 0x5642_726c;

/// Each step brings the file from the version before it to its own: its place in the list, from 1.
const STEPS: &[&str] = &[STEP_1, STEP_2, STEP_3, STEP_4, STEP_5, STEP_6];

/// The version that this program writes.
pub fn newest() -> i32 {
    i32::try_from(STEPS.len()).unwrap_or(i32::MAX)
}

/// 1: the first format.
const STEP_1: &str = "
-- The truth ---------------------------------------------------------------------------------
CREATE TABLE change(
    local     INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of arrival in this file
    id        BLOB NOT NULL UNIQUE,
    writer    BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    hlc       INTEGER NOT NULL,
    subject   BLOB NOT NULL,
    kind      INTEGER NOT NULL,
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE(writer, seq)
) STRICT;
CREATE INDEX change_subject ON change(subject, local);
CREATE INDEX change_hlc ON change(hlc);
CREATE TABLE body(
    change INTEGER PRIMARY KEY REFERENCES change(local),
    salt   BLOB NOT NULL,
    bytes  BLOB NOT NULL
) STRICT;

-- Folded ------------------------------------------------------------------------------------
CREATE TABLE fact(                  -- the visit's facts, one row
    one INTEGER PRIMARY KEY CHECK(one = 1), bytes BLOB NOT NULL, conflict INTEGER NOT NULL
) STRICT;
CREATE TABLE person(
    id BLOB PRIMARY KEY, position INTEGER NOT NULL, bytes BLOB NOT NULL,
    retired INTEGER NOT NULL, accepted_at INTEGER, accepted_digest BLOB, conflict INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE person_key(
    person BLOB NOT NULL, recipient TEXT NOT NULL, label TEXT NOT NULL, writer BLOB NOT NULL, own INTEGER NOT NULL,
    PRIMARY KEY(person, recipient)
) STRICT, WITHOUT ROWID;
CREATE TABLE question(id BLOB PRIMARY KEY, bytes BLOB NOT NULL, conflict INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE activity(
    id BLOB PRIMARY KEY, bytes BLOB NOT NULL, start INTEGER, finish INTEGER,
    started INTEGER, ended INTEGER, dropped INTEGER NOT NULL, paused INTEGER, accompanied TEXT, conflict INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE note(
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, author BLOB NOT NULL, activity BLOB,
    written INTEGER NOT NULL, seen INTEGER, at INTEGER NOT NULL,
    state INTEGER NOT NULL,         -- 0 open, 1 sealed, 2 erased
    text TEXT NOT NULL, reflection TEXT NOT NULL,
    valence INTEGER NOT NULL, source INTEGER, place TEXT, year TEXT,
    impact INTEGER NOT NULL, learning INTEGER NOT NULL, questions INTEGER NOT NULL,
    readers INTEGER, persons BLOB, seal BLOB,
    deleted INTEGER NOT NULL, rehearsal INTEGER NOT NULL, conflict INTEGER NOT NULL, edited INTEGER NOT NULL
) STRICT;
CREATE INDEX note_activity ON note(activity, at);
CREATE INDEX note_at ON note(at);
CREATE INDEX note_untagged ON note(at) WHERE questions = 0 AND state = 0 AND deleted = 0;
CREATE INDEX note_sealed ON note(at) WHERE state = 1 AND deleted = 0;
CREATE TABLE note_question(
    question BLOB NOT NULL, note BLOB NOT NULL, PRIMARY KEY(question, note)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_question_note ON note_question(note);
CREATE TABLE concern(id BLOB PRIMARY KEY, author BLOB NOT NULL, at INTEGER NOT NULL, change BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE point(
    id BLOB PRIMARY KEY, author BLOB NOT NULL, made INTEGER NOT NULL, kind INTEGER NOT NULL, question BLOB, meeting BLOB,
    text TEXT NOT NULL, rank TEXT NOT NULL, deleted INTEGER NOT NULL, conflict INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE point_evidence(
    point BLOB NOT NULL, note BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(point, note)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased(                -- what erases and purges cover, so that later arrivals are emptied too
    change BLOB NOT NULL, subject BLOB NOT NULL, class INTEGER NOT NULL, writer BLOB NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY(change, writer)
) STRICT, WITHOUT ROWID;

-- Search: open words only; a sealed note never enters it.
CREATE VIRTUAL TABLE words USING fts5(
    text, reflection, content='note', content_rowid='n', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO words(words, rank) VALUES('secure-delete', 1);
CREATE TRIGGER note_words_in AFTER INSERT ON note BEGIN
    INSERT INTO words(rowid, text, reflection) VALUES(new.n, new.text, new.reflection);
END;
CREATE TRIGGER note_words_out AFTER DELETE ON note BEGIN
    INSERT INTO words(words, rowid, text, reflection) VALUES('delete', old.n, old.text, old.reflection);
END;
CREATE TRIGGER note_words_change AFTER UPDATE OF text, reflection ON note
    WHEN old.text <> new.text OR old.reflection <> new.reflection BEGIN
    INSERT INTO words(words, rowid, text, reflection) VALUES('delete', old.n, old.text, old.reflection);
    INSERT INTO words(rowid, text, reflection) VALUES(new.n, new.text, new.reflection);
END;
";

/// 2: counts that move with each note, so that no screen ever counts a notebook through; a question's
/// list in its order.
const STEP_2: &str = "
CREATE INDEX note_author ON note(author, at);
DROP TABLE note_question;
CREATE TABLE note_question(         -- `at` is the note's, so that a question's list is read in its order
    question BLOB NOT NULL, at INTEGER NOT NULL, note BLOB NOT NULL, PRIMARY KEY(question, at, note)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_question_note ON note_question(note);
CREATE TABLE filed(                 -- notes by activity (x'' for none) and state; deleted ones count nowhere
    activity BLOB NOT NULL, state INTEGER NOT NULL, untagged INTEGER NOT NULL, notes INTEGER NOT NULL,
    PRIMARY KEY(activity, state, untagged)
) STRICT, WITHOUT ROWID;
CREATE INDEX filed_gone ON filed(notes) WHERE notes = 0;
CREATE TABLE tally(                 -- open notes by question and what coverage asks (-1 and '' for not said)
    question BLOB NOT NULL, activity BLOB NOT NULL, source INTEGER NOT NULL, valence INTEGER NOT NULL,
    year TEXT NOT NULL, notes INTEGER NOT NULL,
    PRIMARY KEY(question, activity, source, valence, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_gone ON tally(notes) WHERE notes = 0;
";

/// 3: whether an erase counts depends on who made it.
const STEP_3: &str = "
DROP TABLE erased;
CREATE TABLE erased(                -- what erases and purges cover, so that later arrivals are emptied too
    change BLOB NOT NULL, author BLOB NOT NULL, subject BLOB NOT NULL, class INTEGER NOT NULL,
    writer BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(change, writer)
) STRICT, WITHOUT ROWID;
";

/// 4: points that are sealed.
const STEP_4: &str = "
ALTER TABLE point ADD COLUMN readers INTEGER;
ALTER TABLE point ADD COLUMN persons BLOB;
ALTER TABLE point ADD COLUMN seal BLOB;
";

/// 5: what is marked about notes and points outside every seal, and what the lead chose for the whole.
const STEP_5: &str = "
ALTER TABLE point ADD COLUMN marks BLOB NOT NULL DEFAULT x'a0';
ALTER TABLE note ADD COLUMN beside BLOB NOT NULL DEFAULT x'a0';
CREATE TABLE action(                -- of the host's plan; `says` are its parts in words, in the order of a form
    id BLOB PRIMARY KEY, author BLOB NOT NULL, point BLOB, made INTEGER NOT NULL, says BLOB NOT NULL, progress INTEGER NOT NULL,
    deleted INTEGER NOT NULL, conflict INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE choice(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE report(                -- each report that was written, shared or agreed; its words are the points'
    id BLOB PRIMARY KEY, author BLOB NOT NULL, hlc INTEGER NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE document_read(         -- who has read which document of the data package
    person BLOB NOT NULL, document BLOB NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY(person, document)
) STRICT, WITHOUT ROWID;
";

/// 6: the rows of the timeline that are done.
const STEP_6: &str = "
CREATE TABLE timeline_done(         -- which row of the timeline the team did, who says so, and a word beside it
    row BLOB NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY(row, author)
) STRICT, WITHOUT ROWID;
";

/// The folded tables with the columns by which `doctor` lists them, in an order that does not
/// depend on the order of arrival.
pub const FOLDED: &[(&str, &str)] = &[
    ("fact", "bytes, conflict"),
    ("person", "id, position, bytes, retired, accepted_at, accepted_digest, conflict"),
    ("person_key", "person, recipient, label, writer, own"),
    ("question", "id, bytes, conflict"),
    ("activity", "id, bytes, start, finish, started, ended, dropped, paused, accompanied, conflict"),
    (
        "note",
        "id, author, activity, written, seen, at, state, text, reflection, valence, source, place, year, impact, \
         learning, questions, readers, persons, seal, deleted, rehearsal, conflict, edited, beside",
    ),
    ("note_question", "question, at, note"),
    ("filed", "activity, state, untagged, notes"),
    ("tally", "question, activity, source, valence, year, notes"),
    ("concern", "id, author, at, change"),
    (
        "point",
        "id, author, made, kind, question, meeting, text, rank, readers, persons, seal, deleted, conflict, marks",
    ),
    ("point_evidence", "point, note, position"),
    ("action", "id, author, point, made, says, progress, deleted, conflict"),
    ("choice", "name, value"),
    ("report", "id, author, hlc, at, bytes"),
    ("document_read", "person, document, at, note"),
    ("timeline_done", "row, author, at, note"),
    ("erased", "change, author, subject, class, writer, seq"),
];

/// Brings an empty or older file to the newest version, in one transaction; several processes may
/// try at once. A file of a newer version is left alone and refused.
pub fn migrate(connection: &mut Connection) -> Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(super::sql_trouble)?;
    let version = version(&tx)?;
    for (index, step) in STEPS.iter().enumerate() {
        let to = i32::try_from(index + 1).unwrap_or(i32::MAX);
        if version < to {
            tx.execute_batch(step).map_err(super::sql_trouble)?;
            tx.pragma_update(None, "user_version", to).map_err(super::sql_trouble)?;
        }
    }
    if (1..newest()).contains(&version) {
        super::doctor::rebuild(&tx)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(super::sql_trouble)?;
    tx.commit().map_err(super::sql_trouble)
}

/// The version of a file.
///
/// # Errors
/// When it is newer than this program.
pub fn version(connection: &Connection) -> Result<i32> {
    let version: i32 = connection.pragma_query_value(None, "user_version", |r| r.get(0)).map_err(super::sql_trouble)?;
    if version > newest() {
        return Err(Trouble::new(
            "This notebook was written by a newer visitbook.",
            "Install the newer version on this computer; nothing was changed here.",
        ));
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::Notebook;
    use crate::tasks::marks::Mark;
    use crate::tasks::testing::{Team, note};

    /// The journal of a notebook in a file as version 1 made it, with empty tables.
    fn as_version_1(notebook: &Notebook, path: &std::path::Path) {
        let old = Connection::open(path).unwrap();
        old.execute_batch(STEP_1).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.execute("ATTACH ? AS new", [notebook.path().to_str().unwrap()]).unwrap();
        old.execute_batch("INSERT INTO change SELECT * FROM new.change; INSERT INTO body SELECT * FROM new.body;")
            .unwrap();
    }

    #[test]
    fn a_notebook_of_the_first_version_opens_with_all_it_held() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let tagged = note(&mut desk, "Y4 explain regrouping", None);
        let question = desk.review().questions[0].id;
        desk.mark(&[tagged], &Mark::Question(question), None).unwrap();
        note(&mut desk, "not tagged", None);
        desk.tick_row(6, true, "by post").unwrap();
        let path = desk.notebook().path().with_extension("old.visitbook");
        as_version_1(desk.notebook(), &path);
        let mut opened = Notebook::open(&path).unwrap();
        assert_eq!(version(&opened.connection).unwrap(), newest());
        assert_eq!(opened.dump().unwrap(), desk.notebook().dump().unwrap());
        assert!(opened.examine().unwrap().tables_agree);
        assert!(opened.dump().unwrap().contains("\ntally\t"));
        assert_eq!(opened.timeline_done().unwrap()[0].note, "by post");
    }
}
