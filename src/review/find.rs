//! Finding words in texts that are in memory only, by the rules of the notebook's own search.
//!
//! What is sealed never enters an index on the disk, so what is unlocked is looked through where it
//! is. It must find what the notebook finds in open notes: words are runs of letters and digits,
//! capitals and accents on Latin letters make no difference, and a word is found by its beginning
//! (the notebook's tokeniser is SQLite's `unicode61 remove_diacritics 2`; a test compares the two).

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// What is searched for, as typed: every word must occur, each in one of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    phrases: Vec<Vec<Zeroizing<String>>>,
}

impl Wanted {
    /// Reads what was typed. A word with signs in it (`half-term`) is looked for as a phrase.
    pub fn of(typed: &str) -> Self {
        let phrases = typed.split_whitespace().map(|word| tokens(word).collect::<Vec<_>>());
        Self { phrases: phrases.filter(|p| !p.is_empty()).collect() }
    }

    /// The words of `said`, one after the other as they stand.
    pub fn phrase(said: &str) -> Self {
        Self { phrases: Some(tokens(said).collect::<Vec<_>>()).filter(|p| !p.is_empty()).into_iter().collect() }
    }

    /// Whether nothing is searched for: then everything is found.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether all of it occurs in these texts.
    pub fn occurs_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        if self.is_empty() {
            return true;
        }
        let texts: Vec<Vec<_>> = texts.into_iter().map(|text| tokens(text).collect()).collect();
        self.phrases.iter().all(|phrase| texts.iter().any(|text| text.windows(phrase.len()).any(|w| fits(w, phrase))))
    }
}

/// Whether these words are the phrase, its last word by its beginning.
fn fits(words: &[Zeroizing<String>], phrase: &[Zeroizing<String>]) -> bool {
    let Some((last, before)) = phrase.split_last() else { return true };
    words.starts_with(before) && words.last().is_some_and(|w| w.starts_with(last.as_str()))
}

/// The words of a text, folded.
fn tokens(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    text.split(|c: char| !c.is_alphanumeric() && !is_accent(c))
        .map(|word| Zeroizing::new(word.chars().flat_map(folded).collect::<String>()))
        .filter(|word| !word.is_empty())
}

/// An accent written apart from its letter.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{331}').contains(&c)
}

/// A letter without capital and, where it is a Latin one, without accent.
fn folded(c: char) -> impl Iterator<Item = char> {
    let mut parts = std::iter::once(c).nfd();
    let first = parts.next().unwrap_or(c);
    let plain = if first.is_ascii_alphabetic() { first } else { c };
    plain.to_lowercase().filter(|c| !is_accent(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, text: &str) -> bool {
        Wanted::of(typed).occurs_in([text, "a reflection"])
    }

    #[test]
    fn words_are_found_by_their_beginning_whatever_their_capitals_and_accents() {
        for typed in ["pup", "PUPILS", "cafe", "café", "explai re-gro", "re-grouping", "refl pup", "7x", "“pupils”"]
        {
            assert!(finds(typed, "Pupils at the Café explain re-grouping, 7x8"), "{typed}");
        }
        for typed in ["upils", "pupils nobody", "grouping-re", "pupils-at-caf"] {
            assert!(!finds(typed, "Pupils at the Café explain re-grouping, 7x8"), "{typed}");
        }
    }

    #[test]
    fn signs_alone_search_for_nothing() {
        assert!(Wanted::of(" - // !").is_empty());
        assert!(finds("!", "anything"));
    }
}
