//! The one cleaning function: text from a notebook or a file can never act on the terminal.
//!
//! Widgets let bidirectional overrides and invisible characters through in lists, tables and
//! titles, and plain printing lets everything through; so text is cleaned here on every way out,
//! and once on its way in (paste, capture), never trusted because of where it came from.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The most code points kept of one visible character; the rest of a pile of accents is dropped.
const MAX_MARKS: usize = 12;

/// Cleans `text` for one line: line breaks become spaces.
pub fn clean_line(text: &str) -> String {
    clean(text, false)
}

/// Cleans `text` and keeps its line breaks (as `\n`).
pub fn clean_block(text: &str) -> String {
    clean(text, true)
}

/// Cleans `text` and keeps its line breaks (as `\n`) and its tabs, which part the cells of a table.
pub fn clean_table(text: &str) -> String {
    text.split('\t').map(clean_block).collect::<Vec<_>>().join("\t")
}

fn clean(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if matches!(grapheme, "\r\n" | "\n" | "\r" | "\u{2028}" | "\u{2029}" | "\u{85}") {
            out.push(if keep_lines { '\n' } else { ' ' });
            continue;
        }
        for c in grapheme.chars().filter_map(safe).take(MAX_MARKS) {
            out.push(c);
        }
    }
    out
}

/// Whether a character cannot be seen, so that cleaning drops it.
pub fn is_invisible(c: char) -> bool {
    safe(c).is_none()
}

/// What becomes of one character: kept, replaced, or dropped.
fn safe(c: char) -> Option<char> {
    match c {
        '\t' | '\u{2028}' | '\u{2029}' | '\u{a0}' => Some(' '),
        c if c.is_control() => Some('\u{fffd}'),
        // bidirectional marks, embeddings, overrides and isolates; then what is
        // invisible: zero-width space, word joiner and friends, BOM, soft hyphen, tags, annotations
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{00ad}'
        | '\u{034f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{2060}'..='\u{2065}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        c => Some(c),
    }
}

/// Names in a row: `Elmstead, Brook Row and Hollins`.
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// How many terminal cells `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts `text` to `cells` terminal cells, ending with `…` where something was cut.
pub fn fit(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let w = grapheme.width();
        if used + w > cells - 1 {
            break;
        }
        used += w;
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_survives() {
        let hostile = "a\x1b[2Jb\x07c\u{9b}31md\u{202e}e\u{200b}f\u{feff}g\x7f";
        let out = clean_line(hostile);
        assert!(!out.chars().any(char::is_control));
        assert_eq!(out, "a\u{fffd}[2Jb\u{fffd}c\u{fffd}31mdefg\u{fffd}");
    }

    #[test]
    fn lines_are_kept_or_folded() {
        assert_eq!(clean_block("a\r\nb\rc\td"), "a\nb\nc d");
        assert_eq!(clean_line("a\r\nb"), "a b");
    }

    #[test]
    fn a_pile_of_accents_is_cut_and_families_stay_whole() {
        let pile = format!("e{}", "\u{301}".repeat(5000));
        assert!(clean_line(&pile).chars().count() <= MAX_MARKS);
        assert_eq!(clean_line("👩‍👩‍👧‍👦 é ✔️"), "👩‍👩‍👧‍👦 é ✔️");
    }

    #[test]
    fn fitting_marks_the_cut_and_counts_cells() {
        assert_eq!(fit("Fernhollow", 10), "Fernhollow");
        assert_eq!(fit("Fernhollow", 5), "Fern…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("x", 0), "");
    }
}
