//! Entries of a calendar, which give their times whole.

use super::dates;
use super::flow::Flow;
use super::outline::{Entry, Read, Reading};
use super::scan::trimmed;
use super::source::Event;
use chrono::Datelike as _;

impl Flow<'_> {
    /// An entry of a calendar.
    pub fn event(&mut self, event: &Event) {
        let when = event.start.map_or_else(|| "all day".to_owned(), |s| s.format("%Y-%m-%d %H:%M").to_string());
        let source = format!("{} · {when} · {}", event.title, event.place);
        let source = trimmed(&source);
        if event.cancelled {
            self.out.read(event.no, &source, Reading::Remark("cancelled in the calendar"));
            return;
        }
        let mut entry =
            Entry { no: event.no, link: event.link.clone(), place: event.place.clone(), ..Entry::default() };
        entry.day = event.day.map(|d| {
            let mark = dates::Mark { date: Some((d.day(), d.month(), Some(d.year()))), ..dates::Mark::default() };
            self.out.day(mark)
        });
        entry.dated = event.start.map(|start| (start, event.end));
        entry.open = event.start.is_none().then(|| "all day".to_owned());
        if let Some(zone) = &event.moved_zone {
            entry.assumed.push(format!("its time was given in {zone}"));
        }
        if event.repeats {
            entry.doubts.push("it comes again by a rule; only the first time was taken".to_owned());
        }
        if entry.place.starts_with("http") {
            entry.link = std::mem::take(&mut entry.place);
        }
        let reading = self.entry(entry, if event.title.is_empty() { "Untitled" } else { &event.title });
        if let Reading::Activity(at) = reading {
            for line in &event.more {
                self.add_detail(at, line);
            }
        }
        self.out.reads.push(Read { no: event.no, source, readings: vec![reading] });
    }
}
