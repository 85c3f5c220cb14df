//! Making several points of one: in one transaction, so that one undo makes one of them again.

use super::{Said, locked};
use crate::ids::PointId;
use crate::notebook::NewChange;
use crate::notebook::value as v;
use crate::review::feedback::Point;
use crate::review::rank;
use crate::review::seals::SealTo;
use crate::tasks::Desk;
use crate::tasks::versions::Seen;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};
use crate::vault::OpenKeys;

impl Desk {
    /// The words of a point, from inside its seal with my unlocked keys.
    ///
    /// # Errors
    /// When it is not there, or it is sealed and these keys do not open it.
    pub fn point_text(&self, id: PointId, keys: Option<&OpenKeys>) -> Result<String> {
        let point = self.points_read(keys)?.into_iter().find(|p| p.id == id);
        let point = point.ok_or_else(|| Trouble::new("That point is no longer there.", ""))?;
        if point.is_locked() { Err(locked()) } else { Ok(point.text) }
    }

    /// The changes that split a point. The first part stays where it is; the others follow it and keep its
    /// kind, question, meeting and evidence, its seal, and what keeps it from some. A key message stays one.
    pub(super) fn splitting(
        &mut self,
        point: &Point,
        points: &[Point],
        parts: &[String],
        seen: &Seen,
    ) -> Result<Vec<NewChange>> {
        if point.is_locked() {
            return Err(locked());
        }
        let mut parts = parts.iter().map(|part| clean_block(part.trim())).filter(|part| !part.is_empty());
        let (Some(first), rest) = (parts.next(), parts.collect::<Vec<_>>()) else { return Err(whole()) };
        if rest.is_empty() {
            return Err(whole());
        }
        let said = |text: String| Said { kind: point.kind, question: point.question, text };
        let seal = point.sealed().map(SealTo::as_before);
        let mut changes = vec![match &seal {
            Some(to) => seen.of_sealed(self.sealing_point(point.id, point.author, &said(first), to.clone())?),
            None => {
                let shown = |text: &str, _: &str| v::PointText { text: text.to_owned() }.into();
                self.in_place_of(NewChange::new(point.id, v::PointText { text: first }), seen, shown)?
            }
        }];
        let after = points.iter().map(|p| &p.rank).filter(|r| **r > point.rank).min();
        let mut before = point.rank.clone();
        for part in rest {
            let id = PointId::fresh()?;
            before = rank::between(Some(&before), after.map(String::as_str));
            changes.push(NewChange::new(id, v::PointMade {}));
            changes.push(NewChange::new(id, v::PointRank { rank: before.clone() }));
            match &seal {
                Some(to) => changes.push(self.sealing_point(id, self.me, &said(part), to.clone())?),
                None => changes.extend(said(part).open(id)),
            }
            changes.extend(alike(point, id));
        }
        Ok(changes)
    }
}

/// What a further part has of the whole, beside its words.
fn alike(point: &Point, id: PointId) -> Vec<NewChange> {
    let mut changes = Vec::new();
    let marks = &point.marks;
    if point.meeting.is_some() {
        changes.push(NewChange::new(id, v::PointMeeting { meeting: point.meeting }));
    }
    changes.extend(point.evidence.iter().map(|n| NewChange::new(id, v::PointEvidence { note: *n, on: true })));
    if marks.speaker.is_some() {
        changes.push(NewChange::new(id, v::PointSpeaker { person: marks.speaker }));
    }
    if marks.support.is_some() && point.sealed().is_none() {
        changes.push(NewChange::new(id, v::PointSupport { support: marks.support }));
    }
    if marks.head_alone {
        changes.push(NewChange::new(id, v::PointHeadAlone { on: true }));
    }
    if marks.withheld {
        changes.push(NewChange::new(id, v::PointWithheld { on: true }));
    }
    let said = |s: &crate::review::feedback::Said| v::PointSaid { meeting: s.meeting, at: Some(s.at.0) };
    changes.extend(marks.said.iter().map(|s| NewChange::new(id, said(s))));
    changes
}

fn whole() -> Trouble {
    Trouble::usage("Nothing was split.", "Put // between blanks where the next point begins.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::Readers;
    use crate::review::feedback::PointKind;
    use crate::tasks::feedback::{NewPoint, PointDeed, PointMark};
    use crate::tasks::testing::{Team, note};

    fn shown(desk: &Desk) -> Vec<(String, usize, bool)> {
        let points = desk.notebook().points().unwrap();
        points.into_iter().map(|p| (p.text, p.evidence.len(), p.marks.head_alone)).collect()
    }

    fn parts(words: &[&str]) -> PointDeed {
        PointDeed::Split(words.iter().map(|w| (*w).to_owned()).collect(), Seen::Now)
    }

    #[test]
    fn each_part_keeps_the_evidence_and_one_undo_makes_one_of_them_again() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let evidence = vec![note(&mut desk, "one", None), note(&mut desk, "two", None)];
        let new = |text: &str| NewPoint {
            kind: PointKind::Strength,
            question: None,
            meeting: None,
            text: text.into(),
            evidence: evidence.clone(),
        };
        let (id, _) = desk.make_point(&new("First. Second. Third.")).unwrap();
        desk.make_point(&new("The one after")).unwrap();
        desk.change_point(id, &PointDeed::Mark(PointMark::HeadAlone(true)), None).unwrap();
        let before = shown(&desk);
        for nothing in [vec!["only one"], vec!["one", " "], vec![]] {
            assert!(desk.change_point(id, &parts(&nothing), None).unwrap_err().what().contains("Nothing was split"));
        }
        let split = desk.change_point(id, &parts(&["First.", "Second.", "Third."]), None).unwrap();
        let three = |text: &str, alone| (text.to_owned(), 2, alone);
        let after =
            [three("First.", true), three("Second.", true), three("Third.", true), three("The one after", false)];
        assert_eq!(shown(&desk), after);
        let undone = desk.undo(&split.changes).unwrap();
        assert_eq!(shown(&desk), before);
        desk.undo(&undone.changes).unwrap();
        assert_eq!(shown(&desk), after);
    }

    #[test]
    fn a_sealed_point_is_split_into_sealed_ones_and_undone_without_opening_any() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let keys = team.keys("lead");
        let evidence = vec![note(&mut desk, "told in confidence", Some(Readers::Lead))];
        let new = NewPoint {
            kind: PointKind::Development,
            question: None,
            meeting: None,
            text: "Posts. Rooms.".into(),
            evidence,
        };
        let (id, _) = desk.make_point(&new).unwrap();
        assert!(desk.change_point(id, &parts(&["Posts.", "Rooms."]), None).unwrap_err().what().contains("sealed"));
        let split = desk.change_point(id, &parts(&["Posts.", "Rooms."]), Some(&keys)).unwrap();
        let read = |desk: &Desk| {
            let points = desk.points_read(Some(&keys)).unwrap();
            assert!(points.iter().all(|p| p.sealed().is_some_and(|s| s.readers == Readers::Lead)));
            points.into_iter().map(|p| (p.text, p.kind, p.evidence.len())).collect::<Vec<_>>()
        };
        let part = |text: &str| (text.to_owned(), PointKind::Development, 1);
        assert_eq!(read(&desk), [part("Posts."), part("Rooms.")]);
        desk.undo(&split.changes).unwrap();
        assert_eq!(read(&desk), [part("Posts. Rooms.")]);
        assert!(!desk.notebook().dump().unwrap().contains("Rooms"), "no word of it was ever open");
    }
}
