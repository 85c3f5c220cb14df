//! Enquiry frameworks: questions with sub-questions for a theme, ready to be put into a plan.
//!
//! Each is a file in `frameworks/`, written as a plan writes its questions, so that what is shown here
//! is what stands in the plan afterwards, and can be edited there. A framework more is a file and a row.

use super::findings::Findings;
use super::read;
use super::section::{NAME, Section};
use super::template::unknown;
use crate::ids::NotebookId;
use crate::review::questions::Question;
use crate::trouble::Result;
use std::fmt::Write as _;
use toml::de::DeTable;

/// A framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framework {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its theme, which becomes the focus of a plan.
    pub title: &'static str,
    /// What it is about, in a sentence.
    pub about: &'static str,
    file: &'static str,
}

/// Every framework.
pub const FRAMEWORKS: [Framework; 5] = [
    Framework {
        name: "personal-development",
        title: "Personal development",
        about: "How a school helps pupils to grow as people, beyond what is examined.",
        file: include_str!("frameworks/personal-development.toml"),
    },
    Framework {
        name: "subject",
        title: "A subject, in depth",
        about: "One subject, from what is intended to what pupils keep; for any subject.",
        file: include_str!("frameworks/subject.toml"),
    },
    Framework {
        name: "reading",
        title: "Reading",
        about: "From first sounds to reading for its own sake, and those who are behind.",
        file: include_str!("frameworks/reading.toml"),
    },
    Framework {
        name: "attendance",
        title: "Attendance",
        about: "Who misses school, why, and what brings them back.",
        file: include_str!("frameworks/attendance.toml"),
    },
    Framework {
        name: "inclusion",
        title: "Inclusion",
        about: "Pupils who need something different to get the same, from being noticed to flourishing.",
        file: include_str!("frameworks/inclusion.toml"),
    },
];

/// The framework called so.
///
/// # Errors
/// Usage trouble when there is none; it names the nearest one and lists them all.
pub fn named(name: &str) -> Result<&'static Framework> {
    FRAMEWORKS
        .iter()
        .find(|f| f.name == name)
        .ok_or_else(|| unknown("framework", name, FRAMEWORKS.iter().map(|f| f.name)))
}

impl Framework {
    /// The questions as a plan writes them.
    pub(super) fn text(&self) -> &'static str {
        self.file.find("[[question]]").map_or("", |from| &self.file[from..])
    }

    /// The questions and sub-questions, in order.
    pub fn questions(&self) -> Vec<Question> {
        let mut findings = Findings::new(self.file, self.name);
        let Ok(document) = DeTable::parse(self.file) else { return Vec::new() };
        let mut top = Section::new("", 0, document.get_ref());
        let sections = top.tables("question", NAME, &mut findings);
        let drafts = sections.into_iter().map(|s| read::question(s, &mut findings));
        drafts.filter_map(|draft| super::check::question(draft, NotebookId([0; 16]))).collect()
    }

    /// The framework as text: each question with where an answer is likely to be found.
    pub fn shown(&self) -> String {
        let mut out = format!("{}\n{}\n", self.title, self.about);
        for question in self.questions() {
            // Writing into a String cannot fail.
            let _ = if question.is_sub() {
                writeln!(out, "    {:<3} {}", question.number, question.text)
            } else {
                let sources: Vec<&str> = question.promised.iter().map(|s| s.label()).collect();
                writeln!(
                    out,
                    "\n{:<3} {}: {}\n    likely to be found in: {}",
                    question.number,
                    question.title,
                    question.text,
                    sources.join(", ")
                )
            };
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_framework_has_questions_with_sub_questions_and_likely_sources() {
        for framework in FRAMEWORKS {
            let questions = framework.questions();
            let blocks = framework.file.matches("[[question]]").count();
            assert_eq!(questions.len(), blocks, "{}: one was not understood", framework.name);
            let main: Vec<&Question> = questions.iter().filter(|q| !q.is_sub()).collect();
            assert!((4..=6).contains(&main.len()), "{}", framework.name);
            for question in &main {
                let subs = questions.iter().filter(|q| q.is_sub() && q.main_number() == question.number).count();
                assert!((1..=3).contains(&subs), "{} {}", framework.name, question.number);
                assert!(question.promised.len() >= 2, "{} {}", framework.name, question.number);
            }
            for question in &questions {
                assert!(question.text.ends_with('?'), "{}", question.text);
                let judges = ["outstanding", "inadequate", "grade", "weak", "poor"];
                assert!(!judges.iter().any(|j| question.text.to_lowercase().contains(j)), "{}", question.text);
            }
            let document = framework.file.lines().filter(|l| l.starts_with("title = ")).count();
            assert_eq!(document, questions.len() + 1, "the file says its own title too");
            assert!(framework.file.contains(&format!("title = \"{}\"", framework.title)));
            assert!(framework.shown().contains("likely to be found in"));
        }
    }
}
