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

/// What to do when `writer.json` cannot be understood.
const IF_LOST: &str = "Move it away and try again: a new key is drawn, and no note is lost.";

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
        record::change(&path.clone(), IF_LOST, |there: Option<Json>| match there {
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
        let now = record::change(&path, IF_LOST, |there: Option<Json>| {
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
            && let Some(json) = record::read::<Json>(&path, IF_LOST)?
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
        let now = record::change(&path, IF_LOST, |there: Option<Json>| {
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
            Trouble::new(format!("{} is damaged, or of a newer visitbook.", crate::files::shown(&path)), IF_LOST)
        })?);
        Ok(Self {
            path: Some(path),
            key: SigningKey::from_bytes(&secret),
            last: json.last,
            former: json.former.clone(),
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::Barrier;

    const CHANGE: ChangeId = ChangeId([9; 32]);

    fn fixed(folder: &Path) -> WriterKey {
        let secret = "07".repeat(32);
        let json = format!(r#"{{"version":1,"secret":"{secret}","last":null,"former":[]}}"#);
        crate::files::create_private(&folder.join("writer.json"), json.as_bytes()).unwrap();
        WriterKey::load_or_create(folder).unwrap()
    }

    #[test]
    fn the_signature_is_frozen() {
        // Made with openssl pkeyutl from the same key and message; Ed25519 signs alike everywhere.
        let dir = tempfile::tempdir().unwrap();
        let key = fixed(dir.path());
        assert_eq!(key.id().to_string(), "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");
        let signature = concat!(
            "7e5aa837222f4695997e849ecda661201275b0962198e0daa9094cb54364e19e",
            "bf070b3d16015023335bf406bc90b33867703f1681d603f2944d5f8c81e79900"
        );
        assert_eq!(hex(&key.sign(&CHANGE)), signature);
    }

    #[test]
    fn a_signature_counts_for_its_writer_and_change_only() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let key = WriterKey::load_or_create(one.path()).unwrap();
        let other = WriterKey::load_or_create(two.path()).unwrap();
        let signature = key.sign(&CHANGE);
        assert!(verify(key.id(), CHANGE, &signature));
        assert!(!verify(other.id(), CHANGE, &signature));
        assert!(!verify(key.id(), ChangeId([8; 32]), &signature));
        for bit in 0..512 {
            let mut flipped = signature;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(key.id(), CHANGE, &flipped), "bit {bit}");
        }
        assert!(!verify(key.id(), CHANGE, &signature[..63]) && !verify(key.id(), CHANGE, b""));
        // The same id signed for something else is no signature of a change.
        assert!(!verify(key.id(), CHANGE, &key.key.sign(&CHANGE.0).to_bytes()));
    }

    #[test]
    fn a_weak_key_verifies_nothing() {
        // The neutral point as key and R, and s = 0, satisfy the equation for every message.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!verify(WriterId(neutral), CHANGE, &signature));
        assert!(!verify(WriterId([0xff; 32]), CHANGE, &signature));
    }

    #[test]
    fn the_key_is_private_and_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let key = fixed(dir.path());
        let mode = fs::metadata(key.path.as_ref().unwrap()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert!(!format!("{key:?}").contains("0707"));
    }

    #[test]
    fn what_was_written_last_is_remembered_and_never_goes_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut key = WriterKey::load_or_create(dir.path()).unwrap();
        let mut same = WriterKey::load_or_create(dir.path()).unwrap();
        assert_eq!((key.id(), key.remembered()), (same.id(), None));
        same.remember(6, CHANGE).unwrap();
        key.remember(5, ChangeId([5; 32])).unwrap();
        let last = Some(Remembered { seq: 6, head: CHANGE });
        assert_eq!(key.remembered(), last);
        assert_eq!(WriterKey::load_or_create(dir.path()).unwrap().remembered(), last);
    }

    #[test]
    fn a_new_key_is_drawn_once_and_the_old_one_is_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let mut key = WriterKey::load_or_create(dir.path()).unwrap();
        let mut same = WriterKey::load_or_create(dir.path()).unwrap();
        let mut third = WriterKey::load_or_create(dir.path()).unwrap();
        let old = key.id();
        let secret = hex(key.key.as_bytes());
        key.remember(3, CHANGE).unwrap();
        key.replace().unwrap();
        assert_ne!(key.id(), old);
        assert_eq!((key.former(), key.remembered()), (&[old][..], None));
        assert!(!fs::read_to_string(key.path.as_ref().unwrap()).unwrap().contains(&secret));
        // Another session that finds the same takes that key; one that only remembers does too.
        same.replace().unwrap();
        third.remember(4, CHANGE).unwrap();
        assert_eq!((same.id(), third.id(), third.remembered()), (key.id(), key.id(), None));
        assert!(!third.refresh().unwrap());
        same.replace().unwrap();
        assert!(third.refresh().unwrap());
        assert_eq!(third.former(), [old, key.id()]);
    }

    #[test]
    fn processes_that_start_at_once_end_with_one_key() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/folder");
        let barrier = Barrier::new(8);
        let ids: Vec<WriterId> = std::thread::scope(|s| {
            let start = || {
                barrier.wait();
                WriterKey::load_or_create(&folder).unwrap().id()
            };
            let threads: Vec<_> = (0..8).map(|_| s.spawn(start)).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[test]
    fn a_damaged_file_is_told_and_left_alone() {
        let half = format!(r#"{{"version":1,"secret":"{}","last":null,"former":[]}}"#, "0g".repeat(32));
        let newer = format!(r#"{{"version":2,"secret":"{}","last":null,"former":[]}}"#, "07".repeat(32));
        for bad in ["", "{", "[]", &half, &newer] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("writer.json");
            crate::files::create_private(&path, bad.as_bytes()).unwrap();
            let refused = WriterKey::load_or_create(dir.path()).unwrap_err();
            assert!(refused.what().contains("is damaged") && !refused.to_string().contains("0707"), "{refused}");
            assert_eq!(fs::read(&path).unwrap(), bad.as_bytes());
        }
    }

    #[test]
    fn a_key_to_throw_away_signs_and_leaves_no_file() {
        let mut key = WriterKey::throw_away().unwrap();
        let id = ChangeId([3; 32]);
        assert!(verify(key.id(), id, &key.sign(&id)));
        let before = key.id();
        key.remember(1, id).unwrap();
        assert!(!key.refresh().unwrap());
        assert_eq!((key.id(), key.remembered()), (before, None));
        key.replace().unwrap();
        assert_ne!(key.id(), before);
        assert!(!Path::new(".lock").exists() && !Path::new("writer.json").exists());
    }
}
