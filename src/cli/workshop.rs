//! `visitbook workshop`: the sheet for the workshop after the review.
//!
//! Whoever leads the workshop was not on the review and has a pack; the lead can make the same sheet from the
//! notebook, and then by a release as everything that leaves.

use super::out::Out;
use super::place::Place;
use super::release::Choice;
use super::sources::{Sources, is_pack};
use crate::export::{text, workshop};
use crate::files;
use crate::review::release::{Options, Release};
use crate::trouble::{Result, Trouble};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Writes the sheet of the workshop: each area for development with a table for the actions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook workshop for-head.zip.age --format docx -o workshop.docx
  visitbook workshop maths.visitbook --audience host-head-and-subject-lead --format html -o workshop.html

From a pack, whoever can open it; from a notebook, the lead only.
What is for the head alone is never on it: others are in the room.")]
pub struct Workshop {
    /// The pack (.age) that was released, or the notebook
    #[arg(value_name = "PACK|NOTEBOOK")]
    file: PathBuf,
    /// Which kind of document
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The secret key that the pack was made for, if that is not your visitbook key
    #[arg(short, long, value_name = "FILE")]
    identity: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
}

/// The kinds of document that are read and filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Md,
    Html,
    Docx,
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Format {
    /// A document that is no text needs a file.
    ///
    /// # Errors
    /// When none is named for one.
    pub(super) fn fits(self, output: Option<&PathBuf>) -> Result<()> {
        if output.is_some() || matches!(self, Self::Md | Self::Html) {
            return Ok(());
        }
        Err(Trouble::usage("This format is no text to be shown here.", "Name a file for it: -o FILE."))
    }
}

/// Writes the sheet.
///
/// # Errors
/// When the pack cannot be opened, I am not the notebook's lead, or the file is there already.
pub fn run(args: &Workshop, place: &Place, out: &mut Out) -> Result<()> {
    args.format.fits(args.output.as_ref())?;
    let release = if is_pack(&args.file) { from_pack(args, place, out)? } else { from_notebook(args, place, out)? };
    if release.take_home {
        return Err(Trouble::new(
            "This is what a reviewer takes home, and no feedback to a school.",
            "Name the pack that was made for the host.",
        ));
    }
    let sheet = match args.format {
        Format::Md => workshop::markdown(&release).into_bytes(),
        Format::Html => workshop::html(&release).into_bytes(),
        Format::Docx => workshop::docx(&release)?,
        #[cfg(feature = "pdf")]
        Format::Pdf => workshop::pdf(&release)?,
    };
    match &args.output {
        None => out.document(&sheet)?,
        Some(path) => {
            files::create_private(path, &sheet)?;
            out.say(&format!("Written for the workshop: {}", files::shown(path)));
        }
    }
    out.say("It is no longer encrypted. The head of the host school decides who takes part and who else sees it.");
    Ok(())
}

fn from_pack(args: &Workshop, place: &Place, out: &mut Out) -> Result<Release> {
    if !args.choice.is_default() {
        return Err(Trouble::usage(
            "What may leave was settled when this pack was made.",
            "Leave those options out; or ask the lead for another pack.",
        ));
    }
    Ok(Sources::new(place, args.identity.as_deref()).pack(&args.file, out)?.release)
}

fn from_notebook(args: &Workshop, place: &Place, out: &mut Out) -> Result<Release> {
    let desk = place.desk(&args.file)?;
    let options = Options { plain: true, ..args.choice.options(&desk)? };
    let composed = desk.compose_release(&options, None)?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    Ok(composed.release)
}
