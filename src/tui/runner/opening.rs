//! Opens what is sealed to me beside the screen: once after unlocking, then what arrives.
//!
//! A thread of its own with a connection of its own, so that neither the screen nor a save waits for
//! it. Locking makes what it is doing worthless: each answer carries the number of its unlocking, and
//! one that is past is dropped.

use super::In;
use crate::tasks::Desk;
use crate::tasks::opened::{CHUNK, Opener, Revealed};
use crate::trouble::{Result, Trouble};
use crate::tui::msg::Event;
use crate::vault::OpenKeys;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What the thread is asked.
enum Ask {
    /// Open what is not open yet, in the unlocking of that number.
    Open(Arc<OpenKeys>, u64),
    /// It was locked: drop the keys, and what is known.
    Forget,
}

/// The thread that opens.
pub struct Opening {
    asked: Sender<Ask>,
    number: Arc<AtomicU64>,
}

impl Opening {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the notebook cannot be opened a second time, or there is no room for a thread.
    pub fn start(desk: &Desk, to: Sender<In>) -> Result<Self> {
        let mut opener = Opener::beside(desk)?;
        let number = Arc::new(AtomicU64::new(0));
        let (asked, questions) = channel();
        let now = Arc::clone(&number);
        std::thread::Builder::new()
            .name("opening".to_owned())
            .spawn(move || {
                let mut last = 0;
                while let Some(asked) = latest(&questions) {
                    let done = match asked {
                        Ask::Forget => opener.forget(),
                        Ask::Open(keys, number) => {
                            let wanted = || now.load(Ordering::SeqCst) == number;
                            // What an earlier unlocking opened is gone from the screen, whatever was asked between.
                            let again = std::mem::replace(&mut last, number) != number;
                            let ready = if again { opener.forget() } else { Ok(()) };
                            ready.and_then(|()| open(&mut opener, &keys, number, &to, wanted))
                        }
                    };
                    if let Err(trouble) = done {
                        let _ = to.send(In::Event(Event::Failed(trouble)));
                    }
                }
            })
            .map_err(|e| {
                Trouble::new("The computer has no room for another thread.", "Close something and try again.")
                    .because(e)
            })?;
        Ok(Self { asked, number })
    }

    /// Looks for what is not open yet, and opens it.
    pub fn look(&self, keys: &Arc<OpenKeys>) {
        let _ = self.asked.send(Ask::Open(Arc::clone(keys), self.number.load(Ordering::SeqCst)));
    }

    /// Locked: what is being opened is no longer wanted.
    pub fn stop(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
        let _ = self.asked.send(Ask::Forget);
    }

    /// Whether an answer is of the unlocking that holds.
    pub fn is_current(&self, number: u64) -> bool {
        self.number.load(Ordering::SeqCst) == number
    }
}

/// The last thing that was asked; it makes what was asked before needless. None at the end.
fn latest(questions: &Receiver<Ask>) -> Option<Ask> {
    let mut latest = questions.recv().ok()?;
    while let Ok(next) = questions.try_recv() {
        latest = next;
    }
    Some(latest)
}

fn open(opener: &mut Opener, keys: &OpenKeys, number: u64, to: &Sender<In>, wanted: impl Fn() -> bool) -> Result<()> {
    let tell = |revealed: Revealed| to.send(In::Opened(number, revealed)).is_ok();
    if !wanted() {
        return Ok(());
    }
    let (found, to_open) = opener.look(keys)?;
    let mut left = to_open.len();
    let mut goes_on = tell(found);
    for chunk in to_open.chunks(CHUNK) {
        if !goes_on || !wanted() {
            break;
        }
        left -= chunk.len();
        goes_on = tell(opener.open(chunk, left, keys));
    }
    Ok(())
}
