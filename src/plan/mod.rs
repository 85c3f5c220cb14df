//! Plan files in and out.
//!
//! A plan is what a lead and a host agree before the visit, in one TOML file that a head teacher can
//! edit and post. Reading one tells *all* its mistakes at once, each with its line and what to write
//! instead, because someone who mends a file one message at a time gives up. Nothing confidential
//! stands in a plan, so that it can be printed and sent round.
//!
//! * `findings`: mistakes and warnings, and the lines they stand on
//! * `section`: one table of the file, asked key by key
//! * `read`: the file as values that know where they stand (a draft)
//! * `check`: the rules between those values, and the review built from them
//! * `template`: plans to fill in, one per programme; `framework`: ready questions for a theme
//! * `show`: a plan on paper and in a calendar; `changes`: what is different since it was sent round
//! * `group`: the file of a triad or cluster
//! * `import`: a timetable as it comes, made into a plan

mod changes;
mod check;
mod findings;
mod framework;
mod group;
mod import;
mod read;
mod section;
mod show;
mod template;

pub use changes::changes;
pub use findings::Mistake;
pub use framework::{FRAMEWORKS, Framework, named as framework};
pub use group::{GROUP_TEMPLATE, MAX_GROUP, read_group};
pub use import::{
    Format as TimetableFormat, Imported, MAX_TIMETABLE, Mark, Offered, Report, ReportLine, Request, Target, Told,
    dates_in, import, offer,
};
pub use show::{Format, show};
pub use template::{TEMPLATES, template};

use crate::review::visit::Review;
use findings::Findings;

/// The version of the plan format that this program reads and writes: `visitbook = 1`.
pub const VERSION: i64 = 1;

/// The largest plan that is read, in bytes.
pub const MAX_BYTES: usize = 1_000_000;

/// A plan without mistakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What the plan says.
    pub review: Review,
    /// What is allowed but deserves a second look, in order of line.
    pub warnings: Vec<Mistake>,
}

/// Reads a plan; `file_name` is only shown in messages.
///
/// # Errors
/// Every mistake in the plan, in order of line; never none. A mistake in the TOML itself comes alone,
/// since nothing after it can be trusted.
pub fn read(source_text: &str, file_name: &str) -> Result<Checked, Vec<Mistake>> {
    let mut findings = Findings::new(source_text, file_name);
    let draft = read::draft(&mut findings);
    if let Some(draft) = &draft {
        check::check(draft, &mut findings);
    }
    let (mistakes, warnings) = findings.in_order();
    match draft.and_then(check::build) {
        Some(review) if mistakes.is_empty() => Ok(Checked { review, warnings }),
        _ => Err(mistakes),
    }
}

/// Reads a plan from the bytes of a file, which may not be text at all.
///
/// # Errors
/// As [`read`]; bytes that are not UTF-8 are a mistake on their line.
pub fn read_bytes(bytes: &[u8], file_name: &str) -> Result<Checked, Vec<Mistake>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text, file_name),
        Err(error) => {
            let text = String::from_utf8_lossy(bytes.get(..MAX_BYTES).unwrap_or(bytes));
            // Every byte before the bad one is valid, so its offset means the same in `text`.
            let mut findings = Findings::new(&text, file_name);
            findings.mistake(
                error.valid_up_to(),
                "From here on the file is not plain text in UTF-8.",
                "Save it again from a plain text editor, with the encoding “UTF-8” (not from a word processor).",
            );
            Err(findings.in_order().0)
        }
    }
}
