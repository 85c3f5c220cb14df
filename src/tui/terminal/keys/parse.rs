//! What the bytes of a terminal mean: characters, keys, pastes.
//!
//! Only what every terminal since the VT100 family sends: UTF-8, control characters, Alt as a leading
//! Esc, the sequences of cursor and function keys with their modifiers, bracketed paste. A sequence
//! that means nothing is dropped whole, so that no piece of it stands in somebody's note.

use crate::text::clean_table;
use crate::tui::terminal::Input;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use zeroize::{Zeroize as _, Zeroizing};

const ESC: u8 = 0x1b;

/// What ends a paste.
const END_OF_PASTE: &[u8] = b"\x1b[201~";

/// The longest sequence of a key; anything longer is none.
const LONGEST: usize = 16;

/// The most bytes of one paste that are taken.
const LARGEST_PASTE: usize = 1 << 20;

/// Puts bytes together to keys and pastes.
#[derive(Default)]
pub struct Parser {
    /// What is begun and not complete.
    pending: Zeroizing<Vec<u8>>,
    paste: Option<Paste>,
}

#[derive(Default)]
struct Paste {
    bytes: Zeroizing<Vec<u8>>,
    /// So much of [`END_OF_PASTE`] was seen.
    ending: usize,
}

/// What some bytes are.
enum Step {
    /// Not complete yet.
    More,
    /// A key, made of so many bytes.
    Key(KeyEvent, usize),
    /// The beginning of a paste.
    Paste,
    /// Nothing that we know.
    Nothing,
}

impl Parser {
    /// Takes bytes and gives what they mean.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        for byte in bytes {
            match &mut self.paste {
                Some(paste) => {
                    if let Some(text) = paste.take(*byte) {
                        self.paste = None;
                        out.push(Input::Paste(text));
                    }
                }
                None => self.take(*byte, out),
            }
        }
    }

    /// Whether an Esc has come that may be a key of its own or the beginning of a sequence.
    pub fn may_go_on(&self) -> bool {
        self.pending.first() == Some(&ESC)
    }

    /// Nothing more came: the Esc was a key, and what stands behind it was typed.
    pub fn take_apart(&mut self, out: &mut Vec<Input>) {
        let pending = std::mem::take(&mut self.pending);
        for byte in pending.iter() {
            match single(&[*byte]) {
                Step::Key(key, _) => out.push(Input::Key(key)),
                Step::More | Step::Paste | Step::Nothing => {}
            }
        }
    }

    fn take(&mut self, byte: u8, out: &mut Vec<Input>) {
        if self.pending.len() >= LONGEST {
            // It goes on until its end, and then means nothing.
            self.pending.pop();
        }
        self.pending.push(byte);
        let used = match step(&self.pending) {
            Step::More => return,
            Step::Key(key, used) => {
                out.push(Input::Key(key));
                used
            }
            Step::Paste => {
                self.paste = Some(Paste::default());
                self.pending.len()
            }
            Step::Nothing => self.pending.len(),
        };
        let rest = self.pending.len() - used;
        self.pending.rotate_left(used);
        self.pending[rest..].zeroize();
        self.pending.truncate(rest);
    }
}

impl Paste {
    /// Takes one byte; gives the text when it is complete.
    fn take(&mut self, byte: u8) -> Option<String> {
        if END_OF_PASTE.get(self.ending) == Some(&byte) {
            self.ending += 1;
            if self.ending < END_OF_PASTE.len() {
                return None;
            }
            return Some(clean_table(&String::from_utf8_lossy(&self.bytes)));
        }
        // What looked like the end was text.
        let text = &END_OF_PASTE[..std::mem::take(&mut self.ending)];
        if self.bytes.len() + text.len() < LARGEST_PASTE {
            self.bytes.extend_from_slice(text);
        }
        if byte == ESC {
            self.ending = 1;
        } else if self.bytes.len() < LARGEST_PASTE {
            self.bytes.push(byte);
        }
        None
    }
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [ESC] | [ESC, b'[' | b'O'] | [ESC, b'[', b'['] => Step::More,
        // Two in a row: the first was a key of its own.
        [ESC, ESC, ..] => Step::Key(plain(KeyCode::Esc), 1),
        // The Linux console's first five function keys.
        [ESC, b'[', b'[', last @ b'A'..=b'E'] => Step::Key(plain(KeyCode::F(last - b'A' + 1)), bytes.len()),
        [ESC, b'[', b'[', _] => Step::Nothing,
        [ESC, b'[', b'2', b'0', b'0', b'~'] => Step::Paste,
        [ESC, b'[', numbers @ .., last @ b'@'..=b'~'] | [ESC, b'O', numbers @ .., last] => {
            let numbers = str::from_utf8(numbers).ok();
            numbers.and_then(|n| sequence(n, *last)).map_or(Step::Nothing, |key| Step::Key(key, bytes.len()))
        }
        [ESC, b'[', .., b' '..=b'?'] => Step::More,
        [ESC, b'[', ..] => Step::Nothing,
        [ESC, rest @ ..] => match single(rest) {
            Step::Key(mut key, used) => {
                key.modifiers |= KeyModifiers::ALT;
                Step::Key(key, used + 1)
            }
            other => other,
        },
        _ => single(bytes),
    }
}

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A character or a control character.
fn single(bytes: &[u8]) -> Step {
    let Some(first) = bytes.first() else { return Step::More };
    let control = |c: u8| KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    let key = match *first {
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        ESC => plain(KeyCode::Esc),
        // Terminals differ in what Backspace sends; 0x08 is also Ctrl-H.
        0x7f | 0x08 => plain(KeyCode::Backspace),
        0 => control(b' '),
        c @ 1..=0x1a => control(c - 1 + b'a'),
        c @ 0x1c..=0x1f => control(c - 0x1c + b'4'),
        first => {
            let long = match first {
                ..0x80 => 1,
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return Step::Nothing,
            };
            let Some(bytes) = bytes.get(..long) else { return Step::More };
            let Some(c) = str::from_utf8(bytes).ok().and_then(|s| s.chars().next()) else { return Step::Nothing };
            let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            return Step::Key(KeyEvent::new(KeyCode::Char(c), shift), long);
        }
    };
    Step::Key(key, 1)
}

/// The key behind Esc, a bracket (or an O), numbers and a last character: `[A`, `OP`, `[3~`, `[1;5C`.
fn sequence(numbers: &str, last: u8) -> Option<KeyEvent> {
    let (number, modifier) = numbers.split_once(';').unwrap_or((numbers, "1"));
    let code = match (last, number) {
        (b'A', _) => KeyCode::Up,
        (b'B', _) => KeyCode::Down,
        (b'C', _) => KeyCode::Right,
        (b'D', _) => KeyCode::Left,
        (b'H', _) | (b'~', "1" | "7") => KeyCode::Home,
        (b'F', _) | (b'~', "4" | "8") => KeyCode::End,
        (b'Z', _) => return Some(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
        (b'P'..=b'S', _) => KeyCode::F(last - b'P' + 1),
        (b'~', "2") => KeyCode::Insert,
        (b'~', "3") => KeyCode::Delete,
        (b'~', "5") => KeyCode::PageUp,
        (b'~', "6") => KeyCode::PageDown,
        (b'~', _) => KeyCode::F(match number.parse::<u8>().ok()? {
            n @ 11..=15 => n - 10,
            n @ 17..=21 => n - 11,
            n @ 23..=24 => n - 12,
            _ => return None,
        }),
        _ => return None,
    };
    let bits = modifier.parse::<u8>().ok()?.checked_sub(1)?;
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, bits & bit != 0);
    }
    Some(KeyEvent::new(code, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyModifiers as M;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Input> {
        let mut out = Vec::new();
        Parser::default().feed(bytes, &mut out);
        out
    }

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
        Input::Key(KeyEvent::new(code, modifiers))
    }

    /// The keys of a text that arrives whole, and then nothing more.
    fn keys(text: &str) -> Vec<(KeyCode, KeyModifiers)> {
        let (mut parser, mut out) = (Parser::default(), Vec::new());
        parser.feed(text.as_bytes(), &mut out);
        if parser.may_go_on() {
            parser.take_apart(&mut out);
        }
        let key = |input| if let Input::Key(key) = input { (key.code, key.modifiers) } else { panic!("{input:?}") };
        out.into_iter().map(key).collect()
    }

    #[test]
    fn keys_are_understood_whole_and_in_pieces() {
        for (bytes, code, modifiers) in [
            (&b"a"[..], KeyCode::Char('a'), M::NONE),
            (b"A", KeyCode::Char('A'), M::SHIFT),
            ("é".as_bytes(), KeyCode::Char('é'), M::NONE),
            ("É".as_bytes(), KeyCode::Char('É'), M::SHIFT),
            ("한".as_bytes(), KeyCode::Char('한'), M::NONE),
            ("👍".as_bytes(), KeyCode::Char('👍'), M::NONE),
            (b"\r", KeyCode::Enter, M::NONE),
            (b"\n", KeyCode::Char('j'), M::CONTROL),
            (b"\t", KeyCode::Tab, M::NONE),
            (b"\x7f", KeyCode::Backspace, M::NONE),
            (b"\x08", KeyCode::Backspace, M::NONE),
            (b"\x00", KeyCode::Char(' '), M::CONTROL),
            (b"\x0b", KeyCode::Char('k'), M::CONTROL),
            (b"\x1f", KeyCode::Char('7'), M::CONTROL),
            (b"\x1b[A", KeyCode::Up, M::NONE),
            (b"\x1bOD", KeyCode::Left, M::NONE),
            (b"\x1bOP", KeyCode::F(1), M::NONE),
            (b"\x1b[[E", KeyCode::F(5), M::NONE),
            (b"\x1b[15~", KeyCode::F(5), M::NONE),
            (b"\x1b[24~", KeyCode::F(12), M::NONE),
            (b"\x1b[3~", KeyCode::Delete, M::NONE),
            (b"\x1b[H", KeyCode::Home, M::NONE),
            (b"\x1b[1~", KeyCode::Home, M::NONE),
            (b"\x1b[F", KeyCode::End, M::NONE),
            (b"\x1b[5~", KeyCode::PageUp, M::NONE),
            (b"\x1b[1;5C", KeyCode::Right, M::CONTROL),
            (b"\x1b[1;2P", KeyCode::F(1), M::SHIFT),
            (b"\x1b[3;3~", KeyCode::Delete, M::ALT),
            (b"\x1b[Z", KeyCode::BackTab, M::SHIFT),
            (b"\x1bn", KeyCode::Char('n'), M::ALT),
            (b"\x1b\r", KeyCode::Enter, M::ALT),
            (b"\x1b\x7f", KeyCode::Backspace, M::ALT),
            ("\u{1b}é".as_bytes(), KeyCode::Char('é'), M::ALT),
        ] {
            assert_eq!(read(bytes), [key(code, modifiers)], "{bytes:x?}");
            let (mut parser, mut out) = (Parser::default(), Vec::new());
            for byte in bytes {
                parser.feed(&[*byte], &mut out);
            }
            assert_eq!(out, [key(code, modifiers)], "in pieces: {bytes:x?}");
            assert!(!parser.may_go_on() && parser.pending.is_empty());
        }
    }

    #[test]
    fn an_esc_of_its_own_stays_one_and_nothing_typed_is_lost() {
        let esc = (KeyCode::Esc, M::NONE);
        let typed = |c| (KeyCode::Char(c), M::NONE);
        assert_eq!(keys("\x1b"), [esc]);
        assert_eq!(keys("\x1b["), [esc, typed('[')]);
        assert_eq!(keys("\x1b[1"), [esc, typed('['), typed('1')]);
        assert_eq!(keys("\x1b\x1b"), [esc, esc]);
        assert_eq!(keys("\x1b\x1b[A"), [esc, (KeyCode::Up, M::NONE)]);
        assert_eq!(keys("a\x1b"), [typed('a'), esc]);
    }

    #[test]
    fn sequences_that_mean_nothing_are_dropped_whole() {
        let long = format!("\x1b[{}x", "1".repeat(500));
        for sequence in [
            "\x1b[201~",
            "\x1b[99~",
            "\x1b[1;0A",
            "\x1b[;;;A",
            "\x1b[1;999A",
            "\x1b[;5x",
            "\x1b[I",
            "\x1b[[x",
            "\x1bOx",
            &long,
        ] {
            assert_eq!(keys(&format!("{sequence}a")), [(KeyCode::Char('a'), M::NONE)], "{sequence:?}");
        }
        assert_eq!(read(b"\xff\x80a\xc3"), [key(KeyCode::Char('a'), M::NONE)]);
    }

    #[test]
    fn what_is_pasted_is_cleaned_and_keeps_its_lines() {
        let pasted = |text: &str| read(format!("\x1b[200~{text}\x1b[201~!").as_bytes());
        let then = key(KeyCode::Char('!'), M::NONE);
        assert_eq!(
            pasted("one\r\ntwo\x1b]52;c;x\x07\u{202e}"),
            [Input::Paste("one\ntwo\u{fffd}]52;c;x\u{fffd}".to_owned()), then.clone()]
        );
        assert_eq!(pasted("9.00\tTour"), [Input::Paste("9.00\tTour".to_owned()), then.clone()], "cells stay apart");
        assert_eq!(pasted(""), [Input::Paste(String::new()), then.clone()]);
        assert_eq!(pasted("\x1b\x1b[201"), [Input::Paste("\u{fffd}\u{fffd}[201".to_owned()), then.clone()]);
        let huge = pasted(&"x".repeat(LARGEST_PASTE + 10));
        assert_eq!(huge, [Input::Paste("x".repeat(LARGEST_PASTE)), then]);
    }

    #[test]
    fn a_paste_may_arrive_in_pieces() {
        let (mut parser, mut out) = (Parser::default(), Vec::new());
        for byte in "\x1b[200~né\x1b[201~".as_bytes() {
            parser.feed(&[*byte], &mut out);
            assert!(parser.paste.is_none() || !parser.may_go_on(), "a paste is not taken apart");
        }
        assert_eq!(out, [Input::Paste("né".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_alike_whole_and_in_pieces(
            bytes in proptest::collection::vec(
                prop_oneof![Just(ESC), proptest::sample::select(&b"[O;0123~ABZPR\x7f\r"[..]), any::<u8>()], 0..60),
            cut in any::<prop::sample::Index>()) {
            let (mut parser, mut out) = (Parser::default(), Vec::new());
            let cut = cut.index(bytes.len() + 1);
            parser.feed(&bytes[..cut], &mut out);
            parser.feed(&bytes[cut..], &mut out);
            prop_assert_eq!(out, read(&bytes));
            prop_assert!(parser.pending.len() <= LONGEST);
        }
    }
}
