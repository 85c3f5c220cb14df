//! Sealed notes, and other small sealed records.
use super::identity::OpenKeys;
use crate::ids::{NoteId, NotebookId, PersonId};
use crate::review::evidence::{Marks, Unlocked};
use crate::secret::SecretBytes;
use crate::trouble::{Result, Trouble};

/// What is about to be sealed, borrowed from where it was typed.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    /// The notebook it belongs to.
    pub notebook: NotebookId,
    /// The note it belongs to.
    pub note: NoteId,
    /// Who wrote it.
    pub author: PersonId,
    /// The persons whose keys it is sealed to.
    pub readers: &'a [PersonId],
    /// What was seen or heard.
    pub text: &'a str,
    /// What its author makes of it.
    pub reflection: &'a str,
    /// How it is marked.
    pub marks: &'a Marks,
}

/// Why a sealed note was not opened.
#[derive(Debug)]
pub enum SealError {
    /// It is sealed to other people's keys, not to mine.
    NotAReader,
    /// It is cut off or was altered.
    Damaged(Trouble),
    /// It opened, but belongs to another note or notebook, or is no sealed note.
    DoesNotBelong,
    /// Anything else.
    Other(Trouble),
}

impl From<SealError> for Trouble {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NotAReader => Trouble::new("not a reader", ""),
            SealError::Damaged(t) | SealError::Other(t) => t,
            SealError::DoesNotBelong => Trouble::new("does not belong here", ""),
        }
    }
}

/// Seals a note to the recipients: one standard binary age file. Refuses before doing anything if there is no
/// recipient, or one that cannot be understood.
pub fn seal(inside: &Inside<'_>, recipients: &[String]) -> Result<Vec<u8>> {
    let _ = (inside, recipients);
    Err(super::unbuilt())
}

/// Opens a sealed note and checks that it belongs to this very notebook and note.
pub fn open(
    blob: &[u8],
    keys: &OpenKeys,
    notebook: NotebookId,
    note: NoteId,
) -> std::result::Result<Unlocked, SealError> {
    let _ = (blob, keys, notebook, note);
    Err(SealError::NotAReader)
}

/// Seals other bytes, padded alike; `purpose` (`draft`, `concern`) must be given again to open them.
pub fn seal_bytes(purpose: &str, bytes: &[u8], recipients: &[String]) -> Result<Vec<u8>> {
    let _ = (purpose, bytes, recipients);
    Err(super::unbuilt())
}

/// Opens what [`seal_bytes`] sealed for the same purpose.
pub fn open_bytes(purpose: &str, blob: &[u8], keys: &OpenKeys) -> std::result::Result<SecretBytes, SealError> {
    let _ = (purpose, blob, keys);
    Err(SealError::NotAReader)
}
