//! The report in the programs that people open it with: Word's own format through `LibreOffice`, the web
//! page through Chromium's printer, at the evidence of a day and at that of a large review.
//!
//! The tools may be missing only where `CI` is unset.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use visitbook::clock::Clock;
use visitbook::review::capture::Capture;
use visitbook::review::evidence::Valence;
use visitbook::review::release::{Audience, Options, Release};
use visitbook::tasks::Desk;
use visitbook::tasks::release::{Appendix, ReportFormat};
use visitbook::tasks::sample;

/// Words that one format or another would act on; where XML allows a character, it comes out as it went in.
const HOSTILE: &str =
    "<script>alert(1)</script> =HYPERLINK(\"http://example.invalid\") ]]> &amp; \u{202e}\u{1b}[2J end";

/// The lead's desk after a visit with so many open notes, one of them hostile and one very long.
fn desk(folder: &Path, notes: usize) -> Desk {
    let sample = sample::build(&folder.join("visit"), None).unwrap();
    let mut desk = Desk::open(&sample.home, &sample.notebook, Some(sample.me), Clock::fixed(sample.start)).unwrap();
    let questions: Vec<_> = desk.review().questions.iter().map(|q| q.id).collect();
    let there = release(&desk).notes.len();
    for n in there..notes {
        let text = match n - there {
            0 => HOSTILE.to_owned(),
            1 => "without end ".repeat(900) + &"x".repeat(10_000),
            n => format!("Pair {n}: both explain the bar model, then swap roles and defend the method of the other."),
        };
        let (questions, valence) = (vec![questions[n % questions.len()]], Some(Valence::Strength));
        let questions = questions.into_iter().collect();
        desk.capture(&Capture { text, questions, valence, ..Capture::default() }, None, None).unwrap();
    }
    desk
}

fn options(desk: &Desk) -> Options {
    Options::new(desk.clock().now(), Audience::HostHead)
}

fn release(desk: &Desk) -> Release {
    desk.compose_release(&options(desk), None).unwrap().release
}

/// Whether every tool is there; in CI it must be.
fn tools(names: &[&str]) -> bool {
    let missing: Vec<&&str> = names.iter().filter(|t| Command::new(t).arg("--help").output().is_err()).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "{missing:?} must be there in CI");
    missing.is_empty()
}

fn run(command: &mut Command) -> String {
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// A document as a PDF, printed by the program that people would use.
fn printed(folder: &Path, document: &Path) -> PathBuf {
    if document.extension().unwrap() == "pdf" {
        return document.to_owned();
    }
    let pdf = document.with_extension(format!("{}.pdf", document.extension().unwrap().to_str().unwrap()));
    if document.extension().unwrap() == "docx" {
        let profile = format!("-env:UserInstallation=file://{}", folder.join("office").display());
        let out = folder.join("office out");
        run(Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
            .args([&out, document]));
        std::fs::rename(out.join(document.with_extension("pdf").file_name().unwrap()), &pdf).unwrap();
    } else {
        let args =
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
        let more = ["--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer"];
        run(Command::new("chromium")
            .args(args)
            .args(more)
            .arg(format!("--user-data-dir={}", folder.join("chromium").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", document.display())));
    }
    pdf
}

fn pages(pdf: &Path) -> usize {
    let said = run(Command::new("pdfinfo").arg(pdf));
    assert!(said.contains("A4"), "{said}");
    said.lines().find_map(|l| l.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
}

/// The words of a PDF between head and foot of its pages, without any white space: where a line ends is the printer's choice.
fn words(pdf: &Path) -> String {
    let text = run(Command::new("pdftotext").args(["-x", "0", "-y", "50", "-W", "595", "-H", "742"]).arg(pdf).arg("-"));
    squeezed(&text)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Writes, prints and reads back the report on so many notes in both formats.
fn holds(notes: usize) {
    if !tools(&["soffice", "chromium", "pdfinfo", "pdftotext"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), notes);
    let release = release(&desk);
    assert!(release.notes.len() >= notes && release.points.len() > 5);
    let formats = [
        (ReportFormat::Word, "docx"),
        (ReportFormat::Html, "html"),
        #[cfg(feature = "pdf")]
        (ReportFormat::Pdf, "pdf"),
    ];
    for (format, ending) in formats {
        for appendix in [Appendix::Without, Appendix::WithEvidence] {
            let start = Instant::now();
            let bytes = desk.report(format, appendix, &options(&desk)).unwrap();
            let (written, size) = (start.elapsed(), bytes.len());
            let document = folder.path().join(format!("report-{appendix:?}.{ending}"));
            std::fs::write(&document, bytes).unwrap();
            let start = Instant::now();
            let pdf = printed(folder.path(), &document);
            let (pages, words) = (pages(&pdf), words(&pdf));
            let took = start.elapsed();
            println!(
                "{notes} notes, {ending}, {appendix:?}: {written:?}, {size} bytes, {pages} pages, printed in {took:?}"
            );
            for point in &release.points {
                assert!(words.contains(&squeezed(&point.text)), "“{}” is not in {ending}:\n{words}", point.text);
            }
            let evidence = release.open_notes().filter(|n| words.contains(&squeezed(&n.text))).count();
            match appendix {
                Appendix::Without => assert!(pages <= 2, "{ending} has {pages} pages"),
                Appendix::WithEvidence => assert!(evidence * 100 >= release.notes.len() * 97, "{evidence}"),
            }
            if let Some(keep) = std::env::var_os("VISITBOOK_KEEP_PAGES") {
                std::fs::copy(&pdf, Path::new(&keep).join(format!("{notes}-{appendix:?}-{ending}.pdf"))).unwrap();
            }
        }
    }
}

#[test]
fn a_days_evidence_prints_and_says_what_the_points_say() {
    holds(80);
}

#[test]
fn a_large_reviews_evidence_prints_as_well_and_the_report_stays_as_short() {
    holds(2_000);
}
