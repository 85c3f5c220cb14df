//! What stands on the page, as blocks that know nothing of their layout.

use crate::review::questions::{Origin, Question};
use crate::review::release::Planned;
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::{Contact, Review};
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
        Cell { text: activity.place.clone(), link: activity.link.clone() },
        who(review, activity).into(),
        activity.accompanied_by.as_str().into(),
    ]
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
pub(super) fn who(review: &Review, activity: &Activity) -> String {
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
