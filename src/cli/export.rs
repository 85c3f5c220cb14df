//! `visitbook export`: the encrypted pack for the host.
//!
//! Before anything is written it is told what stays and why. Notes marked for the head alone are
//! opened with the lead's own key, so its passphrase is asked for when there are any.

use super::ask;
use super::out::Out;
use super::place::Place;
use super::release::Choice;
use crate::export::text;
use crate::files;
use crate::notebook::{Filter, Order};
use crate::review::evidence::Readers;
use crate::review::release::{Audience, Options};
use crate::tasks::Desk;
use crate::tasks::release::{Lock, pack_name};
use crate::trouble::{Result, Trouble, count};
use crate::vault::{OpenKeys, identity, passphrase, recipient};
use clap::Args;
use std::path::{Path, PathBuf};

/// Writes the encrypted pack for the host head (the lead only).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  visitbook export maths.visitbook -p -o for-head.zip.age
  visitbook export maths.visitbook -r age1… -o for-head.zip.age

With -p, files that tell how to open it are laid beside it.
Any age program opens it: age -d -o for-head.zip for-head.zip.age")]
pub struct Export {
    /// The notebook
    notebook: PathBuf,
    /// A public key that shall open it (age1…, ssh-ed25519 …, ssh-rsa …); give it more than once for more
    #[arg(short, long, value_name = "RECIPIENT")]
    recipient: Vec<String>,
    /// Draw a passphrase of six words, shown once, to be said aloud
    #[arg(short, long, conflicts_with = "recipient")]
    passphrase: bool,
    /// The file to write; .zip.age is put behind a name that does not end in .age
    #[arg(short, long, value_name = "FILE.zip.age", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Only tell what would stay, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave notes marked for the head alone out, without asking for your passphrase
    #[arg(long)]
    leave_sealed: bool,
    #[command(flatten)]
    choice: Choice,
}

/// Writes the pack.
///
/// # Errors
/// When I am not the lead, a recipient cannot be understood, or the file is there already.
pub fn run(export: &Export, place: &Place, out: &mut Out) -> Result<()> {
    if !export.dry_run && !export.passphrase && export.recipient.is_empty() {
        return Err(Trouble::usage(
            "With neither a passphrase nor a key nobody could open the pack.",
            "Add -p for a passphrase of six words, to be said aloud; or -r with the head's own key.",
        ));
    }
    let mut desk = place.desk(&export.notebook)?;
    let options = export.choice.options(&desk)?;
    // Asked first: nobody types a passphrase for what is refused afterwards.
    desk.compose_release(&options, None)?;
    let recipients = export.recipient.iter().map(|r| recipient::check(r)).collect::<Result<Vec<_>>>()?;
    let output = export.output.as_deref().map(pack_name);
    if let Some(path) = output.as_deref().filter(|p| p.exists()) {
        return Err(Trouble::new(
            format!("{} is there already, and was left as it is.", files::shown(path)),
            "Choose another name.",
        ));
    }
    let keys = keys_for_the_head(export, &options, &desk, place, out)?;
    let composed = desk.compose_release(&options, keys.as_ref())?;
    out.say(&text::held_back(&composed.held_back, out.width()));
    super::release::say_never_said(&composed, out);
    let Some(path) = output.as_deref().filter(|_| !export.dry_run) else {
        out.say("Nothing was written.");
        return Ok(());
    };
    let phrase = if export.passphrase { Some(passphrase::generate()?) } else { None };
    let lock = phrase.as_ref().map_or(Lock::Recipients(&recipients), Lock::Passphrase);
    let exported = desk.export(&options, lock, keys.as_ref(), path)?;
    desk.record_report(&composed)?;
    out.say(&format!(
        "Written for {}: {} ({}, {}).",
        options.audience.label(),
        files::shown(path),
        count(exported.notes, "note", "notes"),
        count(exported.points, "point", "points")
    ));
    if let Some(phrase) = &phrase {
        let beside: Vec<String> = exported.beside.iter().map(|path| files::shown(path)).collect();
        out.say(&format!("Beside it, to be sent with it: {}.", beside.join(" and ")));
        ask::show_phrase(phrase, PHRASE_OF_PACK, out);
    }
    Ok(())
}

/// The pack to standard output, for a session on a server: to these keys, or with a passphrase that is
/// said on the other stream. Notes for the head alone stay out: no passphrase is typed on such a line.
///
/// # Errors
/// When I am not the lead, a recipient cannot be understood, or a terminal would get the bytes.
pub fn to_stdout(notebook: &Path, recipients: &[String], place: &Place, out: &mut Out) -> Result<()> {
    super::out::not_to_a_terminal("ssh server export maths > for-head.age")?;
    let desk = place.desk(notebook)?;
    let options = Options::planned(desk.clock().now(), &desk.review().visit);
    let recipients = recipients.iter().map(|r| recipient::check(r)).collect::<Result<Vec<_>>>()?;
    let phrase = if recipients.is_empty() { Some(passphrase::generate()?) } else { None };
    let lock = phrase.as_ref().map_or(Lock::Recipients(&recipients), Lock::Passphrase);
    let (locked, exported) = desk.pack(&options, lock, None)?;
    out.say(&text::held_back(&exported.held_back, out.width()));
    out.bytes(&locked)?;
    if let Some(phrase) = &phrase {
        ask::show_phrase(phrase, PHRASE_OF_PACK, out);
    }
    Ok(())
}

/// What is said above a pack's passphrase.
const PHRASE_OF_PACK: &str = "The passphrase of this file. It is shown this once: say it to the head, in person or by telephone, and never send \
     it with the file.";

/// My unlocked keys, if there are notes that only they bring into the pack.
fn keys_for_the_head(
    export: &Export,
    options: &Options,
    desk: &Desk,
    place: &Place,
    out: &mut Out,
) -> Result<Option<OpenKeys>> {
    if export.leave_sealed || options.audience != Audience::HostHead {
        return Ok(None);
    }
    let filter = Filter { sealed: true, ..Filter::default() };
    let notes = desk.notebook().notes(&filter, Order::Oldest, 0, super::ALL)?;
    let mine =
        |s: &crate::review::evidence::SealedOutside| s.readers == Readers::Head && s.persons.contains(&desk.me());
    let marked = notes.iter().filter(|n| n.sealed().is_some_and(mine)).count();
    if marked == 0 {
        return Ok(None);
    }
    out.say(&format!(
        "{} marked for the head alone; your key opens them for the pack (--leave-sealed leaves them out).",
        { if marked == 1 { "1 note is".to_owned() } else { format!("{marked} notes are") } }
    ));
    ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p)).map(Some)
}
