//! Writing notes down, changing and deleting them.

use super::Desk;
use super::sealed::Words;
use super::versions::Seen;
use crate::clock::Moment;
use crate::ids::{ActivityId, ChangeId, NoteId};
use crate::notebook::value::{self as v, millis};
use crate::notebook::{NewChange, Written};
use crate::review::capture::Capture;
use crate::review::evidence::{Content, Evidence, Marks, Note, Source, Unlocked, Valence};
use crate::review::people::Act;
use crate::review::place;
use crate::secret::Secret;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};
use crate::vault::OpenKeys;

/// A note that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The note.
    pub note: NoteId,
    /// The changes, for undo.
    pub changes: Vec<ChangeId>,
    /// It is sealed.
    pub sealed: bool,
    /// Old open text was emptied and still lies in the side file while a colleague reads.
    pub old_text_remains: bool,
}

impl Desk {
    /// Saves a new note. When it returns, the note is on the disk.
    ///
    /// # Errors
    /// When it carries a seal and cannot be sealed, or the disk stands in the way; nothing is saved then.
    pub fn capture(&mut self, capture: &Capture, activity: Option<ActivityId>, seen: Option<Moment>) -> Result<Saved> {
        self.must(Act::Capture)?;
        if let Some(trouble) = self.misplaced(activity).filter(|_| self.session().is_some()) {
            return Err(trouble);
        }
        let note = NoteId::fresh()?;
        let evidence = evidence_of(capture);
        if evidence.text.is_empty() && evidence.reflection.is_empty() {
            return Err(Trouble::new("There are no words to save yet.", "Type what you saw or heard."));
        }
        let mut changes = vec![
            NewChange::new(note, v::NoteCreated {}),
            NewChange::new(note, v::NoteFiled { activity, seen: millis(seen) }),
        ];
        match capture.seal_to() {
            Some(to) => changes.push(self.sealing(note, self.me, Words::of(&evidence), to)?),
            None => changes.extend(open_changes(note, &evidence.text, &evidence.reflection, &evidence.marks)),
        }
        let written = self.write(&changes)?;
        Ok(Saved {
            note,
            changes: written.changes,
            sealed: capture.seal.is_some(),
            old_text_remains: written.old_text_remains,
        })
    }

    /// Marks without words change my last note; a sealed one is sealed anew, with my unlocked keys.
    ///
    /// # Errors
    /// When it is sealed and locked, or marked so already.
    pub fn remark(&mut self, note: NoteId, capture: &Capture, keys: Option<&OpenKeys>) -> Result<Written> {
        let found = self.find(note)?;
        self.must_for(&found)?;
        let before = match &found.content {
            Content::Open(before) => before,
            Content::Sealed(_) => return self.remark_sealed(&found, capture, keys),
            Content::Erased => return Err(super::sealed::erased()),
        };
        if let Some(to) = capture.seal_to() {
            let evidence = merged(before, capture);
            let change = self.sealing(note, found.author, Words::of(&evidence), to)?;
            return self.write(&[change]);
        }
        let after = merged(before, capture);
        let changes = mark_changes(note, &before.marks, &after.marks);
        if changes.is_empty() {
            return Err(Trouble::new("Your last note is marked so already.", ""));
        }
        self.write(&changes)
    }

    fn remark_sealed(&mut self, note: &Note, capture: &Capture, keys: Option<&OpenKeys>) -> Result<Written> {
        let locked = || Trouble::new("Your last note is sealed.", "Unlock first, then its marks can be changed.");
        let unlocked = self.open_sealed(note.id, keys.ok_or_else(locked)?)?;
        let mut marks = unlocked.marks.clone();
        add_marks(&mut marks, capture);
        if marks == unlocked.marks && capture.seal.is_none() {
            return Err(Trouble::new("Your last note is marked so already.", ""));
        }
        let words = Words { marks: &marks, ..Words::unlocked(&unlocked) };
        let change = match capture.seal_to() {
            Some(to) => self.sealing(note.id, note.author, words, to)?,
            None => self.sealing_as_before(note, words)?,
        };
        self.write(&[change])
    }

    /// Changes the words of an open note.
    ///
    /// # Errors
    /// When it is sealed (unlock it first), or was erased.
    pub fn edit(&mut self, note: NoteId, text: &str, reflection: &str) -> Result<Written> {
        self.edit_seen(note, text, reflection, &Seen::Now)
    }

    /// Changes the words of an open note in the place of those that were in sight; a version that a
    /// colleague wrote meanwhile stays beside them.
    ///
    /// # Errors
    /// When it is sealed (unlock it first), or was erased.
    pub fn edit_seen(&mut self, note: NoteId, text: &str, reflection: &str, seen: &Seen) -> Result<Written> {
        let found = self.find(note)?;
        self.must_for(&found)?;
        let Content::Open(before) = &found.content else {
            return Err(Trouble::new("This note is sealed.", "Unlock it in Sealed to change its words."));
        };
        let (text, reflection) = (clean_block(text.trim()), clean_block(reflection.trim()));
        let words = NewChange::new(note, v::NoteText { text: text.clone(), reflection });
        let shown = |text: &str, reflection: &str| {
            v::NoteText { text: text.to_owned(), reflection: reflection.to_owned() }.into()
        };
        let mut changes = vec![self.in_place_of(words, seen, shown)?];
        // Where it was follows the words until someone has said otherwise.
        let place = place::find(&text);
        if before.marks.place == place::find(&before.text) && place != before.marks.place {
            changes.push(NewChange::new(note, v::NotePlace { place }));
        }
        self.write(&changes)
    }

    /// Changes the words of a sealed note that is unlocked here, to the same readers.
    pub fn edit_sealed(
        &mut self,
        unlocked: &Unlocked,
        text: Secret,
        reflection: Secret,
        seen: &Seen,
    ) -> Result<(Written, Unlocked)> {
        let found = self.find(unlocked.note)?;
        let mut marks = unlocked.marks.clone();
        // As in an open note: where it was follows the words until someone has said otherwise.
        if marks.place == place::find(unlocked.text.expose()) {
            marks.place = place::find(text.expose());
        }
        let words = Words { text: text.expose(), reflection: reflection.expose(), marks: &marks };
        let change = seen.of_sealed(self.sealing_as_before(&found, words)?);
        let written = self.write(&[change])?;
        let now = Unlocked {
            note: unlocked.note,
            author: unlocked.author,
            readers: unlocked.readers.clone(),
            text,
            reflection,
            marks,
        };
        Ok((written, now))
    }

    /// Deletes notes; they can be brought back.
    pub fn delete(&mut self, notes: &[NoteId], deleted: bool) -> Result<Written> {
        for note in notes {
            self.must_for(&self.find(*note)?)?;
        }
        let changes: Vec<_> = notes.iter().map(|n| NewChange::new(*n, v::NoteDeleted { deleted })).collect();
        self.write(&changes)
    }
}

fn evidence_of(capture: &Capture) -> Evidence {
    Evidence {
        text: clean_block(capture.text.trim()),
        reflection: clean_block(capture.reflection.trim()),
        marks: marks_said(capture, capture.source),
    }
}

/// The marks that a line says, with this source.
pub(super) fn marks_said(capture: &Capture, source: Option<Source>) -> Marks {
    Marks {
        questions: capture.questions.iter().copied().collect(),
        valence: capture.valence.unwrap_or(Valence::Neutral),
        source,
        place: capture.place.clone(),
        impact: false,
        learning: false,
    }
}

fn merged(before: &Evidence, capture: &Capture) -> Evidence {
    let mut after = before.clone();
    add_marks(&mut after.marks, capture);
    after
}

fn add_marks(marks: &mut Marks, capture: &Capture) {
    marks.questions.extend(capture.questions.iter().copied());
    marks.valence = capture.valence.unwrap_or(marks.valence);
    marks.source = capture.source.or(marks.source);
}

/// The changes that say the words and marks of an open note.
pub(super) fn open_changes(note: NoteId, text: &str, reflection: &str, marks: &Marks) -> Vec<NewChange> {
    let text = v::NoteText { text: text.to_owned(), reflection: reflection.to_owned() };
    let mut changes = vec![NewChange::new(note, text)];
    changes.extend(mark_changes(note, &Marks::default(), marks));
    changes
}

/// The changes that lead from one set of marks to another.
pub(super) fn mark_changes(note: NoteId, before: &Marks, after: &Marks) -> Vec<NewChange> {
    let mut changes = Vec::new();
    for question in before.questions.symmetric_difference(&after.questions) {
        let on = after.questions.contains(question);
        changes.push(NewChange::new(note, v::NoteQuestion { question: *question, on }));
    }
    if before.valence != after.valence {
        changes.push(NewChange::new(note, v::NoteValence { valence: after.valence }));
    }
    if before.source != after.source {
        changes.push(NewChange::new(note, v::NoteSource { source: after.source }));
    }
    if before.place != after.place {
        changes.push(NewChange::new(note, v::NotePlace { place: after.place.clone() }));
    }
    if before.impact != after.impact {
        changes.push(NewChange::new(note, v::NoteImpact { on: after.impact }));
    }
    if before.learning != after.learning {
        changes.push(NewChange::new(note, v::NoteLearning { on: after.learning }));
    }
    changes
}
