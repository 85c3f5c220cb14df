//! The words of an entry without its time: title, place, people, link.
//!
//! Words that are not understood stay in the title, so nothing of a line is lost by taking it apart.

use super::scan::trimmed;
use super::times::{self, Place, Stand};
use super::words::{Label, Words};

/// What the words of an entry are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub title: String,
    pub place: String,
    pub with: String,
    pub link: String,
    /// Labelled parts that are neither: `Focus: reading`.
    pub notes: Vec<String>,
}

/// Takes the words of an entry apart.
pub(super) fn parts(text: &str, words: &Words) -> Parts {
    let mut parts = Parts::default();
    let text = take_link(text, &mut parts);
    let mut title: Vec<String> = Vec::new();
    for (at, segment) in segments(&text).into_iter().enumerate() {
        if let Some((label, value)) = labelled(&segment, words).filter(|(l, v)| !timed_aside(*l, v)) {
            place_by_label(&mut parts, &mut title, label, &segment, value, words);
        } else if at > 0 && parts.place.is_empty() && (words.is_place(&segment) || is_room(&segment)) {
            parts.place = segment;
        } else if at > 0 && are_people(&segment, words) {
            join(&mut parts.with, &segment);
        } else {
            title.push(segment);
        }
    }
    parts.title = title.join(" – ");
    for _ in 0..4 {
        let before = parts.title.len();
        brackets(&mut parts, words);
        last_word(&mut parts, words);
        in_a_place(&mut parts, words);
        if parts.title.len() == before {
            break;
        }
    }
    if parts.with.is_empty() {
        with_whom(&mut parts, words);
    }
    parts.title = trimmed(&parts.title);
    parts
}

/// Puts further words of an entry (a line below it, another cell) where they belong.
pub(super) fn whole(text: &str, words: &Words) -> Parts {
    let mut parts = Parts::default();
    let text = take_link(text, &mut parts);
    let text = trimmed(&text);
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let bare = inner.strip_prefix("in the ").or_else(|| inner.strip_prefix("in ")).unwrap_or(inner);
    let with = inner.strip_prefix("with ").or_else(|| inner.strip_prefix("With ")).unwrap_or(inner);
    if words.is_place(bare) || is_room(bare) {
        parts.place = trimmed(bare);
    } else if are_people(with, words) {
        parts.with = trimmed(with);
    } else {
        parts.title = text;
    }
    parts
}

/// A label with a colon in front of a value.
pub(super) fn labelled<'t>(text: &'t str, words: &Words) -> Option<(Label, &'t str)> {
    let (head, value) = text.split_once(':')?;
    if head.len() > 40 || value.starts_with("//") || head.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((words.label(head)?, value.trim()))
}

/// `Teachers: 17.30: dinner`: what follows the colon is an entry, and no answer to the label.
pub(super) fn timed_aside(label: Label, value: &str) -> bool {
    !matches!(label, Label::Time | Label::Start | Label::End | Label::Length | Label::Day | Label::Title)
        && times::find(value, Place::Line).is_some_and(|f| f.stand == Stand::First && f.when.has_clock())
}

/// `Y1–Y6`, `Year 4`, `KS2`: pupils, and no place.
pub(super) fn is_class(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let rest = ["years", "year", "yrs", "yr", "ks", "y"].iter().find_map(|head| text.strip_prefix(head));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

fn place_by_label(parts: &mut Parts, title: &mut Vec<String>, label: Label, segment: &str, value: &str, words: &Words) {
    match label {
        Label::Place if parts.place.is_empty() => value.clone_into(&mut parts.place),
        Label::With => join(&mut parts.with, value),
        Label::Title if title.is_empty() && !value.is_empty() => title.push(value.to_owned()),
        Label::Note | Label::People if !title.is_empty() => parts.notes.push(segment.to_owned()),
        _ if words.names_activity(segment) || title.is_empty() => title.push(segment.to_owned()),
        _ => parts.notes.push(segment.to_owned()),
    }
}

/// Takes a web address out of the text.
fn take_link(text: &str, parts: &mut Parts) -> String {
    let Some(at) = text.find("https://").or_else(|| text.find("http://")) else { return text.to_owned() };
    let link: String = text[at..].chars().take_while(|c| !c.is_whitespace() && !"<>\"\\|".contains(*c)).collect();
    let shown = link.trim_end_matches([')', ']', '.', ',', ';']);
    let rest = format!(
        "{} {}",
        text[..at].trim_end_matches(['<', '(', ' ']),
        &text[at + shown.len()..].trim_start_matches(['>', ')', ']'])
    );
    shown.clone_into(&mut parts.link);
    let rest = rest.trim().to_owned();
    let lead = rest.trim_end_matches([':', ' ', '-', '–']);
    if ["join", "link", "join here", "zoom link", "teams link", "join meeting"].contains(&lead.to_lowercase().as_str())
    {
        String::new()
    } else {
        rest
    }
}

/// The parts of a line between gaps, strokes and spaced dashes.
fn segments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let chars: Vec<char> = text.chars().collect();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let space = |at: Option<&char>| at.is_some_and(|c| c.is_whitespace());
        let dash = matches!(c, '-' | '–' | '—') && i > 0 && space(chars.get(i - 1)) && space(chars.get(i + 1));
        let gap = c.is_whitespace() && space(chars.get(i + 1));
        if dash || gap || c == '|' || c == '\t' {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
        i += 1;
    }
    found.iter().map(|s| trimmed(s)).filter(|s| !s.is_empty()).collect()
}

fn join(into: &mut String, text: &str) {
    if !into.is_empty() && !text.is_empty() {
        into.push_str(", ");
    }
    into.push_str(text);
}

/// `A204`, `M12`, `Rm 4`: a room, and no year group, lesson or key stage.
pub(super) fn is_room(text: &str) -> bool {
    let text = text.trim();
    let code = text.strip_prefix("Room ").or_else(|| text.strip_prefix("Rm ")).unwrap_or(text);
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = code.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    let tail = &code.as_bytes()[(letters + digits).min(code.len())..];
    let taken = ["Y", "P", "L", "Q", "K", "F", "W", "S", "KS", "YR", "EY", "FS", "UP", "PP", "CP", "EYFS", "DAY"];
    let named = code.len() < text.len();
    let plain_room = named && letters == 0 && (1..=3).contains(&digits);
    ((1..=2).contains(&letters) && (1..=3).contains(&digits) && !taken.contains(&&code[..letters]) || plain_room)
        && (tail.is_empty() || tail.len() == 1 && tail[0].is_ascii_lowercase())
}

/// Whether the words are people: roles, initials, names with a form of address.
pub(super) fn are_people(text: &str, words: &Words) -> bool {
    let list: Vec<&str> = text
        .split([',', '/', '&', '+', ';'])
        .flat_map(|p| p.split(" and "))
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    !list.is_empty() && list.len() <= 8 && list.iter().all(|one| is_person(one, words))
}

fn is_person(one: &str, words: &Words) -> bool {
    let mut each = one.split_whitespace();
    let first = each.next().unwrap_or_default();
    let others: Vec<&str> = each.collect();
    let addressed = words.is_address(first)
        && (1..=3).contains(&others.len())
        && others.iter().all(|w| w.starts_with(char::is_uppercase));
    words.is_role(one)
        || addressed
        || (others.len() < 3 && words.are_initials(first) && others.iter().all(|w| words.are_initials(w)))
}

/// `(hall)` is a place, `(HT and DHT)` people; anything else in brackets stays where it is.
fn brackets(parts: &mut Parts, words: &Words) {
    let title = parts.title.trim_end();
    let Some(inner) = title.strip_suffix(')') else { return };
    let Some(at) = inner.rfind('(') else { return };
    let said = inner[at + 1..].trim();
    let with = said.strip_prefix("with ").unwrap_or(said);
    let inside = said.strip_prefix("in the ").or_else(|| said.strip_prefix("in ")).unwrap_or(said);
    let is_place = |said: &str| words.is_place(said) || is_room(said);
    // `Y5 (room 12) / Y6 (room 14)`: neither is the place of the whole.
    let one_of_several = title[..at].split('(').skip(1).filter_map(|t| t.split(')').next()).any(is_place);
    if title[..at].trim().is_empty() || is_place(inside) && one_of_several {
    } else if parts.place.is_empty() && is_place(inside) {
        inside.clone_into(&mut parts.place);
        parts.title = title[..at].trim().to_owned();
    } else if are_people(with, words) {
        join(&mut parts.with, with);
        parts.title = title[..at].trim().to_owned();
    }
}

/// A room or initials as the last word: `Y8 set 2 JKL A204`.
fn last_word(parts: &mut Parts, words: &Words) {
    let title = parts.title.trim_end();
    if title.ends_with(')') {
        return;
    }
    let Some((before, last)) = title.rsplit_once(char::is_whitespace) else { return };
    let last = last.trim_end_matches([',', ';']);
    let after_joint = before.trim_end().ends_with([',', '&', '+', '/'])
        || before.trim_end().to_lowercase().ends_with(" and")
        || ["with", "for", "by", "of", "in", "to"]
            .iter()
            .any(|w| before.trim_end().to_lowercase().ends_with(&format!(" {w}")));
    if parts.place.is_empty() && is_room(last) && !after_joint {
        let before = before.trim_end();
        let room = ["room", "rm"].iter().find(|w| before.to_lowercase().ends_with(&format!(" {w}")));
        let cut = room.map_or(before.len(), |w| before.len() - w.len());
        parts.place = trimmed(&title[cut..]);
        parts.title = trimmed(&before[..cut]);
    } else if !after_joint
        // Where all is in capitals, capitals are nobody's initials.
        && (before.contains(char::is_lowercase) || is_class(before))
        && last.split('/').all(|one| words.are_initials(one))
    {
        let with = std::mem::take(&mut parts.with);
        last.clone_into(&mut parts.with);
        join(&mut parts.with, &with);
        parts.title = trimmed(before);
    } else if parts.place.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) {
        let head = before.trim_end();
        if let Some(at) = ["Room", "room", "Rm"].iter().find_map(|w| head.strip_suffix(w)).map(str::len) {
            parts.place = title[at..].to_owned();
            parts.title = trimmed(&title[..at]);
        }
    }
}

/// ` in the library`, ` at reception`, `, hall` at the end.
fn in_a_place(parts: &mut Parts, words: &Words) {
    if !parts.place.is_empty() {
        return;
    }
    for joint in [" in the ", " in ", " at the ", " at ", " @ ", ", from the ", " from the ", ", "] {
        let Some(at) = parts.title.rfind(joint) else { continue };
        let place = parts.title[at + joint.len()..].trim_end_matches('.').trim();
        let whole = place.matches('(').count() == place.matches(')').count();
        if whole && (words.is_place(place) || is_room(place)) && !parts.title[..at].trim().is_empty() {
            parts.place = place.to_owned();
            parts.title.truncate(at);
            return;
        }
    }
}

/// ` with the maths lead`: who is there, which the title goes on saying.
fn with_whom(parts: &mut Parts, words: &Words) {
    let Some(at) = parts.title.rfind(" with ") else { return };
    let who = parts.title[at + 6..].trim_end_matches('.');
    // "with the head in the hall" and "with SLT – Y3" end earlier.
    let who = who.split(" – ").next().unwrap_or(who).trim();
    if are_people(who, words) {
        parts.with = who.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String, String) {
        let parts = parts(text, &Words::new(None).unwrap());
        (parts.title, parts.place, parts.with)
    }

    fn is(text: &str, title: &str, place: &str, with: &str) {
        assert_eq!(read(text), (title.to_owned(), place.to_owned(), with.to_owned()), "{text}");
    }

    #[test]
    fn titles_places_and_people_are_told_apart() {
        is("Welcome, coffee – Head's office", "Welcome, coffee", "Head's office", "");
        is("Lunch with pupils (hall)", "Lunch with pupils", "hall", "");
        is("Y8 set 2 JKL A204", "Y8 set 2", "A204", "JKL");
        is("Learning walk with SLT", "Learning walk with SLT", "", "SLT");
        is("Book look in the library", "Book look", "library", "");
        is("Meeting with maths lead  Room 7", "Meeting with maths lead", "Room 7", "maths lead");
        is("Pupil voice – Y4 – Mrs Ash – studio", "Pupil voice – Y4", "studio", "Mrs Ash");
        is("Pupil voice Y3/Y4 (6 pupils)", "Pupil voice Y3/Y4 (6 pupils)", "", "");
        is("Y5 maths (room 12) / Y6 (room 14)", "Y5 maths (room 12) / Y6 (room 14)", "", "");
        is("Tour | HT | foyer", "Tour", "foyer", "HT");
        is("Phonics in Y1", "Phonics in Y1", "", "");
        is("SENCo", "SENCo", "", "");
        is("Year 6 maths, Room 12", "Year 6 maths", "Room 12", "");
        is("Governors: Location: Hall", "Governors: Location: Hall", "", "");
        is("", "", "", "");
    }

    #[test]
    fn links_are_taken_out() {
        let parts = parts("Meet governors – join: https://meeting.example/a?b=1.", &Words::new(None).unwrap());
        assert_eq!((parts.title.as_str(), parts.link.as_str()), ("Meet governors", "https://meeting.example/a?b=1"));
    }

    #[test]
    fn rooms_are_no_years() {
        assert!(is_room("A204") && is_room("M7") && is_room("Rm 4") && is_room("Room B12") && is_room("G3b"));
        assert!(
            !is_room("Y8") && !is_room("KS2") && !is_room("P3") && !is_room("A") && !is_room("204") && !is_room("é1")
        );
    }
}
