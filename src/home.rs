//! `VISITBOOK_HOME`: one person's own folder on one computer, private to them.
//!
//! What lies here never goes into a notebook, a bundle or a backup: my key, the writer keys of the
//! notebooks I write in, half-typed drafts, the keys of others that I have pinned, and settings.
//!
//! ```text
//! settings.toml            my settings
//! keymap.toml              single keys of mine over the chosen keymap
//! timetable-words.toml     what my schools call things, beyond src/plan/import/words.toml
//! wording.toml             rules of mine for the wording help, and those I silenced
//! themes.toml              themes of mine, by which reviews are laid side by side
//! identity/my-key.age      my key: a standard passphrase-protected age identity file
//! identity/my-key.pub      its public recipients, one a line: sealing needs no passphrase
//! notebooks/<id>/pins.json       persons' keys and writers first seen in this notebook
//! notebooks/<id>/purges.json     the erases and purges of this notebook that were heard of here
//! notebooks/<id>/sync.json       servers this notebook was joined with, and when last
//! notebooks/<id>/<file>/         one folder per notebook *file*: writer.json, draft-*.age, waiting-*.age
//! ```

use crate::files;
use crate::ids::{NotebookId, hex};
use crate::trouble::{Result, Trouble};
use etcetera::BaseStrategy as _;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The folder and the names inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Finds the home: `VISITBOOK_HOME`, else the system's folder for a program's data. Nothing is made yet.
    ///
    /// # Errors
    /// When this account has no home folder at all.
    pub fn find() -> Result<Self> {
        if let Some(root) = std::env::var_os("VISITBOOK_HOME").filter(|v| !v.is_empty()) {
            return Ok(Self::at(PathBuf::from(root)));
        }
        let base = etcetera::choose_base_strategy().map_err(|e| {
            Trouble::new(
                "This account has no home folder.",
                "Set VISITBOOK_HOME to a folder that only you can read, and try again.",
            )
            .because(e)
        })?;
        Ok(Self::at(base.data_dir().join("visitbook")))
    }

    /// The home at a given folder.
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// My settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join("settings.toml")
    }

    /// Single keys of mine over the chosen keymap.
    pub fn keymap(&self) -> PathBuf {
        self.root.join("keymap.toml")
    }

    /// What my schools call things, for reading timetables.
    pub fn timetable_words(&self) -> PathBuf {
        self.root.join("timetable-words.toml")
    }

    /// Rules of mine over the wording help's own, and those I silenced.
    pub fn wording(&self) -> PathBuf {
        self.root.join("wording.toml")
    }

    /// Themes of mine over the account's own.
    pub fn themes(&self) -> PathBuf {
        self.root.join("themes.toml")
    }

    /// The folder of my key.
    pub fn identity(&self) -> PathBuf {
        self.root.join("identity")
    }

    /// The folder for everything remembered about one notebook id.
    pub fn notebook(&self, id: NotebookId) -> PathBuf {
        self.root.join("notebooks").join(id.to_string())
    }

    /// The folder for one notebook *file*: a copy elsewhere is another writer, so that no one ever
    /// writes two different changes under one number.
    ///
    /// # Errors
    /// When the file's folder cannot be found.
    pub fn notebook_file(&self, id: NotebookId, file: &Path) -> Result<PathBuf> {
        let whole = file.canonicalize().map_err(|e| files::trouble("find", file, &e))?;
        let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
        Ok(self.notebook(id).join(hex(&digest[..8])))
    }
}
