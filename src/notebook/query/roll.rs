//! Who wrote how much, and until when each person was heard of: for the team before its feedback.

use crate::clock::Moment;
use crate::ids::PersonId;
use crate::notebook::change::Header;
use crate::notebook::{Notebook, fold};
use crate::review::readiness::{Roll, Written};
use crate::trouble::Result;
use std::collections::BTreeMap;

/// The latest change of each writer, found by one look per writer and not through the journal.
const LATEST: &str = "
    WITH RECURSIVE one(writer) AS (
        SELECT min(writer) FROM change
        UNION ALL SELECT (SELECT min(writer) FROM change WHERE writer > one.writer) FROM one WHERE one.writer IS NOT NULL
    )
    SELECT c.header FROM one JOIN change c
        ON c.writer = one.writer AND c.seq = (SELECT max(seq) FROM change WHERE writer = one.writer)";

impl Notebook {
    /// What is known here of everybody's work. It looks at every note's row (not at its words), so only
    /// the screen that shows it asks.
    ///
    /// # Errors
    /// When the notebook cannot be read.
    pub fn roll(&self) -> Result<Roll> {
        let notes = format!(
            "SELECT author, state = {}, persons, count(*), max(written) FROM note
             WHERE deleted = 0 AND state <> {} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            fold::SEALED,
            fold::ERASED
        );
        let written = self.rows(&notes, |r| {
            let persons: Option<Vec<u8>> = r.get(2)?;
            let persons = persons.unwrap_or_default().chunks_exact(16).filter_map(PersonId::from_slice).collect();
            Ok(Written {
                author: PersonId(r.get(0)?),
                sealed_to: r.get::<_, bool>(1)?.then_some(persons),
                notes: r.get(3)?,
                last: Moment(r.get(4)?),
            })
        })?;
        let mut heard: BTreeMap<PersonId, Moment> = BTreeMap::new();
        for header in self.rows(LATEST, |r| r.get::<_, Vec<u8>>(0))? {
            let header = Header::decode(&header)?;
            let latest = heard.entry(header.author).or_insert(header.wall);
            *latest = (*latest).max(header.wall);
        }
        Ok(Roll { written, heard: heard.into_iter().collect(), joined: None })
    }
}
