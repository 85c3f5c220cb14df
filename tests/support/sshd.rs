//! A real OpenSSH server on this computer's own loopback, with a folder of notebooks behind it.
//!
//! The server has its own configuration, host key and port, and runs as whoever runs the tests. That
//! must be root: without PAM and privileges `sshd` cannot give a terminal to a session. Where it is
//! missing, a test says so and ends; in CI it fails instead.
//!
//! The configuration allows everything that can be allowed (forwarding, every variable, sftp), and an
//! administrator's key without restrictions is let in too: so each refusal in the tests is visitbook's
//! line in `authorized_keys` at work, and each test can show that without that line the attempt succeeds.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "each test file uses a part")]

use crate::support::{PATIENCE, Terminal, give_key, wait};
use portable_pty::CommandBuilder;
use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Instant;
use visitbook::clock::Clock;
use visitbook::home::Home;
use visitbook::tasks::Desk;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_visitbook");
const SSHD: &str = "/usr/sbin/sshd";

/// A team's server: the notebook `maths` of lead, sam, asha and a host partner, and `reading` without sam.
/// `late` is of the team, but was never here; `newcomer` has a key and nothing else.
pub struct Ssh {
    folder: tempfile::TempDir,
    port: u16,
    daemon: Child,
}

impl Drop for Ssh {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

impl Ssh {
    /// Starts it, where that can be done.
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// The same with more lines in its configuration.
    pub fn start_with(more: &str) -> Option<Self> {
        if !Path::new(SSHD).exists() || !rustix::process::geteuid().is_root() {
            assert!(std::env::var_os("CI").is_none(), "CI has OpenSSH's server and runs as root");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for key in ["host", "admin", "lead", "sam", "asha", "partner", "late", "newcomer"] {
            keygen(&folder.path().join(key));
        }
        let port = free_port();
        // `sshd` wants this folder wherever it was not started by the system.
        let _ = fs::create_dir_all("/run/sshd");
        let config = folder.path().join("sshd_config");
        let at = folder.path().display();
        // StrictModes would want every folder above the keys to be root's alone, and /tmp is everybody's.
        fs::write(
            &config,
            format!(
                "ListenAddress 127.0.0.1\nPort {port}\nHostKey {at}/host\nPidFile none\nUsePAM no\nStrictModes no\n\
                 AuthorizedKeysFile {at}/authorized_keys\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
                 PermitRootLogin yes\nAcceptEnv *\nAllowTcpForwarding yes\nAllowAgentForwarding yes\n\
                 GatewayPorts yes\nPermitTunnel no\nX11Forwarding yes\nSubsystem sftp internal-sftp\nMaxStartups 100\n{more}"
            ),
        )
        .unwrap();
        let admin = fs::read_to_string(folder.path().join("admin.pub")).unwrap();
        fs::write(folder.path().join("authorized_keys"), admin).unwrap();
        let log = fs::File::create(folder.path().join("sshd.log")).unwrap();
        let daemon = Command::new(SSHD).args(["-D", "-e", "-f"]).arg(&config).stderr(log).spawn().unwrap();
        let ssh = Self { folder, port, daemon };
        let listening = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        wait(listening, || fs::read_to_string(ssh.path("sshd.log")).unwrap_or_default());
        ssh.fill();
        Some(ssh)
    }

    /// The server goes down: whoever is connected is cut off, and nobody gets in.
    pub fn stop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
        wait(|| TcpStream::connect(("127.0.0.1", self.port)).is_err(), || "it still listens".to_owned());
    }

    /// It comes up again as it was.
    pub fn resume(&mut self) {
        let log = fs::OpenOptions::new().append(true).open(self.path("sshd.log")).unwrap();
        self.daemon =
            Command::new(SSHD).args(["-D", "-e", "-f"]).arg(self.path("sshd_config")).stderr(log).spawn().unwrap();
        let port = self.port;
        wait(|| TcpStream::connect(("127.0.0.1", port)).is_ok(), || "it does not come up again".to_owned());
    }

    fn fill(&self) {
        self.add("lead", &["--role", "lead"]);
        for name in ["sam", "asha", "partner", "late"] {
            self.add(name, &[]);
        }
        for (name, review, people) in
            [("maths", "11", &["lead", "sam", "asha", "late"][..]), ("reading", "22", &["lead", "asha"][..])]
        {
            fs::write(self.path("plan.toml"), plan(review, people)).unwrap();
            let notebook = self.notebook(name);
            self.cli(&["new", "plan.toml", "-o", notebook.to_str().unwrap()]);
        }
        for name in ["lead", "sam", "asha", "partner"] {
            give_key(self.home(name).root());
            let mut desk = self.desk(name);
            desk.announce_key().unwrap();
            desk.accept_protocol().unwrap();
        }
    }

    /// Lets a person's key in.
    pub fn add(&self, name: &str, more: &[&str]) {
        let (visits, key, keys) = (self.visits(), self.path(&format!("{name}.pub")), self.path("authorized_keys"));
        let mut args = vec!["server", "add", visits.to_str().unwrap(), name, key.to_str().unwrap()];
        args.extend(["--authorized-keys", keys.to_str().unwrap()]);
        args.extend(more);
        self.cli(&args);
    }

    /// The program as the administrator runs it on the server; it must succeed.
    pub fn cli(&self, args: &[&str]) -> String {
        let mut command = Command::new(PROGRAM);
        let done = command.args(args).current_dir(self.folder.path()).env("VISITBOOK_HOME", self.path("admin-home"));
        let done = done.output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// The test's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the test's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder with the notebooks.
    pub fn visits(&self) -> PathBuf {
        self.path("visits")
    }

    /// A notebook's file.
    pub fn notebook(&self, name: &str) -> PathBuf {
        self.visits().join(format!("{name}.visitbook"))
    }

    /// A person's home on the server.
    pub fn home(&self, name: &str) -> Home {
        Home::at(self.visits().join("people").join(name))
    }

    /// A person at `maths`, on the server itself.
    pub fn desk(&self, name: &str) -> Desk {
        Desk::open(&self.home(name), &self.notebook("maths"), Some(name), Clock::machine()).unwrap()
    }

    /// What was refused so far.
    pub fn refusals(&self) -> String {
        fs::read_to_string(self.visits().join("refusals.log")).unwrap_or_default()
    }

    /// The port of the server.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What every client is told: this key and no other, no questions, nothing remembered.
    pub fn options(&self, key: &str, port_flag: &str, port: u16) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec!["-F".into(), "/dev/null".into(), "-i".into(), self.path(key).into()];
        words.extend([port_flag.into(), port.to_string().into()]);
        for option in [
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "SendEnv=LANG",
            // Newer clients send keys that nobody typed, which would be counted too.
            "IgnoreUnknown=ObscureKeystrokeTiming",
            "ObscureKeystrokeTiming=no",
        ] {
            words.extend(["-o".into(), option.into()]);
        }
        words
    }

    /// `account@127.0.0.1`.
    pub fn address() -> String {
        // Whoever is not root was turned away when the server was started.
        "root@127.0.0.1".to_owned()
    }

    /// `ssh` with this key; `before` are options, `words` what is asked for.
    pub fn command(&self, key: &str, before: &[&str], words: &[&str]) -> Command {
        let mut command = Command::new("ssh");
        command.args(self.options(key, "-p", self.port)).args(before).arg(Self::address()).args(words);
        command.env("LANG", "C.UTF-8").env_remove("SSH_AUTH_SOCK");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Asks for something, with something on standard input.
    pub fn ask_with(&self, key: &str, before: &[&str], words: &[&str], input: &str) -> Answer {
        Answer::of(self.command(key, before, words), input)
    }

    /// Asks for something.
    pub fn ask(&self, key: &str, words: &[&str]) -> Answer {
        self.ask_with(key, &[], words, "")
    }

    /// Asks for something that must be refused by the server's program, said in words, and written down.
    pub fn refused(&self, key: &str, asked: &str) -> Answer {
        let before = self.refusals().lines().count();
        let answer = self.ask(key, &[asked]);
        assert!(matches!(answer.status, Some(1 | 2)), "{asked:?}: {answer:?}");
        assert_eq!(answer.out, "", "{asked:?}");
        assert!(!answer.err.is_empty(), "{asked:?}");
        let log = self.refusals();
        assert_eq!(log.lines().count(), before + 1, "{asked:?}: {log}");
        let last = log.lines().last().unwrap();
        assert!(last.contains(&format!("Z  {key}  ")) || last.contains(&format!("+00:00  {key}  ")), "{last}");
        answer
    }

    /// The screen in a terminal, through `ssh -tt` by this port.
    pub fn screen_by(&self, key: &str, port: u16) -> Terminal {
        let mut command = CommandBuilder::new("ssh");
        command.args(self.options(key, "-p", port));
        command.args(["-tt", &Self::address()]);
        Terminal::run(command, &self.path("client-home"), self.folder.path(), 100, 30)
    }

    /// The screen in a terminal.
    pub fn screen(&self, key: &str) -> Terminal {
        self.screen_by(key, self.port)
    }

    /// The processes of a person's sessions.
    pub fn sessions(&self, name: &str) -> Vec<u32> {
        let wanted = format!("session\0--as\0{name}\0--dir\0{}", self.visits().display());
        let ids = fs::read_dir("/proc").unwrap().flatten().filter_map(|e| e.file_name().to_str()?.parse().ok());
        let is_ours = |id: &u32| {
            let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            let line = String::from_utf8_lossy(&line).into_owned();
            line.starts_with(PROGRAM) && line.contains(&wanted)
        };
        ids.filter(is_ours).collect()
    }

    /// The process of a person's only session.
    pub fn session(&self, name: &str) -> u32 {
        let mut found = Vec::new();
        wait(
            || {
                found = self.sessions(name);
                found.len() == 1
            },
            || format!("no single session of {name}"),
        );
        found[0]
    }
}

/// What a request ended with.
#[derive(Debug)]
pub struct Answer {
    /// The exit status; none after a signal.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// Runs a command to its end; one that hangs is a failure.
    pub fn of(mut command: Command, input: &str) -> Self {
        let mut child = command.spawn().unwrap();
        // A request that is refused reads nothing, and its line may be closed already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let out = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = out.read_to_end(&mut bytes);
            bytes
        });
        let err = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = err.read_to_end(&mut bytes);
            bytes
        });
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("{command:?} does not end");
            }
            thread::sleep(std::time::Duration::from_millis(5));
        };
        let bytes = out.join().unwrap();
        Self {
            status: status.code(),
            out: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            err: String::from_utf8_lossy(&err.join().unwrap()).into_owned(),
        }
    }

    /// What came out, of a request that must have been answered.
    pub fn ok(self) -> String {
        assert_eq!(self.status, Some(0), "{self:?}");
        self.out
    }
}

/// A way to the server on which every byte is counted.
pub struct Counted {
    /// Where it listens.
    pub port: u16,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Counted {
    /// Begins to listen, for one connection.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let (up, down) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (count_up, count_down) = (Arc::clone(&up), Arc::clone(&down));
        thread::spawn(move || {
            let (client, _) = listener.accept().unwrap();
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            for end in [&client, &server] {
                end.set_nodelay(true).unwrap();
            }
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || copy(from, to, &count_up));
            copy(server, client, &count_down);
        });
        Self { port: own, up, down }
    }

    /// The bytes so far: to the server, and back.
    pub fn bytes(&self) -> (u64, u64) {
        (self.up.load(SeqCst), self.down.load(SeqCst))
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        count.fetch_add(n as u64, SeqCst);
        if to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn keygen(path: &Path) {
    let done = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(path).status();
    assert!(done.unwrap().success());
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A plan for today, whenever that is: one activity all day long, that is not quiet.
fn plan(review: &str, people: &[&str]) -> String {
    let today = Clock::machine().now().iso(visitbook::clock::Tz::UTC);
    let mut plan = format!(
        "visitbook = 1\nreview = \"{}\"\n\n{}",
        review.repeat(16),
        include_str!("../plans/valid/small.toml")
            .split_once("[visit]")
            .map(|(_, rest)| format!("[visit]{rest}"))
            .unwrap()
    );
    let (head, _) = plan.split_once("[[person]]").unwrap();
    let mut head = head.to_owned();
    for name in people {
        let role = if *name == "lead" { "lead" } else { "reviewer" };
        head.push_str(&format!("[[person]]\nkey = \"{name}\"\nname = \"{name}\"\nrole = \"{role}\"\n\n"));
    }
    head.push_str("[[person]]\nkey = \"partner\"\nname = \"Partner\"\nrole = \"host-partner\"\n\n");
    head.push_str(
        "[[question]]\nkey = \"fluency\"\nnumber = \"1\"\ntitle = \"Fluency\"\ntext = \"How fluent are pupils?\"\n\n",
    );
    let day = &today[..10];
    for (key, kind, start, end) in [("books", "books", "00:00", "23:50"), ("summary", "summary", "23:50", "23:55")] {
        head.push_str(&format!(
            "[[activity]]\nkey = \"{key}\"\ntitle = \"{key} all day\"\nkind = \"{kind}\"\nday = {day}\nstart = \"{start}\"\nend = \"{end}\"\n\n"
        ));
    }
    plan = head.replace("keep_until = 2027-07-31\n", "");
    plan
}
