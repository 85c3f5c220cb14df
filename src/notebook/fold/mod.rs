//! The fold: from the changes told about one subject to the row that screens read.
//!
//! Folding looks at the *set* of changes of a subject and never at their order of arrival, so every
//! copy of a notebook with the same changes shows the same. Within a field the heads count (changes
//! that no other change of the field replaces); where there are two, the later by (time, id) shows
//! until someone chooses (the format's rule 3).

mod action;
mod day;
mod note;
pub use note::{ERASED, OPEN, SEALED};
mod point;
pub(in crate::notebook) mod tally;
pub use tally::recount;

use super::change::Header;
use super::value::{
    ActionDeleted, Field, NoteDeleted, NoteQuestion, PointDeleted, PointEvidence, Value, kind, shut_by,
};
use crate::ids::{ChangeId, Subject};
use crate::review::actions::Progress;
use crate::trouble::{Result, Trouble};
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A change as the fold sees it. The value is gone once the body was emptied, and absent for kinds
/// that this program does not know.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its id.
    pub id: ChangeId,
    /// Its header.
    pub header: Header,
    /// What it says.
    pub value: Option<Value>,
}

impl Told {
    fn field(&self) -> Option<Field> {
        Field::of(self.header.kind, self.value.as_ref())
    }

    /// By what the later of two heads is told.
    fn order(&self) -> (super::change::Hlc, ChangeId) {
        (self.header.hlc, self.id)
    }
}

/// The heads of every field of a subject.
pub fn heads(told: &[Told]) -> impl Iterator<Item = (Field, &Told)> {
    let fields: HashMap<ChangeId, Field> = told.iter().filter_map(|t| Some((t.id, t.field()?))).collect();
    let replaced: HashSet<ChangeId> = told
        .iter()
        .flat_map(|t| t.header.replaces.iter().filter(|r| t.field().is_some_and(|f| fields.get(r) == Some(&f))))
        .copied()
        .collect();
    told.iter().filter(move |t| !replaced.contains(&t.id)).filter_map(|t| Some((t.field()?, t)))
}

/// The head in force of each field, and whether two heads of it say different things.
struct InForce<'a> {
    fields: BTreeMap<Field, (&'a Told, bool)>,
}

impl<'a> InForce<'a> {
    fn of(told: &'a [Told]) -> Self {
        let mut fields: BTreeMap<Field, (&'a Told, bool)> = BTreeMap::new();
        for (field, head) in heads(told) {
            fields
                .entry(field)
                .and_modify(|(shown, differ)| {
                    *differ |= shown.value != head.value;
                    if head.order() > shown.order() {
                        *shown = head;
                    }
                })
                .or_insert((head, false));
        }
        Self { fields }
    }

    /// The values in force.
    fn values(&self) -> impl Iterator<Item = (&'a Told, &'a Value)> {
        self.fields.values().filter_map(|(t, _)| Some((*t, t.value.as_ref()?)))
    }

    /// Whether some field has two heads that differ.
    fn conflict(&self) -> bool {
        self.fields.values().any(|(_, differ)| *differ)
    }
}

/// All changes that a change knew of, through `replaces`, itself included.
fn ancestors<'a>(by_id: &HashMap<ChangeId, &'a Told>, of: &'a Told) -> HashSet<ChangeId> {
    let mut seen = HashSet::from([of.id]);
    let mut open = vec![of];
    while let Some(t) = open.pop() {
        for id in &t.header.replaces {
            if seen.insert(*id)
                && let Some(older) = by_id.get(id)
            {
                open.push(older);
            }
        }
    }
    seen
}

fn by_id(told: &[Told]) -> HashMap<ChangeId, &Told> {
    told.iter().map(|t| (t.id, t)).collect()
}

/// Whether a deletion holds: it was the last word, and it knew of every head of the other fields,
/// since an edit beats a concurrent delete (rule 3).
fn deletion_holds(told: &[Told], deleted_kind: u16) -> bool {
    let mut holds = false;
    let index = by_id(told);
    for (_, head) in heads(told).filter(|(f, _)| f.is(deleted_kind)) {
        let deletes = matches!(
            head.value,
            Some(
                Value::NoteDeleted(NoteDeleted { deleted: true })
                    | Value::PointDeleted(PointDeleted { deleted: true })
                    | Value::ActionDeleted(ActionDeleted { deleted: true })
            )
        );
        if !deletes {
            // Brought back by someone who saw the deletion; nothing stronger stands beside it.
            return false;
        }
        let knew = ancestors(&index, head);
        holds = heads(told).filter(|(f, _)| !f.is(deleted_kind)).all(|(_, t)| knew.contains(&t.id));
        if !holds {
            return false;
        }
    }
    holds
}

/// The open changes of a subject that may not be read: those that do not provably know of every seal.
/// With each, whether its body must be emptied: all that it knew of is here, and proves it.
///
/// A writer of open words names the seal's head among what it replaces, so whatever was written
/// before a seal, or beside it, is told apart for ever, in whatever order it arrives. While a change
/// in between has not arrived yet, the words are hidden and kept: emptying cannot be taken back.
fn shut(told: &[Told]) -> Vec<(ChangeId, bool)> {
    let seals: Vec<&Told> =
        told.iter().filter(|t| matches!(t.header.kind, kind::NOTE_SEALED | kind::POINT_SEALED)).collect();
    if seals.is_empty() {
        return Vec::new();
    }
    let index = by_id(told);
    told.iter()
        .filter_map(|t| {
            let seal = shut_by(t.header.kind)?;
            let knew = ancestors(&index, t);
            let sealed_now = heads(told).any(|(_, t)| t.header.kind == seal);
            let knew_all = seals.iter().filter(|s| s.header.kind == seal).all(|s| knew.contains(&s.id));
            let whole = knew.iter().all(|id| index.contains_key(id));
            (sealed_now || !knew_all).then_some((t.id, whole))
        })
        .collect()
}

fn without(told: &[Told], shut: &[(ChangeId, bool)]) -> Vec<Told> {
    told.iter().filter(|t| shut.iter().all(|(id, _)| *id != t.id)).cloned().collect()
}

/// What of all that is told may be read: whatever was written open before or beside a seal may not.
pub fn readable(told: &[Told]) -> Vec<Told> {
    without(told, &shut(told))
}

/// The seal that shows, of those in force whose body is still there.
fn seal_in_force<'a, T>(
    told: &'a [Told],
    seal: u16,
    read: impl Fn(&'a Value) -> Option<&'a T>,
) -> Option<(&'a Told, &'a T)> {
    heads(told)
        .filter(|(field, _)| field.is(seal))
        .filter_map(|(_, head)| Some((head, read(head.value.as_ref()?)?)))
        .max_by_key(|(head, _)| head.order())
}

/// Folds one subject into the tables; gives the changes whose open bodies must be emptied.
pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<Vec<ChangeId>> {
    let has = |range: std::ops::RangeInclusive<u16>| told.iter().any(|t| range.contains(&t.header.kind));
    let mut drop = Vec::new();
    if has(1..=8) || has(10..=15) || has(80..=101) {
        day::store(connection, subject, told)?;
    }
    if has(20..=39) {
        drop = note::store(connection, subject, told)?;
    }
    if has(40..=40) {
        note::store_concern(connection, subject, told)?;
    }
    if has(50..=69) {
        drop.extend(point::store(connection, subject, told)?);
    }
    if has(110..=119) {
        action::store(connection, subject, told)?;
    }
    Ok(drop)
}

/// The value that undoes a change: what its field said before. None when nothing needs to be said
/// (the words of a note that is undone as a whole). With `whole`, the making of the subject is undone
/// with it: what was sealed then goes sealed.
///
/// # Errors
/// When what the change said stands no longer, or opening a seal would be needed.
pub fn undo_value(told: &[Told], change: ChangeId, whole: bool) -> Result<Option<Value>> {
    let index = by_id(told);
    let Some(target) = index.get(&change) else { return Ok(None) };
    if !stands(told, target) {
        return Err(Trouble::new(
            "This was changed again since, perhaps by a colleague.",
            "Look at its history and choose the version you want.",
        ));
    }
    let field = target.field();
    let before = target
        .header
        .replaces
        .iter()
        .filter_map(|id| index.get(id))
        .filter(|t| t.field() == field)
        .max_by_key(|t| t.order());
    let sealed = target.header.kind;
    let seals = matches!(sealed, kind::NOTE_SEALED | kind::POINT_SEALED);
    if whole && seals {
        return Ok(None);
    }
    if seals && before.is_none_or(|b| b.header.kind != sealed) {
        return Err(Trouble::new("Undo never opens a seal.", "Unlock the note and open it on purpose instead."));
    }
    match before.map(|b| b.value.clone()) {
        Some(Some(value)) => Ok(Some(value)),
        Some(None) => Err(Trouble::new("The older words were removed for good.", "They cannot be brought back.")),
        None => Ok(target.value.as_ref().and_then(cleared)),
    }
}

/// Whether what a change said still stands: by itself, or said again by the same person, as when what came
/// after it was undone.
fn stands(told: &[Told], change: &Told) -> bool {
    let field = change.field();
    let again = |t: &Told| t.header.author == change.header.author && t.value.is_some() && t.value == change.value;
    heads(told).any(|(f, t)| t.id == change.id || Some(f) == field && again(t))
}

/// What a field says before it was ever set.
fn cleared(value: &Value) -> Option<Value> {
    use super::value as v;
    Some(match value {
        Value::NoteCreated(_) => v::NoteDeleted { deleted: true }.into(),
        Value::NoteQuestion(q) => NoteQuestion { question: q.question, on: false }.into(),
        Value::NoteValence(_) => v::NoteValence { valence: crate::review::evidence::Valence::Neutral }.into(),
        Value::NoteSource(_) => v::NoteSource { source: None }.into(),
        Value::NotePlace(_) => v::NotePlace { place: None }.into(),
        Value::NoteImpact(_) => v::NoteImpact { on: false }.into(),
        Value::NoteLearning(_) => v::NoteLearning { on: false }.into(),
        Value::NoteDeleted(_) => v::NoteDeleted { deleted: false }.into(),
        Value::PointMade(_) => PointDeleted { deleted: true }.into(),
        Value::PointQuestion(_) => v::PointQuestion { question: None }.into(),
        Value::PointMeeting(_) => v::PointMeeting { meeting: None }.into(),
        Value::PointEvidence(e) => PointEvidence { note: e.note, on: false }.into(),
        Value::PointDeleted(_) => PointDeleted { deleted: false }.into(),
        Value::PointKeyMessage(_) => v::PointKeyMessage { on: false }.into(),
        Value::PointSpeaker(_) => v::PointSpeaker { person: None }.into(),
        Value::PointSupport(_) => v::PointSupport { support: None }.into(),
        Value::PointConfirmed(_) => v::PointConfirmed { words: Vec::new() }.into(),
        Value::PointSaid(s) => v::PointSaid { meeting: s.meeting, at: None }.into(),
        Value::PointAnswer(a) => v::PointAnswer { meeting: a.meeting, stand: None, note: None }.into(),
        Value::PointWithheld(_) => v::PointWithheld { on: false }.into(),
        Value::PointHeadAlone(_) => v::PointHeadAlone { on: false }.into(),
        Value::NoteView(n) => v::NoteView { person: n.person, view: None }.into(),
        Value::NoteWithheld(_) => v::NoteWithheld { on: false }.into(),
        Value::ViewsAsked(_) => v::ViewsAsked { on: false }.into(),
        Value::DocumentRead(d) => {
            v::DocumentRead { document: d.document.clone(), read: false, note: String::new() }.into()
        }
        Value::TimelineDone(d) => v::TimelineDone { row: d.row.clone(), done: false, note: String::new() }.into(),
        Value::ActionMade(_) => v::ActionDeleted { deleted: true }.into(),
        Value::ActionSays(a) => v::ActionSays { part: a.part, text: String::new() }.into(),
        Value::ActionProgress(_) => v::ActionProgress { progress: Progress::Planned }.into(),
        Value::ActionDeleted(_) => v::ActionDeleted { deleted: false }.into(),
        Value::ActivityMoved(_) => return None,
        Value::ActivityStarted(_) => v::ActivityStarted { at: None }.into(),
        Value::ActivityEnded(_) => v::ActivityEnded { at: None }.into(),
        Value::ActivityDropped(_) => v::ActivityDropped { dropped: false }.into(),
        Value::ActivityPaused(_) => v::ActivityPaused { since: None }.into(),
        Value::Activity(_) => v::ActivityDropped { dropped: true }.into(),
        _ => return None,
    })
}
