//! What stands on the page, as blocks that know nothing of their layout.

use crate::review::feedback::PointKind;
use crate::review::people::Role;
use crate::review::questions::{Origin, Question};
use crate::review::release::Planned;
use crate::review::timetable::{Activity, ActivityKind, Meets};
use crate::review::visit::{Contact, Review};
use crate::trouble::count;
use chrono::NaiveDate;

/// A page.
pub(super) struct Sheet {
    /// The title of the page.
    pub title: String,
    /// What stands on it, in order.
    pub blocks: Vec<Block>,
}

/// A part of the page.
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
    /// A list to tick off on paper.
    Ticks(Vec<String>),
    Table {
        head: &'static [&'static str],
        rows: Vec<Vec<Cell>>,
    },
}

/// A cell of a table.
#[derive(Default)]
pub(super) struct Cell {
    pub text: String,
    /// A web address, or empty.
    pub link: String,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), link: String::new() }
    }
}

/// The page of a plan.
pub(super) fn sheet(review: &Review) -> Sheet {
    let visit = &review.visit;
    let mut blocks = vec![Block::Paragraph(format!("Times are those of {}.", visit.zone.name()))];
    blocks.extend(scope_and_inspections(review).into_iter().map(Block::Paragraph));
    for day in review.days() {
        day_blocks(review, day, &mut blocks);
    }
    if !review.questions.is_empty() {
        blocks.push(Block::Heading("What the review asks".into()));
        review.questions.iter().for_each(|q| question_blocks(q, &mut blocks));
    }
    blocks.push(Block::Heading("Whom to turn to".into()));
    blocks.push(contacts(review));
    blocks.push(Block::Heading("The team and the host".into()));
    blocks.push(Block::Table {
        head: &["Name", "Part", "School"],
        rows: review
            .people
            .iter()
            .map(|p| vec![p.name.as_str().into(), p.role.label().into(), p.school.as_str().into()])
            .collect(),
    });
    let parts = Role::ALL.into_iter().filter(|role| review.people.iter().any(|p| p.role == *role));
    blocks.push(Block::List(parts.map(|role| format!("{}: {}", role.label(), role.about())).collect()));
    for (heading, rules) in [
        ("Protocol: conduct", &visit.protocol.conduct),
        ("Protocol: safeguarding", &visit.protocol.safeguarding),
        ("Protocol: confidentiality", &visit.protocol.confidentiality),
    ] {
        blocks.push(Block::Heading(heading.into()));
        blocks.push(Block::List(rules.clone()));
    }
    if visit.release != Planned::default() {
        let audience = visit.audience();
        let names = visit.release.names(audience).label();
        blocks.push(Block::Paragraph(format!("Report and pack are made for {}: {names}.", audience.label())));
    }
    if !visit.prompts.is_empty() {
        blocks.push(Block::Heading("To ask and to look for".into()));
        let prompts = visit.prompts.iter().flat_map(|of| of.prompts.iter().map(move |p| (of.kind, p)));
        blocks.push(Block::List(prompts.map(|(kind, prompt)| format!("{}: {prompt}", kind_label(kind))).collect()));
    }
    if !visit.report.is_empty() {
        let mut parts: Vec<&str> = visit.report.iter().map(|kind| report_part(*kind)).collect();
        parts.dedup();
        blocks.push(Block::Heading("The report".into()));
        blocks.push(Block::Paragraph(format!("In this order: {}.", parts.join(", "))));
    }
    if !visit.documents.is_empty() {
        blocks.push(Block::Heading("To read before the visit".into()));
        blocks.push(Block::Ticks(visit.documents.clone()));
    }
    if !visit.timeline.is_empty() {
        blocks.push(Block::Heading("Before and after".into()));
        blocks.push(Block::Table {
            head: &["When", "What", "Needs", "Responsible"],
            rows: visit
                .timeline
                .iter()
                .map(|r| [&r.when, &r.what, &r.resources, &r.responsible].map(|t| t.as_str().into()).into())
                .collect(),
        });
    }
    Sheet { title: format!("{}: {} review", visit.school, visit.focus), blocks }
}

fn day_blocks(review: &Review, day: NaiveDate, blocks: &mut Vec<Block>) {
    let activities = || review.activities.iter().filter(move |a| a.day == day && !a.run.dropped);
    blocks.push(Block::Heading(day.format("%A %-d %B %Y").to_string()));
    blocks.push(Block::Table {
        head: &["Time", "Min", "Activity", "Where", "Who", "With"],
        rows: activities().map(|a| activity_row(review, a)).collect(),
    });
    let prompts: Vec<String> =
        activities().flat_map(|a| a.prompts.iter().map(move |prompt| format!("{}: {prompt}", a.title))).collect();
    if !prompts.is_empty() {
        blocks.push(Block::Paragraph("To ask and to look for:".into()));
        blocks.push(Block::List(prompts));
    }
}

fn activity_row(review: &Review, activity: &Activity) -> Vec<Cell> {
    let time = match (activity.start, activity.end) {
        (Some(start), Some(end)) => format!("{}–{}", start.format("%H:%M"), end.format("%H:%M")),
        (Some(start), None) => start.format("%H:%M").to_string(),
        (None, _) => "open".to_owned(),
    };
    let minutes = activity.minutes().map(|m| m.to_string()).unwrap_or_default();
    vec![
        time.into(),
        minutes.into(),
        title(activity).into(),
        Cell { text: place(review, activity), link: activity.link.clone() },
        who(review, activity).into(),
        activity.accompanied_by.as_str().into(),
    ]
}

/// How much is looked at, and the inspections before it: the one that is close is said to be.
fn scope_and_inspections(review: &Review) -> Vec<String> {
    let visit = &review.visit;
    let mut said = Vec::new();
    said.extend(visit.scope.map(|scope| format!("Scope: {}.", scope.label())));
    let date = |day: NaiveDate| day.format("%-d %B %Y").to_string();
    if !visit.inspections.is_empty() {
        let had: Vec<String> = visit.inspections.iter().map(|i| format!("{} on {}", i.kind, date(i.date))).collect();
        said.push(format!("Inspections before: {}.", had.join("; ")));
    }
    if let Some((first, inspection)) =
        review.days().first().and_then(|first| Some((*first, visit.straight_after(*first)?)))
    {
        let days = (first - inspection.date).num_days();
        said.push(format!(
            "Mind: the review begins {} after the inspection of {}, straight after it.",
            count(usize::try_from(days).unwrap_or(0), "day", "days"),
            date(inspection.date)
        ));
    }
    said
}

/// Where it is; with a link beside it, who is not in the room.
fn place(review: &Review, activity: &Activity) -> String {
    match activity.meets() {
        Meets::InRoom | Meets::OnLine => activity.place.clone(),
        Meets::Both if activity.online.is_empty() => format!("{}, or on line", activity.place),
        Meets::Both => {
            let names: Vec<&str> = activity.online.iter().map(|id| review.name(*id)).collect();
            format!("{}; {} on line", activity.place, names.join(", "))
        }
    }
}

/// `Team meeting`.
fn kind_label(kind: ActivityKind) -> String {
    let words = kind.key().replace('-', " ");
    words.get(..1).map_or_else(String::new, |first| first.to_uppercase() + &words[1..])
}

/// The part of the report in which a kind of point stands.
fn report_part(kind: PointKind) -> &'static str {
    match kind {
        PointKind::ClaimAgreed | PointKind::ClaimPartly | PointKind::ClaimNotSeen => "what the school says of itself",
        PointKind::Strength => "strengths",
        PointKind::Impact => "impact",
        PointKind::Offer => "what could be shared",
        PointKind::Development => "areas for development",
        PointKind::Suggestion => "suggestions",
        PointKind::Wondering => "questions for leaders",
        PointKind::Learning => "what we take home",
        PointKind::Process => "the review itself",
        PointKind::Thanks => "thanks",
    }
}

/// The title, with what else the timetable says of it; for a summary meeting also who hears the feedback and
/// how much of the time is theirs.
fn title(activity: &Activity) -> String {
    let mut extra = Vec::new();
    if !activity.audience.is_empty() {
        extra.push(format!("to {}", activity.audience));
    }
    if let Some(minutes) = activity.host_minutes {
        extra.push(format!("{minutes} min for the host"));
    }
    if !activity.note.is_empty() {
        extra.push(activity.note.clone());
    }
    if extra.is_empty() { activity.title.clone() } else { format!("{} ({})", activity.title, extra.join("; ")) }
}

/// The names of those who take part.
pub(in crate::plan) fn who(review: &Review, activity: &Activity) -> String {
    if activity.people.is_empty() {
        let alone = activity.kind == ActivityKind::TeamMeeting;
        return if alone { "the team".to_owned() } else { "everyone".to_owned() };
    }
    activity.people.iter().map(|id| review.name(*id)).collect::<Vec<_>>().join(", ")
}

fn question_blocks(question: &Question, blocks: &mut Vec<Block>) {
    let asked = if question.origin == Origin::Requested { " (requested by the host)" } else { "" };
    blocks.push(Block::Paragraph(format!("{} {}{asked}: {}", question.number, question.title, question.text)));
    let mut facts = Vec::new();
    if !question.claim.is_empty() {
        facts.push(format!("The host says: {}", question.claim));
    }
    if !question.promised.is_empty() {
        let sources: Vec<&str> = question.promised.iter().map(|s| s.label()).collect();
        facts.push(format!("Promised to be seen: {}", sources.join(", ")));
    }
    if !facts.is_empty() {
        blocks.push(Block::List(facts));
    }
}

fn contacts(review: &Review) -> Block {
    let routes = &review.visit.safeguarding;
    let row = |worry: &str, part: &str, contact: &Contact| {
        vec![worry.into(), part.into(), contact.name.as_str().into(), contact.phone.as_str().into()]
    };
    Block::Table {
        head: &["Concern", "Turn to", "Name", "Telephone"],
        rows: vec![
            row("about a child", "DSL", &routes.dsl),
            row("about a child", "deputy DSL", &routes.deputy),
            row("about an adult", "head", &routes.head),
            row("about the head", "chair", &routes.chair),
            row("about the head", "LADO", &routes.lado),
            row("immediate danger", "police", &Contact { name: "Emergency services".into(), phone: "999".into() }),
        ],
    }
}
