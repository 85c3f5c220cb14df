//! `visitbook keys`: the one table of actions and the keys that ask for them.

use super::out::Out;
use super::place::Place;
use crate::tasks::settings::Settings;
use crate::trouble::Result;
use crate::tui::keymap::Keymap;
use clap::{Args, ValueEnum};

/// Shows what every key does.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook keys --keymap vim")]
pub struct Keys {
    /// As a table or Markdown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Md,
}

/// Prints the table, with my own keys over the keymap.
///
/// # Errors
/// When there is no such keymap, or my own keys have mistakes.
pub fn run(keys: &Keys, place: &Place, out: &mut Out) -> Result<()> {
    let keymap = keymap(place)?;
    out.data(&match keys.format {
        Format::Table => keymap.plain(),
        Format::Md => keymap.markdown(),
    })
}

/// The keymap that the screen would use.
///
/// # Errors
/// When there is no such keymap, or my own keys have mistakes.
pub fn keymap(place: &Place) -> Result<Keymap> {
    let name = match &place.common.keymap {
        Some(name) => name.clone(),
        None => Settings::load(&place.home)?.keymap,
    };
    Keymap::load(&name, &place.home.keymap())
}
