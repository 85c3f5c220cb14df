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

/// As [`create`], with another scrypt work factor (a power of two); for tests, which would wait otherwise, and for
/// keys that are thrown away at once.
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

#[cfg(test)]
mod tests {
    use super::super::{passphrase, seal, testing};
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    const FAST: u8 = 8;
    const NOW: Moment = Moment(1_781_081_400_000);

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    fn home() -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        (dir, home)
    }

    #[test]
    fn a_new_key_is_private_and_opens_with_its_passphrase_only() {
        let (_dir, home) = home();
        assert_eq!(public(&home).unwrap(), None);
        let phrase = passphrase::generate().unwrap();
        let mine = create_with(&home, &phrase, NOW, FAST).unwrap();
        assert_eq!(mine.readable_by_others, None);
        assert_eq!(public(&home).unwrap(), Some(mine.clone()));
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(secret_path(&home)), mode(home.identity())), (0o600, 0o700));
        assert!(matches!(unlock(&home, &secret("another one")), Err(UnlockError::WrongPassphrase)));
        // A wrong one before does not spoil the right one after.
        assert_eq!(unlock(&home, &phrase).unwrap().recipients(), mine.recipients);
    }

    #[test]
    fn the_real_work_factor_is_written() {
        let (_dir, home) = home();
        create(&home, &secret("six words or so"), NOW).unwrap();
        let file = fs::read(secret_path(&home)).unwrap();
        let mut header = String::new();
        std::io::Read::read_to_string(
            &mut std::io::Read::take(age::armor::ArmoredReader::new(&file[..]), 60),
            &mut header,
        )
        .unwrap();
        let stanza: Vec<&str> = header.lines().nth(1).unwrap().split(' ').collect();
        assert_eq!((stanza[1], stanza[3]), ("scrypt", "17"));
    }

    #[test]
    fn a_key_is_never_overwritten() {
        let (_dir, home) = home();
        let first = create_with(&home, &secret("first phrase"), NOW, FAST).unwrap();
        assert!(create_with(&home, &secret("second phrase"), NOW, FAST).unwrap_err().what().contains("already"));
        let taken = import_with(&home, testing::SECRET.as_bytes(), None, &secret("second phrase"), FAST);
        assert!(matches!(taken, Err(UnlockError::Other(_))));
        assert_eq!(unlock(&home, &secret("first phrase")).unwrap().recipients(), first.recipients);
    }

    #[test]
    fn short_passphrases_are_refused_and_nothing_is_written() {
        let (_dir, home) = home();
        for short in ["", "seven77", "         "] {
            assert!(create_with(&home, &secret(short), NOW, FAST).unwrap_err().what().contains("too short"));
        }
        assert_eq!(public(&home).unwrap(), None);
    }

    #[test]
    fn others_who_can_read_the_key_are_told_of() {
        let (_dir, home) = home();
        create_with(&home, &secret("first phrase"), NOW, FAST).unwrap();
        fs::set_permissions(secret_path(&home), fs::Permissions::from_mode(0o644)).unwrap();
        let warning = public(&home).unwrap().unwrap().readable_by_others.unwrap();
        assert!(warning.starts_with("chmod 600 "), "{warning}");
    }

    #[test]
    fn a_missing_public_part_is_made_again_and_an_exchanged_one_is_refused() {
        let (_dir, home) = home();
        let mine = create_with(&home, &secret("first phrase"), NOW, FAST).unwrap();
        fs::remove_file(public_path(&home)).unwrap();
        assert!(public(&home).unwrap_err().advice().contains("Unlock your key once"));
        unlock(&home, &secret("first phrase")).unwrap();
        assert_eq!(public(&home).unwrap(), Some(mine));
        files::replace_private(&public_path(&home), testing::PUBLIC.as_bytes()).unwrap();
        let Err(UnlockError::Other(refused)) = unlock(&home, &secret("first phrase")) else { panic!("not refused") };
        assert!(refused.what().contains("does not belong to your key"), "{refused}");
    }

    #[test]
    fn a_public_part_without_its_secret_is_no_key() {
        let (_dir, home) = home();
        files::ensure_private_folder(&home.identity()).unwrap();
        write_public(&home, &[testing::PUBLIC.to_owned()]).unwrap();
        assert_eq!(public(&home).unwrap(), None);
        assert!(matches!(unlock(&home, &secret("x")), Err(UnlockError::Other(_))));
    }

    #[test]
    fn imported_keys_open_what_was_sealed_to_them() {
        let locked =
            envelope::with_passphrase(&secret("older phrase"), FAST, testing::SECRET.as_bytes(), Format::AsciiArmor);
        let cases: [(&[u8], Option<Secret>); 4] = [
            (testing::SECRET.as_bytes(), None),
            (&locked.unwrap(), Some(secret("older phrase"))),
            (include_bytes!("testdata/ed25519-locked"), Some(secret("otter lamp"))),
            (include_bytes!("testdata/rsa"), None),
        ];
        for (file, old) in cases {
            let (_dir, home) = home();
            let new = secret("newer phrase");
            let mine = import_with(&home, file, old.as_ref(), &new, FAST).unwrap();
            let blob = seal::seal_bytes("test", b"for me", &mine.recipients).unwrap();
            let keys = unlock(&home, &new).unwrap();
            assert_eq!(seal::open_bytes("test", &blob, &keys).unwrap().expose(), b"for me");
            // What is stored never has the plain key in it.
            let stored = fs::read_to_string(secret_path(&home)).unwrap();
            assert!(stored.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
        }
    }

    #[test]
    fn importing_a_locked_key_needs_its_passphrase() {
        let (_dir, home) = home();
        let file = include_bytes!("testdata/ed25519-locked");
        let new = secret("newer phrase");
        assert!(matches!(import_with(&home, file, None, &new, FAST), Err(UnlockError::Other(_))));
        let wrong = import_with(&home, file, Some(&secret("wrong")), &new, FAST);
        assert!(matches!(wrong, Err(UnlockError::WrongPassphrase)));
        assert_eq!(public(&home).unwrap(), None);
    }

    #[test]
    fn a_damaged_key_file_never_unlocks() {
        let (_dir, home) = home();
        create_with(&home, &secret("first phrase"), NOW, 1).unwrap();
        let whole = fs::read(secret_path(&home)).unwrap();
        for at in (0..whole.len()).step_by(3) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            for file in [&flipped[..], &whole[..at]] {
                let read = keys::read_file(file, || Ok(secret("first phrase")));
                // The line break after the end marker is all that may change.
                assert!(read.is_err() || at + 1 == whole.len(), "byte {at}");
            }
        }
    }
}
