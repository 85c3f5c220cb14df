//! `authorized_keys`: which key is whose, one line each, and every other line left as it is.
//!
//! A line of ours reads `restrict,pty,command="…/visitbook session --as SAM --dir DIR" KIND KEY`:
//! `restrict` turns every kind of forwarding off (those to come as well), `pty` gives the terminal back,
//! and the command stands in the place of whatever the client asks for. `sshd` hands it to the account's
//! shell, so no character of it may mean anything to one.

use super::{Server, accounts, checked_name, harmless};
use crate::files::{self, shown};
use crate::trouble::{Result, Trouble};
use crate::vault::login::LoginKey;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The largest file that is read.
const MAX_FILE: u64 = 1 << 20;
/// The largest key file that is read.
const MAX_KEY_FILE: u64 = 64 * 1024;
/// How a line of ours begins.
const BEGINS: &str = "restrict,pty,command=\"";

/// A line of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The program that it starts.
    pub program: PathBuf,
    /// Whose key it is.
    pub name: String,
    /// The folder of the server that it leads to.
    pub dir: PathBuf,
    /// It was added as the lead's.
    pub lead: bool,
    /// The key.
    pub key: LoginKey,
}

/// The lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedKeys {
    path: PathBuf,
    text: String,
}

impl AuthorizedKeys {
    /// Reads the file, or begins one: `path`, else the one in this account's home.
    ///
    /// # Errors
    /// When it is a link, is not text, or belongs to another account.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => of_account(rustix::process::geteuid().as_raw())?,
        };
        let text = match fs::symlink_metadata(&path) {
            Ok(there) if !there.is_file() => {
                return Err(Trouble::new(
                    format!("{} is a link or a folder, and was left as it is.", shown(&path)),
                    "Give the file that sshd reads with --authorized-keys.",
                ));
            }
            Ok(_) => files::read_text(&path, MAX_FILE)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(files::trouble("read", &path, &e)),
        };
        Ok(Self { path, text })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines of ours, for whichever folder.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.text.lines().filter_map(entry)
    }

    /// How many keys come in by lines that are not ours: unless those are restricted themselves, whoever
    /// holds such a key has the whole account.
    pub fn others(&self) -> usize {
        let others = self.text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        others.filter(|l| entry(l).is_none()).count()
    }

    /// Adds a line, and writes the file.
    fn add(&mut self, entry: &Entry) -> Result<()> {
        let word = |line: &str| line.split_ascii_whitespace().any(|w| w == entry.key.base64);
        if let Some(there) = self.text.lines().find(|l| word(l)) {
            let whose = self::entry(there).map_or_else(
                || "in a line that visitbook did not write: with it that key may do more than it should".to_owned(),
                |e| format!("as {}'s", e.name),
            );
            return Err(Trouble::new(
                format!("This key is let in already, {whose}."),
                format!("One key is one person. Remove the other line from {} first.", shown(&self.path)),
            ));
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&line(entry)?);
        self.write()
    }

    /// Takes lines away, and writes the file; gives how many they were.
    fn remove(&mut self, is_meant: impl Fn(&Entry) -> bool) -> Result<usize> {
        let meant = |l: &str| entry(l.trim_end_matches(['\n', '\r'])).is_some_and(|e| is_meant(&e));
        let kept: String = self.text.split_inclusive('\n').filter(|l| !meant(l)).collect();
        let before = self.entries().count();
        self.text = kept;
        let removed = before - self.entries().count();
        if removed > 0 {
            self.write()?;
        }
        Ok(removed)
    }

    /// Whole or not at all; private, and this account's: another's file would be read by no sshd.
    fn write(&self) -> Result<()> {
        let folder = files::folder_of(&self.path);
        files::ensure_private_folder(folder)?;
        let owner = fs::metadata(folder).map_err(|e| files::trouble("look at", folder, &e))?.uid();
        if owner != rustix::process::geteuid().as_raw() {
            return Err(Trouble::new(
                format!("{} belongs to another account; nothing was changed.", shown(folder)),
                "Run this as the account that the reviewers come in by, such as: sudo -u visit visitbook server …",
            ));
        }
        files::replace_private(&self.path, self.text.as_bytes())
    }
}

impl Server {
    /// Lets the key in `file` in as `name`'s.
    ///
    /// # Errors
    /// When the file holds anything but one bare public key, the key is let in already, or a path could
    /// not stand in a command.
    pub fn add(&self, name: &str, file: &Path, lead: bool, keys: Option<&Path>) -> Result<(Entry, PathBuf)> {
        let name = checked_name(name)?.to_owned();
        let key = LoginKey::read(&files::read_text(file, MAX_KEY_FILE)?)?;
        let program = std::env::current_exe()
            .map_err(|e| Trouble::new("visitbook could not find itself.", "Start it by its whole path.").because(e))?;
        let entry = Entry { program, name, dir: self.dir.clone(), lead, key };
        let _one_at_a_time = self.lock()?;
        let mut keys = AuthorizedKeys::load(keys)?;
        keys.add(&entry)?;
        drop(self.home(&entry.name)?);
        Ok((entry, keys.path))
    }

    /// Lets nobody in as `name` any more; gives how many keys that were.
    ///
    /// # Errors
    /// When there was none, or the file cannot be written.
    pub fn remove(&self, name: &str, keys: Option<&Path>) -> Result<usize> {
        let name = checked_name(name)?;
        let _one_at_a_time = self.lock()?;
        let mut keys = AuthorizedKeys::load(keys)?;
        match keys.remove(|e| e.name == name && e.dir == self.dir)? {
            0 => Err(Trouble::new(
                format!("No key is let in as {name} here."),
                format!("{} was left as it is.", shown(&keys.path)),
            )),
            n => Ok(n),
        }
    }
}

/// Where `sshd` looks for an account's keys unless it was told otherwise.
///
/// # Errors
/// When the account is not in the system's list.
pub fn of_account(uid: u32) -> Result<PathBuf> {
    accounts::of(uid).map(|account| account.home.join(".ssh/authorized_keys")).ok_or_else(|| {
        Trouble::new(
            "The account that the reviewers come in by has no home in the system's list.",
            "Give the file that sshd reads with --authorized-keys.",
        )
    })
}

fn line(entry: &Entry) -> Result<String> {
    let Entry { name, key, .. } = entry;
    let (program, dir) = (harmless(&entry.program)?, harmless(&entry.dir)?);
    let role = if entry.lead { " --role lead" } else { "" };
    Ok(format!("{BEGINS}{program} session --as {name} --dir {dir}{role}\" {} {}\n", key.kind, key.base64))
}

fn entry(line: &str) -> Option<Entry> {
    let (command, key) = line.strip_prefix(BEGINS)?.split_once('"')?;
    let words: Vec<&str> = command.split(' ').collect();
    let (program, name, dir, lead) = match words.as_slice() {
        [program, "session", "--as", name, "--dir", dir] => (program, name, dir, false),
        [program, "session", "--as", name, "--dir", dir, "--role", "lead"] => (program, name, dir, true),
        _ => return None,
    };
    let key = LoginKey::read(key).ok()?;
    Some(Entry { program: program.into(), name: (*name).to_owned(), dir: dir.into(), lead, key })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "files as others may have made them")]

    use super::*;

    const SAM: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN sam@laptop";
    const ASHA: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL8ivcZ4e5ZrE0Jm6OpPdUC0pNxKvPdBMzU4hUjQ7rYF asha";

    struct Place {
        _dir: tempfile::TempDir,
        server: Server,
        file: PathBuf,
        key: PathBuf,
    }

    fn place(there: &str) -> Place {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("visits")).unwrap();
        let (file, key) = (dir.path().join("ssh/authorized_keys"), dir.path().join("key.pub"));
        fs::create_dir(dir.path().join("ssh")).unwrap();
        if !there.is_empty() {
            fs::write(&file, there).unwrap();
        }
        Place { _dir: dir, server, file, key }
    }

    impl Place {
        fn add(&self, name: &str, key: &str, lead: bool) -> Result<Entry> {
            fs::write(&self.key, key).unwrap();
            self.server.add(name, &self.key, lead, Some(&self.file)).map(|(e, _)| e)
        }

        fn text(&self) -> String {
            fs::read_to_string(&self.file).unwrap()
        }
    }

    #[test]
    fn a_key_is_added_and_removed_and_other_lines_stay_byte_for_byte() {
        let others = "# the administrator\r\n\tfrom=\"10.0.0.0/8\" ssh-rsa AAAAB3 root \u{e4}\n\nno newline at the end";
        let place = place(others);
        let sam = place.add("sam", SAM, false).unwrap();
        let asha = place.add("asha", ASHA, true).unwrap();
        let text = place.text();
        assert!(text.starts_with(&format!("{others}\n")), "{text}");
        let last: Vec<&str> = text.lines().rev().take(2).collect();
        let dir = place.server.dir().display();
        assert!(last[1].starts_with("restrict,pty,command=\"/"), "{text}");
        assert!(last[1].contains(&format!(" session --as sam --dir {dir}\" ssh-ed25519 AAAA")), "{text}");
        assert!(last[0].contains(&format!(" --as asha --dir {dir} --role lead\" ssh-ed25519 AAAA")), "{text}");
        assert!(!text.contains("laptop"), "a comment from outside is not kept: {text}");
        assert_eq!(fs::metadata(&place.file).unwrap().mode() & 0o777, 0o600);
        let keys = AuthorizedKeys::load(Some(&place.file)).unwrap();
        assert_eq!(keys.entries().collect::<Vec<_>>(), [sam, asha]);
        assert_eq!(keys.others(), 2);
        assert_eq!(place.server.remove("sam", Some(&place.file)).unwrap(), 1);
        assert_eq!(place.server.remove("asha", Some(&place.file)).unwrap(), 1);
        assert_eq!(place.text(), format!("{others}\n"));
        assert!(place.server.remove("asha", Some(&place.file)).is_err());
    }

    #[test]
    fn one_key_is_one_person_and_never_let_in_twice() {
        let place = place(&format!("{SAM}\n"));
        let refused = place.add("sam", SAM, false).unwrap_err();
        assert!(refused.what().contains("did not write"), "{refused}");
        place.add("asha", ASHA, false).unwrap();
        let refused = place.add("sam", ASHA, true).unwrap_err();
        assert!(refused.what().contains("as asha's"), "{refused}");
    }

    #[test]
    fn a_file_that_is_a_link_and_a_name_that_is_none_are_refused() {
        let place = place("");
        let elsewhere = place.file.with_file_name("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, &place.file).unwrap();
        assert!(place.add("sam", SAM, false).unwrap_err().what().contains("is a link"));
        assert!(!elsewhere.exists());
        fs::remove_file(&place.file).unwrap();
        for bad in ["", "Sam", "sam lee", "sam\" sh", "../sam", "-sam", "s\u{e4}m", "sam\nasha"] {
            assert!(place.add(bad, SAM, false).is_err(), "{bad:?}");
        }
        assert!(!place.file.exists(), "nothing was written");
    }

    #[test]
    fn a_line_that_only_looks_like_ours_is_not_taken_for_one() {
        let dir = "/srv/visits";
        for other in [
            format!("command=\"/bin/visitbook session --as sam --dir {dir}\" {SAM}"),
            format!("restrict,pty,command=\"/bin/sh\" {SAM}"),
            format!("restrict,pty,command=\"/bin/visitbook session --as sam --dir {dir} --now x\" {SAM}"),
            format!("#restrict,pty,command=\"/bin/visitbook session --as sam --dir {dir}\" {SAM}"),
            format!("restrict,pty,command=\"/bin/visitbook session --as sam --dir {dir}\",port-forwarding {SAM}"),
        ] {
            assert_eq!(entry(&other), None, "{other}");
        }
        assert!(
            entry(&format!("restrict,pty,command=\"/bin/visitbook session --as sam --dir {dir}\" {SAM}")).is_some()
        );
    }
}
