//! `visitbook rollup`: what many reviews say together, for a group of schools or its steering group.

use super::ask;
use super::open::named_key;
use super::out::Out;
use super::place::Place;
use crate::clock::Clock;
use crate::export::{rollup as plain, rollup_html};
use crate::files;
use crate::notebook::released;
use crate::review::release::Release;
use crate::review::rollup::{FEW, Rollup as Together, Schools};
use crate::tasks::release::open_pack;
use crate::tasks::rollup::{Heads, of_notebook, of_pack, of_released, themes};
use crate::trouble::{Result, Trouble, count};
use crate::vault::pack::Keys;
use crate::vault::{OpenKeys, identity, scan};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// The largest pack that is looked at.
const MAX_FILE: u64 = 100 * 1024 * 1024;

/// How many files are taken in between two words on how far it is.
const STEP: usize = 50;

/// Lays many reviews side by side: what schools offer and need, theme by theme.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook rollup maths.visitbook reading.visitbook
  visitbook rollup reviews/ --named --format html -o together.html

Of a notebook that you lead it takes what a release for the steering group would hold;
of a pack or a released notebook, what it holds. Nothing sealed ever enters it.")]
pub struct Rollup {
    /// Notebooks that you lead, packs (.age), released notebooks, or folders of them
    #[arg(required = true, value_name = "NOTEBOOK|PACK|FOLDER")]
    files: Vec<PathBuf>,
    /// Name the schools, and give the words of their points
    #[arg(long)]
    named: bool,
    /// The head of every host school agreed that what was made for them enters this account
    #[arg(long)]
    heads_agreed: bool,
    /// The secret key that packs were made for, if that is not your visitbook key
    #[arg(short, long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// As a table, CSV, JSON or a page with a picture
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
    Html,
}

/// Gathers the reviews and writes the account. What could not be taken in is named with the reason.
///
/// # Errors
/// When nothing could be taken in, too few schools are there to go unnamed, or the file is there already.
pub fn run(args: &Rollup, place: &Place, out: &mut Out) -> Result<()> {
    if args.format == Format::Html && args.output.is_none() {
        return Err(Trouble::usage("A page is no text to be shown here.", "Name a file for it: -o together.html."));
    }
    let files = expanded(&args.files)?;
    let mut gathering = Gathering { args, place, keys: None, together: Together::by(themes(&place.home)?) };
    let mut taken = 0;
    for (n, path) in files.iter().enumerate() {
        match gathering.take(path, out) {
            Ok(true) => taken += 1,
            Ok(false) => out.say(&format!("{}: the same visit again, left out.", files::shown(path))),
            Err(trouble) => out.say(&format!("{}: left out. {trouble}", files::shown(path))),
        }
        if (n + 1) % STEP == 0 && n + 1 < files.len() {
            out.say(&format!("{} of {} …", n + 1, files.len()));
        }
    }
    let together = gathering.together;
    if taken == 0 {
        return Err(Trouble::new("There is no review to take in.", "Name notebooks that you lead, or packs."));
    }
    let schools = if args.named { Schools::Named } else { Schools::Unnamed };
    if schools == Schools::Unnamed && together.schools() < FEW {
        return Err(Trouble::new(
            format!("These reviews are of fewer than {FEW} schools: without names they would still be known."),
            "Take in more reviews; or add --named, if the schools agreed.",
        ));
    }
    let account = together.account(schools);
    let document = match args.format {
        Format::Table => plain::text(&account, out.width()).into_bytes(),
        Format::Csv => plain::csv(&account)?,
        Format::Json => plain::json(&account)?.into_bytes(),
        Format::Html => rollup_html::report(&account).into_bytes(),
    };
    match &args.output {
        None => out.document(&document),
        Some(path) => {
            files::create_private(path, &document)?;
            out.say(&format!("Written, from {}: {}", count(taken, "review", "reviews"), files::shown(path)));
            Ok(())
        }
    }
}

/// The files named, folders by what lies in them.
fn expanded(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut inside: Vec<PathBuf> = files::list(path)?
            .into_iter()
            .filter(|p| p.extension().is_some_and(|e| e == "visitbook" || e == "age") && p.is_file())
            .collect();
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// What is at work while reviews are gathered.
struct Gathering<'a> {
    args: &'a Rollup,
    place: &'a Place,
    /// My keys, once a pack asked for them.
    keys: Option<OpenKeys>,
    together: Together,
}

impl Gathering<'_> {
    /// Takes one file in; false: its visit is here already. Nothing of it is kept but what the account needs.
    fn take(&mut self, path: &Path, out: &mut Out) -> Result<bool> {
        let release = self.release(path, out)?;
        let review = self.together.read(&release);
        Ok(self.together.add(review))
    }

    fn release(&mut self, path: &Path, out: &mut Out) -> Result<Release> {
        let heads = if self.args.heads_agreed { Heads::Agreed } else { Heads::NotAsked };
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("age")) {
            return self.pack(path, heads, out);
        }
        if released::calls_itself_released(path)? {
            let bytes = files::read(path, released::MAX_BYTES as u64)?;
            return of_released(&bytes, Clock::machine().now(), heads);
        }
        of_notebook(&self.place.desk(path)?)
    }

    fn pack(&mut self, path: &Path, heads: Heads, out: &mut Out) -> Result<Release> {
        let bytes = files::read(path, MAX_FILE)?;
        let pack = if scan::outline(&bytes)?.passphrase {
            let asked = format!("Passphrase of {}", files::shown(path));
            ask::until_it_fits(&asked, out, |p| open_pack(&bytes, Keys::Passphrase(p)))?
        } else {
            if self.keys.is_none() {
                self.keys = Some(match &self.args.identity {
                    Some(file) => named_key(file)?,
                    None => {
                        ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&self.place.home, p))?
                    }
                });
            }
            let keys =
                self.keys.as_ref().ok_or_else(|| Trouble::new("No key is open.", "Name one with --identity."))?;
            open_pack(&bytes, Keys::Identities(keys)).map_err(Trouble::from)?
        };
        of_pack(pack.release, heads)
    }
}
