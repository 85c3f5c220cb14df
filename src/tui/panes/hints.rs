//! The last line: the keys that work here, by how often they are wanted; only as many as fit.
//!
//! Which key it is comes from the keymap, so a hint is never wrong; what the key does is one word.

use super::style;
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, EntryStep, Overlay};
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::width;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What stands at the end of the line wherever one is.
const ALWAYS: [(Action, &str); 2] = [(Action::Palette, "everything"), (Action::Help, "help")];

/// Draws the line.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    frame.render_widget(line(app, &wanted(app), usize::from(area.width)), area);
}

/// These keys in one line, as many as fit; a key that does nothing here is left out.
pub fn line(app: &App, wanted: &[(Action, &str)], cells: usize) -> Line<'static> {
    let hint = |(action, word): &(Action, &str)| {
        let key = app.key_of(*action);
        (!key.is_empty()).then(|| {
            vec![
                Span::styled(key, style(app, Meaning::Key)),
                Span::styled(format!(" {word}"), style(app, Meaning::Dim)),
            ]
        })
    };
    let last: Vec<_> = ALWAYS.iter().filter_map(hint).collect();
    let kept: usize = last.iter().map(|spans| width(spans) + 2).sum();
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut add = |more: Vec<Span<'static>>, room: usize| {
        let gap = if spans.is_empty() { 0 } else { 2 };
        if width(&spans) + gap + width(&more) <= room {
            if gap > 0 {
                spans.push(Span::raw("  "));
            }
            spans.extend(more);
        }
    };
    for more in wanted.iter().filter_map(hint) {
        add(more, cells.saturating_sub(kept));
    }
    for more in last {
        add(more, cells);
    }
    Line::from(spans)
}

/// The keys worth a hint here, the most wanted first.
fn wanted(app: &App) -> Vec<(Action, &'static str)> {
    match app.context() {
        Context::DayCapture => day(app),
        Context::Tag => TAG.to_vec(),
        Context::Questions if app.in_evidence => EVIDENCE.to_vec(),
        Context::Questions => QUESTIONS.to_vec(),
        Context::Sealed => SEALED.to_vec(),
        Context::Feedback => FEEDBACK.to_vec(),
        Context::Editor => EDITOR.to_vec(),
        Context::Prompt => prompt(app),
        Context::Overlay => overlay(app),
    }
}

fn day(app: &App) -> Vec<(Action, &'static str)> {
    let mut hints = Vec::new();
    if app.day.note.is_some() {
        hints.extend([
            (Action::EditNote, "edit"),
            (Action::SealNote, "seal it"),
            (Action::DeleteNote, "delete"),
            (Action::History, "history"),
            (Action::Leave, "back"),
        ]);
    } else {
        hints.extend([(Action::Save, "save"), (Action::Complete, "complete"), (Action::SealToggle, "seal")]);
    }
    if app.day.chosen.is_some() {
        hints.push((Action::GoToNow, "now"));
    }
    hints.extend([
        (Action::CycleSource, "source"),
        (Action::LongNote, "long note"),
        (Action::Up, "notes"),
        (Action::NextActivity, "activity"),
        (Action::ToggleQuiet, "quiet"),
        (Action::Undo, "undo"),
        (Action::Concern, "concern"),
    ]);
    hints
}

const TAG: [(Action, &str); 14] = [
    (Action::MarkStrength, "strength"),
    (Action::MarkDevelopment, "development"),
    (Action::MarkWondering, "wondering"),
    (Action::SetSource, "source"),
    (Action::Select, "select"),
    (Action::MarkImpact, "impact"),
    (Action::MarkLearning, "learning"),
    (Action::SetPlace, "place"),
    (Action::Search, "search"),
    (Action::ToggleDone, "all"),
    (Action::Choose, "edit"),
    (Action::PointFromSelection, "point"),
    (Action::SealNote, "seal"),
    (Action::Undo, "undo"),
];

const QUESTIONS: [(Action, &str); 7] = [
    (Action::Down, "question"),
    (Action::Choose, "its evidence"),
    (Action::MatrixView, "by source or year"),
    (Action::ShowClaim, "host's claim"),
    (Action::Search, "search"),
    (Action::Undo, "undo"),
    (Action::Leave, "back"),
];

const EVIDENCE: [(Action, &str); 8] = [
    (Action::Leave, "back"),
    (Action::Choose, "edit"),
    (Action::Select, "select"),
    (Action::PointFromSelection, "point"),
    (Action::MarkStrength, "strength"),
    (Action::MarkDevelopment, "development"),
    (Action::Search, "search"),
    (Action::Undo, "undo"),
];

const SEALED: [(Action, &str); 8] = [
    (Action::Unlock, "unlock"),
    (Action::Reveal, "show words"),
    (Action::Lock, "lock"),
    (Action::SealNote, "readers"),
    (Action::EditNote, "edit"),
    (Action::EraseNote, "erase"),
    (Action::History, "history"),
    (Action::Leave, "back"),
];

const FEEDBACK: [(Action, &str); 12] = [
    (Action::NewPoint, "new point"),
    (Action::EditPoint, "reword"),
    (Action::MovePointUp, "earlier"),
    (Action::MovePointDown, "later"),
    (Action::ShowEvidence, "evidence"),
    (Action::LinkEvidence, "link"),
    (Action::ChangeKind, "kind"),
    (Action::ChangeQuestion, "question"),
    (Action::MergePoints, "merge"),
    (Action::Search, "next meeting"),
    (Action::DeletePoint, "delete"),
    (Action::Undo, "undo"),
];

const EDITOR: [(Action, &str); 6] = [
    (Action::SaveNote, "save"),
    (Action::SealToggle, "seal"),
    (Action::CycleSource, "source"),
    (Action::Undo, "undo"),
    (Action::Redo, "redo"),
    (Action::Leave, "back"),
];

fn prompt(app: &App) -> Vec<(Action, &'static str)> {
    match &app.overlay {
        Some(Overlay::Entry(EntryStep::Passphrase { own: None, .. })) => {
            vec![(Action::Save, "take these words"), (Action::Complete, "choose my own"), (Action::Leave, "no key")]
        }
        Some(Overlay::Entry(_)) => {
            vec![(Action::Save, "go on"), (Action::Complete, "the six words"), (Action::Leave, "no key")]
        }
        Some(Overlay::Palette { .. }) => {
            vec![(Action::Save, "do it"), (Action::Down, "next"), (Action::Leave, "back")]
        }
        Some(Overlay::Unlock { .. }) => vec![(Action::Save, "unlock"), (Action::Leave, "back")],
        _ => vec![(Action::Save, "take it"), (Action::Undo, "undo"), (Action::Leave, "back")],
    }
}

fn overlay(app: &App) -> Vec<(Action, &'static str)> {
    let scroll = (Action::Down, "further down");
    match &app.overlay {
        Some(Overlay::Entry(_)) => vec![(Action::Choose, "accept"), scroll, (Action::Leave, "not now")],
        Some(Overlay::Help { .. } | Overlay::History { .. }) => {
            vec![scroll, (Action::PageDown, "page"), (Action::Leave, "back")]
        }
        Some(Overlay::Concern { words: Some(_), .. }) => {
            vec![(Action::Choose, "done: erase the words"), (Action::Leave, "back")]
        }
        Some(Overlay::Choose { .. }) => {
            vec![(Action::Choose, "take it"), (Action::Down, "next"), (Action::Leave, "back")]
        }
        _ => vec![(Action::Leave, "back")],
    }
}
