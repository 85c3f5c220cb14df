//! The speaking card is offered in time, and what the host was told has a line ready.

use super::presenting::{meeting, shown, stage, typed};
use super::*;
use crate::tui::app::Pane;
#[test]
fn the_speaking_card_is_offered_once_and_never_over_a_line() {
    let mut app = stage();
    app.pane = Pane::Day;
    // The team meeting that is on has brought Readiness up before.
    app.feedback.opened_for.extend(app.review.activities.iter().map(|a| a.id));
    let tick = |app: &mut App, minute: u32| {
        app.notice = None;
        update(app, Msg::Tick(moment(11, minute)));
        app.notice.as_ref().is_some_and(|n| n.text.contains("makes a speaking card"))
    };
    assert!(!tick(&mut app, 49));
    typed(&mut app, "Y4");
    assert!(!tick(&mut app, 51), "a line is half typed");
    app.day.line.clear();
    assert!(tick(&mut app, 52), "{:?} {:?}", app.notice, app.pane);
    assert!(app.notice.as_ref().unwrap().text.contains("in 8 min"));
    assert!(!tick(&mut app, 53), "once");
    update(&mut app, Msg::Action(Action::SpeakingCard));
    let asked = shown(&app);
    assert!(asked.contains("plain and unreleased, without sealed points"), "{asked}");
    let here = meeting(&app);
    press(&mut app, KeyCode::Enter);
    assert!(shown(&app).contains("speaking-card-2026-06-10-1200.html"));
    assert!(matches!(&press(&mut app, KeyCode::Enter)[..], [Effect::WriteCard(at, _)] if *at == here));
}

#[test]
fn the_card_can_be_copied_and_at_a_server_only_copied() {
    let mut app = stage();
    app.in_session = true;
    update(&mut app, Msg::Action(Action::SpeakingCard));
    assert!(!shown(&app).contains("into a file"));
    let here = meeting(&app);
    assert!(matches!(&press(&mut app, KeyCode::Enter)[..], [Effect::CopyCard(at)] if *at == here));
    let effects = update(&mut app, Msg::Event(Event::Card("1. Pupils explain".to_owned())));
    assert!(matches!(&effects[..], [Effect::Copy(text)] if text == "1. Pupils explain"));
    assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("plain")));
}

#[test]
fn what_the_host_was_told_has_a_line_ready_and_is_not_the_next_notes_source() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::TellHost));
    typed(&mut app, "The head knows about the books");
    assert_eq!(app.day.line.text(), "The head knows about the books @told");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Capture { capture, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(capture.source, Some(crate::review::evidence::Source::Told));
    assert!(app.day.sources.is_empty(), "the next note is evidence again");
    update(&mut app, saved());
    typed(&mut app, "half");
    update(&mut app, Msg::Action(Action::TellHost));
    assert_eq!(app.day.line.text(), "half", "never over a half-typed line");
}
