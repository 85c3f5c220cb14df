//! The backend that spends few bytes: reviewers share a thin line over a school's guest Wi-Fi.
//!
//! The stock backend ends every frame with 19 bytes of resets and repeats the cursor's state; this
//! one remembers what the terminal already knows (cursor, style, whether the screen is empty),
//! takes the shortest way to each cell, and writes nothing when nothing changed. It uses only what
//! every terminal since the VT100 family understands, plus erase-characters (ECH).
//!
//! It is also the last door before the terminal: a cell that holds anything but visible text is
//! cleaned here, whoever put it there, and in ASCII mode everything else becomes ASCII.

use crate::text::clean_line;
use crate::tui::theme::to_ascii;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth as _};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::borrow::Cow;
use std::cell::Cell as StdCell;
use std::fmt::Write as _;
use std::io;

/// Blanks in a row from which erasing them is shorter than writing them.
const ERASE_FROM: u16 = 9;

/// Where a frame's bytes go and how large the terminal is.
pub trait Sink {
    /// Takes the bytes of one frame; never called with none.
    fn frame(&mut self, bytes: Vec<u8>);
    /// The size in cells.
    fn size(&self) -> io::Result<Size>;
}

/// How the next character would look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// The backend; `None` stands for what is not known of the terminal.
pub struct Slim<S: Sink> {
    sink: S,
    ascii: bool,
    out: String,
    cursor: Option<Position>,
    visible: Option<bool>,
    look: Option<Look>,
    /// The screen is known to be empty.
    blank: bool,
    /// The frame under way began on an empty screen, so what is not drawn is blank.
    fresh: bool,
    /// The columns, as last asked for.
    width: StdCell<u16>,
}

impl<S: Sink> Slim<S> {
    /// A backend over a terminal that was just cleared and set to a plain look.
    pub fn new(sink: S, ascii: bool) -> Self {
        Self {
            sink,
            ascii,
            out: String::new(),
            cursor: None,
            visible: None,
            look: Some(PLAIN),
            blank: true,
            fresh: false,
            width: StdCell::new(0),
        }
    }

    /// Forgets all that is known of the terminal.
    pub fn forget(&mut self) {
        (self.cursor, self.visible, self.look, self.blank) = (None, None, None, false);
    }

    /// Moves to `to` by the shortest way.
    fn go(&mut self, to: Position) {
        if self.cursor == Some(to) {
            return;
        }
        let absolute = match (to.x, to.y) {
            (0, 0) => "\x1b[H".to_owned(),
            (0, y) => format!("\x1b[{}H", y + 1),
            (x, 0) => format!("\x1b[;{}H", x + 1),
            (x, y) => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let relative = self.cursor.and_then(|from| relative_move(from, to)).filter(|r| r.len() < absolute.len());
        let best = relative.unwrap_or(absolute);
        match self.blanks_between(to) {
            Some(n) if n <= best.len() => self.out.push_str(&" ".repeat(n)),
            _ => self.out.push_str(&best),
        }
        self.cursor = Some(to);
    }

    /// How many blanks lie between the cursor and `to`, if they are known to be blank and may be written over:
    /// on an empty screen a gap between two words is shorter written than jumped.
    fn blanks_between(&self, to: Position) -> Option<usize> {
        let from = self.cursor.filter(|from| self.fresh && self.blank_suits() && from.y == to.y)?;
        to.x.checked_sub(from.x).map(usize::from)
    }

    /// Whether a blank written now is an empty one: its letter's colour does not show, its ground
    /// and lines would.
    fn blank_suits(&self) -> bool {
        const SHOWS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);
        self.look.is_some_and(|now| now.bg == Color::Reset && !now.modifier.intersects(SHOWS))
    }

    /// Sets the look by the shorter of: changing what differs, or starting from plain.
    fn wear(&mut self, look: Look) {
        if self.look == Some(look) {
            return;
        }
        let from_plain = codes(PLAIN, look, "0");
        let best = match self.look {
            _ if look == PLAIN => String::new(),
            Some(now) => {
                let change = codes(now, look, "");
                if change.len() <= from_plain.len() { change } else { from_plain }
            }
            None => from_plain,
        };
        let _ = write!(self.out, "\x1b[{best}m");
        self.look = Some(look);
    }

    fn put(&mut self, at: Position, cell: &Cell) {
        self.go(at);
        self.wear(Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier });
        let text = safe_symbol(cell.symbol());
        if self.ascii {
            self.out.push_str(&to_ascii(&text));
        } else {
            self.out.push_str(&text);
        }
        // Terminals disagree about the width of joined emoji and stacked marks.
        let sure = self.ascii || predictable(&text);
        self.moved_on(at, if sure { text.cell_width() } else { u16::MAX });
    }

    /// Writes blanks that follow one another in a row, and empties the list.
    fn blanks(&mut self, run: &mut Vec<Position>) {
        let (Some(&first), Ok(n)) = (run.first(), u16::try_from(run.len())) else { return };
        run.clear();
        self.go(first);
        if !self.blank_suits() {
            self.wear(PLAIN);
        }
        let to_the_edge = first.x.saturating_add(n) >= self.width.get();
        match n {
            4.. if to_the_edge => self.out.push_str("\x1b[K"),
            ERASE_FROM.. => {
                let _ = write!(self.out, "\x1b[{n}X");
            }
            _ => {
                self.out.push_str(&" ".repeat(usize::from(n)));
                self.moved_on(first, n);
            }
        }
    }

    /// Notes where the cursor is after `width` cells were written; after the last column that is not
    /// relied on.
    fn moved_on(&mut self, from: Position, width: u16) {
        let x = from.x.saturating_add(width);
        self.cursor = (x < self.width.get()).then_some(Position { x, y: from.y });
    }
}

/// The bytes from one place to another relative to it, if there is a short form.
fn relative_move(from: Position, to: Position) -> Option<String> {
    let counted = |n: u16, letter: char| if n == 1 { format!("\x1b[{letter}") } else { format!("\x1b[{n}{letter}") };
    if from.y == to.y {
        return Some(match (from.x, to.x) {
            (_, 0) => "\r".to_owned(),
            (a, b) if b > a => counted(b - a, 'C'),
            (a, b) if a - b <= 3 => "\x08".repeat(usize::from(a - b)),
            (a, b) => counted(a - b, 'D'),
        });
    }
    if from.x == to.x {
        return Some(if to.y > from.y { counted(to.y - from.y, 'B') } else { counted(from.y - to.y, 'A') });
    }
    (to.x == 0 && to.y == from.y + 1).then(|| "\r\n".to_owned())
}

/// The SGR codes that turn the look `from` into `to`, after `first` if it is not empty.
fn codes(from: Look, to: Look, first: &str) -> String {
    const BRIGHTNESS: Modifier = Modifier::BOLD.union(Modifier::DIM);
    const SWITCHES: [(Modifier, u8, u8); 7] = [
        (Modifier::BOLD, 1, 22),
        (Modifier::DIM, 2, 22),
        (Modifier::ITALIC, 3, 23),
        (Modifier::UNDERLINED, 4, 24),
        (Modifier::REVERSED, 7, 27),
        (Modifier::HIDDEN, 8, 28),
        (Modifier::CROSSED_OUT, 9, 29),
    ];
    let mut list: Vec<String> = Vec::new();
    if !first.is_empty() {
        list.push(first.to_owned());
    }
    let mut kept = from.modifier;
    for (modifier, _, off) in SWITCHES {
        if kept.contains(modifier) && !to.modifier.contains(modifier) {
            list.push(off.to_string());
            // 22 takes both bold and dim away.
            kept -= if off == 22 { BRIGHTNESS } else { modifier };
        }
    }
    for (modifier, on, _) in SWITCHES {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            list.push(on.to_string());
        }
    }
    if from.fg != to.fg {
        list.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        list.push(colour(to.bg, 40));
    }
    list.join(";")
}

/// The SGR code of a colour; `base` is 30 for letters and 40 for the ground.
fn colour(colour: Color, base: u8) -> String {
    let plain = |n: u8| (base + n).to_string();
    let bright = |n: u8| (base + 60 + n).to_string();
    match colour {
        Color::Reset => plain(9),
        Color::Black => plain(0),
        Color::Red => plain(1),
        Color::Green => plain(2),
        Color::Yellow => plain(3),
        Color::Blue => plain(4),
        Color::Magenta => plain(5),
        Color::Cyan => plain(6),
        Color::Gray => plain(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

/// A cell's text as it may go out: visible, and a blank where nothing visible is left.
fn safe_symbol(symbol: &str) -> Cow<'_, str> {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_graphic() || c == ' ' || ('\u{2500}'..='\u{25ff}').contains(&c) => symbol.into(),
        _ => {
            let cleaned = clean_line(symbol);
            if cleaned.is_empty() { " ".into() } else { cleaned.into() }
        }
    }
}

/// Whether every terminal moves on by the width we count.
fn predictable(text: &str) -> bool {
    let mut chars = text.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if c < '\u{1f000}')
}

impl<S: Sink> Backend for Slim<S> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.fresh = self.blank;
        let mut run: Vec<Position> = Vec::new();
        for (x, y, cell) in content {
            let at = Position { x, y };
            if is_blank(cell) {
                if run.last().is_some_and(|last| last.y != y || last.x + 1 != x) {
                    self.blanks(&mut run);
                }
                run.push(at);
                continue;
            }
            self.blanks(&mut run);
            self.put(at, cell);
            self.blank = false;
        }
        self.blanks(&mut run);
        self.fresh = false;
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(false) {
            self.out.push_str("\x1b[?25l");
            self.visible = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.visible != Some(true) {
            self.out.push_str("\x1b[?25h");
            self.visible = Some(true);
        }
        Ok(())
    }

    /// Told from memory: the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        if clear_type == ClearType::All && self.blank {
            return Ok(());
        }
        self.wear(PLAIN);
        self.out.push_str(match clear_type {
            ClearType::All => "\x1b[2J",
            ClearType::AfterCursor => "\x1b[J",
            ClearType::BeforeCursor => "\x1b[1J",
            ClearType::CurrentLine => "\x1b[2K",
            ClearType::UntilNewLine => "\x1b[K",
        });
        self.blank = clear_type == ClearType::All;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let size = self.sink.size()?;
        self.width.set(size.width);
        Ok(size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.sink.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        // A style left on would colour what the shell or a broadcast message writes.
        if self.look != Some(PLAIN) && !self.out.is_empty() {
            self.wear(PLAIN);
        }
        if !self.out.is_empty() {
            self.sink.frame(std::mem::take(&mut self.out).into_bytes());
        }
        Ok(())
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && cell.modifier.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fg: Color, modifier: Modifier) -> Look {
        Look { fg, bg: Color::Reset, modifier }
    }

    #[test]
    fn one_code_ends_bold_and_dim_and_the_one_to_keep_is_said_again() {
        let both = look(Color::Reset, Modifier::BOLD | Modifier::DIM);
        let bold = look(Color::Reset, Modifier::BOLD);
        assert_eq!(codes(both, bold, ""), "22;1");
        assert_eq!(codes(bold, look(Color::Red, Modifier::UNDERLINED), ""), "22;4;31");
        assert_eq!(codes(PLAIN, look(Color::Indexed(71), Modifier::BOLD), "0"), "0;1;38;5;71");
    }

    #[test]
    fn the_shortest_way_is_taken() {
        let at = |x, y| Position { x, y };
        let way = |from, to| relative_move(from, to).unwrap_or_default();
        assert_eq!(way(at(9, 3), at(10, 3)), "\x1b[C");
        assert_eq!(way(at(9, 3), at(7, 3)), "\x08\x08");
        assert_eq!(way(at(90, 3), at(7, 3)), "\x1b[83D");
        assert_eq!(way(at(90, 3), at(0, 3)), "\r");
        assert_eq!(way(at(90, 3), at(0, 4)), "\r\n");
        assert_eq!(way(at(9, 3), at(9, 1)), "\x1b[2A");
        assert_eq!(way(at(9, 3), at(10, 5)), "", "only an absolute move leads there");
    }
}
