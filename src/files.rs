//! Safe files: every write outside the notebook goes through here.
//!
//! Whole or absent, never half; private (0600) from the instant it exists; never through a
//! symbolic link that somebody else laid; and never read without a limit.

pub mod held;

use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The file by which a folder that `visitbook server` prepared is known.
pub const SERVER_MARK: &str = ".visitbook-server";

/// Whether `folder` was prepared for the accounts of one group: new files in it get the folder's group
/// (setgid), the group may write, and our mark lies in it. The umask has no part in it.
pub fn shared_by_group(folder: &Path) -> bool {
    let marked = fs::symlink_metadata(folder.join(SERVER_MARK)).is_ok_and(|m| m.is_file());
    marked && fs::metadata(folder).is_ok_and(|m| m.is_dir() && m.mode() & 0o2020 == 0o2020)
}

/// The mode for a notebook, or a copy of one, at `path`: private, but in a folder shared by a group the group's too.
pub fn notebook_mode(path: &Path) -> u32 {
    if shared_by_group(folder_of(path)) { 0o660 } else { 0o600 }
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path as it may be shown to a person.
pub fn shown(path: &Path) -> String {
    clean_line(&path.to_string_lossy())
}

/// Trouble with a file, told by what the operating system said.
pub fn trouble(doing: &str, path: &Path, error: &io::Error) -> Trouble {
    let advice = match error.kind() {
        io::ErrorKind::NotFound => "Check the name and the folder.",
        io::ErrorKind::PermissionDenied => {
            "You may not do this here; choose another folder or ask who keeps the computer."
        }
        io::ErrorKind::AlreadyExists => "Choose another name, or move the old one away first; nothing was overwritten.",
        io::ErrorKind::StorageFull => "The disk is full: free some space and try again. Nothing was lost.",
        io::ErrorKind::ReadOnlyFilesystem => "The disk cannot be written to; choose another folder.",
        _ => "Try again; if it stays so, choose another folder.",
    };
    Trouble::new(format!("Could not {doing} {}.", shown(path)), advice).because(error)
}

/// The first bytes of a file, at most so many: enough to tell what it is.
///
/// # Errors
/// When it cannot be read.
pub fn beginning(path: &Path, bytes: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|e| trouble("read", path, &e))?;
    let mut head = Vec::new();
    file.take(bytes).read_to_end(&mut head).map_err(|e| trouble("read", path, &e))?;
    Ok(head)
}

/// Reads a whole file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|e| trouble("read", path, &e))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| trouble("read", path, &e))?;
    if bytes.len() as u64 > limit {
        return Err(Trouble::new(
            format!("{} is too large to be what it should be.", shown(path)),
            format!("The limit is {} kB. Check that it is the right file.", limit / 1024),
        ));
    }
    Ok(bytes)
}

/// Reads a whole text file (UTF-8, a leading mark is dropped) of at most `limit` bytes.
pub fn read_text(path: &Path, limit: u64) -> Result<String> {
    let text = String::from_utf8(read(path, limit)?).map_err(|e| {
        Trouble::new(format!("{} is not a text file.", shown(path)), "Save it as UTF-8 text and try again.")
            .because(e.utf8_error())
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Writes a private file so that it is there whole or not at all, replacing an older one.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = partial_name(path)?;
    let result = write_new(&partial, bytes, 0o600).and_then(|()| {
        fs::rename(&partial, path).map_err(|e| trouble("write", path, &e))?;
        sync_folder(path)
    });
    if result.is_err() {
        let _ = fs::remove_file(&partial);
    }
    result
}

/// As [`replace_private`], but leaves a file alone that says just this already.
pub fn replace_if_other(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) { Ok(()) } else { replace_private(path, bytes) }
}

/// Writes a private file that must not be there yet.
pub fn create_private(path: &Path, bytes: &[u8]) -> Result<()> {
    create_with_mode(path, bytes, 0o600)
}

/// Writes a file that must not be there yet, whole or not at all, with the given mode.
pub fn create_with_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let partial = partial_name(path)?;
    let result = write_new(&partial, bytes, mode).and_then(|()| {
        // A hard link fails when the name is taken, where a rename would overwrite.
        fs::hard_link(&partial, path).map_err(|e| trouble("write", path, &e))?;
        sync_folder(path)
    });
    let _ = fs::remove_file(&partial);
    result
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .map_err(|e| trouble("write", path, &e))?;
    // Exactly this mode, whatever the umask takes away.
    file.set_permissions(fs::Permissions::from_mode(mode)).map_err(|e| trouble("write", path, &e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| trouble("write", path, &e))
}

/// A name beside `path` that nobody can have guessed.
fn partial_name(path: &Path) -> Result<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", crate::ids::hex(&crate::ids::random::<6>()?)));
    Ok(path.with_file_name(name))
}

fn sync_folder(path: &Path) -> Result<()> {
    File::open(folder_of(path)).and_then(|f| f.sync_all()).map_err(|e| trouble("write", path, &e))
}

/// Makes sure that a folder exists; folders made on the way are private (0700).
pub fn ensure_private_folder(path: &Path) -> Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|e| trouble("make the folder", path, &e))
}

/// Makes sure that a folder of its own exists, with exactly this mode whatever the umask if it is made
/// now. A link in its place is refused.
pub fn ensure_folder(path: &Path, mode: u32) -> Result<()> {
    let told = |e| trouble("make the folder", path, &e);
    match fs::create_dir(path) {
        Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(told),
        Err(_) if fs::symlink_metadata(path).is_ok_and(|about| about.is_dir()) => Ok(()),
        Err(e) => Err(told(e)),
    }
}

/// Whether a file belongs to a group that writes in it, as on a shared server.
pub fn is_shared(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.mode() & 0o020 != 0)
}

/// Makes an empty file with exactly this mode whatever the umask; it must not be there yet.
pub fn reserve(path: &Path, mode: u32) -> Result<()> {
    let file =
        OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(|e| trouble("make", path, &e))?;
    file.set_permissions(fs::Permissions::from_mode(mode)).map_err(|e| trouble("make", path, &e))
}

/// Whether a file that should be private can be read by others; gives the command that mends it.
pub fn readable_by_others(path: &Path) -> Option<String> {
    let mode = fs::metadata(path).ok()?.mode();
    (mode & 0o077 != 0).then(|| format!("chmod 600 '{}'", shown(path)))
}

/// Adds a line to a private log, made if it is not there; never through a link. One that has grown to
/// `limit` bytes is set aside as `….old` first, so that a log cannot fill the disk.
pub fn append_private(path: &Path, line: &str, limit: u64) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|m| m.len() >= limit) {
        let mut old = path.as_os_str().to_owned();
        old.push(".old");
        fs::rename(path, PathBuf::from(old)).map_err(|e| trouble("set aside", path, &e))?;
    }
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
        .map_err(|e| trouble("write", path, &e))?;
    // One write a line: two sessions never mix theirs.
    file.write_all(format!("{line}\n").as_bytes()).map_err(|e| trouble("write", path, &e))
}

/// Removes a file; one that is not there is no trouble.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(trouble("remove", path, &e)),
        _ => sync_folder(path),
    }
}

/// Removes a folder with everything in it; links in it are removed, not followed. One that is not there is no trouble.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(trouble("remove", path, &e)),
        _ => sync_folder(path),
    }
}

/// Gives a file another name in the same folder.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| trouble("rename", from, &e))?;
    sync_folder(to)
}

/// Removes a file that means nothing any more; unlike [`remove`] it does not wait for the disk.
pub fn remove_quietly(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// When something in a folder was last made, renamed or removed; nothing if it is no folder.
pub fn changed_at(folder: &Path) -> Option<(i64, i64)> {
    let about = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    Some((about.mtime(), about.mtime_nsec()))
}

/// The files of a folder, by name; a folder that is not there has none.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(trouble("look into", folder, &e)),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_from_the_start_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        create_private(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        let refused = create_private(&path, b"two").unwrap_err();
        assert!(refused.advice().contains("nothing was overwritten"), "{refused}");
        assert_eq!(read(&path, 10).unwrap(), b"one");
        replace_private(&path, b"three").unwrap();
        assert_eq!(read(&path, 10).unwrap(), b"three");
        assert_eq!(list(dir.path()).unwrap(), vec![path], "no partial file is left behind");
    }

    #[test]
    fn a_link_in_the_way_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let victim = dir.path().join("victim");
        reserve(&victim, 0o600).unwrap();
        replace_private(&victim, b"untouched").unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&victim, &link).unwrap();
        assert!(create_private(&link, b"x").is_err());
        replace_private(&link, b"x").unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched");
    }

    #[test]
    fn removing_a_folder_does_not_follow_links_and_may_be_done_twice() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (dir.path().join("folder"), dir.path().join("elsewhere"));
        ensure_private_folder(&folder.join("inner")).unwrap();
        ensure_private_folder(&elsewhere).unwrap();
        create_private(&elsewhere.join("kept"), b"x").unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join("link")).unwrap();
        remove_folder(&folder).unwrap();
        remove_folder(&folder).unwrap();
        assert_eq!(list(dir.path()).unwrap(), vec![elsewhere.clone()]);
        assert_eq!(list(&elsewhere).unwrap(), vec![elsewhere.join("kept")]);
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big");
        create_private(&path, &[0; 2000]).unwrap();
        assert!(read(&path, 1999).is_err());
        assert!(read(&path, 2000).is_ok());
    }

    #[test]
    fn a_notebook_is_the_groups_only_where_the_folder_was_prepared_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let book = dir.path().join("maths.visitbook");
        let mode = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
        for (folder, marked, wanted) in [
            (0o2770, false, 0o600),
            (0o770, true, 0o600),
            (0o2750, true, 0o600),
            (0o700, true, 0o600),
            (0o2770, true, 0o660),
        ] {
            mode(folder);
            remove(&dir.path().join(SERVER_MARK)).unwrap();
            if marked {
                reserve(&dir.path().join(SERVER_MARK), 0o600).unwrap();
            }
            assert_eq!(notebook_mode(&book), wanted, "{folder:o} {marked}");
        }
    }

    #[test]
    fn a_log_grows_by_lines_follows_no_link_and_does_not_fill_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("refusals.log");
        for line in ["one", "two", "three"] {
            append_private(&log, line, 8).unwrap();
        }
        assert_eq!(fs::read_to_string(&log).unwrap(), "three\n");
        assert_eq!(fs::read_to_string(dir.path().join("refusals.log.old")).unwrap(), "one\ntwo\n");
        assert_eq!(fs::metadata(&log).unwrap().mode() & 0o777, 0o600);
        remove(&log).unwrap();
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &log).unwrap();
        assert!(append_private(&log, "four", 100).is_err());
        assert!(!dir.path().join("elsewhere").exists());
    }

    #[test]
    fn others_who_can_read_are_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        reserve(&path, 0o644).unwrap();
        assert!(readable_by_others(&path).unwrap().starts_with("chmod 600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(readable_by_others(&path), None);
    }
}
