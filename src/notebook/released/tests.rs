//! The released notebook, there and back, and that nothing else is in it.

use super::*;
use crate::notebook::value::{Bytes, NoteSealed, NoteUnsealed};
use crate::review::evidence::{Evidence, Marks, Readers};
use crate::review::release::{Audience, sample};
use std::collections::BTreeSet;

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|w| w == part)
}

/// Writes with `change` made to the file's tables by hand.
fn tampered(change: &str) -> Vec<u8> {
    let bytes = write(&sample::release()).unwrap();
    let mut connection = Connection::open_in_memory().unwrap();
    connection.deserialize_read_exact(MAIN_DB, &bytes[..], bytes.len(), false).unwrap();
    connection.execute_batch(change).unwrap();
    connection.serialize(MAIN_DB).unwrap().to_vec()
}

fn refused(bytes: &[u8]) -> String {
    let trouble = read(bytes).err().unwrap();
    assert!(!trouble.advice().contains("doctor"), "{trouble}");
    trouble.to_string()
}

#[test]
fn what_is_released_reads_back() {
    let release = sample::release();
    let released = read(&write(&release).unwrap()).unwrap();
    let review = &released.review;
    assert_eq!((&review.visit.school, &review.visit.focus), (&release.visit.school, &release.visit.focus));
    assert_eq!((review.visit.zone, review.visit.keep_until), (Tz::Europe__London, release.visit.keep_until));
    assert_eq!(review.days(), release.visit.days);
    let people: Vec<_> = review.people.iter().map(|p| (&p.name, p.role, &p.school)).collect();
    assert_eq!(people, release.people.iter().map(|p| (&p.label, p.role, &p.school)).collect::<Vec<_>>());
    let asked: Vec<_> = review.questions.iter().map(|q| (&q.number, &q.title, &q.text, &q.claim)).collect();
    assert_eq!(asked, release.questions.iter().map(|q| (&q.number, &q.title, &q.text, &q.claim)).collect::<Vec<_>>());
    let entries: Vec<_> =
        review.activities.iter().map(|a| (&a.title, a.kind, a.day, a.start, a.end, &a.place)).collect();
    let told = release.activities.iter().map(|a| (&a.title, a.kind, a.day, a.start, a.end, &a.place));
    assert_eq!(entries, told.collect::<Vec<_>>());

    assert_eq!(released.notes.len(), release.open_notes().count());
    for (note, told) in released.notes.iter().zip(release.open_notes()) {
        let questions: BTreeSet<_> =
            told.questions.iter().map(|n| review.questions.iter().find(|q| q.number == *n).unwrap().id).collect();
        let marks = Marks {
            questions,
            valence: told.valence,
            source: told.source,
            place: told.place.clone(),
            impact: told.impact,
            learning: false,
        };
        let reflection = told.reflection.clone().unwrap_or_default();
        assert_eq!(note.evidence(), Some(&Evidence { text: told.text.clone(), reflection, marks }));
        assert_eq!(review.name(note.author), told.author);
        let filed = note.activity.map(|a| &review.activity(a).unwrap().title);
        assert_eq!(filed, release.activity(told.activity).map(|a| &a.title));
        assert_eq!(Moment(note.at().0 - note.at().0 % 60_000).local(review.visit.zone), told.at);
        assert!(!note.edited && !note.conflict && !note.rehearsal && note.seen.is_none());
    }

    assert!(release.head_points().next().is_some(), "and none of them stands in it");
    assert_eq!(released.points.len(), release.open_points().count());
    for (point, told) in released.points.iter().zip(release.open_points()) {
        assert_eq!((point.kind, &point.text), (told.kind, &told.text));
        assert_eq!((point.marks.key_message, point.marks.support), (told.key_message, told.support));
        assert_eq!(point.question.map(|q| &review.question(q).unwrap().number), told.question.as_ref());
        let said = point.meeting.map(|m| &review.activity(m).unwrap().title);
        assert_eq!(said, release.activity(told.meeting).map(|a| &a.title));
        let under: Vec<_> =
            point.evidence.iter().map(|n| released.notes.iter().position(|m| m.id == *n).unwrap() + 1).collect();
        assert_eq!(under, told.evidence);
    }

    assert!(release.head_actions().next().is_some(), "and none of them stands in it");
    assert_eq!(released.actions.len(), release.open_actions().count());
    for (action, told) in released.actions.iter().zip(release.open_actions()) {
        assert_eq!(Part::ALL.map(|p| action.parts.get(p)), Part::ALL.map(|p| told.part(p)));
        assert_eq!(action.progress, told.progress);
        let from = action.point.map(|id| &released.points.iter().find(|p| p.id == id).unwrap().text);
        assert_eq!(from, told.point.map(|i| &release.points[i].text));
    }
}

#[test]
fn the_file_holds_nothing_but_the_release() {
    let bytes = write(&sample::release()).unwrap();
    assert_eq!(&bytes[68..72], b"VBrl");
    // Number of free pages.
    assert_eq!(&bytes[36..40], &[0; 4]);
    for word in [
        sample::FOR_THE_HEAD,
        sample::HEADS_ACTION,
        "deleted words",
        "rehearsal words",
        "THISTLE",
        "Thistle",
        "secret-link",
        "key-of-",
    ] {
        assert!(!holds(&bytes, word.as_bytes()), "{word}");
    }
    // No identifier of the notebook it came from: the sample's are one byte, sixteen times.
    for n in 1..=11 {
        for id in [
            sample::note_id(n).0,
            sample::point_id(n).0,
            sample::activity(n).0,
            sample::question(n).0,
            sample::person(n).0,
            sample::action_id(n).0,
        ] {
            assert!(!holds(&bytes, &id));
        }
    }
    let changes = journal(&bytes).unwrap();
    // Each field is said once, nothing was emptied, every time is that of a minute of the release.
    assert!(changes.iter().all(|c| c.header.replaces.is_empty() && c.body.is_some() && !c.header.rehearsal));
    assert!(changes.iter().all(|c| c.header.wall.0 % 60_000 < 100));
    assert_eq!(changes.iter().map(|c| c.header.writer).collect::<HashSet<_>>().len(), 1);
}

#[test]
fn two_released_notebooks_of_one_release_share_no_identifier() {
    let ids = |bytes: &[u8]| -> HashSet<_> {
        let changes = journal(bytes).unwrap();
        changes.iter().flat_map(|c| [c.header.subject.0, c.header.notebook.0, c.header.author.0]).collect()
    };
    let release = sample::release();
    let (one, two) = (write(&release).unwrap(), write(&release).unwrap());
    assert!(ids(&one).is_disjoint(&ids(&two)));
}

#[test]
fn a_release_for_others_names_roles_only() {
    let bytes = write(&sample::release_for_others()).unwrap();
    assert!(!holds(&bytes, b"Asha") && !holds(&bytes, b"Millbrook"));
    assert_eq!(sample::release_for_others().audience, Audience::AllSchools);
    assert!(read(&bytes).unwrap().review.people.iter().any(|p| p.name == "lead"));
}

#[test]
fn it_cannot_be_opened_as_a_notebook() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("released.visitbook");
    crate::files::create_private(&path, &write(&sample::release()).unwrap()).unwrap();
    let trouble = Notebook::open(&path).err().unwrap();
    assert!(trouble.what().contains("is a released notebook"), "{trouble}");
    assert!(trouble.advice().contains("visitbook open"), "{trouble}");
}

#[test]
fn a_notebook_that_was_not_released_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.visitbook");
    drop(Notebook::create(&path, NotebookId([9; 16])).unwrap());
    assert!(refused(&std::fs::read(&path).unwrap()).contains("not a released notebook"));
    assert!(refused(b"").contains("not a released notebook"));
    assert!(refused(b"PK\x03\x04").contains("not a released notebook"));
}

#[test]
fn words_that_mean_something_to_sqlite_or_a_terminal_come_back_as_they_were_released() {
    for hostile in sample::hostile() {
        let released = read(&write(&sample::release_saying(&hostile)).unwrap()).unwrap();
        assert_eq!(released.notes[0].evidence().unwrap().text, hostile);
    }
}

#[test]
fn a_damaged_file_is_refused_or_reads_the_same_and_never_ends_the_program() {
    let mut release = sample::release();
    release.notes.truncate(1);
    release.points.clear();
    let bytes = write(&release).unwrap();
    let whole = read(&bytes).unwrap();
    for cut in (0..bytes.len()).step_by(bytes.len() / 40) {
        if let Ok(read) = read(&bytes[..cut]) {
            assert_eq!(read, whole);
        }
    }
    let mut refusals = 0;
    // Where something stands: a page that is empty but for its heading is mostly zeros that nobody reads.
    let written: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    for at in written.iter().copied().step_by(written.len() / 200) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x41;
        match read(&flipped) {
            Ok(read) => assert_eq!(read, whole, "byte {at}"),
            Err(_) => refusals += 1,
        }
    }
    assert!(refusals > 20, "{refusals}");
}

#[test]
fn a_hostile_file_is_refused() {
    let limit = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    for hostile in [
        // The journal is not a table, or another one.
        &*format!("ALTER TABLE change RENAME TO older; CREATE VIEW change AS {limit};"),
        "DROP TABLE body; CREATE TABLE body(change INTEGER PRIMARY KEY, salt BLOB, bytes BLOB, more TEXT);",
        // Bodies are missing, exchanged or of the wrong kind.
        "DELETE FROM body WHERE change = 3",
        "UPDATE body SET bytes = (SELECT bytes FROM body WHERE change = 4) WHERE change = 5",
        "UPDATE change SET signature = zeroblob(64) WHERE local = 2",
        "UPDATE change SET header = x'00' WHERE local = 2",
        "DELETE FROM body; DELETE FROM change;",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'body';",
    ] {
        assert!(refused(&tampered(hostile)).contains("damaged"), "{hostile}");
    }
    assert!(refused(&tampered("PRAGMA user_version = 99")).contains("newer visitbook"));
    let mut huge = write(&sample::release()).unwrap();
    huge.resize(MAX_BYTES + 1, 0);
    assert!(refused(&huge).contains("far too large"));
    let mut side_file = write(&sample::release()).unwrap();
    side_file[18..20].copy_from_slice(&[2, 2]);
    assert!(refused(&side_file).contains("damaged"));
}

#[test]
fn the_tables_of_a_received_file_are_not_believed() {
    let whole = read(&write(&sample::release()).unwrap()).unwrap();
    let read = read(&tampered("UPDATE note SET text = 'forged'; DELETE FROM person; DROP TABLE words;")).unwrap();
    assert_eq!(read.notes.len(), whole.notes.len());
    assert!(read.notes.iter().all(|n| n.evidence().unwrap().text != "forged"));
}

#[test]
fn changes_that_no_release_makes_are_refused() {
    let blob = NoteSealed { readers: Readers::Me, persons: Vec::new(), blob: Bytes(vec![1]) };
    let note = NoteId([1; 16]);
    for more in [
        vec![NewChange::new(note, v::NoteCreated {}), NewChange::new(note, blob)],
        vec![NewChange::new(note, NoteUnsealed {})],
        // An edit: history.
        vec![
            NewChange::new(note, v::NotePlace { place: None }),
            NewChange::new(note, v::NotePlace { place: Some("Y4".to_owned()) }),
        ],
    ] {
        let release = sample::release();
        let mut scribe = Scribe::new(&release).unwrap();
        scribe.facts(&release).unwrap();
        scribe.write(scribe.lead, scribe.made, &more).unwrap();
        assert!(refused(&scribe.finish().unwrap()).contains("no release makes"));
    }
    let release = sample::release();
    let mut scribe = Scribe::new(&release).unwrap();
    scribe.facts(&release).unwrap();
    scribe.key = WriterKey::throw_away().unwrap();
    scribe.write(scribe.lead, scribe.made, &[NewChange::new(note, v::NoteCreated {})]).unwrap();
    assert!(refused(&scribe.finish().unwrap()).contains("no release makes"));
}
