//! One table of a plan, asked key by key.
//!
//! A section remembers which keys it was asked for, so that the keys known at each level are named
//! once, where they are read, and [`Section::finish`] can tell every other one with its nearest
//! known neighbour. Every text is cleaned here, on its way in.

use super::findings::Findings;
use crate::text::clean_line;
use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The longest text (a question, a rule of the protocol), in characters.
pub(super) const TEXT: usize = 4_000;
/// The longest name, title or place, in characters.
pub(super) const NAME: usize = 200;
/// The longest list within one section.
pub(super) const MAX_ENTRIES: usize = 200;
/// Keys longer than this are not compared with known ones.
const MAX_KEY: usize = 60;

/// A value and the byte offset at which it stands in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: usize,
}

/// Something is there but was not understood; its mistake is told already.
#[derive(Debug)]
pub(super) struct Misread;

/// A key of a section with an example of its value, as it is written.
#[derive(Clone, Copy)]
pub(super) struct Field(pub &'static str, pub &'static str);

/// A table of the plan.
pub(super) struct Section<'t> {
    /// How the plan writes its head: `[visit]`, `[[person]]`.
    name: String,
    /// Where its head stands.
    pub at: usize,
    table: &'t DeTable<'t>,
    asked: Vec<&'static str>,
    missing: Vec<Field>,
}

impl<'t> Section<'t> {
    /// A section called `name` whose head stands at `at`.
    pub fn new(name: impl Into<String>, at: usize, table: &'t DeTable<'t>) -> Self {
        Self { name: name.into(), at, table, asked: Vec::new(), missing: Vec::new() }
    }

    /// The value of a key, if it is there.
    pub fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    /// A text that may be left out; an empty one counts as left out.
    pub fn text(&mut self, field: Field, limit: usize, f: &mut Findings) -> Option<Placed<String>> {
        let value = self.value(field.0)?;
        let text = text_of(value, field, limit, f)?;
        (!text.value.is_empty()).then_some(text)
    }

    /// A text that must be there.
    pub fn required(&mut self, field: Field, limit: usize, f: &mut Findings) -> Option<Placed<String>> {
        let Some(value) = self.value(field.0) else {
            self.missing.push(field);
            return None;
        };
        let text = text_of(value, field, limit, f)?;
        if text.value.is_empty() {
            f.mistake(text.at, format!("`{}` is empty.", field.0), example(field));
            return None;
        }
        Some(text)
    }

    /// A list of texts; empty if it is left out.
    pub fn texts(&mut self, field: Field, limit: usize, f: &mut Findings) -> Vec<Placed<String>> {
        let Some(value) = self.value(field.0) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            f.mistake(value.span().start, format!("`{}` must be a list in square brackets.", field.0), example(field));
            return Vec::new();
        };
        if list.len() > MAX_ENTRIES {
            f.mistake(
                value.span().start,
                format!("`{}` has {} entries; the limit is {MAX_ENTRIES}.", field.0, list.len()),
                "Remove some of them.",
            );
        }
        let texts = list.iter().take(MAX_ENTRIES).filter_map(|entry| text_of(entry, field, limit, f));
        texts.filter(|text| !text.value.is_empty()).collect()
    }

    /// A list of texts that must hold at least one.
    pub fn required_texts(&mut self, field: Field, limit: usize, f: &mut Findings) -> Vec<Placed<String>> {
        let texts = self.texts(field, limit, f);
        match self.table.get(field.0) {
            None => self.missing.push(field),
            Some(value) if texts.is_empty() && only_blanks(value) => {
                f.mistake(value.span().start, format!("`{}` is empty.", field.0), example(field));
            }
            Some(_) => {}
        }
        texts
    }

    /// One of a few words, which must be there.
    pub fn choice<T: Copy>(&mut self, field: Field, choices: &[(&str, T)], f: &mut Findings) -> Option<Placed<T>> {
        let word = self.required(field, NAME, f)?;
        chosen(&word, field.0, choices, f)
    }

    /// One of a few words, or `default` if it is left out; nothing if it is not understood.
    pub fn choice_or<T: Copy>(
        &mut self,
        field: Field,
        choices: &[(&str, T)],
        default: T,
        f: &mut Findings,
    ) -> Option<T> {
        if self.table.contains_key(field.0) {
            self.choice(field, choices, f).map(|c| c.value)
        } else {
            self.asked.push(field.0);
            Some(default)
        }
    }

    /// A whole number that may be left out.
    pub fn number(&mut self, field: Field, f: &mut Findings) -> Option<Placed<i64>> {
        let value = self.value(field.0)?;
        let at = value.span().start;
        let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            f.mistake(at, format!("`{}` must be a whole number, without quotes.", field.0), example(field));
        }
        number.map(|value| Placed { value, at })
    }

    /// A date that may be left out.
    pub fn date(&mut self, field: Field, f: &mut Findings) -> Option<Placed<NaiveDate>> {
        let value = self.value(field.0)?;
        let at = value.span().start;
        match value.get_ref() {
            DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => {
                let date = d
                    .date
                    .and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
                let sensible = date.filter(|d| (2000..=2100).contains(&d.year()));
                if sensible.is_none() {
                    f.mistake(at, "This date cannot be meant.", "Check the year; a date is written 2026-06-10.");
                }
                sensible.map(|value| Placed { value, at })
            }
            other => {
                let meant = other.as_str().and_then(date_as_people_write_it);
                let instead = match meant {
                    Some(date) => format!("Write {} = {date}", field.0),
                    None => example(field),
                };
                f.mistake(at, format!("`{}` must be a date: year, month and day, without quotes.", field.0), instead);
                None
            }
        }
    }

    /// A date that must be there.
    pub fn required_date(&mut self, field: Field, f: &mut Findings) -> Option<Placed<NaiveDate>> {
        if !self.table.contains_key(field.0) {
            self.missing.push(field);
        }
        self.date(field, f)
    }

    /// A time of day that may be left out, written `"08:50"`.
    pub fn time(&mut self, field: Field, f: &mut Findings) -> Result<Option<Placed<NaiveTime>>, Misread> {
        let Some(value) = self.value(field.0) else { return Ok(None) };
        let at = value.span().start;
        let time = value.get_ref().as_str().and_then(|text| time_of_day(text.trim()));
        if time.is_none() {
            let instead = match time_as_people_write_it(value.get_ref()) {
                Some(meant) => format!("Write {} = \"{}\"", field.0, meant.format("%H:%M")),
                None => example(field),
            };
            f.mistake(at, format!("`{}` must be a time of day on the 24-hour clock, in quotes.", field.0), instead);
        }
        time.map(|value| Some(Placed { value, at })).ok_or(Misread)
    }

    /// A section within this one, if it is there; a value that is none is told in the words of `wrong`:
    /// what it should be, and what to write.
    pub fn table(
        &mut self,
        key: &'static str,
        name: &str,
        wrong: (&str, &str),
        f: &mut Findings,
    ) -> Option<Section<'t>> {
        let value = self.value(key)?;
        let at = value.span().start;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Section::new(name, at, table));
        }
        f.mistake(at, format!("`{key}` must be {}.", wrong.0), wrong.1);
        None
    }

    /// The sections of one kind: `[[person]]`. At most `limit` of them.
    pub fn tables(&mut self, key: &'static str, limit: usize, f: &mut Findings) -> Vec<Section<'t>> {
        let name = format!("[[{key}]]");
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            f.mistake(value.span().start, format!("`{key}` is not a list of sections."), {
                format!("Begin each of them with {name}, in double square brackets.")
            });
            return Vec::new();
        };
        if let Some(beyond) = list.get(limit) {
            f.mistake(
                beyond.span().start,
                format!("There are {} sections {name}; the limit is {limit}.", list.len()),
                "Remove the rest.",
            );
        }
        let mut sections = Vec::new();
        for entry in list.iter().take(limit) {
            match entry.get_ref() {
                DeValue::Table(table) => sections.push(Section::new(name.clone(), entry.span().start, table)),
                _ => f.mistake(entry.span().start, format!("This is not a section {name}."), {
                    format!("Begin each of them with {name}, in double square brackets.")
                }),
            }
        }
        sections
    }

    /// Tells every key that nobody asked for, and every one that is missing. A key that is missing
    /// because it is misspelled is told once.
    pub fn finish(self, f: &mut Findings) {
        let (of_it, has) = if self.name.is_empty() {
            ("at the top of a plan".to_owned(), "The plan".to_owned())
        } else {
            (format!("in {}", self.name), format!("This {}", self.name))
        };
        let mut misspelled = Vec::new();
        for key in self.table.keys().filter(|k| !self.asked.contains(&k.get_ref().as_ref())) {
            if f.full() {
                break;
            }
            let instead = match nearest(key.get_ref(), self.asked.iter().copied()) {
                Some(known) => {
                    misspelled.push(known);
                    format!("Did you mean `{known}`?")
                }
                None => format!("Remove it; known here are {}.", self.asked.join(", ")),
            };
            f.mistake(key.span().start, format!("There is no `{}` {of_it}.", shown_key(key.get_ref())), instead);
        }
        for Field(key, value) in self.missing.iter().filter(|field| !misspelled.contains(&field.0)) {
            f.mistake(self.at, format!("{has} has no `{key}`."), format!("Add to it: {key} = {value}"));
        }
    }
}

fn example(field: Field) -> String {
    format!("Write for example {} = {}", field.0, field.1)
}

fn shown_key(key: &str) -> String {
    crate::text::fit(&clean_line(key), MAX_KEY)
}

/// Whether a list holds nothing but empty texts (so that no other mistake in it is told already).
fn only_blanks(list: &Spanned<DeValue>) -> bool {
    let blank = |entry: &Spanned<DeValue>| entry.get_ref().as_str().is_some_and(|t| clean_line(t).trim().is_empty());
    list.get_ref().as_array().is_some_and(|entries| entries.iter().all(blank))
}

/// The text of one value; one that is none, or too long, is told.
pub(super) fn text_of(
    value: &Spanned<DeValue>,
    field: Field,
    limit: usize,
    f: &mut Findings,
) -> Option<Placed<String>> {
    let at = value.span().start;
    let Some(raw) = value.get_ref().as_str() else {
        f.mistake(at, format!("`{}` must be text in straight double quotes.", field.0), example(field));
        return None;
    };
    let text = clean_line(raw).trim().to_owned();
    let length = text.chars().count();
    if length > limit {
        f.mistake(
            at,
            format!("`{}` has {length} characters; the limit is {limit}.", field.0),
            "Shorten it, or split it.",
        );
        return None;
    }
    Some(Placed { value: text, at })
}

/// The choice that `word` names; a word that is none of them is told with the nearest.
pub(super) fn chosen<T: Copy>(
    word: &Placed<String>,
    what: &str,
    choices: &[(&str, T)],
    f: &mut Findings,
) -> Option<Placed<T>> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word.value) {
        return Some(Placed { value: *value, at: word.at });
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let instead = match nearest(&word.value, names.iter().copied()) {
        Some(known) => format!("Did you mean \"{known}\"?"),
        None => format!("Write one of {}.", names.join(", ")),
    };
    f.mistake(word.at, format!("“{}” is not a known `{what}`.", shown_key(&word.value)), instead);
    None
}

/// The known word most like `word`, if one is like enough to be meant.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.chars().count() > MAX_KEY {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::normalized_damerau_levenshtein(&word, &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// `08:50`, `8:50` or `08.50`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once([':', '.'])?;
    let digits = |s: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(hour, 1..=2) || !digits(minute, 2..=2) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// The time meant by a value such as `8.50`, `08:50` without quotes, or `"1.30 pm"`.
fn time_as_people_write_it(value: &DeValue) -> Option<NaiveTime> {
    match value {
        DeValue::Float(number) => time_of_day(number.as_str()),
        DeValue::Datetime(d) => d.time.and_then(|t| NaiveTime::from_hms_opt(t.hour.into(), t.minute.into(), 0)),
        DeValue::String(text) if text.len() <= MAX_KEY => {
            let text = text.trim().to_lowercase().replace(' ', "");
            let (digits, afternoon) = match text.strip_suffix("pm") {
                Some(digits) => (digits, true),
                None => (text.strip_suffix("am").unwrap_or(&text), false),
            };
            let time = time_of_day(digits).or_else(|| time_of_day(&format!("{digits}:00")))?;
            let shift = if afternoon && time.hour() < 12 { TimeDelta::hours(12) } else { TimeDelta::zero() };
            Some(time + shift)
        }
        _ => None,
    }
}

/// The date meant by a text such as `2026-06-10` or, day first, `10/06/2026`.
fn date_as_people_write_it(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text.trim(), format).ok())
        .filter(|date| (2000..=2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_format_says_and_no_further() {
        for (text, hour, minute) in [("08:50", 8, 50), ("8:50", 8, 50), ("08.50", 8, 50), ("23:59", 23, 59)] {
            assert_eq!(time_of_day(text), NaiveTime::from_hms_opt(hour, minute, 0), "{text}");
        }
        for text in ["", "8", "8:5", "24:00", "08:60", "8:50am", "+8:50", "008:50", "8:50:00", "٨:٥٠", "8h50"] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn the_time_that_was_meant_is_offered() {
        for (text, meant) in [("8:50am", (8, 50)), ("1.30 pm", (13, 30)), ("12.15pm", (12, 15)), ("9 AM", (9, 0))] {
            let value = DeValue::String(text.into());
            assert_eq!(time_as_people_write_it(&value), NaiveTime::from_hms_opt(meant.0, meant.1, 0), "{text}");
        }
        assert_eq!(time_as_people_write_it(&DeValue::String("noon".into())), None);
    }

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not_forced() {
        assert_eq!(nearest("scool", ["school", "focus"]), Some("school"));
        assert_eq!(nearest("School", ["school", "focus"]), Some("school"));
        assert_eq!(nearest("xyz", ["school", "focus"]), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), ["school"]), None);
    }
}
