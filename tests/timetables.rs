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
        let imported =
            plan::import(&Request { bells: bells.as_deref().map(|b| (b, "bells.txt")), ..request(&bytes, &name) });
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

fn is_text(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "txt")
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
        if !is_text(&name) {
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

#[test]
fn a_timetable_goes_into_a_plan_of_which_all_else_stays() {
    let plan_text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/valid/small.toml")).unwrap();
    let plan_text = plan_text.replace("# ", "#").replacen("[visit]", "# our own remark\n[visit]", 1);
    let review = plan::read(&plan_text, "plan.toml").unwrap().review;
    let timetable = "10 June 2026\n8.30 Arrival\n9.00-10.00 Classes SAM\n9.00-10.00 Pupils\n10.00 Summary meeting\n10.30 Governors\n11.00 End of day\n";
    let imported = plan::import(&Request {
        target: Target::Into { text: &plan_text, review: &review },
        ..request(timetable.as_bytes(), "new.txt")
    })
    .unwrap();
    assert!(imported.mistakes.is_empty(), "{:?}\n{}", imported.mistakes, imported.plan);
    let new = plan::read(&imported.plan, "plan.toml").unwrap().review;
    assert!(imported.plan.contains("# our own remark"));
    assert_eq!((&new.visit, &new.questions), (&review.visit, &review.questions));
    let by_key =
        |key: &str| new.activities.iter().find(|a| a.key == key).unwrap_or_else(|| panic!("{key}\n{}", imported.plan));
    assert_eq!(by_key("pupils").prompts, ["Which work are you proud of?"], "what only the plan knows stays");
    assert_eq!(by_key("arrival").place, "Office");
    assert_eq!(new.name(by_key("classes").people[0]), "Sam", "initials, names and keys of the team are recognised");
    assert_eq!(by_key("summary-meeting").start.unwrap().to_string(), "2026-06-10 10:00:00");
    let remaining = imported.report.remaining.join("\n");
    assert!(remaining.contains("“Data, read beforehand” stood in the plan"), "{remaining}");
}

#[test]
fn a_second_import_keeps_the_keys() {
    let first = import(b"14 October 2026\n9.00 Tour\n9.30 Book look\n10.00 Feedback\n", "a.txt").unwrap();
    let review = plan::read(&first.plan, "plan").unwrap().review;
    let again = plan::import(&Request {
        target: Target::Into { text: &first.plan, review: &review },
        ..request(b"14 October 2026\n9.30 Book look\n10.15 Tour\n10.45 Feedback\n", "b.txt")
    })
    .unwrap();
    let ids = |plan: &str| {
        let mut ids: Vec<_> =
            plan::read(plan, "plan").unwrap().review.activities.into_iter().map(|a| (a.key, a.id)).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&first.plan), ids(&again.plan));
}

#[test]
fn what_the_plan_cannot_say_with_a_time_it_says_in_a_note() {
    let imported = import(
        b"14 October 2026\n9.00 Tour\nGovernors - time TBC\n10.00 Book look\nor pupil voice\n11.00 Feedback\n",
        "a.txt",
    )
    .unwrap();
    let review = plan::read(&imported.plan, "plan").unwrap().review;
    let note = |key: &str| review.activities.iter().find(|a| a.key == key).unwrap().note.clone();
    assert_eq!((note("governors").as_str(), note("book-look").as_str()), ("time: time TBC", "or pupil voice"));
    let shown = plan::show(&review, plan::Format::Text);
    assert!(shown.contains("time TBC") && shown.contains("or pupil voice"), "{shown}");
}

#[test]
fn hostile_files_are_refused_in_words_or_read() {
    let bomb = vec![b' '; 40_000_000];
    let deep = "<w:tbl><w:tr><w:tc>".repeat(5_000);
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>";
    let rows = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"60\"/></w:tcPr></w:tc></w:tr>".repeat(20_000);
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("long.txt", vec![b'9'; 10_000_000], "larger than a timetable"),
        ("lines.txt", "9.00 Tour\n".repeat(100_000).into_bytes(), "100000 lines"),
        ("many.txt", "9.00 Tour\n".repeat(3_000).into_bytes(), "3000 activities"),
        ("binary.txt", (0..=255).cycle().take(10_000).collect(), "not text"),
        ("empty.txt", Vec::new(), "No activity"),
        ("wide.csv", ",".repeat(1_000_000).into_bytes(), "larger than a timetable"),
        ("bomb.docx", document(&[("word/document.xml", &bomb)]), "larger than a timetable"),
        ("deep.docx", document(&[("word/document.xml", deep.as_bytes())]), "damaged"),
        ("laughs.docx", document(&[("word/document.xml", laughs.as_bytes())]), "damaged"),
        (
            "rows.docx",
            document(&[("word/document.xml", format!("<w:tbl>{rows}</w:tbl>").as_bytes())]),
            "larger than a timetable",
        ),
        ("sheet.xlsx", document(&[("xl/workbook.xml", b"<x/>")]), "spreadsheet"),
        ("cut.docx", document(&[("word/document.xml", b"<w:p>")])[..40].to_vec(), "damaged"),
        ("cut.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".to_vec(), "damaged"),
    ];
    for (name, bytes, word) in files {
        let trouble = import(&bytes, name).expect_err(name);
        assert!(trouble.what().contains(word), "{name}: {trouble}");
        assert!(!trouble.advice().is_empty(), "{name}: {trouble}");
    }
    let long = format!("14 October 2026\n9.00 Tour\n{}\n10.00 Feedback\n", "a.b ".repeat(100_000));
    let imported = import(long.as_bytes(), "a.txt").unwrap();
    assert!(imported.report.to_string().contains("far too long"), "the line is told, and cut");
    assert!(imported.report.to_string().len() < 5_000);
    let acting =
        import("14 October 2026\n9.00 Tour \u{1b}[2J\u{202e}\n10.00 Feedback\n".as_bytes(), "a\u{1b}.txt").unwrap();
    let all = format!("{}{}", acting.report, acting.plan);
    assert!(!all.chars().any(|c| c == '\u{1b}' || c == '\u{202e}'));
}

#[test]
fn own_words_are_read_beside_the_programs() {
    let own = "[[kind]]\nkind = \"books\"\nsure = [\"jotter trawl\"]\n";
    let bytes = b"14 October 2026\n9.00 Jotter trawl\n10.00 Feedback\n";
    let imported = plan::import(&Request { own_words: Some(own), ..request(bytes, "a.txt") }).unwrap();
    assert!(imported.report.to_string().contains("Jotter trawl [books]"), "{}", imported.report);
}

/// A line as it might come, or nothing like one.
fn any_line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,2}[.:][0-9]{2}( ?[-–] ?[0-9]{1,2}[.:][0-9]{2})?( ?[ap]m)? [A-Za-z ]{0,30}",
        "(Day [1-3]|Wed 14 Oct|Group [AB]:?|P[1-6]|TBC|noon|or|Break|Time:|Location:) ?[a-zA-Z0-9.,()/ -]{0,30}",
        "[A-Za-z]{1,8}(\t| \\| |  )[0-9.]{1,5}(\t| \\| |  )[A-Za-z]{0,8}",
        "\\PC{0,60}",
        Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_of_random_text_is_lost(lines in prop::collection::vec(any_line(), 0..25)) {
        let text = lines.join("\n");
        for name in ["a.txt", "a.md", "a.csv"] {
            if let Ok(imported) = import(text.as_bytes(), name) {
                prop_assert!(imported.mistakes.is_empty(), "{name}: {:?}\n{}", imported.mistakes, imported.plan);
                if name == "a.txt" && !imported.report.title.contains("Markdown") {
                    let kept = nothing_is_lost(&text, &imported);
                    prop_assert!(kept.is_ok(), "{kept:?}");
                }
            }
        }
    }

    #[test]
    fn random_bytes_and_damaged_timetables_never_end_the_program(
        which in 0usize..1000, at in 0usize..100_000, bytes in prop::collection::vec(any::<u8>(), 0..40), cut in 0usize..30,
    ) {
        let all = corpus();
        let (name, mut file, _) = all[which % all.len()].clone();
        let at = at % (file.len() + 1);
        let end = (at + cut).min(file.len());
        file.splice(at..end, bytes.iter().copied());
        if let Ok(imported) = import(&file, &name) {
            prop_assert!(imported.mistakes.is_empty(), "{name}: {:?}\n{}", imported.mistakes, imported.plan);
            prop_assert!(imported.report.lines.iter().all(|line| !line.told.is_empty()));
        }
    }

    #[test]
    fn lines_in_another_order_lose_nothing(which in 0usize..1000, seed in any::<u64>()) {
        let texts: Vec<_> = corpus().into_iter().filter(|(name, ..)| is_text(name)).collect();
        let (name, bytes, _) = &texts[which % texts.len()];
        let text = String::from_utf8_lossy(bytes).replace(['\u{feff}', '\r'], "");
        let mut lines: Vec<&str> = text.split('\n').collect();
        let mut state = seed;
        for i in (1..lines.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            lines.swap(i, usize::try_from(state >> 33).unwrap() % (i + 1));
        }
        let shuffled = lines.join("\n");
        if let Ok(imported) = import(shuffled.as_bytes(), name) {
            let kept = nothing_is_lost(&shuffled, &imported);
            prop_assert!(kept.is_ok(), "{name} {kept:?}\n{shuffled}");
        }
    }
}
