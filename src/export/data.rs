//! Evidence and the school's plan as data: CSV that a spreadsheet opens without running anything, and JSON.
//!
//! A cell that begins with `=` and its like would be taken for a formula; it gets an apostrophe in
//! front, in every file and not only when asked. Evidence for the head alone is in neither.

use super::actions::Words;
use super::coverage::to_json;
use crate::review::actions::Part;
use crate::review::evidence::{Source, Valence};
use crate::review::release::{Release, ReleasedAction, ReleasedNote};
use crate::text::{clean_block, clean_line};
use crate::trouble::{Result, Trouble};
use chrono::NaiveDateTime;
use serde::Serialize;

/// Tells spreadsheets that the file is UTF-8.
const UTF8_MARK: &str = "\u{feff}";

/// The evidence as CSV: UTF-8 with a mark, CRLF, every cell in quotes (RFC 4180).
pub fn csv(release: &Release) -> Result<Vec<u8>> {
    let head = [
        "number",
        "date",
        "time",
        "author",
        "activity",
        "source",
        "where",
        "questions",
        "valence",
        "impact",
        "context",
        "text",
        "reflection",
    ];
    let rows = release.open_notes().map(|n| {
        vec![
            n.number.to_string(),
            n.at.format("%Y-%m-%d").to_string(),
            n.at.format("%H:%M").to_string(),
            clean_line(&n.author),
            release.activity(n.activity).map(|a| clean_line(&a.title)).unwrap_or_default(),
            n.source.map(Source::label).unwrap_or_default().to_owned(),
            clean_line(n.place.as_deref().unwrap_or_default()),
            clean_line(&n.questions.join(", ")),
            n.valence.label().to_owned(),
            if n.impact { "yes" } else { "no" }.to_owned(),
            if n.context { "yes" } else { "no" }.to_owned(),
            clean_block(&n.text),
            clean_block(n.reflection.as_deref().unwrap_or_default()),
        ]
    });
    rows_to_csv(&head, rows)
}

/// Rows as CSV under a head, every cell made safe.
pub(super) fn rows_to_csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Trouble::new("The evidence could not be written as CSV.", "Try again.").because(e);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(UTF8_MARK.as_bytes().to_vec());
    writer.write_record(head).map_err(failed)?;
    for row in rows {
        writer.write_record(row.into_iter().map(cell)).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| failed(e.into_error().into()))
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: String) -> String {
    // Some programs skip leading space before they look, some take the full-width signs too.
    let first = text.trim_start().chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[derive(Serialize)]
struct EvidenceFile<'a> {
    visitbook_evidence: u8,
    school: String,
    focus: String,
    time_zone: &'a str,
    evidence: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    number: usize,
    at: NaiveDateTime,
    author: String,
    activity: Option<String>,
    source: Option<Source>,
    #[serde(rename = "where")]
    place: Option<String>,
    questions: Vec<String>,
    valence: Valence,
    impact: bool,
    context: bool,
    text: String,
    reflection: Option<String>,
}

/// The evidence as JSON; times are the school's own.
pub fn json(release: &Release) -> Result<String> {
    let item = |n: &ReleasedNote| Item {
        number: n.number,
        at: n.at,
        author: clean_line(&n.author),
        activity: release.activity(n.activity).map(|a| clean_line(&a.title)),
        source: n.source,
        place: n.place.as_deref().map(clean_line),
        questions: n.questions.iter().map(|q| clean_line(q)).collect(),
        valence: n.valence,
        impact: n.impact,
        context: n.context,
        text: clean_block(&n.text),
        reflection: n.reflection.as_deref().map(clean_block),
    };
    to_json(&EvidenceFile {
        visitbook_evidence: 1,
        school: clean_line(&release.visit.school),
        focus: clean_line(&release.visit.focus),
        time_zone: &release.visit.zone,
        evidence: release.open_notes().map(item).collect(),
    })
}

/// What the school set out to do as CSV, in the same way; none where there is no action.
pub fn actions_csv(release: &Release) -> Result<Option<Vec<u8>>> {
    let head: Vec<&str> = Part::ALL.iter().map(|part| part.label()).chain(["progress", "from the point"]).collect();
    let row = |action: &ReleasedAction| {
        let parts = Part::ALL.iter().map(|part| clean_block(action.part(*part)));
        parts.chain([action.progress.label().to_owned(), from(action, release)]).collect()
    };
    if release.open_actions().next().is_none() {
        return Ok(None);
    }
    rows_to_csv(&head, release.open_actions().map(row)).map(Some)
}

/// The words of the point that an action came from.
fn from(action: &ReleasedAction, release: &Release) -> String {
    action.point.and_then(|i| release.points.get(i)).map(|p| clean_block(&p.text)).unwrap_or_default()
}

#[derive(Serialize)]
struct PlanFile {
    visitbook_actions: u8,
    school: String,
    focus: String,
    actions: Vec<PlanItem>,
}

#[derive(Serialize)]
struct PlanItem {
    #[serde(flatten)]
    words: Words,
    from: String,
}

/// What the school set out to do as JSON; none where there is no action.
pub fn actions_json(release: &Release) -> Result<Option<String>> {
    let item = |a: &ReleasedAction| PlanItem {
        words: Words::of(|part| clean_block(a.part(part)), a.progress),
        from: from(a, release),
    };
    let actions: Vec<PlanItem> = release.open_actions().map(item).collect();
    if actions.is_empty() {
        return Ok(None);
    }
    let (school, focus) = (clean_line(&release.visit.school), clean_line(&release.visit.focus));
    to_json(&PlanFile { visitbook_actions: 1, school, focus, actions }).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_data_reads_well() {
        let release = sample::release();
        insta::assert_snapshot!(
            "evidence_csv",
            String::from_utf8(csv(&release).unwrap()).unwrap().replace("\r\n", "\n")
        );
        insta::assert_snapshot!("evidence_json", json(&release).unwrap());
        let plan = String::from_utf8(actions_csv(&release).unwrap().unwrap()).unwrap();
        insta::assert_snapshot!("actions_csv", plan.replace("\r\n", "\n"));
        insta::assert_snapshot!("actions_json", actions_json(&release).unwrap().unwrap());
    }

    #[test]
    fn a_plan_keeps_hostile_text_as_text_and_is_not_there_without_actions() {
        for hostile in &sample::hostile() {
            let release = sample::release_saying(hostile);
            let bytes = actions_csv(&release).unwrap().unwrap();
            let mut reader = csv::Reader::from_reader(&bytes[3..]);
            let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
            assert_eq!(rows.len(), release.open_actions().count());
            for c in rows.iter().flatten() {
                assert!(!c.trim_start().starts_with(['=', '+', '-', '@']), "{c:?}");
            }
            let value: serde_json::Value = serde_json::from_str(&actions_json(&release).unwrap().unwrap()).unwrap();
            assert_eq!(value["actions"][0]["action"], clean_block(hostile));
        }
        let mut none = sample::release();
        none.actions.clear();
        assert!(actions_csv(&none).unwrap().is_none() && actions_json(&none).unwrap().is_none());
    }

    #[test]
    fn csv_has_its_mark_and_line_ends_and_reads_back() {
        for hostile in &sample::hostile() {
            let bytes = csv(&sample::release_saying(hostile)).unwrap();
            assert!(bytes.starts_with(UTF8_MARK.as_bytes()));
            assert!(bytes.ends_with(b"\"\r\n"));
            let mut reader = csv::Reader::from_reader(&bytes[3..]);
            let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
            assert_eq!(rows.len(), sample::release().open_notes().count());
            let text = rows[0].get(11).unwrap();
            assert_eq!(text.trim_start_matches('\''), clean_block(hostile));
            for c in rows.iter().flatten() {
                assert!(!c.trim_start().starts_with(['=', '+', '-', '@']), "{c:?}");
            }
        }
    }

    #[test]
    fn a_formula_becomes_text_and_text_stays_as_it_is() {
        for formula in ["=1+1", "+44", "-3", "@x", "\tx", "\r=1", " =1", "\n=1", "＝1"] {
            assert_eq!(cell(formula.to_owned()), format!("'{formula}"));
        }
        for text in ["", "a=b", "5/7 pupils", "‘quoted’", "'"] {
            assert_eq!(cell(text.to_owned()), text);
        }
    }

    #[test]
    fn json_keeps_hostile_text_as_a_string() {
        for hostile in &sample::hostile() {
            let value: serde_json::Value =
                serde_json::from_str(&json(&sample::release_saying(hostile)).unwrap()).unwrap();
            assert_eq!(value["evidence"][0]["text"], clean_block(hostile));
        }
    }
}
