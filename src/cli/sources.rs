//! Releases out of files, for what is made across reviews: a notebook that I lead, a pack, a released notebook.

use super::ask;
use super::open::named_key;
use super::out::Out;
use super::place::Place;
use crate::clock::Clock;
use crate::files;
use crate::notebook::released;
use crate::review::release::{Audience, Release};
use crate::tasks::release::{OpenedPack, open_pack};
use crate::tasks::rollup::{Heads, of_notebook, of_pack, of_released};
use crate::trouble::{Result, Trouble};
use crate::vault::pack::Keys;
use crate::vault::{OpenKeys, identity, scan};
use clap::Args;
use std::path::{Path, PathBuf};

/// The largest pack that is looked at.
const MAX_FILE: u64 = 100 * 1024 * 1024;

/// What may be taken in, and with which key.
#[derive(Debug, Args)]
pub struct Taken {
    /// The head of every host school agreed that what was made for them enters this account
    #[arg(long)]
    pub heads_agreed: bool,
    /// The secret key that packs were made for, if that is not your visitbook key
    #[arg(short, long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

impl Taken {
    fn heads(&self) -> Heads {
        if self.heads_agreed { Heads::Agreed } else { Heads::NotAsked }
    }
}

/// Opens one file after the other; the passphrase of my key is asked for once.
pub struct Sources<'a> {
    place: &'a Place,
    identity: Option<&'a Path>,
    /// My keys, once a pack asked for them.
    keys: Option<OpenKeys>,
}

impl<'a> Sources<'a> {
    /// Nothing is opened yet; `identity` is the file of another key than my own.
    pub fn new(place: &'a Place, identity: Option<&'a Path>) -> Self {
        Self { place, identity, keys: None }
    }

    /// What `readers` may learn from a file.
    ///
    /// # Errors
    /// When it cannot be opened, I am not its lead, or it was made for others whose head was not asked.
    pub fn release(&mut self, path: &Path, taken: &Taken, readers: Audience, out: &mut Out) -> Result<Release> {
        if is_pack(path) {
            return of_pack(self.pack(path, out)?.release, taken.heads(), readers);
        }
        if released::calls_itself_released(path)? {
            let bytes = files::read(path, released::MAX_BYTES as u64)?;
            return of_released(&bytes, Clock::machine().now(), taken.heads(), readers);
        }
        of_notebook(&self.place.desk(path)?, readers)
    }

    /// A pack, opened in memory.
    ///
    /// # Errors
    /// When the passphrase or key does not fit, or the file is damaged or no pack.
    pub fn pack(&mut self, path: &Path, out: &mut Out) -> Result<OpenedPack> {
        let bytes = files::read(path, MAX_FILE)?;
        if scan::outline(&bytes)?.passphrase {
            let asked = format!("Passphrase of {}", files::shown(path));
            return ask::until_it_fits(&asked, out, |p| open_pack(&bytes, Keys::Passphrase(p)));
        }
        if self.keys.is_none() {
            self.keys = Some(match self.identity {
                Some(file) => named_key(file)?,
                None => ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&self.place.home, p))?,
            });
        }
        let keys = self.keys.as_ref().ok_or_else(|| Trouble::new("No key is open.", "Name one with --identity."))?;
        open_pack(&bytes, Keys::Identities(keys)).map_err(Trouble::from)
    }
}

/// Whether a file is a pack, by its name.
pub fn is_pack(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("age"))
}
