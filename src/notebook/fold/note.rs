//! Folding a note: sealed beats open (the format's rule 4), an edit beats a concurrent delete.

use super::{InForce, Told, deletion_holds, heads, seal_in_force, shut, tally, without};
use crate::ids::{ActivityId, ChangeId, QuestionId, Subject};
use crate::notebook::run;
use crate::notebook::value::{NoteSealed, Value, kind};
use crate::review::evidence::{Beside, Marks};
use crate::review::place;
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

/// States as the table stores them.
pub const OPEN: u8 = 0;
/// Sealed: the words are in a blob.
pub const SEALED: u8 = 1;
/// Erased: nothing is left but that there was a note.
pub const ERASED: u8 = 2;

/// A note after folding, before it is stored.
#[derive(Debug, Default, PartialEq, Eq)]
struct Folded {
    activity: Option<ActivityId>,
    seen: Option<i64>,
    text: String,
    reflection: String,
    marks: Marks,
    has_words: bool,
    edited: bool,
}

pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<Vec<ChangeId>> {
    let shut = shut(told);
    let drop: Vec<ChangeId> = shut.iter().filter(|(_, provably)| *provably).map(|(id, _)| *id).collect();
    let Some(created) =
        told.iter().filter(|t| t.header.kind == kind::NOTE_CREATED).min_by_key(|t| (t.header.hlc, t.id))
    else {
        return Ok(drop);
    };
    let readable = without(told, &shut);
    let now = InForce::of(&readable);
    // Any sealed head seals, even beside an unseal that did not know of it.
    let seal: Option<(&Told, &NoteSealed)> = seal_in_force(told, kind::NOTE_SEALED, |value| match value {
        Value::NoteSealed(sealed) => Some(sealed),
        _ => None,
    });
    let sealed_head = heads(told).any(|(_, t)| t.header.kind == kind::NOTE_SEALED);
    let folded = fold_open(&now, &readable);
    let state = match (sealed_head, seal.is_some() || folded.has_words) {
        (_, false) => ERASED,
        (true, true) => SEALED,
        (false, true) => OPEN,
    };
    let open = state == OPEN;
    // As it is told ever after: what is emptied now must not weigh against a deletion this once.
    let emptied: Vec<Told> =
        told.iter().map(|t| Told { value: t.value.clone().filter(|_| !drop.contains(&t.id)), ..t.clone() }).collect();
    let at = folded.seen.unwrap_or(created.header.wall.0);
    let year = folded.marks.place.as_deref().and_then(place::year_of);
    let was_in = tally::take_out(connection, subject)?;
    run(
        connection,
        "INSERT INTO note(id, author, activity, written, seen, at, state, text, reflection, valence, source, place, year,
                 impact, learning, questions, readers, persons, seal, deleted, rehearsal, conflict, edited, beside)
             VALUES(:id, :author, :activity, :written, :seen, :at, :state, :text, :reflection, :valence, :source, :place, :year,
                 :impact, :learning, :questions, :readers, :persons, :seal, :deleted, :rehearsal, :conflict, :edited, :beside)
             ON CONFLICT(id) DO UPDATE SET author=excluded.author, activity=excluded.activity, written=excluded.written,
                 seen=excluded.seen, at=excluded.at, state=excluded.state, text=excluded.text, reflection=excluded.reflection,
                 valence=excluded.valence, source=excluded.source, place=excluded.place, year=excluded.year,
                 impact=excluded.impact, learning=excluded.learning, questions=excluded.questions, readers=excluded.readers,
                 persons=excluded.persons, seal=excluded.seal, deleted=excluded.deleted, rehearsal=excluded.rehearsal,
                 conflict=excluded.conflict, edited=excluded.edited, beside=excluded.beside",
        named_params! {
                ":id": subject.0, ":author": created.header.author.0, ":activity": folded.activity.map(|a| a.0),
                ":written": created.header.wall.0, ":seen": folded.seen, ":at": at, ":state": state,
                ":text": if open { &folded.text } else { "" },
                ":reflection": if open { &folded.reflection } else { "" },
                ":valence": if open { folded.marks.valence as u8 } else { 0 },
                ":source": folded.marks.source.filter(|_| open).map(|s| s as u8),
                ":place": folded.marks.place.as_deref().filter(|_| open), ":year": year.filter(|_| open),
                ":impact": open && folded.marks.impact, ":learning": open && folded.marks.learning,
                ":questions": if open { folded.marks.questions.len() } else { 0 },
                ":readers": seal.map(|(_, s)| s.readers as u8),
                ":persons": seal.map(|(_, s)| s.persons.iter().flat_map(|p| p.0).collect::<Vec<u8>>()),
                ":seal": seal.map(|(t, _)| t.id.0),
                ":deleted": deletion_holds(&emptied, kind::NOTE_DELETED), ":rehearsal": created.header.rehearsal,
                ":conflict": now.conflict(), ":edited": folded.edited,
                ":beside": minicbor::to_vec(beside_of(&now)).unwrap_or_default(),
},
    )?;
    store_questions(connection, subject, at, folded.marks.questions.iter().filter(|_| open))?;
    tally::put_in(connection, subject, was_in)?;
    Ok(drop)
}

fn store_questions<'a>(
    connection: &Connection,
    subject: Subject,
    at: i64,
    questions: impl Iterator<Item = &'a QuestionId>,
) -> Result<()> {
    run(connection, "DELETE FROM note_question WHERE note = ?", [subject.0])?;
    for question in questions {
        let sql = "INSERT INTO note_question(question, at, note) VALUES(?, ?, ?)";
        run(connection, sql, (question.0, at, subject.0))?;
    }
    Ok(())
}

fn fold_open(now: &InForce<'_>, readable: &[Told]) -> Folded {
    let mut folded = Folded {
        edited: readable.iter().filter(|t| t.header.kind == kind::NOTE_TEXT).count() > 1,
        ..Folded::default()
    };
    for (_, value) in now.values() {
        match value {
            Value::NoteFiled(v) => (folded.activity, folded.seen) = (v.activity, v.seen),
            Value::NoteText(v) => {
                (folded.text, folded.reflection) = (v.text.clone(), v.reflection.clone());
                folded.has_words = true;
            }
            Value::NoteQuestion(v) if v.on => {
                folded.marks.questions.insert(v.question);
            }
            Value::NoteValence(v) => folded.marks.valence = v.valence,
            Value::NoteSource(v) => folded.marks.source = v.source,
            Value::NotePlace(v) => folded.marks.place.clone_from(&v.place),
            Value::NoteImpact(v) => folded.marks.impact = v.on,
            Value::NoteLearning(v) => folded.marks.learning = v.on,
            _ => {}
        }
    }
    folded
}

/// What is marked about a note outside every seal. Nobody agrees or doubts in another's name.
fn beside_of(now: &InForce<'_>) -> Beside {
    let mut beside = Beside::default();
    for (told, value) in now.values() {
        match value {
            Value::NoteWithheld(v) => beside.withheld = v.on,
            Value::NoteView(v) if v.person == told.header.author => {
                beside.views.extend(v.view.map(|view| (v.person, view)));
            }
            _ => {}
        }
    }
    beside
}

/// The record of a concern: that there is one, whose, and where its sealed blob lies.
pub fn store_concern(connection: &Connection, subject: Subject, told: &[Told]) -> Result<()> {
    for t in told.iter().filter(|t| t.header.kind == kind::CONCERN) {
        if t.value.is_some() {
            let sql = "INSERT OR REPLACE INTO concern(id, author, at, change) VALUES(?, ?, ?, ?)";
            run(connection, sql, (subject.0, t.header.author.0, t.header.wall.0, t.id.0))?;
        } else {
            run(connection, "DELETE FROM concern WHERE id = ?", [subject.0])?;
        }
    }
    Ok(())
}
