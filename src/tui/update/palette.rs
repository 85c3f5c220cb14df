//! Finding an action by a few letters of its words.

use crate::tui::action::{Action, Context};

/// The actions offered in a context that fit what is typed: every word typed begins a word of the
/// action's sentence or name. Those that fit by name's beginning come first.
pub fn palette_rows(context: Context, typed: &str) -> Vec<Action> {
    let typed = typed.to_lowercase();
    let wanted: Vec<&str> = typed.split_whitespace().collect();
    let mut rows: Vec<(bool, Action)> = Action::offered(context)
        .filter_map(|action| {
            let sentence = action.sentence().to_lowercase();
            let has: Vec<&str> =
                sentence.split(|c: char| !c.is_alphanumeric()).chain(action.name().split('-')).collect();
            let fits = wanted.iter().all(|w| has.iter().any(|h| h.starts_with(w)));
            fits.then(|| (!action.name().starts_with(wanted.first().copied().unwrap_or("")), action))
        })
        .collect();
    rows.sort_by_key(|(later, _)| *later);
    rows.into_iter().map(|(_, action)| action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_an_action_and_nothing_finds_all() {
        assert_eq!(palette_rows(Context::DayCapture, "5 min lat").first(), Some(&Action::ShiftLater));
        assert_eq!(palette_rows(Context::DayCapture, "").len(), Action::offered(Context::DayCapture).count());
        assert!(palette_rows(Context::DayCapture, "zebra").is_empty());
    }
}
