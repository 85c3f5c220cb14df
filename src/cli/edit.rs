//! `visitbook edit`: other words for a note.

use super::note;
use super::out::Out;
use super::place::{self, Place};
use crate::review::capture::{self, Context};
use crate::review::evidence::Marks;
use crate::tasks::Desk;
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
    #[arg(allow_hyphen_values = true, value_name = "TEXT|-", required_unless_present = "keep")]
    text: Option<String>,
    /// Keep this one of several versions of a note or point, as “history” names it
    #[arg(long, value_name = "CHANGE", conflicts_with = "text")]
    keep: Option<String>,
}

/// Changes the words.
///
/// # Errors
/// When the note is sealed, or the new words carry a seal mark.
pub fn run(edit: &Edit, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&edit.notebook)?;
    place::may_write(&desk, &edit.notebook)?;
    if let Some(keep) = &edit.keep {
        self::keep(&mut desk, &edit.id, keep)?;
        out.say("Kept. The other versions are in its history.");
        return Ok(());
    }
    let id = place::note(&desk, &edit.id)?;
    let (line, in_argument) = place::words(edit.text.as_deref().unwrap_or_default(), out)?;
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

/// Keeps one of the versions that stand side by side.
fn keep(desk: &mut Desk, id: &str, change: &str) -> Result<()> {
    let subject = place::subject(desk, id)?;
    let clashes = desk.notebook().versions(subject, desk.review())?;
    let wanted = change.to_lowercase();
    let mut fitting = clashes
        .iter()
        .flat_map(|clash| clash.versions.iter().map(move |version| (clash, version.change)))
        .filter(|(_, change)| change.to_string().starts_with(&wanted));
    match (fitting.next(), fitting.next()) {
        (Some((clash, change)), None) => desk.keep(subject, change, &clash.heads).map(drop),
        (Some(_), Some(_)) => Err(Trouble::usage("Several versions begin so.", "Give more of it.")),
        (None, _) => Err(Trouble::usage(
            "No version that stands beside another begins so.",
            "visitbook history NOTEBOOK ID lists them.",
        )),
    }
}

fn adds(before: &Marks, capture: &capture::Capture) -> bool {
    capture.questions.iter().any(|q| !before.questions.contains(q))
        || capture.valence.is_some_and(|v| v != before.valence)
        || capture.source.is_some_and(|s| Some(s) != before.source)
}
