//! A release as plain text for a terminal (`visitbook open`), and what was held back from it.
//!
//! Here, and only here and in the head's own file of the pack, the notes for the head alone are
//! shown: whoever reads this text has opened the pack.

use super::outline::{self, Appendix, Block};
use super::words::{self, hang, wrap};
use crate::review::release::{HeldBack, Release, ReleasedNote};
use crate::text::{clean_block, clean_line};

/// The least width that is written for, in terminal cells.
const NARROWEST: usize = 40;

/// The report on a release, then the notes for the head alone, in lines of at most `width` cells.
pub fn release(release: &Release, width: usize) -> String {
    let width = width.max(NARROWEST);
    let outline = outline::report(release, Appendix::WithEvidence);
    let mut out = String::new();
    title(&mut out, &outline.title, '=', width);
    outline.preface.iter().for_each(|p| paragraph(&mut out, p, width));
    for section in &outline.sections {
        out.push('\n');
        match section.level {
            2 => title(&mut out, &section.heading, '-', width),
            _ => paragraph(&mut out, &section.heading, width),
        }
        section.blocks.iter().for_each(|b| draw(&mut out, b, release, width));
    }
    if release.head_notes().next().is_some() {
        out.push('\n');
        title(&mut out, HEAD_TITLE, '-', width);
        out.push_str(&head_notes(release, width));
    }
    out
}

const HEAD_TITLE: &str = "For the head alone";

/// The file of the pack that holds the notes for the head alone; nothing if there are none.
pub fn for_the_head(release: &Release) -> Option<String> {
    release.head_notes().next()?;
    let mut out = String::new();
    title(&mut out, HEAD_TITLE, '=', 78);
    let warning = "These notes were sealed by the reviewers and are meant for the head alone. They stand in no other \
                   readable document of this pack. Think before you pass them on, and remove this file when you have read it.";
    paragraph(&mut out, warning, 78);
    out.push('\n');
    out.push_str(&head_notes(release, 78));
    Some(out)
}

fn head_notes(release: &Release, width: usize) -> String {
    let mut out = String::new();
    release.head_notes().for_each(|n| note(&mut out, n, release, width));
    out
}

/// What stays with the team, told to the lead before anything leaves.
pub fn held_back(held: &[HeldBack], width: usize) -> String {
    let width = width.max(NARROWEST);
    if held.is_empty() {
        return "Nothing is held back.\n".to_owned();
    }
    let mut out = String::from("Held back:\n");
    for item in held {
        out.push_str(&hang("- ", &format!("{}. {}", clean_line(&item.what), clean_line(&item.why)), width));
        out.push('\n');
    }
    out
}

fn draw(out: &mut String, block: &Block, release: &Release, width: usize) {
    match block {
        Block::Text(text) => paragraph(out, text, width),
        Block::Claim(claim) => paragraph(out, &format!("The school's own view: {claim}"), width),
        Block::List(lines) => lines.iter().for_each(|l| item(out, "- ", &clean_line(l), width)),
        Block::Points(points) => {
            for point in points {
                let support = outline::support(point).map(|s| format!(" {s}")).unwrap_or_default();
                item(out, "- ", &format!("{}{support}", clean_block(&point.text)), width);
            }
        }
        Block::Evidence(notes) => notes.iter().for_each(|n| note(out, n, release, width)),
        Block::Coverage(matrix) => out.push_str(&super::coverage::table(matrix, width)),
    }
}

fn note(out: &mut String, note: &ReleasedNote, release: &Release, width: usize) {
    let number = format!("{:>3}  ", note.number);
    item(out, &number, &clean_line(&words::facts(note, release).join(" · ")), width);
    item(out, "     ", &clean_block(&note.text), width);
    if let Some(reflection) = &note.reflection {
        item(out, "     ", &format!("Reflection: {}", clean_block(reflection)), width);
    }
}

fn item(out: &mut String, first: &str, text: &str, width: usize) {
    out.push_str(&hang(first, text, width));
    out.push('\n');
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in wrap(&clean_block(text), width) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn title(out: &mut String, text: &str, rule: char, width: usize) {
    let lines = wrap(&clean_line(text), width);
    let longest = lines.iter().map(|l| crate::text::width(l)).max().unwrap_or(0);
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(rule, longest.min(width)));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_release_reads_well_in_a_terminal() {
        insta::assert_snapshot!(super::release(&sample::release(), 80));
    }

    #[test]
    fn every_line_fits_and_nothing_acts_on_the_terminal() {
        for hostile in &sample::hostile() {
            let text = super::release(&sample::release_saying(hostile), 60);
            assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)));
        }
        for line in super::release(&sample::release(), 60).lines() {
            assert!(crate::text::width(line) <= 60, "{line}");
        }
    }

    #[test]
    fn the_heads_own_file_exists_only_when_it_is_needed() {
        assert!(for_the_head(&sample::release()).unwrap().contains(sample::FOR_THE_HEAD));
        assert_eq!(for_the_head(&sample::release_for_others()), None);
    }

    #[test]
    fn what_is_held_back_is_told_in_words() {
        insta::assert_snapshot!(held_back(&sample::composed().held_back, 78));
        assert_eq!(held_back(&[], 78), "Nothing is held back.\n");
    }
}
