//! `visitbook edit`: other words for a note.

use super::note;
use super::out::Out;
use super::place::{self, Place};
use crate::review::capture::{self, Context};
use crate::review::evidence::Marks;
use crate::trouble::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;

/// Changes the words of an open note; marks in the words are added.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  visitbook edit maths.visitbook 3fa25c01 \"Y4 explain regrouping // talk drives it\""
)]
pub struct Edit {
    /// The notebook
    notebook: PathBuf,
    /// The note; the beginning of its id is enough
    id: String,
    /// The new words; - takes them from standard input
    #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
    text: String,
}

/// Changes the words.
///
/// # Errors
/// When the note is sealed, or the new words carry a seal mark.
pub fn run(edit: &Edit, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&edit.notebook)?;
    place::may_write(&desk, &edit.notebook)?;
    let id = place::note(&desk, &edit.id)?;
    let (line, in_argument) = place::words(&edit.text, out)?;
    // A note that is there has its marks and its place already: nothing is filled in.
    let context = Context { seal: None, ..place::context(desk.review(), None) };
    let capture = note::accepted(capture::read(&line, &context), in_argument)?;
    if capture.seal.is_some() {
        return Err(Trouble::usage(
            "A note that was saved is sealed by “seal”, not by a mark; nothing was changed.",
            "visitbook seal NOTEBOOK ID --to lead",
        ));
    }
    let before = desk.notebook().note(id)?.and_then(|n| n.evidence().map(|e| e.marks.clone())).unwrap_or_default();
    desk.edit(id, &capture.text, &capture.reflection)?;
    if adds(&before, &capture) {
        desk.remark(id, &capture, None)?;
    }
    note::tell_names(desk.review(), [capture.text.as_str(), capture.reflection.as_str()], out);
    out.say("Changed. What stood there before is in its history.");
    Ok(())
}

fn adds(before: &Marks, capture: &capture::Capture) -> bool {
    capture.questions.iter().any(|q| !before.questions.contains(q))
        || capture.valence.is_some_and(|v| v != before.valence)
        || capture.source.is_some_and(|s| Some(s) != before.source)
}
