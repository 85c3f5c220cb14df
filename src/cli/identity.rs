//! `visitbook identity`: my key.
//!
//! Passphrases are asked on the terminal, never taken from an argument or a variable.

use super::ask;
use super::out::Out;
use super::place::Place;
use crate::clock::Tz;
use crate::files;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use crate::vault::{MyKey, identity, keys, passphrase};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The largest key file that is looked at.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// Your key: make it, show its public half, take over one that you have.
#[derive(Debug, Args)]
pub struct Identity {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Makes your key, protected by a passphrase
    #[command(after_help = "Example:\n  visitbook identity new --generate")]
    New {
        /// Draw a passphrase of six words and show it once
        #[arg(long)]
        generate: bool,
    },
    /// Shows the public half of your key, and six words to compare aloud
    #[command(after_help = "Example:\n  visitbook identity show")]
    Show {
        /// As text or JSON
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Takes over a key that you have: an age identity file or an OpenSSH private key
    #[command(after_help = "Example:\n  visitbook identity import ~/.ssh/id_ed25519")]
    Import {
        /// The file with the secret key
        file: PathBuf,
        /// Draw a passphrase of six words and show it once
        #[arg(long)]
        generate: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs `visitbook identity`.
///
/// # Errors
/// When there is a key already (or none to show), or the passphrase is too short or could not be asked for.
pub fn run(args: &Identity, place: &Place, out: &mut Out) -> Result<()> {
    match &args.deed {
        Deed::New { generate } => {
            none_yet(place)?;
            let phrase = chosen(*generate, out)?;
            let key = identity::create(&place.home, &phrase, place.clock(Tz::UTC).now())?;
            show(&key, Format::Text, out)
        }
        Deed::Show { format } => {
            let key = identity::public(&place.home)?
                .ok_or_else(|| Trouble::new("You have no key yet.", "Make one: visitbook identity new."))?;
            show(&key, *format, out)
        }
        Deed::Import { file, generate } => import(file, *generate, place, out),
    }
}

const PHRASE_OF_KEY: &str = "The passphrase of your key. It is shown this once and cannot be mended if forgotten: write it down, not on this computer.";

/// The passphrase of a new key. A generated one is shown before the key is made: a key whose phrase
/// nobody has seen would be of no use, and would never be overwritten.
fn chosen(generate: bool, out: &mut Out) -> Result<Secret> {
    let phrase = ask::new_passphrase(generate, out)?;
    if generate {
        ask::show_phrase(&phrase, PHRASE_OF_KEY, out);
    }
    Ok(phrase)
}

/// Told before a passphrase is asked for in vain.
fn none_yet(place: &Place) -> Result<()> {
    match identity::public(&place.home)? {
        None => Ok(()),
        Some(_) => Err(Trouble::new(
            "You have a key already, and it was left as it is.",
            "visitbook identity show shows its public half.",
        )),
    }
}

fn import(file: &Path, generate: bool, place: &Place, out: &mut Out) -> Result<()> {
    none_yet(place)?;
    let bytes = files::read(file, MAX_KEY_FILE)?;
    // Tried at once, so that nobody thinks up a new passphrase in vain.
    let fits = |old: &Secret| keys::read_file(&bytes, || Ok(old.duplicate())).map(|_| old.duplicate());
    let old = if keys::is_protected(&bytes)? {
        Some(ask::until_it_fits("Passphrase that this key has now", out, fits)?)
    } else {
        None
    };
    let new = chosen(generate, out)?;
    let key = identity::import(&place.home, &bytes, old.as_ref(), &new)?;
    out.say("The file that you gave was left as it is.");
    if old.is_none() {
        out.say("No passphrase protects it there: remove it, unless something else needs it.");
    }
    if let Some(command) = files::readable_by_others(file) {
        out.say(&format!("Others on this computer can read that file. Make it private: {command}"));
    }
    show(&key, Format::Text, out)
}

fn show(key: &MyKey, format: Format, out: &mut Out) -> Result<()> {
    if let Some(command) = &key.readable_by_others {
        out.say(&format!("Others on this computer can read your key. Make it private: {command}"));
    }
    let words = |recipient: &str| passphrase::words_for(recipient);
    match format {
        Format::Json => {
            let keys: Vec<_> = key.recipients.iter().map(|r| json!({ "recipient": r, "words": words(r) })).collect();
            out.json(&keys)
        }
        Format::Text => {
            let lines = key.recipients.iter().map(|r| format!("{r}\n    to compare aloud: {}\n", words(r)));
            out.data(&lines.collect::<String>())
        }
    }
}
