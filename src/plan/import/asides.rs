//! Lines that are no activity: the frame of a letter, sentences, notices, what stands below the timetable.
//!
//! Each says why it is none, and stays in the report; a line that names an activity is only left out where
//! it plainly speaks *about* one.

use super::dates;
use super::flow::{Flow, begins_alternative};
use super::outline::Reading;
use super::source::Line;
use super::times::{self, Place, Stand};
use super::words::{Label, Remark};

/// A line at least this long was broken by the mail program, not by its writer.
const WRAPPED: usize = 50;
/// More words than an entry of a list has.
const ENTRY_WORDS: usize = 9;

/// What the lines above say about those that follow.
#[derive(Debug, Default)]
pub(super) struct Asides {
    /// After "Kind regards" come names.
    pub closing: bool,
    /// Between `From:` and the first blank line.
    mail_head: bool,
    /// Below `Please note:` or `Aims:`.
    notice: bool,
    /// A sentence that ended without a stop, at the edge of its line.
    unfinished: bool,
    /// A blank line stands above.
    pub apart: bool,
}

impl Asides {
    /// A blank line.
    pub fn blank(&mut self) {
        self.mail_head = false;
        self.unfinished = false;
        self.apart = true;
    }

    /// An activity, or the heading of a day.
    pub fn over(&mut self) {
        *self = Self::default();
    }
}

impl Flow<'_> {
    /// Whether a line is no activity; then it stands in the report with the reason.
    pub(super) fn remark(&mut self, line: &Line) -> bool {
        let (no, text) = (line.no, line.text.as_str());
        let opens_with_time =
            times::find(text, Place::Line).is_some_and(|f| f.stand == Stand::First && f.when.has_clock());
        if opens_with_time {
            self.asides.over();
            return false;
        }
        if self.last.is_some() && begins_alternative(text) {
            return false;
        }
        let Some(why) = self.why_none(line) else {
            self.asides.unfinished = false;
            return false;
        };
        self.out.read(no, text, Reading::Remark(why));
        true
    }

    fn why_none(&mut self, line: &Line) -> Option<&'static str> {
        let text = line.text.as_str();
        let count = text.split_whitespace().count();
        let short = count <= 7;
        let sentence = self.words.is_sentence(text) || is_full_sentence(text);
        let goes_on = std::mem::take(&mut self.asides.unfinished);
        if self.words.is(Remark::SignOff, text) || (self.words.begins(Remark::Closing, text) && short) {
            self.asides.closing = true;
            return Some("the end of a letter");
        }
        if self.asides.closing {
            return Some("below the end of a letter");
        }
        if self.words.begins(Remark::Greeting, text)
            && (text.ends_with(',') || short)
            && !self.words.names_activity(text)
        {
            return Some("a greeting");
        }
        if (self.words.begins(Remark::Contact, text) && text.contains([':', '@'])) || has_address(text) {
            return Some("how to reach somebody");
        }
        let detail = line.indented && self.last.is_some_and(|at| self.out.entries[at].when.has_clock());
        self.out.tomorrow |= sentence && self.words.holds(Remark::Tomorrow, text);
        if sentence && self.slot.is_none() && (!detail || self.below()) {
            self.asides.unfinished = text.chars().count() >= WRAPPED && !text.ends_with(['.', '!', '?', ':']);
            return Some("a sentence, not an entry");
        }
        if goes_on && self.slot.is_none() {
            self.asides.unfinished = text.chars().count() >= WRAPPED && !text.ends_with(['.', '!', '?', ':']);
            return Some("it goes on with the sentence above");
        }
        if self.is_notice(text) {
            self.asides.notice = text.ends_with(':');
            return Some("a notice");
        }
        if self.asides.notice && (line.indented || !self.asides.apart) && !self.is_open(text) {
            return Some("it belongs to the notice above");
        }
        self.asides.notice = false;
        (self.below() && self.slot.is_none() && !self.names_entry(text)).then_some("below the timetable")
    }

    /// The head of a letter: `From:`, `Sent:`, `Subject:`.
    pub(super) fn mail_head(&mut self, line: &Line) -> bool {
        let text = line.text.as_str();
        let labelled = |words: &[&str]| {
            text.split_once(':').is_some_and(|(head, _)| words.iter().any(|w| head.trim().eq_ignore_ascii_case(w)))
        };
        let first = labelled(&["From", "Sent", "Subject", "To", "Cc", "Reply-To"]) && self.slot.is_none();
        // "From: 9.00 to: 9.30" is a time, and "To" heads a column too.
        let timed = times::find(text, Place::Line).is_some_and(|f| f.stand == Stand::First);
        let opens = labelled(&["From", "Sent", "Subject"]);
        if !(opens && first || self.asides.mail_head && (first || labelled(&["Date", "Importance", "Attachments"])))
            || timed && !labelled(&["Sent", "Date", "Subject"])
        {
            return false;
        }
        self.asides.closing = false;
        self.asides.mail_head = true;
        if labelled(&["Sent", "Date"]) {
            self.out.sent = dates::mentioned(text).first().copied().or(self.out.sent);
        } else if labelled(&["Subject"]) {
            self.out.mentioned.extend(dates::mentioned(text));
        }
        self.out.read(line.no, text, Reading::Remark("the head of a letter"));
        true
    }

    /// Whether what a line says about a day is part of the sentence above: "… by the end of / Thursday."
    pub(super) fn in_a_sentence(&self, text: &str) -> bool {
        self.asides.unfinished && text.chars().count() < WRAPPED && text.ends_with(['.', '!', '?'])
    }

    /// Whether the last time stands above, with a blank line between.
    fn below(&self) -> bool {
        self.asides.apart && self.no > self.last_time && self.timed
    }

    /// Whether words below the timetable are an activity nevertheless.
    fn names_entry(&self, text: &str) -> bool {
        let count = text.split_whitespace().count();
        let place = self.last.is_some() && (self.words.is_place(text) || super::parts::is_room(text));
        place
            || (self.words.names_activity(text) && count <= ENTRY_WORDS && !text.ends_with(['.', ':', '!', '?']))
            || self.is_open(text)
    }

    fn is_open(&self, text: &str) -> bool {
        super::fill::open_words(text, self.words).0.is_some()
    }

    fn is_notice(&self, text: &str) -> bool {
        let colon = text.split_once(':').is_some_and(|(head, _)| self.words.is(Remark::Notice, head));
        let said = self.words.begins(Remark::Opening, text);
        let bare = self.words.is(Remark::Notice, text) || self.words.is(Remark::Nothing, text);
        let heads = text.ends_with(':')
            && self.words.begins(Remark::Notice, text)
            && self.words.label(text) != Some(Label::Title)
            && !self.words.names_activity(text);
        (colon && self.last.is_none()) || (said && !self.words.names_activity(text)) || bare || heads
    }
}

/// Six words and a full stop, and no time: something that is said about the day.
fn is_full_sentence(text: &str) -> bool {
    text.ends_with('.') && text.split_whitespace().count() >= 6 && times::find(text, Place::Line).is_none()
}

/// `office@elmfield.example`; "Tour @ 9.30" has none.
fn has_address(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.split_once('@').is_some_and(|(name, host)| {
            name.ends_with(|c: char| c.is_alphanumeric()) && host.starts_with(char::is_alphanumeric)
        })
    })
}
