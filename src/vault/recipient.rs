//! Other people's public keys, kept as text so that later kinds can come.
//!
//! A recipient arrives from a colleague's computer, so it is taken as hostile: OpenSSH keys are
//! first read by a strict reader (`age`'s own panics on an RSA number of nothing but zeros), and a
//! list longer than this program itself would open again is refused before anything is sealed.

use super::scan;
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use age::ssh::ParseRecipientKeyError;
use std::collections::BTreeSet;

/// A recipient as `age` seals to it.
pub(super) type Sealer = Box<dyn age::Recipient + Send>;

/// The longest recipient there can be: an RSA key of 4,096 bits has about 750 characters.
const LONGEST: usize = 4096;

/// Checks a recipient (`age1…`, `ssh-ed25519 …`, `ssh-rsa …`) and gives it as it is kept: trimmed, without a comment.
///
/// # Errors
/// When it is not a public key, is a secret one, or is of a kind that cannot be sealed to.
pub fn check(text: &str) -> Result<String> {
    read(text).map(|(kept, _)| kept)
}

/// Reads every recipient, each once; refuses the whole list if one of them cannot be understood.
pub(super) fn read_all(recipients: &[String]) -> Result<Vec<Sealer>> {
    let mut seen = BTreeSet::new();
    let mut sealers = Vec::new();
    for text in recipients {
        let (kept, sealer) = read(text)?;
        if seen.insert(kept) {
            sealers.push(sealer);
        }
    }
    if sealers.is_empty() {
        return Err(Trouble::new(
            "There is nobody to seal this to, so it was not sealed and not saved.",
            "Make your key (visitbook identity new), or choose readers who have one.",
        ));
    }
    // `age` adds one stanza of its own, so that programs stay used to stanzas they do not know.
    if sealers.len() >= scan::MAX_STANZAS {
        return Err(Trouble::new(
            format!("{} keys are too many to seal to at once.", sealers.len()),
            format!("Choose fewer readers: at most {} keys.", scan::MAX_STANZAS - 1),
        ));
    }
    Ok(sealers)
}

fn read(text: &str) -> Result<(String, Sealer)> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(unknown(text));
    }
    // Told apart first, and never repeated in a message: somebody pasted the wrong half.
    if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY") {
        return Err(Trouble::new(
            "This is the secret half of a key. Nobody else may see it.",
            "Give the public half instead: it begins with age1 or ssh-. If the secret half was sent to anyone, make a new key.",
        ));
    }
    if text.starts_with("age1") {
        let key: age::x25519::Recipient = text.parse().map_err(|e| unknown(text).because(e))?;
        return Ok((key.to_string(), Box::new(key)));
    }
    if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") {
        return read_ssh(text);
    }
    Err(unknown(text))
}

fn read_ssh(text: &str) -> Result<(String, Sealer)> {
    let kind = text.split(' ').next().unwrap_or_default();
    if !matches!(kind, "ssh-ed25519" | "ssh-rsa") {
        return Err(unsupported_ssh(kind));
    }
    let strict = ssh_key::PublicKey::from_openssh(text).map_err(|e| unknown(text).because(e))?;
    let bare = ssh_key::PublicKey::new(strict.key_data().clone(), "");
    let kept = bare.to_openssh().map_err(|e| unknown(text).because(e))?.trim_end().to_owned();
    let key: age::ssh::Recipient = kept.parse().map_err(|e| match e {
        ParseRecipientKeyError::RsaModulusTooSmall | ParseRecipientKeyError::RsaModulusTooLarge => Trouble::new(
            "This RSA key is too short to be safe, or too long.",
            "It needs 2048 to 4096 bits. Use an ed25519 key or a key made by visitbook instead.",
        ),
        _ => unknown(text),
    })?;
    Ok((kept, Box::new(key)))
}

/// Why an OpenSSH key of another kind cannot be used.
pub(super) fn unsupported_ssh(kind: &str) -> Trouble {
    Trouble::new(
        format!("An OpenSSH key of the kind “{}” can sign but not open sealed files.", fit(&clean_line(kind), 40)),
        "Use an ssh-ed25519 or ssh-rsa key, or let visitbook make a key (visitbook identity new).",
    )
}

fn unknown(text: &str) -> Trouble {
    Trouble::new(
        format!("“{}” is not a public key that visitbook knows.", fit(&clean_line(text), 24)),
        "A public key begins with age1, ssh-ed25519 or ssh-rsa; copy it whole, in one line.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    #[test]
    fn kept_trimmed_and_without_comment() {
        assert_eq!(check(&format!("  {AGE}\n")).unwrap(), AGE);
        assert_eq!(check(&format!("{ED25519} sam@laptop of the head")).unwrap(), ED25519);
    }

    #[test]
    fn a_secret_key_is_refused_and_never_repeated() {
        let secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
        let refused = check(secret).unwrap_err().to_string();
        assert!(refused.contains("secret half") && !refused.contains("GFPYY"), "{refused}");
    }

    #[test]
    fn what_is_no_key_is_told_in_words() {
        let cut = &AGE[..40];
        let control = "age1\u{1b}[2J\u{202e}";
        let endless = format!("age1{}", "q".repeat(100_000));
        for bad in ["", "sam", cut, control, "age1yubikey1qwerty", "ssh-ed25519", "ssh-ed25519 AAAA", &endless] {
            let refused = check(bad).unwrap_err();
            assert!(refused.what().contains("not a public key"), "{refused}");
            assert!(!refused.to_string().contains('\u{1b}') && refused.what().len() < 200);
        }
        for kind in ["ecdsa-sha2-nistp256 AAAA", "sk-ssh-ed25519@openssh.com AAAA", "ssh-dss AAAA"] {
            assert!(check(kind).unwrap_err().what().contains("can sign but not open"));
        }
    }

    #[test]
    fn an_rsa_number_of_zeros_is_refused_and_does_not_end_the_program() {
        // string "ssh-rsa", mpint e = 00, mpint n = 00: age 0.12.1 panics on it.
        let hostile = "ssh-rsa AAAAB3NzaC1yc2EAAAABAAAAAAEA";
        assert!(check(hostile).is_err());
    }

    #[test]
    fn one_bad_recipient_refuses_the_list_and_doubles_count_once() {
        assert_eq!(read_all(&[AGE.to_owned(), format!("{AGE} ")]).unwrap().len(), 1);
        assert!(read_all(&[AGE.to_owned(), "sam".to_owned()]).is_err());
        assert!(read_all(&[]).err().unwrap().what().contains("nobody to seal this to"));
    }

    #[test]
    fn more_readers_than_could_be_opened_again_are_refused() {
        let many: Vec<String> = (0..64).map(|_| age::x25519::Identity::generate().to_public().to_string()).collect();
        assert!(read_all(&many[..63]).is_ok());
        assert!(read_all(&many).is_err());
    }
}
