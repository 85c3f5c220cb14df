//! Writer keys: one home × one notebook file = one writer, with an Ed25519 key that signs its changes.
//!
//! Home remembers the last change it wrote. When the notebook is behind that (it was restored or
//! repaired), the next change would get a number that was given before; then a new key is drawn, so
//! that an honest user never writes two different changes under one number. The secret lies in
//! `writer.json` (0600) beside the drafts, never in a notebook.

use super::record;
use crate::ids::{self, ChangeId, WriterId, hex, unhex};
use crate::trouble::{Result, Trouble};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::{Zeroize as _, Zeroizing};

/// What stands before a change's id when it is signed, so that a signature can never be taken for another one's.
const CONTEXT: &[u8] = b"visitbook change 1\0";

/// The last change of this writer that home remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Its sequence number.
    pub seq: u64,
    /// Its id: the hash of its header.
    pub head: ChangeId,
}

/// `writer.json`; its field names are frozen.
#[derive(Serialize, Deserialize)]
struct Json {
    version: u8,
    /// The Ed25519 secret key, as 64 characters of hexadecimal.
    secret: String,
    last: Option<Remembered>,
    former: Vec<WriterId>,
}

impl Drop for Json {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

/// The key that signs the changes made here. Wiped when dropped; cannot be shown or copied.
pub struct WriterKey {
    /// `writer.json` in home; none for a key that is thrown away.
    path: Option<PathBuf>,
    key: SigningKey,
    last: Option<Remembered>,
    former: Vec<WriterId>,
}

impl WriterKey {
    /// The writer key of a notebook file, from its folder in home ([`crate::home::Home::notebook_file`]); drawn if
    /// there is none. Two processes that start at once end with one key.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is damaged.
    pub fn load_or_create(folder: &Path) -> Result<Self> {
        let path = folder.join("writer.json");
        record::change(&path.clone(), |there: Option<Json>| match there {
            Some(json) => Ok((None, Self::of(path, &json)?)),
            None => {
                let key = Self { path: Some(path), key: draw()?, last: None, former: Vec::new() };
                Ok((Some(key.json()), key))
            }
        })
    }

    /// A key that no home keeps: for a journal that is written once and by nobody ever continued.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn throw_away() -> Result<Self> {
        Ok(Self { path: None, key: draw()?, last: None, former: Vec::new() })
    }

    /// The writer: its public key.
    pub fn id(&self) -> WriterId {
        WriterId(self.key.verifying_key().to_bytes())
    }

    /// The last change that home remembers; nothing if this writer wrote none.
    pub fn remembered(&self) -> Option<Remembered> {
        self.last
    }

    /// Writers of this home and file before this one, whose keys were given up.
    pub fn former(&self) -> &[WriterId] {
        &self.former
    }

    /// Remembers the last change written, after its transaction; never goes back to an earlier one.
    ///
    /// If another process of mine replaced the key meanwhile, this one is adopted and nothing is remembered.
    pub fn remember(&mut self, seq: u64, head: ChangeId) -> Result<()> {
        let Some(path) = self.path.clone() else { return Ok(()) };
        let now = record::change(&path, |there: Option<Json>| {
            let mut now = match there {
                Some(json) => Self::of(path.clone(), &json)?,
                None => self.again(),
            };
            let later = now.last.is_none_or(|last| last.seq < seq);
            if now.id() != self.id() || !later {
                return Ok((None, now));
            }
            now.last = Some(Remembered { seq, head });
            Ok((Some(now.json()), now))
        })?;
        *self = now;
        Ok(())
    }

    /// Reads again what another process of mine may have written; tells whether the key is another one now.
    pub fn refresh(&mut self) -> Result<bool> {
        let before = self.id();
        if let Some(path) = self.path.clone()
            && let Some(json) = record::read::<Json>(&path)?
        {
            *self = Self::of(path, &json)?;
        }
        Ok(self.id() != before)
    }

    /// Draws a new key and forgets the old secret; the old public key is kept in [`Self::former`].
    ///
    /// If another process of mine has done so already, its key is taken and none is drawn.
    pub fn replace(&mut self) -> Result<()> {
        let Some(path) = self.path.clone() else { return Self::throw_away().map(|new| *self = new) };
        let now = record::change(&path, |there: Option<Json>| {
            if let Some(json) = there {
                let now = Self::of(path.clone(), &json)?;
                if now.id() != self.id() {
                    return Ok((None, now));
                }
            }
            let mut now = self.again();
            now.former.push(self.id());
            now.key = draw()?;
            now.last = None;
            Ok((Some(now.json()), now))
        })?;
        *self = now;
        Ok(())
    }

    /// Signs a change: Ed25519 of `"visitbook change 1\0" ‖ id`.
    pub fn sign(&self, id: &ChangeId) -> [u8; 64] {
        self.key.sign(&message(*id)).to_bytes()
    }

    fn of(path: PathBuf, json: &Json) -> Result<Self> {
        let secret = Zeroizing::new(unhex::<32>(&json.secret).filter(|_| json.version == 1).ok_or_else(|| {
            Trouble::new(
                format!("{} is damaged, or of a newer visitbook.", crate::files::shown(&path)),
                "Move it away and try again: a new key is drawn, and no note is lost.",
            )
        })?);
        Ok(Self { path: Some(path), key: SigningKey::from_bytes(&secret), last: json.last, former: json.former.clone() })
    }

    fn json(&self) -> Json {
        Json { version: 1, secret: hex(self.key.as_bytes()), last: self.last, former: self.former.clone() }
    }

    fn again(&self) -> Self {
        Self { path: self.path.clone(), key: self.key.clone(), last: self.last, former: self.former.clone() }
    }
}

impl fmt::Debug for WriterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WriterKey({:?})", self.id())
    }
}

/// Whether `signature` is this writer's over this change (strict: no weak keys, no second form of a signature).
pub fn verify(writer: WriterId, id: ChangeId, signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_bytes(&writer.0), Signature::from_slice(signature)) else {
        return false;
    };
    key.verify_strict(&message(id), &signature).is_ok()
}

fn draw() -> Result<SigningKey> {
    let secret = Zeroizing::new(ids::random::<32>()?);
    Ok(SigningKey::from_bytes(&secret))
}

fn message(id: ChangeId) -> Vec<u8> {
    [CONTEXT, &id.0].concat()
}
