//! The report as a PDF, for those who file it as it was agreed.
//!
//! The fonts are in the program, so the same release gives the same pages on every machine. They hold the
//! letters of Latin, Greek and Cyrillic and more besides; a character they do not hold is shown as `�`,
//! never left out (the Word document and the web page show it in the reader's own fonts).

mod layout;

use super::coverage::Matrix;
use super::outline::actions::Table;
use super::outline::{self, Appendix, Block, Item, Outline, Section};
use super::words;
use crate::review::release::{Release, ReleasedNote};
use crate::text::{clean_block, clean_line, fit};
use crate::trouble::Result;
use layout::{Cell, Colour, Layout, Look, Span};

/// How many characters of the title stand at the head of each page.
const RUNNING_HEAD: usize = 90;

const BODY: Look = Look { size: 9.5, before: 0.0, after: 4.0, indent: 0.0 };
const TITLE: Look = Look { size: 17.0, before: 0.0, after: 6.0, indent: 0.0 };
const PREFACE: Look = Look { size: 9.0, before: 0.0, after: 0.0, indent: 0.0 };
const ITEM: Look = Look { size: 9.5, before: 0.0, after: 2.5, indent: 13.0 };
const FACTS: Look = Look { size: 8.0, before: 3.0, after: 0.0, indent: 0.0 };
const HEADINGS: [Look; 3] = [
    Look { size: 13.0, before: 12.0, after: 4.0, indent: 0.0 },
    Look { size: 11.0, before: 9.0, after: 3.0, indent: 0.0 },
    Look { size: 9.5, before: 5.0, after: 2.0, indent: 0.0 },
];

/// The report on a release.
///
/// # Errors
/// Only when the document cannot be put together in memory.
pub fn report(release: &Release, appendix: Appendix) -> Result<Vec<u8>> {
    document(&outline::report(release, appendix))
}

/// An outline as a document.
///
/// # Errors
/// Only when the document cannot be put together in memory.
pub(super) fn document(outline: &Outline) -> Result<Vec<u8>> {
    let title = clean_line(&outline.title);
    let mut pages = Layout::new()?;
    pages.paragraph(TITLE, "", &[Span::bold(&title).in_colour(Colour::Accent)]);
    for line in &outline.preface {
        pages.paragraph(PREFACE, "", &[Span::plain(&clean_line(line)).in_colour(Colour::Grey)]);
    }
    for (at, section) in outline.sections.iter().enumerate() {
        let level = level(section);
        let colour = if level == 1 { Colour::Black } else { Colour::Accent };
        let heading = clean_line(&section.heading);
        // A heading over nothing but further headings goes where they go.
        let directly_under = outline.sections[at..].windows(2).take_while(|pair| pair[0].blocks.is_empty());
        let under: Vec<Look> = directly_under.map(|pair| HEADINGS[self::level(&pair[1])]).collect();
        pages.heading(level, HEADINGS[level], &under, Span::bold(&heading).in_colour(colour));
        section.blocks.iter().for_each(|block| draw(&mut pages, block));
    }
    pages.finish(&fit(&title, RUNNING_HEAD))
}

/// The level of a section's heading, counted from 0.
fn level(section: &Section) -> usize {
    usize::from(section.level.clamp(2, 4)) - 2
}

fn draw(pages: &mut Layout, block: &Block) {
    match block {
        Block::Text(text) => pages.paragraph(BODY, "", &[Span::plain(&clean_block(text))]),
        Block::Claim(claim) => {
            pages.paragraph(BODY, "", &[Span::bold("The school's own view:"), Span::plain(&clean_block(claim))]);
        }
        Block::List(lines) => lines.iter().for_each(|l| pages.paragraph(ITEM, "•", &[Span::plain(&clean_line(l))])),
        Block::Points(items) => points(pages, items, 0.0),
        Block::KeyMessages(messages) => {
            for m in messages {
                pages.paragraph(ITEM, "•", &[Span::bold(&clean_block(m))]);
            }
        }
        Block::Evidence(release, notes) => notes.iter().for_each(|n| evidence(pages, n, release)),
        Block::Coverage(matrix) => coverage(pages, matrix),
        Block::Table(words) => table(pages, words),
    }
}

fn points(pages: &mut Layout, items: &[Item], deeper: f32) {
    let look = Look { indent: ITEM.indent + deeper, ..ITEM };
    for item in items {
        let (text, behind) = (clean_block(item.text), item.behind.clone().unwrap_or_default());
        let spans = [Span::bold(item.lead), Span::plain(&text), Span::plain(&behind).in_colour(Colour::Grey)];
        pages.paragraph(look, if deeper > 0.0 { "–" } else { "•" }, &spans);
        points(pages, &item.under, deeper + ITEM.indent);
    }
}

fn evidence(pages: &mut Layout, note: &ReleasedNote, release: &Release) {
    let (number, facts) = (note.number.to_string(), clean_line(&words::facts(note, release).join(" · ")));
    pages.keep_together(FACTS, BODY);
    pages.paragraph(FACTS, "", &[Span::bold(&number), Span::plain(&facts).in_colour(Colour::Grey)]);
    pages.paragraph(BODY, "", &[Span::plain(&clean_block(&note.text))]);
    if let Some(reflection) = &note.reflection {
        let lead = Span::plain("Reflection:").in_colour(Colour::Grey);
        pages.paragraph(BODY, "", &[lead, Span::plain(&clean_block(reflection))]);
    }
}

fn coverage(pages: &mut Layout, matrix: &Matrix) {
    let columns = matrix.columns();
    let head = ["Question", "All"].into_iter().chain(columns.iter().map(|c| c.label()));
    let mut rows: Vec<Vec<Cell>> = vec![head.map(|label| Cell { text: label.to_owned(), head: true }).collect()];
    for row in &matrix.rows {
        let counts = columns.iter().map(|c| row.sources.get(c).copied().unwrap_or(0).to_string());
        let cells = [clean_line(&format!("{} {}", row.number, row.title)), row.total.to_string()];
        rows.push(cells.into_iter().chain(counts).map(|text| Cell { text, head: false }).collect());
    }
    let others = rows.iter().map(Vec::len).max().unwrap_or(1).saturating_sub(1).max(1);
    // The question gets what the numbers leave.
    let narrow = (0.8 / fraction(others)).min(0.1);
    let mut widths = vec![1.0 - narrow * fraction(others)];
    widths.resize(others + 1, narrow);
    pages.table(&widths, &rows);
}

fn table(pages: &mut Layout, words: &Table) {
    let whole = fraction(words.widths.iter().sum::<usize>().max(1));
    let widths: Vec<f32> = words.widths.iter().map(|w| fraction(*w) / whole).collect();
    let cells = |row: &[String], head: bool| -> Vec<Cell> {
        row.iter().map(|text| Cell { text: clean_line(text), head }).collect()
    };
    let rows = words.rows.iter().map(|row| cells(row, false));
    pages.table(&widths, &std::iter::once(cells(&words.head, true)).chain(rows).collect::<Vec<_>>());
}

fn fraction(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

#[cfg(test)]
pub(crate) mod tests;
