//! Two rooms of one call. The line between a reviewer's laptop and the server breaks in the middle of
//! joining, then the server is gone; both reviewers go on typing; it comes back, and nothing is lost.

use crate::filled;
use crate::sshd::{self, Answer, Ssh};
use crate::support::keys::{DOWN, ENTER, alt};
use crate::support::{PHRASE, Terminal, drafts, files_with, typed, wait};
use portable_pty::CommandBuilder;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use visitbook::clock::{Clock, Moment};
use visitbook::home::Home;
use visitbook::secret::Secret;
use visitbook::tasks::Desk;
use visitbook::vault::identity;

/// Both breakout rooms are open: staff in one, data in the other.
const IN_ROOMS: &str = "2027-01-19T11:15";
/// The team alone.
const TOGETHER: &str = "2027-01-19T12:05";

const SIZE: (u16, u16) = (100, 30);
const NOTEBOOK: &str = "rapid.visitbook";

/// What each writes while the line is there.
const BEFORE: [&str; 2] = ["The table of absence stops in March", "Staff ring home on the first day"];
/// What each writes while it is not.
const MEANWHILE: [&str; 2] = ["Two groups are counted twice", "Staff do not know who rings on Fridays"];
/// What each was typing all the time.
const HALF: [&str; 2] = ["Year 6 was left out of the", "The office keeps its own"];
/// The ends of those lines.
const ENDS: [&str; 2] = [" second table", " list of the families"];
const FOR_ONE: &str = "wintergreen for nobody else";
const FOR_THE_LEAD: &str = "periwinkle for the lead";
const FOR_THE_TEAM: &str = "marigold for the team";

#[test]
fn two_rooms_of_one_call_that_drops_and_comes_back() {
    let Some(mut server) = Ssh::start() else { return };
    let call = Call::on(&server);
    let (sam, asha) = (call.laptop("sam"), call.laptop("asha"));
    // Each room is told of the other's key before the day.
    for laptop in [&sam, &asha, &sam] {
        laptop.cli(&["sync", NOTEBOOK, &call.address]);
    }
    let (mut in_data, mut with_staff) = (sam.screen(IN_ROOMS), asha.screen(IN_ROOMS));
    each_sees_their_own_room(&in_data, &with_staff);

    in_data.note(&format!("{} #1 @data", BEFORE[0]));
    with_staff.note(&format!("{} #1 + @staff", BEFORE[1]));
    sealed(&mut in_data, &format!("{FOR_ONE} !me"));
    sealed(&mut in_data, &format!("{FOR_THE_TEAM} !team"));
    sealed(&mut with_staff, &format!("{FOR_THE_LEAD} !"));

    the_line_breaks(&call, &sam, &mut in_data);
    server.stop();
    with_staff.send_and_wait(&alt('j'), "could not be reached");
    // Nobody waits for it: both write on, and have a line half typed.
    for (n, screen) in [&mut in_data, &mut with_staff].into_iter().enumerate() {
        screen.note(&format!("{} #2 -", MEANWHILE[n]));
        screen.send_and_wait(HALF[n], HALF[n]);
    }
    wait(|| drafts(&sam.home()).len() == 1, || "the half-typed line is not kept".to_owned());
    server.resume();
    call.line.mend();

    // With the line half typed, and it stays so.
    let joined = with_staff.send_and_wait(&alt('j'), "Joined:");
    assert_eq!(typed(&joined), HALF[1]);
    with_staff.send_and_wait(ENDS[1], ENDS[1]);
    with_staff.send(ENTER);
    with_staff.wait_until("the line to be saved", |s| s.contains("Saved") && typed(s).is_empty());
    with_staff.send("\x11");
    assert_eq!(with_staff.wait_exit(), 0);
    // The other's window is closed in the middle of it all.
    in_data.hang_up();

    let mut in_data = sam.screen(TOGETHER);
    the_half_typed_line_is_back(&mut in_data);
    let mut with_staff = asha.screen(TOGETHER);
    with_staff.send_and_wait(&alt('j'), "Joined:");
    in_data.send_and_wait(&alt('j'), "Joined:");
    with_staff.send(&alt('j'));
    let list = |laptop: &Laptop| laptop.cli(&["list", NOTEBOOK, "--format", "json"]);
    wait(|| list(&sam) == list(&asha), || "what sam sent does not come to asha".to_owned());

    both_see_both_rooms(&mut in_data, &mut with_staff);
    only_readers_read(&mut in_data, &mut with_staff);
    for mut screen in [in_data, with_staff] {
        screen.send("\x11");
        assert_eq!(screen.wait_exit(), 0);
    }
    nothing_is_lost_and_nothing_twice(&server, &sam, &asha);
}

fn each_sees_their_own_room(in_data: &Terminal, with_staff: &Terminal) {
    for (screen, room, link, other) in [
        (in_data, "Data and documents", "meeting.example/room-2", "room-1"),
        (with_staff, "Staff", "meeting.example/room-1", "room-2"),
    ] {
        let shown = screen.wait_for(link);
        assert!(shown.lines().next().unwrap().contains(room) && shown.contains("on line · https"), "{shown}");
        assert!(!shown.contains(other), "{shown}");
        // One sign stands at my room, another at theirs.
        assert!(shown.lines().any(|l| l.contains('▶') && l.contains(room)), "{shown}");
        assert_eq!(shown.matches('▶').count(), 1, "{shown}");
    }
}

fn sealed(screen: &mut Terminal, line: &str) {
    screen.send_and_wait(line, "SEALED");
    screen.send(ENTER);
    screen.wait_until("it to be saved, sealed", |s| s.contains("Saved, sealed") && typed(s).is_empty());
}

/// Joining breaks off while notes are on their way.
fn the_line_breaks(call: &Call, sam: &Laptop, in_data: &mut Terminal) {
    in_data.send_and_wait(&alt('j'), "Joined:");
    // So much it takes to come in and to say what each has.
    let greeting = call.line.bytes_of_last();
    for n in 0..6 {
        let long = format!("Row {n}: {}", "a long row of the table, read aloud and typed ".repeat(60));
        sam.cli(&["note", NOTEBOOK, &long, "--now", IN_ROOMS]);
    }
    in_data.wait_for("9 notes");
    call.line.break_after(greeting + 6_000);
    let said = in_data.send_and_wait(&alt('j'), "Try again");
    assert!(!said.contains("Joined:"), "{said}");
    assert!(call.line.broke(), "it broke in the middle");
}

fn the_half_typed_line_is_back(screen: &mut Terminal) {
    screen.wait_until("the line to be offered", |s| s.contains(" Capture ") && s.to_lowercase().contains("half"));
    screen.send_and_wait(&alt('r'), "Passphrase");
    screen.send(&format!("{PHRASE}{ENTER}"));
    screen.wait_until("the line", |s| typed(s) == HALF[0]);
    // It was begun in the room, and is filed there.
    let shown = screen.send_and_wait(ENDS[0], ENDS[0]);
    assert!(shown.contains("to Data and documents"), "{shown}");
    screen.send(ENTER);
    screen.wait_until("it to be saved", |s| s.contains("Saved") && typed(s).is_empty());
}

/// The team meeting tells each what the other room brought.
fn both_see_both_rooms(in_data: &mut Terminal, with_staff: &mut Terminal) {
    for (screen, from, words) in [
        (in_data, "from Lead reviewer and Third reviewer", [BEFORE[1], MEANWHILE[1], HALF[1]]),
        (with_staff, "from Second reviewer", [BEFORE[0], MEANWHILE[0], HALF[0]]),
    ] {
        screen.send(&alt('1'));
        let shown = screen.send_and_wait("\x0e", from);
        let seen = words.iter().filter(|w| shown.contains(&w[..16])).count();
        assert!(seen > 0 || shown.contains("more"), "{words:?}\n{shown}");
    }
}

fn only_readers_read(in_data: &mut Terminal, with_staff: &mut Terminal) {
    // Asha opens what is hers to open, and no more.
    with_staff.send_and_wait(&alt('4'), "Locked: nothing sealed can be read");
    with_staff.send_and_wait(&alt('u'), "Passphrase");
    with_staff.send(&format!("{PHRASE}{ENTER}"));
    with_staff.wait_for("Unlocked: words can be shown");
    for _ in 0..3 {
        with_staff.send(ENTER);
        with_staff.settle();
        with_staff.send(DOWN);
        with_staff.settle();
    }
    let written = String::from_utf8_lossy(&with_staff.raw()).into_owned();
    assert!(written.contains("marigold") && !written.contains("wintergreen"), "{}", with_staff.text());
    in_data.send_and_wait(&alt('4'), "3 notes");
}

fn nothing_is_lost_and_nothing_twice(server: &Ssh, sam: &Laptop, asha: &Laptop) {
    let at_server = server.ask("lead", &["list", "rapid", "--format", "json"]).ok();
    let told = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let list = told(&sam.cli(&["list", NOTEBOOK, "--format", "json"]));
    assert_eq!(list, told(&asha.cli(&["list", NOTEBOOK, "--format", "json"])));
    assert_eq!(list, told(&at_server));
    let notes = list.as_array().unwrap();
    let open: Vec<&str> = notes.iter().filter_map(|n| n["text"].as_str()).collect();
    for n in 0..2 {
        for words in [BEFORE[n], MEANWHILE[n], &format!("{}{}", HALF[n], ENDS[n])] {
            assert_eq!(open.iter().filter(|text| **text == words).count(), 1, "{words}: {open:?}");
        }
    }
    assert_eq!((open.len(), notes.len()), (6 + 6, 6 + 6 + 3), "{open:?}");
    let tallies = |laptop: &Laptop| laptop.cli(&["coverage", NOTEBOOK, "--format", "json"]);
    assert_eq!(told(&tallies(sam)), told(&tallies(asha)));
    assert_eq!(told(&tallies(sam))["questions"][0]["total"], 2);
    for laptop in [sam, asha] {
        laptop.cli(&["doctor", NOTEBOOK]);
    }
    server.cli(&["doctor", server.notebook("rapid").to_str().unwrap()]);
    for words in ["wintergreen", "periwinkle", "marigold"] {
        assert_eq!(files_with(server.folder(), words), Vec::<PathBuf>::new(), "{words}");
    }
    // The lead reads what is for the lead, and what is for all.
    let read: String = notes.iter().filter(|n| n["sealed"] == true).map(|n| read_by_lead(server, n)).collect();
    assert!(read.contains("periwinkle") && read.contains("marigold") && !read.contains("wintergreen"), "{read}");
    assert_eq!(read.matches("You are not among its readers").count(), 1, "{read}");
}

/// All that the lead is shown who reads a note at the server.
fn read_by_lead(server: &Ssh, note: &serde_json::Value) -> String {
    let notebook = server.notebook("rapid");
    let args = ["read", notebook.to_str().unwrap(), note["id"].as_str().unwrap(), "--as", "lead"];
    let mut lead = Terminal::start(&args, server.home("lead").root(), server.folder(), 120, 40);
    let asked = lead.wait_until("an answer", |s| s.contains("assphrase") || s.contains("readers"));
    if asked.contains("assphrase") {
        lead.send(&format!("{PHRASE}{ENTER}"));
    }
    lead.wait_exit();
    String::from_utf8(lead.raw()).unwrap()
}

// ── The call ─────────────────────────────────────────────────────────────────────────────────────

/// The review on the server, and the way to it.
struct Call {
    server: PathBuf,
    options: Vec<String>,
    line: Wire,
    address: String,
}

impl Call {
    /// Puts the review on the server; its lead is there already.
    fn on(server: &Ssh) -> Self {
        let plan = filled(&server.cli(&["plan", "template", "spp-rapid", "--framework", "attendance"]));
        let plan = plan.replace("\"second\"", "\"sam\"").replace("\"third\"", "\"asha\"");
        fs::write(server.path("rapid.toml"), plan).unwrap();
        let notebook = server.notebook("rapid");
        server.cli(&["new", "rapid.toml", "-o", notebook.to_str().unwrap()]);
        let mut lead = Desk::open(&server.home("lead"), &notebook, Some("lead"), Clock::machine()).unwrap();
        lead.announce_key().unwrap();
        lead.accept_protocol().unwrap();
        let line = Wire::to(server.port());
        let address = format!("ssh://{}:{}/rapid", Ssh::address(), line.port);
        let options = ["sam", "asha"].map(|key| {
            let options = server.options(key, "-p", line.port);
            options.iter().map(|o| format!("'{}'", o.to_str().unwrap())).collect::<Vec<_>>().join(" ")
        });
        Self { server: server.folder().to_owned(), options: options.into(), line, address }
    }

    /// A reviewer's own laptop: a key of their own, the notebook made from the same plan.
    fn laptop(&self, person: &'static str) -> Laptop {
        let folder = self.server.join(format!("laptop-of-{person}"));
        let tools = folder.join("tools");
        fs::create_dir_all(&tools).unwrap();
        let options = self.options.iter().find(|o| o.contains(&format!("/{person}'"))).unwrap();
        // `ssh` as a reviewer's own settings would make it.
        fs::write(tools.join("ssh"), format!("#!/bin/sh\nexec /usr/bin/ssh {options} \"$@\"\n")).unwrap();
        fs::set_permissions(tools.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
        let laptop = Laptop { folder, person };
        identity::create(&Home::at(laptop.home()), &Secret::new(PHRASE.to_owned()), Moment(0)).unwrap();
        laptop.cli(&["new", "../rapid.toml", "-o", NOTEBOOK]);
        laptop.cli(&["accept", NOTEBOOK, "--yes"]);
        laptop
    }
}

struct Laptop {
    folder: PathBuf,
    person: &'static str,
}

impl Laptop {
    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.folder.join("tools").display())
    }

    fn cli(&self, args: &[&str]) -> String {
        let mut command = Command::new(sshd::PROGRAM);
        command.args(args).args(["--as", self.person]).current_dir(&self.folder);
        command.env("PATH", self.path()).env("VISITBOOK_HOME", self.home());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Answer::of(command, "").ok()
    }

    fn screen(&self, now: &str) -> Terminal {
        let mut command = CommandBuilder::new(sshd::PROGRAM);
        command.args([NOTEBOOK, "--as", self.person, "--now", now]);
        command.env("PATH", self.path());
        Terminal::run(command, &self.home(), &self.folder, SIZE.0, SIZE.1)
    }
}

/// The wire to the server, that can be made to break after so many bytes of one connection.
struct Wire {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// What the latest connection has sent so far.
    sent: AtomicU64,
    /// After so many it breaks; 0: it does not.
    limit: AtomicU64,
    broken: AtomicU64,
}

impl Wire {
    fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                shared.sent.store(0, SeqCst);
                // A server that is not there hangs up at once.
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let back = thread::spawn(move || {
                    let (mut from, mut to) = (server, client);
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                let state = Arc::clone(&shared);
                thread::spawn(move || {
                    let mut buffer = [0; 2048];
                    while let Ok(n @ 1..) = from.read(&mut buffer) {
                        let sent = state.sent.fetch_add(n as u64, SeqCst) + n as u64;
                        let limit = state.limit.load(SeqCst);
                        if limit > 0 && sent > limit {
                            state.broken.fetch_add(1, SeqCst);
                            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                            break;
                        }
                        if to.write_all(&buffer[..n]).is_err() {
                            break;
                        }
                    }
                    let _ = to.shutdown(Shutdown::Both);
                    let _ = back.join();
                });
            }
        });
        Self { port: own, state }
    }

    fn bytes_of_last(&self) -> u64 {
        self.state.sent.load(SeqCst)
    }

    fn break_after(&self, bytes: u64) {
        self.state.limit.store(bytes, SeqCst);
    }

    fn mend(&self) {
        self.state.limit.store(0, SeqCst);
    }

    fn broke(&self) -> bool {
        self.state.broken.load(SeqCst) == 1
    }
}
