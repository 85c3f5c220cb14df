//! `visitbook seal`: a note that was saved open becomes sealed.

use super::out::Out;
use super::place::{self, Place};
use crate::ids::PersonId;
use crate::review::evidence::Readers;
use crate::tasks::Desk;
use crate::trouble::{Result, Trouble};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Seals a note that was saved open.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook seal maths.visitbook 3fa25c01 --to lead")]
pub struct Seal {
    /// The notebook
    notebook: PathBuf,
    /// The note; the beginning of its id is enough
    id: String,
    /// Who can read it from now on: only me; me and the lead; the team; me and the lead, and the head's pack
    #[arg(long, value_enum, value_name = "READERS")]
    to: To,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    Me,
    Lead,
    Team,
    Head,
}

impl From<To> for Readers {
    fn from(to: To) -> Self {
        match to {
            To::Me => Self::Me,
            To::Lead => Self::Lead,
            To::Team => Self::Team,
            To::Head => Self::Head,
        }
    }
}

/// Seals the note.
///
/// # Errors
/// When I have no key, or the note is not open.
pub fn run(seal: &Seal, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&seal.notebook)?;
    place::may_write(&desk, &seal.notebook)?;
    let id = place::note(&desk, &seal.id)?;
    let note = desk.notebook().note(id)?.ok_or_else(|| Trouble::new("That note is no longer there.", ""))?;
    let readers = Readers::from(seal.to);
    desk.announce_key()?;
    let reach = desk.reach(readers, note.author)?;
    let mut remains = desk.seal_late(id, readers)?.old_text_remains;
    if remains {
        remains = !desk.clear_residue()?;
    }
    let can_read = names(&desk, &reach.persons);
    out.say(&format!("Sealed. Who can read it: {can_read}."));
    if !reach.without_key.is_empty() {
        let without = names(&desk, &reach.without_key);
        out.say(&format!("Not yet able to read it, for want of a key: {without}. Seal it again once they have one."));
    }
    let since = note.written.local(desk.review().visit.zone).format("%A at %H:%M");
    out.say(&format!("It was open from {since} until now: whoever opened the notebook meanwhile may have read it, and copies made meanwhile still hold it."));
    if remains {
        out.say("Its old text is still being removed from the file: someone has the notebook open. visitbook doctor tries again.");
    }
    Ok(())
}

/// Names, one after the other.
pub fn names(desk: &Desk, persons: &[PersonId]) -> String {
    let names: Vec<&str> = persons.iter().map(|p| desk.review().name(*p)).collect();
    names.join(", ")
}
