//! `visitbook doctor`: is a notebook whole, and is my home in order?
//!
//! The JSON of a notebook is an object: `changes, file_sound, journal_sound, tables_agree`; that of
//! home: `home, has_key, key_private, settings_sound, keymap_sound`.

use super::out::Out;
use super::place::Place;
use crate::files;
use crate::notebook::Notebook;
use crate::notebook::doctor::{Examination, disagreement};
use crate::tasks::purge;
use crate::tasks::settings::Settings;
use crate::trouble::{Result, Trouble, count};
use crate::vault::identity;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Checks a notebook, or (without one) your key and your settings.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook doctor maths.visitbook")]
pub struct Doctor {
    /// The notebook
    notebook: Option<PathBuf>,
    /// Build the tables anew from the journal (notes are never touched)
    #[arg(long, requires = "notebook")]
    repair: bool,
    /// As text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Examines, and repairs if asked to.
///
/// # Errors
/// When something is not in order.
pub fn run(args: &Doctor, place: &Place, out: &mut Out) -> Result<()> {
    match &args.notebook {
        Some(path) => notebook(path, args, place, out),
        None => home(place, args, out),
    }
}

fn notebook(path: &Path, args: &Doctor, place: &Place, out: &mut Out) -> Result<()> {
    let mut notebook = Notebook::open(path)?;
    // What was purged must not come back with an earlier copy; but a notebook is looked at in any case.
    let again = purge::apply_again(&place.home, &mut notebook);
    match &again {
        Ok((0, _)) => {}
        Ok((times, _)) => out.say(&purge::said_again(*times)),
        Err(trouble) => out.say(&trouble.to_string()),
    }
    let mut found = notebook.examine()?;
    let rebuilt = args.repair && !found.tables_agree;
    if rebuilt {
        notebook.rebuild()?;
        found = notebook.examine()?;
        out.say("The tables were built anew from the journal.");
    }
    // What was emptied may still lie in the side file; a good moment to see to it.
    let residue = !notebook.clear_residue()?;
    let backups_left = notebook.empty_backups()?;
    match args.format {
        Format::Json => out.json(&json!({
            "changes": found.changes,
            "file_sound": found.file_sound,
            "journal_sound": found.journal_sound,
            "tables_agree": found.tables_agree,
        }))?,
        Format::Text => out.data(&told(&found))?,
    }
    if residue {
        out.say("Text that was sealed or erased still lies in the -wal file: close every visitbook on this notebook and run this again.");
    }
    for backup in backups_left {
        let backup = files::shown(&backup);
        out.say(&format!(
            "The backup {backup} cannot be opened, and may hold what was erased since: remove it if you do not need it."
        ));
    }
    if found.file_sound && found.tables_agree {
        let review = notebook.review()?;
        let today = place.clock(review.visit.zone).now().local(review.visit.zone).date();
        if let Some(until) = purge::overdue(&notebook, &review, today)? {
            out.say(&format!(
                "This notebook was to be kept until {}. The lead empties it for good: visitbook purge {} everything",
                until.format("%-d %B %Y"),
                files::shown(path),
            ));
        }
    }
    if let Some(command) = files::readable_by_others(path) {
        out.say(&format!("Others on this computer can read this notebook. Unless that is meant: {command}"));
    }
    if found.file_sound && found.journal_sound && found.tables_agree {
        return again.map(drop);
    }
    let trouble = disagreement(&found);
    let mendable = found.file_sound && found.journal_sound && !args.repair;
    Err(if mendable {
        Trouble::new(trouble.what(), "Run it again with --repair: the tables are built anew from the journal.")
    } else {
        trouble
    })
}

fn told(found: &Examination) -> String {
    let journal = format!("The journal ({})", count(found.changes, "change", "changes"));
    let rows = [
        ("The file", found.file_sound),
        (journal.as_str(), found.journal_sound),
        ("The tables agree with it", found.tables_agree),
    ];
    rows.map(|(what, sound)| format!("{what:<32}{}\n", verdict(sound))).concat()
}

fn verdict(sound: bool) -> &'static str {
    if sound { "ok" } else { "NOT IN ORDER" }
}

fn home(place: &Place, args: &Doctor, out: &mut Out) -> Result<()> {
    let key = identity::public(&place.home)?;
    let settings = Settings::load(&place.home);
    let keymap = super::keys::keymap(place);
    let open_to_others = key.as_ref().and_then(|k| k.readable_by_others.clone());
    let root = files::shown(place.home.root());
    match args.format {
        Format::Json => out.json(&json!({
            "home": root,
            "has_key": key.is_some(),
            "key_private": open_to_others.is_none(),
            "settings_sound": settings.is_ok(),
            "keymap_sound": keymap.is_ok(),
        }))?,
        Format::Text => {
            let has = if key.is_some() { "there" } else { "none yet (visitbook identity new)" };
            let (settings, keymap) = (verdict(settings.is_ok()), verdict(keymap.is_ok()));
            out.data(&format!("Home       {root}\nYour key   {has}\nSettings   {settings}\nYour keys  {keymap}\n"))?;
        }
    }
    settings?;
    keymap?;
    match open_to_others {
        Some(command) => {
            Err(Trouble::new("Others on this computer can read your key.", format!("Make it private: {command}")))
        }
        None => Ok(()),
    }
}
