//! The timeline before and after the day, and which of its rows the team has done.

use super::visit::{Review, TimelineRow};
use crate::clock::Moment;
use crate::ids::PersonId;
use sha2::{Digest as _, Sha256};

/// That a row was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Which: see [`digests`].
    pub row: Vec<u8>,
    /// Who said so.
    pub person: PersonId,
    /// When they said so.
    pub at: Moment,
    /// A word beside it; may be empty.
    pub note: String,
}

/// A row of the timeline and who said that it is done; more than one only if they said so at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The plan's row.
    pub row: TimelineRow,
    /// Who said so, the first first.
    pub done: Vec<Done>,
}

/// How each row is known, in the plan's order: by what is to be done, and by how many rows before it say the same.
/// A date that becomes known, or a responsible person who changes, leaves the tick where it is.
pub fn digests(timeline: &[TimelineRow]) -> Vec<[u8; 32]> {
    let known = |(at, row): (usize, &TimelineRow)| {
        let same = timeline[..at].iter().filter(|before| before.what == row.what).count();
        let number = u64::try_from(same).unwrap_or(u64::MAX);
        Sha256::new().chain_update(&row.what).chain_update([0]).chain_update(number.to_be_bytes()).finalize().into()
    };
    timeline.iter().enumerate().map(known).collect()
}

/// The rows of the plan with who said of each that it is done.
pub fn listed(review: &Review, done: &[Done]) -> Vec<Listed> {
    let timeline = &review.visit.timeline;
    let row = |(row, known): (&TimelineRow, [u8; 32])| {
        let of_row = done.iter().filter(|d| d.row == known).cloned().collect();
        Listed { row: row.clone(), done: of_row }
    };
    timeline.iter().zip(digests(timeline)).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(when: &str, what: &str) -> TimelineRow {
        TimelineRow { when: when.to_owned(), what: what.to_owned(), ..TimelineRow::default() }
    }

    #[test]
    fn a_row_is_known_by_what_is_done_and_two_alike_are_told_apart() {
        let before = digests(&[row("TBC", "Thanks"), row("TBC", "Meeting"), row("June", "Meeting")]);
        let after = digests(&[
            row("12 June", "Thanks"),
            row("May", "Meeting"),
            row("Governors", "New"),
            row("June", "Meeting"),
        ]);
        assert_eq!((before[0], before[1], before[2]), (after[0], after[1], after[3]));
        assert_ne!(before[1], before[2]);
        assert!(!before.contains(&after[2]));
    }
}
