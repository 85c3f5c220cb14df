//! Asking for a passphrase on the terminal, without echo.
//!
//! A passphrase is never taken from an argument, a variable or standard input: each of these is kept
//! or seen by others somewhere. Echo goes off before the prompt appears and stays off until the last
//! prompt of a dialogue is answered, so that nothing typed early is ever shown (a crate that prompts
//! first and silences afterwards was tried and showed it). What is typed goes straight into a
//! [`Secret`].

use super::out::Out;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use crate::vault::{UnlockError, passphrase as words};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write as _};

/// How often a passphrase may be mistyped.
const TRIES: usize = 3;

/// The longest passphrase taken, in characters; nobody types more.
const LONGEST: usize = 1024;

/// The terminal with its echo off; restored when dropped.
struct Dialogue {
    terminal: File,
    before: Termios,
}

impl Dialogue {
    fn begin() -> Result<Self> {
        // The controlling terminal, even where standard input or output is something else.
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(|e| no_terminal(&e))?;
        let before = tcgetattr(&terminal).map_err(|e| no_terminal(&e.into()))?;
        let mut silent = before.clone();
        // Keys that would end the program are read as keys: it must first give the echo back.
        silent.local_modes -= LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&terminal, OptionalActions::Now, &silent).map_err(|e| no_terminal(&e.into()))?;
        Ok(Self { terminal, before })
    }

    fn ask(&mut self, prompt: &str) -> Result<Secret> {
        self.say(&format!("{prompt}: "));
        let answer = typed(&mut self.terminal);
        self.say("\n");
        answer
            .map_err(|e| no_terminal(&e))?
            .ok_or_else(|| Trouble::new("You left before it was done.", "Nothing was changed."))
    }

    fn say(&mut self, text: &str) {
        // Should it fail, so will the reading that follows.
        let _ = self.terminal.write_all(text.as_bytes()).and_then(|()| self.terminal.flush());
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        // A terminal that has gone needs no echo.
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}

fn no_terminal(cause: &io::Error) -> Trouble {
    Trouble::new(
        "The passphrase could not be asked for.",
        "Run this in a terminal: a passphrase is never taken from an argument, a variable or a file.",
    )
    .because(cause)
}

/// One line as typed, with the keys that mend it; nothing when the person left (Ctrl-C, or Ctrl-D on an empty line).
fn typed(keyboard: &mut impl Read) -> io::Result<Option<Secret>> {
    let mut line = Secret::default();
    let mut partial: Vec<u8> = Vec::with_capacity(4);
    let mut escape = Escape::No;
    loop {
        let mut byte = [0];
        if keyboard.read(&mut byte)? == 0 {
            return Ok(None);
        }
        if escape.swallows(byte[0]) {
            continue;
        }
        match byte[0] {
            b'\r' | b'\n' => return Ok(Some(line)),
            0x03 => return Ok(None),
            0x04 if line.is_empty() => return Ok(None),
            0x08 | 0x7f => line.pop(),
            0x15 => line = Secret::default(),
            control if control < 0x20 => {}
            byte => {
                partial.push(byte);
                match std::str::from_utf8(&partial) {
                    Ok(text) => {
                        if line.chars() < LONGEST {
                            text.chars().for_each(|c| line.push(c));
                        }
                        partial.clear();
                    }
                    Err(e) if e.error_len().is_some() => partial.clear(),
                    Err(_) => {}
                }
            }
        }
    }
}

/// Where one is in what an arrow or another special key sends; none of that belongs in a passphrase.
enum Escape {
    No,
    Begun,
    Inside,
}

impl Escape {
    fn swallows(&mut self, byte: u8) -> bool {
        let (next, swallow) = match (&self, byte) {
            (_, 0x1b) => (Self::Begun, true),
            (Self::Begun, b'[' | b'O') => (Self::Inside, true),
            (Self::Inside, 0x40..=0x7e) => (Self::No, true),
            (Self::Inside, 0x20..=0x3f) => (Self::Inside, true),
            _ => (Self::No, false),
        };
        *self = next;
        swallow
    }
}

/// Asks for a passphrase.
///
/// # Errors
/// When there is no terminal to ask on, or it was left with Ctrl-C or Ctrl-D.
pub fn passphrase(prompt: &str) -> Result<Secret> {
    Dialogue::begin()?.ask(prompt)
}

/// Asks for a plain yes on the terminal; anything but the whole word is a no.
///
/// # Errors
/// When there is no terminal to ask on.
pub fn yes(question: &str) -> Result<bool> {
    let nobody = |e: io::Error| {
        Trouble::new("This could not be asked, so nothing was done.", "Run it in a terminal, or give --yes.").because(e)
    };
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(nobody)?;
    terminal.write_all(format!("{question} Type yes: ").as_bytes()).map_err(nobody)?;
    let mut answer = Vec::new();
    let mut one = [0];
    // One line, in the terminal's own line mode.
    while answer.len() < LONGEST && terminal.read(&mut one).map_err(nobody)? == 1 && one != *b"\n" {
        answer.extend_from_slice(&one);
    }
    Ok(answer.trim_ascii().eq_ignore_ascii_case(b"yes"))
}

/// A new passphrase: typed twice, or generated (and to be shown once).
///
/// # Errors
/// When the two differ each time.
pub fn new_passphrase(generate: bool, out: &mut Out) -> Result<Secret> {
    if generate {
        return words::generate();
    }
    let mut dialogue = Dialogue::begin()?;
    for _ in 0..TRIES {
        let first = dialogue.ask("New passphrase (six words are good)")?;
        let second = dialogue.ask("The same again")?;
        if first.expose() == second.expose() {
            return Ok(first);
        }
        out.say("The two differ. Once more.");
    }
    Err(Trouble::new("The two passphrases differed each time.", "Try again; nothing was changed."))
}

/// Asks until it fits, a few times.
///
/// # Errors
/// When it does not fit, or opening fails in another way.
pub fn until_it_fits<T>(
    prompt: &str,
    out: &mut Out,
    mut open: impl FnMut(&Secret) -> std::result::Result<T, UnlockError>,
) -> Result<T> {
    let mut dialogue = Dialogue::begin()?;
    for _ in 1..TRIES {
        match open(&dialogue.ask(prompt)?) {
            Err(UnlockError::WrongPassphrase) => out.say("That does not fit. Capitals, spaces and hyphens count."),
            other => return other.map_err(Trouble::from),
        }
    }
    open(&dialogue.ask(prompt)?).map_err(Trouble::from)
}

/// Shows a generated passphrase: once, large and in groups, so that it can be read aloud.
pub fn show_phrase(phrase: &Secret, what_for: &str, out: &mut Out) {
    let words: Vec<&str> = phrase.expose().split(' ').collect();
    let rows = words.chunks(3).enumerate().map(|(row, group)| {
        let cells = group.iter().enumerate().map(|(i, word)| format!("{}. {word:<12}", row * 3 + i + 1));
        format!("      {}\n", cells.collect::<String>().trim_end())
    });
    let rows: String = rows.collect();
    out.say(&format!("\n{what_for}\n\n{rows}\n    (six words, small letters, one space between them)\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(keys: &str) -> Option<String> {
        typed(&mut keys.as_bytes()).unwrap().map(|s| s.expose().to_owned())
    }

    #[test]
    fn a_line_is_read_as_typed_and_mended() {
        assert_eq!(line("otter zoo\n").as_deref(), Some("otter zoo"));
        assert_eq!(line("ottñ\u{7f}er\r").as_deref(), Some("otter"));
        assert_eq!(line("wrong\u{15}otter\n").as_deref(), Some("otter"));
        assert_eq!(
            line("\u{1b}[Aot\u{1b}[1;5Ct\u{1b}OPer\n").as_deref(),
            Some("otter"),
            "special keys send letters too"
        );
        assert_eq!(line("\u{1b}otter\n").as_deref(), Some("otter"), "Esc alone");
        assert_eq!(line("🦦é\n").as_deref(), Some("🦦é"));
        assert_eq!(line(&format!("{}\n", "x".repeat(5000))).unwrap().len(), LONGEST);
    }

    #[test]
    fn whoever_leaves_has_answered_nothing() {
        assert_eq!(line("half\u{3}"), None);
        assert_eq!(line("\u{4}"), None);
        assert_eq!(line("half"), None, "the terminal has gone");
        assert_eq!(
            typed(&mut b"a\xffb\xc3\n".as_slice()).unwrap().unwrap().expose(),
            "ab",
            "what is no text is dropped"
        );
    }
}
