//! `visitbook card`: the speaking card of a summary meeting, one page, to print.

use super::feedback::next_meeting;
use super::out::Out;
use super::place::{self, Place};
use crate::export::card::PLAIN;
use crate::files;
use crate::trouble::Result;
use clap::Args;
use std::path::PathBuf;

/// Writes a speaking card of one page; plain, and nothing sealed is on it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook card maths.visitbook -o card.html
  visitbook card maths.visitbook --meeting summary-1")]
pub struct Card {
    /// The notebook
    notebook: PathBuf,
    /// The summary meeting [default: the next one, else the last]
    #[arg(long, value_name = "KEY")]
    meeting: Option<String>,
    /// The file to write: .html to print, else text [default: text on standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the card, and says beforehand that it is plain and what does not stand on it.
///
/// # Errors
/// When I am not of the visiting team, there is nothing to say, or the file is there already.
pub fn run(args: &Card, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.team_desk(&args.notebook)?;
    let review = desk.review();
    let meeting = match &args.meeting {
        Some(typed) => Some(place::activity(review, typed)?),
        None => next_meeting(&desk).map(|m| m.id),
    };
    out.say(PLAIN);
    for sentence in desk.talk(meeting)?.left_out.told() {
        out.say(&sentence);
    }
    match &args.output {
        None => out.data(&desk.card_as_text(meeting)?),
        Some(path) => {
            files::create_private(path, desk.card_for(meeting, path)?.as_bytes())?;
            out.say(&format!("Written: {}", files::shown(path)));
            Ok(())
        }
    }
}
