//! Team meeting: through the evidence, question by question; points and commentary are made on the way.

use super::lists;
use crate::review::evidence::View;
use crate::review::feedback::PointKind;
use crate::tui::action::Action;
use crate::tui::app::{App, Choice, ListState, Listing, Pane};
use crate::tui::msg::Effect;

/// What was asked for in this view.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            lists::step(app, action);
        }
        Action::Select | Action::SelectAll | Action::ClearSelection => lists::select(app, action),
        Action::NextQuestion => turn(app, true),
        Action::PreviousQuestion => turn(app, false),
        Action::PointFromSelection => lists::point_from(app),
        Action::CommentClaim => comment(app),
        Action::AgreeNote => return view(app, View::Agree),
        Action::DoubtNote => return view(app, View::Doubt),
        Action::NewPoint => super::feedback::new_point(app),
        Action::Undo => return super::day::undo_change(app),
        Action::Redo => return super::day::redo_change(app),
        Action::Choose | Action::EditPoint => return lists::on_note(app, Action::EditNote),
        Action::History | Action::ChooseVersion | Action::SealNote => return lists::on_note(app, action),
        Action::Leave if !app.feedback.meeting_notes.at.selected.is_empty() => {
            app.feedback.meeting_notes.at.selected.clear();
        }
        Action::Leave => app.pane = Pane::Day,
        _ => app.say("That is done among the points, or in Tag."),
    }
    Vec::new()
}

/// The next question or the one before, from the last on to the first.
pub fn turn(app: &mut App, on: bool) {
    let count = app.review.questions.len();
    if count == 0 {
        return;
    }
    app.question_cursor = (app.question_cursor + if on { 1 } else { count - 1 }) % count;
    // What stood there belongs to the question before, on this screen and on Questions.
    app.question.at = Listing::default();
    app.feedback.meeting_notes = ListState::default();
    app.forget_findings();
}

/// Commentary on the host's claim: what we say of it, then the words; it rests on the selected evidence.
fn comment(app: &mut App) {
    let claim = app.chosen_question().is_some_and(|q| !q.claim.trim().is_empty());
    if !claim && app.feedback.findings.said_by_host.is_empty() {
        app.say("The host has made no claim about this question.");
        return;
    }
    if super::feedback::cannot_be_sealed(app) {
        return;
    }
    let selected: Vec<_> = app.feedback.meeting_notes.at.selected.iter().copied().collect();
    let chosen = app.targets();
    let row = |kind: PointKind| {
        // That something was not seen rests on no note, unless one was selected on purpose.
        let notes = if kind == PointKind::ClaimNotSeen { &selected } else { &chosen };
        (kind.label().to_owned(), Choice::NewPoint(kind, notes.clone()))
    };
    let rows = PointKind::ALL.into_iter().filter(|k| k.is_commentary()).map(row).collect();
    lists::choose_from(app, "What do we say to the host's claim?", rows);
}

/// Says what I make of the chosen note; the same again takes it back.
fn view(app: &mut App, view: View) -> Vec<Effect> {
    if !app.review.visit.choices.views {
        app.say("The lead has not asked the team to agree with notes or to doubt them.");
        return Vec::new();
    }
    let Some(note) = app.chosen_note() else {
        app.say("No note is chosen: the arrow keys choose one.");
        return Vec::new();
    };
    let new = (app.my_view(note) != Some(view)).then_some(view);
    vec![Effect::SetView(note.id, new)]
}
