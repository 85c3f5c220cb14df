//! The thread that reads keys: bytes from the terminal in, [`Input`] out.
//!
//! It sleeps in a read that nothing can interrupt, so nobody ever waits for it: when the program
//! ends, it ends with the process. It reads by itself rather than through crossterm, because what is
//! typed may be confidential: crossterm keeps its buffers, and with them what was last pasted, for as
//! long as the program runs. Here every byte is wiped as soon as it was understood.

mod parse;

use super::Input;
use crate::trouble::{Result, Trouble};
use parse::Parser;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use std::sync::mpsc::Sender;
use zeroize::Zeroize as _;

/// What follows an Esc within this time belongs to it: no hand types that fast, and a slow line may
/// take a sequence apart.
const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 40_000_000 };

/// Starts reading; every key and paste goes to `to`.
///
/// # Errors
/// When the system gives no thread.
pub fn start<T>(to: Sender<T>) -> Result<()>
where
    T: From<Input> + Send + 'static,
{
    std::thread::Builder::new().name("keys".to_owned()).spawn(move || read_all(&to)).map(drop).map_err(|e| {
        Trouble::new("The computer has no room for another thread.", "Close something and try again.").because(e)
    })
}

/// Reads until the terminal is gone, which the signals' thread notices by itself and ends the program.
fn read_all<T: From<Input>>(to: &Sender<T>) {
    let mut parser = Parser::default();
    let mut bytes = [0; 1024];
    let mut read = Vec::new();
    loop {
        if parser.may_go_on() && !more_at_once() {
            parser.take_apart(&mut read);
        } else {
            match rustix::io::read(io::stdin(), &mut bytes) {
                Ok(n @ 1..) => {
                    parser.feed(&bytes[..n], &mut read);
                    bytes[..n].zeroize();
                }
                // Another program sharing the terminal may have made it non-blocking.
                Err(Errno::AGAIN) => wait(None),
                Err(Errno::INTR) => {}
                Ok(_) | Err(_) => return,
            }
        }
        for input in read.drain(..) {
            if to.send(T::from(input)).is_err() {
                return;
            }
        }
    }
}

/// Whether more comes at once.
fn more_at_once() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    !matches!(poll(&mut fds, Some(&AT_ONCE)), Ok(0))
}

fn wait(patience: Option<&Timespec>) {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let _ = poll(&mut fds, patience);
}
