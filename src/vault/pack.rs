//! Whole files for other people: packs and bundles, in memory.
use super::identity::{OpenKeys, UnlockError};
use crate::secret::{Secret, SecretBytes};
use crate::trouble::Result;
use std::io::{Read, Write};

/// What opens a file.
#[derive(Clone, Copy)]
pub enum Keys<'a> {
    /// A passphrase.
    Passphrase(&'a Secret),
    /// Unlocked keys.
    Identities(&'a OpenKeys),
}

/// Encrypts to people's keys: a standard binary age file.
pub fn encrypt_to(recipients: &[String], plain: &[u8], out: impl Write) -> Result<()> {
    let _ = (recipients, plain, out);
    Err(super::unbuilt())
}

/// Encrypts with a passphrase: a standard binary age file.
pub fn encrypt_with_passphrase(passphrase: &Secret, plain: &[u8], out: impl Write) -> Result<()> {
    let _ = (passphrase, plain, out);
    Err(super::unbuilt())
}

/// Decrypts a whole age file (binary or armored) of at most `limit` bytes of content, in memory. A file that is cut
/// off or altered anywhere gives nothing at all.
pub fn decrypt(input: impl Read, keys: Keys<'_>, limit: u64) -> std::result::Result<SecretBytes, UnlockError> {
    let _ = (input, keys, limit);
    Err(super::unbuilt().into())
}
