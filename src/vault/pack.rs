//! Whole files for other people: the head's pack, bundles between laptops.
//!
//! Everything is in memory, within a limit that the caller sets: a file that is cut off or altered
//! anywhere gives nothing, where a stream would already have given away most of it before its error.

use super::envelope::{self, Failure, WORK};
use super::keys::{OpenKeys, UnlockError};
use super::{recipient, scan};
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
        Failure::NoKeyFits if opens_with_passphrase(&file) => UnlockError::Other(Trouble::new(
            "This file opens with a passphrase, not with a key.",
            "Ask whoever made it for the passphrase, and open it without -i.",
        )),
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

fn opens_with_passphrase(file: &[u8]) -> bool {
    scan::outline(file).is_ok_and(|outline| outline.passphrase)
}

fn too_large(limit: u64) -> Trouble {
    Trouble::new(
        "This file is too large to be what it should be, so it was not opened.",
        format!("The limit is {} MB. Check that it is the right file.", limit / (1024 * 1024)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, PUBLIC};
    use super::*;
    use proptest::prelude::*;

    const LIMIT: u64 = 1024 * 1024;
    const FAST: u8 = 2;

    fn phrase() -> Secret {
        Secret::new("otter lamp".to_owned())
    }

    fn for_fixed(plain: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        encrypt_to(&[PUBLIC.to_owned()], plain, &mut file).unwrap();
        file
    }

    fn open(file: &[u8]) -> std::result::Result<SecretBytes, UnlockError> {
        decrypt(file, Keys::Identities(&testing::fixed()), LIMIT)
    }

    fn refused(result: std::result::Result<SecretBytes, UnlockError>) -> Trouble {
        match result {
            Err(UnlockError::Other(trouble)) => trouble,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn goes_there_and_back_with_keys_and_with_a_passphrase() {
        let plain: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        assert_eq!(open(&for_fixed(&plain)).unwrap().expose(), plain);
        let mut file = Vec::new();
        encrypt_with_work(&phrase(), FAST, &plain, &mut file).unwrap();
        assert_eq!(decrypt(&file[..], Keys::Passphrase(&phrase()), LIMIT).unwrap().expose(), plain);
        let wrong = decrypt(&file[..], Keys::Passphrase(&Secret::new("other".to_owned())), LIMIT);
        assert!(matches!(wrong, Err(UnlockError::WrongPassphrase)));
    }

    #[test]
    fn a_file_for_others_or_of_the_other_kind_is_told_in_words() {
        let file = for_fixed(b"x");
        let strangers = refused(decrypt(&file[..], Keys::Identities(&testing::stranger()), LIMIT));
        assert!(strangers.what().contains("made for other keys"));
        let with_phrase = refused(decrypt(&file[..], Keys::Passphrase(&phrase()), LIMIT));
        assert!(with_phrase.what().contains("not open with a passphrase"));
        let mut locked = Vec::new();
        encrypt_with_work(&phrase(), FAST, b"x", &mut locked).unwrap();
        assert!(refused(open(&locked)).what().contains("opens with a passphrase"));
    }

    #[test]
    fn a_long_file_cut_off_anywhere_releases_nothing() {
        let file = for_fixed(&vec![b'x'; 200_000]);
        // Whole chunks of 64 kB before the cut are authentic on their own, and still not given.
        for cut in [30, 100, 1000, 65_536, 70_000, 131_072, 140_000, file.len() - 17, file.len() - 1] {
            assert!(refused(open(&file[..cut])).what().contains("cut off"), "{cut}");
        }
    }

    #[test]
    fn what_is_larger_than_the_limit_is_refused() {
        let file = for_fixed(&[b'x'; 1001]);
        let keys = testing::fixed();
        assert!(decrypt(&file[..], Keys::Identities(&keys), 1001).is_ok());
        assert!(refused(decrypt(&file[..], Keys::Identities(&keys), 1000)).what().contains("too large"));
        let endless = std::io::repeat(b'a');
        assert!(refused(decrypt(endless, Keys::Identities(&keys), 1000)).what().contains("too large"));
    }

    #[test]
    fn hostile_headers_are_refused_at_once() {
        let mut file = b"age-encryption.org/v1\n".to_vec();
        file.extend(std::iter::repeat_n(b"-> X25519 a\n\n".to_vec(), 16_000).flatten());
        let start = std::time::Instant::now();
        assert!(refused(open(&file)).what().contains("more keys"));
        let work = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\nAAAA\n--- AAAA\n";
        assert!(refused(decrypt(&work[..], Keys::Passphrase(&phrase()), LIMIT)).what().contains("far too long"));
        assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
    }

    #[test]
    fn the_largest_header_that_passes_the_scan_is_still_read_in_a_moment() {
        let body = format!("{}\n", "A".repeat(64)).repeat(11);
        let stanza = format!("-> ssh-rsa AAAAAA\n{body}AAAA\n");
        let file = format!("age-encryption.org/v1\n{}--- {}\n", stanza.repeat(59), "A".repeat(43));
        assert!(scan::outline(file.as_bytes()).is_ok());
        let start = std::time::Instant::now();
        refused(open(file.as_bytes()));
        assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
    }

    #[test]
    fn nothing_is_written_for_nobody() {
        let mut out = Vec::new();
        assert!(encrypt_to(&[], b"x", &mut out).is_err());
        assert!(encrypt_to(&["age1nonsense".to_owned()], b"x", &mut out).is_err());
        assert!(encrypt_with_passphrase(&Secret::new(" ".to_owned()), b"x", &mut out).is_err());
        assert_eq!(out, b"");
    }

    #[test]
    fn a_full_disk_is_told() {
        let full: &mut [u8] = &mut [0; 100];
        assert!(encrypt_to(&[PUBLIC.to_owned()], b"x", full).is_err());
    }

    proptest! {
        #[test]
        fn no_file_ends_the_program(
            lines in prop::collection::vec("(-> (X25519|scrypt|ssh-ed25519|ssh-rsa|x)( [A-Za-z0-9+/=]{0,50}){0,3}|[A-Za-z0-9+/=]{0,70}|--- [A-Za-z0-9+/]{43})", 0..8),
            tail in any::<Vec<u8>>(),
        ) {
            let mut file = format!("age-encryption.org/v1\n{}\n", lines.join("\n")).into_bytes();
            file.extend(tail);
            prop_assert!(open(&file).is_err());
            let armored = format!("-----BEGIN AGE ENCRYPTED FILE-----\n{}\n", lines.join("\n"));
            prop_assert!(open(armored.as_bytes()).is_err());
        }
    }
}
