//! The PDF, read back by `pdftotext`: what a reader can search, copy and hear.

use super::*;
use crate::review::release::sample;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs a tool of poppler on a document; nothing where it is missing and `CI` is unset.
fn poppler(tool: &str, args: &[&str], pdf: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    match Command::new(tool).args(args).arg(file.path()).arg("-").stderr(Stdio::null()).output() {
        Ok(ran) => Some(String::from_utf8(ran.stdout).unwrap()),
        Err(_) if std::env::var_os("CI").is_none() => None,
        Err(e) => panic!("{tool} is needed in CI: {e}"),
    }
}

/// All text between the head and the foot of the pages.
pub(crate) fn text(pdf: &[u8]) -> Option<String> {
    poppler("pdftotext", &["-raw", "-x", "0", "-y", "50", "-W", "595", "-H", "742"], pdf)
}

/// Without white space: where lines end is our own choice, and hyphens at their ends are words'.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_report_reads_well() {
    let pdf = report(&sample::release(), Appendix::WithEvidence).unwrap();
    if let Some(text) = text(&pdf) {
        insta::assert_snapshot!(text);
    }
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(pdf == report(&sample::release(), Appendix::WithEvidence).unwrap(), "the same each time");
}

#[test]
fn hostile_text_stays_text_and_lines_end_at_the_margin() {
    for hostile in &sample::hostile() {
        let release = sample::release_saying(hostile);
        let pdf = report(&release, Appendix::WithEvidence).unwrap();
        for word in ["/JavaScript", "/JS", "/URI", "/Launch", "/EmbeddedFile", "/AcroForm"] {
            assert!(!pdf.windows(word.len()).any(|w| w == word.as_bytes()), "{word} from {hostile:?}");
        }
        let Some(text) = text(&pdf) else { continue };
        let told = squeezed(&clean_block(hostile));
        let said = squeezed(&text).matches(&told).count();
        assert!(said >= release.points.len() + release.open_notes().count(), "{hostile:?} in\n{text}");
    }
}

#[test]
fn what_the_font_does_not_hold_is_shown_as_missing() {
    let pdf = report(&sample::release_saying("Zoë Łódź Ωμέγα Школа 日本"), Appendix::Without).unwrap();
    if let Some(text) = text(&pdf) {
        assert!(squeezed(&text).contains("ZoëŁódźΩμέγαШкола\u{fffd}\u{fffd}"), "{text}");
    }
}

#[test]
fn pages_are_numbered_to_the_last_one() {
    let pdf = report(&sample::release_saying(&"a line of words ".repeat(400)), Appendix::WithEvidence).unwrap();
    let Some(all) = poppler("pdftotext", &[], &pdf) else { return };
    let pages: Vec<&str> = all.split('\u{c}').filter(|p| !p.trim().is_empty()).collect();
    assert!(pages.len() > 5);
    for (i, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", i + 1, pages.len())), "{page}");
    }
}

#[test]
fn no_heading_stands_at_the_foot_of_a_page() {
    for words in (0..120).step_by(12) {
        let release = sample::release_saying(&"word ".repeat(words));
        let pdf = report(&release, Appendix::WithEvidence).unwrap();
        let Some(text) = text(&pdf) else { return };
        let outline = outline::report(&release, Appendix::WithEvidence);
        for page in text.split('\u{c}') {
            let last = page.trim_end().lines().last().unwrap_or_default();
            assert!(outline.sections.iter().all(|s| clean_line(&s.heading) != last), "{words}: {last}");
        }
    }
}
