//! How things look, by what they mean: panes name a [`Meaning`] or a glyph, never a colour.
//!
//! Meaning is never in colour alone: every style goes with a sign or a word, so the screen reads
//! the same without colours (`NO_COLOR`, a plain terminal). Grounds are never set and letters are
//! never white or black, so that light and dark terminals both stay readable. The glyphs' ASCII
//! stand-ins live here too; they are put in at the last door (the terminal's backend), so that no
//! pane has to think of it.

use crate::text;
use ratatui::style::{Color, Modifier, Style};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation as _;

/// The glyphs of the screen, each one cell wide.
pub mod glyph {
    /// What is on now.
    pub const NOW: &str = "▶";
    /// The row the arrows are on.
    pub const CHOSEN: &str = "›";
    /// Covered, counted, selected.
    pub const FULL: &str = "●";
    /// Not yet covered, not selected.
    pub const EMPTY: &str = "○";
    /// Sealed.
    pub const SEALED: &str = "▒";
    /// Nothing, or a separator between facts.
    pub const DOT: &str = "·";
    /// Something was cut off here.
    pub const CUT: &str = "…";
    /// Done.
    pub const DONE: &str = "✓";
    /// A hidden character of a passphrase.
    pub const HIDDEN: &str = "•";
    /// There is more above.
    pub const MORE_ABOVE: &str = "▲";
    /// There is more below.
    pub const MORE_BELOW: &str = "▼";
    /// The frames of a spinner, one cell each.
    pub const SPINNER: [&str; 4] = ["◐", "◓", "◑", "◒"];
}

/// What the user asked for with `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// As the terminal can and `NO_COLOR` allows.
    #[default]
    Auto,
    /// Colours even where they were not expected.
    Always,
    /// No colours.
    Never,
}

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// None: bold, dim and reversed only.
    None,
    /// The terminal's own sixteen.
    Sixteen,
    /// The 256 of most terminals.
    Many,
}

/// What a piece of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Ordinary text.
    Text,
    /// The title of the part of the screen that has the keyboard.
    Title,
    /// The title of another part, a border, and what may be overlooked.
    Dim,
    /// What is on now.
    Now,
    /// The row the arrows are on.
    Chosen,
    /// A row that was selected.
    Selected,
    /// Sealed.
    Sealed,
    /// A strength.
    Strength,
    /// Something to develop.
    Development,
    /// Something to ask about.
    Wondering,
    /// A gap in the evidence, a conflict, a late day.
    Warning,
    /// Something went wrong.
    Trouble,
    /// A key in a hint.
    Key,
    /// Something went well.
    Good,
}

/// The look of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colors: Colors,
}

impl Theme {
    /// A theme with so many colours.
    pub fn new(colors: Colors) -> Self {
        Self { colors }
    }

    /// The theme for this terminal: `--color`, then `NO_COLOR`, then what `TERM` and `COLORTERM` say.
    /// `env` looks up a variable.
    pub fn choose(choice: ColorChoice, env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let none = match choice {
            ColorChoice::Never => true,
            ColorChoice::Always => false,
            ColorChoice::Auto => set("NO_COLOR").is_some() || matches!(term.as_str(), "" | "dumb" | "vt100" | "vt220"),
        };
        Self::new(if none {
            Colors::None
        } else if term.contains("256") || term.contains("direct") || set("COLORTERM").is_some() {
            Colors::Many
        } else {
            Colors::Sixteen
        })
    }

    /// How many colours it uses.
    pub fn colors(self) -> Colors {
        self.colors
    }

    /// The style for a meaning.
    pub fn style(self, meaning: Meaning) -> Style {
        let plain = Style::new();
        // (of the sixteen, of the 256): the latter are of middling brightness, for both grounds.
        let color = |sixteen: Color, many: u8| match self.colors {
            Colors::None => plain,
            Colors::Sixteen => plain.fg(sixteen),
            Colors::Many => plain.fg(Color::Indexed(many)),
        };
        match meaning {
            Meaning::Text => plain,
            Meaning::Title | Meaning::Now | Meaning::Key => plain.add_modifier(Modifier::BOLD),
            Meaning::Dim => plain.add_modifier(Modifier::DIM),
            Meaning::Chosen => plain.add_modifier(Modifier::REVERSED),
            Meaning::Selected => color(Color::Cyan, 37).add_modifier(Modifier::BOLD),
            Meaning::Sealed => color(Color::Magenta, 133),
            Meaning::Strength | Meaning::Good => color(Color::Green, 71),
            Meaning::Development => color(Color::Yellow, 172),
            Meaning::Wondering => color(Color::Cyan, 67),
            Meaning::Warning => color(Color::Yellow, 172).add_modifier(Modifier::BOLD),
            Meaning::Trouble => color(Color::Red, 167).add_modifier(Modifier::BOLD),
        }
    }
}

/// Whether the locale has no UTF-8, so that the screen has to do with ASCII. `env` looks up a variable.
pub fn ascii_only(env: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    // No locale at all is the C locale: only one that says UTF-8 can be relied on.
    !locale.is_some_and(|l| {
        let l = l.to_ascii_lowercase();
        l.contains("utf-8") || l.contains("utf8")
    })
}

/// The text with every character beyond ASCII replaced by a stand-in of the same width.
pub fn to_ascii(shown: &str) -> Cow<'_, str> {
    if shown.is_ascii() {
        return shown.into();
    }
    let mut out = String::new();
    for grapheme in shown.graphemes(true) {
        match grapheme.chars().next() {
            Some(c) if grapheme.is_ascii() => out.push(c),
            // A letter with marks of its own loses the marks.
            Some(c) if c.is_ascii_graphic() => out.push(c),
            Some(c) => {
                let stand_in = stand_in(c);
                for _ in 0..text::width(grapheme) {
                    out.push(stand_in);
                }
            }
            None => {}
        }
    }
    out.into()
}

fn stand_in(c: char) -> char {
    match c {
        '─' | '━' | '═' | '–' | '—' | '‐' | '−' | '◑' => '-',
        '│' | '┃' | '║' | '◐' => '|',
        '\u{2500}'..='\u{257f}' => '+',
        '▶' | '›' | '»' | '→' => '>',
        '◀' | '‹' | '«' | '←' => '<',
        '●' | '•' | '✓' | '✔' => '*',
        '▒' | '█' | '░' | '▓' => '#',
        '·' => '.',
        '…' => '~',
        '▲' | '↑' => '^',
        '▼' | '↓' => 'v',
        '◓' => '/',
        '◒' => '\\',
        '‘' | '’' | '′' => '\'',
        '“' | '”' | '″' => '"',
        '×' => 'x',
        '£' => 'L',
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' | 'Ø' => 'O',
        'Ù'..='Ü' => 'U',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' | '○' => 'o',
        'ù'..='ü' => 'u',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    const ALL: [Meaning; 14] = [
        Meaning::Text,
        Meaning::Title,
        Meaning::Dim,
        Meaning::Now,
        Meaning::Chosen,
        Meaning::Selected,
        Meaning::Sealed,
        Meaning::Strength,
        Meaning::Development,
        Meaning::Wondering,
        Meaning::Warning,
        Meaning::Trouble,
        Meaning::Key,
        Meaning::Good,
    ];

    #[test]
    fn the_terminal_and_the_user_decide_on_colours() {
        use Colors::{Many, None, Sixteen};
        let chosen = |choice, pairs: &[(&str, &str)]| Theme::choose(choice, env(pairs)).colors();
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "xterm-256color")]), Many);
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "linux")]), Sixteen);
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "xterm"), ("COLORTERM", "truecolor")]), Many);
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "dumb")]), None);
        assert_eq!(chosen(ColorChoice::Auto, &[]), None);
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), None);
        assert_eq!(chosen(ColorChoice::Auto, &[("TERM", "linux"), ("NO_COLOR", "")]), Sixteen);
        assert_eq!(chosen(ColorChoice::Always, &[("TERM", "linux"), ("NO_COLOR", "1")]), Sixteen);
        assert_eq!(chosen(ColorChoice::Never, &[("TERM", "xterm-256color")]), None);
    }

    #[test]
    fn without_colours_there_is_none_and_grounds_are_never_set() {
        for meaning in ALL {
            let style = Theme::new(Colors::None).style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
            for colors in [Colors::Sixteen, Colors::Many] {
                assert_eq!(Theme::new(colors).style(meaning).bg, None, "{meaning:?}");
            }
        }
    }

    #[test]
    fn the_locale_decides_on_ascii() {
        assert!(!ascii_only(env(&[("LANG", "en_GB.UTF-8")])));
        assert!(!ascii_only(env(&[("LANG", "C"), ("LC_ALL", "C.utf8")])));
        assert!(ascii_only(env(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")])));
        assert!(!ascii_only(env(&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")])), "an empty variable is none");
        assert!(ascii_only(env(&[])));
    }

    #[test]
    fn ascii_keeps_every_width() {
        let glyphs = [
            glyph::NOW,
            glyph::CHOSEN,
            glyph::FULL,
            glyph::EMPTY,
            glyph::SEALED,
            glyph::DOT,
            glyph::CUT,
            glyph::DONE,
            glyph::HIDDEN,
            glyph::MORE_ABOVE,
            glyph::MORE_BELOW,
        ];
        for shown in glyphs.into_iter().chain(glyph::SPINNER) {
            assert_eq!(text::width(shown), 1, "{shown}");
            assert_ne!(to_ascii(shown), "?", "{shown} has no stand-in");
        }
        for (shown, ascii) in
            [("┌─ Day ─┐", "+- Day -+"), ("Zoë’s book", "Zoe's book"), ("Zoe\u{308}", "Zoe"), ("日本 👩‍👩‍👧", "???? ??")]
        {
            assert_eq!(to_ascii(shown), ascii);
            assert_eq!(text::width(shown), ascii.len());
        }
    }
}
