//! Gaps: what the evidence still lacks, said while an activity to come could fill it.
//!
//! A question wants evidence, from more than one kind of source, pointing more than one way, and
//! from the sources that the host itself promised. Evidence on a sub-question counts for its main
//! question here. A few notes prove nothing either way, so one-sidedness is told only from
//! [`ENOUGH_TO_TELL`] notes on.

use super::{Coverage, Row, Tally};
use crate::ids::{ActivityId, QuestionId};
use crate::review::evidence::Source;
use crate::review::questions::Question;
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use crate::text::clean_line;
use chrono::NaiveDateTime;
use std::collections::BTreeSet;

/// From so many notes on, evidence from one side or one source is a gap and no accident.
pub const ENOUGH_TO_TELL: u32 = 3;

/// What sort of gap it is, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// No evidence at all.
    Nothing,
    /// The host promised this source and nobody looked at it for this question.
    Promised(Source),
    /// All evidence comes from one kind of source (interviews are one kind).
    OneSource(Source),
    /// Strengths only.
    OnlyPraise,
    /// Developments only.
    OnlyCriticism,
}

/// Something missing, and what could still give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// For which question.
    pub question: QuestionId,
    /// The coming (or current) activity that could fill it.
    pub activity: Option<ActivityId>,
    /// In words: `nothing from pupils on 3; 11.45 pupil perceptions could`.
    pub words: String,
}

/// The gaps at `now` (school time), the most urgent first: by kind, then what soon can no longer be
/// filled, then what nothing planned could fill.
pub fn gaps(review: &Review, tallies: &[Tally], now: NaiveDateTime) -> Vec<Gap> {
    let coming = coming(&review.activities, now);
    let mut found: Vec<_> = review
        .questions
        .iter()
        .flat_map(|question| {
            let row = row_with_subs(review, question, tallies);
            missing(question, &row).into_iter().map(move |kind| (kind, question))
        })
        .map(|(kind, question)| {
            let filler = coming.iter().position(|activity| could_fill(activity, kind, question));
            (kind, filler, question)
        })
        .collect();
    found.sort_by_key(|(kind, filler, question)| (*kind, filler.unwrap_or(usize::MAX), question.order()));
    found
        .into_iter()
        .map(|(kind, filler, question)| {
            let activity = filler.and_then(|i| coming.get(i)).copied();
            let words = format!("{}; {}", words(kind, &question.number), could(activity, now));
            Gap { kind, question: question.id, activity: activity.map(|a| a.id), words }
        })
        .collect()
}

/// What is on or still to come, by start.
fn coming(activities: &[Activity], now: NaiveDateTime) -> Vec<&Activity> {
    let is_open = |a: &&Activity| !a.run.dropped && a.run.ended.is_none() && a.kind.yields_evidence();
    let mut coming: Vec<_> = activities
        .iter()
        .filter(is_open)
        .filter(|a| a.end.or(a.start).map_or(a.day >= now.date(), |until| until > now))
        .collect();
    coming.sort_by_key(|a| (a.day, a.start.is_none(), a.start));
    coming
}

/// The row of a question together with its sub-questions. A note on both is counted twice; for
/// "is there any, from where, which way" that makes no difference.
fn row_with_subs(review: &Review, question: &Question, tallies: &[Tally]) -> Row {
    let belongs = |id: QuestionId| {
        let sub = review.question(id).filter(|q| q.is_sub() && !question.is_sub());
        id == question.id || sub.is_some_and(|q| q.main_number() == question.number)
    };
    let own: Vec<_> = tallies
        .iter()
        .filter(|t| t.notes > 0 && belongs(t.question))
        .map(|t| Tally { question: question.id, ..t.clone() })
        .collect();
    let mut rows = Coverage::of(std::slice::from_ref(question), &own, 0).rows;
    rows.remove(0)
}

fn missing(question: &Question, row: &Row) -> Vec<GapKind> {
    if row.total == 0 {
        return vec![GapKind::Nothing];
    }
    let families: BTreeSet<_> = row.by_source.keys().flatten().map(|s| s.family()).collect();
    let promised: BTreeSet<_> = question.promised.iter().copied().filter(|p| !seen(*p, row)).collect();
    let mut missing: Vec<_> = promised.into_iter().map(GapKind::Promised).collect();
    if row.total >= ENOUGH_TO_TELL {
        let unsaid = row.by_source.contains_key(&None);
        if let (1, false, Some(only)) = (families.len(), unsaid, families.first()) {
            missing.push(GapKind::OneSource(*only));
        }
        if row.strengths >= ENOUGH_TO_TELL && row.developments == 0 {
            missing.push(GapKind::OnlyPraise);
        }
        if row.developments >= ENOUGH_TO_TELL && row.strengths == 0 {
            missing.push(GapKind::OnlyCriticism);
        }
    }
    missing
}

/// Whether a promised source was looked at.
fn seen(promised: Source, row: &Row) -> bool {
    row.by_source.keys().flatten().any(|s| s.keeps(promised))
}

fn could_fill(activity: &Activity, kind: GapKind, question: &Question) -> bool {
    let yields = activity.kind.sources();
    match kind {
        GapKind::Promised(source) => yields.iter().any(|s| s.family() == source.family()),
        GapKind::OneSource(only) => yields.iter().any(|s| s.family() != only),
        // whoever was promised is asked first; where nobody was, anyone will do
        GapKind::Nothing => {
            question.promised.is_empty()
                || yields.iter().any(|s| question.promised.iter().any(|p| p.family() == s.family()))
        }
        GapKind::OnlyPraise | GapKind::OnlyCriticism => true,
    }
}

fn words(kind: GapKind, number: &str) -> String {
    match kind {
        GapKind::Nothing => format!("nothing on {number}"),
        GapKind::Promised(source) => format!("nothing from {} on {number}", source.plural()),
        GapKind::OneSource(source) => format!("only {} on {number}", source.plural()),
        GapKind::OnlyPraise => format!("only strengths on {number}"),
        GapKind::OnlyCriticism => format!("only developments on {number}"),
    }
}

fn could(activity: Option<&Activity>, now: NaiveDateTime) -> String {
    let Some(activity) = activity else { return "nothing planned could still fill it".to_owned() };
    let title = in_a_sentence(&clean_line(&activity.title));
    match activity.start {
        Some(start) if start <= now => format!("{title}, on now, could"),
        Some(start) if start.date() == now.date() => format!("{} {title} could", start.format("%-H.%M")),
        Some(start) => format!("{} {title} could", start.format("%a %-H.%M")),
        None => format!("{title} could"),
    }
}

/// A title in the middle of a sentence: its capital letter goes, unless it is a name or an abbreviation.
fn in_a_sentence(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Moment, Tz};
    use crate::ids::NotebookId;
    use crate::review::evidence::Valence;
    use crate::review::questions::Origin;
    use crate::review::timetable::ActivityKind;
    use crate::review::visit::{CaptureAs, Protocol, Safeguarding, Visit, Wording};
    use chrono::NaiveDate;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 6, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn question(number: &str, promised: &[Source]) -> Question {
        Question {
            id: QuestionId::of(NotebookId([0; 16]), number),
            key: number.to_owned(),
            number: number.to_owned(),
            title: String::new(),
            text: String::new(),
            claim: "we are good at this".into(),
            promised: promised.to_vec(),
            origin: Origin::Standard,
        }
    }

    fn activity(n: u8, kind: ActivityKind, title: &str, start: NaiveDateTime, end: NaiveDateTime) -> Activity {
        Activity::new(ActivityId([n; 16]), title, kind, start.date()).planned(Some(start), Some(end))
    }

    fn review(questions: Vec<Question>) -> Review {
        let visit = Visit {
            id: NotebookId([0; 16]),
            programme: "subject".into(),
            school: "Fernhollow Primary".into(),
            focus: "Mathematics".into(),
            zone: Tz::Europe__London,
            capture: CaptureAs::Open,
            wording: Wording::StrengthDevelopment,
            keep_until: None,
            safeguarding: Safeguarding::default(),
            protocol: Protocol::default(),
            do_not_name: Vec::new(),
            documents: Vec::new(),
            timeline: Vec::new(),
            release: crate::review::release::Planned::default(),
            scope: None,
            inspections: Vec::new(),
            prompts: Vec::new(),
            report: Vec::new(),
            choices: crate::review::visit::Choices::default(),
        };
        let activities = vec![
            activity(1, ActivityKind::Lessons, "Visits to classes", at(10, 9, 15), at(10, 10, 45)),
            activity(2, ActivityKind::Introduction, "Introduction", at(10, 11, 0), at(10, 11, 30)),
            activity(3, ActivityKind::Pupils, "Pupil perceptions", at(10, 11, 45), at(10, 12, 15)),
            activity(4, ActivityKind::Leader, "SLT interview", at(11, 9, 0), at(11, 9, 30)),
        ];
        Review { visit, people: Vec::new(), questions, activities }
    }

    fn tally(number: &str, source: Option<Source>, valence: Valence, notes: u32) -> Tally {
        Tally { question: question(number, &[]).id, source, valence, year: None, notes }
    }

    fn said(review: &Review, tallies: &[Tally], now: NaiveDateTime) -> Vec<String> {
        gaps(review, tallies, now).into_iter().map(|gap| gap.words).collect()
    }

    #[test]
    fn gaps_are_said_with_what_could_fill_them() {
        let review = review(vec![
            question("1", &[Source::Lesson]),
            question("2", &[Source::Data]),
            question("3", &[Source::Pupils, Source::Interview]),
            question("4", &[Source::Pupils]),
        ]);
        let tallies = [
            tally("1", Some(Source::Lesson), Valence::Strength, 4),
            tally("2", Some(Source::Books), Valence::Development, 3),
            tally("2", Some(Source::Lesson), Valence::Wondering, 1),
            tally("3", Some(Source::Lesson), Valence::Strength, 1),
        ];
        assert_eq!(
            said(&review, &tallies, at(10, 10, 50)),
            [
                "nothing on 4; 11.45 pupil perceptions could",
                "nothing from pupils on 3; 11.45 pupil perceptions could",
                "nothing from interviews on 3; Thu 9.00 SLT interview could",
                "nothing from data on 2; nothing planned could still fill it",
                "only lessons on 1; 11.45 pupil perceptions could",
                "only strengths on 1; 11.45 pupil perceptions could",
                "only developments on 2; 11.45 pupil perceptions could",
            ]
        );
    }

    #[test]
    fn what_is_on_now_can_fill_a_gap_and_what_is_over_or_dropped_cannot() {
        let mut review = review(vec![question("1", &[])]);
        assert_eq!(said(&review, &[], at(10, 10, 0)), ["nothing on 1; visits to classes, on now, could"]);
        assert_eq!(said(&review, &[], at(11, 9, 30)), ["nothing on 1; nothing planned could still fill it"]);
        review.activities[2].run.dropped = true;
        assert_eq!(said(&review, &[], at(10, 10, 50)), ["nothing on 1; Thu 9.00 SLT interview could"]);
        review.activities[3].run.ended = Some(Moment(0));
        assert_eq!(gaps(&review, &[], at(10, 10, 50))[0].activity, None);
    }

    #[test]
    fn evidence_on_a_sub_question_counts_for_its_question() {
        let review = review(vec![question("2", &[]), question("2b", &[]), question("22", &[])]);
        let tallies = [tally("2b", Some(Source::Books), Valence::Strength, 1)];
        let open: Vec<_> = gaps(&review, &tallies, at(12, 9, 0)).iter().map(|g| g.question).collect();
        assert_eq!(open, [question("22", &[]).id]);
    }

    #[test]
    fn both_sides_from_two_sources_is_no_gap() {
        let review = review(vec![question("1", &[Source::Interview])]);
        let tallies = [
            tally("1", Some(Source::SeniorLeader), Valence::Strength, 4),
            tally("1", Some(Source::Books), Valence::Development, 4),
        ];
        assert_eq!(said(&review, &tallies, at(10, 9, 0)), Vec::<String>::new());
        let few = [tally("1", Some(Source::SeniorLeader), Valence::Strength, 2)];
        assert_eq!(said(&review, &few, at(10, 9, 0)), Vec::<String>::new(), "too few to tell");
        let alike = [
            tally("1", Some(Source::SeniorLeader), Valence::Strength, 2),
            tally("1", Some(Source::SubjectLeader), Valence::Development, 2),
        ];
        assert_eq!(said(&review, &alike, at(10, 9, 0)), ["only interviews on 1; 9.15 visits to classes could"]);
    }
}
