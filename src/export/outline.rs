//! The report's outline: what stands in it, in which order and under which words, whatever the format.
//!
//! All formats draw the same outline, so they cannot tell different stories. Without its appendix the
//! report is short enough to be read in a meeting: one to two sides of A4 with a usual number of points,
//! however much evidence there is. Evidence for the head alone is in none of them: a report gets handed on.

pub(super) mod actions;

use super::coverage::Matrix;
use super::words;
use crate::review::feedback::{PointKind, Stand};
use crate::review::release::{
    Release, ReleasedActivity, ReleasedAnswer, ReleasedNote, ReleasedPoint, ReleasedQuestion, Stage,
};
use crate::review::timetable::ActivityKind;
use crate::trouble::count;
use actions::Table;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Whether the evidence stands behind the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appendix {
    /// The report alone; the evidence is in the released notebook.
    Without,
    /// With every activity and all open evidence in full.
    WithEvidence,
}

/// A report before it has a format.
pub(super) struct Outline<'a> {
    /// Its title.
    pub title: String,
    /// The lines under the title: when, for whom, who decides.
    pub preface: Vec<String>,
    /// Its sections, in order.
    pub sections: Vec<Section<'a>>,
}

/// A heading and what stands under it.
pub(super) struct Section<'a> {
    /// 2, 3 or 4: the title is 1.
    pub level: u8,
    /// The heading.
    pub heading: String,
    /// What stands under it; may be nothing when further headings follow.
    pub blocks: Vec<Block<'a>>,
}

/// A part of a section.
pub(super) enum Block<'a> {
    /// A paragraph.
    Text(String),
    /// What the host says about itself.
    Claim(&'a str),
    /// Short lines.
    List(Vec<String>),
    /// Points, each with the numbers of its evidence.
    Points(Vec<Item<'a>>),
    /// The few messages to be kept in mind.
    KeyMessages(Vec<&'a str>),
    /// Evidence of a release, in full.
    Evidence(&'a Release, Vec<&'a ReleasedNote>),
    /// Words in rows and columns.
    Table(Table),
    /// How much evidence each question rests on.
    Coverage(Matrix),
}

/// A point as it stands in a document, or a line under one.
pub(super) struct Item<'a> {
    /// Words in bold before it; mostly none.
    pub lead: &'static str,
    /// Its own words.
    pub text: &'a str,
    /// What is said behind it, in grey.
    pub behind: Option<String>,
    /// What belongs under it: suggestions under a development, what the school answered.
    pub under: Vec<Item<'a>>,
}

impl<'a> Item<'a> {
    fn of(point: &'a ReleasedPoint, lead: &'static str) -> Self {
        let under = point.answers.iter().map(answer).collect();
        Self { lead, text: &point.text, behind: behind(point), under }
    }
}

/// What is said behind a point: the evidence under it or that it is not here, and where support could come from.
fn behind(point: &ReleasedPoint) -> Option<String> {
    let numbers: Vec<String> = point.evidence.iter().map(ToString::to_string).collect();
    let evidence = match numbers.is_empty() {
        false => Some(format!("evidence {}", numbers.join(", "))),
        true if point.kind.needs_evidence() => Some("evidence not included".to_owned()),
        true => None,
    };
    let parts: Vec<String> = evidence.into_iter().chain(point.support.map(|s| s.label().to_owned())).collect();
    (!parts.is_empty()).then(|| format!("({})", parts.join("; ")))
}

fn answer(answer: &ReleasedAnswer) -> Item<'_> {
    let words = answer.words.as_deref().unwrap_or_default();
    let lead = match (answer.stand, words.is_empty()) {
        (Stand::Agrees, true) => "The school agrees.",
        (Stand::Agrees, false) => "The school agrees:",
        (Stand::Adds, true) => "The school added something.",
        (Stand::Adds, false) => "The school adds:",
        (Stand::Differs, true) => "The school sees it differently.",
        (Stand::Differs, false) => "The school sees it differently:",
    };
    Item { lead, text: words, behind: None, under: Vec::new() }
}

/// The outline of the report on a release, or of what a reviewer takes home.
pub(super) fn report(release: &Release, appendix: Appendix) -> Outline<'_> {
    if release.take_home {
        return take_home(release);
    }
    let mut sections: Vec<Section> = key_messages(release).into_iter().chain(what_we_did(release)).collect();
    sections.extend(observations(release));
    sections.extend(actions::section(release));
    let mut closing = [
        ("What we take home", PointKind::Learning),
        ("On the review itself", PointKind::Process),
        ("Thanks", PointKind::Thanks),
    ];
    closing.sort_by_key(|(_, kind)| release.visit.place_in_report(*kind));
    sections.extend(closing.into_iter().filter_map(|(heading, kind)| points_of(release, heading, kind)));
    let mut preface = preface(release);
    preface.insert(preface.len().min(1), stage(release));
    if release.open_points().any(|p| !p.evidence.is_empty()) {
        let place = match appendix {
            Appendix::Without => "in the released notebook",
            Appendix::WithEvidence => "in the appendix",
        };
        preface.push(format!("The numbers behind a point are those of its evidence {place}."));
    }
    if appendix == Appendix::WithEvidence {
        sections.extend(evidence(release));
    }
    Outline { title: words::title(release), preface, sections }
}

/// How far the report has come.
fn stage(release: &Release) -> String {
    match release.stage {
        Stage::Draft => "Draft, not yet agreed with the school.".to_owned(),
        Stage::Shared => format!("Shared with the school to be agreed, {}.", words::long_day(release.made.date())),
        Stage::Agreed => format!("Agreed with the school, {}.", words::long_day(release.made.date())),
    }
}

fn key_messages(release: &Release) -> Option<Section<'_>> {
    let messages: Vec<&str> = release.open_points().filter(|p| p.key_message).map(|p| p.text.as_str()).collect();
    let section =
        |messages| Section { level: 2, heading: "Key messages".to_owned(), blocks: vec![Block::KeyMessages(messages)] };
    (!messages.is_empty()).then(|| section(messages))
}

/// The points for the head alone, and what the school set out to do about them, which stand in no report.
pub(super) fn head_points(release: &Release) -> Vec<Item<'_>> {
    let points = release.head_points().map(|p| Item::of(p, ""));
    points.chain(release.head_actions().map(actions::item)).collect()
}

/// All points of a kind under a heading of their own.
fn points_of<'a>(release: &'a Release, heading: &str, kind: PointKind) -> Option<Section<'a>> {
    let points: Vec<Item> = release.open_points().filter(|p| p.kind == kind).map(|p| Item::of(p, "")).collect();
    (!points.is_empty()).then(|| Section { level: 2, heading: heading.to_owned(), blocks: vec![Block::Points(points)] })
}

/// The outline of what one reviewer takes home.
fn take_home(release: &Release) -> Outline<'_> {
    let who = release.people.first().map_or("a reviewer", |p| p.label.as_str());
    let of = if release.visit.focus.is_empty() { String::new() } else { format!(" of {}", release.visit.focus) };
    let mut preface =
        vec!["For one's own school. It does not say where it was seen or who said it; please keep it so.".to_owned()];
    if !release.visit.days.is_empty() {
        preface.insert(0, format!("Seen on {}.", words::days(&days(release))));
    }
    let mut sections = Vec::from_iter(points_of(release, "What we said we take home", PointKind::Learning));
    let mut push = |heading: String, notes: Vec<_>| {
        if !notes.is_empty() {
            sections.push(Section { level: 2, heading, blocks: vec![Block::Evidence(release, notes)] });
        }
    };
    for question in &release.questions {
        // Each note once, under the first of its questions.
        let first = |n: &&ReleasedNote| n.questions.first() == Some(&question.number);
        push(question.heading(), release.open_notes().filter(first).collect());
    }
    push("Besides".to_owned(), release.open_notes().filter(|n| n.questions.is_empty()).collect());
    if sections.is_empty() {
        let nothing = "Nothing is marked to take home yet.".to_owned();
        let blocks = vec![Block::Text(nothing)];
        sections.push(Section { level: 2, heading: "To take home".to_owned(), blocks });
    }
    Outline { title: format!("What {who} takes home from a peer review{of}"), preface, sections }
}

/// The lines under the title.
pub(super) fn preface(release: &Release) -> Vec<String> {
    let mut lines = Vec::new();
    if !release.visit.days.is_empty() {
        lines.push(format!("Visit on {}.", words::days(&days(release))));
    }
    let made = format!("{} at {}", words::long_day(release.made.date()), words::clock(release.made));
    lines.push(format!("Made for {} on {made}.", release.audience.label()));
    lines.push(words::confidence(release.audience).to_owned());
    lines
}

/// The days on which evidence was gathered: a meeting weeks before and a workshop weeks after are no visit. All days
/// where none is known to have been for evidence.
fn days(release: &Release) -> Vec<NaiveDate> {
    let gathered = |day: &NaiveDate| release.activities.iter().any(|a| a.day == *day && a.kind.yields_evidence());
    let days: Vec<NaiveDate> = release.visit.days.iter().copied().filter(gathered).collect();
    if days.is_empty() { release.visit.days.clone() } else { days }
}

fn what_we_did(release: &Release) -> Vec<Section<'_>> {
    let evidence = release.open_notes().filter(|n| !n.context).count();
    let mut did = format!(
        "We took part in {} and wrote down {}.",
        count(taken_part(release).count(), "activity", "activities"),
        count(evidence, "piece of evidence", "pieces of evidence"),
    );
    let matrix = Matrix::of_release(release);
    if let Some(sources) = sources(release).filter(|_| !matrix.rows.is_empty()) {
        did.push_str(&format!(" Sources: {sources}."));
    }
    let mut blocks = vec![Block::Text(did)];
    let people: Vec<String> = release.people.iter().filter(|p| p.role.is_team()).map(person).collect();
    if !people.is_empty() {
        blocks.push(Block::Text(format!("The review team: {}.", words::join(&people))));
    }
    let mut sections = vec![Section { level: 2, heading: "What we did".to_owned(), blocks }];
    if !matrix.rows.is_empty() {
        let heading = "Where the evidence comes from".to_owned();
        sections.push(Section { level: 3, heading, blocks: vec![Block::Coverage(matrix)] });
    }
    sections
}

/// The activities that count: those with the host.
fn taken_part(release: &Release) -> impl Iterator<Item = &ReleasedActivity> {
    let pause = |k: ActivityKind| matches!(k, ActivityKind::Break | ActivityKind::TeamMeeting);
    // What had not begun when the report was made was not taken part in.
    release.activities.iter().filter(move |a| !pause(a.kind) && a.start.is_none_or(|start| start <= release.made))
}

fn person(person: &crate::review::release::ReleasedPerson) -> String {
    let role = person.role.label();
    let mut more = Vec::new();
    if !person.label.starts_with(role) {
        more.push(role);
    }
    if !person.school.is_empty() {
        more.push(person.school.as_str());
    }
    if more.is_empty() { person.label.clone() } else { format!("{} ({})", person.label, more.join(", ")) }
}

/// `lesson 4, books 3`, over everything that counts as evidence.
fn sources(release: &Release) -> Option<String> {
    let mut counts = BTreeMap::new();
    for source in release.open_notes().filter(|n| !n.context).filter_map(|n| n.source) {
        *counts.entry(source).or_insert(0_usize) += 1;
    }
    let said: Vec<String> = counts.iter().map(|(source, n)| format!("{} {n}", source.label())).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn observations(release: &Release) -> Vec<Section<'_>> {
    let wording = release.visit.wording;
    let mut kinds = [
        (words::strengths(wording), PointKind::Strength),
        ("Impact seen", PointKind::Impact),
        ("What the school could share", PointKind::Offer),
        (words::developments(wording), PointKind::Development),
        ("Suggestions", PointKind::Suggestion),
        ("Wonderings for leaders", PointKind::Wondering),
    ];
    kinds.sort_by_key(|(_, kind)| release.visit.place_in_report(*kind));
    let mut sections = Vec::new();
    let mut unanswered: Vec<String> = Vec::new();
    let groups = release.questions.iter().map(Some).chain([None]);
    for question in groups {
        let here: Vec<&ReleasedPoint> =
            release.open_points().filter(|p| p.question.as_deref() == question.map(|q| q.number.as_str())).collect();
        let mut by_kind = grouped(&here);
        let parts: Vec<Section> = kinds
            .iter()
            .filter_map(|(heading, kind)| {
                let points = by_kind.remove(kind)?;
                Some(Section { level: 4, heading: (*heading).to_owned(), blocks: vec![Block::Points(points)] })
            })
            .collect();
        let commentary: Vec<Item> = COMMENTARY
            .iter()
            .flat_map(|(kind, lead)| here.iter().filter(|p| p.kind == *kind).map(|p| Item::of(p, lead)))
            .collect();
        if let Some(question) = question {
            let silent = parts.is_empty() && commentary.is_empty();
            if silent && question.claim.is_empty() {
                // A set of twenty questions with as many headings over nothing would fill pages.
                if !question.text.is_empty() {
                    unanswered.push(question.heading());
                }
                continue;
            }
            sections.push(question_section(question, commentary, silent));
        } else if !parts.is_empty() || !commentary.is_empty() {
            let blocks = if commentary.is_empty() { Vec::new() } else { vec![Block::Points(commentary)] };
            sections.push(Section { level: 3, heading: "The visit as a whole".to_owned(), blocks });
        }
        sections.extend(parts);
    }
    if !unanswered.is_empty() {
        let blocks = vec![Block::Text(format!("This report makes no observation on: {}.", unanswered.join("; ")))];
        sections.push(Section { level: 3, heading: "Other questions".to_owned(), blocks });
    }
    if !sections.is_empty() {
        sections.insert(0, Section { level: 2, heading: "Key observations".to_owned(), blocks: Vec::new() });
    }
    sections
}

/// What stands before our commentary on the school's own claim.
const COMMENTARY: [(PointKind, &str); 3] = [
    (PointKind::ClaimAgreed, "We agree with this view:"),
    (PointKind::ClaimPartly, "We agree in part:"),
    (PointKind::ClaimNotSeen, "We did not see this:"),
];

/// The points of a question by kind, in their order. A suggestion that is said right after a development, or after
/// another suggestion to it, stands under it.
fn grouped<'a>(here: &[&'a ReleasedPoint]) -> BTreeMap<PointKind, Vec<Item<'a>>> {
    let mut by_kind: BTreeMap<PointKind, Vec<Item>> = BTreeMap::new();
    let mut follows_development = false;
    for point in here {
        let item = Item::of(point, "");
        let development = by_kind.get_mut(&PointKind::Development).and_then(|all| all.last_mut());
        match development.filter(|_| follows_development && point.kind == PointKind::Suggestion) {
            Some(development) => development.under.push(Item { lead: "Suggestion:", ..item }),
            None => {
                follows_development = point.kind == PointKind::Development;
                by_kind.entry(point.kind).or_default().push(item);
            }
        }
    }
    by_kind
}

fn question_section<'a>(question: &'a ReleasedQuestion, commentary: Vec<Item<'a>>, silent: bool) -> Section<'a> {
    let mut blocks = Vec::new();
    if !question.text.is_empty() {
        blocks.push(Block::Text(question.text.clone()));
    }
    if !question.claim.is_empty() {
        blocks.push(Block::Claim(&question.claim));
    }
    if !commentary.is_empty() {
        blocks.push(Block::Points(commentary));
    }
    if silent {
        blocks.push(Block::Text("This report makes no observation on this question.".to_owned()));
    }
    Section { level: 3, heading: question.heading(), blocks }
}

/// The appendix: every activity, and all open evidence by question.
fn evidence(release: &Release) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let activities: Vec<String> = taken_part(release)
        .map(|a| {
            let place = if a.place.is_empty() { String::new() } else { format!(" ({})", a.place) };
            format!("{}, {}: {}{place}", words::short_day(a.day), words::span(a), a.title)
        })
        .collect();
    if !activities.is_empty() {
        let heading = "What we took part in".to_owned();
        sections.push(Section { level: 3, heading, blocks: vec![Block::List(activities)] });
    }
    let mut push = |heading: String, notes: Vec<_>| {
        if !notes.is_empty() {
            sections.push(Section { level: 3, heading, blocks: vec![Block::Evidence(release, notes)] });
        }
    };
    let evidence = || release.open_notes().filter(|n| !n.context);
    for question in &release.questions {
        push(question.heading(), evidence().filter(|n| n.questions.contains(&question.number)).collect());
    }
    push("Under no question".to_owned(), evidence().filter(|n| n.questions.is_empty()).collect());
    push(
        "What the school says about itself (context, not evidence)".to_owned(),
        release.open_notes().filter(|n| n.context).collect(),
    );
    if !sections.is_empty() {
        let heading = "Appendix: the evidence by question".to_owned();
        sections.insert(0, Section { level: 2, heading, blocks: Vec::new() });
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    fn texts(outline: &Outline<'_>) -> Vec<String> {
        let blocks = outline.sections.iter().flat_map(|s| &s.blocks);
        blocks.filter_map(|b| if let Block::Text(text) = b { Some(text.clone()) } else { None }).collect()
    }

    #[test]
    fn questions_without_an_observation_share_a_line_unless_the_school_claims_something() {
        let mut release = sample::release();
        release.points.clear();
        for question in &mut release.questions {
            question.text = format!("What of {}?", question.title);
            question.claim = if question.number == "1" { "All is well.".to_owned() } else { String::new() };
        }
        let outline = report(&release, Appendix::Without);
        let headings: Vec<&str> =
            outline.sections.iter().filter(|s| s.level == 3).map(|s| s.heading.as_str()).collect();
        assert_eq!(headings.iter().filter(|h| h.starts_with(['1', '2', '3'])).count(), 1, "{headings:?}");
        let told = texts(&outline);
        let line = told.iter().find(|t| t.contains("no observation on: ")).unwrap();
        for question in release.questions.iter().filter(|q| q.number != "1") {
            assert!(line.contains(&question.heading()), "{line}");
        }
        assert!(!line.contains(&release.questions[0].heading()), "{line}");
    }

    #[test]
    fn a_meeting_before_and_a_workshop_after_are_no_days_of_the_visit() {
        let mut release = sample::release();
        let all = release.visit.days.clone();
        let workshop = *all.last().unwrap() + chrono::TimeDelta::days(14);
        let mut later = release.activities[0].clone();
        (later.kind, later.day) = (ActivityKind::Workshop, workshop);
        release.activities.push(later);
        release.visit.days.push(workshop);
        assert_eq!(days(&release), all);
        assert!(!preface(&release)[0].contains(&words::long_day(workshop)));
        release.activities.retain(|a| !a.kind.yields_evidence());
        assert_eq!(days(&release), release.visit.days, "where none is known to be for evidence, all are told");
    }
}
