//! Boxes with a title: the parts of a screen, and what lies over it.

use super::lines;
use crate::tui::theme::{Meaning, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear};

/// What stands on the border of a box.
#[derive(Default)]
pub struct Titles {
    /// At the upper left: what it is.
    pub title: Line<'static>,
    /// At the upper right.
    pub right: Line<'static>,
    /// At the lower right: that there is more.
    pub below: Line<'static>,
}

impl Titles {
    /// A box with a title and nothing else on its border. Where the keyboard is, the title stands
    /// out; the border stays as it is, because redrawing it costs a slow line a thousand bytes.
    pub fn new(title: &str, has_keyboard: bool, theme: Theme) -> Self {
        let style = theme.style(if has_keyboard { Meaning::Title } else { Meaning::Text });
        Self { title: Line::from(lines::said(title, style)), ..Self::default() }
    }

    /// The same with something at the upper right.
    #[must_use]
    pub fn right(mut self, right: impl Into<Line<'static>>) -> Self {
        self.right = right.into();
        self
    }

    /// The same with something at the lower right.
    #[must_use]
    pub fn below(mut self, below: impl Into<Line<'static>>) -> Self {
        self.below = below.into();
        self
    }
}

/// Draws a box; gives the part inside, with a blank column at either side.
pub fn draw(frame: &mut Frame, area: Rect, titles: Titles, theme: Theme) -> Rect {
    bordered(frame, area, titles, BorderType::Plain, theme)
}

/// Draws a box of at most this size over the middle of `area`, clearing what it covers.
pub fn over(frame: &mut Frame, area: Rect, size: (u16, u16), titles: Titles, theme: Theme) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let over = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    frame.render_widget(Clear, over);
    bordered(frame, over, titles, BorderType::Double, theme)
}

fn bordered(frame: &mut Frame, area: Rect, titles: Titles, kind: BorderType, theme: Theme) -> Rect {
    let area = area.intersection(frame.area());
    let Titles { title, right, below } = titles;
    // Two corners, a blank at either side of each title, and a stretch of border between the two.
    let room = usize::from(area.width).saturating_sub(4);
    let right = lines::fit(right, room / 2);
    let taken = lines::width(&right.spans);
    let room_left = if taken > 0 { room.saturating_sub(taken + 3) } else { room };
    let padded = |line: Line<'static>| {
        let mut spans = vec![Span::raw(" ")];
        spans.extend(line.spans);
        spans.push(Span::raw(" "));
        Line::from(spans)
    };
    let mut block = Block::bordered().border_type(kind).border_style(theme.style(Meaning::Dim));
    if lines::width(&title.spans) > 0 {
        block = block.title_top(padded(lines::fit(title, room_left)));
    }
    if taken > 0 {
        block = block.title_top(padded(right).right_aligned());
    }
    if lines::width(&below.spans) > 0 {
        block = block.title_bottom(padded(lines::fit(below, room)).right_aligned());
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
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

/// What stands below a list that goes on above or below: `▲ 3  ▼ 11`.
pub fn more(first: usize, rows: usize, all: usize, theme: Theme) -> Line<'static> {
    let below = all.saturating_sub(first + rows);
    let mut words = Vec::new();
    if first > 0 {
        words.push(format!("{} {first}", crate::tui::theme::glyph::MORE_ABOVE));
    }
    if below > 0 {
        words.push(format!("{} {below}", crate::tui::theme::glyph::MORE_BELOW));
    }
    Line::styled(words.join("  "), theme.style(Meaning::Dim))
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
            let titles = Titles::new("A long title of a box", true, theme).right("12").below("▼ 3");
            let inner = draw(frame, frame.area(), titles, theme);
            put(frame, inner, [Line::raw("text that is too long for it"), Line::raw("below")]);
        });
        assert_eq!(shown, "┌ A long title … ── 12 ┐\n│ text that is too lon… │\n└───────────────── ▼ 3 ┘\n");
    }

    #[test]
    fn no_size_is_too_small() {
        let theme = Theme::new(Colors::None);
        for width in 0..12 {
            for height in 0..5 {
                drawn((width.max(1), height.max(1)), |frame| {
                    let area = Rect::new(0, 0, width, height);
                    let inner =
                        draw(frame, area, Titles::new("Title", true, theme).right("right").below("more"), theme);
                    put(frame, inner, [Line::raw("text")]);
                    over(frame, area, (40, 20), Titles::new("Over", true, theme), theme);
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
        assert_eq!(more(0, 5, 5, theme).to_string(), "");
        assert_eq!(more(3, 5, 19, theme).to_string(), "▲ 3  ▼ 11");
    }
}
