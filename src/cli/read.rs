//! `visitbook read`: one note, unlocked if it is sealed.

use super::out::Out;
use super::place::{self, Place};
use super::{ask, seal};
use crate::review::evidence::Content;
use crate::trouble::{Result, Trouble};
use crate::vault::identity;
use clap::Args;
use std::path::PathBuf;

/// Prints one note; asks for your passphrase if it is sealed.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook read maths.visitbook 3fa25c01")]
pub struct Read {
    /// The notebook
    notebook: PathBuf,
    /// The note; the beginning of its id is enough
    id: String,
}

/// Prints the note.
///
/// # Errors
/// When I cannot read it, or its words were erased.
pub fn run(read: &Read, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&read.notebook)?;
    let id = place::note(&desk, &read.id)?;
    let note = desk.notebook().note(id)?.ok_or_else(|| Trouble::new("That note is no longer there.", ""))?;
    let zone = desk.review().visit.zone;
    let head = format!("{} · {}", desk.review().name(note.author), note.at().local(zone).format("%A %-d %B %H:%M"));
    match &note.content {
        Content::Erased => {
            Err(Trouble::new("The words of this note were removed for good.", "They cannot be brought back."))
        }
        Content::Open(evidence) => {
            out.say(&head);
            out.data(&joined(&evidence.text, &evidence.reflection))
        }
        Content::Sealed(outside) => {
            if !outside.persons.contains(&desk.me()) {
                return Err(Trouble::new(
                    "You are not among its readers.",
                    format!("It is sealed to {}.", seal::names(&desk, &outside.persons)),
                ));
            }
            let keys = ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p))?;
            let unlocked = desk.open_sealed(id, &keys)?;
            out.say(&format!("{head} · sealed ({})", outside.readers.label()));
            out.data(&joined(unlocked.text.expose(), unlocked.reflection.expose()))?;
            out.say(
                "This was sealed, and stands on your screen now: clear it, and its scrollback, when you have read it.",
            );
            Ok(())
        }
    }
}

fn joined(text: &str, reflection: &str) -> String {
    if reflection.is_empty() { text.to_owned() } else { format!("{text}\n// {reflection}") }
}
