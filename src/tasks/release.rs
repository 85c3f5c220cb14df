//! The release: the one way by which anything leaves the team, and only the lead goes it.
//!
//! [`Desk::compose_release`] gathers what there is and lets the rule of [`crate::review::release`]
//! decide; what it holds back is told before anything leaves. A plain report never holds what was
//! sealed. The pack for the host may hold what is marked for the head alone, and is written to the
//! disk in no other form than encrypted.

use super::Desk;
use crate::export::{beside, pack};
use crate::files;
use crate::notebook::{Filter, Order, released};
use crate::review::evidence::{Note, Readers, Unlocked};
use crate::review::people::Act;
use crate::review::release::{Audience, Composed, HeldBack, Options, Release};
use crate::secret::{Secret, SecretBytes};
use crate::trouble::{Result, Trouble};
use crate::vault::pack::{Keys, decrypt, encrypt_to, encrypt_with_passphrase};
use crate::vault::{OpenKeys, UnlockError};
use std::path::{Path, PathBuf};

pub use crate::export::Appendix;
pub use crate::export::pack::{OpenedPack, PackFile, extract};

/// The released notebook, inside the pack.
pub const RELEASED: &str = "data/released.visitbook";

/// The largest pack that is opened, in bytes of its content.
const MAX_PACK: u64 = 64 * 1024 * 1024;

/// What the pack is locked with.
#[derive(Debug, Clone, Copy)]
pub enum Lock<'a> {
    /// A passphrase, to be said aloud.
    Passphrase(&'a Secret),
    /// The public keys of those who shall open it.
    Recipients(&'a [String]),
}

/// A pack that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// What stayed, to be told to the lead.
    pub held_back: Vec<HeldBack>,
    /// Notes in the pack, those for the head alone included.
    pub notes: usize,
    /// Points in the pack.
    pub points: usize,
    /// The size of the encrypted file.
    pub bytes: usize,
    /// What lies beside it and tells how to open it; nothing beside a pack that is no file.
    pub beside: Vec<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// A Word document, to edit while the report is being agreed.
    Word,
    /// A PDF, to file as it was agreed.
    #[cfg(feature = "pdf")]
    Pdf,
    /// Markdown: plain text, to copy from.
    Markdown,
    /// One HTML file, to read and to print.
    Html,
}

impl ReportFormat {
    /// How the name of its file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Word => "docx",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

impl Desk {
    /// Decides what may leave, and what stays and why; nothing leaves by this.
    ///
    /// With `keys`, notes marked for the head alone are opened; they go into a release for
    /// [`Audience::HostHead`] and into no other.
    ///
    /// # Errors
    /// When I am not the lead, or the notebook cannot be read.
    pub fn compose_release(&self, options: &Options, keys: Option<&OpenKeys>) -> Result<Composed> {
        self.must(Act::Release)?;
        let review = self.notebook.review()?;
        let notes = self.notebook.notes(&Filter::default(), Order::Oldest, 0, u32::MAX as usize)?;
        let unlocked = match keys {
            Some(keys) if options.audience == Audience::HostHead => self.unlocked_for_head(&notes, keys),
            _ => Vec::new(),
        };
        let (points, actions) = (self.notebook.points()?, self.notebook.actions()?);
        Ok(Release::compose(&review, &notes, &unlocked, &points, &actions, options))
    }

    /// Writes the encrypted pack for the host to `out`, as [`write_pack`] does.
    ///
    /// # Errors
    /// When I am not the lead, or as [`write_pack`].
    pub fn export(&self, options: &Options, lock: Lock<'_>, keys: Option<&OpenKeys>, out: &Path) -> Result<Exported> {
        write_pack(self.compose_release(options, keys)?, lock, out, &mut |_| true)?.ok_or_else(given_up)
    }

    /// The encrypted pack for the host, as [`Self::export`] writes it.
    ///
    /// # Errors
    /// When I am not the lead, or a recipient cannot be understood.
    pub fn pack(&self, options: &Options, lock: Lock<'_>, keys: Option<&OpenKeys>) -> Result<(Vec<u8>, Exported)> {
        make_pack(self.compose_release(options, keys)?, lock, &mut |_| true)?.ok_or_else(given_up)
    }

    /// The report as a plain document: nothing in it was ever sealed.
    ///
    /// # Errors
    /// As [`Self::compose_release`].
    pub fn report(&self, format: ReportFormat, appendix: Appendix, options: &Options) -> Result<Vec<u8>> {
        let options = Options { plain: true, ..options.clone() };
        super::reports::document(&self.compose_release(&options, None)?.release, format, appendix)
    }

    /// The insides of the notes for the head alone that these keys open. What does not open, or says
    /// inside that somebody else wrote it, stays: the rule counts it among what is held back.
    fn unlocked_for_head(&self, notes: &[Note], keys: &OpenKeys) -> Vec<Unlocked> {
        let marked = notes.iter().filter(|n| n.sealed().is_some_and(|s| s.readers == Readers::Head));
        marked.filter_map(|n| self.open_sealed(n.id, keys).ok()).collect()
    }
}

/// A step of the making of a pack, each the longer the more notes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The documents are made.
    Documents,
    /// All is encrypted.
    Locking,
    /// It is written to the disk; from here on it cannot be given up.
    Writing,
}

impl Step {
    /// What is going on, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Documents => "Putting the documents together",
            Self::Locking => "Encrypting the pack",
            Self::Writing => "Writing the pack",
        }
    }
}

/// Writes the encrypted pack of a release to `out`, whole or not at all, and never over another file.
/// With a passphrase this takes about a third of a second more, and what tells how to open the pack is
/// laid beside it: whoever has a key of their own knows how. `go_on` is told each step before it begins;
/// where it says no, nothing is written and nothing given.
///
/// # Errors
/// When a recipient cannot be understood, or `out` or another file in the place of one beside it is there
/// already or cannot be written.
pub fn write_pack(
    composed: Composed,
    lock: Lock<'_>,
    out: &Path,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Option<Exported>> {
    let Some((locked, mut exported)) = make_pack(composed, lock, go_on)?.filter(|_| go_on(Step::Writing)) else {
        return Ok(None);
    };
    // The pack comes last: once it is there, its passphrase is shown.
    if matches!(lock, Lock::Passphrase(_)) {
        exported.beside = lay_beside(out)?;
    }
    files::create_private(out, &locked)?;
    Ok(Some(exported))
}

fn make_pack(
    composed: Composed,
    lock: Lock<'_>,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Option<(Vec<u8>, Exported)>> {
    let Composed { release, held_back, .. } = composed;
    if !go_on(Step::Documents) {
        return Ok(None);
    }
    let plain = SecretBytes::new(pack::write(&release, &[(RELEASED.to_owned(), released::write(&release)?)])?);
    if !go_on(Step::Locking) {
        return Ok(None);
    }
    let mut locked = Vec::new();
    match lock {
        Lock::Passphrase(passphrase) => encrypt_with_passphrase(passphrase, plain.expose(), &mut locked)?,
        Lock::Recipients(recipients) => encrypt_to(recipients, plain.expose(), &mut locked)?,
    }
    let (notes, points, bytes) = (release.notes.len(), release.points.len(), locked.len());
    Ok(Some((locked, Exported { held_back, notes, points, bytes, beside: Vec::new() })))
}

fn given_up() -> Trouble {
    Trouble::new("The pack was given up.", "Nothing was written.")
}

/// The name of a pack: one that ends in `.age` as it is, any other with `.zip.age` behind it, so that what
/// a head decrypts by hand is known for a ZIP.
pub fn pack_name(typed: &Path) -> PathBuf {
    let ends_in = |ending: &str| typed.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let more = match (ends_in("age"), ends_in("zip")) {
        (true, _) => "",
        (false, true) => ".age",
        (false, false) => ".zip.age",
    };
    let mut name = typed.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

/// Lays what tells how to open a pack into the folder of `pack`. What lies there and says just this stays.
fn lay_beside(pack: &Path) -> Result<Vec<PathBuf>> {
    let laid: Vec<(PathBuf, Vec<u8>)> =
        beside::files().into_iter().map(|(name, bytes)| (pack.with_file_name(name), bytes)).collect();
    let mut missing = Vec::new();
    for (path, bytes) in &laid {
        if !path.exists() {
            missing.push((path, bytes));
        } else if files::read(path, bytes.len() as u64).ok().as_ref() != Some(bytes) {
            return Err(Trouble::new(
                format!("{} is there already and says something else; nothing was written.", files::shown(path)),
                "Export into a folder of its own.",
            ));
        }
    }
    for (path, bytes) in missing {
        files::create_private(path, bytes)?;
    }
    Ok(laid.into_iter().map(|(path, _)| path).collect())
}

/// Opens a pack that was received, in memory.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if the passphrase does not fit; else in words: made for other keys, damaged,
/// no pack, hostile, or made by a newer visitbook.
pub fn open_pack(bytes: &[u8], keys: Keys<'_>) -> std::result::Result<OpenedPack, UnlockError> {
    let plain = decrypt(bytes, keys, MAX_PACK)?;
    Ok(pack::read(plain.expose())?)
}

#[cfg(test)]
mod tests;
