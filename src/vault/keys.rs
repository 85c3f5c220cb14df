//! Secret keys as they lie in files, and unlocked in memory.
//!
//! Three kinds of file hold a secret key: an age identity file, the same protected by a passphrase,
//! and an OpenSSH private key (which may have a passphrase of its own). All of them become
//! [`OpenKeys`]. An OpenSSH passphrase is asked once here: `age` would ask, and work for a sixth of a
//! second, for every stanza of every file. Work that a file may ask for is limited, since it cannot be stopped.

use super::envelope::{self, Failure};
use super::{recipient, scan};
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use age::IdentityFile;
use ssh_key::private::PrivateKey;
use ssh_key::{Algorithm, Error as SshError, Kdf, LineEnding};
use std::fmt;
use zeroize::Zeroizing;

/// The largest key file that is looked at.
pub(super) const MAX_FILE: u64 = 64 * 1024;

/// The most bcrypt rounds an OpenSSH key may ask for: about ten seconds (ssh-keygen's own choice is 16 or 24).
const MAX_ROUNDS: u32 = 1024;

/// Unlocked secret keys. Cannot be shown, stored or copied; wiped when dropped, as far as `age` allows.
pub struct OpenKeys {
    identities: Vec<Box<dyn age::Identity + Send + Sync>>,
    recipients: Vec<String>,
}

impl OpenKeys {
    /// The public recipients of these keys.
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// The keys as `age` takes them.
    pub(super) fn identities(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.identities.iter().map(|i| -> &dyn age::Identity { i.as_ref() })
    }

    /// Reads the plain text of a key file.
    pub(super) fn parse(text: &[u8]) -> Result<Self> {
        if is_ssh(text) { Self::parse_ssh(text) } else { Self::parse_age(text) }
    }

    fn parse_age(text: &[u8]) -> Result<Self> {
        let file = IdentityFile::from_buffer(text).map_err(|e| no_key().because(e))?;
        let mut lines = Vec::new();
        file.write_recipients_file(&mut lines).map_err(|e| no_key().because(e))?;
        let recipients = String::from_utf8_lossy(&lines).lines().map(str::to_owned).collect();
        let identities = file.into_identities().map_err(|e| no_key().because(e))?;
        Ok(Self { identities, recipients })
    }

    fn parse_ssh(text: &[u8]) -> Result<Self> {
        let identity = age::ssh::Identity::from_buffer(text, None).map_err(|e| no_key().because(e))?;
        if !matches!(identity, age::ssh::Identity::Unencrypted(_)) {
            return Err(Trouble::new(
                "This key cannot be read: it has a passphrase of an old kind, or is of a kind that cannot open files.",
                "Run ssh-keygen -p on a copy of it and take that, or let visitbook make a key (visitbook identity new).",
            ));
        }
        let public = age::ssh::Recipient::try_from(identity.clone()).map_err(|_| no_key())?;
        Ok(Self { recipients: vec![recipient::check(&public.to_string())?], identities: vec![Box::new(identity)] })
    }
}

impl fmt::Debug for OpenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenKeys(…)")
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
            UnlockError::WrongPassphrase => {
                Self::new("The passphrase does not fit.", "Type it again; capitals, spaces and hyphens count.")
            }
            UnlockError::Other(trouble) => trouble,
        }
    }
}

/// Whether a key file needs a passphrase before it can be used or taken over.
///
/// # Errors
/// When it is no key file at all.
pub fn is_protected(file: &[u8]) -> Result<bool> {
    limited(file)?;
    if is_age_file(file) {
        return protected_by_passphrase(file).map(|()| true);
    }
    if is_openssh(file) {
        return openssh(file).map(|key| key.is_encrypted());
    }
    OpenKeys::parse(file).map(|_| false)
}

/// Reads a key file that a user gave (`-i`); `ask` is called at most once, and only if the file is protected.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if the passphrase does not fit; else when it is no key, or one of a kind that
/// cannot open files, or `ask` fails.
pub fn read_file(file: &[u8], ask: impl FnOnce() -> Result<Secret>) -> std::result::Result<OpenKeys, UnlockError> {
    Ok(OpenKeys::parse(&plain_text(file, ask)?)?)
}

/// The plain text of a key file: an age identity file, or an OpenSSH private key without passphrase.
pub(super) fn plain_text(
    file: &[u8],
    ask: impl FnOnce() -> Result<Secret>,
) -> std::result::Result<Zeroizing<Vec<u8>>, UnlockError> {
    limited(file)?;
    if is_age_file(file) {
        protected_by_passphrase(file)?;
        return envelope::open_with_passphrase(file, &ask()?).map_err(|failure| match failure {
            Failure::WrongPassphrase => UnlockError::WrongPassphrase,
            Failure::NoKeyFits => UnlockError::Other(no_key()),
            Failure::Damaged(trouble) => UnlockError::Other(trouble),
        });
    }
    if is_openssh(file) {
        let mut key = openssh(file)?;
        if key.is_encrypted() {
            key = decrypt_openssh(&key, &ask()?)?;
        }
        let text = key.to_openssh(LineEnding::LF).map_err(|e| no_key().because(e))?;
        return Ok(Zeroizing::new(text.as_bytes().to_vec()));
    }
    let lines = Zeroizing::new(file.trim_ascii().iter().copied().filter(|b| *b != b'\r').collect::<Vec<u8>>());
    Ok(lines)
}

fn openssh(file: &[u8]) -> Result<PrivateKey> {
    let key = PrivateKey::from_openssh(file.trim_ascii()).map_err(|e| match e {
        SshError::AlgorithmUnsupported { algorithm } => recipient::unsupported_ssh(algorithm.as_str()),
        other => no_key().because(other),
    })?;
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Rsa { .. } => Ok(key),
        other => Err(recipient::unsupported_ssh(other.as_str())),
    }
}

fn decrypt_openssh(key: &PrivateKey, passphrase: &Secret) -> std::result::Result<PrivateKey, UnlockError> {
    if let Kdf::Bcrypt { rounds, .. } = key.kdf()
        && *rounds > MAX_ROUNDS
    {
        return Err(UnlockError::Other(Trouble::new(
            "Unlocking this key would keep the computer busy for far too long, so it was not tried.",
            format!("Run ssh-keygen -p -a 100 on a copy of it (at most {MAX_ROUNDS} rounds) and take that."),
        )));
    }
    // The format has no other check of a passphrase than that what comes out makes sense.
    key.decrypt(passphrase.expose()).map_err(|_| UnlockError::WrongPassphrase)
}

fn is_age_file(file: &[u8]) -> bool {
    scan::armored_part(file).is_some() || file.starts_with(b"age-encryption.org/")
}

fn is_openssh(file: &[u8]) -> bool {
    file.trim_ascii_start().starts_with(b"-----BEGIN OPENSSH PRIVATE KEY-----")
}

fn is_ssh(file: &[u8]) -> bool {
    file.trim_ascii_start().starts_with(b"-----BEGIN ")
}

fn protected_by_passphrase(file: &[u8]) -> Result<()> {
    if scan::outline(file)?.passphrase {
        return Ok(());
    }
    Err(Trouble::new(
        "This key file is itself sealed to another key, not protected by a passphrase.",
        "Open it with that key first, and give the key inside.",
    ))
}

fn limited(file: &[u8]) -> Result<()> {
    if file.len() as u64 > MAX_FILE { Err(no_key()) } else { Ok(()) }
}

fn no_key() -> Trouble {
    Trouble::new(
        "This file holds no secret key that visitbook can read.",
        "Give an age identity file, or an OpenSSH private key of the kind ed25519 or RSA (not the .pub file beside it).",
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use proptest::prelude::*;

    macro_rules! data {
        ($name:literal) => {
            include_bytes!(concat!("testdata/", $name)).as_slice()
        };
    }

    #[allow(clippy::unnecessary_wraps, reason = "it stands where a prompt can fail")]
    fn phrase() -> Result<Secret> {
        Ok(Secret::new("otter lamp".to_owned()))
    }

    fn nobody_asks() -> Result<Secret> {
        Err(Trouble::new("asked", ""))
    }

    #[test]
    fn openssh_keys_give_their_own_public_half() {
        for (file, public) in [(data!("ed25519"), data!("ed25519.pub")), (data!("rsa"), data!("rsa.pub"))] {
            assert!(!is_protected(file).unwrap());
            let keys = read_file(file, nobody_asks).unwrap();
            assert_eq!(keys.recipients(), [recipient::check(str::from_utf8(public).unwrap()).unwrap()]);
        }
    }

    #[test]
    fn locked_openssh_keys_open_with_their_passphrase_only() {
        for (file, public) in
            [(data!("ed25519-locked"), data!("ed25519-locked.pub")), (data!("rsa-locked"), data!("rsa-locked.pub"))]
        {
            assert!(is_protected(file).unwrap());
            let keys = read_file(file, phrase).unwrap();
            assert_eq!(keys.recipients(), [recipient::check(str::from_utf8(public).unwrap()).unwrap()]);
            let wrong = read_file(file, || Ok(Secret::new("other".to_owned())));
            assert!(matches!(wrong, Err(UnlockError::WrongPassphrase)));
        }
    }

    #[test]
    fn keys_that_cannot_open_files_are_refused_with_the_reason() {
        for file in [data!("ecdsa"), data!("ecdsa-locked")] {
            let refused = is_protected(file).unwrap_err();
            assert!(refused.what().contains("ecdsa-sha2-nistp256"), "{refused}");
            assert!(matches!(read_file(file, phrase), Err(UnlockError::Other(_))));
        }
    }

    #[test]
    fn a_key_that_asks_for_endless_work_is_refused_at_once() {
        let start = std::time::Instant::now();
        let Err(UnlockError::Other(refused)) = read_file(data!("rounds"), phrase) else { panic!("not refused") };
        assert!(refused.what().contains("far too long"), "{refused}");
        assert!(start.elapsed().as_millis() < 500);
    }

    #[test]
    fn old_rsa_files_open_if_they_have_no_passphrase() {
        assert!(read_file(data!("pem"), nobody_asks).unwrap().recipients()[0].starts_with("ssh-rsa "));
        let windows = String::from_utf8(data!("pem").to_vec()).unwrap().replace('\n', "\r\n");
        assert!(read_file(windows.as_bytes(), nobody_asks).is_ok());
        let Err(UnlockError::Other(refused)) = read_file(data!("pem-locked"), phrase) else { panic!("not refused") };
        assert!(refused.advice().contains("ssh-keygen -p"), "{refused}");
    }

    #[test]
    fn an_age_identity_file_may_have_remarks_and_several_keys() {
        let two = format!("# mine\r\n{}\r\n\r\n{}\n", testing::SECRET, testing::SECRET);
        let keys = read_file(two.as_bytes(), nobody_asks).unwrap();
        assert_eq!(keys.recipients(), [testing::PUBLIC, testing::PUBLIC]);
        assert_eq!(format!("{keys:?}"), "OpenKeys(…)");
    }

    #[test]
    fn unlocked_keys_may_go_to_a_worker() {
        fn may_go<T: Send + Sync + 'static>() {}
        may_go::<OpenKeys>();
    }

    #[test]
    fn what_is_no_key_is_told_and_never_repeated() {
        let public = testing::PUBLIC.as_bytes();
        let broken = &testing::SECRET.as_bytes()[..50];
        let sealed = super::super::seal::seal_bytes("x", b"y", &[testing::PUBLIC.to_owned()]).unwrap();
        let huge = vec![b'#'; 70_000];
        let empty = b"# no key here\n";
        for file in [public, broken, &sealed, &huge, empty, b"", b"\xff\xfe\x00", data!("ed25519.pub")] {
            assert!(is_protected(file).is_err());
            let Err(UnlockError::Other(refused)) = read_file(file, phrase) else { panic!("not refused") };
            assert!(!refused.to_string().contains("GFPYY"), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn a_damaged_key_file_is_refused_or_read_but_never_ends_the_program(
            which in 0..6_usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
        ) {
            let whole = [data!("ed25519"), data!("rsa"), data!("pem"), data!("ecdsa"), data!("pem-locked"), testing::SECRET.as_bytes()][which];
            let mut file = whole.to_vec();
            file[at.index(whole.len())] = byte;
            let _ = read_file(&file, nobody_asks);
            let _ = read_file(&whole[..cut.index(whole.len())], nobody_asks);
        }
    }
}
