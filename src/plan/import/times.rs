//! Times as people write them: clocks, from-to, lengths. Pure: a text in, what it says out.
//!
//! This is the table of notations; `tests/timetables/` shows each at work. To add one, find its row here.
//!
//! | notation | read by |
//! |---|---|
//! | `8.30` `08:30` `8;30` `8h30` `9,15` `08:30:00` | [`clock`]: hour, sign, two digits |
//! | `0900` `1315` `1200 hrs` | [`clock`]: four digits at the start, in a time column, or with `hrs` |
//! | `8.30am` `2pm` `9 a.m.` `9 o'clock` | [`clock`], with its half of the day |
//! | `12 noon` `12.00 noon` `noon` `midday` | [`clock`] |
//! | `9.00–9.30` `0900-0940` `8.30am – 2pm` `1-1.30pm` `9 to 9.30` `between 9 and 10` | [`span`] |
//! | `until 9.30` `c. 9.30` `from 9.30` `9.30ish` `9.30 onwards` | [`span`] |
//! | `15 mins` `1 hour 15` `1.5 hrs` `half an hour` `20-30 mins` `(45 minutes approx)` `c. 15 mins` | [`length`](super::lengths::length) |
//! | `Period 3` `P3` `P1-2` `Session 2` | [`periods`](super::periods) |

use super::lengths;
use super::scan::{DASHES, Sort, Token, past_space, tokens, trimmed, without};

/// Which half of the day a clock time belongs to, as far as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// It says am.
    Morning,
    /// It says pm.
    Afternoon,
    /// The 24-hour clock, or noon: nothing to decide.
    Told,
    /// Not said.
    Open,
}

/// A clock time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub half: Half,
}

/// What a line says about when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct When {
    pub start: Option<Clock>,
    pub end: Option<Clock>,
    /// How long, in minutes.
    pub minutes: Option<u32>,
    /// Said to be approximate.
    pub about: bool,
}

impl When {
    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        self.start.is_none() && self.end.is_none() && self.minutes.is_none()
    }

    /// A clock time was said.
    pub fn has_clock(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }
}

/// Where in its line a time stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// It opens the line.
    First,
    /// It ends the line.
    Last,
    /// Words on both sides.
    Between,
}

/// A time found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub when: When,
    pub stand: Stand,
    /// The line without it.
    pub rest: String,
}

/// Whether a text is a line of its own, or stands where only times are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anything may stand here, so a bare `9` or `1200` is not taken for a time.
    Line,
    /// A column of times: `9` and `1200` are times.
    Column,
}

/// The first time in `text`; with it the length, if one is said.
pub(super) fn find(text: &str, place: Place) -> Option<Found> {
    let all = tokens(text);
    let first = all.iter().position(|t| matches!(t.sort, Sort::Digits | Sort::Word)).unwrap_or(0);
    let hit = (0..all.len())
        .filter(|i| all[*i].sort != Sort::Space)
        .find_map(|i| span(&all, i, i <= first, place).map(|hit| (i, hit)));
    let Some((i, hit)) = hit else {
        let (minutes, about, rest, stand) = lengths::find(text)?;
        let when = When { minutes: Some(minutes), about, ..When::default() };
        return Some(Found { when, stand, rest });
    };
    let from = all[i].at;
    let to = all.get(hit.next).map_or(text.len(), |t| t.at);
    let blank = |part: &str| trimmed(part).chars().all(|c| !c.is_alphanumeric());
    let stand = match (blank(&text[..from]), blank(&text[to..])) {
        (true, _) => Stand::First,
        (_, true) => Stand::Last,
        _ => Stand::Between,
    };
    let mut found = Found { when: hit.when, stand, rest: without(text, from, to) };
    if let Some((minutes, about, rest, _)) = lengths::find(&found.rest) {
        found.when.minutes = Some(minutes);
        found.when.about |= about;
        found.rest = rest;
    }
    Some(found)
}

/// Whether `text` is a time and nothing else.
pub(super) fn is_time(text: &str) -> bool {
    find(text, Place::Column).is_some_and(|f| f.when.has_clock() && !f.rest.chars().any(char::is_alphanumeric))
}

/// A time, or two with what joins them.
struct Hit {
    when: When,
    /// The token after it.
    next: usize,
}

/// A time or a from-to that begins at token `i`.
fn span(all: &[Token], i: usize, opens: bool, place: Place) -> Option<Hit> {
    if !stands_alone(all, i) {
        return None;
    }
    let lead = lead_in(all, i);
    let (start, after) = clock(all, lead.next)?;
    let sure = |c: &Written| c.strength == Strength::Sure;
    if !sure(&start) && counts_years(all, i) {
        return None;
    }
    let joined = joint(all, after, lead.between).and_then(|k| clock(all, k));
    let (about, after_ish) = ish(all, after);
    let about = about || lead.about;
    let Some((end, next)) = joined else {
        let weak_is_enough = (place == Place::Column || (opens && start.strength == Strength::Compact))
            && (start.strength == Strength::Compact || !is_counted(all, after))
            && !(place == Place::Line && start.year_like());
        if !sure(&start) && !weak_is_enough {
            return None;
        }
        let next = onwards(all, after_ish);
        let when = if lead.until {
            When { end: Some(start.clock), about, ..When::default() }
        } else {
            When { start: Some(start.clock), about, ..When::default() }
        };
        return Some(Hit { when, next });
    };
    let weak = !sure(&start) && !sure(&end);
    let compact = start.strength == Strength::Compact && end.strength == Strength::Compact;
    let plausible = match (compact, place) {
        (true, _) => !(start.year_like() && end.year_like()),
        (_, Place::Column) => true,
        _ => opens && (6..=18).contains(&start.clock.hour) | (1..=5).contains(&start.clock.hour),
    };
    let counted = !compact && is_counted(all, next);
    if weak && (!plausible || counted || start.clock.hour == end.clock.hour && !compact) {
        return None;
    }
    let (ish_end, next) = ish(all, next);
    let start = shared_half(start.clock, end.clock);
    Some(Hit { when: When { start: Some(start), end: Some(end.clock), minutes: None, about: about || ish_end }, next })
}

/// `1-1.30pm` is afternoon at both ends, `11-1.30pm` is not.
fn shared_half(start: Clock, end: Clock) -> Clock {
    let order = |c: Clock| (c.hour % 12, c.minute);
    let same = matches!(end.half, Half::Morning | Half::Afternoon) && start.half == Half::Open;
    if same && order(start) < order(end) && start.hour < 13 { Clock { half: end.half, ..start } } else { start }
}

/// How sure it is that some digits are a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// Hour and minutes with a sign between, or am, pm, noon, hrs.
    Sure,
    /// Four (or three) digits.
    Compact,
    /// An hour alone.
    Bare,
}

/// A clock time with the strength of its notation.
struct Written {
    clock: Clock,
    strength: Strength,
}

impl Written {
    /// `2026` is rather a year than half past eight in the evening.
    fn year_like(&self) -> bool {
        self.strength == Strength::Compact && matches!(self.clock.hour, 19 | 20)
    }
}

/// A clock time at token `i`, and the token after it.
fn clock(all: &[Token], i: usize) -> Option<(Written, usize)> {
    let token = all.get(i)?;
    if token.is_word(&["noon", "midday"]) {
        return Some((told(12, 0), i + 1));
    }
    let number = token.number()?;
    let (hour, minute, mut strength, next) = match (token.text.len(), minutes_after(all, i)) {
        (1 | 2, Some((minute, next))) => (number, minute, Strength::Sure, next),
        (1 | 2, None) => (number, 0, Strength::Bare, i + 1),
        (3 | 4, None) => (number / 100, number % 100, Strength::Compact, i + 1),
        _ => return None,
    };
    if hour > 23 || minute > 59 || followed_by_more(all, next) {
        return None;
    }
    let zero_first = token.text.starts_with('0');
    let mut half = match hour {
        0 | 13.. => Half::Told,
        6..=9 if zero_first => Half::Told,
        12 => Half::Told,
        _ => Half::Open,
    };
    let mut next = next;
    if let Some((said, after)) = half_after(all, next, strength) {
        match said {
            Half::Morning | Half::Afternoon if hour > 12 => {}
            Half::Told => half = if (1..=5).contains(&hour) && !zero_first { half } else { Half::Told },
            said => half = said,
        }
        strength = Strength::Sure;
        next = after;
    }
    Some((Written { clock: Clock { hour, minute, half }, strength }, next))
}

fn told(hour: u32, minute: u32) -> Written {
    Written { clock: Clock { hour, minute, half: Half::Told }, strength: Strength::Sure }
}

/// `.30`, `:30`, `h30`, and seconds of no use after it.
fn minutes_after(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let sign = all.get(i + 1)?;
    if !sign.is_sign(&['.', ':', ';', ',', '·', '∶']) && !sign.is_word(&["h"]) {
        return None;
    }
    let minutes = all.get(i + 2).filter(|t| t.text.len() == 2).and_then(Token::number)?;
    // "9,15" is a slip of the hand; "10,11" are two numbers.
    if sign.is_sign(&[',']) && !minutes.is_multiple_of(5) {
        return None;
    }
    let seconds = all.get(i + 3).is_some_and(|t| t.is_sign(&[':']))
        && all.get(i + 4).is_some_and(|t| t.text.len() == 2 && t.number().is_some());
    Some((minutes, if seconds { i + 5 } else { i + 3 }))
}

/// Whether the number goes on: a date, a share of a hundred, a version.
fn followed_by_more(all: &[Token], next: usize) -> bool {
    let Some(token) = all.get(next) else { return false };
    let digits_follow = all.get(next + 1).is_some_and(|t| t.sort == Sort::Digits);
    token.sort == Sort::Digits
        || token.is_sign(&['%', '°'])
        || (token.is_sign(&['.', '/', ',']) && digits_follow)
        || token.is_word(&["st", "nd", "rd", "th", "x", "s"])
}

/// `am`, `p.m.`, `noon`, `hrs`, `o'clock` after a number; a length (`2 hours`) is none of them.
fn half_after(all: &[Token], next: usize, strength: Strength) -> Option<(Half, usize)> {
    let i = past_space(all, next);
    let word = all.get(i)?;
    if word.is_word(&["am"]) {
        return Some((Half::Morning, i + 1));
    }
    if word.is_word(&["pm"]) {
        return Some((Half::Afternoon, i + 1));
    }
    if word.is_word(&["a", "p"]) && all.get(i + 1).is_some_and(|t| t.is_sign(&['.'])) {
        let m = past_space(all, i + 2);
        if all.get(m).is_some_and(|t| t.is_word(&["m"])) {
            let half = if word.is_word(&["a"]) { Half::Morning } else { Half::Afternoon };
            let stop = all.get(m + 1).is_some_and(|t| t.is_sign(&['.']));
            return Some((half, m + 1 + usize::from(stop)));
        }
    }
    if word.is_word(&["noon", "midday"]) {
        return Some((Half::Told, i + 1));
    }
    if word.is_word(&["o'clock", "o’clock", "oclock"]) {
        return Some((Half::Open, i + 1));
    }
    let hours = word.is_word(&["hrs", "hr", "hours", "h"]) && strength != Strength::Bare;
    hours.then(|| {
        let stop = all.get(i + 1).is_some_and(|t| t.is_sign(&['.']));
        (Half::Told, i + 1 + usize::from(stop && word.is_word(&["hrs", "hr"])))
    })
}

/// What stands before a time and belongs to it.
struct Lead {
    about: bool,
    until: bool,
    between: bool,
    next: usize,
}

fn lead_in(all: &[Token], i: usize) -> Lead {
    let mut lead = Lead { about: false, until: false, between: false, next: i };
    while let Some(token) = all.get(lead.next) {
        if token.is_word(&["c", "ca", "circa", "approx", "approximately", "about", "around"]) {
            lead.about = true;
        } else if token.is_word(&["until", "till", "til", "ending"]) {
            lead.until = true;
        } else if token.is_word(&["between"]) {
            lead.between = true;
        } else if !token.is_word(&["from", "at"]) && !token.is_sign(&['@']) {
            break;
        }
        let stop = all.get(lead.next + 1).is_some_and(|t| t.is_sign(&['.']));
        lead.next = past_space(all, lead.next + 1 + usize::from(stop));
    }
    lead
}

/// The token after what joins two times: a dash, `to`, `until`; `and` only after `between`.
pub(super) fn joint(all: &[Token], i: usize, between: bool) -> Option<usize> {
    let at = past_space(all, i);
    let token = all.get(at)?;
    let mut next = at + 1;
    if token.is_sign(&DASHES) {
        while all.get(next).is_some_and(|t| t.is_sign(&DASHES) || t.is_sign(&['>'])) {
            next += 1;
        }
    } else if !(token.is_word(&["to", "until", "till", "til"]) || (between && token.is_word(&["and"]))) {
        return None;
    }
    let about = past_space(all, next);
    let end = lead_in(all, about);
    Some(end.next)
}

/// `9.30ish`.
fn ish(all: &[Token], i: usize) -> (bool, usize) {
    let there = all.get(i).is_some_and(|t| t.is_word(&["ish"]));
    (there, i + usize::from(there))
}

/// `9.30 onwards`: nothing but a start.
fn onwards(all: &[Token], i: usize) -> usize {
    let at = past_space(all, i);
    if all.get(at).is_some_and(|t| t.is_word(&["onwards", "onward", "prompt", "sharp"])) { at + 1 } else { i }
}

/// Whether a number that might be an hour counts something: `3-4 pupils`.
fn is_counted(all: &[Token], next: usize) -> bool {
    const COUNTED: [&str; 30] = [
        "pupil", "pupils", "child", "children", "student", "students", "staff", "teacher", "teachers", "people",
        "book", "books", "lesson", "lessons", "class", "classes", "min", "mins", "minute", "minutes", "hour", "hours",
        "day", "days", "week", "weeks", "year", "years", "from", "each",
    ];
    all.get(past_space(all, next)).is_some_and(|t| t.is_word(&COUNTED))
}

/// Whether the number at `i` is no part of a word, a price, a date or a longer number.
fn stands_alone(all: &[Token], i: usize) -> bool {
    let Some(before) = i.checked_sub(1).and_then(|b| all.get(b)) else { return true };
    let number_before = |n: usize| i.checked_sub(n).and_then(|b| all.get(b)).is_some_and(|t| t.sort == Sort::Digits);
    match before.sort {
        Sort::Digits | Sort::Word => false,
        Sort::Space => true,
        Sort::Sign => {
            let goes_on = before.is_sign(&['.', ':', '/', ',']) && number_before(2);
            !goes_on && !before.is_sign(&['£', '$', '€', '#', '+'])
        }
    }
}

/// `Year 3 – 6`, `Room 9.30`: the number belongs to the word before it.
fn counts_years(all: &[Token], i: usize) -> bool {
    const OWNERS: [&str; 14] =
        ["year", "years", "yr", "yrs", "y", "ks", "class", "classes", "room", "rm", "page", "pages", "set", "version"];
    i.checked_sub(2).and_then(|b| all.get(b)).is_some_and(|t| t.is_word(&OWNERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `9:00`, `1:30p`, `0:00=` (told): how a test writes a clock.
    fn shown(clock: Clock) -> String {
        let half = match clock.half {
            Half::Morning => "a",
            Half::Afternoon => "p",
            Half::Told => "=",
            Half::Open => "",
        };
        format!("{}:{:02}{half}", clock.hour, clock.minute)
    }

    fn read(text: &str, place: Place) -> String {
        let Some(found) = find(text, place) else { return "none".into() };
        let mut out = found.when.start.map(shown).unwrap_or_default();
        if let Some(end) = found.when.end {
            out.push_str(&format!(">{}", shown(end)));
        }
        if let Some(minutes) = found.when.minutes {
            out.push_str(&format!(" {minutes}m"));
        }
        if found.when.about {
            out.push('~');
        }
        format!("{out} [{}]", found.rest)
    }

    #[test]
    fn every_notation_is_read() {
        for (text, expected) in [
            ("8.30 Arrival", "8:30 [Arrival]"),
            ("08:30 Arrival", "8:30= [Arrival]"),
            ("0900-0940 Tour", "9:00=>9:40= [Tour]"),
            ("8.30am – 2pm", "8:30a>2:00p []"),
            ("1-1.30pm Lunch", "1:00p>1:30p [Lunch]"),
            ("11-1.30pm Visits", "11:00>1:30p [Visits]"),
            ("9-10 Tour", "9:00>10:00 [Tour]"),
            ("9 – 10.30: Tour", "9:00>10:30 [Tour]"),
            ("12 noon Lunch", "12:00= [Lunch]"),
            ("12.00 noon – 1pm Lunch", "12:00=>1:00p [Lunch]"),
            ("Noon: lunch", "12:00= [lunch]"),
            ("9.00 am ........ Welcome (45 minutes approx)", "9:00a 45m~ [Welcome]"),
            ("Tour c. 15 mins", " 15m~ [Tour]"),
            ("1200 hrs Lunch", "12:00= [Lunch]"),
            ("1200 Lunch", "12:00= [Lunch]"),
            ("9 a.m. to 9.30 a.m. Welcome", "9:00a>9:30a [Welcome]"),
            ("9 o'clock Welcome", "9:00 [Welcome]"),
            ("from 9.15 until 10 – Tour", "9:15>10:00 [Tour]"),
            ("between 9.15 and 10.00 Tour", "9:15>10:00 [Tour]"),
            ("until 3.30 Write-up", ">3:30 [Write-up]"),
            ("c. 2.15 Tour", "2:15~ [Tour]"),
            ("3.30pm onwards – report writing", "3:30p [report writing]"),
            ("Welcome and coffee (9.00 – 9.15)", "9:00>9:15 [Welcome and coffee]"),
            ("Welcome: 9.00am", "9:00a [Welcome]"),
            ("09:00:00", "9:00= []"),
            ("9h30 Tour", "9:30 [Tour]"),
            ("13.15–14.00 Books", "13:15=>14:00= [Books]"),
            ("10.15ish break", "10:15~ [break]"),
            ("9.00 -> 9.30 Tour", "9:00>9:30 [Tour]"),
        ] {
            assert_eq!(read(text, Place::Line), expected, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_times_stay_words() {
        for text in [
            "Y8 set 2 JKL A204",
            "Years 3-4",
            "Year 9-10 books",
            "3-4 pupils from each class",
            "14.10.2026",
            "14/10/26",
            "2026",
            "2025-2026 data",
            "Tel 01234 567890",
            "95.20% attendance",
            "£9.30 a head",
            "v1.30",
            "Room 12",
            "6 pupils",
            "1. Welcome",
            "KS1 and KS2",
            "",
            "9",
            "A 204",
            "meet in 204",
        ] {
            let found = find(text, Place::Line);
            assert!(found.is_none_or(|f| !f.when.has_clock()), "{text}");
        }
    }

    #[test]
    fn in_a_column_of_times_a_bare_hour_is_one() {
        for (text, expected) in [("9", "9:00 []"), ("1215", "12:15= []"), ("9-10", "9:00>10:00 []"), ("830", "8:30 []")]
        {
            assert_eq!(read(text, Place::Column), expected, "{text}");
        }
        assert!(is_time("9.00 - 9.30") && is_time("(9.00)") && !is_time("9.00 Tour") && !is_time("Tour"));
    }

    #[test]
    fn where_it_stood_is_told() {
        assert_eq!(find("9.00 Tour", Place::Line).unwrap().stand, Stand::First);
        assert_eq!(find("Tour (9.00)", Place::Line).unwrap().stand, Stand::Last);
        assert_eq!(find("Visits 9.00-10.00 in Y3", Place::Line).unwrap().stand, Stand::Between);
    }
}
