//! A real terminal for tests: the program in a pty, its screen read through an emulator.
//!
//! Nothing here sleeps to wait: every wait is for something to be on the screen, with a limit.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test support; each test file uses a part")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take on a slow, busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// A program in a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    screen: Arc<Mutex<Received>>,
}

struct Received {
    parser: vt100::Parser,
    bytes: usize,
    raw: Vec<u8>,
}

impl Terminal {
    /// Starts visitbook with `args` in a terminal of the given size.
    pub fn start(args: &[&str], home: &Path, folder: &Path, columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(args);
        Self::run(command, home, folder, columns, rows)
    }

    /// Starts any command.
    pub fn run(mut command: CommandBuilder, home: &Path, folder: &Path, columns: u16, rows: u16) -> Self {
        command.cwd(folder);
        command.env("VISITBOOK_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("NO_COLOR");
        command.env_remove("LC_ALL");
        // The server's zone must not matter.
        command.env("TZ", "UTC");
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .expect("a pty");
        let child = pair.slave.spawn_command(command).expect("visitbook starts");
        drop(pair.slave);
        let screen =
            Arc::new(Mutex::new(Received { parser: vt100::Parser::new(rows, columns, 0), bytes: 0, raw: Vec::new() }));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let shared = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 {
                    break;
                }
                let mut received = shared.lock().unwrap();
                received.parser.process(&buffer[..n]);
                received.bytes += n;
                received.raw.extend_from_slice(&buffer[..n]);
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        Self { child, master: pair.master, writer, screen }
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().parser.screen().contents()
    }

    /// How many bytes the program has written so far.
    pub fn bytes(&self) -> usize {
        self.screen.lock().unwrap().bytes
    }

    /// Everything the program has written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.screen.lock().unwrap().raw.clone()
    }

    /// Whether the program has the alternate screen.
    pub fn in_alternate_screen(&self) -> bool {
        self.screen.lock().unwrap().parser.screen().alternate_screen()
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the program reads keys");
    }

    /// Types, then waits for a text.
    pub fn send_and_wait(&mut self, keys: &str, text: &str) -> String {
        self.send(keys);
        self.wait_for(text)
    }

    /// Waits until the screen shows `text`; gives the screen.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("“{text}”"), |screen| screen.contains(text))
    }

    /// Waits until the screen no longer shows `text`.
    pub fn wait_gone(&self, text: &str) -> String {
        self.wait_until(&format!("“{text}” to go"), |screen| !screen.contains(text))
    }

    /// Waits until the screen fits.
    pub fn wait_until(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.text();
            if fits(&screen) {
                return screen;
            }
            assert!(start.elapsed() < PATIENCE, "waited for {what}; the screen shows:\n{screen}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until nothing more is written for a moment.
    pub fn settle(&self) {
        let mut before = self.bytes();
        let mut quiet = Instant::now();
        let start = Instant::now();
        while quiet.elapsed() < Duration::from_millis(250) && start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(10));
            let now = self.bytes();
            if now != before {
                before = now;
                quiet = Instant::now();
            }
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).expect("resized");
        self.screen.lock().unwrap().parser.screen_mut().set_size(rows, columns);
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Sends a signal by its name: `HUP`, `KILL`.
    pub fn signal(&self, name: &str) {
        let done = std::process::Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(done.expect("kill runs").success());
    }

    /// Waits for the program to end; gives its exit status.
    pub fn wait_exit(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen shows:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Closes the terminal, as when the window is closed or the line drops; gives the process to wait for.
    pub fn hang_up(self) -> Box<dyn Child + Send + Sync> {
        let Self { child, master, writer, .. } = self;
        drop(writer);
        drop(master);
        child
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Every file below a folder, with its bytes.
pub fn files_below(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.push((path, bytes));
            }
        }
    }
    found
}
