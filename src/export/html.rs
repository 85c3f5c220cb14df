//! The report as one self-contained HTML file: it opens from a stick, on a phone, and prints on A4.
//!
//! No script, no font, no picture and no address outside the file; a content security policy in the
//! page forbids the browser what the page does not need. All text goes in through maud, which escapes.

use super::coverage::Matrix;
use super::outline::actions::Table;
use super::outline::{self, Appendix, Block, Item, Outline, Section};
use super::words;
use crate::review::release::{Release, ReleasedNote};
use crate::text::{clean_block, clean_line};
use crate::trouble::count;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing may be loaded or run; only the page's own style sheet applies.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The report on a release.
pub fn report(release: &Release, appendix: Appendix) -> String {
    document(&outline::report(release, appendix))
}

/// An outline as a page.
pub(super) fn document(outline: &Outline) -> String {
    let body = html! {
        h1 { (clean_line(&outline.title)) }
        (preface(&outline.preface))
        @for part in &outline.sections { (section(part)) }
    };
    page(&outline.title, &body)
}

/// A whole page around `body`.
pub(super) fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (clean_line(title)) }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// The lines under a title.
pub(super) fn preface(lines: &[String]) -> Markup {
    html! { @for line in lines { p.preface { (clean_line(line)) } } }
}

/// A heading and what stands under it.
pub(super) fn section(section: &Section) -> Markup {
    html! {
        (heading(section.level, &section.heading))
        @for block in &section.blocks { (draw(block)) }
    }
}

fn heading(level: u8, text: &str) -> Markup {
    let text = clean_line(text);
    match level {
        2 => html! { h2 { (text) } },
        3 => html! { h3 { (text) } },
        _ => html! { h4 { (text) } },
    }
}

fn draw(block: &Block) -> Markup {
    match block {
        Block::Text(text) => html! { p.words { (clean_block(text)) } },
        Block::Claim(claim) => {
            html! { p.claim { strong { "The school's own view: " } span.words { (clean_block(claim)) } } }
        }
        Block::List(lines) => html! { ul { @for line in lines { li { (clean_line(line)) } } } },
        Block::Points(items) => points(items),
        Block::KeyMessages(messages) => {
            html! { div.box { ul { @for m in messages { li { span.words { (clean_block(m)) } } } } } }
        }
        Block::Evidence(release, notes) => evidence(notes, release),
        Block::Coverage(matrix) => coverage(matrix),
        Block::Table(words) => table(words),
    }
}

fn points(items: &[Item]) -> Markup {
    html! {
        ul {
            @for item in items {
                li {
                    @if !item.lead.is_empty() { strong { (item.lead) } " " }
                    span.words { (clean_block(item.text)) }
                    @if let Some(behind) = &item.behind { " " span.support { (behind) } }
                    @if !item.under.is_empty() { (points(&item.under)) }
                }
            }
        }
    }
}

/// A table of words; where it is wider than a phone, it is moved within its own frame.
pub(super) fn table(words: &Table) -> Markup {
    let whole = words.widths.iter().sum::<usize>().max(1);
    html! {
        div.wide {
            table {
                colgroup { @for width in &words.widths { col style=(format!("width: {}%", width * 100 / whole)); } }
                thead { tr { @for cell in &words.head { th scope="col" { (clean_line(cell)) } } } }
                tbody {
                    @for row in &words.rows {
                        tr.blank[Table::is_blank(row)] { @for cell in row { td { (clean_line(cell)) } } }
                    }
                }
            }
        }
    }
}

/// Notes in full.
pub(super) fn evidence(notes: &[&ReleasedNote], release: &Release) -> Markup {
    html! {
        ul.evidence {
            @for note in notes {
                li {
                    div.facts { span.number { (note.number) } " " (clean_line(&words::facts(note, release).join(" · "))) }
                    div.words { (clean_block(&note.text)) }
                    @if let Some(reflection) = &note.reflection {
                        div.reflection.words { "Reflection: " (clean_block(reflection)) }
                    }
                }
            }
        }
    }
}

/// Sizes of the drawn matrix, in the units of its view box.
const LABEL: usize = 190;
const CELL: usize = 44;
const HEAD: usize = 96;
/// Room for the last column's slanted label.
const MARGIN: usize = 50;

/// The coverage matrix as a drawing, and the same in words below it.
fn coverage(matrix: &Matrix) -> Markup {
    let columns = matrix.columns();
    let width = LABEL + CELL * columns.len().max(4) + MARGIN;
    let height = HEAD + CELL * matrix.rows.len();
    let most = matrix.rows.iter().flat_map(|r| r.sources.values()).copied().max().unwrap_or(1).max(1);
    html! {
        figure {
            svg width=(width) viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby="coverage-title coverage-words" {
                title id="coverage-title" { "How much evidence each question rests on, by source" }
                @for (i, source) in columns.iter().enumerate() {
                    @let x = LABEL + CELL * i + CELL / 2;
                    text x=(x) y=(HEAD - 10) font-size="13" transform=(format!("rotate(-50 {x} {})", HEAD - 10)) { (source.label()) }
                }
                @for (i, row) in matrix.rows.iter().enumerate() {
                    @let y = HEAD + CELL * i;
                    line x1="0" y1=(y) x2=(width) y2=(y) stroke="#ccc" {}
                    text x="0" y=(y + CELL / 2 + 5) font-size="14" {
                        (crate::text::fit(&clean_line(&format!("{} {}", row.number, row.title)), 24))
                    }
                    @for (j, source) in columns.iter().enumerate() {
                        @let n = row.sources.get(source).copied().unwrap_or(0);
                        (dot(LABEL + CELL * j + CELL / 2, y + CELL / 2, n, most))
                    }
                }
            }
            figcaption id="coverage-words" {
                ul { @for row in &matrix.rows { li { (in_words(row)) } } }
            }
        }
    }
}

/// A count as a dot whose area grows with it, the number inside; none is an empty ring.
fn dot(x: usize, y: usize, n: usize, most: usize) -> Markup {
    // Whole numbers keep the file the same on every machine.
    let radius = if n == 0 { 5 } else { 10 + (10 * n.isqrt()) / most.isqrt().max(1) };
    html! {
        @if n == 0 {
            circle cx=(x) cy=(y) r=(radius) fill="none" stroke="#999" {}
        } @else {
            circle cx=(x) cy=(y) r=(radius.min(20)) fill="#1f5f5b" {}
            text x=(x) y=(y + 5) font-size="13" fill="#fff" text-anchor="middle" { (n) }
        }
    }
}

fn in_words(row: &super::coverage::Row) -> String {
    let question = clean_line(&format!("{} {}", row.number, row.title));
    let total = count(row.total, "piece of evidence", "pieces of evidence");
    let sources = row.sources_in_words();
    if sources.is_empty() { format!("{question}: {total}") } else { format!("{question}: {total} ({sources})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_report_reads_well() {
        insta::assert_snapshot!(
            report(&sample::release(), Appendix::WithEvidence).replace(include_str!("page.css"), "/* page.css */")
        );
    }

    #[test]
    fn a_page_brings_everything_and_asks_for_nothing() {
        let page = report(&sample::release(), Appendix::WithEvidence);
        assert!(page.contains("default-src 'none'"));
        for asking in ["<script", "<link", "<img", "<iframe", "<form", "@import", "url(", "http:", "https:", "src="] {
            let body = page.replace("http-equiv", "").replace("style-src 'unsafe-inline'", "");
            assert!(!body.contains(asking), "{asking}");
        }
    }

    #[test]
    fn hostile_text_opens_no_tag() {
        let calm = tags(&report(&sample::release_saying("calm words"), Appendix::WithEvidence));
        for hostile in &sample::hostile() {
            let page = report(&sample::release_saying(hostile), Appendix::WithEvidence);
            assert_eq!(tags(&page), calm, "{hostile:?}");
            assert!(!page.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)));
        }
    }

    /// The names of all tags in the order of the page.
    fn tags(page: &str) -> Vec<String> {
        page.split('<')
            .skip(1)
            .map(|t| t.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or("").to_owned())
            .collect()
    }
}
