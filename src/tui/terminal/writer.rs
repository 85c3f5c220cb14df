//! The frame writer: the one thread that writes to the terminal.
//!
//! A frame goes out with one `write(2)` where the line takes it whole. While it is under way nobody
//! else waits; whoever wanted to draw meanwhile is told when it is out, and draws the newest state
//! then, so that a slow line shows fewer frames instead of late ones.

use crate::trouble::{Result, Trouble};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::time::Duration;

/// What was written so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Frames that held any change.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
}

enum Order {
    /// One frame's bytes; dropped while the terminal is given back.
    Frame(Vec<u8>),
    /// The terminal is ours: write this, then take frames.
    Open(&'static [u8]),
    /// The terminal is given back: write this, take no more frames, answer.
    Close(&'static [u8], SyncSender<()>),
}

#[derive(Default)]
struct State {
    /// Frames handed over and not yet out.
    pending: AtomicUsize,
    /// Somebody wanted to draw while a frame was under way.
    wanted: AtomicBool,
    frames: AtomicU64,
    bytes: AtomicU64,
}

/// A handle on the frame writer.
#[derive(Clone)]
pub struct Writer {
    orders: Sender<Order>,
    state: Arc<State>,
}

impl Writer {
    /// Starts the thread. `out_again` is called after a frame is out, if somebody wanted to draw meanwhile.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(to: impl Write + Send + 'static, out_again: impl Fn() + Send + 'static) -> Result<Self> {
        let (orders, queue) = mpsc::channel();
        let state = Arc::new(State::default());
        let theirs = Arc::clone(&state);
        std::thread::Builder::new()
            .name("frame-writer".to_owned())
            .spawn(move || work(&queue, to, &theirs, out_again))
            .map_err(|e| {
                Trouble::new("The computer has no room for another thread.", "Close something and try again.")
                    .because(e)
            })?;
        Ok(Self { orders, state })
    }

    /// Hands over a frame; returns at once.
    pub fn frame(&self, bytes: Vec<u8>) {
        self.state.frames.fetch_add(1, SeqCst);
        self.state.bytes.fetch_add(bytes.len() as u64, SeqCst);
        self.state.pending.fetch_add(1, SeqCst);
        if self.orders.send(Order::Frame(bytes)).is_err() {
            self.state.pending.fetch_sub(1, SeqCst);
        }
    }

    /// Whether no frame is under way; after a `false`, `out_again` is called once it is out.
    pub fn ready(&self) -> bool {
        if self.state.pending.load(SeqCst) == 0 {
            return true;
        }
        self.state.wanted.store(true, SeqCst);
        // The frame may have come out between the two lines above: look again, or nobody calls.
        self.state.pending.load(SeqCst) == 0
    }

    /// Takes frames from now on, beginning with `bytes`.
    pub fn open(&self, bytes: &'static [u8]) {
        let _ = self.orders.send(Order::Open(bytes));
    }

    /// Ends with `bytes` and takes no more frames; `false` if the line did not take them in `patience`.
    ///
    /// The order stays queued after a `false`, so calling again only waits again.
    pub fn close(&self, bytes: &'static [u8]) -> Closing {
        let (answer, done) = mpsc::sync_channel(1);
        let _ = self.orders.send(Order::Close(bytes, answer));
        Closing(done)
    }

    /// What went out so far.
    pub fn counts(&self) -> Counts {
        Counts { frames: self.state.frames.load(SeqCst), bytes: self.state.bytes.load(SeqCst) }
    }
}

/// The end of the last frame, awaited.
pub struct Closing(Receiver<()>);

impl Closing {
    /// Whether the last bytes are out (or never will be), waiting at most `patience`.
    pub fn done_within(&self, patience: Duration) -> bool {
        !matches!(self.0.recv_timeout(patience), Err(mpsc::RecvTimeoutError::Timeout))
    }
}

fn work(queue: &Receiver<Order>, mut to: impl Write, state: &State, out_again: impl Fn()) {
    let mut open = false;
    for order in queue {
        // A line that is gone takes nothing; the signals' thread notices that and ends the program,
        // so an error here only must not stop the answers.
        match order {
            Order::Open(bytes) => {
                let _ = to.write_all(bytes);
                open = true;
            }
            Order::Frame(bytes) => {
                if open {
                    let _ = to.write_all(&bytes);
                }
                if state.pending.fetch_sub(1, SeqCst) == 1 && state.wanted.swap(false, SeqCst) {
                    out_again();
                }
            }
            Order::Close(bytes, answer) => {
                if open {
                    let _ = to.write_all(bytes);
                }
                open = false;
                let _ = answer.send(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::Mutex;

    /// A line that takes bytes only when told to.
    #[derive(Clone, Default)]
    struct Stalling {
        got: Arc<Mutex<Vec<Vec<u8>>>>,
        gate: Arc<Mutex<()>>,
    }

    impl Write for Stalling {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _pass = self.gate.lock().unwrap();
            self.got.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn each_frame_is_one_write_between_open_and_close() {
        let line = Stalling::default();
        let writer = Writer::start(line.clone(), || ()).unwrap();
        writer.frame(b"too early".to_vec());
        writer.open(b"<");
        writer.frame(b"one".to_vec());
        writer.frame(b"two".to_vec());
        assert!(writer.close(b">").done_within(LONG));
        writer.frame(b"too late".to_vec());
        assert!(writer.close(b">").done_within(LONG), "closing twice writes once");
        assert_eq!(*line.got.lock().unwrap(), [&b"<"[..], b"one", b"two", b">"]);
    }

    #[test]
    fn a_stalled_line_holds_up_nobody_and_tells_when_it_moves_again() {
        let line = Stalling::default();
        let (told, hear) = mpsc::channel();
        let writer = Writer::start(line.clone(), move || assert!(told.send(()).is_ok())).unwrap();
        assert!(writer.ready());
        writer.open(b"");
        let held = line.gate.lock().unwrap();
        writer.frame(b"stuck".to_vec());
        assert!(!writer.ready());
        let closing = writer.close(b">");
        assert!(!closing.done_within(Duration::from_millis(30)), "closing does not wait for ever");
        drop(held);
        hear.recv_timeout(LONG).expect("told that the frame is out");
        assert!(closing.done_within(LONG));
        assert!(writer.ready());
        assert_eq!(writer.counts(), Counts { frames: 1, bytes: 5 });
    }

    #[test]
    fn nobody_is_told_who_did_not_want_to_draw() {
        let (told, hear) = mpsc::channel();
        let writer = Writer::start(io::sink(), move || assert!(told.send(()).is_ok())).unwrap();
        writer.open(b"");
        writer.frame(b"x".to_vec());
        assert!(writer.close(b"").done_within(LONG));
        assert!(hear.try_recv().is_err());
    }

    #[test]
    fn a_line_that_is_gone_still_answers() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::from_raw_os_error(5))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let writer = Writer::start(Gone, || ()).unwrap();
        writer.open(b"x");
        writer.frame(b"x".to_vec());
        assert!(writer.close(b">").done_within(LONG));
        assert!(writer.ready());
    }
}
