//! `visitbook identity`: my key.
//!
//! Passphrases are asked on the terminal, never taken from an argument or a variable.

use super::ask;
use super::out::Out;
use super::place::Place;
use crate::clock::Tz;
use crate::files;
use crate::trouble::{Result, Trouble};
use crate::vault::keys::is_protected;
use crate::vault::{MyKey, identity, passphrase};
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
            let phrase = ask::new_passphrase(*generate, out)?;
            let key = identity::create(&place.home, &phrase, place.clock(Tz::UTC).now())?;
            if *generate {
                ask::show_phrase(&phrase, PHRASE_OF_KEY, out);
            }
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

/// Told before a passphrase is asked for in vain.
fn none_yet(place: &Place) -> Result<()> {
    match identity::public(&place.home) {
        Ok(None) => Ok(()),
        _ => Err(Trouble::new(
            "You have a key already, and it was left as it is.",
            "visitbook identity show shows its public half.",
        )),
    }
}

fn import(file: &Path, generate: bool, place: &Place, out: &mut Out) -> Result<()> {
    none_yet(place)?;
    let bytes = files::read(file, MAX_KEY_FILE)?;
    let old = if is_protected(&bytes)? { Some(ask::passphrase("Passphrase that this key has now")?) } else { None };
    let new = ask::new_passphrase(generate, out)?;
    let key = identity::import(&place.home, &bytes, old.as_ref(), &new)?;
    if generate {
        ask::show_phrase(&new, PHRASE_OF_KEY, out);
    }
    out.say("The file that you gave was left as it is.");
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
