//! Before and after the day: which rows of the timeline are done.
//!
//! A tick is the team's: whoever of it sees to a thing says so, and any of them can take it back. A row is known
//! by what is to be done, so that a plan that moves its date leaves the tick where it is.

use super::Desk;
use crate::notebook::value::{Bytes, TimelineDone};
use crate::notebook::{NewChange, Written};
use crate::plan::dates_in;
use crate::review::people::Act;
use crate::review::timeline::{Listed, digests, listed};
use crate::review::visit::Review;
use crate::trouble::{Result, Trouble};
use chrono::{Datelike as _, NaiveDate};

impl Desk {
    /// The rows of the timeline, each with who said that it is done.
    ///
    /// # Errors
    /// When I am not of the visiting team, or the notebook cannot be read.
    pub fn timeline(&self) -> Result<Vec<Listed>> {
        self.must(Act::ColleaguesNotes)?;
        Ok(listed(&self.review, &self.notebook.timeline_done()?))
    }

    /// Says that the row `number` of the timeline (from 1) is done, or not yet, with a word beside it.
    ///
    /// # Errors
    /// When I am not of the visiting team, there is no such row, or the word has no place here.
    pub fn tick_row(&mut self, number: usize, done: bool, word: &str) -> Result<Written> {
        self.refresh()?;
        self.must(Act::ColleaguesNotes)?;
        let rows = digests(&self.review.visit.timeline);
        let row = number.checked_sub(1).and_then(|at| rows.get(at)).ok_or_else(|| {
            Trouble::usage(
                format!("The timeline has no row {number}."),
                format!("It has {}; “visitbook timeline” shows them.", rows.len()),
            )
        })?;
        let note = self.word_beside(word)?;
        let value = TimelineDone { row: Bytes(row.to_vec()), done, note };
        let written = self.write(&[NewChange::new(self.notebook.id(), value)])?;
        self.refresh()?;
        Ok(written)
    }
}

/// The day by which something is to be done, where its `when` names one; of two the later.
pub fn due(when: &str, review: &Review) -> Option<NaiveDate> {
    let first = review.days().first().copied()?;
    dates_in(when, first).into_iter().max()
}

/// Since when it is late on `today`: `since Fri 12 June`; none where it is not, or no day is named.
pub fn late(when: &str, review: &Review, today: NaiveDate) -> Option<String> {
    let due = due(when, review).filter(|due| *due < today)?;
    let year = if due.year() == today.year() { String::new() } else { format!(" {}", due.year()) };
    Some(format!("since {}{year}", due.format("%a %-d %B")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::visit::{CaptureAs, TimelineRow};
    use crate::tasks::testing::Team;

    fn said(desk: &Desk, row: usize) -> Vec<(String, String)> {
        let rows = desk.timeline().unwrap();
        rows[row - 1].done.iter().map(|d| (desk.review().name(d.person).to_owned(), d.note.clone())).collect()
    }

    fn name(desk: &Desk) -> String {
        desk.review().name(desk.me()).to_owned()
    }

    #[test]
    fn a_row_is_done_for_the_whole_team_and_anybody_of_it_takes_that_back() {
        let team = Team::new(|_| {});
        let (mut lead, mut other) = (team.desk("lead"), team.desk("hollins"));
        assert!(lead.timeline().unwrap().len() > 5, "the sample plan has some");
        lead.tick_row(6, true, "by post").unwrap();
        assert_eq!(said(&other, 6), [(name(&lead), "by post".to_owned())]);
        let again = other.tick_row(6, true, "").unwrap();
        assert_eq!(said(&lead, 6), [(name(&other), String::new())], "the last to say so");
        other.undo(&again.changes).unwrap();
        assert_eq!(said(&lead, 6)[0].1, "by post");
        other.tick_row(6, false, "").unwrap();
        assert!(said(&lead, 6).is_empty() && said(&lead, 5).is_empty());
        assert!(lead.notebook.examine().unwrap().tables_agree);
    }

    #[test]
    fn what_is_not_there_too_long_or_not_the_teams_is_refused() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        for number in [0, 99] {
            assert!(lead.tick_row(number, true, "").unwrap_err().what().contains("has no row"));
        }
        assert!(lead.tick_row(1, true, &"x".repeat(501)).is_err());
        assert!(lead.timeline().unwrap().iter().all(|row| row.done.is_empty()));
        let mut host = team.desk("host-maths");
        assert!(host.timeline().is_err() && host.tick_row(1, true, "").is_err());
    }

    #[test]
    fn where_everything_is_sealed_a_tick_has_no_words_beside_it() {
        let team = Team::new(|review| review.visit.capture = CaptureAs::Sealed);
        let mut lead = team.desk("lead");
        assert!(lead.tick_row(1, true, "plain words").unwrap_err().what().contains("sealed"));
        lead.tick_row(1, true, "").unwrap();
        assert_eq!(said(&lead, 1), [(name(&lead), String::new())]);
    }

    #[test]
    fn a_row_is_late_from_the_day_after_its_date() {
        let team = Team::new(|_| {});
        let desk = team.desk("lead");
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        let row = TimelineRow { when: "By 12 June 2026".into(), ..TimelineRow::default() };
        assert_eq!(late(&row.when, desk.review(), day(6, 12)), None);
        assert_eq!(late(&row.when, desk.review(), day(6, 13)).as_deref(), Some("since Fri 12 June"));
        assert_eq!(late("10 and 11 June 2026", desk.review(), day(6, 11)), None, "the later of two");
        assert_eq!(late("TBC", desk.review(), day(12, 31)), None);
    }
}
