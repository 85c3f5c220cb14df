//! Whole files for other people: the head's pack, bundles between laptops.
//!
//! Everything is in memory, within a limit that the caller sets: a file that is cut off or altered
//! anywhere gives nothing, where a stream would already have given away most of it before its error.

use super::envelope::{self, Failure, WORK};
use super::keys::{OpenKeys, UnlockError};
use super::recipient;
use crate::secret::{Secret, SecretBytes};
use crate::trouble::{Result, Trouble};
use age::armor::Format;
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
///
/// # Errors
/// Before anything is written: when there is no recipient, or one that cannot be understood. Later only if `out` fails;
/// what it has then is not a whole file and opens nowhere.
pub fn encrypt_to(recipients: &[String], plain: &[u8], out: impl Write) -> Result<()> {
    envelope::to_recipients(&recipient::read_all(recipients)?, plain, out)
}

/// Encrypts with a passphrase: a standard binary age file. Takes about a third of a second.
///
/// # Errors
/// When the passphrase is empty, or `out` fails.
pub fn encrypt_with_passphrase(passphrase: &Secret, plain: &[u8], out: impl Write) -> Result<()> {
    encrypt_with_work(passphrase, WORK, plain, out)
}

/// As [`encrypt_with_passphrase`], with another scrypt work factor (a power of two); for tests.
pub(crate) fn encrypt_with_work(passphrase: &Secret, work: u8, plain: &[u8], mut out: impl Write) -> Result<()> {
    if passphrase.expose().trim().is_empty() {
        return Err(Trouble::new(
            "A file cannot be protected by an empty passphrase, so nothing was written.",
            "Choose a passphrase: six words are good.",
        ));
    }
    let file = envelope::with_passphrase(passphrase, work, plain, Format::Binary)?;
    out.write_all(&file).and_then(|()| out.flush()).map_err(|e| {
        Trouble::new("The encrypted file could not be written.", "Choose another place and try again.").because(e)
    })
}

/// Decrypts a whole age file (binary or armored) of at most `limit` bytes of content, in memory. A file that is cut
/// off or altered anywhere gives nothing at all.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if the passphrase does not fit; else in words: made for other keys, too large,
/// damaged, no age file, or more work than is reasonable.
pub fn decrypt(input: impl Read, keys: Keys<'_>, limit: u64) -> std::result::Result<SecretBytes, UnlockError> {
    // Armor makes a third more of it, and line ends; the header is limited by the scan.
    let largest = limit.saturating_add(limit / 2).saturating_add(256 * 1024);
    let mut file = Vec::new();
    input.take(largest.saturating_add(1)).read_to_end(&mut file).map_err(|e| {
        Trouble::new("The encrypted file could not be read.", "Check that it is still there, and try again.").because(e)
    })?;
    if file.len() as u64 > largest {
        return Err(too_large(limit).into());
    }
    let mut plain = match keys {
        Keys::Passphrase(passphrase) => envelope::open_with_passphrase(&file, passphrase),
        Keys::Identities(open) => envelope::open(&file, open.identities()),
    }
    .map_err(|failure| match failure {
        Failure::WrongPassphrase => UnlockError::WrongPassphrase,
        Failure::NoKeyFits => UnlockError::Other(Trouble::new(
            "This file was made for other keys; yours do not open it.",
            "Give the key it was made for (-i FILE), or ask for it again to your key.",
        )),
        Failure::Damaged(trouble) => UnlockError::Other(trouble),
    })?;
    if plain.len() as u64 > limit {
        return Err(too_large(limit).into());
    }
    Ok(SecretBytes::new(std::mem::take(&mut *plain)))
}

fn too_large(limit: u64) -> Trouble {
    Trouble::new(
        "This file is too large to be what it should be, so it was not opened.",
        format!("The limit is {} MB. Check that it is the right file.", limit / (1024 * 1024)),
    )
}
