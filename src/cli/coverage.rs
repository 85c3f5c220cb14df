//! `visitbook coverage`: which questions have evidence, from where, and what is missing.
//!
//! The JSON is an object: `questions` (`number, title, total, strengths, developments, wonderings,
//! sources, years, gaps`) and `sealed_not_counted`; see [`crate::export::coverage`].

use super::out::Out;
use super::place::{self, Place};
use crate::export::coverage::{self as drawn, Matrix};
use crate::review::coverage::{Coverage as Counted, gaps};
use crate::tasks::Desk;
use crate::tasks::opened::Opened;
use crate::trouble::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shows how much evidence each question has, and what is missing.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook coverage maths.visitbook")]
pub struct Coverage {
    /// The notebook
    notebook: PathBuf,
    /// Ask for my passphrase, and count what is sealed to the team too, where everything is
    #[arg(long)]
    unlock: bool,
    /// As a table or JSON
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints the matrix and the gaps.
///
/// # Errors
/// When the notebook cannot be opened, or I am not of the visiting team.
pub fn run(args: &Coverage, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.team_desk(&args.notebook)?;
    let opened = if args.unlock { place::unlocked(&desk, place, out)? } else { Opened::default() };
    let mut matrix = matrix(&desk, &opened)?;
    if desk.review().visit.capture.seal().is_some() && matrix.sealed > 0 && !args.unlock {
        // Of what is missing nothing can be said while nearly everything is locked.
        matrix.rows.iter_mut().for_each(|row| row.gaps.clear());
        out.say("Everything is sealed here, and what is sealed is not counted: --unlock asks for your passphrase and counts it.");
    }
    match args.format {
        Format::Table => out.data(&drawn::table(&matrix, out.width())),
        Format::Json => out.data(&drawn::json(&matrix)?),
    }
}

fn matrix(desk: &Desk, opened: &Opened) -> Result<Matrix> {
    let review = desk.review();
    let capture = review.visit.capture;
    let mut tallies = desk.notebook().tallies(&review.claims())?;
    tallies.extend(opened.tallies(capture, &review.claims()));
    let sealed = desk.notebook().counts()?.sealed.saturating_sub(opened.counted(capture));
    let counted = Counted::of(&review.questions, &tallies, u32::try_from(sealed).unwrap_or(u32::MAX));
    let gaps = gaps(review, &tallies, desk.clock().now().local(review.visit.zone));
    let years = counted.years();
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let rows = counted.rows.iter().filter_map(|row| {
        let question = review.question(row.question)?;
        Some(drawn::Row {
            number: question.number.clone(),
            title: question.title.clone(),
            sources: row.by_source.iter().filter_map(|(s, n)| Some(((*s)?, number(*n)))).collect(),
            years: years.iter().map(|y| (y.clone(), number(row.in_year(y)))).filter(|(_, n)| *n > 0).collect(),
            total: number(row.total),
            strengths: number(row.strengths),
            developments: number(row.developments),
            wonderings: number(row.wonderings),
            gaps: gaps.iter().filter(|g| g.question == row.question).map(|g| g.words.clone()).collect(),
        })
    });
    Ok(Matrix { rows: rows.collect(), sealed })
}
