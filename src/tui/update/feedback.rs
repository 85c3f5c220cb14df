//! Feedback: points in their order, each on its evidence.

use super::day::ask;
use super::lists::{choose_from, moved};
use crate::ids::PointId;
use crate::review::agenda::beside;
use crate::review::feedback::PointKind;
use crate::review::people::Act;
use crate::tasks::feedback::PointDeed;
use crate::tasks::versions::Seen;
use crate::tui::action::Action;
use crate::tui::app::{AfterUnlock, App, Asked, Choice, FeedbackView, Pane, Seals};
use crate::tui::msg::Effect;

/// What was asked for on Feedback, in whichever of its views.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::FeedbackReadiness => app.feedback.view = Some(FeedbackView::Readiness),
        Action::FeedbackMeeting => app.feedback.view = Some(FeedbackView::Meeting),
        Action::FeedbackPoints => app.feedback.view = Some(FeedbackView::Points),
        Action::AskViews => return ask_views(app),
        Action::Present => super::present::begin(app),
        other => {
            return match app.feedback_view() {
                FeedbackView::Readiness => super::readiness::act(app, other),
                FeedbackView::Meeting => super::meeting::act(app, other),
                FeedbackView::Points => on_points(app, other),
            };
        }
    }
    Vec::new()
}

/// Lets members agree with notes or doubt them, or no more.
fn ask_views(app: &mut App) -> Vec<Effect> {
    if app.may(Act::Views) {
        return vec![Effect::AskViews(!app.review.visit.choices.views)];
    }
    app.say("Only the lead asks the team to agree with notes or to doubt them.");
    Vec::new()
}

/// What was asked for among the points.
fn on_points(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let last = app.shown_points().len().saturating_sub(1);
            app.feedback.cursor = moved(app.feedback.cursor, last, app.page(), action);
            let page = app.page();
            app.feedback.offset =
                app.feedback.offset.clamp(app.feedback.cursor.saturating_sub(page - 1), app.feedback.cursor);
        }
        Action::NewPoint => new_point(app),
        Action::Search => next_meeting(app),
        Action::ToggleSaid | Action::HostAgrees | Action::HostAdds | Action::HostDiffers => {
            return super::answers::on_point(app, action);
        }
        Action::Undo => return super::day::undo_change(app),
        Action::Redo => return super::day::redo_change(app),
        Action::Opening if cannot_be_sealed(app) => {}
        Action::Opening => return vec![Effect::Opening],
        Action::ArrangePoints => return super::points::arrange(app),
        Action::Leave => leave(app),
        Action::SelectAll => app.feedback.selected = app.shown_points().iter().map(|p| p.id).collect(),
        Action::ClearSelection => app.feedback.selected.clear(),
        Action::ShowEvidence => app.feedback.show_evidence = !app.feedback.show_evidence,
        other => return on_point(app, other),
    }
    Vec::new()
}

/// Asks what kind of point to write, from whichever view.
pub fn new_point(app: &mut App) {
    if !cannot_be_sealed(app) {
        let rows = PointKind::ALL.iter().map(|k| (k.label().to_owned(), Choice::NewPoint(*k, Vec::new()))).collect();
        choose_from(app, "What kind of point is it?", rows);
    }
}

/// Whether a point could not be sealed where it must be: said before its words are typed.
pub fn cannot_be_sealed(app: &mut App) -> bool {
    let trouble = app.cannot_seal().cloned();
    if let Some(trouble) = &trouble {
        app.tell(trouble);
    }
    trouble.is_some()
}

fn leave(app: &mut App) {
    if !app.feedback.selected.is_empty() {
        app.feedback.selected.clear();
    } else if app.feedback.show_evidence {
        app.feedback.show_evidence = false;
    } else {
        app.pane = Pane::Day;
    }
}

/// Shows the points of the next summary meeting, and after the last those of the first.
fn next_meeting(app: &mut App) {
    let ids: Vec<_> = app.summaries().iter().map(|m| m.id).collect();
    let now = app.feedback_meeting().map(|m| m.id);
    let at = ids.iter().position(|id| Some(*id) == now).unwrap_or(0);
    app.feedback.meeting = ids.get((at + 1) % ids.len().max(1)).copied();
    app.feedback.cursor = 0;
    app.feedback.offset = 0;
}

fn on_point(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(point) = app.shown_points().get(app.feedback.cursor).map(|p| (*p).clone()) else {
        app.say("There is no point yet.");
        return Vec::new();
    };
    let among: Vec<PointId> = beside(&app.agenda(), point.id);
    match action {
        Action::EditPoint | Action::Choose | Action::ChangeKind | Action::ChangeQuestion if point.is_locked() => {
            return unlock(app);
        }
        Action::OpenPoint if point.sealed().is_none() => app.say("This point is open already."),
        Action::OpenPoint if point.is_locked() => return unlock(app),
        Action::OpenPoint => {
            let rows = vec![
                ("No, keep it sealed".to_owned(), Choice::Nothing),
                ("Yes, open its words to the whole team".to_owned(), Choice::OpenPoint(point.id)),
            ];
            choose_from(app, "Open this point, so that it can be released?", rows);
        }
        Action::EditPoint | Action::Choose => {
            let seen = match point.sealed() {
                Some(outside) => Seen::Changes(vec![outside.change]),
                None => Seen::Words { text: point.text.clone(), reflection: String::new() },
            };
            ask(app, Asked::Reword(point.id, seen), "The words to be said", &point.text);
        }
        Action::ChooseVersion => return super::versions::ask(app, point.id, point.conflict),
        Action::MovePointUp | Action::MovePointDown => {
            let earlier = action == Action::MovePointUp;
            return vec![Effect::ChangePoint(point.id, PointDeed::Move { earlier, among })];
        }
        Action::ChangeKind => {
            let rows = PointKind::ALL.iter().map(|k| (k.label().to_owned(), Choice::PointKind(point.id, *k))).collect();
            choose_from(app, "What kind of point is it?", rows);
        }
        Action::ChangeQuestion => {
            let mut rows: Vec<_> = app
                .review
                .questions
                .iter()
                .map(|q| (format!("{} {}", q.number, q.title), Choice::PointQuestion(point.id, Some(q.id))))
                .collect();
            rows.push(("the whole day".to_owned(), Choice::PointQuestion(point.id, None)));
            choose_from(app, "Which question does it answer?", rows);
        }
        Action::LinkEvidence => link(app, &point),
        Action::Select => {
            let was = app.feedback.selected.remove(&point.id);
            if !was {
                app.feedback.selected.insert(point.id);
            }
        }
        Action::MergePoints => {
            let others: Vec<PointId> = app.feedback.selected.iter().copied().filter(|p| *p != point.id).collect();
            if others.is_empty() {
                app.say("Select the other points first; they are merged into the chosen one.");
                return Vec::new();
            }
            app.feedback.selected.clear();
            return vec![Effect::ChangePoint(point.id, PointDeed::Merge(others))];
        }
        Action::ActionFromPoint => super::action_plan::from_point(app, &point),
        Action::DeletePoint => return vec![Effect::ChangePoint(point.id, PointDeed::Delete)],
        other => return super::points::act(app, &point, other),
    }
    Vec::new()
}

/// A sealed point must be unlocked first.
pub fn unlock(app: &mut App) -> Vec<Effect> {
    if app.seals == Seals::Open {
        app.say("You are not among the readers of this point.");
    } else {
        super::ask_passphrase(app, AfterUnlock::Nothing);
    }
    Vec::new()
}

/// Offers the evidence read so far: what is linked first, then the rest of the chosen activity's.
fn link(app: &mut App, point: &crate::review::feedback::Point) {
    let mut rows = Vec::new();
    let linked = app.feedback.evidence.iter().filter(|n| point.evidence.contains(&n.id));
    let others = app.tag.notes.iter().chain(app.question.notes.iter()).chain(app.day.notes.iter());
    for (note, on) in linked.map(|n| (n, false)).chain(others.map(|n| (n, true))) {
        if on
            && (point.evidence.contains(&note.id)
                || rows.iter().any(|(_, c)| *c == Choice::Link(point.id, note.id, true)))
        {
            continue;
        }
        if let Some(evidence) = app.words_of(note).filter(|words| words.marks.is_evidence()) {
            let sign = if on { "  " } else { "✓ " };
            rows.push((format!("{sign}{}", evidence.text), Choice::Link(point.id, note.id, on)));
        }
    }
    if rows.is_empty() {
        app.say("No evidence at hand: look at it in Tag or Questions, and make a point from there.");
    } else {
        choose_from(app, "Which evidence does it rest on?", rows);
    }
}
