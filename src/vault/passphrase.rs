//! Passphrases that a person can keep in mind, and words by which two people compare a key aloud.
use crate::secret::Secret;
use crate::trouble::Result;

/// A new passphrase: six words of the English BIP39 list, each one of 2,048, so 66 bits.
pub fn generate() -> Result<Secret> {
    Err(super::unbuilt())
}

/// Six words to compare aloud, from the SHA-256 of a recipient (66 of its bits).
pub fn words_for(key: &str) -> String {
    key.to_owned()
}
