//! A shared server by forced command: a real sshd, real clients, and attempts that must fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

#[path = "support/sshd.rs"]
mod sshd;
mod support;

use sshd::{Answer, Counted, Ssh};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::process::{Command, Stdio};
use std::time::Instant;
use support::keys::{ENTER, ctrl};
use support::{PATIENCE, PHRASE, files_with, signal, typed, wait, wait_gone};
use visitbook::secret::Secret;
use visitbook::tasks::release::open_pack;
use visitbook::vault::pack::Keys;

/// A key that everybody knows, for what leaves.
const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

// ── At work ──────────────────────────────────────────────────────────────────────────────────────

#[test]
fn two_reviewers_write_at_once_and_each_sees_the_other_at_once() {
    let Some(server) = Ssh::start() else { return };
    let (mut sam, mut asha) = (server.screen("sam"), server.screen("asha"));
    for (screen, other) in [(&mut sam, 0), (&mut asha, 1)] {
        if other == 1 {
            // Asha is in two teams: she chooses by number.
            screen.send_and_wait("", "Your notebooks on this server");
            screen.send(&format!("1{ENTER}"));
        }
        screen.wait_for(" Capture ");
    }
    // Both type at the same time, character by character.
    let (by_sam, by_asha) = ("Pupils explain with counters #1", "The same sheet in two classes #1");
    for pair in by_sam.chars().zip(by_asha.chars()) {
        sam.send(&pair.0.to_string());
        asha.send(&pair.1.to_string());
    }
    sam.send(&by_sam[by_sam.len().min(by_asha.len())..]);
    asha.send(&by_asha[by_sam.len().min(by_asha.len())..]);
    sam.wait_until("sam's line", |s| typed(s) == by_sam);
    asha.wait_until("asha's line", |s| typed(s) == by_asha);
    asha.send(ENTER);
    asha.wait_for("Saved");
    let saved = Instant::now();
    sam.wait_for("The same sheet in two classes");
    eprintln!("asha's note was on sam's screen {:?} after it was saved", saved.elapsed());
    assert_eq!(typed(&sam.text()), by_sam, "and sam's half-typed line is as it was");
    sam.send(ENTER);
    sam.wait_for("Saved");
    let saved = Instant::now();
    asha.wait_for("Pupils explain with counters");
    eprintln!("sam's note was on asha's screen {:?} after it was saved", saved.elapsed());
    for (mut screen, name) in [(sam, "sam"), (asha, "asha")] {
        screen.send(&ctrl('q'));
        assert_eq!(screen.wait_exit(), 0, "{name}");
        assert!(screen.is_plain(), "{name}");
    }
    let list = server.ask("lead", &["list", "maths", "--format", "json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2);
}

#[test]
fn a_typed_character_costs_few_bytes_on_the_wire() {
    let Some(server) = Ssh::start() else { return };
    let way = Counted::to(server.port());
    let mut sam = server.screen_by("sam", way.port);
    sam.wait_for(" Capture ");
    sam.settle();
    let before = way.bytes();
    let line = "Pupils explain regrouping with counters";
    for n in 1..=line.len() {
        sam.send(&line[n - 1..n]);
        sam.wait_until("the character", |s| typed(s) == line[..n].trim_end());
    }
    let after = way.bytes();
    let each = |a: u64, b: u64| (b - a) / line.len() as u64;
    let (up, down) = (each(before.0, after.0), each(before.1, after.1));
    eprintln!("a typed character: {up} bytes to the server, {down} back");
    // An SSH packet of one byte is 36 bytes; a frame of two or three bytes fits into one packet too.
    assert!(up <= 48 && down <= 96, "{up} bytes to the server, {down} back");
}

#[test]
fn the_verbs_work_within_ones_role() {
    let Some(server) = Ssh::start() else { return };
    let id = server.ask_with("sam", &[], &["note", "maths"], "Y4 explain regrouping #1 + @lesson\n").ok();
    assert_eq!(id.trim().len(), 32, "{id}");
    server.ask_with("partner", &[], &["note", "maths"], "seen by the host\n").ok();
    let sealed = server.ask_with("sam", &[], &["note", "maths"], "in confidence !me\n").ok();
    assert_eq!(sealed.trim().len(), 32);
    let list = server.ask("asha", &["list", "maths", "--format", "json", "--question", "1"]).ok();
    assert!(list.contains("Y4 explain regrouping") && list.contains("seen by the host"), "{list}");
    let own = server.ask("partner", &["list", "maths", "--format", "json"]).ok();
    assert!(own.contains("seen by the host") && !own.contains("Y4 explain"), "{own}");
    server.ask("asha", &["feedback", "maths", "--format", "md"]).ok();
    let refused = server.refused("partner", "feedback maths");
    assert!(refused.err.contains("visiting team"), "{refused:?}");
    let pack = server.ask("lead", &["export", "maths", "-r", PUBLIC]);
    assert_eq!(pack.status, Some(0), "{}", pack.err);
    assert!(pack.bytes.starts_with(b"age-encryption.org/v1"));
    let pack = server.ask("lead", &["export", "maths"]);
    let words: Vec<&str> = pack.err.split_whitespace().collect();
    let phrase: Vec<&str> =
        (1..=6).map(|n| words[words.iter().position(|w| *w == format!("{n}.")).unwrap() + 1]).collect();
    let opened = open_pack(&pack.bytes, Keys::Passphrase(&Secret::new(phrase.join(" "))));
    assert!(opened.is_ok(), "{:?}", pack.err);
    assert!(files_with(&server.visits(), "in confidence").is_empty());
}

#[test]
fn a_laptop_joins_by_line_and_by_file() {
    let Some(server) = Ssh::start() else { return };
    server.ask_with("asha", &[], &["note", "maths"], "written at the server\n").ok();
    let bundle = server.ask("sam", &["bundle", "maths"]);
    assert!(bundle.status == Some(0) && bundle.bytes.starts_with(b"age-encryption.org/v1"), "{bundle:?}");
    assert!(bundle.err.contains("asha") && !bundle.err.contains("Partner"), "{}", bundle.err);
    server.refused("partner", "bundle maths");
    server.refused("partner", "sync maths");

    // `ssh` as a reviewer's own settings would make it: this key, this server.
    let (tools, laptop) = (server.path("tools"), server.path("laptop"));
    fs::create_dir(&tools).unwrap();
    let options: Vec<String> =
        server.options("sam", "-p", server.port()).iter().map(|o| format!("'{}'", o.to_str().unwrap())).collect();
    fs::write(tools.join("ssh"), format!("#!/bin/sh\nexec /usr/bin/ssh {} \"$@\"\n", options.join(" "))).unwrap();
    fs::set_permissions(tools.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
    support::give_key(&laptop);
    let at_laptop = |args: &[&str]| {
        let mut command = Command::new(sshd::PROGRAM);
        command.args(args).args(["--as", "sam"]).current_dir(server.folder());
        command.env("PATH", format!("{}:/usr/bin:/bin", tools.display())).env("VISITBOOK_HOME", &laptop);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Answer::of(command, "").ok()
    };
    let address = format!("ssh://{}:{}/maths", Ssh::address(), server.port());
    at_laptop(&["sync", "laptop.visitbook", &address]);
    assert!(at_laptop(&["list", "laptop.visitbook"]).contains("written at the server"));
    at_laptop(&["accept", "laptop.visitbook", "--yes"]);
    at_laptop(&["note", "laptop.visitbook", "written on the train"]);
    at_laptop(&["sync", "laptop.visitbook"]);
    assert!(server.ask("asha", &["list", "maths"]).ok().contains("written on the train"));
}

#[test]
fn the_first_entry_makes_the_key_on_the_screen() {
    let Some(server) = Ssh::start() else { return };
    let home = server.home("late");
    let mut late = server.screen("late");
    late.wait_for("These six words were made for you");
    late.send(ENTER);
    late.wait_for("We come as colleagues");
    late.wait_until("the end of the protocol to be accepted", |s| s.contains("accept"));
    late.send(ENTER);
    late.wait_until("the line", |s| s.contains(" Capture ") && !s.contains("We come as colleagues"));
    late.note("first words");
    late.send(&ctrl('q'));
    assert_eq!(late.wait_exit(), 0);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(home.root()), 0o700);
    assert_eq!(mode(&home.identity().join("my-key.age")), 0o600);
    let keys = server.path("authorized_keys");
    let mut check = Command::new(sshd::PROGRAM);
    let check =
        check.args(["server", "check"]).arg(server.visits()).arg("--authorized-keys").arg(&keys).output().unwrap();
    let told = String::from_utf8(check.stdout).unwrap();
    // The tests' administrator comes in by the same account, which is just what must not be.
    assert!(
        check.status.code() == Some(1) && told.contains("1 line in") && told.matches("MEND").count() == 1,
        "{told}"
    );
    assert!(!told.contains("late (late), reviewer: has"), "{told}");
}

// ── When the line drops ──────────────────────────────────────────────────────────────────────────

/// A session with a half-typed line, that `end` puts an end to; gives the session's process.
fn interrupted(server: &Ssh, end: impl FnOnce(&support::Terminal, u32)) {
    let half = "a line half typed when the train went into the tunnel";
    let mut sam = server.screen("sam");
    sam.wait_for(" Capture ");
    let process = server.session("sam");
    let drafts = || {
        let all = support::files_below(server.home("sam").root());
        all.iter().any(|(path, _)| path.to_string_lossy().contains("draft"))
    };
    sam.send_and_wait(half, half);
    wait(drafts, || "no draft is kept".to_owned());
    let ended = Instant::now();
    end(&sam, process);
    wait_gone(process, PATIENCE);
    eprintln!("the session had ended after {:?}", ended.elapsed());
    assert!(files_with(&server.visits(), "half typed when").is_empty(), "the draft is sealed");
    // Back again: it is offered, and comes back for the passphrase.
    let mut again = server.screen("sam");
    again.wait_until("the draft to be offered", |s| s.contains(" Capture ") && s.to_lowercase().contains("half"));
    again.send("\x1br");
    again.wait_for("assphrase");
    again.send(PHRASE);
    again.send(ENTER);
    again.wait_until("the line to come back", |s| typed(s).contains("went into the tunnel"));
    again.send(&ctrl('q'));
    assert_eq!(again.wait_exit(), 0);
}

#[test]
fn a_killed_client_ends_the_session_and_the_line_is_kept() {
    let Some(server) = Ssh::start() else { return };
    interrupted(&server, |client, _| client.signal("KILL"));
}

#[test]
fn a_session_that_is_hung_up_ends_and_the_line_is_kept() {
    let Some(server) = Ssh::start() else { return };
    interrupted(&server, |_, session| signal(session, "HUP"));
}

#[test]
fn a_laptop_that_sleeps_ends_the_session_and_the_line_is_kept() {
    // As the README's recipe has it, only sooner.
    let Some(server) = Ssh::start_with("ClientAliveInterval 1\nClientAliveCountMax 2\n") else { return };
    interrupted(&server, |client, _| client.signal("STOP"));
}

// ── What must fail ───────────────────────────────────────────────────────────────────────────────

#[test]
fn no_shell() {
    let Some(server) = Ssh::start() else { return };
    let shell = "echo in-the-$((40+2))-shell; exit\n";
    assert!(server.ask_with("admin", &["-T"], &[], shell).out.contains("in-the-42-shell"), "an open key gets one");
    let none = server.ask_with("sam", &["-T"], &[], shell);
    assert_eq!((none.status, none.out.as_str()), (Some(2), ""), "{none:?}");
    assert!(none.err.contains("ssh -t"), "{none:?}");
    for asked in ["sh", "bash -i", "/bin/sh", "sh -c id", "exec sh", "visitbook", "su"] {
        server.refused("sam", asked);
    }
    // Suspending would be another way to one.
    let mut sam = server.screen("sam");
    sam.wait_for(" Capture ");
    sam.send(&ctrl('z'));
    sam.wait_for("no shell");
    sam.note("still here");
}

#[test]
fn no_other_command() {
    let Some(server) = Ssh::start() else { return };
    let there = server.path("there");
    let touch = format!("touch {}", there.display());
    assert_eq!(server.ask("admin", &[&touch]).status, Some(0), "an open key runs anything");
    fs::remove_file(&there).unwrap();
    for asked in [
        touch.clone(),
        format!("list maths;{touch}"),
        format!("list maths; {touch}"),
        format!("list maths && {touch}"),
        format!("list maths | {touch}"),
        format!("list $({touch})"),
        format!("list `{touch}`"),
        format!("list maths\n{touch}"),
        format!("list maths --format \"$({touch})\""),
        format!("'; {touch}; '"),
        format!("\" {touch} \""),
        "identity import /etc/ssh/ssh_host_ed25519_key".to_owned(),
        "open /etc/passwd".to_owned(),
        "note maths /etc/passwd".to_owned(),
        "note maths words on the command line".to_owned(),
    ] {
        server.refused("sam", &asked);
        assert!(!there.exists(), "{asked}");
    }
}

#[test]
fn no_sftp() {
    let Some(server) = Ssh::start() else { return };
    let got = server.path("got");
    let fetch = |key: &str| {
        let mut command = Command::new("sftp");
        command.args(server.options(key, "-P", server.port())).args(["-b", "-"]).arg(Ssh::address());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Answer::of(command, &format!("get {} {}\n", server.notebook("maths").display(), got.display()))
    };
    assert_eq!(fetch("admin").status, Some(0), "an open key gets the file");
    fs::remove_file(&got).unwrap();
    assert_ne!(fetch("sam").status, Some(0));
    assert!(!got.exists());
    assert!(server.refusals().contains("sftp"), "{}", server.refusals());
}

#[test]
fn no_scp() {
    let Some(server) = Ssh::start() else { return };
    let got = server.path("got");
    for (protocol, logged) in [("-O", "scp"), ("-s", "sftp")] {
        let copy = |key: &str| {
            let mut command = Command::new("scp");
            command.args(server.options(key, "-P", server.port())).arg(protocol);
            command.arg(format!("{}:{}", Ssh::address(), server.notebook("maths").display())).arg(&got);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            Answer::of(command, "")
        };
        assert_eq!(copy("admin").status, Some(0), "an open key gets the file");
        fs::remove_file(&got).unwrap();
        assert_ne!(copy("sam").status, Some(0));
        assert!(!got.exists());
        assert!(server.refusals().contains(logged), "{}", server.refusals());
    }
}

#[test]
fn no_forwarding_from_here() {
    let Some(server) = Ssh::start() else { return };
    let way = format!("127.0.0.1:{}", server.port());
    let through = |key: &str| server.ask_with(key, &["-W", &way], &[], "x\n");
    assert!(through("admin").out.contains("SSH-2.0"), "an open key reaches whatever the server reaches");
    let refused = through("sam");
    assert_eq!((refused.status, refused.out.as_str()), (Some(255), ""), "{refused:?}");
    assert!(refused.err.contains("forwarding failed"), "{refused:?}");
}

#[test]
fn no_forwarding_to_here() {
    let Some(server) = Ssh::start() else { return };
    let back = ["-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9"];
    assert_eq!(
        server.ask_with("admin", &back, &["true"], "").status,
        Some(0),
        "an open key opens a door at the server"
    );
    let refused = server.ask_with("sam", &back, &["list", "maths"], "");
    assert_eq!((refused.status, refused.out.as_str()), (Some(255), ""), "{refused:?}");
}

#[test]
fn no_forwarding_of_the_agent() {
    let Some(server) = Ssh::start() else { return };
    // The server's own words about the key come through when the client is told to repeat them.
    let agent = |key: &str, words: &str| {
        let mut command = Command::new("ssh-agent");
        let mut ssh: Vec<std::ffi::OsString> = vec!["ssh".into()];
        // What is said first counts.
        ssh.extend(["-A", "-o", "LogLevel=DEBUG1"].map(Into::into));
        ssh.extend(server.options(key, "-p", server.port()));
        command.args(ssh).args([&Ssh::address(), words]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Answer::of(command, "")
    };
    let open = agent("admin", "echo agent-at:$SSH_AUTH_SOCK");
    assert!(open.out.contains("agent-at:/"), "an open key's agent can be used at the server: {open:?}");
    let shut = agent("sam", "list maths");
    assert_eq!(shut.status, Some(0), "{shut:?}");
    let options = shut.err.lines().find(|l| l.contains("key options:")).unwrap_or_else(|| panic!("{}", shut.err));
    assert!(!options.contains("agent-forwarding") && options.contains("pty"), "{options}");
}

#[test]
fn no_path_out_of_the_folder() {
    let Some(server) = Ssh::start() else { return };
    fs::copy(server.notebook("maths"), server.path("outside.visitbook")).unwrap();
    std::os::unix::fs::symlink(server.path("outside.visitbook"), server.notebook("linked")).unwrap();
    std::os::unix::fs::symlink(server.notebook("maths"), server.notebook("alias")).unwrap();
    fs::create_dir(server.notebook("folder")).unwrap();
    for name in [
        "../outside",
        "../visits/maths",
        "./maths",
        "/etc/passwd",
        server.path("outside").to_str().unwrap(),
        "maths.visitbook",
        "linked",
        "alias",
        "folder",
        "people/asha",
        "~/maths",
        "*",
        "maths%00",
        "",
    ] {
        server.refused("sam", &format!("list {name}"));
    }
    for verb in ["note", "feedback", "export", "sync"] {
        for name in ["../outside", "linked"] {
            server.refused("sam", &format!("{verb} {name}"));
        }
    }
    // Nor is what is a link offered on the screen: there is still just one notebook, which opens at once.
    let sam = server.screen("sam");
    sam.wait_for(" Capture ");
}

#[test]
fn no_notebook_whose_team_lacks_me() {
    let Some(server) = Ssh::start() else { return };
    assert_eq!(server.ask("asha", &["list", "reading"]).status, Some(0));
    let other = server.refused("sam", "list reading");
    let none = server.refused("sam", "list nothing-of-the-sort");
    assert_eq!(other.err, none.err, "and nothing tells that it is there");
    for verb in ["note", "feedback", "export", "sync"] {
        server.refused("sam", &format!("{verb} reading"));
    }
    // Whoever is let in but stands in no team gets no screen either.
    server.add("newcomer", &[]);
    let mut newcomer = server.screen("newcomer");
    assert_eq!(newcomer.wait_exit(), 1);
    assert!(newcomer.text().contains("No notebook on this server has newcomer"), "{}", newcomer.text());
    assert!(server.refusals().contains("  newcomer  "), "{}", server.refusals());
}

#[test]
fn no_name_that_is_none() {
    let Some(server) = Ssh::start() else { return };
    for name in [
        "maths visits",
        "'maths'",
        "\"maths\"",
        "maths\nreading",
        "maths\r",
        "maths\t",
        "m\u{e4}ths",
        "-maths",
        "MATHS",
    ] {
        server.refused("sam", &format!("list {name}"));
    }
    server.refused("sam", &format!("list {}", "a".repeat(100_000)));
    let log = server.refusals();
    assert!(log.lines().all(|l| l.len() < 1000), "what is written down is cut");
}

#[test]
fn no_other_person_and_no_other_time() {
    let Some(server) = Ssh::start() else { return };
    for more in ["--as lead", "--as=lead", "--now 2026-06-10T10:15", "--keymap vim", "--dir /", "--role lead"] {
        server.refused("sam", &format!("list maths {more}"));
    }
    for verb in ["note", "feedback", "export", "sync"] {
        server.refused("sam", &format!("{verb} maths --as lead"));
    }
    server.refused("sam", "session --as lead --dir / --role lead");
}

#[test]
fn no_variable_from_afar() {
    let Some(server) = Ssh::start() else { return };
    let elsewhere = server.path("elsewhere");
    let home = format!("SetEnv=VISITBOOK_HOME={}", elsewhere.display());
    let set = |variables: &str| format!("{home} {variables}");
    let open = server.ask_with("admin", &["-o", &home], &["echo $VISITBOOK_HOME"], "").ok();
    assert_eq!(open.trim(), elsewhere.display().to_string(), "this server accepts every variable");
    let tricks = set(&format!(
        "VISITBOOK_WIPES=1 GLIBC_TUNABLES=glibc.malloc.perturb=0 PATH={0} TMPDIR={0} HOME={0} NO_COLOR=1 TZ=Asia/Tokyo \
         XDG_DATA_HOME={0} SQLITE_TMPDIR={0} RUST_BACKTRACE=full EDITOR=sh SHELL=/bin/sh",
        elsewhere.display()
    ));
    server.ask_with("sam", &["-o", &tricks], &["note", "maths"], "seen\n").ok();
    assert!(!elsewhere.exists(), "nothing went where a variable pointed");
    // Of sshd's own variable the same words are asked as of any request.
    let asked = server.ask_with("sam", &["-o", "SetEnv=SSH_ORIGINAL_COMMAND=id"], &[], "");
    assert!(asked.status == Some(2) && asked.err.contains("does not do that"), "{asked:?}");
    // In a session that runs, nothing is left of them.
    let mut command = portable_pty::CommandBuilder::new("ssh");
    command.args(server.options("sam", "-p", server.port()));
    command.args(["-tt", "-o", &tricks, &Ssh::address()]);
    let sam = support::Terminal::run(command, &server.path("client-home"), server.folder(), 100, 30);
    sam.wait_for(" Capture ");
    let process = server.session("sam");
    let there = fs::read(format!("/proc/{process}/environ")).unwrap();
    let there = String::from_utf8_lossy(&there).into_owned();
    let mut names: Vec<&str> = there.split('\0').filter_map(|v| v.split_once('=')).map(|(n, _)| n).collect();
    // Old versions of the C library take its own variable apart in its place.
    names.retain(|name| !name.starts_with("glibc."));
    names.sort_unstable();
    assert_eq!(names, ["GLIBC_TUNABLES", "LANG", "TERM", "VISITBOOK_WIPES"], "{there}");
    assert!(!there.contains("perturb=0"), "{there}");
}

#[test]
fn no_export_by_a_reviewer_or_by_a_lead_who_was_not_let_in_as_one() {
    let Some(server) = Ssh::start() else { return };
    for asked in ["export maths".to_owned(), format!("export maths -r {PUBLIC}")] {
        let refused = server.refused("sam", &asked);
        assert!(refused.err.contains("Only the lead"), "{refused:?}");
        assert!(refused.bytes.is_empty());
    }
    for out in ["-o x.age", "--output x.age", "-p"] {
        server.refused("lead", &format!("export maths {out}"));
    }
    let keys = server.path("authorized_keys");
    server.cli(&[
        "server",
        "remove",
        server.visits().to_str().unwrap(),
        "lead",
        "--authorized-keys",
        keys.to_str().unwrap(),
    ]);
    assert_eq!(server.ask("lead", &["list", "maths"]).status, Some(255), "a key that was removed is not let in");
    server.add("lead", &[]);
    let refused = server.refused("lead", "export maths");
    assert!(refused.err.contains("--role lead"), "{refused:?}");
    server.ask("lead", &["list", "maths"]).ok();
}
