//! Two laptops and a server, as people join them: the real program, in homes of their own. The line
//! is a stand-in for `ssh` in PATH, so that nothing but the line itself is replaced.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use support::{PHRASE, Terminal, keys};
use visitbook::clock::Moment;
use visitbook::home::Home;
use visitbook::secret::Secret;
use visitbook::vault::identity;

const PROGRAM: &str = env!("CARGO_BIN_EXE_visitbook");
const PLAN: &str = include_str!("../sample-data/fernhollow.toml");

/// Where everybody's laptops lie, each a folder with a home in it.
struct Team {
    dir: tempfile::TempDir,
}

impl Team {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("plan.toml"), PLAN).unwrap();
        Self { dir }
    }

    /// A person's laptop: with a key, and a notebook made from the plan that all have.
    fn laptop(&self, person: &'static str) -> Laptop {
        let folder = self.dir.path().join(person);
        fs::create_dir(&folder).unwrap();
        let laptop = Laptop { folder, person };
        identity::create(&Home::at(laptop.home()), &Secret::new(PHRASE.to_owned()), Moment(0)).unwrap();
        laptop.ok(&["new", "../plan.toml", "-o", "maths.visitbook"]);
        laptop.ok(&["accept", "maths.visitbook", "--yes"]);
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

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).args(["--as", self.person]).current_dir(&self.folder);
        command.env("VISITBOOK_HOME", self.home()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn ok(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn refused(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        said(&done)
    }

    fn public_key(&self) -> String {
        identity::public(&Home::at(self.home())).unwrap().unwrap().recipients.remove(0)
    }

    fn knows(&self, other: &Self) {
        self.ok(&["team", "maths.visitbook", "accept", other.person, "--key", &other.public_key(), "--yes"]);
    }

    /// Merges on a terminal, where the passphrase is asked for; gives what was said in all.
    fn merge(&self, file: &Path, answer: &str) -> String {
        let args = ["merge", "maths.visitbook", file.to_str().unwrap(), "--as", self.person];
        let mut terminal = Terminal::start(&args, &self.home(), &self.folder, 160, 60);
        terminal.wait_for("Passphrase");
        terminal.send(&format!("{PHRASE}{}", keys::ENTER));
        let over = ["Type yes", "here already", "other keys", "was altered"];
        terminal.wait_until("an answer", |s| over.iter().any(|w| s.contains(w)));
        if terminal.text().contains("Type yes") {
            terminal.send(&format!("{answer}{}", keys::ENTER));
        }
        terminal.wait_exit();
        in_one_line(&terminal.text())
    }

    fn list(&self) -> String {
        self.ok(&["list", "maths.visitbook", "--format", "json"])
    }
}

#[test]
fn two_laptops_made_from_one_plan_exchange_bundles_and_end_equal() {
    let team = Team::new();
    let (lead, hollins) = (team.laptop("lead"), team.laptop("hollins"));
    lead.ok(&["note", "maths.visitbook", "Y4 explain regrouping #1 +"]);
    hollins.ok(&["note", "maths.visitbook", "Y2 count in tens #2 @books"]);
    let refused = lead.refused(&["bundle", "maths.visitbook", "-o", "../lead.age"]);
    assert!(refused.contains("would reach nobody") && refused.contains("identity show"), "{refused}");
    lead.knows(&hollins);
    let said = said(&lead.run(&["bundle", "maths.visitbook", "-o", "../lead.age"]));
    assert!(said.contains("It opens with the keys of") && said.contains("It does not reach"), "{said}");
    let bundle = team.dir.path().join("lead.age");
    assert_eq!(fs::metadata(&bundle).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(lead.refused(&["bundle", "maths.visitbook", "-o", "../lead.age"]).contains("there already"));
    assert!(lead.refused(&["bundle", "maths.visitbook", "--to", "elmstead", "-o", "../x.age"]).contains("has no key"));

    let before = hollins.list();
    let said = hollins.merge(&bundle, "no");
    assert!(said.contains("1 note") && said.contains("Nothing was taken over"), "{said}");
    assert_eq!(hollins.list(), before);
    let said = hollins.merge(&bundle, "yes");
    assert!(said.contains("Joined") && said.contains("as it was before"), "{said}");
    assert!(hollins.merge(&bundle, "yes").contains("here already"));
    let backups: Vec<_> = fs::read_dir(&hollins.folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.to_string_lossy().contains(".visitbook.backup-"))
        .collect();
    assert_eq!(backups.len(), 1);
    assert_eq!(fs::metadata(&backups[0]).unwrap().permissions().mode() & 0o777, 0o600);

    // Hollins has the lead's key by this, announced in the notebook.
    hollins.ok(&["bundle", "maths.visitbook", "--to", "lead", "-o", "../hollins.age"]);
    lead.merge(&team.dir.path().join("hollins.age"), "yes");
    assert_eq!(lead.list(), hollins.list());
    assert!(lead.list().contains("Y2 count in tens") && lead.list().contains("Y4 explain"));
    lead.ok(&["doctor", "maths.visitbook"]);
    hollins.ok(&["doctor", "maths.visitbook"]);
}

#[test]
fn a_bundle_makes_the_notebook_where_there_is_none_and_opens_for_nobody_else() {
    let team = Team::new();
    let (lead, hollins, elmstead) = (team.laptop("lead"), team.laptop("hollins"), team.laptop("elmstead"));
    lead.ok(&["note", "maths.visitbook", "seen in Y4"]);
    lead.knows(&hollins);
    lead.ok(&["bundle", "maths.visitbook", "-o", "../lead.age"]);
    let bundle = team.dir.path().join("lead.age");
    fs::remove_file(hollins.folder.join("maths.visitbook")).unwrap();
    assert!(hollins.merge(&bundle, "yes").contains("It makes the notebook"));
    assert_eq!(hollins.list(), lead.list());
    let said = elmstead.merge(&bundle, "yes");
    assert!(said.contains("other keys"), "{said}");
    // A pack for the host is no bundle; a bundle is no pack.
    let cut = fs::read(&bundle).unwrap();
    fs::write(team.dir.path().join("cut.age"), &cut[..cut.len() - 1]).unwrap();
    assert!(hollins.merge(&team.dir.path().join("cut.age"), "yes").contains("was altered"));
}

#[test]
fn addresses_that_could_be_options_are_refused_before_ssh_is_started() {
    let team = Team::new();
    let lead = team.laptop("lead");
    let bin = team.dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    script(&bin.join("ssh"), &format!("touch {}/started\nexit 255\n", team.dir.path().display()));
    for address in ["ssh://-oProxyCommand=x/maths", "ssh://-l@host/maths", "ssh://host/../maths", "http://host/maths"] {
        let mut command = lead.command(&["sync", "maths.visitbook", address]);
        assert_eq!(command.env("PATH", &bin).output().unwrap().status.code(), Some(2), "{address}");
    }
    assert!(!team.dir.path().join("started").exists());
    let mut command = lead.command(&["sync", "maths.visitbook", "ssh://host/maths"]);
    let done = command.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).output().unwrap();
    let said = said(&done);
    assert!(said.contains("could not be reached") && said.contains("has not succeeded"), "{said}");
    assert!(team.dir.path().join("started").exists());
    assert_eq!(lead.run(&["sync", "maths.visitbook"]).status.code(), Some(2), "no address is remembered");
}

/// What a command said, without the line breaks of a narrow terminal.
fn said(done: &Output) -> String {
    in_one_line(&String::from_utf8_lossy(&done.stderr))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
