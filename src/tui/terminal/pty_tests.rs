//! Each way out of the screen, tried in a real pseudo-terminal.
//!
//! The program under test is this very test executable, started again for its one test [`child`],
//! which does nothing unless it is told what to play.

use super::signals::Interruption;
use super::*;
use crossterm::event::KeyCode;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const PLAY: &str = "VISITBOOK_TEST_PLAY";
const TIME: Duration = Duration::from_secs(20);
const LEFT: &str = "\x1b[?2004l\x1b[?1049l";

/// Plays a small program on a real screen: shows each key, and leaves as the key says.
#[test]
fn child() {
    let Some(diary) = std::env::var_os(PLAY).map(PathBuf::from) else { return };
    let note = |diary: &PathBuf, words: &str| crate::files::replace_private(diary, words.as_bytes()).unwrap();
    let of_signals = diary.clone();
    let (to, inputs) = mpsc::channel::<Input>();
    let mut screen = Screen::enter(false, to.clone()).unwrap();
    signals::start(screen.line(), to.clone(), move |why| {
        let said = if why == Interruption::Ending { "saved and locked" } else { "locked" };
        note(&of_signals, said);
    })
    .unwrap();
    keys::start(to).unwrap();
    let mut shown = "ready".to_owned();
    loop {
        screen.draw(|frame| frame.render_widget(&*shown, frame.area())).unwrap();
        match inputs.recv().unwrap() {
            Input::Key(key) => match key.code {
                KeyCode::Char('q') => return,
                KeyCode::Char('p') => panic!("a piece of a note"),
                KeyCode::Char('t') => {
                    std::thread::spawn(|| panic!("a piece of a note")).join().unwrap_err();
                    shown = "still here".to_owned();
                }
                KeyCode::Char('z') => shown = format!("suspended {}", signals::suspend()),
                KeyCode::Char('f') => {
                    // Far more than a pseudo-terminal holds: nobody reads it, so the line stalls.
                    for n in 0..200 {
                        let letter = char::from(b'a' + n % 26).to_string();
                        screen.draw(|frame| fill(frame, &letter)).unwrap();
                    }
                    shown = "unseen".to_owned();
                    note(&diary, if screen.ready() { "not stalled" } else { "flooded" });
                }
                KeyCode::Char('P') => {
                    for _ in 0..100 {
                        screen.draw(|frame| fill(frame, "x")).unwrap();
                        screen.draw(|frame| fill(frame, "y")).unwrap();
                    }
                    std::panic::catch_unwind(|| panic!("on a stalled line")).unwrap_err();
                    // The test harness would wait for the line; the program's main does not.
                    #[allow(clippy::exit, clippy::disallowed_methods)]
                    std::process::exit(101);
                }
                other => shown = format!("key {other}"),
            },
            Input::Paste(text) => shown = format!("pasted {text}"),
            Input::Resize(width, height) => shown = format!("size {width} {height}"),
            Input::Resumed => shown = "resumed".to_owned(),
            Input::FrameWritten => {}
        }
    }
}

fn fill(frame: &mut Frame, symbol: &str) {
    for cell in &mut frame.buffer_mut().content {
        cell.set_symbol(symbol);
    }
}

struct Play {
    program: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn std::io::Write + Send>,
    output: Receiver<Vec<u8>>,
    seen: String,
    screen: vt100::Parser,
    diary: tempfile::TempDir,
    before: String,
}

impl Play {
    fn begin() -> Self {
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        let diary = tempfile::tempdir().unwrap();
        let before = format!("{:?}", pty.master.get_termios().unwrap());
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "tui::terminal::pty_tests::child", "--nocapture", "--test-threads=1"]);
        command.env(PLAY, diary.path().join("diary"));
        command.env_remove("RUST_BACKTRACE");
        let program = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (to, output) = mpsc::sync_channel(0);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if to.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keyboard = pty.master.take_writer().unwrap();
        let mut play = Self {
            program,
            master: pty.master,
            keyboard,
            output,
            seen: String::new(),
            screen: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0),
            diary,
            before,
        };
        play.wait_for_screen("ready");
        play
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Reads on until these bytes came; what came up to them is forgotten.
    fn wait_for(&mut self, text: &str) {
        self.read_until(text, |play| play.seen.contains(text));
        let end = self.seen.find(text).unwrap() + text.len();
        self.seen.drain(..end);
    }

    /// Reads on until the screen shows `text`.
    fn wait_for_screen(&mut self, text: &str) {
        self.read_until(text, |play| play.screen.screen().contents().contains(text));
    }

    fn read_until(&mut self, text: &str, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + TIME;
        while !done(self) {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("{text:?} never came; on the screen: {:?}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.program.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// The exit status; the program is killed and the test fails if there is none in time.
    fn status(&mut self) -> u32 {
        let until = Instant::now() + TIME;
        loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                return status.exit_code();
            }
            if Instant::now() > until {
                self.program.kill().unwrap();
                panic!("the program did not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn terminal_is_as_before(&self) -> bool {
        format!("{:?}", self.master.get_termios().unwrap()) == self.before
    }

    fn diary(&self) -> String {
        std::fs::read_to_string(self.diary.path().join("diary")).unwrap_or_default()
    }

    /// Waits until the system says that the program is stopped (`true`) or goes on.
    fn wait_until_stopped(&self, stopped: bool) {
        let path = format!("/proc/{}/stat", self.program.process_id().unwrap());
        let until = Instant::now() + TIME;
        loop {
            let stat = std::fs::read_to_string(&path).unwrap();
            if stat.rsplit(')').next().unwrap().trim_start().starts_with('T') == stopped {
                return;
            }
            assert!(Instant::now() < until, "{stat}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn leaving_gives_the_terminal_back() {
    let mut play = Play::begin();
    assert!(!play.terminal_is_as_before());
    play.press("x");
    play.wait_for_screen("key x");
    play.press("\x1b[200~two\rlines\x1b[201~");
    play.wait_for_screen("pasted two");
    play.master.resize(PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
    play.wait_for_screen("size 100 30");
    play.press("q");
    play.wait_for(LEFT);
    assert_eq!(play.status(), 0);
    assert!(play.terminal_is_as_before());
    assert_eq!(play.diary(), "", "nothing interrupted it");
}

#[test]
fn a_panic_gives_the_terminal_back_and_tells_no_words_of_a_note() {
    let mut play = Play::begin();
    play.press("p");
    play.wait_for(LEFT);
    play.wait_for("visitbook stopped because of a fault of its own");
    play.wait_for("is saved");
    assert_eq!(play.status(), 101);
    assert!(play.terminal_is_as_before());
    while let Ok(bytes) = play.output.recv_timeout(Duration::from_millis(200)) {
        play.seen.push_str(&String::from_utf8_lossy(&bytes));
    }
    assert!(!play.seen.contains("a piece"), "{}", play.seen);
}

#[test]
fn a_panic_elsewhere_leaves_the_screen_alone_until_the_end() {
    let mut play = Play::begin();
    play.press("t");
    play.wait_for_screen("still here");
    assert!(!play.seen.contains("panicked"));
    play.press("q");
    play.wait_for(LEFT);
    play.wait_for("noticed a fault of its own at src/tui/terminal/pty_tests.rs");
    assert_eq!(play.status(), 0);
}

#[test]
fn signals_that_end_the_program_save_and_lock_first() {
    for (signal, status) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let mut play = Play::begin();
        play.signal(signal);
        play.wait_for(LEFT);
        assert_eq!(play.status(), status, "{signal:?}");
        assert_eq!(play.diary(), "saved and locked");
        assert!(play.terminal_is_as_before());
    }
}

#[test]
fn stopping_locks_and_going_on_draws_the_whole_screen_again() {
    let mut play = Play::begin();
    play.signal(Signal::TSTP);
    play.wait_for(LEFT);
    play.wait_until_stopped(true);
    assert_eq!(play.diary(), "locked");
    assert!(play.terminal_is_as_before());
    play.signal(Signal::CONT);
    play.wait_for("\x1b[?1049h");
    play.wait_for_screen("resumed");
    assert!(!play.terminal_is_as_before());
    play.press("y");
    play.wait_for_screen("key y");
    play.press("q");
    assert_eq!(play.status(), 0);
    assert!(play.terminal_is_as_before());
}

#[test]
fn without_a_shell_to_return_to_nothing_is_suspended() {
    let mut play = Play::begin();
    play.press("z");
    play.wait_for_screen("suspended false");
    play.press("q");
    assert_eq!(play.status(), 0);
}

#[test]
fn a_terminal_that_vanishes_ends_the_program() {
    let Play { mut program, master, keyboard, output, diary, .. } = Play::begin();
    drop((master, keyboard, output));
    let until = Instant::now() + TIME;
    while program.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            program.kill().unwrap();
            panic!("a program without a terminal lives on");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(std::fs::read_to_string(diary.path().join("diary")).unwrap(), "saved and locked");
}

#[test]
fn a_stalled_line_does_not_keep_the_program_alive() {
    let mut play = Play::begin();
    // From here on nobody reads what the program writes.
    play.press("f");
    let until = Instant::now() + TIME;
    while play.diary() != "flooded" {
        assert!(Instant::now() < until, "{:?}: drawing waits for the line, or the line for nobody", play.diary());
        std::thread::sleep(Duration::from_millis(5));
    }
    let began = Instant::now();
    play.signal(Signal::TERM);
    assert_eq!(play.status(), 143);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(play.diary(), "saved and locked");
}

#[test]
fn a_panic_on_a_stalled_line_ends_the_program_too() {
    let mut play = Play::begin();
    play.press("P");
    assert_eq!(play.status(), 101);
}
