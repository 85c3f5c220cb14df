//! `visitbook group`: a triad or cluster, its linked visits, and what I take home from them.

use super::out::Out;
use super::place::Place;
use crate::clock::{Clock, Tz};
use crate::export::group::{Learned, learning, text};
use crate::files;
use crate::notebook::{Filter, Order};
use crate::plan::{GROUP_TEMPLATE, MAX_GROUP, read_group};
use crate::review::evidence::Content;
use crate::review::group::Group as Schools;
use crate::trouble::{Result, Trouble};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// A group of schools that review each other: who hosts when, who has reviewed whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook group template > group.toml
  visitbook group show group.toml
  visitbook group learning group.toml --as birch")]
pub struct Group {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Prints a group's file to fill in
    #[command(after_help = "Example:\n  visitbook group template > group.toml")]
    Template,
    /// Shows its visits, who has reviewed whom, and what does not fit
    #[command(after_help = "Example:\n  visitbook group show group.toml")]
    Show {
        /// The group's file
        #[arg(value_name = "GROUP.toml")]
        file: PathBuf,
    },
    /// Shows what I marked to take home, from the notebooks of all its visits
    #[command(after_help = "Example:\n  visitbook group learning group.toml --as birch")]
    Learning {
        /// The group's file
        #[arg(value_name = "GROUP.toml")]
        file: PathBuf,
    },
}

/// Shows a group, or what I take home from it.
///
/// # Errors
/// When the file cannot be read or has a mistake.
pub fn run(group: &Group, place: &Place, out: &mut Out) -> Result<()> {
    match &group.deed {
        Deed::Template => out.data(GROUP_TEMPLATE),
        Deed::Show { file } => {
            let group = read(file)?;
            // Schools of a group share their days; which of them is meant hardly ever hangs on the zone.
            let clock =
                place.common.now.map_or_else(Clock::machine, |when| Clock::fixed(when.moment(Tz::Europe__London)));
            out.data(&text(&group, clock.now().local(Tz::Europe__London).date(), out.width()))
        }
        Deed::Learning { file } => {
            let group = read(file)?;
            let learned = learned(&group, file, place, out)?;
            out.data(&learning(&learned, out.width()))?;
            out.say("Unreleased: for yourself. What your school hears of another school goes by its release.");
            Ok(())
        }
    }
}

fn read(file: &Path) -> Result<Schools> {
    read_group(&files::read_text(file, MAX_GROUP)?, &files::shown(file))
}

/// My own open notes marked to take home, visit by visit. A notebook that cannot be opened is named, and the
/// others are read.
fn learned(group: &Schools, file: &Path, place: &Place, out: &mut Out) -> Result<Vec<Learned>> {
    let named: Vec<_> = group.visits.iter().filter(|v| !v.notebook.is_empty()).collect();
    if named.is_empty() {
        return Err(Trouble::new(
            "No visit of this group names a notebook yet.",
            "Write its file name behind “notebook”.",
        ));
    }
    let mut learned = Vec::new();
    for visit in named {
        let path = files::folder_of(file).join(&visit.notebook);
        let read = place.desk(&path).and_then(|desk| {
            let filter = Filter { author: Some(desk.me()), ..Filter::default() };
            desk.notebook().notes(&filter, Order::Oldest, 0, super::ALL)
        });
        match read {
            Err(trouble) => out.say(&format!("{}: left out. {trouble}", files::shown(&path))),
            Ok(notes) => learned.extend(notes.iter().filter_map(|note| match &note.content {
                Content::Open(evidence) if evidence.marks.learning => {
                    Some(Learned { school: visit.host.clone(), text: evidence.text.clone() })
                }
                _ => None,
            })),
        }
    }
    Ok(learned)
}
