//! `visitbook team`: who takes part, with which keys.
//!
//! The JSON of `team list` is an array: `key, name, role, school, retired, accepted_at, via` (through whom
//! their changes came, until a session of their own confirms them), and `keys`, each with `recipient, words, state` (`used`, `new`: not used until compared, `gone`: still used,
//! but not announced here, `mine`).

use super::ask;
use super::out::Out;
use super::place::{self, Place};
use crate::review::people::{Person, Role};
use crate::tasks::Desk;
use crate::tasks::team::{KeyHolder, KeyState, TeamKey, not_taken_back};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::{passphrase, recipient};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// The people of the review: their roles, and their keys to compare.
#[derive(Debug, Args)]
pub struct Team {
    /// The notebook
    notebook: PathBuf,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Lists people, roles and keys, each key with six words to compare aloud
    #[command(after_help = "Example:\n  visitbook team maths.visitbook list")]
    List {
        /// As text or JSON
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Accepts a person's new key, after you have compared its six words aloud
    #[command(after_help = "Example:\n  visitbook team maths.visitbook accept hollins")]
    Accept {
        /// The person: key or name
        person: String,
        /// A public key that they gave you by another way, before a notebook of theirs was joined
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// You have compared the words: do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Adds a person (lead only)
    #[command(after_help = "Example:\n  visitbook team maths.visitbook add brook-row \"Brook Row\" --role reviewer")]
    Add {
        /// One short word, as for --as
        key: String,
        /// The name shown
        name: String,
        /// Their part
        #[arg(long, value_parser = role)]
        role: Role,
        /// Their own school
        #[arg(long, default_value = "")]
        school: String,
    },
    /// Lets members agree with notes or doubt them, or no more (lead only); what they say never leaves the team
    #[command(after_help = "Example:\n  visitbook team maths.visitbook views on")]
    Views {
        /// Turn it on or off
        #[arg(value_enum)]
        on: Switch,
    },
    /// Takes a person out of the team (lead only): nothing is sealed to them from then on
    #[command(after_help = "Example:\n  visitbook team maths.visitbook retire hollins")]
    Retire {
        /// The person: key or name
        person: String,
        /// Take them in again
        #[arg(long)]
        undo: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Serialize)]
struct Member {
    key: String,
    name: String,
    role: Role,
    school: String,
    retired: bool,
    accepted_at: Option<String>,
    via: Option<String>,
    keys: Vec<TeamKey>,
}

fn role(word: &str) -> std::result::Result<Role, String> {
    let names: Vec<&str> = Role::ALL.iter().map(|r| r.key()).collect();
    let found = Role::ALL.into_iter().find(|r| r.key() == word);
    found.ok_or_else(|| format!("the roles are {}", names.join(", ")))
}

fn state(state: KeyState) -> &'static str {
    match state {
        KeyState::Mine => "yours",
        KeyState::Used => "in use",
        KeyState::New => "NEW: not used until you have compared these words aloud (team NOTEBOOK accept)",
        KeyState::Gone => "in use, but not announced here",
    }
}

/// Lists or changes the team.
///
/// # Errors
/// When the notebook cannot be opened, what home remembers of it is damaged, or only the lead may do it.
pub fn run(team: &Team, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&team.notebook)?;
    match &team.deed {
        Deed::List { format } => list(&desk, *format, out),
        Deed::Accept { person, key: Some(key), yes } => accept_given(&mut desk, person, key, *yes, out),
        Deed::Accept { person, key: None, yes } => accept(&mut desk, person, *yes, out),
        Deed::Add { key, name, role, school } => {
            desk.add_person(key, name, *role, school)?;
            out.say(&format!("Added. They open the notebook with: visitbook --as {key} NOTEBOOK"));
            out.say("Earlier sealed notes reach them once they have a key and a reader seals again: visitbook seal NOTEBOOK --refresh");
            Ok(())
        }
        Deed::Views { on } => {
            desk.ask_views(*on == Switch::On)?;
            out.say(match on {
                Switch::On => "On: in the team meeting each member can agree with a note or doubt it.",
                Switch::Off => "Off: what was said so far is shown to nobody.",
            });
            Ok(())
        }
        Deed::Retire { person, undo } => retire(&mut desk, person, *undo, out),
    }
}

fn list(desk: &Desk, format: Format, out: &mut Out) -> Result<()> {
    let keys = desk.team_keys()?;
    let members = desk.review().people.iter().map(|p| member(p, desk, &keys)).collect::<Result<Vec<_>>>()?;
    match format {
        Format::Json => out.json(&members),
        Format::Text => out.data(&members.iter().map(told).collect::<String>()),
    }
}

fn accept(desk: &mut Desk, person: &str, yes: bool, out: &mut Out) -> Result<()> {
    let id = place::person(desk.review(), person)?;
    let holders = desk.team_keys()?;
    let new: Vec<&TeamKey> = holders.iter().filter(|h| h.person == id).flat_map(KeyHolder::new_keys).collect();
    let name = desk.review().name(id).to_owned();
    if new.is_empty() {
        return Err(Trouble::new(
            format!("{name} has no new key that waits."),
            "visitbook team NOTEBOOK list shows everybody's keys.",
        ));
    }
    for key in &new {
        out.say(&format!("A new key of {name}:\n    {}\n  {}", key.words, key.recipient));
    }
    out.say("Let them read the six words of their own screen aloud (visitbook identity show): each must be the same.");
    if !yes && !ask::yes("Are they the same? Then what is sealed to them goes to this key.")? {
        out.say("Not accepted: what is sealed to them goes to the keys known so far.");
        return Ok(());
    }
    let compared: Vec<String> = new.iter().map(|k| k.recipient.clone()).collect();
    desk.accept_keys(id, &compared)?;
    out.say("Accepted on this computer. Earlier sealed notes reach it once a reader seals them again.");
    Ok(())
}

/// A key that was handed over: so that two laptops can begin to send each other bundles.
fn accept_given(desk: &mut Desk, person: &str, key: &str, yes: bool, out: &mut Out) -> Result<()> {
    let id = place::person(desk.review(), person)?;
    let key = recipient::check(key)?;
    out.say(&format!("A key of {}:\n    {}\n  {key}", clean_line(desk.review().name(id)), passphrase::words_for(&key)));
    if !yes
        && !ask::yes(
            "Are these the six words that they read aloud to you? Then what is sealed to them goes to this key.",
        )?
    {
        out.say("Not accepted; nothing was changed.");
        return Ok(());
    }
    desk.accept_given_key(id, &key)?;
    out.say("Accepted on this computer.");
    Ok(())
}

fn retire(desk: &mut Desk, person: &str, undo: bool, out: &mut Out) -> Result<()> {
    let id = place::person(desk.review(), person)?;
    let notes = desk.sealed_for(id)?;
    desk.retire(id, !undo)?;
    let name = desk.review().name(id);
    out.say(&if undo { format!("{name} is in the team again.") } else { not_taken_back(name, notes) });
    Ok(())
}

fn member(person: &Person, desk: &Desk, keys: &[KeyHolder]) -> Result<Member> {
    let zone = desk.review().visit.zone;
    Ok(Member {
        key: clean_line(&person.key),
        name: clean_line(&person.name),
        role: person.role,
        school: clean_line(&person.school),
        retired: person.retired,
        accepted_at: desk.notebook().accepted(person.id)?.map(|(at, _)| at.iso(zone)),
        via: desk.came_through(person.id)?.map(|via| clean_line(desk.review().name(via))),
        keys: keys.iter().filter(|h| h.person == person.id).flat_map(|h| h.keys.clone()).collect(),
    })
}

fn told(member: &Member) -> String {
    let retired = if member.retired { ", no longer in the team" } else { "" };
    let mut text = format!("{} ({}): {}{retired}", member.name, member.key, member.role.label());
    if !member.school.is_empty() {
        text.push_str(&format!(", {}", member.school));
    }
    text.push('\n');
    if member.role.captures() {
        let accepted = member.accepted_at.as_deref().map_or("not yet".to_owned(), |at| at.replace('T', " "));
        text.push_str(&format!("    protocol accepted: {accepted}\n"));
        if member.keys.is_empty() {
            text.push_str("    no key yet: nothing can be sealed to them\n");
        }
    }
    if let Some(via) = &member.via {
        text.push_str(&format!("    came here via {via}; no session of their own has confirmed it yet\n"));
    }
    for key in &member.keys {
        text.push_str(&format!("    {}  ({})\n      {}\n", key.words, state(key.state), key.recipient));
    }
    text
}
