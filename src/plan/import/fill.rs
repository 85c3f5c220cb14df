//! Putting what a line or a cell says into its entry: words, times, people.

use super::outline::Entry;
use super::parts::Parts;
use super::periods;
use super::scan::trimmed;
use super::times::{self, Place};
use super::words::{Label, Remark, Words};

/// Puts the parts of a line into its entry.
pub(super) fn put(entry: &mut Entry, parts: Parts) {
    if entry.title.is_empty() {
        entry.title = parts.title;
    } else {
        entry.add_note(&parts.title);
    }
    if entry.place.is_empty() {
        entry.place = parts.place;
    } else {
        entry.add_note(&parts.place);
    }
    if entry.with.is_empty() {
        entry.with = parts.with;
    } else if !entry.title.contains(&parts.with) {
        entry.add_note(&parts.with);
    }
    if entry.link.is_empty() {
        entry.link = parts.link;
    }
    parts.notes.iter().for_each(|note| entry.add_note(note));
}

/// The words that leave a time open, if the text begins or ends with some, and the rest.
pub(super) fn open_words(text: &str, words: &Words) -> (Option<String>, String) {
    if words.is(Remark::Open, text) {
        return (Some(trimmed(text)), String::new());
    }
    for sign in [":", " – ", " - ", "  ", " — "] {
        if let Some((head, rest)) = text.split_once(sign)
            && words.is(Remark::Open, head)
        {
            return (Some(trimmed(head)), trimmed(rest));
        }
        if let Some((rest, tail)) = text.rsplit_once(sign)
            && words.is(Remark::Open, tail)
            && !words.label(rest).is_some_and(|_| true)
        {
            return (Some(trimmed(tail)), trimmed(rest));
        }
    }
    if let Some(inner) = text.strip_suffix(')')
        && let Some(at) = inner.rfind('(')
        && words.is(Remark::Open, &inner[at + 1..])
    {
        return (Some(trimmed(&inner[at + 1..])), trimmed(&inner[..at]));
    }
    if let Some((head, rest)) = text.split_once(' ')
        && ["tbc", "tba", "tbd"].contains(&head.to_lowercase().as_str())
    {
        return (Some(head.to_owned()), trimmed(rest));
    }
    (None, text.to_owned())
}

/// Puts a labelled time into an entry.
pub(super) fn fill_time(entry: &mut Entry, label: Label, value: &str, words: &Words) {
    if label == Label::Length
        && let Some(minutes) = value.trim().parse::<u32>().ok().filter(|m| (1..=600).contains(m))
    {
        entry.when.minutes = Some(minutes);
        return;
    }
    let Some(found) = times::find(value, Place::Column) else {
        match periods::find(value) {
            Some((period, rest)) => {
                entry.period = Some(period);
                entry.add_note(&rest);
            }
            None if !value.is_empty() => {
                if words.is(Remark::Open, value) || words.begins(Remark::Open, value) {
                    entry.open = Some(trimmed(value));
                } else if entry.open.is_none() {
                    entry.open = Some(trimmed(value));
                    entry.doubts.push(format!("“{}” was not understood as a time", crate::text::fit(value, 60)));
                }
            }
            None => {}
        }
        return;
    };
    match label {
        Label::End => entry.when.end = found.when.end.or(found.when.start),
        _ => {
            entry.when.start = found.when.start.or(entry.when.start);
            entry.when.end = found.when.end.or(entry.when.end);
        }
    }
    entry.when.minutes = found.when.minutes.or(entry.when.minutes);
    entry.when.about |= found.when.about;
    entry.when.unsure |= found.when.unsure;
    entry.when.beside = found.when.beside.or(entry.when.beside.take());
    match periods::find(&found.rest) {
        Some((period, rest)) => {
            entry.period = Some(period);
            entry.add_note(&rest);
        }
        None => entry.add_note(&found.rest),
    }
}

/// Adds those of the team that a cell names; a word for everyone names nobody.
pub(super) fn add_people(entry: &mut Entry, value: &str, words: &Words) {
    let value = trimmed(&value.replace('\n', ", "));
    if words.is_everyone(&value) {
        return;
    }
    let list = value.split([',', '/', '&', '+', ';']).flat_map(|p| p.split(" and ")).map(trimmed);
    entry.people.extend(list.filter(|p| !p.is_empty() && !words.is_everyone(p)));
}
