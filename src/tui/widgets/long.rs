//! A text of several lines: the editor for long notes.
//!
//! The text area wraps and scrolls; the cursor's column is put right here, because the text area
//! counts the widths of code points where the terminal draws whole characters.

use super::editing::Editing;
use super::editor_key::EditorKey;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget as _;
use tui_textarea::{TextArea, WrapMode};
use unicode_segmentation::UnicodeSegmentation as _;

/// A note of several lines being edited.
pub struct LongEditor(Editing);

impl Default for LongEditor {
    fn default() -> Self {
        Self::new()
    }
}

impl LongEditor {
    /// An empty note.
    pub fn new() -> Self {
        Self(Editing::new(true, dress))
    }

    /// What is written; lines are parted by `\n`.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces everything, with the cursor at the end and nothing to undo.
    pub fn set_text(&mut self, text: &str) {
        self.0.set_text(text);
    }

    /// Drops the text and all that could bring it back.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Drops all that undo and redo could bring back; the text stays.
    pub fn forget_steps(&mut self) {
        self.0.forget_steps();
    }

    /// Takes the text out and leaves the editor empty.
    pub fn take(&mut self) -> String {
        let text = self.text();
        self.clear();
        text
    }

    /// Carries out a key; gives whether the text changed.
    pub fn handle(&mut self, key: EditorKey) -> bool {
        self.0.handle(key)
    }

    /// Puts text in at the cursor, cleaned, its line breaks kept; `false` where it would grow too long.
    pub fn insert(&mut self, text: &str) -> bool {
        self.0.insert(text)
    }

    /// The cursor as a byte index into [`LongEditor::text`].
    pub fn cursor(&self) -> usize {
        self.0.cursor()
    }

    /// Puts the cursor at a byte index.
    pub fn set_cursor(&mut self, index: usize) {
        self.0.set_cursor(index);
    }

    /// Draws the note, wrapped at words and scrolled to the cursor; gives where the terminal's
    /// cursor belongs.
    pub fn render(&self, buffer: &mut Buffer, area: Rect, style: Style) -> Position {
        if area.is_empty() {
            return area.as_position();
        }
        let text = self.0.area();
        text.render(area, buffer);
        buffer.set_style(area, style);
        let (top, _) = text.scroll_offset();
        let row = text.screen_cursor().row;
        // The drawn row begins at this code point of the line; from there to the cursor, whole
        // characters count with the width they are drawn with.
        let begin = text.screen_to_data(row, 0).1;
        let (_, column) = self.0.place();
        let before: String = self.0.line().chars().skip(begin).take(column.saturating_sub(begin)).collect();
        let x: u16 = before.graphemes(true).map(CellWidth::cell_width).sum();
        let y = u16::try_from(row).unwrap_or(u16::MAX).saturating_sub(top);
        Position { x: area.x + x.min(area.width - 1), y: area.y + y.min(area.height - 1) }
    }
}

/// No cursor of its own and no marked line: the terminal's cursor is used, which costs fewer bytes.
fn dress(area: &mut TextArea<'static>) {
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_cursor_line_style(Style::new());
    area.set_cursor_style(Style::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> LongEditor {
        let mut note = LongEditor::new();
        note.insert(text);
        note
    }

    fn drawn(note: &LongEditor, width: u16, height: u16) -> (String, (u16, u16)) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let cursor = note.render(&mut buffer, area, Style::new());
        (crate::tui::terminal::rows(&buffer).trim_end().to_owned(), (cursor.x, cursor.y))
    }

    #[test]
    fn wraps_at_words_and_puts_the_cursor_at_the_end() {
        let note = written("Year 4 explain regrouping with counters");
        assert_eq!(drawn(&note, 16, 5), ("Year 4 explain\nregrouping with\ncounters".to_owned(), (8, 2)));
    }

    #[test]
    fn scrolls_to_the_cursor() {
        let note = written("1\n2\n3\n4\n5\n6");
        assert_eq!(drawn(&note, 10, 3), ("4\n5\n6".to_owned(), (1, 2)));
        assert_eq!(drawn(&note, 10, 0).1, (0, 0));
    }

    #[test]
    fn the_column_counts_what_is_drawn() {
        assert_eq!(drawn(&written("👩‍👩‍👧‍👦x"), 20, 2).1, (3, 0));
        assert_eq!(drawn(&written("one\n👍🏽✔️x"), 20, 3).1, (5, 1));
        assert_eq!(drawn(&written("각e\u{301}x"), 20, 2).1, (4, 0));
    }

    #[test]
    fn lines_are_joined_parted_and_undone() {
        let mut note = written("one\ntwo");
        note.set_cursor(4);
        assert!(note.handle(EditorKey::Backspace));
        assert_eq!((note.text().as_str(), note.cursor()), ("onetwo", 3));
        assert!(note.handle(EditorKey::NewLine));
        assert_eq!((note.text().as_str(), note.cursor()), ("one\ntwo", 4));
        note.handle(EditorKey::Left);
        assert!(note.handle(EditorKey::Delete));
        assert_eq!(note.text(), "onetwo");
        for expected in ["one\ntwo", "onetwo", "one\ntwo", ""] {
            assert!(note.handle(EditorKey::Undo));
            assert_eq!(note.text(), expected);
        }
    }

    #[test]
    fn up_and_down_never_land_inside_a_character() {
        let mut note = written("abcdefgh\n👩‍👩‍👧‍👦👩‍👩‍👧‍👦\nabcdefgh");
        for column in 0..8 {
            note.set_cursor(column);
            note.handle(EditorKey::Down);
            let text = note.text();
            assert!(
                text.grapheme_indices(true).any(|(i, _)| i == note.cursor()),
                "column {column} lands at {}",
                note.cursor()
            );
        }
    }

    #[test]
    fn pasted_control_characters_stay_out() {
        let note = written("a\r\nb\x1b[2J\u{202e}\tc");
        assert_eq!(note.text(), "a\nb\u{fffd}[2J c");
    }
}
