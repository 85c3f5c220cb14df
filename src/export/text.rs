//! A release as plain text for a terminal (`visitbook open`), and what the lead is told beside it: what was held
//! back, what was never said aloud, what changed since.
//!
//! Here, and only here and in the head's own file of the pack, what is for the head alone is
//! shown: whoever reads this text has opened the pack.

use super::outline::{self, Appendix, Block, Item};
use super::words::{self, hang, wrap};
use crate::review::release::{Change, Composed, HeldBack, Piece, Release, ReleasedNote};
use crate::text::{clean_block, clean_line, fit};
use crate::trouble::count;

/// The least width that is written for, in terminal cells.
const NARROWEST: usize = 40;

/// The report on a release, then the notes for the head alone, in lines of at most `width` cells.
pub fn release(release: &Release, width: usize) -> String {
    let width = width.max(NARROWEST);
    let outline = outline::report(release, Appendix::WithEvidence);
    let mut out = String::new();
    title(&mut out, &outline.title, '=', width);
    outline.preface.iter().for_each(|p| paragraph(&mut out, p, width));
    for section in &outline.sections {
        out.push('\n');
        match section.level {
            2 => title(&mut out, &section.heading, '-', width),
            _ => paragraph(&mut out, &section.heading, width),
        }
        section.blocks.iter().for_each(|b| draw(&mut out, b, width));
    }
    if has_something_for_the_head(release) {
        out.push('\n');
        title(&mut out, HEAD_TITLE, '-', width);
        out.push_str(&head_alone(release, width));
    }
    out
}

const HEAD_TITLE: &str = "For the head alone";

fn has_something_for_the_head(release: &Release) -> bool {
    release.head_notes().next().is_some() || release.head_points().next().is_some()
}

/// The file of the pack that holds what is for the head alone; nothing if there is nothing.
pub fn for_the_head(release: &Release) -> Option<String> {
    if !has_something_for_the_head(release) {
        return None;
    }
    let mut out = String::new();
    title(&mut out, HEAD_TITLE, '=', 78);
    let warning = "The reviewers mean this for the head alone. It stands in no other readable document of this pack. \
                   Think before you pass it on, and remove this file when you have read it.";
    paragraph(&mut out, warning, 78);
    out.push('\n');
    out.push_str(&head_alone(release, 78));
    Some(out)
}

fn head_alone(release: &Release, width: usize) -> String {
    let mut out = String::new();
    for p in &outline::head_points(release) {
        point(&mut out, p, 0, width);
    }
    release.head_notes().for_each(|n| note(&mut out, n, release, width));
    out
}

/// What stays with the team, told to the lead before anything leaves.
pub fn held_back(held: &[HeldBack], width: usize) -> String {
    let width = width.max(NARROWEST);
    if held.is_empty() {
        return "Nothing is held back.\n".to_owned();
    }
    let mut out = String::from("Held back:\n");
    for item in held {
        out.push_str(&hang("- ", &format!("{}. {}", clean_line(&item.what), clean_line(&item.why)), width));
        out.push('\n');
    }
    out
}

/// The points that leave and were said aloud at no meeting, told to the lead; nothing if there are none.
pub fn never_said(composed: &Composed, width: usize) -> String {
    let width = width.max(NARROWEST);
    let all = composed.points.len();
    let mut out = match composed.never_said.len() {
        0 => return String::new(),
        n if n == all => return "No point is marked as said aloud at a meeting.\n".to_owned(),
        n => format!("Never said aloud at a meeting ({}):\n", count(n, "point", "points")),
    };
    for (id, point) in composed.points.iter().zip(&composed.release.points) {
        if composed.never_said.contains(id) {
            out.push_str(&fit(&format!("- {}", clean_line(&point.text)), width));
            out.push('\n');
        }
    }
    out
}

/// What would leave, told to the lead in a few lines: for whom, how much, as whom, and each point with the
/// beginning of its identifier.
pub fn preview(composed: &Composed, width: usize) -> String {
    let width = width.max(NARROWEST);
    let release = &composed.release;
    let mut out = String::new();
    let (notes, points) = (count(release.notes.len(), "note", "notes"), count(release.points.len(), "point", "points"));
    let plan = match release.actions.len() {
        0 => String::new(),
        n => format!(", with {} of the school's plan", count(n, "action", "actions")),
    };
    paragraph(&mut out, &format!("For {}: {notes} and {points}{plan}.", release.audience.label()), width);
    let people: Vec<String> = release.people.iter().map(|p| clean_line(&p.label)).collect();
    paragraph(&mut out, &format!("Persons as: {}.", words::join(&people)), width);
    for (id, point) in composed.points.iter().zip(&release.points) {
        let id: String = id.to_string().chars().take(8).collect();
        let words = format!("{id}  {}: {}", point.kind.label(), clean_line(&point.text));
        out.push_str(&fit(&words, width));
        out.push('\n');
    }
    for (id, action) in composed.actions.iter().zip(&release.actions) {
        let id: String = id.to_string().chars().take(8).collect();
        out.push_str(&fit(&format!("{id}  action: {}", clean_line(&action.what)), width));
        out.push('\n');
    }
    out
}

/// What changed from one version of the report to another, word by word: `[-gone-]`, `{+new+}`.
pub fn report_changes(changes: &[Change], width: usize) -> String {
    let width = width.max(NARROWEST);
    if changes.is_empty() {
        return "Nothing changed.\n".to_owned();
    }
    let words = |words: &Option<String>| {
        words.as_deref().map_or_else(|| "its words were removed or sealed since".to_owned(), clean_block)
    };
    let mut out = String::new();
    for change in changes {
        let (first, told) = match change {
            Change::Added(w) => ("added     ", words(w)),
            Change::Removed(w) => ("taken out ", words(w)),
            Change::Moved(w) => ("moved     ", words(w)),
            Change::WordsGone => ("reworded  ", words(&None)),
            Change::Reworded(pieces) => ("reworded  ", pieces.iter().map(piece).collect()),
        };
        item(&mut out, first, &told, width);
    }
    out
}

fn piece(piece: &Piece) -> String {
    // Spaces stay outside the brackets, so that words stay words.
    let marked = |words: &str, (open, close): (&str, &str)| {
        let clean = clean_block(words);
        let inner = clean.trim();
        if inner.is_empty() { clean } else { clean.replacen(inner, &format!("{open}{inner}{close}"), 1) }
    };
    match piece {
        Piece::Kept(words) => clean_block(words),
        Piece::Gone(words) => marked(words, ("[-", "-]")),
        Piece::New(words) => marked(words, ("{+", "+}")),
    }
}

fn draw(out: &mut String, block: &Block, width: usize) {
    match block {
        Block::Text(text) => paragraph(out, text, width),
        Block::Claim(claim) => paragraph(out, &format!("The school's own view: {claim}"), width),
        Block::List(lines) => lines.iter().for_each(|l| item(out, "- ", &clean_line(l), width)),
        Block::Points(items) => items.iter().for_each(|p| point(out, p, 0, width)),
        Block::KeyMessages(messages) => messages.iter().for_each(|m| item(out, "- ", &clean_block(m), width)),
        Block::Evidence(release, notes) => notes.iter().for_each(|n| note(out, n, release, width)),
        Block::Coverage(matrix) => out.push_str(&super::coverage::table(matrix, width)),
        Block::Table(words) => words.rows.iter().for_each(|row| table_row(out, &words.head, row, width)),
    }
}

/// A row of a table as lines: a terminal is too narrow for columns of sentences.
fn table_row(out: &mut String, head: &[String], row: &[String], width: usize) {
    for (n, (label, cell)) in head.iter().zip(row).enumerate().filter(|(_, (_, cell))| !cell.is_empty()) {
        match n {
            0 => item(out, "- ", &clean_line(cell), width),
            _ => item(out, "    ", &format!("{}: {}", clean_line(label), clean_line(cell)), width),
        }
    }
}

fn point(out: &mut String, point: &Item, depth: usize, width: usize) {
    let behind = point.behind.as_deref().map(|s| format!(" {s}")).unwrap_or_default();
    let words = format!("{} {}{behind}", point.lead, clean_block(point.text));
    item(out, &format!("{}- ", "  ".repeat(depth)), words.trim_start(), width);
    point.under.iter().for_each(|under| self::point(out, under, depth + 1, width));
}

fn note(out: &mut String, note: &ReleasedNote, release: &Release, width: usize) {
    let number = format!("{:>3}  ", note.number);
    item(out, &number, &clean_line(&words::facts(note, release).join(" · ")), width);
    item(out, "     ", &clean_block(&note.text), width);
    if let Some(reflection) = &note.reflection {
        item(out, "     ", &format!("Reflection: {}", clean_block(reflection)), width);
    }
}

fn item(out: &mut String, first: &str, text: &str, width: usize) {
    out.push_str(&hang(first, text, width));
    out.push('\n');
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in wrap(&clean_block(text), width) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn title(out: &mut String, text: &str, rule: char, width: usize) {
    let lines = wrap(&clean_line(text), width);
    let longest = lines.iter().map(|l| crate::text::width(l)).max().unwrap_or(0);
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(rule, longest.min(width)));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_release_reads_well_in_a_terminal() {
        insta::assert_snapshot!(super::release(&sample::release(), 80));
    }

    #[test]
    fn every_line_fits_and_nothing_acts_on_the_terminal() {
        for hostile in &sample::hostile() {
            let text = super::release(&sample::release_saying(hostile), 60);
            assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)));
        }
        for line in super::release(&sample::release(), 60).lines() {
            assert!(crate::text::width(line) <= 60, "{line}");
        }
    }

    #[test]
    fn the_heads_own_file_exists_only_when_it_is_needed() {
        assert!(for_the_head(&sample::release()).unwrap().contains(sample::FOR_THE_HEAD));
        assert_eq!(for_the_head(&sample::release_for_others()), None);
    }

    #[test]
    fn what_is_held_back_is_told_in_words() {
        insta::assert_snapshot!(held_back(&sample::composed().held_back, 78));
        assert_eq!(held_back(&[], 78), "Nothing is held back.\n");
    }
}
