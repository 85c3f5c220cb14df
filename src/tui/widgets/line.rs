//! A text of one line: the capture line, and the fields of prompts.
//!
//! It draws itself instead of leaving that to the text area, so that the cursor stands where the
//! terminal will draw it whatever the widths of the characters, and so that a long line moves on by
//! half its width at a time: a step per key would repaint the whole line over a thin connection.

use super::editing::Editing;
use super::editor_key::EditorKey;
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// A line of text being edited.
pub struct LineEditor(Editing);

impl Default for LineEditor {
    fn default() -> Self {
        Self::new()
    }
}

impl LineEditor {
    /// An empty line.
    pub fn new() -> Self {
        Self(Editing::new(false, |_| ()))
    }

    /// What is written.
    pub fn text(&self) -> &str {
        self.0.line()
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces everything, with the cursor at the end and nothing to undo. Line breaks become blanks.
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

    /// Takes the text out and leaves the line empty.
    pub fn take(&mut self) -> String {
        let text = self.text().to_owned();
        self.clear();
        text
    }

    /// Carries out a key; gives whether the text changed.
    pub fn handle(&mut self, key: EditorKey) -> bool {
        self.0.handle(key)
    }

    /// Puts text in at the cursor, cleaned and on one line; `false` where it would grow too long.
    pub fn insert(&mut self, text: &str) -> bool {
        self.0.insert(text)
    }

    /// Replaces a byte range, as completion does, with the cursor behind it; one step of undo.
    pub fn replace(&mut self, range: Range<usize>, with: &str) -> bool {
        self.0.replace(range, with)
    }

    /// The cursor as a byte index into [`LineEditor::text`].
    pub fn cursor(&self) -> usize {
        self.0.cursor()
    }

    /// Puts the cursor at a byte index.
    pub fn set_cursor(&mut self, index: usize) {
        self.0.set_cursor(index);
    }

    /// Draws the line into the first row of `area`; gives where the terminal's cursor belongs.
    pub fn render(&self, buffer: &mut Buffer, area: Rect, style: Style) -> Position {
        let width = usize::from(area.width);
        let cells = |text: &str| text.graphemes(true).map(|g| usize::from(g.cell_width())).sum::<usize>();
        let column = cells(&self.text()[..self.cursor()]);
        let skipped = skip(column, width);
        let mut at = 0;
        for grapheme in self.text().graphemes(true) {
            let end = at + usize::from(grapheme.cell_width());
            // A wide character that the left edge cuts leaves a blank; at the right edge likewise.
            if at >= skipped
                && end <= skipped + width
                && let Ok(x) = u16::try_from(at - skipped)
            {
                buffer.set_string(area.x + x, area.y, grapheme, style);
            }
            at = end;
        }
        let x = u16::try_from(column - skipped).unwrap_or(0).min(area.width.saturating_sub(1));
        Position { x: area.x + x, y: area.y }
    }
}

/// How many cells of the line are left of the window, so that the cursor is inside of it.
fn skip(column: usize, width: usize) -> usize {
    if column < width || width < 2 {
        return if width < 2 { column } else { 0 };
    }
    let half = width / 2;
    ((column - width) / half + 1) * half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> LineEditor {
        let mut line = LineEditor::new();
        for c in text.chars() {
            line.handle(EditorKey::Insert(c));
        }
        line
    }

    fn drawn(line: &LineEditor, width: u16) -> (String, u16) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let cursor = line.render(&mut buffer, area, Style::new());
        (crate::tui::terminal::rows(&buffer).trim_end().to_owned(), cursor.x)
    }

    const FAMILY: &str = "👩‍👩‍👧‍👦";

    #[test]
    fn backspace_takes_what_people_see_as_one_character() {
        for seen in [FAMILY, "👍🏽", "🇬🇧", "e\u{301}", "각", "\u{1112}\u{1161}\u{11ab}", "✔️", "שׁ"] {
            let mut line = typed(&format!("a{seen}"));
            assert!(line.handle(EditorKey::Backspace));
            assert_eq!(line.text(), "a", "{seen:?}");
            let mut line = typed(&format!("{seen}b"));
            line.handle(EditorKey::Home);
            assert!(line.handle(EditorKey::Delete));
            assert_eq!(line.text(), "b", "{seen:?}");
        }
    }

    #[test]
    fn the_cursor_steps_over_whole_characters() {
        let mut line = typed(&format!("a{FAMILY}🇬🇧🇫🇷e\u{301}b"));
        line.handle(EditorKey::Home);
        let mut stops = vec![line.cursor()];
        while line.cursor() < line.text().len() {
            line.handle(EditorKey::Right);
            stops.push(line.cursor());
        }
        let whole: Vec<usize> = line.text().grapheme_indices(true).map(|(i, _)| i).chain([line.text().len()]).collect();
        assert_eq!(stops, whole);
        for stop in whole.into_iter().rev() {
            assert_eq!(line.cursor(), stop);
            line.handle(EditorKey::Left);
        }
        assert_eq!(line.cursor(), 0);
    }

    #[test]
    fn the_cursor_stands_where_the_terminal_draws_it() {
        assert_eq!(drawn(&typed("日本"), 20), ("日本".to_owned(), 4));
        assert_eq!(drawn(&typed(&format!("{FAMILY}x")), 20), (format!("{FAMILY}x"), 3));
        assert_eq!(drawn(&typed("e\u{301}x"), 20), ("e\u{301}x".to_owned(), 2));
        assert_eq!(drawn(&typed("שלום"), 20).1, 4);
    }

    #[test]
    fn undo_goes_word_by_word() {
        let mut line = typed("pupils explain  regrouping");
        for expected in ["pupils explain  ", "pupils ", ""] {
            assert!(line.handle(EditorKey::Undo));
            assert_eq!(line.text(), expected);
        }
        assert!(!line.handle(EditorKey::Undo));
        for expected in ["pupils ", "pupils explain  ", "pupils explain  regrouping"] {
            assert!(line.handle(EditorKey::Redo));
            assert_eq!((line.text(), line.cursor()), (expected, expected.len()));
        }
        assert!(!line.handle(EditorKey::Redo));
    }

    #[test]
    fn a_run_of_deletions_a_paste_and_a_completion_are_one_step_each() {
        let mut line = typed("tag @less");
        assert!(line.replace(4..9, "@lesson "));
        assert_eq!((line.text(), line.cursor()), ("tag @lesson ", 12));
        for _ in 0..8 {
            line.handle(EditorKey::Backspace);
        }
        assert!(line.insert("two\nlines\x1b"));
        assert_eq!(line.text(), "tag two lines\u{fffd}");
        for expected in ["tag ", "tag @lesson ", "tag @less", "tag ", ""] {
            line.handle(EditorKey::Undo);
            assert_eq!(line.text(), expected);
        }
    }

    #[test]
    fn typing_after_undo_forgets_what_could_be_redone() {
        let mut line = typed("one two");
        line.handle(EditorKey::Undo);
        line.handle(EditorKey::Insert('x'));
        assert!(!line.handle(EditorKey::Redo));
        assert_eq!(line.text(), "one x");
    }

    #[test]
    fn words_are_moved_over_and_deleted_whole() {
        let mut line = typed("Y4 #1,3 - don't  stop");
        line.handle(EditorKey::WordLeft);
        assert_eq!(line.cursor(), 17);
        line.handle(EditorKey::DeleteWordBefore);
        assert_eq!(line.text(), "Y4 #1,3 - stop");
        line.handle(EditorKey::Home);
        line.handle(EditorKey::WordRight);
        assert_eq!(line.cursor(), 3);
        line.handle(EditorKey::DeleteWordAfter);
        assert_eq!(line.text(), "Y4 - stop");
        line.handle(EditorKey::End);
        assert!(!line.handle(EditorKey::DeleteWordAfter));
    }

    #[test]
    fn a_long_line_keeps_the_cursor_in_the_window_and_moves_by_halves() {
        let mut line = LineEditor::new();
        let mut windows = Vec::new();
        for n in 0..60u8 {
            line.handle(EditorKey::Insert(char::from(b'a' + n % 26)));
            let (row, x) = drawn(&line, 10);
            assert!(x < 10);
            windows.push(row.chars().next());
        }
        windows.dedup();
        assert!(windows.len() <= 13, "the window moved {} times for 60 letters", windows.len());
        let wide = typed("日本語日本語日本語");
        let (row, x) = drawn(&wide, 7);
        assert!(crate::text::width(&row) <= 7 && x < 7, "{row:?} {x}");
        assert_eq!(drawn(&typed("abc"), 1).1, 0);
        assert_eq!(drawn(&typed("abc"), 0).1, 0);
    }

    #[test]
    fn what_is_cleared_cannot_come_back() {
        let mut line = typed("her name");
        line.handle(EditorKey::DeleteWordBefore);
        line.clear();
        assert!(!line.handle(EditorKey::Undo) && !line.handle(EditorKey::Redo));
        assert_eq!(line.text(), "");
        assert!(!line.0.area().yank_text().contains("name"));
    }

    #[test]
    fn nothing_typed_or_pasted_grows_without_end() {
        let mut line = LineEditor::new();
        assert!(!line.insert(&"x".repeat(super::super::editing::LIMIT + 1)));
        assert!(line.is_empty());
        assert!(line.insert(&"x".repeat(super::super::editing::LIMIT)));
        assert!(!line.handle(EditorKey::Insert('y')));
        assert!(!line.replace(1..usize::MAX, "z"));
        assert_eq!(line.cursor(), super::super::editing::LIMIT);
    }

    #[test]
    fn a_control_character_typed_is_not_kept() {
        let mut line = typed("a\u{202e}b\u{200b}c");
        assert_eq!(line.text(), "abc");
        line.handle(EditorKey::NewLine);
        assert_eq!(line.text(), "abc", "one line stays one line");
    }
}
