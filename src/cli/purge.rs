//! `visitbook purge`: empties a notebook for good, when the time agreed for keeping it has passed.

use super::ask;
use super::out::Out;
use super::place::Place;
use crate::files;
use crate::tasks::purge::Purge as What;
use crate::trouble::{Result, Trouble};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Empties sealed notes, records of concerns, or everything, for good (the lead).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook purge maths.visitbook sealed
  visitbook purge maths.visitbook everything --yes")]
pub struct Purge {
    /// The notebook
    notebook: PathBuf,
    // No remarks on the values: one makes every help text twice as long.
    /// What is emptied: the words of sealed notes; the records that concerns were passed on; everything
    #[arg(value_enum)]
    what: Word,
    /// Do not ask: you have read what goes
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Word {
    Sealed,
    Concerns,
    Everything,
}

impl From<Word> for What {
    fn from(word: Word) -> Self {
        match word {
            Word::Sealed => Self::Sealed,
            Word::Concerns => Self::Concerns,
            Word::Everything => Self::Everything,
        }
    }
}

/// Says what goes, asks, and empties.
///
/// # Errors
/// When I am not the lead, did not say yes, or a backup still holds what was emptied.
pub fn run(purge: &Purge, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&purge.notebook)?;
    let what = purge.what.into();
    out.data(&desk.purge_card(what)?.lines().join("\n"))?;
    if !purge.yes && !ask::yes("Empty it for good?")? {
        return Err(Trouble::new("Nothing was emptied.", "It was not confirmed."));
    }
    let written = desk.purge(what)?;
    let remains = written.old_text_remains && !desk.clear_residue()?;
    out.say("Emptied for good, here and wherever this notebook is joined from now on.");
    if remains {
        out.say("Its old text is still being removed from the file: someone has the notebook open. visitbook doctor tries again.");
    }
    if written.backups_left.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = written.backups_left.iter().map(|path| files::shown(path)).collect();
    Err(Trouble::new(
        "The notebook is emptied, but a backup of it could not be opened and may still hold what went.",
        format!("Remove it: {}", names.join(" ")),
    ))
}
