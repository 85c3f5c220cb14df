//! The terminal: taken once, given back exactly once, and written to by one thread alone.
//!
//! ```text
//! keys ──Input──▶ the runner's one channel ◀──Input── signals (TERM HUP INT QUIT TSTP CONT, line gone)
//! Screen::draw ──one frame──▶ frame writer ──one write(2)──▶ terminal
//! ```
//!
//! The [`Screen`] belongs to the thread that draws; its [`Line`] is what others hold to give the
//! terminal back (drop, panic, signals). A line that takes no more bytes holds up the frame writer
//! and nobody else: saving and locking go on, and [`Screen::ready`] says when drawing makes sense
//! again. Nothing is ever asked of the terminal (no query), so the first frame waits for nothing.

pub mod keys;
mod line;
pub mod protect;
pub mod signals;
mod slim;
mod whole;
mod writer;

pub use line::Line;
pub use writer::Counts;

use super::theme::to_ascii;
use crate::trouble::{Result, Trouble};
use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use slim::{Sink, Slim};
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal as _};
use std::rc::Rc;
use std::sync::mpsc::Sender;

/// What the terminal tells the runner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed (or repeats); never a release.
    Key(KeyEvent),
    /// Text was pasted: cleaned, its line breaks kept as `\n`, its tabs too.
    Paste(String),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// The frame under way is out, and drawing was held back meanwhile: draw the newest state now.
    FrameWritten,
    /// The program goes on after having been stopped: draw; the whole screen is drawn by itself.
    Resumed,
}

/// The terminal as the drawing thread holds it.
///
/// Dropping it gives the terminal back.
pub struct Screen {
    terminal: Terminal<Slim<Outlet>>,
    line: Line,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste; asks it nothing.
    ///
    /// With `ascii`, every character beyond ASCII is drawn as its nearest ASCII one (see
    /// [`crate::tui::theme::ascii_only`]). `to` receives [`Input::FrameWritten`].
    ///
    /// From here on a panic of this thread gives the terminal back and says so on standard error,
    /// without the panic's own words, which may hold a piece of a note.
    ///
    /// # Errors
    /// When standard input or output is no terminal, or it cannot be set up.
    pub fn enter<T>(ascii: bool, to: Sender<T>) -> Result<Self>
    where
        T: From<Input> + Send + 'static,
    {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(Trouble::new(
                "visitbook's screen needs a terminal to show itself in.",
                "Start it in a terminal window without sending its input or output elsewhere. \
                 The commands (visitbook --help) work anywhere.",
            ));
        }
        let line = Line::take(move || drop(to.send(T::from(Input::FrameWritten))))?;
        let outlet = Outlet { line: line.clone(), last_size: Cell::new(Size { width: 80, height: 24 }) };
        let terminal = Terminal::new(Slim::new(outlet, ascii)).map_err(|e| unusable(&e))?;
        Ok(Self { terminal, line })
    }

    /// Whether the last frame is out, so that a new one may be drawn.
    ///
    /// After an answer of `false`, one [`Input::FrameWritten`] comes as soon as it is.
    pub fn ready(&self) -> bool {
        self.line.writer().ready()
    }

    /// Draws a frame and hands the bytes of what changed to the frame writer; a frame in which
    /// nothing changed writes nothing.
    ///
    /// # Errors
    /// Never in practice (a terminal that is gone is no error here); the signature is ratatui's.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> Result<()> {
        if self.line.take_stale() {
            self.redraw_all()?;
        }
        draw(&mut self.terminal, view).map_err(|e| unusable(&e))
    }

    /// Forgets what the terminal shows, so that the next frame is drawn whole.
    ///
    /// # Errors
    /// Never in practice (a terminal that is gone is no error here); the signature is ratatui's.
    pub fn redraw_all(&mut self) -> Result<()> {
        self.terminal.backend_mut().forget();
        self.terminal.clear().map_err(|e| unusable(&e))
    }

    /// Hands text to the clipboard of the person's own terminal (OSC 52), over SSH as well. It is a
    /// request that a terminal may refuse without a word.
    pub fn copy(&self, text: &str) {
        let mut request = String::new();
        if CopyToClipboard::to_clipboard_from(text).write_ansi(&mut request).is_ok() {
            self.line.writer().frame(request.into_bytes());
        }
    }

    /// The part of it that other threads hold.
    pub fn line(&self) -> Line {
        self.line.clone()
    }

    /// How many frames and bytes went out so far.
    pub fn written(&self) -> Counts {
        self.line.writer().counts()
    }

    /// Gives the terminal back after its last frame is out.
    pub fn leave(self) {
        drop(self);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.line.give_back();
    }
}

/// Draws a frame, spelt out in ASCII where that is all the terminal can show.
fn draw<S: Sink>(terminal: &mut Terminal<Slim<S>>, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
    let ascii = terminal.backend().is_ascii();
    terminal.draw(|frame| {
        view(frame);
        whole::keep_whole(frame.buffer_mut());
        if ascii {
            spell_out(frame.buffer_mut());
        }
    })?;
    Ok(())
}

/// Gives each stand-in a cell of its own. A wide character taken away leaves it to the terminal to
/// blank its second half, and of two narrow stand-ins the terminal would leave one standing.
fn spell_out(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width);
    for at in 0..buffer.content.len() {
        let cell = buffer.content[at].clone();
        if cell.symbol().is_ascii() {
            continue;
        }
        let to_the_edge = width - at % width;
        let stand_ins = to_ascii(cell.symbol()).into_owned();
        for (n, stand_in) in stand_ins.chars().enumerate().take(to_the_edge) {
            buffer.content[at + n] = cell.clone();
            buffer.content[at + n].set_char(stand_in);
        }
    }
}

fn unusable(error: &io::Error) -> Trouble {
    Trouble::new("The terminal could not be used.", "Close the window and open a new one; everything is saved.")
        .because(error)
}

/// Frames go to the writer thread.
struct Outlet {
    line: Line,
    last_size: Cell<Size>,
}

impl Sink for Outlet {
    fn frame(&mut self, bytes: Vec<u8>) {
        self.line.writer().frame(bytes);
    }

    /// A terminal that is gone keeps its last size: drawing goes on into nothing, and the signals'
    /// thread ends the program after saving, instead of a failed draw ending it before.
    fn size(&self) -> io::Result<Size> {
        let size = line::size().unwrap_or_else(|| self.last_size.get());
        self.last_size.set(size);
        Ok(size)
    }
}

/// A screen without a terminal: the same bytes, kept in memory. For tests and for counting.
pub struct TestScreen {
    terminal: Terminal<Slim<Memory>>,
    memory: Memory,
}

impl TestScreen {
    /// A screen of `width` by `height` cells.
    ///
    /// # Errors
    /// Never in practice; the signature is that of any terminal.
    pub fn new(width: u16, height: u16) -> Result<Self> {
        Self::with(width, height, false)
    }

    /// The same, drawing ASCII only.
    ///
    /// # Errors
    /// As [`TestScreen::new`].
    pub fn ascii(width: u16, height: u16) -> Result<Self> {
        Self::with(width, height, true)
    }

    fn with(width: u16, height: u16, ascii: bool) -> Result<Self> {
        let memory = Memory(Rc::new(RefCell::new((Vec::new(), Size { width, height }))));
        let terminal = Terminal::new(Slim::new(memory.clone(), ascii)).map_err(|e| unusable(&e))?;
        Ok(Self { terminal, memory })
    }

    /// Draws a frame and gives exactly the bytes a terminal would have got.
    ///
    /// # Errors
    /// As [`TestScreen::new`].
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> Result<Vec<u8>> {
        draw(&mut self.terminal, view).map_err(|e| unusable(&e))?;
        Ok(std::mem::take(&mut self.memory.0.borrow_mut().0))
    }

    /// Gives the screen another size; the next frame is drawn at it.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.memory.0.borrow_mut().1 = Size { width, height };
    }
}

#[derive(Clone)]
struct Memory(Rc<RefCell<(Vec<u8>, Size)>>);

impl Sink for Memory {
    fn frame(&mut self, bytes: Vec<u8>) {
        self.0.borrow_mut().0.extend(bytes);
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.0.borrow().1)
    }
}

/// The text of a drawn buffer, one line per row, without the blanks at their ends.
///
/// The second cell of a wide character is left out, so that columns read as they look.
pub fn rows(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut row = String::new();
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(crate::text::width(symbol)).unwrap_or(1).max(1);
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod pty_tests;
#[cfg(test)]
mod tests;
