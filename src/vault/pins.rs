//! Keys and writers as first seen in a notebook, pinned in home.
use crate::ids::{PersonId, WriterId};
use crate::trouble::Result;
use std::path::Path;

/// Which of a person's announced keys may be used now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pinned {
    /// The keys to seal to now.
    pub use_now: Vec<String>,
    /// Announced, but not pinned: used only after a yes ([`Pins::accept`]).
    pub changed: Vec<String>,
    /// Pinned, but no longer announced; still used until a yes.
    pub gone: Vec<String>,
}

/// What binding a writer to a person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Seen for the first time, and pinned to this person now.
    First,
    /// Known as this person's.
    Same,
    /// Known as another person's: stop.
    Other(PersonId),
}

/// The pins of one notebook.
#[derive(Debug)]
pub struct Pins {}

impl Pins {
    /// The pins in the notebook's folder in home ([`crate::home::Home::notebook`]).
    pub fn load(folder: &Path) -> Result<Self> {
        let _ = folder;
        Err(super::unbuilt())
    }

    /// Compares the keys a person announces with those pinned; the first ever seen are pinned.
    pub fn check(&mut self, person: PersonId, announced: &[String]) -> Result<Pinned> {
        let _ = (person, announced);
        Err(super::unbuilt())
    }

    /// After a yes: these are the person's keys from now on.
    pub fn accept(&mut self, person: PersonId, announced: &[String]) -> Result<()> {
        let _ = (person, announced);
        Err(super::unbuilt())
    }

    /// The keys pinned for a person; none if the person was never seen with one.
    pub fn pinned(&self, person: PersonId) -> &[String] {
        let _ = person;
        &[]
    }

    /// Binds a writer to a person at first sight.
    pub fn bind(&mut self, writer: WriterId, person: PersonId) -> Result<Bound> {
        let _ = (writer, person);
        Err(super::unbuilt())
    }

    /// Whose writer it is, if it was seen before.
    pub fn person_of(&self, writer: WriterId) -> Option<PersonId> {
        let _ = writer;
        None
    }
}
