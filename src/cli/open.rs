//! `visitbook open`: a pack that was received.

use super::ask;
use super::out::Out;
use super::place::Place;
use crate::export::text;
use crate::files;
use crate::tasks::release::{OpenedPack, extract, open_pack};
use crate::trouble::{Result, Trouble, count};
use crate::vault::pack::Keys;
use crate::vault::{OpenKeys, identity, keys, scan};
use clap::Args;
use std::path::{Path, PathBuf};

/// The largest encrypted file that is looked at.
const MAX_FILE: u64 = 100 * 1024 * 1024;

/// The largest key file that is looked at.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// Opens a pack that you were sent, and shows the report.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook open for-head.zip.age
  visitbook open for-head.zip.age --extract for-head")]
pub struct Open {
    /// The pack
    #[arg(value_name = "FILE.age")]
    file: PathBuf,
    /// The secret key it was made for, if that is not your visitbook key
    #[arg(short, long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Unpack it into this new folder instead of showing it
    #[arg(long, value_name = "DIR")]
    extract: Option<PathBuf>,
}

/// Opens the pack; shows it, or unpacks it.
///
/// # Errors
/// When the passphrase or key does not fit, or the file is damaged or no pack.
pub fn run(open: &Open, place: &Place, out: &mut Out) -> Result<()> {
    let bytes = files::read(&open.file, MAX_FILE)?;
    let pack = if scan::outline(&bytes)?.passphrase {
        if open.identity.is_some() {
            out.say("This file is locked with a passphrase; the key you named is not needed.");
        }
        ask::until_it_fits("Passphrase of the file", out, |p| open_pack(&bytes, Keys::Passphrase(p)))?
    } else {
        let keys = match &open.identity {
            Some(file) => named_key(file)?,
            None => ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p))?,
        };
        open_pack(&bytes, Keys::Identities(&keys)).map_err(Trouble::from)?
    };
    match &open.extract {
        Some(folder) => unpack(&pack, folder, out),
        None => {
            out.data(&text::release(&pack.release, out.width()))?;
            out.say("This is confidential: clear the screen, and its scrollback, when you have read it.");
            Ok(())
        }
    }
}

fn unpack(pack: &OpenedPack, folder: &Path, out: &mut Out) -> Result<()> {
    extract(pack, folder)?;
    let shown = files::shown(folder);
    out.say(&format!(
        "{} in {shown}, no longer encrypted. Begin with report.html; delete the folder when you are done.",
        { count(pack.files.len(), "file", "files") }
    ));
    for file in &pack.files {
        out.data(&file.name)?;
    }
    Ok(())
}

/// A secret key in a file of its own.
pub(super) fn named_key(file: &Path) -> Result<OpenKeys> {
    let bytes = files::read(file, MAX_KEY_FILE)?;
    let ask = || ask::passphrase("Passphrase of that key");
    keys::read_file(&bytes, ask).map_err(Trouble::from)
}
