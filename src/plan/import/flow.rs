//! Lines of text, one after the other: what each is, given those before it.
//!
//! The order of the questions is the design: is it a heading, is it no activity, has it a time; and only
//! then whether it belongs to the activity above. A line that answers none of them stays an activity
//! without a time, so that a person decides.

use super::asides::Asides;
use super::dates;
use super::fill::{open_words, put};
use super::groups::{shared_out, shares};
use super::outline::{Entry, Outline, Reading};
use super::parts;
use super::periods;
use super::source::{Line, MAX_LINE};
use super::times::{self, Found, Place, Stand, When};
use super::words::{Label, Remark, Words};

/// Reads lines; tables lend it theirs when a cell is a text of its own.
pub(super) struct Flow<'a> {
    pub words: &'a Words,
    pub out: &'a mut Outline,
    /// The document gives times somewhere.
    pub timed: bool,
    pub day: Option<usize>,
    pub group: Option<String>,
    /// A time on a line of its own, for what follows.
    pub(super) slot: Option<Entry>,
    /// Something has followed it.
    pub(super) slot_used: bool,
    /// The activity that a further line may belong to.
    pub(super) last: Option<usize>,
    /// An activity made of labelled lines: `Theme:`, `Time:`, `Location:`.
    pub(super) form: Option<usize>,
    pub(super) asides: Asides,
    /// In a list of bells.
    bells: bool,
    /// The line that is read.
    pub(super) no: usize,
    /// The last line that a time opens.
    pub(super) last_time: usize,
    /// Times that stand one below the other, whose words come after them.
    pub(super) waiting: Vec<Entry>,
    /// Their words have begun.
    pub(super) pairing: bool,
    /// The activity that lines below a heading of the same name tell about.
    pub(super) under: Option<usize>,
}

impl<'a> Flow<'a> {
    /// Reads into `out`; `last_time` is the number of the last line with a time, if any has one.
    pub fn new(words: &'a Words, out: &'a mut Outline, last_time: Option<usize>) -> Self {
        let (day, group, slot, last, form) = (None, None, None, None, None);
        let (asides, waiting) = (Asides::default(), Vec::new());
        let (timed, last_time) = (last_time.is_some(), last_time.unwrap_or(0));
        Self {
            words,
            out,
            timed,
            day,
            group,
            slot,
            slot_used: false,
            last,
            form,
            asides,
            bells: false,
            no: 0,
            last_time,
            waiting,
            pairing: false,
            under: None,
        }
    }

    /// A blank line: what came before is over.
    pub fn blank(&mut self) {
        self.form = None;
        self.bells = false;
        self.under = None;
        self.asides.blank();
    }

    /// Another part of the document begins.
    pub fn part_ends(&mut self) {
        self.give_up_slot();
        self.blank();
        self.last = None;
        self.asides.over();
    }

    /// Reads a line.
    pub fn line(&mut self, line: &Line) {
        let text = line.text.as_str();
        self.no = line.no;
        if text.chars().count() > MAX_LINE {
            self.out.read(line.no, text, Reading::Unclear("far too long for a line of a timetable"));
        } else if !text.chars().any(char::is_alphanumeric) {
            self.out.read(line.no, text, Reading::Remark("a rule"));
        } else if !(self.mail_head(line)
            || self.heading(line)
            || self.form_line(line)
            || self.remark(line)
            || self.group_line(line)
            || self.entry_line(line))
        {
            self.words_only(line);
        }
    }

    // ------------------------------------------------------------- headings

    fn heading(&mut self, line: &Line) -> bool {
        let (no, text) = (line.no, line.text.as_str());
        let Some((mark, rest)) = dates::leading(text) else {
            return self.heading_within(line);
        };
        if self.form.is_some() && parts::labelled(text, self.words).is_some_and(|(l, _)| l == Label::Day) {
            return false;
        }
        let time = times::find(&rest, Place::Line);
        let vague = rest.is_empty() || self.words.is(Remark::Open, &rest) || self.words.is(Remark::Heading, &rest);
        if let Some(found) = time.filter(|f| f.when.has_clock()) {
            self.give_up_slot();
            self.day = Some(self.out.day(mark));
            self.asides.over();
            if found.rest.is_empty() || !found.rest.chars().any(char::is_alphanumeric) {
                // "Wednesday 14 October, 8.30 – 3.30": the frame of the day.
                self.out.read(no, text, Reading::Day(self.day.unwrap_or_default()));
            } else {
                let inner = Line { text: rest, ..line.clone() };
                self.entry_line(&inner);
                self.restore_source(no, text);
            }
            return true;
        }
        let sentence = self.words.is_sentence(text)
            || self.in_a_sentence(text)
            || (!vague && rest.starts_with(char::is_lowercase));
        let other = mark.date.is_none() && !vague && self.words.names_activity(&rest) && mark.number.is_none();
        if sentence || other {
            self.out.mentioned.extend(dates::mentioned(text));
            // "On Friday we meet …" is the day, if nothing better says it.
            self.out
                .mentioned
                .extend(mark.weekday.filter(|_| mark.date.is_none() && mark.of_month.is_none()).map(|_| mark));
            return false;
        }
        self.give_up_slot();
        self.day = Some(self.out.day(mark));
        (self.group, self.last, self.form) = (None, None, None);
        self.asides.over();
        self.out.read(no, text, Reading::Day(self.day.unwrap_or_default()));
        true
    }

    /// A short heading that names a day further on: `Schedule for Day 2 (Thursday)`.
    fn heading_within(&mut self, line: &Line) -> bool {
        let text = line.text.as_str();
        if self.words.holds(Remark::Dated, text) {
            return false;
        }
        self.out.mentioned.extend(dates::mentioned(text));
        let timed = times::find(text, Place::Line).is_some_and(|f| !f.when.is_empty());
        let short = text.split_whitespace().count() <= 12 && !self.words.is_sentence(text) && !text.ends_with('.');
        if timed || !short || line.indented || self.slot.is_some() || self.form.is_some() || self.asides.closing {
            return false;
        }
        let headed = self.words.holds(Remark::Heading, text);
        let mark =
            dates::within(text).filter(|m| m.date.is_some() || (headed && (m.number.is_some() || m.weekday.is_some())));
        let Some(mark) = mark.filter(|_| headed || !self.words.names_activity(text)) else { return false };
        self.day = Some(self.out.day(mark));
        (self.group, self.last) = (None, None);
        self.out.read(line.no, text, Reading::Day(self.day.unwrap_or_default()));
        true
    }

    /// The report shows the whole line, also where only a part of it was handed on.
    fn restore_source(&mut self, no: usize, text: &str) {
        if let Some(read) = self.out.reads.last_mut().filter(|r| r.no == no) {
            text.clone_into(&mut read.source);
        }
    }

    fn group_line(&mut self, line: &Line) -> bool {
        if self.words.is_everyone(line.text.trim_end_matches(':')) && self.slot.is_none() {
            (self.group, self.last) = (None, None);
            self.out.read(line.no, &line.text, Reading::Heading);
            return true;
        }
        let found = shares(&line.text, self.words);
        let [only] = found.as_slice() else { return false };
        let names = |text: &str| text.is_empty() || parts::are_people(text.trim_matches(['(', ')']), self.words);
        if self.slot.is_some() || !names(&only.text) {
            return false;
        }
        self.group = Some(only.group.clone());
        self.last = None;
        self.out.read(line.no, &line.text, Reading::Heading);
        true
    }

    // ------------------------------------------------------------- entries

    /// A line with a time, a period, a length, or words that leave the time open.
    fn entry_line(&mut self, line: &Line) -> bool {
        let text = line.text.as_str();
        let read = times::find(text, Place::Line);
        let bare = if read.is_none() { self.bare_hour(text) } else { None };
        let assumed = bare.as_ref().map(|_| "the number is an hour, since it goes on from the time above".to_owned());
        let found = read.or(bare).filter(|f| f.stand != Stand::Between || !self.words.is_sentence(text));
        let sentence_end = found.as_ref().is_some_and(|f| f.stand != Stand::First) && self.words.is_sentence(text);
        let whole = Found { when: When::default(), stand: Stand::Between, rest: text.to_owned() };
        let has_clock = found.as_ref().is_some_and(|f| f.when.has_clock());
        // "and lunch at 12" below an entry tells more about it.
        let says_open = open_words(text, self.words).0.is_some();
        if !has_clock && !says_open && line.indented && self.last.is_some() && self.slot.is_none() && self.timed {
            return false;
        }
        let found = found.filter(|_| !sentence_end).unwrap_or(whole);
        let (period, rest) = match periods::find(&found.rest) {
            Some((period, rest)) => (Some(period), rest),
            None => (None, found.rest.clone()),
        };
        // "Lesson 1" below "9.50" is what happens then.
        if let (Some(period), Some(slot), true) = (&period, self.slot.clone(), found.when.is_empty())
            && slot.when.has_clock()
        {
            let slot = Entry { period: Some(period.clone()), ..slot };
            self.entries(line, &slot, &rest);
            self.slot = None;
            return true;
        }
        let (open, rest) = if has_clock { (None, rest) } else { open_words(&rest, self.words) };
        if open.is_some() && rest.is_empty() {
            // "Afternoon" alone heads what follows.
            self.out.read(line.no, text, Reading::Heading);
            return true;
        }
        if found.when.is_empty() && period.is_none() && open.is_none() {
            return false;
        }
        let assumed = assumed.into_iter().collect();
        let entry = Entry { no: line.no, when: found.when, period, open, day: self.day, assumed, ..Entry::default() };
        self.take(line, entry, &rest);
        true
    }

    /// Takes an entry whose time is known, with the words left of its line.
    fn take(&mut self, line: &Line, mut entry: Entry, rest: &str) {
        let (no, text) = (line.no, line.text.as_str());
        let bell_word = self.bells && self.words.is(Remark::Bells, rest);
        if entry.when.has_clock() && (bell_word || (entry.period.is_some() && rest.is_empty())) {
            rest.clone_into(&mut entry.title);
            self.out.bell(entry);
            self.bells = true;
            self.out.read(no, text, Reading::Bells);
            return;
        }
        let bare = rest.is_empty() && (entry.when.has_clock() || entry.period.is_some());
        let stands = |slot: &Entry| slot.when.has_clock() && slot.when.end.is_some() == entry.when.end.is_some();
        if bare && !self.pairing && !self.slot_used && self.slot.as_ref().is_some_and(stands) {
            self.waiting.extend(self.slot.take());
        } else {
            self.give_up_slot();
        }
        (self.form, self.under) = (None, None);
        if bare {
            self.slot = Some(entry);
            self.slot_used = false;
            self.last = None;
            self.out.read(no, text, Reading::Heading);
            return;
        }
        if self.words.is(Remark::Finish, rest) && entry.when.has_clock() {
            entry.finish = true;
            // "Finish by 3.15"
            entry.when.start = entry.when.start.or(entry.when.end.take());
            rest.clone_into(&mut entry.title);
            entry.groups = self.group.iter().cloned().collect();
            let at = self.out.add(entry);
            self.out.read(no, text, Reading::Finish(at));
            return;
        }
        self.entries(line, &entry, rest);
    }

    /// One entry, or one for each group that the words name.
    pub(super) fn entries(&mut self, line: &Line, pattern: &Entry, rest: &str) {
        let found = shared_out(rest, self.words);
        let mut readings = Vec::new();
        if found.is_empty() {
            let groups = self.group.iter().cloned().collect();
            readings.push(self.entry(Entry { groups, ..pattern.clone() }, rest));
        }
        for share in found {
            // "CD & EF" are two who go together.
            let each = share.group.split(['&', '/', '+', ',']).map(|one| one.trim().to_owned());
            let mut entry = Entry { groups: each.collect(), ..pattern.clone() };
            // "Group A: 9.45 books; Group B: 10.30 pupils": each has its own time.
            let own = times::find(&share.text, Place::Line).filter(|f| f.stand == Stand::First && f.when.has_clock());
            let own = own.filter(|_| entry.when.is_empty());
            let words = own.as_ref().map_or(&share.text, |found| &found.rest);
            let words = if words.is_empty() { "Group work" } else { words };
            if let Some(found) = &own {
                entry.when = found.when.clone();
            }
            if share.text.is_empty() {
                entry.doubts.push("it does not say what the group does".to_owned());
            }
            readings.push(self.entry(entry, words));
        }
        self.out.reads.push(super::outline::Read { no: line.no, source: line.text.clone(), readings });
    }

    /// Adds an entry with its words taken apart.
    pub fn entry(&mut self, mut entry: Entry, rest: &str) -> Reading {
        put(&mut entry, parts::parts(rest, self.words));
        if times::find(&entry.title, Place::Line).is_some_and(|f| f.when.has_clock()) {
            entry.doubts.push("a second time stands in it and was not followed".to_owned());
        }
        let lower = format!(" {} ", entry.title.to_lowercase());
        if lower.contains(" or ") || lower.contains(" either ") {
            entry.assumed.push("the alternatives stay together until somebody chooses".to_owned());
        }
        let at = self.out.add(entry);
        self.last = Some(at);
        Reading::Activity(at)
    }

    // ------------------------------------------------------------- words without a time

    fn words_only(&mut self, line: &Line) {
        let (no, text) = (line.no, line.text.as_str());
        // The heads of a table that was pasted cell by cell.
        if self.words.label(text).is_some() && (self.slot.is_none() && self.last.is_none()) {
            self.out.read(no, text, Reading::Heading);
            return;
        }
        if let Some(mut slot) = self.next_waiting() {
            slot.assumed.push(format!("its time is that of line {}: times and words stand apart", slot.no));
            self.entries(line, &slot, text);
            return;
        }
        if let Some(slot) = self.slot.clone() {
            // Several groups may share one time: the slot stays open for them.
            let grouped = !shares(text, self.words).is_empty();
            self.entries(line, &slot, text);
            self.slot_used = true;
            if !grouped {
                self.slot = None;
            }
            return;
        }
        if self.words.is(Remark::Heading, text) || line.heading {
            let bells = ["bell", "school day"].iter().any(|w| text.to_lowercase().contains(w));
            self.bells = bells;
            self.out.read(no, text, Reading::Heading);
            return;
        }
        if self.about_one_above(line) || self.beside_the_last(line) {
            return;
        }
        let first = text.chars().next().unwrap_or_default();
        let leans = first.is_lowercase() || matches!(first, '(' | '&' | '+');
        let alternative = begins_alternative(text);
        if let Some(at) = self.last
            && (line.indented || leans || alternative || self.is_beside(text))
        {
            self.add_detail(at, text);
            if alternative {
                self.out.entries[at].assumed.push("the alternatives stay together until somebody chooses".to_owned());
            }
            self.out.read(no, text, Reading::Detail(at));
            return;
        }
        let names = self.words.names_activity(text);
        let begun = !self.out.entries.is_empty();
        let long = text.split_whitespace().count() > 8;
        if self.words.holds(Remark::Heading, text) || (!begun && self.timed && (!line.indented || !names || long)) {
            self.out.read(no, text, Reading::Heading);
        } else if names || line.indented || begun {
            let entry = Entry { no, day: self.day, ..Entry::default() };
            self.entries(line, &entry, text);
        } else {
            self.out.read(no, text, Reading::Heading);
        }
    }

    /// Whether words below an activity are its place or its people.
    fn is_beside(&self, text: &str) -> bool {
        let found = parts::whole(text, self.words);
        !found.place.is_empty() || !found.with.is_empty() || (!found.link.is_empty() && found.title.is_empty())
    }

    /// Puts a further line into an entry.
    pub fn add_detail(&mut self, at: usize, text: &str) {
        if let Some((label, value)) = parts::labelled(text, self.words).filter(|(l, v)| !parts::timed_aside(*l, v)) {
            self.fill(at, label, value, text);
            return;
        }
        let found = parts::whole(text, self.words);
        let entry = &mut self.out.entries[at];
        if !found.place.is_empty() && entry.place.is_empty() {
            entry.place = found.place;
        } else if !found.with.is_empty() && entry.with.is_empty() {
            entry.with = found.with;
        } else if !found.link.is_empty() && entry.link.is_empty() {
            entry.link = found.link;
            entry.add_note(&found.title);
        } else {
            entry.add_note(text);
        }
    }
}

/// Whether a line goes on with another possibility for the entry above.
pub(super) fn begins_alternative(text: &str) -> bool {
    text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("or "))
}
