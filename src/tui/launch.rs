//! Starting the screen.

use crate::clock::Clock;
use crate::home::Home;
use crate::trouble::{Result, Trouble};
use std::path::PathBuf;

pub use super::theme::ColorChoice as Color;

/// What the screen starts with.
#[derive(Debug)]
pub struct Launch {
    /// The notebook.
    pub notebook: PathBuf,
    /// My home.
    pub home: Home,
    /// Who I say I am.
    pub as_: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// Which keymap; none: as set in the settings.
    pub keymap: Option<String>,
    /// Colours.
    pub color: Color,
    /// Words shown at the start, such as the demo's phrase.
    pub banner: Option<String>,
}

/// Runs the screen until the person leaves it.
pub fn run(launch: Launch) -> Result<()> {
    drop(launch);
    Err(Trouble::new("the screen is not built in this branch", ""))
}
