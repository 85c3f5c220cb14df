//! Signals: whatever ends or stops the program, the draft is saved, the seals are locked and the
//! terminal is given back first, waiting for nobody longer than two seconds.
//!
//! A dropped SSH connection is the usual case (HUP). The thread that reads keys may hang in its read,
//! and the one that writes frames on a line that takes nothing, so the program is ended from here and
//! nobody is joined. A second thread sleeps until the terminal is
//! gone, for lines that vanish without a HUP.

use super::{Input, Line};
use crate::trouble::{Result, Trouble};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

/// How long saving and locking may take before the program ends all the same.
const PATIENCE: Duration = Duration::from_secs(2);

static ENDING: AtomicBool = AtomicBool::new(false);

/// What is about to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    /// The program ends: save the draft, lock.
    Ending,
    /// The program is stopped, for how long nobody knows: save the draft, lock.
    Stopping,
}

/// Starts watching for TERM, HUP, INT, QUIT, TSTP, CONT, WINCH and for the terminal going away.
///
/// `before` is called on a thread of its own before the terminal is given back, and may take two
/// seconds. `to` receives [`Input::Resumed`] and [`Input::Resize`]. On an ending signal the process ends with 128 plus
/// the signal's number; destructors of other threads do not run.
///
/// # Errors
/// When the system refuses the handlers or a thread.
pub fn start<T>(line: Line, to: Sender<T>, before: impl Fn(Interruption) + Send + Sync + 'static) -> Result<()>
where
    T: From<Input> + Send + 'static,
{
    let refused = |e: io::Error| {
        Trouble::new("The system does not let visitbook watch for signals.", "Start it again in a new window.")
            .because(e)
    };
    let before: Arc<dyn Fn(Interruption) + Send + Sync> = Arc::new(before);
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]).map_err(refused)?;

    let (ending, its_line) = (Arc::clone(&before), line.clone());
    thread("terminal-watch", move || {
        wait_until_gone();
        end(&its_line, &ending, SIGHUP);
    })
    .map_err(refused)?;

    thread("signals", move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => stop(&line, &before),
                SIGCONT => {
                    line.take_again();
                    let _ = to.send(T::from(Input::Resumed));
                }
                SIGWINCH => {
                    if let Some(size) = super::line::size() {
                        let _ = to.send(T::from(Input::Resize(size.width, size.height)));
                    }
                }
                _ => end(&line, &before, signal),
            }
        }
    })
    .map_err(refused)
}

/// Stops the program as Ctrl-Z does elsewhere (in raw mode that key is only a key).
///
/// Gives `false` and does nothing where no shell is there to return to: as a login's own command
/// (`ssh host visitbook`, a restricted account) or a window's only program, which nobody could
/// continue.
pub fn suspend() -> bool {
    let under_a_shell = getsid(None).is_ok_and(|session| session != getpgrp());
    under_a_shell && kill_current_process_group(Signal::TSTP).is_ok()
}

fn stop(line: &Line, before: &Arc<dyn Fn(Interruption) + Send + Sync>) {
    bounded(PATIENCE, before, Interruption::Stopping);
    line.lend();
    // Stops every thread; the CONT that continues us comes as a signal of its own.
    let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
}

fn end(line: &Line, before: &Arc<dyn Fn(Interruption) + Send + Sync>, signal: i32) {
    // A dropped connection is noticed twice, by HUP and by the terminal's going.
    if ENDING.swap(true, SeqCst) {
        loop {
            std::thread::park();
        }
    }
    bounded(PATIENCE, before, Interruption::Ending);
    line.give_back();
    // The other threads may hang in a terminal that is gone, so main can not be asked to return.
    #[allow(clippy::exit, clippy::disallowed_methods)]
    std::process::exit(128 + signal);
}

/// Calls `before` and waits for it, but not for ever. It may panic; that changes nothing here.
fn bounded(patience: Duration, before: &Arc<dyn Fn(Interruption) + Send + Sync>, what: Interruption) {
    let (done, wait) = mpsc::channel::<()>();
    let before = Arc::clone(before);
    let started = thread("before-signal", move || {
        // Dropped at the end, or by a panic: both wake the waiting side.
        let _done = done;
        before(what);
    });
    if started.is_ok() {
        let _ = wait.recv_timeout(patience);
    }
}

/// Sleeps until the terminal is gone. Asking for no event at all still reports a hang-up.
fn wait_until_gone() {
    let stdin = io::stdin();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::time::Instant;

    fn hook(f: impl Fn(Interruption) + Send + Sync + 'static) -> Arc<dyn Fn(Interruption) + Send + Sync> {
        Arc::new(f)
    }

    #[test]
    fn what_must_be_done_before_is_waited_for() {
        let said = Arc::new(Mutex::new(None));
        let hear = Arc::clone(&said);
        bounded(Duration::from_secs(20), &hook(move |i| *hear.lock().unwrap() = Some(i)), Interruption::Ending);
        assert_eq!(*said.lock().unwrap(), Some(Interruption::Ending));
    }

    #[test]
    fn but_not_for_ever() {
        let (keep, never) = mpsc::channel::<()>();
        let never = Mutex::new(never);
        let began = Instant::now();
        bounded(
            Duration::from_millis(50),
            &hook(move |_| assert!(never.lock().unwrap().recv().is_err())),
            Interruption::Stopping,
        );
        assert!(began.elapsed() < Duration::from_secs(10));
        drop(keep);
    }

    #[test]
    fn a_panic_before_the_end_does_not_hold_it_up() {
        let began = Instant::now();
        bounded(Duration::from_secs(20), &hook(|_| panic!("on purpose")), Interruption::Ending);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
