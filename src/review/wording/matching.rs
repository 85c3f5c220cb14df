//! Finding whole words and phrases in a text, and telling what stands in quotation marks.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// Words to be found in this order, side by side.
#[derive(Debug, Clone)]
pub struct Pattern {
    words: Vec<String>,
    /// The last word may have any ending.
    any_ending: bool,
    /// Written in capitals, and so found in capitals only.
    capitals: bool,
}

impl Pattern {
    /// A pattern; none if it has no word.
    pub fn of(entry: &str) -> Option<Self> {
        let stem = entry.trim_end_matches('*');
        let capitals = stem.chars().any(char::is_alphabetic) && !stem.chars().any(char::is_lowercase);
        let words: Vec<String> =
            split(stem).map(|(_, word)| if capitals { word.to_owned() } else { plain(word) }).collect();
        (!words.is_empty()).then_some(Self { words, any_ending: stem.len() < entry.len(), capitals })
    }
}

/// A text in words.
pub struct Words<'t> {
    words: Vec<Word<'t>>,
}

struct Word<'t> {
    range: Range<usize>,
    as_written: &'t str,
    plain: String,
    quoted: bool,
}

impl<'t> Words<'t> {
    /// The words of a text.
    pub fn of(text: &'t str) -> Self {
        let quotes = quotes(text);
        let words = split(text)
            .map(|(start, word)| Word {
                range: start..start + word.len(),
                as_written: word,
                plain: plain(word),
                quoted: quotes.iter().any(|q| q.contains(&start)),
            })
            .collect();
        Self { words }
    }

    /// Where a pattern stands.
    pub fn find(&self, pattern: &Pattern, quoted_too: bool) -> impl Iterator<Item = Range<usize>> {
        self.words.windows(pattern.words.len()).filter_map(move |words| {
            let last = words.len() - 1;
            let stands = words.iter().zip(&pattern.words).enumerate().all(|(n, (word, wanted))| {
                let said = if pattern.capitals { word.as_written } else { &word.plain };
                if n == last && pattern.any_ending { said.starts_with(wanted.as_str()) } else { said == wanted }
            });
            let range = words.first()?.range.start..words.last()?.range.end;
            (stands && (quoted_too || !words.iter().any(|w| w.quoted))).then_some(range)
        })
    }
}

/// Words with where they start; `didn't` and `100%` are one word each, `SLT-led` is two.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.unicode_word_indices().map(move |(start, word)| {
        let percent = text[start + word.len()..].starts_with('%');
        (start, if percent { &text[start..=start + word.len()] } else { word })
    })
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// What stands in quotation marks. A mark that is never closed quotes nothing, so that an apostrophe
/// or a forgotten mark hides no words.
fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        match (open, c) {
            (Some((start, closing)), _)
                if c == closing && (closing != '\'' && closing != '’' || !after.is_alphanumeric()) =>
            {
                quotes.push(start..at);
                open = None;
            }
            (None, '"') => open = Some((at, '"')),
            (None, '“') => open = Some((at, '”')),
            (None, '‘') => open = Some((at, '’')),
            (None, '\'') if !before.is_alphanumeric() && after.is_alphanumeric() => open = Some((at, '\'')),
            _ => {}
        }
        before = c;
    }
    quotes
}
