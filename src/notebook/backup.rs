//! Backups of a notebook: where they lie, how one is made, and how what must go leaves them too.
//!
//! A backup lies beside its notebook, as `NAME.backup-DATE-TIME`: whoever clears up the one sees the
//! other. It is a notebook itself, so an erase or a late seal is simply told to it as well.

use super::change::Change;
use super::place::FileId;
use super::value::kind;
use super::{CAREFUL, Notebook, connect_existing, read_id, schema, sql_trouble};
use crate::clock::Moment;
use crate::files;
use crate::trouble::Result;
use chrono::DateTime;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, named_params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What stands between a notebook's name and the time of a backup.
const MARK: &str = ".backup-";

/// How many pages are copied at a time; between two, others may write.
const PAGES: i32 = 512;

/// The backups of a notebook, oldest first.
pub fn backups_of(notebook: &Path) -> Result<Vec<PathBuf>> {
    let folder = notebook.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beginning = notebook.file_name().unwrap_or_default().to_owned();
    beginning.push(MARK);
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let side_file = [&b"-wal"[..], b"-shm", b"-journal"].iter().any(|end| name.ends_with(end));
        name.starts_with(beginning.as_encoded_bytes()) && !side_file
    };
    Ok(files::list(folder)?.into_iter().filter(ours).collect())
}

impl Notebook {
    /// Makes a backup beside the notebook, private to its owner; gives its name. Records of concerns
    /// are left out of it: they lie in nothing but the notebook they were made in.
    ///
    /// # Errors
    /// When there is no room or the folder cannot be written to; nothing is left behind then.
    pub fn back_up(&self, now: Moment) -> Result<PathBuf> {
        let time = DateTime::from_timestamp_millis(now.0).unwrap_or_default().format("%Y%m%d-%H%M%S");
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!("{MARK}{time}"));
        let mut to = self.path.with_file_name(&name);
        for again in 2.. {
            if !to.exists() {
                break;
            }
            let mut other = name.clone();
            other.push(format!("-{again}"));
            to = self.path.with_file_name(other);
        }
        files::reserve(&to, files::notebook_mode(&to))?;
        let made = self.copy_to(&to);
        if made.is_err() {
            let _ = files::remove(&to);
        }
        made.map(|()| to)
    }

    fn copy_to(&self, to: &Path) -> Result<()> {
        let mut copy = Connection::open(to).map_err(sql_trouble)?;
        copy.execute_batch(CAREFUL).map_err(sql_trouble)?;
        let backup = Backup::new(&self.connection, &mut copy).map_err(sql_trouble)?;
        while backup.step(PAGES).map_err(sql_trouble)? != StepResult::Done {
            std::thread::sleep(Duration::from_millis(2));
        }
        drop(backup);
        // One file, without side files: it may be carried elsewhere by itself.
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(sql_trouble)?;
        let concern = named_params! {":concern": kind::CONCERN};
        copy.execute("DELETE FROM body WHERE change IN (SELECT local FROM change WHERE kind = :concern)", concern)
            .and_then(|_| copy.execute("DELETE FROM concern", []))
            .map(drop)
            .map_err(sql_trouble)
    }

    /// Tells erases and seals to every backup, so that what they remove leaves these too; gives those
    /// that could not be reached.
    pub(super) fn tell_backups(&self, changes: &[Change]) -> Vec<PathBuf> {
        let Ok(backups) = backups_of(&self.path) else { return Vec::new() };
        backups.into_iter().filter(|path| self.tell_backup(path, changes).is_err()).collect()
    }

    fn tell_backup(&self, path: &Path, changes: &[Change]) -> Result<()> {
        let mut connection = connect_existing(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        schema::migrate(&mut connection)?;
        let id = read_id(&connection)?;
        if id != self.id {
            // It only bears the name: nothing of this notebook is in it.
            return Ok(());
        }
        let mut backup = Self { connection, path: path.to_owned(), id, file: FileId::at(path) };
        backup.absorb(changes).map(drop)
    }

    /// Tells all erases and seals here to every backup again; gives those that could not be reached.
    /// For a backup that was out of reach when they were made.
    pub fn empty_backups(&self) -> Result<Vec<PathBuf>> {
        if backups_of(&self.path)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut changes = self.changes()?;
        changes.retain(|c| removes(c.header.kind));
        Ok(self.tell_backups(&changes))
    }
}

/// Whether a change of this kind may remove words that were written before.
pub(super) fn removes(kind: u16) -> bool {
    matches!(kind, kind::ERASE | kind::NOTE_SEALED | kind::POINT_SEALED)
}
