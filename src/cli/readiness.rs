//! `visitbook readiness`: whose notes are in, and what the evidence comes to, question by question.
//!
//! The JSON is an object: `people` (`key, name, role, notes, last_note_at, sealed_not_for_me,
//! heard_of_until`), `last_joined_at`, `untagged`, `points_in_two_versions`, `sealed_not_counted`,
//! `minutes` (the time the team has together today; null: none), and `questions`, each with `number,
//! title, notes, minutes, strengths, developments` (on what they rest: `agreed`, `one-visit`,
//! `one-source`, `no-source`; null where there are none), `contradictions` (`within, strengths,
//! developments`), `not_looked_at`, `accompanied` (`source, by, notes`).

use super::out::Out;
use super::place::{self, Place};
use crate::clock::Moment;
use crate::ids::QuestionId;
use crate::notebook::{Filter, Order};
use crate::review::coverage::Coverage;
use crate::review::evidence::{Note, Source, Valence};
use crate::review::findings::{Findings, Piece, Standing, sources_below};
use crate::review::people::Role;
use crate::review::readiness::{parts, shares, together};
use crate::review::timetable::{Activity, ActivityKind};
use crate::tasks::Desk;
use crate::tasks::joining::last_joined;
use crate::tasks::opened::Opened;
use crate::text::{clean_line, listed};
use crate::trouble::{Result, count};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Shows whose notes are in, and for each question what agrees, what rests on one source only, what contradicts.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook readiness maths.visitbook")]
pub struct Readiness {
    /// The notebook
    notebook: PathBuf,
    /// Ask for my passphrase, and count what is sealed to the team too, where everything is
    #[arg(long)]
    unlock: bool,
    /// As text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Serialize)]
struct Told {
    people: Vec<Person>,
    last_joined_at: Option<String>,
    untagged: usize,
    points_in_two_versions: usize,
    sealed_not_counted: usize,
    minutes: Option<i64>,
    questions: Vec<Question>,
}

#[derive(Serialize)]
struct Person {
    key: String,
    name: String,
    role: Role,
    notes: usize,
    last_note_at: Option<String>,
    sealed_not_for_me: usize,
    heard_of_until: Option<String>,
}

#[derive(Serialize)]
struct Question {
    number: String,
    title: String,
    notes: usize,
    minutes: Option<i64>,
    strengths: Option<&'static str>,
    developments: Option<&'static str>,
    contradictions: Vec<Contradiction>,
    not_looked_at: Vec<Source>,
    accompanied: Vec<Company>,
    #[serde(skip)]
    findings: Findings,
}

#[derive(Serialize)]
struct Contradiction {
    within: String,
    strengths: usize,
    developments: usize,
}

#[derive(Serialize)]
struct Company {
    source: Source,
    by: String,
    notes: usize,
}

/// Prints how ready the team is.
///
/// # Errors
/// When the notebook cannot be opened, or I am not of the visiting team.
pub fn run(args: &Readiness, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.team_desk(&args.notebook)?;
    let opened = if args.unlock { place::unlocked(&desk, place, out)? } else { Opened::default() };
    let told = told(&desk, &opened)?;
    if desk.review().visit.capture.seal().is_some() && told.sealed_not_counted > 0 && !args.unlock {
        out.say("Everything is sealed here, and what is sealed is not counted: --unlock asks for your passphrase and counts it.");
    }
    match args.format {
        Format::Text => out.data(&text(&told)),
        Format::Json => out.json(&told),
    }
}

fn told(desk: &Desk, opened: &Opened) -> Result<Told> {
    let (review, notebook) = (desk.review(), desk.notebook());
    let (capture, zone) = (review.visit.capture, review.visit.zone);
    let roll = notebook.roll()?;
    let at = |moment: Moment| moment.iso(zone);
    let person = |part: &crate::review::readiness::Part| {
        let person = review.person(part.person)?;
        Some(Person {
            key: clean_line(&person.key),
            name: clean_line(&person.name),
            role: person.role,
            notes: part.notes,
            last_note_at: part.last_note.map(at),
            sealed_not_for_me: part.out_of_reach,
            heard_of_until: part.heard.map(at),
        })
    };
    let counts = notebook.counts()?;
    let mut tallies = notebook.tallies(&review.claims())?;
    tallies.extend(opened.tallies(capture, &review.claims()));
    let sealed = counts.sealed.saturating_sub(opened.counted(capture));
    let coverage = Coverage::of(&review.questions, &tallies, u32::try_from(sealed).unwrap_or(u32::MAX));
    let together = time(desk);
    let shares = together.map(|minutes| shares(minutes, &coverage)).unwrap_or_default();
    let notes = notebook.notes(&Filter::default(), Order::Oldest, 0, super::ALL)?;
    let questions = review.questions.iter().map(|q| {
        let below = sources_below(q, &review.questions, &coverage);
        let findings = findings(desk, opened, &notes, q, &below);
        let share = shares.iter().find(|(id, _)| *id == q.id).map(|(_, share)| *share);
        question(q, findings, share)
    });
    Ok(Told {
        people: parts(&review.people, &roll, desk.me()).iter().filter_map(person).collect(),
        last_joined_at: if desk.session().is_some() { None } else { last_joined(desk.home(), notebook.id()).map(at) },
        untagged: counts.untagged + opened.untagged(capture),
        points_in_two_versions: notebook.points()?.iter().filter(|p| p.conflict).count(),
        sealed_not_counted: sealed,
        minutes: together,
        questions: questions.collect(),
    })
}

/// The minutes that the team has together today, before the next summary meeting.
fn time(desk: &Desk) -> Option<i64> {
    let review = desk.review();
    let now = desk.clock().now();
    let standing = crate::review::day::now(&review.activities, review.visit.zone, now, Some(desk.me()));
    let current: Vec<&Activity> = standing.current.iter().filter_map(|id| review.activity(*id)).collect();
    let local = now.local(review.visit.zone);
    let is_summary = |a: &&Activity| a.kind == ActivityKind::Summary && !a.run.dropped;
    let summary = review.activities.iter().filter(is_summary).find(|a| a.end.is_none_or(|end| end >= local));
    together(local, summary, &current, &review.activities).map(|t| t.minutes)
}

/// What the evidence on a question that can be read comes to.
fn findings(
    desk: &Desk,
    opened: &Opened,
    notes: &[Note],
    of: &crate::review::questions::Question,
    below: &[Source],
) -> Findings {
    let review = desk.review();
    let on = |questions: &std::collections::BTreeSet<QuestionId>| questions.contains(&of.id);
    let piece = |note: &Note| {
        let words = opened.words(note, review.visit.capture).filter(|w| on(&w.marks.questions))?;
        Some(Piece::of(note, words))
    };
    Findings::of(of, &review.activities, below, &notes.iter().filter_map(piece).collect::<Vec<_>>())
}

fn question(of: &crate::review::questions::Question, findings: Findings, minutes: Option<i64>) -> Question {
    let standing = |valence| {
        let found = findings.standings.iter().find(|(v, _)| *v == valence);
        found.map(|(_, standing)| match standing {
            Standing::Agreed(_) => "agreed",
            Standing::OneVisit(_) => "one-visit",
            Standing::OneSource(_) => "one-source",
            Standing::NoSource => "no-source",
        })
    };
    let contradictions = findings.contradictions.iter().map(|c| Contradiction {
        within: clean_line(&c.within.words()),
        strengths: c.strengths.len(),
        developments: c.developments.len(),
    });
    let company = findings.company.iter().map(|c| Company { source: c.source, by: clean_line(&c.by), notes: c.notes });
    Question {
        number: clean_line(&of.number),
        title: clean_line(&of.title),
        notes: findings.count(),
        minutes,
        strengths: standing(Valence::Strength),
        developments: standing(Valence::Development),
        contradictions: contradictions.collect(),
        not_looked_at: findings.not_looked_at.clone(),
        accompanied: company.collect(),
        findings,
    }
}

fn text(told: &Told) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    let widest = told.people.iter().map(|p| crate::text::width(&p.name)).max().unwrap_or(0);
    for person in &told.people {
        let pad = " ".repeat(widest - crate::text::width(&person.name));
        line(format!("{}{pad}  {}", person.name, in_words(person)));
    }
    let open = [
        (told.untagged, "note has no question", "notes have no question"),
        (told.points_in_two_versions, "point stands in two versions", "points stand in two versions"),
        (told.sealed_not_counted, "sealed note is not counted", "sealed notes are not counted"),
    ];
    for (n, one, many) in open.into_iter().filter(|(n, ..)| *n > 0) {
        line(format!("! {}", count(n, one, many)));
    }
    if let Some(minutes) = told.minutes {
        line(format!("{minutes} min together"));
    }
    for question in &told.questions {
        let share = question.minutes.map_or_else(String::new, |share| format!(", {share} min"));
        let notes = count(question.notes, "note", "notes");
        line(format!("\n{} {}: {notes}{share}", question.number, question.title));
        for (valence, standing) in &question.findings.standings {
            let mark = if matches!(standing, Standing::Agreed(_)) { ' ' } else { '!' };
            line(format!("  {mark} {}: {}", valence.label(), standing.words()));
        }
        for contradiction in &question.findings.contradictions {
            line(format!("  ! both ways: {}", clean_line(&contradiction.words())));
        }
        if !question.not_looked_at.is_empty() {
            let sources: Vec<_> = question.not_looked_at.iter().map(|s| s.plural()).collect();
            line(format!("  ! promised, not looked at: {}", listed(&sources)));
        }
        for company in &question.findings.company {
            line(format!("    {}", clean_line(&company.words())));
        }
    }
    text
}

/// What is known of a person's notes.
fn in_words(person: &Person) -> String {
    let notes = if person.notes == 0 { "! no notes yet".to_owned() } else { count(person.notes, "note", "notes") };
    let when = |at: &String| {
        chrono::DateTime::parse_from_rfc3339(at)
            .map_or_else(|_| at.clone(), |at| at.format("%a %-d %B %H:%M").to_string())
    };
    let mut parts = vec![notes];
    parts.extend((!person.role.is_team()).then(|| person.role.label().to_owned()));
    parts.extend(person.last_note_at.as_ref().map(|at| format!("last {}", when(at))));
    parts.extend((person.sealed_not_for_me > 0).then(|| format!("{} sealed, not for you", person.sealed_not_for_me)));
    parts.push(match &person.heard_of_until {
        Some(at) => format!("heard of until {}", when(at)),
        None => "not heard of yet".to_owned(),
    });
    parts.join(" · ")
}
