//! `visitbook day`: what is on, and the day as it slips.
//!
//! The JSON is an object: `at, phase, drift_minutes, now, others, next, minutes_left, minutes_to_next, paused`
//! and `activities`, all of the visit, each with `id, key, title, kind, day, start, end, planned_start,
//! planned_end, place, link, people, online, accompanied_by, dropped, started, ended, conflict`; `now` and `next` name activities by id.

mod catch_up;

use super::out::Out;
use super::place::{self, Place};
use crate::ids::{ActivityId, PersonId};
use crate::review::day::{self as running, Phase, Standing};
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use crate::tasks::Desk;
use crate::tasks::day::Turn;
use crate::tasks::timetable::Came;
use crate::text::{clean_line, fit, width};
use crate::trouble::{Result, Trouble};
use crate::tui::panes::minutes as in_words;
use chrono::{NaiveDate, NaiveDateTime};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Shows what is on now and next; moves the day when it slips.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook day maths.visitbook\n  visitbook day maths.visitbook shift 10")]
pub struct Day {
    /// The notebook
    notebook: PathBuf,
    /// As text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    format: Format,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// The rest of the day runs so many minutes later (or, negative, earlier)
    #[command(after_help = "Example:\n  visitbook day maths.visitbook shift 10")]
    Shift {
        /// Minutes
        #[arg(allow_negative_numbers = true, value_parser = |typed: &str| minutes(typed, -600))]
        minutes: i64,
    },
    /// What is on now takes so many minutes longer
    #[command(after_help = "Example:\n  visitbook day maths.visitbook extend 5")]
    Extend {
        /// Minutes
        #[arg(allow_negative_numbers = true, value_parser = |typed: &str| minutes(typed, -600))]
        minutes: i64,
        /// Another activity than what is on now
        key: Option<String>,
    },
    /// The next activity starts now
    #[command(after_help = "Example:\n  visitbook day maths.visitbook next")]
    Next,
    /// What is on now has ended
    #[command(after_help = "Example:\n  visitbook day maths.visitbook end")]
    End {
        /// Another activity than what is on now
        key: Option<String>,
    },
    /// What is on now is interrupted, or goes on
    #[command(after_help = "Example:\n  visitbook day maths.visitbook pause")]
    Pause {
        /// Another activity than what is on now
        key: Option<String>,
    },
    /// An activity does not take place, or does after all
    #[command(after_help = "Example:\n  visitbook day maths.visitbook drop governors")]
    Drop {
        /// The activity
        key: String,
    },
    /// Something that was not planned, from now on
    #[command(after_help = "Example:\n  visitbook day maths.visitbook insert \"Assembly\" --kind other --minutes 20")]
    Insert {
        /// What it is called
        title: String,
        /// What sort it is, as in the plan: lessons, pupils, break …
        #[arg(long, default_value = "other")]
        kind: String,
        /// How long
        #[arg(long, value_parser = |typed: &str| minutes(typed, 1))]
        minutes: i64,
    },
    /// Puts a timetable that came late into the notebook (the lead); what is there stays as it is
    #[command(
        after_help = "Examples:\n  visitbook day maths.visitbook timetable mail.txt --dry-run\n  visitbook day maths.visitbook timetable - --day 2026-06-11 < mail.txt"
    )]
    Timetable {
        /// The timetable as it came (text, .docx, .csv, .tsv, .md, .ics), or - for standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its day, where it says none [default: today while the visit is on, else its first day]
        #[arg(long, value_name = "DATE")]
        day: Option<NaiveDate>,
        /// Only shows how it is read
        #[arg(long)]
        dry_run: bool,
    },
    /// What the other sub-teams brought since the last catch-up, at break, lunch or the team's meeting
    #[command(after_help = "Example:\n  visitbook day maths.visitbook catch-up")]
    CatchUp {
        /// Another catch-up than the one that is on or comes next
        key: Option<String>,
    },
    /// Who of the host accompanied us in what is on now
    #[command(after_help = "Example:\n  visitbook day maths.visitbook accompanied \"deputy head\"")]
    Accompanied {
        /// Who, by role
        whom: String,
        /// Another activity than what is on now
        key: Option<String>,
    },
}

/// Turns the day if asked to, and shows it.
///
/// # Errors
/// When nothing is on, or there is nothing to move.
pub fn run(args: &Day, place: &Place, out: &mut Out) -> Result<()> {
    let desk = match &args.deed {
        None => place.desk(&args.notebook)?,
        Some(Deed::CatchUp { key }) => {
            return catch_up::run(&place.team_desk(&args.notebook)?, key.as_deref(), args.format, out);
        }
        Some(Deed::Timetable { file, day, dry_run }) => {
            let came = Came { bytes: super::import::timetable(file, out)?, name: file.to_string_lossy().into_owned() };
            let mut desk = place.team_desk(&args.notebook)?;
            if *dry_run {
                return out.data(&desk.read_timetable(&came, *day)?.report.to_string());
            }
            let (kept, _) = desk.keep_timetable(&came, *day)?;
            out.say(&kept.report.to_string());
            desk
        }
        Some(deed) => {
            let mut desk = place.team_desk(&args.notebook)?;
            if let Some(turn) = turn(deed, &desk)? {
                desk.turn(&turn)?;
            }
            desk
        }
    };
    let standing = standing(&desk);
    match args.format {
        Format::Text => out.data(&told(&desk, &standing, out.width())),
        Format::Json => out.json(&Shown::new(&desk, &standing)),
    }
}

/// Minutes as they are typed, from `least` to ten hours; what is wrong is said in words, for clap.
fn minutes(typed: &str, least: i64) -> std::result::Result<i64, String> {
    let read = typed.trim().parse().ok().filter(|m| (least..=600).contains(m));
    read.ok_or_else(|| format!("write a number of minutes from {least} to 600"))
}

fn standing(desk: &Desk) -> Standing {
    let review = desk.review();
    running::now(&review.activities, review.visit.zone, desk.clock().now(), Some(desk.me()))
}

/// What is to be turned; none for what only shows.
fn turn(deed: &Deed, desk: &Desk) -> Result<Option<Turn>> {
    let review = desk.review();
    let meant = |key: Option<&String>| match key {
        Some(key) => place::activity(review, key),
        None => standing(desk).current.first().copied().ok_or_else(|| {
            Trouble::usage("Nothing is on now.", "Name the activity by its key; “visitbook day” shows them.")
        }),
    };
    Ok(Some(match deed {
        Deed::Shift { minutes } => Turn::ShiftRest(*minutes),
        Deed::Extend { minutes, key } => Turn::Extend(meant(key.as_ref())?, *minutes),
        Deed::Next => Turn::StartNext,
        Deed::End { key } => Turn::End(meant(key.as_ref())?),
        Deed::Pause { key } => Turn::PauseOrResume(meant(key.as_ref())?),
        Deed::Drop { key } => Turn::DropOrRestore(place::activity(review, key)?),
        Deed::Insert { title, kind, minutes } => {
            Turn::Insert { title: inserted_title(title)?, kind: kind_of(kind)?, minutes: *minutes }
        }
        Deed::CatchUp { .. } | Deed::Timetable { .. } => return Ok(None),
        Deed::Accompanied { whom, key } => Turn::Accompanied(meant(key.as_ref())?, whom.clone()),
    }))
}

fn inserted_title(typed: &str) -> Result<String> {
    Some(clean_line(typed.trim()))
        .filter(|t| !t.is_empty())
        .ok_or_else(|| Trouble::usage("The activity needs a title.", "Say in two or three words what it is."))
}

fn kind_of(typed: &str) -> Result<ActivityKind> {
    let wanted = typed.trim().to_lowercase();
    ActivityKind::ALL.into_iter().find(|k| k.key() == wanted).ok_or_else(|| {
        let kinds: Vec<&str> = ActivityKind::ALL.iter().map(|k| k.key()).collect();
        Trouble::usage(
            format!("There is no kind of activity “{}”.", clean_line(typed)),
            format!("Kinds are {}.", kinds.join(", ")),
        )
    })
}

fn told(desk: &Desk, standing: &Standing, cells: usize) -> String {
    let review = desk.review();
    let now = desk.clock().now().local(review.visit.zone);
    let drift = match standing.drift_minutes {
        // Before and after a day there is nothing to be on time for.
        0 if matches!(standing.phase, Phase::Before | Phase::After) => String::new(),
        0 => "on time".to_owned(),
        late if late > 0 => format!("{late} min late"),
        early => format!("{} min early", -early),
    };
    let phase = match standing.phase {
        Phase::Before => "before the day",
        Phase::During => "",
        Phase::Between => "between two activities",
        Phase::After => "the visit is over",
    };
    let first: Vec<String> = [
        clean_line(&review.visit.school),
        clean_line(&review.visit.focus),
        now.format("%A %H:%M").to_string(),
        drift,
        phase.to_owned(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect();
    let mut text = format!("{}\n", first.join(" · "));
    let left =
        |minutes: Option<i64>, words: &str| minutes.map(|m| format!(" · {} {words}", in_words(m))).unwrap_or_default();
    for (i, activity) in standing.current.iter().filter_map(|id| review.activity(*id)).enumerate() {
        let paused = if activity.run.paused.is_some() { " · paused" } else { "" };
        let minutes = if i == 0 { left(standing.minutes_left, "left") } else { String::new() };
        text.push_str(&format!("Now:  {}{minutes}{paused}\n", named(activity, desk.me())));
    }
    for activity in standing.others.iter().filter_map(|id| review.activity(*id)) {
        text.push_str(&format!("Others: {} · {}\n", named(activity, desk.me()), people(review, &activity.people)));
    }
    if let Some(next) = standing.next.and_then(|id| review.activity(id)) {
        text.push_str(&format!("Next: {}{}\n", named(next, desk.me()), left(standing.minutes_to_next, "to go")));
    }
    for clash in running::clashes(&review.activities, &review.team(), now) {
        text.push_str(&format!("Mind: {}\n", clean_line(&review.clash_in_words(&clash))));
    }
    let keys = review.activities.iter().map(|a| width(&a.key)).max().unwrap_or(0);
    for day in review.days() {
        text.push_str(&format!("\n{}\n", day.format("%A %-d %B")));
        for activity in review.activities.iter().filter(|a| a.day == day) {
            text.push_str(&fit(&row(activity, standing, keys), cells));
            text.push('\n');
        }
    }
    text
}

/// When, what, where `me` takes part in it, and with whom.
fn named(activity: &Activity, me: PersonId) -> String {
    let mut parts = vec![format!("{} {}", span(activity), clean_line(&activity.title))];
    let whereabouts = activity.where_for(me).into_iter().chain([activity.with_us()]);
    parts.extend(whereabouts.filter(|p| !p.is_empty()).map(clean_line));
    parts.join(" · ")
}

fn people(review: &Review, people: &[PersonId]) -> String {
    let names: Vec<String> = people.iter().map(|id| clean_line(review.name(*id))).collect();
    names.join(", ")
}

fn row(activity: &Activity, standing: &Standing, keys: usize) -> String {
    let mark = match activity.id {
        id if standing.current.contains(&id) => ">",
        id if standing.others.contains(&id) => "·",
        _ => " ",
    };
    let key = clean_line(&activity.key);
    let state = if activity.run.dropped {
        "  (dropped)"
    } else if activity.conflict {
        "  (two versions: choose on the screen)"
    } else {
        ""
    };
    let pad = " ".repeat(keys.saturating_sub(width(&key)));
    format!("{mark} {}  {key}{pad}  {}{state}", span(activity), clean_line(&activity.title))
}

/// `09:15-10:45`, or as much of it as is known.
fn span(activity: &Activity) -> String {
    let clock = |at: Option<NaiveDateTime>| at.map_or_else(|| "  :  ".to_owned(), |t| t.format("%H:%M").to_string());
    format!("{}-{}", clock(activity.start), clock(activity.end))
}

#[derive(Serialize)]
struct Shown {
    at: String,
    phase: &'static str,
    drift_minutes: i64,
    now: Vec<ActivityId>,
    others: Vec<ActivityId>,
    next: Option<ActivityId>,
    minutes_left: Option<i64>,
    minutes_to_next: Option<i64>,
    paused: bool,
    activities: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: ActivityId,
    key: String,
    title: String,
    kind: ActivityKind,
    day: String,
    start: Option<String>,
    end: Option<String>,
    planned_start: Option<String>,
    planned_end: Option<String>,
    place: String,
    link: String,
    people: Vec<String>,
    online: Vec<String>,
    accompanied_by: String,
    dropped: bool,
    started: Option<String>,
    ended: Option<String>,
    conflict: bool,
}

impl Shown {
    fn new(desk: &Desk, standing: &Standing) -> Self {
        let review = desk.review();
        Self {
            at: desk.clock().now().iso(review.visit.zone),
            phase: match standing.phase {
                Phase::Before => "before",
                Phase::During => "during",
                Phase::Between => "between",
                Phase::After => "after",
            },
            drift_minutes: standing.drift_minutes,
            now: standing.current.clone(),
            others: standing.others.clone(),
            next: standing.next,
            minutes_left: standing.minutes_left,
            minutes_to_next: standing.minutes_to_next,
            paused: standing.paused,
            activities: review.activities.iter().map(|a| Entry::new(a, review)).collect(),
        }
    }
}

impl Entry {
    fn new(activity: &Activity, review: &Review) -> Self {
        let wall = |at: Option<NaiveDateTime>| at.map(|t| t.format("%Y-%m-%dT%H:%M").to_string());
        let zone = review.visit.zone;
        Self {
            id: activity.id,
            key: clean_line(&activity.key),
            title: clean_line(&activity.title),
            kind: activity.kind,
            day: activity.day.to_string(),
            start: wall(activity.start),
            end: wall(activity.end),
            planned_start: wall(activity.planned_start),
            planned_end: wall(activity.planned_end),
            place: clean_line(&activity.place),
            link: clean_line(&activity.link),
            people: activity.people.iter().map(|p| clean_line(review.name(*p))).collect(),
            online: activity.online.iter().map(|p| clean_line(review.name(*p))).collect(),
            accompanied_by: clean_line(activity.with_us()),
            dropped: activity.run.dropped,
            started: activity.run.started.map(|m| m.iso(zone)),
            ended: activity.run.ended.map(|m| m.iso(zone)),
            conflict: activity.conflict,
        }
    }
}
