//! Locking: by a key, when nobody types, before the program is stopped.
//!
//! Whatever was unlocked leaves the state: texts, editors, the words searched for, what undo would
//! bring back. A half-typed *open* line stays where it is; one that is to be sealed is put aside,
//! sealed, and waits for unlocking, as after a dropped line.

use crate::clock::Moment;
use crate::review::capture::Reading;
use crate::review::feedback::Point;
use crate::review::splitting;
use crate::secret::Secret;
use crate::tui::app::{App, Asked, Choice, Overlay, Seals, Target};
use crate::tui::msg::Effect;
use crate::vault::Draft;

/// Locks: every unlocked text leaves the screen and every buffer.
pub fn lock(app: &mut App) -> Vec<Effect> {
    let mut aside = Vec::new();
    let over: Vec<Overlay> = app.under.drain(..).chain(app.overlay.take()).collect();
    app.under = over.into_iter().filter_map(|overlay| locked(app, overlay, &mut aside)).collect();
    app.overlay = app.under.pop();
    let text = app.day.line.text();
    if app.has_key && is_sealed(app, text) {
        aside.push(draft(app, text.to_owned(), None, false));
        super::day::clear_line(app);
    } else {
        app.day.line.forget_steps();
    }
    app.unlocked.clear();
    app.points.iter_mut().for_each(Point::lock);
    app.shown = None;
    for list in [&mut app.tag, &mut app.question, &mut app.sealed] {
        list.search = String::new();
    }
    app.seals = Seals::Locked;
    app.count();
    app.forget_findings();
    app.lock_announced = false;
    app.kept_unlocked = None;
    let mut effects = Vec::new();
    if !aside.is_empty() {
        app.say("Locked. What you were typing is to be sealed: it waits, sealed, until you unlock.");
        effects.push(Effect::PutAside(aside));
    }
    effects.push(Effect::Lock);
    effects
}

/// What is left of something that lies over the screen; none if it goes.
fn locked(app: &App, overlay: Overlay, aside: &mut Vec<Draft>) -> Option<Overlay> {
    match overlay {
        // Of a concern the words are where they came from; of the others nothing is lost.
        Overlay::Concern { .. }
        | Overlay::Unlock { .. }
        | Overlay::Ask { asked: Asked::Search | Asked::Role { .. }, .. } => None,
        // Where everything is sealed, these hold what was unlocked, or what is to be sealed.
        Overlay::Choose { .. } | Overlay::Ask { asked: Asked::Place(_), .. } if app.seals_all() => None,
        // Points are told by their beginnings there, those that were unlocked as well.
        Overlay::Choose { ref rows, .. } if rows.iter().any(|(_, c)| matches!(c, Choice::MarkPoint(..))) => None,
        Overlay::Ask { asked: Asked::Reword(id, _) | Asked::Split(id, _), line, .. }
            if app.points.iter().any(|p| p.id == id && p.sealed().is_some()) =>
        {
            let text = line.text();
            let as_it_was = |p: &Point| p.id == id && (p.text == text || splitting::offered(&p.text) == text);
            if !app.points.iter().any(as_it_was) {
                aside.push(draft(app, text.to_owned(), None, false));
            }
            None
        }
        Overlay::Ask { asked: Asked::NewPoint(_, _, notes), line, .. } if rests_on_seals(app, &notes) => {
            if !line.text().trim().is_empty() {
                aside.push(draft(app, line.text().to_owned(), None, false));
            }
            None
        }
        Overlay::Editor { target: target @ Target::Sealed(id), editor, .. } => {
            let text = editor.text();
            if !super::editor::unchanged(app, target, &text) {
                aside.push(draft(app, text, Some(id), true));
            }
            None
        }
        Overlay::Editor { target, mut editor, seen, saving } => {
            let text = editor.text();
            if app.has_key && is_sealed(app, &text) {
                let note = if let Target::Note(id) = target { Some(id) } else { None };
                aside.push(draft(app, text, note, true));
                return None;
            }
            editor.forget_steps();
            Some(Overlay::Editor { target, editor, seen, saving })
        }
        Overlay::Versions(versions) if !versions.unlocked.is_empty() => None,
        other => Some(other),
    }
}

/// Whether a point on these notes would be sealed.
fn rests_on_seals(app: &App, notes: &[crate::ids::NoteId]) -> bool {
    app.seals_all() || notes.iter().filter_map(|id| app.seen_note(*id)).any(|n| n.sealed().is_some())
}

/// Whether a half-typed text is to be sealed, or may be meant so.
fn is_sealed(app: &App, text: &str) -> bool {
    match app.reading_of(text) {
        Reading::Note(capture) | Reading::MarksOnly(capture) => capture.seal.is_some(),
        Reading::Ask { .. } => true,
        Reading::Empty => false,
    }
}

fn draft(app: &App, text: String, note: Option<crate::ids::NoteId>, many_lines: bool) -> Draft {
    Draft {
        activity: app.files_under(),
        note,
        seal: app.seal_by_key(),
        text: Secret::new(text),
        many_lines,
        at: app.now,
    }
}

/// The lead, presenting or in a team meeting, keeps sealed notes unlocked to the end of what is on.
pub fn keep_unlocked(app: &mut App) {
    let current = app.standing.current.first().copied();
    if !app.myself().is_some_and(|p| p.role.releases()) {
        app.say("Only the lead keeps sealed notes unlocked; yours lock when nobody types.");
    } else if app.seals != Seals::Open {
        app.say("Sealed notes are locked; unlock them first.");
    } else if app.kept_unlocked.take().is_some() {
        app.say("Sealed notes lock again when nobody types for a while.");
    } else if let Some(activity) = current.and_then(|id| app.review.activity(id)) {
        let said = format!("Kept unlocked to the end of {}; the lock key still locks at once.", activity.title);
        app.kept_unlocked = current;
        app.say(said);
    } else {
        app.say("Nothing is on now, so there is no end to keep them unlocked to.");
    }
}

/// Time passes: the clock leads, and unlocked notes lock after a while without a key.
pub fn tick(app: &mut App, now: Moment) -> Vec<Effect> {
    app.now = now;
    if app.seals == Seals::Unlocking || app.is_working() {
        app.spin = app.spin.wrapping_add(1);
    }
    app.follow_clock();
    if app.seals != Seals::Open {
        return Vec::new();
    }
    let limit = i64::from(app.settings.lock_after_minutes);
    if let Some(activity) = app.kept_unlocked {
        if app.standing.current.contains(&activity) {
            return Vec::new();
        }
        // It is over: announced now, locked in a minute, however long nobody has typed.
        app.kept_unlocked = None;
        app.last_key = app.last_key.max(now.plus_minutes(1 - limit));
    }
    let idle = (now.0 - app.last_key.0) / 60_000;
    if idle >= limit {
        let effects = lock(app);
        app.say("Locked: nobody typed for a while. Sealed notes are closed; a half-typed line is kept.");
        return effects;
    }
    if idle >= limit - 1 && !app.lock_announced {
        app.lock_announced = true;
        app.say("Sealed notes lock in a minute; any key keeps them unlocked.");
    }
    Vec::new()
}
