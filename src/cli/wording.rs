//! `visitbook wording`: words in points and evidence that are worth a second look.
//!
//! The JSON is an array of objects `point` or `note` (the identifier), `text` and `remarks`, each with
//! `words, key, sort, ask, source`.

use super::out::Out;
use super::place::Place;
use crate::review::wording::WORDS;
use crate::tasks::wording::{In, Remarked, rules};
use crate::text::{clean_line, fit};
use crate::trouble::{Result, count};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shows words that are worth a second look before the feedback is given.
///
/// Conclusions where evidence belongs, absolute words from one observation, the language of
/// inspection. Nothing is changed. Rules of your own, and the keys of those that are to be silent,
/// stand in wording.toml in your home.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  visitbook wording maths.visitbook\n  visitbook wording --rules > wording.toml")]
pub struct Wording {
    /// The notebook
    #[arg(required_unless_present = "rules")]
    notebook: Option<PathBuf>,
    /// As text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print the rules that come with visitbook, as a file to start from
    #[arg(long, conflicts_with = "notebook")]
    rules: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Prints the remarks, or the rules.
///
/// # Errors
/// When the notebook or wording.toml cannot be read, or I am not of the visiting team.
pub fn run(args: &Wording, place: &Place, out: &mut Out) -> Result<()> {
    let Some(notebook) = &args.notebook else { return out.data(WORDS) };
    let desk = place.team_desk(notebook)?;
    let all = desk.wording(&rules(&place.home)?)?;
    match args.format {
        Format::Text if all.is_empty() => {
            out.say("No words are worth a second look.");
            Ok(())
        }
        Format::Text => {
            out.data(&text(&all, out.width()))?;
            let remarks = all.iter().map(|r| r.remarks.len()).sum();
            out.say(&format!("{} in {}", count(remarks, "remark", "remarks"), count(all.len(), "text", "texts")));
            Ok(())
        }
        Format::Json => out.json(&serde_json::Value::Array(all.iter().map(json).collect())),
    }
}

fn text(all: &[Remarked], width: usize) -> String {
    let mut text = String::new();
    for remarked in all {
        let what = match remarked.of {
            In::Point(_) => "point",
            In::Note(_) => "note",
        };
        text.push_str(&fit(&format!("{what}: {}", clean_line(&remarked.text)), width));
        text.push('\n');
        for remark in &remarked.remarks {
            let words = clean_line(&remark.words);
            text.push_str(&format!("    “{words}” ({}): {} [{}]\n", remark.sort, remark.ask, remark.key));
        }
    }
    text
}

fn json(remarked: &Remarked) -> serde_json::Value {
    let (what, id) = match remarked.of {
        In::Point(id) => ("point", id.to_string()),
        In::Note(id) => ("note", id.to_string()),
    };
    let remarks: Vec<_> = remarked
        .remarks
        .iter()
        .map(|r| serde_json::json!({"words": r.words, "key": r.key, "sort": r.sort, "ask": r.ask, "source": r.source}))
        .collect();
    serde_json::json!({what: id, "text": remarked.text, "remarks": remarks})
}
