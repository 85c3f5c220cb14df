//! The only calls of `age`'s encryption and decryption; everything sealed goes through here.
//!
//! Three rules live here so that nobody can forget them: every encryption is finished (an unfinished
//! one is a truncated file), every decryption comes after the [`super::scan`], and no byte of plain
//! text leaves before the last one was authenticated.

use super::recipient::Sealer;
use super::scan::{self, MAX_WORK};
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// The scrypt work factor for writing, as a power of two: about a third of a second and 128 MB.
pub(super) const WORK: u8 = 17;

/// Why a file was not decrypted.
#[derive(Debug)]
pub(super) enum Failure {
    /// None of the keys opens it.
    NoKeyFits,
    /// The passphrase does not fit (or its stanza was altered: nobody can tell these apart).
    WrongPassphrase,
    /// It is cut off or was altered.
    Damaged(Trouble),
}

/// Encrypts `plain` to recipients already read.
pub(super) fn to_recipients(recipients: &[Sealer], plain: &[u8], out: impl Write) -> Result<()> {
    let recipients = recipients.iter().map(|r| -> &dyn age::Recipient { r.as_ref() });
    let encryptor = Encryptor::with_recipients(recipients).map_err(|e| not_sealed().because(e))?;
    fill(encryptor, plain, out).map(drop).map_err(|e| not_sealed().because(e))
}

/// Encrypts `plain` with a passphrase at a work factor (a power of two), armored or binary.
pub(super) fn with_passphrase(passphrase: &Secret, work: u8, plain: &[u8], format: Format) -> Result<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(secret_string(passphrase));
    recipient.set_work_factor(work.clamp(1, MAX_WORK));
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|e| not_sealed().because(e))?;
    ArmoredWriter::wrap_output(Vec::new(), format)
        .and_then(|armor| fill(encryptor, plain, armor))
        .and_then(ArmoredWriter::finish)
        .map_err(|e| not_sealed().because(e))
}

fn fill<W: Write>(encryptor: Encryptor, plain: &[u8], out: W) -> io::Result<W> {
    let mut writer = encryptor.wrap_output(out)?;
    writer.write_all(plain)?;
    writer.finish()
}

/// Decrypts a whole file with keys.
pub(super) fn open<'a>(
    file: &[u8],
    identities: impl Iterator<Item = &'a dyn age::Identity>,
) -> std::result::Result<Zeroizing<Vec<u8>>, Failure> {
    scan::outline(file).map_err(Failure::Damaged)?;
    match scan::armored_part(file) {
        Some(text) => decrypt(Decryptor::new_buffered(ArmoredReader::new(text)), identities, file.len()),
        None => decrypt(Decryptor::new_buffered(file), identities, file.len()),
    }
}

/// Decrypts a whole file with a passphrase.
pub(super) fn open_with_passphrase(
    file: &[u8],
    passphrase: &Secret,
) -> std::result::Result<Zeroizing<Vec<u8>>, Failure> {
    let mut identity = age::scrypt::Identity::new(secret_string(passphrase));
    identity.set_max_work_factor(MAX_WORK);
    open(file, std::iter::once(&identity as &dyn age::Identity)).map_err(|failure| match failure {
        // The header was scanned, so a passphrase is all that is wrong with it.
        Failure::NoKeyFits => Failure::Damaged(Trouble::new(
            "This file does not open with a passphrase but with a key.",
            "Unlock your key, or give the file of the key it was made for.",
        )),
        other => other,
    })
}

fn decrypt<'a, R: Read>(
    decryptor: std::result::Result<Decryptor<R>, DecryptError>,
    identities: impl Iterator<Item = &'a dyn age::Identity>,
    size: usize,
) -> std::result::Result<Zeroizing<Vec<u8>>, Failure> {
    let decryptor = decryptor.map_err(|e| failure(&e, false))?;
    let passphrase = decryptor.is_scrypt();
    let mut reader = decryptor.decrypt(identities).map_err(|e| failure(&e, passphrase))?;
    // Plain text is always smaller than its file: this buffer never grows and so leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(size));
    reader.read_to_end(&mut plain).map_err(|e| Failure::Damaged(altered().because(e)))?;
    Ok(plain)
}

fn failure(error: &DecryptError, passphrase: bool) -> Failure {
    match error {
        DecryptError::NoMatchingKeys => Failure::NoKeyFits,
        DecryptError::DecryptionFailed if passphrase => Failure::WrongPassphrase,
        // Its own text subtracts without looking and can overflow, so it is never asked for it.
        DecryptError::ExcessiveWork { .. } => Failure::Damaged(altered()),
        other => Failure::Damaged(altered().because(other)),
    }
}

fn secret_string(secret: &Secret) -> SecretString {
    SecretString::from(secret.expose().to_owned())
}

fn not_sealed() -> Trouble {
    Trouble::new("It could not be encrypted, so nothing was written.", "Try again.")
}

/// Trouble with a file that is not what its writer wrote.
pub(super) fn altered() -> Trouble {
    Trouble::new(
        "This encrypted file is cut off or was altered, so nothing of it is shown.",
        "Copy it again, or ask for it again.",
    )
}
