//! The hold on the terminal: taken once, given back exactly once, whoever gives it back first.
//!
//! The drawing thread (drop, panic) and the signals' thread share it. Giving back is bounded in
//! time: a line that takes no bytes any more must not keep the program, and with it an unlocked
//! key, alive. What is typed ahead is thrown away then, so that half a note does not become a
//! shell command.

use super::writer::Writer;
use crate::trouble::{Result, Trouble};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize, tcsetattr};
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::thread::ThreadId;
use std::time::Duration;

/// Alternate screen, bracketed paste, plain style, empty screen.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[m\x1b[2J";
/// Plain style, visible cursor, and what `ENTER` set taken back.
const LEAVE: &[u8] = b"\x1b[m\x1b[?25h\x1b[?2004l\x1b[?1049l";

/// How long the last bytes may take on a slow line, and again after what is queued was dropped.
const PATIENCE: Duration = Duration::from_millis(400);

/// The line whose screen a panic has to give back.
static IN_USE: Mutex<Weak<Hold>> = Mutex::new(Weak::new());
/// Where another thread panicked while the screen was in use; told when it is given back.
static CRASHED: Mutex<Option<String>> = Mutex::new(None);
static HOOK: Once = Once::new();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// The screen is ours.
    Ours,
    /// Given back for a while (stopped by Ctrl-Z).
    Lent,
    /// Given back for good.
    Gone,
}

struct Hold {
    writer: Writer,
    /// How the terminal was set before, and how it is set while it is ours.
    before: Termios,
    raw: Termios,
    held: Mutex<Held>,
    /// The screen may not show what was drawn last.
    stale: AtomicBool,
    /// The thread that draws: its panic ends the screen, another thread's does not.
    drawer: ThreadId,
}

/// A shared hold on the terminal; cheap to clone and to send to another thread.
#[derive(Clone)]
pub struct Line(Arc<Hold>);

impl Line {
    /// Takes the terminal for the current thread.
    pub(super) fn take(out_again: impl Fn() + Send + 'static) -> Result<Self> {
        let before = tcgetattr(io::stdin()).map_err(|e| not_settable(&e))?;
        let mut raw = before.clone();
        raw.make_raw();
        let hold = Hold {
            writer: Writer::start(Tty, out_again)?,
            before,
            raw,
            held: Mutex::new(Held::Lent),
            stale: AtomicBool::new(false),
            drawer: std::thread::current().id(),
        };
        let line = Self(Arc::new(hold));
        *lock(&IN_USE) = Arc::downgrade(&line.0);
        HOOK.call_once(install_hook);
        line.take_again();
        line.0.stale.store(false, SeqCst);
        Ok(line)
    }

    pub(super) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// Whether the screen has to be drawn whole; asking takes the mark away.
    pub(super) fn take_stale(&self) -> bool {
        self.0.stale.swap(false, SeqCst)
    }

    /// Gives the terminal back for good; calling it again does nothing. Gives whether the line takes
    /// words now: on a stalled one they would be waited for without end.
    pub fn give_back(&self) -> bool {
        let takes_words = self.let_go(Held::Gone);
        if takes_words && let Some(place) = lock(&CRASHED).take() {
            notice(&format!("visitbook noticed a fault of its own at {place}. Everything saved is safe."));
        }
        takes_words
    }

    /// Gives the terminal back for a while.
    pub(super) fn lend(&self) {
        self.let_go(Held::Lent);
    }

    /// Takes the terminal again after [`Line::lend`], or after the shell changed it behind our back.
    /// Does nothing once it was given back for good.
    pub(super) fn take_again(&self) {
        let mut held = lock(&self.0.held);
        if *held == Held::Gone {
            return;
        }
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0.raw);
        self.0.stale.store(true, SeqCst);
        self.0.writer.open(ENTER);
        *held = Held::Ours;
    }

    /// Gives whether the terminal was ours and the line took the last bytes in time.
    fn let_go(&self, to: Held) -> bool {
        let mut held = lock(&self.0.held);
        let mut in_time = false;
        if *held == Held::Ours {
            self.0.stale.store(true, SeqCst);
            let closing = self.0.writer.close(LEAVE);
            in_time = closing.done_within(PATIENCE);
            if !in_time {
                // The line is stalled: drop what waits in it, which also frees the writer.
                let _ = tcflush(io::stdout(), QueueSelector::OFlush);
                closing.done_within(PATIENCE);
            }
            let _ = tcflush(io::stdin(), QueueSelector::IFlush);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0.before);
        }
        if *held != Held::Gone {
            *held = to;
        }
        in_time
    }
}

/// The terminal's size in cells, if it can tell.
pub(super) fn size() -> Option<Size> {
    let size = tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some(Size { width: size.ws_col, height: size.ws_row })
}

fn not_settable(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::new("The terminal could not be set up.", "Close the window, open a new one and try again.").because(error)
}

/// A poisoned lock only means that somebody panicked; giving the terminal back matters all the more.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install_hook() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| on_panic(info, &usual)));
}

fn on_panic(info: &PanicHookInfo<'_>, usual: &dyn Fn(&PanicHookInfo<'_>)) {
    let line = lock(&IN_USE).upgrade().map(Line);
    let Some(line) = line.filter(|line| *lock(&line.0.held) != Held::Gone) else {
        usual(info);
        return;
    };
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    if std::thread::current().id() != line.0.drawer {
        // The screen goes on. Its own thread learns of this by the missing answer.
        lock(&CRASHED).get_or_insert(place);
        return;
    }
    if !line.give_back() {
        return;
    }
    notice(&format!(
        "visitbook stopped because of a fault of its own, at {place}.\n\
         What you entered is saved, the half-typed line too. Start visitbook again to go on."
    ));
    // The words of a panic can hold a piece of a note ("… is not a char boundary; it is inside …"),
    // so they are printed only for whoever asks for a developer's report.
    if std::env::var_os("RUST_BACKTRACE").is_some_and(|v| v != "0") {
        usual(info);
    }
}

fn notice(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Standard output, without a buffer and without the lock that other printing takes.
struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(io::stdout(), bytes) {
                // Another program sharing the terminal may have made it non-blocking.
                Err(Errno::AGAIN) => wait_for_room()?,
                done => return done.map_err(io::Error::from),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn wait_for_room() -> io::Result<()> {
    let stdout = io::stdout();
    let mut fds = [PollFd::new(&stdout, PollFlags::OUT)];
    match poll(&mut fds, None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(e) => Err(e.into()),
    }
}
