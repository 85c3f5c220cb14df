//! `visitbook release`: what would leave and what stays, and the lead's lasting choices about it.

use super::out::Out;
use super::place::{self, Place};
use super::release::{Choice, audience_words, note_or_point, say_never_said};
use crate::export::text;
use crate::review::release::Audience;
use crate::trouble::Result;
use clap::Args;
use std::path::PathBuf;

/// Shows what would leave and what stays; holds notes and points back (the lead only).
///
/// What is held back here stays in every later report and pack, until it is let go. Nothing leaves by this.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook release maths.visitbook
  visitbook release maths.visitbook --hold 3fa25c01
  visitbook release maths.visitbook --for all-schools")]
pub struct Preview {
    /// The notebook
    notebook: PathBuf,
    /// From now on this note or point stays; give it more than once for more
    #[arg(long, value_name = "ID")]
    hold: Vec<String>,
    /// This note or point may leave again
    #[arg(long, value_name = "ID")]
    let_go: Vec<String>,
    /// From now on reports and packs are made for them, unless --audience says otherwise
    #[arg(long = "for", id = "for", value_name = "AUDIENCE", value_parser = audience_words())]
    from_now_on: Option<Audience>,
    #[command(flatten)]
    choice: Choice,
}

/// Settles what is asked for, and shows what would leave.
///
/// # Errors
/// When I am not the lead, or a note or point is not known.
pub fn run(preview: &Preview, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&preview.notebook)?;
    if !(preview.hold.is_empty() && preview.let_go.is_empty() && preview.from_now_on.is_none()) {
        place::may_write(&desk, &preview.notebook)?;
    }
    for (ids, on) in [(&preview.hold, true), (&preview.let_go, false)] {
        for typed in ids {
            let what = note_or_point(&desk, typed)?;
            desk.hold_back(what, on)?;
        }
    }
    if let Some(audience) = preview.from_now_on {
        desk.release_for(audience)?;
    }
    let composed = desk.compose_release(&preview.choice.options(&desk)?, None)?;
    out.data(&text::preview(&composed, out.width()))?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    say_never_said(&composed, out);
    Ok(())
}
