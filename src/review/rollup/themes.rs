//! Themes: the words by which points of different schools are laid side by side.
//!
//! Nothing is weighed or guessed: a point belongs to a theme because a word of the theme's list stands in
//! it or in the title of its question, and anyone can read the list ([`THEMES`]).

use crate::review::wording::matching::{Pattern, Words};
use serde::Deserialize;

/// The themes that come with visitbook, as TOML.
pub const THEMES: &str = include_str!("themes.toml");

/// What stands above the points that fit no theme.
pub const OTHER: &str = "Other";

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// By which a theme of one's own takes its place.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its words; an entry may be several words, and an end of `*` stands for every ending.
    pub words: Vec<String>,
}

/// A list of themes, as files hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThemeFile {
    /// The themes.
    pub theme: Vec<Theme>,
}

/// The themes in force, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Themes(Vec<(String, Vec<Pattern>)>);

impl Themes {
    /// The themes of `known`; one of one's `own` under a known key takes its place, any other stands behind them.
    pub fn of(known: ThemeFile, own: ThemeFile) -> Self {
        let mut themes = known.theme;
        for theme in own.theme {
            match themes.iter_mut().find(|t| t.key == theme.key) {
                Some(known) => *known = theme,
                None => themes.push(theme),
            }
        }
        let ready = |theme: Theme| (theme.label, theme.words.iter().filter_map(|w| Pattern::of(w)).collect());
        Self(themes.into_iter().map(ready).collect())
    }

    /// What the themes are called, in their order, and behind them what stands for none of them.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(label, _)| label.as_str()).chain([OTHER])
    }

    /// The themes that any of these texts speaks of, counted from 0; the one behind the last if there is none.
    pub fn of_texts(&self, texts: &[&str]) -> Vec<usize> {
        let words: Vec<Words<'_>> = texts.iter().map(|text| Words::of(text)).collect();
        let stands = |p: &Pattern| words.iter().any(|w| w.find(p, true).next().is_some());
        let found: Vec<usize> =
            self.0.iter().enumerate().filter(|(_, (_, p))| p.iter().any(stands)).map(|(n, _)| n).collect();
        if found.is_empty() { vec![self.0.len()] } else { found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes(own: &str) -> Themes {
        Themes::of(toml::from_str(THEMES).unwrap(), toml::from_str(own).unwrap())
    }

    fn of(text: &str) -> Vec<String> {
        let themes = themes("");
        let labels: Vec<&str> = themes.labels().collect();
        themes.of_texts(&[text]).into_iter().map(|n| labels[n].to_owned()).collect()
    }

    #[test]
    fn a_point_belongs_to_every_theme_whose_words_stand_in_it() {
        assert_eq!(of("Phonics is taught the same way in every class"), ["Reading and phonics"]);
        assert_eq!(of("Governors ask about attendance"), ["Attendance", "Governance"]);
        assert_eq!(of("The hall is warm"), ["Other"]);
        // Capitals are meant: "sen" is not a word of the list, "SEN" is; a word within another is not found.
        assert_eq!(of("the absent-minded professor"), ["Attendance"]);
        assert_eq!(of("a sensible plan"), ["Other"]);
    }

    #[test]
    fn a_theme_of_ones_own_takes_the_place_of_a_known_one_or_stands_behind() {
        let own = "[[theme]]\nkey='reading'\nlabel='Books'\nwords=['book*']\n[[theme]]\nkey='forest'\nlabel='Forest school'\nwords=['forest']";
        let themes = themes(own);
        let labels: Vec<&str> = themes.labels().collect();
        assert_eq!((labels[0], labels[labels.len() - 2]), ("Books", "Forest school"));
        assert_eq!(themes.of_texts(&["Phonics"]), [labels.len() - 1]);
        assert_eq!(themes.of_texts(&["in the forest", "with books"]), [0, labels.len() - 2]);
    }

    #[test]
    fn the_list_has_no_key_twice_and_no_entry_without_words() {
        let file: ThemeFile = toml::from_str(THEMES).unwrap();
        let keys: std::collections::BTreeSet<&str> = file.theme.iter().map(|t| t.key.as_str()).collect();
        assert_eq!(keys.len(), file.theme.len());
        assert!(file.theme.iter().flat_map(|t| &t.words).all(|w| Pattern::of(w).is_some()));
    }
}
