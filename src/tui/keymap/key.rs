//! One key as keymaps write it, as terminals send it and as people read it.
//!
//! Crokey reads the spelling. What it accepts is then held against what terminals without any
//! extension really send: Ctrl-Enter, Ctrl-1 or Ctrl-Shift-S exist on the keyboard and never
//! arrive, and Ctrl-I *is* Tab. A keymap that rests on such a key would work on its author's
//! terminal only.

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// The names of keys that a misspelling is compared with.
const NAMES: [&str; 20] = [
    "esc",
    "enter",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "pageup",
    "pagedown",
    "backspace",
    "delete",
    "insert",
    "space",
    "tab",
    "shift-tab",
    "f1",
    "f12",
    "ctrl-s",
    "alt-s",
];

/// A key, perhaps with Ctrl, Alt or Shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// Reads a key's spelling: `ctrl-s`, `f1`, `shift-g`, `alt-.`, `!`.
    ///
    /// # Errors
    /// When it is no key, or one that not every terminal sends; the words say why and what to write.
    pub fn read(spelling: &str) -> Result<Self, String> {
        if let Some(capital) = spelling.chars().last().filter(char::is_ascii_uppercase)
            && (spelling.len() == 1 || spelling.ends_with(&format!("-{capital}")))
        {
            let plain = spelling.to_ascii_lowercase();
            return Err(format!("write `{plain}`, or with Shift `shift-{plain}`"));
        }
        let combination = crokey::parse(spelling).map_err(|_| not_a_key(spelling))?;
        let OneToThree::One(code) = combination.normalized().codes else {
            return Err("only one key at a time can be told apart; use one key".to_owned());
        };
        let key = Self { code, modifiers: combination.normalized().modifiers }.canonical();
        key.check().map_or(Ok(key), Err)
    }

    /// Whether it writes a character in a text.
    pub fn writes(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
    }

    /// Whether it is an F-key.
    #[cfg(test)]
    pub fn is_f(self) -> bool {
        matches!(self.code, KeyCode::F(_))
    }

    /// The event a terminal sends for it.
    #[cfg(test)]
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Shift-Tab arrives as a key of its own.
    fn canonical(mut self) -> Self {
        if self.code == KeyCode::Tab && self.modifiers == KeyModifiers::SHIFT {
            self.code = KeyCode::BackTab;
        }
        self
    }

    /// Why not every terminal sends this key, if so.
    fn check(self) -> Option<String> {
        const CTRL: KeyModifiers = KeyModifiers::CONTROL;
        const ALT: KeyModifiers = KeyModifiers::ALT;
        const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
        let same = |as_what: &str| Some(format!("terminals send the same for {as_what}; use another key"));
        let never = || Some("most terminals never send this; use Ctrl or Alt with a letter, or an F-key".to_owned());
        if self.modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::META | KeyModifiers::HYPER) {
            return never();
        }
        let (ctrl, alt) = (self.modifiers.contains(CTRL), self.modifiers.contains(ALT));
        match self.code {
            KeyCode::Char('i') if ctrl => same("Tab"),
            KeyCode::Char('m') if ctrl => same("Enter"),
            KeyCode::Char('h') if ctrl => same("Backspace on some keyboards"),
            KeyCode::Char('[') if ctrl => same("Esc"),
            KeyCode::Char('[' | 'O') if alt => same("the beginning of an arrow key"),
            KeyCode::Char(c) if ctrl => {
                if (c.is_ascii_lowercase() || c == ' ') && self.modifiers == CTRL {
                    None
                } else {
                    never()
                }
            }
            KeyCode::Char(c) if self.modifiers.contains(SHIFT) && !c.is_ascii_uppercase() => {
                Some("write the character that Shift gives, such as `!` or `+`".to_owned())
            }
            KeyCode::Enter | KeyCode::Backspace if (self.modifiers - ALT).is_empty() => None,
            KeyCode::Tab | KeyCode::Esc if self.modifiers.is_empty() => None,
            KeyCode::BackTab if self.modifiers == SHIFT => None,
            KeyCode::Enter | KeyCode::Backspace | KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc | KeyCode::F(13..) => {
                never()
            }
            _ => None,
        }
    }
}

impl From<&KeyEvent> for Key {
    fn from(event: &KeyEvent) -> Self {
        let combination = KeyCombination::from(*event);
        Self { code: event_code(combination, event), modifiers: combination.modifiers }.canonical()
    }
}

/// The normalised code of a combination made from one event, which always has exactly one.
fn event_code(combination: KeyCombination, event: &KeyEvent) -> KeyCode {
    match combination.codes {
        OneToThree::One(code) => code,
        _ => event.code,
    }
}

fn not_a_key(spelling: &str) -> String {
    let nearest = nearest(spelling, NAMES.into_iter());
    match nearest {
        Some(name) => format!("this is no key; did you mean `{name}`?"),
        None => "this is no key; write keys like `ctrl-s`, `alt-s`, `f2`, `enter`, `shift-g` or `!`".to_owned(),
    }
}

/// The name most like a misspelt one, if any is like it at all.
pub fn nearest<'a>(misspelt: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let misspelt = misspelt.to_lowercase();
    names
        .map(|name| (strsim::normalized_damerau_levenshtein(&misspelt, name), name))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

impl fmt::Display for Key {
    /// As people read it: `^S`, `F1`, `Enter`, `G`, `Alt-N`, `Ctrl-Up`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ctrl = self.modifiers.contains(KeyModifiers::CONTROL);
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        if let KeyCode::Char(c) = self.code {
            return match c {
                ' ' if ctrl => f.write_str("Ctrl-Space"),
                ' ' => f.write_str("Space"),
                c if ctrl => write!(f, "^{}", c.to_ascii_uppercase()),
                c => write!(f, "{c}"),
            };
        }
        if ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("Shift-")?;
        }
        match self.code {
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Delete => f.write_str("Del"),
            KeyCode::Insert => f.write_str("Ins"),
            KeyCode::BackTab => f.write_str("Tab"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}
