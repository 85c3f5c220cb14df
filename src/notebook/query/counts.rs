//! How many: read from the counts that the fold keeps, not counted through.

use super::{Notebook, valence_of};
use crate::ids::{ActivityId, QuestionId};
use crate::notebook::query::filter::{Clauses, Filter, bind, clauses};
use crate::notebook::{fold, sql_trouble};
use crate::review::coverage::Tally;
use crate::review::evidence::Source;
use crate::trouble::Result;

/// How much there is, for the edges of a screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes filed under each activity (none: under no activity), deleted ones left out.
    pub by_activity: Vec<(Option<ActivityId>, usize)>,
    /// Open notes without a question.
    pub untagged: usize,
    /// Sealed notes.
    pub sealed: usize,
}

impl Notebook {
    /// Counts for the edges of a screen.
    pub fn counts(&self) -> Result<Counts> {
        let rows: Vec<(Vec<u8>, u8, bool, usize)> = self
            .rows("SELECT activity, state, untagged, notes FROM filed ORDER BY activity", |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })?;
        let mut counts = Counts::default();
        for (activity, state, untagged, notes) in rows {
            let activity = ActivityId::from_slice(&activity);
            match counts.by_activity.last_mut() {
                Some((last, sum)) if *last == activity => *sum += notes,
                _ => counts.by_activity.push((activity, notes)),
            }
            match state {
                fold::OPEN if untagged => counts.untagged += notes,
                fold::SEALED => counts.sealed += notes,
                _ => {}
            }
        }
        Ok(counts)
    }

    /// Open evidence counted by question, source, valence and year. Notes of the given activities
    /// (the host's introduction) count in no coverage.
    pub fn tallies(&self, not_evidence: &[ActivityId]) -> Result<Vec<Tally>> {
        let skip = not_evidence.iter().fold(String::new(), |list, a| list + &format!(",x'{a}'"));
        let sql = format!(
            "SELECT question, source, valence, year, sum(notes) FROM tally
             WHERE activity NOT IN (x'00'{skip}) GROUP BY 1, 2, 3, 4"
        );
        self.rows(&sql, |r| {
            Ok(Tally {
                question: QuestionId(r.get(0)?),
                source: usize::try_from(r.get::<_, i64>(1)?).ok().and_then(|i| Source::ALL.get(i).copied()),
                valence: valence_of(r.get(2)?),
                year: Some(r.get::<_, String>(3)?).filter(|year| !year.is_empty()),
                notes: r.get(4)?,
            })
        })
    }

    /// How many notes fit a filter.
    pub fn count(&self, filter: &Filter) -> Result<usize> {
        self.count_up_to(filter, usize::MAX >> 1)
    }

    /// How many notes fit a filter, counting no further than `most`: what a search finds has to be
    /// looked at one by one. Without a search the answer is mostly ready, and whole.
    pub fn count_up_to(&self, filter: &Filter, most: usize) -> Result<usize> {
        if let Some(ready) = self.count_ready(filter)? {
            return Ok(ready);
        }
        let Clauses { from, wheres, .. } = clauses(filter);
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {wheres} LIMIT {most})");
        let mut statement = self.connection.prepare_cached(&sql).map_err(sql_trouble)?;
        bind(&mut statement, filter)?;
        let mut rows = statement.raw_query();
        match rows.next().map_err(sql_trouble)? {
            Some(row) => row.get(0).map_err(sql_trouble),
            None => Ok(0),
        }
    }

    /// The count of notes that fit a filter, where it is kept.
    fn count_ready(&self, filter: &Filter) -> Result<Option<usize>> {
        let Filter { words: _, any_of: _, activity, question, source, author, untagged, sealed, deleted } = filter;
        if filter.is_search() || source.is_some() || author.is_some() || *deleted {
            return Ok(None);
        }
        let (table, state) = match (question, untagged, sealed) {
            (None, false, false) => ("filed", "?1 IS NULL"),
            (None, true, false) => ("filed", "?1 IS NULL AND state = 0 AND untagged = 1"),
            (None, false, true) => ("filed", "?1 IS NULL AND state = 1"),
            (Some(_), false, false) => ("tally", "question = ?1"),
            // Sealed notes have no question that anyone could see; the rest contradicts itself.
            _ => return Ok(Some(0)),
        };
        let sql =
            format!("SELECT coalesce(sum(notes), 0) FROM {table} WHERE {state} AND activity = coalesce(?2, activity)");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row((question.map(|q| q.0), activity.map(|a| a.0)), |r| r.get(0)))
            .map(Some)
            .map_err(sql_trouble)
    }
}
