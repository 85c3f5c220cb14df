//! The keys inside a text: the same in every field, whatever the keymap.
//!
//! They are what hands know from everywhere else, so they are not in the keymaps; a test there keeps
//! keymaps from taking them away.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key inside a text. Which key that is does not depend on the keymap: they are what every text
/// field has. Undo and redo are actions of the keymap, because they reach further than the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorKey {
    /// Writes a character.
    Insert(char),
    /// Starts a new line (long notes only).
    NewLine,
    /// Deletes the character before the cursor.
    Backspace,
    /// Deletes the character under the cursor.
    Delete,
    /// Deletes the word before the cursor.
    DeleteWordBefore,
    /// Deletes the word after the cursor.
    DeleteWordAfter,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// To the start of the word before.
    WordLeft,
    /// To the start of the next word.
    WordRight,
    /// To the start of the line.
    Home,
    /// To the end of the line.
    End,
    /// One row up (long notes only).
    Up,
    /// One row down (long notes only).
    Down,
    /// To the start of the text.
    Top,
    /// To the end of the text.
    Bottom,
    /// Takes back the last word, deletion or paste.
    Undo,
    /// Does again what was taken back.
    Redo,
}

impl EditorKey {
    /// What a key means inside a text, if it means anything there.
    pub fn of(key: &KeyEvent) -> Option<Self> {
        const BY_WORD: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::ALT);
        let word = key.modifiers.intersects(BY_WORD);
        Some(match key.code {
            KeyCode::Char(c) if !word => Self::Insert(c),
            KeyCode::Char('w') if key.modifiers == KeyModifiers::CONTROL => Self::DeleteWordBefore,
            KeyCode::Char('b') if key.modifiers == KeyModifiers::ALT => Self::WordLeft,
            KeyCode::Char('f') if key.modifiers == KeyModifiers::ALT => Self::WordRight,
            KeyCode::Enter if key.modifiers.is_empty() => Self::NewLine,
            KeyCode::Backspace if word => Self::DeleteWordBefore,
            KeyCode::Backspace => Self::Backspace,
            KeyCode::Delete if word => Self::DeleteWordAfter,
            KeyCode::Delete => Self::Delete,
            KeyCode::Left if word => Self::WordLeft,
            KeyCode::Left => Self::Left,
            KeyCode::Right if word => Self::WordRight,
            KeyCode::Right => Self::Right,
            KeyCode::Home if word => Self::Top,
            KeyCode::Home => Self::Home,
            KeyCode::End if word => Self::Bottom,
            KeyCode::End => Self::End,
            KeyCode::Up if key.modifiers.is_empty() => Self::Up,
            KeyCode::Down if key.modifiers.is_empty() => Self::Down,
            _ => return None,
        })
    }
}
