//! The report's outline: what stands in it, in which order and under which words, whatever the format.
//!
//! All formats draw the same outline, so they cannot tell different stories. Without its appendix the
//! report is short enough to be read in a meeting: one to two sides of A4 with a usual number of points,
//! however much evidence there is. Evidence for the head alone is in none of them: a report gets handed on.

use super::coverage::Matrix;
use super::words;
use crate::review::feedback::PointKind;
use crate::review::release::{Release, ReleasedActivity, ReleasedNote, ReleasedPoint, ReleasedQuestion};
use crate::review::timetable::ActivityKind;
use crate::trouble::count;
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
    Points(Vec<&'a ReleasedPoint>),
    /// Evidence in full.
    Evidence(Vec<&'a ReleasedNote>),
    /// How much evidence each question rests on.
    Coverage(Matrix),
}

/// What is said behind a point: the evidence under it, or that it is not here.
pub(super) fn support(point: &ReleasedPoint) -> Option<String> {
    let numbers: Vec<String> = point.evidence.iter().map(ToString::to_string).collect();
    match numbers.is_empty() {
        false => Some(format!("(evidence {})", numbers.join(", "))),
        true if point.kind.needs_evidence() => Some("(evidence not included)".to_owned()),
        true => None,
    }
}

/// The outline of the report on a release.
pub(super) fn report(release: &Release, appendix: Appendix) -> Outline<'_> {
    let mut sections = what_we_did(release);
    sections.extend(observations(release));
    let mut closing = [
        ("What we take home", PointKind::Learning),
        ("On the review itself", PointKind::Process),
        ("Thanks", PointKind::Thanks),
    ];
    closing.sort_by_key(|(_, kind)| release.visit.place_in_report(*kind));
    for (heading, kind) in closing {
        let points: Vec<_> = release.points.iter().filter(|p| p.kind == kind).collect();
        if !points.is_empty() {
            sections.push(Section { level: 2, heading: heading.to_owned(), blocks: vec![Block::Points(points)] });
        }
    }
    let mut preface = preface(release);
    if release.points.iter().any(|p| !p.evidence.is_empty()) {
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

/// The lines under the title.
pub(super) fn preface(release: &Release) -> Vec<String> {
    let mut lines = Vec::new();
    if !release.visit.days.is_empty() {
        lines.push(format!("Visit on {}.", words::days(&release.visit.days)));
    }
    let made = format!("{} at {}", words::long_day(release.made.date()), words::clock(release.made));
    lines.push(format!("Made for {} on {made}.", release.audience.label()));
    lines.push(words::confidence(release.audience).to_owned());
    lines
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
    release.activities.iter().filter(move |a| !pause(a.kind))
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
        ("The school's own claim: we agree", PointKind::ClaimAgreed),
        ("The school's own claim: we agree in part", PointKind::ClaimPartly),
        ("The school's own claim: we did not see it", PointKind::ClaimNotSeen),
        (words::strengths(wording), PointKind::Strength),
        ("Impact seen", PointKind::Impact),
        ("What the school could share", PointKind::Offer),
        (words::developments(wording), PointKind::Development),
        ("Suggestions", PointKind::Suggestion),
        ("Wonderings for leaders", PointKind::Wondering),
    ];
    kinds.sort_by_key(|(_, kind)| release.visit.place_in_report(*kind));
    let mut sections = Vec::new();
    let groups = release.questions.iter().map(Some).chain([None]);
    for question in groups {
        let here = |p: &&ReleasedPoint| p.question.as_deref() == question.map(|q| q.number.as_str());
        let parts: Vec<Section> = kinds
            .iter()
            .filter_map(|(heading, kind)| {
                let points: Vec<_> = release.points.iter().filter(here).filter(|p| p.kind == *kind).collect();
                let section =
                    |points| Section { level: 4, heading: (*heading).to_owned(), blocks: vec![Block::Points(points)] };
                (!points.is_empty()).then(|| section(points))
            })
            .collect();
        if let Some(question) = question {
            if parts.is_empty() && question.text.is_empty() && question.claim.is_empty() {
                continue;
            }
            sections.push(question_section(question, parts.is_empty()));
        } else if !parts.is_empty() {
            sections.push(Section { level: 3, heading: "The visit as a whole".to_owned(), blocks: Vec::new() });
        }
        sections.extend(parts);
    }
    if !sections.is_empty() {
        sections.insert(0, Section { level: 2, heading: "Key observations".to_owned(), blocks: Vec::new() });
    }
    sections
}

fn question_section(question: &ReleasedQuestion, silent: bool) -> Section<'_> {
    let mut blocks = Vec::new();
    if !question.text.is_empty() {
        blocks.push(Block::Text(question.text.clone()));
    }
    if !question.claim.is_empty() {
        blocks.push(Block::Claim(&question.claim));
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
            sections.push(Section { level: 3, heading, blocks: vec![Block::Evidence(notes)] });
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
