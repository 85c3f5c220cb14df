//! Timetables as they come: e-mails, Word documents, spreadsheets and calendars, made into a plan.
//!
//! Whoever hosts a review sends the timetable they have. It is read in steps that each know one thing:
//!
//! * `readers`: a format → lines and tables (`source`)
//! * `flow`, `asides`, `slots`, `forms` (lines), `events` (calendars) and `grid`, `rows`, `spans` (tables), with `fill`, → an outline: what each line is
//! * `scan`, `clocks`, `times`, `lengths`, `periods`, `dates`, `groups`, `parts`: what stands within a line
//! * `words`: what schools call things, as data
//! * `days`, `settle`, `lanes`: which date, which half of the day, until when, for whom
//! * `write`: the plan; `entries`: activities for a review that is running; `report`: what was understood, assumed and not, line by line
//!
//! Nothing is dropped silently: every line that is not blank stands in the report. What is unclear stays
//! an activity without a time, since crossing one out is easier than missing one.

mod asides;
mod clocks;
mod dates;
mod days;
mod entries;
mod events;
mod fill;
mod flow;
mod forms;
mod grid;
mod groups;
mod lanes;
mod lengths;
mod outline;
mod parts;
mod periods;
mod readers;
mod report;
mod rows;
mod scan;
mod settle;
mod slots;
mod source;
mod spans;
mod times;
mod words;
mod write;

pub use dates::dates_in;
pub use readers::Format;
pub use report::{Mark, Report, ReportLine, Told};

use super::Mistake;
use crate::clock::Tz;
use crate::ids::NotebookId;
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use crate::trouble::{Result, Trouble, count};
use chrono::NaiveDate;
use flow::Flow;
use outline::{Entry, Outline, Reading};
use settle::Settled;
use source::Block;
use times::{Place, Stand};
use words::Words;

/// The largest timetable that is read, in bytes.
pub const MAX_TIMETABLE: usize = source::MAX_BYTES;
/// The most activities of a plan.
const MAX_ACTIVITIES: usize = 500;

/// Where the timetable goes.
#[derive(Debug, Clone)]
pub enum Target<'a> {
    /// A fresh plan from the template of this name.
    Fresh {
        /// The template.
        template: &'a str,
        /// The id of the new review.
        review: NotebookId,
    },
    /// An existing plan, of which all but the timetable stays.
    Into {
        /// The plan's text.
        text: &'a str,
        /// What it says.
        review: &'a Review,
    },
}

/// What is known beside the timetable.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The timetable's bytes.
    pub bytes: &'a [u8],
    /// The file's name: its ending tells the format where the content does not.
    pub name: &'a str,
    /// Where it goes.
    pub target: Target<'a>,
    /// Today, for dates without a year.
    pub today: NaiveDate,
    /// The date of the first day, if somebody says it.
    pub first_day: Option<NaiveDate>,
    /// The bytes and the name of a file of bells.
    pub bells: Option<(&'a [u8], &'a str)>,
    /// The text of a group's own `timetable-words.toml`.
    pub own_words: Option<&'a str>,
}

/// A timetable that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The plan, as TOML.
    pub plan: String,
    /// What became of each line.
    pub report: Report,
    /// What the plan still gets wrong, as `plan check` tells it.
    pub mistakes: Vec<Mistake>,
}

/// Reads a timetable and makes a plan of it.
///
/// # Errors
/// When the file cannot be read, or nothing in it is an activity.
pub fn import(request: &Request) -> Result<Imported> {
    let read = understood(request, None)?;
    let written = write::plan(&read.settled, &read.outline, &request.target)?;
    let report = account(request, &read, written.remaining);
    let mistakes = super::read(&written.text, "plan").err().unwrap_or_default();
    Ok(Imported { plan: written.text, report, mistakes })
}

/// What a timetable says, settled.
struct Understood {
    format: Format,
    outline: Outline,
    days: Vec<days::Day>,
    settled: Vec<Settled>,
    /// The text says nothing of a day.
    unnamed: bool,
}

/// Reads and settles a timetable; `if_unnamed` is its day where it says nothing of one.
fn understood(request: &Request, if_unnamed: Option<NaiveDate>) -> Result<Understood> {
    let words = Words::new(request.own_words)?;
    let zone = match &request.target {
        Target::Into { review, .. } => review.visit.zone,
        Target::Fresh { .. } => Tz::Europe__London,
    };
    let (format, mut outline) = read(request.bytes, request.name, zone, &words)?;
    if outline.entries.len() > MAX_ACTIVITIES {
        return Err(Trouble::new(
            format!("The file has {} activities; a plan holds at most {MAX_ACTIVITIES}.", outline.entries.len()),
            "Check that this is the right file, or copy the days of the visit into a file of their own.",
        ));
    }
    if !outline.entries.iter().any(|e| !e.finish) {
        return Err(Trouble::new(
            "No activity was found in this file; nothing was kept.",
            "Check that it is the timetable. A line such as “9.00 – 9.30 Tour of the school” is read.",
        ));
    }
    let bells = match request.bells {
        Some((bytes, name)) => {
            let (_, outline) = read(bytes, name, zone, &words)?;
            let bells = settle::bells_of(&outline);
            if bells.is_empty() {
                return Err(Trouble::new(
                    "No bells were found in that file.",
                    "Write a line for each lesson, for example: Period 1 8.50 – 9.50",
                ));
            }
            bells
        }
        None => periods::Bells::new(),
    };
    let plan_days = match &request.target {
        Target::Into { review, .. } => review.days(),
        Target::Fresh { .. } => Vec::new(),
    };
    let unnamed = outline.days.is_empty() && outline.mentioned.is_empty();
    let first = request.first_day.or(if_unnamed.filter(|_| unnamed));
    let known = days::Known { today: request.today, first, plan_days };
    let days = days::resolve(&outline, &known);
    for entry in &mut outline.entries {
        let told = words.kind(&entry.title);
        entry.kind = told.or_else(|| entry.notes.iter().find_map(|note| words.kind(note)));
    }
    let mut settled = settle::settle(&outline, &days, &bells);
    write::recognise_team(&mut settled, &request.target);
    write::people_as_planned(&mut settled, &request.target);
    lanes::part(&mut settled);
    Ok(Understood { format, outline, days, settled, unnamed })
}

/// A timetable that goes into a review that is running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What became of each line.
    pub report: Report,
    /// The activities, in the order of the text, the number of each line beside it.
    pub activities: Vec<Activity>,
    /// The day that was taken because the text says none.
    pub assumed_day: Option<NaiveDate>,
}

/// Reads a timetable for a review that is running: `day` is its day if the text says none. How an activity stands
/// to what is there already is told beside it in the words of `standing`.
///
/// # Errors
/// As [`import`].
pub fn offer(
    request: &Request,
    review: &Review,
    day: NaiveDate,
    standing: &dyn Fn(&Activity) -> Option<&'static str>,
) -> Result<Offered> {
    let mut read = understood(request, Some(day))?;
    let activities = entries::activities(&read.settled, &read.outline, review)?;
    let timed = read.settled.iter_mut().filter(|one| !one.entry.finish);
    for (one, activity) in timed.zip(&activities) {
        one.entry.standing = standing(activity);
    }
    let unclear = activities.len() - read.settled.iter().filter(|one| !one.entry.finish).count();
    let kept = count(unclear, "line that was not understood is", "lines that were not understood are");
    let remaining = (unclear > 0).then(|| format!("{kept} kept as an activity without a time"));
    let report = account(request, &read, remaining.into_iter().collect());
    Ok(Offered { report, activities, assumed_day: read.unnamed.then_some(day) })
}

/// Reads a file into an outline.
fn read(bytes: &[u8], name: &str, zone: Tz, words: &Words) -> Result<(Format, Outline)> {
    let (format, blocks) = readers::read(bytes, name, zone)?;
    let mut outline = Outline::default();
    let mut flow = Flow::new(words, &mut outline, blocks.iter().filter_map(|b| last_time(b, words)).max());
    for block in &blocks {
        match block {
            Block::Blank => flow.blank(),
            Block::Line(line) => flow.line(line),
            Block::Table(table) => rows::table(table, &mut flow),
            Block::Event(event) => flow.event(event),
        }
    }
    flow.part_ends();
    outline.bells_are_activities();
    outline.reads.sort_by_key(|r| r.no);
    Ok((format, outline))
}

/// The number of the last line of it that a time opens or ends.
fn last_time(block: &Block, words: &Words) -> Option<usize> {
    let opens =
        |text: &str| times::find(text, Place::Line).is_some_and(|f| f.stand != Stand::Between && f.when.has_clock());
    match block {
        Block::Line(line) => {
            let short = line.text.chars().count() <= source::MAX_LINE;
            (short && opens(&line.text) && !words.is_sentence(&line.text)).then_some(line.no)
        }
        Block::Table(table) => {
            let timed = |row: &&source::Row| row.cells.iter().any(|c| c.text.lines().take(50).any(opens));
            table.rows.iter().rev().find(timed).map(|row| row.no)
        }
        Block::Event(event) => event.start.map(|_| event.no),
        Block::Blank => None,
    }
}

/// The report: each line with what became of it.
fn account(request: &Request, read: &Understood, remaining: Vec<String>) -> Report {
    let Understood { format, outline, days, settled, .. } = read;
    let mut overall = Vec::new();
    if outline.days.is_empty() {
        overall.extend(days.iter().filter_map(|d| d.told.as_ref()).map(|told| format!("assumed: {told}")));
    }
    let open = |e: &Entry| [e.when.start, e.when.end].iter().flatten().any(|c| c.half == clocks::Half::Open);
    if outline.entries.iter().any(open) {
        overall.push("assumed: without am or pm, 6 to 11 are in the morning and 1 to 5 in the afternoon".to_owned());
    }
    let lines = outline.reads.iter().map(|read| ReportLine {
        no: read.no,
        source: read.source.clone(),
        told: read.readings.iter().map(|reading| told(reading, days, settled)).collect(),
    });
    let format = match format {
        Format::Text => "text",
        Format::Docx => "Word document",
        Format::Csv => "CSV",
        Format::Tsv => "table with tabs",
        Format::Markdown => "Markdown",
        Format::Ics => "calendar",
    };
    let title = format!("{} ({format})", crate::text::clean_line(request.name));
    Report { title, overall, lines: lines.collect(), remaining }
}

fn told(reading: &Reading, days: &[days::Day], settled: &[Settled]) -> Told {
    let plain = |mark: Mark, what: String| Told { mark, what, assumed: Vec::new(), doubts: Vec::new() };
    match reading {
        Reading::Activity(at) => match settled.get(*at) {
            Some(one) => activity(one),
            None => plain(Mark::Unclear, "not kept".to_owned()),
        },
        Reading::Detail(at) => {
            let title = settled.get(*at).map_or("", |one| one.entry.title.as_str());
            plain(Mark::Detail, format!("more about “{}”", crate::text::fit(title, 60)))
        }
        Reading::Day(at) => {
            let mut told = plain(Mark::Frame, "a day".to_owned());
            if let Some(day) = days.get(*at) {
                told.what = format!("the day {}", day.date.format("%a %-d %B %Y"));
                told.assumed.extend(day.told.clone());
            }
            told
        }
        Reading::Heading => plain(Mark::Frame, "a heading".to_owned()),
        Reading::Bells => plain(Mark::Frame, "the bells".to_owned()),
        Reading::Finish(at) => {
            let end = settled.get(*at).and_then(|one| one.start).map(settle::hm).unwrap_or_default();
            plain(Mark::Frame, format!("the end of the day, {end}"))
        }
        Reading::Remark(why) => plain(Mark::Remark, format!("no activity: {why}")),
        Reading::Unclear(why) => plain(Mark::Unclear, format!("not understood: {why}")),
    }
}

/// An activity in one line: when, what, its kind, where, with whom.
fn activity(one: &Settled) -> Told {
    let entry = &one.entry;
    let time = match (one.start, one.end) {
        (Some(start), Some(end)) => format!("{}–{}", settle::hm(start), settle::hm(end)),
        _ => "no time".to_owned(),
    };
    let kind = entry.kind_or_other();
    let mut what = format!("{} {time} {} [{}]", one.day.format("%a %-d %b"), entry.title, kind.key());
    for (label, value) in [
        ("at", entry.place.as_str()),
        ("with", &entry.with),
        ("link", &entry.link),
        ("for", &entry.groups.iter().chain(&entry.people).cloned().collect::<Vec<_>>().join(", ")),
        ("note", &write::note(one)),
    ] {
        if !value.is_empty() {
            what.push_str(&format!(" · {label} {value}"));
        }
    }
    if let Some(standing) = entry.standing {
        what.push_str(&format!(" · {standing}"));
    }
    let mut assumed = entry.assumed.clone();
    assumed.push(match &entry.kind {
        Some((kind, word)) => format!("{}, from “{word}”", kind.key()),
        None => "“other”: no word tells the kind".to_owned(),
    });
    Told { mark: Mark::Activity, what, assumed, doubts: entry.doubts.clone() }
}
