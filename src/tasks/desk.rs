//! One person's place at one notebook: who I am, with which keys, by which clock.

use crate::clock::Clock;
use crate::files;
use crate::home::Home;
use crate::ids::{ChangeId, PersonId, WriterId};
use crate::notebook::{NewChange, Notebook, Pen, Written};
use crate::review::people::Person;
use crate::review::visit::Review;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::identity::{self, MyKey};
use crate::vault::writer::WriterKey;
use crate::vault::{DraftStore, KnownErases, Pins};
use std::path::{Path, PathBuf};

/// A person at a notebook.
pub struct Desk {
    pub(super) home: Home,
    pub(super) notebook: Notebook,
    pub(super) me: PersonId,
    pub(super) clock: Clock,
    pub(super) review: Review,
    pub(super) pins: Pins,
    pub(super) erases: KnownErases,
    pub(super) purged_again: usize,
    writer: WriterKey,
    folder: PathBuf,
    /// The last change written that home does not remember yet.
    unremembered: Option<ChangeId>,
}

impl Desk {
    /// Sits down at a notebook.
    ///
    /// `as_` is the reviewer's key or name. Without it, the account, what home remembers of this
    /// notebook, or the only person who captures decides.
    ///
    /// # Errors
    /// When the notebook cannot be opened, or it is not clear who I am.
    pub fn open(home: &Home, path: &Path, as_: Option<&str>, clock: Clock) -> Result<Self> {
        Self::at(home, Notebook::open(path)?, as_, clock)
    }

    /// Sits down at a notebook that is open already.
    pub fn at(home: &Home, mut notebook: Notebook, as_: Option<&str>, clock: Clock) -> Result<Self> {
        let review = notebook.review()?;
        let memory = home.notebook(notebook.id());
        files::ensure_private_folder(&memory)?;
        let me = who(&review, as_, &memory)?;
        let key = review.person(me).map(|p| p.key.clone()).unwrap_or_default();
        files::replace_if_other(&memory.join("me"), key.as_bytes())?;
        // One writer for each person too, so that two people who share an account never share a chain.
        let folder = home.notebook_file(notebook.id(), notebook.path())?.join(&key);
        let mut writer = WriterKey::load_or_create(&folder)?;
        if writer.remembered().is_some_and(|r| notebook.last_seq(writer.id()).is_ok_and(|seq| seq < r.seq)) {
            // The file is older than what was written here: an honest user must not fork their own chain.
            writer.replace()?;
        }
        let pins = Pins::load(&memory)?;
        // After the look at the writer: an erase of mine brings the file's numbers up to date again.
        let (purged_again, erases) = super::purge::apply_again(home, &mut notebook)?;
        let review = if purged_again > 0 { notebook.review()? } else { review };
        let home = home.clone();
        Ok(Self { home, notebook, me, clock, review, pins, erases, purged_again, writer, folder, unremembered: None })
    }

    /// Who I am.
    pub fn me(&self) -> PersonId {
        self.me
    }

    /// Who I am, with name and role.
    ///
    /// # Errors
    /// When the plan no longer knows me.
    pub fn myself(&self) -> Result<&Person> {
        self.review.person(self.me).ok_or_else(|| Trouble::new("This notebook no longer knows you.", "Ask the lead."))
    }

    /// My home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The notebook, for reading.
    pub fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// What the plan says and how the day stands, as of the last [`Self::refresh`].
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Sets another clock, by which everything from now on is written.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Reads the plan and the day anew, after others have written.
    pub fn refresh(&mut self) -> Result<()> {
        self.review = self.notebook.review()?;
        // A colleague may have purged: remembered from here on, whatever becomes of the file.
        self.remember_erases()
    }

    /// My writers of this notebook file: the one I write with, and those before it.
    pub fn writers(&self) -> Vec<WriterId> {
        self.writer.former().iter().copied().chain([self.writer.id()]).collect()
    }

    /// The public side of my key, if I have one.
    pub fn my_key(&self) -> Result<Option<MyKey>> {
        identity::public(&self.home)
    }

    /// Where half-typed lines are kept, sealed to me; none without a key, never a plain one.
    pub fn drafts(&self) -> Result<Option<DraftStore>> {
        self.my_key()?.map(|key| DraftStore::new(self.folder.clone(), key.recipients)).transpose()
    }

    /// Writes changes. When it returns, they are on the disk.
    pub(super) fn write(&mut self, changes: &[NewChange]) -> Result<Written> {
        // Another session of mine on the same file may have drawn a new key.
        self.writer.refresh()?;
        let pen = Pen { author: self.me, key: &self.writer, clock: self.clock, zone: self.review.visit.zone };
        let written = self.notebook.write(&pen, changes)?;
        self.unremembered = written.changes.last().copied().or(self.unremembered);
        Ok(written)
    }

    /// Undoes changes of mine by new ones.
    ///
    /// # Errors
    /// When something was changed again since, or a seal would have to be opened.
    pub fn undo(&mut self, changes: &[ChangeId]) -> Result<Written> {
        let pen = Pen { author: self.me, key: &self.writer, clock: self.clock, zone: self.review.visit.zone };
        let written = self.notebook.undo(&pen, changes)?;
        self.unremembered = written.changes.last().copied().or(self.unremembered);
        self.refresh()?;
        Ok(written)
    }

    /// Remembers in home how far I have written. Called after the answer was given, so that nobody
    /// waits for it; also when the desk is left.
    pub fn remember(&mut self) -> Result<()> {
        if let Some(head) = self.unremembered.take() {
            self.writer.remember(self.notebook.last_seq(self.writer.id())?, head)?;
        }
        Ok(())
    }

    /// Lets the notebook forget what it remembers of words beyond what lies in its file.
    pub fn forget_words(&mut self) -> Result<()> {
        self.notebook.reopen()
    }

    /// Tries again to remove emptied text from the side file; true once it is gone.
    pub fn clear_residue(&mut self) -> Result<bool> {
        self.notebook.clear_residue()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Best effort: what is not remembered only makes an older copy look newer than it is.
        let _ = self.remember();
    }
}

/// Finds out who I am.
fn who(review: &Review, as_: Option<&str>, memory: &Path) -> Result<PersonId> {
    let account = account();
    let by_account = account.as_ref().and_then(|a| review.people.iter().find(|p| p.accounts.contains(a)));
    if let Some(name) = as_ {
        let person = named(review, name)?;
        if let Some(other) = by_account.filter(|p| p.id != person.id) {
            return Err(Trouble::usage(
                format!("On this computer your account is {}.", other.name),
                "Leave --as away.",
            ));
        }
        return Ok(person.id);
    }
    if let Some(person) = by_account {
        return Ok(person.id);
    }
    let remembered = files::read_text(&memory.join("me"), 1024).ok();
    if let Some(person) = remembered.and_then(|key| review.people.iter().find(|p| p.key == key)) {
        return Ok(person.id);
    }
    let mut capturing = review.people.iter().filter(|p| p.role.captures() && !p.retired);
    match (capturing.next(), capturing.next()) {
        (Some(only), None) => Ok(only.id),
        _ => Err(Trouble::usage("Who are you in this review?", format!("Say so once: --as {}.", names(review)))),
    }
}

fn named<'a>(review: &'a Review, name: &str) -> Result<&'a Person> {
    let wanted = name.to_lowercase();
    review.people.iter().find(|p| p.key == wanted || p.name.to_lowercase() == wanted).ok_or_else(|| {
        Trouble::usage(
            format!("Nobody in this review is called “{}”.", clean_line(name)),
            format!("The plan names {}.", names(review)),
        )
    })
}

fn names(review: &Review) -> String {
    let keys: Vec<&str> = review.people.iter().filter(|p| p.role.captures()).map(|p| p.key.as_str()).collect();
    keys.join(", or ")
}

/// The name of the account that runs this program, if the system's list has it.
fn account() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let list = files::read_text(Path::new("/etc/passwd"), 4 << 20).ok()?;
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    })
}
