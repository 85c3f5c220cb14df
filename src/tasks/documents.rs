//! The data package: who has read which document before the day, and what they noted beside it.
//!
//! Each person ticks for themselves, and the team sees it. A document is known by the digest of its
//! line in the plan, so that a plan that adds one leaves the ticks of the others where they are.

use super::Desk;
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::notebook::value::{Bytes, DocumentRead};
use crate::notebook::{NewChange, Written};
use crate::review::documents::{Document, digest, listed, no_word_beside};
use crate::review::people::Act;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};

/// The longest word beside a tick, in characters.
const LONGEST: usize = 500;

impl Desk {
    /// The documents of the plan, each with who has read it.
    ///
    /// # Errors
    /// When I am not of the visiting team, or the notebook cannot be read.
    pub fn documents(&self) -> Result<Vec<Document>> {
        self.must(Act::ColleaguesNotes)?;
        Ok(listed(&self.review, &self.notebook.documents_read()?))
    }

    /// Says that I have read the document `number` of the plan (from 1), or not yet.
    ///
    /// # Errors
    /// When I am not of the visiting team, there is no such document, or the note has no place here.
    pub fn tick(&mut self, number: usize, read: bool, note: &str) -> Result<Written> {
        self.refresh()?;
        self.must(Act::ColleaguesNotes)?;
        let documents = &self.review.visit.documents;
        let name = number.checked_sub(1).and_then(|at| documents.get(at)).ok_or_else(|| {
            Trouble::usage(
                format!("The plan lists no document {number}."),
                format!("It lists {}; “visitbook documents” shows them.", documents.len()),
            )
        })?;
        let note = self.word_beside(note)?;
        let value = DocumentRead { document: Bytes(digest(name).to_vec()), read, note };
        let written = self.write(&[NewChange::new(self.me, value)])?;
        self.refresh()?;
        Ok(written)
    }

    /// A word beside a tick, as it is kept.
    ///
    /// # Errors
    /// When it is too long, or nothing open is written here.
    pub(super) fn word_beside(&self, word: &str) -> Result<String> {
        let word = clean_line(word.trim());
        if word.is_empty() {
            return Ok(word);
        }
        if let Some(trouble) = no_word_beside(self.review.visit.capture) {
            return Err(trouble);
        }
        if word.chars().count() > LONGEST {
            return Err(Trouble::usage(
                format!("A word beside a tick has at most {LONGEST} characters. Nothing was saved."),
                "Shorten it, or write it in the capture line.",
            ));
        }
        Ok(word)
    }

    /// When `person` ticked a document off, if they did.
    pub fn read_at(document: &Document, person: PersonId) -> Option<Moment> {
        document.readers.iter().find(|r| r.person == person).map(|r| r.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::testing::Team;

    #[test]
    fn each_ticks_for_themselves_and_the_team_sees_it() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        assert!(lead.documents().unwrap().len() >= 2, "the sample plan lists some");
        lead.tick(1, true, "trend since Y3").unwrap();
        let mut other = team.desk("hollins");
        other.tick(1, true, "").unwrap();
        other.tick(2, true, "only up to 2025").unwrap();
        other.tick(2, false, "").unwrap();
        lead.refresh().unwrap();
        let documents = lead.documents().unwrap();
        let told: Vec<(PersonId, &str)> = documents[0].readers.iter().map(|r| (r.person, r.note.as_str())).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(lead.me(), "trend since Y3")) && told.contains(&(other.me(), "")));
        assert!(documents[1].readers.is_empty(), "not read after all");
        assert!(Desk::read_at(&documents[0], other.me()).is_some());
        let said = lead.tick(99, true, "").unwrap_err();
        assert!(said.what().contains("no document 99"));
        assert!(lead.tick(1, true, &"x".repeat(501)).is_err());
        assert!(team.desk("host-maths").documents().is_err(), "a host partner is not of the team");
    }

    #[test]
    fn where_everything_is_sealed_a_tick_has_no_words_beside_it() {
        let team = Team::new(|review| review.visit.capture = crate::review::visit::CaptureAs::Sealed);
        let mut lead = team.desk("lead");
        assert!(lead.review().visit.capture.seal().is_some());
        assert!(lead.tick(1, true, "plain words").unwrap_err().what().contains("sealed"));
        assert!(lead.tick(1, true, "").is_ok());
    }

    #[test]
    fn undo_takes_a_tick_back_and_nobody_ticks_in_anothers_name() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let written = lead.tick(1, true, "").unwrap();
        lead.undo(&written.changes).unwrap();
        assert!(lead.documents().unwrap()[0].readers.is_empty());
        let hollins = PersonId::of(lead.notebook().id(), "hollins");
        let name = lead.review().visit.documents[0].clone();
        let forged = DocumentRead { document: Bytes(digest(&name).to_vec()), read: true, note: String::new() };
        lead.write(&[NewChange::new(hollins, forged)]).unwrap();
        assert!(lead.documents().unwrap()[0].readers.is_empty());
    }
}
