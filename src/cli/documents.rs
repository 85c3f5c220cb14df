//! `visitbook documents`: the data package as a tick list.

use super::out::Out;
use super::place::Place;
use crate::review::documents::Document;
use crate::review::visit::Review;
use crate::text::clean_line;
use crate::trouble::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The documents to read before the day, each to tick off.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  visitbook documents maths.visitbook\n  visitbook documents maths.visitbook tick 2 --note \"trend since 2024\""
)]
pub struct Documents {
    /// The notebook
    notebook: PathBuf,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// I have read this one
    #[command(after_help = "Example:\n  visitbook documents maths.visitbook tick 2 --note \"trend since 2024\"")]
    Tick {
        /// Its number in the list
        number: usize,
        /// What is worth remembering of it; open to the team
        #[arg(long, default_value = "")]
        note: String,
    },
    /// I have not read this one after all
    #[command(after_help = "Example:\n  visitbook documents maths.visitbook untick 2")]
    Untick {
        /// Its number in the list
        number: usize,
    },
}

/// Ticks if asked to, and shows the list.
///
/// # Errors
/// When I am not of the visiting team, or there is no such document.
pub fn run(args: &Documents, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.team_desk(&args.notebook)?;
    match &args.deed {
        None => {}
        Some(Deed::Tick { number, note }) => drop(desk.tick(*number, true, note)?),
        Some(Deed::Untick { number }) => drop(desk.tick(*number, false, "")?),
    }
    let documents = desk.documents()?;
    let review = desk.review();
    if documents.is_empty() {
        out.say("The plan lists no documents.");
    }
    let mut text = String::new();
    for (at, document) in documents.iter().enumerate() {
        let mine = document.readers.iter().any(|r| r.person == desk.me());
        let sign = if mine { "[x]" } else { "[ ]" };
        text.push_str(&format!("{sign} {}. {}\n", at + 1, clean_line(&document.name)));
        text.push_str(&read_by(document, review));
    }
    out.data(&text)
}

/// Who has read it, one a line, with what they noted.
fn read_by(document: &Document, review: &Review) -> String {
    let line = |r: &crate::review::documents::Reading| {
        let when = r.at.local(review.visit.zone).format("%-d %B %H:%M");
        let note = if r.note.is_empty() { String::new() } else { format!(": {}", clean_line(&r.note)) };
        format!("       {} on {when}{note}\n", clean_line(review.name(r.person)))
    };
    document.readers.iter().map(line).collect()
}
