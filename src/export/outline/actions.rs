//! What the school set out to do, as a table: in the report as it stands, on a workshop's sheet with room for more.

use super::{Block, Item, Section};
use crate::review::actions::{Part, Progress};
use crate::review::release::{Release, ReleasedAction};
use crate::text::clean_line;

/// A table of words under a head.
pub(in crate::export) struct Table {
    /// What stands above each column.
    pub head: Vec<String>,
    /// How wide each column is beside the others.
    pub widths: Vec<usize>,
    /// The rows, each with a cell for every column; one of empty cells is there to be written in.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Whether a row is there to be written in.
    pub fn is_blank(row: &[String]) -> bool {
        row.iter().all(String::is_empty)
    }
}

/// The columns of a form, each with its width, and those that nobody has to fill in.
const COLUMNS: [(Part, usize); 6] =
    [(Part::What, 28), (Part::Owner, 17), (Part::By, 16), (Part::Impact, 21), (Part::Measure, 20), (Part::Support, 20)];

/// How wide the column is that tells how an action stands.
const STANDS: usize = 16;

/// The part of the report on the school's plan; none where there is no action.
pub(in crate::export) fn section(release: &Release) -> Option<Section<'_>> {
    let actions: Vec<&ReleasedAction> = release.open_actions().collect();
    if actions.is_empty() {
        return None;
    }
    let said = |part: Part| actions.iter().any(|a| !clean_line(a.part(part)).is_empty());
    let columns: Vec<(Part, usize)> = COLUMNS.into_iter().filter(|(part, _)| said(*part)).collect();
    let heading = "What the school set out to do".to_owned();
    Some(Section { level: 2, heading, blocks: vec![Block::Table(table(&actions, &columns, true, 0))] })
}

/// A form with the actions that are there already, and so many rows to write in.
pub(in crate::export) fn form(actions: &[&ReleasedAction], blank: usize) -> Table {
    let begun = actions.iter().any(|a| a.progress != Progress::Planned || !a.standing.is_empty());
    table(actions, &COLUMNS, begun, blank)
}

fn table(actions: &[&ReleasedAction], columns: &[(Part, usize)], stands: bool, blank: usize) -> Table {
    let last = stands.then(|| ("How it stands".to_owned(), STANDS));
    let columns_said = columns.iter().map(|(part, width)| (capital(part.label()), *width));
    let (head, widths): (Vec<String>, Vec<usize>) = columns_said.chain(last).unzip();
    let row = |action: &&ReleasedAction| -> Vec<String> {
        let cells = columns.iter().map(|(part, _)| clean_line(action.part(*part)));
        cells.chain(stands.then(|| action.stands())).collect()
    };
    let mut rows: Vec<Vec<String>> = actions.iter().map(row).collect();
    rows.resize(actions.len() + blank, vec![String::new(); head.len()]);
    Table { head, widths, rows }
}

/// An action in lines, where there is no room for a table.
pub(super) fn item(action: &ReleasedAction) -> Item<'_> {
    let parts = [
        ("Owner:", Part::Owner),
        ("By when:", Part::By),
        ("Expected impact:", Part::Impact),
        ("Measure:", Part::Measure),
        ("Support:", Part::Support),
    ];
    let said = parts.into_iter().map(|(lead, part)| (lead, action.part(part))).filter(|(_, text)| !text.is_empty());
    let under = said.map(|(lead, text)| Item { lead, text, behind: None, under: Vec::new() }).collect();
    Item { lead: "The school set out:", text: &action.what, behind: Some(format!("({})", action.stands())), under }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
