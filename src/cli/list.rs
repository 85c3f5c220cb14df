//! `visitbook list`: the evidence, for the team itself.
//!
//! The JSON is an array with one object per note (see [`crate::export::list`]): `id, at, author, activity, sealed,
//! readers`, and for open notes `source, where, questions, valence, impact, learning, text, reflection`;
//! of a sealed note these are null, always. With `--unlock` each object has one more key, `unlocked`:
//! what a sealed note says to me, or null.

use super::out::Out;
use super::place::{self, Place};
use crate::export::list::{self, UnlockedWords};
use crate::notebook::{Filter, Order};
use crate::review::evidence::Words;
use crate::tasks::Desk;
use crate::tasks::opened::merged;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Lists the evidence.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook list maths.visitbook --question 2 --source pupils")]
pub struct List {
    /// The notebook
    notebook: PathBuf,
    /// Open notes in which all these words occur (or begin)
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Open notes on this question
    #[arg(long, value_name = "N")]
    question: Option<String>,
    /// Open notes from this source; its beginning is enough
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Notes of this activity
    #[arg(long, value_name = "KEY")]
    activity: Option<String>,
    /// Notes by this person
    #[arg(long, value_name = "REVIEWER")]
    by: Option<String>,
    /// Open notes without a question
    #[arg(long)]
    untagged: bool,
    /// Sealed notes (that they are there, not what they say)
    #[arg(long, conflicts_with_all = ["untagged", "search", "question", "source"])]
    sealed: bool,
    /// Ask for my passphrase, and show (and search) what is sealed to me too; not as CSV
    #[arg(long)]
    unlock: bool,
    /// As a table, JSON, CSV or Markdown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Md,
}

/// Prints the list.
///
/// # Errors
/// When the notebook cannot be opened, or a question, source, activity or person is not known.
pub fn run(args: &List, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&args.notebook)?;
    let filter = filter(args, &desk)?;
    if args.unlock && args.format == Format::Csv {
        return Err(Trouble::usage(
            "What is sealed is not written as CSV, which goes into other programs.",
            "Leave --unlock away, or take the table.",
        ));
    }
    let opened = args.unlock.then(|| place::unlocked(&desk, place, out)).transpose()?;
    let mut notes = desk.notebook().notes(&filter, Order::Oldest, 0, super::ALL)?;
    if let Some(opened) = &opened {
        notes = merged(notes, opened.matching(desk.review().visit.capture, &filter));
    }
    if !args.sealed && place::seen_author(&desk)?.is_some() {
        notes.retain(|n| n.evidence().is_some());
    }
    let unlocked: Option<UnlockedWords<'_>> = opened
        .as_ref()
        .map(|opened| notes.iter().filter_map(|n| Some((n.id, Words::unlocked(opened.get(&n.id)?)))).collect());
    let unlocked = unlocked.as_ref();
    let review = desk.review();
    match args.format {
        Format::Table if notes.is_empty() => {
            out.say("There are no such notes.");
            Ok(())
        }
        Format::Table => {
            out.data(&list::table(&notes, review, unlocked, out.width()))?;
            out.say(&count(notes.len(), "note", "notes"));
            Ok(())
        }
        Format::Json => out.data(&list::json(&notes, review, unlocked)?),
        Format::Csv => out.document(&list::csv(&notes, review)?),
        Format::Md => out.data(&list::markdown(&notes, review, unlocked)),
    }
}

fn filter(args: &List, desk: &Desk) -> Result<Filter> {
    let review = desk.review();
    let by = args.by.as_deref().map(|b| place::person(review, b)).transpose()?;
    Ok(Filter {
        words: args.search.clone().unwrap_or_default(),
        any_of: Vec::new(),
        activity: args.activity.as_deref().map(|a| place::activity(review, a)).transpose()?,
        question: args.question.as_deref().map(|q| place::question(review, q)).transpose()?,
        source: args.source.as_deref().map(|s| place::source(review, s)).transpose()?,
        // A host partner's own notes, whatever else is asked for.
        author: place::seen_author(desk)?.or(by),
        untagged: args.untagged,
        sealed: args.sealed,
        deleted: false,
    })
}
