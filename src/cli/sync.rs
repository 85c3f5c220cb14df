//! `visitbook sync`: joining with a server, through the user's own `ssh`.

use super::merge;
use super::out::Out;
use super::place::Place;
use crate::tasks::joining::{self, Address, Progress};
use crate::trouble::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;

/// How often progress is told: after so many changes.
const EVERY: u64 = 1000;

/// Joins the notebook with the one on a server, in both directions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook sync maths.visitbook ssh://reviews@trust.example/maths
  visitbook sync maths.visitbook

Only what the other side lacks is sent. Interrupted, it goes on where it stopped.
The notebook is made if it is not there.")]
pub struct Sync {
    /// The notebook
    notebook: PathBuf,
    // Set here and not in a doc comment, where an address would have to be marked up.
    #[arg(help = "Where it lies: ssh://account@server[:port]/notebook [default: as last time]")]
    address: Option<String>,
}

/// Syncs.
///
/// # Errors
/// When the server cannot be reached, or something arrives that stops everything.
pub fn run(sync: &Sync, place: &Place, out: &mut Out) -> Result<()> {
    let address: Address = match &sync.address {
        Some(typed) => typed.parse()?,
        None => joining::known_address(&place.home, &sync.notebook)?.ok_or_else(|| {
            Trouble::usage(
                "This notebook was not joined with a server yet.",
                "Say once where: visitbook sync NOTEBOOK ssh://account@server/notebook",
            )
        })?,
    };
    let as_ = place.common.as_.as_deref();
    let joined = joining::sync(&place.home, &sync.notebook, as_, &address, &mut |progress| {
        if let Some(words) = words(progress) {
            out.say(&words);
        }
    })?;
    merge::report(&joined, out);
    Ok(())
}

fn words(progress: Progress) -> Option<String> {
    match progress {
        Progress::Sent(n, of) if n % EVERY == 0 && n < of => Some(format!("sent {n} of {of}")),
        Progress::Arrived(n, of) if n % EVERY == 0 && n < of => Some(format!("arrived {n} of {of}")),
        _ => None,
    }
}
