//! What the lead settles about releases for good: for whom, what stays, and how far the report has come.
//!
//! All of it stands in the journal, so it holds for every later release, from the screen and from the shell.

use super::Desk;
use crate::export::{docx, html, markdown};
use crate::ids::{NoteId, PersonId, PointId, Subject};
use crate::notebook::value as v;
use crate::notebook::{Filter, NewChange, Order, Written};
use crate::review::people::Act;
use crate::review::release::{Audience, Change, Composed, Options, Release, ReportVersion, Said, changes};
use crate::tasks::release::{Appendix, ReportFormat};
use crate::trouble::{Result, Trouble};

/// Something that can be held back from release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A note.
    Note(NoteId),
    /// A point of the feedback.
    Point(PointId),
}

/// A report: one that was written, or the points as they would leave now.
#[derive(Debug, Clone, Copy)]
pub enum Report<'a> {
    /// One that was written.
    Version(&'a ReportVersion),
    /// As it would leave now.
    Now(&'a Composed),
}

impl Desk {
    /// Holds a note or point back from every release, or lets it go again.
    ///
    /// # Errors
    /// When I am not the lead.
    pub fn hold_back(&mut self, what: Held, on: bool) -> Result<Written> {
        self.must(Act::Release)?;
        self.write(&[match what {
            Held::Note(id) => NewChange::new(id, v::NoteWithheld { on }),
            Held::Point(id) => NewChange::new(id, v::PointWithheld { on }),
        }])
    }

    /// Sets for whom releases are made from now on.
    ///
    /// # Errors
    /// When I am not the lead.
    pub fn release_for(&mut self, audience: Audience) -> Result<Written> {
        self.must(Act::Release)?;
        let written = self.write(&[NewChange::new(Subject(self.notebook.id().0), v::ReleaseAudience { audience })])?;
        self.refresh()?;
        Ok(written)
    }

    /// Remembers that a report on this release was written, shared or agreed; nothing where the last one was the
    /// very same.
    ///
    /// # Errors
    /// When I am not the lead.
    pub fn record_report(&mut self, composed: &Composed) -> Result<Option<Written>> {
        self.must(Act::Release)?;
        let (stage, audience) = (composed.release.stage, composed.release.audience);
        let mut points = Vec::with_capacity(composed.points.len());
        for point in &composed.points {
            let words = self.notebook.shown_words_of_point(*point)?;
            points.extend(words.map(|words| v::ReportedPoint { point: *point, words }));
        }
        let last = self.notebook.report_versions()?.pop();
        let told = |v: &ReportVersion| v.points.iter().copied().eq(points.iter().map(|p| (p.point, p.words)));
        if last.is_some_and(|v| v.stage == stage && v.audience == audience && told(&v)) {
            return Ok(None);
        }
        let id = PointId::fresh()?.0;
        self.write(&[NewChange::new(Subject(id), v::ReportVersion { stage, audience, points })]).map(Some)
    }

    /// What changed from one report to another.
    ///
    /// # Errors
    /// When I am not the lead, or the notebook cannot be read.
    pub fn report_changes(&self, before: Report<'_>, after: Report<'_>) -> Result<Vec<Change>> {
        self.must(Act::Release)?;
        Ok(changes(&self.said_in(before)?, &self.said_in(after)?))
    }

    fn said_in(&self, report: Report<'_>) -> Result<Vec<Said>> {
        match report {
            Report::Version(version) => self.notebook.report_words(version),
            Report::Now(composed) => Ok(composed.said()),
        }
    }

    /// What a reviewer takes home: their own list for themselves, anybody's for the lead.
    ///
    /// # Errors
    /// When it is somebody else's list and I am not the lead, or I take no part in the visiting team.
    pub fn take_home(&self, of: PersonId, options: &Options) -> Result<Composed> {
        self.must(if of == self.me { Act::Points } else { Act::Release })?;
        let notes = self.notebook.notes(&Filter::default(), Order::Oldest, 0, u32::MAX as usize)?;
        Ok(Release::learning(&self.notebook.review()?, &notes, &self.notebook.points()?, of, options))
    }
}

/// A release as a plain document.
///
/// # Errors
/// When it cannot be put together in memory.
pub fn document(release: &Release, format: ReportFormat, appendix: Appendix) -> Result<Vec<u8>> {
    match format {
        ReportFormat::Word => docx::report(release, appendix),
        #[cfg(feature = "pdf")]
        ReportFormat::Pdf => crate::export::pdf::report(release, appendix),
        ReportFormat::Markdown => Ok(markdown::report(release, appendix).into_bytes()),
        ReportFormat::Html => Ok(html::report(release, appendix).into_bytes()),
    }
}

/// The version with this number, counted from 1 as lists of them do.
///
/// # Errors
/// When there is none.
pub fn version(versions: &[ReportVersion], number: usize) -> Result<&ReportVersion> {
    number.checked_sub(1).and_then(|n| versions.get(n)).ok_or_else(|| {
        Trouble::usage(
            format!("There is no version {number} of the report."),
            match versions.len() {
                0 => "None was written yet.".to_owned(),
                n => format!("They are numbered 1 to {n}."),
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::Readers;
    use crate::review::feedback::PointKind;
    use crate::review::release::Stage;
    use crate::tasks::feedback::{NewPoint, PointDeed};
    use crate::tasks::testing::{NOW, Team, note};

    fn point(desk: &mut Desk, text: &str, evidence: &[NoteId]) -> PointId {
        let (text, evidence) = (text.to_owned(), evidence.to_vec());
        let new = NewPoint { kind: PointKind::Strength, question: None, meeting: None, text, evidence };
        desk.make_point(&new).unwrap().0
    }

    fn composed(desk: &Desk, stage: Stage) -> Composed {
        let options = Options { stage, ..Options::planned(NOW, &desk.review().visit) };
        desk.compose_release(&options, None).unwrap()
    }

    #[test]
    fn what_is_held_back_stays_in_every_later_release_until_it_is_let_go() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let held = note(&mut desk, "a note held back", None);
        let said = point(&mut desk, "a point held back", &[]);
        for (on, left) in [(true, (0, 0)), (false, (1, 1))] {
            desk.hold_back(Held::Note(held), on).unwrap();
            desk.hold_back(Held::Point(said), on).unwrap();
            let release = composed(&team.desk("lead"), Stage::Draft).release;
            assert_eq!((release.notes.len(), release.points.len()), left);
        }
        let mut other = team.desk("hollins");
        assert!(other.hold_back(Held::Note(held), true).is_err(), "the lead's alone");
        assert!(other.release_for(Audience::AllSchools).is_err());
        desk.release_for(Audience::AllSchools).unwrap();
        assert_eq!(composed(&team.desk("lead"), Stage::Draft).release.audience, Audience::AllSchools);
    }

    #[test]
    fn versions_tell_what_changed_and_the_same_is_written_down_once() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let first = point(&mut desk, "Adults wait", &[]);
        let second = point(&mut desk, "One sheet for all", &[]);
        assert!(desk.record_report(&composed(&desk, Stage::Draft)).unwrap().is_some());
        assert!(desk.record_report(&composed(&desk, Stage::Draft)).unwrap().is_none());
        desk.change_point(first, &PointDeed::Reword("Adults wait longer".to_owned()), None).unwrap();
        desk.change_point(second, &PointDeed::Delete, None).unwrap();
        assert!(desk.record_report(&composed(&desk, Stage::Shared)).unwrap().is_some());
        let versions = desk.notebook().report_versions().unwrap();
        assert_eq!(versions.iter().map(|v| v.stage).collect::<Vec<_>>(), [Stage::Draft, Stage::Shared]);
        let changed = desk.report_changes(Report::Version(&versions[0]), Report::Version(&versions[1])).unwrap();
        assert!(
            matches!(changed.as_slice(), [Change::Reworded(_), Change::Removed(Some(words))] if words == "One sheet for all"),
            "{changed:?}"
        );
        let now = composed(&desk, Stage::Draft);
        assert_eq!(desk.report_changes(Report::Version(&versions[1]), Report::Now(&now)).unwrap(), []);
        assert!(version(&versions, 0).is_err() && version(&versions, 3).is_err());
        assert!(desk.notebook.examine().unwrap().tables_agree);
    }

    #[test]
    fn words_that_were_sealed_since_come_back_by_no_version() {
        const WORDS: &str = "wordsbeforetheseal";
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let keys = team.keys("lead");
        let stays = point(&mut desk, "stays open", &[]);
        let sealed = point(&mut desk, WORDS, &[]);
        desk.record_report(&composed(&desk, Stage::Draft)).unwrap();
        // A colleague's laptop took in a sealed point of the same words: merging makes one sealed point of both.
        let secret = note(&mut desk, "in confidence", Some(Readers::Lead));
        let other = point(&mut desk, "rests on it", &[secret]);
        desk.change_point(sealed, &PointDeed::Merge(vec![other]), Some(&keys)).unwrap();
        assert!(desk.notebook().points().unwrap().iter().any(|p| p.id == sealed && p.sealed().is_some()));
        let versions = desk.notebook().report_versions().unwrap();
        let said = desk.notebook().report_words(&versions[0]).unwrap();
        assert_eq!(
            said.iter().map(|s| (s.point, s.words.as_deref())).collect::<Vec<_>>(),
            [(stays, Some("stays open")), (sealed, None)]
        );
        let changed = desk.report_changes(Report::Version(&versions[0]), Report::Now(&composed(&desk, Stage::Draft)));
        assert!(!format!("{:?}", changed.unwrap()).contains(WORDS));
    }

    #[test]
    fn a_reviewer_takes_home_their_own_words_and_nothing_of_the_host() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let mut desk = team.desk("hollins");
        let mine = note(&mut desk, "stems on every table", None);
        let theirs = note(&mut lead, "a note of the lead", None);
        note(&mut desk, "not marked", None);
        let sealed = note(&mut desk, "in confidence", Some(Readers::Me));
        desk.mark(&[mine], &crate::tasks::marks::Mark::Learning, None).unwrap();
        lead.mark(&[theirs], &crate::tasks::marks::Mark::Learning, None).unwrap();
        let learned = |desk: &mut Desk, text: &str, evidence: Vec<NoteId>| {
            let kind = PointKind::Learning;
            let new = NewPoint { kind, question: None, meeting: None, text: text.to_owned(), evidence };
            desk.make_point(&new).unwrap().0
        };
        learned(&mut lead, "we all take the stems home", vec![theirs, mine]);
        learned(&mut desk, "rests on what is sealed", vec![sealed]);
        point(&mut lead, "a strength", &[theirs]);
        let options = Options::planned(NOW, &desk.review().visit);
        let composed = desk.take_home(desk.me(), &options).unwrap();
        assert!(composed.release.check().is_ok());
        let text =
            String::from_utf8(document(&composed.release, ReportFormat::Markdown, Appendix::WithEvidence).unwrap())
                .unwrap();
        assert!(text.contains("stems on every table") && text.contains("we all take the stems home"), "{text}");
        let review = desk.review();
        let mut never = vec!["a note of the lead", "not marked", "in confidence", "rests on", "a strength"];
        never.push(&review.visit.school);
        never.extend(
            review.questions.iter().flat_map(|q| [q.claim.as_str(), q.text.as_str()]).filter(|t| !t.is_empty()),
        );
        never.extend(
            review.people.iter().filter(|p| p.id != desk.me()).map(|p| p.name.as_str()).filter(|n| *n != "Lead"),
        );
        for words in never {
            assert!(!text.contains(words), "{words} in {text}");
        }
        assert!(desk.take_home(lead.me(), &options).is_err(), "another's list is not mine to make");
        assert!(lead.take_home(desk.me(), &options).is_ok());
        assert!(team.desk("host-maths").take_home(desk.me(), &options).is_err());
    }
}
