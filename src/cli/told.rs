//! `visitbook told`: what the host was told in the course of the day, so that nothing is a surprise.

use super::out::Out;
use super::place::{self, Place};
use crate::review::capture::Reading;
use crate::review::evidence::{Source, Words};
use crate::tasks::answers::told;
use crate::tasks::opened::{Opened, merged};
use crate::text::clean_line;
use crate::trouble::Result;
use clap::Args;
use std::path::PathBuf;

/// Shows what the host was told and by whom, or writes it down.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook told maths.visitbook \"Told the head: books in Y3 and Y5 do not match the plan yet\"
  visitbook told maths.visitbook")]
pub struct Told {
    /// The notebook
    notebook: PathBuf,
    /// What the host was told; - takes it from standard input (needed for a seal mark)
    #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
    text: Option<String>,
    /// Ask for my passphrase, and show what is sealed to me too
    #[arg(long, conflicts_with = "text")]
    unlock: bool,
}

/// Shows the log, or adds to it.
///
/// # Errors
/// When I am not of the visiting team, or the words cannot be saved as they are.
pub fn run(args: &Told, place: &Place, out: &mut Out) -> Result<()> {
    let Some(text) = &args.text else { return show(args, place, out) };
    place.team_desk(&args.notebook)?;
    super::note::save(&args.notebook, text, place, out, |reading| {
        if let Reading::Note(capture) = reading {
            capture.source = Some(Source::Told);
        }
    })
}

fn show(args: &Told, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.team_desk(&args.notebook)?;
    let review = desk.review();
    let capture = review.visit.capture;
    let opened = if args.unlock { place::unlocked(&desk, place, out)? } else { Opened::default() };
    let notes = merged(desk.told_the_host()?, opened.matching(capture, &told()));
    if capture.seal().is_some() && !args.unlock {
        out.say("Every note of this visit is sealed: --unlock asks for your passphrase.");
    }
    if notes.is_empty() {
        out.say("Nothing was noted yet.");
        return Ok(());
    }
    let mut lines = String::new();
    for note in &notes {
        let Some(words) = note.evidence().map(Words::of).or_else(|| opened.words(note, capture)) else { continue };
        let at = note.at().local(review.visit.zone).format("%a %H:%M");
        lines.push_str(&format!("{at}  {}: {}\n", clean_line(review.name(note.author)), clean_line(words.text)));
    }
    out.data(&lines)
}
