//! Text that must not be printed, logged, cloned by accident or left in memory.
//!
//! Passphrases and unlocked notes travel only in a [`Secret`]. It has no `Debug` that shows it, no
//! `Display`, no `Clone` and no serde, so every way out is a visible call of [`Secret::expose`].
//! The whole program also runs on an allocator that wipes what it frees (see `main.rs`).

use std::fmt;
use zeroize::Zeroizing;

/// A piece of secret text; wiped when dropped.
#[derive(Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of `text`.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Every call is a place to look at when asking where a secret can go.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A second copy, made on purpose.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self::new(self.0.to_string())
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a character at the end, as a passphrase prompt does.
    pub fn push(&mut self, c: char) {
        // Grow by hand: a reallocation would leave the old buffer to the allocator unwiped.
        if self.0.len() + c.len_utf8() > self.0.capacity() {
            let mut bigger = Zeroizing::new(String::with_capacity((self.0.len() + 4) * 2));
            bigger.push_str(&self.0);
            self.0 = bigger;
        }
        self.0.push(c);
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// How many characters it has (for drawing dots).
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Secret bytes; wiped when dropped.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes ownership of `bytes`.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_itself() {
        let s = Secret::new("otter".to_owned());
        assert_eq!(format!("{s:?}"), "Secret(…)");
    }

    #[test]
    fn grows_and_shrinks_by_characters() {
        let mut s = Secret::default();
        for c in "añ🦦".chars() {
            s.push(c);
        }
        assert_eq!((s.expose(), s.chars()), ("añ🦦", 3));
        s.pop();
        assert_eq!(s.expose(), "añ");
    }
}
