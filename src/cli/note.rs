//! `visitbook note`: capture from the shell.
//!
//! The words are read exactly as the capture line reads them. What carries a seal mark is taken from
//! standard input only: an argument is seen by everybody on the computer.

use super::out::Out;
use super::place::{self, Place};
use crate::review::capture::{self, Capture, Reading};
use crate::review::day;
use crate::review::names::Names;
use crate::review::visit::Review;
use crate::trouble::{Result, Trouble};
use clap::Args;
use std::path::{Path, PathBuf};

/// Writes a note, read as the capture line reads it, and prints its id.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook note maths.visitbook \"Y4 explain regrouping with counters #1 + @lesson\"
  echo \"Said in confidence !\" | visitbook note maths.visitbook -")]
pub struct Note {
    /// The notebook
    notebook: PathBuf,
    /// What you saw or heard, with its marks; - takes it from standard input (needed for a seal mark)
    #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
    text: String,
}

/// Saves the note.
///
/// # Errors
/// When the protocol was not accepted, the line cannot be saved as it is, or it cannot be sealed.
pub fn run(note: &Note, place: &Place, out: &mut Out) -> Result<()> {
    save(&note.notebook, &note.text, place, out, |_| {})
}

/// Saves words given as an argument or on standard input; `with` may add to how they read.
///
/// # Errors
/// As [`run`].
pub fn save(notebook: &Path, text: &str, place: &Place, out: &mut Out, with: impl FnOnce(&mut Reading)) -> Result<()> {
    let mut desk = place.desk(notebook)?;
    place::may_write(&desk, notebook)?;
    let (line, in_argument) = place::words(text, out)?;
    let review = desk.review();
    let now = desk.clock().now();
    let filing = day::file_under(&review.activities, review.visit.zone, now, Some(desk.me()));
    let activity = filing.activity.and_then(|id| review.activity(id));
    let context = place::context(review, activity);
    let mut reading = capture::read(&line, &context);
    with(&mut reading);
    let preview = capture::preview(&reading, &context, activity.map_or("no activity", |a| a.title.as_str()));
    let capture = accepted(reading, in_argument)?;
    desk.announce_key()?;
    if let Some(trouble) = desk.misplaced(filing.activity) {
        out.say(&trouble.to_string());
    }
    let saved = desk.capture(&capture, filing.activity, None)?;
    out.say(&preview);
    tell_names(desk.review(), [capture.text.as_str(), capture.reflection.as_str()], out);
    out.data(&saved.note.to_string())
}

/// Says that a name stands in the words that must not appear, and what to write instead.
pub fn tell_names<'t>(review: &Review, texts: impl IntoIterator<Item = &'t str>, out: &mut Out) {
    let names = Names::of(&review.visit.do_not_name);
    for name in texts.into_iter().flat_map(|text| names.find(text)).map(|found| found.name) {
        let role = if name.role.is_empty() { "a role" } else { &name.role };
        out.say(&format!("It names {}, who must not be named: write {role} instead (visitbook edit).", name.name));
    }
}

/// The note that a line says, if it may be saved.
///
/// # Errors
/// When it has no words, carries a mark that might be a seal, or is to be sealed and stood in an argument.
pub fn accepted(reading: Reading, in_argument: bool) -> Result<Capture> {
    match reading {
        Reading::Note(capture) | Reading::MarksOnly(capture) if in_argument && capture.seal.is_some() => {
            drop(capture);
            Err(place::sealed_in_argument())
        }
        Reading::Note(capture) => Ok(capture),
        Reading::Ask { .. } if in_argument => Err(place::sealed_in_argument()),
        Reading::Ask { word, why } => {
            Err(Trouble::usage(format!("“{word}” is not understood, so nothing was saved."), why))
        }
        Reading::Empty => Err(Trouble::usage("There are no words to save.", "Write what you saw or heard.")),
        Reading::MarksOnly(_) => Err(Trouble::usage(
            "There are only marks and no words, so nothing was saved.",
            "To mark a note that is there: visitbook tag NOTEBOOK ID --question N …",
        )),
    }
}
