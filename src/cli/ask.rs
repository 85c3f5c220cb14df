//! Asking for a passphrase on the terminal, without echo.
//!
//! A passphrase is never taken from an argument, a variable or standard input: each of these is kept
//! or seen by others somewhere.

use super::out::Out;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use crate::vault::{UnlockError, passphrase};

/// How often a passphrase may be mistyped.
const TRIES: usize = 3;

/// Asks for a passphrase.
///
/// # Errors
/// When there is no terminal to ask on, or it was left with Ctrl-C or Ctrl-D.
pub fn passphrase(prompt: &str) -> Result<Secret> {
    rpassword::prompt_password(format!("{prompt}: ")).map(Secret::new).map_err(|e| {
        Trouble::new(
            "The passphrase could not be asked for.",
            "Run this in a terminal: a passphrase is never taken from an argument, a variable or a file.",
        )
        .because(e)
    })
}

/// A new passphrase: typed twice, or generated and shown once.
///
/// # Errors
/// When the two differ each time.
pub fn new_passphrase(generate: bool, out: &mut Out) -> Result<Secret> {
    if generate {
        return passphrase::generate();
    }
    for _ in 0..TRIES {
        let first = passphrase("New passphrase (six words are good)")?;
        let second = passphrase("The same again")?;
        if first.expose() == second.expose() {
            return Ok(first);
        }
        out.say("The two differ. Once more.");
    }
    Err(Trouble::new("The two passphrases differed each time.", "Try again; nothing was changed."))
}

/// Asks until it fits, a few times.
pub fn until_it_fits<T>(
    prompt: &str,
    out: &mut Out,
    mut open: impl FnMut(&Secret) -> std::result::Result<T, UnlockError>,
) -> Result<T> {
    for _ in 1..TRIES {
        match open(&passphrase(prompt)?) {
            Err(UnlockError::WrongPassphrase) => out.say("That does not fit. Capitals, spaces and hyphens count."),
            other => return other.map_err(Trouble::from),
        }
    }
    open(&passphrase(prompt)?).map_err(Trouble::from)
}

/// Shows a generated passphrase: once, large and in groups, so that it can be read aloud.
pub fn show_phrase(phrase: &Secret, what_for: &str, out: &mut Out) {
    let words: Vec<&str> = phrase.expose().split(' ').collect();
    let mut shown = format!("\n{what_for}\n\n");
    for (row, group) in words.chunks(3).enumerate() {
        let cells: Vec<String> =
            group.iter().enumerate().map(|(i, word)| format!("{}. {word:<12}", row * 3 + i + 1)).collect();
        shown.push_str(&format!("      {}\n", cells.join("").trim_end()));
    }
    shown.push_str("\n    (six words with one space between them, small letters)\n");
    out.say(&shown);
}
