//! After, in the views for the whole team: actions and ticks.

use super::*;
use crate::ids::{ActionId, ChangeId};
use crate::review::actions::{Part, Progress};
use crate::review::visit::CaptureAs;
use crate::tui::app::{AfterView, Asked, PlanRow, Tickable};
use crate::tui::msg::ActionDeed;
use crate::tui::panes::testing;

fn after(view: AfterView) -> App {
    testing::after_of(&testing::review(), view)
}

fn act(app: &mut App, action: Action) -> Vec<Effect> {
    update(app, Msg::Action(action))
}

fn said(app: &App) -> &str {
    app.notice.as_ref().map_or("", |n| n.text.as_str())
}

/// What is asked for, and what stands in the field.
fn field(app: &App) -> (Option<Asked>, String) {
    match &app.overlay {
        Some(Overlay::Ask { asked, line, .. }) => (Some(asked.clone()), line.text().to_owned()),
        _ => (None, String::new()),
    }
}

fn part(app: &App) -> Option<Part> {
    match field(app).0 {
        Some(Asked::ActionPart { part, .. }) => Some(part),
        _ => None,
    }
}

fn write(app: &mut App, text: &str) {
    update(app, Msg::Paste(text.to_owned()));
}

#[test]
fn the_lead_begins_with_what_leaves_and_everybody_else_with_the_plan() {
    let mut app = testing::app(Pane::After);
    assert_eq!(app.after_view(), AfterView::Leaves);
    app.me = testing::person(&app.review, "hollins");
    assert_eq!(app.after_view(), AfterView::ActionPlan, "rather than with a refusal");
    assert!(app.wanted().plan && !app.wanted().release && !app.wanted().ticks);
    act(&mut app, Action::AfterTicks);
    assert!(app.wanted().ticks && !app.wanted().plan);
    act(&mut app, Action::AfterLeaves);
    assert!(!app.wanted().release && testing::picture(&app, (80, 24)).contains("Only the lead decides"));
    app.me = testing::person(&app.review, "host-maths");
    app.pane = Pane::Day;
    for action in [Action::AfterPlan, Action::AfterTicks, Action::Documents] {
        act(&mut app, action);
        assert!(app.pane == Pane::Day && said(&app).contains("visiting team"), "{}", action.name());
    }
}

#[test]
fn an_action_by_hand_goes_on_to_its_parts_and_each_is_saved_as_one_goes_on() {
    let mut app = after(AfterView::ActionPlan);
    act(&mut app, Action::NewAction);
    assert_eq!(field(&app), (Some(Asked::NewAction(None, String::new())), String::new()));
    assert!(act(&mut app, Action::Save).is_empty(), "nothing was said");
    act(&mut app, Action::NewAction);
    write(&mut app, "Hear every reader");
    let effects = act(&mut app, Action::Save);
    let parts = vec![(Part::What, "Hear every reader".to_owned())];
    assert!(matches!(&effects[..], [Effect::Plan(ActionDeed::SetDown(None, p))] if *p == parts), "{effects:?}");
    let id = ActionId([7; 16]);
    update(&mut app, Msg::Event(Event::ActionSetDown(id, vec![ChangeId([7; 32])])));
    assert_eq!((part(&app), app.undo.len()), (Some(Part::Owner), 1));
    write(&mut app, "English lead");
    let effects = act(&mut app, Action::Save);
    assert!(
        matches!(&effects[..], [Effect::Plan(ActionDeed::Say { action, part: Part::Owner, text, seen })]
            if *action == id && text == "English lead" && seen.is_empty()),
        "{effects:?}"
    );
    assert_eq!(part(&app), Some(Part::By));
    write(&mut app, "autumn");
    let effects = act(&mut app, Action::Up);
    assert!(matches!(&effects[..], [Effect::Plan(ActionDeed::Say { part: Part::By, .. })]), "moving about saves");
    assert!(act(&mut app, Action::Up).is_empty() && part(&app) == Some(Part::What), "unchanged: nothing to save");
    assert!(act(&mut app, Action::Up).is_empty() && part(&app) == Some(Part::What), "the first");
    act(&mut app, Action::Leave);
    assert!(app.overlay.is_none());
}

#[test]
fn what_was_typed_outlives_one_key_and_a_save_that_failed() {
    let mut app = after(AfterView::ActionPlan);
    let id = app.after.plan.actions[0].id;
    act(&mut app, Action::Choose);
    assert_eq!(part(&app), Some(Part::Measure), "the first that says nothing");
    write(&mut app, "fewer wait");
    act(&mut app, Action::Leave);
    assert_eq!(field(&app).1, "fewer wait", "one key gives nothing up");
    let effects = act(&mut app, Action::Save);
    let [Effect::Plan(deed)] = <[Effect; 1]>::try_from(effects).unwrap() else { panic!() };
    write(&mut app, "half");
    let trouble = crate::trouble::Trouble::new("The disk is full.", "Make room.");
    update(&mut app, Msg::Event(Event::ActionNotSaved(deed, trouble)));
    assert_eq!((part(&app), field(&app).1.as_str()), (Some(Part::Measure), "fewer wait"));
    assert!(said(&app).contains("disk is full"));
    // It is saved the second time, and what was typed meanwhile is there again.
    assert!(!act(&mut app, Action::Save).is_empty());
    act(&mut app, Action::Leave);
    act(&mut app, Action::Leave);
    assert!(field(&app).1.contains("half"), "{:?}", field(&app));
    let deed = ActionDeed::SetDown(None, vec![(Part::What, "Again".to_owned())]);
    app.overlay = None;
    app.under.clear();
    let trouble = crate::trouble::Trouble::new("The disk is full.", "Make room.");
    update(&mut app, Msg::Event(Event::ActionNotSaved(deed, trouble)));
    assert_eq!(field(&app), (Some(Asked::NewAction(None, String::new())), "Again".to_owned()));
    app.overlay = None;
    let deed = ActionDeed::Step(id, Progress::Done);
    update(&mut app, Msg::Event(Event::ActionNotSaved(deed, crate::trouble::Trouble::new("No.", ""))));
    assert!(app.overlay.is_none() && said(&app).contains("No."));
}

#[test]
fn a_point_makes_an_action_with_what_is_known_and_none_that_stays_with_the_team() {
    let mut app = testing::app(Pane::Feedback);
    let at = app.points.iter().position(|p| p.text.starts_with("Facts seem to fade")).unwrap();
    app.points[at].marks.support = Some(crate::review::feedback::Support::Inside);
    let id = app.points[at].id;
    let on_it = |app: &mut App| {
        app.feedback.cursor = app.shown_points().iter().position(|p| p.id == id).unwrap();
        act(app, Action::ActionFromPoint)
    };
    on_it(&mut app);
    let (asked, text) = field(&app);
    assert!(text.starts_with("Facts seem to fade"));
    assert_eq!(asked, Some(Asked::NewAction(Some(id), "Support from inside the group".to_owned())));
    let effects = act(&mut app, Action::Save);
    assert!(
        matches!(&effects[..], [Effect::Plan(ActionDeed::SetDown(Some(p), parts))] if *p == id && parts.len() == 2)
    );
    update(&mut app, Msg::Event(Event::ActionSetDown(ActionId([9; 16]), Vec::new())));
    assert!(app.overlay.is_none() && said(&app).contains("Set down"), "on Feedback one goes on with the points");

    app.points[at].marks.withheld = true;
    on_it(&mut app);
    assert!(app.overlay.is_none() && said(&app).contains("held back from every release"));
    app.points[at].marks.withheld = false;
    app.points[at].marks.head_alone = true;
    on_it(&mut app);
    assert!(app.overlay.is_none() && said(&app).contains("head alone"));
    app.points[at].marks.head_alone = false;
    app.points[at].kind = crate::review::feedback::PointKind::Strength;
    on_it(&mut app);
    assert!(app.overlay.is_none() && said(&app).contains("this is: strength"));
    app.feedback.cursor = app.shown_points().iter().position(|p| app.awaits_confirmation(p)).unwrap();
    act(&mut app, Action::ActionFromPoint);
    assert!(app.overlay.is_none() && said(&app).contains("rests on what is sealed"));
    app.review.visit.capture = CaptureAs::Sealed;
    act(&mut app, Action::ActionFromPoint);
    assert!(app.overlay.is_none() && said(&app).contains("everything is sealed"));
}

#[test]
fn in_the_plan_a_development_without_an_action_becomes_one() {
    let mut app = after(AfterView::ActionPlan);
    let rows = app.plan_rows();
    assert_eq!(rows.len(), 3, "of two developments one has an action: {rows:?}");
    let PlanRow::Point(point) = rows[2] else { panic!() };
    act(&mut app, Action::Last);
    act(&mut app, Action::DeleteAction);
    assert!(said(&app).contains("No action has come"));
    act(&mut app, Action::Choose);
    assert!(matches!(field(&app).0, Some(Asked::NewAction(Some(p), _)) if p == point));
    act(&mut app, Action::Leave);
    act(&mut app, Action::Leave);
    app.review.visit.capture = CaptureAs::Sealed;
    for action in [Action::NewAction, Action::Choose] {
        act(&mut app, action);
        assert!(app.overlay.is_none() && said(&app).contains("everything is sealed"), "{}", action.name());
    }
}

#[test]
fn progress_goes_round_and_versions_are_asked_for() {
    let mut app = after(AfterView::ActionPlan);
    let id = app.after.plan.actions[0].id;
    let effects = act(&mut app, Action::StepProgress);
    assert!(matches!(effects[..], [Effect::Plan(ActionDeed::Step(a, Progress::Done))] if a == id), "{effects:?}");
    let effects = act(&mut app, Action::DeleteAction);
    assert!(matches!(effects[..], [Effect::Plan(ActionDeed::Delete(a))] if a == id));
    assert!(act(&mut app, Action::ChooseVersion).is_empty() && said(&app).contains("only one version"));
    act(&mut app, Action::Down);
    let second = app.after.plan.actions[1].id;
    let effects = act(&mut app, Action::ChooseVersion);
    assert!(matches!(effects[..], [Effect::Versions(s)] if s == second.into()));
}

#[test]
fn a_colleagues_action_moves_the_cursor_off_nothing_and_a_new_one_is_chosen() {
    let mut app = after(AfterView::ActionPlan);
    act(&mut app, Action::Down);
    let on = app.plan_row();
    let again = |app: &mut App, n: u8, at: usize| {
        let mut loaded = testing::loaded(&app.review.clone(), Pane::After);
        loaded.wanted.plan = true;
        loaded.actions = app.after.plan.actions.clone();
        let mut action = loaded.actions[0].clone();
        action.id = ActionId([n; 16]);
        loaded.actions.insert(at, action);
        update(app, Msg::Event(Event::Loaded(Box::new(loaded))));
    };
    again(&mut app, 8, 0);
    assert_eq!(app.plan_row(), on);
    update(&mut app, Msg::Event(Event::ActionSetDown(ActionId([9; 16]), Vec::new())));
    again(&mut app, 9, 3);
    assert_eq!(app.plan_row(), Some(PlanRow::Action(ActionId([9; 16]))));
}

#[test]
fn rows_and_documents_are_ticked_off_with_a_word_and_taken_back() {
    let mut app = after(AfterView::BeforeAfter);
    let rows = app.review.visit.timeline.len();
    assert_eq!(app.tickables().len(), rows + app.review.visit.documents.len());
    let effects = act(&mut app, Action::Tick);
    assert!(matches!(&effects[..], [Effect::TickRow(1, false, w)] if w.is_empty()), "done already: {effects:?}");
    act(&mut app, Action::Down);
    let effects = act(&mut app, Action::Choose);
    assert!(matches!(&effects[..], [Effect::TickRow(2, true, _)]), "{effects:?}");
    act(&mut app, Action::TickWord);
    write(&mut app, "by post");
    let effects = act(&mut app, Action::Save);
    assert!(matches!(&effects[..], [Effect::TickRow(2, true, w)] if w == "by post"), "{effects:?}");

    act(&mut app, Action::Documents);
    assert_eq!(app.tickable(), Some(Tickable::Document(1)));
    act(&mut app, Action::TickWord);
    assert_eq!(field(&app).1, "trend since Y3", "the word that stands there is changed");
    assert!(act(&mut app, Action::Save).is_empty(), "the same again");
    act(&mut app, Action::Down);
    act(&mut app, Action::TickWord);
    write(&mut app, "pages 3 and 4");
    let effects = act(&mut app, Action::Save);
    assert!(matches!(&effects[..], [Effect::Tick(2, true, w)] if w == "pages 3 and 4"), "{effects:?}");
    // A colleague's reading is no tick of mine.
    app.me = testing::person(&app.review, "brook-row");
    act(&mut app, Action::Up);
    let effects = act(&mut app, Action::Tick);
    assert!(matches!(&effects[..], [Effect::Tick(1, true, _)]), "{effects:?}");
}

#[test]
fn where_everything_is_sealed_a_tick_takes_no_word_and_says_so_first() {
    let mut app = after(AfterView::BeforeAfter);
    app.review.visit.capture = CaptureAs::Sealed;
    assert!(act(&mut app, Action::TickWord).is_empty());
    assert!(app.overlay.is_none() && said(&app).contains("Everything is sealed"), "{}", said(&app));
    assert!(!act(&mut app, Action::Tick).is_empty());
    app.review.visit.timeline.clear();
    app.review.visit.documents.clear();
    assert!(act(&mut app, Action::Tick).is_empty() && act(&mut app, Action::TickWord).is_empty());
}
