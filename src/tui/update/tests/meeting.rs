//! Feedback before there are points: readiness that comes up by itself, and the team meeting.

use super::*;
use crate::ids::NoteId;
use crate::review::evidence::View;
use crate::review::feedback::PointKind;
use crate::tui::app::{Asked, Choice, FeedbackView, Notice, Seals};
use crate::tui::panes::testing::{self, feedback, frame, person};

/// In the middle of the team meeting before the summary.
fn team_time() -> Moment {
    let day = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap();
    instant_of(day.and_hms_opt(11, 40, 0).unwrap(), Tz::Europe__London)
}

fn tick(app: &mut App) {
    update(app, Msg::Tick(team_time()));
}

/// The lead on Day, following the clock, in the break.
fn on_day() -> App {
    let mut app = testing::app(Pane::Day);
    app.day.chosen = None;
    app
}

#[test]
fn the_team_meeting_brings_readiness_up_once() {
    let mut app = on_day();
    tick(&mut app);
    assert!(app.shows(FeedbackView::Readiness));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.pane, Pane::Day);
    tick(&mut app);
    assert_eq!(app.pane, Pane::Day, "once, and not again when one has gone away");
}

#[test]
fn a_half_typed_line_is_never_stolen_and_a_word_says_where_to_go() {
    let mut app = on_day();
    app.day.line.set_text("Y4 explain re");
    tick(&mut app);
    assert_eq!((app.pane, app.day.line.text()), (Pane::Day, "Y4 explain re"));
    let said = app.notice.clone().unwrap().text;
    assert!(said.contains("Feedback is ready") && said.contains("F6"), "{said}");
    app.day.line.set_text("");
    app.notice = None;
    tick(&mut app);
    assert_eq!((app.pane, app.notice.is_none()), (Pane::Day, true), "said once, and no surprise afterwards");
}

#[test]
fn nor_is_anything_laid_over_or_selected_and_trouble_stays_in_sight() {
    for pane in [Pane::Tag, Pane::Questions, Pane::Sealed] {
        let mut app = testing::app(pane);
        let note = app.list().unwrap().notes[0].id;
        match pane {
            Pane::Tag => app.tag.at.selected.insert(note),
            Pane::Questions => app.question.at.selected.insert(note),
            _ => app.sealed.at.selected.insert(note),
        };
        tick(&mut app);
        assert_eq!(app.pane, pane);
        assert!(app.notice.is_some());
    }
    let mut app = on_day();
    update(&mut app, Msg::Action(Action::Help));
    tick(&mut app);
    assert_eq!(app.pane, Pane::Day);
    let mut app = on_day();
    app.notice = Some(Notice { text: "The disk is full.".into(), trouble: true });
    tick(&mut app);
    assert_eq!(app.notice.as_ref().unwrap().text, "The disk is full.");
    update(&mut app, Msg::Action(Action::GoToNow));
    assert!(app.shows(FeedbackView::Readiness), "it comes once that was read");
}

#[test]
fn whoever_is_at_feedback_already_is_left_where_they_are() {
    let mut app = testing::app(Pane::Feedback);
    tick(&mut app);
    assert!(app.shows(FeedbackView::Points));
}

#[test]
fn a_host_partner_and_whoever_is_elsewhere_sees_nothing_of_it() {
    let mut app = on_day();
    app.me = person(&app.review, "host-maths");
    tick(&mut app);
    assert_eq!((app.pane, app.notice.is_none()), (Pane::Day, true));
    let mut app = on_day();
    let other = person(&app.review, "hollins");
    let team = app.review.activities.iter().find(|a| a.kind == crate::review::timetable::ActivityKind::TeamMeeting);
    let team = team.unwrap().id;
    app.review.activities.iter_mut().filter(|a| a.id == team).for_each(|a| a.people = vec![other]);
    tick(&mut app);
    assert_eq!(app.pane, Pane::Day);
}

#[test]
fn digits_choose_the_view_and_the_first_one_is_the_points_if_there_are_any() {
    let mut app = testing::app(Pane::Feedback);
    for (key, view) in [('1', FeedbackView::Readiness), ('2', FeedbackView::Meeting), ('3', FeedbackView::Points)] {
        press(&mut app, KeyCode::Char(key));
        assert!(app.shows(view));
    }
    let mut app = on_day();
    app.points.clear();
    press(&mut app, KeyCode::F(6));
    assert!(app.shows(FeedbackView::Readiness));
    app.points = testing::app(Pane::Feedback).points;
    assert!(app.shows(FeedbackView::Readiness), "a colleague's first point turns no page");
}

#[test]
fn only_the_view_in_sight_wants_what_it_shows() {
    let wants = |view| {
        let wanted = feedback(view, 0).wanted();
        (wanted.list.is_some(), wanted.roll, !wanted.evidence.is_empty())
    };
    assert_eq!(wants(FeedbackView::Readiness), (false, true, false));
    assert_eq!(wants(FeedbackView::Meeting), (true, false, false));
    assert_eq!(wants(FeedbackView::Points), (false, false, true));
}

#[test]
fn moving_through_the_evidence_wants_nothing_new() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    let before = app.wanted();
    for key in [KeyCode::Down, KeyCode::Down, KeyCode::Char(' '), KeyCode::PageDown, KeyCode::Up, KeyCode::Home] {
        press(&mut app, key);
        assert_eq!(app.wanted(), before);
    }
    press(&mut app, KeyCode::Right);
    assert_ne!(app.wanted(), before, "another question is read");
}

#[test]
fn questions_go_round_and_take_nothing_of_the_last_one_along() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    let number = |app: &App| app.chosen_question().unwrap().number.clone();
    press(&mut app, KeyCode::Char(' '));
    assert_eq!(app.targets().len(), 1);
    press(&mut app, KeyCode::Left);
    assert_eq!((number(&app).as_str(), app.targets().len()), ("1", 0));
    assert_eq!(app.feedback.findings.count(), 0);
    press(&mut app, KeyCode::Left);
    assert_eq!(number(&app), app.review.questions.last().unwrap().number);
    press(&mut app, KeyCode::Right);
    assert_eq!(number(&app), "1");
}

#[test]
fn evidence_stands_in_the_order_of_the_meeting_and_the_cursor_stays_on_its_note() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    let shown: Vec<NoteId> = app.feedback.meeting_notes.notes.iter().map(|n| n.id).collect();
    assert_eq!(shown, app.feedback.findings.in_order().collect::<Vec<_>>());
    assert!(shown.len() > 3);
    press(&mut app, KeyCode::Down);
    press(&mut app, KeyCode::Down);
    let chosen = app.chosen_note().unwrap().id;
    let mut loaded = testing::loaded(&testing::review(), Pane::Feedback);
    loaded.list = app.feedback.meeting_notes.notes.iter().filter(|n| n.id != shown[0]).cloned().collect();
    app.accept(loaded);
    assert_eq!(app.chosen_note().unwrap().id, chosen);
}

fn chooser(app: &App) -> Vec<(PointKind, Vec<NoteId>)> {
    let Some(Overlay::Choose { rows, .. }) = &app.overlay else { panic!("nothing to choose") };
    let kind = |choice: &Choice| match choice {
        Choice::NewPoint(kind, notes) => (*kind, notes.clone()),
        other => panic!("{other:?}"),
    };
    rows.iter().map(|(_, choice)| kind(choice)).collect()
}

#[test]
fn a_point_is_made_of_the_selected_evidence_and_its_kind_is_guessed_if_all_points_one_way() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    let strengths: Vec<NoteId> = app.feedback.findings.groups[0].sources.iter().flat_map(|(_, n)| n.clone()).collect();
    for _ in &strengths {
        press(&mut app, KeyCode::Char(' '));
    }
    press(&mut app, KeyCode::Char('p'));
    let Some(Overlay::Ask { asked: Asked::NewPoint(kind, _, notes), .. }) = &app.overlay else {
        panic!("no question comes between the evidence and the words")
    };
    assert_eq!((*kind, notes.len()), (PointKind::Strength, strengths.len()));
    for c in "Adults wait.".chars() {
        press(&mut app, KeyCode::Char(c));
    }
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::MakePoint(new)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((new.kind, new.question), (PointKind::Strength, Some(app.review.questions[1].id)));
    // A strength and a development together point nowhere: the usual order.
    let mut app = feedback(FeedbackView::Meeting, 1);
    press(&mut app, KeyCode::Char('a'));
    press(&mut app, KeyCode::Char('p'));
    assert_eq!(chooser(&app)[0].0, PointKind::ALL[0]);
}

#[test]
fn commentary_is_made_beside_the_evidence_and_not_seen_rests_on_none_unless_selected() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    press(&mut app, KeyCode::Char('c'));
    let kinds: Vec<_> = chooser(&app).into_iter().map(|(kind, notes)| (kind, notes.len())).collect();
    assert_eq!(
        kinds,
        [(PointKind::ClaimAgreed, 1), (PointKind::ClaimPartly, 1), (PointKind::ClaimNotSeen, 0)],
        "the three answers, on the chosen note"
    );
    press(&mut app, KeyCode::Esc);
    app.review.questions[1].claim.clear();
    press(&mut app, KeyCode::Char('c'));
    assert!(app.overlay.is_none() && app.notice.is_some(), "without a claim there is nothing to say to it");
}

#[test]
fn agreeing_and_doubting_are_off_until_the_lead_asks() {
    let mut app = feedback(FeedbackView::Meeting, 1);
    assert!(press(&mut app, KeyCode::Char('y')).is_empty());
    let effects = update(&mut app, Msg::Action(Action::AskViews));
    assert!(matches!(effects[..], [Effect::AskViews(true)]), "{effects:?}");
    app.review.visit.choices.views = true;
    let effects = press(&mut app, KeyCode::Char('?'));
    let note = app.chosen_note().unwrap().id;
    assert!(matches!(effects[..], [Effect::SetView(id, Some(View::Doubt))] if id == note), "{effects:?}");
    let me = app.me;
    app.feedback.meeting_notes.notes[0].beside.views.push((me, View::Doubt));
    let effects = press(&mut app, KeyCode::Char('?'));
    assert!(matches!(effects[..], [Effect::SetView(_, None)]), "the same again takes it back: {effects:?}");
    app.me = person(&app.review, "hollins");
    assert!(update(&mut app, Msg::Action(Action::AskViews)).is_empty(), "the lead alone asks");
    assert!(app.notice.is_some());
}

#[test]
fn locking_forgets_what_was_found_in_sealed_notes() {
    let mut app = testing::sealed_meeting();
    assert!(app.feedback.findings.count() > 0);
    let shown = frame(&app, (120, 40)).0;
    assert!(shown.contains("Adults wait"), "{shown}");
    lock(&mut app);
    assert_eq!(app.seals, Seals::Locked);
    assert_eq!((app.feedback.findings.count(), app.feedback.meeting_notes.notes.len()), (0, 0));
    let shown = frame(&app, (120, 40)).0;
    assert!(!shown.contains("Adults wait"), "{shown}");
}

#[test]
fn keys_of_the_points_do_nothing_elsewhere() {
    for view in [FeedbackView::Readiness, FeedbackView::Meeting] {
        for key in ['d', 't', '[', ']', '#', 'm', 'O', 'l'] {
            let mut app = feedback(view, 1);
            assert!(press(&mut app, KeyCode::Char(key)).is_empty(), "{key} on {view:?}");
            assert!(app.overlay.is_none(), "{key} on {view:?}");
        }
    }
}

#[test]
fn the_clock_divides_the_time_that_is_left() {
    let mut app = feedback(FeedbackView::Meeting, 0);
    app.now = team_time();
    app.follow_clock();
    let time = app.together().unwrap();
    assert_eq!((time.minutes, time.begins), (20, None), "to 12:00, where the summary begins");
    assert_eq!(app.shares().iter().map(|(_, share)| share).sum::<i64>(), 20);
}

#[test]
fn what_was_undone_is_done_again_in_every_view() {
    for view in [FeedbackView::Readiness, FeedbackView::Meeting, FeedbackView::Points] {
        let mut app = feedback(view, 0);
        let changes = vec![crate::ids::ChangeId([7; 32])];
        app.redo.push(changes.clone());
        let effects = update(&mut app, Msg::Action(Action::Redo));
        assert!(matches!(&effects[..], [Effect::Redo(again)] if *again == changes), "{effects:?}");
    }
}
