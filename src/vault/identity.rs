//! My key: a standard age identity file, protected by a passphrase.
use crate::clock::Moment;
use crate::home::Home;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};

/// The public side of my key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyKey {
    /// Its recipients, as text; sealing to me needs no passphrase.
    pub recipients: Vec<String>,
    /// The command that mends it, if others can read the secret file.
    pub readable_by_others: Option<String>,
}

/// My unlocked key. Cannot be shown or copied; wiped when dropped, as far as `age` allows.
pub struct OpenKeys {
    recipients: Vec<String>,
}

impl OpenKeys {
    /// The public recipients of these keys.
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }
}

/// Why a key or a file was not unlocked.
#[derive(Debug)]
pub enum UnlockError {
    /// The passphrase does not fit: ask again.
    WrongPassphrase,
    /// Anything else; asking again will not help.
    Other(Trouble),
}

impl From<Trouble> for UnlockError {
    fn from(trouble: Trouble) -> Self {
        Self::Other(trouble)
    }
}

impl From<UnlockError> for Trouble {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::WrongPassphrase => Trouble::new("The passphrase does not fit.", "Type it again."),
            UnlockError::Other(trouble) => trouble,
        }
    }
}

/// Makes my key: a fresh X25519 identity, in `identity/my-key.age` and `my-key.pub`. Never overwrites one.
pub fn create(home: &Home, passphrase: &Secret, now: Moment) -> Result<MyKey> {
    let _ = (home, passphrase, now);
    Err(super::unbuilt())
}

/// As [`create`], with another scrypt work factor (as a power of two); for tests, which would wait otherwise.
#[cfg(test)]
pub(crate) fn create_with(home: &Home, passphrase: &Secret, now: Moment, work: u8) -> Result<MyKey> {
    let _ = (home, passphrase, now, work);
    Err(super::unbuilt())
}

/// Takes over an existing key: an age identity file (plain or protected) or an OpenSSH private key (ed25519, RSA).
/// `old` is the passphrase that protects it now (see [`is_protected`]), `new` the one it will have here.
pub fn import(home: &Home, file: &[u8], old: Option<&Secret>, new: &Secret) -> std::result::Result<MyKey, UnlockError> {
    let _ = (home, file, old, new);
    Err(super::unbuilt().into())
}

/// Whether a key file needs a passphrase before it can be used or taken over.
pub fn is_protected(file: &[u8]) -> Result<bool> {
    let _ = file;
    Err(super::unbuilt())
}

/// The public side of my key, without a passphrase; nothing if there is no key yet.
pub fn public(home: &Home) -> Result<Option<MyKey>> {
    let _ = home;
    Err(super::unbuilt())
}

/// Unlocks my key. Takes about half a second on purpose and cannot be stopped: run it on a worker.
pub fn unlock(home: &Home, passphrase: &Secret) -> std::result::Result<OpenKeys, UnlockError> {
    let _ = (home, passphrase);
    Err(super::unbuilt().into())
}

/// Reads a key file that a user gave with `-i`; `ask` is called at most once, only if it is protected.
pub fn read_file(file: &[u8], ask: impl FnOnce() -> Result<Secret>) -> std::result::Result<OpenKeys, UnlockError> {
    let _ = (file, ask()?);
    Err(super::unbuilt().into())
}
