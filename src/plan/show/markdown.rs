//! The page as Markdown (`CommonMark` with tables), in which no text of a plan can act as markup.

use super::sheet::{Block, Cell, Sheet};
use std::fmt::Write as _;

/// Lays out the page.
pub(super) fn render(sheet: &Sheet) -> String {
    let mut out = format!("# {}\n", escape(&sheet.title));
    for block in &sheet.blocks {
        out.push('\n');
        match block {
            Block::Heading(heading) => line(&mut out, "## ", heading),
            Block::Paragraph(text) => line(&mut out, "", text),
            Block::List(entries) => entries.iter().for_each(|entry| line(&mut out, "- ", entry)),
            Block::Ticks(entries) => entries.iter().for_each(|entry| line(&mut out, "- [ ] ", entry)),
            Block::Table { head, rows } => table(&mut out, head, rows),
        }
    }
    out
}

fn line(out: &mut String, before: &str, text: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{before}{}", escape(text));
}

fn table(out: &mut String, head: &[&str], rows: &[Vec<Cell>]) {
    let _ = writeln!(out, "| {} |", head.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

fn cell(cell: &Cell) -> String {
    let text = escape(&cell.text);
    if cell.link.is_empty() {
        return text;
    }
    // In angle brackets nothing but these three can end a link, and a plan's link has none of `<`, `>`.
    let target = cell.link.replace('|', "%7C").replace('<', "%3C").replace('>', "%3E");
    if text.is_empty() { format!("[on line](<{target}>)") } else { format!("{text} ([on line](<{target}>))") }
}

/// Takes the meaning of markup from every sign that could have one here.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (i, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a line these begin a list or a heading, and a number with them a list.
            '-' | '+' | '=' if i == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if i > 0 && text[..i].bytes().all(|b| b.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_act_as_markup() {
        assert_eq!(escape("<b> [x](y) | `c` *d* & #1"), "&lt;b&gt; \\[x\\](y) \\| \\`c\\` \\*d\\* &amp; \\#1");
        assert_eq!(escape("1. first"), "1\\. first");
        assert_eq!(escape("- a - b"), "\\- a - b");
        assert_eq!(escape("at 8.30 (early)"), "at 8.30 (early)");
    }

    #[test]
    fn a_link_stays_a_link() {
        let linked = Cell { text: "Hall".into(), link: "https://x.example/a|b".into() };
        assert_eq!(cell(&linked), "Hall ([on line](<https://x.example/a%7Cb>))");
    }
}
