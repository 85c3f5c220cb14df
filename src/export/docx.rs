//! The report as a Word document, which the host edits while it is being agreed.
//!
//! Headings, lists, tables and page numbers are real ones, so that Word's and `LibreOffice`'s own outline,
//! restyling and screen readers work on them. The same release gives the same bytes.

use super::coverage::Matrix;
use super::outline::actions::Table as Words;
use super::outline::{self, Appendix, Block, Item, Outline};
use super::words;
use crate::review::release::{Release, ReleasedNote};
use crate::text::{clean_block, clean_line, fit};
use crate::trouble::{Result, Trouble};
use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, Docx, Footer, Header, IndentLevel, Level, LevelJc, LevelText,
    LineSpacing, NumPages, NumberFormat, Numbering, NumberingId, PageMargin, PageNum, Paragraph, Run, RunFonts,
    Shading, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableCellMargins, TableLayoutType, TableRow,
    WidthType,
};
use std::io::Cursor;

/// A4 in twentieths of a point, the unit of all lengths here.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Two centimetres on every side.
const MARGIN: i32 = 1_134;
/// What the margins leave for a line.
const LINE: usize = 11_906 - 2 * 1_134;

/// The colour of headings, as in the web page.
const ACCENT: &str = "1F5F5B";
const GREY: &str = "555555";
/// The ground of boxes and table heads.
const BOX: &str = "E6EFEE";

/// The number of the list with bullets; 1 is taken by a numbered list that the library always writes.
const BULLETS: usize = 2;
/// The innermost level of it.
const DEEPEST: usize = 2;

/// How high a row is that is there to be written in by hand.
const WRITABLE: f32 = 800.0;

/// How many characters of the title stand at the head of each page.
const RUNNING_HEAD: usize = 90;

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
    let mut document = empty(outline).add_paragraph(styled("Title", &outline.title));
    for line in &outline.preface {
        document = document.add_paragraph(styled("Preface", line));
    }
    for section in &outline.sections {
        let style = match section.level {
            2 => "Heading1",
            3 => "Heading2",
            _ => "Heading3",
        };
        document = document.add_paragraph(styled(style, &section.heading));
        for block in &section.blocks {
            document = draw(document, block);
        }
    }
    let mut out = Cursor::new(Vec::new());
    document.pack(&mut out).map_err(|e| {
        Trouble::new("The Word document could not be put together.", "Try another format; nothing was written.")
            .because(e)
    })?;
    Ok(out.into_inner())
}

/// The page, the styles and what stands at the head and foot of each page.
fn empty(outline: &Outline) -> Docx {
    let head = fit(&printable(&clean_line(&outline.title)), RUNNING_HEAD);
    let number = Paragraph::new()
        .style("Footer")
        .align(AlignmentType::Center)
        .add_run(Run::new().add_text("Page "))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" of "))
        .add_num_pages(NumPages::new());
    let bullets = (0..=DEEPEST).fold(AbstractNumbering::new(BULLETS), |bullets, depth| {
        let (sign, indent) = (["•", "–"][depth % 2], 360 + 320 * i32::try_from(depth).unwrap_or(0));
        let format = (Start::new(1), NumberFormat::new("bullet"), LevelText::new(sign), LevelJc::new("left"));
        let level = Level::new(depth, format.0, format.1, format.2, format.3);
        bullets.add_level(level.indent(Some(indent), Some(SpecialIndentType::Hanging(280)), None, None))
    });
    let styles = vec![
        style("Title", "Title").size(36).bold().color(ACCENT).line_spacing(space(0, 80)),
        style("Heading1", "heading 1").size(28).bold().color(ACCENT).outline_lvl(0).line_spacing(space(240, 60)),
        style("Heading2", "heading 2").size(24).bold().outline_lvl(1).line_spacing(space(160, 40)),
        style("Heading3", "heading 3").size(21).bold().color(ACCENT).outline_lvl(2).line_spacing(space(100, 20)),
        style("Preface", "Preface").color(GREY).line_spacing(space(0, 0)),
        style("Cell", "Cell").size(18).line_spacing(space(0, 0)),
        style("ListBullet", "List Bullet").line_spacing(space(0, 40)),
        style("Evidence", "Evidence").line_spacing(space(0, 100)),
        style("Facts", "Facts").size(18).color(GREY).line_spacing(space(0, 0)),
        style("Header", "header").size(17).color(GREY),
        style("Footer", "footer").size(17).color(GREY),
    ];
    let margin =
        PageMargin { top: MARGIN, left: MARGIN, bottom: MARGIN, right: MARGIN, header: 567, footer: 567, gutter: 0 };
    let fonts = ["Calibri"; 3].into_iter().fold(RunFonts::new(), |f, name| f.ascii(name).hi_ansi(name).cs(name));
    let document = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts)
        .default_size(21)
        .default_line_spacing(space(0, 80))
        .add_abstract_numbering(bullets)
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .header(Header::new().add_paragraph(Paragraph::new().style("Header").add_run(Run::new().add_text(head))))
        .footer(Footer::new().add_paragraph(number));
    styles.into_iter().fold(document, Docx::add_style)
}

fn style(id: &str, name: &str) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").next("Normal")
}

/// So much room before and after a paragraph.
fn space(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new().before(before).after(after)
}

fn draw(document: Docx, block: &Block) -> Docx {
    match block {
        Block::Text(text) => document.add_paragraph(said(Paragraph::new(), text)),
        Block::Claim(claim) => {
            let lead = Run::new().bold().add_text("The school's own view: ");
            document.add_paragraph(said(Paragraph::new().add_run(lead), claim))
        }
        Block::List(lines) => {
            lines.iter().fold(document, |d, line| d.add_paragraph(said(bullet(0), &clean_line(line))))
        }
        Block::Points(items) => points(document, items, 0),
        Block::KeyMessages(messages) => {
            document.add_table(boxed(messages)).add_paragraph(Paragraph::new().style("Preface"))
        }
        Block::Evidence(release, notes) => notes.iter().fold(document, |d, n| evidence(d, n, release)),
        // Word needs a paragraph between a table and what follows, or it glues them together.
        Block::Coverage(matrix) => {
            document.add_table(coverage(matrix)).add_paragraph(Paragraph::new().style("Preface"))
        }
        Block::Table(words) => document.add_table(table(words)).add_paragraph(Paragraph::new().style("Preface")),
    }
}

fn points(document: Docx, items: &[Item], depth: usize) -> Docx {
    items.iter().fold(document, |document, item| {
        let mut paragraph = bullet(depth);
        if !item.lead.is_empty() {
            paragraph = paragraph.add_run(Run::new().bold().add_text(format!("{} ", item.lead)));
        }
        paragraph = said(paragraph, item.text);
        if let Some(behind) = &item.behind {
            paragraph = paragraph.add_run(Run::new().color(GREY).add_text(format!(" {behind}")));
        }
        points(document.add_paragraph(paragraph), &item.under, depth + 1)
    })
}

/// A list in a box: a table of one cell.
fn boxed(messages: &[&str]) -> Table {
    let cell = TableCell::new().width(LINE, WidthType::Dxa).shading(Shading::new().fill(BOX));
    let cell = messages.iter().fold(cell, |cell, message| cell.add_paragraph(said(bullet(0), message)));
    Table::new(vec![TableRow::new(vec![cell]).cant_split()])
        .set_grid(vec![LINE])
        .width(LINE, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(80, 100, 40, 100))
}

fn evidence(document: Docx, note: &ReleasedNote, release: &Release) -> Docx {
    let facts = format!(" {}", printable(&clean_line(&words::facts(note, release).join(" · "))));
    let head = Paragraph::new()
        .style("Facts")
        .keep_next(true)
        .add_run(Run::new().bold().add_text(note.number.to_string()))
        .add_run(Run::new().add_text(facts));
    let document = document.add_paragraph(head).add_paragraph(said(Paragraph::new().style("Evidence"), &note.text));
    match &note.reflection {
        Some(reflection) => {
            let lead = Run::new().italic().color(GREY).add_text("Reflection: ");
            document.add_paragraph(said(Paragraph::new().style("Evidence").add_run(lead), reflection))
        }
        None => document,
    }
}

fn coverage(matrix: &Matrix) -> Table {
    let columns = matrix.columns();
    let counts = columns.len() + 1;
    // The question gets what the numbers leave, and never less than a quarter of the line.
    let narrow = (LINE * 3 / 4 / counts).min(1_000);
    let wide = LINE - narrow * counts;
    let cell = |text: &str, width: usize, head: bool| {
        let run = Run::new().add_text(printable(&clean_line(text)));
        let side = if width == wide { AlignmentType::Left } else { AlignmentType::Center };
        let run = if head { run.size(15) } else { run };
        let paragraph = Paragraph::new().style("Cell").align(side).add_run(run);
        let cell = TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph);
        if head { cell.shading(Shading::new().fill(BOX)) } else { cell }
    };
    let row = |first: &str, all: &str, rest: Vec<String>, head: bool| {
        let mut cells = vec![cell(first, wide, head), cell(all, narrow, head)];
        cells.extend(rest.iter().map(|text| cell(text, narrow, head)));
        TableRow::new(cells).cant_split()
    };
    let labels = columns.iter().map(|c| c.label().to_owned()).collect();
    let mut rows = vec![row("Question", "All", labels, true)];
    rows.extend(matrix.rows.iter().map(|r| {
        let counts = columns.iter().map(|c| r.sources.get(c).copied().unwrap_or(0).to_string()).collect();
        row(&format!("{} {}", r.number, r.title), &r.total.to_string(), counts, false)
    }));
    let mut grid = vec![wide];
    grid.resize(counts + 1, narrow);
    Table::new(rows)
        .set_grid(grid)
        .width(LINE, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(30, 35, 30, 35))
}

/// A table of words; a row that is there to be written in is high enough for it.
fn table(words: &Words) -> Table {
    let whole: usize = words.widths.iter().sum::<usize>().max(1);
    let widths: Vec<usize> = words.widths.iter().map(|w| LINE * w / whole).collect();
    let row = |cells: &[String], head: bool| {
        let cell = |(text, width): (&String, &usize)| {
            let run = Run::new().add_text(printable(&clean_line(text)));
            let run = if head { run.bold() } else { run };
            let cell = TableCell::new().width(*width, WidthType::Dxa);
            let cell = cell.add_paragraph(Paragraph::new().style("Cell").add_run(run));
            if head { cell.shading(Shading::new().fill(BOX)) } else { cell }
        };
        let row = TableRow::new(cells.iter().zip(&widths).map(cell).collect());
        if Words::is_blank(cells) { row.row_height(WRITABLE).cant_split() } else { row }
    };
    let rows = std::iter::once(row(&words.head, true)).chain(words.rows.iter().map(|r| row(r, false))).collect();
    Table::new(rows)
        .set_grid(widths.clone())
        .width(LINE, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(40, 60, 40, 60))
}

/// A line of a list; `depth` 0 is the outermost.
fn bullet(depth: usize) -> Paragraph {
    Paragraph::new().style("ListBullet").numbering(NumberingId::new(BULLETS), IndentLevel::new(depth.min(DEEPEST)))
}

fn styled(style: &str, text: &str) -> Paragraph {
    said(Paragraph::new().style(style), &clean_line(text)).keep_next(style.starts_with("Heading"))
}

/// Puts text of one or several lines at the end of a paragraph, its line breaks kept.
fn said(paragraph: Paragraph, text: &str) -> Paragraph {
    let clean = printable(&clean_block(text));
    let mut run = Run::new();
    for (i, line) in clean.lines().enumerate() {
        if i > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    paragraph.add_run(run)
}

/// Cleaned text without the two characters that XML has no way to write: with one of them in it, no
/// program opens the file.
fn printable(clean: &str) -> String {
    clean.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
pub(crate) mod tests;
