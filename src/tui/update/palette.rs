//! Finding an action by a few letters of its words.

use crate::tui::action::{Action, Context};

/// The actions that fit what is typed: every word typed begins a word of the action's sentence or
/// name. What can be done here comes first, then what can be done on another screen.
pub fn palette_rows(context: Context, typed: &str) -> Vec<Action> {
    let typed = typed.to_lowercase();
    let wanted: Vec<&str> = typed.split_whitespace().collect();
    let elsewhere = Action::ALL.iter().copied().filter(|a| !a.applies(context) && screen_of(*a).is_some());
    let mut rows: Vec<((bool, bool), Action)> = Action::offered(context)
        .chain(elsewhere)
        .filter_map(|action| {
            let sentence = action.sentence().to_lowercase();
            let has: Vec<&str> =
                sentence.split(|c: char| !c.is_alphanumeric()).chain(action.name().split('-')).collect();
            let fits = wanted.iter().all(|w| has.iter().any(|h| h.starts_with(w)));
            let by_name = action.name().starts_with(wanted.first().copied().unwrap_or(""));
            fits.then_some(((!action.applies(context), !by_name), action))
        })
        .collect();
    rows.sort_by_key(|(later, _)| *later);
    rows.into_iter().map(|(_, action)| action).collect()
}

/// The action that leads to the first screen on which another can be asked for.
pub fn screen_of(action: Action) -> Option<Action> {
    action.contexts().iter().find_map(|context| match context {
        Context::DayCapture => Some(Action::PaneDay),
        Context::Tag => Some(Action::PaneTag),
        Context::Questions => Some(Action::PaneQuestions),
        Context::Sealed => Some(Action::PaneSealed),
        Context::Feedback => Some(Action::PaneFeedback),
        Context::After => Some(Action::PaneAfter),
        Context::ActionPlan => Some(Action::AfterPlan),
        Context::BeforeAfter => Some(Action::AfterTicks),
        Context::Present | Context::Editor | Context::Prompt | Context::Overlay => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_an_action_and_nothing_finds_all() {
        assert_eq!(palette_rows(Context::DayCapture, "5 min lat").first(), Some(&Action::ShiftLater));
        assert_eq!(palette_rows(Context::Feedback, "5 min lat").first(), Some(&Action::ShiftLater), "from anywhere");
        let here = Action::offered(Context::DayCapture).count();
        assert!(palette_rows(Context::DayCapture, "")[..here].iter().all(|a| a.applies(Context::DayCapture)));
        assert!(palette_rows(Context::DayCapture, "zebra").is_empty());
    }
}
