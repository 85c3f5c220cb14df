//! The parts of a screen, each under a rule with its title, and boxes over it.
//!
//! A rule and a line between neighbours are all the borders there are: four sides around every part
//! would cost a slow line a thousand bytes more, and the reader two rows and four columns.

use super::lines::{self, joined};
use crate::tui::theme::{Meaning, Theme, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};

/// The border signs.
const ACROSS: &str = "─";
const DOWN: &str = "│";

/// What stands on the rule above a part.
#[derive(Default)]
pub struct Titles {
    /// At the left: what it is.
    pub title: Line<'static>,
    /// At the right: how much there is, and that there is more.
    pub right: Vec<Span<'static>>,
    between: Style,
}

impl Titles {
    /// A title and nothing else. Where the keyboard is, it has a mark and stands out; the rule stays
    /// as it is.
    pub fn new(title: &str, has_keyboard: bool, theme: Theme) -> Self {
        let style = theme.style(if has_keyboard { Meaning::Title } else { Meaning::Text });
        let mut spans = Vec::new();
        if has_keyboard {
            spans.push(Span::styled(format!("{} ", glyph::CHOSEN), style));
        }
        spans.push(lines::said(title, style));
        Self { title: Line::from(spans), right: Vec::new(), between: theme.style(Meaning::Dim) }
    }

    /// The title of a box that lies over the screen: it always has the keyboard, and needs no mark.
    pub fn over(title: &str, theme: Theme) -> Self {
        let title = Line::from(lines::said(title, theme.style(Meaning::Title)));
        Self { title, right: Vec::new(), between: theme.style(Meaning::Dim) }
    }

    /// The same with something more at the right; what is empty is passed over.
    #[must_use]
    pub fn right(mut self, parts: impl IntoIterator<Item = Span<'static>>) -> Self {
        let had = std::mem::take(&mut self.right);
        let more = joined(parts, self.between);
        self.right = match (had.is_empty(), more.is_empty()) {
            (true, _) => more,
            (false, true) => had,
            (false, false) => [had, vec![Span::styled(" · ", self.between)], more].concat(),
        };
        self
    }
}

/// The room that a part has below its rule, with a blank column at either side.
pub fn inside(area: Rect) -> Rect {
    let top = area.height.min(1);
    Rect {
        x: area.x + area.width.min(1),
        y: area.y + top,
        width: area.width.saturating_sub(2),
        height: area.height - top,
    }
}

/// The same room with the blank column at its left, for rows that begin with a mark.
pub fn with_margin(inside: Rect) -> Rect {
    let margin = inside.x.min(1);
    Rect { x: inside.x - margin, width: inside.width + margin, ..inside }
}

/// Draws the rule of a part and its titles; gives the room below, as [`inside`] does.
pub fn draw(frame: &mut Frame, area: Rect, titles: Titles, theme: Theme) -> Rect {
    let area = area.intersection(frame.area());
    if !area.is_empty() {
        let cells = usize::from(area.width);
        let rule = Rect { height: 1, ..area };
        frame.render_widget(Line::styled(ACROSS.repeat(cells), theme.style(Meaning::Dim)), rule);
        // A piece of the rule at either side, a blank at either side of each title.
        let room = cells.saturating_sub(4);
        let wanted = lines::width(&titles.title.spans) + 3;
        let right = lines::fit(titles.right, room.saturating_sub(wanted.min(room / 2)));
        let taken = lines::width(&right.spans);
        let left = lines::fit(titles.title, room.saturating_sub(if taken > 0 { taken + 3 } else { 0 }));
        let width = lines::width(&left.spans);
        if width > 0 {
            frame.render_widget(padded(left), within(rule, 1, width + 2));
        }
        if taken > 0 {
            frame.render_widget(padded(right), within(rule, cells.saturating_sub(taken + 3), taken + 2));
        }
    }
    inside(area)
}

fn padded(line: Line<'static>) -> Line<'static> {
    Line::from([vec![Span::raw(" ")], line.spans, vec![Span::raw(" ")]].concat())
}

/// A piece of a row, from `x` cells on.
fn within(row: Rect, x: usize, width: usize) -> Rect {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    Rect { x: row.x.saturating_add(small(x)), width: small(width), ..row }.intersection(row)
}

/// Draws the line between two neighbours: one column wide, from the rule above them to the row
/// before `area` ends, joined to every rule that meets it (also the one just below it).
pub fn between(frame: &mut Frame, area: Rect, theme: Theme) {
    let area = area.intersection(frame.area());
    let style = theme.style(Meaning::Dim);
    let buffer = frame.buffer_mut();
    for y in area.top()..=area.bottom() {
        let is_rule = |x: Option<u16>| x.and_then(|x| buffer.cell((x, y))).is_some_and(|cell| cell.symbol() == ACROSS);
        let (left, right) = (is_rule(area.x.checked_sub(1)), is_rule(area.x.checked_add(1)));
        let sign = match (y == area.top(), y == area.bottom(), left, right) {
            (_, true, true, true) => "┴",
            // Below its end it only joins what is there.
            (_, true, ..) => continue,
            (true, _, true, true) => "┬",
            (_, _, true, true) => "┼",
            (_, _, true, false) => "┤",
            (_, _, false, true) => "├",
            (_, _, false, false) => DOWN,
        };
        if let Some(cell) = buffer.cell_mut((area.x, y)) {
            cell.set_symbol(sign).set_style(style);
        }
    }
}

/// Draws a box of at most this size over `area`, clearing what it covers and a little around it;
/// what would stand at the right of a rule stands at the lower right.
pub fn over(frame: &mut Frame, area: Rect, size: (u16, u16), titles: Titles, theme: Theme) -> Rect {
    let area = area.intersection(frame.area());
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let over = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    let around = Rect { x: over.x.saturating_sub(2), width: over.width.saturating_add(4), ..over };
    frame.render_widget(Clear, around.intersection(area));
    let room = usize::from(width).saturating_sub(4);
    let title = padded(lines::fit(titles.title, room));
    let mut block = Block::bordered().border_style(theme.style(Meaning::Dim)).title_top(title);
    if !titles.right.is_empty() {
        block = block.title_bottom(padded(lines::fit(titles.right, room)).right_aligned());
    }
    let inner = block.inner(over);
    frame.render_widget(block, over);
    Rect { x: inner.x + u16::from(inner.width > 1), width: inner.width.saturating_sub(2), ..inner }
}

/// Draws lines from the top of `area`; what is below it is left out.
pub fn put(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) {
    for (line, y) in lines.into_iter().zip(area.top()..area.bottom()) {
        let line = lines::fit(line, usize::from(area.width));
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}

/// The first row to show so that rows `from..to` are in sight, moving as little as can be from
/// `offset`. `rows`: how many are in sight; `all`: how many there are.
pub fn first_row(offset: usize, (from, to): (usize, usize), rows: usize, all: usize) -> usize {
    let latest = all.saturating_sub(rows);
    let first = offset.min(latest).min(from);
    // The end comes into sight, but never at the cost of the beginning.
    first.max(to.saturating_sub(rows)).min(from)
}

/// What says that a list goes on above or below: `▲ 3 ▼ 11`.
pub fn more(first: usize, rows: usize, all: usize, theme: Theme) -> Span<'static> {
    let below = all.saturating_sub(first.saturating_add(rows));
    let mut words = Vec::new();
    if first > 0 {
        words.push(format!("{} {first}", glyph::MORE_ABOVE));
    }
    if below > 0 {
        words.push(format!("{} {below}", glyph::MORE_BELOW));
    }
    Span::styled(words.join(" "), theme.style(Meaning::Dim))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Colors;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn drawn(size: (u16, u16), draw: impl FnOnce(&mut Frame)) -> String {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal.draw(draw).unwrap();
        crate::tui::terminal::rows(terminal.backend().buffer())
    }

    #[test]
    fn titles_give_way_and_say_so() {
        let theme = Theme::new(Colors::None);
        let shown = drawn((24, 3), |frame| {
            let titles = Titles::new("A long title of a part", true, theme).right([Span::raw("12"), Span::raw("▼ 3")]);
            let inner = draw(frame, frame.area(), titles, theme);
            put(frame, inner, [Line::raw("text that is too long for it"), Line::raw("below")]);
        });
        assert_eq!(shown, "─ › A long… ─ 12 · ▼ 3 ─\n text that is too long…\n below\n");
    }

    #[test]
    fn the_line_between_neighbours_joins_the_rules() {
        let theme = Theme::new(Colors::None);
        let shown = drawn((20, 6), |frame| {
            for (x, y, width) in [(0, 0, 8), (9, 0, 11), (0, 2, 8), (0, 5, 20)] {
                draw(frame, Rect::new(x, y, width, 2), Titles::default(), theme);
            }
            between(frame, Rect::new(8, 0, 1, 5), theme);
        });
        insta::assert_snapshot!(shown, @r"
        ────────┬───────────
                │
        ────────┤
                │
                │
        ────────┴───────────
        ");
    }

    #[test]
    fn no_size_is_too_small() {
        let theme = Theme::new(Colors::None);
        for width in 0..12 {
            for height in 0..5 {
                drawn((width.max(1), height.max(1)), |frame| {
                    let area = Rect::new(0, 0, width, height);
                    let titles = || Titles::new("Title", true, theme).right([Span::raw("right")]);
                    let inner = draw(frame, area, titles(), theme);
                    assert_eq!(inner, inside(area));
                    put(frame, inner, [Line::raw("text")]);
                    between(frame, Rect { width: 1, ..area }, theme);
                    over(frame, area, (40, 20), titles(), theme);
                });
            }
        }
    }

    #[test]
    fn the_window_follows_the_cursor() {
        assert_eq!(first_row(0, (0, 1), 5, 20), 0);
        assert_eq!(first_row(0, (7, 8), 5, 20), 3);
        assert_eq!(first_row(10, (7, 8), 5, 20), 7);
        assert_eq!(first_row(18, (19, 20), 5, 20), 15, "no empty rows at the end");
        assert_eq!(first_row(0, (4, 9), 3, 20), 4, "what is higher than the window shows its beginning");
        assert_eq!(first_row(9, (0, 1), 5, 3), 0);
    }

    #[test]
    fn what_is_out_of_sight_is_counted() {
        let theme = Theme::new(Colors::None);
        assert_eq!(more(0, 5, 5, theme).content, "");
        assert_eq!(more(3, 5, 19, theme).content, "▲ 3 ▼ 11");
    }
}
