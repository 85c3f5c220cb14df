//! What the command line says: data on stdout, messages on stderr, and nothing that acts on a terminal.
//!
//! Every word from a notebook, a plan or a pack goes through here and is cleaned on the way. A reader
//! that stops listening (`| head`) is no trouble: what was asked for is still done, and the rest is
//! not written.

use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Read as _, Write as _};

/// How wide a text is laid out where no terminal says so.
const WIDTH: u16 = 100;

/// The most that is read from standard input: a note, however long, is less.
const MAX_INPUT: u64 = 256 * 1024;

/// Where the command line writes.
#[derive(Debug, Default)]
pub struct Out {
    closed: bool,
}

impl Out {
    /// Writes data to stdout, with a line end behind it.
    ///
    /// # Errors
    /// When it cannot be written (a full disk); not when the reader has gone.
    pub fn data(&mut self, text: &str) -> Result<()> {
        if self.closed || text.is_empty() {
            return Ok(());
        }
        let mut shown = printable(text);
        if !shown.ends_with('\n') {
            shown.push('\n');
        }
        let mut stdout = io::stdout().lock();
        match stdout.write_all(shown.as_bytes()).and_then(|()| stdout.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(e) => {
                Err(Trouble::new("The output could not be written.", "Check that there is room for it.").because(e))
            }
            Ok(()) => Ok(()),
        }
    }

    /// Writes a value as JSON to stdout.
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|e| Trouble::new("The data could not be written as JSON.", "Try another format.").because(e))?;
        self.data(&text)
    }

    /// Writes a document that may be bytes of text in UTF-8 (CSV).
    pub fn document(&mut self, bytes: &[u8]) -> Result<()> {
        self.data(&String::from_utf8_lossy(bytes))
    }

    /// Writes a file's bytes to stdout, exactly.
    ///
    /// # Errors
    /// When they could not all be written: what arrived is then no whole file.
    #[allow(clippy::unused_self, reason = "who may write holds the Out")]
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|e| {
            Trouble::new("The file could not be written whole.", "What arrived of it is of no use: try again.")
                .because(e)
        })
    }

    /// Says something to the person, on stderr.
    #[allow(clippy::unused_self, reason = "who may write holds the Out")]
    pub fn say(&mut self, message: &str) {
        // Nobody is left to be told that telling failed.
        let _ = writeln!(io::stderr().lock(), "{}", printable(message).trim_end());
    }

    /// How many cells a line has: the terminal's, or a fixed number where the output goes elsewhere.
    #[allow(clippy::unused_self, reason = "who may write holds the Out")]
    pub fn width(&self) -> usize {
        let there = io::stdout().is_terminal().then(crossterm::terminal::size).and_then(io::Result::ok);
        usize::from(there.map_or(WIDTH, |(columns, _)| columns).max(1))
    }
}

/// Refuses to send a file's bytes to a terminal; `instead` is what to type.
///
/// # Errors
/// When standard output is one.
pub fn not_to_a_terminal(instead: &str) -> Result<()> {
    if io::stdout().is_terminal() {
        return Err(Trouble::usage("This is a file, and nothing to look at.", format!("Send it into one: {instead}")));
    }
    Ok(())
}

/// Reads all of standard input as text, without the line end at its end.
///
/// # Errors
/// When it is not text, or far too much.
pub fn input(out: &mut Out) -> Result<String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        out.say("Write, and end with Enter and Ctrl-D.");
    }
    let mut bytes = Vec::new();
    stdin.lock().take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|e| {
        Trouble::new("The standard input could not be read.", "Nothing was saved: try again.").because(e)
    })?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(Trouble::usage(
            "That is too much for one note; nothing was saved.",
            format!("The limit is {} kB.", MAX_INPUT / 1024),
        ));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| {
        Trouble::usage("The standard input is not text in UTF-8; nothing was saved.", "Save it as UTF-8 and try again.")
    })?;
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    Ok(text)
}

/// The text with each line cleaned; line ends and a mark at the start of a file stay as the format needs them.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let rest = text.strip_prefix('\u{feff}').inspect(|_| out.push('\u{feff}')).unwrap_or(text);
    for line in rest.split_inclusive('\n') {
        let end = ["\r\n", "\n"].into_iter().find(|end| line.ends_with(end)).unwrap_or_default();
        out.push_str(&clean_line(line.strip_suffix(end).unwrap_or(line)));
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_what_acts_on_a_terminal_goes() {
        assert_eq!(printable("a\x1b[2J\nb\u{202e}c\r\nd"), "a\u{fffd}[2J\nbc\r\nd");
        assert_eq!(printable("\u{feff}id\r\n"), "\u{feff}id\r\n");
        assert_eq!(printable("a\rb\r"), "a b ", "a lone return would overwrite the line");
    }
}
