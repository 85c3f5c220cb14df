//! `visitbook report`: the report as a plain document, for Word, a browser or as text.

use super::out::Out;
use super::place::{self, Place};
use super::release::{Choice, say_never_said};
use crate::export::text;
use crate::files;
use crate::review::release::{Composed, Options, ReportVersion, Stage};
use crate::tasks::Desk;
use crate::tasks::release::{Appendix, ReportFormat};
use crate::tasks::reports::{self, document, version};
use crate::trouble::{Result, Trouble, count};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Writes the report (the lead only); nothing sealed is in it.
///
/// Each report that is written to a file, shared or agreed is remembered, so that it can be told what
/// changed since.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook report maths.visitbook --format docx -o report.docx
  visitbook report maths.visitbook --format docx -o agreed.docx --stage agreed
  visitbook report maths.visitbook --changes 1 2
  visitbook report maths.visitbook --learning -o to-take-home.md")]
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
    /// List the reports that were written, shared and agreed
    #[arg(long, conflicts_with_all = ["output", "changes"])]
    versions: bool,
    /// Tell what changed from one version to another, or to the points as they are now
    #[arg(long, num_args = 1..=2, value_names = ["VERSION", "VERSION"], conflicts_with = "output")]
    changes: Vec<usize>,
    /// Write what a reviewer takes home instead: mine, or (the lead only) another's
    #[arg(long, value_name = "REVIEWER", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["versions", "changes"])]
    learning: Option<String>,
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
    let mut desk = place.desk(&report.notebook)?;
    let options = Options { plain: true, ..report.choice.options(&desk)? };
    if let Some(of) = &report.learning {
        let of = if of.is_empty() { desk.me() } else { place::person(desk.review(), of)? };
        return write(report, &desk.take_home(of, &options)?, "Written to take home", out);
    }
    let composed = desk.compose_release(&options, None)?;
    if report.versions {
        return versions(&desk, out);
    }
    if !report.changes.is_empty() {
        return changes(report, &desk, &composed, out);
    }
    say_never_said(&composed, out);
    write(report, &composed, &format!("Written for {}", options.audience.label()), out)?;
    if report.output.is_some() || options.stage != Stage::Draft {
        desk.record_report(&composed)?;
    }
    Ok(())
}

fn write(report: &Report, composed: &Composed, written: &str, out: &mut Out) -> Result<()> {
    if !matches!(report.format, Format::Md | Format::Html) && report.output.is_none() {
        return Err(Trouble::usage("This format is no text to be shown here.", "Name a file for it: -o FILE."));
    }
    let format = match report.format {
        Format::Md => ReportFormat::Markdown,
        Format::Html => ReportFormat::Html,
        Format::Docx => ReportFormat::Word,
        #[cfg(feature = "pdf")]
        Format::Pdf => ReportFormat::Pdf,
    };
    let appendix = if report.appendix { Appendix::WithEvidence } else { Appendix::Without };
    let document = document(&composed.release, format, appendix)?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    match &report.output {
        Some(path) => {
            files::create_private(path, &document)?;
            out.say(&format!("{written}: {}", files::shown(path)));
            Ok(())
        }
        None => out.document(&document),
    }
}

/// The reports so far, each in a line with its number.
fn versions(desk: &Desk, out: &mut Out) -> Result<()> {
    let versions = desk.notebook().report_versions()?;
    if versions.is_empty() {
        out.say("No report was written yet.");
    }
    let zone = desk.review().visit.zone;
    let line = |(n, version): (usize, &ReportVersion)| {
        let at = version.at.local(zone).format("%a %-d %B %Y %H:%M");
        let points = count(version.points.len(), "point", "points");
        format!("{:>3}  {at}  {}, for {}, {points}\n", n + 1, version.stage.label(), version.audience.label())
    };
    out.data(&versions.iter().enumerate().map(line).collect::<String>())
}

/// What changed since a version.
fn changes(report: &Report, desk: &Desk, composed: &Composed, out: &mut Out) -> Result<()> {
    let versions = desk.notebook().report_versions()?;
    let [before, rest @ ..] = report.changes.as_slice() else { return Ok(()) };
    let before = reports::Report::Version(version(&versions, *before)?);
    let after = match rest {
        [after, ..] => reports::Report::Version(version(&versions, *after)?),
        [] => reports::Report::Now(composed),
    };
    out.data(&text::report_changes(&desk.report_changes(before, after)?, out.width()))
}
