//! `visitbook plan import`: a timetable as it comes, made into a plan.
//!
//! What was understood, assumed and not understood is shown line by line before anything is kept. In a
//! terminal a yes is asked for; elsewhere the plan is written at once, since a script cannot answer.

use super::out::Out;
use super::place::Place;
use super::{ask, plan};
use crate::clock::Tz;
use crate::files;
use crate::ids::NotebookId;
use crate::plan::{MAX_TIMETABLE, Request, Target, import};
use crate::trouble::{Result, Trouble, count};
use chrono::NaiveDate;
use clap::Args;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// The name that stands for standard input.
const STDIN: &str = "-";

/// Makes a plan of a timetable.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  visitbook plan import timetable.docx -o plan.toml\n  visitbook plan import timetable.csv --into plan.toml -o plan-2.toml\n  visitbook plan import - --first-day 2026-10-14 < mail.txt > plan.toml\n\n\
                  Your own words for activities, rooms and roles go into timetable-words.toml in VISITBOOK_HOME."
)]
pub struct Import {
    /// The timetable, or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The plan to write [default: standard output]
    #[arg(short, long, value_name = "PLAN")]
    output: Option<PathBuf>,
    /// A plan whose timetable this is; all else in it stays
    #[arg(long, value_name = "PLAN.toml")]
    into: Option<PathBuf>,
    /// Without --into: the template for the rest of the plan
    #[arg(long, value_name = "NAME", default_value = "subject", conflicts_with = "into")]
    template: String,
    /// The date of the first day, where the timetable says none
    #[arg(long, value_name = "DATE", value_parser = super::place::date)]
    first_day: Option<NaiveDate>,
    /// The school's bells, for "Period 3": a file with a line (or row) for each period
    #[arg(long, value_name = "FILE")]
    bells: Option<PathBuf>,
    /// Only shows what would be read
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
}

/// Shows what was read, and writes the plan.
///
/// # Errors
/// When the timetable cannot be read, the plan it goes into has mistakes, or the output is there already.
pub fn run(args: &Import, place: &Place, out: &mut Out) -> Result<()> {
    let bytes = timetable(&args.file, out)?;
    let into = args.into.as_deref().map(|path| existing(path, out)).transpose()?;
    let target = match &into {
        Some((text, review)) => Target::Into { text, review },
        None => Target::Fresh { template: &args.template, review: NotebookId::fresh()? },
    };
    let zone = into.as_ref().map_or(Tz::Europe__London, |(_, review)| review.visit.zone);
    let bells = args
        .bells
        .as_deref()
        .map(|path| -> Result<_> { Ok((files::read(path, limit())?, path.to_string_lossy())) })
        .transpose()?;
    let own_words = own_words(place)?;
    let imported = import(&Request {
        bytes: &bytes,
        name: &args.file.to_string_lossy(),
        target,
        today: place.clock(zone).now().local(zone).date(),
        first_day: args.first_day,
        bells: bells.as_ref().map(|(bytes, name)| (bytes.as_slice(), name.as_ref())),
        own_words: own_words.as_deref(),
    })?;
    if args.dry_run {
        return out.data(&imported.report.to_string());
    }
    out.say(&imported.report.to_string());
    if !imported.mistakes.is_empty() {
        let mistakes = count(imported.mistakes.len(), "thing", "things");
        out.say(&format!("The plan still has {mistakes} to correct; visitbook plan check names each with its line:"));
        imported.mistakes.iter().for_each(|m| out.say(&format!("  line {}: {}", m.line, m.what)));
    }
    let Some(path) = &args.output else { return out.data(&imported.plan) };
    let asked = io::stdin().is_terminal() && io::stderr().is_terminal();
    if asked && !ask::yes(&format!("Keep this as {}?", files::shown(path)))? {
        out.say("Nothing was kept.");
        return Ok(());
    }
    files::create_with_mode(path, imported.plan.as_bytes(), 0o644)?;
    let shown = files::shown(path);
    out.say(&format!("Look through it, then: visitbook plan check {shown}"));
    out.data(&shown)
}

/// One byte more than is read of a timetable.
fn limit() -> u64 {
    // One byte more than is read, so that the reader says that it is too large.
    MAX_TIMETABLE as u64 + 1
}

/// The bytes of a timetable: a file, or what is pasted or piped.
///
/// # Errors
/// When it cannot be read.
pub fn timetable(path: &Path, out: &mut Out) -> Result<Vec<u8>> {
    if path.as_os_str() != STDIN {
        return files::read(path, limit());
    }
    if io::stdin().is_terminal() {
        out.say("Paste the timetable, then press Ctrl-D on a line of its own.");
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(limit()).read_to_end(&mut bytes).map_err(|e| {
        Trouble::new("The standard input could not be read.", "Nothing was kept: try again.").because(e)
    })?;
    Ok(bytes)
}

/// A plan without mistakes, with its text.
fn existing(path: &Path, out: &mut Out) -> Result<(String, crate::review::visit::Review)> {
    let checked = plan::checked(path, out)?;
    Ok((files::read_text(path, crate::plan::MAX_BYTES as u64)?, checked.review))
}

/// The words a group of schools has added, if it has any.
fn own_words(place: &Place) -> Result<Option<String>> {
    let path = place.home.timetable_words();
    if path.exists() { files::read_text(&path, crate::plan::MAX_BYTES as u64).map(Some) } else { Ok(None) }
}
