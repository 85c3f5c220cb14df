//! A shared server by Unix accounts: real users of one group, with different umasks, at one notebook.
//!
//! Needs root, to make users and to become them. Elsewhere the test says nothing and ends; in CI it
//! runs, since CI is root.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Instant;

/// How many notes each of the two writes.
const NOTES: usize = 200;

/// Users and a group that are gone again after the test.
struct Accounts {
    folder: tempfile::TempDir,
    group: String,
    users: Vec<String>,
}

impl Accounts {
    /// Makes a group, and users of whom the last is not in it.
    fn make(insiders: usize) -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let number = format!("{}x{}", std::process::id(), MADE.fetch_add(1, Relaxed));
        let mut accounts = Self { folder, group: format!("vbt{number}"), users: Vec::new() };
        root(&["groupadd", &accounts.group]);
        for n in 0..=insiders {
            let user = format!("vbt{number}u{n}");
            let home = accounts.folder.path().join(&user);
            let mut command = vec!["useradd", "-m", "-U", "-s", "/bin/sh", "-d", home.to_str().unwrap()];
            if n < insiders {
                command.extend(["-G", &accounts.group]);
            }
            command.push(&user);
            root(&command);
            accounts.users.push(user);
        }
        // The tests' own build may lie where other users cannot go. Another process copies it: a child that the test
        // beside this one starts meanwhile would inherit a file open for writing, and such a program cannot be run.
        root(&["cp", env!("CARGO_BIN_EXE_visitbook"), accounts.program().to_str().unwrap()]);
        Some(accounts)
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("visitbook")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The administrator prepares the folder.
    fn prepare(&self, visits: &Path) {
        let mut init = Command::new(self.program());
        let done = init.args(["server", "init"]).arg(visits).args(["--group", &self.group]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// A line of shell as a user with a umask; `$V` is the program.
    fn shell(&self, user: usize, umask: &str, line: &str) -> Command {
        let name = &self.users[user];
        let mut command = Command::new("setpriv");
        command.args(["--reuid", name, "--regid", name, "--init-groups", "sh", "-c"]);
        command.arg(format!("umask {umask}; {line}"));
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.path(name)).env("V", self.program());
        command.current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, user: usize, umask: &str, line: &str) -> Output {
        self.shell(user, umask, line).output().unwrap()
    }

    fn ok(&self, user: usize, umask: &str, line: &str) -> String {
        let done = self.run(user, umask, line);
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        for user in &self.users {
            let _ = Command::new("userdel").arg(user).output();
        }
        let _ = Command::new("groupdel").arg(&self.group).output();
    }
}

fn root(words: &[&str]) {
    // The system's lists are locked while somebody else changes them.
    let begun = Instant::now();
    loop {
        let done = Command::new(words[0]).args(&words[1..]).output().unwrap();
        if done.status.success() {
            return;
        }
        let error = String::from_utf8_lossy(&done.stderr);
        assert!(error.contains("lock") && begun.elapsed().as_secs() < 30, "{words:?}: {error}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

fn plan(lead: &str, sam: &str) -> String {
    let small =
        include_str!("plans/valid/small.toml").replace("accounts = [\"lead\"]", &format!("accounts = [\"{lead}\"]"));
    small.replace("name = \"Sam\"\n", &format!("name = \"Sam\"\naccounts = [\"{sam}\"]\n"))
}

/// Everything below a folder that others than its owner can read or write.
fn open_to_others(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if mode(&path) & 0o077 != 0 {
            found.push(path.clone());
        }
        if path.is_dir() {
            found.extend(open_to_others(&path));
        }
    }
    found
}

#[test]
fn two_users_of_one_group_write_at_once_and_a_third_can_read_nothing() {
    let Some(accounts) = Accounts::make(2) else { return };
    let (visits, notebook) = (accounts.path("visits"), accounts.path("visits/maths.visitbook"));
    accounts.prepare(&visits);
    fs::write(accounts.path("plan.toml"), plan(&accounts.users[0], &accounts.users[1])).unwrap();

    // One keeps everything closed, the other everything open: neither umask decides.
    accounts.ok(0, "077", "$V new plan.toml -o visits/maths.visitbook");
    let group = fs::metadata(&visits).unwrap().gid();
    assert_eq!((mode(&visits), mode(&notebook)), (0o2770, 0o660));
    assert_eq!(fs::metadata(&notebook).unwrap().gid(), group);
    for (user, umask) in [(0, "077"), (1, "000")] {
        accounts.ok(user, umask, "$V identity new --generate");
        accounts.ok(user, umask, "$V accept visits/maths.visitbook --yes");
    }

    let begun = Instant::now();
    let write = |user: usize, umask: &str| -> Child {
        let line = format!(
            "i=0; while [ $i -lt {NOTES} ]; do echo \"note $i of user {user}\" | $V note visits/maths.visitbook - || exit 1; i=$((i+1)); done"
        );
        accounts.shell(user, umask, &line).stdout(Stdio::null()).spawn().unwrap()
    };
    let mut writing = vec![write(0, "077"), write(1, "000")];
    let mut seen = BTreeSet::new();
    while writing.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        for side in ["-wal", "-shm"] {
            if let Ok(there) = fs::metadata(format!("{}{side}", notebook.display())) {
                seen.insert((side, there.mode() & 0o7777, there.gid() == group));
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    for child in writing {
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    eprintln!("{} notes by two users in {:?}", 2 * NOTES, begun.elapsed());
    assert_eq!(seen, BTreeSet::from([("-wal", 0o660, true), ("-shm", 0o660, true)]), "side files as the notebook");

    let list = accounts.ok(1, "000", "$V list visits/maths.visitbook --format json");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let texts: BTreeSet<&str> = list.as_array().unwrap().iter().map(|n| n["text"].as_str().unwrap()).collect();
    assert_eq!((list.as_array().unwrap().len(), texts.len()), (2 * NOTES, 2 * NOTES), "all there, none twice");
    accounts.ok(0, "077", "$V doctor visits/maths.visitbook");
    // What is each one's own lies in their home, closed, whatever the umask.
    for user in [0, 1] {
        let home = accounts.path(&accounts.users[user]).join(".local/share/visitbook");
        assert_eq!(open_to_others(&home), Vec::<PathBuf>::new());
    }

    // The third is outside.
    for line in [
        "ls visits",
        "cat visits/maths.visitbook",
        "cat visits/maths.visitbook-wal",
        "$V list visits/maths.visitbook --as lead",
        "cat visits/.visitbook-server",
        "touch visits/x",
        "mv visits elsewhere",
    ] {
        let done = accounts.run(2, "022", line);
        assert!(!done.status.success() && done.stdout.is_empty(), "{line}: {done:?}");
    }
}

#[test]
fn the_account_says_who_i_am_and_nobody_is_guessed() {
    let Some(accounts) = Accounts::make(3) else { return };
    let visits = accounts.path("visits");
    accounts.prepare(&visits);
    fs::write(accounts.path("plan.toml"), plan(&accounts.users[0], &accounts.users[1])).unwrap();
    accounts.ok(0, "022", "$V new plan.toml -o visits/maths.visitbook");
    accounts.ok(1, "022", "$V list visits/maths.visitbook");
    let other = accounts.run(1, "022", "$V list visits/maths.visitbook --as lead");
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(other.status.code() == Some(2) && said.contains("your account is Sam"), "{said}");
    // In the group, but not in the plan: neither guessed nor believed.
    for more in ["", " --as lead", " --as sam"] {
        let stranger = accounts.run(2, "022", &format!("$V list visits/maths.visitbook{more}"));
        let said = String::from_utf8_lossy(&stranger.stderr).into_owned();
        assert!(stranger.status.code() == Some(1) && said.contains("names no reviewer with the account"), "{said}");
    }
    let check = |wanted: i32| {
        let done = Command::new(accounts.program()).args(["server", "check"]).arg(&visits).output().unwrap();
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(done.status.code(), Some(wanted), "{told}");
        told
    };
    let told = check(0);
    assert!(told.contains("Sam (sam), reviewer: has made no key yet and has not accepted the protocol yet"), "{told}");
    // What an administrator's slip looks like.
    root(&["gpasswd", "-d", &accounts.users[1], &accounts.group]);
    fs::set_permissions(visits.join("maths.visitbook"), fs::Permissions::from_mode(0o664)).unwrap();
    let told = check(1);
    assert!(told.contains("chmod 660") && told.contains(&format!("usermod -aG {}", accounts.group)), "{told}");
}
