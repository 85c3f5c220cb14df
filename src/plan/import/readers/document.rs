//! Word documents (.docx): paragraphs and tables of the body, with what stands in its header, its
//! footer and its notes.
//!
//! A document is a zip of XML from a stranger: its size unpacked, its depth and its number of pieces are
//! capped, and nothing outside it is ever opened. Of tracked changes the text as it would be accepted is
//! read: what was deleted is not, what was put in is.

mod body;

use crate::plan::import::source::{Block, count_lines, too_large};
use crate::trouble::{Result, Trouble};
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// The most that one part may hold when unpacked, in bytes.
const MAX_PART: u64 = 16_000_000;
/// The most parts of a document.
const MAX_PARTS: usize = 2_000;

/// Reads a document.
///
/// # Errors
/// When it is no Word document, is damaged, or unpacks to far too much.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Block>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if zip.len() > MAX_PARTS {
        return Err(too_large());
    }
    let names: Vec<String> = zip.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    if !names.iter().any(|n| n == "word/document.xml") {
        return Err(other_kind(&names));
    }
    let beside = |prefix: &str| {
        let mut found: Vec<String> = names
            .iter()
            .filter(|n| n.starts_with(prefix) && n.rsplit_once('.').is_some_and(|(_, e)| e == "xml"))
            .cloned()
            .collect();
        found.sort();
        found
    };
    let mut parts = beside("word/header");
    parts.push("word/document.xml".to_owned());
    parts.extend(beside("word/footnotes"));
    parts.extend(beside("word/endnotes"));
    parts.extend(beside("word/footer"));
    let mut blocks: Vec<Block> = Vec::new();
    let mut next_line = 1;
    for name in parts {
        let xml = unpacked(&mut zip, &name)?;
        let (found, next) = body::read(&xml, next_line)?;
        // First page, even pages and the others usually repeat one header.
        let new: Vec<Block> = if name.starts_with("word/document") {
            found
        } else {
            found.into_iter().filter(|block| !blocks.iter().any(|old| same_words(old, block))).collect()
        };
        blocks.extend(new);
        next_line = next;
        count_lines(next_line)?;
    }
    Ok(blocks)
}

fn same_words(a: &Block, b: &Block) -> bool {
    matches!((a, b), (Block::Line(a), Block::Line(b)) if a.text == b.text)
}

fn unpacked(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String> {
    let part = zip.by_name(name).map_err(|e| damaged(&e))?;
    let mut bytes = Vec::new();
    // The size that the file claims is not believed.
    part.take(MAX_PART + 1).read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
    if bytes.len() as u64 > MAX_PART {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|e| damaged(&e))
}

fn other_kind(names: &[String]) -> Trouble {
    let has = |part: &str| names.iter().any(|n| n.starts_with(part));
    if has("xl/") {
        return Trouble::new("This is a spreadsheet.", "Open it and save the sheet with the timetable as CSV.");
    }
    if has("content.xml") {
        return Trouble::new("This is an OpenDocument file.", "Open it and save it as .docx or as plain text.");
    }
    if has("ppt/") {
        return Trouble::new("This is a presentation.", "Copy the timetable from it into a text file.");
    }
    Trouble::new("This is a packed file, and no Word document.", "Unpack it, and import the timetable that is in it.")
}

fn damaged(cause: &impl std::fmt::Display) -> Trouble {
    Trouble::new(
        "The Word document is damaged.",
        "Open it in Word and save it again; or copy the timetable into a text file.",
    )
    .because(cause)
}
