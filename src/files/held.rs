//! Files held by a lock: theirs only while a process lives, and not an instant longer.
//!
//! A process that is killed cannot tidy up, but the system lets go of its locks. So a file that is
//! there and not held was left behind, whatever its times say and whoever's id has been given away
//! again since. The lock is taken before the file has its name, so that nobody ever sees it unheld
//! while its holder lives; a change is a new file in the place of the old one, so that nobody ever
//! reads half of it, and the folder's time tells that something changed.

use super::{partial_name, trouble};
use crate::trouble::Result;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A file of mine, held until this is dropped. The file itself stays; [`Held::remove`] takes it away.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    mode: u32,
    /// What holds the lock.
    file: File,
}

impl Held {
    /// Makes a file with exactly this mode whatever the umask, held from the instant it has its name.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn make(path: &Path, bytes: &[u8], mode: u32) -> Result<Self> {
        let file = put(path, bytes, mode)?;
        Ok(Self { path: path.to_owned(), mode, file })
    }

    /// Puts a new file in its place, held as the old one was.
    ///
    /// # Errors
    /// When it cannot be written; the old one is then still there, and held.
    pub fn replace(&mut self, bytes: &[u8]) -> Result<()> {
        self.file = put(&self.path, bytes, self.mode)?;
        Ok(())
    }

    /// Takes it away.
    pub fn remove(self) {
        // What cannot be removed is seen to be left behind as soon as the lock is gone.
        let _ = fs::remove_file(&self.path);
    }
}

/// Writes beside it, locks, and only then gives it its name. Nothing waits for the disk: a file that
/// means something only while its holder lives need not outlive a power cut.
fn put(path: &Path, bytes: &[u8], mode: u32) -> Result<File> {
    let partial = partial_name(path)?;
    let told = |e| trouble("write", path, &e);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&partial).map_err(told)?;
    let done = file
        .set_permissions(Permissions::from_mode(mode))
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.lock())
        .and_then(|()| fs::rename(&partial, path));
    if let Err(error) = done {
        let _ = fs::remove_file(&partial);
        return Err(told(error));
    }
    Ok(file)
}

/// Who has a file, as far as can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A process that lives.
    Lives,
    /// Nobody: it was left behind.
    Gone,
    /// It is no longer the file of that name: its holder wrote a new one, or took it away.
    Replaced,
}

/// A file that somebody else may hold, looked at without waiting.
#[derive(Debug)]
pub struct Seen {
    file: File,
}

impl Seen {
    /// Opens a file and reads it; nothing if it is no plain file, a link, too large or gone meanwhile.
    /// It may be anybody's, so nothing about it is believed.
    pub fn open(path: &Path, limit: u64) -> Option<(Self, Vec<u8>)> {
        // Neither follows a link nor waits for the other end of a pipe.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        let flags = i32::try_from(flags.bits()).ok()?;
        let file = OpenOptions::new().read(true).custom_flags(flags).open(path).ok()?;
        let about = file.metadata().ok()?;
        if !about.is_file() || about.len() > limit {
            return None;
        }
        let mut bytes = Vec::new();
        (&file).take(limit).read_to_end(&mut bytes).ok()?;
        Some((Self { file }, bytes))
    }

    /// Who has it now.
    pub fn holder(&self) -> Holder {
        match self.file.try_lock_shared() {
            Ok(()) => {
                let _ = self.file.unlock();
                // A new file is held before it takes the old one's name, so a name that was taken over tells itself.
                match self.file.metadata() {
                    Ok(about) if about.nlink() == 0 => Holder::Replaced,
                    _ => Holder::Gone,
                }
            }
            Err(TryLockError::WouldBlock) => Holder::Lives,
            // Not to be told: nothing is taken away from somebody who may live.
            Err(TryLockError::Error(_)) => Holder::Lives,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_as_long_as_its_holder_lives() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("here");
        let held = Held::make(&path, b"one", 0o640).unwrap();
        let (seen, bytes) = Seen::open(&path, 10).unwrap();
        assert_eq!((bytes.as_slice(), seen.holder()), (&b"one"[..], Holder::Lives));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        drop(held);
        assert_eq!(seen.holder(), Holder::Gone);
        assert!(path.exists(), "left behind, as by a process that was killed");
    }

    #[test]
    fn a_change_is_a_new_file_in_the_place_of_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("here");
        let mut held = Held::make(&path, b"one", 0o600).unwrap();
        let (old, _) = Seen::open(&path, 10).unwrap();
        held.replace(b"two").unwrap();
        assert_eq!(old.holder(), Holder::Replaced);
        let (new, bytes) = Seen::open(&path, 10).unwrap();
        assert_eq!((bytes.as_slice(), new.holder()), (&b"two"[..], Holder::Lives));
        held.remove();
        assert_eq!(new.holder(), Holder::Replaced);
        assert_eq!(super::super::list(dir.path()).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn what_is_no_plain_small_file_is_not_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        super::super::create_private(&path("file"), b"12345").unwrap();
        std::os::unix::fs::symlink(path("file"), path("link")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, path("pipe"), rustix::fs::Mode::RUSR).unwrap();
        for name in ["link", "folder", "pipe", "nothing"] {
            assert!(Seen::open(&path(name), 10).is_none(), "{name}");
        }
        assert!(Seen::open(&path("file"), 4).is_none() && Seen::open(&path("file"), 5).is_some());
    }
}
