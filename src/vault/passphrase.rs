//! Passphrases that a person can keep in mind, and words by which two people compare a key aloud.
//!
//! Both use the English BIP39 list: 2,048 common words that differ in their first four letters, so
//! each word stands for exactly 11 bits and can be said over a bad telephone line.

use crate::ids;
use crate::secret::Secret;
use crate::trouble::Result;
use bip39::Language;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many words a passphrase and a comparison have: 6 × 11 bits = 66 bits.
const WORDS: usize = 6;

/// The lowest 11 bits of a number: an index into the list, every word as likely as every other.
const INDEX: u16 = 0x7ff;

/// A new passphrase: six words of the English BIP39 list, each one of 2,048, so 66 bits.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn generate() -> Result<Secret> {
    let random = Zeroizing::new(ids::random::<{ WORDS * 2 }>()?);
    let indexes = random.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]) & INDEX);
    Ok(Secret::new(joined(indexes)))
}

/// Six words to compare aloud, from the SHA-256 of a recipient (its first 66 bits).
pub fn words_for(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    joined((0..WORDS).map(|word| {
        // The 11 bits that begin at bit 11 × word lie within three bytes.
        let bit = word * 11;
        let three = [0, digest[bit / 8], digest[bit / 8 + 1], digest[bit / 8 + 2]];
        let window = u32::from_be_bytes(three) >> (24 - 11 - bit % 8);
        u16::try_from(window & u32::from(INDEX)).unwrap_or(0)
    }))
}

/// The words at these indexes, joined by spaces in a buffer that never has to grow (and leave a copy behind).
fn joined(indexes: impl Iterator<Item = u16>) -> String {
    let list = Language::English.word_list();
    let mut out = String::with_capacity(WORDS * 9);
    for index in indexes {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(list[usize::from(index & INDEX)]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_phrase_has_six_words_of_the_list_and_never_comes_twice() {
        let list: HashSet<&str> = Language::English.word_list().iter().copied().collect();
        let mut seen = HashSet::new();
        for _ in 0..200 {
            let phrase = generate().unwrap();
            let words: Vec<&str> = phrase.expose().split(' ').collect();
            assert_eq!(words.len(), 6);
            assert!(words.iter().all(|w| list.contains(w)), "{words:?}");
            assert!(seen.insert(phrase.expose().to_owned()));
        }
        // 1,200 draws of 2,048 words leave about 907 different ones; a stuck or narrow generator far fewer.
        let different: HashSet<&str> = seen.iter().flat_map(|p| p.split(' ')).collect();
        assert!(different.len() > 800, "{}", different.len());
    }

    #[test]
    fn words_to_compare_are_frozen() {
        // SHA-256("") = e3b0c442 98fc1c14 9afbf4c8…; 11 bits each: 1821 1041 0532 1223 1920 1793.
        let list = Language::English.word_list();
        let by_hand =
            [0b111_0001_1101, 0b100_0011_0001, 0b000_1000_0101, 0b001_1000_1111, 0b110_0000_1110, 0b000_0101_0010];
        let words: Vec<&str> = by_hand.iter().map(|i| list[*i]).collect();
        assert_eq!(words_for(""), words.join(" "));
        assert_eq!(
            words_for("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"),
            "hedgehog acquire table core lottery large"
        );
    }

    #[test]
    fn another_key_has_other_words() {
        assert_ne!(words_for("age1a"), words_for("age1b"));
    }
}
