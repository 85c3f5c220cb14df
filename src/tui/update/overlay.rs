//! What lies over the screen: fields to fill in, lists to choose from, cards to read.

use crate::review::timetable::ActivityKind;
use crate::secret::Secret;
use crate::tasks::day::Turn;
use crate::tasks::feedback::{NewPoint, PointDeed};
use crate::tasks::marks::Mark;
use crate::trouble::Trouble;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, Choice, EntryStep, Overlay, Pack, Seals};
use crate::tui::msg::Effect;
use crate::tui::widgets::editing::LIMIT;
use crate::tui::widgets::editor_key::EditorKey;
use crate::tui::widgets::line::LineEditor;
use crossterm::event::KeyEvent;

/// How long an inserted activity is, in minutes.
const INSERTED: i64 = 15;

/// A key that asks for no action: it writes where something can be written.
pub fn key(app: &mut App, key: KeyEvent) {
    match &mut app.overlay {
        None => {
            if app.pane == crate::tui::app::Pane::Day && app.entered && !app.day.saving {
                app.day.note = None;
                if let Some(key) = EditorKey::of(&key) {
                    app.day.line.handle(key);
                }
            }
        }
        Some(Overlay::Editor { editor, saving, .. }) => {
            if let Some(key) = EditorKey::of(&key).filter(|_| !*saving) {
                editor.handle(key);
            }
        }
        Some(Overlay::Ask { line, asked, .. }) => {
            if let Some(key) = EditorKey::of(&key) {
                line.handle(key);
            }
            if *asked == Asked::Search {
                let text = line.text().to_owned();
                set_search(app, text);
            }
        }
        Some(Overlay::Palette { line, cursor, .. }) => {
            if let Some(key) = EditorKey::of(&key) {
                line.handle(key);
            }
            *cursor = 0;
        }
        Some(Overlay::Unlock { typed, wrong, .. }) => {
            if app.seals != Seals::Unlocking {
                wrong.clear();
                super::entry::type_secret(typed, key);
            }
        }
        Some(Overlay::Entry(step)) => super::entry::key(step, key),
        Some(Overlay::Concern { .. }) => super::concern::key(app, key),
        Some(Overlay::Timetable(pasting)) => super::timetable::key(pasting, key),
        Some(_) => {}
    }
}

/// Pasted text goes where typing would. What is too long for that is not put in at all: half of a page that looks
/// like the whole of it would be lost unseen.
pub fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    let taken = match &mut app.overlay {
        None if app.pane == crate::tui::app::Pane::Day && app.entered && !app.day.saving => {
            if text.trim_end().contains('\n') {
                super::editor::open_pasted(app, text)
            } else {
                app.day.line.insert(text.trim_end_matches('\n'))
            }
        }
        Some(Overlay::Editor { editor, saving: false, .. }) => editor.insert(text),
        Some(Overlay::Ask { line, .. } | Overlay::Palette { line, .. }) => line.insert(text.trim_end()),
        Some(Overlay::Timetable(pasting)) if super::timetable::has_room(pasting, text) => {
            return super::timetable::paste(pasting, text);
        }
        Some(Overlay::Timetable(_)) => {
            let trouble =
                Trouble::new("That is far longer than a timetable. Nothing was put in.", "Paste its days alone.");
            app.tell(&trouble);
            true
        }
        Some(Overlay::Unlock { typed, .. }) => {
            crate::text::clean_line(text.trim_end()).chars().for_each(|c| typed.push(c));
            true
        }
        _ => true,
    };
    if !taken && !text.trim().is_empty() {
        app.tell(&Trouble::new(
            format!("That is too long: a note holds {LIMIT} characters. Nothing was put in."),
            "Paste it in parts.",
        ));
    }
    Vec::new()
}

fn set_search(app: &mut App, text: String) {
    let state = match app.pane {
        crate::tui::app::Pane::Questions => &mut app.question,
        _ => &mut app.tag,
    };
    state.search = text;
    state.at.cursor = 0;
    state.at.offset = 0;
}

/// An action while something lies over the screen.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Leave => leave(app),
        Action::Select => {
            super::readers::toggle(app);
            Vec::new()
        }
        Action::Save | Action::Choose => take(app),
        Action::Up | Action::Down
            if matches!(app.overlay, Some(Overlay::Ask { asked: Asked::ActionPart { .. }, .. })) =>
        {
            super::form::step(app, action == Action::Down)
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            step(app, action);
            Vec::new()
        }
        Action::Complete => {
            // Tab in the first entry: one's own passphrase, or the offered one again.
            if let Some(Overlay::Entry(EntryStep::Passphrase { own, again, working: false, .. })) = &mut app.overlay {
                *own = own.is_none().then(Secret::default);
                *again = None;
            }
            super::points::next_kind(app);
            Vec::new()
        }
        Action::Undo | Action::Redo => {
            if let Some(Overlay::Ask { line, .. }) = &mut app.overlay {
                line.handle(super::step_of(action));
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Moves about in what lies over the screen.
pub fn step(app: &mut App, action: Action) {
    let page = app.page();
    let end = crate::tui::view::last_offset(app, app.size).unwrap_or(0);
    match &mut app.overlay {
        // What is to be read first and is longer than the screen is turned by the page; the rows stay.
        Some(Overlay::Choose { offset, .. }) if end > 0 && matches!(action, Action::PageUp | Action::PageDown) => {
            *offset = super::lists::moved((*offset).min(end), end, page, action);
        }
        Some(Overlay::Choose { rows, cursor, .. }) => {
            *cursor = super::lists::moved(*cursor, rows.len().saturating_sub(1), page, action);
        }
        Some(Overlay::Readers { rows, cursor, .. }) => {
            *cursor = super::lists::moved(*cursor, rows.len().saturating_sub(1), page, action);
        }
        Some(Overlay::Versions(versions)) => {
            let last = versions.rows().len().saturating_sub(1);
            versions.cursor = super::lists::moved(versions.cursor, last, page, action);
        }
        Some(Overlay::Palette { context, line, cursor }) => {
            let last = super::palette_rows(*context, line.text()).len().saturating_sub(1);
            *cursor = super::lists::moved(*cursor, last, page, action);
        }
        Some(
            Overlay::Help { offset, .. }
            | Overlay::ReportChanges { offset, .. }
            | Overlay::History { offset, .. }
            | Overlay::Told { offset, .. }
            | Overlay::Entry(EntryStep::Protocol { offset }),
        ) => *offset = super::lists::moved((*offset).min(end), end, page, action),
        _ => {}
    }
}

/// Esc.
fn leave(app: &mut App) -> Vec<Effect> {
    match app.overlay.take() {
        Some(Overlay::Entry(EntryStep::Passphrase { working: true, .. })) | None => {}
        Some(Overlay::Entry(EntryStep::Passphrase { .. })) => {
            // Declined: no sealing, and half-typed lines are not kept until Enter. It says so on Day.
            if !app.entered {
                app.overlay = Some(Overlay::Entry(EntryStep::Protocol { offset: 0 }));
            }
            app.say(if app.seals_all() {
                "Without a key nothing can be written here: every note of this visit is sealed."
            } else {
                "Without a key nothing can be sealed, and a half-typed line is not kept until Enter."
            });
        }
        Some(Overlay::Entry(EntryStep::Protocol { .. })) => {
            app.say("You can look round; capture opens when you have accepted the protocol.");
        }
        Some(Overlay::Ask { asked: Asked::Search, .. }) => set_search(app, String::new()),
        Some(Overlay::Ask { asked: Asked::Answer(to), line, .. }) => super::answers::keep(app, to, line.text()),
        Some(Overlay::Ask {
            asked: asked @ (Asked::NewPoint(..) | Asked::Reword(..) | Asked::Split(..) | Asked::NewAction(..)),
            title,
            line,
        }) if !line.text().trim().is_empty() => warn(app, asked, &title, line),
        Some(Overlay::Ask { asked: asked @ Asked::ActionPart { .. }, title, line })
            if super::form::is_changed(&asked, &line) =>
        {
            warn(app, asked, &title, line);
        }
        Some(Overlay::Unlock { .. }) if app.seals == Seals::Unlocking => {
            // The work beside the screen cannot be stopped, only abandoned.
            app.seals = Seals::Locked;
        }
        Some(Overlay::Pack(Pack::Working(_))) => {
            app.say("Given up: no pack is written.");
            return vec![Effect::AbandonPack];
        }
        // Six words that open the pack, shown this once: one key too many must not lose them.
        Some(Overlay::Pack(pack @ Pack::Done(..))) => {
            app.overlay = Some(Overlay::Pack(pack));
            app.say("Write the six words down first; they are shown this once.");
        }
        Some(_) => {}
    }
    Vec::new()
}

/// Words are never thrown away by one key.
fn warn(app: &mut App, asked: Asked, title: &str, line: LineEditor) {
    const WARNED: &str = " (Enter saves; Esc again gives it up)";
    if !title.ends_with(WARNED) {
        app.overlay = Some(Overlay::Ask { asked, title: format!("{title}{WARNED}"), line });
    }
}

/// Enter.
fn take(app: &mut App) -> Vec<Effect> {
    if !crate::tui::view::concern_is_whole(app) {
        app.say("Not erased: the words are longer than this card. Step back and copy them first.");
        return Vec::new();
    }
    match app.overlay.take() {
        Some(Overlay::Entry(step)) => super::entry::take(app, step),
        Some(Overlay::Unlock { typed, then, wrong }) => {
            if app.seals == Seals::Unlocking || typed.is_empty() {
                app.overlay = Some(Overlay::Unlock { typed, then, wrong });
                return Vec::new();
            }
            let passphrase = typed;
            app.overlay = Some(Overlay::Unlock { typed: Secret::default(), then, wrong: String::new() });
            app.seals = Seals::Unlocking;
            vec![Effect::Unlock(passphrase)]
        }
        Some(Overlay::Versions(versions)) => super::versions::take(app, &versions),
        Some(Overlay::Readers { of, chosen, .. }) => super::readers::take(app, of, chosen),
        Some(Overlay::Palette { context, line, cursor }) => {
            let rows = super::palette_rows(context, line.text());
            let Some(action) = rows.get(cursor).copied() else { return Vec::new() };
            if !action.applies(context)
                && let Some(screen) = super::palette::screen_of(action)
            {
                super::act(app, screen);
            }
            super::act(app, action)
        }
        Some(Overlay::Choose { mut rows, cursor, .. }) if cursor < rows.len() => {
            let (_, choice) = rows.swap_remove(cursor);
            chosen(app, choice)
        }
        Some(Overlay::Ask { asked, line, .. }) => answered(app, asked, line.text().trim()),
        Some(Overlay::Concern { words, from }) => super::concern::done(app, words.as_ref(), from),
        _ => Vec::new(),
    }
}

fn chosen(app: &mut App, choice: Choice) -> Vec<Effect> {
    vec![match choice {
        Choice::Source(notes, source) => Effect::Mark(notes, Mark::Source(source)),
        Choice::Activity(notes, activity) => Effect::Mark(notes, Mark::Activity(Some(activity))),
        Choice::Seal(note, readers) => Effect::Seal(note, readers.into()),
        Choice::SealPeople(note) => {
            super::readers::for_note(app, note);
            return Vec::new();
        }
        Choice::CompareKeys(person, keys) => {
            super::readers::ask_same(app, person, keys);
            return Vec::new();
        }
        Choice::AcceptKeys(person, keys) => Effect::AcceptKeys(person, keys),
        Choice::Unseal(note) => Effect::Unseal(note),
        Choice::InsertKind(title, kind) => Effect::Turn(Turn::Insert { title, kind, minutes: INSERTED }),
        Choice::PointKind(point, kind) => Effect::ChangePoint(point, PointDeed::Kind(kind)),
        Choice::PointQuestion(point, question) => Effect::ChangePoint(point, PointDeed::Question(question)),
        Choice::Link(point, note, on) => Effect::ChangePoint(point, PointDeed::Link(note, on)),
        Choice::MarkPoint(point, mark) => Effect::ChangePoint(point, PointDeed::Mark(mark)),
        Choice::ConfirmPoint(point, on, shown) => Effect::ChangePoint(point, PointDeed::Confirm { on, shown }),
        Choice::OpenPoint(point) => Effect::ChangePoint(point, PointDeed::Open),
        Choice::Erase(note) => Effect::Erase(note),
        Choice::PurgeCard(purge) => Effect::PurgeCard(purge),
        Choice::Purge(purge) => return super::purge::go(app, purge),
        Choice::NewPoint(kind, notes) => {
            super::points::ask_words(app, kind, notes);
            return Vec::new();
        }
        Choice::Audience(audience) => {
            app.after.forget_choices();
            Effect::ReleaseFor(audience)
        }
        Choice::Stage(stage) => return super::leaves::staged(app, stage),
        Choice::ReportFormat(format) => return super::leaves::ask_report_file(app, format),
        Choice::ReportChanges(before, after) => return super::leaves::changes(app, before, after),
        Choice::Remark(of, remark) => {
            super::wording::look(app, of, &remark);
            return Vec::new();
        }
        Choice::Silence(key, only) => Effect::Silence(key, only),
        Choice::CardFile(meeting) => {
            super::present::ask_card_file(app, meeting);
            return Vec::new();
        }
        Choice::CopyCard(meeting) => Effect::CopyCard(meeting),
        Choice::Nothing => return Vec::new(),
    }]
}

fn answered(app: &mut App, asked: Asked, text: &str) -> Vec<Effect> {
    let some = (!text.is_empty()).then(|| crate::text::clean_line(text));
    vec![match asked {
        Asked::Search => return Vec::new(),
        Asked::Place(notes) => Effect::Mark(notes, Mark::Place(some)),
        Asked::QuestionNumber(notes) => return super::lists::tag_notes(app, notes, text),
        Asked::Accompanied(activity) => Effect::Turn(Turn::Accompanied(activity, some.unwrap_or_default())),
        Asked::Insert => {
            let Some(title) = some else { return Vec::new() };
            let rows = ActivityKind::ALL
                .iter()
                .map(|k| (k.key().replace('-', " "), Choice::InsertKind(title.clone(), *k)))
                .collect();
            super::lists::choose_from(app, "What sort of activity is it?", rows);
            return Vec::new();
        }
        Asked::Told(route) => match some {
            Some(whom) => Effect::RecordConcern(route, whom),
            None => return Vec::new(),
        },
        Asked::NewPoint(kind, question, evidence) => {
            let Some(text) = some else { return Vec::new() };
            let meeting = app.feedback_meeting().map(|m| m.id);
            super::points::taken(app, &evidence);
            Effect::MakePoint(NewPoint { kind, question, meeting, text, evidence })
        }
        Asked::Answer(to) => return super::answers::save(app, to, text),
        Asked::Card(meeting) => match some {
            Some(file) => Effect::WriteCard(meeting, file),
            None => return Vec::new(),
        },
        Asked::NewAction(point, support) => return super::action_plan::take(point, support, text),
        Asked::ActionPart { action, part, seen } => return super::form::take(app, action, part, &seen, text),
        Asked::TickWord(what) => return super::before_after::with_word(app, what, text),
        Asked::Split(point, seen) => return super::points::split(app, point, seen, text),
        Asked::ReportFile(format) => return super::leaves::write(app, format, text),
        Asked::PackFile => return super::leaves::pack(app, text),
        Asked::Role { of, name } => return super::names::with_role(app, of, &name, some.as_deref()),
        Asked::Reword(point, seen) => match some {
            Some(text) => Effect::ChangePoint(point, PointDeed::RewordSeen(text, seen)),
            None => return Vec::new(),
        },
    }]
}
