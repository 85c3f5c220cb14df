//! Words worth a second look, gathered when they are asked for: never while typing, never in the way.

use super::lists::choose_from;
use crate::tasks::wording::{In, Remark, Remarked};
use crate::trouble::count;
use crate::tui::app::{App, Choice, Overlay};

/// Lists what was found.
pub fn show(app: &mut App, found: &[Remarked]) {
    let row = |remarked: &Remarked, remark: &Remark| {
        let of = match remarked.of {
            In::Point(_) => "point",
            In::Note(_) => "note",
        };
        (format!("“{}” · {of}: {}", remark.words, remarked.text), Choice::Remark(remarked.of, remark.clone()))
    };
    let rows: Vec<_> = found.iter().flat_map(|r| r.remarks.iter().map(move |remark| row(r, remark))).collect();
    if rows.is_empty() {
        app.say("No words are worth a second look.");
        return;
    }
    let title = format!("Worth a second look: {}", count(rows.len(), "place", "places"));
    choose_from(app, &title, rows);
}

/// Shows why, and lets it be silenced.
pub fn look(app: &mut App, of: In, remark: &Remark) {
    let source = if remark.source.is_empty() { String::new() } else { format!("\n\nWhy: {}", remark.source) };
    let (title, text) = (format!("“{}”", remark.words), format!("{}: {}{source}", remark.sort, remark.ask));
    let rows = vec![
        ("Leave it as it is".to_owned(), Choice::Nothing),
        ("Silence it here".to_owned(), Choice::Silence(remark.key.clone(), Some(of))),
        (format!("Silence the rule “{}” everywhere", remark.key), Choice::Silence(remark.key.clone(), None)),
    ];
    app.overlay = Some(Overlay::Choose { title, text, rows, cursor: 0, offset: 0 });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PointId;
    use crate::tui::action::Action;
    use crate::tui::app::Pane;
    use crate::tui::msg::{Effect, Event, Msg};
    use crate::tui::panes::testing::{app, frame};
    use crate::tui::update::update;

    fn remarked(of: In) -> Remarked {
        let remark = Remark {
            words: "always".to_owned(),
            key: "always".to_owned(),
            sort: "more than one observation shows",
            ask: "How many of how many?".to_owned(),
            source: "One observation is a sample.".to_owned(),
        };
        Remarked { of, text: "Pupils always explain".to_owned(), remarks: vec![remark] }
    }

    #[test]
    fn words_are_gathered_looked_at_and_silenced_here_or_everywhere() {
        let mut app = app(Pane::Feedback);
        let of = In::Point(PointId([1; 16]));
        for (down, only) in [(1, Some(of)), (2, None)] {
            let effects = update(&mut app, Msg::Action(Action::ShowWording));
            assert!(matches!(effects.as_slice(), [Effect::Wording]));
            update(&mut app, Msg::Event(Event::Wording(vec![remarked(of)])));
            update(&mut app, Msg::Action(Action::Choose));
            let (shown, _) = frame(&app, (80, 24));
            assert!(
                shown.contains("How many of how many?") && shown.contains("One observation is a sample."),
                "{shown}"
            );
            for _ in 0..down {
                update(&mut app, Msg::Action(Action::Down));
            }
            let effects = update(&mut app, Msg::Action(Action::Choose));
            assert!(
                matches!(effects.as_slice(), [Effect::Silence(key, o)] if key == "always" && *o == only),
                "{effects:?}"
            );
        }
        update(&mut app, Msg::Event(Event::Wording(Vec::new())));
        assert!(app.overlay.is_none() && app.notice.as_ref().unwrap().text.starts_with("No words"));
    }

    #[test]
    fn a_point_and_a_note_have_a_quiet_mark_and_sealed_words_have_none() {
        use crate::review::feedback::PointSeal;
        let mut app = app(Pane::Feedback);
        let rules = "rule = [{ key = 'wait', sort = 'inspection', words = ['wait'], ask = 'Why?' }]";
        app.wording = crate::review::wording::Rules::of(
            toml::from_str(rules).unwrap(),
            crate::review::wording::RuleFile::default(),
        );
        assert!(frame(&app, (80, 24)).0.contains("wording?"));
        for point in &mut app.points {
            let outside = crate::review::evidence::SealedOutside {
                readers: crate::review::evidence::Readers::Lead,
                persons: Vec::new(),
                change: crate::ids::ChangeId([1; 32]),
            };
            point.seal = PointSeal::Unlocked(outside);
        }
        assert!(!frame(&app, (80, 24)).0.contains("wording?"));
    }
}
