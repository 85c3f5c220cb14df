//! What is marked about a point beside its words, and the lead's confirmation of words that rest on
//! what is sealed.

use crate::ids::{NoteId, PersonId, PointId};
use crate::notebook::NewChange;
use crate::notebook::value as v;
use crate::review::evidence::Content;
use crate::review::feedback::{Point, Support};
use crate::review::people::Act;
use crate::review::points::{named, no_further_key_message};
use crate::tasks::Desk;
use crate::trouble::{Result, Trouble};

/// A mark on a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointMark {
    /// It is a key message, or is not.
    KeyMessage {
        /// It is.
        on: bool,
        /// The one that is a key message no longer, where there are as many as there may be.
        instead_of: Option<PointId>,
    },
    /// Who says it; none: the lead.
    Speaker(Option<PersonId>),
    /// Where support for it could come from.
    Support(Option<Support>),
    /// It is for the host head alone, or is not.
    HeadAlone(bool),
}

impl Desk {
    /// The changes that mark a point.
    ///
    /// # Errors
    /// When there would be too many key messages, somebody outside the team would say it, or support is
    /// named for what is sealed or is no development.
    pub(super) fn marking(&self, point: &Point, points: &[Point], mark: PointMark) -> Result<Vec<NewChange>> {
        let id = point.id;
        Ok(vec![match mark {
            PointMark::KeyMessage { on, instead_of } => {
                let mut changes = Vec::new();
                let others: Vec<Point> = points.iter().filter(|p| Some(p.id) != instead_of).cloned().collect();
                if let Some(there) = no_further_key_message(&others, id).filter(|_| on) {
                    return Err(Trouble::new(
                        format!("There are {} key messages already: {}.", there.len(), named(&there)),
                        "More than three are not remembered. Take the mark from one of them first.",
                    ));
                }
                changes.extend(instead_of.filter(|_| on).map(|o| NewChange::new(o, v::PointKeyMessage { on: false })));
                changes.push(NewChange::new(id, v::PointKeyMessage { on }));
                return Ok(changes);
            }
            PointMark::Speaker(person) => {
                let in_team = |id: PersonId| self.review.person(id).is_some_and(|p| p.role.is_team() && !p.retired);
                if person.is_some_and(|person| !in_team(person)) {
                    return Err(Trouble::new(
                        "Only who is of the visiting team says a point.",
                        "Choose somebody else.",
                    ));
                }
                NewChange::new(id, v::PointSpeaker { person })
            }
            PointMark::Support(support) => {
                if point.sealed().is_some() {
                    return Err(Trouble::new(
                        "Support is not named on a sealed point: it would tell what the point is about.",
                        "Open the point first.",
                    ));
                }
                if support.is_some() && !point.kind.takes_support() {
                    return Err(Trouble::new(
                        format!("Support is named for a development, and this is: {}.", point.kind.label()),
                        "Change its kind first.",
                    ));
                }
                NewChange::new(id, v::PointSupport { support })
            }
            PointMark::HeadAlone(on) => NewChange::new(id, v::PointHeadAlone { on }),
        }])
    }

    /// The changes that link a note to a point or take the link away. What the lead confirmed was not
    /// confirmed to rest on a further seal.
    pub(super) fn linking(&self, point: &Point, note: NoteId, on: bool) -> Vec<NewChange> {
        let mut changes = vec![NewChange::new(point.id, v::PointEvidence { note, on })];
        if on && point.marks.confirmed.is_some() && !self.is_open(note) {
            changes.push(NewChange::new(point.id, v::PointConfirmed { words: Vec::new() }));
        }
        changes
    }

    /// The change that confirms for release the words that were shown, or takes that back.
    pub(super) fn confirming(&self, point: &Point, on: bool, shown: &str) -> Result<Vec<NewChange>> {
        self.must(Act::Release)?;
        let id = point.id;
        if !on {
            return Ok(vec![NewChange::new(id, v::PointConfirmed { words: Vec::new() })]);
        }
        if point.sealed().is_some() {
            return Err(Trouble::new("This point is sealed.", "Open it first; then its words can be confirmed."));
        }
        if point.evidence.iter().all(|note| self.is_open(*note)) {
            return Err(Trouble::new(
                "This point rests on open evidence alone: no lasting confirmation is needed.",
                "If it stays because its evidence is held back, read it, and let it leave once: on the screen in After, or with \
                 --confirm in “visitbook report” and “visitbook export”.",
            ));
        }
        let words = self.notebook.words_of_point(id)?;
        if point.text != shown || words.len() != 1 {
            return Err(Trouble::new(
                "The words of this point were changed meanwhile.",
                "Read them as they are now, then confirm; nothing was confirmed.",
            ));
        }
        Ok(vec![NewChange::new(id, v::PointConfirmed { words })])
    }

    /// Whether a note is here and open. What is erased or not here yet is not known to have been.
    pub(crate) fn is_open(&self, note: NoteId) -> bool {
        self.find(note).is_ok_and(|n| matches!(n.content, Content::Open(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::Readers;
    use crate::review::feedback::PointKind;
    use crate::tasks::feedback::{NewPoint, PointDeed};
    use crate::tasks::testing::{Team, note};

    fn make(desk: &mut Desk, kind: PointKind, text: &str, evidence: &[NoteId]) -> PointId {
        let new = NewPoint { kind, question: None, meeting: None, text: text.into(), evidence: evidence.to_vec() };
        desk.make_point(&new).unwrap().0
    }

    fn get(desk: &Desk, id: PointId) -> Point {
        desk.notebook().points().unwrap().into_iter().find(|p| p.id == id).unwrap()
    }

    fn mark(desk: &mut Desk, id: PointId, mark: PointMark) -> Result<crate::notebook::Written> {
        desk.change_point(id, &PointDeed::Mark(mark), None)
    }

    #[test]
    fn each_mark_is_set_undone_and_done_again() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let id = make(&mut desk, PointKind::Development, "Tasks end early", &[]);
        let asha = desk.review().people.iter().find(|p| p.key == "hollins").unwrap().id;
        let plain = get(&desk, id).marks;
        for (deed, is_set) in [
            (PointMark::KeyMessage { on: true, instead_of: None }, (|p| p.marks.key_message) as fn(&Point) -> bool),
            (PointMark::Speaker(Some(asha)), |p| p.marks.speaker.is_some()),
            (PointMark::Support(Some(Support::Outside)), |p| p.marks.support == Some(Support::Outside)),
            (PointMark::HeadAlone(true), |p| p.marks.head_alone),
        ] {
            let done = mark(&mut desk, id, deed).unwrap();
            assert!(is_set(&get(&desk, id)), "{deed:?}");
            let undone = desk.undo(&done.changes).unwrap();
            assert_eq!(get(&desk, id).marks, plain, "{deed:?}");
            let redone = desk.undo(&undone.changes).unwrap();
            assert!(is_set(&get(&desk, id)), "{deed:?}");
            desk.undo(&redone.changes).unwrap();
            assert_eq!(get(&desk, id).marks, plain, "{deed:?}");
        }
    }

    #[test]
    fn a_fourth_key_message_is_refused_by_name_and_may_take_the_place_of_another() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let texts = ["Adults wait", "Talk is everywhere", "Books tell", "Facts fade"];
        let ids = texts.map(|text| make(&mut desk, PointKind::Strength, text, &[]));
        let on = PointMark::KeyMessage { on: true, instead_of: None };
        ids.iter().take(3).for_each(|id| drop(mark(&mut desk, *id, on).unwrap()));
        let refused = mark(&mut desk, ids[3], on).unwrap_err();
        for text in &texts[..3] {
            assert!(refused.what().contains(text), "{refused}");
        }
        assert!(!get(&desk, ids[3]).marks.key_message);
        mark(&mut desk, ids[2], on).unwrap();
        let written = mark(&mut desk, ids[3], PointMark::KeyMessage { on: true, instead_of: Some(ids[1]) }).unwrap();
        assert_eq!(ids.map(|id| get(&desk, id).marks.key_message), [true, false, true, true]);
        desk.undo(&written.changes).unwrap();
        assert_eq!(ids.map(|id| get(&desk, id).marks.key_message), [true, true, true, false]);
    }

    #[test]
    fn support_is_for_open_developments_and_the_team_speaks() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let strength = make(&mut desk, PointKind::Strength, "Adults wait", &[]);
        let inside = PointMark::Support(Some(Support::Inside));
        assert!(mark(&mut desk, strength, inside).unwrap_err().what().contains("strength"));
        let seal = note(&mut desk, "told in confidence", Some(Readers::Lead));
        let sealed = make(&mut desk, PointKind::Development, "Staffing", &[seal]);
        assert!(mark(&mut desk, sealed, inside).unwrap_err().what().contains("sealed"));
        let head = desk.review().people.iter().find(|p| !p.role.is_team()).unwrap().id;
        assert!(mark(&mut desk, strength, PointMark::Speaker(Some(head))).is_err());
        // Who says it and to whom stands outside the seal.
        mark(&mut desk, sealed, PointMark::HeadAlone(true)).unwrap();
        assert!(get(&desk, sealed).marks.head_alone && get(&desk, sealed).is_locked());
    }

    #[test]
    fn only_the_lead_confirms_and_only_the_words_that_were_shown() {
        let team = Team::new(|_| {});
        let (mut lead, mut other) = (team.desk("lead"), team.desk("hollins"));
        let seal = note(&mut lead, "told in confidence", Some(Readers::Team));
        let id = make(&mut lead, PointKind::Development, "Staffing is thin", &[seal]);
        let confirm = |shown: &str| PointDeed::Confirm { on: true, shown: shown.into() };
        let keys = team.keys("lead");
        assert!(lead.change_point(id, &confirm("Staffing is thin"), None).unwrap_err().what().contains("sealed"));
        lead.change_point(id, &PointDeed::Open, Some(&keys)).unwrap();
        assert!(other.change_point(id, &confirm("Staffing is thin"), None).is_err(), "a reviewer confirms nothing");
        let stale = lead.change_point(id, &confirm("Something else"), None).unwrap_err();
        assert!(stale.what().contains("changed meanwhile"), "{stale}");
        assert_eq!(get(&lead, id).marks.confirmed, None);
        let confirmed = lead.change_point(id, &confirm("Staffing is thin"), None).unwrap();
        assert_eq!(get(&lead, id).marks.confirmed, Some(lead.me()));
        lead.undo(&confirmed.changes).unwrap();
        assert_eq!(get(&lead, id).marks.confirmed, None);
        lead.change_point(id, &confirm("Staffing is thin"), None).unwrap();
        // Other words, or a further seal under it, were not confirmed.
        let reworded = other.change_point(id, &PointDeed::Reword("Staffing is very thin".into()), None).unwrap();
        assert_eq!(get(&lead, id).marks.confirmed, None);
        other.undo(&reworded.changes).unwrap();
        assert_eq!(get(&lead, id).marks.confirmed, None, "words that come back are confirmed anew");
        lead.change_point(id, &confirm("Staffing is thin"), None).unwrap();
        let open = note(&mut lead, "seen by all", None);
        lead.change_point(id, &PointDeed::Link(open, true), None).unwrap();
        assert!(get(&lead, id).marks.confirmed.is_some());
        let further = note(&mut other, "told in confidence as well", Some(Readers::Me));
        lead.change_point(id, &PointDeed::Link(further, true), None).unwrap();
        assert_eq!(get(&lead, id).marks.confirmed, None);
        let on_open = make(&mut lead, PointKind::Strength, "Adults wait", &[open]);
        let refused = lead.change_point(on_open, &confirm("Adults wait"), None).unwrap_err();
        assert!(refused.advice().contains("--confirm"), "what is held back with its evidence goes another way");
    }
}
