//! A real terminal for tests: the program in a pty, its screen read through an emulator.
//!
//! Nothing here sleeps to wait: every wait is for something to be on the screen, with a limit.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "test support; each test file uses a part"
)]

pub mod stream;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{Action, OptionalActions, SpecialCodeIndex, tcflow, tcgetattr, tcsetattr};
use std::io::{Read, Write};
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use visitbook::clock::Moment;
use visitbook::home::Home;
use visitbook::secret::Secret;
use visitbook::vault::identity;

/// How long anything may take on a slow, busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// The passphrase of the key that [`Review`] comes with.
pub const PHRASE: &str = "otter lamp sixteen";

/// Keys as a terminal sends them.
pub mod keys {
    pub const ENTER: &str = "\r";
    pub const UP: &str = "\x1b[A";
    pub const DOWN: &str = "\x1b[B";
    pub const HOME: &str = "\x1b[H";
    pub const END: &str = "\x1b[F";
    pub const BACKSPACE: &str = "\x7f";
    pub const F1: &str = "\x1bOP";

    /// Ctrl with a letter.
    pub fn ctrl(letter: char) -> String {
        char::from(u8::try_from(letter).unwrap() & 0x1f).to_string()
    }

    /// Alt with a character.
    pub fn alt(key: char) -> String {
        format!("\x1b{key}")
    }
}

/// A program in a terminal.
pub struct Terminal {
    child: Running,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    screen: Arc<Mutex<Received>>,
    reader: JoinHandle<()>,
    leaving: Arc<AtomicBool>,
}

/// A process that does not outlive its test.
pub struct Running(Box<dyn Child + Send + Sync>);

impl Running {
    /// The process.
    pub fn pid(&self) -> u32 {
        self.0.process_id().expect("it runs")
    }

    /// Waits so long for it to end; gives its exit status.
    pub fn wait_exit_within(&mut self, patience: Duration) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("a child") {
                return status.exit_code();
            }
            assert!(start.elapsed() < patience, "it has not ended after {:?}", start.elapsed());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            let _ = self.0.kill();
        }
    }
}

struct Received {
    parser: vt100::Parser,
    raw: Vec<u8>,
    at: Instant,
}

impl Terminal {
    /// Starts visitbook with `args` in a terminal of the given size.
    pub fn start(args: &[&str], home: &Path, folder: &Path, columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(args);
        Self::run(command, home, folder, columns, rows)
    }

    /// Starts any command, as on a server in UTC with a capable terminal.
    pub fn run(mut command: CommandBuilder, home: &Path, folder: &Path, columns: u16, rows: u16) -> Self {
        for (name, value) in surroundings(home) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        Self::run_as_is(command, folder, columns, rows)
    }

    /// Starts any command with the environment it was given.
    pub fn run_as_is(mut command: CommandBuilder, folder: &Path, columns: u16, rows: u16) -> Self {
        command.cwd(folder);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let child = Running(pair.slave.spawn_command(command).expect("the program starts"));
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(Received {
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            at: Instant::now(),
        }));
        let leaving = Arc::new(AtomicBool::new(false));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (shared, leave) = (Arc::clone(&screen), Arc::clone(&leaving));
        let reader = thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if leave.load(SeqCst) {
                    break;
                }
                let mut received = shared.lock().unwrap();
                received.parser.process(&buffer[..n]);
                received.raw.extend_from_slice(&buffer[..n]);
                received.at = Instant::now();
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        Self { child, master: pair.master, writer, screen, reader, leaving }
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().parser.screen().contents()
    }

    /// How many bytes the program has written so far.
    pub fn bytes(&self) -> usize {
        self.screen.lock().unwrap().raw.len()
    }

    /// Where the cursor stands: row and column, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen.lock().unwrap().parser.screen().cursor_position()
    }

    /// Everything the program has written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.screen.lock().unwrap().raw.clone()
    }

    /// Whether the program has the alternate screen.
    pub fn in_alternate_screen(&self) -> bool {
        self.screen.lock().unwrap().parser.screen().alternate_screen()
    }

    /// Whether nothing is left of what the screen had set: cursor shown, pasting and screen as before.
    pub fn is_plain(&self) -> bool {
        let received = self.screen.lock().unwrap();
        let screen = received.parser.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
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

    /// Types a note, saves it, and waits until it is said to be saved and the line is empty again.
    pub fn note(&mut self, line: &str) {
        self.send_and_wait(line, line);
        self.send(keys::ENTER);
        self.wait_until(&format!("“{line}” to be saved"), |s| s.contains("Saved") && typed(s).is_empty());
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
        let mut screen = self.text();
        wait(
            || {
                // A large frame comes in pieces, so that half of it may be all there is for an instant.
                if self.screen.lock().unwrap().at.elapsed() < Duration::from_millis(20) {
                    return false;
                }
                screen = self.text();
                fits(&screen)
            },
            || format!("waited for {what}; the screen shows:\n{}", self.text()),
        );
        screen
    }

    /// Waits until the bytes written since `from` hold `what`.
    pub fn wait_for_bytes(&self, from: usize, what: &str) {
        wait(
            || String::from_utf8_lossy(&self.raw()[from..]).contains(what),
            || format!("the bytes {what:?} never came"),
        );
    }

    /// Waits until nothing more is written for a moment.
    pub fn settle(&self) {
        let asked = Instant::now();
        wait(
            || self.screen.lock().unwrap().at.max(asked).elapsed() >= Duration::from_millis(250),
            || "the program writes without an end".to_owned(),
        );
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.resize_unseen(columns, rows);
        self.screen.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// Gives the terminal another size, and leaves the emulator's as it is.
    pub fn resize_unseen(&self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).expect("resized");
    }

    /// Stops the line (as a network does that no longer moves): what the program writes stays stuck.
    pub fn stall(&self) {
        tcflow(self.other_end(), Action::OOff).expect("stopped");
    }

    /// Lets the line move again.
    pub fn unstall(&self) {
        tcflow(self.other_end(), Action::OOn).expect("started");
    }

    /// The program's end of the terminal.
    fn other_end(&self) -> OwnedFd {
        let name = self.master.tty_name().expect("a name");
        rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("the program's end")
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.pid()
    }

    /// Sends a signal by its name: `HUP`, `KILL`.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for the program to end; gives its exit status.
    pub fn wait_exit(&mut self) -> u32 {
        self.wait_exit_within(PATIENCE)
    }

    /// Waits so long for the program to end; gives its exit status, once all it wrote is read.
    pub fn wait_exit_within(&mut self, patience: Duration) -> u32 {
        let status = self.child.wait_exit_within(patience);
        wait(|| self.reader.is_finished(), || "somebody still has the terminal open".to_owned());
        status
    }

    /// Closes the terminal, as when the window is closed or the line drops; gives the process to wait for.
    pub fn hang_up(self) -> Running {
        let Self { child, master, writer, reader, leaving, .. } = self;
        let other = rustix::fs::open(master.tty_name().unwrap(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        // The writer says goodbye with a line end and this character, which nobody who pulls a plug types.
        let mut modes = tcgetattr(&other).unwrap();
        modes.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&other, OptionalActions::Now, &modes).unwrap();
        // The reader has the line open too, and sleeps until something comes.
        leaving.store(true, SeqCst);
        rustix::io::write(&other, b".").unwrap();
        reader.join().unwrap();
        drop((other, writer, master));
        child
    }

    /// Kills the program outright; nothing of it can tidy up.
    pub fn kill(&mut self) {
        self.signal("KILL");
        self.wait_exit();
    }
}

/// Waits until `done`, and says `what` failed if it takes too long.
pub fn wait(mut done: impl FnMut() -> bool, what: impl Fn() -> String) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < PATIENCE, "{}", what());
        thread::sleep(Duration::from_millis(5));
    }
}

/// What stands in the capture line of a screen.
pub fn typed(screen: &str) -> String {
    let line = screen.lines().skip_while(|line| !line.contains(" Capture ")).nth(1).unwrap_or("no capture line");
    line.trim_matches(['│', '|']).trim().to_owned()
}

/// Sends a signal by its name.
pub fn signal(pid: u32, name: &str) {
    let done = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status();
    assert!(done.expect("kill runs").success(), "{name} to {pid}");
}

/// Waits until no process has this id any more (one that ended and was not waited for counts as gone).
pub fn wait_gone(pid: u32, within: Duration) {
    let start = Instant::now();
    let lives = || match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(line) => !line.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X'])),
        Err(_) => false,
    };
    while lives() {
        assert!(start.elapsed() < within, "process {pid} is still there after {:?}", start.elapsed());
        thread::sleep(Duration::from_millis(5));
    }
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("a terminal has cells")
}

/// What stands in the environment, and what does not, wherever the tests run.
fn surroundings(home: &Path) -> Vec<(&'static str, Option<&std::ffi::OsStr>)> {
    vec![
        ("VISITBOOK_HOME", Some(home.as_os_str())),
        ("TERM", Some("xterm-256color".as_ref())),
        ("LANG", Some("C.UTF-8".as_ref())),
        // The server's zone must not matter.
        ("TZ", Some("UTC".as_ref())),
        ("LC_ALL", None),
        ("LC_CTYPE", None),
        ("NO_COLOR", None),
        ("COLORTERM", None),
        ("COLUMNS", None),
        ("LINES", None),
    ]
}

/// A folder with a notebook in it, and a home.
pub struct Review {
    folder: Arc<tempfile::TempDir>,
    /// The options that every command gets: the clock, who I am.
    common: Vec<String>,
    env: Vec<(String, String)>,
    home: PathBuf,
}

/// What the notebook of a [`Review`] is called.
pub const NOTEBOOK: &str = "maths.visitbook";

impl Review {
    /// The sample review at Fernhollow, at the lead's: a key (opened by [`PHRASE`]), the protocol accepted.
    pub fn fernhollow(now: &str) -> Self {
        let review = Self::bare(now);
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/fernhollow.toml");
        std::fs::copy(sample, review.path("plan.toml")).unwrap();
        review.make();
        review
    }

    /// The same with a plan of its own.
    pub fn of(plan: &str, now: &str) -> Self {
        let review = Self::bare(now);
        std::fs::write(review.path("plan.toml"), plan).unwrap();
        review.make();
        review
    }

    /// An empty folder and an empty home; `now` is the rehearsal's clock, empty for the real one.
    pub fn bare(now: &str) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let home = folder.path().join("home");
        let mut common = vec!["--as".to_owned(), "lead".to_owned()];
        if !now.is_empty() {
            common.extend(["--now".to_owned(), now.to_owned()]);
        }
        Self { folder, common, env: Vec::new(), home }
    }

    fn make(&self) {
        give_key(&self.home);
        self.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
        self.cli(&["accept", NOTEBOOK, "--yes"]);
    }

    /// Somebody else at the same notebook, with a home and a key of their own; the protocol accepted.
    pub fn colleague(&self, person: &str) -> Self {
        let mut common = self.common.clone();
        person.clone_into(&mut common[1]);
        let home = self.path(&format!("home-of-{person}"));
        let other = Self { folder: Arc::clone(&self.folder), common, env: self.env.clone(), home };
        give_key(&other.home);
        other.cli(&["accept", NOTEBOOK, "--yes"]);
        other
    }

    /// From here on it is so late.
    pub fn at(&mut self, now: &str) {
        self.common = ["--as", "lead", "--now", now].map(str::to_owned).to_vec();
    }

    /// From here on this stands in the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Where everything is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The home.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with the usual options, to be run in a terminal.
    pub fn command(&self, args: &[&str]) -> CommandBuilder {
        self.dressed(CommandBuilder::new(env!("CARGO_BIN_EXE_visitbook")), &self.with_common(args))
    }

    /// Any program in the same surroundings.
    pub fn dressed(&self, mut command: CommandBuilder, args: &[String]) -> CommandBuilder {
        command.args(args);
        for (name, value) in surroundings(&self.home) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command
    }

    fn with_common(&self, args: &[&str]) -> Vec<String> {
        // A command comes first, the options that hold everywhere after it.
        args.iter().map(|a| (*a).to_owned()).chain(self.common.iter().cloned()).collect()
    }

    /// The screen on the notebook.
    pub fn screen(&self, columns: u16, rows: u16) -> Terminal {
        self.terminal(&[NOTEBOOK], columns, rows)
    }

    /// Any command of the program in a terminal.
    pub fn terminal(&self, args: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::run_as_is(self.command(args), self.folder(), columns, rows)
    }

    /// Any other program in a terminal.
    pub fn tool(&self, program: &str, args: &[&str], columns: u16, rows: u16) -> Terminal {
        let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        Terminal::run_as_is(self.dressed(CommandBuilder::new(program), &args), self.folder(), columns, rows)
    }

    /// Runs a command without a terminal; gives what it printed. It must succeed.
    pub fn cli(&self, args: &[&str]) -> String {
        let done = self.cli_with_input(args, "");
        let error = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "visitbook {args:?}: {} {error}", done.status);
        String::from_utf8(done.stdout).unwrap()
    }

    /// Runs a command without a terminal, with something on its standard input.
    pub fn cli_with_input(&self, args: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(self.with_common(args)).current_dir(self.folder());
        for (name, value) in surroundings(&self.home) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.envs(self.env.iter().map(|(n, v)| (n, v)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// A command's JSON.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.cli(&[args, &["--format", "json"]].concat())).unwrap()
    }

    /// The words of every open note, oldest first.
    pub fn notes(&self) -> Vec<String> {
        let list = self.json(&["list", NOTEBOOK]);
        list.as_array().unwrap().iter().filter_map(|n| Some(n["text"].as_str()?.to_owned())).collect()
    }

    /// The notebook is sound: file, journal and tables.
    pub fn is_sound(&self) {
        self.cli(&["doctor", NOTEBOOK]);
    }
}

/// Puts the key that [`PHRASE`] opens into a home.
pub fn give_key(home: &Path) {
    let identity = Home::at(home.to_owned()).identity();
    std::fs::create_dir_all(&identity).unwrap();
    for file in std::fs::read_dir(key().identity()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), identity.join(file.file_name())).unwrap();
    }
    for folder in [home, &identity] {
        std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    }
}

/// One key for all: making it takes a second, on purpose.
fn key() -> &'static Home {
    static KEY: OnceLock<(tempfile::TempDir, Home)> = OnceLock::new();
    &KEY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home"));
        identity::create(&home, &Secret::new(PHRASE.to_owned()), Moment(1_781_081_400_000)).unwrap();
        (folder, home)
    })
    .1
}

/// Every file below a folder, with its bytes.
pub fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
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

/// The half-typed texts that sessions keep in a home, those of sessions that are over as well.
pub fn drafts(home: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let is_draft = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.extension().is_some_and(|e| e == "age") && (name.starts_with("draft-") || name.starts_with("waiting-"))
    };
    files_below(home).into_iter().filter(|(path, _)| is_draft(path)).collect()
}

/// The files below a folder that hold `text` as plain bytes.
pub fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    files_below(folder).into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}
