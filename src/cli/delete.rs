//! `visitbook delete`: notes out of every list, and back again.

use super::out::Out;
use super::place::{self, Place};
use crate::trouble::{Result, count};
use clap::Args;
use std::path::PathBuf;

/// Deletes notes; they can be brought back.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  visitbook delete maths.visitbook 3fa25c01\n  visitbook delete maths.visitbook 3fa25c01 --bring-back"
)]
pub struct Delete {
    /// The notebook
    notebook: PathBuf,
    /// The notes; the beginning of each id is enough
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Bring them back
    #[arg(long)]
    bring_back: bool,
}

/// Deletes or brings back.
///
/// # Errors
/// When a note is not known.
pub fn run(delete: &Delete, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&delete.notebook)?;
    place::may_write(&desk, &delete.notebook)?;
    let mut ids = place::notes(&desk, &delete.ids)?;
    ids.sort_unstable();
    ids.dedup();
    desk.delete(&ids, !delete.bring_back)?;
    let notes = count(ids.len(), "note", "notes");
    out.say(&if delete.bring_back {
        format!("{notes} brought back.")
    } else {
        format!("{notes} deleted. The words are kept in the journal; --bring-back brings them back.")
    });
    Ok(())
}
