//! Keys for an order that people change: a new one fits between any two.
//!
//! A key is an integer part and a fraction in base 62, as text that sorts byte by byte. The first
//! letter of the integer says how long it is, so putting things last (or first) a million times
//! grows keys to five characters, and only squeezing between the same two grows the fraction.
//! Two laptops may make the same key at the same time; whoever shows the order breaks the tie.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The digits of an integer part: `a` heads one digit, `b` two … `z` 26; `Z` heads one below zero, `Y` two …
fn length(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 1),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 1),
        _ => None,
    }
}

/// A key that sorts (as plain text, byte by byte) after `before` and before `after`.
/// None means the end on that side: `between(None, None)` is the first key of a list.
///
/// Neighbours that are equal or the wrong way round have nothing between them: the key then
/// follows `before`. A neighbour that was not made here is passed by as text alone allows.
pub fn between(before: Option<&str>, after: Option<&str>) -> String {
    let before = before.filter(|b| !b.is_empty());
    let after = after.filter(|a| before.is_none_or(|b| b < *a) && parts(a).is_some());
    match (before, after) {
        (None, None) => "a0".to_owned(),
        (Some(before), after) => match (parts(before), after.and_then(parts)) {
            (None, _) => format!("{before}V"),
            (Some((integer, fraction)), None) => match next(integer) {
                Some(integer) => integer,
                None => format!("{integer}{}", middle(fraction, None)),
            },
            (Some((integer, fraction)), Some((upper, limit))) => {
                if integer == upper {
                    return format!("{integer}{}", middle(fraction, Some(limit)));
                }
                match next(integer) {
                    Some(integer) if after.is_some_and(|a| integer.as_str() < a) => integer,
                    _ => format!("{integer}{}", middle(fraction, None)),
                }
            }
        },
        (None, Some(after)) => match parts(after) {
            Some((integer, fraction)) if !fraction.is_empty() => integer.to_owned(),
            Some((integer, fraction)) => {
                previous(integer).unwrap_or_else(|| format!("{integer}{}", middle("", Some(fraction))))
            }
            None => "a0".to_owned(),
        },
    }
}

/// The integer and the fraction of a key made here; none for any other text.
fn parts(key: &str) -> Option<(&str, &str)> {
    let digits = length(*key.as_bytes().first()?)?;
    let well_made = key.bytes().all(|b| DIGITS.contains(&b)) && key.len() > digits;
    let (integer, fraction) = well_made.then(|| key.split_at(digits + 1))?;
    // nothing sorts directly before a fraction that ends in 0, so none is ever made
    (!fraction.ends_with('0')).then_some((integer, fraction))
}

fn value(digit: u8) -> usize {
    DIGITS.iter().position(|d| *d == digit).unwrap_or(0)
}

/// The next integer; none after the last (62 to the power of 26).
fn next(integer: &str) -> Option<String> {
    let (head, digits) = integer.as_bytes().split_first()?;
    let mut digits = digits.to_vec();
    for digit in digits.iter_mut().rev() {
        let up = value(*digit) + 1;
        if up < DIGITS.len() {
            *digit = DIGITS[up];
            return text(*head, &digits);
        }
        *digit = b'0';
    }
    match head {
        b'Z' => text(b'a', b"0"),
        b'z' => None,
        b'a'..=b'y' => text(head + 1, &vec![b'0'; digits.len() + 1]),
        _ => text(head + 1, &vec![b'0'; digits.len() - 1]),
    }
}

/// The integer before; none before the first.
fn previous(integer: &str) -> Option<String> {
    let (head, digits) = integer.as_bytes().split_first()?;
    let mut digits = digits.to_vec();
    for digit in digits.iter_mut().rev() {
        if let Some(down) = value(*digit).checked_sub(1) {
            *digit = DIGITS[down];
            return text(*head, &digits);
        }
        *digit = b'z';
    }
    match head {
        b'a' => text(b'Z', b"z"),
        b'A' => None,
        b'B'..=b'Z' => text(head - 1, &vec![b'z'; digits.len() + 1]),
        _ => text(head - 1, &vec![b'z'; digits.len() - 1]),
    }
}

fn text(head: u8, digits: &[u8]) -> Option<String> {
    String::from_utf8([&[head], digits].concat()).ok()
}

/// A fraction between two, none of which ends in `0`; no upper one means 1.
fn middle(low: &str, high: Option<&str>) -> String {
    let (mut low, mut high) = (low.bytes(), high.map(str::bytes));
    let mut out = String::new();
    loop {
        let from = low.next().map_or(0, value);
        let to = high.as_mut().map_or(DIGITS.len(), |high| high.next().map_or(DIGITS.len(), value));
        if from == to {
            out.push(char::from(DIGITS[from]));
        } else if to > from + 1 {
            out.push(char::from(DIGITS[usize::midpoint(from, to)]));
            return out;
        } else {
            // neighbours: keep the lower digit, and anything after it will do
            out.push(char::from(DIGITS[from]));
            high = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_stay_short_where_people_append_and_prepend() {
        let (mut last, mut first) = (between(None, None), between(None, None));
        for _ in 0..5000 {
            let (later, sooner) = (between(Some(&last), None), between(None, Some(&first)));
            assert!(later > last && sooner < first);
            (last, first) = (later, sooner);
        }
        assert!(last.len() <= 4 && first.len() <= 4, "{last} {first}");
    }

    #[test]
    fn squeezing_between_the_same_two_grows_slowly() {
        let (low, mut high) = (between(None, None), between(Some("a0"), None));
        for _ in 0..100 {
            let key = between(Some(&low), Some(&high));
            assert!(low < key && key < high, "{low} {key} {high}");
            high = key;
        }
        assert!(high.len() <= 2 + 100 / 5 + 1, "{high}");
    }

    #[test]
    fn foreign_and_impossible_neighbours_give_a_key_all_the_same() {
        assert!(between(Some("a5"), Some("a5")).as_str() > "a5");
        assert!(between(Some("b00"), Some("a5")).as_str() > "b00");
        assert!(between(Some("héllo"), None).as_str() > "héllo");
        assert!(between(Some("zz"), None).as_str() > "zz");
        assert!(!between(None, Some("")).is_empty());
        assert!(!between(None, Some("~")).is_empty());
        let last = format!("z{}", "z".repeat(26));
        assert!(between(Some(&last), None) > last);
    }

    proptest! {
        #[test]
        fn any_place_in_a_list_takes_a_new_key(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut keys: Vec<String> = Vec::new();
            for place in places {
                let at = place.index(keys.len() + 1);
                let before = at.checked_sub(1).and_then(|i| keys.get(i)).map(String::as_str);
                let key = between(before, keys.get(at).map(String::as_str));
                keys.insert(at, key);
            }
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", keys);
            prop_assert!(keys.iter().all(|key| key.len() < 40));
        }

        #[test]
        fn no_text_breaks_it(before in any::<Option<String>>(), after in any::<Option<String>>()) {
            let key = between(before.as_deref(), after.as_deref());
            prop_assert!(before.is_none_or(|b| key > b));
        }
    }
}
