//! Lessons by number (`Period 3`, `P1-2`, `Session 2`) and the bells that give them their times.
//!
//! A number is a time only through the school's bells: from a list in the same document, or a file of
//! their own. What is merely numbered ("Meeting 2") keeps its number in its title.

use super::clocks::spoken_hour;
use super::scan::{DASHES, Sort, Token, past_space, tokens, without};
use chrono::NaiveTime;
use std::collections::BTreeMap;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Series {
    /// A lesson of the school's day.
    Period,
    /// A session, slot or block of the visit.
    Session,
}

/// Lessons or sessions by number, from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub series: Series,
    pub first: u32,
    pub last: u32,
    /// As it was written: `P3`.
    pub label: String,
}

/// The times of numbered lessons.
pub(super) type Bells = BTreeMap<(Series, u32), (NaiveTime, NaiveTime)>;

/// When a period is by these bells.
pub(super) fn ring(bells: &Bells, period: &Period) -> Option<(NaiveTime, NaiveTime)> {
    let (start, _) = bells.get(&(period.series, period.first))?;
    let (_, end) = bells.get(&(period.series, period.last))?;
    (start < end).then_some((*start, *end))
}

/// The period that `text` names, and the text without it. A session counts only at the start.
pub(super) fn find(text: &str) -> Option<(Period, String)> {
    let all = tokens(text);
    (0..all.len()).find_map(|i| {
        let apart = i == 0 || matches!(all[i - 1].sort, Sort::Space | Sort::Sign);
        let (series, first, mut next) = numbered(&all, i).filter(|_| apart)?;
        let opens = !all[..i].iter().any(|t| matches!(t.sort, Sort::Word | Sort::Digits));
        if !opens && (series == Series::Session || !all[i].is_word(&["p", "period", "periods", "pd"])) {
            return None;
        }
        let mut last = first;
        if let Some((number, after)) = further(&all, next)
            && number > first
        {
            (last, next) = (number, after);
        }
        let label = text[all[i].at..all[next - 1].end()].to_owned();
        let rest = without(text, all[i].at, all[next - 1].end());
        Some((Period { series, first, last, label }, rest))
    })
}

/// `Period 3`, `P3`, `Session 2` at token `i`: what is counted, its number, the token after it.
fn numbered(all: &[Token], i: usize) -> Option<(Series, u32, usize)> {
    let word = all.get(i)?;
    let short = word.text == "P" || word.text == "L";
    let series = if word.is_word(&["period", "periods", "per", "pd", "lesson", "lessons"]) || short {
        Series::Period
    } else if word.is_word(&["session", "sessions", "slot", "block"]) {
        Series::Session
    } else {
        return None;
    };
    let mut at = i + 1;
    if !short {
        at = past_space(all, at);
        if all.get(at).is_some_and(|t| t.is_sign(&['.', '#'])) {
            at = past_space(all, at + 1);
        }
    }
    let number = number_at(all, at).or_else(|| spoken_number(all, at).filter(|_| !short))?;
    let stuck = all.get(at + 1).is_some_and(|t| {
        t.sort == Sort::Word || (t.is_sign(&['.', ':']) && all.get(at + 2).is_some_and(|d| d.sort == Sort::Digits))
    });
    (!stuck).then_some((series, number, at + 1))
}

/// `-2`, ` and 2`, `&P2` after a number.
fn further(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let at = past_space(all, i);
    let joint = all.get(at)?;
    if !joint.is_sign(&DASHES) && !joint.is_sign(&['&', '/', '+']) && !joint.is_word(&["and", "to"]) {
        return None;
    }
    let mut at = past_space(all, at + 1);
    if all.get(at).is_some_and(|t| t.text == "P" || t.text == "L") {
        at += 1;
    }
    let number = number_at(all, at)?;
    let ends = all.get(at + 1).is_none_or(|t| {
        t.sort == Sort::Space || (t.sort == Sort::Sign && all.get(at + 2).is_none_or(|d| d.sort != Sort::Digits))
    });
    // "P3 - 2 pupils" counts pupils.
    let spaced = all.get(past_space(all, i)).is_some_and(|t| t.is_sign(&DASHES)) && past_space(all, i) > i;
    (ends && !spaced).then_some((number, at + 1))
}

/// `Period One`.
fn spoken_number(all: &[Token], i: usize) -> Option<u32> {
    spoken_hour(all, i).map(|(number, _)| number).filter(|n| *n <= 8)
}

fn number_at(all: &[Token], i: usize) -> Option<u32> {
    all.get(i).filter(|t| t.text.len() <= 2).and_then(Token::number).filter(|n| (1..=12).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u32, u32, String)> {
        find(text).map(|(p, rest)| (p.first, p.last, rest))
    }

    #[test]
    fn periods_are_read_and_taken_out() {
        assert_eq!(read("P3 Y8 set 2"), Some((3, 3, "Y8 set 2".into())));
        assert_eq!(read("Period 3: Y8"), Some((3, 3, "Y8".into())));
        assert_eq!(read("P1-2 Art"), Some((1, 2, "Art".into())));
        assert_eq!(read("Periods 1 and 2 – Art"), Some((1, 2, "Art".into())));
        assert_eq!(read("Y8 maths (Period 3)"), Some((3, 3, "Y8 maths".into())));
        assert_eq!(read("Session 2"), Some((2, 2, String::new())));
        assert_eq!(read("P3 - 2 pupils"), Some((3, 3, "2 pupils".into())));
    }

    #[test]
    fn what_looks_like_a_period_is_none() {
        for text in ["Y8 maths", "KS3", "PP 3", "Debrief after session 2", "P 3", "p3", "Period", "P33", "P1.30", "p.3"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
