//! What the capture line and the long-note editor share: text that is edited by what people see as
//! one character, with undo by word.
//!
//! The text area underneath (tui-textarea) edits by code point, which leaves fragments of a family
//! emoji or a Hangul syllable, and undoes letter by letter. Here every step is widened to a whole
//! grapheme cluster, and undo keeps snapshots, one per word. The text may be confidential, so
//! clearing drops every buffer that held it; the text area's own history is kept empty.

use super::editor_key::EditorKey;
use crate::text::{clean_block, clean_line};
use std::ops::Range;
use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// The most characters (code points) one text may have: many pages, and still quick to edit.
pub const LIMIT: usize = 20_000;

/// The most steps back that are remembered.
const STEPS: usize = 200;

/// What the last edit was, to know where one undo step ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Letter,
    Space,
    Deletion,
    /// Stands alone: a paste, a completion, a deleted word.
    Whole,
}

/// The text and where the cursor was: one step of undo. Columns count code points.
struct Snapshot {
    text: String,
    cursor: (usize, usize),
}

/// A text being edited.
pub struct Editing {
    area: TextArea<'static>,
    dress: fn(&mut TextArea<'static>),
    lines: bool,
    back: Vec<Snapshot>,
    forth: Vec<Snapshot>,
    last: Option<Edit>,
}

impl Editing {
    /// An empty text of one line, or of many. `dress` sets the text area up whenever a new one is made.
    pub(super) fn new(lines: bool, dress: fn(&mut TextArea<'static>)) -> Self {
        let mut editing =
            Self { area: TextArea::default(), dress, lines, back: Vec::new(), forth: Vec::new(), last: None };
        editing.load("", (0, 0));
        editing
    }

    pub(super) fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// The whole text; lines are parted by `\n`.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.area.lines().iter().all(String::is_empty)
    }

    /// Replaces everything by another text, with the cursor at its end and nothing to undo.
    pub fn set_text(&mut self, text: &str) {
        self.forget_steps();
        let text: String = self.clean(text).chars().take(LIMIT).collect();
        self.load(&text, (usize::MAX, usize::MAX));
    }

    /// Drops the text and all that could bring it back.
    pub fn clear(&mut self) {
        self.set_text("");
        self.forget_steps();
    }

    /// Drops all that undo and redo could bring back; the text stays.
    pub fn forget_steps(&mut self) {
        self.back = Vec::new();
        self.forth = Vec::new();
        self.last = None;
    }

    /// Where the cursor is: a byte index into [`Editing::text`], always on a character's boundary.
    pub fn cursor(&self) -> usize {
        let (row, column) = self.place();
        let before: usize = self.area.lines()[..row].iter().map(|line| line.len() + 1).sum();
        before + byte_of(self.line(), column)
    }

    /// Puts the cursor at a byte index of the text (or the nearest boundary before it).
    pub fn set_cursor(&mut self, index: usize) {
        self.last = None;
        let mut left = index;
        for (row, line) in self.area.lines().iter().enumerate() {
            if left <= line.len() || row + 1 == self.area.lines().len() {
                let column = line.char_indices().take_while(|(i, _)| *i < left).count();
                self.jump(row, column);
                self.snap_back();
                return;
            }
            left -= line.len() + 1;
        }
    }

    /// Carries out a key; gives whether the text changed.
    pub fn handle(&mut self, key: EditorKey) -> bool {
        match key {
            EditorKey::Insert(c) => self.write(c),
            EditorKey::NewLine => self.lines && self.insert("\n"),
            EditorKey::Backspace => self.delete(Edit::Deletion, Self::before),
            EditorKey::Delete => self.delete(Edit::Deletion, Self::after),
            EditorKey::DeleteWordBefore => self.delete(Edit::Whole, Self::word_before),
            EditorKey::DeleteWordAfter => self.delete(Edit::Whole, Self::word_after),
            EditorKey::Undo => self.travel(true),
            EditorKey::Redo => self.travel(false),
            EditorKey::Left => self.step(|e| e.before().start),
            EditorKey::Right => self.step(|e| e.after().end),
            EditorKey::WordLeft => self.step(|e| e.word_before().start),
            EditorKey::WordRight => self.step(|e| e.word_after().end),
            EditorKey::Home => self.go(CursorMove::Head),
            EditorKey::End => self.go(CursorMove::End),
            EditorKey::Up => self.go(CursorMove::Up),
            EditorKey::Down => self.go(CursorMove::Down),
            EditorKey::Top => self.step(|_| 0),
            EditorKey::Bottom => self.step(|_| usize::MAX),
        }
    }

    /// Puts text in at the cursor, cleaned, as one step of undo. Gives `false`, and changes nothing,
    /// where it would make the whole too long.
    pub fn insert(&mut self, text: &str) -> bool {
        let cleaned = self.clean(text);
        if cleaned.is_empty() || self.area_len() + cleaned.chars().count() > LIMIT {
            return false;
        }
        self.remember(Edit::Whole);
        self.area.insert_str(cleaned);
        true
    }

    /// Replaces a byte range of the text, as completion does; the cursor goes behind it. Gives
    /// `false`, and changes nothing, where the range does not lie on boundaries or it grows too long.
    pub fn replace(&mut self, range: Range<usize>, with: &str) -> bool {
        let text = self.text();
        let with = self.clean(with);
        if text.get(range.clone()).is_none() || text.chars().count() + with.chars().count() > LIMIT {
            return false;
        }
        self.remember(Edit::Whole);
        self.put_back(&text, range, &with);
        true
    }

    /// The cursor's row and its column in code points.
    pub(super) fn place(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// The line the cursor is in.
    pub(super) fn line(&self) -> &str {
        self.area.lines().get(self.place().0).map_or("", String::as_str)
    }

    fn clean(&self, text: &str) -> String {
        if self.lines { clean_block(text) } else { clean_line(text) }
    }

    fn area_len(&self) -> usize {
        self.area.lines().iter().map(|line| line.chars().count() + 1).sum::<usize>() - 1
    }

    /// Writes one typed character; a word and the blanks before the next are one step of undo.
    fn write(&mut self, c: char) -> bool {
        // A key can carry a mark or a joiner that belongs to the character before, so only what is
        // invisible or a control on its own is dropped.
        let cleaned = clean_line(c.encode_utf8(&mut [0; 4]));
        if cleaned.is_empty() || self.area_len() >= LIMIT {
            return false;
        }
        let edit = if c.is_whitespace() { Edit::Space } else { Edit::Letter };
        let goes_on = matches!((self.last, edit), (Some(Edit::Letter), _) | (Some(Edit::Space), Edit::Space));
        if goes_on {
            self.last = Some(edit);
        } else {
            self.remember(edit);
        }
        for c in cleaned.chars() {
            self.area.insert_char(c);
        }
        true
    }

    fn delete(&mut self, edit: Edit, range: impl Fn(&Self) -> Range<usize>) -> bool {
        let range = range(self);
        if range.is_empty() {
            return false;
        }
        if !(edit == Edit::Deletion && self.last == Some(Edit::Deletion)) {
            self.remember(edit);
        }
        let text = self.text();
        self.put_back(&text, range, "");
        true
    }

    /// Puts `with` in the place of a range and the cursor behind it.
    fn put_back(&mut self, text: &str, range: Range<usize>, with: &str) {
        let count = text[range.clone()].chars().count();
        let keep = self.last;
        self.set_cursor_exactly(range.start);
        self.area.delete_str(count);
        if !with.is_empty() {
            self.area.insert_str(with);
        }
        // The text area keeps what it deleted for pasting; nobody may paste it.
        self.area.set_yank_text("");
        self.last = keep;
    }

    /// As [`Editing::set_cursor`], but trusting the caller about boundaries.
    fn set_cursor_exactly(&mut self, index: usize) {
        let mut left = index;
        let mut target = (0, 0);
        for (row, line) in self.area.lines().iter().enumerate() {
            target = (row, line.char_indices().take_while(|(i, _)| *i < left).count());
            if left <= line.len() {
                break;
            }
            left -= line.len() + 1;
        }
        self.jump(target.0, target.1);
    }

    fn travel(&mut self, back: bool) -> bool {
        let Some(snapshot) = (if back { self.back.pop() } else { self.forth.pop() }) else {
            return false;
        };
        let now = self.snapshot();
        if back { &mut self.forth } else { &mut self.back }.push(now);
        self.load(&snapshot.text, snapshot.cursor);
        self.last = None;
        true
    }

    /// Notes the text as it is, before an edit that begins a step.
    fn remember(&mut self, edit: Edit) {
        if self.back.len() == STEPS {
            self.back.remove(0);
        }
        let now = self.snapshot();
        self.back.push(now);
        self.forth.clear();
        self.last = Some(edit);
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot { text: self.text(), cursor: self.place() }
    }

    fn load(&mut self, text: &str, cursor: (usize, usize)) {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_max_histories(0);
        (self.dress)(&mut area);
        self.area = area;
        let row = cursor.0.min(self.area.lines().len() - 1);
        self.jump(row, cursor.1.min(self.area.lines()[row].chars().count()));
    }

    fn jump(&mut self, row: usize, column: usize) {
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(small(row), small(column)));
    }

    fn step(&mut self, to: impl Fn(&Self) -> usize) -> bool {
        let index = to(self);
        self.set_cursor(index);
        false
    }

    fn go(&mut self, to: CursorMove) -> bool {
        self.last = None;
        self.area.move_cursor(to);
        self.snap_back();
        false
    }

    /// Moves the cursor to the start of the character it is inside of, if it is inside of one.
    fn snap_back(&mut self) {
        let (row, column) = self.place();
        let index = byte_of(self.line(), column);
        let start = if is_boundary(self.line(), index) { index } else { boundary_before(self.line(), index) };
        if start != index {
            let column = self.line()[..start].chars().count();
            self.jump(row, column);
        }
    }

    /// The character before the cursor, as a byte range of the text; a line's start joins it to the one before.
    fn before(&self) -> Range<usize> {
        let end = self.cursor();
        let index = byte_of(self.line(), self.place().1);
        let line_start = end - index;
        let start =
            if index == 0 { line_start.saturating_sub(1) } else { line_start + boundary_before(self.line(), index) };
        start..end
    }

    /// The character under the cursor.
    fn after(&self) -> Range<usize> {
        let start = self.cursor();
        let (row, column) = self.place();
        let index = byte_of(self.line(), column);
        let line_start = start - index;
        let end = if index < self.line().len() {
            line_start + boundary_after(self.line(), index)
        } else if row + 1 < self.area.lines().len() {
            start + 1
        } else {
            start
        };
        start..end
    }

    /// From the start of the word before the cursor to the cursor.
    fn word_before(&self) -> Range<usize> {
        let index = byte_of(self.line(), self.place().1);
        if index == 0 {
            return self.before();
        }
        let end = self.cursor();
        let before = self.line()[..index].trim_end();
        let start = before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(i, c)| i + c.len_utf8());
        end - index + start..end
    }

    /// From the cursor to the start of the next word.
    fn word_after(&self) -> Range<usize> {
        let index = byte_of(self.line(), self.place().1);
        if index == self.line().len() {
            return self.after();
        }
        let start = self.cursor();
        let rest = &self.line()[index..];
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let blanks = rest[word..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - word);
        start..start + word + blanks
    }
}

fn byte_of(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(i, _)| i)
}

fn is_boundary(line: &str, index: usize) -> bool {
    GraphemeCursor::new(index, line.len(), true).is_boundary(line, 0).unwrap_or(true)
}

fn boundary_before(line: &str, index: usize) -> usize {
    line.grapheme_indices(true).map(|(i, _)| i).take_while(|i| *i < index).last().unwrap_or(0)
}

fn boundary_after(line: &str, index: usize) -> usize {
    line.grapheme_indices(true).map(|(i, g)| i + g.len()).find(|end| *end > index).unwrap_or(line.len())
}
