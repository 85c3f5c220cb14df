//! `visitbook action`: the host's action plan, set down in the workshop and followed until the return visit.

use super::out::Out;
use super::place::{self, Place};
use crate::export::actions;
use crate::ids::ActionId;
use crate::review::actions::{Part, Progress};
use crate::tasks::Desk;
use crate::trouble::{Result, Trouble};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The host's action plan: actions, owners, by when, and how they stand.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook action maths.visitbook add \"Hear every reader daily\" --owner \"English lead\" --by \"end of autumn\"
  visitbook action maths.visitbook list --format md")]
pub struct Action {
    /// The notebook
    notebook: PathBuf,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Sets an action down and prints its id
    #[command(
        after_help = "Example:\n  visitbook action maths.visitbook add \"Hear every reader daily\" --owner \"English lead\""
    )]
    Add {
        /// What is to be done
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// The point of the feedback it comes from; the beginning of its id is enough
        #[arg(long, value_name = "POINT")]
        from: Option<String>,
        #[command(flatten)]
        parts: Parts,
    },
    /// Says more of it, or how far it is
    #[command(after_help = "Example:\n  visitbook action maths.visitbook set 71c4aa02 --progress begun")]
    Set {
        /// The action; the beginning of its id is enough
        id: String,
        /// What is to be done, in other words
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
        #[command(flatten)]
        parts: Parts,
        /// How far it is
        #[arg(long, value_enum)]
        progress: Option<Stage>,
    },
    /// Deletes it
    #[command(after_help = "Example:\n  visitbook action maths.visitbook delete 71c4aa02")]
    Delete {
        /// The action
        id: String,
    },
    /// Shows the plan
    #[command(after_help = "Example:\n  visitbook action maths.visitbook list --format md")]
    List {
        /// As a table, Markdown, CSV or JSON
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

/// The parts of an action beside what is done.
#[derive(Debug, Args)]
struct Parts {
    /// Who sees to it: a role, not a name
    #[arg(long, value_name = "ROLE")]
    owner: Option<String>,
    /// By when: a date or words
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    /// What it should change for pupils
    #[arg(long, value_name = "TEXT")]
    impact: Option<String>,
    /// By what one will see that it did
    #[arg(long, value_name = "TEXT")]
    measure: Option<String>,
    /// What helps, from inside or outside the group
    #[arg(long, value_name = "TEXT")]
    support: Option<String>,
    /// How it stands, in words
    #[arg(long, value_name = "TEXT")]
    standing: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    Planned,
    Begun,
    Done,
    Dropped,
}

impl From<Stage> for Progress {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Planned => Self::Planned,
            Stage::Begun => Self::Begun,
            Stage::Done => Self::Done,
            Stage::Dropped => Self::Dropped,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Md,
    Csv,
    Json,
}

impl Parts {
    fn said(&self, what: Option<&String>) -> Vec<(Part, String)> {
        let parts = [
            (Part::What, what),
            (Part::Owner, self.owner.as_ref()),
            (Part::By, self.by.as_ref()),
            (Part::Impact, self.impact.as_ref()),
            (Part::Measure, self.measure.as_ref()),
            (Part::Support, self.support.as_ref()),
            (Part::Standing, self.standing.as_ref()),
        ];
        parts.into_iter().filter_map(|(part, text)| Some((part, text?.clone()))).collect()
    }
}

/// Sets down, changes or shows actions.
///
/// # Errors
/// When I am not of the visiting team, or an action or point is not known.
pub fn run(action: &Action, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.team_desk(&action.notebook)?;
    match &action.deed {
        Deed::Add { text, from, parts } => {
            let point = from.as_deref().map(|p| place::point(&desk, p)).transpose()?;
            let (id, _) = desk.set_down_action(point, &parts.said(Some(text)))?;
            out.data(&id.to_string())
        }
        Deed::Set { id, text, parts, progress } => {
            let id = find(&desk, id)?;
            let said = parts.said(text.as_ref());
            if said.is_empty() && progress.is_none() {
                return Err(Trouble::usage("Nothing was said of it.", "Say for example --progress begun."));
            }
            desk.change_action(id, &said, progress.map(Progress::from))?;
            out.say("Saved.");
            Ok(())
        }
        Deed::Delete { id } => {
            desk.delete_action(find(&desk, id)?)?;
            out.say("Deleted.");
            Ok(())
        }
        Deed::List { format } => {
            let plan = desk.notebook().actions()?;
            match format {
                Format::Table => out.data(&actions::table(&plan, out.width())),
                Format::Md => out.data(&actions::markdown(&plan)),
                Format::Csv => out.document(&actions::csv(&plan)?),
                Format::Json => out.data(&actions::json(&plan)?),
            }
        }
    }
}

/// The action whose identifier begins so.
pub(super) fn find(desk: &Desk, typed: &str) -> Result<ActionId> {
    let begin = place::id_beginning(typed)?;
    let found: Vec<ActionId> =
        desk.notebook().actions()?.iter().map(|a| a.id).filter(|id| id.to_string().starts_with(&begin)).collect();
    place::one("action", typed, &found, "visitbook action NOTEBOOK list")
}
