//! Half-typed texts, sealed in home within a second of typing.
//!
//! Every session keeps its own, `draft-SESSION-SLOT.age`, each replaced as a whole, beside a file
//! that it holds as long as it lives (`draft-SESSION.lock`): two sessions of one person on one
//! notebook never write over each other's. Getting a text back needs the passphrase, but typing must
//! never wait for one: so at opening the drafts of sessions that live no more are set aside as
//! `waiting-TIME.age`, and taken back, oldest first, whenever the key is next unlocked. Who has no
//! key has no [`DraftStore`]; there is none that writes plain text.

use super::keys::OpenKeys;
use super::{recipient, seal};
use crate::clock::Moment;
use crate::files;
use crate::files::held::{Held, Holder, Seen};
use crate::ids::{self, ActivityId, NoteId, PersonId};
use crate::review::evidence::Readers;
use crate::review::feedback::AnswerTo;
use crate::review::seals::SealTo;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
    /// It is what the host answers to a point.
    pub answer: Option<AnswerTo>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<AnswerTo>,
}

/// A draft of an earlier session that waits to be recovered or discarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its file.
    pub path: PathBuf,
    /// When it was set aside.
    pub set_aside: Moment,
}

/// Where one of a session's half-typed texts stands: 0 is the capture line, then each editor over it.
pub type Slot = usize;

/// Where a session keeps its drafts; there is one only for who has a key.
#[derive(Debug, Clone)]
pub struct DraftStore {
    folder: PathBuf,
    recipients: Vec<String>,
    session: String,
    /// Says to other sessions of mine that this one lives.
    alive: Arc<Held>,
}

impl DraftStore {
    /// A store of a new session in `folder` ([`crate::home::Home::notebook_file`]), sealed to my own key.
    ///
    /// # Errors
    /// When a recipient cannot be understood, there is none, or the folder cannot be made.
    pub fn new(folder: PathBuf, recipients: Vec<String>) -> Result<Self> {
        recipient::read_all(&recipients)?;
        files::ensure_private_folder(&folder)?;
        let session = ids::hex(&ids::random::<8>()?);
        let alive = Arc::new(Held::make(&lock_of(&folder, &session), b"", 0o600)?);
        Ok(Self { folder, recipients, session, alive })
    }

    /// Seals the draft and puts it in the place of the one before; an empty one clears it.
    ///
    /// # Errors
    /// When it cannot be sealed or written; the one before is then still there.
    pub fn save(&self, slot: Slot, draft: &Draft) -> Result<()> {
        if draft.text.is_empty() {
            return self.clear(slot);
        }
        files::replace_private(&self.mine(slot), &self.sealed(draft)?)
    }

    fn sealed(&self, draft: &Draft) -> Result<Vec<u8>> {
        let chosen = draft.seal.as_ref().map(|to| to.chosen.clone()).unwrap_or_default();
        let room = draft.text.expose().len().saturating_mul(6) + 35 * chosen.len() + 512;
        let json = Json {
            activity: draft.activity,
            note: draft.note,
            seal: draft.seal.as_ref().map(|to| to.readers),
            chosen,
            text: draft.text.expose().into(),
            many_lines: draft.many_lines,
            at: draft.at.0,
            answer: draft.answer,
        };
        // One byte becomes at most six in JSON, so this buffer never grows and leaves no copy behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *plain, &json).map_err(|e| not_kept().because(e))?;
        seal::seal_bytes(PURPOSE, &plain, &self.recipients)
    }

    /// Forgets a draft: its line was saved or emptied.
    pub fn clear(&self, slot: Slot) -> Result<()> {
        files::remove(&self.mine(slot))
    }

    /// Puts a half-typed text where drafts wait to be brought back.
    ///
    /// # Errors
    /// When it cannot be sealed or written: then it is nowhere but with the caller.
    pub fn put_aside(&self, draft: &Draft, now: Moment) -> Result<()> {
        let blob = self.sealed(draft)?;
        files::create_private(&self.free(now.0)?, &blob)
    }

    /// Sets aside the drafts of sessions that live no more, each at the time it was last written.
    /// One that cannot be set aside stays, for the next session to find.
    pub fn set_aside(&self) -> Result<()> {
        let all = files::list(&self.folder)?;
        for lock in &all {
            let Some(session) = named(lock, "draft-", ".lock").filter(|s| *s != self.session) else { continue };
            let Some((seen, _)) = Seen::open(lock, 0) else { continue };
            if seen.holder() == Holder::Gone {
                let prefix = format!("draft-{session}-");
                all.iter().filter(|path| named(path, &prefix, ".age").is_some()).try_for_each(|d| self.adopt(d))?;
                files::remove(lock)?;
            }
        }
        // Where there is no lock at all: its session tidied up half, or an earlier visitbook wrote it.
        for draft in &all {
            let alone = match named(draft, "draft", ".age") {
                Some("") => true,
                Some(rest) => rest.trim_start_matches('-').split_once('-').is_some_and(|(session, _)| {
                    session != self.session && !all.contains(&lock_of(&self.folder, session))
                }),
                None => false,
            };
            if alone {
                self.adopt(draft)?;
            }
        }
        Ok(())
    }

    /// Another session of mine may do the same at this instant: what is gone already waits already.
    fn adopt(&self, draft: &Path) -> Result<()> {
        let Ok(about) = std::fs::symlink_metadata(draft) else { return Ok(()) };
        let at = about.mtime().saturating_mul(1000).saturating_add(about.mtime_nsec() / 1_000_000);
        match files::rename(draft, &self.free(at)?) {
            Err(_) if !draft.exists() => Ok(()),
            done => done,
        }
    }

    /// A name that no waiting draft has yet, at or just after this time.
    fn free(&self, at: i64) -> Result<PathBuf> {
        let mut at = at.max(0);
        loop {
            let path = self.folder.join(format!("waiting-{at}.age"));
            if !path.try_exists().map_err(|e| files::trouble("read", &path, &e))? {
                return Ok(path);
            }
            at += 1;
        }
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

    /// Opens a draft set aside.
    ///
    /// # Errors
    /// When it is damaged or was sealed to another key; it stays.
    pub fn open(&self, waiting: &Waiting, keys: &OpenKeys) -> Result<Draft> {
        open(&waiting.path, keys)
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

    fn mine(&self, slot: Slot) -> PathBuf {
        self.folder.join(format!("draft-{}-{slot}.age", self.session))
    }
}

impl Drop for DraftStore {
    fn drop(&mut self) {
        // The last of this session: its lock goes with it, unless a draft is to be found by it.
        let drafts = || files::list(&self.folder).unwrap_or_default();
        let prefix = format!("draft-{}-", self.session);
        if Arc::strong_count(&self.alive) == 1 && !drafts().iter().any(|path| named(path, &prefix, ".age").is_some()) {
            let _ = files::remove(&lock_of(&self.folder, &self.session));
        }
    }
}

fn lock_of(folder: &Path, session: &str) -> PathBuf {
    folder.join(format!("draft-{session}.lock"))
}

/// What stands in a file's name between a beginning and an end; nothing if it has others.
fn named<'a>(path: &'a Path, beginning: &str, end: &str) -> Option<&'a str> {
    path.file_name()?.to_str()?.strip_prefix(beginning)?.strip_suffix(end)
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
        answer: json.answer,
    })
}

/// The time in the name of a draft set aside; nothing if it has another name.
fn aside_at(path: &Path) -> Option<Moment> {
    named(path, "waiting-", ".age")?.parse().ok().map(Moment)
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
            answer: None,
        }
    }

    fn folder(store: &DraftStore) -> Vec<String> {
        let names = files::list(&store.folder).unwrap();
        names.iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    /// Another session of the same person on the same notebook.
    fn beside(store: &DraftStore) -> DraftStore {
        DraftStore::new(store.folder.clone(), vec![PUBLIC.to_owned()]).unwrap()
    }

    /// The texts that wait and open, oldest first.
    fn texts(store: &DraftStore) -> Vec<String> {
        let open = |w: &Waiting| store.open(w, &testing::fixed()).unwrap().text.expose().to_owned();
        store.waiting().unwrap().iter().map(open).collect()
    }

    #[test]
    fn a_draft_outlives_the_session_and_comes_back_after_unlocking() {
        let (_dir, first) = store();
        first.save(0, &draft("One boy")).unwrap();
        first.save(0, &draft("One boy sits al")).unwrap();
        let store = beside(&first);
        drop(first);
        store.set_aside().unwrap();
        store.set_aside().unwrap();
        store.save(0, &draft("a new line, typed at once")).unwrap();

        let found = store.waiting().unwrap();
        assert_eq!(found.len(), 1);
        let back = store.open(&found[0], &testing::fixed()).unwrap();
        assert_eq!(back.text.expose(), "One boy sits al");
        assert_eq!((back.activity, back.note, back.many_lines), (Some(ActivityId([1; 16])), None, true));
        assert_eq!(back.seal, Some(Readers::Team.into()), "what was to be sealed still is");
        assert_eq!(back.at, Moment(1_781_081_400_000));
        store.discard(&found[0].path).unwrap();
        assert_eq!(store.waiting().unwrap(), []);
        assert!(store.mine(0).exists());
    }

    #[test]
    fn sessions_side_by_side_keep_each_its_own_and_take_nothing_from_one_that_lives() {
        let (_dir, one) = store();
        let two = beside(&one);
        one.save(0, &draft("the line of one")).unwrap();
        one.save(1, &draft("the long note of one")).unwrap();
        two.save(0, &draft("the line of two")).unwrap();
        two.set_aside().unwrap();
        assert_eq!(texts(&two), Vec::<String>::new());
        let alive = one.clone();
        drop(one);
        two.set_aside().unwrap();
        assert_eq!(texts(&two), Vec::<String>::new(), "a part of it still lives");
        drop(alive);
        two.set_aside().unwrap();
        let mut all = texts(&two);
        all.sort();
        assert_eq!(all, ["the line of one", "the long note of one"]);
        assert!(two.mine(0).exists());
    }

    #[test]
    fn those_of_several_sessions_wait_oldest_first_and_none_is_lost() {
        let (_dir, store) = store();
        let sessions = [beside(&store), beside(&store), beside(&store)];
        for (n, (session, at)) in sessions.iter().zip([3000, 1000, 1000]).enumerate() {
            session.save(0, &draft(&format!("line {n} at {at}"))).unwrap();
            let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(at);
            fs::File::open(session.mine(0)).unwrap().set_modified(time).unwrap();
        }
        store.put_aside(&draft("put aside by locking"), Moment(2000)).unwrap();
        drop(sessions);
        store.set_aside().unwrap();
        let mut all = texts(&store);
        all[..2].sort();
        assert_eq!(all, ["line 1 at 1000", "line 2 at 1000", "put aside by locking", "line 0 at 3000"]);
    }

    #[test]
    fn a_draft_without_its_lock_is_found_too() {
        let (_dir, store) = store();
        for name in ["draft.age", "draft-0123456789abcdef-0.age"] {
            files::create_private(&store.folder.join(name), &store.sealed(&draft(name)).unwrap()).unwrap();
        }
        store.set_aside().unwrap();
        assert_eq!(texts(&store).len(), 2);
    }

    #[test]
    fn a_session_that_leaves_nothing_leaves_no_file() {
        let (_dir, store) = store();
        let other = beside(&store);
        other.save(0, &draft("x")).unwrap();
        other.clear(0).unwrap();
        assert_eq!(folder(&store).len(), 2);
        drop(other);
        assert_eq!(folder(&store), [format!("draft-{}.lock", store.session)]);
    }

    #[test]
    fn the_file_is_private_sealed_and_padded() {
        let (_dir, store) = store();
        store.save(0, &draft("Marmalade")).unwrap();
        let blob = fs::read(store.mine(0)).unwrap();
        assert!(!blob.windows(9).any(|w| w == b"Marmalade"));
        assert_eq!(fs::metadata(store.mine(0)).unwrap().permissions().mode() & 0o777, 0o600);
        let plain = super::super::envelope::open(&blob, testing::fixed().identities()).unwrap();
        let expected = concat!(
            "visitbook draft 1\n129\n",
            r#"{"activity":"01010101010101010101010101010101","note":null,"seal":"team","text":"Marmalade","#,
            r#""many_lines":true,"at":1781081400000}"#
        );
        assert_eq!(str::from_utf8(&plain).unwrap().trim_end(), expected);
        assert_eq!(plain.len(), 256);
        assert_eq!(folder(&store).len(), 2, "nothing but it and its session's lock");
    }

    #[test]
    fn an_empty_draft_leaves_nothing() {
        let (_dir, store) = store();
        store.save(0, &draft("x")).unwrap();
        store.save(0, &draft("")).unwrap();
        store.clear(0).unwrap();
        assert!(!store.mine(0).exists());
    }

    #[test]
    fn one_that_cannot_be_opened_is_told_and_stays() {
        let (_dir, store) = store();
        files::create_private(&store.folder.join("waiting-1.age"), b"age-encryption.org/v1\nrubbish").unwrap();
        store.put_aside(&draft("mine"), Moment(2)).unwrap();
        let found = store.waiting().unwrap();
        let mine = testing::fixed();
        assert!(store.open(&found[0], &mine).unwrap_err().what().contains("damaged"));
        assert!(store.open(&found[1], &mine).is_ok());
        let theirs = store.open(&found[1], &testing::stranger()).unwrap_err();
        assert!(theirs.what().contains("sealed to other people"));
        assert_eq!(store.waiting().unwrap().len(), 2);
    }

    #[test]
    fn only_drafts_set_aside_here_can_be_discarded() {
        let (dir, store) = store();
        store.save(0, &draft("mine")).unwrap();
        for path in [store.mine(0), dir.path().join("waiting-1.age"), store.folder.join("writer.json")] {
            assert!(store.discard(&path).is_err());
        }
        assert!(store.mine(0).exists());
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
        store.put_aside(&Draft { seal: Some(to.clone()), ..draft("One boy") }, Moment(5)).unwrap();
        let found = store.waiting().unwrap();
        assert_eq!(store.open(&found[0], &testing::fixed()).unwrap().seal, Some(to));
    }
}
