//! The Word document, taken apart: every part is read back as XML and compared with what was to be said.

use super::*;
use crate::review::release::sample;
use roxmltree::{Document, Node};
use std::io::{Cursor, Read};

/// Every part of a document by its name.
pub(crate) fn parts(docx: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = Vec::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        parts.push((entry.name().unwrap().into_owned(), text));
    }
    parts
}

fn with_evidence(release: &Release) -> Vec<(String, String)> {
    parts(&report(release, Appendix::WithEvidence).unwrap())
}

fn named<'a>(parts: &'a [(String, String)], name: &str) -> &'a str {
    &parts.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn attribute<'a>(node: Node<'a, '_>, child: &str) -> Option<&'a str> {
    let found = node.descendants().find(|n| n.tag_name().name() == child)?;
    found.attributes().find(|a| a.name() == "val").map(|a| a.value())
}

/// Each paragraph: its style, whether it is an item of a list, and its words.
fn paragraphs(xml: &str) -> Vec<(String, bool, String)> {
    let document = Document::parse(xml).unwrap();
    let paragraphs = document.descendants().filter(|n| n.tag_name().name() == "p");
    paragraphs
        .map(|p| {
            let words = p.descendants().map(|n| match n.tag_name().name() {
                "t" => n.text().unwrap_or_default(),
                "br" => "\n",
                _ => "",
            });
            let in_list = p.descendants().any(|n| n.tag_name().name() == "numPr");
            (attribute(p, "pStyle").unwrap_or("Normal").to_owned(), in_list, words.collect())
        })
        .collect()
}

#[test]
fn the_report_reads_well() {
    let parts = with_evidence(&sample::release());
    let lines: Vec<String> = paragraphs(named(&parts, "word/document.xml"))
        .into_iter()
        .map(|(style, in_list, words)| format!("{style:<10}{} {words}", if in_list { " •" } else { "" }))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn headings_lists_the_table_and_page_numbers_are_real_ones() {
    let parts = with_evidence(&sample::release());
    let styles = Document::parse(named(&parts, "word/styles.xml")).unwrap();
    let level = |id: &str| {
        let style = styles.descendants().find(|n| n.attributes().any(|a| a.name() == "styleId" && a.value() == id));
        attribute(style.unwrap(), "outlineLvl").map(str::to_owned)
    };
    assert_eq!(["Heading1", "Heading2", "Heading3"].map(level), ["0", "1", "2"].map(|l| Some(l.to_owned())));

    let body = Document::parse(named(&parts, "word/document.xml")).unwrap();
    let count = |name: &str| body.descendants().filter(|n| n.tag_name().name() == name).count();
    assert_eq!(count("tbl"), 3, "the key messages in their box, the coverage, and what the school set out to do");
    let release = sample::release();
    assert_eq!(count("tr"), 1 + 1 + release.questions.len() + 1 + release.open_actions().count());
    let page = body.descendants().find(|n| n.tag_name().name() == "pgSz").unwrap();
    let size = |name: &str| page.attributes().find(|a| a.name() == name).unwrap().value();
    assert_eq!((size("w"), size("h")), ("11906", "16838"), "A4");

    let foot = parts.iter().find(|(n, _)| n.starts_with("word/footer")).unwrap();
    assert!(foot.1.contains("PAGE") && foot.1.contains("NUMPAGES"), "{}", foot.1);
    let head = parts.iter().find(|(n, _)| n.starts_with("word/header")).unwrap();
    assert!(head.1.contains("Peer review of Mathematics at Fernhollow Primary"));

    let list = attribute(body.root(), "numId").unwrap();
    let lists = Document::parse(named(&parts, "word/numbering.xml")).unwrap();
    let with_id = |tag: &str, name: &str, id: &str| {
        let named =
            |n: &Node| n.tag_name().name() == tag && n.attributes().any(|a| a.name() == name && a.value() == id);
        lists.descendants().filter(named).collect::<Vec<_>>()
    };
    let [defined] = with_id("num", "numId", list)[..] else { panic!("the list is defined once") };
    let [drawn] = with_id("abstractNum", "abstractNumId", attribute(defined, "abstractNumId").unwrap())[..] else {
        panic!("its look is defined once")
    };
    assert_eq!(attribute(drawn, "numFmt"), Some("bullet"));
}

#[test]
fn without_its_appendix_it_is_as_short_whatever_the_evidence() {
    let short = parts(&report(&sample::release(), Appendix::Without).unwrap());
    let all: String = paragraphs(named(&short, "word/document.xml")).into_iter().map(|(_, _, w)| w).collect();
    assert!(all.contains("Pupils explain with counters and words. (evidence 2)"));
    assert!(all.contains("in the released notebook") && !all.contains("Appendix"));
    for note in &sample::release().notes {
        assert!(!all.contains(&note.text), "{}", note.number);
    }
}

#[test]
fn hostile_text_stays_text() {
    let shape = |parts: &[(String, String)]| {
        let mut shape = Vec::new();
        for (name, xml) in parts.iter().filter(|(name, _)| !name.ends_with('/')) {
            let document = Document::parse(xml).unwrap_or_else(|e| panic!("{name}: {e}"));
            // Line breaks and the texts between them come with the words.
            let nodes =
                document.descendants().filter(|n| n.is_element() && !["t", "br"].contains(&n.tag_name().name()));
            shape.push((name.clone(), nodes.map(|n| n.tag_name().name().to_owned()).collect::<Vec<_>>()));
        }
        shape
    };
    let calm = shape(&with_evidence(&sample::release_saying("calm words")));
    let unspeakable = "fffe \u{fffe} ffff \u{ffff} nul \u{0} escape \u{1b}[2J".to_owned();
    for hostile in sample::hostile().iter().chain([&unspeakable]) {
        let release = sample::release_saying(hostile);
        let parts = with_evidence(&release);
        assert_eq!(shape(&parts), calm, "{hostile:?}");
        let told = printable(&clean_block(hostile));
        let told: Vec<&str> = told.lines().collect();
        let said: Vec<String> =
            paragraphs(named(&parts, "word/document.xml")).into_iter().map(|(_, _, words)| words).collect();
        let whole = said.iter().filter(|s| s.starts_with(&told.join("\n"))).count();
        assert!(whole >= release.points.len() + release.open_notes().count(), "{hostile:?}");
        for (name, xml) in &parts {
            assert!(!xml.contains("TargetMode=\"External\"") && !xml.contains("w:hyperlink"), "{name}");
        }
    }
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    let once = report(&sample::release(), Appendix::WithEvidence).unwrap();
    // Made elsewhere, after something else.
    let again = std::thread::spawn(|| {
        report(&sample::release_for_others(), Appendix::Without).unwrap();
        report(&sample::release(), Appendix::WithEvidence).unwrap()
    });
    assert!(once == again.join().unwrap());
}
