//! A small private JSON file that several processes of one person may change at once.
//!
//! Every change reads the file again, changes it and replaces it, under a lock on a file beside it
//! (never on the file itself, which is replaced); so two sessions never undo each other's change.

use crate::files;
use crate::trouble::{Result, Trouble};
use serde::{Serialize, de::DeserializeOwned};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest record that is read.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Reads a record; nothing if there is none yet. `if_lost` says what to do when it cannot be understood.
pub(super) fn read<T: DeserializeOwned>(path: &Path, if_lost: &str) -> Result<Option<T>> {
    if !path.try_exists().map_err(|e| files::trouble("read", path, &e))? {
        return Ok(None);
    }
    let bytes = Zeroizing::new(files::read(path, MAX_FILE)?);
    serde_json::from_slice(&bytes).map(Some).map_err(|e| {
        // The message of the JSON reader may repeat what it read, so only the place is told.
        Trouble::new(format!("{} is damaged.", files::shown(path)), if_lost).because(format!(
            "line {}, column {}",
            e.line(),
            e.column()
        ))
    })
}

/// Changes a record under its lock; `change` gets what is there now (or nothing) and gives what to write.
pub(super) fn change<T, R>(
    path: &Path,
    if_lost: &str,
    change: impl FnOnce(Option<T>) -> Result<(Option<T>, R)>,
) -> Result<R>
where
    T: DeserializeOwned + Serialize,
{
    if let Some(folder) = path.parent() {
        files::ensure_private_folder(folder)?;
    }
    let _lock = lock(path)?;
    let (new, answer) = change(read(path, if_lost)?)?;
    if let Some(new) = new {
        // Large enough for what is secret in it (a key in hexadecimal) never to be copied as it grows.
        let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
        serde_json::to_writer_pretty(&mut *bytes, &new)
            .map_err(|e| Trouble::new(format!("Could not write {}.", files::shown(path)), "Try again.").because(e))?;
        files::replace_private(path, &bytes)?;
    }
    Ok(answer)
}

/// Holds the record's lock until dropped.
fn lock(path: &Path) -> Result<File> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let beside: PathBuf = path.with_file_name(name);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&beside)
        .map_err(|e| files::trouble("lock", &beside, &e))?;
    file.lock().map_err(|e| files::trouble("lock", &beside, &e))?;
    Ok(file)
}
