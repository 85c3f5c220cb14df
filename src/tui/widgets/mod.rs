//! The pieces of drawing that panes share; each only reads what it is given and fills cells.
//!
//! Whatever text comes in is cleaned here once more: a pane that forgets it is still safe.

pub mod boxes;
pub mod editing;
pub mod editor_key;
pub mod line;
pub mod lines;
pub mod long;

use crate::secret::Secret;
use crate::text::{self, clean_block, clean_line};
use crate::tui::theme::{Meaning, Theme, glyph};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Widget as _};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// A piece of text in the style of what it means.
pub fn span(theme: Theme, meaning: Meaning, text: &str) -> Span<'static> {
    Span::styled(clean_line(text), theme.style(meaning))
}

/// The frame of a part of the screen, with the `borders` it needs.
///
/// That a part has the keyboard shows in its title alone (a mark and bold): restyling a whole
/// border costs a thousand bytes. Every border cell costs three; two neighbours need only one.
pub fn frame_box(theme: Theme, title: &str, focused: bool, borders: Borders) -> Block<'static> {
    let title = clean_line(title);
    let (words, meaning) = if focused {
        (format!("{} {title} ", glyph::NOW), Meaning::Title)
    } else {
        (format!(" {title} "), Meaning::Text)
    };
    let title = Line::from(Span::styled(words, theme.style(meaning)));
    Block::new().borders(borders).border_style(theme.style(Meaning::Dim)).title(title)
}

/// Clears the middle of `area`, draws a frame there of at most `width` by `height` cells, and gives
/// the room inside of it.
pub fn overlay(theme: Theme, title: &str, area: Rect, (width, height): (u16, u16), buffer: &mut Buffer) -> Rect {
    let outside = centred(area, width, height);
    Clear.render(outside, buffer);
    let block = frame_box(theme, title, true, Borders::ALL);
    let inside = block.inner(outside);
    block.render(outside, buffer);
    inside
}

/// A rectangle of at most `width` by `height` cells in the middle of `area`.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// Which rows of a list to show: the window of `height` rows that holds `chosen` and lies as near
/// to the one at `offset` as can be. The caller keeps the window's start as the next `offset`.
pub fn window(chosen: usize, offset: usize, height: usize, rows: usize) -> Range<usize> {
    if height == 0 || rows == 0 {
        return 0..0;
    }
    let chosen = chosen.min(rows - 1);
    let nearest = offset.clamp((chosen + 1).saturating_sub(height), chosen);
    let start = nearest.min(rows.saturating_sub(height));
    start..(start + height).min(rows)
}

/// Draws the rows of a list that fit, from `offset` on; gives the offset to keep.
///
/// The chosen row is marked by a sign and reversed; signs say whether there is more above or below.
pub fn list(
    theme: Theme,
    rows: &[Line<'_>],
    (chosen, offset): (Option<usize>, usize),
    area: Rect,
    buffer: &mut Buffer,
) -> usize {
    let seen = window(chosen.unwrap_or(offset), offset, usize::from(area.height), rows.len());
    for (y, at) in (area.y..).zip(seen.clone()) {
        if area.width < 2 {
            break;
        }
        if chosen == Some(at) {
            buffer.set_style(Rect { y, height: 1, ..area }, theme.style(Meaning::Chosen));
            buffer.set_string(area.x, y, glyph::NOW, theme.style(Meaning::Chosen));
        }
        buffer.set_line(area.x + 1, y, &cleaned(&rows[at]), area.width - 1);
    }
    let right = area.right().saturating_sub(1);
    if seen.start > 0 && !area.is_empty() {
        buffer.set_string(right, area.y, glyph::MORE_ABOVE, theme.style(Meaning::Dim));
    }
    if seen.end < rows.len() && !area.is_empty() {
        buffer.set_string(right, area.bottom() - 1, glyph::MORE_BELOW, theme.style(Meaning::Dim));
    }
    seen.start
}

fn cleaned<'a>(line: &Line<'a>) -> Line<'a> {
    let mut line = line.clone();
    for span in &mut line.spans {
        span.content = clean_line(&span.content).into();
    }
    line
}

/// Breaks text into lines of at most `width` cells, at blanks where it can, never inside of what
/// people see as one character. Line breaks in the text are kept.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    clean_block(text).split('\n').flat_map(|line| wrap_line(line, width.max(1))).collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut row = String::new();
    for piece in line.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        if !row.is_empty() && text::width(&row) + text::width(word) > width {
            lines.push(std::mem::take(&mut row).trim_end().to_owned());
        }
        for grapheme in piece.graphemes(true) {
            if text::width(&row) + text::width(grapheme) > width && grapheme != " " {
                lines.push(std::mem::take(&mut row).trim_end().to_owned());
            }
            // Blanks that would begin a broken line, or hang over its end, are not needed.
            let hangs = grapheme == " " && (text::width(&row) >= width || (row.is_empty() && !lines.is_empty()));
            if !hangs {
                row.push_str(grapheme);
            }
        }
    }
    lines.push(row.trim_end().to_owned());
    lines
}

/// How much there is, as dots: `●●○○`; what goes beyond `of` is not shown.
pub fn dots(full: usize, of: usize) -> String {
    let full = full.min(of);
    glyph::FULL.repeat(full) + &glyph::EMPTY.repeat(of - full)
}

/// One cell that turns as `step` counts on, while something slow is under way.
pub fn spinner(step: usize) -> &'static str {
    glyph::SPINNER[step % glyph::SPINNER.len()]
}

/// Draws a passphrase as one sign per character in the first row of `area`; gives where the
/// terminal's cursor belongs. Long ones show their end.
pub fn passphrase(secret: &Secret, area: Rect, style: Style, buffer: &mut Buffer) -> Position {
    let room = usize::from(area.width.saturating_sub(1));
    let signs = secret.chars().min(room);
    if !area.is_empty() {
        buffer.set_string(area.x, area.y, glyph::HIDDEN.repeat(signs), style);
    }
    Position { x: area.x + u16::try_from(signs).unwrap_or(0), y: area.y }
}

/// Draws hints (`Enter save  ^S seal`) as far as they fit whole.
pub fn hints(theme: Theme, hints: &[crate::tui::keymap::Hint], area: Rect, buffer: &mut Buffer) {
    let mut x = area.x;
    for hint in hints {
        let needs = text::width(&hint.key) + 1 + text::width(hint.does);
        let Ok(needs) = u16::try_from(needs) else { return };
        if area.is_empty() || x + needs > area.right() {
            return;
        }
        let (after_key, _) = buffer.set_stringn(x, area.y, &hint.key, usize::from(needs), theme.style(Meaning::Key));
        let (end, _) =
            buffer.set_stringn(after_key + 1, area.y, hint.does, usize::from(needs), theme.style(Meaning::Dim));
        x = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::{Action, Context};
    use crate::tui::keymap::Keymap;
    use crate::tui::terminal::rows;
    use crate::tui::theme::Colors;

    const THEME: fn() -> Theme = || Theme::new(Colors::None);

    fn drawn(width: u16, height: u16, draw: impl FnOnce(Rect, &mut Buffer)) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        draw(area, &mut buffer);
        rows(&buffer)
    }

    #[test]
    fn text_is_wrapped_at_words_and_never_inside_a_character() {
        assert_eq!(wrap("Year 4 explain regrouping", 14), ["Year 4 explain", "regrouping"]);
        assert_eq!(wrap("Year 4 explain regrouping", 13), ["Year 4", "explain", "regrouping"]);
        assert_eq!(wrap("supercalifragilistic", 8), ["supercal", "ifragili", "stic"]);
        assert_eq!(wrap("a  b\n\nc", 20), ["a  b", "", "c"]);
        assert_eq!(wrap("日本語日本語", 5), ["日本", "語日", "本語"]);
        assert_eq!(wrap("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2), ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("a\u{202e}b\x1b", 5), ["ab\u{fffd}"]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn wrapping_keeps_every_character_and_the_width(text in "[a-z日é 👍\n]{0,80}", width in 2usize..20) {
            let lines = wrap(&text, width);
            for line in &lines {
                proptest::prop_assert!(text::width(line) <= width, "{line:?} in {width}");
            }
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn the_window_holds_the_chosen_row_and_wastes_no_room(
            chosen in 0usize..50, offset in 0usize..60, height in 1usize..12, rows in 1usize..50,
        ) {
            let seen = window(chosen, offset, height, rows);
            proptest::prop_assert!(seen.contains(&chosen.min(rows - 1)));
            proptest::prop_assert_eq!(seen.len(), height.min(rows));
        }
    }

    #[test]
    fn the_window_moves_only_when_it_must() {
        assert_eq!(window(5, 3, 4, 20), 3..7);
        assert_eq!(window(7, 3, 4, 20), 4..8);
        assert_eq!(window(2, 3, 4, 20), 2..6);
        assert_eq!(window(0, 9, 4, 0), 0..0);
    }

    #[test]
    fn a_list_marks_what_is_chosen_and_that_there_is_more() {
        let lines: Vec<Line> = (1..=9).map(|n| Line::from(format!("note {n}"))).collect();
        let shown = drawn(12, 3, |area, buffer| {
            assert_eq!(list(THEME(), &lines, (Some(4), 0), area, buffer), 2);
        });
        insta::assert_snapshot!(shown, @r"
         note 3    ▲
         note 4
        ▶note 5    ▼
        ");
        let hostile = [Line::from("a\u{202e}b")];
        assert_eq!(
            drawn(6, 1, |area, buffer| assert_eq!(list(THEME(), &hostile, (None, 0), area, buffer), 0)),
            " ab\n"
        );
        for (width, height) in [(0, 0), (1, 1), (2, 1)] {
            drawn(width, height, |area, buffer| assert!(list(THEME(), &lines, (Some(8), 0), area, buffer) <= 8));
        }
    }

    #[test]
    fn a_frame_says_in_its_title_whether_it_has_the_keyboard() {
        let shown = drawn(24, 6, |area, buffer| {
            let [top, bottom] = [Rect { height: 3, ..area }, Rect { y: 3, height: 3, ..area }];
            frame_box(THEME(), "Day\u{202e}", true, Borders::ALL).render(top, buffer);
            frame_box(THEME(), "Questions", false, Borders::TOP | Borders::LEFT).render(bottom, buffer);
        });
        insta::assert_snapshot!(shown, @r"
        ┌▶ Day ────────────────┐
        │                      │
        └──────────────────────┘
        ┌ Questions ────────────
        │
        │
        ");
    }

    #[test]
    fn an_overlay_lies_in_the_middle_and_shrinks_with_the_screen() {
        let shown = drawn(20, 5, |area, buffer| {
            buffer.set_string(0, 2, "x".repeat(20), Style::new());
            let inside = overlay(THEME(), "Help", area, (14, 3), buffer);
            assert_eq!(inside, Rect::new(4, 2, 12, 1));
        });
        insta::assert_snapshot!(shown, @r"

           ┌▶ Help ─────┐
        xxx│            │xxx
           └────────────┘
        ");
        assert_eq!(centred(Rect::new(0, 0, 4, 2), 10, 10), Rect::new(0, 0, 4, 2));
        drawn(1, 1, |area, buffer| assert!(overlay(THEME(), "Help", area, (14, 3), buffer).is_empty()));
    }

    #[test]
    fn a_passphrase_shows_its_length_at_most() {
        let secret = Secret::new("otter añ".to_owned());
        let shown = drawn(6, 1, |area, buffer| {
            assert_eq!(passphrase(&secret, area, Style::new(), buffer), Position { x: 5, y: 0 });
        });
        assert_eq!(shown, "•••••\n");
    }

    #[test]
    fn hints_are_left_out_whole_where_there_is_no_room() {
        let keymap = Keymap::built_in("default").unwrap();
        let given = keymap.hints(Context::DayCapture, &[Action::Save, Action::SealToggle, Action::Palette]);
        assert_eq!(drawn(21, 1, |area, buffer| hints(THEME(), &given, area, buffer)), "Enter save  ^S seal\n");
        assert_eq!(drawn(9, 1, |area, buffer| hints(THEME(), &given, area, buffer)), "\n");
    }

    #[test]
    fn dots_and_spinner() {
        assert_eq!(dots(3, 4), "●●●○");
        assert_eq!(dots(9, 4), "●●●●");
        assert_ne!(spinner(1), spinner(2));
        assert_eq!(spinner(1), spinner(5));
    }
}
