//! Who is here, and in which activity: one small file a session, in a folder beside the notebook.
//!
//! Never in the notebook: that somebody came or went is no change to a review, and must cost no
//! write that others wait for. The file is held by a lock for as long as the session lives, so one
//! that was killed is seen to be gone at the next look, and whoever sees that takes its file away.
//! It is written anew only when what it says changes. It says no word of anybody's: a person and an
//! activity, since when, and whether something is half typed.
//!
//! What others' files say is theirs to say and may be anything, so it is a hint and nothing rests on
//! it: at most [`MOST`] of them are read, each of at most [`LARGEST`] bytes, and no link is followed.

use crate::clock::Moment;
use crate::files;
use crate::files::held::{Held, Holder, Seen};
use crate::ids::{self, ActivityId, PersonId};
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The most sessions that are looked at.
const MOST: usize = 64;
/// How a session's file begins; hexadecimal follows.
const BEGINS: &str = "session-";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 512;

/// A session, as it tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    /// Who.
    pub person: PersonId,
    /// Under which activity their next note goes.
    pub activity: Option<ActivityId>,
    /// Since when, by their clock.
    #[serde(with = "millis")]
    pub since: Moment,
    /// Something is half typed.
    pub writing: bool,
}

mod millis {
    //! A moment as a plain number.
    use crate::clock::Moment;
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
    pub fn serialize<S: Serializer>(at: &Moment, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.0)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Moment, D::Error> {
        i64::deserialize(from).map(Moment)
    }
}

/// The folder beside a notebook.
fn folder(notebook: &Path) -> PathBuf {
    let mut name = notebook.file_name().unwrap_or_default().to_owned();
    name.push("-here");
    notebook.with_file_name(name)
}

/// My own session's place among those who are here.
#[derive(Debug)]
pub struct Seat {
    notebook: PathBuf,
    name: String,
    held: Held,
    said: Here,
}

impl Seat {
    /// Sits down at a notebook: from now on others see me. The folder and the file may be read by
    /// whoever may read the notebook.
    ///
    /// # Errors
    /// When nothing can be written beside the notebook.
    pub fn take(notebook: &Path, here: Here) -> Result<Self> {
        let name = format!("{BEGINS}{}", ids::hex(&ids::random::<8>()?));
        let held = Self::put(notebook, &name, here)?;
        Ok(Self { notebook: notebook.to_owned(), name, held, said: here })
    }

    fn put(notebook: &Path, name: &str, here: Here) -> Result<Held> {
        let folder = folder(notebook);
        let make = || {
            let shared = files::is_shared(notebook);
            files::ensure_folder(&folder, if shared { 0o2770 } else { 0o700 })?;
            Held::make(&folder.join(name), &written(here)?, if shared { 0o660 } else { 0o600 })
        };
        // Whoever leaves last takes the empty folder away, perhaps just now.
        make().or_else(|_| make())
    }

    /// Tells where I am now; writes only if that is news.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn say(&mut self, here: Here) -> Result<()> {
        if here == self.said {
            return Ok(());
        }
        if self.held.replace(&written(here)?).is_err() {
            self.held = Self::put(&self.notebook, &self.name, here)?;
        }
        self.said = here;
        Ok(())
    }

    /// Stands up: others see me go at once. The last one takes the folder away.
    pub fn leave(self) {
        self.held.remove();
        let _ = std::fs::remove_dir(folder(&self.notebook));
    }
}

fn written(here: Here) -> Result<Vec<u8>> {
    serde_json::to_vec(&here)
        .map_err(|e| Trouble::new("Others cannot be told that you are here.", "Everything else works.").because(e))
}

/// Those who are here.
#[derive(Debug)]
pub struct Room {
    folder: PathBuf,
    sessions: Vec<(PathBuf, Seen, Here)>,
    /// The folder's time when it was last read.
    as_of: Option<(i64, i64)>,
    /// Read it once more: two changes within one tick of its clock leave one time.
    once_more: bool,
}

impl Room {
    /// The room beside a notebook; nobody has been seen yet.
    pub fn beside(notebook: &Path) -> Self {
        Self { folder: folder(notebook), sessions: Vec::new(), as_of: None, once_more: false }
    }

    /// Looks round; tells whether anything is other than before. Where nothing has changed this asks
    /// for the folder's time and each session's lock, and reads nothing.
    pub fn look(&mut self) -> bool {
        let before: Vec<Here> = self.sessions.iter().map(|(.., here)| *here).collect();
        let as_of = files::changed_at(&self.folder);
        if as_of != self.as_of || self.once_more {
            self.once_more = as_of != self.as_of;
            self.as_of = as_of;
            self.read();
        }
        let mut replaced = false;
        self.sessions.retain(|(path, seen, _)| match seen.holder() {
            Holder::Lives => true,
            Holder::Replaced => {
                replaced = true;
                false
            }
            Holder::Gone => {
                let _ = files::remove_quietly(path);
                false
            }
        });
        if replaced {
            self.read();
        }
        !self.sessions.iter().map(|(.., here)| *here).eq(before)
    }

    /// Everybody's sessions that live, mine among them.
    pub fn sessions(&self) -> impl Iterator<Item = Here> {
        self.sessions.iter().map(|(.., here)| *here)
    }

    fn read(&mut self) {
        let all = if self.as_of.is_some() { files::list(&self.folder).unwrap_or_default() } else { Vec::new() };
        let ours = all.into_iter().filter(|path| is_session(path)).take(MOST);
        self.sessions = ours
            .filter_map(|path| {
                let (seen, bytes) = Seen::open(&path, LARGEST)?;
                let here = serde_json::from_slice(&bytes);
                if seen.holder() == Holder::Gone {
                    let _ = files::remove_quietly(&path);
                    return None;
                }
                Some((path, seen, here.ok()?))
            })
            .collect();
    }
}

/// Whether a file has the name of a session's; no other is read or taken away.
fn is_session(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.strip_prefix(BEGINS)).and_then(ids::unhex::<8>).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    fn here(n: u8) -> Here {
        Here { person: PersonId([n; 16]), activity: Some(ActivityId([7; 16])), since: Moment(5), writing: false }
    }

    fn place(mode: u32) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let notebook = dir.path().join("maths.visitbook");
        files::reserve(&notebook, mode).unwrap();
        (dir, notebook)
    }

    fn seen(room: &Room) -> Vec<Here> {
        let mut all: Vec<Here> = room.sessions().collect();
        all.sort_by_key(|h| h.person);
        all
    }

    #[test]
    fn who_comes_moves_and_goes_is_seen_and_nothing_is_left() {
        let (dir, notebook) = place(0o600);
        let mut room = Room::beside(&notebook);
        assert!(!room.look());
        let mut one = Seat::take(&notebook, here(1)).unwrap();
        let two = Seat::take(&notebook, here(2)).unwrap();
        assert!(room.look());
        assert_eq!(seen(&room), [here(1), here(2)]);
        assert!(!room.look() && !room.look(), "nothing is news twice");
        one.say(Here { writing: true, ..here(1) }).unwrap();
        assert!(room.look());
        assert_eq!(seen(&room), [Here { writing: true, ..here(1) }, here(2)]);
        one.leave();
        assert!(room.look());
        assert_eq!(seen(&room), [here(2)]);
        two.leave();
        assert!(room.look());
        assert_eq!(files::list(dir.path()).unwrap(), [notebook]);
    }

    #[test]
    fn a_session_that_was_killed_is_gone_and_its_file_taken_away() {
        let (_dir, notebook) = place(0o600);
        let mut room = Room::beside(&notebook);
        let (killed, lives) = (Seat::take(&notebook, here(1)).unwrap(), Seat::take(&notebook, here(2)).unwrap());
        room.look();
        let left = killed.held;
        drop(left);
        assert!(room.look());
        assert_eq!(seen(&room), [here(2)]);
        assert_eq!(files::list(&folder(&notebook)).unwrap(), [folder(&notebook).join(&lives.name)]);
        // Also by one who was not there before.
        drop(lives.held);
        assert!(!Room::beside(&notebook).look());
        assert_eq!(files::list(&folder(&notebook)).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn nothing_is_written_and_nothing_read_while_nothing_changes() {
        let (_dir, notebook) = place(0o600);
        let mut seat = Seat::take(&notebook, here(1)).unwrap();
        let mut room = Room::beside(&notebook);
        room.look();
        room.look();
        let path = folder(&notebook).join(&seat.name);
        let before = (fs::metadata(&path).unwrap().ino(), files::changed_at(&folder(&notebook)));
        seat.say(here(1)).unwrap();
        assert_eq!((fs::metadata(&path).unwrap().ino(), files::changed_at(&folder(&notebook))), before);
        let opened = |room: &Room| room.sessions.iter().map(|(_, seen, _)| format!("{seen:?}")).collect::<Vec<_>>();
        let files = opened(&room);
        for _ in 0..5 {
            assert!(!room.look());
        }
        assert_eq!(opened(&room), files, "the same file was looked at, not opened anew");
    }

    #[test]
    fn hostile_files_are_nobody() {
        let (_dir, notebook) = place(0o600);
        let seat = Seat::take(&notebook, here(1)).unwrap();
        let inside = |name: &str| folder(&notebook).join(name);
        let good = written(here(3)).unwrap();
        let held = |n: u8, bytes: &[u8]| Held::make(&inside(&format!("session-{n:016x}")), bytes, 0o600).unwrap();
        let _large = held(1, &[good.clone(), vec![b' '; 600]].concat());
        let _rubbish = held(2, b"\x1b]0;x\x07{");
        let _wrong = held(3, br#"{"person":"../../etc/passwd","since":0,"writing":false}"#);
        let _name = Held::make(&inside("other-0000000000000000"), &good, 0o600).unwrap();
        std::os::unix::fs::symlink(inside(&seat.name), inside("session-00000000000000aa")).unwrap();
        fs::create_dir(inside("session-00000000000000ab")).unwrap();
        let mut room = Room::beside(&notebook);
        room.look();
        assert_eq!(seen(&room), [here(1)]);
        let _more: Vec<Held> = (100..170).map(|n| held(n, &good)).collect();
        room.look();
        assert!(room.sessions().count() <= MOST);
    }

    #[test]
    fn a_link_in_the_place_of_the_folder_is_not_followed() {
        let (dir, notebook) = place(0o600);
        let elsewhere = dir.path().join("elsewhere");
        files::ensure_private_folder(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder(&notebook)).unwrap();
        assert!(Seat::take(&notebook, here(1)).is_err());
        assert_eq!(files::list(&elsewhere).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn it_is_as_private_as_the_notebook() {
        for (notebook_mode, folder_mode, file_mode) in [(0o600, 0o700, 0o600), (0o660, 0o2770, 0o660)] {
            let (_dir, notebook) = place(notebook_mode);
            let seat = Seat::take(&notebook, here(1)).unwrap();
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
            assert_eq!((mode(&folder(&notebook)), mode(&folder(&notebook).join(&seat.name))), (folder_mode, file_mode));
        }
    }
}
