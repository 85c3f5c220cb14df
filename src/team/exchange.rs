//! Joining with a remote: what it lacks is given, what is lacking here is taken over.

use super::gate::{Gate, Peer, other_notebook};
use super::remote::{Greeting, Remote};
use super::serve::introduction;
use super::take::{Taken, Taking};
use crate::clock::Moment;
use crate::home::Home;
use crate::ids::{NotebookId, PersonId, WriterId};
use crate::notebook::Notebook;
use crate::trouble::{Result, Trouble};
use crate::vault::Pins;
use std::path::Path;

/// Who asks whom, and by what clock.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who is at the other end.
    pub peer: Peer,
    /// Somebody has looked at what comes, and said yes to what is asked about.
    pub yes: bool,
    /// Me; none while it is not clear who I am (the notebook is not here yet).
    pub me: Option<PersonId>,
    /// My writers of this notebook file: those that I vouch for.
    pub writers: Vec<WriterId>,
    /// The time by the machine's clock.
    pub now: Moment,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many changes of so many were sent.
    Sent(u64, u64),
    /// So many changes of so many have arrived.
    Arrived(u64, u64),
}

/// What was exchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchanged {
    /// Which notebook it is.
    pub notebook: NotebookId,
    /// How many changes were sent.
    pub sent: u64,
    /// How many of them the other side left aside, because nobody there was asked.
    pub left_aside_there: u64,
    /// What was taken over here.
    pub taken: Taken,
}

/// Joins the notebook at `path` with a remote, in both directions; the notebook is made if it is not there.
///
/// # Errors
/// When the remote cannot be reached or drops, or something arrives that stops everything. What was
/// taken over until then stays, and the next time goes on from there.
pub fn exchange(
    path: &Path,
    home: &Home,
    remote: &mut dyn Remote,
    asking: &Asking,
    progress: &mut dyn FnMut(Progress),
) -> Result<Exchanged> {
    let here = here(path)?;
    let mut mine = Greeting::default();
    if let Some(notebook) = &here {
        let pins = Pins::load(&home.notebook(notebook.id()))?;
        mine.notebook = Some(notebook.id());
        mine.introduction = introduction(asking.me, &pins);
        // Of others' writers this side has no more than first sight.
        mine.introduction.writers.retain(|(writer, via)| via.is_some() || asking.writers.contains(writer));
        mine.introduction.writers.extend(asking.writers.iter().map(|w| (*w, None)));
        mine.introduction.writers.sort_unstable();
        mine.introduction.writers.dedup();
        mine.holdings = notebook.holdings()?;
    }
    let theirs = remote.greet(&mine)?;
    let id = match (mine.notebook, theirs.notebook) {
        (Some(mine), Some(theirs)) if mine != theirs => return Err(other_notebook()),
        (_, Some(theirs)) => theirs,
        (mine, None) => mine.ok_or_else(nothing_there)?,
    };
    let made = here.is_none();
    let mut notebook = match here {
        Some(notebook) => notebook,
        None => Notebook::join(path, id)?,
    };
    let done = both_ways(&mut notebook, home, remote, asking, theirs, progress);
    if made && done.is_err() && notebook.is_empty().unwrap_or(false) {
        notebook.discard()?;
    }
    done
}

fn both_ways(
    notebook: &mut Notebook,
    home: &Home,
    remote: &mut dyn Remote,
    asking: &Asking,
    theirs: Greeting,
    progress: &mut dyn FnMut(Progress),
) -> Result<Exchanged> {
    let id = notebook.id();
    let lacking = notebook.lacking(&theirs.holdings)?;
    let sent = lacking.len() as u64;
    let mut done = 0;
    let verdict = {
        let mut changes = lacking.into_iter().map(|local| {
            done += 1;
            progress(Progress::Sent(done, sent));
            notebook.change_at(local)
        });
        remote.give(&mut changes)?
    };
    let mut pins = Pins::load(&home.notebook(id))?;
    let mut gate = Gate::new(id, Some(notebook), &mut pins, asking.peer, theirs.introduction, asking.now)?;
    let mut taking = Taking::new(notebook, &mut gate, asking.yes);
    let mut arrived = 0;
    let taken = remote.take(&mut |change, of| {
        arrived += 1;
        progress(Progress::Arrived(arrived, of));
        taking.take(change)
    });
    if let Err(stopped) = taken {
        taking.keep()?;
        return Err(stopped);
    }
    Ok(Exchanged { notebook: id, sent, left_aside_there: verdict.left_aside, taken: taking.finish()? })
}

/// The notebook at a path, if it is there; one whose making was interrupted counts as absent.
///
/// # Errors
/// When the file is no notebook, or a released one.
pub fn here(path: &Path) -> Result<Option<Notebook>> {
    if !path.exists() || Notebook::is_interrupted(path)? {
        return Ok(None);
    }
    Notebook::open(path).map(Some)
}

fn nothing_there() -> Trouble {
    Trouble::new(
        "The other side has no such notebook, and there is none here.",
        "Check the address, or make one with “visitbook new PLAN.toml”.",
    )
}
