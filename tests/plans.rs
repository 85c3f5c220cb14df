//! Plan files: a file is a test.
//!
//! `plans/invalid/NAME.toml` must be refused with exactly the messages of `NAME.expected`,
//! `plans/warned/NAME.toml` must be taken with exactly its warnings, `plans/valid/` without any.
//! `VISITBOOK_BLESS=1 cargo test --test plans` writes the messages as they are now: read the diff.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

use chrono::{NaiveDate, NaiveDateTime};
use icalendar::{Calendar, CalendarDateTime, Component as _, DatePerhapsTime, EventLike as _};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use visitbook::ids::{ActivityId, NotebookId};
use visitbook::plan::{self, Format, Mistake};
use visitbook::review::visit::Review;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(name)
}

fn plans(name: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder(name)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    assert!(!paths.is_empty(), "no plans in {name}");
    paths
}

fn small() -> String {
    fs::read_to_string(folder("valid").join("small.toml")).unwrap()
}

fn review(text: &str) -> Review {
    plan::read(text, "plan.toml").unwrap_or_else(|m| panic!("{}", shown(&m))).review
}

fn shown(mistakes: &[Mistake]) -> String {
    mistakes.iter().flat_map(|m| [m.to_string(), "\n".to_owned()]).collect()
}

fn compare(path: &Path, messages: &str, wrong: &mut Vec<String>) {
    let expected = path.with_extension("expected");
    if std::env::var_os("VISITBOOK_BLESS").is_some() {
        fs::write(&expected, messages).unwrap();
    }
    if fs::read_to_string(&expected).unwrap_or_default() != messages {
        wrong.push(format!("{}:\n{messages}", expected.display()));
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_invalid_plan_is_refused_with_its_messages() {
    let mut wrong = Vec::new();
    for path in plans("invalid") {
        let mistakes = plan::read(&fs::read_to_string(&path).unwrap(), &name(&path)).expect_err(&name(&path));
        assert!(!mistakes.is_empty() && mistakes.is_sorted_by_key(|m| m.line), "{}", path.display());
        compare(&path, &shown(&mistakes), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_doubtful_plan_is_taken_with_its_warnings() {
    let mut wrong = Vec::new();
    for path in plans("warned") {
        let checked = plan::read(&fs::read_to_string(&path).unwrap(), &name(&path));
        let checked = checked.unwrap_or_else(|m| panic!("{}", shown(&m)));
        assert!(!checked.warnings.is_empty(), "{}", path.display());
        compare(&path, &shown(&checked.warnings), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_valid_plan_is_taken_without_a_word() {
    for path in plans("valid") {
        let checked = plan::read(&fs::read_to_string(&path).unwrap(), &name(&path));
        let checked = checked.unwrap_or_else(|m| panic!("{}", shown(&m)));
        assert!(checked.warnings.is_empty(), "{}", shown(&checked.warnings));
    }
}

#[test]
fn a_plan_means_what_it_says() {
    let review = review(&small());
    let id =
        NotebookId::from_slice(&[0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255]).unwrap();
    assert_eq!(review.visit.id, id);
    assert_eq!(review.lead().unwrap().name, "Lead");
    let keys: Vec<&str> = review.activities.iter().map(|a| a.key.as_str()).collect();
    assert_eq!(keys, ["arrival", "classes", "pupils", "summary", "data"], "by start, those without a time last");
    let classes = &review.activities[1];
    assert_eq!(classes.id, ActivityId::of(id, "classes"));
    assert_eq!(classes.start, NaiveDate::from_ymd_opt(2026, 6, 10).unwrap().and_hms_opt(8, 50, 0));
    assert_eq!((classes.planned_start, classes.planned_end), (classes.start, classes.end));
    assert_eq!(classes.people, [review.lead().unwrap().id]);
    assert_eq!(classes.accompanied_by, "subject leader");
    let numbers: Vec<&str> = review.questions.iter().map(|q| q.number.as_str()).collect();
    assert_eq!(numbers, ["1", "1b"]);
}

#[test]
fn the_same_plan_is_read_from_windows_with_a_byte_order_mark() {
    let windows = format!("\u{feff}{}", small().replace('\n', "\r\n"));
    assert_eq!(review(&windows), review(&small()));
}

#[test]
fn hostile_text_is_harmless_once_read() {
    let text = small().replace("Fernhollow Primary", "\\u001b[2J\\u202eFern\\nhollow\\u200b \\u0007");
    let review = review(&text);
    assert!(!review.visit.school.chars().any(|c| c.is_control() || c == '\u{202e}' || c == '\u{200b}'));
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Ics] {
        let page = plan::show(&review, format);
        assert!(!page.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r')), "{format:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_a_mistake_on_their_line() {
    let mistakes = plan::read_bytes(b"visitbook = 1\nreview = \"caf\xe9\"\n", "plan.toml").unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert_eq!((mistakes[0].line, mistakes[0].column), (2, 14));
    assert!(mistakes[0].instead.contains("UTF-8"));
}

#[test]
fn too_much_is_refused_quickly() {
    let huge = format!("{}\n# {}", small(), "x".repeat(plan::MAX_BYTES));
    assert!(shown(&plan::read(&huge, "p").unwrap_err()).contains("larger than 1 MB"));
    let entry = |i: usize| format!("[[activity]]\nkey = \"a{i}\"\ntitle = \"A\"\nkind = \"tour\"\nday = 2026-06-10\n");
    let crowded: String = (0..501).map(entry).collect();
    let messages = shown(&plan::read(&(small() + &crowded), "p").unwrap_err());
    assert!(messages.contains("the limit is 500"), "{messages}");
    // Everyone in two places 400 times over: the messages stop somewhere.
    let slot = |i: usize| entry(i) + "start = \"09:00\"\nend = \"10:00\"\n";
    let clashes: String = (0..400).map(slot).collect();
    assert_eq!(plan::read(&(small() + &clashes), "p").unwrap_err().len(), 200);
}

#[test]
fn a_day_on_which_the_clocks_change_is_shown_right() {
    // 29 March 2026: 01:00 GMT becomes 02:00 BST. 25 October 2026: 02:00 BST becomes 01:00 GMT.
    let spring = small().replace("2026-06-10", "2026-03-29").replace("\"08:30\"", "\"00:30\"");
    let autumn = small().replace("2026-06-10", "2026-10-25").replace("\"08:30\"", "\"00:30\"");
    for (text, start, end) in [(spring, "00:30", "07:50"), (autumn, "23:30", "08:50")] {
        let calendar: Calendar = plan::show(&review(&text), Format::Ics).parse().unwrap();
        let arrival = event(&calendar, "Arrival");
        assert_eq!(utc(arrival.get_start().unwrap()).format("%H:%M").to_string(), start);
        assert_eq!(utc(arrival.get_end().unwrap()).format("%H:%M").to_string(), end);
    }
}

fn event<'c>(calendar: &'c Calendar, title: &str) -> &'c icalendar::Event {
    let events = || calendar.components.iter().filter_map(|c| c.as_event());
    events().find(|e| e.get_summary().is_some_and(|s| s.starts_with(title))).unwrap()
}

fn utc(when: DatePerhapsTime) -> NaiveDateTime {
    let DatePerhapsTime::DateTime(time) = when else { panic!("a whole day") };
    time.try_into_utc().unwrap().naive_utc()
}

#[test]
fn the_calendar_is_read_back_as_it_was_meant() {
    let review = review(&small().replace("\"Library\"", "\"Library, first; floor \\\\ left\""));
    let text = plan::show(&review, Format::Ics);
    assert_eq!(text, plan::show(&review, Format::Ics), "nothing in it depends on the machine's clock");
    assert!(text.lines().all(|line| line.len() <= 76), "lines are folded");
    let calendar: Calendar = text.parse().unwrap();
    let events: Vec<_> = calendar.components.iter().filter_map(|c| c.as_event()).collect();
    assert_eq!(events.len(), review.activities.len());
    for (event, activity) in events.iter().zip(&review.activities) {
        assert_eq!(event.get_uid(), Some(format!("{}@visitbook", activity.id).as_str()));
        match (event.get_start().unwrap(), activity.start) {
            (DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }), Some(start)) => {
                assert_eq!((date_time, tzid.as_str()), (start, "Europe/London"));
            }
            (DatePerhapsTime::Date(day), None) => assert_eq!(day, activity.day),
            (found, meant) => panic!("{found:?} for {meant:?}"),
        }
    }
    assert_eq!(event(&calendar, "Pupil").get_location(), Some("Library, first; floor \\ left"));
    assert_eq!(event(&calendar, "Data").get_url(), Some("https://meeting.example/room?a=1&b=2"));
    assert_eq!(event(&calendar, "Data").get_end(), Some(DatePerhapsTime::Date("2026-06-11".parse().unwrap())));
}

#[test]
fn the_zone_goes_with_the_calendar() {
    let text = plan::show(&review(&small()), Format::Ics);
    let zone = text.split("BEGIN:VTIMEZONE").nth(1).unwrap().split("END:VTIMEZONE").next().unwrap();
    assert!(zone.contains("TZID:Europe/London\r\n"), "{zone}");
    let summer = "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST";
    let winter = "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT";
    assert!(zone.contains(summer) && zone.contains(winter), "{zone}");
    let utc = plan::show(&review(&small().replace("Europe/London", "UTC")), Format::Ics);
    assert!(!utc.contains("VTIMEZONE") && utc.contains("DTSTART:20260610T083000Z"), "{utc}");
}

#[test]
fn the_page_reads_well() {
    let review = review(&small());
    insta::assert_snapshot!("text", plan::show(&review, Format::Text));
    insta::assert_snapshot!("markdown", plan::show(&review, Format::Markdown));
    insta::assert_snapshot!("html", plan::show(&review, Format::Html));
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Ics] {
        assert!(!plan::show(&review, format).contains("Teachername"), "{format:?} must not name whom notes may not");
    }
}

/// The small plan with some of its bytes replaced, removed, doubled or swapped.
fn mutated() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "[",
        "]",
        "[[",
        "=",
        "\n",
        "{",
        "}",
        ",",
        "2026-02-30",
        "25:00",
        "é",
        "\u{202e}",
        "\0",
        "1b",
        "\\u0000",
        "''",
        "\"\"\"",
        "9999-12-31",
        "-",
        "lead",
        "Asia/Kathmandu",
        "#",
        ".",
        "true",
        "1e999",
        "0x7fffffffffffffff",
    ]);
    prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, pieces), 1..6).prop_map(|edits| {
        let mut chars: Vec<char> = small().chars().collect();
        for (at, cut, piece) in edits {
            let at = at.index(chars.len());
            let end = (at + cut).min(chars.len());
            chars.splice(at..end, piece.chars());
        }
        chars.into_iter().collect()
    })
}

#[test]
fn a_plan_says_for_whom_releases_are_made_and_mistakes_in_that_are_told() {
    use visitbook::review::release::{Audience, Names};
    let plan = include_str!("../sample-data/fernhollow.toml");
    let with = |lines: &str| plan::read(&format!("{plan}\n[release]\n{lines}\n"), "plan.toml");
    let read = with("audience = \"all-schools\"\nnames = \"kept\"").unwrap().review;
    assert_eq!(read.visit.audience(), Audience::AllSchools);
    assert_eq!(read.visit.release.names(Audience::AllSchools), Names::Kept);
    assert!(plan::show(&read, Format::Text).contains("made for the schools of the group: names kept"));
    assert_eq!(with("").unwrap().review.visit.audience(), Audience::HostHead);
    for (lines, told) in
        [("audience = \"host-hed\"", "host-head"), ("name = \"kept\"", "names"), ("audience = 3", "quotes")]
    {
        let mistakes = with(lines).unwrap_err();
        assert!(mistakes.iter().any(|m| m.to_string().contains(told)), "{lines}: {mistakes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn reading_never_panics_and_never_refuses_without_a_reason(text in prop_oneof![mutated(), any::<String>()]) {
        match plan::read(&text, "plan.toml") {
            Ok(checked) => {
                for format in [Format::Text, Format::Markdown, Format::Html, Format::Ics] {
                    prop_assert!(!plan::show(&checked.review, format).is_empty());
                }
            }
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                for mistake in mistakes {
                    prop_assert!(mistake.line >= 1 && mistake.column >= 1);
                    prop_assert!(!mistake.to_string().replace('\n', "").chars().any(char::is_control));
                }
            }
        }
    }

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = plan::read_bytes(&bytes, "plan.toml");
    }
}
