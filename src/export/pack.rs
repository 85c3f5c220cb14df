//! The pack for the host: one ZIP with everything that a release may give, made in memory.
//!
//! The caller encrypts it; unencrypted it never touches the disk. The same release gives the same
//! bytes on every machine, so a pack can be compared. Reading one again is in `pack/read.rs`: a pack
//! comes from outside and is treated as hostile until it is understood.

mod read;

pub use read::{OpenedPack, PackFile, extract, read};

use super::words::{confidence, long_day, title};
use super::{Appendix, data, docx, html, notebook_html, text};
use crate::review::release::Release;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The version of the release in `data/release.json` that this program writes.
const VERSION: u32 = 1;

/// Where the whole release stands in the pack.
const RELEASE: &str = "data/release.json";

/// The release as it stands in the pack.
#[derive(Serialize, Deserialize)]
struct Versioned<R> {
    visitbook_release: u32,
    #[serde(flatten)]
    release: R,
}

/// Makes the pack. `extra` are further files, each a name inside the pack and its bytes.
///
/// # Errors
/// When a further file has an unsafe name or one that is taken.
pub fn write(release: &Release, extra: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        // Line ends as every Windows program reads them.
        ("README.txt".to_owned(), readme(release, extra).replace('\n', "\r\n").into_bytes()),
        ("report.docx".to_owned(), docx::report(release, Appendix::Without)?),
        ("report.html".to_owned(), html::report(release, Appendix::Without).into_bytes()),
        ("notebook.html".to_owned(), notebook_html::notebook(release).into_bytes()),
        ("data/evidence.csv".to_owned(), data::csv(release)?),
        ("data/evidence.json".to_owned(), data::json(release)?.into_bytes()),
        (RELEASE.to_owned(), release_json(release)?.into_bytes()),
    ];
    if let (Some(csv), Some(json)) = (data::actions_csv(release)?, data::actions_json(release)?) {
        files.push(("data/actions.csv".to_owned(), csv));
        files.push(("data/actions.json".to_owned(), json.into_bytes()));
    }
    if let Some(text) = text::for_the_head(release) {
        files.push((FOR_THE_HEAD.to_owned(), text.into_bytes()));
    }
    files.extend_from_slice(extra);
    for (i, (name, _)) in files.iter().enumerate() {
        if !read::is_safe_name(name) {
            return Err(Trouble::new(
                format!("“{}” cannot be the name of a file in the pack.", clean_line(name)),
                "Use letters, digits and - in the name of the added file.",
            ));
        }
        if files[..i].iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return Err(Trouble::new(
                format!("The pack would hold “{}” twice.", clean_line(name)),
                "Give the added file another name.",
            ));
        }
    }
    zipped(release, &files)
        .map_err(|e| Trouble::new("The pack could not be put together.", "Try again; nothing was written.").because(e))
}

const FOR_THE_HEAD: &str = "for-the-head.txt";

fn zipped(release: &Release, files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(stamp(release))
        .unix_permissions(0o600);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The time of every file in the pack: when the release was made, never when the machine wrote it.
fn stamp(release: &Release) -> DateTime {
    let made = release.made;
    let small = |n: u32| u8::try_from(n).unwrap_or(0);
    let year = u16::try_from(made.year()).unwrap_or(0);
    DateTime::from_date_and_time(
        year,
        small(made.month()),
        small(made.day()),
        small(made.hour()),
        small(made.minute()),
        0,
    )
    .unwrap_or_default()
}

fn release_json(release: &Release) -> Result<String> {
    super::coverage::to_json(&Versioned { visitbook_release: VERSION, release })
}

/// What a head finds first: what this is, where to keep it, who decides, when it ends.
fn readme(release: &Release, extra: &[(String, Vec<u8>)]) -> String {
    let visit = &release.visit;
    let ends = visit.keep_until.map_or_else(
        || "The lead reviewer tells you when the reviewers remove their own notes.".to_owned(),
        |day| format!("The reviewers remove their own notes after {}.", long_day(day)),
    );
    let mut files = vec![
        ("report.html", "the report, to read on any computer or phone and to print"),
        ("report.docx", "the same for Word, to edit while the report is being agreed"),
        ("notebook.html", "the evidence under it, in the order of the day and by question"),
        ("data/", "the same as data: tables for a spreadsheet (.csv) and files for programs"),
    ];
    let head_only = release.head_notes().next().is_some();
    if head_only {
        files.push((FOR_THE_HEAD, "notes for the head alone; data/release.json holds them too"));
    }
    files.extend(extra.iter().map(|(name, _)| (name.as_str(), "added by the lead reviewer")));
    let list: Vec<String> =
        files.iter().map(|(name, what)| format!("  {name:<16} {what}", name = clean_line(name))).collect();
    let warning = if head_only {
        format!("\nBefore you pass anything on, take out {FOR_THE_HEAD} and the folder data.\n")
    } else {
        String::new()
    };
    format!(
        "{title}\n\n\
         WHAT THIS IS\n\
         What the reviewers release to {audience} after the visit: a report and the evidence under it.\n\
         It holds what the lead reviewer chose to release and nothing else of the reviewers' notes.\n\n\
         {list}\n{warning}\n\
         WHERE TO KEEP IT\n\
         Keep the encrypted file you were sent. Open it on a computer of the school, in a folder that only\n\
         you can read, not on a shared drive. Remove what you unpacked when you no longer need it.\n\
         Encrypted does not mean exempt: what the school keeps can be asked for under the law on access\n\
         to information and personal data.\n\n\
         WHO DECIDES WHO SEES IT\n\
         {confidence}\n\n\
         HOW LONG THE REVIEWERS KEEP THEIR NOTES\n\
         {ends}\n",
        title = clean_line(&title(release)),
        audience = release.audience.label(),
        list = list.join("\n"),
        confidence = confidence(release.audience),
    )
}

#[cfg(test)]
mod tests;
