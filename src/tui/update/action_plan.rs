//! The action plan: actions set down by hand or from a point, stepped on, deleted.

use super::day::ask;
use super::lists::moved;
use crate::ids::{ActionId, ChangeId, PointId};
use crate::review::actions::{Part, no_plan_here};
use crate::review::feedback::Point;
use crate::text::clean_line;
use crate::trouble::Trouble;
use crate::tui::action::Action;
use crate::tui::app::{AfterView, App, Asked, PlanRow};
use crate::tui::msg::{ActionDeed, Effect};

const BY_HAND: &str = "What is to be done?";
const FROM_POINT: &str = "What is to be done? The point's words are a beginning";

/// What was asked for in this view.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let (last, page) = (app.plan_rows().len().saturating_sub(1), app.page());
            let plan = &mut app.after.plan;
            plan.cursor = moved(plan.cursor, last, page, action);
            plan.offset = plan.offset.clamp(plan.cursor.saturating_sub(page - 1), plan.cursor);
        }
        Action::NewAction => {
            if !is_refused(app) {
                ask(app, Asked::NewAction(None, String::new()), BY_HAND, "");
            }
        }
        other => return on_row(app, other),
    }
    Vec::new()
}

fn on_row(app: &mut App, action: Action) -> Vec<Effect> {
    match app.plan_row() {
        None => app.say("The action plan is empty so far."),
        Some(PlanRow::Point(id)) => match action {
            Action::Choose | Action::ActionFromPoint => {
                if let Some(point) = app.points.iter().find(|p| p.id == id).cloned() {
                    from_point(app, &point);
                }
            }
            _ => app.say("No action has come from this area for development yet."),
        },
        Some(PlanRow::Action(id)) => return on_action(app, id, action),
    }
    Vec::new()
}

fn on_action(app: &mut App, id: ActionId, action: Action) -> Vec<Effect> {
    let Some(chosen) = app.action(id) else { return Vec::new() };
    match action {
        Action::StepProgress => return vec![Effect::Plan(ActionDeed::Step(id, chosen.progress.next()))],
        Action::DeleteAction => {
            // Brought back, it is chosen again.
            app.after.plan.new = Some(id);
            return vec![Effect::Plan(ActionDeed::Delete(id))];
        }
        Action::ChooseVersion => return super::versions::ask(app, id, chosen.conflict),
        Action::Choose | Action::EditAction => {
            // What is not said yet comes first; the arrows lead to the rest.
            let part = Part::ALL.into_iter().find(|part| chosen.parts.get(*part).is_empty()).unwrap_or(Part::What);
            super::form::open(app, id, part);
        }
        Action::ActionFromPoint => app.say("This is an action already. An area for development stands further down."),
        _ => {}
    }
    Vec::new()
}

/// Whether no plan is kept here: said before anything is typed.
fn is_refused(app: &mut App) -> bool {
    let trouble = no_plan_here(app.review.visit.capture);
    if let Some(trouble) = &trouble {
        app.tell(trouble);
    }
    trouble.is_some()
}

/// Begins an action with the words of a point, on Feedback or in the plan.
pub fn from_point(app: &mut App, point: &Point) {
    if is_refused(app) {
        return;
    }
    if let Some(trouble) = app.stays_out_of_plan(point) {
        app.tell(&trouble);
        return;
    }
    if !point.kind.takes_support() {
        app.say(format!("An action comes from a development or a suggestion, and this is: {}.", point.kind.label()));
        return;
    }
    let parts = app.beginning_of_action(point);
    let support = parts.get(Part::Support).to_owned();
    ask(app, Asked::NewAction(Some(point.id), support), FROM_POINT, parts.get(Part::What));
}

/// Sets down what was typed.
pub fn take(point: Option<PointId>, support: String, text: &str) -> Vec<Effect> {
    let what = clean_line(text);
    if what.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![(Part::What, what)];
    if !support.is_empty() {
        parts.push((Part::Support, support));
    }
    vec![Effect::Plan(ActionDeed::SetDown(point, parts))]
}

/// An action was set down: in the plan its other parts come next, elsewhere one goes on where one was.
pub fn set_down(app: &mut App, id: ActionId, changes: Vec<ChangeId>) {
    app.undo.push(changes);
    app.redo.clear();
    app.after.plan.new = Some(id);
    if app.shows_after(AfterView::ActionPlan) && app.overlay.is_none() {
        super::form::open(app, id, Part::Owner);
    } else {
        app.say("Set down in the action plan, on After; who does it and by when is still open.");
    }
}

/// Something could not be saved: what was typed is there again.
pub fn not_saved(app: &mut App, deed: ActionDeed, trouble: &Trouble) {
    // What is being typed meanwhile waits under it.
    app.under.extend(app.overlay.take());
    match deed {
        ActionDeed::SetDown(point, parts) => {
            let said = |part| parts.iter().find(|(p, _)| *p == part).map_or("", |(_, text)| text.as_str());
            let title = if point.is_some() { FROM_POINT } else { BY_HAND };
            ask(app, Asked::NewAction(point, said(Part::Support).to_owned()), title, said(Part::What));
        }
        ActionDeed::Say { action, part, text, seen } => super::form::again(app, action, part, seen, &text),
        ActionDeed::Step(..) | ActionDeed::Delete(_) => app.overlay = app.under.pop(),
    }
    app.tell(trouble);
}
