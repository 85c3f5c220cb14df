//! `visitbook history`: who wrote and changed what, and when.
//!
//! The JSON is an array, oldest first: `about` (the id of the note or point), `at`, `author`, `what`,
//! `in_force` (it is one of the versions that count), `rehearsal`, `change`. Sealed words are in no
//! history, nor is a concern.

use super::out::Out;
use super::place::{self, Place};
use crate::clock::Tz;
use crate::notebook::query::Says;
use crate::notebook::{Filter, HistoryEntry, Order};
use crate::tasks::Desk;
use crate::text::{clean_block, clean_line, fit, listed};
use crate::trouble::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Shows who wrote and changed what.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook history maths.visitbook 3fa25c01")]
pub struct History {
    /// The notebook
    notebook: PathBuf,
    /// A note or a point; the beginning of its id is enough [default: all of them]
    id: Option<String>,
    /// As text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A line of the history.
#[derive(Serialize)]
struct Line {
    about: String,
    at: String,
    author: String,
    what: String,
    in_force: bool,
    rehearsal: bool,
    change: String,
}

impl Line {
    fn new(about: &str, entry: &HistoryEntry, desk: &Desk) -> Self {
        Self {
            about: about.to_owned(),
            at: entry.at.iso(desk.review().visit.zone),
            author: clean_line(desk.review().name(entry.author)),
            what: clean_block(&entry.what),
            in_force: entry.head,
            rehearsal: entry.rehearsal,
            change: entry.change.to_string(),
        }
    }
}

/// Prints the history.
///
/// # Errors
/// When there is no such note or point.
pub fn run(args: &History, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&args.notebook)?;
    let entries = match &args.id {
        Some(id) => of_one(&desk, id)?,
        None => of_all(&desk)?,
    };
    match args.format {
        Format::Json => {
            let lines: Vec<Line> = entries.iter().map(|(about, e)| Line::new(about, e, &desk)).collect();
            out.json(&lines)
        }
        Format::Text if entries.is_empty() => {
            out.say("Nothing was written yet.");
            Ok(())
        }
        Format::Text => {
            out.data(&table(&entries, &desk, args.id.is_none(), out.width()))?;
            args.id.as_ref().map_or(Ok(()), |id| versions(&desk, id, out))
        }
    }
}

/// What of it stands in several versions, and how one is chosen.
fn versions(desk: &Desk, id: &str, out: &mut Out) -> Result<()> {
    let subject = place::subject(desk, id)?;
    let clashes = desk.notebook().versions(subject, desk.review())?;
    for clash in &clashes {
        let mut text = format!("\nWritten by two at once, {}:\n", clash.what);
        for version in &clash.versions {
            let says = match &version.says {
                Says::Words { text, reflection } if reflection.is_empty() => format!("“{text}”"),
                Says::Words { text, reflection } => format!("“{text}” // “{reflection}”"),
                Says::Sealed(persons) => {
                    let names: Vec<&str> = persons.iter().map(|p| desk.review().name(*p)).collect();
                    format!("sealed for {}", listed(&names))
                }
                Says::Mark(mark) => mark.clone(),
            };
            let change: String = version.change.to_string().chars().take(8).collect();
            let name = clean_line(desk.review().name(version.author));
            let at = version.at.local(desk.review().visit.zone).format("%a %-d %b %H:%M");
            text.push_str(&format!("  {change}  {name}, {at}: {}\n", clean_line(&says)));
        }
        out.data(&text)?;
    }
    if !clashes.is_empty() {
        out.say(
            "Keep one: visitbook edit NOTEBOOK ID --keep CHANGE. Or write one of both: visitbook edit NOTEBOOK ID TEXT",
        );
    }
    Ok(())
}

type Entry = (String, HistoryEntry);

fn of_one(desk: &Desk, typed: &str) -> Result<Vec<Entry>> {
    let subject = place::subject(desk, typed)?;
    let (about, entries) = (subject.to_string(), desk.notebook().history(subject, desk.review())?);
    Ok(entries.into_iter().map(|e| (about.clone(), e)).collect())
}

fn of_all(desk: &Desk) -> Result<Vec<Entry>> {
    let author = place::seen_author(desk)?;
    let filter = Filter { author, deleted: true, ..Filter::default() };
    let mut entries = Vec::new();
    for note in desk.notebook().notes(&filter, Order::Oldest, 0, super::ALL)? {
        let found = desk.notebook().history(note.id, desk.review())?;
        entries.extend(found.into_iter().map(|e| (note.id.to_string(), e)));
    }
    if author.is_none() {
        for point in desk.notebook().points()? {
            let found = desk.notebook().history(point.id, desk.review())?;
            entries.extend(found.into_iter().map(|e| (point.id.to_string(), e)));
        }
    }
    // Each one's own order is that of the journal; between them the clock is all there is.
    entries.sort_by_key(|(_, e)| e.at);
    Ok(entries)
}

fn table(entries: &[Entry], desk: &Desk, with_id: bool, width: usize) -> String {
    let zone: Tz = desk.review().visit.zone;
    let names =
        entries.iter().map(|(_, e)| crate::text::width(desk.review().name(e.author))).max().unwrap_or(0).min(20);
    let mut text = String::new();
    for (about, entry) in entries {
        let name = fit(&clean_line(desk.review().name(entry.author)), names);
        let pad = " ".repeat(names.saturating_sub(crate::text::width(&name)));
        let id = if with_id { format!("{}  ", about.chars().take(8).collect::<String>()) } else { String::new() };
        let rehearsal = if entry.rehearsal { "  (rehearsal)" } else { "" };
        let line = format!(
            "{id}{}  {name}{pad}  {}{rehearsal}",
            entry.at.local(zone).format("%a %-d %b %H:%M:%S"),
            clean_line(&entry.what)
        );
        // A single history is read whole; the long list is looked through.
        text.push_str(&if with_id { fit(&line, width) } else { line });
        text.push('\n');
    }
    text
}
