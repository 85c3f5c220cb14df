//! Keys and writers as first seen in a notebook, pinned in home.
//!
//! Whoever can write to a notebook can announce a key there under anybody's name. So the first key
//! seen of a person is pinned here, out of the notebook's reach, and only the pinned ones are sealed
//! to until the user says yes to another (having compared its six words aloud). In the same way a
//! writer belongs to the person it was first seen with.

use super::{recipient, record};
use crate::ids::{PersonId, WriterId};
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The most keys one person may have: a laptop, a server, and some to spare.
const MAX_KEYS: usize = 16;

/// What to do when `pins.json` cannot be understood.
const IF_LOST: &str = "Bring it back from a copy of your own. If there is none, move it away, and compare everybody's six words anew before you seal to them.";

/// Which of a person's keys may be used now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pinned {
    /// The keys to seal to now.
    pub use_now: Vec<String>,
    /// Announced, but not pinned: used only after a yes ([`Pins::accept`]).
    pub changed: Vec<String>,
    /// Pinned, but no longer announced; still used until a yes.
    pub gone: Vec<String>,
}

/// What binding a writer to a person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Seen for the first time, and pinned to this person now.
    First,
    /// Known as this person's.
    Same,
    /// Known as another person's: stop.
    Other(PersonId),
}

/// `pins.json`; its field names are frozen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Json {
    version: u8,
    keys: BTreeMap<PersonId, Vec<String>>,
    writers: BTreeMap<WriterId, PersonId>,
    /// Writers that came through somebody else, and through whom; absent while there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    relayed: BTreeMap<WriterId, PersonId>,
}

/// The pins of one notebook.
#[derive(Debug)]
pub struct Pins {
    path: PathBuf,
    json: Json,
}

impl Pins {
    /// The pins in the notebook's folder in home ([`crate::home::Home::notebook`]); none if there are none yet.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged: pins are never taken as absent because they cannot be read.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("pins.json");
        let json = known(&path, record::read(&path, IF_LOST)?)?;
        Ok(Self { path, json })
    }

    /// Compares the keys a person announces with those pinned; the first ever seen are pinned.
    ///
    /// An announced key that cannot be understood is left out: it could not be sealed to.
    pub fn check(&mut self, person: PersonId, announced: &[String]) -> Result<Pinned> {
        let announced = readable(announced);
        if !self.json.keys.contains_key(&person) && !announced.is_empty() {
            self.change(|json| {
                json.keys.entry(person).or_insert_with(|| announced.clone());
            })?;
        }
        Ok(self.compare(person, &announced))
    }

    /// As [`Self::check`], but pins nothing: for looking.
    pub fn compare(&self, person: PersonId, announced: &[String]) -> Pinned {
        let announced = readable(announced);
        let pinned = self.pinned(person);
        Pinned {
            use_now: pinned.to_vec(),
            changed: announced.iter().filter(|k| !pinned.contains(k)).cloned().collect(),
            gone: pinned.iter().filter(|k| !announced.contains(k)).cloned().collect(),
        }
    }

    /// After a yes: these are the person's keys from now on.
    ///
    /// # Errors
    /// When one of them cannot be understood, there are too many, or the pins cannot be written.
    pub fn accept(&mut self, person: PersonId, announced: &[String]) -> Result<()> {
        let keys: BTreeSet<String> = announced.iter().map(|k| recipient::check(k)).collect::<Result<_>>()?;
        if keys.len() > MAX_KEYS {
            return Err(Trouble::new(
                format!("This person announces {} keys; that is more than anybody needs.", keys.len()),
                format!("Ask them which ones are theirs: at most {MAX_KEYS} can be used."),
            ));
        }
        self.change(|json| {
            json.keys.insert(person, keys.into_iter().collect());
        })
    }

    /// The keys pinned for a person; none if the person was never seen with one.
    pub fn pinned(&self, person: PersonId) -> &[String] {
        self.json.keys.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    /// Binds a writer to a person at first sight.
    pub fn bind(&mut self, writer: WriterId, person: PersonId) -> Result<Bound> {
        let mut first = false;
        if !self.json.writers.contains_key(&writer) {
            self.change(|json| {
                json.writers.entry(writer).or_insert_with(|| {
                    first = true;
                    person
                });
            })?;
        }
        Ok(match self.person_of(writer) {
            _ if first => Bound::First,
            Some(other) if other != person => Bound::Other(other),
            _ => Bound::Same,
        })
    }

    /// As [`Self::bind`], for a writer that came through somebody else: it stays marked so until it is [confirmed](Self::confirm).
    pub fn bind_relayed(&mut self, writer: WriterId, person: PersonId, via: PersonId) -> Result<Bound> {
        let bound = self.bind(writer, person)?;
        if bound == Bound::First {
            self.change(|json| {
                json.relayed.insert(writer, via);
            })?;
        }
        Ok(bound)
    }

    /// The person's own session has shown that the writer is theirs.
    pub fn confirm(&mut self, writer: WriterId) -> Result<()> {
        if !self.json.relayed.contains_key(&writer) {
            return Ok(());
        }
        self.change(|json| {
            json.relayed.remove(&writer);
        })
    }

    /// Through whom a writer came, while nobody has confirmed it.
    pub fn via(&self, writer: WriterId) -> Option<PersonId> {
        self.json.relayed.get(&writer).copied()
    }

    /// Every writer that was seen, with its person.
    pub fn writers(&self) -> impl Iterator<Item = (WriterId, PersonId)> {
        self.json.writers.iter().map(|(w, p)| (*w, *p))
    }

    /// Whose writer it is, if it was seen before.
    pub fn person_of(&self, writer: WriterId) -> Option<PersonId> {
        self.json.writers.get(&writer).copied()
    }

    fn change(&mut self, change: impl FnOnce(&mut Json)) -> Result<()> {
        // Changes what is there now, not what was read before: another session may have pinned meanwhile.
        self.json = record::change(&self.path, IF_LOST, |there: Option<Json>| {
            let mut json = known(&self.path, there)?;
            change(&mut json);
            Ok((Some(json.clone()), json))
        })?;
        Ok(())
    }
}

fn known(path: &Path, json: Option<Json>) -> Result<Json> {
    let json = json.unwrap_or(Json { version: 1, ..Json::default() });
    if json.version == 1 {
        return Ok(json);
    }
    Err(Trouble::new(
        format!("{} was written by a newer visitbook.", crate::files::shown(path)),
        "Bring visitbook up to date on this computer.",
    ))
}

/// The announced keys that can be sealed to, as they are kept, each once.
fn readable(announced: &[String]) -> Vec<String> {
    let keys: BTreeSet<String> = announced.iter().filter_map(|k| recipient::check(k).ok()).collect();
    keys.into_iter().take(MAX_KEYS).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, PUBLIC};
    use super::*;

    const ASHA: PersonId = PersonId([1; 16]);
    const SAM: PersonId = PersonId([2; 16]);
    const LAPTOP: WriterId = WriterId([3; 32]);

    fn another() -> String {
        testing::stranger().recipients()[0].clone()
    }

    #[test]
    fn the_first_key_is_pinned_and_a_substituted_one_waits_for_a_yes() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        let first = vec![PUBLIC.to_owned()];
        assert_eq!(pins.check(ASHA, &first).unwrap(), Pinned { use_now: first.clone(), ..Pinned::default() });

        let substitute = vec![another()];
        let mut again = Pins::load(dir.path()).unwrap();
        let found = again.check(ASHA, &substitute).unwrap();
        assert_eq!(found, Pinned { use_now: first.clone(), changed: substitute.clone(), gone: first });
        assert_eq!(Pins::load(dir.path()).unwrap().pinned(ASHA), [PUBLIC]);

        again.accept(ASHA, &substitute).unwrap();
        let found = Pins::load(dir.path()).unwrap().check(ASHA, &substitute).unwrap();
        assert_eq!(found, Pinned { use_now: substitute, ..Pinned::default() });
    }

    #[test]
    fn a_key_added_beside_the_pinned_one_waits_too() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        pins.check(ASHA, &[PUBLIC.to_owned()]).unwrap();
        let server = another();
        let found = pins.check(ASHA, &[server.clone(), format!("{PUBLIC} ")]).unwrap();
        assert_eq!(found, Pinned { use_now: vec![PUBLIC.to_owned()], changed: vec![server], gone: vec![] });
    }

    #[test]
    fn an_announcement_without_a_usable_key_pins_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        for empty in [vec![], vec!["age1nonsense".to_owned()]] {
            assert_eq!(pins.check(ASHA, &empty).unwrap(), Pinned::default());
        }
        let first = vec![PUBLIC.to_owned()];
        assert_eq!(pins.check(ASHA, &first).unwrap().use_now, first);
    }

    #[test]
    fn looking_pins_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let pins = Pins::load(dir.path()).unwrap();
        let found = pins.compare(ASHA, &[PUBLIC.to_owned()]);
        assert_eq!((found.use_now.len(), found.changed.len()), (0, 1));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_flood_of_keys_is_cut_and_never_accepted() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        let flood: Vec<String> = (0..40).map(|_| another()).collect();
        assert_eq!(pins.check(ASHA, &flood).unwrap().use_now.len(), MAX_KEYS);
        assert!(pins.accept(ASHA, &flood).unwrap_err().what().contains("40 keys"));
    }

    #[test]
    fn a_writer_belongs_to_whom_it_was_first_seen_with() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        let mut meanwhile = Pins::load(dir.path()).unwrap();
        assert_eq!(pins.person_of(LAPTOP), None);
        assert_eq!(pins.bind(LAPTOP, ASHA).unwrap(), Bound::First);
        assert_eq!(pins.bind(LAPTOP, ASHA).unwrap(), Bound::Same);
        // A session that had not read it yet does not overwrite it.
        assert_eq!(meanwhile.bind(LAPTOP, SAM).unwrap(), Bound::Other(ASHA));
        assert_eq!(Pins::load(dir.path()).unwrap().person_of(LAPTOP), Some(ASHA));
    }

    #[test]
    fn the_file_is_frozen() {
        let dir = tempfile::tempdir().unwrap();
        let mut pins = Pins::load(dir.path()).unwrap();
        pins.check(ASHA, &[PUBLIC.to_owned()]).unwrap();
        pins.bind(LAPTOP, SAM).unwrap();
        let written: serde_json::Value =
            serde_json::from_slice(&std::fs::read(dir.path().join("pins.json")).unwrap()).unwrap();
        let expected = serde_json::json!({
            "version": 1,
            "keys": { "01010101010101010101010101010101": [PUBLIC] },
            "writers": { "03".repeat(32): "02020202020202020202020202020202" },
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn damaged_pins_are_told_and_never_taken_as_absent() {
        for bad in ["", "{}", "null", r#"{"version":2,"keys":{},"writers":{}}"#] {
            let dir = tempfile::tempdir().unwrap();
            crate::files::create_private(&dir.path().join("pins.json"), bad.as_bytes()).unwrap();
            assert!(Pins::load(dir.path()).is_err(), "{bad}");
        }
    }
}
