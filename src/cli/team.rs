//! `visitbook team`: who takes part, with which keys.
//!
//! The JSON of `team list` is an array: `key, name, role, school, retired, accepted_at`, and `keys`,
//! each with `recipient, words, state` (`used`, `new`: not used until compared, `gone`: still used,
//! but no longer announced, `mine`).

use super::out::Out;
use super::place::Place;
use crate::review::people::{Person, Role};
use crate::tasks::Desk;
use crate::text::clean_line;
use crate::trouble::Result;
use crate::vault::{Pins, passphrase};
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
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Serialize)]
struct Member {
    key: String,
    name: String,
    role: Role,
    school: String,
    retired: bool,
    accepted_at: Option<String>,
    keys: Vec<Key>,
}

#[derive(Serialize)]
struct Key {
    recipient: String,
    words: String,
    state: State,
}

/// How a key stands to those that are used.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Mine,
    Used,
    New,
    Gone,
}

impl State {
    fn label(self) -> &'static str {
        match self {
            Self::Mine => "yours",
            Self::Used => "in use",
            Self::New => "NEW: not used until you have compared these words and said yes on the screen",
            Self::Gone => "in use, but no longer announced",
        }
    }
}

/// Lists the team.
///
/// # Errors
/// When the notebook cannot be opened, or what home remembers of it is damaged.
pub fn run(team: &Team, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.desk(&team.notebook)?;
    let Deed::List { format } = &team.deed;
    let members = desk.review().people.iter().map(|p| member(p, &desk, place)).collect::<Result<Vec<_>>>()?;
    match format {
        Format::Json => out.json(&members),
        Format::Text => out.data(&members.iter().map(told).collect::<String>()),
    }
}

fn member(person: &Person, desk: &Desk, place: &Place) -> Result<Member> {
    let zone = desk.review().visit.zone;
    Ok(Member {
        key: clean_line(&person.key),
        name: clean_line(&person.name),
        role: person.role,
        school: clean_line(&person.school),
        retired: person.retired,
        accepted_at: desk.notebook().accepted(person.id)?.map(|(at, _)| at.iso(zone)),
        keys: keys(person, desk, place)?,
    })
}

fn keys(person: &Person, desk: &Desk, place: &Place) -> Result<Vec<Key>> {
    let key = |recipient: String, state| Key { words: passphrase::words_for(&recipient), recipient, state };
    if person.id == desk.me() {
        let mine = desk.my_key()?.map(|k| k.recipients).unwrap_or_default();
        return Ok(mine.into_iter().map(|r| key(r, State::Mine)).collect());
    }
    let all = desk.notebook().keys()?;
    let announced: Vec<String> =
        all.into_iter().filter(|k| k.person == person.id && k.own).map(|k| k.recipient).collect();
    let pins = Pins::load(&place.home.notebook(desk.notebook().id()))?;
    let seen = pins.compare(person.id, &announced);
    // Never seen before: the first one is what would be used.
    let first = seen.use_now.is_empty();
    let used = seen.use_now.into_iter().map(|r| {
        let state = if seen.gone.contains(&r) { State::Gone } else { State::Used };
        key(r, state)
    });
    let mut keys: Vec<Key> = used.collect();
    keys.extend(seen.changed.into_iter().map(|r| key(r, if first { State::Used } else { State::New })));
    Ok(keys)
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
    for key in &member.keys {
        text.push_str(&format!("    {}  ({})\n      {}\n", key.words, key.state.label(), key.recipient));
    }
    text
}
