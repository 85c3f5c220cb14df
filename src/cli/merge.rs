//! `visitbook merge`: taking over a colleague's bundle, after a look at what it brings.

use super::out::Out;
use super::place::Place;
use super::{ask, open};
use crate::files;
use crate::ids::PersonId;
use crate::notebook::Notebook;
use crate::tasks::joining::{self, Joined, Preview, Sort};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use crate::vault::pack::Keys;
use crate::vault::{identity, scan};
use clap::Args;
use std::path::PathBuf;

/// Takes over a colleague's bundle: shows what it brings, and asks first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook merge maths.visitbook maths-sam.age
  visitbook merge maths.visitbook maths-sam.age --yes

The notebook is made if it is not there. A backup is made beside it before anything is written.")]
pub struct Merge {
    /// The notebook
    notebook: PathBuf,
    /// The bundle
    #[arg(value_name = "FILE.age")]
    file: PathBuf,
    /// The secret key that opens it, if that is not your visitbook key
    #[arg(short, long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Take it over without asking
    #[arg(long)]
    yes: bool,
}

/// Merges the bundle.
///
/// # Errors
/// When it does not open, or something in it stops everything: then nothing of it was taken over.
pub fn run(merge: &Merge, place: &Place, out: &mut Out) -> Result<()> {
    let bytes = joining::read_bundle(&merge.file)?;
    if scan::outline(&bytes)?.passphrase {
        return Err(Trouble::new(
            "This file opens with a passphrase; a bundle opens with keys.",
            "If it is a pack for the host: visitbook open. Nothing was taken over.",
        ));
    }
    let keys = match &merge.identity {
        Some(file) => open::named_key(file)?,
        None => ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p))?,
    };
    let inside = joining::open_bundle(&bytes, Keys::Identities(&keys)).map_err(Trouble::from)?;
    let preview = joining::preview(&place.home, &merge.notebook, inside.expose())?;
    tell(&preview, merge, out);
    if preview.is_empty() {
        return Ok(());
    }
    if !merge.yes && !ask::yes("Take it over?")? {
        out.say("Nothing was taken over.");
        return Ok(());
    }
    let joined = joining::merge(&place.home, &merge.notebook, place.common.as_.as_deref(), inside.expose())?;
    report(&joined, out);
    Ok(())
}

/// What it would bring, by person and kind; then apart what is to be looked at.
fn tell(preview: &Preview, merge: &Merge, out: &mut Out) {
    let known = Notebook::open(&merge.notebook).and_then(|n| n.review()).ok();
    let name = |person: PersonId| {
        let here = known.as_ref().and_then(|r| r.person(person)).map(|p| p.name.clone());
        clean_line(
            &here.or_else(|| preview.names.get(&person).cloned()).unwrap_or_else(|| "somebody unknown".to_owned()),
        )
    };
    if let Some(from) = preview.from {
        out.say(&format!("A bundle from {}.", name(from)));
    }
    if preview.is_empty() {
        out.say("Everything in it is here already.");
        return;
    }
    if preview.makes {
        out.say(&format!("It makes the notebook {}.", files::shown(&merge.notebook)));
    }
    for apart in [false, true] {
        let mut lines = Vec::new();
        for (person, sorts) in &preview.people {
            let words: Vec<String> =
                sorts.iter().filter(|(sort, _)| sort.asked() == apart).map(|(sort, n)| counted(*sort, *n)).collect();
            if !words.is_empty() {
                lines.push(format!("  {}: {}", name(*person), words.join(", ")));
            }
        }
        if !lines.is_empty() {
            out.say(if apart { "Look at these before you say yes:" } else { "It brings:" });
            for line in &lines {
                out.say(line);
            }
        }
    }
    for removal in &preview.removals {
        let what = if removal.purge { "purges the notebook" } else { "erases a note" };
        out.say(&format!("  {} {what}: words are removed here for good.", name(removal.author)));
    }
    if preview.unusual > 0 {
        out.say("  Changes of the plan or of who takes part are among them that are not the lead's.");
    }
    for line in joining::skew(&preview.ahead, name) {
        out.say(&line);
    }
}

fn counted(sort: Sort, n: u64) -> String {
    let (one, many) = sort.words();
    count(usize::try_from(n).unwrap_or(usize::MAX), one, many)
}

/// What was done, in the same words for a file and a line.
pub(super) fn report(joined: &Joined, out: &mut Out) {
    let n = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let taken = &joined.exchanged.taken;
    out.say(&format!("Joined: {} taken over.", count(n(taken.new), "change", "changes")));
    if joined.exchanged.sent > 0 {
        out.say(&format!("{} sent.", count(n(joined.exchanged.sent), "change", "changes")));
    }
    for line in &joined.told {
        out.say(line);
    }
    if let Some(backup) = &joined.backup {
        out.say(&format!("The notebook as it was before: {}", files::shown(backup)));
    }
}
