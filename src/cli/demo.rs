//! `visitbook demo`: a sample day in a fresh folder, opened in mid-morning.

use super::out::Out;
use super::place::{Place, When};
use crate::clock::Clock;
use crate::files;
use crate::ids::{hex, random};
use crate::tasks::sample;
use crate::trouble::Result;
use crate::tui::launch::{self, Launch};
use clap::Args;
use std::path::PathBuf;

/// Opens a sample day to try everything on.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook demo")]
pub struct Demo {
    /// Where to make it: a new or empty folder [default: a fresh one among the temporary files]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Only make it, for trying commands on; do not open the screen
    #[arg(long)]
    no_screen: bool,
}

/// Makes the sample and opens the screen at it.
///
/// # Errors
/// When the folder is not empty, or cannot be written to.
pub fn run(demo: &Demo, place: &Place, out: &mut Out) -> Result<()> {
    let folder = match &demo.folder {
        Some(folder) => folder.clone(),
        // A name that nobody can have laid there before.
        None => std::env::temp_dir().join(format!("visitbook-demo-{}", hex(&random::<6>()?))),
    };
    let sample = sample::build(&folder, Some(sample::MORNING))?;
    let zone = crate::notebook::Notebook::open(&sample.notebook)?.review()?.visit.zone;
    let start = place.common.now.map_or(sample.start, |when: When| when.moment(zone));
    let phrase = sample.phrase.expose();
    let notebook = files::shown(&sample.notebook);
    out.say(&format!("The sample day is in {}. Delete that folder when you are done.", files::shown(&folder)));
    out.say(&format!("To unlock its sealed notes: {phrase}"));
    if demo.no_screen {
        let home = files::shown(sample.home.root());
        out.say(&format!(
            "To try commands on it: export VISITBOOK_HOME='{home}', and --now {}",
            start.local(zone).format("%Y-%m-%dT%H:%M")
        ));
        return out.data(&notebook);
    }
    let banner = format!("Sample day · its phrase: {phrase}");
    launch::run(Launch {
        notebook: sample.notebook,
        home: sample.home,
        as_: Some(place.common.as_.clone().unwrap_or_else(|| sample.me.to_owned())),
        session: None,
        clock: Clock::rehearsal(start),
        keymap: place.common.keymap.clone(),
        color: place.common.color.into(),
        banner: Some(banner),
    })
}
