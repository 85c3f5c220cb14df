//! `visitbook report`: the report as a plain document.

use super::out::Out;
use super::place::Place;
use super::release::Choice;
use crate::export::text;
use crate::files;
use crate::tasks::release::ReportFormat;
use crate::trouble::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Writes the report (the lead only); nothing sealed is in it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook report maths.visitbook --format html -o report.html")]
pub struct Report {
    /// The notebook
    notebook: PathBuf,
    /// As Markdown or a web page
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
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
}

/// Writes the report, and tells what is held back.
///
/// # Errors
/// When I am not the lead, or the file is there already.
pub fn run(report: &Report, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&report.notebook)?;
    let options = report.choice.options(&desk)?;
    let composed = desk.compose_release(&options, None)?;
    let format = match report.format {
        Format::Md => ReportFormat::Markdown,
        Format::Html => ReportFormat::Html,
    };
    let document = desk.report(format, &options)?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    match &report.output {
        Some(path) => {
            files::create_private(path, document.as_bytes())?;
            out.say(&format!("Written for {}: {}", options.audience.label(), files::shown(path)));
            Ok(())
        }
        None => out.data(&document),
    }
}
