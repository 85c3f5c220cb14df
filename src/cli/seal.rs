//! `visitbook seal`: a note that was saved open becomes sealed; earlier ones are sealed again for who joined later.

use super::ask;
use super::out::Out;
use super::place::{self, Place};
use crate::ids::PersonId;
use crate::review::evidence::Readers;
use crate::review::seals::SealTo;
use crate::tasks::Desk;
use crate::trouble::{Result, Trouble, count};
use crate::vault::identity;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Seals a note that was saved open; with --refresh, seals earlier notes again for who joined later.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook seal maths.visitbook 3fa25c01 --to lead
  visitbook seal maths.visitbook 3fa25c01 --people hollins,brook-row
  visitbook seal maths.visitbook --refresh")]
pub struct Seal {
    /// The notebook
    notebook: PathBuf,
    /// The note; the beginning of its id is enough
    #[arg(required_unless_present = "refresh", conflicts_with = "refresh")]
    id: Option<String>,
    /// Who can read it from now on: only me; me and the lead; the team; me and the lead, and the head's pack
    #[arg(long, value_enum, value_name = "READERS", required_unless_present_any = ["people", "refresh"])]
    to: Option<To>,
    /// You and these people can read it from now on: keys or names with commas between them
    #[arg(long, value_name = "REVIEWER", value_delimiter = ',', conflicts_with_all = ["to", "refresh"])]
    people: Vec<String>,
    /// Seal every note again, that you can read and that does not reach all of its group, to the present members
    #[arg(long, conflicts_with = "to")]
    refresh: bool,
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

/// Seals the note, or the earlier ones again.
///
/// # Errors
/// When I have no key, or the note is not open.
pub fn run(seal: &Seal, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&seal.notebook)?;
    place::may_write(&desk, &seal.notebook)?;
    let Some(typed) = &seal.id else { return refresh(&mut desk, place, out) };
    let id = place::note(&desk, typed)?;
    let note = desk.notebook().note(id)?.ok_or_else(|| Trouble::new("That note is no longer there.", ""))?;
    let to = match seal.to {
        Some(to) => SealTo::from(Readers::from(to)),
        None => SealTo::people(people(&desk, &seal.people)?),
    };
    desk.announce_key()?;
    let reach = desk.reach(to.clone(), note.author)?;
    let mut remains = desk.seal_late(id, to)?.old_text_remains;
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

fn people(desk: &Desk, typed: &[String]) -> Result<Vec<PersonId>> {
    let people: Vec<PersonId> = typed.iter().map(|t| place::person(desk.review(), t)).collect::<Result<_>>()?;
    match people.iter().find_map(|id| desk.review().person(*id).filter(|p| p.retired)) {
        Some(left) => Err(Trouble::new(
            format!("{} has left the team, so nothing is sealed to them.", left.name),
            "Choose somebody else; nothing was changed.",
        )),
        None => Ok(people),
    }
}

fn refresh(desk: &mut Desk, place: &Place, out: &mut Out) -> Result<()> {
    desk.announce_key()?;
    let keys = ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p))?;
    let done = desk.reseal_groups(&keys)?;
    let persons: Vec<PersonId> = done.persons.into_iter().collect();
    let notes = count(done.notes, "note", "notes");
    out.say(&format!("{notes} sealed again, now also for {}.", names(desk, &persons)));
    if done.not_mine > 0 {
        let others = count(done.not_mine, "other note does", "other notes do");
        out.say(&format!("{others} not reach everybody, and you cannot read them: one of their readers must do this."));
    }
    Ok(())
}

/// Names, one after the other.
pub fn names(desk: &Desk, persons: &[PersonId]) -> String {
    let names: Vec<&str> = persons.iter().map(|p| desk.review().name(*p)).collect();
    names.join(", ")
}
