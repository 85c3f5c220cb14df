//! The released notebook to read: the day in the order in which it happened, then by question.
//!
//! Where the report tells what the reviewers make of it, this shows what they wrote down. Evidence for
//! the head alone is not in it either; it has a file of its own in the pack.

use super::html::{evidence, page, preface, section};
use super::outline;
use super::words;
use crate::review::evidence::Valence;
use crate::review::release::{Release, ReleasedActivity, ReleasedNote};
use crate::text::{clean_block, clean_line};
use maud::{Markup, html};

/// The released notebook as one self-contained page.
pub fn notebook(release: &Release) -> String {
    let title = format!("Evidence: {}", words::title(release));
    let body = html! {
        h1 { (clean_line(&title)) }
        (preface(&outline::preface(release)))
        p { a href="#day" { "The day in order" } " · " a href="#questions" { "By question" } }
        (days(release))
        (by_question(release))
        @if let Some(plan) = outline::actions::section(release) { (section(&plan)) }
    };
    page(&title, &body)
}

fn days(release: &Release) -> Markup {
    let loose: Vec<&ReleasedNote> = release.open_notes().filter(|n| release.activity(n.activity).is_none()).collect();
    html! {
        h2 id="day" { "The day in order" }
        @for day in &release.visit.days {
            h3 { (words::long_day(*day)) }
            @for (i, entry) in release.activities.iter().enumerate().filter(|(_, a)| a.day == *day) {
                @let notes: Vec<&ReleasedNote> = release.open_notes().filter(|n| n.activity == Some(i)).collect();
                (activity(entry))
                @if !notes.is_empty() { (anchored(&notes, release)) }
            }
        }
        @if !loose.is_empty() {
            h3 { "Under no activity" }
            (anchored(&loose, release))
        }
    }
}

fn activity(activity: &ReleasedActivity) -> Markup {
    html! {
        h4 { (words::span(activity)) " " (clean_line(&activity.title)) }
        @if !activity.place.is_empty() { p.facts { (clean_line(&activity.place)) } }
    }
}

/// Notes in full, each a target for the list by question.
fn anchored(notes: &[&ReleasedNote], release: &Release) -> Markup {
    html! { @for note in notes { div id=(format!("note-{}", note.number)) { (evidence(&[note], release)) } } }
}

fn by_question(release: &Release) -> Markup {
    html! {
        h2 id="questions" { "By question" }
        @for question in &release.questions {
            h3 { (clean_line(&question.heading())) }
            @if !question.text.is_empty() { p.words { (clean_block(&question.text)) } }
            @if !question.claim.is_empty() {
                p.claim { strong { "The school's own view: " } span.words { (clean_block(&question.claim)) } }
            }
            (references(release.open_notes().filter(|n| n.questions.contains(&question.number)), release))
        }
        @if release.open_notes().any(|n| n.questions.is_empty()) {
            h3 { "Under no question" }
            (references(release.open_notes().filter(|n| n.questions.is_empty()), release))
        }
    }
}

/// One line for each note, leading to where it stands in full.
fn references<'a>(notes: impl Iterator<Item = &'a ReleasedNote>, release: &Release) -> Markup {
    let mut notes = notes.peekable();
    html! {
        @if notes.peek().is_none() {
            p.facts { "No evidence." }
        } @else {
            ul {
                @for note in notes {
                    li {
                        a href=(format!("#note-{}", note.number)) { (note.number) } " "
                        (crate::text::fit(&clean_line(&note.text), 100)) " "
                        @if note.valence != Valence::Neutral {
                            span.facts { (words::valence(note.valence, release.visit.wording)) }
                        }
                        @if note.context { " " span.facts { "(context, not evidence)" } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn the_notebook_reads_well() {
        insta::assert_snapshot!(notebook(&sample::release()).replace(include_str!("page.css"), "/* page.css */"));
    }

    #[test]
    fn every_open_note_stands_in_it_once_and_nothing_for_the_head_alone() {
        let release = sample::release();
        let page = notebook(&release);
        for note in release.open_notes() {
            assert_eq!(page.matches(&format!("id=\"note-{}\"", note.number)).count(), 1, "{}", note.number);
        }
        assert!(!page.contains(sample::FOR_THE_HEAD));
    }
}
