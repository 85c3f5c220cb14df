//! Lines that know how wide they are: cut with `…`, set to both edges, wrapped at words.
//!
//! Widgets cut what does not fit without a word, and let through text that acts on the terminal;
//! so panes build their lines here, where a cut shows and foreign text is cleaned.

use crate::text;
use crate::tui::theme::glyph;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation as _;

/// Text from a plan, a note or a file, cleaned.
pub fn said(text: &str, style: Style) -> Span<'static> {
    Span::styled(text::clean_line(text), style)
}

/// How many cells these spans take.
pub fn width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text::width(&span.content)).sum()
}

/// Cuts a line to `cells`, ending with `…` where something was cut.
pub fn fit(line: impl Into<Line<'static>>, cells: usize) -> Line<'static> {
    let line = line.into();
    if width(&line.spans) <= cells {
        return line;
    }
    let style = line.style;
    cut(line.spans, cells).style(style)
}

/// The line with `…` at its end, whether or not it would fit.
fn cut(spans: Vec<Span<'static>>, cells: usize) -> Line<'static> {
    let Some(room) = cells.checked_sub(1) else { return Line::default() };
    let (mut out, mut left) = (Vec::new(), room);
    for span in spans {
        let taken = take(&span.content, left);
        let whole = taken.len() == span.content.len();
        left -= text::width(taken);
        out.push(Span::styled(taken.to_owned(), span.style));
        if !whole {
            break;
        }
    }
    let style = out.last().map(|span| span.style).unwrap_or_default();
    while let Some(last) = out.last_mut() {
        last.content = last.content.trim_end().to_owned().into();
        if !last.content.is_empty() {
            break;
        }
        out.pop();
    }
    out.push(Span::styled(glyph::CUT, style));
    Line::from(out)
}

/// As much of the beginning as fits into `cells`, in whole characters.
fn take(text: &str, cells: usize) -> &str {
    let (mut end, mut used) = (0, 0);
    for grapheme in text.graphemes(true) {
        used += text::width(grapheme);
        if used > cells {
            break;
        }
        end += grapheme.len();
    }
    &text[..end]
}

/// One part at the left edge and one at the right; where both do not fit, the left one is cut.
pub fn ends(left: impl Into<Line<'static>>, right: impl Into<Line<'static>>, cells: usize) -> Line<'static> {
    let right = fit(right, cells);
    let taken = width(&right.spans);
    let gap = usize::from(taken > 0);
    let left = fit(left, cells.saturating_sub(taken + gap));
    let style = left.style;
    let blank = cells.saturating_sub(width(&left.spans) + taken);
    let mut spans = left.spans;
    spans.push(Span::raw(" ".repeat(blank)));
    spans.extend(right.spans);
    Line::from(spans).style(style)
}

/// Fills the line up to `cells` with blanks, so that its style reaches the edge.
pub fn fill(line: impl Into<Line<'static>>, cells: usize) -> Line<'static> {
    ends(line, Line::default(), cells)
}

/// Text in a column of `cells`, at its left edge.
pub fn column(text: &str, cells: usize, style: Style) -> Span<'static> {
    let fitted = text::fit(text, cells);
    let blank = cells.saturating_sub(text::width(&fitted));
    Span::styled(fitted + &" ".repeat(blank), style)
}

/// Text in a column of `cells`, at its right edge.
pub fn number(text: &str, cells: usize, style: Style) -> Span<'static> {
    let fitted = text::fit(text, cells);
    let blank = cells.saturating_sub(text::width(&fitted));
    Span::styled(" ".repeat(blank) + &fitted, style)
}

/// Sets these parts side by side with a ` · ` between them; empty ones are passed over.
pub fn joined(parts: impl IntoIterator<Item = Span<'static>>, between: Style) -> Vec<Span<'static>> {
    let mut out: Vec<Span<'static>> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.content.is_empty()) {
        if !out.is_empty() {
            out.push(Span::styled(" · ", between));
        }
        out.push(part);
    }
    out
}

/// Puts `before` in front of the first line and as much blank in front of the others.
pub fn hang(before: Vec<Span<'static>>, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let blank = Span::raw(" ".repeat(width(&before)));
    let mut before = Some(before);
    let hung = lines.into_iter().map(|line| {
        let mut spans = before.take().unwrap_or_else(|| vec![blank.clone()]);
        spans.extend(line.spans);
        Line::from(spans)
    });
    hung.collect()
}

/// Wraps at words into at most `rows` lines of `cells`; the last one ends with `…` if there was more.
/// Line breaks in the text are kept.
pub fn wrap(spans: Vec<Span<'static>>, cells: usize, rows: usize) -> Vec<Line<'static>> {
    if cells == 0 || rows == 0 {
        return Vec::new();
    }
    let mut wrapping = Wrapping { cells, ..Wrapping::default() };
    for span in spans {
        for (n, piece) in span.content.split('\n').enumerate() {
            if n > 0 {
                wrapping.end_line();
            }
            for word in piece.split_inclusive(' ') {
                wrapping.word(word, span.style);
            }
        }
        // What lies beyond the rows is never looked at: a note may have many pages.
        if wrapping.lines.len() > rows {
            break;
        }
    }
    wrapping.end_line();
    let mut lines = wrapping.lines;
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.pop() {
            lines.push(cut(last.spans, cells));
        }
    }
    lines
}

/// Lines under way while text is wrapped.
#[derive(Default)]
struct Wrapping {
    cells: usize,
    lines: Vec<Line<'static>>,
    spans: Vec<Span<'static>>,
    used: usize,
}

impl Wrapping {
    /// Adds a word and the blank behind it.
    fn word(&mut self, word: &str, style: Style) {
        let mut rest = word.trim_end_matches(' ');
        if self.used > 0 && self.used + text::width(rest) > self.cells {
            self.end_line();
            if rest.is_empty() {
                return;
            }
        }
        // A word longer than a line (an address, a row of dashes) is broken anywhere.
        while text::width(rest) > self.cells {
            let piece = take(rest, self.cells);
            if piece.is_empty() {
                return;
            }
            self.push(piece, style);
            self.end_line();
            rest = &rest[piece.len()..];
        }
        self.push(rest, style);
        if word.ends_with(' ') && self.used < self.cells {
            self.push(" ", style);
        }
    }

    fn push(&mut self, piece: &str, style: Style) {
        self.used += text::width(piece);
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(piece),
            _ => self.spans.push(Span::styled(piece.to_owned(), style)),
        }
    }

    fn end_line(&mut self) {
        self.used = 0;
        self.lines.push(Line::from(std::mem::take(&mut self.spans)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(line: &Line<'_>) -> String {
        line.spans.iter().map(|span| span.content.as_ref()).collect()
    }

    fn wrapped(text: &str, cells: usize, rows: usize) -> Vec<String> {
        wrap(vec![Span::raw(text.to_owned())], cells, rows).iter().map(plain).collect()
    }

    #[test]
    fn a_cut_shows_wherever_it_falls() {
        let line = || Line::from(vec![Span::raw("one "), Span::raw("日本語"), Span::raw(" two")]);
        assert_eq!(plain(&fit(line(), 14)), "one 日本語 two");
        assert_eq!(plain(&fit(line(), 9)), "one 日本…");
        assert_eq!(plain(&fit(line(), 8)), "one 日…");
        assert_eq!(plain(&fit(line(), 5)), "one…", "no blank before the cut");
        assert_eq!(plain(&fit(line(), 1)), "…");
        assert_eq!(plain(&fit(line(), 0)), "");
    }

    #[test]
    fn the_right_edge_is_kept_and_the_left_part_gives_way() {
        assert_eq!(plain(&ends("left", "right", 12)), "left   right");
        assert_eq!(plain(&ends("a long left", "right", 12)), "a lon… right");
        assert_eq!(plain(&ends("left", "right", 3)), "ri…");
        assert_eq!(plain(&fill("ab", 4)), "ab  ");
    }

    #[test]
    fn words_wrap_whole_and_what_is_left_out_shows() {
        assert_eq!(wrapped("Year 4 explain regrouping", 11, 9), ["Year 4 ", "explain ", "regrouping"]);
        assert_eq!(wrapped("Year 4 explain regrouping", 11, 2), ["Year 4 ", "explain…"]);
        assert_eq!(wrapped("one\n\ntwo", 8, 9), ["one", "", "two"]);
        assert_eq!(wrapped("https://example.org/x", 8, 9), ["https://", "example.", "org/x"]);
        assert_eq!(wrapped("日本語日本語", 5, 9), ["日本", "語日", "本語"]);
        assert_eq!(wrapped("日本", 1, 9), [""], "a wide character that never fits is left out");
        assert!(wrapped("anything", 0, 9).is_empty());
        assert!(wrapped("anything", 9, 0).is_empty());
    }

    #[test]
    fn every_wrapped_line_fits() {
        let text = "👩‍👩‍👧‍👦 pupils’ own  words: “because it’s fair” — and so on, e\u{301}tude ".repeat(5);
        for cells in 1..40 {
            for line in wrapped(&text, cells, 100) {
                assert!(text::width(line.trim_end()) <= cells, "{line:?} in {cells}");
            }
        }
    }

    #[test]
    fn foreign_text_is_cleaned() {
        assert_eq!(said("a\x1b[2J\u{202e}b\nc", Style::new()).content, "a\u{fffd}[2Jb c");
    }
}
