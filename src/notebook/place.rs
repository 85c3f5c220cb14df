//! Whether the file that is open is still the notebook of that name.
//!
//! A file that was deleted, moved or replaced stays open and takes every write, and all of it is gone
//! with the last program that had it open. So each write asks first whether the file is still in its
//! place, and a running screen asks now and then. Only the name is looked at: opening the file beside
//! `SQLite` would drop its locks.

use super::{Notebook, schema};
use crate::files;
use crate::trouble::{Result, Trouble};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// The file that a connection was opened on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId(u64, u64);

impl FileId {
    /// The file that has a name now; none where there is none.
    pub(super) fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|about| Self(about.dev(), about.ino()))
    }
}

impl Notebook {
    /// Whether what is written now would be kept: the file is in its place, and no newer program has
    /// taken it over.
    ///
    /// # Errors
    /// When it was moved, deleted or replaced since it was opened, or was written by a newer visitbook.
    pub fn check(&self) -> Result<()> {
        self.in_place()?;
        schema::version(&self.connection).map(drop)
    }

    /// Whether the file is still in its place. One in memory always is.
    ///
    /// # Errors
    /// When it was moved, deleted or replaced since it was opened.
    pub fn in_place(&self) -> Result<()> {
        let Some(opened) = self.file else { return Ok(()) };
        match FileId::at(&self.path) {
            Some(now) if now == opened => Ok(()),
            Some(_) => Err(Trouble::new(
                format!("Another file has taken the place of {}.", files::shown(&self.path)),
                "Nothing more is written here. Leave and open it again; what you are typing is kept for then.",
            )),
            None => Err(Trouble::new(
                format!("{} is no longer there.", files::shown(&self.path)),
                "Nothing more is written here. Put it back or ask who moved it, then leave and open it again.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::notebook::Notebook;
    use crate::tasks::testing::{Team, note};

    #[test]
    fn a_file_that_was_replaced_or_is_gone_takes_no_write() {
        for replaced in [true, false] {
            let team = Team::new(|_| {});
            let mut desk = team.desk("lead");
            note(&mut desk, "before", None);
            let path = desk.notebook().path().to_owned();
            let aside = path.with_extension("aside");
            if replaced {
                std::fs::copy(&path, &aside).unwrap();
                std::fs::rename(&aside, &path).unwrap();
            } else {
                std::fs::rename(&path, &aside).unwrap();
            }
            let capture = crate::review::capture::Capture { text: "lost".into(), ..Default::default() };
            let refused = desk.capture(&capture, None, None).unwrap_err();
            assert!(refused.advice().contains("Nothing more is written"), "{refused}");
            assert!(desk.notebook().check().is_err());
            if !replaced {
                // Put back, it is the same file, and goes on as before.
                std::fs::rename(&aside, &path).unwrap();
                desk.capture(&capture, None, None).unwrap();
            }
        }
    }

    #[test]
    fn a_notebook_that_a_newer_program_took_over_takes_no_write() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let newer = Notebook::open(desk.notebook().path()).unwrap();
        newer.connection.pragma_update(None, "user_version", 999).unwrap();
        assert!(desk.notebook().check().unwrap_err().what().contains("newer visitbook"));
        let capture = crate::review::capture::Capture { text: "x".into(), ..Default::default() };
        assert!(desk.capture(&capture, None, None).unwrap_err().what().contains("newer visitbook"));
    }
}
