//! A line as tokens: the small pieces from which times, dates and lengths are put together.
//!
//! Notations are told apart by what stands directly beside a number (`A204`, `14.10.2026`, `9.30%`), so
//! the readers look at tokens with their places rather than at words.

/// What sort of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// `0` to `9`, as many as stand together.
    Digits,
    /// Letters, with apostrophes inside: `o'clock`.
    Word,
    /// Blanks, as many as stand together.
    Space,
    /// Any other single character.
    Sign,
}

/// A token and where it begins, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub sort: Sort,
    pub text: &'t str,
    pub at: usize,
}

impl Token<'_> {
    /// Where it ends, in bytes.
    pub fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// The number it is, if it is one of at most four digits.
    pub fn number(&self) -> Option<u32> {
        (self.sort == Sort::Digits && self.text.len() <= 4).then(|| self.text.parse().ok()).flatten()
    }

    /// Whether it is one of these signs.
    pub fn is_sign(&self, signs: &[char]) -> bool {
        self.sort == Sort::Sign && self.text.starts_with(signs)
    }

    /// Whether it is one of these words, in any case.
    pub fn is_word(&self, words: &[&str]) -> bool {
        self.sort == Sort::Word && words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// The tokens of `text`; together they are the whole of it.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let sort = sort_of(c);
        let mut end = at + c.len_utf8();
        while let Some(&(next_at, next)) = rest.peek() {
            let inside_word = sort == Sort::Word
                && matches!(next, '\'' | '’')
                && text[next_at + next.len_utf8()..].starts_with(char::is_alphabetic);
            if sort == Sort::Sign || (sort_of(next) != sort && !inside_word) {
                break;
            }
            end = next_at + next.len_utf8();
            rest.next();
        }
        found.push(Token { sort, text: &text[at..end], at });
    }
    found
}

fn sort_of(c: char) -> Sort {
    if c.is_ascii_digit() {
        Sort::Digits
    } else if c.is_alphabetic() {
        Sort::Word
    } else if c.is_whitespace() {
        Sort::Space
    } else {
        Sort::Sign
    }
}

/// The index of the next token that is no blank, from `i` on.
pub(super) fn past_space(tokens: &[Token], i: usize) -> usize {
    i + usize::from(tokens.get(i).is_some_and(|t| t.sort == Sort::Space))
}

/// Dashes, of which people have many.
pub(super) const DASHES: [char; 8] = ['-', '–', '—', '−', '‐', '‑', '~', '→'];

/// What separates the parts of a line, and is worth nothing at either end of one.
const SEPARATORS: [char; 22] =
    ['-', '–', '—', '−', '‐', '‑', '~', '→', ':', ';', ',', '|', '.', '…', '·', '•', '>', '=', '_', '/', '\\', '*'];

/// `text` without blanks and separators at its ends, and without rows of dots inside.
pub(super) fn trimmed(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
    let inner = text.trim_start_matches(ends).trim_end_matches(|c: char| c != '.' && ends(c));
    // A full stop at the end belongs to the words; a row of dots does not.
    let inner = if inner.ends_with("..") { inner.trim_end_matches(ends) } else { inner };
    let mut out = String::with_capacity(inner.len());
    let mut dots = 0;
    for c in inner.chars() {
        if c == '.' || c == '…' {
            dots += if c == '…' { 3 } else { 1 };
            continue;
        }
        match dots {
            0 => {}
            1 => out.push('.'),
            2 => out.push_str(".."),
            _ => out.push(' '),
        }
        dots = 0;
        out.push(c);
    }
    if dots == 1 {
        out.push('.');
    }
    // Two blanks stay: in a line of text they part its columns.
    out.trim().to_owned()
}

/// What is left of `text` when the bytes from `start` to `end` are taken out, with the brackets around
/// them if nothing else stands in those.
pub(super) fn without(text: &str, start: usize, end: usize) -> String {
    let before = text[..start].trim_end();
    let after = text[end..].trim_start();
    let pair = before.chars().next_back().zip(after.chars().next());
    let (before, after) = match pair {
        Some(('(', ')') | ('[', ']')) => (&before[..before.len() - 1], &after[1..]),
        _ => (before, after),
    };
    // A dash or a comma between what was taken out and what follows has nothing left to part.
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || (c != '(' && SEPARATORS.contains(&c)));
    let before = trimmed(before);
    let after = trimmed(after);
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after,
        (_, true) => before,
        _ => format!("{before} {after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_whole_text() {
        let text = "9.30am – 10 o’clock,  A204 «é»";
        assert_eq!(tokens(text).iter().map(|t| t.text).collect::<String>(), text);
        let sorts: Vec<Sort> = tokens("9.30am  x").iter().map(|t| t.sort).collect();
        assert_eq!(sorts, [Sort::Digits, Sort::Sign, Sort::Digits, Sort::Word, Sort::Space, Sort::Word]);
    }

    #[test]
    fn taking_out_leaves_no_ruins() {
        assert_eq!(without("Tour (9.15) of the school", 6, 10), "Tour of the school");
        assert_eq!(without("9.15 – Tour", 0, 4), "Tour");
        assert_eq!(without("Tour: 9.15", 6, 10), "Tour");
        assert_eq!(trimmed("...... Tour .....… hall ..."), "Tour   hall");
        assert_eq!(trimmed("Welcome."), "Welcome.");
    }
}
