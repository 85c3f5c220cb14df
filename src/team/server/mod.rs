//! A server that a team shares, and how its folder is laid out.
//!
//! There are two ways, each in a folder of its own, so that the looser never opens the stricter:
//!
//! ```text
//! group     2770, setgid: every reviewer has a Unix account, all in one group
//!   NAME.visitbook          0660, with side files and copies; homes lie with the accounts
//! account   0700: one Unix account, and every key is tied to one person by a forced command
//!   NAME.visitbook          0600
//!   people/SAM/             0700, Sam's home: key, pins, drafts, settings
//!   server/                 0700: whose writers are whose, as the server itself has seen
//!   refusals.log            0600: when, who, what
//! ```
//!
//! The file `.visitbook-server` says which way. Modes are set as they should be, never left to a umask.

pub mod accounts;
pub mod authorized;
pub mod check;
pub mod request;

use crate::clock::Clock;
use crate::files::{self, SERVER_MARK, shown};
use crate::home::Home;
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// What a notebook's file ends in.
const EXTENSION: &str = "visitbook";
/// The most of a refused request that is logged, in cells.
const LOGGED: usize = 200;
/// The largest log, in bytes; the one before is kept too.
const MAX_LOG: u64 = 1024 * 1024;
/// The longest name of a notebook or a person.
const MAX_NAME: usize = 60;

/// How the reviewers come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Each with a Unix account of their own, all in one group.
    Group,
    /// All by one account, each key tied to a person.
    Account,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Account => "account",
        }
    }
}

/// A folder that was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    dir: PathBuf,
    way: Way,
}

impl Server {
    /// A folder that was prepared before.
    ///
    /// # Errors
    /// When it was not, or its path could not stand in a command.
    pub fn open(dir: &Path) -> Result<Self> {
        let dir = whole(dir)?;
        let mark = dir.join(SERVER_MARK);
        let plain = fs::symlink_metadata(&mark).is_ok_and(|m| m.is_file());
        let text = if plain { files::read_text(&mark, 4096)? } else { String::new() };
        let way = [Way::Group, Way::Account].into_iter().find(|way| text.lines().any(|l| l == way.word()));
        let way = way.ok_or_else(|| {
            Trouble::new(
                format!("{} was not prepared for a shared server.", shown(&dir)),
                "Prepare it: visitbook server init (accounts in one group), or visitbook server add (one account).",
            )
        })?;
        Ok(Self { dir, way })
    }

    /// Prepares a folder for the accounts of one group: setgid, the group's, closed to all others; notebooks
    /// that lie in it already are made the group's too.
    ///
    /// # Errors
    /// When the folder holds other things or was prepared the other way, there is no such group, or this
    /// account may not do it.
    pub fn init(dir: &Path, group: Option<&str>) -> Result<Self> {
        let server = Self::begin(dir, Way::Group)?;
        let gid = match group {
            Some(name) => accounts::group_id(name)?,
            None => fs::metadata(&server.dir).map_err(|e| files::trouble("look at", &server.dir, &e))?.gid(),
        };
        give(&server.dir, gid, 0o2770)?;
        for path in server.notebook_files()? {
            give(&path, gid, 0o660)?;
        }
        let mark = server.dir.join(SERVER_MARK);
        if !mark.exists() {
            files::create_with_mode(&mark, server.mark().as_bytes(), 0o640)?;
        }
        give(&mark, gid, 0o640)?;
        Ok(server)
    }

    /// Prepares a folder for one account, or opens it: private to this account, with a place for each person.
    ///
    /// # Errors
    /// When the folder holds other things, was prepared the other way, or is another account's.
    pub fn init_account(dir: &Path) -> Result<Self> {
        let server = Self::begin(dir, Way::Account)?;
        let owner = fs::metadata(&server.dir).map_err(|e| files::trouble("look at", &server.dir, &e))?.uid();
        if owner != rustix::process::geteuid().as_raw() {
            return Err(Trouble::new(
                format!("{} belongs to another account.", shown(&server.dir)),
                "Run this as the account that the reviewers will come in by, such as: sudo -u visit visitbook server …",
            ));
        }
        set_mode(&server.dir, 0o700)?;
        files::ensure_private_folder(&server.people())?;
        for path in server.notebook_files()? {
            set_mode(&path, 0o600)?;
        }
        let mark = server.dir.join(SERVER_MARK);
        if !mark.exists() {
            files::create_private(&mark, server.mark().as_bytes())?;
        }
        Ok(server)
    }

    /// The folder, there and fit to be prepared.
    fn begin(dir: &Path, way: Way) -> Result<Self> {
        files::ensure_private_folder(dir)?;
        let dir = whole(dir)?;
        if let Ok(there) = Self::open(&dir) {
            return if there.way == way {
                Ok(there)
            } else {
                Err(Trouble::new(
                    format!("{} was prepared for the other way of sharing ({}).", shown(&dir), there.way.word()),
                    "Take another folder: in a folder of a group everybody could get round the keys of the one account.",
                ))
            };
        }
        let ours = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().contains(".visitbook"));
        if let Some(other) = files::list(&dir)?.iter().find(|p| !ours(p)) {
            return Err(Trouble::new(
                format!("{} holds other things, such as {}; nothing was changed.", shown(&dir), shown(other)),
                "Take a folder for the notebooks alone: its rights are changed.",
            ));
        }
        Ok(Self { dir, way })
    }

    fn mark(&self) -> String {
        format!("visitbook server\n{}\n", self.way.word())
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How the reviewers come in.
    pub fn way(&self) -> Way {
        self.way
    }

    fn people(&self) -> PathBuf {
        self.dir.join("people")
    }

    /// The home of a person who comes in by the one account; made if it is not there.
    ///
    /// # Errors
    /// When the name is none, something else lies in its place, or it cannot be made.
    pub fn home(&self, name: &str) -> Result<Home> {
        let folder = self.people().join(checked_name(name)?);
        files::ensure_private_folder(&folder)?;
        for path in [self.people(), folder.clone()] {
            if !fs::symlink_metadata(&path).is_ok_and(|m| m.is_dir()) {
                return Err(Trouble::new(
                    format!("{} is a link, not a folder.", shown(&path)),
                    "Whoever keeps this server should look at it: visitbook server check.",
                ));
            }
        }
        Ok(Home::at(folder))
    }

    /// Where the server keeps what it has seen of whose writers are whose: one record for all who come.
    pub fn own_home(&self) -> Home {
        Home::at(self.dir.join("server"))
    }

    /// The notebooks by name: plain files `NAME.visitbook` with a name that a request can carry.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn notebooks(&self) -> Result<Vec<(String, PathBuf)>> {
        let all = files::list(&self.dir)?;
        Ok(all.into_iter().filter_map(|path| Some((name_of(&path)?, path))).collect())
    }

    /// The file of a notebook that was asked for by name.
    ///
    /// # Errors
    /// When the name is none, or there is no such plain file in the folder itself.
    pub fn notebook(&self, name: &str) -> Result<PathBuf> {
        let path = self.dir.join(format!("{}.{EXTENSION}", checked_name(name)?));
        if name_of(&path).is_some() {
            return Ok(path);
        }
        Err(no_such_notebook())
    }

    /// Notebooks and whatever lies beside them under their names.
    fn notebook_files(&self) -> Result<Vec<PathBuf>> {
        let begins = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().contains(".visitbook"));
        let mut found = files::list(&self.dir)?;
        found.retain(|p| begins(p) && p.file_name() != Some(OsStr::new(SERVER_MARK)));
        found.retain(|p| fs::symlink_metadata(p).is_ok_and(|m| m.is_file()));
        Ok(found)
    }

    /// Writes down that something was refused: when, who, what. What was asked is cleaned and cut.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn log_refusal(&self, who: &str, asked: &str, why: &Trouble) -> Result<()> {
        let at = Clock::machine().now().iso(crate::clock::Tz::UTC);
        let asked = fit(&clean_line(asked), LOGGED);
        let line = format!("{at}  {}  {asked:?}  {}", clean_line(who), clean_line(why.what()));
        files::append_private(&self.dir.join("refusals.log"), &line, MAX_LOG)
    }

    /// Only one at a time changes who may come in.
    fn lock(&self) -> Result<File> {
        let mark = self.dir.join(SERVER_MARK);
        let file = File::open(&mark).map_err(|e| files::trouble("open", &mark, &e))?;
        file.lock().map_err(|e| files::trouble("lock", &mark, &e))?;
        Ok(file)
    }
}

/// The same words whether it is not there or not theirs: the name of a notebook tells something too.
pub fn no_such_notebook() -> Trouble {
    Trouble::new(
        "There is no notebook of that name for you here.",
        "Log in without a command to see your notebooks, or ask the lead whether the plan names you.",
    )
}

/// Whether this can be the name of a notebook or a person: `[a-z0-9][a-z0-9-]*`.
pub fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-')
}

fn checked_name(text: &str) -> Result<&str> {
    if is_name(text) {
        return Ok(text);
    }
    Err(Trouble::usage(
        format!("“{}” cannot be a name here.", fit(&clean_line(text), MAX_NAME)),
        "A name has small letters, digits and hyphens: maths-2026.",
    ))
}

/// The name of a notebook, if a plain file with such a name is there.
fn name_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.strip_suffix(".visitbook")?;
    (is_name(name) && fs::symlink_metadata(path).ok()?.is_file()).then(|| name.to_owned())
}

/// A folder as it may stand in a command that a shell will read: whole, and of characters that mean nothing to one.
fn whole(dir: &Path) -> Result<PathBuf> {
    let dir = dir.canonicalize().map_err(|e| files::trouble("find", dir, &e))?;
    harmless(&dir)?;
    Ok(dir)
}

/// Refuses a path that could mean something to a shell or to `sshd`.
pub fn harmless(path: &Path) -> Result<&str> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'_' | b'-' | b'+');
    path.to_str().filter(|p| p.starts_with('/') && p.bytes().all(allowed)).ok_or_else(|| {
        Trouble::new(
            format!("The path {} cannot stand in a command for sshd.", shown(path)),
            "Use a path of letters, digits, and / . _ - + only, without blanks.",
        )
    })
}

/// Makes something the group's, with exactly this mode.
fn give(path: &Path, gid: u32, mode: u32) -> Result<()> {
    let of = |m: &fs::Metadata| (m.gid(), m.mode() & 0o7777);
    if fs::symlink_metadata(path).is_ok_and(|m| of(&m) == (gid, mode)) {
        return Ok(());
    }
    std::os::unix::fs::lchown(path, None, Some(gid)).map_err(|e| {
        Trouble::new(
            format!("{} could not be given to the group.", shown(path)),
            "Run this as the administrator (sudo), or as a member of that group who owns it.",
        )
        .because(e)
    })?;
    // After the group: changing it takes the setgid bit away.
    set_mode(path, mode)
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(|e| files::trouble("set the rights of", path, &e))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "files as others may have made them")]

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn a_folder_is_prepared_one_way_and_stays_so() {
        let dir = tempfile::tempdir().unwrap();
        let (group, account) = (dir.path().join("group"), dir.path().join("account"));
        fs::create_dir(&group).unwrap();
        fs::write(group.join("maths.visitbook"), b"x").unwrap();
        fs::write(group.join("maths.visitbook-wal"), b"x").unwrap();
        set_mode(&group.join("maths.visitbook"), 0o600).unwrap();
        assert!(Server::open(&group).is_err());
        for _ in 0..2 {
            assert_eq!(Server::init(&group, None).unwrap().way(), Way::Group);
        }
        assert_eq!(mode(&group), 0o2770);
        assert_eq!(mode(&group.join("maths.visitbook")), 0o660);
        assert_eq!(mode(&group.join("maths.visitbook-wal")), 0o660);
        assert!(files::shared_by_group(&group));
        assert!(Server::init_account(&group).unwrap_err().what().contains("other way"));
        for _ in 0..2 {
            assert_eq!(Server::init_account(&account).unwrap().way(), Way::Account);
        }
        assert_eq!(mode(&account), 0o700);
        assert!(!files::shared_by_group(&account));
        assert!(Server::init(&account, None).is_err());
        assert_eq!(mode(&account.join("people")), 0o700);
        assert!(Server::init(&group, Some("no-such-group-here")).unwrap_err().what().contains("no group"));
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("letters.txt"), b"x").unwrap();
        let before = mode(dir.path());
        assert!(Server::init(dir.path(), None).unwrap_err().what().contains("letters.txt"));
        assert!(Server::init_account(dir.path()).is_err());
        assert_eq!(mode(dir.path()), before);
    }

    #[test]
    fn only_plain_files_with_plain_names_are_notebooks() {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("s")).unwrap();
        let at = |name: &str| server.dir().join(name);
        fs::write(at("maths.visitbook"), b"x").unwrap();
        fs::write(at("Bad Name.visitbook"), b"x").unwrap();
        fs::create_dir(at("folder.visitbook")).unwrap();
        std::os::unix::fs::symlink(at("maths.visitbook"), at("link.visitbook")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", at("passwd.visitbook")).unwrap();
        let names: Vec<String> = server.notebooks().unwrap().into_iter().map(|(n, _)| n).collect();
        assert_eq!(names, ["maths"]);
        assert!(server.notebook("maths").is_ok());
        for bad in
            ["link", "passwd", "folder", "none", "../s/maths", "/etc/passwd", "", "-x", "a b", "maths\n", "MATHS"]
        {
            assert!(server.notebook(bad).is_err(), "{bad:?}");
            assert!(
                bad.chars().all(|c| c.is_ascii_lowercase()) && !bad.is_empty() || server.home(bad).is_err(),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_home_that_is_a_link_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("s")).unwrap();
        assert_eq!(mode(server.home("sam").unwrap().root()), 0o700);
        std::os::unix::fs::symlink(server.dir().join("people/sam"), server.dir().join("people/asha")).unwrap();
        assert!(server.home("asha").is_err());
    }

    #[test]
    fn a_refusal_is_one_clean_line() {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("s")).unwrap();
        let asked = format!("sh\n2026 lead \u{1b}[2J {}", "x".repeat(5000));
        server.log_refusal("sam", &asked, &no_such_notebook()).unwrap();
        server.log_refusal("asha", "scp -t /", &no_such_notebook()).unwrap();
        let log = fs::read_to_string(server.dir().join("refusals.log")).unwrap();
        assert_eq!(log.lines().count(), 2, "{log}");
        assert!(log.lines().all(|l| l.len() < 500 && !l.contains('\u{1b}')), "{log}");
        assert!(log.contains("  asha  \"scp -t /\"  There is no notebook"), "{log}");
    }

    #[test]
    fn a_path_that_means_something_to_a_shell_is_refused() {
        for bad in ["/srv/a b", "/srv/$(id)", "/srv/a\"b", "/srv/a'b", "/srv/a\nb", "srv", "/srv/a;b", "/srv/ä", "/a%u"]
        {
            assert!(harmless(Path::new(bad)).is_err(), "{bad:?}");
        }
        assert!(harmless(Path::new("/srv/visits-2026/a_b.c+d")).is_ok());
    }
}
