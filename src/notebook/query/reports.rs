//! The reports that were written, shared or agreed.

use super::decode;
use crate::clock::Moment;
use crate::ids::{PersonId, PointId, Subject};
use crate::notebook::value::{Value, kind};
use crate::notebook::{Notebook, fold, journal};
use crate::review::release::{ReportVersion, Said};
use crate::trouble::Result;

impl Notebook {
    /// The versions of the report, oldest first.
    pub fn report_versions(&self) -> Result<Vec<ReportVersion>> {
        self.rows("SELECT id, author, at, bytes FROM report ORDER BY hlc, id", |r| {
            let told: crate::notebook::value::ReportVersion = decode(r, 3)?;
            Ok(ReportVersion {
                id: Subject(r.get(0)?),
                author: PersonId(r.get(1)?),
                at: Moment(r.get(2)?),
                stage: told.stage,
                audience: told.audience,
                points: told.points.iter().map(|p| (p.point, p.words)).collect(),
            })
        })
    }

    /// What the points of a version said. Words that were removed for good, or are shut out by a seal that came
    /// since, are not told.
    pub fn report_words(&self, version: &ReportVersion) -> Result<Vec<Said>> {
        let said = |&(point, change): &(PointId, _)| {
            let words = match self.value_in(point, change)? {
                Some(Value::PointText(words)) => Some(words.text),
                _ => None,
            };
            Ok(Said { point, words })
        };
        version.points.iter().map(said).collect()
    }

    /// The change that says the words of an open point as they show; none where they are not open.
    pub fn shown_words_of_point(&self, point: PointId) -> Result<Option<crate::ids::ChangeId>> {
        let told = fold::readable(&journal::load(&self.connection, point.into())?);
        let words = fold::heads(&told).filter(|(field, t)| field.is(kind::POINT_TEXT) && t.value.is_some());
        Ok(words.max_by_key(|(_, t)| (t.header.hlc, t.id)).map(|(_, t)| t.id))
    }
}
