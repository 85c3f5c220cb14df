//! `visitbook group`: a triad or cluster, its linked visits, and what I take home from them.

use super::out::Out;
use super::place::Place;
use super::sources::{Sources, Taken};
use super::workshop::Format;
use crate::clock::{Clock, Tz};
use crate::export::combined;
use crate::export::group::{Learned, learning, text};
use crate::files;
use crate::notebook::{Filter, Order};
use crate::plan::{GROUP_TEMPLATE, MAX_GROUP, read_group};
use crate::review::evidence::Content;
use crate::review::group::{Group as Schools, Linked};
use crate::review::release::Audience;
use crate::review::rollup::{FEW, Rollup, Schools as Shown};
use crate::tasks::rollup::themes;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// A group of schools that review each other: who hosts when, who has reviewed whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook group template > group.toml
  visitbook group show group.toml
  visitbook group learning group.toml --as birch
  visitbook group account group.toml --named --format docx -o what-we-learned.docx")]
pub struct Group {
    #[command(subcommand)]
    deed: Deed,
}

/// What is asked of the combined account.
#[derive(Debug, Args)]
struct Account {
    /// The group's file
    #[arg(value_name = "GROUP.toml")]
    file: PathBuf,
    /// Name the schools and the days, and give the words of their points
    #[arg(long)]
    named: bool,
    #[command(flatten)]
    taken: Taken,
    /// Which kind of document
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    /// Writes what its visits taught together, for the wider network
    #[command(after_help = "Examples:
  visitbook group account group.toml --named --format docx -o what-we-learned.docx
  visitbook group account group.toml

A visit's “notebook” in the group's file may be a notebook that you lead, a pack or a released
notebook. Without --named it says only what at least three schools share, and that in themes:
in a triad, what all three share. Nothing sealed, held back or for a head alone enters it.")]
    Account(Account),
    /// Shows what I marked to take home, from the notebooks of all its visits
    #[command(after_help = "Example:\n  visitbook group learning group.toml --as birch")]
    Learning {
        /// The group's file
        #[arg(value_name = "GROUP.toml")]
        file: PathBuf,
    },
}

/// Shows a group, what I take home from it, or what its visits taught together.
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
        Deed::Account(asked) => account(asked, place, out),
    }
}

fn read(file: &Path) -> Result<Schools> {
    read_group(&files::read_text(file, MAX_GROUP)?, &files::shown(file))
}

/// Writes the combined account. A visit that cannot be taken in is named with the reason.
fn account(asked: &Account, place: &Place, out: &mut Out) -> Result<()> {
    asked.format.fits(asked.output.as_ref())?;
    let group = read(&asked.file)?;
    let mut sources = Sources::new(place, asked.taken.identity.as_deref());
    let mut together = Rollup::by(themes(&place.home)?);
    for visit in named(&group)? {
        let path = files::folder_of(&asked.file).join(&visit.notebook);
        let read = sources.release(&path, &asked.taken, Audience::AllSchools, out);
        // The group's file says whose visit it is, in the name that the group has for the school.
        let read = read.map(|release| together.read(&release).at(&visit.host));
        match read.map(|review| together.add(review)) {
            Ok(true) => {}
            Ok(false) => out.say(&format!("{}: the same visit again, left out.", files::shown(&path))),
            Err(trouble) => out.say(&format!("{}: left out. {trouble}", files::shown(&path))),
        }
    }
    let schools = if asked.named { Shown::Named } else { Shown::Unnamed };
    match together.schools() {
        0 => return Err(Trouble::new("There is no visit to take in.", "Ask each lead for a pack for all-schools.")),
        n if schools == Shown::Unnamed && n < FEW => {
            return Err(Trouble::new(
                format!("These visits are to fewer than {FEW} schools: without names they would still be known."),
                "Take in more visits; or add --named, if the schools agreed.",
            ));
        }
        _ => {}
    }
    let account = together.combined(&group, schools);
    let document = match asked.format {
        Format::Md => combined::markdown(&account).into_bytes(),
        Format::Html => combined::html(&account).into_bytes(),
        Format::Docx => combined::docx(&account)?,
        #[cfg(feature = "pdf")]
        Format::Pdf => combined::pdf(&account)?,
    };
    match &asked.output {
        None => out.document(&document)?,
        Some(path) => {
            files::create_private(path, &document)?;
            out.say(&format!("Written, from {}: {}", count(account.count, "visit", "visits"), files::shown(path)));
        }
    }
    out.say(match schools {
        Shown::Named => "It names the schools. Each head decides whether what is said of their school goes further.",
        Shown::Unnamed => {
            "It names nobody. But whoever knows which schools these are knows that what all of them share is true of each."
        }
    });
    Ok(())
}

/// The visits of which the group's file names a notebook.
fn named(group: &Schools) -> Result<Vec<&Linked>> {
    let named: Vec<_> = group.visits.iter().filter(|v| !v.notebook.is_empty()).collect();
    if named.is_empty() {
        return Err(Trouble::new(
            "No visit of this group names a notebook yet.",
            "Write its file name behind “notebook”.",
        ));
    }
    Ok(named)
}

/// My own open notes marked to take home, visit by visit. A notebook that cannot be opened is named, and the
/// others are read.
fn learned(group: &Schools, file: &Path, place: &Place, out: &mut Out) -> Result<Vec<Learned>> {
    let mut learned = Vec::new();
    for visit in named(group)? {
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
