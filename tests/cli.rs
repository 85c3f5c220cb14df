//! The command line as people and scripts meet it: the real program, in folders of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_visitbook");
const FERNHOLLOW: &str = include_str!("../sample-data/fernhollow.toml");
const MORNING: &str = "2026-06-10T10:15";
/// The test key of the age specification's own tools; its secret half is known to everybody.
const SECRET: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// A folder to work in, with a home beside it.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// With a notebook `m.visitbook` of the sample plan, in which the lead has accepted the protocol.
    fn with_notebook() -> Self {
        let bench = Self::new();
        bench.write("fernhollow.toml", FERNHOLLOW);
        bench.ok(&["new", "fernhollow.toml", "-o", "m.visitbook", "--as", "lead"]);
        bench.ok(&["accept", "m.visitbook", "--yes"]);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn home(&self) -> PathBuf {
        self.path("home")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.dir.path()).env("VISITBOOK_HOME", self.home()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Ended {
        Ended::of(&self.command(args).output().unwrap())
    }

    /// Runs a command that must go well; gives what it printed.
    fn ok(&self, args: &[&str]) -> String {
        let ended = self.run(args);
        assert_eq!(ended.status, 0, "{args:?}: {}", ended.err);
        ended.out
    }

    /// Runs a command with something on its standard input.
    fn piped(&self, args: &[&str], input: &[u8]) -> Ended {
        let mut child =
            self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ended::of(&child.wait_with_output().unwrap())
    }

    fn note(&self, text: &str) -> String {
        self.ok(&["note", "m.visitbook", text, "--now", MORNING]).trim().to_owned()
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(args)).unwrap()
    }

    /// All bytes of all files under the folder.
    fn everything(&self) -> Vec<u8> {
        fn walk(folder: &Path, bytes: &mut Vec<u8>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, bytes) } else { bytes.extend(fs::read(path).unwrap()) }
            }
        }
        let mut bytes = Vec::new();
        walk(self.dir.path(), &mut bytes);
        bytes
    }
}

/// What a command left behind.
#[derive(Debug)]
struct Ended {
    status: i32,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().expect("ended by itself, not by a signal"),
            out: String::from_utf8(output.stdout.clone()).expect("text"),
            err: String::from_utf8(output.stderr.clone()).expect("text"),
        }
    }
}

/// A command on a terminal of its own.
struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keyboard: Box<dyn std::io::Write + Send>,
    screen: Receiver<Vec<u8>>,
    seen: String,
    // Closing it would hang the program up.
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn start(bench: &Bench, args: &[&str]) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(args);
        command.cwd(bench.dir.path());
        command.env("VISITBOOK_HOME", bench.home());
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let keyboard = pty.master.take_writer().unwrap();
        let (tell, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if tell.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, screen, seen: String::new(), _master: pty.master }
    }

    /// Waits for a prompt, then answers it.
    fn answer(&mut self, prompt: &str, line: &str) {
        self.wait(prompt);
        self.keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Waits until something is seen; that and what was before is not looked at again.
    fn wait(&mut self, prompt: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        let at = loop {
            if let Some(at) = self.seen.find(prompt) {
                break at + prompt.len();
            }
            let left = end.saturating_duration_since(Instant::now());
            let bytes = self.screen.recv_timeout(left).unwrap_or_else(|_| panic!("no “{prompt}” in {}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        };
        self.seen.drain(..at);
    }

    /// Waits for the end; gives the exit status and what was seen since the last answer.
    fn end(mut self) -> (u32, String) {
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_secs(30)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        (self.child.wait().unwrap().exit_code(), self.seen)
    }
}

fn contains(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted.as_bytes())
}

#[test]
fn from_a_template_to_a_coverage() {
    let bench = Bench::new();
    let template = bench.ok(&["plan", "template", "subject"]);
    bench.write("plan.toml", &template);
    let checked = bench.run(&["plan", "check", "plan.toml"]);
    assert_eq!((checked.status, checked.out.as_str()), (0, ""));
    assert!(checked.err.contains("plan.toml:") && checked.err.contains("has no mistakes"), "{}", checked.err);
    assert!(bench.ok(&["plan", "show", "plan.toml"]).contains("09:20"));
    assert!(bench.ok(&["plan", "show", "plan.toml", "--format", "md"]).starts_with('#'));
    assert!(bench.ok(&["plan", "show", "plan.toml", "--format", "ics"]).starts_with("BEGIN:VCALENDAR\r\n"));

    assert_eq!(bench.ok(&["new", "plan.toml"]), "plan.visitbook\n");
    let unknown = bench.run(&["note", "plan.visitbook", "x"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("Who are you") && unknown.err.contains("--as lead"), "{}", unknown.err);
    let early = bench.run(&["note", "plan.visitbook", "x", "--as", "lead"]);
    assert_eq!(early.status, 1);
    assert!(early.err.contains("visitbook accept plan.visitbook"), "{}", early.err);
    let shown = bench.run(&["accept", "plan.visitbook"]);
    assert!(shown.out.contains("Safeguarding") && shown.err.contains("Not accepted yet"), "{shown:?}");
    assert!(bench.run(&["accept", "plan.visitbook", "--yes"]).err.contains("Accepted by"));

    let note = |text: &str, now: &str| bench.ok(&["note", "plan.visitbook", text, "--now", now]).trim().to_owned();
    let one = note("Y4 explain regrouping with counters // talk is driving fluency #1 + @lesson", "2027-01-19T09:30");
    let two = note("Y2 same sheet for all", "2027-01-19T09:40");
    let listed = bench.json(&["list", "plan.visitbook", "--format", "json"]);
    assert_eq!(listed[0]["id"], one.as_str());
    assert_eq!(listed[0]["activity"], "Visits to classes", "filed under what is on now");
    assert_eq!(listed[0]["at"].as_str().unwrap().get(..16), Some("2027-01-19T09:30"));

    bench.ok(&["tag", "plan.visitbook", &two[..8], "--question", "2", "--development", "--source", "book", "--impact"]);
    let again = bench.run(&["tag", "plan.visitbook", &two, "--question", "2", "--impact"]);
    assert!(again.err.contains("marked so already"), "an option is no toggle: {}", again.err);
    let found = bench.json(&["list", "plan.visitbook", "--question", "2", "--source", "books", "--format", "json"]);
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!((&found[0]["valence"], &found[0]["impact"]), (&Value::from("development"), &Value::from(true)));
    bench.ok(&["tag", "plan.visitbook", &two, "--no-question", "2", "--no-impact"]);
    assert_eq!(bench.json(&["list", "plan.visitbook", "--untagged", "--format", "json"])[0]["impact"], false);

    let coverage = bench.json(&["coverage", "plan.visitbook", "--format", "json"]);
    assert_eq!(coverage["questions"][0]["strengths"], 1);
    assert_eq!(coverage["questions"][0]["years"][0]["year"], "Y4");
    assert!(bench.ok(&["coverage", "plan.visitbook"]).contains("nothing on 2"));

    let history = bench.ok(&["history", "plan.visitbook", &one[..6]]);
    assert!(history.contains("regrouping") && history.contains("(rehearsal)"), "{history}");
    assert!(bench.json(&["history", "plan.visitbook", "--format", "json"]).as_array().unwrap().len() > 8);
    let health = bench.json(&["doctor", "plan.visitbook", "--format", "json"]);
    assert_eq!((&health["journal_sound"], &health["tables_agree"]), (&Value::from(true), &Value::from(true)));
    assert_eq!(bench.run(&["doctor"]).status, 0);
}

#[test]
fn readiness_tells_whose_notes_are_in_and_what_stands_on_one_source() {
    let bench = Bench::with_notebook();
    bench.note("Y4 explain regrouping with counters #1 + @lesson");
    bench.note("Y4 say it in their own words #1 + @pupils");
    bench.note("the same sheet for all #1 - @books");
    bench.note("no question yet");
    let told = bench.json(&["readiness", "m.visitbook", "--format", "json"]);
    let person = |key: &str| told["people"].as_array().unwrap().iter().find(|p| p["key"] == key).cloned().unwrap();
    assert_eq!(person("lead")["notes"], 4);
    assert_eq!((&person("hollins")["notes"], &person("hollins")["last_note_at"]), (&Value::from(0), &Value::Null));
    assert!(told["people"].as_array().unwrap().iter().all(|p| p["key"] != "host-head"), "{told}");
    assert_eq!(told["untagged"], 1);
    let first = &told["questions"][0];
    assert_eq!((&first["notes"], &first["developments"]), (&Value::from(3), &Value::from("one-source")));
    assert_eq!(first["strengths"], "one-visit", "one person in one activity");
    assert_eq!(first["contradictions"][0]["developments"], 1);
    let text = bench.ok(&["readiness", "m.visitbook"]);
    assert!(text.contains("! no notes yet") && text.contains("one source only: books"), "{text}");
    let partner = bench.run(&["readiness", "m.visitbook", "--as", "host-maths"]);
    assert_eq!((partner.status, partner.out.as_str()), (1, ""), "it is the visiting team's");
}

#[test]
fn the_lead_alone_asks_for_agreement_and_doubt() {
    let bench = Bench::with_notebook();
    let refused = bench.run(&["team", "m.visitbook", "views", "on", "--as", "hollins"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("Only the lead"), "{}", refused.err);
    for (switch, said) in [("on", "On: "), ("off", "shown to nobody")] {
        let ended = bench.run(&["team", "m.visitbook", "views", switch, "--as", "lead"]);
        assert!(ended.status == 0 && ended.err.contains(said), "{ended:?}");
    }
}

#[test]
fn points_are_made_linked_moved_and_merged() {
    let bench = Bench::with_notebook();
    let note = bench.note("Y4 explain regrouping #1 + @lesson");
    let point = |args: &[&str]| bench.ok(&[&["point", "m.visitbook"], args].concat()).trim().to_owned();
    let first = point(&["add", "strength", "Talk drives fluency", "--question", "1", "--evidence", &note[..8]]);
    let second = point(&["add", "development", "Same sheet for all"]);
    let third = point(&["add", "thanks", "Thank you"]);
    let order = || -> Vec<String> {
        let json = bench.json(&["feedback", "m.visitbook", "--format", "json"]);
        let points = json["meetings"].as_array().unwrap().iter().flat_map(|m| m["points"].as_array().unwrap().clone());
        points.map(|p| p["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(order(), [first.clone(), second.clone(), third.clone()]);
    point(&["move", &third, "--earlier"]);
    point(&["move", &third, "--earlier"]);
    assert_eq!(order(), [third.clone(), first.clone(), second.clone()]);
    assert_eq!(bench.run(&["point", "m.visitbook", "move", &third, "--earlier"]).status, 1, "it is as far as it goes");
    let text = bench.ok(&["feedback", "m.visitbook"]);
    assert!(text.contains("UNSUPPORTED") && text.contains("Balance: 1 strength, 1 development"), "{text}");
    point(&["link", &second, &note]);
    assert!(!bench.ok(&["feedback", "m.visitbook"]).contains("UNSUPPORTED"));
    point(&["merge", &first, &second]);
    assert_eq!(order(), [third.clone(), first.clone()]);
    point(&["reword", &first, "Talk drives fluency everywhere"]);
    point(&["delete", &third]);
    let json = bench.json(&["feedback", "m.visitbook", "--format", "json"]);
    assert_eq!(json["meetings"][0]["points"][0]["text"], "Talk drives fluency everywhere");
    assert_eq!(bench.run(&["point", "m.visitbook", "add", "grade", "Good"]).status, 2, "there is no field for a grade");
}

#[test]
fn points_are_marked_split_arranged_and_opened_from_the_shell() {
    let bench = Bench::with_notebook();
    let note = bench.note("Y4 explain regrouping #1 + @lesson");
    let point = |args: &[&str]| bench.ok(&[&["point", "m.visitbook"], args].concat()).trim().to_owned();
    let ids: Vec<String> = [("wondering", "How are tasks chosen?"), ("development", "Tasks end early. Books show it.")]
        .iter()
        .chain(&[("strength", "Adults wait."), ("strength", "Pupils explain.")])
        .map(|(kind, words)| point(&["add", kind, words, "--evidence", &note]))
        .collect();
    let told = |field: &str| -> Vec<Value> {
        let json = bench.json(&["feedback", "m.visitbook", "--format", "json"]);
        json["meetings"][0]["points"].as_array().unwrap().iter().map(|p| p[field].clone()).collect()
    };
    for id in &ids[..3] {
        point(&["key", id]);
    }
    let fourth = bench.run(&["point", "m.visitbook", "key", &ids[3]]);
    assert_eq!(fourth.status, 1);
    assert!(fourth.err.contains("How are tasks chosen?") && fourth.err.contains("Adults wait."), "{}", fourth.err);
    point(&["key", &ids[0], "--off"]);
    point(&["support", &ids[1], "outside"]);
    assert_eq!(bench.run(&["point", "m.visitbook", "support", &ids[2], "inside"]).status, 1);
    point(&["speaker", &ids[1], "lead"]);
    point(&["head-alone", &ids[3]]);
    point(&["split", &ids[1]]);
    assert_eq!(told("text")[1..3], ["Tasks end early.", "Books show it."]);
    assert_eq!(told("evidence_open"), [1, 1, 1, 1, 1]);
    assert_eq!(bench.run(&["point", "m.visitbook", "split", &ids[2]]).status, 2, "it is one sentence");
    point(&["arrange"]);
    // What is for the head alone comes before all others whatever its place, and keeps it.
    let kinds = ["strength", "development", "development", "wondering", "strength"];
    assert_eq!(told("kind"), kinds);
    assert_eq!(told("key_message"), [true, true, false, false, false], "a part of a key message is none");
    assert_eq!(told("head_alone"), [false, false, false, false, true]);
    assert_eq!(told("support")[1], "support from outside the group");
    let text = bench.ok(&["feedback", "m.visitbook"]);
    assert!(text.contains("[key message; ") && text.contains("[for the head alone]"), "{text}");
    assert!(point(&["opening"]).starts_with("Thank you for having us"));
    let confirm = bench.run(&["point", "m.visitbook", "confirm", &ids[2]]);
    assert!(confirm.status == 1 && confirm.err.contains("open evidence alone"), "{}", confirm.err);
}

#[test]
fn words_worth_a_second_look_are_shown_and_each_can_be_silenced() {
    let bench = Bench::with_notebook();
    let id = bench.note("Pupils were clearly engaged // strong talk #1 +");
    bench.note("7 of 9 pupils explain regrouping #1 +");
    bench.ok(&["point", "m.visitbook", "add", "strength", "Pupils always explain their thinking"]);
    let found = bench.json(&["wording", "m.visitbook", "--format", "json"]);
    assert_eq!(found.as_array().unwrap().len(), 2, "{found}");
    assert_eq!((&found[0]["remarks"][0]["key"], &found[1]["note"]), (&"always".into(), &id.as_str().into()), "{found}");
    let text = bench.ok(&["wording", "m.visitbook"]);
    assert!(text.contains("“clearly”") && text.contains("[mind-reading]"), "{text}");
    fs::write(bench.home().join("wording.toml"), "silenced = ['clearly', 'mind-reading', 'always']").unwrap();
    assert_eq!(bench.json(&["wording", "m.visitbook", "--format", "json"]), Value::Array(Vec::new()));
    assert_eq!(bench.ok(&["wording", "--rules"]), visitbook::review::wording::WORDS);
}

#[test]
fn the_day_is_told_and_turned() {
    let bench = Bench::with_notebook();
    let day =
        |args: &[&str]| bench.json(&[&["day", "m.visitbook", "--format", "json", "--now", MORNING], args].concat());
    let quiet = day(&[]);
    assert_eq!(
        (&quiet["phase"], &quiet["drift_minutes"], &quiet["minutes_left"]),
        (&"during".into(), &0.into(), &10.into())
    );
    let late = day(&["shift", "10"]);
    assert_eq!((&late["drift_minutes"], &late["minutes_left"]), (&10.into(), &20.into()));
    assert_eq!(day(&["shift", "-10"])["drift_minutes"], 0);
    let dropped = day(&["drop", "break-1"]);
    let is_break = |a: &&Value| a["key"] == "break-1";
    assert_eq!(dropped["activities"].as_array().unwrap().iter().find(is_break).unwrap()["dropped"], true);
    let titles = day(&["insert", "Assembly", "--minutes", "20"]);
    assert!(titles["activities"].as_array().unwrap().iter().any(|a| a["title"] == "Assembly"));
    assert!(bench.ok(&["day", "m.visitbook", "--now", MORNING]).contains("> 10:15-10:35"));
    assert_eq!(bench.run(&["day", "m.visitbook", "drop", "nowhere"]).status, 2);
    assert_eq!(bench.run(&["day", "m.visitbook", "shift", "9999"]).status, 2);
}

#[test]
fn a_mistake_in_a_plan_is_named_with_its_line() {
    let bench = Bench::new();
    bench.write("plan.toml", &FERNHOLLOW.replacen("zone = \"Europe/London\"", "zone = \"Europe/Lundon\"", 1));
    let line = FERNHOLLOW.lines().position(|l| l.starts_with("zone")).unwrap() + 1;
    for args in
        [["plan", "check", "plan.toml"], ["plan", "show", "plan.toml"], ["new", "plan.toml", "-oplan.visitbook"]]
    {
        let ended = bench.run(&args);
        assert_eq!((ended.status, ended.out.as_str()), (1, ""), "{args:?}");
        assert!(
            ended.err.contains(&format!("plan.toml:{line}: ")) && ended.err.contains("Europe/Lundon"),
            "{}",
            ended.err
        );
    }
    assert!(!bench.path("plan.visitbook").exists());
    assert_eq!(bench.run(&["plan", "template", "subjct"]).status, 2);
    assert_eq!(bench.run(&["plan", "check", "nowhere.toml"]).status, 1);
}

/// The fields of an object in the order in which they stand in the text.
fn fields(object: &str) -> Vec<&str> {
    let lines = object.lines().filter_map(|l| l.strip_prefix("    \"")?.split_once("\": "));
    lines.map(|(name, _)| name).collect()
}

#[test]
fn the_json_of_list_is_as_promised() {
    let bench = Bench::with_notebook();
    bench.note("Y4 explain regrouping // talk #1,3 + @lesson");
    let text = bench.ok(&["list", "m.visitbook", "--format", "json"]);
    let promised = [
        "id",
        "at",
        "author",
        "activity",
        "sealed",
        "readers",
        "source",
        "where",
        "questions",
        "valence",
        "impact",
        "learning",
        "text",
        "reflection",
    ];
    assert_eq!(fields(&text), promised);
    let note = &serde_json::from_str::<Value>(&text).unwrap()[0];
    assert_eq!(note["id"].as_str().unwrap().len(), 32);
    assert_eq!(note["at"], "2026-06-10T10:15:00+01:00");
    assert_eq!((&note["author"], &note["activity"]), (&"Lead".into(), &"Visits: KS2".into()));
    assert_eq!((&note["sealed"], &note["readers"]), (&false.into(), &Value::Null));
    assert_eq!((&note["source"], &note["where"]), (&"lesson".into(), &"Y4".into()));
    assert_eq!(note["questions"], serde_json::json!(["1", "3"]));
    assert_eq!((&note["text"], &note["reflection"]), (&"Y4 explain regrouping".into(), &"talk".into()));
}

#[test]
fn a_note_is_edited_deleted_and_brought_back() {
    let bench = Bench::with_notebook();
    let note = bench.note("Y4 same sheet for all #1");
    bench.ok(&["edit", "m.visitbook", &note[..8], "Y5 same sheet // why? #2 -"]);
    let one = || bench.json(&["list", "m.visitbook", "--format", "json"])[0].clone();
    let after = one();
    assert_eq!(
        (&after["text"], &after["reflection"], &after["where"]),
        (&"Y5 same sheet".into(), &"why?".into(), &"Y5".into())
    );
    assert_eq!((&after["questions"], &after["valence"]), (&serde_json::json!(["1", "2"]), &"development".into()));
    bench.ok(&["delete", "m.visitbook", &note]);
    assert_eq!(one(), Value::Null);
    bench.ok(&["delete", "m.visitbook", &note, "--bring-back"]);
    assert_eq!(one()["id"], note.as_str());
    assert_eq!(bench.piped(&["edit", "m.visitbook", &note, "-"], "Y6 other words\n".as_bytes()).status, 0);
    assert_eq!(one()["text"], "Y6 other words");
    assert_eq!(bench.run(&["edit", "m.visitbook", "00000000", "x"]).status, 1);
    assert_eq!(bench.run(&["edit", "m.visitbook", "%%%%", "x"]).status, 2);
}

#[test]
fn what_is_to_be_sealed_is_not_taken_from_an_argument_and_never_saved_open() {
    let bench = Bench::with_notebook();
    for line in
        ["Deputy in tears xyzzy !", "! Deputy in tears xyzzy", "xyzzy !team", "xyzzy !haed #1", "!", "xyzzy //y !me"]
    {
        let ended = bench.run(&["note", "m.visitbook", line]);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{line}");
        assert!(ended.err.contains("standard input"), "{line}: {}", ended.err);
    }
    // Without a key nothing can be sealed, and it is not saved open instead.
    let ended = bench.piped(&["note", "m.visitbook", "-"], b"Deputy in tears xyzzy !\n");
    assert_eq!((ended.status, ended.out.as_str()), (1, ""));
    assert!(ended.err.contains("identity new"), "{}", ended.err);
    let ended = bench.piped(&["note", "m.visitbook", "-"], b"Deputy in tears xyzzy !haed\n");
    assert_eq!(ended.status, 2);
    let note = bench.note("Y4 same sheet");
    assert_eq!(bench.run(&["edit", "m.visitbook", &note, "xyzzy !"]).status, 2);
    for marks in ["#1 +", "", "   "] {
        assert_eq!(bench.run(&["note", "m.visitbook", marks]).status, 2, "{marks:?}");
    }
    assert_eq!(bench.json(&["list", "m.visitbook", "--format", "json"]).as_array().unwrap().len(), 1);
    assert!(!contains(&bench.everything(), "xyzzy"));
}

#[test]
fn hostile_text_never_acts_on_the_terminal() {
    let bench = Bench::with_notebook();
    let hostile = "a\u{1b}[2J\u{1b}]0;title\u{7}b\u{9b}31m\u{202e}c\u{200b}d\re\n=1+1 zwölf";
    let ended = bench.piped(&["note", "m.visitbook", "-"], hostile.as_bytes());
    assert_eq!(ended.status, 0, "{}", ended.err);
    let id = ended.out.trim().to_owned();
    bench.ok(&["point", "m.visitbook", "add", "strength", "p\u{1b}[2J\u{202e}q", "--evidence", &id]);
    let shown: &[&[&str]] = &[
        &["list", "m.visitbook"],
        &["list", "m.visitbook", "--format", "json"],
        &["list", "m.visitbook", "--format", "csv"],
        &["list", "m.visitbook", "--format", "md"],
        &["history", "m.visitbook"],
        &["history", "m.visitbook", "--format", "json"],
        &["read", "m.visitbook", &id],
        &["feedback", "m.visitbook"],
        &["feedback", "m.visitbook", "--format", "md"],
        &["report", "m.visitbook"],
        &["list", "m.visitbook", "--question", "\u{1b}[2J"],
        &["list", "m.visitbook", "--by", "\u{1b}[2J\u{202e}"],
        &["list", "\u{1b}[2J\u{202e}"],
        &["list", "m.visitbook", "--\u{1b}[2J\u{202e}"],
        &["--now", "\u{1b}[2J", "list", "m.visitbook"],
        &["\u{1b}[2J\u{202e}"],
    ];
    for args in shown {
        let ended = bench.run(args);
        for text in [&ended.out, &ended.err] {
            let acts = |c: char| (c.is_control() && c != '\n' && c != '\r') || matches!(c, '\u{202e}' | '\u{200b}');
            assert!(!text.contains(acts), "{args:?}: {text:?}");
            assert!(!text.replace("\r\n", "").contains('\r'), "{args:?}: {text:?}");
        }
    }
}

#[test]
fn the_exit_status_says_how_it_went() {
    let bench = Bench::with_notebook();
    let status = |args: &[&str]| bench.run(args).status;
    assert_eq!(status(&["--help"]), 0);
    assert_eq!(status(&["--version"]), 0);
    assert_eq!(status(&["list", "--help"]), 0);
    assert_eq!(status(&["list", "m.visitbook"]), 0);
    assert_eq!(status(&["list", "nowhere.visitbook"]), 1);
    assert_eq!(status(&["doctor", "fernhollow.toml"]), 1, "it is no notebook");
    assert_eq!(status(&["new", "fernhollow.toml", "-o", "m.visitbook"]), 1, "nothing is overwritten");
    assert_eq!(status(&["list"]), 2);
    assert_eq!(status(&["list", "m.visitbook", "--colour"]), 2);
    assert_eq!(status(&["list", "m.visitbook", "--now", "noon"]), 2);
    assert_eq!(status(&["list", "m.visitbook", "--question", "9"]), 2);
    assert_eq!(status(&["list", "m.visitbook", "--source", "gossip"]), 2);
    assert_eq!(status(&["list", "m.visitbook", "--as", "nobody"]), 2);
    assert_eq!(status(&["m.visitbook", "list"]), 2, "the command comes first");
    assert_eq!(status(&["keys", "--keymap", "emacs"]), 2);
    let near = bench.run(&["lits"]);
    assert_eq!(near.status, 2);
    assert!(near.err.contains("visitbook list"), "{}", near.err);
    // Without a name and without a notebook it says how to begin.
    let empty = Bench::new().run(&[]);
    assert_eq!((empty.status, empty.out.as_str()), (2, ""));
    assert!(empty.err.contains("visitbook demo") && empty.err.contains("plan template"), "{}", empty.err);
    let help = bench.ok(&["--help"]);
    assert!(help.contains("visitbook demo") && !help.contains('\u{1b}'));
}

#[test]
fn slips_of_a_busy_head_are_answered_in_their_own_words() {
    let bench = Bench::with_notebook();
    for (slip, answer) in [
        (&["follow-up", "m.visitbook", "--on", "20/1/2027"][..], "write year, month and day: 2027-01-20"),
        (&["day", "m.visitbook", "shift", "ten"], "a number of minutes"),
        (&["day", "m.visitbook", "extend", "2000"], "a number of minutes"),
        (&["new", "m.visitbook", "-o", "n.visitbook"], "m.visitbook is a notebook, not a plan"),
        (&["plan", "check", "m.visitbook"], "the text file that it was made from"),
        (&["export", "m.visitbook", "-o", "pack"], "Add -p for a passphrase"),
    ] {
        let refused = bench.run(slip);
        assert_eq!((refused.status, refused.out.as_str()), (2, ""), "{slip:?}: {}", refused.err);
        let said = refused.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(answer), "{slip:?}: {said}");
    }
    // A notebook has the day as it stands now, and is shown on paper as a plan is.
    bench.ok(&["day", "m.visitbook", "shift", "10", "--now", "2026-06-10T10:26"]);
    let paper = bench.ok(&["plan", "show", "m.visitbook", "--format", "md"]);
    assert!(paper.contains("10:25–10:50") && paper.contains("Break and catch-up"), "{paper}");
}

#[test]
fn a_reader_that_has_gone_is_no_trouble() {
    let bench = Bench::with_notebook();
    bench.note("Y4 same sheet");
    for args in [["list", "m.visitbook", "--format", "json"].as_slice(), &["keys"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = bench.command(args).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
    // What was asked for is done all the same.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert!(bench.command(&["note", "m.visitbook", "Y5 two"]).stdout(writer).output().unwrap().status.success());
    assert_eq!(bench.json(&["list", "m.visitbook", "--format", "json"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_name_need_not_be_text() {
    let bench = Bench::with_notebook();
    let name = OsStr::from_bytes(b"m\xff\x1b.visitbook");
    fs::rename(bench.path("m.visitbook"), bench.dir.path().join(name)).unwrap();
    let args = [OsStr::new("list"), name, OsStr::new("--as"), OsStr::new("lead")];
    let ended = Ended::of(&bench.command(&args).output().unwrap());
    assert_eq!(ended.status, 0, "{}", ended.err);
    let args = [OsStr::new("list"), OsStr::from_bytes(b"n\xff\x1b")];
    let ended = Ended::of(&bench.command(&args).output().unwrap());
    assert_eq!(ended.status, 1);
    assert!(!ended.err.contains('\u{1b}'));
}

#[test]
fn a_host_partner_sees_only_what_they_wrote_and_only_the_lead_releases() {
    let bench = Bench::with_notebook();
    let lead = bench.note("Lead's own note #1 @lesson");
    let as_partner = |args: &[&str]| bench.run(&[args, &["--as", "host-maths", "--now", MORNING]].concat());
    assert_eq!(as_partner(&["accept", "m.visitbook", "--yes"]).status, 0);
    assert_eq!(as_partner(&["note", "m.visitbook", "Partner's note"]).status, 0);
    let listed = as_partner(&["list", "m.visitbook"]);
    assert!(listed.out.contains("Partner's note") && !listed.out.contains("Lead's own"), "{}", listed.out);
    assert!(!as_partner(&["list", "m.visitbook", "--by", "lead"]).out.contains("Lead's own"));
    assert!(!as_partner(&["history", "m.visitbook"]).out.contains("Lead's own"));
    for args in [["read", "m.visitbook", &lead], ["history", "m.visitbook", &lead], ["delete", "m.visitbook", &lead]] {
        let ended = as_partner(&args);
        assert_eq!((ended.status, ended.out.as_str()), (1, ""), "{args:?}");
    }
    for args in ["coverage", "feedback", "readiness", "report"].map(|command| [command, "m.visitbook"]) {
        let ended = as_partner(&args);
        assert_eq!((ended.status, ended.out.as_str()), (1, ""), "{args:?}");
    }
    let reviewer = bench.run(&["report", "m.visitbook", "-o", "r.md", "--as", "hollins"]);
    assert_eq!(reviewer.status, 1);
    assert!(reviewer.err.contains("Only the lead") && !bench.path("r.md").exists(), "{}", reviewer.err);
    assert_eq!(bench.run(&["export", "m.visitbook", "-r", PUBLIC, "-o", "p.age", "--as", "hollins"]).status, 1);
    assert!(!bench.path("p.age").exists());
}

#[test]
fn an_export_to_a_key_opens_with_it_and_holds_only_what_may_leave() {
    let bench = Bench::with_notebook();
    bench.note("Y4 explain regrouping with counters // talk is driving it #1 + @lesson");
    let withheld = bench.note("Y2 the same sheet for all #2 - @books");
    bench.write("key.txt", SECRET);
    let dry = bench.run(&["export", "m.visitbook", "--dry-run", "--withhold", &withheld]);
    assert_eq!(dry.status, 0, "{}", dry.err);
    assert!(dry.err.contains("Held back") && dry.err.contains("Nothing was written"), "{}", dry.err);
    let export = ["export", "m.visitbook", "-r", PUBLIC, "-o", "p.age", "--withhold", &withheld];
    bench.ok(&export);
    assert_eq!(bench.run(&export).status, 1, "nothing is overwritten");
    let shown = bench.ok(&["open", "p.age", "-i", "key.txt"]);
    assert!(shown.contains("regrouping with counters"), "{shown}");
    assert!(!shown.contains("same sheet") && !shown.contains("driving it"), "{shown}");
    let names = bench.ok(&["open", "p.age", "-i", "key.txt", "--extract", "out"]);
    assert!(names.lines().any(|l| l == "report.html"), "{names}");
    assert!(fs::read_to_string(bench.path("out/notebook.html")).unwrap().contains("regrouping"));
    assert_eq!(bench.run(&["open", "p.age", "-i", "key.txt", "--extract", "out"]).status, 1, "the folder is not empty");
    let report = ["report", "m.visitbook", "--format", "html", "--reflections", "-o", "short.html"];
    bench.ok(&report);
    assert!(!fs::read_to_string(bench.path("short.html")).unwrap().contains("driving it"));
    bench.ok(&[&report[..5], &["--appendix", "-o", "long.html"]].concat());
    assert!(fs::read_to_string(bench.path("long.html")).unwrap().contains("driving it"));
    bench.ok(&["report", "m.visitbook", "--format", "docx", "-o", "r.docx"]);
    assert!(fs::read(bench.path("r.docx")).unwrap().starts_with(b"PK"));
    let nowhere = bench.run(&["report", "m.visitbook", "--format", "docx"]);
    assert_eq!((nowhere.status, nowhere.out.as_str()), (2, ""));
    assert!(nowhere.err.contains("-o FILE"), "{}", nowhere.err);
    assert_eq!(bench.run(&["export", "m.visitbook", "-r", SECRET, "-o", "q.age"]).status, 1);
    assert_eq!(bench.run(&["export", "m.visitbook", "-o", "q.age"]).status, 2, "to nobody");
    // A pack that was cut off gives nothing.
    let whole = fs::read(bench.path("p.age")).unwrap();
    fs::write(bench.path("cut.age"), &whole[..whole.len() - 10]).unwrap();
    let cut = bench.run(&["open", "cut.age", "-i", "key.txt"]);
    assert_eq!((cut.status, cut.out.as_str()), (1, ""));
}

#[test]
fn keys_seals_and_the_heads_pack_on_a_terminal() {
    let bench = Bench::with_notebook();
    let mut terminal = Terminal::start(&bench, &["identity", "new"]);
    terminal.answer("New passphrase", "half\u{3}");
    let (status, seen) = terminal.end();
    assert_eq!(status, 1, "Ctrl-C leaves: {seen}");
    assert!(seen.contains("Nothing was changed") && !bench.path("home/identity").exists(), "{seen}");

    let mut terminal = Terminal::start(&bench, &["identity", "new"]);
    terminal.answer("New passphrase", "correct horse battery");
    terminal.answer("The same again", "mistyped");
    terminal.wait("The two differ");
    terminal.answer("New passphrase", "correct horse battery");
    terminal.answer("The same again", "correct horse battery");
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("age1") && !seen.contains("correct"), "never echoed: {seen}");
    let shown = bench.ok(&["identity", "show"]);
    assert!(shown.contains("age1") && shown.contains("to compare aloud"));
    let second = bench.run(&["identity", "new", "--generate"]);
    assert_eq!(second.status, 1, "a key is never overwritten");

    // Sealed from standard input; open first and sealed later.
    let sealed = bench.piped(&["note", "m.visitbook", "-"], b"Deputy worn out xyzzy !\n");
    assert_eq!(sealed.status, 0, "{}", sealed.err);
    assert!(sealed.err.contains("SEALED"), "{}", sealed.err);
    let for_head = bench.piped(&["note", "m.visitbook", "-"], b"For your eyes plugh !head\n");
    assert_eq!(for_head.status, 0, "{}", for_head.err);
    let note = |text: &str| bench.ok(&["note", "m.visitbook", text]).trim().to_owned();
    let late = note("Said in the corridor wibble #1");
    let done = bench.run(&["seal", "m.visitbook", &late, "--to", "team"]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(done.err.contains("may have read it") && done.err.contains("for want of a key: Elmstead"), "{}", done.err);
    note("Y4 explain regrouping #1 + @lesson");
    for word in ["xyzzy", "plugh", "wibble"] {
        assert!(!contains(&bench.everything(), word), "{word} lies plain on the disk");
    }
    let listed = bench.json(&["list", "m.visitbook", "--sealed", "--format", "json"]);
    assert_eq!(listed.as_array().unwrap().len(), 3);
    for note in listed.as_array().unwrap() {
        assert_eq!((&note["sealed"], &note["readers"]), (&true.into(), &serde_json::json!(["Lead"])));
        for field in ["source", "where", "questions", "valence", "impact", "learning", "text", "reflection"] {
            assert_eq!(note.get(field), Some(&Value::Null), "{field}");
        }
    }
    assert_eq!(bench.run(&["tag", "m.visitbook", &late, "--strength"]).status, 1, "sealed notes are marked unlocked");

    let mut terminal = Terminal::start(&bench, &["read", "m.visitbook", &sealed.out.trim()[..10]]);
    terminal.answer("Passphrase", "wrong wrong wrong");
    terminal.wait("does not fit");
    terminal.answer("Passphrase", "correct horse battery");
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("Deputy worn out xyzzy") && seen.contains("scrollback"), "{seen}");

    // The concern: recorded, and nowhere to be seen.
    assert!(bench.ok(&["concern", "m.visitbook"]).contains("999"));
    bench.ok(&["concern", "m.visitbook", "--told", "deputy safeguarding lead frobozz", "--route", "child"]);
    assert!(!contains(&bench.everything(), "frobozz"));
    assert!(!bench.ok(&["history", "m.visitbook"]).to_lowercase().contains("concern"));

    let members = bench.json(&["team", "m.visitbook", "list", "--format", "json"]);
    assert_eq!(members[0]["keys"][0]["words"].as_str().unwrap().split(' ').count(), 6);
    assert!(members[0]["accepted_at"].is_string());

    // The head's pack.
    let mut terminal = Terminal::start(&bench, &["export", "m.visitbook", "-p", "-o", "for-head"]);
    terminal.answer("Passphrase of your key", "correct horse battery");
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("2 sealed notes"), "what stays is told: {seen}");
    let phrase = phrase_in(&seen);
    let beside = fs::read_to_string(bench.path("HOW-TO-OPEN.txt")).unwrap();
    assert!(seen.contains("HOW-TO-OPEN.txt") && !phrase.split(' ').all(|word| beside.contains(word)), "{seen}");
    let mut terminal = Terminal::start(&bench, &["open", "for-head.zip.age"]);
    terminal.answer("Passphrase of the file", &phrase);
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("regrouping") && seen.contains("For your eyes plugh"), "{seen}");
    assert!(!seen.contains("xyzzy") && !seen.contains("wibble") && !seen.contains("frobozz"), "{seen}");
}

/// The six words as they were shown: `1. otter  2. …` in two rows.
fn phrase_in(seen: &str) -> String {
    let numbered =
        |word: &str| word.strip_suffix('.').is_some_and(|n| n.parse::<u8>().is_ok_and(|n| (1..=6).contains(&n)));
    let words: Vec<&str> = seen.split_whitespace().collect();
    let found: Vec<&str> = words.windows(2).filter(|w| numbered(w[0])).map(|w| w[1]).collect();
    assert_eq!(found.len(), 6, "{seen}");
    found.join(" ")
}

#[test]
fn a_passphrase_is_taken_from_nothing_but_a_terminal() {
    let bench = Bench::new();
    // Away from the terminal that the tests may have been started on; where there is no setsid, this cannot be tried.
    let mut command = Command::new("setsid");
    command.args(["--wait", PROGRAM, "identity", "new"]).env("VISITBOOK_HOME", bench.home());
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = piped.spawn() else { return };
    let _ = child.stdin.take().unwrap().write_all(b"correct horse battery\ncorrect horse battery\n");
    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("Run this in a terminal"), "{}", ended.err);
    assert!(!bench.path("home/identity").exists());
}

#[test]
fn a_key_can_be_taken_over_with_a_generated_passphrase() {
    let bench = Bench::new();
    bench.write("key.txt", SECRET);
    let ended = bench.run(&["identity", "import", "key.txt", "--generate"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.contains(PUBLIC));
    assert_eq!(phrase_in(&ended.err).split(' ').count(), 6);
    assert!(!contains(&fs::read(bench.path("home/identity/my-key.age")).unwrap(), "GFPYY"));
    bench.write("junk.txt", "no key at all");
    assert_eq!(Bench::new().run(&["identity", "import", &bench.path("junk.txt").to_string_lossy()]).status, 1);
}

#[test]
fn the_demo_can_be_made_without_the_screen() {
    let bench = Bench::new();
    let notebook = bench.ok(&["demo", "--folder", "day", "--no-screen"]);
    let notes = bench.json(&["list", notebook.trim(), "--as", "lead", "--format", "json"]);
    assert!(notes.as_array().unwrap().len() > 20, "a morning's worth");
    assert_eq!(bench.run(&["demo", "--folder", "day", "--no-screen"]).status, 1, "the folder is not empty");
    assert!(!bench.path("home/identity").exists(), "my own key is not touched");
}

#[test]
fn the_keys_come_from_the_one_table() {
    let bench = Bench::new();
    let table = bench.ok(&["keys"]);
    assert!(table.contains("^P"), "{table}");
    assert!(bench.ok(&["keys", "--format", "md"]).contains("| Keys |"));
    assert_ne!(bench.ok(&["keys", "--keymap", "vim"]), table);
}

#[test]
fn a_team_changes_and_a_new_key_waits_for_a_yes() {
    let bench = Bench::with_notebook();
    let notebook = bench.path("m.visitbook").to_string_lossy().into_owned();
    bench.ok(&["identity", "new", "--generate"]);
    let computer = || {
        let computer = Bench::new();
        computer.ok(&["identity", "new", "--generate"]);
        computer.ok(&["accept", &notebook, "--yes", "--as", "hollins"]);
        computer
    };
    let key_states = || {
        let members = bench.json(&["team", "m.visitbook", "list", "--format", "json"]);
        let hollins = members.as_array().unwrap().iter().find(|m| m["key"] == "hollins").unwrap().clone();
        hollins["keys"].as_array().unwrap().iter().map(|k| k["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let laptop = computer();
    let sealed = bench.piped(&["note", "m.visitbook", "-"], b"In confidence xyzzy !team\n");
    assert_eq!(sealed.status, 0, "{}", sealed.err);
    let server = computer();
    assert_eq!(key_states(), ["used", "new"]);
    for (answer, after) in [("no", ["used", "new"]), ("yes", ["used", "used"])] {
        let mut terminal = Terminal::start(&bench, &["team", "m.visitbook", "accept", "Hollins"]);
        terminal.answer("Type yes", answer);
        let (status, printed) = terminal.end();
        assert_eq!((status, key_states()), (0, after.map(str::to_owned).to_vec()), "{printed}");
    }
    assert_eq!(bench.run(&["team", "m.visitbook", "accept", "hollins", "--yes"]).status, 1, "none waits any more");
    // What a computer announces is what its own person can read out there.
    let words = server.json(&["identity", "show", "--format", "json"])[0]["words"].as_str().unwrap().to_owned();
    assert!(bench.ok(&["team", "m.visitbook", "list"]).contains(&words));

    let refused = laptop.run(&["team", &notebook, "add", "new-one", "New One", "--role", "reviewer"]);
    assert!(refused.status == 1 && refused.err.contains("Only the lead"), "{}", refused.err);
    bench.ok(&["team", "m.visitbook", "add", "new-one", "New One", "--role", "external-adviser"]);
    assert_eq!(bench.run(&["team", "m.visitbook", "add", "x", "X", "--role", "boss"]).status, 2);
    let left = bench.run(&["team", "m.visitbook", "retire", "hollins"]);
    assert!(left.status == 0 && left.err.contains("1 sealed note could be read by them"), "{}", left.err);
    assert!(left.err.contains("cannot be taken back"));
    let to = bench.run(&["seal", "m.visitbook", &bench.note("later wibble"), "--people", "hollins"]);
    assert!(to.status == 1 && to.err.contains("has left the team"), "{}", to.err);
    bench.ok(&["team", "m.visitbook", "retire", "hollins", "--undo"]);
    let chosen = bench.note("between us plugh");
    let to = bench.run(&["seal", "m.visitbook", &chosen, "--people", "hollins,lead"]);
    assert!(to.status == 0 && to.err.contains("Who can read it: Lead, Hollins"), "{}", to.err);
}

#[test]
fn a_protected_key_is_taken_over_after_its_own_passphrase() {
    let from = Bench::new();
    let mut terminal = Terminal::start(&from, &["identity", "new"]);
    terminal.answer("New passphrase", "correct horse battery");
    terminal.answer("The same again", "correct horse battery");
    assert_eq!(terminal.end().0, 0);
    let file = from.path("home/identity/my-key.age").to_string_lossy().into_owned();
    let bench = Bench::new();
    let mut terminal = Terminal::start(&bench, &["identity", "import", &file, "--generate"]);
    terminal.answer("Passphrase that this key has now", "wrong wrong wrong");
    terminal.wait("does not fit");
    terminal.answer("Passphrase that this key has now", "correct horse battery");
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    assert_eq!(bench.ok(&["identity", "show"]), from.ok(&["identity", "show"]));
    // One that nothing protects is said so, with the command if others can read it.
    let plain = Bench::new();
    plain.write("key.txt", SECRET);
    let ended = plain.run(&["identity", "import", "key.txt", "--generate"]);
    assert!(ended.err.contains("No passphrase protects it there"), "{}", ended.err);
    assert_eq!(ended.err.contains("chmod 600"), visitbook::files::readable_by_others(&plain.path("key.txt")).is_some());
}

#[test]
fn a_timetable_as_it_comes_is_shown_line_by_line_and_becomes_a_plan() {
    let bench = Bench::new();
    bench.write("mail.txt", "Dear all\n14 October 2026\n9.00 Tour\n9.30 Jotter trawl (hall)\n1.00 Feedback to head\n");
    let ended = bench.run(&["plan", "import", "mail.txt", "-o", "plan.toml"]);
    assert_eq!((ended.status, ended.out.trim()), (0, "plan.toml"), "{}", ended.err);
    for said in [
        "1 | Dear all",
        "no activity: a greeting",
        "09:00–09:30 Tour [tour]",
        "1.00 is in the afternoon",
        "still to fill in",
    ] {
        assert!(ended.err.contains(said), "{said}: {}", ended.err);
    }
    bench.ok(&["plan", "check", "plan.toml"]);
    bench.ok(&["new", "plan.toml", "-o", "m.visitbook"]);
    let again = bench.run(&["plan", "import", "mail.txt", "-o", "plan.toml"]);
    assert_eq!(again.status, 1, "nothing is written over: {}", again.err);

    fs::create_dir_all(bench.home()).unwrap();
    fs::write(bench.home().join("timetable-words.toml"), "[[kind]]\nkind = \"books\"\nsure = [\"jotter trawl\"]\n")
        .unwrap();
    let shown = bench.ok(&["plan", "import", "mail.txt", "--into", "plan.toml", "--dry-run"]);
    assert!(shown.contains("Jotter trawl [books] · at hall"), "{shown}");
    let piped = bench.piped(&["plan", "import", "-", "--first-day", "2026-11-02"], b"9.00 Tour\n10.00 Feedback\n");
    assert!(piped.out.contains("day = 2026-11-02"), "{}", piped.out);
    let wrong = bench.piped(&["plan", "import", "-"], b"%PDF-1.7");
    assert!(wrong.status == 1 && wrong.err.contains("This is a PDF."), "{}", wrong.err);
}

#[test]
fn the_lead_purges_after_a_yes_and_the_words_are_nowhere() {
    const WORD: &str = "qwibblethorn";
    let bench = Bench::with_notebook();
    bench.note(&format!("a {WORD} of the lead"));
    let overdue = |day: &str| bench.run(&["doctor", "m.visitbook", "--now", day]).err;
    assert!(!overdue("2027-07-31T12:00").contains("to be kept until"));
    assert!(overdue("2027-08-01T12:00").contains("to be kept until 31 July 2027"));
    let refused = bench.run(&["purge", "m.visitbook", "everything", "--yes", "--as", "brook-row"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("Only the lead purges"), "{}", refused.err);
    assert_eq!(bench.run(&["purge", "m.visitbook", "all", "--yes"]).status, 2);

    let args = ["purge", "m.visitbook", "everything", "--as", "lead"];
    let mut asked = Terminal::start(&bench, &args);
    asked.wait("1 open note");
    asked.wait("What stays");
    asked.wait("Out of reach");
    asked.answer("Type yes:", "y");
    let (status, seen) = asked.end();
    assert!(status == 1 && seen.contains("Nothing was emptied"), "{status}: {seen}");
    assert!(contains(&bench.everything(), WORD));

    let mut asked = Terminal::start(&bench, &args);
    asked.answer("Type yes:", "yes");
    let (status, seen) = asked.end();
    assert!(status == 0 && seen.contains("Emptied for good"), "{status}: {seen}");
    assert!(!contains(&bench.everything(), WORD));
    assert!(!overdue("2027-08-01T12:00").contains("to be kept until"), "it is empty");
    assert_eq!(
        bench.json(&["list", "m.visitbook", "--format", "json"]).as_array().unwrap().len(),
        1,
        "that there was one stays"
    );
    bench.ok(&["purge", "m.visitbook", "concerns", "--yes", "--as", "lead"]);
}

#[test]
fn what_the_lead_settles_holds_for_every_later_release() {
    let bench = Bench::with_notebook();
    let note = bench.note("Y2 the same sheet for all #2 - @books");
    let point = bench.ok(&["point", "m.visitbook", "add", "strength", "Adults wait"]).trim().to_owned();
    let alone = bench.ok(&["point", "m.visitbook", "add", "learning", "We take the stems home"]).trim().to_owned();
    let preview = bench.run(&["release", "m.visitbook"]);
    assert!(preview.out.contains("For the host head: 1 note and 2 points."), "{}", preview.out);
    assert!(preview.err.contains("No point is marked as said aloud"), "{}", preview.err);
    let held = bench.run(&["release", "m.visitbook", "--hold", &note, "--hold", &alone, "--for", "all-schools"]);
    assert!(held.out.contains("For the schools of the group: 0 notes and 1 point."), "{}", held.out);
    assert!(held.err.contains("by your choice"), "{}", held.err);
    bench.ok(&["report", "m.visitbook", "--appendix", "-o", "one.md"]);
    let one = fs::read_to_string(bench.path("one.md")).unwrap();
    assert!(one.contains("Made for the schools of the group") && one.contains("Draft, not yet agreed"), "{one}");
    assert!(!one.contains("same sheet") && !one.contains("stems home"), "{one}");
    assert!(!one.contains("Lead ("), "beyond the school, roles stand for names: {one}");

    bench.ok(&["release", "m.visitbook", "--let-go", &alone]);
    bench.ok(&["point", "m.visitbook", "reword", &point, "Adults wait longer"]);
    bench.ok(&["report", "m.visitbook", "-o", "two.md", "--stage", "agreed", "--audience", "host-head"]);
    assert!(fs::read_to_string(bench.path("two.md")).unwrap().contains("Agreed with the school, "));
    let versions = bench.ok(&["report", "m.visitbook", "--versions"]);
    assert_eq!(versions.lines().count(), 2, "{versions}");
    assert!(
        versions.contains("1  ") && versions.contains("agreed with the host, for the host head, 2 points"),
        "{versions}"
    );
    let changes = bench.ok(&["report", "m.visitbook", "--changes", "1", "2"]);
    assert!(changes.contains("Adults wait {+longer+}") && changes.contains("added     We take"), "{changes}");
    assert_eq!(
        bench.ok(&["report", "m.visitbook", "--changes", "2", "--audience", "host-head"]).trim(),
        "Nothing changed."
    );
    assert_eq!(bench.run(&["report", "m.visitbook", "--changes", "7"]).status, 2);

    bench.ok(&["tag", "m.visitbook", &note, "--learning"]);
    bench.ok(&["release", "m.visitbook", "--let-go", &note]);
    let home = bench.ok(&["report", "m.visitbook", "--learning"]);
    assert!(home.contains("What Lead takes home") && home.contains("same sheet"), "{home}");
    assert!(!home.contains("Fernhollow"), "{home}");
    for args in [["release", "m.visitbook"], ["report", "m.visitbook"]] {
        let other = bench.run(&[&args[..], &["--as", "hollins"]].concat());
        assert_eq!((other.status, other.out.as_str()), (1, ""), "{args:?}");
    }
}
