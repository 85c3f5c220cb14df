//! One clock time as people write it: digits with a sign, four digits, words.
//!
//! What stands around it (until, about, to) is read in [`times`](super::times).

use super::scan::{DASHES, Sort, Token, past_space};

const O_CLOCK: [&str; 3] = ["o'clock", "o’clock", "oclock"];

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

/// How sure it is that some digits are a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// Hour and minutes with a sign between, or am, pm, noon, hrs.
    Sure,
    /// Four (or three) digits.
    Compact,
    /// An hour alone.
    Bare,
}

/// A clock time with the strength of its notation.
pub(super) struct Written {
    pub clock: Clock,
    pub strength: Strength,
}

impl Written {
    /// `2026` is rather a year than half past eight in the evening.
    pub fn year_like(&self) -> bool {
        self.strength == Strength::Compact && matches!(self.clock.hour, 19 | 20)
    }
}

/// A clock time at token `i`, and the token after it.
pub(super) fn clock(all: &[Token], i: usize) -> Option<(Written, usize)> {
    let token = all.get(i)?;
    if let Some(next) = noon(all, i) {
        return Some((told(12, 0), next));
    }
    if let Some(found) = spoken(all, i) {
        return Some(found);
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

/// `noon`, `midday`, `mid-day`: the token after it.
fn noon(all: &[Token], i: usize) -> Option<usize> {
    let token = all.get(i)?;
    if token.is_word(&["noon", "midday"]) {
        return Some(i + 1);
    }
    let split = token.is_word(&["mid"])
        && all.get(i + 1).is_some_and(|t| t.sort == Sort::Space || t.is_sign(&DASHES))
        && all.get(i + 2).is_some_and(|t| t.is_word(&["day"]));
    split.then_some(i + 3)
}

/// `half past nine`, `quarter to ten`, `ten past 9`, `nine o'clock`; an hour alone only in [`spoken_hour`].
fn spoken(all: &[Token], i: usize) -> Option<(Written, usize)> {
    const PARTS: [(&str, u32); 8] = [
        ("half", 30),
        ("quarter", 15),
        ("five", 5),
        ("ten", 10),
        ("twenty", 20),
        ("twentyfive", 25),
        ("5", 5),
        ("10", 10),
    ];
    let written = |hour: u32, minute: u32| {
        let half = if hour == 12 { Half::Told } else { Half::Open };
        Written { clock: Clock { hour, minute, half }, strength: Strength::Sure }
    };
    if let Some((hour, next)) = spoken_hour(all, i)
        && all.get(past_space(all, next)).is_some_and(|t| t.is_word(&O_CLOCK))
    {
        return Some((written(hour, 0), past_space(all, next) + 1));
    }
    spoken_part(all, i, &PARTS, &written)
}

/// Minutes in words before or after an hour.
fn spoken_part(
    all: &[Token],
    i: usize,
    parts: &[(&str, u32)],
    written: &dyn Fn(u32, u32) -> Written,
) -> Option<(Written, usize)> {
    let first = past_space(all, i + usize::from(all.get(i)?.is_word(&["a"])));
    let token = all.get(first)?;
    let minutes = parts.iter().find(|(word, _)| token.text.eq_ignore_ascii_case(word)).map(|(_, minutes)| *minutes)?;
    let at = past_space(all, first + 1);
    let past = all.get(at)?.is_word(&["past"]);
    let to = all.get(at)?.is_word(&["to"]) && minutes != 30;
    if !past && !to {
        return None;
    }
    let hour_at = past_space(all, at + 1);
    let hour = spoken_hour(all, hour_at).or_else(|| {
        let hour = all.get(hour_at)?.number().filter(|n| (1..=12).contains(n))?;
        // "ten to 12 pupils" counts pupils: figures are enough only after words that say nothing else.
        (past || matches!(minutes, 15)).then_some((hour, hour_at + 1))
    });
    let (hour, next) = hour.filter(|(_, next)| !followed_by_more(all, *next))?;
    let (hour, minute) = match (past, hour) {
        (true, _) => (hour, minutes),
        (false, 1) => (12, 60 - minutes),
        (false, _) => (hour - 1, 60 - minutes),
    };
    Some((written(hour, minute), next))
}

/// `nine`: an hour in a word. Alone it is a time only after another (`half past nine to eleven`).
pub(super) fn spoken_hour(all: &[Token], i: usize) -> Option<(u32, usize)> {
    const HOURS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let token = all.get(i)?;
    let at = HOURS.iter().position(|word| token.is_word(&[*word]))?;
    Some((u32::try_from(at + 1).ok()?, i + 1))
}

fn told(hour: u32, minute: u32) -> Written {
    Written { clock: Clock { hour, minute, half: Half::Told }, strength: Strength::Sure }
}

/// `/9.30`, ` or 11.10`: another time that the same line leaves open.
pub(super) fn or_clock(all: &[Token], i: usize) -> Option<(Clock, usize)> {
    let at = past_space(all, i);
    let joint = all.get(at)?;
    if !joint.is_sign(&['/']) && !joint.is_word(&["or", "for"]) {
        return None;
    }
    let (other, next) = clock(all, past_space(all, at + 1))?;
    (other.strength == Strength::Sure).then_some((other.clock, next))
}

/// `.30`, `:30`, `h30`, and seconds of no use after it.
fn minutes_after(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let sign = all.get(i + 1)?;
    if !sign.is_sign(&['.', ':', ';', ',', '·', '∶']) && !sign.is_word(&["h"]) {
        return None;
    }
    // "12: 15": a slip of the thumb, where nothing stands before it.
    if sign.is_sign(&[':']) && i == 0 && all.get(i + 2).is_some_and(|t| t.text == " ") {
        let minutes = all.get(i + 3).filter(|t| t.text.len() == 2).and_then(Token::number).filter(|m| m % 5 == 0)?;
        return (!is_counted(all, i + 4)).then_some((minutes, i + 4));
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
    // "9.00/9.30" are two times, "14.10/3" is none.
    let another = token.is_sign(&['/']) && minutes_after(all, next + 1).is_some();
    token.sort == Sort::Digits
        || token.is_sign(&['%', '°'])
        || (token.is_sign(&['.', '/', ',']) && digits_follow && !another)
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
    if let Some(after) = noon(all, i) {
        return Some((Half::Told, after));
    }
    // "12.00 (noon)", "9.00 (am)".
    if word.is_sign(&['('])
        && let Some((half, inside)) = half_after(all, i + 1, strength)
        && all.get(inside).is_some_and(|t| t.is_sign(&[')']))
    {
        return Some((half, inside + 1));
    }
    if word.is_word(&O_CLOCK) {
        return Some((Half::Open, i + 1));
    }
    let hours = word.is_word(&["hrs", "hr", "hours", "h"]) && strength != Strength::Bare;
    hours.then(|| {
        let stop = all.get(i + 1).is_some_and(|t| t.is_sign(&['.']));
        (Half::Told, i + 1 + usize::from(stop && word.is_word(&["hrs", "hr"])))
    })
}

/// Whether a number that might be an hour counts something: `3-4 pupils`.
pub(super) fn is_counted(all: &[Token], next: usize) -> bool {
    const COUNTED: [&str; 48] = [
        "pupil",
        "pupils",
        "child",
        "children",
        "student",
        "students",
        "staff",
        "teacher",
        "teachers",
        "people",
        "book",
        "books",
        "lesson",
        "lessons",
        "class",
        "classes",
        "min",
        "mins",
        "minute",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "year",
        "years",
        "from",
        "each",
        "groups",
        "group",
        "sessions",
        "visits",
        "interviews",
        "pairs",
        "teams",
        "governors",
        "parents",
        "leaders",
        "rooms",
        "classrooms",
        "meetings",
        "members",
        "reviewers",
        "boys",
        "girls",
        "of",
    ];
    all.get(past_space(all, next)).is_some_and(|t| t.is_word(&COUNTED))
}
