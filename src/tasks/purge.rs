//! Purge: emptying a notebook for good, by the lead, when the time agreed for keeping it has passed.
//!
//! What is emptied, what stays and what is out of reach is told before the yes, in the same words on
//! the screen and on the command line.

use super::Desk;
use crate::files;
use crate::home::Home;
use crate::ids::{ChangeId, Subject};
use crate::notebook::backup::backups_of;
use crate::notebook::erase::Held;
use crate::notebook::value::{Covered, Erase, EraseClass};
use crate::notebook::{Body, Change, NewChange, Notebook, Written};
use crate::review::people::Act;
use crate::review::visit::Review;
use crate::text::clean_line;
use crate::trouble::{Result, count};
use crate::vault::{KnownErase, KnownErases};
use chrono::NaiveDate;
use std::path::PathBuf;

/// What a purge empties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purge {
    /// The words of every sealed note.
    Sealed,
    /// The records that concerns were passed on.
    Concerns,
    /// Every note, point and record, and how the day ran.
    Everything,
}

impl Purge {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Concerns, Self::Sealed, Self::Everything];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Concerns => "concerns",
            Self::Everything => "everything",
        }
    }

    /// What it empties, in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sealed => "the words of every sealed note",
            Self::Concerns => "the records that concerns were passed on",
            Self::Everything => "every note, feedback point, action and record, and how the day ran",
        }
    }

    fn class(self) -> EraseClass {
        match self {
            Self::Sealed => EraseClass::Sealed,
            Self::Concerns => EraseClass::Concern,
            Self::Everything => EraseClass::Everything,
        }
    }

    /// Of what lies here, what it empties.
    fn of(self, held: Held) -> Held {
        match self {
            Self::Sealed => Held { sealed: held.sealed, sealed_points: held.sealed_points, ..Held::default() },
            Self::Concerns => Held { concerns: held.concerns, ..Held::default() },
            Self::Everything => held,
        }
    }

    /// Half-typed lines lie sealed outside the notebook; they go with the sealed notes.
    pub fn takes_drafts(self) -> bool {
        self != Self::Concerns
    }

    fn stays(self) -> &'static str {
        match self {
            Self::Sealed => {
                "that there was a note, who wrote it, when and in which activity; open notes, points, plan and people"
            }
            Self::Concerns => "that there was a record, whose and when; every note and point, plan and people",
            Self::Everything => "that there was a note or point, who wrote it and when; the plan and the people",
        }
    }
}

/// What is told before a purge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What is to be emptied.
    pub purge: Purge,
    /// The name of each person from whom something goes, and how much.
    pub goes: Vec<(String, Held)>,
    /// Half-typed lines in this home that go too.
    pub drafts: usize,
    /// Backups beside the notebook that are emptied too.
    pub backups: usize,
}

impl Card {
    /// The card in plain words, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Purge empties for good: {}.", self.purge.label())];
        for (name, held) in &self.goes {
            lines.push(format!("  {name}: {}", amounts(*held)));
        }
        if self.goes.is_empty() {
            lines.push("  nothing of that lies here now; what arrives late is emptied too".to_owned());
        }
        if self.drafts > 0 {
            lines.push(format!(
                "  and {} in your own folder",
                count(self.drafts, "half-typed line", "half-typed lines")
            ));
        }
        if self.backups > 0 {
            lines.push(format!("  also from {} beside the notebook", count(self.backups, "backup", "backups")));
        }
        lines.push(format!("What stays: {}.", self.purge.stays()));
        lines.push(
            "Out of reach: colleagues' notebooks until they are joined, and half-typed lines of theirs; copies and backups elsewhere; the head's pack; reports that were saved or printed. Ask each holder."
                .to_owned(),
        );
        lines.push("If somebody has asked for what is held about them, purge nothing of that yet.".to_owned());
        lines
    }
}

fn amounts(held: Held) -> String {
    let parts = [
        (held.open, "open note", "open notes"),
        (held.sealed, "sealed note", "sealed notes"),
        (held.points, "point", "points"),
        (held.sealed_points, "sealed point", "sealed points"),
        (held.actions, "action", "actions"),
        (held.concerns, "record of a concern", "records of concerns"),
    ];
    let told: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, one, many)| count(*n, one, many)).collect();
    told.join(", ")
}

impl Desk {
    /// What a purge would empty, and what not.
    ///
    /// # Errors
    /// When I am not the lead.
    pub fn purge_card(&self, purge: Purge) -> Result<Card> {
        self.must(Act::Purge)?;
        let held = self.notebook.held()?;
        let goes = held.into_iter().map(|(person, held)| (clean_line(self.review.name(person)), purge.of(held)));
        let mut goes: Vec<_> = goes.filter(|(_, held)| *held != Held::default()).collect();
        goes.sort();
        let drafts = if purge.takes_drafts() { self.drafts_here()?.len() } else { 0 };
        Ok(Card { purge, goes, drafts, backups: backups_of(self.notebook.path())?.len() })
    }

    /// Empties it for good: here, in this notebook's backups, and wherever the change arrives.
    ///
    /// # Errors
    /// When I am not the lead, or the notebook cannot be written to; then nothing was emptied.
    pub fn purge(&mut self, purge: Purge) -> Result<Written> {
        self.must(Act::Purge)?;
        let covers = self.notebook.writers()?.into_iter().map(|(writer, seq)| Covered { writer, seq }).collect();
        let subject = Subject(self.notebook.id().0);
        let written = self.write(&[NewChange::new(subject, Erase { class: purge.class(), covers })])?;
        self.refresh()?;
        if purge.takes_drafts() {
            for draft in self.drafts_here()? {
                files::remove(&draft)?;
            }
        }
        Ok(written)
    }

    /// Half-typed lines of this notebook in this home, of whatever person and copy of the file.
    fn drafts_here(&self) -> Result<Vec<PathBuf>> {
        let mut drafts = Vec::new();
        for copy in files::list(&self.home.notebook(self.notebook.id()))? {
            for person in subfolders(&copy)? {
                drafts.extend(files::list(&person)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "age")));
            }
        }
        Ok(drafts)
    }

    /// Remembers in home the erases and purges of this notebook that it does not know yet.
    pub(super) fn remember_erases(&mut self) -> Result<()> {
        remember(&self.notebook, &mut self.erases)
    }

    /// How many erases and purges were told again to this notebook as it was opened, because it was an
    /// earlier copy that did not know them.
    pub fn purged_again(&self) -> usize {
        self.purged_again
    }

    /// What is to be said when the time agreed for keeping this notebook has passed and it is not empty yet.
    pub fn keep_until_passed(&self) -> Result<Option<String>> {
        let today = self.clock.now().local(self.review.visit.zone).date();
        let Some(until) = overdue(&self.notebook, &self.review, today)? else { return Ok(None) };
        let until = until.format("%-d %B %Y");
        // Short enough to stand whole in one line of the smallest screen.
        let now = if self.myself()?.role.purges() {
            "“Purge” in the palette empties it"
        } else {
            "Ask the lead to purge it"
        };
        Ok(Some(format!("To be kept until {until} only. {now}.")))
    }
}

fn subfolders(folder: &std::path::Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(files::list(folder)?.into_iter().filter(|p| p.is_dir()).collect())
}

/// The day until which a notebook was to be kept, if `today` is after it; nothing if it is empty already.
pub fn overdue(notebook: &Notebook, review: &Review, today: NaiveDate) -> Result<Option<NaiveDate>> {
    let Some(until) = review.visit.keep_until.filter(|until| *until < today) else { return Ok(None) };
    Ok((!notebook.held()?.is_empty()).then_some(until))
}

/// Tells a notebook the erases and purges that home knows and it does not (an earlier copy was put
/// back); then home remembers those that it did not know. Gives how many were told.
///
/// # Errors
/// When home's list is damaged, or a remembered change does not fit the notebook: it is not opened
/// then, because it would show what was purged.
pub fn apply_again(home: &Home, notebook: &mut Notebook) -> Result<(usize, KnownErases)> {
    let mut known = KnownErases::load(&home.notebook(notebook.id()))?;
    let here = notebook.erases()?;
    let missing: Vec<Change> = known
        .all()
        .filter(|e| !here.contains(&e.id))
        .map(|e| {
            let body = Body { salt: e.salt, bytes: e.body.clone() };
            Change::verify(e.header.clone(), e.signature, Some(body))
        })
        .collect::<Result<_>>()?;
    if !missing.is_empty() {
        notebook.absorb(&missing)?;
    }
    remember(notebook, &mut known)?;
    Ok((missing.len(), known))
}

fn remember(notebook: &Notebook, known: &mut KnownErases) -> Result<()> {
    let ids = known.ids();
    let new: Vec<ChangeId> = notebook.erases()?.into_iter().filter(|id| !ids.contains(id)).collect();
    let mut more = Vec::new();
    for id in new {
        let Some(change) = notebook.change(id)? else { continue };
        let Some(body) = change.body else { continue };
        more.push(KnownErase {
            id,
            purge: change.header.subject.0 == change.header.notebook.0,
            header: change.bytes,
            signature: change.signature,
            salt: body.salt,
            body: body.bytes,
        });
    }
    known.add(more)
}

/// What is said where erases and purges were told again.
pub fn said_again(times: usize) -> String {
    format!(
        "An earlier copy of this notebook was put back: {} again.",
        count(times, "erasure or purge was applied", "erasures and purges were applied")
    )
}

#[cfg(test)]
mod tests;
