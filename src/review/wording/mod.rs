//! Rules help: words in evidence and feedback that are worth a second look.
//!
//! A conclusion where evidence belongs, an absolute word from one observation, the language of
//! inspection and grades. The lists are data ([`WORDS`]), with the reason and a source for each rule;
//! anyone may add rules or silence them. It is offline and explainable: what was found is a word
//! that stands in a list, and nothing else. Nothing here blocks anything.

pub(in crate::review) mod matching;

use matching::{Pattern, Words};
use serde::Deserialize;
use std::ops::Range;

/// The rules that come with visitbook, as TOML.
pub const WORDS: &str = include_str!("words.toml");

/// What is wrong with a word where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// What someone thinks of it, in the place of what was seen or heard.
    Conclusion,
    /// One observation cannot show it.
    Absolute,
    /// The language of inspection and of grades.
    Inspection,
}

impl Sort {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Conclusion => "a conclusion, not evidence",
            Self::Absolute => "more than one observation shows",
            Self::Inspection => "inspection language",
        }
    }
}

/// Where words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the evidence half of a note: one observation.
    Evidence,
    /// In its reflection, where conclusions belong.
    Reflection,
    /// In a point of the feedback that rests on so many notes.
    Point {
        /// How many notes are under it.
        evidence: usize,
    },
}

impl Place {
    fn is_for(self, sort: Sort) -> bool {
        match (sort, self) {
            (Sort::Inspection, _) | (_, Self::Evidence) => true,
            (Sort::Absolute, Self::Point { evidence }) => evidence < 2,
            _ => false,
        }
    }
}

/// A rule: words of one sort, with what to ask oneself, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// By which it is silenced.
    pub key: String,
    /// What sort of words.
    pub sort: Sort,
    /// The words; a list entry may be several words, and an end of `*` stands for every ending.
    pub words: Vec<String>,
    /// What to ask oneself.
    pub ask: String,
    /// On what the rule rests.
    #[serde(default)]
    pub source: String,
}

/// A list of rules, as files hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleFile {
    /// Rules, or rules of one's own under a known key, which stand in its place.
    pub rule: Vec<Rule>,
    /// Keys of rules that say nothing.
    pub silenced: Vec<String>,
}

/// A word worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark<'w> {
    /// By which rule.
    pub rule: &'w Rule,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

/// The rules in force, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    rules: Vec<(Rule, Vec<Pattern>)>,
}

impl Rules {
    /// The rules of `known`, changed by `own`: a rule of one's own under a known key takes its place, a
    /// silenced one goes.
    pub fn of(known: RuleFile, own: RuleFile) -> Self {
        let silenced: Vec<String> = known.silenced.into_iter().chain(own.silenced).collect();
        let replaced = |rule: &Rule| own.rule.iter().any(|r| r.key == rule.key);
        let mut rules: Vec<Rule> = known.rule.into_iter().filter(|r| !replaced(r)).collect();
        rules.extend(own.rule.iter().cloned());
        rules.retain(|r| !silenced.contains(&r.key));
        let ready = |rule: Rule| {
            let patterns = rule.words.iter().filter_map(|w| Pattern::of(w)).collect();
            (rule, patterns)
        };
        Self { rules: rules.into_iter().map(ready).collect() }
    }

    /// The rules in force.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|(rule, _)| rule)
    }

    /// What is worth a second look in `text`, in order; of remarks on the same words only the longest.
    pub fn remarks(&self, text: &str, place: Place) -> Vec<Remark<'_>> {
        let words = Words::of(text);
        let mut found: Vec<Remark<'_>> = Vec::new();
        for (rule, patterns) in self.rules.iter().filter(|(rule, _)| place.is_for(rule.sort)) {
            // What somebody said is evidence, whatever they said; a grade stays a grade.
            let quoted_too = rule.sort == Sort::Inspection;
            let ranges = patterns.iter().flat_map(|p| words.find(p, quoted_too));
            found.extend(ranges.map(|range| Remark { rule, range }));
        }
        found.sort_by_key(|r| (r.range.start, std::cmp::Reverse(r.range.end)));
        let mut end = 0;
        found.retain(|r| {
            let beyond = r.range.start >= end;
            end = end.max(r.range.end);
            beyond
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(own: &str) -> Rules {
        Rules::of(toml::from_str(WORDS).unwrap(), toml::from_str(own).unwrap())
    }

    fn found(text: &str, place: Place) -> Vec<(String, String)> {
        let rules = rules("");
        rules.remarks(text, place).iter().map(|r| (r.rule.key.clone(), text[r.range.clone()].to_owned())).collect()
    }

    fn keys(text: &str, place: Place) -> Vec<String> {
        found(text, place).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn evidence_that_concludes_is_asked_what_was_seen() {
        assert_eq!(keys("Pupils were clearly engaged", Place::Evidence), ["clearly", "mind-reading"]);
        assert_eq!(keys("Good questioning in Y4", Place::Evidence), ["praise"]);
        for plain in ["7 of 9 pupils explain regrouping with counters", "TA models the stem sentence, all repeat", ""] {
            assert_eq!(keys(plain, Place::Evidence), Vec::<String>::new(), "{plain}");
        }
    }

    #[test]
    fn conclusions_belong_in_the_reflection_and_in_points() {
        assert_eq!(keys("clearly engaged, strong start", Place::Reflection), Vec::<String>::new());
        assert_eq!(keys("Strong questioning", Place::Point { evidence: 3 }), Vec::<String>::new());
    }

    #[test]
    fn what_somebody_said_is_evidence() {
        for said in [
            "pupils: 'maths is brilliant'",
            "pupils: \"maths is brilliant\"",
            "pupils: “maths is brilliant”",
            "pupils: ‘maths is brilliant’",
            "'brilliant', says the lead",
        ] {
            assert_eq!(keys(said, Place::Evidence), Vec::<String>::new(), "{said}");
        }
        assert_eq!(keys("the pupils' brilliant books", Place::Evidence), ["praise"], "an apostrophe quotes nothing");
        assert_eq!(keys("head: 'we are outstanding'", Place::Evidence), ["grades"]);
    }

    #[test]
    fn one_observation_shows_neither_always_nor_everyone() {
        assert_eq!(keys("All pupils always show working", Place::Evidence), ["everyone", "always"]);
        assert_eq!(keys("Pupils always show working", Place::Point { evidence: 1 }), ["always"]);
        assert_eq!(keys("Pupils always show working", Place::Point { evidence: 2 }), Vec::<String>::new());
    }

    #[test]
    fn inspection_language_is_remarked_on_wherever_it_stands() {
        for place in [Place::Evidence, Place::Reflection, Place::Point { evidence: 4 }] {
            assert_eq!(keys("An inspector would call this outstanding", place), ["inspecting", "grades"]);
        }
        assert_eq!(keys("Y2 write 'ri' for rice", Place::Reflection), Vec::<String>::new());
        assert_eq!(keys("was RI last time", Place::Reflection), ["grades"]);
    }

    #[test]
    fn of_remarks_on_the_same_words_the_longest_stays() {
        assert_eq!(found("made good progress", Place::Evidence), [("effect".into(), "good progress".into())]);
    }

    #[test]
    fn ones_own_file_adds_replaces_and_silences() {
        let own = rules(
            "silenced = ['praise']
            [[rule]]\nkey = 'always'\nsort = 'absolute'\nwords = ['forever']\nask = 'How long?'
            [[rule]]\nkey = 'jargon'\nsort = 'inspection'\nwords = ['SLT-led']\nask = 'Which leaders?'",
        );
        let keys = |text| own.remarks(text, Place::Evidence).iter().map(|r| r.rule.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys("good, always, forever, SLT-led"), ["always", "jargon"]);
    }

    #[test]
    fn every_rule_says_why_and_can_be_found() {
        let rules = rules("");
        let mut seen = std::collections::BTreeSet::new();
        for rule in rules.rules() {
            assert!(seen.insert(rule.key.clone()), "{} stands twice", rule.key);
            assert!(rule.ask.ends_with(['?', '.']) && !rule.source.is_empty(), "{}", rule.key);
            for words in &rule.words {
                let text = format!("x {} x", words.trim_end_matches('*'));
                assert!(
                    rules.remarks(&text, Place::Evidence).iter().any(|r| r.rule.words.contains(words)),
                    "{words} is never found, or hidden by another"
                );
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]
        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            for remark in rules("").remarks(&text, Place::Evidence) {
                proptest::prop_assert!(text.get(remark.range).is_some());
            }
        }
    }
}
