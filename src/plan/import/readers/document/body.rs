//! The XML of one part of a document, as lines and tables.

use super::{damaged, too_large};
use crate::plan::import::readers::sheet::squared;
use crate::plan::import::source::{Block, Cell, Line, MAX_COLUMNS, MAX_LINES, MAX_TEXT, Row, Table, line};
use crate::trouble::Result;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The deepest nesting of elements that is followed.
const MAX_DEPTH: usize = 256;
/// The deepest nesting of tables.
const MAX_TABLES: usize = 8;

/// A table while its cells are being read.
#[derive(Default)]
struct Open {
    table: Table,
    /// Where the cell that is being read begins, and what it is.
    column: usize,
    across: usize,
    /// Continues the cell above; begins a cell over several rows.
    continues: bool,
    words: String,
    no: usize,
}

/// What is being read.
struct Walk {
    blocks: Vec<Block>,
    tables: Vec<Open>,
    paragraph: String,
    /// The paragraph stands in a list, or further in; it is formatted as a heading.
    indented: bool,
    heading: bool,
    /// Text is wanted: inside `w:t`.
    in_text: bool,
    /// Elements whose content is not read, from this depth.
    skip: Option<usize>,
    depth: usize,
    next_line: usize,
    held: usize,
    rows: usize,
}

/// Reads one part; lines are counted from `first_line`, and the next number is given back.
///
/// # Errors
/// When the XML is damaged or nests too deep, or holds too much.
pub(super) fn read(xml: &str, first_line: usize) -> Result<(Vec<Block>, usize)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk {
        blocks: Vec::new(),
        tables: Vec::new(),
        paragraph: String::new(),
        indented: false,
        heading: false,
        in_text: false,
        skip: None,
        depth: 0,
        next_line: first_line,
        held: 0,
        rows: 0,
    };
    loop {
        match reader.read_event().map_err(|e| damaged(&e))? {
            Event::Start(element) => walk.start(&element)?,
            Event::End(element) => walk.end(element.local_name().as_ref()),
            Event::Text(text) => walk.text(&text.decode().map_err(|e| damaged(&e))?)?,
            Event::GeneralRef(name) => walk.text(&reference(&name)?)?,
            // Word never writes one; whoever did wants entities expanded.
            Event::DocType(_) => return Err(damaged(&"a document type declaration")),
            Event::Eof => break,
            _ => {}
        }
    }
    walk.flush_paragraph();
    Ok((walk.blocks, walk.next_line))
}

/// `&amp;` and `&#8211;`; no other is known to a document.
fn reference(name: &BytesRef) -> Result<String> {
    if let Some(c) = name.resolve_char_ref().map_err(|e| damaged(&e))? {
        return Ok(c.to_string());
    }
    let name = name.decode().map_err(|e| damaged(&e))?;
    resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| damaged(&"an unknown entity"))
}

impl Walk {
    fn start(&mut self, element: &BytesStart) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(damaged(&"elements too deep within each other"));
        }
        if self.skip.is_some() {
            return Ok(());
        }
        match element.local_name().as_ref() {
            // Deleted or moved away by a tracked change; what stands there twice for older programs.
            b"del" | b"moveFrom" | b"Fallback" | b"instrText" | b"delText" => self.skip = Some(self.depth),
            b"t" => self.in_text = true,
            b"tab" if !self.paragraph.is_empty() || !self.tables.is_empty() => self.paragraph.push('\t'),
            b"br" | b"cr" => self.paragraph.push('\n'),
            b"noBreakHyphen" => self.paragraph.push('-'),
            b"numPr" => self.indented = true,
            b"pStyle" => {
                self.heading |= value(element).is_some_and(|v| v.to_lowercase().starts_with("head") || v == "Title");
            }
            b"p" => self.flush_paragraph(),
            b"tbl" => {
                self.flush_paragraph();
                if self.tables.len() >= MAX_TABLES {
                    return Err(damaged(&"tables too deep within each other"));
                }
                self.tables.push(Open::default());
            }
            b"tr" => self.start_row()?,
            b"gridBefore" => {
                let before = value(element).and_then(|v| v.parse().ok()).unwrap_or(0).min(MAX_COLUMNS);
                if let Some(open) = self.tables.last_mut() {
                    open.column += before;
                }
            }
            b"tc" => {
                if let Some(open) = self.tables.last_mut() {
                    open.across = 1;
                    open.continues = false;
                    open.words.clear();
                }
            }
            b"gridSpan" => {
                if let Some(open) = self.tables.last_mut() {
                    open.across = value(element).and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, MAX_COLUMNS);
                }
            }
            b"vMerge" => {
                if let Some(open) = self.tables.last_mut() {
                    open.continues = value(element).is_none_or(|v| v != "restart");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(from) = self.skip {
            if from == depth {
                self.skip = None;
            }
            return;
        }
        match name {
            b"t" => self.in_text = false,
            b"p" => self.flush_paragraph(),
            b"tc" => self.end_cell(),
            b"tbl" => self.end_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<()> {
        if !self.in_text || self.skip.is_some() {
            return Ok(());
        }
        self.held += text.len();
        if self.held > MAX_TEXT {
            return Err(too_large());
        }
        self.paragraph.push_str(text);
        Ok(())
    }

    fn start_row(&mut self) -> Result<()> {
        self.rows += 1;
        if self.rows > MAX_LINES {
            return Err(too_large());
        }
        let no = self.next_line;
        if let Some(open) = self.tables.last_mut() {
            open.column = 0;
            open.no = no;
            open.table.rows.push(Row { no, ..Row::default() });
        }
        if self.tables.len() == 1 {
            self.next_line += 1;
        }
        Ok(())
    }

    fn flush_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        let (indented, heading) = (std::mem::take(&mut self.indented), std::mem::take(&mut self.heading));
        if text.trim().is_empty() {
            return;
        }
        if let Some(open) = self.tables.last_mut() {
            open.words.push_str(&text);
            open.words.push('\n');
            return;
        }
        for part in text.split('\n').filter(|part| !part.trim().is_empty()) {
            // Tabs part columns within a line.
            let parts: Vec<&str> = part.split('\t').map(str::trim).filter(|p| !p.is_empty()).collect();
            if let Block::Line(found) = line(self.next_line, &parts.join("  ")) {
                self.blocks.push(Block::Line(Line { indented: found.indented || indented, heading, ..found }));
            }
            self.next_line += 1;
        }
    }

    fn end_cell(&mut self) {
        self.flush_paragraph();
        let Some(open) = self.tables.last_mut() else { return };
        let Some(row) = open.table.rows.last_mut() else { return };
        row.cells.resize_with(open.column.max(row.cells.len()).min(MAX_COLUMNS), Cell::default);
        if open.column >= MAX_COLUMNS {
            return;
        }
        let mut cell = Cell::new(&open.words);
        cell.across = open.across;
        cell.covered = open.continues && cell.is_blank();
        row.cells.push(cell);
        for _ in 1..open.across {
            row.cells.push(Cell { covered: true, ..Cell::default() });
        }
        open.column += open.across;
        open.words.clear();
    }

    fn end_table(&mut self) {
        let Some(open) = self.tables.pop() else { return };
        let mut table = open.table;
        squared(&mut table);
        count_down(&mut table);
        table.rows.retain(|row| row.cells.iter().any(|c| !c.is_blank()));
        if let Some(outer) = self.tables.last_mut() {
            // A table within a cell: its rows are lines of the cell.
            for row in &table.rows {
                let words: Vec<String> =
                    row.cells.iter().filter(|c| !c.is_blank()).map(|c| c.text.replace('\n', " ")).collect();
                outer.words.push_str(&words.join("  "));
                outer.words.push('\n');
            }
        } else if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }
}

/// How many rows each cell spans, from the cells that continue it.
fn count_down(table: &mut Table) {
    for at in (0..table.rows.len()).rev() {
        for column in 0..table.rows[at].cells.len() {
            let cell = &table.rows[at].cells[column];
            let begins_here = !cell.covered;
            let below = table.rows.get(at + 1).and_then(|row| row.cells.get(column));
            // A covered cell beside a wide one belongs to the left; its own row says so by the span.
            let continued = below.is_some_and(|c| c.covered && c.is_blank()) && !beside_wide(table, at + 1, column);
            let down = if continued { table.rows[at + 1].cells[column].down + 1 } else { 1 };
            let cell = &mut table.rows[at].cells[column];
            cell.down = if begins_here || continued { down } else { 1 };
        }
    }
}

/// Whether the cell at `column` is covered by one on its left.
fn beside_wide(table: &Table, at: usize, column: usize) -> bool {
    let cells = &table.rows[at].cells;
    (0..column).rev().find(|c| !cells[*c].covered || cells[*c].across > 1).is_some_and(|c| c + cells[c].across > column)
}

/// The attribute `w:val`.
fn value(element: &BytesStart) -> Option<String> {
    let attribute = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == b"val")?;
    String::from_utf8(attribute.value.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(inner: &str) -> String {
        format!("<w:document xmlns:w=\"w\"><w:body>{inner}</w:body></w:document>")
    }

    fn p(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn merged_cells_know_what_they_span() {
        let tc = |props: &str, text: &str| format!("<w:tc><w:tcPr>{props}</w:tcPr>{}</w:tc>", p(text));
        let xml = body(&format!(
            "<w:tbl><w:tr>{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            tc("<w:gridSpan w:val=\"2\"/>", "Day 1"),
            tc("<w:vMerge w:val=\"restart\"/>", "9.00"),
            tc("", "Tour"),
            tc("<w:vMerge/>", ""),
            tc("", "Books"),
        ));
        let (blocks, _) = read(&xml, 1).unwrap();
        let Block::Table(table) = &blocks[0] else { panic!("{blocks:?}") };
        let shape: Vec<Vec<(usize, usize, bool)>> =
            table.rows.iter().map(|r| r.cells.iter().map(|c| (c.across, c.down, c.covered)).collect()).collect();
        assert_eq!(
            shape,
            [vec![(2, 1, false), (1, 1, true)], vec![(1, 2, false), (1, 1, false)], vec![(1, 1, true), (1, 1, false)]]
        );
    }

    #[test]
    fn breaks_changes_entities_and_inner_tables_are_read() {
        let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("a"), p("b"));
        let xml = body(&format!(
            "<w:p><w:r><w:t>9.00&#8211;9.30 &amp; on</w:t><w:br/><w:t>next</w:t></w:r><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del><w:ins><w:r><w:t> new</w:t></w:r></w:ins></w:p>\
             <w:tbl><w:tr><w:tc>{}{inner}</w:tc></w:tr></w:tbl>",
            p("outer")
        ));
        let (blocks, next) = read(&xml, 1).unwrap();
        let Block::Line(first) = &blocks[0] else { panic!("{blocks:?}") };
        let Block::Line(second) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!((first.text.as_str(), second.text.as_str()), ("9.00–9.30 & on", "next new"));
        let Block::Table(table) = &blocks[2] else { panic!("{blocks:?}") };
        assert_eq!(table.rows[0].cells[0].text, "outer\na  b");
        assert_eq!(next, 4);
    }

    #[test]
    fn bombs_and_other_tricks_are_refused() {
        let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
        assert!(read(laughs, 1).is_err());
        assert!(read(&body("<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>"), 1).is_err());
        assert!(read(&"<a>".repeat(100_000), 1).is_err());
        assert!(
            read(&body(&format!("{}x{}", "<w:tbl><w:tr><w:tc>".repeat(20), "</w:tc></w:tr></w:tbl>".repeat(20))), 1)
                .is_err()
        );
    }
}
