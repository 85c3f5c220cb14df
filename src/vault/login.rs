//! Public OpenSSH keys with which somebody logs in: one bare key line, or a reason.
//!
//! What stands before the key in an `authorized_keys` line decides what its holder may do, so a line
//! from outside is taken apart and put together anew from the key alone.

use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use ssh_key::{HashAlg, PublicKey};

/// The longest line: an RSA key of 16,384 bits has about 2,800 characters.
const LONGEST: usize = 16 * 1024;

/// The shortest RSA key that is let in, in bits.
const MIN_RSA_BITS: usize = 2048;

/// The kinds that OpenSSH logs in with today.
const KINDS: [&str; 7] = [
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// A public key to log in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginKey {
    /// Its kind: `ssh-ed25519`.
    pub kind: String,
    /// The key itself, in base64; the same key has always the same.
    pub base64: String,
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
}

impl LoginKey {
    /// Reads the text of a `.pub` file: exactly one bare key line.
    ///
    /// # Errors
    /// When it is something else, with the reason; a secret is never repeated.
    pub fn read(text: &str) -> Result<Self> {
        let refused = |why: &str| {
            Trouble::new(
                format!("This cannot be let in: {why}."),
                "Give the reviewer's public key as ssh-keygen wrote it: one line in a file that ends in .pub.",
            )
        };
        if text.contains("PRIVATE KEY") || text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") {
            return Err(Trouble::new(
                "This is a private key. It must never leave its owner's computer.",
                "Give the public half, the file that ends in .pub. If the private half was sent to anyone, a new key is needed.",
            ));
        }
        if text.len() > LONGEST {
            return Err(refused("it is too long for a key"));
        }
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        let line = lines.next().ok_or_else(|| refused("there is nothing in it"))?;
        if lines.next().is_some() {
            return Err(refused("there is more than one line, and each key is let in by itself"));
        }
        if line.chars().any(char::is_control) {
            return Err(refused("there are characters in it that no key has"));
        }
        let mut words = line.split_ascii_whitespace();
        let kind = words.next().unwrap_or_default();
        if line.split([' ', ',', '"']).any(|word| word.contains("-cert-v0")) {
            return Err(refused("it is a certificate, and only a key by itself can be tied to one person"));
        }
        if !KINDS.contains(&kind) {
            return Err(if words.any(|word| KINDS.contains(&word)) {
                refused("something stands before the key (options decide what a key may do, and are ours to write)")
            } else {
                refused(&format!("“{}” is no kind of key that is let in", fit(&clean_line(kind), 40)))
            });
        }
        // The comment is no part of the key, and may be anything.
        let bare = format!("{kind} {}", words.next().unwrap_or_default());
        let key = PublicKey::from_openssh(&bare).map_err(|e| refused("the key is damaged or cut").because(e))?;
        if let Some(rsa) = key.key_data().rsa()
            && rsa.n.as_positive_bytes().is_none_or(|n| n.len() * 8 < MIN_RSA_BITS)
        {
            return Err(refused("this RSA key is too short to be safe (it needs 2048 bits; ed25519 is better)"));
        }
        let again =
            PublicKey::new(key.key_data().clone(), "").to_openssh().map_err(|e| refused("damaged").because(e))?;
        match again.trim_end().split_once(' ') {
            Some((same, base64)) if same == kind => Ok(Self {
                kind: kind.to_owned(),
                base64: base64.to_owned(),
                fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
            }),
            _ => Err(refused("the key is not of the kind that it says")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE64: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    #[test]
    fn one_bare_line_with_or_without_a_comment() {
        for line in [
            format!("ssh-ed25519 {BASE64}"),
            format!("  ssh-ed25519 {BASE64} sam@laptop \"of the head\" command=\"sh\"\r\n\n"),
        ] {
            let key = LoginKey::read(&line).unwrap();
            assert_eq!((key.kind.as_str(), key.base64.as_str()), ("ssh-ed25519", BASE64));
            assert!(key.fingerprint.starts_with("SHA256:"), "{}", key.fingerprint);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        let cut = format!("ssh-ed25519 {}", &BASE64[..40]);
        let two = format!("ssh-ed25519 {BASE64}\nssh-ed25519 {BASE64}");
        let options = format!("command=\"sh\",no-pty ssh-ed25519 {BASE64}");
        let cert = format!("ssh-ed25519-cert-v01@openssh.com {BASE64}");
        let cert_after = format!("cert-authority ssh-ed25519-cert-v01@openssh.com {BASE64}");
        let other = format!("ssh-rsa {BASE64}");
        let control = format!("ssh-ed25519 {BASE64} a\u{1b}[2Jb");
        let long = format!("ssh-ed25519 {BASE64} {}", "x".repeat(20_000));
        for (text, why) in [
            ("", "nothing in it"),
            ("sam", "no kind of key"),
            ("ssh-dss AAAA", "no kind of key"),
            ("ssh-rsa AAAAB3NzaC1yc2EAAAABAAAAAAEA", ""),
            (&cut, "damaged or cut"),
            (&two, "more than one line"),
            (&options, "before the key"),
            (&cert, "certificate"),
            (&cert_after, "certificate"),
            (&other, ""),
            (&control, "characters"),
            (&long, "too long"),
        ] {
            let refused = LoginKey::read(text).unwrap_err();
            assert!(refused.what().contains("cannot be let in") && refused.what().contains(why), "{text}: {refused}");
            assert!(!refused.to_string().contains('\u{1b}'));
        }
    }

    #[test]
    fn a_private_key_is_never_repeated() {
        let secret =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        let refused = LoginKey::read(secret).unwrap_err().to_string();
        assert!(refused.contains("private key") && !refused.contains("b3Blb"), "{refused}");
    }
}
