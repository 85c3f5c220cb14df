//! The erases and purges that this home has heard of, kept out of the notebook's reach.
//!
//! Whoever puts an older copy of a notebook in its place brings back what was purged since. So each
//! erase is remembered here as it was signed, and told again to any copy that does not know it.
//! There is nothing secret in one: it says who, when, and up to which numbers.

use super::record;
use crate::files;
use crate::ids::{ChangeId, hex, unhex, unhex_all};
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What to do when `purges.json` cannot be understood.
const IF_LOST: &str = "Bring it back from a copy of your own. If there is none, move it away, and ask the lead to purge again should an older copy of the notebook come back.";

/// How many bytes of erases are kept in all. One takes a few hundred, so that is thousands; erases of
/// single notes leave the last quarter to purges, so that no flood of them can keep a purge out.
const MOST: usize = 1 << 20;

/// An erase or purge as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownErase {
    /// Its id.
    pub id: ChangeId,
    /// It is about the whole notebook: a purge.
    pub purge: bool,
    /// The header's bytes.
    pub header: Vec<u8>,
    /// The writer's signature.
    pub signature: [u8; 64],
    /// The body's salt.
    pub salt: [u8; 16],
    /// The body: what it covers.
    pub body: Vec<u8>,
}

impl KnownErase {
    fn size(&self) -> usize {
        self.header.len() + self.body.len() + 80
    }
}

/// An erase in `purges.json`, in hexadecimal; the field names are frozen.
#[derive(Serialize, Deserialize)]
struct Line {
    purge: bool,
    header: String,
    signature: String,
    salt: String,
    body: String,
}

/// `purges.json`; its field names are frozen.
#[derive(Default, Serialize, Deserialize)]
struct Json {
    version: u8,
    changes: BTreeMap<ChangeId, Line>,
}

/// The erases of one notebook that this home knows.
#[derive(Debug)]
pub struct KnownErases {
    path: PathBuf,
    all: BTreeMap<ChangeId, KnownErase>,
}

impl KnownErases {
    /// Those in the notebook's folder in home ([`crate::home::Home::notebook`]); none if there are none yet.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged: it is never taken as absent because it cannot be read.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("purges.json");
        let all = known(&path, record::read(&path, IF_LOST)?)?;
        Ok(Self { path, all })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &KnownErase> {
        self.all.values()
    }

    /// Their ids.
    pub fn ids(&self) -> BTreeSet<ChangeId> {
        self.all.keys().copied().collect()
    }

    /// Remembers more of them, and takes over what another session of mine has remembered meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn add(&mut self, more: Vec<KnownErase>) -> Result<()> {
        if more.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        self.all = record::change(&path, IF_LOST, |there: Option<Json>| {
            let mut all = known(&path, there)?;
            let mut size: usize = all.values().map(KnownErase::size).sum();
            // Purges first, should there not be room for all.
            let (purges, erases): (Vec<_>, Vec<_>) = more.into_iter().partition(|e| e.purge);
            for erase in purges.into_iter().chain(erases) {
                let room = if erase.purge { MOST } else { MOST / 4 * 3 };
                if all.contains_key(&erase.id) || size + erase.size() > room {
                    continue;
                }
                size += erase.size();
                all.insert(erase.id, erase);
            }
            let changes = all.iter().map(|(id, erase)| (*id, line(erase))).collect();
            Ok((Some(Json { version: 1, changes }), all))
        })?;
        Ok(())
    }
}

fn line(erase: &KnownErase) -> Line {
    Line {
        purge: erase.purge,
        header: hex(&erase.header),
        signature: hex(&erase.signature),
        salt: hex(&erase.salt),
        body: hex(&erase.body),
    }
}

fn known(path: &Path, json: Option<Json>) -> Result<BTreeMap<ChangeId, KnownErase>> {
    let Some(json) = json else { return Ok(BTreeMap::new()) };
    let damaged = || Trouble::new(format!("{} is damaged, or of a newer visitbook.", files::shown(path)), IF_LOST);
    if json.version != 1 {
        return Err(damaged());
    }
    let read = |(id, line): (ChangeId, Line)| {
        let erase = KnownErase {
            id,
            purge: line.purge,
            header: unhex_all(&line.header)?,
            signature: unhex(&line.signature)?,
            salt: unhex(&line.salt)?,
            body: unhex_all(&line.body)?,
        };
        Some((id, erase))
    };
    json.changes.into_iter().map(read).collect::<Option<_>>().ok_or_else(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    fn erase(n: u8, purge: bool, size: usize) -> KnownErase {
        KnownErase {
            id: ChangeId([n; 32]),
            purge,
            header: vec![n; 200],
            signature: [n; 64],
            salt: [n; 16],
            body: vec![n; size],
        }
    }

    #[test]
    fn what_was_heard_of_is_kept_private_and_by_every_session() {
        let dir = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (KnownErases::load(dir.path()).unwrap(), KnownErases::load(dir.path()).unwrap());
        one.add(vec![erase(1, true, 40)]).unwrap();
        two.add(vec![erase(2, false, 40), erase(1, true, 40)]).unwrap();
        assert_eq!(two.ids().len(), 2);
        let again = KnownErases::load(dir.path()).unwrap();
        assert_eq!(again.all().cloned().collect::<Vec<_>>(), [erase(1, true, 40), erase(2, false, 40)]);
        let mode = fs::metadata(dir.path().join("purges.json")).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn no_flood_of_erases_keeps_a_purge_out_or_makes_the_file_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        let mut known = KnownErases::load(dir.path()).unwrap();
        known.add((0..20).map(|n| erase(n, false, 100_000)).collect()).unwrap();
        assert!(known.ids().len() < 8);
        known.add(vec![erase(100, true, 100_000)]).unwrap();
        assert!(KnownErases::load(dir.path()).unwrap().ids().contains(&ChangeId([100; 32])));
    }

    #[test]
    fn a_damaged_file_is_told_and_never_taken_as_absent() {
        let dir = tempfile::tempdir().unwrap();
        let mut known = KnownErases::load(dir.path()).unwrap();
        known.add(vec![erase(1, true, 4)]).unwrap();
        let path = dir.path().join("purges.json");
        let good = fs::read_to_string(&path).unwrap();
        for bad in [
            String::new(),
            "{}".to_owned(),
            good[..good.len() / 2].to_owned(),
            good.replace("\"version\": 1", "\"version\": 2"),
            good.replace("01010101\"", "0101010g\""),
            good.replace("\"01010101\"", "\"0101010\""),
        ] {
            assert_ne!(bad, good);
            files::replace_private(&path, bad.as_bytes()).unwrap();
            let refused = KnownErases::load(dir.path()).unwrap_err();
            assert!(refused.what().contains("purges.json is damaged"), "{refused}");
            assert!(known.add(vec![erase(2, true, 4)]).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), bad, "left as it was");
        }
    }
}
