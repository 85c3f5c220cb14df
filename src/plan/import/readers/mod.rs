//! One reader for each format, all into the same lines and tables.
//!
//! Which reader it is, the content decides before the name does: a calendar stays one under any name, and
//! what is no timetable at all (a picture, a PDF, an old Word file) gets its own answer.

mod aligned;
mod calendar;
mod document;
mod markdown;
mod sheet;
mod text;

use super::source::{Block, MAX_BYTES, MAX_TEXT, count_lines, too_large};
use crate::clock::Tz;
use crate::trouble::{Result, Trouble};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::path::Path;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of text: an e-mail, a note.
    Text,
    /// A Word document.
    Docx,
    /// A table with commas (or semicolons) between its cells.
    Csv,
    /// A table with tabs between its cells.
    Tsv,
    /// Markdown, with or without tables.
    Markdown,
    /// A calendar.
    Ics,
}

/// Reads a file into lines and tables.
///
/// # Errors
/// When it is no timetable, too large, or damaged.
pub(super) fn read(bytes: &[u8], name: &str, zone: Tz) -> Result<(Format, Vec<Block>)> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok((Format::Docx, document::read(bytes)?));
    }
    refuse_other(bytes)?;
    let text = decoded(bytes)?;
    if text.len() > MAX_TEXT {
        return Err(too_large());
    }
    count_lines(text.lines().count())?;
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let start = text.trim_start().get(..15).unwrap_or_default().to_uppercase();
    if start == "BEGIN:VCALENDAR" {
        return Ok((Format::Ics, calendar::read(&text, zone)?));
    }
    refuse_markup(&text)?;
    match ending.as_str() {
        "csv" => Ok((Format::Csv, sheet::read(&text, None)?)),
        "tsv" | "tab" => Ok((Format::Tsv, sheet::read(&text, Some(b'\t'))?)),
        "md" | "markdown" => Ok((Format::Markdown, markdown::read(&text))),
        "ics" => Err(Trouble::new(
            "This file is named a calendar, and is none.",
            "Save the calendar again from the program it comes from.",
        )),
        _ if markdown::has_table(&text) => Ok((Format::Markdown, markdown::read(&text))),
        _ => Ok((Format::Text, text::read(&text))),
    }
}

/// Files that people send and that are not read: what to do instead.
fn refuse_other(bytes: &[u8]) -> Result<()> {
    const OTHERS: [(&[u8], &str, &str); 7] = [
        (
            b"%PDF",
            "This is a PDF.",
            "Open it, select and copy the timetable, and save it as a text file; or ask for the Word file it was made from.",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "This is a file of an old Word or Excel, or an Outlook message.",
            "Open it and save it as .docx (Word), .csv (Excel) or text (Outlook).",
        ),
        (b"{\\rtf", "This is a rich text file.", "Open it and save it as .docx or as plain text."),
        (b"\x89PNG", "This is a picture.", "Type the timetable into a text file, a line for each activity."),
        (b"\xff\xd8\xff", "This is a picture.", "Type the timetable into a text file, a line for each activity."),
        (b"GIF8", "This is a picture.", "Type the timetable into a text file, a line for each activity."),
        (b"\x1f\x8b", "This is a packed file.", "Unpack it first."),
    ];
    match OTHERS.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        Some((_, what, advice)) => Err(Trouble::new(*what, *advice)),
        None => Ok(()),
    }
}

fn refuse_markup(text: &str) -> Result<()> {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml") {
        return Err(Trouble::new(
            "This is a web page, not a timetable.",
            "Open it in a browser, copy the timetable, and save it as a text file.",
        ));
    }
    Ok(())
}

/// The text of a file: UTF-8, UTF-16 with its mark, or what Windows wrote in western Europe.
fn decoded(bytes: &[u8]) -> Result<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if damaged { Err(binary()) } else { Ok(text.into_owned()) };
    }
    if bytes.contains(&0) {
        return Err(binary());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => {
            let odd = bytes.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)).count();
            if odd * 20 > bytes.len() {
                Err(binary())
            } else {
                Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
            }
        }
    }
}

fn binary() -> Trouble {
    Trouble::new(
        "This file is not text, nor a document that can be read.",
        "A timetable may be plain text, .docx, .csv, .tsv, .md or .ics: save it as one of these.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_machine_is_read() {
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("9.00–9.30 é".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decoded(&utf16).unwrap(), "9.00–9.30 é");
        assert_eq!(decoded(b"9.00\x969.30 \xe9").unwrap(), "9.00–9.30 é");
        assert_eq!(decoded("\u{feff}9.00–9.30".as_bytes()).unwrap(), "9.00–9.30");
        assert!(decoded(b"a\0b").is_err());
        assert!(decoded(&[0xff, 0x01, 0x02, 0x03]).is_err());
    }

    #[test]
    fn what_is_no_timetable_gets_its_own_answer() {
        for (bytes, word) in [
            (&b"%PDF-1.7"[..], "PDF"),
            (b"\xd0\xcf\x11\xe0rest", "old Word"),
            (b"\x89PNG\r\n", "picture"),
            (b"<!DOCTYPE html><table>", "web page"),
            (b"PK\x03\x04rubbish", "damaged"),
        ] {
            let trouble = read(bytes, "timetable.txt", Tz::UTC).unwrap_err();
            assert!(trouble.what().contains(word), "{trouble}");
        }
        assert!(read(&vec![b'x'; MAX_BYTES + 1], "a.txt", Tz::UTC).is_err());
        assert!(read("x\n".repeat(100_000).as_bytes(), "a.txt", Tz::UTC).unwrap_err().what().contains("100000 lines"));
    }
}
