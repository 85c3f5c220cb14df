//! Sealing and opening: who can read, to which keys, and never a way from sealed to plain by accident.

use super::Desk;
use super::versions::Seen;
use crate::ids::{ChangeId, NoteId, NotebookId, PersonId};
use crate::notebook::value::{Bytes, Covered, Erase, EraseClass, NoteSealed, NoteUnsealed};
use crate::notebook::{NewChange, Notebook, Written};
use crate::review::evidence::{Content, Marks, Note, Readers, Unlocked};
use crate::review::feedback::{Point, UnlockedPoint};
use crate::review::seals::{self, SealTo};
use crate::trouble::{Result, Trouble, count};
use crate::vault::{OpenKeys, SealError, point, seal};

pub use crate::review::evidence::Words;
use std::collections::BTreeSet;

/// To whom something can be sealed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The persons who will be able to read it.
    pub persons: Vec<PersonId>,
    /// Their public keys.
    pub recipients: Vec<String>,
    /// Persons meant who have no key here yet: they cannot read it until someone seals it to them too.
    pub without_key: Vec<PersonId>,
}

/// What sealing again did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resealed {
    /// The changes.
    pub written: Written,
    /// How many notes were sealed again.
    pub notes: usize,
    /// Who can read them now and could not before.
    pub persons: BTreeSet<PersonId>,
    /// Notes that do not reach everybody either, and that I cannot read.
    pub not_mine: usize,
}

impl Desk {
    /// Whom a seal would reach now. Asked while the mark is typed, so that it can be said beforehand.
    ///
    /// # Errors
    /// When I have no key: then nothing can be sealed, and it must not be saved open instead.
    pub fn reach(&mut self, to: impl Into<SealTo>, author: PersonId) -> Result<Reach> {
        self.my_key()?.ok_or_else(no_key)?;
        let people = &self.review.people;
        let mut meant = vec![self.me];
        meant.extend(to.into().meant(people));
        // Its author never loses sight of their own note, whoever seals it again.
        meant.extend(people.iter().filter(|p| p.id == author && !p.retired).map(|p| p.id));
        let announced = self.notebook.keys()?;
        let mut reach = Reach { persons: Vec::new(), recipients: Vec::new(), without_key: Vec::new() };
        for person in meant {
            if reach.persons.contains(&person) || reach.without_key.contains(&person) {
                continue;
            }
            let keys = self.keys_in_use(person, &announced)?;
            if keys.is_empty() {
                reach.without_key.push(person);
            } else {
                reach.persons.push(person);
                reach.recipients.extend(keys);
            }
        }
        Ok(reach)
    }

    /// The change that seals words; they are never written in any other form.
    pub(super) fn sealing(
        &mut self,
        note: NoteId,
        author: PersonId,
        words: Words<'_>,
        to: impl Into<SealTo>,
    ) -> Result<NewChange> {
        let to = to.into();
        let readers = to.readers;
        let reach = self.reach(to, author)?;
        let inside = seal::Inside {
            notebook: self.notebook.id(),
            note,
            author,
            readers: &reach.persons,
            text: words.text,
            reflection: words.reflection,
            marks: words.marks,
        };
        let blob = Bytes(seal::seal(&inside, &reach.recipients)?);
        Ok(NewChange::new(note, NoteSealed { readers, persons: reach.persons, blob }))
    }

    /// The change that seals a sealed note anew, to the same readers: a group as it is now.
    pub(super) fn sealing_as_before(&mut self, note: &Note, words: Words<'_>) -> Result<NewChange> {
        let to = note.sealed().map_or(Readers::Me.into(), SealTo::as_before);
        self.sealing(note.id, note.author, words, to)
    }

    /// Seals a note that was saved open. Its open words leave the journal, the tables and the search
    /// in the same transaction, and the side file as soon as nobody reads it.
    ///
    /// # Errors
    /// When there is no key to seal with, or the note is not open.
    pub fn seal_late(&mut self, note: NoteId, to: impl Into<SealTo>) -> Result<Written> {
        let found = self.find(note)?;
        self.must_for(&found)?;
        let evidence = match found.content {
            Content::Open(evidence) => evidence,
            Content::Sealed(_) => {
                return Err(Trouble::new("This note is sealed already.", "Unlock it to change who can read it."));
            }
            Content::Erased => return Err(erased()),
        };
        let change = self.sealing(note, found.author, Words::of(&evidence), to)?;
        self.write(&[change])
    }

    /// Seals an unlocked note again: to other readers, or with other words.
    pub fn reseal(&mut self, note: NoteId, words: Words<'_>, to: impl Into<SealTo>) -> Result<Written> {
        self.reseal_seen(note, words, to, &Seen::Now)
    }

    /// As [`Self::reseal`], in the place of the version that was in sight; one that a colleague sealed
    /// meanwhile stays beside it.
    pub fn reseal_seen(
        &mut self,
        note: NoteId,
        words: Words<'_>,
        to: impl Into<SealTo>,
        seen: &Seen,
    ) -> Result<Written> {
        let found = self.find(note)?;
        self.must_for(&found)?;
        let change = self.sealing(note, found.author, words, to)?;
        let change = if found.sealed().is_some() { seen.of_sealed(change) } else { change };
        self.write(&[change])
    }

    /// Seals every note that I can read, and that is sealed to a group of which somebody is left out,
    /// to the present members of that group: for who joined later. All of them or none.
    ///
    /// # Errors
    /// When nobody is left out, or none of these notes opens with my keys.
    pub fn reseal_groups(&mut self, keys: &OpenKeys) -> Result<Resealed> {
        self.refresh()?;
        let holders = self.holders()?;
        let can = |p: PersonId| holders.contains(&p);
        let (mut changes, mut done) = (Vec::new(), Resealed::default());
        for note in self.all_sealed()? {
            let left_out = seals::left_out(&note, &self.review.people, can);
            let Some(outside) = note.sealed().filter(|_| !left_out.is_empty()) else { continue };
            match self.open_found(&note, keys) {
                Ok(unlocked) => {
                    let to = SealTo::as_before(outside);
                    changes.push(self.sealing(note.id, note.author, Words::unlocked(&unlocked), to)?);
                    done.notes += 1;
                    done.persons.extend(left_out);
                }
                Err(_) => done.not_mine += 1,
            }
        }
        if changes.is_empty() {
            return Err(match done.not_mine {
                0 => Trouble::new("Every sealed note reaches all who are meant to read it.", "There is nothing to do."),
                n => Trouble::new(
                    format!(
                        "{} do not reach everybody, and you cannot read them.",
                        count(n, "sealed note", "sealed notes")
                    ),
                    "Ask one of their readers to do this; the Sealed screen names them.",
                ),
            });
        }
        done.written = self.write(&changes)?;
        Ok(done)
    }

    /// Opens a sealed note to the whole team, on purpose.
    pub fn unseal(&mut self, unlocked: &Unlocked) -> Result<Written> {
        let mut changes = vec![NewChange::new(unlocked.note, NoteUnsealed {})];
        changes.extend(super::capture::open_changes(
            unlocked.note,
            unlocked.text.expose(),
            unlocked.reflection.expose(),
            &unlocked.marks,
        ));
        self.write(&changes)
    }

    /// Opens one sealed note with my unlocked keys. The text goes nowhere but to the caller.
    ///
    /// # Errors
    /// When I am not among its readers, it is damaged, or it belongs to another note.
    pub fn open_sealed(&self, note: NoteId, keys: &OpenKeys) -> Result<Unlocked> {
        self.open_found(&self.find(note)?, keys)
    }

    fn open_found(&self, note: &Note, keys: &OpenKeys) -> Result<Unlocked> {
        let Some(outside) = note.sealed() else {
            return Err(Trouble::new("This note is not sealed.", ""));
        };
        inside_of(self.notebook.id(), note, &self.blob(outside.change)?, keys)
    }

    /// Opens one of several sealed versions of a note.
    pub(super) fn open_version(&self, note: NoteId, sealed: &NoteSealed, keys: &OpenKeys) -> Result<Unlocked> {
        belonging(self.notebook.id(), &self.find(note)?, (&sealed.blob.0, &sealed.persons), keys)
    }

    /// Every sealed note that opens with my keys.
    pub fn open_all_sealed(&self, keys: &OpenKeys) -> Result<Vec<Unlocked>> {
        let notes = self.all_sealed()?;
        let mine = notes.iter().filter(|n| n.sealed().is_some_and(|s| s.persons.contains(&self.me)));
        Ok(mine.filter_map(|n| self.open_found(n, keys).ok()).collect())
    }

    pub(super) fn all_sealed(&self) -> Result<Vec<Note>> {
        let filter = crate::notebook::Filter { sealed: true, ..Default::default() };
        self.notebook.notes(&filter, crate::notebook::Order::Oldest, 0, u32::MAX as usize)
    }

    /// Erases a note's words for good, every version of them, wherever this change arrives.
    ///
    /// # Errors
    /// When it is somebody else's: each person erases their own.
    pub fn erase(&mut self, note: NoteId) -> Result<Written> {
        if self.find(note)?.author != self.me {
            return Err(Trouble::new("Only its author erases a note.", "Ask them to; nothing was changed."));
        }
        let covers = self.notebook.writers_of(note)?.into_iter().map(|(writer, seq)| Covered { writer, seq }).collect();
        let written = self.write(&[NewChange::new(note, Erase { class: EraseClass::Everything, covers })])?;
        self.remember_erases()?;
        Ok(written)
    }

    /// The marks of an open note; none of a note that is not open.
    pub fn marks_of(&self, note: NoteId) -> Result<Marks> {
        Ok(self.find(note)?.evidence().map(|e| e.marks.clone()).unwrap_or_default())
    }

    pub(super) fn blob(&self, change: ChangeId) -> Result<Vec<u8>> {
        self.notebook.sealed_blob(change)?.ok_or_else(erased)
    }

    pub(super) fn find(&self, note: NoteId) -> Result<Note> {
        self.notebook.note(note)?.ok_or_else(|| {
            Trouble::new("That note is not in this notebook.", "It may not have arrived yet from a colleague.")
        })
    }
}

/// The inside of a sealed note that belongs to its outside.
pub(super) fn inside_of(notebook: NotebookId, note: &Note, blob: &[u8], keys: &OpenKeys) -> Result<Unlocked> {
    let readers = note.sealed().map(|s| s.persons.as_slice()).unwrap_or_default();
    belonging(notebook, note, (blob, readers), keys)
}

/// The inside of a blob of a note that says the same as stands outside: these persons, this author.
fn belonging(
    notebook: NotebookId,
    note: &Note,
    (blob, readers): (&[u8], &[PersonId]),
    keys: &OpenKeys,
) -> Result<Unlocked> {
    let unlocked = seal::open(blob, keys, notebook, note.id)?;
    // The outside is the word of whoever wrote the row. Where it names another author or other
    // readers than were sealed inside, the list of who can read it would be a lie.
    if unlocked.author != note.author || !same_persons(&unlocked.readers, readers) {
        return Err(SealError::DoesNotBelong.into());
    }
    Ok(unlocked)
}

/// The inside of a sealed point that belongs to its outside.
pub(super) fn point_inside_of(notebook: &Notebook, sealed: &Point, keys: &OpenKeys) -> Result<UnlockedPoint> {
    let Some(outside) = sealed.sealed() else {
        return Err(Trouble::new("This point is not sealed.", ""));
    };
    let blob = notebook.sealed_blob(outside.change)?.ok_or_else(erased)?;
    let inside = point::open(&blob, keys, notebook.id(), sealed.id)?;
    if inside.author != sealed.author || !same_persons(&inside.readers, &outside.persons) {
        return Err(SealError::DoesNotBelong.into());
    }
    Ok(inside)
}

fn same_persons(one: &[PersonId], other: &[PersonId]) -> bool {
    let set = |persons: &[PersonId]| persons.iter().copied().collect::<BTreeSet<_>>();
    set(one) == set(other)
}

/// Nothing can be sealed without a key, and what was meant sealed is never saved open.
pub fn no_key() -> Trouble {
    Trouble::new(
        "You have no key yet, so nothing can be sealed.",
        "Make your key first (visitbook identity new). Nothing was saved open.",
    )
}

pub(super) fn erased() -> Trouble {
    Trouble::new("The words of this note were removed for good.", "They cannot be brought back.")
}

#[cfg(test)]
impl Desk {
    /// Writes so many notes sealed to me, in one transaction.
    pub(crate) fn fill_sealed(&mut self, count: usize) {
        use crate::notebook::value::{NoteCreated, NoteFiled};
        let marks = Marks::default();
        let mut changes = Vec::new();
        for n in 0..count {
            let note = NoteId::fresh().unwrap();
            let text = format!("sealed words {n}");
            let words = Words { text: &text, reflection: "", marks: &marks };
            changes.push(NewChange::new(note, NoteCreated {}));
            changes.push(NewChange::new(note, NoteFiled { activity: None, seen: None }));
            changes.push(self.sealing(note, self.me, words, crate::review::evidence::Readers::Me).unwrap());
        }
        self.write(&changes).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::notebook::{Filter, Order};
    use crate::tasks::testing::{Team, note};
    use crate::vault::identity;

    fn id(desk: &Desk, key: &str) -> PersonId {
        PersonId::of(desk.notebook().id(), key)
    }

    fn persons(desk: &Desk, note: NoteId) -> Vec<PersonId> {
        desk.notebook().note(note).unwrap().unwrap().sealed().unwrap().persons.clone()
    }

    fn words(desk: &Desk, team: &Team, computer: &str, note: NoteId) -> Result<String> {
        desk.open_sealed(note, &team.keys(computer)).map(|u| u.text.expose().to_owned())
    }

    #[test]
    fn only_the_persons_chosen_read_it_and_editing_keeps_them() {
        let team = Team::new(|_| {});
        let (lead, hollins, elmstead) = (team.desk("lead"), team.desk("hollins"), team.desk("elmstead"));
        let mut mine = team.desk("brook-row");
        let to = SealTo::people([id(&mine, "hollins")]);
        let capture = crate::review::capture::Capture { text: "between two".to_owned(), ..Default::default() };
        let mut capture = capture;
        capture.set_seal(Some(to.clone()));
        let note = mine.capture(&capture, None, None).unwrap().note;
        let unlocked = mine.open_sealed(note, &team.keys("brook-row")).unwrap();
        mine.edit_sealed(
            &unlocked,
            crate::secret::Secret::new("between us two".to_owned()),
            unlocked.reflection.duplicate(),
            &Seen::Now,
        )
        .unwrap();
        assert_eq!(words(&hollins, &team, "hollins", note).unwrap(), "between us two");
        for (desk, name) in [(&lead, "lead"), (&elmstead, "elmstead")] {
            let refused = words(desk, &team, name, note).unwrap_err();
            assert!(refused.what().contains("sealed to other people"), "{refused}");
        }
        let outside = mine.notebook().note(note).unwrap().unwrap().sealed().unwrap().clone();
        assert_eq!(
            (outside.readers, SealTo::as_before(&outside)),
            (Readers::Chosen, SealTo::people([mine.me(), id(&mine, "hollins")]))
        );
    }

    #[test]
    fn who_joined_later_reads_it_once_a_reader_seals_again() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let group = note(&mut lead, "to the team", Some(Readers::Team));
        let mine = note(&mut lead, "to me", Some(Readers::Me));
        let new = team.desk("hollins");
        assert!(words(&new, &team, "hollins", group).is_err());
        let keys = team.keys("lead");
        let done = lead.reseal_groups(&keys).unwrap();
        assert_eq!((done.notes, done.not_mine, done.persons), (1, 0, [new.me()].into()));
        assert_eq!(words(&new, &team, "hollins", group).unwrap(), "to the team");
        assert!(words(&new, &team, "hollins", mine).is_err());
        assert!(lead.reseal_groups(&keys).unwrap_err().what().contains("reaches all"));
        // Who is no reader cannot do it for others, and is told whom to ask.
        let mut third = team.desk("elmstead");
        let refused = third.reseal_groups(&team.keys("elmstead")).unwrap_err();
        assert!(refused.what().starts_with("1 sealed note"), "{refused}");
    }

    #[test]
    fn who_left_is_in_nothing_sealed_from_then_on() {
        let team = Team::new(|_| {});
        let (mut lead, left) = (team.desk("lead"), team.desk("hollins"));
        let before = note(&mut lead, "before", Some(Readers::Team));
        lead.retire(left.me(), true).unwrap();
        let after = note(&mut lead, "after", Some(Readers::Team));
        let chosen = lead.reach(SealTo::people([left.me()]), lead.me()).unwrap();
        assert_eq!(chosen.persons, [lead.me()]);
        assert!(persons(&lead, before).contains(&left.me()) && !persons(&lead, after).contains(&left.me()));
        assert_eq!(lead.sealed_for(left.me()).unwrap(), 1);
        // Sealed again for another reason, it does not go to them any more.
        let keys = team.keys("lead");
        let unlocked = lead.open_sealed(before, &keys).unwrap();
        lead.reseal(before, Words::unlocked(&unlocked), Readers::Team).unwrap();
        assert!(!persons(&lead, before).contains(&left.me()));
    }

    /// The blob of one note in the place of another's, written by `desk` with the given outside.
    fn put(desk: &mut Desk, from: NoteId, onto: NoteId, persons: Vec<PersonId>) {
        let outside = desk.notebook().note(from).unwrap().unwrap().sealed().unwrap().clone();
        let blob = Bytes(desk.blob(outside.change).unwrap());
        desk.write(&[NewChange::new(onto, NoteSealed { readers: outside.readers, persons, blob })]).unwrap();
    }

    #[test]
    fn a_blob_copied_onto_another_note_does_not_belong_there() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let mut hollins = team.desk("hollins");
        let one = note(&mut lead, "about one", Some(Readers::Team));
        let other = note(&mut lead, "about another", Some(Readers::Team));
        let readers = persons(&lead, one);
        put(&mut hollins, one, other, readers.clone());
        let refused = words(&lead, &team, "lead", other).unwrap_err();
        assert!(refused.what().contains("does not belong here"), "{refused}");
        assert_eq!(words(&lead, &team, "lead", one).unwrap(), "about one");
        // A new note of somebody else around it: another author outside than inside.
        let stolen = note(&mut hollins, "mine", Some(Readers::Team));
        let inside = seal::Inside {
            notebook: hollins.notebook().id(),
            note: stolen,
            author: lead.me(),
            readers: &readers,
            text: "as if the lead had said so",
            reflection: "",
            marks: &Marks::default(),
        };
        let reach = hollins.reach(Readers::Team, lead.me()).unwrap();
        let blob = Bytes(seal::seal(&inside, &reach.recipients).unwrap());
        let value = NoteSealed { readers: Readers::Team, persons: readers, blob };
        hollins.write(&[NewChange::new(stolen, value)]).unwrap();
        assert!(words(&lead, &team, "lead", stolen).unwrap_err().what().contains("does not belong here"));
        assert_eq!(lead.open_all_sealed(&team.keys("lead")).unwrap().len(), 1, "nor among all that open");
    }

    #[test]
    fn a_list_of_readers_that_is_a_lie_is_not_shown_as_true() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let hollins = team.desk("hollins");
        let one = note(&mut lead, "about one", Some(Readers::Team));
        let me = lead.me();
        put(&mut lead, one, one, vec![me]);
        assert!(words(&hollins, &team, "hollins", one).unwrap_err().what().contains("does not belong here"));
    }

    #[test]
    fn without_a_key_nothing_is_sealed_and_nothing_is_saved_open() {
        let team = Team::new(|_| {});
        let mut lead = team.desk_without_key("lead", "no-key");
        let capture =
            crate::review::capture::Capture { text: "x".into(), seal: Some(Readers::Me), ..Default::default() };
        assert!(lead.capture(&capture, None, None).is_err());
        assert!(lead.notebook().notes(&Filter::default(), Order::Oldest, 0, 10).unwrap().is_empty());
        assert_eq!(identity::public(lead.home()).unwrap(), None);
    }
}
