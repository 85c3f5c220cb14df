//! Names of sub-teams in a line: `Group A: books`, `Team 1 / Team 2`.

use super::scan::{Sort, past_space, tokens, trimmed};
use super::words::Words;

/// A part of a line and the group it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    pub group: String,
    pub text: String,
}

/// The parts of a line by group; empty if it does not begin with the name of one.
pub(super) fn shares(text: &str, words: &Words) -> Vec<Share> {
    let starts = starts(text, words);
    if starts.first().is_none_or(|(at, _)| text[..*at].chars().any(char::is_alphanumeric)) {
        return Vec::new();
    }
    between(text, &starts)
}

/// The parts of an entry by group: `Learning walk: group 1 KS1, group 2 KS2` is a walk for each.
pub(super) fn shared_out(text: &str, words: &Words) -> Vec<Share> {
    let by_initials = initials(text, words);
    if by_initials.len() >= 2 {
        return by_initials;
    }
    let starts = starts(text, words);
    let title = starts.first().map_or("", |(at, _)| text[..*at].trim_end());
    let parted = title.ends_with([':', '(', '-', '–', '—']);
    if starts.len() < 2 || !parted {
        return shares(text, words);
    }
    let title = trimmed(title.trim_end_matches('('));
    let mut found = between(text, &starts);
    for share in &mut found {
        let rest = if title.contains('(') { share.text.clone() } else { share.text.trim_end_matches(')').to_owned() };
        share.text = if rest.is_empty() { title.clone() } else { format!("{title}: {rest}") };
    }
    found
}

/// `AB: Y1, Y2   CD & EF: books`: what each does, by initials.
fn initials(text: &str, words: &Words) -> Vec<Share> {
    let mut found: Vec<Share> = Vec::new();
    for part in text.split([';', '|', '\t']).flat_map(|p| p.split("  ")).map(str::trim).filter(|p| !p.is_empty()) {
        let Some((who, what)) = part.split_once(':').or_else(|| part.split_once(" – ")) else { return Vec::new() };
        let mut each = who.split(['&', '/', '+', ',']).map(str::trim);
        if what.trim().is_empty() || !each.all(|one| words.are_initials(one)) {
            return Vec::new();
        }
        found.push(Share { group: who.trim().to_owned(), text: trimmed(what) });
    }
    found
}

/// Where the names of groups begin and end.
fn starts(text: &str, words: &Words) -> Vec<(usize, usize)> {
    let all = tokens(text);
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (i, token) in all.iter().enumerate() {
        if token.sort != Sort::Word || !words.opens_group(token.text) {
            continue;
        }
        let at = past_space(&all, i + 1);
        let Some(name) = all.get(at).filter(|_| at > i + 1) else { continue };
        let letter =
            name.sort == Sort::Word && name.text.len() == 1 && name.text.starts_with(|c: char| c.is_ascii_uppercase());
        let number = name.number().is_some_and(|n| (1..=9).contains(&n));
        let ends = all.get(at + 1).is_none_or(|t| matches!(t.sort, Sort::Space | Sort::Sign));
        let before = all[..i].iter().rev().find(|t| t.sort != Sort::Space);
        let gap = i > 0 && all[i - 1].sort == Sort::Space && all[i - 1].text.len() > 1;
        let opens =
            gap || before.is_none_or(|t| t.is_sign(&[';', '/', '|', ',', '.', '(', '-', '–', '—', '•', ')', ':']));
        if (letter || number) && ends && opens {
            starts.push((token.at, name.end()));
        }
    }
    starts
}

/// What stands between the names of the groups.
fn between(text: &str, starts: &[(usize, usize)]) -> Vec<Share> {
    let mut found = Vec::new();
    for (number, (from, to)) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(text.len(), |next| next.0);
        let mut rest = trimmed(&text[*to..end]);
        // "(Group A) books" and "Group A) books"
        if let Some(inner) = rest.strip_prefix(')') {
            rest = trimmed(inner);
        }
        let rest = rest.strip_suffix('(').map_or(rest.clone(), trimmed);
        found.push(Share { group: text[*from..*to].split_whitespace().collect::<Vec<_>>().join(" "), text: rest });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shared_out_to_its_groups() {
        let words = Words::new(None).unwrap();
        let read = |text: &str| shares(text, &words).into_iter().map(|s| (s.group, s.text)).collect::<Vec<_>>();
        let two = |a: &str, b: &str, c: &str, d: &str| vec![(a.to_owned(), b.to_owned()), (c.to_owned(), d.to_owned())];
        assert_eq!(read("Group A: lessons; Group B: books"), two("Group A", "lessons", "Group B", "books"));
        assert_eq!(
            read("Team 1 lesson visits / Team 2 pupil voice"),
            two("Team 1", "lesson visits", "Team 2", "pupil voice")
        );
        let out = |text: &str| shared_out(text, &words).into_iter().map(|s| (s.group, s.text)).collect::<Vec<_>>();
        assert_eq!(
            out("Learning walk: group 1 KS1 with Pat, group 2 KS2"),
            two("group 1", "Learning walk: KS1 with Pat", "group 2", "Learning walk: KS2")
        );
        assert_eq!(out("Visits (Group A Y3, Group B Y4)"), two("Group A", "Visits: Y3", "Group B", "Visits: Y4"));
        assert_eq!(out("AB: pupil voice; CD & EF: books"), two("AB", "pupil voice", "CD & EF", "books"));
        assert_eq!(out("AB: Y1, Y2   CD: Y3"), two("AB", "Y1, Y2", "CD", "Y3"));
        assert!(out("HT: welcome; DHT: tour").is_empty() && out("AB: books").is_empty());
        assert!(out("Books for Group A and Group B").is_empty() && out("Visit: Group A").is_empty());
        assert_eq!(read("Group A"), [("Group A".to_owned(), String::new())]);
        for none in ["Year group 3", "Group work", "Team meeting", "Books for Group A", "Team A204", ""] {
            assert!(read(none).is_empty(), "{none}");
        }
    }
}
