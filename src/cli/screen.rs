//! `visitbook [NOTEBOOK]`: the screen.

use super::place::Place;
use crate::files;
use crate::notebook::Notebook;
use crate::trouble::{Result, Trouble};
use crate::tui::launch::{self, Launch};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Opens the screen at a notebook; without one, at the only one in this folder.
///
/// # Errors
/// When it is not clear which notebook is meant, or the screen cannot be opened.
pub fn run(notebook: Option<&Path>, commands: &[String], place: &Place) -> Result<()> {
    let path = match notebook {
        Some(path) if !path.exists() => return Err(not_there(path, commands)),
        Some(path) => path.to_owned(),
        None => the_only_one()?,
    };
    // Opened here first: the school's zone decides what time --now means, and trouble is told on the plain terminal.
    let zone = Notebook::open(&path)?.review()?.visit.zone;
    launch::run(Launch {
        notebook: path,
        home: place.home.clone(),
        as_: place.common.as_.clone(),
        session: None,
        clock: place.clock(zone),
        keymap: place.common.keymap.clone(),
        color: place.common.color.into(),
        banner: None,
    })
}

fn the_only_one() -> Result<PathBuf> {
    let mut found = files::list(Path::new("."))?;
    found.retain(|p| p.extension() == Some(OsStr::new("visitbook")) && p.is_file());
    if let [only] = found.as_slice() {
        return Ok(only.clone());
    }
    if found.is_empty() {
        return Err(Trouble::usage(
            "There is no notebook in this folder.",
            "To look around on a sample day:       visitbook demo\n  \
             To begin with a plan of your own:     visitbook plan template subject > plan.toml\n  \
             To make a notebook from it:           visitbook new plan.toml\n  \
             To open a notebook somewhere else:    visitbook FOLDER/NAME.visitbook",
        ));
    }
    let names: Vec<String> = found.iter().map(|p| format!("visitbook {}", files::shown(p))).collect();
    Err(Trouble::usage(
        "There is more than one notebook in this folder.",
        format!("Open one: {}", names.join("\n            ")),
    ))
}

/// A notebook that is not there may be a mistyped command.
fn not_there(path: &Path, commands: &[String]) -> Trouble {
    let typed = path.to_string_lossy();
    let near = commands.iter().map(|c| (strsim::damerau_levenshtein(&typed, c), c)).min();
    match near {
        Some((distance, command)) if distance <= 2 && path.extension().is_none() => Trouble::usage(
            format!("There is no notebook and no command “{}”.", files::shown(path)),
            format!("Did you mean “visitbook {command}”?"),
        ),
        _ => Trouble::new(
            format!("There is no notebook {}.", files::shown(path)),
            "Check the name and the folder, or make one with “visitbook new PLAN.toml”.",
        ),
    }
}
