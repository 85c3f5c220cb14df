//! The speaking card, written for whoever speaks.

use super::Desk;
use super::settings::Settings;
use crate::export::card::{self, Card};
use crate::files;
use crate::ids::ActivityId;
use crate::review::people::Act;
use crate::review::talk::Talk;
use crate::trouble::{Result, Trouble};
use std::path::{Path, PathBuf};

impl Desk {
    /// What is said at a meeting, as far as it may be shown: nothing sealed.
    ///
    /// # Errors
    /// When I am not of the visiting team, or the notebook cannot be read.
    pub fn talk(&self, meeting: Option<ActivityId>) -> Result<Talk> {
        self.must(Act::Points)?;
        let points = self.notebook.points()?;
        let mut notes = Vec::new();
        for id in points.iter().flat_map(|p| &p.evidence) {
            notes.extend(self.notebook.note(*id)?);
        }
        let pace = Settings::load(&self.home)?.words_per_minute;
        Ok(Talk::of(&points, &notes, meeting, &self.review, pace))
    }

    /// The card as text.
    ///
    /// # Errors
    /// When there is nothing to say at this meeting, or I am not of the visiting team.
    pub fn card_as_text(&self, meeting: Option<ActivityId>) -> Result<String> {
        self.with_card(meeting, card::text)
    }

    /// Writes the card into a file that must not be there yet: `.html` to print, else text. A name without
    /// a folder lies beside the notebook.
    ///
    /// # Errors
    /// When there is nothing to say at this meeting, the file is there already, or this is a session on a server.
    pub fn write_card(&self, meeting: ActivityId, file: &str) -> Result<PathBuf> {
        if self.session().is_some() {
            return Err(Trouble::new("No file is written at the server.", "Take the card at your own computer."));
        }
        let path = files::folder_of(self.notebook.path()).join(file);
        let document = self.with_card(Some(meeting), |card| as_named(&path, card))?;
        files::create_private(&path, document.as_bytes())?;
        Ok(path)
    }

    /// The card as a file of this name holds it: HTML or text.
    ///
    /// # Errors
    /// As [`Self::card_as_text`].
    pub fn card_for(&self, meeting: Option<ActivityId>, path: &Path) -> Result<String> {
        self.with_card(meeting, |card| as_named(path, card))
    }

    fn with_card(&self, meeting: Option<ActivityId>, make: impl FnOnce(&Card<'_>) -> String) -> Result<String> {
        let talk = self.talk(meeting)?;
        if talk.slides.is_empty() {
            return Err(Trouble::new(
                "There is no open point for this meeting, so there is no card.",
                "Make a point, or open a sealed one; nothing was written.",
            ));
        }
        let meeting = meeting.and_then(|id| self.review.activity(id));
        Ok(make(&Card { review: &self.review, meeting, talk: &talk }))
    }
}

fn as_named(path: &Path, card: &Card<'_>) -> String {
    let is_html = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html") || e.eq_ignore_ascii_case("htm"));
    if is_html { card::html(card) } else { card::text(card) }
}

#[cfg(test)]
mod tests;
