//! Where a note was made, read from its words: a year, a phase or a room.
//!
//! Reviewers write "Y4 explain regrouping", not a field called place. What is found is a guess that
//! can be corrected, so it prefers saying nothing to guessing wrong ("year on year", "the y axis",
//! "signed in at reception").

/// The highest year of a school: sixth form ends with Y13.
const LAST_YEAR: u32 = 13;

/// The first year, else phase, else room that `text` names, normalised: `Y4`, `Y5/6`, `Reception`,
/// `Nursery`, `EYFS`, `KS2`, `room 7`, `hall`.
pub fn find(text: &str) -> Option<String> {
    first(text, &[year, phase, room])
}

/// The year or phase that a place belongs to, for the coverage by year; none for a room.
pub fn year_of(place: &str) -> Option<String> {
    first(place, &[year, phase])
}

/// Reads a place of one sort at a word.
type Sort = fn(&[Word<'_>], usize) -> Option<String>;

/// The first place of the first sort that has any.
fn first(text: &str, sorts: &[Sort]) -> Option<String> {
    let words: Vec<_> = text.split_whitespace().map(Word::new).collect();
    sorts.iter().find_map(|sort| (0..words.len()).find_map(|i| sort(&words, i)))
}

/// Sorts years and phases as a school does: EYFS, Nursery, Reception, KS1, Y1, Y2, KS2, Y3 …
pub fn year_order(year: &str) -> (u32, String) {
    let digits: String = year.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().unwrap_or(u32::MAX / 2);
    let place = match year {
        "EYFS" => 0,
        "Nursery" => 1,
        "Reception" => 2,
        // the first years of the key stages: 1, 3, 7, 10, 12
        _ if year.starts_with("KS") => match number {
            1 => 11,
            2 => 31,
            3 => 71,
            4 => 101,
            _ => 121,
        },
        _ => number.saturating_mul(10).saturating_add(2),
    };
    (place, year.to_owned())
}

/// A word without the punctuation around it.
struct Word<'a> {
    /// As written.
    plain: &'a str,
    /// In lower case.
    lower: String,
    /// A sentence or clause ends after it, so the next word does not belong to it.
    ends: bool,
}

impl<'a> Word<'a> {
    fn new(raw: &'a str) -> Self {
        let plain = raw.trim_matches(|c: char| !c.is_alphanumeric());
        let plain = plain.strip_suffix("'s").or_else(|| plain.strip_suffix("’s")).unwrap_or(plain);
        Self { plain, lower: plain.to_lowercase(), ends: raw.ends_with(['.', ',', ';', ':', '!', '?', ')']) }
    }
}

/// The lower-case word after word `i`, if it belongs to it.
fn next<'a>(words: &'a [Word<'_>], i: usize) -> Option<&'a str> {
    words.get(i).filter(|w| !w.ends)?;
    words.get(i + 1).map(|w| w.lower.as_str())
}

fn before<'a>(words: &'a [Word<'_>], i: usize) -> Option<&'a str> {
    words.get(i.checked_sub(1)?).filter(|w| !w.ends).map(|w| w.lower.as_str())
}

/// `Y4`, `yr4`, `Year 4`, `Years 5 and 6`, `Y5/6`, `Reception`, `YR`, `Nursery`.
fn year(words: &[Word<'_>], i: usize) -> Option<String> {
    let word = words.get(i)?;
    match word.lower.as_str() {
        "reception" => {
            let office = matches!(before(words, i), Some("at" | "warm" | "main" | "front" | "the"))
                || matches!(next(words, i), Some("desk" | "area" | "office" | "staff" | "window"));
            return (!office).then(|| "Reception".to_owned());
        }
        "nursery" => return (next(words, i).is_none_or(|n| !n.starts_with("rhyme"))).then(|| "Nursery".to_owned()),
        "fs1" => return Some("Nursery".to_owned()),
        "fs2" => return Some("Reception".to_owned()),
        _ => {}
    }
    let digits = ["years", "year", "yrs", "yr", "y"].iter().find_map(|p| word.lower.strip_prefix(p))?;
    if !digits.is_empty() {
        return numbers(digits, true).map(|(first, last)| written(first, last));
    }
    if word.lower == "y" {
        return None;
    }
    let numbered = next(words, i).and_then(|n| {
        let spelt = (1..).zip(["one", "two", "three", "four", "five", "six"]).find(|(_, word)| *word == n);
        spelt.map(|(number, _)| (number, None)).or_else(|| numbers(n, false))
    });
    match numbered {
        Some((first, None)) => Some(written(first, joined(words, i + 1))),
        Some((first, last)) => Some(written(first, last)),
        // "YR" alone, in capitals, is how teachers write the reception year
        None => (word.plain == "YR").then(|| "Reception".to_owned()),
    }
}

/// The second year in "Years 5 and 6", where word `i` is the 5.
fn joined(words: &[Word<'_>], i: usize) -> Option<(char, u32)> {
    if words.get(i.checked_sub(1)?)?.lower.ends_with('s') && matches!(next(words, i), Some("and" | "&" | "")) {
        let last = words.get(i + 2).and_then(|w| numbers(&w.lower, false))?;
        return Some(('/', last.0));
    }
    None
}

/// `4`, `4s`, `4b` (a class), `5/6`, `3-6`, `3-y6`: one or two years that exist.
fn numbers(text: &str, glued: bool) -> Option<(u32, Option<(char, u32)>)> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let first = school_year(&text[..split])?;
    let rest = &text[split..];
    let mut chars = rest.chars();
    match chars.next() {
        None => Some((first, None)),
        Some('/' | '-' | '–' | '&' | '+') => {
            let join = if rest.starts_with(['-', '–']) { '-' } else { '/' };
            let last = chars.as_str().trim_start_matches("yr").trim_start_matches('y');
            Some((first, Some((join, school_year(last)?))))
        }
        // "Y4s", "Y4B"; but "year 4th" and "2nd year" are ordinals
        Some(c) if c.is_ascii_alphabetic() && chars.as_str().is_empty() && (glued || c == 's') => Some((first, None)),
        Some(_) => None,
    }
}

fn school_year(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|n| (1..=LAST_YEAR).contains(n) && !digits.starts_with(['0', '+']))
}

fn written(first: u32, last: Option<(char, u32)>) -> String {
    last.map_or_else(|| format!("Y{first}"), |(join, last)| format!("Y{first}{join}{last}"))
}

/// `KS1`, `key stage 2`, `KS1/2`, `EYFS`, `early years`.
fn phase(words: &[Word<'_>], i: usize) -> Option<String> {
    let word = words.get(i)?;
    let stage = match word.lower.as_str() {
        "eyfs" => return Some("EYFS".to_owned()),
        "early" if next(words, i) == Some("years") => return Some("EYFS".to_owned()),
        "key" if next(words, i) == Some("stage") => next(words, i + 1)?,
        "ks" => next(words, i)?,
        lower => lower.strip_prefix("ks")?,
    };
    match stage {
        "1" | "2" | "3" | "4" | "5" | "1/2" | "2/3" => Some(format!("KS{stage}")),
        _ => None,
    }
}

/// `room 7`, `rm 12a`, `classroom 3`, `hall`, `library`, `playground`.
fn room(words: &[Word<'_>], i: usize) -> Option<String> {
    let word = words.get(i)?;
    match word.lower.as_str() {
        "room" | "rm" | "classroom" => {
            let number = next(words, i)?;
            let digits = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let fits = !digits.is_empty() && digits.len() <= 3 && number.len() <= digits.len() + 1;
            (fits && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("room {number}"))
        }
        // a capital letter is a name: a school, a street
        name @ ("hall" | "library" | "playground") => {
            let is_name = i > 0 && word.plain.starts_with(char::is_uppercase);
            (!is_name).then(|| name.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_words() {
        for (text, place) in [
            ("Y4 pupils explain regrouping", "Y4"),
            ("Two pupils in y4, unsure", "Y4"),
            ("Year 4 explain", "Y4"),
            ("yr4 and yr 5", "Y4"),
            ("YR 6: confident", "Y6"),
            ("year four books", "Y4"),
            ("Y5/6 mixed class", "Y5/6"),
            ("Years 5 and 6 use the same sheet", "Y5/6"),
            ("Years 5 & 6 use the same sheet", "Y5/6"),
            ("Y3-6 all have", "Y3-6"),
            ("Y3–Y6 all have", "Y3-6"),
            ("Y4B had no manipulatives", "Y4"),
            ("the Y2s chant it", "Y2"),
            ("Year 4's books", "Y4"),
            ("(Y1) counters", "Y1"),
            ("Reception count to 20", "Reception"),
            ("in reception, they", "Reception"),
            ("YR pupils", "Reception"),
            ("FS2 area", "Reception"),
            ("Nursery snack time", "Nursery"),
            ("EYFS outdoor area", "EYFS"),
            ("early years lead", "EYFS"),
            ("KS1 assembly", "KS1"),
            ("key stage 2 only", "KS2"),
            ("KS 2", "KS2"),
            ("KS1/2 scheme", "KS1/2"),
            ("KS2 books, mostly Y6", "Y6"),
            ("room 7, quiet", "room 7"),
            ("Rm 12a cold", "room 12a"),
            ("classroom 3", "room 3"),
            ("singing in the hall", "hall"),
            ("hall noisy", "hall"),
        ] {
            assert_eq!(find(text).as_deref(), Some(place), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_left_alone() {
        for text in [
            "",
            "Year on year the gap narrows",
            "label the y axis",
            "y 4",
            "in year 2024",
            "Y0, Y14 and Y007",
            "signed in at reception",
            "the reception area is calm",
            "nursery rhymes",
            "2nd year running",
            "this year, 4 pupils",
            "enough room to move",
            "room for 30",
            "Fernhollow Hall",
            "ks results",
            "Y4294967297",
            "yr, 5 of them",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn years_and_phases_count_by_year_and_rooms_do_not() {
        assert_eq!(year_of("Y4").as_deref(), Some("Y4"));
        assert_eq!(year_of("Year 4, room 7").as_deref(), Some("Y4"));
        assert_eq!(year_of("KS2").as_deref(), Some("KS2"));
        assert_eq!(year_of("room 7"), None);
        assert_eq!(year_of("hall"), None);
    }

    #[test]
    fn years_sort_as_a_school_does() {
        let mut years = ["Y10", "KS2", "Y3", "Reception", "Y1", "EYFS", "Y2", "Nursery", "Y5/6", "KS1"];
        years.sort_by_key(|y| year_order(y));
        assert_eq!(years, ["EYFS", "Nursery", "Reception", "KS1", "Y1", "Y2", "KS2", "Y3", "Y5/6", "Y10"]);
    }
}
