//! `visitbook report`: the report as a plain document, for Word, a browser or as text.

use super::out::Out;
use super::place::Place;
use super::release::Choice;
use crate::export::text;
use crate::files;
use crate::tasks::release::{Appendix, ReportFormat};
use crate::trouble::{Result, Trouble};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Writes the report (the lead only); nothing sealed is in it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook report maths.visitbook --format docx -o report.docx
  visitbook report maths.visitbook --format html --appendix -o report.html")]
pub struct Report {
    /// The notebook
    notebook: PathBuf,
    /// Which kind of document
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Put every activity and all open evidence behind the report
    #[arg(long)]
    appendix: bool,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Md,
    Html,
    Docx,
    #[cfg(feature = "pdf")]
    Pdf,
}

/// Writes the report, and tells what is held back.
///
/// # Errors
/// When I am not the lead, the file is there already, or no file is named for a document that is no text.
pub fn run(report: &Report, place: &Place, out: &mut Out) -> Result<()> {
    if !matches!(report.format, Format::Md | Format::Html) && report.output.is_none() {
        return Err(Trouble::usage("This format is no text to be shown here.", "Name a file for it: -o FILE."));
    }
    let desk = place.desk(&report.notebook)?;
    let options = report.choice.options(&desk)?;
    let composed = desk.compose_release(&options, None)?;
    let format = match report.format {
        Format::Md => ReportFormat::Markdown,
        Format::Html => ReportFormat::Html,
        Format::Docx => ReportFormat::Word,
        #[cfg(feature = "pdf")]
        Format::Pdf => ReportFormat::Pdf,
    };
    let appendix = if report.appendix { Appendix::WithEvidence } else { Appendix::Without };
    let document = desk.report(format, appendix, &options)?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    match &report.output {
        Some(path) => {
            files::create_private(path, &document)?;
            out.say(&format!("Written for {}: {}", options.audience.label(), files::shown(path)));
            Ok(())
        }
        None => out.document(&document),
    }
}
