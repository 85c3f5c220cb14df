//! The report as Markdown that any editor or converter takes, with hostile text kept as text.
//!
//! Escaping follows the common standard (any ASCII punctuation may be escaped with `\`; `<`, `>` and `&` become
//! entities, which also holds where raw HTML is passed through) and defuses what GitHub and Pandoc
//! add: strikethrough, footnotes, formulas, bare links, mentions.

use super::coverage::Matrix;
use super::outline::actions::Table;
use super::outline::{self, Appendix, Block, Item, Outline};
use super::words::{self, add};
use crate::review::release::{Release, ReleasedNote};
use crate::text::{clean_block, clean_line};

/// The report on a release.
pub fn report(release: &Release, appendix: Appendix) -> String {
    document(&outline::report(release, appendix))
}

/// An outline as a document.
pub(super) fn document(outline: &Outline) -> String {
    let mut out = head(outline);
    for section in &outline.sections {
        add(&mut out, format_args!("{} {}\n\n", "#".repeat(section.level.into()), line(&section.heading)));
        for block in &section.blocks {
            draw(&mut out, block);
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn head(outline: &Outline) -> String {
    let preface: Vec<String> = outline.preface.iter().map(|p| line(p)).collect();
    format!("# {}\n\n{}\n\n", line(&outline.title), preface.join("\\\n"))
}

fn draw(out: &mut String, block: &Block) {
    match block {
        Block::Text(text) => add(out, format_args!("{}\n", para(text, ""))),
        Block::Claim(claim) => add(out, format_args!("**The school's own view:** {}\n", para(claim, ""))),
        Block::List(lines) => lines.iter().for_each(|l| add(out, format_args!("- {}\n", line(l)))),
        Block::Points(points) => points.iter().for_each(|p| point(out, p, 0)),
        Block::KeyMessages(messages) => {
            // A quotation is the nearest that Markdown has to a box.
            for m in messages {
                add(out, format_args!("> - {}\n", para(m, ">   ")));
            }
        }
        Block::Evidence(release, notes) => notes.iter().for_each(|n| out.push_str(&evidence_item(n, release))),
        Block::Coverage(matrix) => out.push_str(&coverage(matrix)),
        Block::Table(words) => out.push_str(&table(words)),
    }
    out.push('\n');
}

fn point(out: &mut String, item: &Item, depth: usize) {
    let indent = "  ".repeat(depth);
    let lead = if item.lead.is_empty() { String::new() } else { format!("**{}** ", line(item.lead)) };
    let behind = item.behind.as_deref().map(|s| format!(" *{}*", line(s))).unwrap_or_default();
    let words = format!("{lead}{}{behind}", para(item.text, &format!("{indent}  ")));
    add(out, format_args!("{indent}- {}\n", words.trim_end()));
    item.under.iter().for_each(|under| point(out, under, depth + 1));
}

fn evidence_item(note: &ReleasedNote, release: &Release) -> String {
    let facts = words::facts(note, release).join(" · ");
    let mut item = format!("- **{}** {}\\\n  {}\n", note.number, line(&facts), para(&note.text, "  "));
    if let Some(reflection) = &note.reflection {
        add(&mut item, format_args!("\n  *Reflection:* {}\n", para(reflection, "  ")));
    }
    item
}

fn coverage(matrix: &Matrix) -> String {
    let columns = matrix.columns();
    let mut out = String::from("| Question | All |");
    for column in &columns {
        add(&mut out, format_args!(" {} |", line(column.label())));
    }
    out.push_str("\n| --- | ---: |");
    out.push_str(&" ---: |".repeat(columns.len()));
    out.push('\n');
    for row in &matrix.rows {
        add(&mut out, format_args!("| {} | {} |", line(&format!("{} {}", row.number, row.title)), row.total));
        for column in &columns {
            add(&mut out, format_args!(" {} |", row.sources.get(column).copied().unwrap_or(0)));
        }
        out.push('\n');
    }
    out
}

fn table(words: &Table) -> String {
    let row = |cells: &[String]| cells.iter().map(|cell| format!(" {} |", line(cell))).collect::<String>();
    let mut out = format!("|{}\n|{}\n", row(&words.head), " --- |".repeat(words.head.len()));
    for cells in &words.rows {
        add(&mut out, format_args!("|{}\n", row(cells)));
    }
    out
}

/// Text of one line as Markdown.
pub(super) fn line(text: &str) -> String {
    escape(clean_line(text).trim())
}

/// Text of several lines as one paragraph with its line breaks kept; further lines begin with `indent`.
pub(super) fn para(text: &str, indent: &str) -> String {
    let clean = clean_block(text);
    let lines: Vec<String> = clean.lines().map(str::trim).filter(|l| !l.is_empty()).map(escape).collect();
    lines.join(&format!("\\\n{indent}"))
}

/// Escapes a line that has no line break in it.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in line.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // `1.` or `1)` would begin a list
            '.' | ')' if digits > 0 && at == digits => out.extend(['\\', c]),
            '+' | '-' | '=' | ':' | '%' if at == 0 => out.extend(['\\', c]),
            // bare links
            ':' if line[at + 1..].starts_with("//") => out.push_str("\\:"),
            '.' if at >= 3 && line.as_bytes()[at - 3..at].eq_ignore_ascii_case(b"www") => out.push_str("\\."),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '^' | '$' | '@' | '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::review::release::sample;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    /// Every heading, list, table and the like, in order, but not the words in them.
    pub(in crate::export) fn shape(markdown: &str) -> Vec<String> {
        let events = Parser::new_ext(markdown, Options::all());
        let word = |e: &Event| matches!(e, Event::Text(_) | Event::SoftBreak | Event::HardBreak);
        events.filter(|e| !word(e)).map(|e| format!("{e:?}")).collect()
    }

    /// What a reader of the Markdown sees; fails on anything but words in paragraphs and lists.
    fn read(markdown: &str) -> String {
        let mut seen = String::new();
        // Everything a reader may know, but for curled quotation marks, which change how text looks and not what it is.
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => seen.push_str(&text),
                Event::SoftBreak | Event::HardBreak => seen.push('\n'),
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item) | Event::End(_) => {}
                other => panic!("{other:?} from {markdown:?}"),
            }
        }
        seen
    }

    #[test]
    fn the_report_reads_well() {
        insta::assert_snapshot!(report(&sample::release(), Appendix::WithEvidence));
    }

    #[test]
    fn hostile_text_stays_text() {
        for hostile in &sample::hostile() {
            let clean: Vec<String> =
                clean_block(hostile).lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
            assert_eq!(read(&para(hostile, "")), clean.join("\n"));
        }
    }

    #[test]
    fn hostile_text_changes_nothing_but_the_words_of_the_report() {
        let calm = shape(&report(&sample::release_saying("calm words"), Appendix::WithEvidence));
        for hostile in &sample::hostile() {
            assert_eq!(shape(&report(&sample::release_saying(hostile), Appendix::WithEvidence)), calm, "{hostile:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_a_markdown_reader(text in "[ -~\n•é—]{0,80}") {
            let lines: Vec<_> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            prop_assert_eq!(read(&para(&text, "")), lines.join("\n"));
            prop_assert_eq!(read(&format!("- {}\n", para(&text, "  "))), lines.join("\n"));
        }
    }
}
