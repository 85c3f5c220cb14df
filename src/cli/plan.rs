//! `visitbook plan`: plans to fill in, their mistakes, and the day on paper.

use super::out::Out;
use super::place::Place;
use crate::files;
use crate::ids::NotebookId;
use crate::notebook::Notebook;
use crate::plan::{self, Checked, TEMPLATES};
use crate::review::visit::Review;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// Plans: a template to fill in, its mistakes, the day on paper.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Prints a plan to fill in
    #[command(
        after_help = "Example:\n  visitbook plan template subject > plan.toml\n  visitbook plan template spp --framework reading > plan.toml"
    )]
    Template {
        /// Which programme: subject, vnet, spp, spp-rapid, alliance
        name: String,
        /// Ready questions to begin with, in the place of the template's own
        #[arg(long, value_name = "NAME")]
        framework: Option<String>,
    },
    /// Lists ready sets of questions for a theme, or shows one
    #[command(after_help = "Example:\n  visitbook plan frameworks reading")]
    Frameworks {
        /// Which one
        name: Option<String>,
    },
    /// Names each mistake in a plan: its line, and what to write instead
    #[command(after_help = "Example:\n  visitbook plan check plan.toml")]
    Check {
        /// The plan
        #[arg(value_name = "PLAN.toml")]
        plan: PathBuf,
    },
    /// Reads a timetable as it comes (e-mail text, .docx, .csv, .tsv, .md, .ics) and makes a plan of it
    Import(super::import::Import),
    /// Tells what has changed since a plan was sent round
    #[command(
        after_help = "Example:\n  visitbook plan changes sent.toml plan.toml\n  visitbook plan changes plan.toml maths.visitbook"
    )]
    Changes {
        /// The plan as it was sent
        old: PathBuf,
        /// The plan, or the notebook, as it is now
        new: PathBuf,
    },
    /// Shows the day as one wants it on paper
    #[command(
        after_help = "Examples:\n  visitbook plan show plan.toml --format ics > visit.ics\n  visitbook plan show maths.visitbook"
    )]
    Show {
        /// The plan, or a notebook with the day as it stands now
        #[arg(value_name = "PLAN.toml")]
        plan: PathBuf,
        /// As plain text, Markdown, a web page, or a calendar
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Md,
    Html,
    Ics,
}

/// Runs `visitbook plan`.
///
/// # Errors
/// When there is no such template, or the plan (or timetable) cannot be read or has mistakes.
pub fn run(plan: &Plan, place: &Place, out: &mut Out) -> Result<()> {
    match &plan.deed {
        Deed::Template { name, framework } => {
            let text = plan::template(name, framework.as_deref(), NotebookId::fresh()?)?;
            if let Some((_, sentence)) = TEMPLATES.iter().find(|(known, _)| known == name) {
                out.say(&format!("{sentence} Edit it, then: visitbook plan check PLAN.toml"));
            }
            out.data(&text)
        }
        Deed::Frameworks { name: Some(name) } => out.data(&plan::framework(name)?.shown()),
        Deed::Frameworks { name: None } => out.data(&frameworks()),
        Deed::Check { plan } => {
            let checked = checked(plan, out)?;
            let review = &checked.review;
            let facts = [
                count(review.days().len(), "day", "days"),
                count(review.people.len(), "person", "people"),
                count(review.questions.len(), "question", "questions"),
                count(review.activities.len(), "activity", "activities"),
            ];
            out.say(&format!("{} has no mistakes: {}.", files::shown(plan), facts.join(", ")));
            Ok(())
        }
        Deed::Changes { old, new } => {
            let said = plan::changes(&reviewed(old, out)?, &reviewed(new, out)?);
            if said.is_empty() {
                out.say("Nothing has changed.");
                return Ok(());
            }
            out.data(&said.join("\n"))
        }
        Deed::Import(import) => super::import::run(import, place, out),
        Deed::Show { plan, format } => {
            let review = reviewed(plan, out)?;
            let format = match format {
                Format::Text => plan::Format::Text,
                Format::Md => plan::Format::Markdown,
                Format::Html => plan::Format::Html,
                Format::Ics => plan::Format::Ics,
            };
            out.data(&plan::show(&review, format))
        }
    }
}

/// How a notebook's file begins, as every file of SQLite does.
const DATABASE: &[u8] = b"SQLite format 3\0";

/// What a plan says, or a notebook as its day stands.
fn reviewed(path: &Path, out: &mut Out) -> Result<Review> {
    if path.extension().is_some_and(|e| e == "visitbook") {
        return Notebook::open(path)?.review();
    }
    Ok(checked(path, out)?.review)
}

/// The frameworks, one a line.
fn frameworks() -> String {
    let name = plan::FRAMEWORKS.iter().map(|f| f.name.len()).max().unwrap_or(0);
    plan::FRAMEWORKS.iter().map(|f| format!("{:<name$}  {}", f.name, f.about)).collect::<Vec<_>>().join("\n")
}

/// A plan without mistakes; what deserves a second look is said.
///
/// # Errors
/// When it cannot be read, or has mistakes: each is said first.
pub fn checked(path: &Path, out: &mut Out) -> Result<Checked> {
    // One byte more than a plan may have, so that the plan's own check tells that it is too large.
    let bytes = files::read(path, plan::MAX_BYTES as u64 + 1)?;
    if bytes.starts_with(DATABASE) {
        return Err(Trouble::usage(
            format!("{} is a notebook, not a plan.", files::shown(path)),
            "Name the text file that it was made from; it usually ends in .toml.",
        ));
    }
    match plan::read_bytes(&bytes, &path.to_string_lossy()) {
        Ok(checked) => {
            for warning in &checked.warnings {
                out.say(&format!("{warning}\n"));
            }
            Ok(checked)
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                out.say(&format!("{mistake}\n"));
            }
            Err(Trouble::new(
                format!("{} in {}.", count(mistakes.len(), "mistake", "mistakes"), files::shown(path)),
                "Correct it in a text editor, save, and check again.",
            ))
        }
    }
}
