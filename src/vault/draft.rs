//! The half-typed line, sealed in home within a second of typing.
//!
//! There is one draft per notebook file and person, `draft.age`, replaced as a whole. Getting it back
//! needs the passphrase, but typing must never wait for one: so at opening an older draft is set
//! aside under another name, and taken back whenever the key is next unlocked. Who has no key has no
//! [`DraftStore`]; there is none that writes plain text.

use super::keys::OpenKeys;
use super::{recipient, seal};
use crate::clock::Moment;
use crate::files;
use crate::ids::{ActivityId, NoteId, PersonId};
use crate::review::evidence::Readers;
use crate::review::seals::SealTo;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const PURPOSE: &str = "draft 1";

/// The largest draft file that is looked at.
const MAX_FILE: u64 = 8 * 1024 * 1024;

/// A half-typed line.
#[derive(Debug)]
pub struct Draft {
    /// The activity it would be filed under.
    pub activity: Option<ActivityId>,
    /// The note it changes, if it is not a new one.
    pub note: Option<NoteId>,
    /// The seal chosen for it by key; marks stand in the text itself.
    pub seal: Option<SealTo>,
    /// What was typed.
    pub text: Secret,
    /// It was typed in the editor of several lines.
    pub many_lines: bool,
    /// When it was last typed at.
    pub at: Moment,
}

/// A draft as it is written inside its sealed file; the field names are frozen.
#[derive(Serialize, Deserialize)]
struct Json<'a> {
    activity: Option<ActivityId>,
    note: Option<NoteId>,
    #[serde(default)]
    seal: Option<Readers>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    chosen: BTreeSet<PersonId>,
    text: Cow<'a, str>,
    many_lines: bool,
    at: i64,
}

/// A draft of an earlier session that waits to be recovered or discarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its file.
    pub path: PathBuf,
    /// When it was set aside.
    pub set_aside: Moment,
}

/// Where drafts are kept; there is one only for who has a key.
#[derive(Debug, Clone)]
pub struct DraftStore {
    folder: PathBuf,
    recipients: Vec<String>,
}

impl DraftStore {
    /// A store in `folder` ([`crate::home::Home::notebook_file`]), sealed to my own key.
    ///
    /// # Errors
    /// When a recipient cannot be understood, there is none, or the folder cannot be made.
    pub fn new(folder: PathBuf, recipients: Vec<String>) -> Result<Self> {
        recipient::read_all(&recipients)?;
        files::ensure_private_folder(&folder)?;
        Ok(Self { folder, recipients })
    }

    /// Seals the draft and puts it in the place of the one before; an empty one clears it.
    ///
    /// # Errors
    /// When it cannot be sealed or written; the one before is then still there.
    pub fn save(&self, draft: &Draft) -> Result<()> {
        if draft.text.is_empty() {
            return self.clear();
        }
        let chosen = draft.seal.as_ref().map(|to| to.chosen.clone()).unwrap_or_default();
        let room = draft.text.expose().len().saturating_mul(6) + 35 * chosen.len() + 256;
        let json = Json {
            activity: draft.activity,
            note: draft.note,
            seal: draft.seal.as_ref().map(|to| to.readers),
            chosen,
            text: draft.text.expose().into(),
            many_lines: draft.many_lines,
            at: draft.at.0,
        };
        // One byte becomes at most six in JSON, so this buffer never grows and leaves no copy behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *plain, &json).map_err(|e| not_kept().because(e))?;
        let blob = seal::seal_bytes(PURPOSE, &plain, &self.recipients)?;
        files::replace_private(&self.current(), &blob)
    }

    /// Forgets the draft: its line was saved or emptied.
    pub fn clear(&self) -> Result<()> {
        files::remove(&self.current())
    }

    /// At opening: sets a draft of an earlier session aside, so that typing can begin at once.
    pub fn set_aside(&self, now: Moment) -> Result<Option<Waiting>> {
        let there = |path: &Path| path.try_exists().map_err(|e| files::trouble("read", path, &e));
        let current = self.current();
        if !there(&current)? {
            return Ok(None);
        }
        let mut at = now.0.max(0);
        while there(&self.aside(at))? {
            at += 1;
        }
        let path = self.aside(at);
        files::rename(&current, &path)?;
        Ok(Some(Waiting { path, set_aside: Moment(at) }))
    }

    /// The drafts set aside, oldest first.
    pub fn waiting(&self) -> Result<Vec<Waiting>> {
        let mut waiting: Vec<Waiting> = files::list(&self.folder)?
            .into_iter()
            .filter_map(|path| aside_at(&path).map(|set_aside| Waiting { path, set_aside }))
            .collect();
        waiting.sort_by_key(|w| w.set_aside);
        Ok(waiting)
    }

    /// Opens every draft set aside, oldest first; one that cannot be opened is told, and stays.
    pub fn recover(&self, keys: &OpenKeys) -> Result<Vec<(Waiting, Result<Draft>)>> {
        Ok(self.waiting()?.into_iter().map(|w| (w.clone(), open(&w.path, keys))).collect())
    }

    /// Removes a draft set aside, after it was taken over or declined.
    ///
    /// # Errors
    /// When `path` is not a draft set aside in this store, or it cannot be removed.
    pub fn discard(&self, path: &Path) -> Result<()> {
        if path.parent() != Some(&self.folder) || aside_at(path).is_none() {
            return Err(Trouble::new(
                format!("{} is not a draft that waits here.", files::shown(path)),
                "Nothing was removed.",
            ));
        }
        files::remove(path)
    }

    fn current(&self) -> PathBuf {
        self.folder.join("draft.age")
    }

    fn aside(&self, at: i64) -> PathBuf {
        self.folder.join(format!("waiting-{at}.age"))
    }
}

fn open(path: &Path, keys: &OpenKeys) -> Result<Draft> {
    let blob = files::read(path, MAX_FILE)?;
    let plain = seal::open_bytes(PURPOSE, &blob, keys)?;
    let json: Json<'_> = serde_json::from_slice(plain.expose()).map_err(|_| seal::SealError::DoesNotBelong)?;
    Ok(Draft {
        activity: json.activity,
        note: json.note,
        seal: json.seal.map(|readers| SealTo { readers, chosen: json.chosen }),
        text: Secret::new(json.text.into_owned()),
        many_lines: json.many_lines,
        at: Moment(json.at),
    })
}

/// The time in the name of a draft set aside; nothing if it has another name.
fn aside_at(path: &Path) -> Option<Moment> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix("waiting-")?.strip_suffix(".age")?.parse().ok().map(Moment)
}

fn not_kept() -> Trouble {
    Trouble::new("The half-typed line could not be kept safe.", "Press Enter to save it as a note.")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, PUBLIC};
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    fn store() -> (tempfile::TempDir, DraftStore) {
        let dir = tempfile::tempdir().unwrap();
        let store = DraftStore::new(dir.path().join("file"), vec![PUBLIC.to_owned()]).unwrap();
        (dir, store)
    }

    fn draft(text: &str) -> Draft {
        Draft {
            activity: Some(ActivityId([1; 16])),
            note: None,
            seal: Some(Readers::Team.into()),
            text: Secret::new(text.to_owned()),
            many_lines: true,
            at: Moment(1_781_081_400_000),
        }
    }

    #[test]
    fn a_draft_outlives_the_session_and_comes_back_after_unlocking() {
        let (_dir, store) = store();
        store.save(&draft("One boy")).unwrap();
        store.save(&draft("One boy sits al")).unwrap();
        let aside = store.set_aside(Moment(5)).unwrap().unwrap();
        assert_eq!(store.set_aside(Moment(5)).unwrap(), None);
        store.save(&draft("a new line, typed at once")).unwrap();

        let found = store.recover(&testing::fixed()).unwrap();
        assert_eq!(found.len(), 1);
        let back = found[0].1.as_ref().unwrap();
        assert_eq!((&found[0].0, back.text.expose()), (&aside, "One boy sits al"));
        assert_eq!((back.activity, back.note, back.many_lines), (Some(ActivityId([1; 16])), None, true));
        assert_eq!(back.seal, Some(Readers::Team.into()), "what was to be sealed still is");
        assert_eq!(back.at, Moment(1_781_081_400_000));
        store.discard(&aside.path).unwrap();
        assert_eq!(store.waiting().unwrap(), []);
        assert!(store.current().exists());
    }

    #[test]
    fn drafts_set_aside_in_one_instant_are_both_kept() {
        let (_dir, store) = store();
        for text in ["one", "two"] {
            store.save(&draft(text)).unwrap();
            store.set_aside(Moment(5)).unwrap();
        }
        let found = store.recover(&testing::fixed()).unwrap();
        let texts: Vec<&str> = found.iter().map(|(_, d)| d.as_ref().unwrap().text.expose()).collect();
        assert_eq!(texts, ["one", "two"]);
    }

    #[test]
    fn the_file_is_private_sealed_and_padded() {
        let (_dir, store) = store();
        store.save(&draft("Marmalade")).unwrap();
        let blob = fs::read(store.current()).unwrap();
        assert!(!blob.windows(9).any(|w| w == b"Marmalade"));
        assert_eq!(fs::metadata(store.current()).unwrap().permissions().mode() & 0o777, 0o600);
        let plain = super::super::envelope::open(&blob, testing::fixed().identities()).unwrap();
        let expected = concat!(
            "visitbook draft 1\n129\n",
            r#"{"activity":"01010101010101010101010101010101","note":null,"seal":"team","text":"Marmalade","#,
            r#""many_lines":true,"at":1781081400000}"#
        );
        assert_eq!(str::from_utf8(&plain).unwrap().trim_end(), expected);
        assert_eq!(plain.len(), 256);
        assert_eq!(fs::read_dir(&store.folder).unwrap().count(), 1, "nothing else is left in the folder");
    }

    #[test]
    fn an_empty_draft_leaves_nothing() {
        let (_dir, store) = store();
        store.save(&draft("x")).unwrap();
        store.save(&draft("")).unwrap();
        store.clear().unwrap();
        assert_eq!(store.set_aside(Moment(1)).unwrap(), None);
    }

    #[test]
    fn one_that_cannot_be_opened_is_told_and_stays() {
        let (_dir, store) = store();
        files::create_private(&store.aside(1), b"age-encryption.org/v1\nrubbish").unwrap();
        store.save(&draft("mine")).unwrap();
        store.set_aside(Moment(2)).unwrap();
        let mine = store.recover(&testing::fixed()).unwrap();
        assert!(mine[0].1.as_ref().unwrap_err().what().contains("damaged") && mine[1].1.is_ok());
        let theirs = store.recover(&testing::stranger()).unwrap();
        assert!(theirs[1].1.as_ref().unwrap_err().what().contains("sealed to other people"));
        assert_eq!(store.waiting().unwrap().len(), 2);
    }

    #[test]
    fn only_drafts_set_aside_here_can_be_discarded() {
        let (dir, store) = store();
        store.save(&draft("mine")).unwrap();
        for path in [store.current(), dir.path().join("waiting-1.age"), store.folder.join("writer.json")] {
            assert!(store.discard(&path).is_err());
        }
        assert!(store.current().exists());
    }

    #[test]
    fn without_a_key_there_is_no_store() {
        let dir = tempfile::tempdir().unwrap();
        assert!(DraftStore::new(dir.path().to_owned(), Vec::new()).is_err());
        assert!(DraftStore::new(dir.path().to_owned(), vec!["age1nonsense".to_owned()]).is_err());
    }

    #[test]
    fn the_persons_chosen_for_it_come_back_with_it() {
        let (_dir, store) = store();
        let to = SealTo::people([PersonId([7; 16]), PersonId([8; 16])]);
        store.save(&Draft { seal: Some(to.clone()), ..draft("One boy") }).unwrap();
        store.set_aside(Moment(5)).unwrap();
        let found = store.recover(&testing::fixed()).unwrap();
        assert_eq!(found[0].1.as_ref().unwrap().seal, Some(to));
    }
}
