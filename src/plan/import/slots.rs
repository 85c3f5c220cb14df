//! Times and words that stand apart: a time on a line of its own, several of them in a row, and lines that
//! belong to an activity further above.

use super::clocks::Clock;
use super::flow::Flow;
use super::outline::{Entry, Reading};
use super::source::Line;
use super::times::{self, Found, Place, Stand};

impl Flow<'_> {
    /// `9 – tour` in a list of times: an hour alone, where it goes on from the time above.
    pub(super) fn bare_hour(&self, text: &str) -> Option<Found> {
        let above = self.out.entries.iter().rev().find_map(|e| e.when.end.or(e.when.start))?;
        let bare = times::find(text, Place::Column).filter(|f| f.stand == Stand::First && f.when.end.is_none())?;
        let clock = bare.when.start.filter(|c| c.minute == 0)?;
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = text.get(digits..)?.trim_start();
        let alone =
            (1..=2).contains(&digits) && !rest.starts_with(['.', ')', ':', '/']) && rest.len() < text.len() - digits;
        let minutes = |c: Clock| (if c.hour < 7 { c.hour + 12 } else { c.hour }) * 60 + c.minute;
        let near = (minutes(above)..=minutes(above) + 150).contains(&minutes(clock));
        let dashed = rest.starts_with(['-', '–', '—']);
        (alone && near && (dashed || self.words.names_activity(&bare.rest))).then_some(bare)
    }

    /// A time without words was a line too: say so when nothing follows it.
    pub(super) fn give_up_slot(&mut self) {
        let unused = self.slot.take().filter(|_| !self.slot_used);
        self.pairing = false;
        for slot in self.waiting.drain(..).chain(unused) {
            let no = slot.no;
            if let Some(read) = self.out.reads.iter_mut().rev().find(|r| r.no == no && r.readings == [Reading::Heading])
            {
                read.readings = vec![Reading::Unclear("a time with nothing beside it")];
            }
        }
    }

    /// The first of the times that stand one below the other, now that words come.
    pub(super) fn next_waiting(&mut self) -> Option<Entry> {
        if self.waiting.is_empty() {
            return None;
        }
        // Two single times may be a start and an end: which, is not for us to say.
        if !self.pairing && self.waiting.len() == 1 && self.waiting[0].when.end.is_none() {
            let kept = (self.slot.take(), self.slot_used);
            self.give_up_slot();
            (self.slot, self.slot_used) = kept;
            return None;
        }
        self.pairing = true;
        Some(self.waiting.remove(0))
    }

    /// `Lesson observations:` after the timetable, and the lines below it: more about that activity.
    pub(super) fn about_one_above(&mut self, line: &Line) -> bool {
        if let Some(head) = line.text.strip_suffix(':') {
            let same = |e: &Entry| e.when.has_clock() && e.title.to_lowercase().starts_with(&head.to_lowercase());
            self.under = self.out.entries.iter().position(same).filter(|_| head.len() >= 4);
        }
        let Some(at) = self.under else { return false };
        if !line.text.ends_with(':') {
            self.out.entries[at].add_note(&line.text);
        }
        self.out.read(line.no, &line.text, Reading::Detail(at));
        true
    }

    /// `& book look (the rest of you)` below an activity: another at the same time.
    pub(super) fn beside_the_last(&mut self, line: &Line) -> bool {
        let Some(rest) = line.text.strip_prefix(['&', '+']).map(str::trim) else { return false };
        let above = self.last.map(|at| self.out.entries[at].clone()).filter(|e| e.when.has_clock());
        let Some(above) = above.filter(|_| self.words.names_activity(rest)) else { return false };
        let assumed = vec![format!("it is at the same time as line {}", above.no)];
        let entry = Entry { no: line.no, when: above.when, day: above.day, assumed, ..Entry::default() };
        self.entries(line, &entry, rest);
        true
    }
}
