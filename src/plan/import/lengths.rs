//! How long something lasts, as people write it: `15 mins`, `1 hr 15`, `half an hour`, `(45 minutes approx)`.
//!
//! A length counts only in brackets or at an end of its line: `three 20 minute visits` is about something else.

use super::scan::{Sort, Token, past_space, tokens, trimmed, without};
use super::times::{Stand, joint};

/// Words that say a length is approximate.
const ABOUT: [&str; 9] = ["c", "ca", "circa", "approx", "approximately", "about", "around", "roughly", "max"];
/// The longest that is believed, in minutes.
const MOST: u32 = 10 * 60;

/// The length that `text` says: minutes, whether approximate, the text without it, where it stood.
pub(super) fn find(text: &str) -> Option<(u32, bool, String, Stand)> {
    let all = tokens(text);
    (0..all.len()).find_map(|i| {
        let apart =
            i.checked_sub(1).and_then(|b| all.get(b)).is_none_or(|t| matches!(t.sort, Sort::Space | Sort::Sign));
        let (minutes, about, next) = length(&all, i).filter(|_| apart)?;
        let from = all[i].at;
        let to = all.get(next).map_or(text.len(), |t| t.at);
        let (before, after) = (text[..from].trim_end(), text[to..].trim_start());
        let bracketed = before.ends_with(['(', '[']) && after.starts_with([')', ']']);
        let stand = match (trimmed(before).is_empty(), trimmed(after).is_empty()) {
            (true, _) => Stand::First,
            (_, true) => Stand::Last,
            _ => Stand::Between,
        };
        // A line may begin with a length only if something parts the two: "30 minutes – tour", "c. 15 mins Break",
        // "30 mins  tour", "30 mins Tour"; and not "30 minute visits".
        let parted = about
            || text[to..].starts_with("  ")
            || after.is_empty()
            || after.starts_with(|c: char| !c.is_alphanumeric() || c.is_uppercase());
        let counts = bracketed || stand == Stand::Last || (stand == Stand::First && parted);
        (counts && (1..=MOST).contains(&minutes)).then(|| (minutes, about, without(text, from, to), stand))
    })
}

/// A length at token `i`: minutes, whether approximate, and the token after it.
fn length(all: &[Token], i: usize) -> Option<(u32, bool, usize)> {
    let (mut about, first) = about_word(all, i);
    let (mut minutes, mut next) = spoken(all, first).or_else(|| counted(all, first))?;
    // "1 hour 15 minutes", "1 hr 15"
    if minutes.is_multiple_of(60) {
        let at = past_space(all, next);
        if let Some((more, after)) = counted(all, at).filter(|(more, _)| *more < 60) {
            (minutes, next) = (minutes + more, after);
        } else if let Some(more) = all.get(at).and_then(Token::number).filter(|n| matches!(n, 5..=59) && n % 5 == 0)
            && all.get(at + 1).is_none_or(|t| t.is_sign(&[')', ']']))
        {
            (minutes, next) = (minutes + more, at + 1);
        }
    }
    let after = past_space(all, next);
    if all.get(after).is_some_and(|t| t.is_word(&["each", "per", "late", "early", "before", "after", "prior", "walk"]))
    {
        return None;
    }
    let (after_about, past) = about_word(all, after);
    if after_about {
        about = true;
        next = past;
    }
    Some((minutes, about, next))
}

/// Past a word such as `approx.`, if one stands there.
fn about_word(all: &[Token], i: usize) -> (bool, usize) {
    let there = all.get(i).is_some_and(|t| t.is_word(&ABOUT) || t.is_sign(&['~', '±']));
    if !there {
        return (false, i);
    }
    let stop = all.get(i + 1).is_some_and(|t| t.is_sign(&['.']));
    (true, past_space(all, i + 1 + usize::from(stop)))
}

/// `half an hour`, `an hour`, `quarter of an hour`, `an hour and a half`.
fn spoken(all: &[Token], i: usize) -> Option<(u32, usize)> {
    const PHRASES: [(&[&str], u32); 12] = [
        (&["an", "hour", "and", "a", "half"], 90),
        (&["one", "and", "a", "half", "hours"], 90),
        (&["three", "quarters", "of", "an", "hour"], 45),
        (&["quarter", "of", "an", "hour"], 15),
        (&["half", "an", "hour"], 30),
        (&["half", "hour"], 30),
        (&["an", "hour"], 60),
        (&["one", "hour"], 60),
        (&["two", "hours"], 120),
        (&["three", "hours"], 180),
        (&["ten", "minutes"], 10),
        (&["five", "minutes"], 5),
    ];
    PHRASES.iter().find_map(|(phrase, minutes)| {
        let mut at = i;
        for word in *phrase {
            if !all.get(at)?.is_word(&[*word]) {
                return None;
            }
            at = past_space(all, at + 1);
        }
        // Not the blank after the last word.
        let end = if all.get(at - 1).is_some_and(|t| t.sort == Sort::Space) { at - 1 } else { at };
        Some((*minutes, end))
    })
}

/// `45 minutes`, `1.5 hours`, `20-30 mins` (the longer counts), `45'`.
fn counted(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let (tenths, mut next) = decimal(all, i)?;
    let mut tenths = tenths;
    if let Some(second) = joint(all, next, false)
        && let Some((longer, after)) = decimal(all, second)
    {
        (tenths, next) = (tenths.max(longer), after);
    }
    let at = past_space(all, next);
    // "45-minute", "45 – minute" are written too.
    let at = if all.get(at).is_some_and(|t| t.is_sign(&['-', '‑'])) { at + 1 } else { at };
    let unit = all.get(at)?;
    let minutes = if unit.is_word(&["min", "mins", "minute", "minutes"]) || unit.is_sign(&['\'', '′']) {
        tenths / 10
    } else if unit.is_word(&["h", "hr", "hrs", "hour", "hours"]) {
        tenths * 6
    } else {
        return None;
    };
    let stop = all.get(at + 1).is_some_and(|t| t.is_sign(&['.'])) && all.get(at + 2).is_some();
    Some((minutes, at + 1 + usize::from(stop && !unit.is_word(&["minutes", "hours"]))))
}

/// A number with at most one decimal (or `.5`-like two), in tenths.
fn decimal(all: &[Token], i: usize) -> Option<(u32, usize)> {
    let whole = all.get(i)?.number().filter(|_| all[i].text.len() <= 3)?;
    if all.get(i + 1).is_some_and(|t| t.is_sign(&['½'])) {
        return Some((whole * 10 + 5, i + 2));
    }
    let tenth =
        all.get(i + 1).filter(|t| t.is_sign(&['.', ','])).and_then(|_| all.get(i + 2)).filter(|t| t.text.len() == 1);
    match tenth.and_then(Token::number) {
        Some(tenth) => Some((whole * 10 + tenth, i + 3)),
        None => Some((whole * 10, i + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_brackets_and_at_the_ends() {
        for (text, minutes, about, rest) in [
            ("Tour (45 minutes approx)", 45, true, "Tour"),
            ("Tour c. 15 mins", 15, true, "Tour"),
            ("Tour – 1 hour", 60, false, "Tour"),
            ("Tour 1 hr 15", 75, false, "Tour"),
            ("Tour (1 hour 15 minutes)", 75, false, "Tour"),
            ("Tour, 1.5 hours", 90, false, "Tour"),
            ("Tour (half an hour)", 30, false, "Tour"),
            ("30 mins – Tour", 30, false, "Tour"),
            ("Tour (20-30 mins) with the head", 30, false, "Tour with the head"),
            ("c. 15 mins Break", 15, true, "Break"),
            ("15 mins  a break", 15, false, "a break"),
            ("30 mins Tour", 30, false, "Tour"),
            ("15 mins.", 15, false, ""),
            ("1½ hours", 90, false, ""),
        ] {
            let (found, approx, left, _) = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found, approx, left.as_str()), (minutes, about, rest), "{text}");
        }
    }

    #[test]
    fn other_counts_are_no_length() {
        for text in [
            "three 20 minute visits to classes",
            "20 minute visits to classes",
            "10 minutes each",
            "Year 5",
            "900 minutes",
            "1 house",
            "5 hoursworth",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
