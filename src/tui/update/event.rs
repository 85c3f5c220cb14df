//! What happened: saves that arrived on the disk, keys that opened, what was read.

use super::day;
use crate::review::day::Clash;
use crate::tasks::capture::Saved;
use crate::tui::app::{AfterUnlock, App, EntryStep, Overlay, Pack, Seals};
use crate::tui::msg::{Effect, Event};

/// Says in a quiet line who would be in two places at once, once, when a change of the day brings it about.
fn point_out(app: &mut App, before: &[Clash]) {
    let known = |c: &Clash| before.iter().any(|b| (b.first, b.second) == (c.first, c.second));
    let new = app.clashes.iter().find(|clash| !known(clash)).map(|clash| app.review.clash_in_words(clash));
    if let Some(words) = new.filter(|_| app.notice.as_ref().is_none_or(|n| !n.trouble)) {
        let said = app.notice.as_ref().map_or(String::new(), |n| format!("{} ", n.text));
        app.say(format!("{said}{words}"));
    }
}

pub fn happened(app: &mut App, event: Event) -> Vec<Effect> {
    match event {
        Event::Loaded(loaded) => {
            let before = std::mem::take(&mut app.clashes);
            app.accept(*loaded);
            app.follow_clock();
            super::present::loaded(app);
            point_out(app, &before);
        }
        Event::Saved(saved) => return self::saved(app, saved),
        Event::Done { said, changes, old_text_remains } => return done(app, &said, changes, old_text_remains),
        Event::Turned { changes, again, old_text_remains } => return turned(app, changes, again, old_text_remains),
        Event::Opening(words) => super::points::opening(app, &words),
        Event::PointNotMade(new, trouble) => super::points::not_made(app, new, &trouble),
        event @ (Event::NotSaved(_) | Event::Failed(_) | Event::CutOff(_)) => went_wrong(app, event),
        Event::Answered(to, changes) => {
            app.undo.push(changes);
            super::answers::saved_now(app, to);
        }
        Event::ActionSetDown(action, changes) => super::action_plan::set_down(app, action, changes),
        Event::ActionNotSaved(deed, trouble) => super::action_plan::not_saved(app, deed, &trouble),
        Event::Card(text) => return super::present::copied(app, text),
        Event::ToldSoFar(notes) => super::answers::told_so_far(app, notes),
        Event::Here(here) => app.here = here,
        Event::Joining(said) => app.say(&said),
        Event::Joined(said, old_text_remains) => {
            app.old_text_remains |= old_text_remains;
            app.feedback.roll.joined = Some(app.now);
            app.say(&said);
        }
        Event::Team(keys) => super::readers::keys_told(app, keys),
        Event::Reach(reach) => app.reach = reach.into_iter().collect(),
        Event::KeyMade => {
            app.has_key = true;
            app.overlay = (!app.entered).then_some(Overlay::Entry(EntryStep::Protocol { offset: 0 }));
            app.say("Your key is made. Keep the passphrase: nobody can mend a forgotten one.");
        }
        Event::Accepted => {
            app.entered = true;
            app.overlay = None;
            app.say("Accepted. The cursor is in the capture line: type, Enter saves.");
        }
        Event::Unlocked => return unlocked(app),
        Event::NotUnlocked(trouble) => not_unlocked(app, &trouble),
        Event::Revealed(notes) => {
            if app.seals == Seals::Open {
                app.unlocked.take(notes);
                app.compose();
            }
        }
        Event::Waiting(count) => waiting(app, count),
        Event::Recovered(drafts) => {
            app.waiting = 0;
            // The runner gives one at a time; older ones wait for the next time they are asked for.
            for draft in drafts {
                day::bring_back(app, &draft);
            }
        }
        Event::ResidueCleared(cleared) => app.old_text_remains = !cleared,
        Event::NotPutAside(drafts, trouble) => {
            for draft in drafts {
                day::bring_back(app, &draft);
            }
            app.tell(&trouble);
        }
        event @ (Event::TimetableRead(_) | Event::TimetableKept(_)) => super::timetable::happened(app, event),
        Event::PurgeCard(card) => super::purge::card(app, &card),
        event @ (Event::ReportChanges(..)
        | Event::Wording(_)
        | Event::Rules(_)
        | Event::Packing(_)
        | Event::Packed(..)
        | Event::NotPacked(_)) => return about_papers(app, event),
        // Who has moved on since does not want it any more.
        Event::History(note, entries) if app.awaited.take() == Some(note.into()) => {
            app.lay_over(Overlay::History { note, entries, offset: 0 });
        }
        Event::Versions(subject, clashes, unlocked) if app.awaited.take() == Some(subject) => {
            super::versions::show(app, subject, clashes, unlocked);
        }
        Event::History(..) | Event::Versions(..) => {}
    }
    Vec::new()
}

/// Lines wait to be unlocked: whoever begins again wants them first, not the Readiness that had just come up by itself.
fn waiting(app: &mut App, count: usize) {
    app.waiting = count;
    if count > 0 && app.notice.as_ref().is_some_and(|n| n.text.starts_with(super::readiness::TEAM_TIME)) {
        app.pane = crate::tui::app::Pane::Day;
    }
}

/// Something could not be done, or can again: on a screen that others see it is said in few words.
fn went_wrong(app: &mut App, event: Event) {
    match event {
        Event::NotSaved(trouble) => {
            app.day.saving = false;
            if let Some(Overlay::Editor { saving, .. }) = &mut app.overlay {
                *saving = false;
            }
            super::answers::not_saved(app);
            app.tell(&trouble);
            super::present::trouble(app);
        }
        Event::Failed(trouble) => {
            app.tell(&trouble);
            super::present::trouble(app);
        }
        Event::CutOff(trouble) => {
            app.cut_off = trouble.map(|t| crate::text::clean_line(&format!("{} {}", t.what(), t.advice())));
            if app.cut_off.is_some() {
                super::present::trouble(app);
            } else {
                app.say("The notebook is in its place again; what you write is kept.");
            }
        }
        _ => {}
    }
}

/// The report, the pack and the wording help.
fn about_papers(app: &mut App, event: Event) -> Vec<Effect> {
    match event {
        Event::ReportChanges(title, changes) => app.lay_over(Overlay::ReportChanges { title, changes, offset: 0 }),
        Event::Wording(found) => super::wording::show(app, &found),
        Event::Rules(rules) => {
            app.wording = *rules;
            return vec![Effect::Wording];
        }
        Event::Packing(step) => {
            if let Some(Overlay::Pack(Pack::Working(so_far))) = &mut app.overlay {
                *so_far = step;
            }
        }
        Event::Packed(said, phrase) => {
            app.overlay = Some(Overlay::Pack(Pack::Done(said, phrase)));
            return vec![Effect::MarkReport(app.release_options())];
        }
        Event::NotPacked(trouble) => {
            if matches!(app.overlay, Some(Overlay::Pack(Pack::Working(_)))) {
                app.overlay = None;
            }
            app.tell(&trouble);
        }
        _ => {}
    }
    Vec::new()
}

/// A note is on the disk: the line is empty again, ready for the next.
fn saved(app: &mut App, saved: Saved) -> Vec<Effect> {
    app.old_text_remains |= saved.old_text_remains;
    app.undo.push(saved.changes);
    app.redo.clear();
    app.day.last_note = Some(saved.note);
    app.day.note = None;
    let named = super::names::in_what_is_saved(app);
    if matches!(app.overlay, Some(Overlay::Editor { .. })) {
        app.overlay = None;
        // A line that waits under the editor keeps the seal chosen for it.
        if app.day.line.is_empty() {
            app.set_seal(None);
        }
        app.day.file_previous = false;
    } else {
        day::clear_line(app);
    }
    let said = if saved.sealed { "Saved, sealed." } else { "Saved." };
    super::names::say(app, said, named);
    if saved.sealed && app.seals == Seals::Open {
        return vec![Effect::RevealAll];
    }
    Vec::new()
}

fn done(app: &mut App, said: &str, changes: Vec<crate::ids::ChangeId>, old_text_remains: bool) -> Vec<Effect> {
    app.old_text_remains |= old_text_remains;
    if !changes.is_empty() {
        app.undo.push(changes);
        app.redo.clear();
    }
    let named = if app.is_saving() { super::names::in_what_is_saved(app) } else { None };
    if app.day.saving {
        day::clear_line(app);
    }
    if matches!(app.overlay, Some(Overlay::Editor { saving: true, .. })) {
        app.overlay = None;
    }
    // What has nothing to say takes nothing back: who would be in two places may have just been pointed out.
    if !said.is_empty() || named.is_some() {
        super::names::say(app, said, named);
    }
    if app.seals == Seals::Open { vec![Effect::RevealAll] } else { Vec::new() }
}

/// Something was undone, or done again: the other way is open.
fn turned(app: &mut App, changes: Vec<crate::ids::ChangeId>, again: bool, old_text_remains: bool) -> Vec<Effect> {
    app.old_text_remains |= old_text_remains;
    let (way_back, said) = if again { (&mut app.undo, "Done again.") } else { (&mut app.redo, "Undone.") };
    way_back.push(changes);
    app.say(said);
    if app.seals == Seals::Open { vec![Effect::RevealAll] } else { Vec::new() }
}

fn unlocked(app: &mut App) -> Vec<Effect> {
    if app.seals != Seals::Unlocking {
        // Abandoned meanwhile: the keys that opened are not kept.
        return vec![Effect::Lock];
    }
    app.seals = Seals::Open;
    app.last_key = app.now;
    let then = match app.overlay.take() {
        Some(Overlay::Unlock { then, .. }) => then,
        other => {
            app.overlay = other;
            AfterUnlock::Nothing
        }
    };
    app.say("Unlocked. It locks by itself when nobody types for a while.");
    match then {
        AfterUnlock::Nothing => vec![Effect::RevealAll],
        // Revealed first: a line that changes a sealed note needs its words.
        AfterUnlock::RestoreDraft => vec![Effect::RevealAll, Effect::RecoverDrafts],
    }
}

fn not_unlocked(app: &mut App, trouble: &crate::trouble::Trouble) {
    if app.seals == Seals::Unlocking {
        app.seals = Seals::Locked;
    }
    if let Some(Overlay::Unlock { wrong, .. }) = &mut app.overlay {
        *wrong = crate::text::clean_line(&format!("{} {}", trouble.what(), trouble.advice()));
    } else if let Some(Overlay::Entry(EntryStep::Passphrase { working, wrong, .. })) = &mut app.overlay {
        *working = false;
        *wrong = crate::text::clean_line(&format!("{} {}", trouble.what(), trouble.advice()));
    } else {
        app.tell(trouble);
    }
}
