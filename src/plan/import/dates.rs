//! Days as people head their timetables: `Wednesday 14th October`, `14/10/26`, `Day 1 – Wednesday`.
//!
//! Pure: a text in, a mark of the day out. Which date a mark without a year (or without any date) is, is
//! decided in [`days`](super::days), from the whole document.

use super::scan::{DASHES, Sort, Token, past_space, tokens, trimmed};
use chrono::{Datelike as _, NaiveDate, Weekday};

/// What a heading says about its day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Day of the month, month, and the year if it is said.
    pub date: Option<(u32, u32, Option<i32>)>,
    pub weekday: Option<Weekday>,
    /// `Day 2`.
    pub number: Option<u32>,
    /// `Wednesday 14th`: the day of a month that is not said.
    pub of_month: Option<u32>,
}

impl Mark {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The day that opens `text`, and what is left of the text.
pub(super) fn leading(text: &str) -> Option<(Mark, String)> {
    let all = tokens(text);
    let (mark, next) = mark_at(&all, past_marks(&all, 0))?;
    let rest = all.get(next).map_or("", |t| &text[t.at..]);
    // "Wednesday's", "Wednesdays": no heading.
    if rest.starts_with(char::is_alphanumeric) || rest.starts_with(['\'', '’']) {
        return None;
    }
    let rest = trimmed(rest);
    let rest = rest.strip_prefix(')').map_or(rest.clone(), trimmed);
    Some((mark, rest))
}

/// The only day that `text` names, wherever it stands: `Schedule for Day 2 (Thursday)`.
pub(super) fn within(text: &str) -> Option<Mark> {
    let all = tokens(text);
    if mentioned(text).len() > 1 {
        return None;
    }
    let mut starts = (0..all.len()).filter(|i| *i == 0 || matches!(all[*i - 1].sort, Sort::Space | Sort::Sign));
    let (mark, _) = starts.find_map(|i| mark_at(&all, i))?;
    Some(mark)
}

/// Every date with a month in `text`, wherever it stands; `14 and 15 October` are two.
pub(super) fn mentioned(text: &str) -> Vec<Mark> {
    let all = tokens(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < all.len() {
        if let Some((earlier, after)) = pair_before_month(&all, i) {
            found.push(earlier);
            i = after;
        } else if let Some((mark, next)) =
            mark_at(&all, i).filter(|(mark, _)| mark.date.is_some() || mark.of_month.is_some())
        {
            // "Wed 14th & Thu 15th October": the month stands with the second.
            if mark.date.is_none() && (i..next).any(|at| pair_before_month(&all, at).is_some()) {
                i += 1;
                continue;
            }
            found.push(mark);
            i = next;
        } else {
            i += 1;
        }
    }
    // The year that ends "14 and 15 October 2026" is the year of both.
    for at in (1..found.len()).rev() {
        if let (Some((day, month, None)), Some((_, later, Some(year)))) = (found[at - 1].date, found[at].date)
            && month <= later
        {
            found[at - 1].date = Some((day, month, Some(year)));
        }
    }
    found
}

/// How long before a visit its timeline begins, in days: a term. It ends two terms after, or later.
const BEGINS_BEFORE: i64 = 91;

/// Every date that `text` names in the timeline of a visit that begins on `first`; one without its year is the first
/// that can be meant.
pub fn dates_in(text: &str, first: NaiveDate) -> Vec<NaiveDate> {
    let in_full = |(day, month, year): Date| match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => (first.year() - 1..=first.year() + 1)
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|date| (first - *date).num_days() <= BEGINS_BEFORE),
    };
    mentioned(text).into_iter().filter_map(|mark| in_full(mark.date?)).collect()
}

/// Past signs and words that may stand before a day: brackets, `Date:`.
fn past_marks(all: &[Token], mut i: usize) -> usize {
    while let Some(token) = all.get(i) {
        let label = token.is_word(&["date", "dates", "on"]);
        if token.sort != Sort::Space && token.sort != Sort::Sign && !label {
            break;
        }
        i += 1;
    }
    i
}

/// Day number, weekday and date in whatever order, from token `i`.
fn mark_at(all: &[Token], start: usize) -> Option<(Mark, usize)> {
    let mut mark = Mark::default();
    let mut end = start;
    let mut i = start;
    while i < all.len() {
        let next = if let Some((number, next)) = numbered(all, i).filter(|_| mark.number.is_none()) {
            mark.number = Some(number);
            next
        } else if let Some((weekday, next)) = weekday(all, i).filter(|_| mark.weekday.is_none()) {
            mark.weekday = Some(weekday);
            next
        } else if let Some((date, next)) = date(all, i).filter(|_| mark.date.is_none()) {
            mark.date = Some(date);
            mark.of_month = None;
            next
        } else if let Some((day, next)) = of_month(all, i).filter(|_| mark.weekday.is_some() && mark.date.is_none()) {
            mark.of_month = Some(day);
            next
        } else {
            break;
        };
        end = next;
        i = past_joints(all, next);
    }
    (!mark.is_empty()).then_some((mark, end))
}

/// Past what may part the pieces of one day: blanks, commas, dashes, brackets, `the`.
fn past_joints(all: &[Token], mut i: usize) -> usize {
    while let Some(token) = all.get(i) {
        let part = token.sort == Sort::Space
            || token.is_sign(&[',', ':', '(', ')', '/', '|'])
            || token.is_sign(&DASHES)
            || token.is_word(&["the", "on"]);
        if !part {
            break;
        }
        i += 1;
    }
    i
}

/// `14th` after a weekday, with its ending.
fn of_month(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let (day, next) = day_number(all, i)?;
    let ends = all.get(next).is_none_or(|t| t.sort != Sort::Word && t.sort != Sort::Digits);
    (next == i + 2 && ends).then_some((day, next))
}

/// `Day 2`, `DAY TWO`, `Second day`.
fn numbered(all: &[Token], i: usize) -> Option<(u32, usize)> {
    const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];
    const NTH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let opens = i == 0 || all[..i].iter().all(|t| matches!(t.sort, Sort::Space | Sort::Sign));
    if let Some(nth) = NTH.iter().position(|word| all.get(i).is_some_and(|t| t.is_word(&[*word]))).filter(|_| opens) {
        let day = past_space(all, i + 1);
        return all
            .get(day)
            .filter(|t| t.is_word(&["day"]))
            .and_then(|_| Some((u32::try_from(nth + 1).ok()?, day + 1)));
    }
    if !all.get(i)?.is_word(&["day"]) {
        return None;
    }
    let at = past_space(all, i + 1);
    let token = all.get(at)?;
    let spoken = WORDS.iter().position(|word| token.is_word(&[*word])).and_then(|at| u32::try_from(at + 1).ok());
    let number = spoken.or_else(|| token.number().filter(|n| (1..=9).contains(n)))?;
    Some((number, at + 1))
}

fn weekday(all: &[Token], i: usize) -> Option<(Weekday, usize)> {
    let token = all.get(i).filter(|t| t.sort == Sort::Word)?;
    // "sat" is a verb and "sun" shines: short forms count only with a capital.
    let short = token.text.len() <= 5 && !token.text.to_lowercase().ends_with("day");
    if short && !token.text.starts_with(char::is_uppercase) {
        return None;
    }
    let word = token.text.to_lowercase();
    let weekday = match word.as_str() {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" | "weds" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    };
    let stop = short && all.get(i + 1).is_some_and(|t| t.is_sign(&['.']));
    Some((weekday, i + 1 + usize::from(stop)))
}

type Date = (u32, u32, Option<i32>);

fn date(all: &[Token], i: usize) -> Option<(Date, usize)> {
    written_out(all, i).or_else(|| month_first(all, i)).or_else(|| in_figures(all, i))
}

/// `14th October 2026`, `14 Oct`, `the 14th of October '26`.
fn written_out(all: &[Token], i: usize) -> Option<(Date, usize)> {
    if let Some(stuck) = stuck_month(all, i) {
        return Some(stuck);
    }
    let (day, mut at) = day_number(all, i)?;
    at = past_space(all, at);
    if all.get(at).is_some_and(|t| t.is_word(&["of"])) {
        at = past_space(all, at + 1);
    } else if all.get(at).is_some_and(|t| t.is_sign(&DASHES)) {
        at += 1; // 14-Oct-2026
    }
    let month = month(all.get(at)?)?;
    let (year, next) = year_after(all, at + 1);
    Some(((day, month, year), next))
}

/// `20thApril`, `21stApril 2027`.
fn stuck_month(all: &[Token], i: usize) -> Option<(Date, usize)> {
    let day = all.get(i).filter(|t| t.text.len() <= 2).and_then(Token::number).filter(|d| (1..=31).contains(d))?;
    let word = all.get(i + 1).filter(|t| t.sort == Sort::Word)?;
    let (ending, rest) = word.text.split_at_checked(2)?;
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|o| ending.eq_ignore_ascii_case(o));
    let month = month(&Token { text: rest, ..*word }).filter(|_| ordinal)?;
    let (year, next) = year_after(all, i + 2);
    Some(((day, month, year), next))
}

/// `October 14th, 2026`.
fn month_first(all: &[Token], i: usize) -> Option<(Date, usize)> {
    let month = month(all.get(i)?)?;
    let (day, next) = day_number(all, past_space(all, i + 1))?;
    if all
        .get(next)
        .is_some_and(|t| t.is_sign(&['.', ':']) && all.get(next + 1).is_some_and(|d| d.sort == Sort::Digits))
    {
        return None; // "May 9.30"
    }
    let (year, next) = year_after(all, next);
    Some(((day, month, year), next))
}

/// `14/10/2026`, `14.10.26`, `2026-10-14`; without a year only with a slash.
fn in_figures(all: &[Token], i: usize) -> Option<(Date, usize)> {
    let first = all.get(i)?.number()?;
    let sign = all.get(i + 1).filter(|t| t.is_sign(&['/', '.', '-', '–']))?;
    let month = all.get(i + 2)?.number().filter(|_| all[i + 2].text.len() <= 2)?;
    let third = all
        .get(i + 3)
        .filter(|t| t.text == sign.text)
        .and_then(|_| all.get(i + 4))
        .and_then(|t| Some((t, t.number()?)));
    if all[i].text.len() == 4 {
        let (_, day) = third.filter(|(t, _)| t.text.len() <= 2)?;
        return valid(day, month, Some(i32::try_from(first).ok()?), i + 5);
    }
    match third {
        Some((token, year)) if matches!(token.text.len(), 2 | 4) => {
            let year = i32::try_from(if token.text.len() == 2 { 2000 + year } else { year }).ok()?;
            valid(first, month, Some(year), i + 5)
        }
        None if sign.is_sign(&['/']) && all[i + 2].text.len() == 2 => valid(first, month, None, i + 3),
        _ => None,
    }
}

fn valid(day: u32, month: u32, year: Option<i32>, next: usize) -> Option<(Date, usize)> {
    let sensible = (1..=31).contains(&day) && (1..=12).contains(&month);
    (sensible && year.is_none_or(|y| (2000..=2100).contains(&y))).then_some(((day, month, year), next))
}

fn day_number(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let token = all.get(i).filter(|t| t.text.len() <= 2)?;
    let day = token.number().filter(|d| (1..=31).contains(d))?;
    let ordinal = all.get(i + 1).is_some_and(|t| t.is_word(&["st", "nd", "rd", "th"]));
    Some((day, i + 1 + usize::from(ordinal)))
}

fn month(token: &Token) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = token.text.to_lowercase();
    let is = |month: &&str| {
        *month == word || (word.len() == 3 && month.starts_with(&word)) || (word == "sept" && *month == "september")
    };
    let at = MONTHS.iter().position(is).filter(|_| token.sort == Sort::Word)?;
    u32::try_from(at + 1).ok()
}

/// `, 2026`, ` 26`? Two figures count only with an apostrophe: after a date stand times too.
fn year_after(all: &[Token], i: usize) -> (Option<i32>, usize) {
    let mut at = i;
    while all.get(at).is_some_and(|t| t.sort == Sort::Space || t.is_sign(&[',', '-', '.'])) {
        at += 1;
    }
    let apostrophe = all.get(at).is_some_and(|t| t.is_sign(&['\'', '’']));
    let Some(token) = all.get(at + usize::from(apostrophe)) else { return (None, i) };
    let year = token.number().and_then(|y| i32::try_from(y).ok());
    match (year, token.text.len(), apostrophe) {
        (Some(year @ 2000..=2100), 4, _) => (Some(year), at + 1 + usize::from(apostrophe)),
        (Some(year), 2, true) => (Some(2000 + year), at + 2),
        _ => (None, i),
    }
}

/// The first of `14 and 15 October`, `Wed 14th & Thu 15th October`: its month stands with the second.
fn pair_before_month(all: &[Token], i: usize) -> Option<(Mark, usize)> {
    let (day, next) = day_number(all, i)?;
    if i.checked_sub(1).and_then(|b| all.get(b)).is_some_and(|t| t.sort != Sort::Space && !t.is_sign(&['('])) {
        return None;
    }
    let at = past_space(all, next);
    let joint = all.get(at)?;
    if !joint.is_sign(&['&', '/', ',']) && !joint.is_sign(&DASHES) && !joint.is_word(&["and", "to"]) {
        return None;
    }
    let mut at = past_space(all, at + 1);
    if let Some((_, after)) = weekday(all, at) {
        at = past_space(all, after);
    }
    let ((_, month, year), _) = written_out(all, at)?;
    Some((Mark { date: Some((day, month, year)), ..Mark::default() }, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weekday::{Thu, Tue, Wed};

    #[test]
    fn headings_are_read() {
        let d = |day, month, year| Some((day, month, year));
        for (text, date, weekday, number, rest) in [
            ("Wednesday 14th October 2026", d(14, 10, Some(2026)), Some(Wed), None, ""),
            ("Wed 14 Oct", d(14, 10, None), Some(Wed), None, ""),
            ("14/10/26", d(14, 10, Some(2026)), None, None, ""),
            ("14.10.2026", d(14, 10, Some(2026)), None, None, ""),
            ("2026-10-14", d(14, 10, Some(2026)), None, None, ""),
            ("Date: Tuesday, 6 October", d(6, 10, None), Some(Tue), None, ""),
            ("Day 1 – Wednesday", None, Some(Wed), Some(1), ""),
            ("DAY TWO (Thursday 15 October)", d(15, 10, None), Some(Thu), Some(2), ""),
            ("Wednesday 14 October 9.00 Arrival", d(14, 10, None), Some(Wed), None, "9.00 Arrival"),
            ("Wed 14 Oct: lessons", d(14, 10, None), Some(Wed), None, "lessons"),
            ("October 14th, 2026", d(14, 10, Some(2026)), None, None, ""),
            ("14-Oct-26 x", d(14, 10, None), None, None, "26 x"),
            ("Weds 14/10", d(14, 10, None), Some(Wed), None, ""),
            ("Wednesday pm", None, Some(Wed), None, "pm"),
            ("14thOctober (Wednesday)", d(14, 10, None), Some(Wed), None, ""),
            ("Second day", None, None, Some(2), ""),
            ("FIRST DAY: Wednesday", None, Some(Wed), Some(1), ""),
        ] {
            let (mark, left) = leading(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((mark, left.as_str()), (Mark { date, weekday, number, of_month: None }, rest), "{text}");
        }
    }

    #[test]
    fn other_lines_head_no_day() {
        for text in [
            "Wednesdays only",
            "9.00 Arrival",
            "May we meet",
            "sat with pupils",
            "Y3 books",
            "Daylight",
            "",
            "14",
            "Wednesday's plan",
            "First daylight",
            "A second day",
        ] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_of_a_month_that_is_not_said_is_kept() {
        let mark = |text: &str| leading(text).map(|(m, rest)| (m.weekday, m.of_month, rest));
        assert_eq!(mark("Weds 14th"), Some((Some(Wed), Some(14), String::new())));
        assert_eq!(mark("Thursday 15th: lessons"), Some((Some(Thu), Some(15), "lessons".to_owned())));
        assert_eq!(mark("Tuesday 9 pupils"), Some((Some(Tue), None, "9 pupils".to_owned())));
        assert_eq!(mentioned("see you on Wednesday 14th then").len(), 1);
    }

    #[test]
    fn a_date_without_its_year_is_the_first_that_a_timeline_can_mean() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let first = day(2026, 6, 10);
        assert_eq!(dates_in("By 12 June 2026", first), [day(2026, 6, 12)]);
        assert_eq!(dates_in("Fri 12 June", first), [day(2026, 6, 12)]);
        assert_eq!(dates_in("by 8 January, TBC", first), [day(2027, 1, 8)], "not the one before the visit");
        assert_eq!(dates_in("by 20 March", first), [day(2026, 3, 20)], "the focus is agreed a term before");
        assert_eq!(dates_in("10 and 11 June 2026", first), [day(2026, 6, 10), day(2026, 6, 11)]);
        for none in ["TBC", "Within two weeks", "July 2026, TBC", "29 February 2027", ""] {
            assert_eq!(dates_in(none, first), [], "{none}");
        }
    }

    #[test]
    fn dates_in_a_sentence_are_found() {
        let dates = |text: &str| mentioned(text).into_iter().filter_map(|m| m.date).collect::<Vec<_>>();
        assert_eq!(dates("The review on 14 and 15 October 2026 at"), [(14, 10, Some(2026)), (15, 10, Some(2026))]);
        assert_eq!(dates("Wed 14th & Thu 15th October"), [(14, 10, None), (15, 10, None)]);
        assert_eq!(dates("nothing in May, 9.30 or 2026"), []);
    }
}
