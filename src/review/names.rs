//! Names that must not appear: found in a note's words, and the role that says the same.
//!
//! Protocols ask reviewers to write of roles, never of named staff. The plan lists the names; here
//! is the one rule by which they are found, for the quiet mark after Enter, for the lists, and for
//! what holds a note back at the release. People type fast, so case, titles, possessives, accents
//! and invisible characters do not hide a name. A surname on its own counts with a capital only:
//! Mr Green must not turn every green counter into a mark that nobody heeds any more.

use crate::text;
use std::ops::Range;

/// A name that must not appear, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoNotName {
    /// The name, with or without a title: `Mrs Quillfeather`.
    pub name: String,
    /// The role that says the same: `the Year 4 teacher`. Empty if the plan gives none.
    pub role: String,
}

impl DoNotName {
    /// Names with the roles that stand in the same order; a name beyond the last role has none.
    pub fn listed(names: Vec<String>, roles: Vec<String>) -> Vec<Self> {
        let roles = roles.into_iter().chain(std::iter::repeat(String::new()));
        names.into_iter().zip(roles).map(|(name, role)| Self { name, role }).collect()
    }
}

impl From<&str> for DoNotName {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), role: String::new() }
    }
}

/// A name that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'n> {
    /// Where it stands, its title included and a possessive `'s` left out.
    pub range: Range<usize>,
    /// Which name of the plan it is.
    pub name: &'n DoNotName,
}

/// The plan's list, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: DoNotName,
    titled: bool,
    /// Its words, title left out; the last one is the surname.
    words: Vec<String>,
}

/// Titles, as they are compared.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "miss",
    "ms",
    "mx",
    "mister",
    "missus",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "reverend",
    "sir",
    "dame",
    "lady",
    "lord",
    "fr",
];

/// Letters that are taken for plain ones, because they are typed without their accents.
const PLAIN: &[(&str, char)] = &[
    ("àáâãäåāăą", 'a'),
    ("çćĉċč", 'c'),
    ("ďđð", 'd'),
    ("èéêëēĕėęě", 'e'),
    ("ĝğġģ", 'g'),
    ("ìíîïĩīĭįı", 'i'),
    ("ĺļľŀł", 'l'),
    ("ñńņňŋ", 'n'),
    ("òóôõöøōŏő", 'o'),
    ("ŕŗř", 'r'),
    ("śŝşšș", 's'),
    ("ţťŧț", 't'),
    ("ùúûüũūŭůűų", 'u'),
    ("ýÿŷ", 'y'),
    ("źżž", 'z'),
];

/// The most bytes between two words of one name.
const MOST_BETWEEN: usize = 4;

impl Names {
    /// The list of a plan; an entry without a letter is left out.
    pub fn of(list: &[DoNotName]) -> Self {
        let entry = |listed: &DoNotName| {
            let mut words: Vec<String> = words(&listed.name).into_iter().map(|w| w.plain).collect();
            let leading = words.iter().take_while(|w| is_title(w)).count();
            // A name that is nothing but a title is looked for as it stands.
            let titled = leading > 0 && leading < words.len();
            if titled {
                words.drain(..leading);
            }
            (!words.is_empty()).then(|| Entry { name: listed.clone(), titled, words })
        };
        Self { entries: list.iter().filter_map(entry).collect() }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names that stand in `text`, in order; they never overlap.
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        if self.is_empty() {
            return Vec::new();
        }
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest =
                self.entries.iter().filter_map(|e| Some((e.at(&words, at)?, e))).max_by_key(|(hit, _)| hit.words);
            let Some((hit, entry)) = longest else {
                at += 1;
                continue;
            };
            found.push(Found { range: hit.range, name: &entry.name });
            at += hit.words;
        }
        found
    }

    /// Whether one of the names stands in any of these texts.
    pub fn stand_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        texts.into_iter().any(|text| !self.find(text).is_empty())
    }

    /// The text with roles in the place of names. `role` gives what to write for a name; none leaves it.
    pub fn replaced(&self, text: &str, role: impl Fn(&DoNotName) -> Option<String>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for found in self.find(text) {
            let Some(role) = role(found.name).filter(|r| !r.trim().is_empty()) else { continue };
            out.push_str(&text[done..found.range.start]);
            let begins = out.trim_end().chars().next_back().is_none_or(|c| matches!(c, '.' | '!' | '?'));
            out.push_str(&if begins { capitalised(role.trim()) } else { role.trim().to_owned() });
            done = found.range.end;
        }
        out.push_str(&text[done..]);
        out
    }

    /// Words of which one (or a word that begins so) is in nearly every text with a name: for a search beforehand.
    /// An index knows fewer accents than this module, so a surname is there with and without them.
    pub fn search_words(&self) -> Vec<String> {
        let written =
            self.entries.iter().filter_map(|e| words(&e.name.name).pop().map(|w| e.name.name[w.range].to_lowercase()));
        let mut words: Vec<String> =
            self.entries.iter().filter_map(|e| e.words.last().cloned()).chain(written).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// Where an entry was found.
struct Hit {
    range: Range<usize>,
    /// How many words of the text it takes, titles before it not counted.
    words: usize,
}

impl Entry {
    /// Whether the name begins with the word at `at` (after a title, if there is one before it).
    fn at(&self, words: &[Word], at: usize) -> Option<Hit> {
        let titles = words[..at].iter().rev().scan(at, |next, word| {
            *next -= 1;
            (is_title(&word.plain) && close(words, *next + 1)).then_some(*next)
        });
        let first = titles.last();
        let start = words[first.unwrap_or(at)].range.start;
        let surname = self.words.last()?;
        let whole = self.words.len() > 1 || !self.titled;
        let (others, last) = (&self.words[..self.words.len() - 1], at + self.words.len() - 1);
        let there = words.len() > last
            && others.iter().enumerate().all(|(n, w)| words[at + n].plain == *w && close(words, at + n + 1));
        if whole
            && there
            && let Some(end) = words[last].ends(surname, !others.is_empty() || first.is_some())
        {
            return Some(Hit { range: start..end, words: self.words.len() });
        }
        let end = words[at].ends(surname, first.is_some())?;
        (first.is_some() || words[at].capital).then_some(Hit { range: start..end, words: 1 })
    }
}

/// A word of a text, as it is compared.
struct Word {
    range: Range<usize>,
    plain: String,
    capital: bool,
    /// It ends in a plain `s`.
    s: bool,
}

impl Word {
    /// Where `name` ends in this word, if it is the name or its possessive typed without the apostrophe;
    /// `sure` says that what stands before makes it a name even in small letters.
    fn ends(&self, name: &str, sure: bool) -> Option<usize> {
        if self.plain == name {
            return Some(self.range.end);
        }
        let possessive = self.s && (sure || self.capital) && self.plain.strip_suffix('s') == Some(name);
        possessive.then(|| self.range.end - 1)
    }
}

fn is_title(plain: &str) -> bool {
    TITLES.contains(&plain)
}

/// Whether the word at `at` follows closely on the one before it.
fn close(words: &[Word], at: usize) -> bool {
    at > 0 && words.get(at).is_some_and(|w| w.range.start - words[at - 1].range.end <= MOST_BETWEEN)
}

/// The words of a text: letters and digits; what cannot be seen parts nothing.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut within = false;
    for (at, c) in text.char_indices() {
        if text::is_invisible(c) || is_accent(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            within = false;
            continue;
        }
        if !within {
            words.push(Word { range: at..at, plain: String::new(), capital: c.is_uppercase(), s: false });
            within = true;
        }
        if let Some(word) = words.last_mut() {
            word.range.end = at + c.len_utf8();
            word.s = matches!(c, 's' | 'S');
            word.plain.extend(c.to_lowercase().filter(|c| !is_accent(*c)).map(plain));
        }
    }
    words
}

/// An accent that is written behind its letter.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn plain(c: char) -> char {
    if c.is_ascii() { c } else { PLAIN.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |(_, plain)| *plain) }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(list: &[&str]) -> Names {
        Names::of(&list.iter().map(|n| DoNotName::from(*n)).collect::<Vec<_>>())
    }

    fn found<'t>(list: &[&str], text: &'t str) -> Vec<&'t str> {
        names(list).find(text).into_iter().map(|f| &text[f.range]).collect()
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        let list = ["Mrs Quillfeather"];
        for (text, hit) in [
            ("Mrs Quillfeather models", "Mrs Quillfeather"),
            ("asked mrs.  quillfeather's pupils", "mrs.  quillfeather"),
            ("Ms Quillfeather’s room", "Ms Quillfeather"),
            ("mrs quillfeathers class", "mrs quillfeather"),
            ("Quillfeather said so", "Quillfeather"),
            ("(QUILLFEATHER)", "QUILLFEATHER"),
            ("Mrs\nQuillfeather", "Mrs\nQuillfeather"),
            ("Quill\u{200b}feather", "Quill\u{200b}feather"),
            ("Rev Dr Quillfeather", "Rev Dr Quillfeather"),
        ] {
            assert_eq!(found(&list, text), [hit], "{text}");
        }
        assert_eq!(found(&["Zoë Łącka"], "zoe lacka reads; ZOE\u{308} ŁĄCKA writes").len(), 2);
        assert_eq!(found(&["Ms O'Brien-Holt"], "Ms O’Brien Holt and Holt's TA"), ["Ms O’Brien Holt", "Holt"]);
    }

    #[test]
    fn what_is_no_name_is_left_alone() {
        for (list, text) in [
            (["Mr Green"], "green counters, greens, evergreen"),
            (["Mrs Quillfeather"], "the quillfeather pattern; Quillfeathering"),
            (["Ann"], "Planning; anns; Annie"),
            (["Robin Teachername"], "a robin on the feeder; Robin Hood"),
            ([" "], "anything at all"),
        ] {
            assert!(found(&list, text).is_empty(), "{text}: {:?}", found(&list, text));
        }
        assert!(names(&[]).is_empty() && names(&[" - "]).is_empty());
    }

    #[test]
    fn the_whole_name_is_taken_before_its_last_word() {
        let list = ["Mr Green", "Jane Green"];
        assert_eq!(found(&list, "jane green, mr green, Green, Jane"), ["jane green", "mr green", "Green"]);
    }

    #[test]
    fn a_role_takes_the_place_of_the_name() {
        let list = [
            DoNotName { name: "Mrs Quillfeather".to_owned(), role: "the Year 4 teacher".to_owned() },
            DoNotName::from("Mr Brambledown"),
        ];
        let names = Names::of(&list);
        let planned = |n: &DoNotName| Some(n.role.clone());
        assert_eq!(
            names.replaced("Mrs Quillfeather's pupils. Quillfeather asks mrs quillfeather, Mr Brambledown", planned),
            "The Year 4 teacher's pupils. The Year 4 teacher asks the Year 4 teacher, Mr Brambledown"
        );
        let asked = |_: &DoNotName| Some("a TA".to_owned());
        assert_eq!(names.replaced("Mr Brambledown helps", asked), "A TA helps");
        assert_eq!(names.replaced("Year 4 help", asked), "Year 4 help");
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(text in any::<String>(), name in "\\PC{0,12}") {
            let list = [DoNotName { name: name.clone(), role: "someone".to_owned() }, DoNotName::from("Ann")];
            let names = Names::of(&list);
            let mut last = 0;
            for found in names.find(&text) {
                prop_assert!(found.range.start >= last && text.get(found.range.clone()).is_some());
                last = found.range.end;
            }
            prop_assert_eq!(names.replaced(&text, |_| None), text);
        }

        #[test]
        fn a_replaced_name_is_gone(before in "[a-z ]{0,8}", after in "[a-z ]{0,8}") {
            let names = names(&["Mrs Quillfeather"]);
            let text = format!("{before} Mrs Quillfeather {after}");
            let text = names.replaced(&text, |_| Some("the teacher".to_owned()));
            prop_assert!(names.find(&text).is_empty(), "{}", text);
        }
    }
}
