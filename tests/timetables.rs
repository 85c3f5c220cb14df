//! Timetables as they come: a file is a test.
//!
//! `timetables/NAME` is read, and what became of each of its lines must be exactly `NAME.expected`. A Word
//! document lies there as the XML inside it (`NAME.docx.xml`), so that it can be read and compared; bells lie
//! beside as `NAME.bells`. `VISITBOOK_BLESS=1 cargo test --test timetables` writes the readings as they are
//! now: read the diff, each line of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

use chrono::NaiveDate;
use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use visitbook::ids::NotebookId;
use visitbook::plan::{self, Imported, Request, Target};
use visitbook::trouble::Result;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/timetables")
}

/// Every timetable of the corpus: the name it is imported under, its bytes, its path.
fn corpus() -> Vec<(String, Vec<u8>, PathBuf)> {
    let mut paths: Vec<_> = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e != "expected" && e != "bells"));
    paths.sort();
    paths.into_iter().map(|path| loaded(&path)).collect()
}

fn loaded(path: &Path) -> (String, Vec<u8>, PathBuf) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let bytes = fs::read(path).unwrap();
    match name.strip_suffix(".xml") {
        Some(docx) => (docx.to_owned(), document(&[("word/document.xml", &bytes)]), path.to_owned()),
        None => (name, bytes, path.to_owned()),
    }
}

fn document(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn request<'a>(bytes: &'a [u8], name: &'a str) -> Request<'a> {
    Request {
        bytes,
        name,
        target: Target::Fresh { template: "subject", review: NotebookId([7; 16]) },
        today: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
        first_day: None,
        bells: None,
        own_words: None,
    }
}

fn import(bytes: &[u8], name: &str) -> Result<Imported> {
    plan::import(&request(bytes, name))
}

#[test]
fn every_timetable_is_read_as_expected() {
    let mut wrong = Vec::new();
    let all = corpus();
    assert!(all.len() >= 40, "only {} timetables", all.len());
    for (name, bytes, path) in all {
        let bells = fs::read(path.with_extension("bells")).ok();
        let imported = plan::import(&Request {
            bells: bells.as_deref().map(|b| (b, "bells.txt")),
            ..request(&bytes, &name)
        });
        let reading = match &imported {
            Ok(imported) => imported.report.to_string(),
            Err(trouble) => format!("{trouble}\n"),
        };
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        if std::env::var_os("VISITBOOK_BLESS").is_some() {
            fs::write(&expected, &reading).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != reading {
            wrong.push(format!("{}:\n{reading}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_timetable_becomes_a_plan_without_mistakes() {
    for (name, bytes, _) in corpus() {
        if let Ok(imported) = import(&bytes, &name) {
            let mistakes: Vec<String> = imported.mistakes.iter().map(ToString::to_string).collect();
            assert!(mistakes.is_empty(), "{name}: {}\n{}", mistakes.join("\n"), imported.plan);
            let review = plan::read(&imported.plan, "plan.toml").unwrap().review;
            let (activities, ..) = imported.report.counts();
            assert!(review.activities.len() >= activities, "{name}: {activities} in the report");
        }
    }
}

/// Words of a text, in small letters.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Every line with words stands in the report under its number, with its words, and with what became of it.
fn nothing_is_lost(text: &str, imported: &Imported) -> std::result::Result<(), String> {
    for (at, line) in text.split('\n').enumerate() {
        let mut there: Vec<String> = Vec::new();
        for read in imported.report.lines.iter().filter(|read| read.no == at + 1) {
            if read.told.is_empty() {
                return Err(format!("line {} has no reading", at + 1));
            }
            there.extend(words(&read.source));
        }
        let cleaned = visitbook::text::clean_line(line);
        // The number or the bullet of a list only counts its lines.
        let lost: Vec<String> = words(&cleaned).into_iter().filter(|w| !there.contains(w)).collect();
        let only_number = lost.len() == 1 && (lost[0].bytes().all(|b| b.is_ascii_digit()) || lost[0] == "o");
        if !lost.is_empty() && !only_number {
            return Err(format!("line {} “{cleaned}” lost {lost:?}", at + 1));
        }
    }
    Ok(())
}

#[test]
fn no_line_of_any_text_is_lost() {
    for (name, bytes, _) in corpus() {
        if !name.ends_with(".txt") {
            continue;
        }
        let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
        if let Ok(imported) = import(&bytes, &name) {
            nothing_is_lost(text.trim_start_matches('\u{feff}'), &imported).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}

#[test]
fn no_cell_of_any_table_is_lost() {
    for (name, bytes, _) in corpus() {
        if let Ok(imported) = import(&bytes, &name) {
            let there: Vec<String> = imported.report.lines.iter().flat_map(|l| words(&l.source)).collect();
            let whole = match name.rsplit_once('.').unwrap().1 {
                "csv" | "tsv" => String::from_utf8(bytes).unwrap_or_default(),
                _ => continue,
            };
            for word in words(&whole) {
                assert!(there.contains(&word), "{name} lost {word}");
            }
        }
    }
}
