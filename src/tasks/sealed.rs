//! Sealing and opening: who can read, to which keys, and never a way from sealed to plain by accident.

use super::Desk;
use crate::ids::{ChangeId, NoteId, PersonId};
use crate::notebook::value::{Bytes, Covered, Erase, EraseClass, NoteSealed, NoteUnsealed};
use crate::notebook::{NewChange, Written};
use crate::review::evidence::{Content, Evidence, Marks, Readers, Unlocked};
use crate::trouble::{Result, Trouble};
use crate::vault::{OpenKeys, seal};

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

/// The words of a note, borrowed for sealing.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// What was seen or heard.
    pub text: &'a str,
    /// What its author makes of it.
    pub reflection: &'a str,
    /// How it is marked.
    pub marks: &'a Marks,
}

impl<'a> Words<'a> {
    /// The words of open evidence.
    pub fn of(evidence: &'a Evidence) -> Self {
        Self { text: &evidence.text, reflection: &evidence.reflection, marks: &evidence.marks }
    }
}

impl Desk {
    /// Whom a seal would reach now. Asked while the mark is typed, so that it can be said beforehand.
    ///
    /// # Errors
    /// When I have no key: then nothing can be sealed, and it must not be saved open instead.
    pub fn reach(&mut self, readers: Readers, author: PersonId) -> Result<Reach> {
        let my_key = self.my_key()?.ok_or_else(no_key)?;
        let mut meant = vec![self.me];
        let people = &self.review.people;
        match readers {
            Readers::Me | Readers::Chosen => {}
            Readers::Lead | Readers::Head => meant.extend(people.iter().filter(|p| p.role.releases()).map(|p| p.id)),
            Readers::Team => meant.extend(people.iter().filter(|p| p.role.is_team()).map(|p| p.id)),
        }
        // Its author never loses sight of their own note, whoever seals it again.
        meant.push(author);
        let retired: Vec<PersonId> = people.iter().filter(|p| p.retired).map(|p| p.id).collect();
        meant.retain(|p| !retired.contains(p) || *p == self.me);
        let announced = self.notebook.keys()?;
        let mut reach = Reach { persons: Vec::new(), recipients: Vec::new(), without_key: Vec::new() };
        for person in meant {
            if reach.persons.contains(&person) || reach.without_key.contains(&person) {
                continue;
            }
            let keys = if person == self.me {
                my_key.recipients.clone()
            } else {
                let own: Vec<String> =
                    announced.iter().filter(|k| k.person == person && k.own).map(|k| k.recipient.clone()).collect();
                self.pins.check(person, &own)?.use_now
            };
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
        readers: Readers,
    ) -> Result<NewChange> {
        let reach = self.reach(readers, author)?;
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

    /// Seals a note that was saved open. Its open words leave the journal, the tables and the search
    /// in the same transaction, and the side file as soon as nobody reads it.
    ///
    /// # Errors
    /// When there is no key to seal with, or the note is not open.
    pub fn seal_late(&mut self, note: NoteId, readers: Readers) -> Result<Written> {
        let found = self.find(note)?;
        let evidence = match found.content {
            Content::Open(evidence) => evidence,
            Content::Sealed(_) => {
                return Err(Trouble::new("This note is sealed already.", "Unlock it to change who can read it."));
            }
            Content::Erased => return Err(erased()),
        };
        let change = self.sealing(note, found.author, Words::of(&evidence), readers)?;
        self.write(&[change])
    }

    /// Seals an unlocked note again: to other readers, or with other words.
    pub fn reseal(&mut self, note: NoteId, words: Words<'_>, readers: Readers) -> Result<Written> {
        let found = self.find(note)?;
        let change = self.sealing(note, found.author, words, readers)?;
        self.write(&[change])
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
        let found = self.find(note)?;
        let Some(outside) = found.sealed() else {
            return Err(Trouble::new("This note is not sealed.", ""));
        };
        let blob = self.blob(outside.change)?;
        Ok(seal::open(&blob, keys, self.notebook.id(), note)?)
    }

    /// Every sealed note that opens with my keys.
    pub fn open_all_sealed(&self, keys: &OpenKeys) -> Result<Vec<Unlocked>> {
        let filter = crate::notebook::Filter { sealed: true, ..Default::default() };
        let notes = self.notebook.notes(&filter, crate::notebook::Order::Oldest, 0, 100_000)?;
        let mine = notes.iter().filter(|n| n.sealed().is_some_and(|s| s.persons.contains(&self.me)));
        Ok(mine.filter_map(|n| self.open_sealed(n.id, keys).ok()).collect())
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
        self.write(&[NewChange::new(note, Erase { class: EraseClass::Everything, covers })])
    }

    /// The marks of an open note; none of a note that is not open.
    pub fn marks_of(&self, note: NoteId) -> Result<Marks> {
        Ok(self.find(note)?.evidence().map(|e| e.marks.clone()).unwrap_or_default())
    }

    pub(super) fn blob(&self, change: ChangeId) -> Result<Vec<u8>> {
        self.notebook.sealed_blob(change)?.ok_or_else(erased)
    }

    pub(super) fn find(&self, note: NoteId) -> Result<crate::review::evidence::Note> {
        self.notebook.note(note)?.ok_or_else(|| {
            Trouble::new("That note is not in this notebook.", "It may not have arrived yet from a colleague.")
        })
    }
}

/// Nothing can be sealed without a key, and what was meant sealed is never saved open.
pub fn no_key() -> Trouble {
    Trouble::new(
        "You have no key yet, so nothing can be sealed.",
        "Make your key first (visitbook identity new). Nothing was saved open.",
    )
}

fn erased() -> Trouble {
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
            changes.push(self.sealing(note, self.me, words, Readers::Me).unwrap());
        }
        self.write(&changes).unwrap();
    }
}
