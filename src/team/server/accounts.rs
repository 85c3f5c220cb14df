//! The system's own lists of accounts and groups, as far as they lie in files.

use crate::files;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use std::path::{Path, PathBuf};

/// The largest list that is read.
const MAX_LIST: u64 = 4 << 20;

/// An account of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What one logs in with.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// The number of its first group.
    pub gid: u32,
    /// Its home folder.
    pub home: PathBuf,
}

/// A group of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub gid: u32,
    /// The accounts that it lists; those whose first group it is are not among them.
    pub members: Vec<String>,
}

/// Every account that stands in the system's file.
pub fn accounts() -> Vec<Account> {
    lines("/etc/passwd").iter().filter_map(|l| account(l)).collect()
}

/// The account of that number.
pub fn of(uid: u32) -> Option<Account> {
    accounts().into_iter().find(|account| account.uid == uid)
}

/// Every group that stands in the system's file.
pub fn groups() -> Vec<Group> {
    lines("/etc/group").iter().filter_map(|l| group(l)).collect()
}

/// The number of a group, by its name or number.
///
/// # Errors
/// When there is none of that name.
pub fn group_id(name: &str) -> Result<u32> {
    let found = groups().into_iter().find(|g| g.name == name).map(|g| g.gid);
    found.or_else(|| name.parse().ok()).ok_or_else(|| {
        Trouble::new(
            format!("There is no group “{}” on this computer.", clean_line(name)),
            "The administrator makes one with groupadd; a group kept elsewhere can be given by its number.",
        )
    })
}

fn lines(path: &str) -> Vec<String> {
    files::read_text(Path::new(path), MAX_LIST).map(|t| t.lines().map(str::to_owned).collect()).unwrap_or_default()
}

fn account(line: &str) -> Option<Account> {
    let fields: Vec<&str> = line.split(':').collect();
    let &[name, _, uid, gid, _, home, ..] = fields.as_slice() else { return None };
    Some(Account { name: name.to_owned(), uid: uid.parse().ok()?, gid: gid.parse().ok()?, home: home.into() })
}

fn group(line: &str) -> Option<Group> {
    let fields: Vec<&str> = line.split(':').collect();
    let &[name, _, gid, members, ..] = fields.as_slice() else { return None };
    let members = members.split(',').filter(|m| !m.is_empty()).map(str::to_owned).collect();
    Some(Group { name: name.to_owned(), gid: gid.parse().ok()?, members })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_lists_are_read_and_others_skipped() {
        let sam = account("sam:x:1001:100:Sam:/home/sam:/bin/sh").unwrap();
        assert_eq!((sam.name.as_str(), sam.uid, sam.gid, sam.home), ("sam", 1001, 100, "/home/sam".into()));
        assert_eq!(group("visits:x:2000:sam,asha").unwrap().members, ["sam", "asha"]);
        assert!(group("visits:x:2000:").unwrap().members.is_empty());
        for bad in ["", "sam", "sam:x:one:1::/:", "# a remark"] {
            assert!(account(bad).is_none() && group(bad).is_none(), "{bad}");
        }
        assert_eq!(group_id("0").unwrap(), 0);
    }
}
