//! The last line: the keys that work here, by how often they are wanted; only as many as fit.
//!
//! Keys come from the keymap and words from the table of actions, so a hint is never wrong; another
//! word is used only where the same key does something more special.

use super::style;
use crate::review::actions::Part;
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, Asked, EntryStep, FeedbackView, Overlay, Place, PlanRow, Seals};
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::width;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A key wanted in the line, and the word for what it does.
type Wanted = (Action, &'static str);

/// Draws the line; `body` is where the screen is, and what lies over it.
pub fn draw(app: &App, frame: &mut Frame, area: Rect, body: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    frame.render_widget(line(app, &wanted(app, body), usize::from(area.width)), area);
}

/// These keys in one line, as many as fit; a key that does nothing here is left out.
fn line(app: &App, wanted: &[Wanted], cells: usize) -> Line<'static> {
    let hint = |(action, word): &Wanted| {
        let key = app.key_of(*action);
        (!key.is_empty()).then(|| {
            vec![
                Span::styled(key, style(app, Meaning::Key)),
                Span::styled(format!(" {word}"), style(app, Meaning::Dim)),
            ]
        })
    };
    // What leads to everything else stands at the end, wherever one is.
    let always: &[Action] = if app.presenting.is_some() {
        &[]
    } else if app.overlay.is_none() {
        &[Action::Palette, Action::Help]
    } else {
        &[]
    };
    let last: Vec<_> = plain(always).iter().filter_map(hint).collect();
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

/// Actions with the word that the table has for them.
fn plain(actions: &[Action]) -> Vec<Wanted> {
    actions.iter().map(|action| (*action, action.hint())).collect()
}

/// The keys worth a hint here, the most wanted first.
fn wanted(app: &App, body: Rect) -> Vec<Wanted> {
    use Action as A;
    match app.context() {
        Context::DayCapture => day(app),
        Context::Tag => {
            let mut hints = plain(&[A::MarkStrength, A::MarkDevelopment, A::Select, A::SetSource]);
            hints.push((A::ToggleDone, if app.tag_all { "untagged" } else { "all" }));
            hints.extend(plain(&[A::Search, A::MarkWondering, A::MarkImpact, A::MarkLearning, A::SetPlace]));
            hints.push((A::Choose, "edit"));
            hints.extend(plain(&[A::PointFromSelection, A::SealNote, A::NamesOnly, A::Undo]));
            hints
        }
        Context::Questions if app.in_evidence => {
            let mut hints = vec![(A::Leave, "back"), (A::Choose, "edit")];
            hints.extend(plain(&[A::Select, A::PointFromSelection, A::MarkStrength, A::MarkDevelopment]));
            hints.extend(plain(&[A::NextQuestion, A::ShowClaim, A::Search, A::Undo]));
            hints
        }
        Context::Questions => {
            let view = if app.by_year { "by source" } else { "by year" };
            let mut hints = vec![(A::Down, "question"), (A::Choose, "its evidence"), (A::MatrixView, view)];
            hints.extend(plain(&[A::ShowClaim, A::Search, A::Leave]));
            hints
        }
        Context::Sealed => {
            let lock = if app.seals == Seals::Open { A::Lock } else { A::Unlock };
            let show = if app.shown.is_some() { "hide" } else { "show" };
            let mut hints = vec![(lock, lock.hint()), (A::Reveal, show), (A::SealNote, "readers")];
            hints.extend(plain(&[A::EditNote, A::CompareKeys, A::EraseNote, A::History, A::Leave]));
            hints
        }
        Context::Feedback if app.feedback_view() == FeedbackView::Readiness => {
            let seals = app.waits_for_unlocking() > 0;
            let mut hints = if seals { plain(&[A::Unlock]) } else { Vec::new() };
            hints.extend(plain(&[A::PaneTag, A::FeedbackMeeting, A::FeedbackPoints, A::NewPoint, A::Leave]));
            hints
        }
        Context::Feedback if app.feedback_view() == FeedbackView::Meeting => {
            let mut hints = plain(&[A::NextQuestion, A::Select, A::PointFromSelection]);
            if app.review.visit.choices.views {
                hints.extend(plain(&[A::AgreeNote, A::DoubtNote]));
            }
            hints.push((A::CommentClaim, "host's claim"));
            hints.push((A::Choose, "edit"));
            hints.extend(plain(&[A::PreviousQuestion, A::Undo, A::Leave]));
            hints
        }
        Context::Feedback => {
            let mut hints = plain(&[A::NewPoint, A::EditPoint, A::MovePointUp, A::MovePointDown]);
            hints.extend([(A::KeyMessage, "key message"), (A::ShowEvidence, "evidence"), (A::SplitPoint, "split")]);
            hints.extend([(A::Search, "next meeting"), (A::LinkEvidence, "link")]);
            hints.extend(plain(&[A::WhoSays, A::Opening, A::ArrangePoints, A::ChangeKind, A::ChangeQuestion]));
            hints.extend(plain(&[A::SupportFrom, A::HeadAlone, A::CarryOver, A::Select, A::MergePoints]));
            hints.extend(plain(&[A::ActionFromPoint, A::DeletePoint, A::OpenPoint, A::ConfirmPoint, A::Undo]));
            hints
        }
        Context::Present => presenting(app),
        Context::After => {
            let mut hints = plain(&[A::WriteReport, A::ExportPack, A::ReleaseAudience, A::Withhold]);
            hints.push((A::Choose, "open"));
            hints.extend(plain(&[A::ReportStage, A::ReportChanges, A::ConfirmRelease, A::ReleaseNames]));
            hints.extend(plain(&[A::ReleaseReflections, A::ReleaseAnswers, A::Undo]));
            hints
        }
        Context::ActionPlan => action_plan(app),
        Context::BeforeAfter => {
            let tick = app.tickable().map_or("tick", |what| if app.ticked(what).is_some() { "untick" } else { "tick" });
            let mut hints = vec![(A::Tick, tick)];
            hints.extend(plain(&[A::TickWord, A::Undo, A::Redo, A::Leave]));
            hints
        }
        Context::Editor if matches!(app.overlay, Some(Overlay::Timetable(_))) => {
            vec![(A::SaveNote, "read it"), (A::Undo, "undo"), (A::Leave, "back; the text waits")]
        }
        Context::Editor => plain(&[A::SaveNote, A::SealToggle, A::CycleSource, A::Undo, A::Redo, A::Leave]),
        Context::Prompt => prompt(app),
        Context::Overlay => overlay(app, body),
    }
}

fn day(app: &App) -> Vec<Wanted> {
    use Action as A;
    let look_round = [(A::Up, "notes"), (A::NextActivity, "activity")];
    if super::capture::closed(app).is_some() {
        return [look_round.to_vec(), plain(&[A::GoToNow, A::Concern])].concat();
    }
    let mut hints = if app.day.note.is_some() {
        plain(&[A::EditNote, A::SealNote, A::DeleteNote, A::History, A::Leave])
    } else {
        plain(&[A::Save, A::Complete, A::SealToggle])
    };
    if app.day.chosen.is_some() {
        hints.push((A::GoToNow, A::GoToNow.hint()));
    } else if app.filing.alternative.is_some() {
        hints.push((A::FileUnderPrevious, "other activity"));
    }
    hints.push((A::CycleSource, "source"));
    hints.extend(look_round);
    hints.extend(plain(&[A::LongNote, A::ToggleQuiet, A::Undo, A::Concern]));
    hints
}

fn action_plan(app: &App) -> Vec<Wanted> {
    use Action as A;
    let mut hints = match app.plan_row() {
        None => Vec::new(),
        Some(PlanRow::Point(_)) => vec![(A::Choose, "make an action of it")],
        Some(PlanRow::Action(id)) => {
            let several = app.action(id).is_some_and(|action| action.conflict);
            let mut hints = if several { plain(&[A::ChooseVersion]) } else { Vec::new() };
            hints.push((A::Choose, "write its parts"));
            hints.extend(plain(&[A::StepProgress, A::DeleteAction]));
            hints
        }
    };
    hints.extend(plain(&[A::NewAction, A::Undo, A::Redo, A::Leave]));
    hints
}

fn presenting(app: &App) -> Vec<Wanted> {
    use Action as A;
    let Some(talk) = &app.presenting else { return Vec::new() };
    let other = if talk.rehearse { "present" } else { "rehearse" };
    match talk.place {
        Place::Before => vec![(A::NextPoint, "begin"), (A::Rehearse, other), (A::Leave, "back")],
        Place::After => vec![(A::PreviousPoint, "back"), (A::Rehearse, other), (A::Leave, "leave")],
        Place::Point(_) if talk.evidence => vec![(A::Leave, "back to the point"), (A::NextPoint, "next")],
        Place::Point(_) => {
            let mut hints = plain(&[A::NextPoint, A::ToggleSaid]);
            hints.push((A::ShowEvidence, "evidence"));
            hints.extend(plain(&[A::HostAgrees, A::HostAdds, A::HostDiffers, A::Leave, A::PauseTalk]));
            hints.push((A::Rehearse, other));
            hints
        }
    }
}

fn prompt(app: &App) -> Vec<Wanted> {
    use Action as A;
    match &app.overlay {
        Some(Overlay::Entry(EntryStep::Passphrase { working: true, .. })) => Vec::new(),
        // The card itself says what its keys do.
        Some(Overlay::Entry(_)) => vec![(A::Save, "go on")],
        Some(Overlay::Palette { .. }) => vec![(A::Save, "do it"), (A::Down, "next"), (A::Leave, "back")],
        Some(Overlay::Ask { asked: Asked::Answer(_), .. }) => vec![(A::Save, "save"), (A::Leave, "keep it")],
        Some(Overlay::Unlock { .. }) => vec![(A::Save, "unlock"), (A::Leave, "back")],
        Some(Overlay::Ask { asked: Asked::ActionPart { part, .. }, .. }) => {
            let last = Part::ALL.last() == Some(part);
            let on = if last { "take it, to the plan" } else { "take it, next part" };
            vec![(A::Save, on), (A::Down, "next"), (A::Up, "before"), (A::Undo, "undo"), (A::Leave, "back")]
        }
        Some(Overlay::Ask { asked: Asked::NewPoint(..), .. }) => {
            vec![(A::Save, "take it"), (A::Complete, "another kind"), (A::Undo, "undo"), (A::Leave, "back")]
        }
        _ => vec![(A::Save, "take it"), (A::Undo, "undo"), (A::Leave, "back")],
    }
}

fn overlay(app: &App, body: Rect) -> Vec<Wanted> {
    use Action as A;
    let read = [(A::Down, "further down"), (A::PageDown, "page down")];
    match &app.overlay {
        Some(Overlay::Entry(EntryStep::Protocol { offset })) => {
            // Accepted by who has seen it to its end.
            let seen = *offset >= crate::tui::prompts::last_offset(app, body).unwrap_or(0);
            vec![if seen { (A::Choose, "accept") } else { read[0] }, (A::PageDown, "page down"), (A::Leave, "not now")]
        }
        Some(Overlay::Timetable(pasting)) => {
            let another = pasting.read.as_ref().is_some_and(|r| r.assumed_day.is_some()) && app.review.days().len() > 1;
            let mut hints = vec![(A::Choose, "keep it"), (A::PageDown, "read on")];
            hints.extend(another.then_some((A::Select, "another day")));
            hints.push((A::Leave, "back to the text"));
            hints
        }
        Some(Overlay::Pack(crate::tui::app::Pack::Working(_))) => vec![(A::Leave, "give up")],
        Some(Overlay::Pack(_)) => vec![(A::Choose, "noted: close")],
        Some(Overlay::Help { .. } | Overlay::History { .. } | Overlay::Told { .. } | Overlay::ReportChanges { .. }) => {
            vec![read[0], read[1], (A::Leave, "back")]
        }
        Some(Overlay::Concern { words: Some(_), .. }) => vec![(A::Choose, "done: erase the words"), (A::Leave, "back")],
        Some(Overlay::Readers { .. }) => vec![(A::Select, "choose"), (A::Choose, "take them"), (A::Leave, "back")],
        Some(Overlay::Versions(_)) => vec![(A::Choose, "this shall hold"), (A::Down, "next"), (A::Leave, "back")],
        Some(Overlay::Choose { offset, .. })
            if crate::tui::prompts::last_offset(app, body).is_some_and(|end| *offset < end) =>
        {
            vec![(A::PageDown, "read on"), (A::Choose, "take it"), (A::Down, "next"), (A::Leave, "back")]
        }
        Some(Overlay::Choose { .. }) => vec![(A::Choose, "take it"), (A::Down, "next"), (A::Leave, "back")],
        _ => plain(&[A::Leave]),
    }
}
