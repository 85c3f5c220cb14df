//! My key: a standard age identity file in home, protected by a passphrase.
//!
//! `identity/my-key.age` (0600, armored) can be opened and used by the `age` tool; it is never
//! overwritten. `identity/my-key.pub` beside it holds the public recipients, one a line, so that
//! sealing to me needs no passphrase; it is made anew from the secret file whenever it is missing.

use super::envelope::{self, WORK};
use super::keys::{self, OpenKeys, UnlockError};
use super::recipient;
use crate::clock::{Moment, Tz};
use crate::files;
use crate::home::Home;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use age::armor::Format;
use age::secrecy::ExposeSecret as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The shortest passphrase accepted, in characters: a stolen laptop gives a thief all the time in the world.
const SHORTEST: usize = 8;

/// The public side of my key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyKey {
    /// Its recipients, as text; sealing to me needs no passphrase.
    pub recipients: Vec<String>,
    /// The command that mends it, if others can read the secret file.
    pub readable_by_others: Option<String>,
}

/// Makes my key: a fresh X25519 identity, in `identity/my-key.age` and `my-key.pub`. Never overwrites one.
///
/// Takes about a third of a second.
///
/// # Errors
/// When there is a key already, the passphrase is shorter than 8 characters, or a file cannot be written.
pub fn create(home: &Home, passphrase: &Secret, now: Moment) -> Result<MyKey> {
    create_with(home, passphrase, now, WORK)
}

/// As [`create`], with another scrypt work factor (a power of two); for tests, which would wait otherwise.
pub(crate) fn create_with(home: &Home, passphrase: &Secret, now: Moment, work: u8) -> Result<MyKey> {
    let identity = age::x25519::Identity::generate();
    let public = identity.to_public().to_string();
    let secret = identity.to_string();
    let mut text = Zeroizing::new(String::with_capacity(512));
    for part in ["# created: ", &now.iso(Tz::UTC), "\n# public key: ", &public, "\n", secret.expose_secret(), "\n"] {
        text.push_str(part);
    }
    store(home, text.as_bytes(), vec![public], passphrase, work)
}

/// Takes over an existing key: an age identity file (plain or protected) or an OpenSSH private key (ed25519, RSA).
///
/// `old` is the passphrase that protects it now (see [`keys::is_protected`]), `new` the one it will have here. What is
/// stored is always the key in an age file protected by `new`.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if `old` does not fit; else as [`create`], or when `file` holds no usable key.
pub fn import(home: &Home, file: &[u8], old: Option<&Secret>, new: &Secret) -> std::result::Result<MyKey, UnlockError> {
    import_with(home, file, old, new, WORK)
}

pub(crate) fn import_with(
    home: &Home,
    file: &[u8],
    old: Option<&Secret>,
    new: &Secret,
    work: u8,
) -> std::result::Result<MyKey, UnlockError> {
    let plain = keys::plain_text(file, || {
        old.map(Secret::duplicate).ok_or_else(|| {
            Trouble::new(
                "This key is protected by a passphrase.",
                "Give the passphrase that it has now, and try again.",
            )
        })
    })?;
    let recipients = OpenKeys::parse(&plain)?.recipients().to_vec();
    Ok(store(home, &plain, recipients, new, work)?)
}

/// The public side of my key, without a passphrase; nothing if there is no key yet.
///
/// # Errors
/// When a key is there, but its public part is missing or is none.
pub fn public(home: &Home) -> Result<Option<MyKey>> {
    let secret = secret_path(home);
    if !is_there(&secret)? {
        return Ok(None);
    }
    let recipients = read_public(home)?.ok_or_else(|| {
        Trouble::new(
            "The public part of your key is missing, so nothing can be sealed to you.",
            "Unlock your key once: the public part is made from it again.",
        )
    })?;
    Ok(Some(MyKey { recipients, readable_by_others: files::readable_by_others(&secret) }))
}

/// Unlocks my key. Takes about a third of a second on purpose and cannot be stopped: run it on a worker.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if it does not fit; else when there is no key, it is damaged, or the public part
/// beside it belongs to another key.
pub fn unlock(home: &Home, passphrase: &Secret) -> std::result::Result<OpenKeys, UnlockError> {
    let path = secret_path(home);
    if !is_there(&path)? {
        return Err(UnlockError::Other(Trouble::new(
            "You have no key yet, so there is nothing to unlock.",
            "Make one: visitbook identity new.",
        )));
    }
    let file = files::read(&path, keys::MAX_FILE)?;
    let open = keys::read_file(&file, || Ok(passphrase.duplicate()))?;
    match read_public(home)? {
        None => write_public(home, open.recipients())?,
        Some(public) if public == open.recipients() => {}
        Some(_) => {
            return Err(UnlockError::Other(Trouble::new(
                format!(
                    "{} does not belong to your key. Somebody may have exchanged it.",
                    files::shown(&public_path(home))
                ),
                "Remove that file and unlock again: it is made from your key. Notes sealed meanwhile may not be readable by you.",
            )));
        }
    }
    Ok(open)
}

fn store(home: &Home, plain: &[u8], recipients: Vec<String>, passphrase: &Secret, work: u8) -> Result<MyKey> {
    if passphrase.chars() < SHORTEST || passphrase.expose().trim().is_empty() {
        return Err(Trouble::new(
            "This passphrase is too short to protect a key.",
            format!("Take at least {SHORTEST} characters; six words are better and easier to keep in mind."),
        ));
    }
    let path = secret_path(home);
    if is_there(&path)? {
        return Err(Trouble::new(
            "You have a key already, and it was left as it is.",
            format!(
                "To use another one, move {} to a safe place first: without it, what was sealed to you stays sealed.",
                files::shown(&path)
            ),
        ));
    }
    let file = envelope::with_passphrase(passphrase, work, plain, Format::AsciiArmor)?;
    files::ensure_private_folder(&home.identity())?;
    files::create_private(&path, &file)?;
    write_public(home, &recipients)?;
    Ok(MyKey { recipients, readable_by_others: files::readable_by_others(&path) })
}

fn read_public(home: &Home) -> Result<Option<Vec<String>>> {
    let path = public_path(home);
    if !is_there(&path)? {
        return Ok(None);
    }
    let text = files::read_text(&path, keys::MAX_FILE)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let recipients = lines.map(recipient::check).collect::<Result<Vec<_>>>()?;
    Ok(Some(recipients).filter(|r| !r.is_empty()))
}

fn write_public(home: &Home, recipients: &[String]) -> Result<()> {
    files::replace_private(&public_path(home), format!("{}\n", recipients.join("\n")).as_bytes())
}

fn is_there(path: &Path) -> Result<bool> {
    path.try_exists().map_err(|e| files::trouble("read", path, &e))
}

fn secret_path(home: &Home) -> PathBuf {
    home.identity().join("my-key.age")
}

fn public_path(home: &Home) -> PathBuf {
    home.identity().join("my-key.pub")
}
