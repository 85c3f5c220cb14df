//! `visitbook new`: a notebook from a plan.

use super::out::Out;
use super::place::Place;
use super::plan;
use crate::files;
use crate::tasks::{Desk, making};
use crate::trouble::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;

/// Makes a notebook from a plan.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook new plan.toml -o maths.visitbook")]
pub struct New {
    /// The plan
    #[arg(value_name = "PLAN.toml")]
    plan: PathBuf,
    /// The notebook to make [default: named after the plan]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Makes the notebook and prints its name.
///
/// # Errors
/// When the plan has mistakes, nobody in it is called as `--as` says, or the name is taken.
pub fn run(new: &New, place: &Place, out: &mut Out) -> Result<()> {
    let checked = plan::checked(&new.plan, out)?;
    let review = checked.review;
    if let Some(name) = &place.common.as_ {
        super::place::person(&review, name)?;
    }
    let path = new.output.clone().unwrap_or_else(|| new.plan.with_extension("visitbook"));
    if path == new.plan {
        return Err(Trouble::usage("The notebook cannot have the name of its plan.", "Give another name with -o."));
    }
    let notebook = making::make(&place.home, &review, &path, place.clock(review.visit.zone))?;
    let me = match &place.common.as_ {
        // Remembered from here on, so that --as need not be said again.
        Some(name) => Some(Desk::at(&place.home, notebook, Some(name), place.clock(review.visit.zone))?.me()),
        None => None,
    };
    let shown = files::shown(&path);
    out.say(&format!("Made from {}. Open it with:", files::shown(&new.plan)));
    let who = if me.is_some() { String::new() } else { format!(" --as {}", review.lead().map_or("NAME", |p| &p.key)) };
    out.say(&format!("  visitbook {shown}{who}"));
    out.data(&shown)
}
