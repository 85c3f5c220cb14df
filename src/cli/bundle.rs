//! `visitbook bundle`: the notebook for colleagues, as a file to carry.

use super::out::Out;
use super::place::{self, Place};
use crate::files;
use crate::ids::PersonId;
use crate::review::visit::Review;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use clap::Args;
use std::path::{Path, PathBuf};

/// Writes the notebook for the team as an encrypted file, to be merged on a colleague's laptop.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook bundle maths.visitbook -o maths-sam.age
  visitbook bundle maths.visitbook --to asha --to hollins -o for-two.age

It opens with the team members' own keys only. Half-typed lines and records of concerns are not in it.")]
pub struct Bundle {
    /// The notebook
    notebook: PathBuf,
    /// Only for this member of the team; give it more than once for more [default: the whole team]
    #[arg(long, value_name = "REVIEWER")]
    to: Vec<String>,
    /// The file to write
    #[arg(short, long, value_name = "FILE.age")]
    output: PathBuf,
}

/// Writes the bundle.
///
/// # Errors
/// When one who is named has no key, or the file is there already.
pub fn run(bundle: &Bundle, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.team_desk(&bundle.notebook)?;
    let to = bundle.to.iter().map(|name| place::person(desk.review(), name)).collect::<Result<Vec<_>>>()?;
    if bundle.output.exists() {
        return Err(Trouble::new(
            format!("{} is there already, and was left as it is.", files::shown(&bundle.output)),
            "Choose another name.",
        ));
    }
    desk.announce_key()?;
    let bundled = desk.bundle(&to, &bundle.output)?;
    out.say(&format!(
        "Written: {} ({}).",
        files::shown(&bundle.output),
        count(usize::try_from(bundled.changes).unwrap_or(usize::MAX), "change", "changes")
    ));
    out.say(&format!("It opens with the keys of {}.", names(desk.review(), &bundled.reaches)));
    if !bundled.without_key.is_empty() {
        out.say(&format!(
            "It does not reach {}: no key of theirs is here yet.",
            names(desk.review(), &bundled.without_key)
        ));
    }
    Ok(())
}

/// The bundle for the whole team to standard output, for a session on a server.
///
/// # Errors
/// When nobody of the team has a key, or a terminal would get the bytes.
pub fn to_stdout(notebook: &Path, place: &Place, out: &mut Out) -> Result<()> {
    super::out::not_to_a_terminal("ssh server bundle maths > maths.age")?;
    let mut desk = place.desk(notebook)?;
    let (locked, bundled) = desk.bundled(&[])?;
    out.bytes(&locked)?;
    out.say(&format!("It opens with the keys of {}.", names(desk.review(), &bundled.reaches)));
    Ok(())
}

fn names(review: &Review, persons: &[PersonId]) -> String {
    persons.iter().map(|p| clean_line(review.name(*p))).collect::<Vec<_>>().join(", ")
}
