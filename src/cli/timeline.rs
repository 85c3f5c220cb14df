//! `visitbook timeline`: what is done before and after the day, by whom and by when, to tick off.

use super::out::Out;
use super::place::Place;
use crate::review::timeline::{Done, Listed};
use crate::review::visit::Review;
use crate::tasks::timeline::late;
use crate::text::clean_line;
use crate::trouble::Result;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What is done before and after the day, who sees to it, and what is ticked off.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  visitbook timeline maths.visitbook\n  visitbook timeline maths.visitbook tick 6 --note \"cards, by post\""
)]
pub struct Timeline {
    /// The notebook
    notebook: PathBuf,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// This one is done
    #[command(after_help = "Example:\n  visitbook timeline maths.visitbook tick 6 --note \"cards, by post\"")]
    Tick {
        /// Its number in the list
        number: usize,
        /// A word beside it; open to the team
        #[arg(long, default_value = "")]
        note: String,
    },
    /// This one is not done after all
    #[command(after_help = "Example:\n  visitbook timeline maths.visitbook untick 6")]
    Untick {
        /// Its number in the list
        number: usize,
    },
}

/// Ticks if asked to, and shows the list.
///
/// # Errors
/// When I am not of the visiting team, or there is no such row.
pub fn run(args: &Timeline, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.team_desk(&args.notebook)?;
    match &args.deed {
        None => {}
        Some(Deed::Tick { number, note }) => drop(desk.tick_row(*number, true, note)?),
        Some(Deed::Untick { number }) => drop(desk.tick_row(*number, false, "")?),
    }
    let rows = desk.timeline()?;
    if rows.is_empty() {
        out.say("The plan has no timeline.");
    }
    let review = desk.review();
    let today = desk.clock().now().local(review.visit.zone).date();
    let rows: Vec<String> = rows.iter().enumerate().map(|(at, row)| in_words(at + 1, row, review, today)).collect();
    out.data(&rows.concat())
}

/// A row: whether it is done, when, what, what it needs, who is responsible, who said that it is done.
fn in_words(number: usize, listed: &Listed, review: &Review, today: NaiveDate) -> String {
    let row = &listed.row;
    let sign = if listed.done.is_empty() { "[ ]" } else { "[x]" };
    let late = late(&row.when, review, today).filter(|_| listed.done.is_empty());
    let late = late.map_or_else(String::new, |since| format!(" ({since})"));
    let mut text = format!("{sign} {number}. {}: {}{late}\n", clean_line(&row.when), clean_line(&row.what));
    if !row.resources.is_empty() {
        text.push_str(&format!("       needs: {}\n", clean_line(&row.resources)));
    }
    text.push_str(&format!("       responsible: {}\n", clean_line(&row.responsible)));
    let done = |d: &Done| {
        let at = d.at.local(review.visit.zone).format("%-d %B %H:%M");
        let note = if d.note.is_empty() { String::new() } else { format!(": {}", clean_line(&d.note)) };
        format!("       done: {} on {at}{note}\n", clean_line(review.name(d.person)))
    };
    text.extend(listed.done.iter().map(done));
    text
}
