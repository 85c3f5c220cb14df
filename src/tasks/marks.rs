//! Tagging: marks of one note or of a whole selection, in one transaction.

use super::Desk;
use super::capture::mark_changes;
use crate::ids::{ActivityId, NoteId, QuestionId};
use crate::notebook::value::{self as v, millis};
use crate::notebook::{NewChange, Written};
use crate::review::evidence::{Marks, Note, Source, Unlocked, Valence, Words};
use crate::trouble::{Result, Trouble, count};
use crate::vault::OpenKeys;

/// A mark to be set on one or more notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Puts the notes to a question; if all are there already, takes them away.
    Question(QuestionId),
    /// Which way they point.
    Valence(Valence),
    /// What kind of source they come from.
    Source(Option<Source>),
    /// Where they were.
    Place(Option<String>),
    /// They show impact; if all do already, takes it away.
    Impact,
    /// I take them home; if I do so with all already, takes it away.
    Learning,
    /// Files them under an activity.
    Activity(Option<ActivityId>),
}

/// What tagging did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The changes.
    pub written: Written,
    /// Sealed or erased notes of the selection that were left alone.
    pub left_alone: usize,
}

impl Desk {
    /// Marks notes. With my unlocked keys also sealed ones that I can read: their marks are sealed with
    /// their words, so these are sealed anew, to the same readers.
    ///
    /// # Errors
    /// When none of them can be read, or one cannot be sealed anew; then none is marked.
    pub fn mark(&mut self, notes: &[NoteId], mark: &Mark, keys: Option<&OpenKeys>) -> Result<Marked> {
        let mut open: Vec<(NoteId, Marks)> = Vec::new();
        let mut sealed: Vec<(Note, Unlocked)> = Vec::new();
        let mut changes = Vec::new();
        let mut left_alone = 0;
        for id in notes {
            let note = self.find(*id)?;
            self.must_for(&note)?;
            if let Mark::Activity(activity) = mark {
                changes.push(NewChange::new(*id, v::NoteFiled { activity: *activity, seen: millis(note.seen) }));
            } else if let Some(evidence) = note.evidence() {
                open.push((*id, evidence.marks.clone()));
            } else if let Some(unlocked) = keys.and_then(|keys| self.open_sealed(*id, keys).ok()) {
                sealed.push((note, unlocked));
            } else {
                left_alone += 1;
            }
        }
        let all = |has: &dyn Fn(&Marks) -> bool| {
            open.iter().map(|(_, m)| m).chain(sealed.iter().map(|(_, u)| &u.marks)).all(has)
        };
        let set: Box<dyn Fn(&mut Marks)> = match mark {
            Mark::Question(q) if all(&|m| m.questions.contains(q)) => Box::new(|m| _ = m.questions.remove(q)),
            Mark::Question(q) => Box::new(|m| _ = m.questions.insert(*q)),
            Mark::Valence(valence) => Box::new(|m| m.valence = *valence),
            Mark::Source(source) => Box::new(|m| m.source = *source),
            Mark::Place(place) => Box::new(|m| m.place.clone_from(place)),
            Mark::Impact => {
                let on = !all(&|m| m.impact);
                Box::new(move |m| m.impact = on)
            }
            Mark::Learning => {
                let on = !all(&|m| m.learning);
                Box::new(move |m| m.learning = on)
            }
            Mark::Activity(_) => Box::new(|_| {}),
        };
        for (id, before) in &open {
            let mut after = before.clone();
            set(&mut after);
            changes.extend(mark_changes(*id, before, &after));
        }
        for (note, unlocked) in &sealed {
            let mut marks = unlocked.marks.clone();
            set(&mut marks);
            if marks != unlocked.marks {
                changes.push(self.sealing_as_before(note, Words { marks: &marks, ..Words::unlocked(unlocked) })?);
            }
        }
        if changes.is_empty() {
            return Err(if left_alone > 0 {
                Trouble::new(
                    format!("{} cannot be marked from here.", count(left_alone, "sealed note", "sealed notes")),
                    "Unlock first; only who can read a note marks it.",
                )
            } else {
                Trouble::new("It is marked so already.", "")
            });
        }
        Ok(Marked { written: self.write(&changes)?, left_alone })
    }
}
