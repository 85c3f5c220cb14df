//! Purging from the screen: what is to go, the card that says what that means, a yes.

use super::lists::choose_from;
use crate::review::people::Act;
use crate::tasks::purge::{Card, Purge};
use crate::tui::app::{App, Choice, Overlay};
use crate::tui::msg::Effect;

/// Asks what is to go. Who is not the lead is told so at once.
pub fn ask(app: &mut App) {
    if !app.may(Act::Purge) {
        app.say("Only the lead purges a notebook.");
        return;
    }
    let mut rows = vec![("nothing".to_owned(), Choice::Nothing)];
    rows.extend(Purge::ALL.into_iter().map(|purge| (purge.label().to_owned(), Choice::PurgeCard(purge))));
    choose_from(app, "What is to be emptied for good?", rows);
}

/// Shows the card, over which the yes is said.
pub fn card(app: &mut App, card: &Card) {
    app.lay_over(Overlay::Choose {
        title: "Purge this notebook?".to_owned(),
        text: card.lines().join("\n"),
        rows: vec![
            ("No, keep it".to_owned(), Choice::Nothing),
            ("Yes, empty it for good".to_owned(), Choice::Purge(card.purge)),
        ],
        cursor: 0,
        offset: 0,
    });
}

/// After the yes.
pub fn go(app: &mut App, purge: Purge) -> Vec<Effect> {
    // What was done before cannot be undone to words that are gone.
    app.undo.clear();
    app.redo.clear();
    if !purge.takes_drafts() {
        return vec![Effect::Purge(purge)];
    }
    app.waiting = 0;
    // What is still typed stays, and is kept anew.
    vec![Effect::ForgetDrafts, Effect::Purge(purge)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::erase::Held;
    use crate::tui::action::Action;
    use crate::tui::app::Pane;
    use crate::tui::msg::{Event, Msg};
    use crate::tui::panes::testing::{app, person};
    use crate::tui::update::update;

    fn act(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    fn drawn_up(purge: Purge) -> Event {
        let held = Held { sealed: 3, ..Held::default() };
        Event::PurgeCard(Card { purge, goes: vec![("Sam".to_owned(), held)], drafts: 1, backups: 0 })
    }

    #[test]
    fn the_lead_is_shown_what_goes_and_only_a_yes_purges() {
        let mut app = app(Pane::Day);
        act(&mut app, Action::PurgeNotebook);
        act(&mut app, Action::Last);
        let effects = act(&mut app, Action::Choose);
        assert!(matches!(effects.as_slice(), [Effect::PurgeCard(Purge::Everything)]), "{effects:?}");
        for yes in [false, true] {
            update(&mut app, Msg::Event(drawn_up(Purge::Everything)));
            let Some(Overlay::Choose { text, .. }) = &app.overlay else { panic!() };
            assert!(text.contains("Sam: 3 sealed notes") && text.contains("What stays"), "{text}");
            if yes {
                act(&mut app, Action::Down);
            }
            let effects = act(&mut app, Action::Choose);
            let purges = matches!(effects.as_slice(), [Effect::ForgetDrafts, Effect::Purge(Purge::Everything)]);
            assert_eq!((purges, effects.is_empty()), (yes, !yes), "the first row is no: {effects:?}");
        }
        update(&mut app, Msg::Event(drawn_up(Purge::Concerns)));
        act(&mut app, Action::Down);
        let effects = act(&mut app, Action::Choose);
        assert!(matches!(effects.as_slice(), [Effect::Purge(Purge::Concerns)]), "drafts stay: {effects:?}");
    }

    #[test]
    fn a_card_that_is_longer_than_the_screen_is_read_to_its_end_with_the_answers_in_sight() {
        let mut app = app(Pane::Day);
        app.size = ratatui::layout::Size { width: 80, height: 24 };
        let held = Held { open: 41, sealed: 3, concerns: 1, points: 6, ..Held::default() };
        let goes = (1..=12).map(|n| (format!("Reviewer {n}"), held)).collect();
        card(&mut app, &Card { purge: Purge::Everything, goes, drafts: 1, backups: 2 });
        let seen = crate::tui::panes::testing::frame(&app, (80, 24)).0;
        assert!(seen.contains("Yes, empty it for good") && seen.contains("▼"), "{seen}");
        assert!(seen.contains("read on") && !seen.contains("Ask each holder"), "{seen}");
        for _ in 0..9 {
            act(&mut app, Action::PageDown);
        }
        let seen = crate::tui::panes::testing::frame(&app, (80, 24)).0;
        assert!(seen.contains("Yes, empty it for good") && seen.contains("If somebody has asked"), "{seen}");
        assert!(!seen.contains("read on") && !seen.contains("▼"), "{seen}");
        // One page back shows other lines at once: nothing was counted past the end.
        act(&mut app, Action::PageUp);
        assert_ne!(crate::tui::panes::testing::frame(&app, (80, 24)).0, seen);
        act(&mut app, Action::Down);
        assert!(matches!(act(&mut app, Action::Choose).as_slice(), [Effect::ForgetDrafts, Effect::Purge(_)]));
    }

    #[test]
    fn nobody_else_is_asked() {
        let mut app = app(Pane::Day);
        app.me = person(&app.review, "hollins");
        act(&mut app, Action::PurgeNotebook);
        assert!(app.overlay.is_none());
        assert!(app.notice.unwrap().text.contains("Only the lead"));
    }
}
