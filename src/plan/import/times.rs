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
//! | `until 9.30` `by 3pm` `c. 9.30` `from 9.30` `after 3pm` `9.30ish` `9.30 (tbc)` `9.30?` `9.30 onwards` | [`span`] |
//! | `9.00/9.30` `10.40 or 11.10` `8.30 for 9.00` | [`span`]: the first counts, the other stands beside it |
//! | `half past nine` `quarter to ten` `nine o'clock` `half past nine to eleven` | [`clock`], [`span`] |
//! | `15 mins` `1 hour 15` `1.5 hrs` `half an hour` `20-30 mins` `(45 minutes approx)` `c. 15 mins` | [`length`](super::lengths::length) |
//! | `Period 3` `P3` `P1-2` `Session 2` | [`periods`](super::periods) |

use super::clocks::{Clock, Half, Strength, Written, clock, is_counted, or_clock, spoken_hour};
use super::lengths;
use super::scan::{DASHES, Sort, Token, past_space, tokens, trimmed, without};

/// What a line says about when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct When {
    pub start: Option<Clock>,
    pub end: Option<Clock>,
    /// How long, in minutes.
    pub minutes: Option<u32>,
    /// Said to be approximate.
    pub about: bool,
    /// Said to be still open: `9.30 (tbc)`, `9.30?`.
    pub unsure: bool,
    /// The end is a deadline: `by 3pm`.
    pub by: bool,
    /// Another time beside the start, with the words that name it: `or 11:10`, `for 9.00`.
    pub beside: Option<String>,
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
    // "Arrivals (Rome 13:00; Oslo 14:00)": of several times within the words none is the line's own.
    if stand == Stand::Between && later_time(&all, hit.next) {
        return None;
    }
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

/// Whether a second time stands further on.
fn later_time(all: &[Token], from: usize) -> bool {
    (from..all.len()).filter(|i| all[*i].sort != Sort::Space).any(|i| span(all, i, false, Place::Line).is_some())
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
    let joined = joint(all, after, lead.between).and_then(|k| clock(all, k).or_else(|| spoken_end(all, k, &start)));
    let after_start = Tail::after(all, after);
    let about = after_start.about || lead.about;
    let Some((end, next)) = joined else {
        let weak_is_enough = (place == Place::Column || (opens && start.strength == Strength::Compact))
            && (start.strength == Strength::Compact || !is_counted(all, after))
            && !(place == Place::Line && start.year_like());
        if !sure(&start) && !weak_is_enough {
            return None;
        }
        let mut when = When { about, unsure: after_start.unsure, ..When::default() };
        let mut next = onwards(all, after_start.next);
        if lead.until {
            (when.end, when.by) = (Some(start.clock), lead.by);
        } else {
            when.start = Some(start.clock);
            if let Some((_, after)) = or_clock(all, next).filter(|_| sure(&start)) {
                let words: String = all[past_space(all, next)..after].iter().map(|t| t.text).collect();
                when.beside = Some(words.replace('/', "or ").split_whitespace().collect::<Vec<_>>().join(" "));
                let start_word = past_space(all, after);
                let said = all.get(start_word).is_some_and(|t| t.is_word(&["start"]));
                next = if said { start_word + 1 } else { after };
            }
        }
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
    let tail = Tail::after(all, next);
    let start = shared_half(start.clock, end.clock);
    let (about, unsure) = (about || tail.about, after_start.unsure || tail.unsure);
    Some(Hit {
        when: When { start: Some(start), end: Some(end.clock), about, unsure, ..When::default() },
        next: tail.next,
    })
}

/// `1-1.30pm` is afternoon at both ends, `11-1.30pm` is not.
fn shared_half(start: Clock, end: Clock) -> Clock {
    let order = |c: Clock| (c.hour % 12, c.minute);
    let same = matches!(end.half, Half::Morning | Half::Afternoon) && start.half == Half::Open;
    if same && order(start) < order(end) && start.hour < 13 { Clock { half: end.half, ..start } } else { start }
}

/// What stands before a time and belongs to it.
struct Lead {
    about: bool,
    by: bool,
    until: bool,
    between: bool,
    next: usize,
}

fn lead_in(all: &[Token], i: usize) -> Lead {
    let mut lead = Lead { about: false, by: false, until: false, between: false, next: i };
    while let Some(token) = all.get(lead.next) {
        if token.is_word(&["c", "ca", "circa", "approx", "approximately", "about", "around", "roughly", "after"])
            || token.is_sign(&['~'])
        {
            lead.about = true;
        } else if token.is_word(&["by", "before"]) {
            (lead.by, lead.until) = (true, true);
        } else if token.is_word(&["until", "till", "til", "ending"]) {
            lead.until = true;
        } else if token.is_word(&["between"]) {
            lead.between = true;
        } else if token.is_sign(&['\'', '’']) && all.get(lead.next + 1).is_some_and(|t| t.is_word(&["til", "till"])) {
            lead.next += 1;
            continue;
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
    let mut at = past_space(all, i);
    // "9.30 'til 10".
    at +=
        usize::from(all.get(at)?.is_sign(&['\'', '’']) && all.get(at + 1).is_some_and(|t| t.is_word(&["til", "till"])));
    let token = all.get(at)?;
    let mut next = at + 1;
    if token.is_sign(&DASHES) {
        while all.get(next).is_some_and(|t| t.is_sign(&DASHES) || t.is_sign(&['>'])) {
            next += 1;
        }
    } else if !(token.is_word(&["to", "until", "till", "til", "through", "thru"])
        || (between && token.is_word(&["and"])))
    {
        return None;
    }
    let about = past_space(all, next);
    let end = lead_in(all, about);
    Some(end.next)
}

/// What stands right after a time and says how sure it is: `9.30ish`, `2pm approx.`, `9.30 (tbc)`, `9.30?`.
struct Tail {
    about: bool,
    unsure: bool,
    next: usize,
}

impl Tail {
    fn after(all: &[Token], i: usize) -> Self {
        let none = Self { about: false, unsure: false, next: i };
        if all.get(i).is_some_and(|t| t.is_sign(&['?'])) {
            return Self { unsure: true, next: i + 1, ..none };
        }
        let dash = all.get(i).is_some_and(|t| t.is_sign(&DASHES));
        if all.get(i + usize::from(dash)).is_some_and(|t| t.is_word(&["ish"])) {
            return Self { about: true, next: i + usize::from(dash) + 1, ..none };
        }
        let at = past_space(all, i);
        let open = all.get(at).is_some_and(|t| t.is_sign(&['(', '[']));
        let at = at + usize::from(open);
        let Some(word) = all.get(at) else { return none };
        let about = word.is_word(&["approx", "approximately", "ish", "roughly"]);
        let unsure = word.is_word(&["tbc", "tba", "provisional", "provisionally"]);
        let stop = about && all.get(at + 1).is_some_and(|t| t.is_sign(&['.']));
        let end = at + 1 + usize::from(stop);
        let closed = all.get(end).is_some_and(|t| t.is_sign(&[')', ']']));
        if !(about || unsure) || open != closed {
            return none;
        }
        // "9.00 approx. 45 minutes" tells of the length.
        let counts = !open && about && all.get(past_space(all, end)).is_some_and(|t| t.sort == Sort::Digits);
        if counts { none } else { Self { about, unsure, next: end + usize::from(closed) } }
    }
}

/// The end of `half past nine to eleven`: an hour in a word, after a start in words.
fn spoken_end(all: &[Token], i: usize, start: &Written) -> Option<(Written, usize)> {
    let (hour, next) = spoken_hour(all, i).filter(|_| start.strength == Strength::Sure)?;
    let half = if hour == 12 { Half::Told } else { Half::Open };
    Some((Written { clock: Clock { hour, minute: 0, half }, strength: Strength::Bare }, next))
}

/// `9.30 onwards`: nothing but a start.
fn onwards(all: &[Token], i: usize) -> usize {
    let at = past_space(all, i);
    if all.get(at).is_some_and(|t| t.is_word(&["onwards", "onward", "prompt", "sharp"])) { at + 1 } else { i }
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
        if found.when.unsure {
            out.push('?');
        }
        if let Some(words) = &found.when.beside {
            out.push_str(&format!(" {{{words}}}"));
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
            ("2pm-ish feedback", "2:00p~ [feedback]"),
            ("2.30 approx. Feedback", "2:30~ [Feedback]"),
            ("9.00 approx. 45 minutes", "9:00 45m~ []"),
            ("~9.30 Tour", "9:30~ [Tour]"),
            ("by 3pm notes written up", ">3:00p [notes written up]"),
            ("after 3.30pm Meet parents", "3:30p~ [Meet parents]"),
            ("9.30 'til 10 Meeting", "9:30>10:00 [Meeting]"),
            ("'til 2.30 Write-up", ">2:30 [Write-up]"),
            ("9 am through 9.30 am Welcome", "9:00a>9:30a [Welcome]"),
            ("12.00 (noon) Lunch", "12:00= [Lunch]"),
            ("mid-day lunch", "12:00= [lunch]"),
            ("half past nine – book look", "9:30 [book look]"),
            ("Quarter to ten: pupils", "9:45 [pupils]"),
            ("a quarter past ten to eleven: books", "10:15>11:00 [books]"),
            ("nine o'clock Welcome", "9:00 [Welcome]"),
            ("ten past 1 Lunch", "1:10 [Lunch]"),
            ("quarter to one Lunch", "12:45= [Lunch]"),
            ("12: 15 Eat", "12:15= [Eat]"),
            ("9.30 (tbc) Tour", "9:30? [Tour]"),
            ("9.30? Tour", "9:30? [Tour]"),
            ("9:30 TBC Tour", "9:30? [Tour]"),
            ("9.00/9.30 Tour", "9:00 {or 9.30} [Tour]"),
            ("10:40 or 11:10 play", "10:40 {or 11:10} [play]"),
            ("8:30 for 9:00 start – breakfast", "8:30 {for 9:00} [breakfast]"),
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
            "ten to 12 pupils",
            "half the class",
            "one to one",
            "two groups",
            "Arrivals (Rome 13:00; Oslo 14:00)",
            "3: 15 pupils",
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
