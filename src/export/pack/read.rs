//! Reading a pack that came from outside: everything is counted, named and understood before it is used.
//!
//! A ZIP can claim to be small and unpack without end, can name files outside the folder it is unpacked
//! into, or hold links; none of these belong in a pack, so each is refused rather than mended.

use super::{RELEASE, VERSION, Versioned};
use crate::files;
use crate::review::release::Release;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// The most files a pack may hold; ours hold about ten.
const MOST_FILES: usize = 64;
/// The most bytes all files together may unpack to.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The longest name of a file inside.
const LONGEST_NAME: usize = 120;

/// A pack that was read whole and understood.
#[derive(Debug)]
pub struct OpenedPack {
    /// The release it was made from, cleaned.
    pub release: Release,
    /// All its files, in the order of the pack.
    pub files: Vec<PackFile>,
}

/// A file of a pack.
pub struct PackFile {
    /// Its name inside the pack: safe, relative, `/` between folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for PackFile {
    // It may hold what is for the head alone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PackFile({}, {} bytes)", clean_line(&self.name), self.bytes.len())
    }
}

/// Reads a pack (already decrypted).
///
/// # Errors
/// When it is no pack, is damaged or hostile, or was made by a newer visitbook.
pub fn read(bytes: &[u8]) -> Result<OpenedPack> {
    read_within(bytes, MOST_BYTES)
}

/// Reads a pack whose files together unpack to at most `room` bytes.
pub(super) fn read_within(bytes: &[u8], mut room: u64) -> Result<OpenedPack> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_FILES {
        return Err(hostile("It holds too many files."));
    }
    let mut files = Vec::with_capacity(archive.len());
    let mut names = BTreeSet::new();
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(damaged)?;
        let name = std::str::from_utf8(entry.name_raw()).map_err(damaged)?.to_owned();
        if entry.is_symlink() || entry.unix_mode().is_some_and(|mode| !is_plain(mode)) {
            return Err(hostile("It holds a link or something that is not a file."));
        }
        if !is_safe_name(name.strip_suffix('/').unwrap_or(&name)) {
            return Err(hostile("It holds a file with an unsafe name."));
        }
        if !names.insert(name.to_lowercase()) {
            return Err(hostile("It holds two files of the same name."));
        }
        if name.ends_with('/') {
            continue;
        }
        let mut unpacked = Vec::new();
        // What the ZIP claims about sizes is not believed: reading stops at the limit.
        entry.take(room + 1).read_to_end(&mut unpacked).map_err(damaged)?;
        room = room.checked_sub(unpacked.len() as u64).ok_or_else(|| hostile("It unpacks to far too much."))?;
        files.push(PackFile { name, bytes: unpacked });
    }
    let release = files.iter().find(|f| f.name == RELEASE).ok_or_else(not_a_pack)?;
    Ok(OpenedPack { release: parse(&release.bytes)?, files })
}

/// Whether a Unix mode says "regular file" or "folder", or says nothing about it.
fn is_plain(mode: u32) -> bool {
    matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000)
}

fn parse(json: &[u8]) -> Result<Release> {
    #[derive(Deserialize)]
    struct Version {
        visitbook_release: u32,
    }
    let version: Version = serde_json::from_slice(json).map_err(damaged)?;
    if version.visitbook_release > VERSION {
        return Err(Trouble::new(
            "This pack was made by a newer visitbook.",
            "Install the newest visitbook and open it again, or unpack it with any ZIP program and read report.html.",
        ));
    }
    let versioned: Versioned<Release> = serde_json::from_slice(json).map_err(damaged)?;
    let release = versioned.release.cleaned();
    release.check()?;
    Ok(release)
}

/// Whether a name inside a pack is relative, stays inside, can be printed, is not hidden and not deep.
pub(super) fn is_safe_name(name: &str) -> bool {
    let part = |p: &str| !p.is_empty() && !p.starts_with('.') && !p.ends_with(['.', ' ']) && !p.contains(['\\', ':']);
    name.len() <= LONGEST_NAME && clean_line(name) == name && name.split('/').count() <= 3 && name.split('/').all(part)
}

/// Writes every file of a pack into `folder`, which must be new or empty.
///
/// An empty folder leaves no room for what could be overwritten and for links that lead outside.
///
/// # Errors
/// When something is in the folder already, or it cannot be written.
pub fn extract(pack: &OpenedPack, folder: &Path) -> Result<()> {
    files::ensure_private_folder(folder)?;
    if !files::list(folder)?.is_empty() {
        return Err(Trouble::new(
            format!("{} is not empty.", files::shown(folder)),
            "Name a new folder; nothing was written.",
        ));
    }
    for file in &pack.files {
        if !is_safe_name(&file.name) {
            return Err(hostile("It holds a file with an unsafe name."));
        }
        let path = folder.join(&file.name);
        if let Some(parent) = path.parent() {
            files::ensure_private_folder(parent)?;
        }
        files::create_private(&path, &file.bytes)?;
    }
    Ok(())
}

fn not_a_pack() -> Trouble {
    Trouble::new("This is not a pack made by visitbook.", "Check that it is the file you were sent.")
}

fn damaged(cause: impl Display) -> Trouble {
    // The cause may quote the file.
    let cause = clean_line(&cause.to_string());
    Trouble::new("This pack is damaged or is not a pack.", "Ask whoever sent it to send it once more.").because(cause)
}

fn hostile(why: &str) -> Trouble {
    Trouble::new(
        format!("This pack is not safe to open. {why}"),
        "Nothing was unpacked. Ask the lead reviewer whether it really came from them.",
    )
}
