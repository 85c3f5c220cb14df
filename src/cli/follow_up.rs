//! `visitbook follow-up`: the notebook of the return visit.

use super::out::Out;
use super::place::{self, Place};
use crate::files;
use crate::trouble::{Result, Trouble, count};
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;

/// Makes the notebook of the return visit: what was noted is what it asks (the lead only).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook follow-up maths.visitbook
  visitbook follow-up maths.visitbook --on 2027-01-20 -o maths-return.visitbook

Each area for development becomes a question, with what the school set out to do as its claim.
The action plan goes on in the new notebook. What would be held back from a report stays out of it.")]
pub struct FollowUp {
    /// The notebook of the visit before
    notebook: PathBuf,
    /// The day of the return visit [default: six months after the last day]
    #[arg(long, value_name = "DATE", value_parser = place::date)]
    on: Option<NaiveDate>,
    /// The notebook to make [default: NAME-return.visitbook]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Makes it and prints its name.
///
/// # Errors
/// When I am not the lead, or the name is taken.
pub fn run(follow_up: &FollowUp, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&follow_up.notebook)?;
    let path = match &follow_up.output {
        Some(path) => path.clone(),
        None => beside(&follow_up.notebook)?,
    };
    let made = desk.follow_up(&place.home, follow_up.on, &path)?.review()?;
    let day = made.days().first().map(|d| d.format("%A %-d %B %Y").to_string()).unwrap_or_default();
    let shown = files::shown(&path);
    let counted = if follow_up.on.is_none() { " (six months on; another day: --on DATE)" } else { "" };
    out.say(&format!("Return visit on {day}{counted}, with {}:", count(made.questions.len(), "question", "questions")));
    for question in &made.questions {
        out.say(&format!("  {} {}", question.number, question.text));
    }
    out.say(&format!("Its timetable is a morning to begin from. Open it with:\n  visitbook {shown}"));
    out.data(&shown)
}

/// `maths-return.visitbook` beside `maths.visitbook`.
fn beside(notebook: &std::path::Path) -> Result<PathBuf> {
    let stem = notebook.file_stem().ok_or_else(|| Trouble::usage("This is no file name.", "Name a notebook."))?;
    let mut name = stem.to_owned();
    name.push("-return.visitbook");
    Ok(notebook.with_file_name(name))
}
