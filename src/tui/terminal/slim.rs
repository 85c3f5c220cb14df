//! The backend that spends few bytes: reviewers share a thin line over a school's guest Wi-Fi.
//!
//! The stock backend ends every frame with 19 bytes of resets and repeats the cursor's state; this
//! one remembers what the terminal already knows (cursor, style, what stands in each cell), takes
//! the shortest way to each cell, and writes nothing when nothing changed. It uses only what every
//! terminal since the VT100 family understands, plus erase-characters (ECH).
//!
//! It is also the last door before the terminal: a cell that holds anything but visible text is
//! cleaned here, whoever put it there, and in ASCII mode everything else becomes ASCII.

mod shown;

use crate::text::clean_line;
use crate::tui::theme::to_ascii;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth as _};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use shown::Shown;
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
    /// The row whose last column was just written. Terminals disagree about where the cursor is then,
    /// but not about where a carriage return brings it.
    edge: Option<u16>,
    visible: Option<bool>,
    look: Option<Look>,
    /// The screen is known to be empty.
    blank: bool,
    shown: Shown,
    /// The way under way, kept for its memory.
    way: String,
    /// As last asked for.
    size: StdCell<Size>,
}

impl<S: Sink> Slim<S> {
    /// A backend over a terminal that was just cleared and set to a plain look.
    pub fn new(sink: S, ascii: bool) -> Self {
        Self {
            sink,
            ascii,
            out: String::new(),
            cursor: None,
            edge: None,
            visible: None,
            look: Some(PLAIN),
            blank: true,
            shown: Shown::default(),
            way: String::new(),
            size: StdCell::new(Size::default()),
        }
    }

    /// Whether it writes ASCII only.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Forgets all that is known of the terminal.
    pub fn forget(&mut self) {
        (self.cursor, self.edge, self.visible, self.look, self.blank) = (None, None, None, None, false);
        self.shown = Shown::default();
    }

    /// Moves to `to` by the shortest way.
    fn go(&mut self, to: Position) {
        if self.cursor == Some(to) {
            return;
        }
        let start = self.out.len();
        let _ = match (to.x, to.y) {
            (0, 0) => self.out.write_str("\x1b[H"),
            (0, y) => write!(self.out, "\x1b[{}H", y + 1),
            (x, 0) => write!(self.out, "\x1b[;{}H", x + 1),
            (x, y) => write!(self.out, "\x1b[{};{}H", y + 1, x + 1),
        };
        if let Some(from) = self.cursor {
            self.way.clear();
            relative_move(from, to, &mut self.way);
            self.offer(start);
            self.way.clear();
            if from.y == to.y && from.x < to.x && self.again(from.x, to) {
                self.offer(start);
            }
        }
        // By the beginning of this row, or of one a little further down.
        let row = self.cursor.map(|from| from.y).or(self.edge);
        if let Some(down @ 0..=4) = row.and_then(|row| to.y.checked_sub(row)) {
            self.way.clear();
            self.way.push('\r');
            (0..down).for_each(|_| self.way.push('\n'));
            if to.x > 0 && !self.again(0, to) {
                counted(to.x, 'C', &mut self.way);
            }
            self.offer(start);
        }
        (self.cursor, self.edge) = (Some(to), None);
    }

    /// Takes the way under way instead of what was written from `start` on, if it is a way and shorter.
    fn offer(&mut self, start: usize) {
        if !self.way.is_empty() && self.way.len() < self.out.len() - start {
            self.out.truncate(start);
            self.out.push_str(&self.way);
        }
    }

    fn again(&mut self, from: u16, to: Position) -> bool {
        self.look.is_some_and(|now| self.shown.again(from, to, now, &mut self.way))
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
        let look = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        self.wear(look);
        let text = safe_symbol(cell.symbol());
        let width = text.cell_width();
        // Terminals disagree about the width of joined emoji and stacked marks.
        let sure = self.ascii || predictable(&text);
        let text = if self.ascii { Cow::from(to_ascii(&text)) } else { text };
        self.out.push_str(&text);
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if sure && width == 1 => self.shown.set(at, 1, Some((c, look))),
            // Nor is it known any more what a wide character covers, or leaves of one that it covers.
            _ => self.shown.set(Position { x: at.x.saturating_sub(1), ..at }, width.saturating_add(3), None),
        }
        if sure {
            self.moved_on(at, width);
        } else {
            (self.cursor, self.edge) = (None, None);
        }
    }

    /// Writes blanks that follow one another in a row, if there are any.
    fn blanks(&mut self, run: &mut Option<Run>) {
        let Some(Run { first, n }) = run.take() else { return };
        self.go(first);
        if !self.look.is_some_and(Look::suits_blanks) {
            self.wear(PLAIN);
        }
        self.shown.set(first, n, Some((' ', PLAIN)));
        let to_the_edge = first.x.saturating_add(n) >= self.size.get().width;
        match n {
            4.. if to_the_edge => self.out.push_str("\x1b[K"),
            ERASE_FROM.. => {
                let _ = write!(self.out, "\x1b[{n}X");
            }
            _ => {
                (0..n).for_each(|_| self.out.push(' '));
                self.moved_on(first, n);
            }
        }
    }

    /// Notes where the cursor is after `width` cells were written; after the last column only the
    /// row is relied on.
    fn moved_on(&mut self, from: Position, width: u16) {
        let x = from.x.saturating_add(width);
        let inside = x < self.size.get().width;
        self.cursor = inside.then_some(Position { x, y: from.y });
        self.edge = (!inside).then_some(from.y);
    }
}

/// So many blanks from a place on.
struct Run {
    first: Position,
    n: u16,
}

impl Run {
    fn end(&self) -> Position {
        Position { x: self.first.x.saturating_add(self.n), ..self.first }
    }
}

/// Adds a step by `n` cells or rows.
fn counted(n: u16, letter: char, out: &mut String) {
    let _ = if n == 1 { write!(out, "\x1b[{letter}") } else { write!(out, "\x1b[{n}{letter}") };
}

/// Adds the bytes from one place to another relative to it, if there is a short form.
fn relative_move(from: Position, to: Position, out: &mut String) {
    if from.y == to.y {
        match (from.x, to.x) {
            (_, 0) => out.push('\r'),
            (a, b) if b > a => counted(b - a, 'C', out),
            (a, b) if a - b <= 3 => (0..a - b).for_each(|_| out.push('\x08')),
            (a, b) => counted(a - b, 'D', out),
        }
    } else if from.x == to.x {
        if to.y > from.y { counted(to.y - from.y, 'B', out) } else { counted(from.y - to.y, 'A', out) }
    }
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
        self.shown.fit(self.size.get(), self.blank);
        let mut run: Option<Run> = None;
        for (x, y, cell) in content {
            let at = Position { x, y };
            if is_blank(cell) {
                match &mut run {
                    // What is blank already and lies between is erased with the rest.
                    Some(run) if self.shown.is_blank(run.end(), at) => run.n = x + 1 - run.first.x,
                    _ => {
                        self.blanks(&mut run);
                        run = Some(Run { first: at, n: 1 });
                    }
                }
                continue;
            }
            self.blanks(&mut run);
            self.put(at, cell);
            self.blank = false;
        }
        self.blanks(&mut run);
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
        self.shown = Shown::default();
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let size = self.sink.size()?;
        self.size.set(size);
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
mod tests;
