//! What is known before and after the day: who has read what, what of the timeline is done, and the inspections that
//! the school has had.

use super::{Notebook, day_of};
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::review::documents::Reading;
use crate::review::timeline::Done;
use crate::review::visit::Inspection;
use crate::trouble::Result;

impl Notebook {
    /// Who has read which document of the data package.
    pub fn documents_read(&self) -> Result<Vec<Reading>> {
        self.rows("SELECT person, document, at, note FROM document_read ORDER BY person, document", |r| {
            Ok(Reading { person: PersonId(r.get(0)?), document: r.get(1)?, at: Moment(r.get(2)?), note: r.get(3)? })
        })
    }

    /// What of the timeline is done, and who said so; the first to say so first.
    pub fn timeline_done(&self) -> Result<Vec<Done>> {
        self.rows("SELECT row, author, at, note FROM timeline_done ORDER BY row, at, author", |r| {
            Ok(Done { row: r.get(0)?, person: PersonId(r.get(1)?), at: Moment(r.get(2)?), note: r.get(3)? })
        })
    }
}

/// Inspections as the plan's facts hold them: days since 1970-01-01, and what sort.
pub(super) fn inspections(list: Vec<(i32, String)>) -> Vec<Inspection> {
    list.into_iter().filter_map(|(days, kind)| Some(Inspection { date: day_of(days)?, kind })).collect()
}
