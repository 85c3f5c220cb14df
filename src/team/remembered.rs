//! With which servers a notebook was joined, and when last: kept in home, so that being offline can
//! be told in terms of what is here.

use super::ssh::Address;
use crate::clock::Moment;
use crate::files;
use crate::home::Home;
use crate::ids::NotebookId;
use crate::trouble::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The largest file that is read.
const MAX_FILE: u64 = 64 * 1024;

/// The most addresses that are remembered.
const MOST: usize = 32;

/// `sync.json`; its field names are frozen.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Json {
    /// The address used last.
    latest: String,
    /// When it last succeeded, by address: milliseconds since 1970.
    succeeded: BTreeMap<String, i64>,
}

/// The address that a notebook was last joined with.
pub fn latest(home: &Home, notebook: NotebookId) -> Option<Address> {
    load(&path(home, notebook)).latest.parse().ok()
}

/// When joining with an address last succeeded.
pub fn succeeded(home: &Home, notebook: NotebookId, address: &Address) -> Option<Moment> {
    load(&path(home, notebook)).succeeded.get(&address.to_string()).copied().map(Moment)
}

/// Remembers that joining has succeeded.
pub fn remember(home: &Home, notebook: NotebookId, address: &Address, at: Moment) -> Result<()> {
    let path = path(home, notebook);
    let mut json = load(&path);
    json.latest = address.to_string();
    json.succeeded.insert(address.to_string(), at.0);
    while json.succeeded.len() > MOST {
        let oldest = json.succeeded.iter().min_by_key(|(_, at)| **at).map(|(address, _)| address.clone());
        oldest.and_then(|address| json.succeeded.remove(&address));
    }
    files::ensure_private_folder(&home.notebook(notebook))?;
    // Writing strings and numbers to a Vec cannot fail.
    files::replace_private(&path, &serde_json::to_vec_pretty(&json).unwrap_or_default())
}

fn path(home: &Home, notebook: NotebookId) -> PathBuf {
    home.notebook(notebook).join("sync.json")
}

/// What is remembered; a file that cannot be understood is as good as none.
fn load(path: &Path) -> Json {
    files::read(path, MAX_FILE).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_and_its_time_are_remembered_and_damage_forgets_them() {
        let dir = tempfile::tempdir().unwrap();
        let (home, id) = (Home::at(dir.path().to_owned()), NotebookId([1; 16]));
        let (one, two): (Address, Address) = ("ssh://a@one/m".parse().unwrap(), "ssh://a@two/m".parse().unwrap());
        assert_eq!(latest(&home, id), None);
        remember(&home, id, &one, Moment(5)).unwrap();
        remember(&home, id, &two, Moment(9)).unwrap();
        assert_eq!((latest(&home, id), succeeded(&home, id, &one)), (Some(two), Some(Moment(5))));
        files::replace_private(&path(&home, id), b"{").unwrap();
        assert_eq!((latest(&home, id), succeeded(&home, id, &one)), (None, None));
        remember(&home, id, &one, Moment(11)).unwrap();
        assert_eq!(latest(&home, id), Some(one));
    }
}
