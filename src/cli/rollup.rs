//! `visitbook rollup`: what many reviews say together, for a group of schools or its steering group.

use super::out::Out;
use super::place::Place;
use super::sources::{Sources, Taken};
use crate::export::{rollup as plain, rollup_html};
use crate::files;
use crate::review::release::Audience;
use crate::review::rollup::{FEW, Rollup as Together, Schools};
use crate::tasks::rollup::themes;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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
    #[command(flatten)]
    taken: Taken,
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
    let mut sources = Sources::new(place, args.taken.identity.as_deref());
    let mut together = Together::by(themes(&place.home)?);
    let mut taken = 0;
    for (n, path) in files.iter().enumerate() {
        // Nothing of a release is kept but what the account needs.
        let read = sources.release(path, &args.taken, Audience::SteeringGroup, out);
        let read = read.map(|release| together.read(&release));
        match read.map(|review| together.add(review)) {
            Ok(true) => taken += 1,
            Ok(false) => out.say(&format!("{}: the same visit again, left out.", files::shown(path))),
            Err(trouble) => out.say(&format!("{}: left out. {trouble}", files::shown(path))),
        }
        if (n + 1) % STEP == 0 && n + 1 < files.len() {
            out.say(&format!("{} of {} …", n + 1, files.len()));
        }
    }
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
