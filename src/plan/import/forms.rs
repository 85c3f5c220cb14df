//! Labelled lines that together are one activity: `Theme: …`, `Time: …`, `Location: …`.

use super::dates;
use super::fill::{add_people, fill_time};
use super::flow::Flow;
use super::outline::{Entry, Reading};
use super::parts;
use super::periods;
use super::scan::trimmed;
use super::source::Line;
use super::times::{self, Place};
use super::words::Label;

impl Flow<'_> {
    /// `Theme: …`, `Time: …`, `Location: …`: labelled lines that together are one activity.
    pub(super) fn form_line(&mut self, line: &Line) -> bool {
        let (no, text) = (line.no, line.text.as_str());
        let Some((label, value)) = parts::labelled(text, self.words) else {
            // "Session 3:" opens a form.
            if self.slot.is_none() && periods::find(text).is_some_and(|(_, rest)| rest.is_empty()) {
                let title = trimmed(text);
                let entry = Entry {
                    no,
                    title,
                    day: self.day,
                    groups: self.group.iter().cloned().collect(),
                    ..Entry::default()
                };
                let at = self.out.add(entry);
                (self.form, self.last) = (Some(at), Some(at));
                self.out.read(no, text, Reading::Activity(at));
                return true;
            }
            return false;
        };
        // "Key questions:" below a blank line heads what follows.
        if value.is_empty() && self.form.is_none() && self.asides.apart {
            return false;
        }
        let Some(at) = self.form.or_else(|| self.last.filter(|_| label != Label::Title && label != Label::Time)) else {
            return self.open_form(line, label, value);
        };
        let full = |entry: &Entry| match label {
            Label::Title => !entry.title.is_empty() && entry.when.has_clock(),
            Label::Time | Label::Start => entry.when.start.is_some() || entry.open.is_some(),
            _ => false,
        };
        if full(&self.out.entries[at]) {
            self.form = None;
            return self.open_form(line, label, value);
        }
        self.fill(at, label, value, text);
        self.out.read(no, text, Reading::Detail(at));
        true
    }

    fn open_form(&mut self, line: &Line, label: Label, value: &str) -> bool {
        let opens = matches!(label, Label::Time | Label::Title) && !value.is_empty() && self.slot.is_none();
        // "Time: 8.30" alone may be the frame of the day; with a title it is an activity.
        let activity = label == Label::Title && self.words.kind(value).is_some();
        let timed = label == Label::Time && self.form.is_none() && times::find(value, Place::Column).is_none();
        if !opens || timed || !(activity || label == Label::Time) {
            return false;
        }
        if times::find(value, Place::Column).is_some_and(|f| f.when.has_clock()) && label == Label::Title {
            return false;
        }
        let entry =
            Entry { no: line.no, day: self.day, groups: self.group.iter().cloned().collect(), ..Entry::default() };
        let at = self.out.add(entry);
        (self.form, self.last) = (Some(at), Some(at));
        self.fill(at, label, value, &line.text);
        self.out.read(line.no, &line.text, Reading::Activity(at));
        true
    }

    /// Puts a labelled value into an entry.
    pub fn fill(&mut self, at: usize, label: Label, value: &str, source: &str) {
        if label == Label::Day
            && let Some((mark, rest)) = dates::leading(value)
        {
            let day = self.out.day(mark);
            self.day = Some(day);
            self.out.entries[at].day = Some(day);
            self.out.entries[at].add_note(&rest);
            return;
        }
        let words = self.words;
        let entry = &mut self.out.entries[at];
        match label {
            Label::Time | Label::Start | Label::End | Label::Length => {
                fill_time(entry, label, value, words);
            }
            Label::Title if entry.title.is_empty() => trimmed(value).clone_into(&mut entry.title),
            Label::Title => entry.title = format!("{}: {}", entry.title, trimmed(value)),
            Label::Place if entry.place.is_empty() => {
                let found = parts::parts(value, words);
                entry.link.clone_from(&found.link);
                trimmed(if found.link.is_empty() { value } else { &found.title }).clone_into(&mut entry.place);
            }
            Label::With if entry.with.is_empty() => trimmed(value).clone_into(&mut entry.with),
            Label::People => add_people(entry, value, words),
            Label::Link => {
                let found = parts::parts(value, words);
                if found.link.is_empty() { entry.add_note(source) } else { entry.link = found.link }
            }
            Label::Group => entry.groups.push(trimmed(value)),
            _ => entry.add_note(source),
        }
    }
}
