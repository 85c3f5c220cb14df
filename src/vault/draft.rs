//! The half-typed line, sealed in home within a second of typing.
use super::identity::OpenKeys;
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId};
use crate::secret::Secret;
use crate::trouble::Result;
use std::path::{Path, PathBuf};

/// A half-typed line.
#[derive(Debug)]
pub struct Draft {
    /// The activity it would be filed under.
    pub activity: Option<ActivityId>,
    /// The note it changes, if it is not a new one.
    pub note: Option<NoteId>,
    /// What was typed.
    pub text: Secret,
    /// It was typed in the editor of several lines.
    pub many_lines: bool,
    /// When it was last typed at.
    pub at: Moment,
}

/// A draft of an earlier session that waits to be recovered or discarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its file.
    pub path: PathBuf,
    /// When it was set aside.
    pub set_aside: Moment,
}

/// Where drafts are kept; there is one only for who has a key.
#[derive(Debug, Clone)]
pub struct DraftStore {
    folder: PathBuf,
    recipients: Vec<String>,
}

impl DraftStore {
    /// A store in `folder` ([`crate::home::Home::notebook_file`]) sealed to my own key.
    pub fn new(folder: PathBuf, recipients: Vec<String>) -> Result<Self> {
        Ok(Self { folder, recipients })
    }

    /// Seals the draft and puts it in the place of the one before; an empty one clears it.
    pub fn save(&self, draft: &Draft) -> Result<()> {
        let _ = (draft, &self.recipients);
        Err(super::unbuilt())
    }

    /// Forgets the draft: its line was saved or emptied.
    pub fn clear(&self) -> Result<()> {
        Err(super::unbuilt())
    }

    /// At opening: sets a draft of an earlier session aside, so that typing can begin at once.
    pub fn set_aside(&self, now: Moment) -> Result<Option<Waiting>> {
        let _ = (now, &self.folder);
        Err(super::unbuilt())
    }

    /// The drafts set aside, oldest first.
    pub fn waiting(&self) -> Result<Vec<Waiting>> {
        Err(super::unbuilt())
    }

    /// Opens every draft set aside; one that cannot be opened is told, and stays.
    pub fn recover(&self, keys: &OpenKeys) -> Result<Vec<(Waiting, Result<Draft>)>> {
        let _ = keys;
        Err(super::unbuilt())
    }

    /// Removes a draft set aside, after it was taken over or declined.
    pub fn discard(&self, path: &Path) -> Result<()> {
        let _ = path;
        Err(super::unbuilt())
    }
}
