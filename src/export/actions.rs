//! The host's action plan as a table, Markdown, CSV or JSON, for the team and the workshop.

use super::coverage::to_json;
use super::data::rows_to_csv;
use super::markdown::line;
use super::table;
use super::words::{UNRELEASED, add};
use crate::review::actions::{Action, Part, Progress};
use crate::text::clean_line;
use crate::trouble::Result;
use serde::Serialize;

/// How many digits of an identifier are shown.
const SHORT: usize = 8;

/// The plan in lines of at most `width` terminal cells, each action with the beginning of its id.
pub fn table(plan: &[Action], width: usize) -> String {
    if plan.is_empty() {
        return "No action is set down yet.\n".to_owned();
    }
    let row = |action: &Action| {
        let part = |part| clean_line(action.parts.get(part));
        let id: String = action.id.to_string().chars().take(SHORT).collect();
        vec![id, action.progress.label().to_owned(), part(Part::Owner), part(Part::By), part(Part::What)]
    };
    let rows: Vec<Vec<String>> = plan.iter().map(row).collect();
    table::table(&["Id", "Stands", "Owner", "By when", "Action"], &rows, width)
}

/// The plan as a Markdown table, to be filled in and handed round in the workshop.
pub fn markdown(plan: &[Action]) -> String {
    let mut out = format!("# Action plan\n\n{UNRELEASED}\n\n");
    let columns = [Part::What, Part::Owner, Part::By, Part::Impact, Part::Measure, Part::Support];
    for part in columns {
        add(&mut out, format_args!("| {} ", capital(part.label())));
    }
    out.push_str("| Stands |\n");
    out.push_str(&"|---".repeat(columns.len() + 1));
    out.push_str("|\n");
    for action in plan {
        for part in columns {
            add(&mut out, format_args!("| {} ", line(action.parts.get(part))));
        }
        let standing = action.parts.get(Part::Standing);
        let stands = if standing.is_empty() {
            action.progress.label().to_owned()
        } else {
            format!("{}: {standing}", action.progress.label())
        };
        add(&mut out, format_args!("| {} |\n", line(&stands)));
    }
    out
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The plan as CSV, safe for a spreadsheet.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn csv(plan: &[Action]) -> Result<Vec<u8>> {
    let head: Vec<&str> = Part::ALL.iter().map(|p| p.label()).chain(["progress"]).collect();
    let row = |action: &Action| {
        let parts = Part::ALL.iter().map(|part| clean_line(action.parts.get(*part)));
        parts.chain([action.progress.label().to_owned()]).collect()
    };
    rows_to_csv(&head, plan.iter().map(row))
}

/// What is said of an action, by the names that files for machines have for its parts.
#[derive(Serialize)]
pub(super) struct Words {
    action: String,
    owner: String,
    by: String,
    impact: String,
    measure: String,
    support: String,
    standing: String,
    progress: Progress,
}

impl Words {
    /// The words of an action whose parts `part` tells.
    pub(super) fn of(part: impl Fn(Part) -> String, progress: Progress) -> Self {
        Self {
            action: part(Part::What),
            owner: part(Part::Owner),
            by: part(Part::By),
            impact: part(Part::Impact),
            measure: part(Part::Measure),
            support: part(Part::Support),
            standing: part(Part::Standing),
            progress,
        }
    }
}

/// The plan as JSON.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn json(plan: &[Action]) -> Result<String> {
    #[derive(Serialize)]
    struct Line {
        id: String,
        point: Option<String>,
        #[serde(flatten)]
        words: Words,
    }
    let of = |action: &Action| Line {
        id: action.id.to_string(),
        point: action.point.map(|p| p.to_string()),
        words: Words::of(|part| clean_line(action.parts.get(part)), action.progress),
    };
    to_json(&plan.iter().map(of).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ids::ActionId;
    use crate::review::actions::Parts;
    use crate::review::release::sample;

    fn plan(words: &str) -> Vec<Action> {
        let mut parts = Parts::default();
        for part in Part::ALL {
            parts.set(part, words);
        }
        vec![Action {
            id: ActionId([7; 16]),
            point: None,
            made: Moment(0),
            parts,
            progress: Progress::Begun,
            conflict: false,
        }]
    }

    #[test]
    fn a_plan_reads_well_in_every_form() {
        let plan = plan("Hear every reader");
        assert_eq!(
            table(&plan, 100),
            "Id        Stands  Owner              By when            Action\n\
             07070707  begun   Hear every reader  Hear every reader  Hear every reader\n"
        );
        let md = markdown(&plan);
        assert!(
            md.contains("| Action | Owner | By when | Expected impact | Measure | Support | Stands |\n|---"),
            "{md}"
        );
        assert!(md.contains("| begun: Hear every reader |"), "{md}");
        assert!(json(&plan).unwrap().contains("\"progress\": \"begun\""));
        assert_eq!(table(&[], 80), "No action is set down yet.\n");
    }

    #[test]
    fn hostile_words_stay_words_in_every_form() {
        for hostile in sample::hostile() {
            let plan = plan(&hostile);
            let md = markdown(&plan);
            assert_eq!(md.lines().count(), 7, "{hostile:?}: {md}");
            let open = md.replace("\\|", "");
            assert_eq!(open.lines().last().unwrap().matches('|').count(), 8, "{hostile:?}: {md}");
            assert!(!md.replace("\\<", "").contains('<'), "{hostile:?}");
            let csv = String::from_utf8(csv(&plan).unwrap()).unwrap();
            assert!(!csv.contains("\"=") && !csv.contains("\"@"), "{hostile:?}: {csv}");
            for text in [table(&plan, 80), md, csv, json(&plan).unwrap()] {
                let acts =
                    |c: char| (c.is_control() && !matches!(c, '\n' | '\r')) || ('\u{202a}'..='\u{202e}').contains(&c);
                assert!(!text.chars().any(acts), "{hostile:?}");
            }
        }
    }
}
