//! The look at a file before `age` sees it.
use crate::trouble::Result;

/// What the outside of an age file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// It is text (`-----BEGIN AGE ENCRYPTED FILE-----`), not binary.
    pub armored: bool,
    /// It opens with a passphrase, not with a key.
    pub passphrase: bool,
    /// How many stanzas its header has.
    pub stanzas: usize,
}

/// Looks at the header of an age file, binary or armored: at most 64 kB and 64 stanzas, else refused.
pub fn outline(file: &[u8]) -> Result<Outline> {
    let _ = file;
    Err(super::unbuilt())
}
