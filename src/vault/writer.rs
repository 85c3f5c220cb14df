//! Writer keys: one home × one notebook file = one writer, with an Ed25519 key that signs its changes.
use crate::ids::{ChangeId, WriterId};
use crate::trouble::Result;
use std::path::Path;

/// The last change of this writer that home remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Its sequence number.
    pub seq: u64,
    /// Its id: the hash of its header.
    pub head: ChangeId,
}

/// The key that signs the changes made here.
pub struct WriterKey {
    id: WriterId,
    remembered: Option<Remembered>,
    former: Vec<WriterId>,
}

impl WriterKey {
    /// The writer key of a notebook file, from its folder in home ([`crate::home::Home::notebook_file`]); drawn if
    /// there is none. Two processes that start at once end with one key.
    pub fn load_or_create(folder: &Path) -> Result<Self> {
        let _ = folder;
        Err(super::unbuilt())
    }

    /// The writer: its public key.
    pub fn id(&self) -> WriterId {
        self.id
    }

    /// The last change that home remembers; nothing if this writer wrote none.
    pub fn remembered(&self) -> Option<Remembered> {
        self.remembered
    }

    /// Writers of this home and file before this one, whose keys were given up.
    pub fn former(&self) -> &[WriterId] {
        &self.former
    }

    /// Remembers the last change written, after its transaction; never goes back to an earlier one.
    pub fn remember(&mut self, seq: u64, head: ChangeId) -> Result<()> {
        let _ = (seq, head);
        Err(super::unbuilt())
    }

    /// Reads again what another process of mine may have written; tells whether the key is another one now.
    pub fn refresh(&mut self) -> Result<bool> {
        Err(super::unbuilt())
    }

    /// Draws a new key and forgets the old secret; the old public key is kept in [`Self::former`].
    pub fn replace(&mut self) -> Result<()> {
        Err(super::unbuilt())
    }

    /// Signs a change: Ed25519 of `"visitbook change 1\0" ‖ id`.
    pub fn sign(&self, id: &ChangeId) -> [u8; 64] {
        let _ = id;
        [0; 64]
    }
}

/// Whether `signature` is this writer's over this change (strict: no weak keys, no second form of a signature).
pub fn verify(writer: WriterId, id: ChangeId, signature: &[u8]) -> bool {
    let _ = (writer, id, signature);
    false
}
