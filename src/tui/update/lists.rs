//! Tag, Questions and Sealed: lists of evidence, marked with single keys.

use crate::ids::NoteId;
use crate::review::evidence::{Content, Readers, Source, Valence};
use crate::review::feedback::PointKind;
use crate::tasks::marks::Mark;
use crate::tasks::versions::Seen;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, Choice, ListState, Overlay, Pane, Seals, Target};
use crate::tui::msg::Effect;

pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if let Some(number) = action.question_number() {
        return tag_question(app, &number.to_string());
    }
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            step(app, action);
        }
        Action::NextQuestion | Action::PreviousQuestion => {
            let last = app.review.questions.len().saturating_sub(1);
            let step = if action == Action::NextQuestion { Action::Down } else { Action::Up };
            app.question_cursor = moved(app.question_cursor, last, 1, step);
            app.question.at = crate::tui::app::Listing::default();
        }
        Action::Select | Action::SelectAll | Action::ClearSelection => select(app, action),
        Action::Leave => leave(app),
        Action::Search => {
            let text = app.list().map(|l| l.search.clone()).unwrap_or_default();
            super::day::ask(app, Asked::Search, "Search", &text);
        }
        Action::ToggleDone => {
            app.tag_all = !app.tag_all;
            app.tag.at = crate::tui::app::Listing::default();
        }
        Action::NamesOnly => {
            app.named_only = !app.named_only;
            app.tag.at = crate::tui::app::Listing::default();
        }
        Action::MatrixView => app.by_year = !app.by_year,
        Action::ShowClaim => app.show_claim = !app.show_claim,
        Action::Choose | Action::Reveal | Action::ShowEvidence => return choose(app),
        Action::Undo => return super::day::undo_change(app),
        Action::Redo => return super::day::redo_change(app),
        Action::EraseNote => ask_erase(app),
        Action::ResealGroup => return super::readers::reseal(app),
        Action::CompareKeys => super::readers::compare_keys(app),
        Action::PointFromSelection => point_from(app),
        Action::EditNote
        | Action::DeleteNote
        | Action::RecoverNote
        | Action::SealNote
        | Action::History
        | Action::ChooseVersion => {
            return on_note(app, action);
        }
        other => return mark(app, other),
    }
    Vec::new()
}

fn list(app: &mut App) -> Option<&mut ListState> {
    match app.pane {
        Pane::Tag => Some(&mut app.tag),
        Pane::Questions => Some(&mut app.question),
        Pane::Sealed => Some(&mut app.sealed),
        Pane::Feedback if app.in_meeting() => Some(&mut app.feedback.meeting_notes),
        Pane::Day | Pane::Feedback => None,
    }
}

/// Moves through the list of the present screen.
pub fn step(app: &mut App, action: Action) {
    let page = app.page();
    if app.pane == Pane::Questions && !app.in_evidence {
        let last = app.review.questions.len().saturating_sub(1);
        app.question_cursor = moved(app.question_cursor, last, page, action);
        app.question.at = crate::tui::app::Listing::default();
        return;
    }
    let Some(list) = list(app) else { return };
    list.at.cursor = moved(list.at.cursor, list.notes.len().saturating_sub(1), page, action);
    // Two lines a note at most; keeping the cursor well inside the page suits every size.
    list.at.offset = list.at.offset.clamp(list.at.cursor.saturating_sub(page.saturating_sub(1)), list.at.cursor);
}

/// Where a cursor goes.
pub fn moved(at: usize, last: usize, page: usize, action: Action) -> usize {
    match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => (at + 1).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => (at + page).min(last),
        Action::First => 0,
        Action::Last => last,
        _ => at,
    }
}

/// Selects in the list of the present screen.
pub fn select(app: &mut App, action: Action) {
    let Some(list) = list(app) else { return };
    match action {
        Action::SelectAll => list.at.selected = list.notes.iter().map(|n| n.id).collect(),
        Action::ClearSelection => list.at.selected.clear(),
        _ => {
            let Some(note) = list.notes.get(list.at.cursor).map(|n| n.id) else { return };
            if !list.at.selected.remove(&note) {
                list.at.selected.insert(note);
            }
            list.at.cursor = (list.at.cursor + 1).min(list.notes.len().saturating_sub(1));
        }
    }
}

/// Esc: one step back at a time, and at the last step to Day.
fn leave(app: &mut App) {
    if app.shown.take().is_some() {
        return;
    }
    let in_evidence = app.in_evidence;
    if let Some(list) = list(app) {
        if !list.at.selected.is_empty() {
            list.at.selected.clear();
            return;
        }
        if !list.search.is_empty() {
            list.search.clear();
            return;
        }
    }
    if in_evidence && app.pane == Pane::Questions {
        app.in_evidence = false;
    } else {
        app.pane = Pane::Day;
    }
}

fn choose(app: &mut App) -> Vec<Effect> {
    match app.pane {
        Pane::Questions if !app.in_evidence => {
            app.in_evidence = true;
            Vec::new()
        }
        Pane::Sealed => reveal(app),
        _ => on_note(app, Action::EditNote),
    }
}

/// Shows or hides the words of the chosen sealed note; asks for the passphrase once.
fn reveal(app: &mut App) -> Vec<Effect> {
    let Some(note) = app.chosen_note().map(|n| n.id) else { return Vec::new() };
    if app.shown == Some(note) {
        app.shown = None;
    } else if app.seals != Seals::Open {
        super::ask_passphrase(app, crate::tui::app::AfterUnlock::Nothing);
    } else if app.unlocked.contains_key(&note) {
        app.shown = Some(note);
    } else {
        app.say("You are not among the readers of this note.");
    }
    Vec::new()
}

/// Puts the chosen or selected notes to a question by its number.
pub fn tag_question(app: &mut App, number: &str) -> Vec<Effect> {
    let notes = app.targets();
    tag_notes(app, notes, number)
}

/// Puts notes to a question by its number.
pub fn tag_notes(app: &mut App, notes: Vec<NoteId>, number: &str) -> Vec<Effect> {
    if notes.is_empty() {
        app.say("No note is chosen.");
        return Vec::new();
    }
    match app.review.questions.iter().find(|q| q.number.eq_ignore_ascii_case(number)) {
        Some(question) => vec![Effect::Mark(notes, Mark::Question(question.id))],
        None => {
            app.say(format!("There is no question {number} in this review."));
            Vec::new()
        }
    }
}

fn mark(app: &mut App, action: Action) -> Vec<Effect> {
    let notes = app.targets();
    if notes.is_empty() {
        return Vec::new();
    }
    let mark = match action {
        Action::MarkStrength => Mark::Valence(Valence::Strength),
        Action::MarkDevelopment => Mark::Valence(Valence::Development),
        Action::MarkWondering => Mark::Valence(Valence::Wondering),
        Action::MarkNeutral => Mark::Valence(Valence::Neutral),
        Action::MarkImpact => Mark::Impact,
        Action::MarkLearning => Mark::Learning,
        Action::SetSource => {
            let mut rows: Vec<_> =
                Source::ALL.iter().map(|s| (s.label().to_owned(), Choice::Source(notes.clone(), Some(*s)))).collect();
            rows.push(("no source".to_owned(), Choice::Source(notes, None)));
            choose_from(app, "What kind of source is it?", rows);
            return Vec::new();
        }
        Action::SetActivity => {
            let rows = app
                .review
                .activities
                .iter()
                .map(|a| {
                    let time = a.start.map_or_else(|| "     ".to_owned(), |t| t.format("%H:%M").to_string());
                    (format!("{} {time} {}", a.day.format("%a"), a.title), Choice::Activity(notes.clone(), a.id))
                })
                .collect();
            choose_from(app, "Under which activity?", rows);
            return Vec::new();
        }
        Action::SetPlace => {
            let place = app.chosen_note().and_then(|n| app.words_of(n)?.marks.place.clone()).unwrap_or_default();
            super::day::ask(app, Asked::Place(notes), "Where was it: year, phase or room?", &place);
            return Vec::new();
        }
        Action::TagMore => {
            super::day::ask(app, Asked::QuestionNumber(notes), "Number of the question (12, 2b)", "");
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    vec![Effect::Mark(notes, mark)]
}

/// Offers rows to choose from.
pub fn choose_from(app: &mut App, title: &str, rows: Vec<(String, Choice)>) {
    app.overlay = Some(Overlay::Choose { title: title.to_owned(), text: String::new(), rows, cursor: 0, offset: 0 });
}

/// Makes a point of the selected evidence. What all of it points to comes first among the kinds.
pub fn point_from(app: &mut App) {
    let notes = app.targets();
    if notes.is_empty() {
        app.say("Choose or select the evidence first.");
        return;
    }
    if super::feedback::cannot_be_sealed(app) {
        return;
    }
    // What the evidence says of itself needs no question; the kind can be changed while the words are typed.
    if let Some(kind) = super::points::kind_of(app, &notes) {
        super::points::ask_words(app, kind, notes);
        return;
    }
    let rows = PointKind::ALL.iter().map(|k| (k.label().to_owned(), Choice::NewPoint(*k, notes.clone()))).collect();
    choose_from(app, "What kind of point is it?", rows);
}

fn ask_erase(app: &mut App) {
    let Some(note) = app.chosen_note() else { return };
    if note.author != app.me {
        app.say("Only its author erases a note.");
        return;
    }
    let note = note.id;
    choose_from(
        app,
        "Erase its words for good? They cannot be brought back.",
        vec![("No, keep them".to_owned(), Choice::Nothing), ("Yes, erase them".to_owned(), Choice::Erase(note))],
    );
}

/// What can be done to one note, from any screen.
pub fn on_note(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(note) = app.chosen_note().cloned() else {
        app.say("No note is chosen: the arrow keys choose one.");
        return Vec::new();
    };
    match (action, &note.content) {
        (Action::DeleteNote, _) => {
            let targets = app.targets();
            return vec![Effect::Delete(if targets.is_empty() { vec![note.id] } else { targets }, true)];
        }
        (Action::RecoverNote, _) => return vec![Effect::Delete(vec![note.id], false)],
        (Action::History, _) => {
            app.awaited = Some(note.id.into());
            return vec![Effect::History(note.id)];
        }
        (Action::ChooseVersion, _) => return super::versions::ask(app, note.id, note.conflict),
        (Action::EditNote, Content::Open(evidence)) => {
            let text = super::editor::joined(&evidence.text, &evidence.reflection);
            let seen = Seen::Words { text: evidence.text.clone(), reflection: evidence.reflection.clone() };
            super::editor::open_over(app, Target::Note(note.id), &text, seen);
        }
        (Action::EditNote, Content::Sealed(outside)) => match app.unlocked.get(&note.id) {
            Some(u) => {
                let text = super::editor::joined(u.text.expose(), u.reflection.expose());
                super::editor::open_over(app, Target::Sealed(note.id), &text, Seen::Changes(vec![outside.change]));
            }
            None if app.seals == Seals::Open => app.say("You are not among the readers of this note."),
            None => super::ask_passphrase(app, crate::tui::app::AfterUnlock::Nothing),
        },
        (Action::SealNote, Content::Open(_) | Content::Sealed(_)) => ask_seal(app, note.id, note.sealed().is_some()),
        (_, Content::Erased) => app.say("Its words were removed for good."),
        _ => {}
    }
    Vec::new()
}

fn ask_seal(app: &mut App, note: NoteId, sealed: bool) {
    if sealed && !app.unlocked.contains_key(&note) {
        if app.seals == Seals::Open {
            app.say("Only its readers can change who can read it.");
        } else {
            super::ask_passphrase(app, crate::tui::app::AfterUnlock::Nothing);
        }
        return;
    }
    let mut rows: Vec<_> = [Readers::Lead, Readers::Team, Readers::Me, Readers::Head]
        .into_iter()
        .map(|r| (format!("seal for {}", r.label()), Choice::Seal(note, r)))
        .collect();
    rows.push(("choose people one by one…".to_owned(), Choice::SealPeople(note)));
    if sealed {
        rows.push(("open it to the whole team".to_owned(), Choice::Unseal(note)));
    }
    choose_from(app, "Who shall be able to read it?", rows);
}
