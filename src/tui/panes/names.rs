//! Names that must not appear: the sign in lists, and the offer of the role under what is chosen.

use super::{key, style};
use crate::review::evidence::Note;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::said;
use ratatui::text::Span;

/// The sign before the words of a note that can be read in which such a name stands.
pub fn sign(app: &App, note: &Note) -> Option<Span<'static>> {
    app.words_of(note)
        .filter(|e| app.names.stand_in(e.texts()))
        .map(|_| Span::styled("name! ", style(app, Meaning::Warning)))
}

/// What stands in these words, and what the key would write instead.
pub fn offer<'t>(app: &App, texts: impl IntoIterator<Item = &'t str>) -> Option<Span<'static>> {
    let mut names: Vec<_> = texts.into_iter().flat_map(|text| app.names.find(text)).map(|f| f.name).collect();
    names.dedup();
    let first = names.first()?;
    let key = key(app, Action::ReplaceName);
    let key = if key.is_empty() { format!("“{}”", Action::ReplaceName.name()) } else { key };
    let instead =
        if first.role.is_empty() { "asks for the role".to_owned() } else { format!("writes “{}”", first.role) };
    let others = if names.len() > 1 { " and others" } else { "" };
    Some(said(&format!("! It names {}{others}: {key} {instead}.", first.name), style(app, Meaning::Warning)))
}
