//! The words by which a timetable is read, from `words.toml` and a group's own file of the same form.
//!
//! Nothing here knows a single word: what schools call things is data.

use crate::review::timetable::ActivityKind;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The words that come with the program.
const OWN: &str = include_str!("words.toml");
/// The most words of a group's own file.
const MOST: usize = 10_000;

/// What a label or the head of a column says about what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Label {
    Time,
    Start,
    End,
    Length,
    Period,
    Title,
    Place,
    People,
    With,
    Link,
    Day,
    Group,
    Note,
}

/// Why a line is no activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Remark {
    Greeting,
    Closing,
    SignOff,
    Tomorrow,
    Contact,
    Notice,
    Opening,
    Dated,
    Heading,
    Finish,
    Nothing,
    Open,
    Bells,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    kind: ActivityKind,
    #[serde(default, rename = "field")]
    _field: String,
    #[serde(default)]
    sure: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct People {
    roles: Vec<String>,
    titles: Vec<String>,
    everyone: Vec<String>,
    groups: Vec<String>,
    abbreviations: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct List {
    words: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    kind: Vec<KindRow>,
    labels: BTreeMap<Label, Vec<String>>,
    places: List,
    people: People,
    remarks: BTreeMap<Remark, Vec<String>>,
    sentences: List,
}

/// All words, ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Strength (0 decides), phrase, kind.
    kinds: Vec<(u8, String, ActivityKind)>,
    labels: BTreeMap<String, Label>,
    places: Vec<String>,
    people: People,
    remarks: BTreeMap<Remark, Vec<String>>,
    sentences: Vec<String>,
}

impl Words {
    /// The program's words, and those of the text of a group's own file.
    ///
    /// # Errors
    /// When the group's own file is no such file.
    pub fn new(own: Option<&str>) -> Result<Self> {
        let mut words = Self::default();
        words.take(OWN)?;
        if let Some(text) = own {
            words.take(text)?;
        }
        Ok(words)
    }

    fn take(&mut self, text: &str) -> Result<()> {
        let file: File = toml::from_str(text).map_err(|e| {
            Trouble::new(
                "Your own timetable-words.toml could not be read.",
                "Correct it in a text editor, or move it away; the program's own words remain.",
            )
            .because(clean_line(e.message()))
        })?;
        for row in file.kind {
            for (strength, phrases) in [row.sure, row.words, row.weak].into_iter().enumerate() {
                let strength = u8::try_from(strength).unwrap_or(u8::MAX);
                self.kinds.extend(phrases.iter().take(MOST).map(|p| (strength, plain(p), row.kind)));
            }
        }
        for (label, phrases) in file.labels {
            // The first to claim a word keeps it: "session" heads times before it titles anything.
            phrases.iter().take(MOST).for_each(|p| {
                self.labels.entry(bare(p)).or_insert(label);
            });
        }
        let all_plain = |list: Vec<String>| list.into_iter().take(MOST).map(|p| plain(&p)).collect::<Vec<_>>();
        self.places.extend(all_plain(file.places.words));
        self.sentences.extend(all_plain(file.sentences.words));
        for (remark, phrases) in file.remarks {
            self.remarks.entry(remark).or_default().extend(all_plain(phrases));
        }
        let people = file.people;
        self.people.roles.extend(all_plain(people.roles));
        self.people.titles.extend(all_plain(people.titles));
        self.people.everyone.extend(all_plain(people.everyone));
        self.people.groups.extend(people.groups.iter().map(|g| g.to_lowercase()));
        self.people.abbreviations.extend(people.abbreviations.iter().map(|a| a.to_lowercase()));
        Ok(())
    }

    /// The kind that a title suggests, with the word that suggests it.
    pub fn kind(&self, title: &str) -> Option<(ActivityKind, String)> {
        let text = plain(title);
        let hits = self.kinds.iter().filter_map(|(strength, phrase, kind)| {
            let at = position(&text, phrase)?;
            // What stands first counts among equals; of two there, the longer.
            Some(((*strength, at, std::cmp::Reverse(phrase.len())), phrase, *kind))
        });
        let found = hits.min_by_key(|(order, _, _)| *order).map(|(_, phrase, kind)| (kind, phrase.trim().to_owned()));
        found.or_else(|| self.misspelled(&text))
    }

    /// The kind that a misspelled word suggests: `feedbak`.
    fn misspelled(&self, text: &str) -> Option<(ActivityKind, String)> {
        let long = |word: &str| (5..=20).contains(&word.len());
        let known = || self.kinds.iter().filter(|(strength, phrase, _)| *strength < 2 && long(phrase.trim()));
        text.split_whitespace().take(20).filter(|word| long(word)).find_map(|word| {
            let near =
                known().map(|(_, phrase, kind)| (strsim::normalized_damerau_levenshtein(word, phrase.trim()), *kind));
            let (likeness, kind) = near.max_by(|a, b| a.0.total_cmp(&b.0))?;
            (likeness >= 0.8).then(|| (kind, word.to_owned()))
        })
    }

    /// Whether a title names its kind in so many words (not only a year group or subject).
    pub fn names_activity(&self, title: &str) -> bool {
        let text = plain(title);
        self.kinds.iter().any(|(strength, phrase, _)| *strength < 2 && position(&text, phrase).is_some())
    }

    /// What the head of a column, or the words before a colon, announce.
    pub fn label(&self, text: &str) -> Option<Label> {
        // "Time allocated (minutes)"
        let text = text.split_once('(').filter(|(head, _)| !head.trim().is_empty()).map_or(text, |(head, _)| head);
        let text = bare(text);
        let singular = text.strip_suffix('s').unwrap_or(&text);
        self.labels.get(&text).or_else(|| self.labels.get(singular)).copied()
    }

    /// Whether the words are a place: they end with a word for one, or name one with a number.
    pub fn is_place(&self, text: &str) -> bool {
        // "Mr Oak (PPA room)" is somebody; wide gaps part columns.
        if text.trim().trim_start_matches('(').contains('(') || text.contains("   ") {
            return false;
        }
        let text = plain(text);
        let words = text.split_whitespace().count();
        if [" in ", " at ", " to ", " on "].iter().any(|joint| text.contains(joint)) {
            return false;
        }
        words > 0
            && words <= 7
            && self.places.iter().any(|place| {
                text.ends_with(place.as_str())
                    || (text.starts_with(place.as_str()) && words <= 3)
                    || text.ends_with(&format!("{}s ", place.trim_end()))
            })
    }

    /// Whether the words are a role at a school: `SLT`, `maths lead`.
    pub fn is_role(&self, text: &str) -> bool {
        let text = plain(text);
        let text = text.strip_prefix(" the ").map_or(text.clone(), |rest| format!(" {rest}"));
        self.people.roles.contains(&text)
    }

    /// Whether a word is a form of address: `Mrs`.
    pub fn is_address(&self, word: &str) -> bool {
        let word = plain(word);
        self.people.titles.contains(&word)
    }

    /// Whether the words mean the whole team.
    pub fn is_everyone(&self, text: &str) -> bool {
        let text = plain(text);
        self.people.everyone.contains(&text)
    }

    /// Whether a word opens the name of a group: `Group`, `Pair`.
    pub fn opens_group(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.people.groups.contains(&word)
    }

    /// Whether words name somebody of the team by what they are: `Group A`, `Lead reviewer`.
    pub fn names_team(&self, text: &str) -> bool {
        plain(text).split_whitespace().any(|word| self.opens_group(word))
    }

    /// Whether capitals are somebody's initials: two to four of them, and no known abbreviation.
    pub fn are_initials(&self, word: &str) -> bool {
        (2..=4).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_uppercase())
            && !self.people.abbreviations.contains(&word.to_lowercase())
    }

    /// Whether `text` begins with words of this sort.
    pub fn begins(&self, remark: Remark, text: &str) -> bool {
        let text = plain(text);
        self.phrases(remark).any(|phrase| text.starts_with(phrase.as_str()))
    }

    /// Whether `text` is, as a whole, words of this sort.
    pub fn is(&self, remark: Remark, text: &str) -> bool {
        let text = plain(text);
        self.phrases(remark).any(|phrase| text == *phrase)
    }

    /// Whether `text` holds words of this sort anywhere.
    pub fn holds(&self, remark: Remark, text: &str) -> bool {
        let text = plain(text);
        self.phrases(remark).any(|phrase| position(&text, phrase).is_some())
    }

    fn phrases(&self, remark: Remark) -> impl Iterator<Item = &String> {
        self.remarks.get(&remark).into_iter().flatten()
    }

    /// Whether `text` is written as a sentence rather than as an entry.
    pub fn is_sentence(&self, text: &str) -> bool {
        let words = text.split_whitespace().count();
        if words < 5 {
            return false;
        }
        let plain = plain(text);
        let marks = self.sentences.iter().filter(|word| position(&plain, word).is_some()).count();
        marks >= 2 || (marks == 1 && (words >= 8 || text.trim_end().ends_with(['.', '!', '?']))) || words > 30
    }
}

/// ` words in small letters with one blank between `: what phrases are looked for in.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars() {
        let c = if c == '’' { '\'' } else { c };
        let part = c.is_alphanumeric() || matches!(c, '\'' | '&' | '/');
        if part {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    // "/" parts words too, except where a phrase is made of it: n/a.
    if out == " n/a " { out } else { out.replace('/', " ") }
}

fn bare(text: &str) -> String {
    plain(text).trim().to_owned()
}

/// Where a phrase stands in a text as whole words, with or without a plural s.
fn position(text: &str, phrase: &str) -> Option<usize> {
    let stem = phrase.trim_end();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(stem)).map(|at| at + from) {
        let after = &text[at + stem.len()..];
        if after.starts_with(' ') || after.starts_with("s ") || after.starts_with("'s ") || after.starts_with("s' ") {
            return Some(at);
        }
        from = at + 1;
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::new(None).unwrap()
    }

    #[test]
    fn kinds_are_recognised_from_what_schools_call_things() {
        use ActivityKind as K;
        let words = words();
        for (title, kind) in [
            ("Welcome, coffee", K::Arrival),
            ("Lunch with pupils", K::Pupils),
            ("Lunch", K::Break),
            ("Working lunch", K::TeamMeeting),
            ("Learning walks with SLT", K::Lessons),
            ("Meeting with headteacher", K::Leader),
            ("Verbal feedback to head and SLT", K::Summary),
            ("Pupil voice – Y4 and Y5", K::Pupils),
            ("Book looks", K::Books),
            ("Y8 set 2", K::Lessons),
            ("Team prepare feedback", K::TeamMeeting),
            ("Tour of the school by school council", K::Tour),
            ("Meet the governors", K::Governors),
            ("SENCo", K::Leader),
        ] {
            assert_eq!(words.kind(title).map(|(k, _)| k), Some(kind), "{title}");
        }
        assert_eq!(words.kind("Xyzzy"), None);
        assert_eq!(words.kind("Teamwork"), None, "whole words only");
    }

    #[test]
    fn a_group_adds_its_own_words_and_a_wrong_file_is_told() {
        let own = "[[kind]]\nkind = \"books\"\nsure = [\"jotter trawl\"]\n[places]\nwords = [\"bothy\"]\n";
        let words = Words::new(Some(own)).unwrap();
        assert_eq!(words.kind("Jotter trawl with lead").map(|(k, _)| k), Some(ActivityKind::Books));
        assert!(words.is_place("The bothy"));
        let trouble = Words::new(Some("[[kind]]\nkind = \"grading\"")).unwrap_err();
        assert!(trouble.what().contains("timetable-words.toml"), "{trouble}");
    }

    #[test]
    fn every_word_belongs_to_the_list_it_is_found_by() {
        let words = words();
        assert!(words.is_place("Head's office") && words.is_place("Room 12") && !words.is_place("Tour"));
        assert!(words.are_initials("JKL") && !words.are_initials("SLT") && !words.are_initials("J"));
        assert!(words.is_role("the maths lead") && !words.is_role("maths"));
        assert_eq!(words.label("Location:"), Some(Label::Place));
        assert_eq!(words.label("Start time"), Some(Label::Start));
        assert!(words.is_sentence("Please arrive at the main entrance by 8.30 and sign in."));
        assert!(!words.is_sentence("Visits to classes in Years 3 and 4 with the maths lead"));
    }
}
